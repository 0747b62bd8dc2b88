package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is the process of one routing instance.
type bgp struct {
	r     *reader
	vrf   string
	as    model.F[string]
	all   peer // what the process states for every neighbour
	named map[string]*peer
	order []*peer
}

// peer is a neighbour, a group or the process itself.
type peer struct {
	*model.Neighbor
	b     *bgp
	group bool
	kind  model.F[string] // type external or internal
}

func (r *reader) bgpOf(vrf string, sp model.Span) *bgp {
	b := r.bgps[vrf]
	if b == nil {
		b = &bgp{r: r, vrf: vrf, named: map[string]*peer{}}
		b.all = peer{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}}, b: b, group: true}
		r.bgps[vrf] = b
	}
	return b
}

func (b *bgp) peer(kind, name string, sp model.Span) *peer {
	p := b.named[kind+name]
	if p == nil {
		p = &peer{Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name, VRF: b.vrf}, b: b, group: kind == "group "}
		b.named[kind+name] = p
		b.order = append(b.order, p)
	}
	p.Span.End = max(p.Span.End, sp.End)
	return p
}

func (t *tables) bgpEntries() []stmt.Entry[*bgp] {
	group := func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
		c.Define("peer-group", m.Arg(0), m.Span)
		return t.peer.In(b.peer("group ", m.Arg(0), c.Span(m.Node)))
	}
	out := []stmt.Entry[*bgp]{
		{Pattern: "group *", Sub: group},
		{Pattern: "neighbor * ...", Sub: func(c *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			return t.peer.In(b.peer("neighbor ", m.Arg(0), c.Span(m.Node)))
		}},
	}
	// What stands in the process itself holds for every neighbour.
	for _, e := range t.peerEntries() {
		do := e.Do
		if do == nil || e.Pattern == "group *" {
			continue
		}
		out = append(out, stmt.Entry[*bgp]{Pattern: e.Pattern, State: e.State, Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) { do(c, &b.all, m) }})
	}
	return out
}

func (t *tables) peerEntries() []stmt.Entry[*peer] {
	yes := func(fact func(*peer) *model.F[bool]) func(*stmt.Ctx, *peer, *stmt.Match) {
		return func(_ *stmt.Ctx, p *peer, m *stmt.Match) { fact(p).Set(!m.Neg, m.Span) }
	}
	policies := func(fact func(*peer) *model.F[bool], dir string) func(*stmt.Ctx, *peer, *stmt.Match) {
		return func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			fact(p).Set(!m.Neg, m.Span)
			for _, w := range m.Rest {
				if w != "policy" && !m.Neg {
					c.Use("route-map", w, "bgp "+dir, m.Span)
				}
			}
		}
	}
	chain := func(c *stmt.Ctx, p *peer, m *stmt.Match) {
		p.Auth.Set("keychain", m.Span)
		c.Use("keychain", m.Arg(0), "bgp", m.Span)
	}
	return join([]stmt.Entry[*peer]{
		// Classic puts neighbours into their group, MD-CLI beside it.
		{Pattern: "neighbor * ...", Sub: func(c *stmt.Ctx, g *peer, m *stmt.Match) stmt.Block {
			p := g.b.peer("neighbor ", m.Arg(0), c.Span(m.Node))
			p.Group.Inherit(g.Peer, m.Span)
			c.Use("peer-group", g.Peer, "bgp neighbor", m.Span)
			return t.peer.In(p)
		}},
		{Pattern: "peer-as *", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.RemoteAS.Set(fill.PlainAS(m.Arg(0)), m.Span) }},
		{Pattern: "local-as * ...", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			as := m.Arg(0)
			if as == "as-number" {
				as = fill.Word(m.Rest, 0)
			}
			p.LocalAS.Set(fill.PlainAS(as), m.Span)
		}},
		{Pattern: "type *", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.kind.Set(m.Arg(0), m.Span) }},
		{Pattern: "group *", Do: func(c *stmt.Ctx, p *peer, m *stmt.Match) {
			p.Group.Set(m.Arg(0), m.Span)
			c.Use("peer-group", m.Arg(0), "bgp neighbor", m.Span)
		}},
		{Pattern: "authentication-key ...", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) {
			p.Auth.Set("md5", m.Span)
			p.b.r.secret("bgp", strings.TrimSpace(p.Peer), m.Rest, m.Span)
		}},
		{Pattern: "no authentication-key", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.Auth.Set("none", m.Span) }},
		{Pattern: "auth-keychain *", Do: chain},
		{Pattern: "authentication-keychain *", Do: chain},
		{Pattern: "ttl-security *", Do: yes(func(p *peer) *model.F[bool] { return &p.TTL })},
		{Pattern: "no ttl-security", Do: yes(func(p *peer) *model.F[bool] { return &p.TTL })},
		{Pattern: "multihop *", Do: func(_ *stmt.Ctx, p *peer, m *stmt.Match) { p.MultiHop.Set(m.Arg(0) != "1", m.Span) }},
		{Pattern: "no? import ...", Do: policies(func(p *peer) *model.F[bool] { return &p.In }, "import")},
		{Pattern: "no? export ...", Do: policies(func(p *peer) *model.F[bool] { return &p.Out }, "export")},
		{Pattern: "prefix-limit ...", Do: yes(func(p *peer) *model.F[bool] { return &p.MaxPfx })},
	}, admin("", func(p *peer) *model.F[bool] { return &p.Enabled }))
}

// finishBGP gives neighbours what their group and their process state.
func (r *reader) finishBGP() {
	for _, vrf := range r.instances() {
		b := r.bgps[vrf]
		for _, p := range b.order {
			if p.group {
				continue
			}
			fill.Inherit(&p.LocalAS, &b.as)
			if g := b.named["group "+p.Group.V]; g != nil && p.Group.How.Stated() {
				p.take(g)
			}
			p.take(&b.all)
			if p.kind.How.Stated() && !p.External.How.Stated() {
				p.External.Inherit(p.kind.V == "external", p.kind.Span)
			}
			if r.open(p.Span) {
				p.External.Unsure(p.Span) // it may yet be far away
			}
			r.Neighbors = append(r.Neighbors, p.Neighbor)
		}
	}
}

// instances are the routing instances with BGP, the base router first.
func (r *reader) instances() []string {
	var out []string
	if r.bgps[""] != nil {
		out = append(out, "")
	}
	for _, v := range r.VRFs {
		if r.bgps[v.Name] != nil {
			out = append(out, v.Name)
		}
	}
	return out
}

func (p *peer) take(g *peer) {
	fill.Inherit(&p.RemoteAS, &g.RemoteAS)
	if g.LocalAS.How.Stated() && p.LocalAS.How == model.Inherited {
		p.LocalAS.Inherit(g.LocalAS.V, g.LocalAS.Span)
	}
	fill.Inherit(&p.Auth, &g.Auth)
	fill.Inherit(&p.TTL, &g.TTL)
	fill.Inherit(&p.MultiHop, &g.MultiHop)
	fill.Inherit(&p.MaxPfx, &g.MaxPfx)
	fill.Inherit(&p.In, &g.In)
	fill.Inherit(&p.Out, &g.Out)
	fill.Inherit(&p.Enabled, &g.Enabled)
	fill.Inherit(&p.kind, &g.kind)
}
