package nxos

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// acl is one access list.
type acl struct {
	*ciscoacl.List
	dialect ciscoacl.Dialect
}

// addrGroup and portGroup are object groups; whole is false where an entry
// could not be resolved.
type addrGroup struct {
	list  []netip.Prefix
	whole bool
}

type portGroup struct {
	list  []model.PortRange
	whole bool
}

func (t *tables) aclEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? ip access-list *", Sub: t.openACL("ipacl", "ipv4", "acl")},
		{Pattern: "no? ipv6 access-list *", Sub: t.openACL("ip6acl", "ipv6", "acl6")},
		{Pattern: "no? mac access-list *", Sub: t.openMAC},
		{Pattern: "object-group ip|ipv6 address|port *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("object-group", m.Arg(0), m.Span)
			return t.objects.In(r)
		}},
		{Pattern: "no object-group ip|ipv6 address|port *", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "ip|ipv6 prefix-list * ...", Do: readPrefixList},
		{Pattern: "no ip|ipv6 prefix-list * ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "ip as-path access-list * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("as-path", m.Arg(0), m.Span) }},
		{Pattern: "ip community-list standard|expanded * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("community-list", m.Arg(0), m.Span) }},
		{Pattern: "ip extcommunity-list standard|expanded * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			c.Define("extcommunity-list", m.Arg(0), m.Span)
		}},
		{Pattern: "ip nat inside|outside source * ...", Do: readNAT},
	}
}

func readPrefixList(c *stmt.Ctx, _ *run, m *stmt.Match) {
	kind := "prefix-list"
	if c.Tree.Nodes[m.Node].Words[0] == "ipv6" {
		kind = "prefix-list6"
	}
	c.Define(kind, m.Arg(0), m.Span)
}

// openACL opens a list; a list may be written in several blocks.
func (t *tables) openACL(kind, family, ref string) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
		key := family + " " + m.Arg(0)
		a := r.acls[key]
		if m.Neg {
			if a != nil {
				a.Rules = nil
			}
			return stmt.Block{}
		}
		if a == nil {
			a = &acl{
				List:    ciscoacl.NewList(m.Arg(0), kind, family, c.Span(m.Node), m.Span),
				dialect: ciscoacl.Dialect{Six: family == "ipv6", Addrs: r.addresses, Ports: r.portRanges},
			}
			r.acls[key] = a
			r.Rulesets = append(r.Rulesets, a.Ruleset)
			c.Define(ref, m.Arg(0), m.Span)
		}
		return t.acl.In(a)
	}
}

// openMAC notes a list of Ethernet addresses. Its entries say nothing of
// Internet addresses and are kept as opaque rules.
func (t *tables) openMAC(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	if m.Neg {
		return stmt.Block{}
	}
	a := &acl{List: ciscoacl.NewList(m.Arg(0), "macacl", "any", c.Span(m.Node), m.Span)}
	r.Rulesets = append(r.Rulesets, a.Ruleset)
	r.acls["mac "+m.Arg(0)] = a
	c.Define("mac-acl", m.Arg(0), m.Span)
	return t.acl.In(a)
}

func aclBlock() []stmt.Entry[*acl] {
	return []stmt.Entry[*acl]{
		{Pattern: "permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) { readEntry(c, a, a.Next(), 0, m) }},
		{Pattern: "* permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) {
			n := fill.Int(m.Arg(0))
			if !a.Seq(n) {
				c.Mark(m.Node, stmt.Partial)
				a.AddDoubt(m.Span.Line)
				n = a.Next()
			}
			readEntry(c, a, n, 1, m)
		}},
		{Pattern: "no *", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Drop(fill.Int(m.Arg(0))) }},
		{Pattern: "remark ...", Do: func(_ *stmt.Ctx, a *acl, _ *stmt.Match) { a.Skip(a.Next()) }},
		{Pattern: "* remark ...", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Skip(fill.Int(m.Arg(0))) }},
		// What happens to fragments that no entry names changes the meaning
		// of entries with ports.
		{Pattern: "fragments permit-all|deny-all", State: stmt.Partial},
	}
}

// readEntry reads one entry; at is the index of its action among the words.
func readEntry(c *stmt.Ctx, a *acl, seq int64, at int, m *stmt.Match) {
	r := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: seq}
	r.Action.Set(c.Tree.Nodes[m.Node].Words[at], m.Span)
	r.Enabled.Set(true, m.Span)
	if a.Kind == "macacl" {
		ciscoacl.Ethernet(r, m.Span)
	} else {
		if !a.dialect.Extended(r, m.Rest, m.Span) {
			c.Mark(m.Node, stmt.Partial)
		}
		useGroups(c, m)
	}
	a.Insert(r)
}

func useGroups(c *stmt.Ctx, m *stmt.Match) {
	for i, w := range m.Rest {
		if (w == "addrgroup" || w == "portgroup") && i+1 < len(m.Rest) {
			c.Use("object-group", m.Rest[i+1], "access list", m.Span)
		}
	}
}

func (r *run) addresses(name string) ([]netip.Prefix, bool) {
	g := r.addrs[name]
	if g == nil || !g.whole {
		return nil, false
	}
	return g.list, true
}

func (r *run) portRanges(name string) ([]model.PortRange, bool) {
	g := r.ports[name]
	if g == nil || !g.whole {
		return nil, false
	}
	return g.list, true
}

// collectGroups reads the object groups before the tables run, as a list may
// stand in front of the groups that it uses.
func (r *run) collectGroups(c *stmt.Ctx) {
	for k := range c.Tree.Kids(0) {
		w := c.Tree.Nodes[k].Words
		if len(w) < 4 || w[0] != "object-group" || c.Tree.Nodes[k].Neg {
			continue
		}
		switch {
		case w[2] == "address":
			g := r.addrs[w[3]]
			if g == nil {
				g = &addrGroup{list: []netip.Prefix{}, whole: true}
				r.addrs[w[3]] = g
			}
			for e := range c.Tree.Kids(k) {
				g.add(c.Tree.Nodes[e].Words)
			}
		case w[2] == "port":
			g := r.ports[w[3]]
			if g == nil {
				g = &portGroup{list: []model.PortRange{}, whole: true}
				r.ports[w[3]] = g
			}
			for e := range c.Tree.Kids(k) {
				g.add(c.Tree.Nodes[e].Words)
			}
		}
	}
}

// add reads "10 host A", "A/len" or "A wildcard".
func (g *addrGroup) add(words []string) {
	words = unnumbered(words)
	r := &model.Rule{}
	if len(words) == 0 || words[0] == "any" || !(ciscoacl.Dialect{}).Standard(r, words, model.Span{Line: 1, End: 1}) || r.Opaque != "" {
		g.whole = false
		return
	}
	g.list = append(g.list, r.Src.V...)
}

// add reads "eq 22", "range 1 9" and their kin.
func (g *portGroup) add(words []string) {
	words = unnumbered(words)
	first, ok := ciscoacl.Port(fill.Word(words, 1), 6)
	last, ok2 := first, true
	if fill.Word(words, 0) == "range" {
		last, ok2 = ciscoacl.Port(fill.Word(words, 2), 6)
	}
	switch fill.Word(words, 0) {
	case "eq", "neq", "gt", "lt", "range":
	default:
		ok = false
	}
	if !ok || !ok2 {
		g.whole = false
		return
	}
	g.list = append(g.list, ciscoacl.Ports(words[0], first, last)...)
}

func unnumbered(words []string) []string {
	if len(words) > 1 && fill.Int(words[0]) >= 0 {
		return words[1:]
	}
	return words
}

// objectBlock names what collectGroups has read.
func objectBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "* ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			a, p := addrGroup{whole: true}, portGroup{whole: true}
			a.add(c.Tree.Nodes[m.Node].Words)
			p.add(c.Tree.Nodes[m.Node].Words)
			if !a.whole && !p.whole {
				c.Mark(m.Node, stmt.Partial)
			}
		}},
		{Pattern: "no ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Mark(m.Node, stmt.Partial) }},
	}
}

func readNAT(c *stmt.Ctx, r *run, m *stmt.Match) {
	n := &model.NAT{Obj: model.Obj{Span: m.Span}}
	r.NATs = append(r.NATs, n)
	if v, ok := m.After("vrf"); ok {
		n.VRF.Set(v, m.Span)
	}
	if m.Arg(0) != "static" {
		n.Kind.Set("source", m.Span)
		if m.Arg(0) == "list" {
			c.Use("acl", fill.Word(m.Rest, 0), "ip nat source list", m.Span)
		}
		return
	}
	n.Kind.Set("static", m.Span)
	rest := m.Rest
	if p := fill.Word(rest, 0); p == "tcp" || p == "udp" {
		n.Target.Set(fill.Word(rest, 1), m.Span)
		n.Ports.Set([]string{fill.Word(rest, 2), fill.Word(rest, 4)}, m.Span)
		return
	}
	n.Target.Set(fill.Word(rest, 0), m.Span)
}
