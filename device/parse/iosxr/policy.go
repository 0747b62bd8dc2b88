package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// polmap is one policy map while it is read.
type polmap struct {
	r    *reader
	name string
	pbr  bool
}

func (t *tables) policyEntries() []stmt.Entry[*reader] {
	type R = *reader
	set := func(kind string) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define(kind, m.Arg(len(m.Args)-1), m.Span)
			return t.set.In(r)
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "route-policy * ...", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("route-policy", policyName(m.Arg(0)), c.Span(m.Node))
			return t.rpl.In(r)
		}},
		{Pattern: "prefix-set *", Sub: set("prefix-set")},
		{Pattern: "as-path-set *", Sub: set("as-path-set")},
		{Pattern: "community-set *", Sub: set("community-set")},
		{Pattern: "large-community-set *", Sub: set("community-set")},
		{Pattern: "extcommunity-set * *", Sub: set("extcommunity-set")},
		{Pattern: "rd-set *", Sub: set("rd-set")},
		{Pattern: "tag-set *", Sub: set("tag-set")},
		{Pattern: "class-map * ...", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			words := c.Tree.Nodes[m.Node].Words
			c.Define("class-map", words[len(words)-1], m.Span)
			return t.class.In(r)
		}},
		{Pattern: "policy-map *", Sub: t.openPolmap},
		{Pattern: "policy-map type * *", Sub: t.openPolmap},
	}
}

// rplBlock reads one line of policy text: the names it refers to. The text is
// a language of its own; its blocks show by indentation, like all others.
func (t *tables) rplBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			if len(m.Rest) > 0 && !strings.HasPrefix(m.Rest[0], "#") {
				rplNames(c, m)
			}
			return t.rpl.In(r)
		}},
	}
}

// rplNames records policies and sets that one line of policy text names.
func rplNames(c *stmt.Ctx, m *stmt.Match) {
	subject := ""
	for i, w := range m.Rest {
		bare := strings.Trim(w, "()")
		next := ""
		if i+1 < len(m.Rest) {
			next = m.Rest[i+1]
		}
		name := strings.Trim(policyName(next), "(),")
		named := name != "" && !strings.HasPrefix(next, "(") && !strings.HasPrefix(next, "$")
		switch bare {
		case "rt", "soo":
			if named && i > 1 && m.Rest[i-2] == "set" && m.Rest[i-1] == "extcommunity" {
				c.Use("extcommunity-set", name, "route-policy set extcommunity", m.Span)
			}
		case "apply":
			if named {
				c.Use("route-policy", name, "route-policy apply", m.Span)
			}
		case "community", "as-path", "extcommunity", "rd", "tag", "large-community":
			subject = bare
			if i > 0 && m.Rest[i-1] == "set" && (bare == "community" || bare == "large-community") && named {
				c.Use(bare+"-set", name, "route-policy set "+bare, m.Span)
			}
		case "destination", "source", "destination-prefix", "source-prefix", "next-hop", "rib-has-route", "orf":
			subject = "prefix"
		case "in", "matches-any", "matches-every", "matches-within":
			if named && subject != "" {
				c.Use(subject+"-set", name, "route-policy "+bare, m.Span)
			}
		}
	}
}

func setBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "...", Do: none[*reader]}}
}

func classBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "match access-group ipv4 *", Do: fill.Use[R]("acl", "class-map")},
		{Pattern: "match access-group ipv6 *", Do: fill.Use[R]("acl6", "class-map")},
		{Pattern: "match not access-group ipv4 *", Do: fill.Use[R]("acl", "class-map")},
		{Pattern: "match not access-group ipv6 *", Do: fill.Use[R]("acl6", "class-map")},
	}
}

func (t *tables) openPolmap(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	name := m.Arg(len(m.Args) - 1)
	c.Define("policy-map", name, m.Span)
	return t.polmap.In(&polmap{r: r, name: name, pbr: len(m.Args) > 1 && m.Arg(0) == "pbr"})
}

func (t *tables) polmapBlock() []stmt.Entry[*polmap] {
	type P = *polmap
	redirect := func(_ *stmt.Ctx, p P, m *stmt.Match) {
		out := &model.PolicyRoute{Obj: model.Obj{Span: m.Span}, Name: p.name}
		hops := []string{}
		for i := 0; i+1 < len(m.Rest); i++ {
			switch m.Rest[i] {
			case "vrf":
				out.SetVRF.Set(tableName(m.Rest[i+1]), m.Span)
			case "nexthop", "route-target":
				if w := m.Rest[i+1]; strings.ContainsAny(w, ".:") {
					hops = append(hops, w)
				}
			}
		}
		out.NextHop.Set(hops, m.Span)
		p.r.dev.PBRs = append(p.r.dev.PBRs, out)
	}
	class := func(c *stmt.Ctx, p P, m *stmt.Match) stmt.Block {
		if name := m.Arg(len(m.Args) - 1); name != "class-default" {
			c.Use("class-map", name, "policy-map", m.Span)
		}
		return t.polmap.In(p)
	}
	return []stmt.Entry[P]{
		{Pattern: "class *", Sub: class},
		{Pattern: "class type * *", Sub: class},
		{Pattern: "redirect ...", Do: redirect},
		{Pattern: "service-policy *", Do: fill.Use[P]("policy-map", "policy-map")},
		{Pattern: "police ...", Sub: func(_ *stmt.Ctx, p P, _ *stmt.Match) stmt.Block { return t.polmap.In(p) }},
	}
}
