package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgpGroup is one level of BGP: the protocol, a group or a neighbour. What a
// level does not state it takes from the one above.
type bgpGroup struct {
	model.Neighbor // what the level states
	kind           model.F[string]
	up             *bgpGroup
	group          string
	leaf           bool
	allow          bool // dynamic neighbours
	ls             string
}

func openBGP(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	top := &bgpGroup{Neighbor: model.Neighbor{Obj: model.Obj{Span: c.Span(m.Node)}}}
	return a.r.t.bgp.In(in(a, top))
}

func bgpEntries(t *tables) []entry[*bgpGroup] {
	auth := func(kind string) func(*stmt.Ctx, at[*bgpGroup], *stmt.Match) {
		return func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) { put(&a.v.Auth, kind, m) }
	}
	return append([]entry[*bgpGroup]{
		sub("group *", openGroup),
		sub("neighbor *", openNeighbor),
		do("allow *", allowNeighbor),
		do("dynamic-neighbor * allow *", allowNeighbor),
		do("dynamic-neighbor * peer-auto-discovery ...", allowNeighbor),
		text("type *", func(g *bgpGroup) *model.F[string] { return &g.kind }),
		text("peer-as *", func(g *bgpGroup) *model.F[string] { return &g.RemoteAS }),
		do("peer-as-list *", func(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
			a.v.RemoteAS.Unsure(m.Span)
			c.Use("as-list", a.name(last(m)), "bgp peer-as-list", m.Span)
		}),
		do("local-as * ...", func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) { put(&a.v.LocalAS, m.Arg(0), m) }),
		do("authentication-key *", func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
			auth("md5")(nil, a, m)
			a.r.secret("bgp", a.v.owner(), last(m), m)
		}),
		do("authentication-key-chain *", func(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
			auth("keychain")(nil, a, m)
			c.Use("keychain", a.name(last(m)), "bgp authentication-key-chain", m.Span)
		}),
		do("authentication-algorithm *", func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
			if last(m) == "ao" && a.v.Auth.V != "ao" {
				a.v.Auth = model.F[string]{V: "ao", Span: m.Span, How: model.Explicit}
			}
		}),
		do("ipsec-sa *", auth("ipsec")),
		do("multihop ...", func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
			put(&a.v.MultiHop, true, m)
			if ttl, ok := m.After("ttl"); ok && (ttl == "255" || ttl == "254") {
				put(&a.v.TTL, true, m)
			}
		}),
		do("ttl *", func(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) { put(&a.v.TTL, last(m) == "255", m) }),
		do("import *", policyRef("bgp import", func(g *bgpGroup) *model.F[bool] { return &g.In })),
		do("export *", policyRef("bgp export", func(g *bgpGroup) *model.F[bool] { return &g.Out })),
		do("family * ...", bgpFamily),
		no("shutdown ...", func(g *bgpGroup) *model.F[bool] { return &g.Enabled }),
		no("disable", func(g *bgpGroup) *model.F[bool] { return &g.Enabled }),
	}, notRead[*bgpGroup]()...)
}

func policyRef(ctx string, fact func(*bgpGroup) *model.F[bool]) func(*stmt.Ctx, at[*bgpGroup], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
		put(fact(a.v), true, m)
		usePolicy(c, a.name(last(m)), ctx, m)
	}
}

// usePolicy records the use of a routing policy, or of all that an expression
// such as "( A && !B )" names.
func usePolicy(c *stmt.Ctx, name, ctx string, m *stmt.Match) { usePolicies(c, "", name, ctx, m.Span) }

func usePolicies(c *stmt.Ctx, ls, expr, ctx string, sp model.Span) {
	for _, w := range strings.FieldsFunc(expr, func(r rune) bool { return strings.ContainsRune("()&|! ", r) }) {
		c.Use("route-map", qualified(ls, w), ctx, sp)
	}
}

func bgpFamily(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) {
	if g, ok := m.After("rib-group"); ok {
		c.Use("rib-group", a.name(g), "bgp family", m.Span)
	}
	for _, key := range []string{"prefix-limit", "accepted-prefix-limit"} {
		if m.Has(key) {
			put(&a.v.MaxPfx, true, m)
		}
	}
}

func (g *bgpGroup) owner() string {
	switch {
	case g.Peer != "":
		return g.Peer
	case g.group != "":
		return "group " + g.group
	}
	return "bgp"
}

func (g *bgpGroup) below(sp model.Span) *bgpGroup {
	return &bgpGroup{Neighbor: model.Neighbor{Obj: model.Obj{Span: sp}}, up: g, group: g.group}
}

func openGroup(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) stmt.Block {
	g := a.v.below(c.Span(m.Node))
	g.group = last(m)
	c.Define("bgp-group", groupName(a.table(), g.group), m.Span)
	return a.r.t.bgp.In(in(a, g))
}

func openNeighbor(c *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) stmt.Block {
	return a.r.t.bgp.In(in(a, a.peer(last(m), c.Span(m.Node))))
}

// peer adds a neighbour below the level.
func (a at[T]) peer(name string, sp model.Span) *bgpGroup {
	g, ok := any(a.v).(*bgpGroup)
	if !ok {
		return &bgpGroup{}
	}
	n := g.below(sp)
	n.Peer, n.VRF, n.leaf, n.Proto, n.ls = name, a.table(), true, "bgp", a.ls
	a.r.groups = append(a.r.groups, n)
	if n.group != "" {
		a.r.c.Use("bgp-group", groupName(n.VRF, n.group), "neighbor", model.Span{Line: sp.Line, End: sp.Line})
	}
	return n
}

// groupName tells the groups of two routing instances apart.
func groupName(table, group string) string {
	if table == "" {
		return group
	}
	return table + " " + group
}

// allowNeighbor reads neighbours that may come from a whole prefix.
func allowNeighbor(_ *stmt.Ctx, a at[*bgpGroup], m *stmt.Match) { a.peer(last(m), m.Span).allow = true }

// finishBGP gives each neighbour what the levels above it state.
func (r *reader) finishBGP() {
	for _, n := range r.groups {
		for up := n.up; up != nil; up = up.up {
			n.inherit(up)
		}
		if n.group != "" {
			n.Group.Inherit(n.group, n.Span)
		}
		r.ownAS(n)
		switch {
		case n.kind.V == "external" && n.kind.How.Stated():
			n.External.Inherit(true, n.kind.Span)
		case n.kind.V == "internal" && n.kind.How.Stated():
			n.External.Inherit(false, n.kind.Span)
			from(&n.RemoteAS, &n.LocalAS)
		}
		r.dev.Neighbors = append(r.dev.Neighbors, &n.Neighbor)
	}
}

func (n *bgpGroup) inherit(up *bgpGroup) {
	from(&n.kind, &up.kind)
	from(&n.RemoteAS, &up.RemoteAS)
	from(&n.LocalAS, &up.LocalAS)
	from(&n.Auth, &up.Auth)
	from(&n.TTL, &up.TTL)
	from(&n.MultiHop, &up.MultiHop)
	from(&n.MaxPfx, &up.MaxPfx)
	from(&n.In, &up.In)
	from(&n.Out, &up.Out)
	from(&n.Enabled, &up.Enabled)
}

// from takes over what an outer level states.
func from[V model.Value](dst, src *model.F[V]) {
	switch {
	case dst.How != model.NotRead:
	case src.How.Stated():
		dst.Inherit(src.V, src.Span)
	case src.How == model.Unknown:
		dst.Unsure(src.Span)
	}
}

// ownAS gives a neighbour the local number of its routing instance.
func (r *reader) ownAS(n *bgpGroup) {
	if n.LocalAS.How != model.NotRead {
		return
	}
	for _, table := range []string{n.VRF, n.ls, ""} {
		if as, ok := r.asns[table]; ok {
			n.LocalAS.Inherit(as.V, as.Span)
			return
		}
	}
}
