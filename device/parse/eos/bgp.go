package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is one process, or one table of it.
type bgp struct {
	r   *run
	as  model.F[string]
	vrf string
	six bool // within an address family of IPv6
}

// peer is a neighbour or a peer group.
type peer struct {
	*model.Neighbor
	group   bool // a definition others inherit from
	inherit string
	as      model.F[string] // of its process
	r       *run
}

func (t *tables) bgpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "router bgp *", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			b := &bgp{r: r}
			b.as.Set(fill.PlainAS(m.Arg(0)), m.Span)
			fill.Add(&r.Routing.LocalAS, b.as.V, m.Span)
			return t.bgp.In(b)
		}},
		{Pattern: "no router bgp ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func (t *tables) bgpBlock() []stmt.Entry[*bgp] {
	out := []stmt.Entry[*bgp]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			useVRF(c, m.Arg(0), "router bgp vrf", m.Span)
			return t.bgp.In(&bgp{r: b.r, as: b.as, vrf: m.Arg(0)})
		}},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			family := *b
			family.six = fill.Word(m.Rest, 0) == "ipv6" || fill.Word(m.Rest, 0) == "vpn-ipv6"
			return t.bgpAF.In(&family)
		}},
		{Pattern: "vlan * ...", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.bgpVLAN.In(b) }},
		{Pattern: "vlan-aware-bundle * ...", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.bgpVLAN.In(b) }},
		{Pattern: "rpki cache *", Sub: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			b.r.Routing.RPKI.Set(true, m.Span)
			return t.rpki.In(b.r)
		}},
		{Pattern: "rpki origin-validation", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.rpki.In(b.r) }},
		{Pattern: "local-as *", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.as.Set(fill.PlainAS(m.Arg(0)), m.Span) }},
		{Pattern: "bgp confederation identifier *", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) {
			fill.Add(&b.r.Routing.LocalAS, fill.PlainAS(m.Arg(0)), m.Span)
		}},
		{Pattern: "route-target import|export ...", Do: readTarget},
		{Pattern: "no route-target ...", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
		{Pattern: "no? ip access-group * ...", Do: fill.Use[*bgp]("acl", "router bgp access-group")},
		{Pattern: "no? ipv6 access-group * ...", Do: fill.Use[*bgp]("acl6", "router bgp access-group")},
		{Pattern: "no ip|ipv6 access-group", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
	}
	out = append(out, listenLines()...)
	out = append(out, peerLines()...)
	return append(out, mapLines()...)
}

// readTarget reads what a table takes from and gives to others.
func readTarget(c *stmt.Ctx, b *bgp, m *stmt.Match) {
	if b.vrf == "" {
		return
	}
	v := b.r.vrf(b.vrf, m.Span)
	what := fill.Word(m.Rest, len(m.Rest)-1)
	if c.Tree.Nodes[m.Node].Words[1] == "import" {
		fill.Add(&v.Import, what, m.Span)
		return
	}
	fill.Add(&v.Export, what, m.Span)
}

// peer finds or adds a neighbour of the table; sp is where it first appears.
func (b *bgp) peer(name string, sp model.Span) *peer {
	if p := b.r.peers[b.vrf+" "+name]; p != nil {
		return p
	}
	// A peer group belongs to the process and not to a table of it.
	if p := b.r.peers[" "+name]; p != nil && p.group {
		return p
	}
	p := &peer{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name, VRF: b.vrf}, as: b.as, r: b.r}
	b.r.peers[b.vrf+" "+name] = p
	b.r.order = append(b.r.order, p)
	return p
}

// listenLines read neighbours that are known by a range or an interface.
func listenLines() []stmt.Entry[*bgp] {
	join := func(c *stmt.Ctx, b *bgp, p *peer, m *stmt.Match) {
		if g, ok := m.After("peer-group"); ok {
			p.inherit = g
			p.Group.Set(g, m.Span)
		} else if g, ok := m.After("group"); ok {
			p.inherit = g
			p.Group.Set(g, m.Span)
		}
		if p.inherit != "" {
			c.Use("peer-group", p.inherit, "neighbor", m.Span)
		}
		if as, ok := m.After("remote-as"); ok {
			p.RemoteAS.Set(fill.PlainAS(as), m.Span)
		}
		if f, ok := m.After("peer-filter"); ok {
			p.RemoteAS.Unsure(m.Span) // a range of numbers
			c.Use("peer-filter", f, "neighbor peer-filter", m.Span)
		}
	}
	return []stmt.Entry[*bgp]{
		{Pattern: "bgp listen range * ...", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) { join(c, b, b.peer(m.Arg(0), m.Span), m) }},
		{Pattern: "dynamic peer max ...", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
		{Pattern: "neighbor interface * ...", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) { join(c, b, b.peer(m.Arg(0), m.Span), m) }},
		{Pattern: "no neighbor interface ...", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.drop(fill.Word(m.Rest, 0)) }},
	}
}

func (b *bgp) drop(name string) {
	p := b.r.peers[b.vrf+" "+name]
	if p == nil {
		return
	}
	delete(b.r.peers, b.vrf+" "+name)
	for i, o := range b.r.order {
		if o == p {
			b.r.order = append(b.r.order[:i], b.r.order[i+1:]...)
			return
		}
	}
}

// peerLines read `neighbor NAME …`, which states one thing each.
func peerLines() []stmt.Entry[*bgp] {
	state := func(fn func(c *stmt.Ctx, p *peer, m *stmt.Match)) func(*stmt.Ctx, *bgp, *stmt.Match) {
		return func(c *stmt.Ctx, b *bgp, m *stmt.Match) { fn(c, b.peer(m.Arg(0), m.Span), m) }
	}
	yes := func(f func(*peer) *model.F[bool]) func(*stmt.Ctx, *bgp, *stmt.Match) {
		return state(func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			if m.Neg {
				*f(p) = model.F[bool]{}
				return
			}
			f(p).Set(true, m.Span)
		})
	}
	group := state(func(c *stmt.Ctx, p *peer, m *stmt.Match) {
		if !p.group {
			c.Define("peer-group", m.Arg(0), m.Span)
		}
		p.group = true
	})
	member := state(func(c *stmt.Ctx, p *peer, m *stmt.Match) {
		if m.Neg {
			p.inherit, p.Group = "", model.F[string]{}
			return
		}
		p.inherit = m.Arg(1)
		p.Group.Set(m.Arg(1), m.Span)
		c.Use("peer-group", m.Arg(1), "neighbor", m.Span)
	})
	return []stmt.Entry[*bgp]{
		{Pattern: "neighbor * peer-group", Do: group},
		{Pattern: "neighbor * peer group", Do: group},
		{Pattern: "no? neighbor * peer-group *", Do: member},
		{Pattern: "no? neighbor * peer group *", Do: member},
		{Pattern: "no neighbor * peer-group", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.drop(m.Arg(0)) }},
		{Pattern: "no neighbor * peer group", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.drop(m.Arg(0)) }},
		{Pattern: "no neighbor *", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.drop(m.Arg(0)) }},
		{Pattern: "no? neighbor * remote-as ...", Do: state(func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			if m.Neg {
				p.RemoteAS = model.F[string]{}
				return
			}
			p.RemoteAS.Set(fill.PlainAS(fill.Word(m.Rest, 0)), m.Span)
		})},
		{Pattern: "no? neighbor * local-as ...", Do: state(func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			if m.Neg {
				p.LocalAS = model.F[string]{}
				return
			}
			p.LocalAS.Set(fill.PlainAS(fill.Word(m.Rest, 0)), m.Span)
		})},
		{Pattern: "no? neighbor * password ...", Do: state(readPeerPassword)},
		{Pattern: "no? neighbor * ttl maximum-hops ...", Do: yes(func(p *peer) *model.F[bool] { return &p.TTL })},
		{Pattern: "no? neighbor * ebgp-multihop ...", Do: yes(func(p *peer) *model.F[bool] { return &p.MultiHop })},
		{Pattern: "no? neighbor * maximum-routes ...", Do: state(func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			if m.Neg {
				p.MaxPfx = model.F[bool]{}
				return
			}
			p.MaxPfx.Set(fill.Word(m.Rest, 0) != "0", m.Span) // 0 is no limit
		})},
		{Pattern: "no? neighbor * maximum-accepted-routes ...", Do: yes(func(p *peer) *model.F[bool] { return &p.MaxPfx })},
		{Pattern: "no? neighbor * shutdown ...", Do: state(func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.Enabled.Set(m.Neg, m.Span) })},
		{Pattern: "no? neighbor * route-map ...", Do: state(filterLine("route-map"))},
		{Pattern: "no? neighbor * prefix-list ...", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
			kind := "prefix-list"
			if b.six || strings.Contains(m.Arg(0), ":") {
				kind = "prefix-list6"
			}
			state(filterLine(kind))(c, b, m)
		}},
		{Pattern: "no? neighbor * rcf ...", Do: state(filterLine(""))},
		{Pattern: "neighbor * default-originate ...", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
			b.peer(m.Arg(0), m.Span)
			if v, ok := m.After("route-map"); ok {
				c.Use("route-map", v, "neighbor default-originate", m.Span)
			}
		}},
		{Pattern: "no neighbor * default-originate ...", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
	}
}

// readPeerPassword reads "7 value" and the forms that name a profile.
func readPeerPassword(c *stmt.Ctx, p *peer, m *stmt.Match) {
	switch {
	case m.Neg:
		p.Auth = model.F[string]{}
		return
	case fill.Word(m.Rest, 0) == "shared-secret":
		p.Auth.Set("ao", m.Span)
		if v, ok := m.After("profile"); ok {
			c.Use("keychain", v, "neighbor password shared-secret", m.Span)
			if alg, ok := m.After("algorithm"); ok {
				f := p.r.algs[v]
				fill.Add(&f, alg, m.Span)
				p.r.algs[v] = f
			}
		}
		return
	}
	if typ, v := fill.CiscoKey(m.Rest); v != "" {
		c.Secret("bgp", p.Peer, typ, v, m.Span)
	}
	p.Auth.Set("md5", m.Span)
}

// filterLine reads "NAME in" and "in NAME()".
func filterLine(kind string) func(*stmt.Ctx, *peer, *stmt.Match) {
	return func(c *stmt.Ctx, p *peer, m *stmt.Match) {
		f := &p.In
		if m.Has("out") {
			f = &p.Out
		}
		if m.Neg {
			*f = model.F[bool]{}
			return
		}
		f.Set(true, m.Span)
		if kind != "" {
			c.Use(kind, fill.Word(m.Rest, 0), "neighbor "+kind, m.Span)
		}
	}
}

// mapLines read statements that name a route map.
func mapLines() []stmt.Entry[*bgp] {
	use := func(c *stmt.Ctx, _ *bgp, m *stmt.Match) {
		for i, w := range m.Rest {
			if w == "route-map" || w == "match-map" || w == "attribute-map" {
				c.Use("route-map", fill.Word(m.Rest, i+1), "router bgp", m.Span)
			}
		}
	}
	return []stmt.Entry[*bgp]{
		{Pattern: "redistribute ...", Do: use},
		{Pattern: "network ...", Do: use},
		{Pattern: "aggregate-address ...", Do: use},
		{Pattern: "bgp route install-map *", Do: fill.Use[*bgp]("route-map", "router bgp install-map")},
		{Pattern: "no redistribute|network|aggregate-address ...", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
	}
}

func bgpFamilyBlock() []stmt.Entry[*bgp] {
	out := append(peerLines(), mapLines()...)
	return append(out, listenLines()...)
}

// finishPeers lets neighbours inherit from their groups and puts them into
// the model. A group that nobody joins is no neighbour.
func (r *run) finishPeers() {
	for _, p := range r.order {
		if p.group {
			continue
		}
		if g := r.peers[" "+p.inherit]; p.inherit != "" && g != nil {
			inheritPeer(p.Neighbor, g.Neighbor)
		}
		if p.LocalAS.How == model.NotRead && p.as.How.Stated() {
			p.LocalAS.Inherit(p.as.V, p.as.Span)
		}
		if strings.HasPrefix(p.Peer, "default") && p.RemoteAS.How == model.NotRead {
			continue
		}
		r.Neighbors = append(r.Neighbors, p.Neighbor)
	}
}

func inheritPeer(n, g *model.Neighbor) {
	fill.Inherit(&n.RemoteAS, &g.RemoteAS)
	fill.Inherit(&n.LocalAS, &g.LocalAS)
	fill.Inherit(&n.Enabled, &g.Enabled)
	fill.Inherit(&n.Auth, &g.Auth)
	fill.Inherit(&n.TTL, &g.TTL)
	fill.Inherit(&n.MultiHop, &g.MultiHop)
	fill.Inherit(&n.MaxPfx, &g.MaxPfx)
	fill.Inherit(&n.In, &g.In)
	fill.Inherit(&n.Out, &g.Out)
}
