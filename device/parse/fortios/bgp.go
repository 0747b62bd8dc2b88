package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is the process of one virtual domain.
type bgp struct {
	s  *scope
	as model.F[string]
}

// neighbor is a neighbour, a group or a range of them.
type neighbor struct {
	*model.Neighbor
	p *bgp
}

func bgpEntries(b *builder) []stmt.Entry[*scope] {
	none := func(names ...string) []stmt.Entry[*bgp] {
		var out []stmt.Entry[*bgp]
		for _, n := range names {
			out = append(out, list(b, n, same[*bgp]))
		}
		return out
	}
	entries := append([]stmt.Entry[*bgp]{
		text("as", func(p *bgp) *model.F[string] { return &p.as }),
		list(b, "neighbor", openNeighbor, append(neighborEntries(), list(b, "conditional-advertise", same[*neighbor]), list(b, "conditional-advertise6", same[*neighbor]))...),
		list(b, "neighbor-group", openNeighborGroup, neighborEntries()...),
		list(b, "neighbor-range", openRange, rangeEntries()...),
		list(b, "neighbor-range6", openRange, rangeEntries()...),
		redistribute[*bgp](b),
	}, none("network", "network6", "aggregate-address", "aggregate-address6", "admin-distance", "vrf", "vrf6", "vrf-leak", "vrf-leak6")...)
	open := func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *bgp { return &bgp{s: s} }
	return []stmt.Entry[*scope]{group(b, "router bgp", once("router bgp", open), entries...)}
}

func openNeighbor(_ *stmt.Ctx, p *bgp, name string, sp model.Span) *neighbor {
	for _, n := range p.s.r.neighbors {
		if n.Peer == name && n.p.s == p.s {
			return n
		}
	}
	n := &neighbor{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name}, p: p}
	p.s.Neighbors = append(p.s.Neighbors, n.Neighbor)
	p.s.r.neighbors = append(p.s.r.neighbors, n)
	return n
}

func openNeighborGroup(_ *stmt.Ctx, p *bgp, name string, sp model.Span) *neighbor {
	n := &neighbor{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name}, p: p}
	p.s.r.groups[p.s.title(name)] = n
	return n
}

func openRange(_ *stmt.Ctx, p *bgp, _ string, sp model.Span) *neighbor {
	n := &neighbor{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp"}, p: p}
	p.s.Neighbors = append(p.s.Neighbors, n.Neighbor)
	p.s.r.neighbors = append(p.s.r.neighbors, n)
	return n
}

func rangeEntries() []stmt.Entry[*neighbor] {
	return []stmt.Entry[*neighbor]{
		when("prefix|prefix6", func(_ *stmt.Ctx, n *neighbor, m *stmt.Match) {
			if p, ok := prefix(m.Rest); ok {
				n.Peer = p.Masked().String()
			}
		}),
		text("neighbor-group", func(n *neighbor) *model.F[string] { return &n.Group }),
	}
}

func neighborEntries() []stmt.Entry[*neighbor] {
	policy := func(name, kind string, at func(*neighbor) *model.F[bool]) stmt.Entry[*neighbor] {
		return when(name, func(c *stmt.Ctx, n *neighbor, m *stmt.Match) {
			at(n).Set(true, m.Span)
			c.Use(kind, first(m.Rest), "bgp neighbor", m.Span)
		})
	}
	in := func(n *neighbor) *model.F[bool] { return &n.In }
	out := func(n *neighbor) *model.F[bool] { return &n.Out }
	return []stmt.Entry[*neighbor]{
		text("remote-as", func(n *neighbor) *model.F[string] { return &n.RemoteAS }),
		text("local-as", func(n *neighbor) *model.F[string] { return &n.LocalAS }),
		text("neighbor-group", func(n *neighbor) *model.F[string] { return &n.Group }),
		when("password", func(_ *stmt.Ctx, n *neighbor, m *stmt.Match) { n.Auth.Set("md5", m.Span) }),
		when("auth-options", func(c *stmt.Ctx, n *neighbor, m *stmt.Match) {
			n.Auth.Set("keychain", m.Span)
			c.Use("keychain", first(m.Rest), "bgp neighbor", m.Span)
		}),
		fact("shutdown", func(n *neighbor) *model.F[bool] { return &n.Enabled }, func(w []string) (bool, bool) {
			on, ok := truth(first(w))
			return !on, ok
		}),
		onOff("ebgp-enforce-multihop", func(n *neighbor) *model.F[bool] { return &n.MultiHop }),
		when("maximum-prefix|maximum-prefix6|maximum-prefix-vpnv4", func(_ *stmt.Ctx, n *neighbor, m *stmt.Match) {
			n.MaxPfx.Set(first(m.Rest) != "0", m.Span)
		}),
		policy("prefix-list-in", "prefix-list", in), policy("prefix-list-out", "prefix-list", out),
		policy("prefix-list-in6", "prefix-list6", in), policy("prefix-list-out6", "prefix-list6", out),
		policy("distribute-list-in", "prefix-list", in), policy("distribute-list-out", "prefix-list", out),
		policy("distribute-list-in6", "prefix-list6", in), policy("distribute-list-out6", "prefix-list6", out),
		policy("filter-list-in|filter-list-in6", "as-path", in), policy("filter-list-out|filter-list-out6", "as-path", out),
		policy("route-map-in|route-map-in6", "route-map", in), policy("route-map-out|route-map-out6|route-map-out-preferable", "route-map", out),
	}
}

// finishBGP gives neighbours the process's number and what their group states.
func (r *reader) finishBGP() {
	seen := map[string]bool{}
	for _, n := range r.neighbors {
		if as := n.p.as; as.How.Stated() && as.V != "" && as.V != "0" {
			if n.LocalAS.How == model.NotRead {
				n.LocalAS.Inherit(as.V, as.Span)
			}
			if !seen[as.V] {
				seen[as.V] = true
				f := &r.dev.Routing.LocalAS
				f.Set(append(f.V[:len(f.V):len(f.V)], as.V), as.Span)
			}
		}
		if g := r.groups[n.p.s.title(n.Group.V)]; g != nil && n.Group.How.Stated() {
			n.take(g)
		}
	}
}

// take inherits what the group states and the neighbour does not.
func (n *neighbor) take(g *neighbor) {
	inherit(&n.RemoteAS, &g.RemoteAS)
	inherit(&n.Auth, &g.Auth)
	inherit(&n.Enabled, &g.Enabled)
	inherit(&n.MultiHop, &g.MultiHop)
	inherit(&n.MaxPfx, &g.MaxPfx)
	inherit(&n.In, &g.In)
	inherit(&n.Out, &g.Out)
}

func inherit[V model.Value](to, from *model.F[V]) {
	if to.How == model.NotRead && from.How.Stated() {
		to.Inherit(from.V, from.Span)
	}
}
