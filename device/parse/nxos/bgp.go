package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is one process, or one table of it.
type bgp struct {
	r   *run
	as  model.F[string]
	vrf string
}

// peer is a neighbour or a template, with the templates it names.
type peer struct {
	*model.Neighbor
	b       *bgp
	inherit []string
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
		{Pattern: "ip msdp peer * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.msdp(m.Arg(0), m.Span) }},
		{Pattern: "ip msdp password * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			n := r.msdp(m.Arg(0), m.Span)
			n.Auth.Set("md5", m.Span)
			typ, v := fill.CiscoKey(m.Rest)
			c.Secret("bgp", "msdp "+m.Arg(0), typ, v, m.Span)
		}},
		{Pattern: "ip msdp shutdown *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.msdp(m.Arg(0), m.Span).Enabled.Set(false, m.Span) }},
		{Pattern: "ip msdp sa-policy * * in|out", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			n := r.msdp(m.Arg(0), m.Span)
			f := &n.In
			if w := c.Tree.Nodes[m.Node].Words; w[len(w)-1] == "out" {
				f = &n.Out
			}
			f.Set(true, m.Span)
			c.Use("route-map", m.Arg(1), "ip msdp sa-policy", m.Span)
		}},
	}
}

func (r *run) msdp(host string, sp model.Span) *model.Neighbor {
	if n := r.msdps[host]; n != nil {
		return n
	}
	n := &model.Neighbor{Obj: model.Obj{Span: sp, Scattered: true}, Proto: "msdp", Peer: host}
	r.msdps[host] = n
	r.Neighbors = append(r.Neighbors, n)
	return n
}

func (t *tables) bgpBlock() []stmt.Entry[*bgp] {
	return []stmt.Entry[*bgp]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			useVRF(c, m.Arg(0), "router bgp vrf", m.Span)
			return t.bgp.In(&bgp{r: b.r, as: b.as, vrf: m.Arg(0)})
		}},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, b *bgp, _ *stmt.Match) stmt.Block { return t.bgpAF.In(b) }},
		{Pattern: "template peer|peer-session|peer-policy *", Sub: t.openTemplate},
		{Pattern: "neighbor * ...", Sub: t.openPeer},
		{Pattern: "no neighbor * ...", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.drop(m.Arg(0)) }},
		{Pattern: "local-as *", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { b.as.Set(fill.PlainAS(m.Arg(0)), m.Span) }},
		{Pattern: "confederation identifier *", Do: func(_ *stmt.Ctx, b *bgp, m *stmt.Match) {
			fill.Add(&b.r.Routing.LocalAS, fill.PlainAS(m.Arg(0)), m.Span)
		}},
	}
}

func (t *tables) openTemplate(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
	kind := c.Tree.Nodes[m.Node].Words[1]
	p := &peer{Neighbor: &model.Neighbor{Obj: model.Obj{Span: c.Span(m.Node)}, Peer: m.Arg(0)}, b: b}
	b.r.templates[kind+" "+m.Arg(0)] = p
	c.Define("bgp-template", m.Arg(0), m.Span)
	if kind == "peer-policy" {
		return t.peerAF.In(p)
	}
	return t.peer.In(p)
}

// openPeer opens a neighbour; the remote AS may stand on the same line, and
// one neighbour may be written in several blocks.
func (t *tables) openPeer(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
	key := b.vrf + " " + m.Arg(0)
	p := b.r.byHost[key]
	if p == nil {
		p = &peer{Neighbor: &model.Neighbor{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "bgp", Peer: m.Arg(0), VRF: b.vrf}, b: b}
		p.LocalAS = b.as
		if p.LocalAS.How == model.Explicit {
			p.LocalAS.How = model.Inherited
		}
		b.r.byHost[key] = p
		b.r.peers = append(b.r.peers, p)
		b.r.Neighbors = append(b.r.Neighbors, p.Neighbor)
	}
	if as, ok := m.After("remote-as"); ok && as != "route-map" {
		p.RemoteAS.Set(fill.PlainAS(as), m.Span)
	} else if ok {
		p.RemoteAS.Unsure(m.Span)
	}
	return t.peer.In(p)
}

func (b *bgp) drop(host string) {
	key := b.vrf + " " + host
	if b.r.byHost[key] == nil {
		return
	}
	delete(b.r.byHost, key)
	for i, p := range b.r.peers {
		if p.Peer == host && p.VRF == b.vrf {
			b.r.peers = append(b.r.peers[:i], b.r.peers[i+1:]...)
			break
		}
	}
	for i, n := range b.r.Neighbors {
		if n.Proto == "bgp" && n.Peer == host && n.VRF == b.vrf {
			b.r.Neighbors = append(b.r.Neighbors[:i], b.r.Neighbors[i+1:]...)
			return
		}
	}
}

func (t *tables) peerBlock() []stmt.Entry[*peer] {
	return []stmt.Entry[*peer]{
		{Pattern: "remote-as *", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.RemoteAS.Set(fill.PlainAS(m.Arg(0)), m.Span) }},
		{Pattern: "remote-as route-map *", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			p.RemoteAS.Unsure(m.Span)
			c.Use("route-map", m.Arg(0), "neighbor remote-as", m.Span)
		}},
		{Pattern: "no remote-as ...", Do: func(_ *stmt.Ctx, p *peer, _ *stmt.Match) { p.RemoteAS = model.F[string]{} }},
		{Pattern: "local-as * ...", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.LocalAS.Set(fill.PlainAS(m.Arg(0)), m.Span) }},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			typ, v := fill.CiscoKey(m.Rest)
			c.Secret("bgp", p.Peer, typ, v, m.Span)
			p.Auth.Set("md5", m.Span)
		}},
		{Pattern: "no password ...", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.Auth.Set("none", m.Span) }},
		{Pattern: "ao * ...", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			p.Auth.Set("ao", m.Span)
			c.Use("keychain", m.Arg(0), "neighbor ao", m.Span)
		}},
		{Pattern: "no? ttl-security hops *", Do: fill.Bool(func(p *peer) *model.F[bool] { return &p.TTL })},
		{Pattern: "ebgp-multihop *", Do: fill.Bool(func(p *peer) *model.F[bool] { return &p.MultiHop })},
		{Pattern: "no ebgp-multihop ...", Do: fill.Bool(func(p *peer) *model.F[bool] { return &p.MultiHop })},
		{Pattern: "no? shutdown", Do: fill.Not(func(p *peer) *model.F[bool] { return &p.Enabled })},
		{Pattern: "inherit peer|peer-session *", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			kind := c.Tree.Nodes[m.Node].Words[1]
			p.inherit = append(p.inherit, kind+" "+m.Arg(0))
			p.Group.Set(m.Arg(0), m.Span)
			c.Use("bgp-template", m.Arg(0), "neighbor inherit", m.Span)
		}},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, p *peer, _ *stmt.Match) stmt.Block { return t.peerAF.In(p) }},
	}
}

func peerFamilyBlock() []stmt.Entry[*peer] {
	filter := func(kind string) func(*stmt.Ctx, *peer, *stmt.Match) {
		return func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			f := &p.In
			if w := c.Tree.Nodes[m.Node].Words; w[len(w)-1] == "out" {
				f = &p.Out
			}
			if m.Neg {
				return
			}
			f.Set(true, m.Span)
			c.Use(kind, m.Arg(0), "neighbor "+kind, m.Span)
		}
	}
	return []stmt.Entry[*peer]{
		{Pattern: "no? route-map * in|out", Do: filter("route-map")},
		{Pattern: "no? prefix-list * in|out", Do: filter("prefix-list")},
		{Pattern: "no? filter-list * in|out", Do: filter("as-path")},
		{Pattern: "no? maximum-prefix * ...", Do: fill.Bool(func(p *peer) *model.F[bool] { return &p.MaxPfx })},
		{Pattern: "inherit peer-policy * ...", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			p.inherit = append(p.inherit, "peer-policy "+m.Arg(0))
			c.Use("bgp-template", m.Arg(0), "neighbor inherit", m.Span)
		}},
		{Pattern: "default-originate route-map *", Do: fill.Use[*peer]("route-map", "neighbor default-originate")},
	}
}

func bgpFamilyBlock() []stmt.Entry[*bgp] {
	use := func(c *stmt.Ctx, _ *bgp, m *stmt.Match) {
		for i, w := range m.Rest {
			switch w {
			case "route-map", "attribute-map", "suppress-map", "advertise-map":
				c.Use("route-map", fill.Word(m.Rest, i+1), "router bgp address-family", m.Span)
			}
		}
	}
	return []stmt.Entry[*bgp]{
		{Pattern: "redistribute ...", Do: use},
		{Pattern: "network ...", Do: use},
		{Pattern: "aggregate-address ...", Do: use},
		{Pattern: "retain ...", Do: use},
		{Pattern: "dampening ...", Do: use},
		{Pattern: "table-map * ...", Do: fill.Use[*bgp]("route-map", "router bgp table-map")},
		{Pattern: "inject-map * exist-map * ...", Do: fill.Use[*bgp]("route-map", "router bgp inject-map")},
		{Pattern: "no redistribute|network|aggregate-address|retain|dampening|table-map|inject-map ...", Do: func(*stmt.Ctx, *bgp, *stmt.Match) {}},
	}
}

// finishPeers lets neighbours inherit from their templates, and templates
// from theirs.
func (r *run) finishPeers() {
	for _, p := range r.peers {
		r.inheritAll(p.Neighbor, p.inherit, 0)
		p.LocalAS = keepOwn(p.LocalAS, p.b.as)
	}
}

// keepOwn returns the process's AS where the neighbour has no local-as.
func keepOwn(own, process model.F[string]) model.F[string] {
	if own.How == model.Explicit {
		return own
	}
	out := process
	if out.How == model.Explicit {
		out.How = model.Inherited
	}
	return out
}

func (r *run) inheritAll(n *model.Neighbor, names []string, depth int) {
	if depth > 8 {
		return
	}
	for _, name := range names {
		t := r.templates[name]
		if t == nil {
			continue
		}
		fill.Inherit(&n.RemoteAS, &t.RemoteAS)
		fill.Inherit(&n.Enabled, &t.Enabled)
		fill.Inherit(&n.Auth, &t.Auth)
		fill.Inherit(&n.TTL, &t.TTL)
		fill.Inherit(&n.MultiHop, &t.MultiHop)
		fill.Inherit(&n.MaxPfx, &t.MaxPfx)
		fill.Inherit(&n.In, &t.In)
		fill.Inherit(&n.Out, &t.Out)
		if n.LocalAS.How != model.Explicit && t.LocalAS.How == model.Explicit {
			n.LocalAS = t.LocalAS
		}
		r.inheritAll(n, t.inherit, depth+1)
	}
}
