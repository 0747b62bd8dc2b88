package panos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// router is one virtual router.
type router struct {
	s    *scope
	name string
}

// process is its BGP.
type process struct {
	r         *router
	as        model.F[string]
	enabled   model.F[bool]
	neighbors []*neighbor
	in, out   map[string]model.Span // peer groups that a policy names
}

// neighbor is one peer with its group.
type neighbor struct {
	*model.Neighbor
	groupOn model.F[bool]
	auth    model.F[string]
	address string
}

// group is a peer group.
type group struct {
	p    *process
	name string
	sp   model.Span
	on   model.F[bool]
}

func routerEntries(b *builder) []stmt.Entry[*scope] {
	var out []stmt.Entry[*scope]
	for _, path := range []string{"network virtual-router *", "network logical-router * vrf *"} {
		out = append(out, block(b, "router", path, openRouter,
			when("interface", func(_ *stmt.Ctx, r *router, v string, sp model.Span) {
				if r.name != "default" {
					r.s.r.routers[v], r.s.r.routerAt[v] = r.name, sp
				}
			}),
			block(b, "route", "routing-table ip static-route *", openRoute, routeEntries()...),
			block(b, "route", "routing-table ipv6 static-route *", openRoute, routeEntries()...),
			block(b, "bgp", "protocol bgp", openBGP, bgpEntries(b)...),
			block(b, "ospf", "protocol ospf", openIGP("ospf"), igpEntries(b)...),
			block(b, "ospf", "protocol ospfv3", openIGP("ospfv3"), igpEntries(b)...),
			block(b, "ospf", "protocol rip", openIGP("rip"), igpEntries(b)...),
		))
	}
	return out
}

func openRouter(_ *stmt.Ctx, s *scope, name string, sp model.Span) *router {
	if name != "default" && name != "" {
		known := false
		for _, v := range s.VRFs {
			known = known || v.Name == name
		}
		if !known {
			v := &model.VRF{Obj: model.Obj{Span: sp}, Name: name}
			v.Management.Inherit(name == "mgmt" || name == "management", sp)
			s.VRFs = append(s.VRFs, v)
		}
	}
	return &router{s, name}
}

// route is a static route.
type route struct {
	*model.Route
}

func openRoute(_ *stmt.Ctx, r *router, _ string, sp model.Span) *route {
	x := &route{&model.Route{Obj: model.Obj{Span: sp}}}
	if r.name == "default" {
		x.VRF.Inherit("", sp)
	} else {
		x.VRF.Inherit(r.name, sp)
	}
	r.s.r.finally(func() {
		if x.Prefix.How.Stated() {
			r.s.Routes = append(r.s.Routes, x.Route)
		}
	})
	return x
}

func routeEntries() []stmt.Entry[*route] {
	return []stmt.Entry[*route]{
		text("destination", func(r *route) *model.F[string] { return &r.Prefix }),
		text("interface", func(r *route) *model.F[string] { return &r.Interface }),
		when("nexthop ip-address", func(c *stmt.Ctx, r *route, v string, sp model.Span) {
			r.NextHop.Set(v, sp)
			useAddress(c, v, "static route", sp)
		}),
		text("nexthop ipv6-address", func(r *route) *model.F[string] { return &r.NextHop }),
		text("nexthop fqdn", func(r *route) *model.F[string] { return &r.NextHop }),
		text("nexthop next-vr", func(r *route) *model.F[string] { return &r.NextHopVRF }),
		text("nexthop next-lr", func(r *route) *model.F[string] { return &r.NextHopVRF }),
		{Pattern: "nexthop discard", Do: func(_ *stmt.Ctx, r *route, m *stmt.Match) { r.Discard.Set(true, m.Span) }},
	}
}

func openBGP(_ *stmt.Ctx, r *router, _ string, _ model.Span) *process {
	for _, p := range r.s.r.bgp {
		if p.r.s == r.s && p.r.name == r.name {
			return p
		}
	}
	p := &process{r: r, in: map[string]model.Span{}, out: map[string]model.Span{}}
	r.s.r.bgp = append(r.s.r.bgp, p)
	return p
}

func bgpEntries(b *builder) []stmt.Entry[*process] {
	return []stmt.Entry[*process]{
		text("local-as", func(p *process) *model.F[string] { return &p.as }),
		yes("enable", func(p *process) *model.F[bool] { return &p.enabled }),
		stmt.Entry[*process]{Pattern: "policy import rules * used-by *", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.in[m.Arg(1)] = m.Span }},
		stmt.Entry[*process]{Pattern: "policy export rules * used-by *", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.out[m.Arg(1)] = m.Span }},
		stmt.Entry[*process]{Pattern: "auth-profile * secret ...", Do: func(c *stmt.Ctx, _ *process, m *stmt.Match) {
			c.Define("bgp-auth-profile", m.Arg(0), m.Span)
		}},
		block(b, "peer-group", "peer-group *", openPeerGroup,
			yes("enable", func(g *group) *model.F[bool] { return &g.on }),
			block(b, "peer", "peer *", openPeer, peerEntries()...)),
	}
}

func openPeerGroup(_ *stmt.Ctx, p *process, name string, sp model.Span) *group {
	return &group{p: p, name: name, sp: sp}
}

func openPeer(_ *stmt.Ctx, g *group, name string, sp model.Span) *neighbor {
	for _, n := range g.p.neighbors {
		if n.Group.V == g.name && n.Peer == name {
			return n
		}
	}
	n := &neighbor{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name}}
	if g.p.r.name != "default" {
		n.VRF = g.p.r.name
	}
	n.Group.Set(g.name, sp)
	g.p.neighbors = append(g.p.neighbors, n)
	g.p.r.s.r.finally(func() { n.groupOn = g.on })
	return n
}

func peerEntries() []stmt.Entry[*neighbor] {
	return []stmt.Entry[*neighbor]{
		text("peer-as", func(n *neighbor) *model.F[string] { return &n.RemoteAS }),
		when("peer-address ip", func(c *stmt.Ctx, n *neighbor, v string, sp model.Span) {
			n.address = v
			useAddress(c, v, "bgp peer", sp)
		}),
		when("local-address ip", func(c *stmt.Ctx, _ *neighbor, v string, sp model.Span) { useAddress(c, v, "bgp peer", sp) }),
		yes("enable", func(n *neighbor) *model.F[bool] { return &n.Enabled }),
		when("connection-options authentication", func(c *stmt.Ctx, n *neighbor, v string, sp model.Span) {
			n.auth.Set(v, sp)
			if v != "none" {
				c.Use("bgp-auth-profile", v, "bgp peer", sp)
			}
		}),
		fact("connection-options multihop", func(n *neighbor) *model.F[bool] { return &n.MultiHop }, func(v string) (bool, bool) {
			h, ok := integer(v)
			return h > 1, ok
		}),
		fact("max-prefixes", func(n *neighbor) *model.F[bool] { return &n.MaxPfx }, func(v string) (bool, bool) { return v != "unlimited", true }),
	}
}

// finishBGP gives neighbours the number of their process and what policies
// name their group.
func (r *reader) finishBGP() {
	for _, p := range r.bgp {
		if p.as.How.Stated() && len(p.neighbors) > 0 && !contains(r.dev.Routing.LocalAS.V, p.as.V) {
			add(&r.dev.Routing.LocalAS, p.as.V, p.as.Span)
		}
		for _, n := range p.neighbors {
			p.finish(n)
			r.dev.Neighbors = append(r.dev.Neighbors, n.Neighbor)
		}
	}
}

func (p *process) finish(n *neighbor) {
	if n.address != "" {
		n.Peer = n.address
	}
	if p.as.How.Stated() {
		n.LocalAS.Inherit(p.as.V, p.as.Span)
	}
	if n.auth.How.Stated() && n.auth.V != "" && n.auth.V != "none" {
		n.Auth.Inherit("md5", n.auth.Span) // auth-profiles hold the secret of TCP MD5
	}
	for _, off := range []model.F[bool]{n.groupOn, p.enabled} {
		if off.How.Stated() && !off.V {
			n.Enabled.Inherit(false, off.Span)
		}
	}
	if sp, ok := p.in[n.Group.V]; ok {
		n.In.Inherit(true, sp)
	}
	if sp, ok := p.out[n.Group.V]; ok {
		n.Out.Inherit(true, sp)
	}
}

// igp is OSPF or RIP of a virtual router.
type igp struct {
	r     *router
	proto string
	on    model.F[bool]
	areas map[string]string // area → auth-profile
	ports []*igpPort
	kinds map[string]string // auth-profile → clear, md5
	at    map[string]model.Span
}

type igpPort struct {
	*model.IGP
	area    string
	profile model.F[string]
}

func openIGP(proto string) opener[*router, *igp] {
	return func(_ *stmt.Ctx, r *router, _ string, _ model.Span) *igp {
		x := &igp{r: r, proto: proto, areas: map[string]string{}, kinds: map[string]string{}, at: map[string]model.Span{}}
		r.s.r.finally(x.finish)
		return x
	}
}

func igpEntries(b *builder) []stmt.Entry[*igp] {
	port := []stmt.Entry[*igpPort]{
		yes("passive", func(p *igpPort) *model.F[bool] { return &p.Passive }),
		text("authentication", func(p *igpPort) *model.F[string] { return &p.profile }),
	}
	return []stmt.Entry[*igp]{
		yes("enable", func(x *igp) *model.F[bool] { return &x.on }),
		block(b, "auth-profile", "auth-profile *", openIGPAuth,
			stmt.Entry[*igpAuth]{Pattern: "password *", Do: func(_ *stmt.Ctx, a *igpAuth, m *stmt.Match) { a.x.kinds[a.name] = "clear" }},
			stmt.Entry[*igpAuth]{Pattern: "md5 * key *", Do: func(_ *stmt.Ctx, a *igpAuth, m *stmt.Match) { a.x.kinds[a.name] = "md5" }},
			stmt.Entry[*igpAuth]{Pattern: "esp **", Do: func(_ *stmt.Ctx, a *igpAuth, m *stmt.Match) { a.x.kinds[a.name] = "ipsec" }},
			stmt.Entry[*igpAuth]{Pattern: "ah **", Do: func(_ *stmt.Ctx, a *igpAuth, m *stmt.Match) { a.x.kinds[a.name] = "ipsec" }}),
		block(b, "area", "area *", func(_ *stmt.Ctx, x *igp, name string, _ model.Span) *area { return &area{x, name} },
			block(b, "igp-interface", "interface *", func(_ *stmt.Ctx, a *area, name string, sp model.Span) *igpPort { return a.x.port(name, a.name, sp) }, port...),
			when("authentication", func(_ *stmt.Ctx, a *area, v string, sp model.Span) { a.x.areas[a.name], a.x.at[a.name] = v, sp })),
		block(b, "igp-interface", "interface *", func(_ *stmt.Ctx, x *igp, name string, sp model.Span) *igpPort { return x.port(name, "", sp) }, port...),
	}
}

type area struct {
	x    *igp
	name string
}

type igpAuth struct {
	x    *igp
	name string
}

func openIGPAuth(_ *stmt.Ctx, x *igp, name string, _ model.Span) *igpAuth { return &igpAuth{x, name} }

func (x *igp) port(name, area string, sp model.Span) *igpPort {
	for _, p := range x.ports {
		if p.Interface == name && p.area == area {
			return p
		}
	}
	p := &igpPort{IGP: &model.IGP{Obj: model.Obj{Span: sp}, Proto: x.proto, Instance: x.r.name, Interface: name}, area: area}
	x.ports = append(x.ports, p)
	return p
}

// finish lists the interfaces where the protocol is on.
func (x *igp) finish() {
	if x.on.How.Stated() && !x.on.V {
		return
	}
	for _, p := range x.ports {
		name, sp := p.profile.V, p.profile.Span
		if !p.profile.How.Stated() {
			name, sp = x.areas[p.area], x.at[p.area]
		}
		if kind := x.kinds[name]; kind != "" {
			p.Auth.Inherit(kind, sp)
		} else if name != "" {
			p.Auth.Unsure(sp)
		}
		x.r.s.IGPs = append(x.r.s.IGPs, p.IGP)
	}
}
