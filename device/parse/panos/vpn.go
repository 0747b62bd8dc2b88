package panos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// proposal is a crypto profile.
type proposal struct {
	*model.Proposal
}

// gateway is an IKE peer.
type gateway struct {
	*model.VPNPeer
	s *scope
}

func vpnEntries(b *builder) []stmt.Entry[*scope] {
	open := func(kind string) opener[*scope, *proposal] {
		return func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *proposal {
			for _, p := range s.VPN.Proposals {
				if p.Name == name && p.Kind == kind {
					return &proposal{p}
				}
			}
			p := &model.Proposal{Obj: model.Obj{Span: sp}, Name: name, Kind: kind}
			s.VPN.Proposals = append(s.VPN.Proposals, p)
			return &proposal{p}
		}
	}
	return []stmt.Entry[*scope]{
		block(b, "ike-profile", "network ike crypto-profiles ike-crypto-profiles *", open("ike"), append(lifetimes(),
			when("encryption", encryption), when("hash", hash),
			when("dh-group", func(_ *stmt.Ctx, p *proposal, v string, sp model.Span) {
				add(&p.DH, strings.TrimPrefix(v, "group"), sp)
			}))...),
		block(b, "ipsec-profile", "network ike crypto-profiles ipsec-crypto-profiles *", open("ipsec"), append(lifetimes(),
			when("esp encryption", encryption), when("esp authentication", hash), when("ah authentication", hash),
			when("dh-group", func(_ *stmt.Ctx, p *proposal, v string, sp model.Span) {
				if v == "no-pfs" {
					v = "none"
				}
				add(&p.PFS, strings.TrimPrefix(v, "group"), sp)
			}))...),
		block(b, "gateway", "network ike gateway *", openGateway, gatewayEntries()...),
		block(b, "ipsec-tunnel", "network tunnel ipsec *", openIPsec, ipsecEntries()...),
		block(b, "gre", "network tunnel gre *", openGRE,
			text("peer-address ip", func(t *model.Tunnel) *model.F[string] { return &t.Destination }),
			text("local-address ip", func(t *model.Tunnel) *model.F[string] { return &t.Source }),
			when("local-address interface", func(_ *stmt.Ctx, t *model.Tunnel, v string, sp model.Span) {
				if !t.Source.How.Stated() {
					t.Source.Inherit(v, sp)
				}
			}),
			not("disabled", func(t *model.Tunnel) *model.F[bool] { return &t.Enabled })),
		stmt.Entry[*scope]{Pattern: "network tunnel global-protect-gateway **", Do: remoteAccess},
		stmt.Entry[*scope]{Pattern: "network tunnel global-protect-site-to-site **", State: stmt.Unimplemented},
		stmt.Entry[*scope]{Pattern: "global-protect global-protect-gateway **", Do: remoteAccess},
		stmt.Entry[*scope]{Pattern: "global-protect global-protect-portal **", Do: remoteAccess},
	}
}

// remoteAccess states that GlobalProtect is on; its own settings decide
// nothing of the device's administration.
func remoteAccess(c *stmt.Ctx, s *scope, m *stmt.Match) {
	if c.Tree.Nodes[m.Node].First == 0 {
		return
	}
	sp := c.Span(m.Node)
	s.VPN.RemoteAccess.Set(true, sp)
	s.Services.SSLVPN.Enabled.Set(true, sp)
}

func lifetimes() []stmt.Entry[*proposal] {
	at := func(p *proposal) *model.F[int64] { return &p.Lifetime }
	return []stmt.Entry[*proposal]{number("lifetime seconds", 1, at), number("lifetime minutes", 60, at), number("lifetime hours", 3600, at), number("lifetime days", 86400, at)}
}

func encryption(c *stmt.Ctx, p *proposal, v string, sp model.Span) {
	switch v {
	case "aes-128-cbc", "aes128":
		v = "aes128-cbc"
	case "aes-192-cbc", "aes192":
		v = "aes192-cbc"
	case "aes-256-cbc", "aes256":
		v = "aes256-cbc"
	case "aes-128-gcm", "aes-128-ccm":
		v = "aes128-gcm"
	case "aes-256-gcm":
		v = "aes256-gcm"
	case "3des", "des", "null":
	}
	add(&p.Encryption, v, sp)
}

func hash(_ *stmt.Ctx, p *proposal, v string, sp model.Span) {
	if v == "non-auth" {
		v = "none"
	}
	add(&p.Integrity, v, sp)
}

func openGateway(_ *stmt.Ctx, s *scope, name string, sp model.Span) *gateway {
	for _, p := range s.VPN.Peers {
		if p.Name == name {
			return &gateway{p, s}
		}
	}
	g := &gateway{&model.VPNPeer{Obj: model.Obj{Span: sp}, Name: name}, s}
	s.VPN.Peers = append(s.VPN.Peers, g.VPNPeer)
	return g
}

func gatewayEntries() []stmt.Entry[*gateway] {
	mark := func(_ *stmt.Ctx, g *gateway, v string, _ model.Span) { g.s.r.ikeUsed["ike "+v] = true }
	auth := func(word, name string) stmt.Entry[*gateway] {
		return stmt.Entry[*gateway]{Pattern: "authentication " + word + " ...", Do: func(_ *stmt.Ctx, g *gateway, m *stmt.Match) { g.Auth.Set(name, m.Span) }}
	}
	return []stmt.Entry[*gateway]{
		text("peer-address ip", func(g *gateway) *model.F[string] { return &g.Peer }),
		text("peer-address fqdn", func(g *gateway) *model.F[string] { return &g.Peer }),
		{Pattern: "peer-address dynamic", Do: func(_ *stmt.Ctx, g *gateway, m *stmt.Match) { g.Peer.Set("dynamic", m.Span) }},
		fact("protocol version", func(g *gateway) *model.F[string] { return &g.Version }, pick(map[string]string{"ikev1": "1", "ikev2": "2", "ikev2-preferred": "any"})),
		fact("protocol ikev1 exchange-mode", func(g *gateway) *model.F[bool] { return &g.Aggressive }, pick(map[string]bool{"auto": true, "aggressive": true, "main": false})),
		when("protocol ikev1 ike-crypto-profile", mark), when("protocol ikev2 ike-crypto-profile", mark),
		auth("pre-shared-key", "psk"), auth("certificate", "cert"),
		not("disabled", func(g *gateway) *model.F[bool] { return &g.Enabled }),
	}
}

// ipsecTunnel names the profile that it uses.
type ipsecTunnel struct {
	s *scope
}

func openIPsec(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *ipsecTunnel { return &ipsecTunnel{s} }

func ipsecEntries() []stmt.Entry[*ipsecTunnel] {
	return []stmt.Entry[*ipsecTunnel]{
		when("auto-key ipsec-crypto-profile", func(_ *stmt.Ctx, t *ipsecTunnel, v string, _ model.Span) { t.s.r.ikeUsed["ipsec "+v] = true }),
		{Pattern: "global-protect-satellite **", State: stmt.Unimplemented}, // its portal is the peer
		{Pattern: "manual-key **", Do: func(*stmt.Ctx, *ipsecTunnel, *stmt.Match) {}, State: stmt.Partial},
	}
}

func openGRE(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.Tunnel {
	for _, t := range s.Tunnels {
		if t.Name == name {
			return t
		}
	}
	t := &model.Tunnel{Obj: model.Obj{Span: sp}, Name: name}
	t.Kind.Set("gre", sp)
	t.Protected.Derive(false, sp)
	s.Tunnels = append(s.Tunnels, t)
	return t
}

// finishVPN says which profiles are used.
func (r *reader) finishVPN() {
	for _, p := range r.dev.VPN.Proposals {
		p.Used.Derive(r.ikeUsed[p.Kind+" "+p.Name], p.Span)
	}
}
