package vrp

import (
	"sort"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgp is one BGP view or one address family in it.
type bgp struct {
	as    string
	sp    model.Span
	vrf   string
	v4    bool // filters of this family count
	r     *reader
	list  map[string]*model.Neighbor // by "vrf peer" and "vrf group"
	order *[]*bgpPeer
}

type bgpPeer struct {
	n     *model.Neighbor
	key   string
	vrf   string
	group bool
}

func bgpTop(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "bgp *  ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			as := fill.PlainAS(m.Arg(0))
			addOnce(&r.Routing.LocalAS, as, m.Span)
			var order []*bgpPeer
			b := &bgp{as: as, sp: m.Span, v4: true, r: r, list: map[string]*model.Neighbor{}, order: &order}
			r.finally(b.finish)
			return t.bgp.In(b)
		}},
		{Pattern: "rpki", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.rpki.In(r) }},
		{Pattern: "route-policy * permit|deny node *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("route-map", m.Arg(0), m.Span)
			return t.class.In(r)
		}},
	}
}

func rpkiEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "session * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Routing.RPKI.Set(true, m.Span) }},
		{Pattern: "tcp port * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			if m.Has("password") {
				r.secret("bgp", "rpki", m.Rest, m.Span)
			}
		}},
	}
}

// peer returns the neighbour or group of that name in this family's table.
func (b *bgp) peer(name string, sp model.Span) *model.Neighbor {
	key := b.vrf + " " + name
	n := b.list[key]
	if n == nil {
		n = &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name, VRF: b.vrf}
		n.LocalAS.Inherit(b.as, b.sp)
		b.list[key] = n
		*b.order = append(*b.order, &bgpPeer{n: n, key: key, vrf: b.vrf})
	}
	n.Span.End = max(n.Span.End, sp.End)
	return n
}

func bgpEntries(t *tables) []stmt.Entry[*bgp] {
	family := func(vrf bool) func(*stmt.Ctx, *bgp, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, b *bgp, m *stmt.Match) stmt.Block {
			sub := *b
			if vrf {
				sub.vrf = m.Arg(0)
			}
			return t.bgp.In(&sub)
		}
	}
	with := func(do func(n *model.Neighbor, b *bgp, m *stmt.Match)) func(*stmt.Ctx, *bgp, *stmt.Match) {
		return func(_ *stmt.Ctx, b *bgp, m *stmt.Match) { do(b.peer(m.Arg(0), m.Span), b, m) }
	}
	in := with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.In.Set(true, m.Span) })
	return []stmt.Entry[*bgp]{
		{Pattern: "ipv4-family|ipv6-family unicast", Sub: family(false)},
		{Pattern: "ipv4-family|ipv6-family multicast|vpnv4|vpnv6|labeled-unicast|flow|mdt|mvpn ...", Sub: family(false)},
		{Pattern: "ipv4-family|ipv6-family vpn-instance *", Sub: family(true)},
		{Pattern: "l2vpn-family evpn", Sub: family(false)},
		{Pattern: "l2vpn-ad-family|vpls-family|l2vpn-family", Sub: family(false)},
		{Pattern: "group * external|internal", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
			g := b.peer(m.Arg(0), m.Span)
			(*b.order)[len(*b.order)-1].group = (*b.order)[len(*b.order)-1].n == g
			for _, p := range *b.order {
				if p.n == g {
					p.group = true
				}
			}
			g.External.Set(c.Tree.Nodes[m.Node].Words[2] == "external", m.Span)
			c.Define("peer-group", m.Arg(0), m.Span)
		}},
		{Pattern: "peer * as-number *", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.RemoteAS.Set(fill.PlainAS(m.Arg(1)), m.Span) })},
		{Pattern: "peer * group *", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
			b.peer(m.Arg(0), m.Span).Group.Set(m.Arg(1), m.Span)
			c.Use("peer-group", m.Arg(1), "bgp peer", m.Span)
		}},
		{Pattern: "peer * password ...", Do: with(func(n *model.Neighbor, b *bgp, m *stmt.Match) {
			n.Auth.Set("md5", m.Span)
			b.r.secret("bgp", m.Arg(0), m.Rest, m.Span)
		})},
		{Pattern: "peer * keychain *", Do: func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
			b.peer(m.Arg(0), m.Span).Auth.Set("keychain", m.Span)
			c.Use("keychain", m.Arg(1), "bgp peer", m.Span)
		}},
		{Pattern: "peer * tcp-ao policy *", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Auth.Set("ao", m.Span) })},
		{Pattern: "peer * valid-ttl-hops ...", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.TTL.Set(true, m.Span) })},
		{Pattern: "peer * ebgp-max-hop ...", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.MultiHop.Set(fill.Word(m.Rest, 0) != "1", m.Span) })},
		{Pattern: "no? peer * ignore", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Enabled.Set(m.Neg, m.Span) })},
		{Pattern: "no? peer * enable", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) {})},
		{Pattern: "peer * route-limit ...", Do: with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.MaxPfx.Set(true, m.Span) })},
		{Pattern: "peer * route-policy * import", Do: policyUse("route-map", in)},
		{Pattern: "peer * route-policy * export", Do: policyUse("route-map", with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Out.Set(true, m.Span) }))},
		{Pattern: "peer * ip-prefix * import", Do: policyUse("prefix-list", in)},
		{Pattern: "peer * ip-prefix * export", Do: policyUse("prefix-list", with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Out.Set(true, m.Span) }))},
		{Pattern: "peer * ipv6-prefix * import", Do: policyUse("prefix-list6", in)},
		{Pattern: "peer * ipv6-prefix * export", Do: policyUse("prefix-list6", with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Out.Set(true, m.Span) }))},
		{Pattern: "peer * filter-policy * import", Do: policyUse("acl", in)},
		{Pattern: "peer * filter-policy * export", Do: policyUse("acl", with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Out.Set(true, m.Span) }))},
		{Pattern: "peer * as-path-filter * import", Do: policyUse("as-path", in)},
		{Pattern: "peer * as-path-filter * export", Do: policyUse("as-path", with(func(n *model.Neighbor, _ *bgp, m *stmt.Match) { n.Out.Set(true, m.Span) }))},
	}
}

// policyUse records the filter's name and what the line states.
func policyUse(kind string, do func(*stmt.Ctx, *bgp, *stmt.Match)) func(*stmt.Ctx, *bgp, *stmt.Match) {
	return func(c *stmt.Ctx, b *bgp, m *stmt.Match) {
		c.Use(kind, m.Arg(1), "bgp peer "+m.Arg(0), m.Span)
		do(c, b, m)
	}
}

// finish gives peers what their groups state and lists them; groups are no
// neighbours.
func (b *bgp) finish() {
	peers := *b.order
	sort.SliceStable(peers, func(i, j int) bool { return peers[i].n.Span.Line < peers[j].n.Span.Line })
	for _, p := range peers {
		if p.group {
			continue
		}
		n := p.n
		if g := b.list[p.vrf+" "+n.Group.V]; g != nil && g != n && n.Group.How.Stated() {
			fill.Inherit(&n.RemoteAS, &g.RemoteAS)
			fill.Inherit(&n.External, &g.External)
			fill.Inherit(&n.Auth, &g.Auth)
			fill.Inherit(&n.TTL, &g.TTL)
			fill.Inherit(&n.MultiHop, &g.MultiHop)
			fill.Inherit(&n.MaxPfx, &g.MaxPfx)
			fill.Inherit(&n.In, &g.In)
			fill.Inherit(&n.Out, &g.Out)
			fill.Inherit(&n.Enabled, &g.Enabled)
		}
		b.r.Neighbors = append(b.r.Neighbors, n)
	}
}
