package ios

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// acl is one access list while it is read.
type acl struct {
	*model.Ruleset
	r        *reader
	kind     string // acl or acl6, the name space
	standard bool
	next     int64 // the number of an entry that has none
	odd      bool  // a line was not understood
	dialect  ciscoacl.Dialect
	at       model.Span // the entry that is read
}

func (t *tables) aclEntries() []stmt.Entry[*reader] {
	named := func(kind string, standard bool) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			return t.acl.In(r.acl(kind, m.Arg(0), standard, c.Span(m.Node)))
		}
	}
	return []stmt.Entry[*reader]{
		{Pattern: "access-list * ...", Do: numbered},
		{Pattern: "access-list compiled|dynamic-extended ...", State: stmt.Irrelevant},
		{Pattern: "ip access-list standard *", Sub: named("acl", true)},
		{Pattern: "ip access-list extended *", Sub: named("acl", false)},
		{Pattern: "ipv6 access-list *", Sub: named("acl6", false)},
		{Pattern: "ipv6 access-list * permit|deny|remark ...", Do: oldSix},
		{Pattern: "mac access-list extended *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("mac-acl", m.Arg(0), m.Span)
			r.macACLs[m.Arg(0)] = true
			return t.macACL.In(r)
		}},
		{Pattern: "object-group * * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			name := m.Arg(1)
			if m.Arg(0) == "ip" && len(m.Rest) > 0 {
				name = m.Rest[len(m.Rest)-1] // "object-group ip port NAME"
			}
			c.Define("object-group", name, m.Span)
			return t.objects.In(r)
		}},
	}
}

// acl returns the list of that name, new or met before.
func (r *reader) acl(kind, name string, standard bool, sp model.Span) *acl {
	a := r.acls[kind+" "+name]
	if a != nil {
		a.Span.End = max(a.Span.End, sp.End)
		return a
	}
	a = &acl{r: r, kind: kind, standard: standard, next: 10, Ruleset: &model.Ruleset{Obj: model.Obj{Span: sp}, Name: name, Kind: "ipacl", Family: "ipv4"}}
	if kind == "acl6" {
		a.Kind, a.Family = "ip6acl", "ipv6"
	}
	a.dialect = ciscoacl.Dialect{
		Six:   kind == "acl6",
		Addrs: func(name string) ([]netip.Prefix, bool) { return r.nets(name, a.at) },
		Ports: func(name string) ([]model.PortRange, bool) { return r.portGroup(name, a.at) },
	}
	r.acls[kind+" "+name] = a
	r.d.Rulesets = append(r.d.Rulesets, a.Ruleset)
	r.c.Define(kind, name, model.Span{Line: sp.Line, End: sp.Line})
	return a
}

// numbered reads "access-list 101 permit …". Numbers outside the ranges of IP
// are lists of other protocols.
func numbered(c *stmt.Ctx, r *reader, m *stmt.Match) {
	n, ok := number(m.Arg(0))
	standard := n >= 1 && n <= 99 || n >= 1300 && n <= 1999
	extended := n >= 100 && n <= 199 || n >= 2000 && n <= 2699
	switch {
	case !ok:
		c.Mark(m.Node, stmt.Unknown)
		c.Dev.Doubtful("rulesets", m.Span.Line)
		return
	case !standard && !extended:
		c.Mark(m.Node, stmt.Irrelevant)
		return
	}
	a := r.acl("acl", m.Arg(0), standard, m.Span)
	if len(m.Rest) > 0 && m.Rest[0] == "remark" {
		return
	}
	a.entry(c, m, m.Rest)
}

func oldSix(c *stmt.Ctx, r *reader, m *stmt.Match) {
	a := r.acl("acl6", m.Arg(0), false, m.Span)
	if w := words(c, m)[3:]; w[0] != "remark" {
		a.entry(c, m, w)
	}
}

func aclRules() []stmt.Entry[*acl] {
	rule := func(c *stmt.Ctx, a *acl, m *stmt.Match) { a.entry(c, m, words(c, m)) }
	return []stmt.Entry[*acl]{
		{Pattern: "permit|deny ...", Do: rule},
		{Pattern: "dynamic * permit|deny ...", Do: rule},
		{Pattern: "evaluate * ...", Do: rule},
		{Pattern: "sequence * permit|deny|evaluate ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) {
			a.number(c, m, m.Arg(0), words(c, m)[2:])
		}},
		{Pattern: "sequence * remark ...", State: stmt.Irrelevant},
		{Pattern: "* permit|deny|evaluate|dynamic ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) {
			a.number(c, m, m.Arg(0), words(c, m)[1:])
		}},
		{Pattern: "* remark ...", State: stmt.Irrelevant},
		{Pattern: "remark ...", State: stmt.Irrelevant},
	}
}

func (a *acl) number(c *stmt.Ctx, m *stmt.Match, word string, rest []string) {
	n, ok := number(word)
	if !ok {
		c.Mark(m.Node, stmt.Partial)
		a.AddDoubt(m.Span.Line)
	} else {
		a.next = n
	}
	a.entry(c, m, rest)
}

// entry reads ACTION and what it applies to.
func (a *acl) entry(c *stmt.Ctx, m *stmt.Match, w []string) {
	rule := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: a.next}
	a.next += 10
	a.Rules = append(a.Rules, rule)
	rule.Enabled.Inherit(true, m.Span)
	why := ""
	if len(w) > 2 && w[0] == "dynamic" {
		why, w = "opened by a login (lock and key)", w[2:]
		if len(w) > 2 && w[0] == "timeout" {
			w = w[2:]
		}
	}
	if len(w) == 0 || w[0] != "permit" && w[0] != "deny" {
		rule.Opaque = "reflexive list"
		if len(w) == 0 || w[0] != "evaluate" {
			a.misread(c, m, rule)
		}
		rule.Action.Set("permit", m.Span)
		unresolved(rule, m.Span)
		return
	}
	rule.Action.Set(w[0], m.Span)
	if !a.match(rule, w[1:], m.Span) {
		a.misread(c, m, rule)
	}
	if why != "" {
		rule.Opaque = why
	}
}

func (a *acl) misread(c *stmt.Ctx, m *stmt.Match, rule *model.Rule) {
	c.Mark(m.Node, stmt.Partial)
	rule.AddDoubt(m.Span.Line)
	a.odd = true
}

// unresolved states that a rule's sides are not to be told from the file.
func unresolved(rule *model.Rule, sp model.Span) {
	rule.SrcAny.Set(false, sp)
	rule.Src.Unsure(sp)
	rule.DstAny.Set(false, sp)
	rule.Dst.Unsure(sp)
	rule.ServiceAny.Set(false, sp)
	rule.Log.Set(false, sp)
}

func (a *acl) match(rule *model.Rule, w []string, sp model.Span) bool {
	if a.standard {
		return ciscoacl.Dialect{}.Standard(rule, w, sp)
	}
	a.at = sp
	rest, flags := tcpFlags(w)
	if len(rest) > 1 && rest[0] == "object-group" {
		return a.serviceGroup(rule, rest, sp)
	}
	ok := a.dialect.Extended(rule, rest, sp)
	if flags != "" && len(rule.Match) > 0 {
		rule.Match[0].Flags = strings.TrimSpace(rule.Match[0].Flags + " " + flags)
	}
	return ok
}

// tcpFlags takes "match-all +syn -ack" and "reflect NAME [timeout N]" out of
// an entry: the first narrows it, the second only has an effect besides.
func tcpFlags(w []string) (rest []string, flags string) {
	if index(w, "match-all") < 0 && index(w, "match-any") < 0 && index(w, "reflect") < 0 {
		return w, ""
	}
	for i := 0; i < len(w); i++ {
		switch {
		case w[i] == "match-all", w[i] == "match-any":
			flags = w[i]
			for i+1 < len(w) && strings.IndexAny(w[i+1], "+-") == 0 {
				i++
				flags += " " + w[i]
			}
		case w[i] == "reflect":
			i++
			if i+2 < len(w) && w[i+1] == "timeout" {
				i += 2
			}
		default:
			rest = append(rest, w[i])
		}
	}
	return rest, flags
}

// serviceGroup reads "permit object-group SERVICES source destination".
func (a *acl) serviceGroup(rule *model.Rule, w []string, sp model.Span) bool {
	a.r.c.Use("object-group", w[1], "access list", sp)
	ok := a.dialect.Extended(rule, append([]string{"ip"}, w[2:]...), sp)
	matches, found := a.r.services(w[1], 0)
	rule.ServiceAny.Set(false, sp)
	rule.Match = matches
	if !found && rule.Opaque == "" {
		rule.Opaque = "service group that the file does not define in full"
	}
	return ok
}

// finishACLs states what happens where no entry matches. A list without any
// entry lets everything through.
func (r *reader) finishACLs() {
	r.finishClasses()
	for _, a := range r.acls {
		sp := model.Span{Line: a.Span.Line, End: a.Span.Line}
		switch {
		case len(a.Rules) > 0:
			a.Default.Inherit("deny", sp)
		case r.whole() && len(a.Doubt) == 0:
			a.Default.Derive("permit", sp)
			a.PermitsAny.Derive(true, sp)
			a.Permitted.Derive([]netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}, sp)
		default:
			a.Default.Unsure(sp)
		}
		a.DefaultLog.Inherit(false, sp)
	}
}
