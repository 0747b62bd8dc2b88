package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) snmpEntries() []conf {
	group := func(do func(g *model.SNMPGroup, m *stmt.Match)) func(*stmt.Ctx, *reader, *stmt.Match) {
		return func(_ *stmt.Ctx, r *reader, m *stmt.Match) { do(r.accessGroup(m.Arg(0), m.Args[1:], m.Span), m) }
	}
	const access = "system security snmp access * context * security-model * security-level *"
	return join([]conf{
		{Pattern: "system security snmp community ...", Do: community},
		{Pattern: "system security snmp access group * ...", Do: classicAccess},
		{Pattern: access + " read *", Do: group(func(g *model.SNMPGroup, m *stmt.Match) { g.Read.Set(lastArg(m), m.Span) })},
		{Pattern: access + " write *", Do: group(func(g *model.SNMPGroup, m *stmt.Match) { g.Write.Set(lastArg(m), m.Span) })},
		{Pattern: access + " notify *", Do: group(func(g *model.SNMPGroup, m *stmt.Match) {})},
		{Pattern: "system security snmp view * subtree * ...", Do: view},
		{Pattern: "system security snmp usm-community ...", Do: community},
		{Pattern: "system security snmp src-access-list|source-access-list *", Do: managers},
		{Pattern: "system security snmp src-access-list|source-access-list * src-host|source-host * address *", Do: manager},
		{Pattern: "log snmp-trap-group * trap-target * ...", Do: trapTarget},
		{Pattern: "log snmp-trap-group * name * trap-target * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			m.Args = []string{m.Arg(0), m.Arg(2)}
			trapTarget(c, r, m)
		}},
		{Pattern: "log event-control snmp ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { eventControl("snmp", r, m.Rest, m.Span) }},
	}, admin("system snmp", func(r *reader) *model.F[bool] { return &r.SNMP.Enabled }),
		admin("system management-interface snmp", func(r *reader) *model.F[bool] { return &r.SNMP.Enabled }))
}

// managers opens a list of the hosts that may use a community.
func managers(c *stmt.Ctx, r *reader, m *stmt.Match) {
	r.managers(m.Arg(0), c.Span(m.Node))
	c.Define("acl", m.Arg(0), m.Span)
}

func (r *reader) managers(name string, sp model.Span) *ruleset {
	s := r.set(name, "src-access-list", "any", false, sp)
	s.Kind = "ipacl"
	return s
}

// manager adds one host to its list.
func manager(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	s := r.managers(m.Arg(0), m.Span)
	x := &rule{Rule: &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: int64(len(s.rules) + 1), Name: m.Arg(1)}, s: s, m: model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}}
	x.Enabled.Inherit(true, m.Span)
	x.Log.Derive(false, m.Span)
	x.Action.Inherit("permit", m.Span)
	x.addrs[0] = side{[]string{m.Arg(2)}, m.Span}
	s.rules["host "+m.Arg(1)] = x
}

// community reads `"X" [hash2] r|rw version both` and the MD-CLI block; the
// key of the list is the secret itself.
func community(c *stmt.Ctx, r *reader, m *stmt.Match) {
	kids := []int32{m.Node}
	if n := &c.Tree.Nodes[m.Node]; n.First != 0 && len(n.Words) == 1 {
		kids = kids[:0]
		for k := range c.Tree.Kids(m.Node) {
			kids = append(kids, k)
		}
	}
	for _, k := range kids {
		n := &c.Tree.Nodes[k]
		words := append(append([]string{}, n.Words...), c.Tree.Below(k, 64)...)
		if k == m.Node {
			words = m.Rest
		}
		sp := model.Span{Line: n.Line, End: c.Span(k).End}
		r.community(words, model.Span{Line: n.Line, End: n.End}, sp)
	}
}

func (r *reader) community(words []string, line, whole model.Span) {
	if len(words) == 0 {
		return
	}
	x := &model.Community{Obj: model.Obj{Span: whole}}
	s := r.secret("snmp", "snmp community", words, line)
	if s == nil {
		return
	}
	if x.Guessable = s.Guessable; r.open(whole) {
		x.Guessable.Unsure(line) // the word may go on
	}
	version := "both"
	for i, w := range words {
		switch w {
		case "r", "rw", "rwa", "mgmt", "vpls-mgmt", "read-only", "read-write":
			if i > 0 {
				x.Access.Set(map[bool]string{true: "rw", false: "ro"}[strings.HasPrefix(w, "rw") || w == "read-write"], line)
			}
		case "version":
			version = fill.Word(words, i+1)
		case "src-access-list", "source-access-list":
			x.ACL.Name.Set(fill.Word(words, i+1), line)
			r.c.Use("acl", fill.Word(words, i+1), "snmp community", line)
		}
	}
	r.SNMP.Communities = append(r.SNMP.Communities, x)
	if version != "v3" {
		r.SNMP.V1V2.Set(true, line)
	}
}

// accessGroup returns one access row: context, model, level.
func (r *reader) accessGroup(name string, keys []string, sp model.Span) *model.SNMPGroup {
	key := name + " " + strings.Join(keys[:min(len(keys), 3)], " ")
	g := r.groups[key]
	if g == nil {
		g = &model.SNMPGroup{Obj: model.Obj{Span: sp}, Name: name}
		r.groups[key] = g
		r.SNMP.Groups = append(r.SNMP.Groups, g)
		if len(keys) > 2 {
			g.Version.Set(version(keys[1]), sp)
			g.Level.Set(level(keys[2]), sp)
		}
	}
	g.Span.End = max(g.Span.End, sp.End)
	return g
}

func version(w string) string {
	switch w {
	case "snmpv1":
		return "1"
	case "snmpv2c":
		return "2c"
	}
	return "3"
}

func level(w string) string {
	switch w {
	case "privacy":
		return "priv"
	case "auth-no-privacy":
		return "auth"
	}
	return "noauth"
}

// classicAccess reads `access group "g" security-model usm security-level
// privacy [context "c"] read "v" write "v" notify "v"`.
func classicAccess(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	model_, _ := m.After("security-model")
	lvl, _ := m.After("security-level")
	ctx, _ := m.After("context")
	g := r.accessGroup(m.Arg(0), []string{ctx, model_, lvl}, m.Span)
	if v, ok := m.After("read"); ok {
		g.Read.Set(v, m.Span)
	}
	if v, ok := m.After("write"); ok {
		g.Write.Set(v, m.Span)
	}
}

func view(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	v := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), OID: m.Arg(1)}
	v.Included.Set(!m.Has("excluded"), m.Span)
	r.SNMP.Views = append(r.SNMP.Views, v)
}

// trapTarget reads a receiver of notifications in either dialect.
func trapTarget(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	key := m.Arg(0) + " " + m.Arg(1)
	h := r.traps[key]
	if h == nil {
		h = &model.TrapHost{Obj: model.Obj{Span: m.Span}}
		r.traps[key] = h
		r.SNMP.Hosts = append(r.SNMP.Hosts, h)
		h.Version.Inherit("3", m.Span)
		addOnce(&r.SNMP.Traps, "all", m.Span)
	}
	h.Span.End = max(h.Span.End, m.Span.End)
	words := m.Rest
	if v, ok := fill.Next(words, "address"); ok {
		h.Host.Set(v, m.Span)
	}
	for i, w := range words {
		switch w {
		case "snmpv1", "snmpv2c", "snmpv3":
			h.Version.Set(version(w), m.Span)
		case "version":
			h.Version.Set(version(fill.Word(words, i+1)), m.Span)
		case "security-level":
			h.Level.Set(level(fill.Word(words, i+1)), m.Span)
		case "notify-community":
			if v, _ := fill.Next(words, "security-level"); v == "" {
				r.secret("snmp", "trap "+h.Host.V, words[i+1:], m.Span)
			}
		}
	}
}
