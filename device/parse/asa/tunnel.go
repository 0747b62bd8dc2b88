package asa

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// tunnelGroup is one connection profile while it is read.
type tunnelGroup struct {
	r    *reader
	name string
}

func (t *tables) tunnelEntries() []stmt.Entry[*reader] {
	type R = *reader
	open := func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
		return t.tunnel.In(&tunnelGroup{r: r, name: m.Arg(0)})
	}
	return []stmt.Entry[R]{
		{Pattern: "tunnel-group * type *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			c.Define("tunnel-group", m.Arg(0), m.Span)
			if m.Arg(1) == "ipsec-l2l" {
				p := r.vpnPeer("group "+m.Arg(0), m.Arg(0), m)
				p.Peer.Set(m.Arg(0), m.Span)
			}
			if strings.HasPrefix(m.Arg(1), "remote-access") || m.Arg(1) == "webvpn" || m.Arg(1) == "ipsec-ra" {
				r.dev.VPN.RemoteAccess.Inherit(true, m.Span)
			}
		}},
		{Pattern: "nve *", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			x := &model.Tunnel{Obj: model.Obj{Span: m.Span}, Name: "nve " + m.Arg(0)}
			x.Kind.Set("vxlan", m.Span)
			r.dev.Tunnels = append(r.dev.Tunnels, x)
			return t.nve.In(x)
		}},
		{Pattern: "tunnel-group * general-attributes|ipsec-attributes|webvpn-attributes|ppp-attributes", Sub: open},
		{Pattern: "group-policy * internal|external ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			c.Define("group-policy", m.Arg(0), m.Span)
			for i, w := range m.Rest {
				if w == "password" {
					secret(c, "aaa", "group-policy "+m.Arg(0), m.Rest[i+1:], m.Span)
				}
			}
		}},
		{Pattern: "group-policy * attributes", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.policy.In(r) }},
		{Pattern: "vpdn username * password * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Secret("ppp", m.Arg(0), "clear", m.Arg(1), m.Span)
		}},
		{Pattern: "vpdn group ...", Do: none[R]},
		{Pattern: "isakmp key * address * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Secret("ike", m.Arg(1), "clear", m.Arg(0), m.Span)
		}},
		{Pattern: "crypto isakmp key * address * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Secret("ike", m.Arg(1), "clear", m.Arg(0), m.Span)
		}},
		{Pattern: "key config-key password-encryption ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Platforms.MasterKey.Set(true, m.Span)
			secret(c, "other", "master key", m.Rest, m.Span)
		}},
	}
}

func nveBlock() []stmt.Entry[*model.Tunnel] {
	type T = *model.Tunnel
	return []stmt.Entry[T]{
		{Pattern: "peer ip|ipv6 *", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) { x.Destination.Set(m.Arg(len(m.Args)-1), m.Span) }},
		{Pattern: "peer-group * ...", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) { x.Destination.Set(m.Arg(0), m.Span) }},
		{Pattern: "source-interface * ...", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) { x.Source.Set(m.Arg(0), m.Span) }},
		{Pattern: "encapsulation|default-mcast-group|default-mcast-group-ipv6 ...", State: stmt.Irrelevant},
	}
}

func tunnelBlock() []stmt.Entry[*tunnelGroup] {
	type G = *tunnelGroup
	psk := func(version string) func(*stmt.Ctx, G, *stmt.Match) {
		return func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.r.tunnels[g.name] = m.Span
			g.speaks(version, m)
			secret(c, "ike", g.name, m.Rest, m.Span)
		}
	}
	cert := func(c *stmt.Ctx, g G, m *stmt.Match) {
		g.r.auth[g.name] = m.Span
		g.speaks("2", m)
	}
	return []stmt.Entry[G]{
		{Pattern: "ikev1 pre-shared-key ...", Do: psk("1")},
		{Pattern: "pre-shared-key ...", Do: psk("1")},
		{Pattern: "ikev2 remote-authentication pre-shared-key ...", Do: psk("2")},
		{Pattern: "ikev2 local-authentication pre-shared-key ...", Do: psk("2")},
		{Pattern: "ikev2 remote-authentication certificate ...", Do: cert},
		{Pattern: "ikev2 local-authentication certificate *", Do: cert},
		{Pattern: "ikev1|ikev2 trust-point *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.r.auth[g.name] = m.Span
			c.Use("trustpoint", m.Arg(0), "tunnel-group", m.Span)
		}},
		{Pattern: "trust-point *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.r.auth[g.name] = m.Span
			c.Use("trustpoint", m.Arg(0), "tunnel-group", m.Span)
		}},
		{Pattern: "authentication-server-group ...", Do: groupUse},
		{Pattern: "authorization-server-group ...", Do: groupUse},
		{Pattern: "accounting-server-group ...", Do: groupUse},
		{Pattern: "secondary-authentication-server-group ...", Do: groupUse},
		{Pattern: "default-group-policy *", Do: fill.Use[G]("group-policy", "tunnel-group")},
		{Pattern: "authentication ...", Do: none[G]},
	}
}

// speaks notes the version of IKE that a group's line belongs to.
func (g *tunnelGroup) speaks(version string, m *stmt.Match) {
	p := g.r.maps["group "+g.name]
	if p == nil {
		return
	}
	if p.Version.V != "" && p.Version.V != version {
		version = "any"
	}
	p.Version.Inherit(version, m.Span)
}

// groupUse reads [(INTERFACE)] GROUP [LOCAL].
func groupUse(c *stmt.Ctx, _ *tunnelGroup, m *stmt.Match) {
	for _, w := range m.Rest {
		if !strings.HasPrefix(w, "(") && w != "LOCAL" && w != "none" && w != "use-primary-username" {
			c.Use("server-group", w, "tunnel-group", m.Span)
		}
	}
}

func (t *tables) groupPolicyBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "vpn-filter value *", Do: fill.Use[R]("acl", "group-policy vpn-filter")},
		{Pattern: "split-tunnel-network-list value *", Do: fill.Use[R]("acl", "group-policy split-tunnel-network-list")},
		{Pattern: "ipv6-vpn-filter value *", Do: fill.Use[R]("acl", "group-policy vpn-filter")},
		{Pattern: "vpn-idle-timeout *", Do: none[R]},
		{Pattern: "vpn-session-timeout *", Do: none[R]},
	}
}

// settleVPN joins crypto maps with the groups that authenticate their peers,
// and gives sets the forward secrecy of the entries that offer them. A set that
// one entry offers without has none.
func (r *reader) settleVPN() {
	r.settlePFS()
	r.anyPeer()
	kept := r.dev.VPN.Peers[:0]
	for _, p := range r.dev.VPN.Peers {
		if !r.merged(p) {
			kept = append(kept, p)
		}
	}
	r.dev.VPN.Peers = kept
	for _, p := range kept {
		if sp, ok := r.tunnels[p.Peer.V]; ok {
			p.Auth.Inherit("psk", sp)
		} else if sp, ok := r.auth[p.Peer.V]; ok {
			p.Auth.Inherit("cert", sp)
		}
		switch {
		case p.Aggressive.How != model.NotRead:
		case r.amDisabled.Line != 0:
			p.Aggressive.Inherit(false, r.amDisabled)
		default:
			p.Aggressive.Derive(true, p.Span) // accepted unless am-disable stands
		}
	}
	for _, p := range r.dev.VPN.Proposals {
		if p.Kind == "ipsec" && p.Used.How == model.NotRead {
			p.Used.Derive(false, p.Span)
		}
		if p.Lifetime.How == model.NotRead && p.Kind != "ipsec" {
			p.Lifetime.Derive(86400, p.Span)
		} else if p.Lifetime.How == model.NotRead {
			p.Lifetime.Derive(28800, p.Span)
		}
	}
}

// anyPeer makes a peer of DefaultL2LGroup where that holds a key: whoever has no
// group of his own is taken for one of it.
func (r *reader) anyPeer() {
	sp, keyed := r.tunnels["DefaultL2LGroup"]
	if !keyed || r.maps["group DefaultL2LGroup"] != nil {
		return
	}
	p := &model.VPNPeer{Obj: model.Obj{Span: sp}, Name: "DefaultL2LGroup"}
	p.Peer.Inherit("any", sp)
	p.Auth.Inherit("psk", sp)
	p.Enabled.Inherit(true, sp)
	r.dev.VPN.Peers = append(r.dev.VPN.Peers, p)
}

// merged reports a crypto map entry whose peers all have a group, and gives
// the groups what the entry says.
func (r *reader) merged(p *model.VPNPeer) bool {
	if r.maps["group "+p.Name] == p || !p.Peer.How.Stated() {
		return false
	}
	for _, host := range strings.Split(p.Peer.V, ",") {
		if r.maps["group "+host] == nil {
			return false
		}
	}
	for _, host := range strings.Split(p.Peer.V, ",") {
		g := r.maps["group "+host]
		fill.Inherit(&g.Aggressive, &p.Aggressive)
		fill.Inherit(&g.Version, &p.Version)
	}
	return true
}

func (r *reader) settlePFS() {
	groups := map[string]pfs{}
	for _, p := range r.pfs {
		groups[p.key] = p
	}
	for _, u := range r.mapSets {
		g, ok := groups[u.key]
		switch {
		case !ok:
			u.proposal.PFS.Derive([]string{"none"}, u.proposal.Span)
		case !slices.Contains(u.proposal.PFS.V, "none") && !slices.Contains(u.proposal.PFS.V, g.group):
			u.proposal.PFS.Inherit(append(u.proposal.PFS.V, g.group), g.span)
		}
	}
}
