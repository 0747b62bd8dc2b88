package iosxr

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
	"slices"
)

// bgp is one BGP process, or one of its routing tables.
type bgp struct {
	r      *reader
	as     string
	asSpan model.Span
	vrf    string
}

// peer is a neighbour or a template of neighbours while it is read. What is
// stated per address family is true where one family states it.
type peer struct {
	*model.Neighbor
	r    *reader
	uses []string // names of templates: "session X", "neighbor X", "af X"
	fams map[string]*peerAF
	done bool
}

// peerAF is what a neighbour says of one address family.
type peerAF struct {
	p           *peer
	uses        []string
	in, out     model.F[bool]
	max         model.F[bool]
	allFamilies bool // of a template for families
}

func (t *tables) bgpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "router bgp * ...", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			if !slices.Contains(r.dev.Routing.LocalAS.V, m.Arg(0)) {
				fill.Add(&r.dev.Routing.LocalAS, m.Arg(0), m.Span)
			}
			return t.bgp.In(&bgp{r: r, as: m.Arg(0), asSpan: m.Span})
		}},
		{Pattern: "router msdp", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.msdp.In(&msdp{r: r}) }},
	}
}

func (t *tables) bgpBlock() []stmt.Entry[*bgp] {
	template := func(kind string) func(*stmt.Ctx, *bgp, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			p := b.newPeer(m)
			if b.r.templates == nil {
				b.r.templates = map[string]*peer{}
			}
			b.r.templates[kind+" "+m.Arg(0)] = p
			c.Define("bgp-group", kind+" "+m.Arg(0), m.Span)
			if kind == "af" {
				f := &peerAF{p: p, allFamilies: true}
				p.fams["*"] = f
				return t.peerAF.In(f)
			}
			return t.peer.In(p)
		}
	}
	return []stmt.Entry[*bgp]{
		{Pattern: "neighbor *", Sub: t.openPeer},
		{Pattern: "no neighbor *", Do: none[*bgp]},
		{Pattern: "neighbor-group *", Sub: template("neighbor")},
		{Pattern: "session-group *", Sub: template("session")},
		{Pattern: "af-group * address-family * *", Sub: template("af")},
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			c.Use("vrf", m.Arg(0), "router bgp", m.Span)
			return t.bgpVRF.In(&bgp{r: b.r, as: b.as, asSpan: b.asSpan, vrf: m.Arg(0)})
		}},
		{Pattern: "address-family * *", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.bgpAF.In(b) }},
		{Pattern: "rpki server *", Sub: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			b.r.dev.Routing.RPKI.Set(true, m.Span)
			return t.rpki.In(b)
		}},
		{Pattern: "bgp origin-as validation ...", Do: none[*bgp]},
		{Pattern: "redistribute * ...", Do: usePolicy[*bgp]("bgp redistribute")},
	}
}

func (t *tables) bgpVRFBlock() []stmt.Entry[*bgp] {
	return []stmt.Entry[*bgp]{
		{Pattern: "neighbor *", Sub: t.openPeer},
		{Pattern: "address-family * *", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.bgpAF.In(b) }},
	}
}

// usePolicy records the route policy that a statement names.
func usePolicy[T any](ctx string) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, _ T, m *stmt.Match) {
		if p, ok := m.After("route-policy"); ok {
			c.Use("route-policy", p, ctx, m.Span)
		}
	}
}

func (t *tables) bgpAFBlock() []stmt.Entry[*bgp] {
	type B = *bgp
	targets := func(pick func(*model.VRF) *model.F[[]string]) func(*stmt.Ctx, B, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, b B, _ *stmt.Match) stmt.Block {
			v := b.table()
			return t.vrfTargets.In(&vrf{VRF: v, r: b.r, list: pick(v)})
		}
	}
	return []stmt.Entry[B]{
		{Pattern: "redistribute * ...", Do: usePolicy[B]("bgp redistribute")},
		{Pattern: "network * ...", Do: usePolicy[B]("bgp network")},
		{Pattern: "aggregate-address * ...", Do: usePolicy[B]("aggregate-address")},
		{Pattern: "additional-paths ...", Do: usePolicy[B]("bgp additional-paths selection")},
		{Pattern: "table-policy *", Do: fill.Use[B]("route-policy", "bgp table-policy")},
		{Pattern: "import route-target", Sub: targets(func(v *model.VRF) *model.F[[]string] { return &v.Import })},
		{Pattern: "export route-target", Sub: targets(func(v *model.VRF) *model.F[[]string] { return &v.Export })},
	}
}

// table finds the routing table that the process speaks of.
func (b *bgp) table() *model.VRF {
	for _, v := range b.r.dev.VRFs {
		if v.Name == b.vrf {
			return v
		}
	}
	return &model.VRF{Name: b.vrf}
}

func rpkiBlock() []stmt.Entry[*bgp] {
	return []stmt.Entry[*bgp]{
		{Pattern: "password ...", Do: func(c *stmt.Ctx, _ *bgp, m *stmt.Match) { secret(c, "bgp", "rpki", m.Rest, m.Span) }},
		{Pattern: "transport * ...", Do: none[*bgp]},
		{Pattern: "username *", Do: none[*bgp]},
	}
}

func (b *bgp) newPeer(m *stmt.Match) *peer {
	n := &model.Neighbor{Obj: model.Obj{Span: b.r.c.Span(m.Node)}, Proto: "bgp", Peer: m.Arg(0), VRF: tableName(b.vrf)}
	n.LocalAS.Inherit(b.as, b.asSpan)
	return &peer{Neighbor: n, r: b.r, fams: map[string]*peerAF{}}
}

func (t *tables) openPeer(_ *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
	for _, p := range b.r.peers {
		if p.Peer == m.Arg(0) && p.VRF == tableName(b.vrf) && p.Proto == "bgp" {
			return t.peer.In(p)
		}
	}
	p := b.newPeer(m)
	b.r.peers = append(b.r.peers, p)
	b.r.dev.Neighbors = append(b.r.dev.Neighbors, p.Neighbor)
	return t.peer.In(p)
}

func (t *tables) peerBlock() []stmt.Entry[*peer] {
	type P = *peer
	auth := func(kind string) func(*stmt.Ctx, P, *stmt.Match) {
		return func(_ *stmt.Ctx, p P, m *stmt.Match) { p.Auth.Set(kind, m.Span) }
	}
	return []stmt.Entry[P]{
		{Pattern: "remote-as *", Do: fill.Text(func(p P) *model.F[string] { return &p.RemoteAS })},
		{Pattern: "local-as * ...", Do: fill.Text(func(p P) *model.F[string] { return &p.LocalAS })},
		{Pattern: "use neighbor-group *", Do: func(c *stmt.Ctx, p P, m *stmt.Match) { p.use(c, "neighbor", m) }},
		{Pattern: "use session-group *", Do: func(c *stmt.Ctx, p P, m *stmt.Match) { p.use(c, "session", m) }},
		{Pattern: "no? shutdown", Do: fill.Not(func(p P) *model.F[bool] { return &p.Enabled })},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, p P, m *stmt.Match) {
			p.Auth.Set("md5", m.Span)
			secret(c, "bgp", p.Peer, m.Rest, m.Span)
		}},
		{Pattern: "password-disable|inheritance-disable", Do: auth("none")},
		{Pattern: "keychain *", Do: func(c *stmt.Ctx, p P, m *stmt.Match) {
			p.Auth.Set("keychain", m.Span)
			c.Use("keychain", m.Arg(0), "bgp neighbor", m.Span)
		}},
		{Pattern: "ao * ...", Do: func(c *stmt.Ctx, p P, m *stmt.Match) {
			p.Auth.Set("ao", m.Span)
			c.Use("keychain", m.Arg(0), "bgp neighbor ao", m.Span)
		}},
		{Pattern: "ttl-security ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) { p.TTL.Set(!m.Has("inheritance-disable"), m.Span) }},
		{Pattern: "ebgp-multihop ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) { p.MultiHop.Set(true, m.Span) }},
		{Pattern: "address-family * *", Sub: func(_ *stmt.Ctx, p P, m *stmt.Match) stmt.Block {
			name := m.Arg(0) + " " + m.Arg(1)
			f := p.fams[name]
			if f == nil {
				f = &peerAF{p: p}
				p.fams[name] = f
			}
			return t.peerAF.In(f)
		}},
		{Pattern: "no address-family * *", Do: none[P]},
	}
}

func (p *peer) use(c *stmt.Ctx, kind string, m *stmt.Match) {
	p.uses = append(p.uses, kind+" "+m.Arg(0))
	c.Use("bgp-group", kind+" "+m.Arg(0), "bgp use", m.Span)
	if kind == "neighbor" {
		p.Group.Set(m.Arg(0), m.Span)
	}
}

func peerAFBlock() []stmt.Entry[*peerAF] {
	type A = *peerAF
	return []stmt.Entry[A]{
		{Pattern: "route-policy * in", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			a.in.Set(true, m.Span)
			c.Use("route-policy", policyName(m.Arg(0)), "bgp neighbor in", m.Span)
		}},
		{Pattern: "route-policy * out", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			a.out.Set(true, m.Span)
			c.Use("route-policy", policyName(m.Arg(0)), "bgp neighbor out", m.Span)
		}},
		{Pattern: "route-policy * * ...", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			// a policy with parameters: NAME(a, b) in
			dir := m.Arg(1)
			if n := len(m.Rest); n > 0 {
				dir = m.Rest[n-1]
			}
			if dir == "in" {
				a.in.Set(true, m.Span)
			} else {
				a.out.Set(true, m.Span)
			}
			c.Use("route-policy", policyName(m.Arg(0)), "bgp neighbor "+dir, m.Span)
		}},
		{Pattern: "maximum-prefix ...", Do: func(_ *stmt.Ctx, a A, m *stmt.Match) { a.max.Set(!m.Has("warning-only"), m.Span) }},
		{Pattern: "use af-group *", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			a.uses = append(a.uses, "af "+m.Arg(0))
			c.Use("bgp-group", "af "+m.Arg(0), "bgp use", m.Span)
		}},
		{Pattern: "default-originate ...", Do: usePolicy[A]("default-originate")},
	}
}

// policyName cuts the parameters off a policy's name.
func policyName(w string) string {
	for i := range len(w) {
		if w[i] == '(' {
			return w[:i]
		}
	}
	return w
}
