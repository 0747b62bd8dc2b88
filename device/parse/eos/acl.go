package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// acl is one access list.
type acl struct {
	*ciscoacl.List
	six, standard bool
}

func (t *tables) aclEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "ip access-list *", Sub: t.openACL("ipv4", false)},
		{Pattern: "ip access-list standard *", Sub: t.openACL("ipv4", true)},
		{Pattern: "ipv6 access-list *", Sub: t.openACL("ipv6", false)},
		{Pattern: "ipv6 access-list standard *", Sub: t.openACL("ipv6", true)},
		{Pattern: "no ip|ipv6 access-list ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "mac access-list *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			a := &acl{List: ciscoacl.NewList(m.Arg(0), "macacl", "any", c.Span(m.Node), m.Span)}
			r.Rulesets = append(r.Rulesets, a.Ruleset)
			c.Define("mac-acl", m.Arg(0), m.Span)
			return t.macACL.In(a)
		}},
		{Pattern: "no mac access-list ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "ip|ipv6 prefix-list * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			kind := "prefix-list"
			if c.Tree.Nodes[m.Node].Words[0] == "ipv6" {
				kind = "prefix-list6"
			}
			c.Define(kind, m.Arg(0), m.Span)
			return t.prefix.In(r)
		}},
		{Pattern: "no ip|ipv6 prefix-list ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "ip pim ssm range *", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if m.Arg(0) != "standard" {
				c.Use("acl", m.Arg(0), "ip pim ssm range", m.Span)
			}
		}},
		{Pattern: "ip pim rp-address * access-list * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			c.Use("acl", m.Arg(1), "ip pim rp-address", m.Span)
		}},
		{Pattern: "ip as-path access-list * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("as-path", m.Arg(0), m.Span) }},
		{Pattern: "ip community-list standard|expanded|regexp * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("community-list", m.Arg(0), m.Span) }},
		{Pattern: "ip community-list * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("community-list", m.Arg(0), m.Span) }},
		{Pattern: "ip extcommunity-list * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) { c.Define("extcommunity-list", m.Arg(0), m.Span) }},
		{Pattern: "peer-filter *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("peer-filter", m.Arg(0), m.Span)
			return t.prefix.In(r)
		}},
		{Pattern: "ip nat pool * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("nat-pool", m.Arg(0), m.Span)
			return t.prefix.In(r)
		}},
	}
}

func (t *tables) openACL(family string, standard bool) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
	kind, ref := "ipacl", "acl"
	if family == "ipv6" {
		kind, ref = "ip6acl", "acl6"
	}
	return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
		key := family + " " + m.Arg(0)
		a := r.acls[key]
		if a == nil {
			a = &acl{List: ciscoacl.NewList(m.Arg(0), kind, family, c.Span(m.Node), m.Span), six: family == "ipv6", standard: standard}
			r.acls[key] = a
			r.Rulesets = append(r.Rulesets, a.Ruleset)
			c.Define(ref, m.Arg(0), m.Span)
		}
		return t.acl.In(a)
	}
}

func aclBlock() []stmt.Entry[*acl] {
	return []stmt.Entry[*acl]{
		{Pattern: "permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) { readEntry(c, a, a.Next(), 0, m) }},
		{Pattern: "* permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) { readEntry(c, a, seqOf(c, a, m), 1, m) }},
		{Pattern: "no *", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Drop(fill.Int(m.Arg(0))) }},
		{Pattern: "remark ...", Do: func(_ *stmt.Ctx, a *acl, _ *stmt.Match) { a.Skip(a.Next()) }},
		{Pattern: "* remark ...", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Skip(fill.Int(m.Arg(0))) }},
	}
}

func macBlock() []stmt.Entry[*acl] {
	entry := func(c *stmt.Ctx, a *acl, seq int64, at int, m *stmt.Match) {
		r := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: seq}
		r.Action.Set(c.Tree.Nodes[m.Node].Words[at], m.Span)
		r.Enabled.Set(true, m.Span)
		ciscoacl.Ethernet(r, m.Span)
		a.Insert(r)
	}
	return []stmt.Entry[*acl]{
		{Pattern: "permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) { entry(c, a, a.Next(), 0, m) }},
		{Pattern: "* permit|deny ...", Do: func(c *stmt.Ctx, a *acl, m *stmt.Match) { entry(c, a, seqOf(c, a, m), 1, m) }},
		{Pattern: "no *", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Drop(fill.Int(m.Arg(0))) }},
		{Pattern: "remark ...", Do: func(_ *stmt.Ctx, a *acl, _ *stmt.Match) { a.Skip(a.Next()) }},
		{Pattern: "* remark ...", Do: func(_ *stmt.Ctx, a *acl, m *stmt.Match) { a.Skip(fill.Int(m.Arg(0))) }},
	}
}

func seqOf(c *stmt.Ctx, a *acl, m *stmt.Match) int64 {
	n := fill.Int(m.Arg(0))
	if !a.Seq(n) {
		c.Mark(m.Node, stmt.Partial)
		a.AddDoubt(m.Span.Line)
		return a.Next()
	}
	return n
}

// readEntry reads one entry; at is the index of its action among the words.
func readEntry(c *stmt.Ctx, a *acl, seq int64, at int, m *stmt.Match) {
	r := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: seq}
	r.Action.Set(c.Tree.Nodes[m.Node].Words[at], m.Span)
	r.Enabled.Set(true, m.Span)
	d := ciscoacl.Dialect{Six: a.six}
	ok := false
	switch rest := m.Rest; {
	case a.standard:
		ok = d.Standard(r, rest, m.Span)
	case fill.Word(rest, 0) == "vlan" && len(rest) > 3: // a match on the tag in front of the rest
		ok = d.Extended(r, rest[3:], m.Span)
		r.Opaque = "matches a VLAN tag"
	default:
		ok = d.Extended(r, rest, m.Span)
	}
	if !ok {
		c.Mark(m.Node, stmt.Partial)
	}
	a.Insert(r)
}
