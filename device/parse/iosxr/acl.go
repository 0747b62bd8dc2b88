package iosxr

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// acl is one access list while it is read.
type acl struct {
	*model.Ruleset
	r   *reader
	six bool
}

// entry is one permit or deny, kept until all groups of the file are known.
type entry struct {
	list  *acl
	rule  *model.Rule
	words []string
	node  int32
}

// addrGroup and portGroup are groups of addresses and ports by name.
type addrGroup struct {
	nets []netip.Prefix
	subs []string
	bad  bool
}

type portGroup struct {
	ports []model.PortRange
	subs  []string
	bad   bool
}

func (t *tables) aclEntries() []stmt.Entry[*reader] {
	type R = *reader
	open := func(six bool) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.acl.In(r.list(m, six)) }
	}
	inline := func(six bool) func(*stmt.Ctx, R, *stmt.Match) {
		return func(c *stmt.Ctx, r R, m *stmt.Match) { r.list(m, six).line(c, m, m.Rest) }
	}
	return []stmt.Entry[R]{
		{Pattern: "ipv4 access-list *", Sub: open(false)},
		{Pattern: "ipv6 access-list *", Sub: open(true)},
		{Pattern: "ipv4 access-list * ...", Do: inline(false)},
		{Pattern: "ipv6 access-list * ...", Do: inline(true)},
		{Pattern: "no ipv4|ipv6 access-list ...", Do: none[R]},
		{Pattern: "ethernet-services access-list *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("esacl", m.Arg(0), m.Span)
			return t.esacl.In(&acl{r: r, Ruleset: &model.Ruleset{}})
		}},
		{Pattern: "object-group network ipv4|ipv6 *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			if r.addrs == nil {
				r.addrs = map[string]*addrGroup{}
			}
			g := &addrGroup{}
			r.addrs[m.Arg(0)] = g
			c.Define("object-group", m.Arg(0), m.Span)
			return t.addrs.In(g)
		}},
		{Pattern: "object-group port *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			if r.ports == nil {
				r.ports = map[string]*portGroup{}
			}
			g := &portGroup{}
			r.ports[m.Arg(0)] = g
			c.Define("service-group", m.Arg(0), m.Span)
			return t.ports.In(g)
		}},
	}
}

// list finds or makes the access list that m names.
func (r *reader) list(m *stmt.Match, six bool) *acl {
	kind, family, key := "ipacl", "ipv4", m.Arg(0)
	if six {
		kind, family, key = "ip6acl", "ipv6", "6:"+m.Arg(0)
	}
	if l := r.lists[key]; l != nil {
		l.Span.End = max(l.Span.End, m.Span.End)
		return l
	}
	l := &acl{r: r, six: six, Ruleset: &model.Ruleset{Obj: model.Obj{Span: r.c.Span(m.Node)}, Name: m.Arg(0), Kind: kind, Family: family}}
	if r.lists == nil {
		r.lists = map[string]*acl{}
	}
	r.lists[key] = l
	l.Default.Inherit("deny", m.Span)
	r.dev.Rulesets = append(r.dev.Rulesets, l.Ruleset)
	r.c.Define(aclKind(six), l.Name, m.Span)
	return l
}

func aclBlock() []stmt.Entry[*acl] {
	return []stmt.Entry[*acl]{
		{Pattern: "* ...", Do: func(c *stmt.Ctx, l *acl, m *stmt.Match) { l.line(c, m, append([]string{m.Arg(0)}, m.Rest...)) }},
		{Pattern: "no * ...", Do: none[*acl]},
	}
}

// line reads [NUMBER] permit|deny|remark ….
func (l *acl) line(c *stmt.Ctx, m *stmt.Match, words []string) {
	seq := int64(10)
	if n := len(l.Rules); n > 0 {
		seq = l.Rules[n-1].Seq + 10
	}
	if len(words) > 0 {
		if n, err := strconv.ParseInt(words[0], 10, 64); err == nil {
			seq, words = n, words[1:]
		}
	}
	if len(words) == 0 || words[0] == "remark" {
		return
	}
	if words[0] != "permit" && words[0] != "deny" {
		c.Mark(m.Node, stmt.Unknown)
		l.AddDoubt(m.Span.Line)
		return
	}
	rule := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: seq}
	rule.Action.Set(words[0], m.Span)
	rule.Enabled.Set(true, m.Span)
	l.Rules = append(l.Rules, rule)
	l.r.entries = append(l.r.entries, &entry{list: l, rule: rule, words: words[1:], node: m.Node})
}

// settleACLs reads the entries now that all groups are known.
func (r *reader) settleACLs() {
	d := ciscoacl.Dialect{
		Addrs: func(n string) ([]netip.Prefix, bool) { return r.netGroup(n, map[string]bool{}) },
		Ports: func(n string) ([]model.PortRange, bool) { return r.portGroup(n, map[string]bool{}) },
	}
	for _, e := range r.entries {
		d.Six = e.list.six
		words := r.options(e)
		if len(words) > 0 && source(words[0]) {
			words = append([]string{"ip"}, words...)
			if !hasDestination(words) {
				words = append(words, "any")
			}
		}
		if !d.Extended(e.rule, words, e.rule.Span) {
			r.c.Mark(e.node, stmt.Partial)
			e.list.AddDoubt(e.rule.Span.Line)
		}
	}
}

// source reports a word that begins an address: the protocol was left out.
func source(w string) bool {
	if w == "any" || w == "host" {
		return true
	}
	return strings.ContainsAny(w, ".:")
}

// hasDestination reports whether more than one address follows the protocol.
func hasDestination(words []string) bool {
	rest := words[2:]
	if words[1] == "host" || len(rest) > 0 && words[1] != "any" && !strings.Contains(words[1], "/") {
		rest = words[min(3, len(words)):]
	}
	return len(rest) > 0 && (source(rest[0]) || rest[0] == "net-group")
}

// options takes out of an entry what does not belong to the match, and gives
// group keywords the names that entries of other systems use. A next hop sends
// packets another way and becomes a policy route.
func (r *reader) options(e *entry) []string {
	out := make([]string, 0, len(e.words))
	for i := 0; i < len(e.words); i++ {
		switch w := e.words[i]; w {
		case "net-group":
			out = append(out, "addrgroup")
			if i+1 < len(e.words) {
				r.c.Use("object-group", e.words[i+1], "access list", e.rule.Span)
			}
		case "port-group":
			out = append(out, "portgroup")
			if i+1 < len(e.words) {
				r.c.Use("service-group", e.words[i+1], "access list", e.rule.Span)
			}
		case "counter", "police", "priority":
			i++
		case "capture", "icmp-off", "icmp-on":
		case "set":
			i += 2
		case "default", "nexthop1":
			r.policyRoute(e, e.words[i:])
			return out
		case "udf":
			i += 3
			if e.rule.Opaque == "" {
				e.rule.Opaque = "user-defined field"
			}
		default:
			out = append(out, w)
		}
	}
	return out
}

// policyRoute reads nexthop1 [vrf V] ipv4|ipv6 ADDRESS nexthop2 ….
func (r *reader) policyRoute(e *entry, words []string) {
	p := &model.PolicyRoute{Obj: model.Obj{Span: e.rule.Span}, Name: e.list.Name}
	hops := []string{}
	for i := 0; i+1 < len(words); i++ {
		switch words[i] {
		case "ipv4", "ipv6":
			hops = append(hops, words[i+1])
		case "vrf":
			p.SetVRF.Set(tableName(words[i+1]), e.rule.Span)
			r.c.Use("vrf", words[i+1], "access list next hop", e.rule.Span)
		}
	}
	p.NextHop.Set(hops, e.rule.Span)
	r.dev.PBRs = append(r.dev.PBRs, p)
}

// esaclBlock reads layer 2 filters, which hold no addresses that any check
// looks at: only their names count.
func esaclBlock() []stmt.Entry[*acl] {
	return []stmt.Entry[*acl]{{Pattern: "...", Do: none[*acl]}}
}
