package asa

import (
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// policyEntries read what sorts traffic and what is done with it; only the
// names that they use matter.
func (t *tables) policyEntries() []stmt.Entry[*reader] {
	type R = *reader
	class := func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
		words := c.Tree.Nodes[m.Node].Words
		c.Define("class-map", words[len(words)-1], m.Span)
		return t.class.In(r)
	}
	return []stmt.Entry[R]{
		{Pattern: "class-map * ...", Sub: class},
		{Pattern: "policy-map *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("policy-map", m.Arg(0), m.Span)
			return t.polmap.In(r)
		}},
		{Pattern: "policy-map type inspect * *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("policy-map", m.Arg(1), m.Span)
			return t.polmap.In(r)
		}},
		{Pattern: "service-policy * global|interface ...", Do: fill.Use[R]("policy-map", "service-policy")},
		{Pattern: "no service-policy * ...", Do: none[R]},
	}
}

func classBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "match access-list *", Do: fill.Use[R]("acl", "class-map")},
		{Pattern: "match tunnel-group *", Do: fill.Use[R]("tunnel-group", "class-map")},
	}
}

func (t *tables) polmapBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "class *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			if m.Arg(0) != "class-default" {
				c.Use("class-map", m.Arg(0), "policy-map", m.Span)
			}
			return t.polClass.In(r)
		}},
		{Pattern: "parameters", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.polClass.In(r) }},
		{Pattern: "match ...", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.polClass.In(r) }},
	}
}

func polClassBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "service-policy *", Do: fill.Use[*reader]("policy-map", "policy-map")},
	}
}
