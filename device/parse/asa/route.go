package asa

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is the BGP process, or one of its address families.
type bgp struct {
	r      *reader
	as     string
	asSpan model.Span
	vrf    string
}

// peer is one neighbour with its templates' names.
type peer struct{ *model.Neighbor }

// igp is one interior process while it is read.
type igp struct {
	r   *reader
	out *model.IGP
}

// Own is the entry of the model, so that doubts reach it.
func (g *igp) Own() *model.Obj { return g.out.Own() }

// routeMap is one clause of a route map.
type routeMap struct {
	r    *reader
	name string
	pbr  *model.PolicyRoute
}

func (t *tables) routingEntries() []stmt.Entry[*reader] {
	type R = *reader
	process := func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
		words := c.Tree.Nodes[m.Node].Words
		proto := words[1]
		if words[0] == "ipv6" {
			proto = "ospfv3"
		}
		g := &igp{r: r, out: &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: proto, Instance: m.Arg(0)}}
		r.dev.IGPs = append(r.dev.IGPs, g.out)
		return t.igp.In(g)
	}
	return []stmt.Entry[R]{
		{Pattern: "route * * * * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			readRoute(c, r, []string{m.Arg(1), m.Arg(2)}, m.Arg(3), m)
		}},
		{Pattern: "route * * *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) { readRoute(c, r, []string{m.Arg(1), m.Arg(2)}, "", m) }},
		{Pattern: "ipv6 route * * * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) { readRoute(c, r, []string{m.Arg(1)}, m.Arg(2), m) }},
		{Pattern: "router bgp *", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			fill.Add(&r.dev.Routing.LocalAS, fill.PlainAS(m.Arg(0)), m.Span)
			return t.bgp.In(&bgp{r: r, as: fill.PlainAS(m.Arg(0)), asSpan: m.Span})
		}},
		{Pattern: "router ospf|eigrp *", Sub: process},
		{Pattern: "ipv6 router ospf *", Sub: process},
		{Pattern: "router rip|isis", Sub: process},
		{Pattern: "route-map * * ...", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("route-map", m.Arg(0), m.Span)
			return t.routeMap.In(&routeMap{r: r, name: m.Arg(0)})
		}},
		{Pattern: "prefix-list * ...", Do: definition("prefix-list")},
		{Pattern: "ipv6 prefix-list * ...", Do: definition("prefix-list6")},
		{Pattern: "as-path access-list * ...", Do: definition("as-path")},
		{Pattern: "community-list standard|expanded * ...", Do: definition("community-list")},
		{Pattern: "policy-list * ...", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return t.routeMap.In(&routeMap{r: r, name: m.Arg(0)})
		}},
		{Pattern: "key chain *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			k := &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.dev.Keychain = append(r.dev.Keychain, k)
			c.Define("keychain", k.Name, m.Span)
			return t.keychain.In(k)
		}},
	}
}

func definition(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Define(kind, m.Arg(0), m.Span) }
}

// readRoute reads INTERFACE NET [MASK] GATEWAY [DISTANCE] ….
func readRoute(c *stmt.Ctx, r *reader, dest []string, gateway string, m *stmt.Match) {
	p, ok := r.subnet(dest)
	if !ok {
		c.Mark(m.Node, stmt.Partial)
		r.dev.Doubtful("routes", m.Span.Line)
		return
	}
	route := &model.Route{Obj: model.Obj{Span: m.Span}}
	r.dev.Routes = append(r.dev.Routes, route)
	route.Prefix.Set(p.Masked().String(), m.Span)
	route.Interface.Set(m.Arg(0), m.Span)
	route.Discard.Set(strings.EqualFold(m.Arg(0), "null0"), m.Span)
	if a, ok := r.address(gateway); ok { // a route to nowhere has its distance here
		route.NextHop.Set(a.String(), m.Span)
	}
}

func (t *tables) igpBlock() []stmt.Entry[*igp] {
	type G = *igp
	return []stmt.Entry[G]{
		{Pattern: "area * authentication", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) { g.out.Auth.Set("clear", m.Span) }},
		{Pattern: "area * authentication message-digest", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) { g.out.Auth.Set("md5", m.Span) }},
		{Pattern: "area * authentication ipsec ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.out.Auth.Set("ipsec", m.Span)
			if n := len(m.Rest); n > 0 {
				c.Secret("igp", g.out.Proto, "clear", m.Rest[n-1], m.Span)
			}
		}},
		{Pattern: "area * virtual-link * ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			for i, w := range m.Rest {
				if w == "authentication-key" || w == "md5" {
					secret(c, "igp", g.out.Proto+" virtual-link", m.Rest[i+1:], m.Span)
				}
			}
		}},
		{Pattern: "no? passive-interface *", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) {
			if m.Arg(0) == "default" {
				g.out.Passive.Set(!m.Neg, m.Span)
			}
		}},
		{Pattern: "redistribute * ...", Do: func(c *stmt.Ctx, _ G, m *stmt.Match) {
			if rm, ok := m.After("route-map"); ok {
				c.Use("route-map", rm, "redistribute", m.Span)
			}
		}},
		{Pattern: "distribute-list * in|out ...", Do: fill.Use[G]("acl", "router distribute-list")},
		{Pattern: "area-password|domain-password ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			secret(c, "igp", g.out.Proto, m.Rest, m.Span)
		}},
	}
}

func (t *tables) bgpBlock() []stmt.Entry[*bgp] {
	type B = *bgp
	return []stmt.Entry[B]{
		{Pattern: "address-family * ...", Sub: func(_ *stmt.Ctx, b B, m *stmt.Match) stmt.Block { return t.bgp.In(b) }},
		{Pattern: "neighbor * remote-as *", Do: func(_ *stmt.Ctx, b B, m *stmt.Match) {
			b.peer(m).RemoteAS.Set(fill.PlainAS(m.Arg(1)), m.Span)
		}},
		{Pattern: "neighbor * password ...", Do: func(c *stmt.Ctx, b B, m *stmt.Match) {
			b.peer(m).Auth.Set("md5", m.Span)
			secret(c, "bgp", m.Arg(0), m.Rest, m.Span)
		}},
		{Pattern: "no? neighbor * shutdown ...", Do: func(_ *stmt.Ctx, b B, m *stmt.Match) { b.peer(m).Enabled.Set(m.Neg, m.Span) }},
		{Pattern: "neighbor * ttl-security hops *", Do: func(_ *stmt.Ctx, b B, m *stmt.Match) { b.peer(m).TTL.Set(true, m.Span) }},
		{Pattern: "neighbor * ebgp-multihop ...", Do: func(_ *stmt.Ctx, b B, m *stmt.Match) { b.peer(m).MultiHop.Set(true, m.Span) }},
		{Pattern: "neighbor * maximum-prefix * ...", Do: func(_ *stmt.Ctx, b B, m *stmt.Match) {
			b.peer(m).MaxPfx.Set(!m.Has("warning-only"), m.Span)
		}},
		{Pattern: "neighbor * route-map * in|out", Do: bgpFilter("route-map")},
		{Pattern: "neighbor * prefix-list * in|out", Do: bgpFilter("prefix-list")},
		{Pattern: "neighbor * distribute-list * in|out", Do: bgpFilter("acl")},
		{Pattern: "neighbor * filter-list * in|out", Do: bgpFilter("as-path")},
		{Pattern: "network * ...", Do: bgpPolicy},
		{Pattern: "redistribute * ...", Do: bgpPolicy},
		{Pattern: "aggregate-address * ...", Do: bgpPolicy},
		{Pattern: "distribute-list * in|out ...", Do: fill.Use[B]("acl", "router bgp distribute-list")},
	}
}

// peer finds or makes the neighbour that m names.
func (b *bgp) peer(m *stmt.Match) *model.Neighbor {
	for _, p := range b.r.peers {
		if p.Peer == m.Arg(0) && p.VRF == b.vrf {
			p.Span = span(p.Span, m.Span)
			return p.Neighbor
		}
	}
	n := &model.Neighbor{Obj: model.Obj{Span: m.Span}, Proto: "bgp", Peer: m.Arg(0), VRF: b.vrf}
	n.LocalAS.Inherit(b.as, b.asSpan)
	b.r.peers = append(b.r.peers, &peer{n})
	b.r.dev.Neighbors = append(b.r.dev.Neighbors, n)
	return n
}

func bgpFilter(kind string) func(*stmt.Ctx, *bgp, *stmt.Match) {
	return func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
		p := b.peer(m)
		if strings.HasSuffix(m.Text, " in") {
			p.In.Set(true, m.Span)
		} else {
			p.Out.Set(true, m.Span)
		}
		c.Use(kind, m.Arg(1), "bgp neighbor", m.Span)
	}
}

func bgpPolicy(c *stmt.Ctx, _ *bgp, m *stmt.Match) {
	if rm, ok := m.After("route-map"); ok {
		c.Use("route-map", rm, "router bgp", m.Span)
	}
}

// settlePeers marks neighbours without a number of their own as not resolved.
func (r *reader) settlePeers() {
	used := map[string]model.Span{}
	for _, u := range r.dev.Refs.Uses {
		if u.Kind == "keychain" {
			used[u.Name] = u.Span
		}
	}
	for _, k := range r.dev.Keychain {
		if sp, ok := used[k.Name]; ok {
			k.Used.Inherit(true, sp)
		} else {
			k.Used.Derive(false, k.Span)
		}
	}
}

func routeMapBlock() []stmt.Entry[*routeMap] {
	type M = *routeMap
	each := func(kind string) func(*stmt.Ctx, M, *stmt.Match) {
		return func(c *stmt.Ctx, _ M, m *stmt.Match) {
			for _, w := range m.Rest {
				if w != "exact-match" {
					c.Use(kind, w, "route-map", m.Span)
				}
			}
		}
	}
	return []stmt.Entry[M]{
		{Pattern: "match ip address prefix-list ...", Do: each("prefix-list")},
		{Pattern: "match ip|ipv6 next-hop|route-source prefix-list ...", Do: each("prefix-list")},
		{Pattern: "match ipv6 address prefix-list ...", Do: each("prefix-list6")},
		{Pattern: "match ip|ipv6 address ...", Do: each("acl")},
		{Pattern: "match as-path ...", Do: each("as-path")},
		{Pattern: "match community ...", Do: each("community-list")},
		{Pattern: "set ip next-hop ...", Do: func(_ *stmt.Ctx, rm M, m *stmt.Match) { rm.hop(m).NextHop.Set(hops(m.Rest), m.Span) }},
		{Pattern: "set ipv6 next-hop ...", Do: func(_ *stmt.Ctx, rm M, m *stmt.Match) { rm.hop(m).NextHop.Set(hops(m.Rest), m.Span) }},
		{Pattern: "set interface *", Do: func(_ *stmt.Ctx, rm M, m *stmt.Match) { rm.hop(m).Interface.Set(m.Arg(0), m.Span) }},
	}
}

// hop is the clause's policy route.
func (rm *routeMap) hop(m *stmt.Match) *model.PolicyRoute {
	if rm.pbr == nil {
		rm.pbr = &model.PolicyRoute{Obj: model.Obj{Span: m.Span}, Name: rm.name}
		rm.r.dev.PBRs = append(rm.r.dev.PBRs, rm.pbr)
	}
	return rm.pbr
}

func hops(words []string) []string {
	out := []string{}
	for _, w := range words {
		if _, err := netip.ParseAddr(w); err == nil {
			out = append(out, w)
		}
	}
	return out
}

func (t *tables) keychainBlock() []stmt.Entry[*model.Keychain] {
	type K = *model.Keychain
	return []stmt.Entry[K]{
		{Pattern: "key *", Sub: func(_ *stmt.Ctx, k K, _ *stmt.Match) stmt.Block { return t.keychain.In(k) }},
		{Pattern: "key-string ...", Do: func(c *stmt.Ctx, k K, m *stmt.Match) { secret(c, "keychain", k.Name, m.Rest, m.Span) }},
		{Pattern: "cryptographic-algorithm *", Do: func(_ *stmt.Ctx, k K, m *stmt.Match) {
			fill.Add(&k.Algs, strings.Replace(strings.ToLower(m.Arg(0)), "sha-", "sha", 1), m.Span)
		}},
	}
}
