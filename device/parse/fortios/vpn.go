package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// phase is one phase 1 or phase 2 with its proposal.
type phase struct {
	*model.Proposal
	peer    *model.VPNPeer // nil in phase 2
	s       *scope
	dynamic model.F[bool]
	pfs     model.F[bool]
	groups  model.F[[]string]
}

func vpnEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "vpn ipsec phase1", openPhase1, append(phase1Entries(), phase1Lists(b)...)...),
		list(b, "vpn ipsec phase1-interface", openPhase1, append(phase1Entries(), phase1Lists(b)...)...),
		list(b, "vpn ipsec phase2", openPhase2, phase2Entries()...),
		list(b, "vpn ipsec phase2-interface", openPhase2, phase2Entries()...),
		list(b, "vpn ipsec manualkey-interface", openManual, manualEntries()...),
		list(b, "vpn ipsec manualkey", openManual, manualEntries()...),
		group(b, "vpn ssl settings", same[*scope], append(sslEntries(), list(b, "authentication-rule", same[*scope],
			stmt.Entry[*scope]{Pattern: "set auth|cipher|client-cert|groups|portal|realm|source-address|source-address-negate|source-interface|user-peer|users|source-address6|source-address6-negate ...", State: stmt.Irrelevant}))...),
	}
}

func openPhase1(_ *stmt.Ctx, s *scope, name string, sp model.Span) *phase {
	p := &phase{s: s, Proposal: &model.Proposal{Obj: model.Obj{Span: sp}, Name: name, Kind: "ikev1"},
		peer: &model.VPNPeer{Obj: model.Obj{Span: sp}, Name: name}}
	p.Used.Inherit(true, sp)
	p.peer.Enabled.Inherit(true, sp)
	s.VPN.Proposals = append(s.VPN.Proposals, p.Proposal)
	s.VPN.Peers = append(s.VPN.Peers, p.peer)
	s.r.phases = append(s.r.phases, p)
	return p
}

func openPhase2(_ *stmt.Ctx, s *scope, name string, sp model.Span) *phase {
	p := &phase{s: s, Proposal: &model.Proposal{Obj: model.Obj{Span: sp}, Name: name, Kind: "ipsec"}}
	p.Used.Inherit(true, sp)
	s.VPN.Proposals = append(s.VPN.Proposals, p.Proposal)
	s.r.phases = append(s.r.phases, p)
	return p
}

func phase1Lists(b *builder) []stmt.Entry[*phase] {
	return []stmt.Entry[*phase]{list(b, "ipv4-exclude-range", same[*phase]), list(b, "ipv6-exclude-range", same[*phase]), list(b, "backup-gateway", same[*phase])}
}

func phase1Entries() []stmt.Entry[*phase] {
	return append(proposalEntries("keylife"),
		when("remote-gw|remote-gw6", func(_ *stmt.Ctx, p *phase, m *stmt.Match) {
			if w := first(m.Rest); w != "0.0.0.0" && w != "::" {
				p.peer.Peer.Set(w, m.Span)
			}
		}),
		text("remotegw-ddns", func(p *phase) *model.F[string] { return &p.peer.Peer }),
		fact("type", func(p *phase) *model.F[bool] { return &p.dynamic }, func(w []string) (bool, bool) { return first(w) == "dynamic", len(w) > 0 }),
		fact("ike-version", func(p *phase) *model.F[string] { return &p.peer.Version }, func(w []string) (string, bool) {
			return first(w), first(w) == "1" || first(w) == "2"
		}),
		fact("mode", func(p *phase) *model.F[bool] { return &p.peer.Aggressive }, func(w []string) (bool, bool) {
			return first(w) == "aggressive", first(w) == "aggressive" || first(w) == "main"
		}),
		fact("authmethod", func(p *phase) *model.F[string] { return &p.peer.Auth }, func(w []string) (string, bool) {
			v, ok := map[string]string{"psk": "psk", "signature": "cert", "rsa-signature": "cert"}[first(w)]
			return v, ok
		}),
		when("psksecret|psksecret-remote|authpasswd|group-authentication-secret", func(*stmt.Ctx, *phase, *stmt.Match) {}),
	)
}

func phase2Entries() []stmt.Entry[*phase] {
	return append(proposalEntries("keylifeseconds"), onOff("pfs", func(p *phase) *model.F[bool] { return &p.pfs }))
}

// proposalEntries are the words that both phases share.
func proposalEntries(lifetime string) []stmt.Entry[*phase] {
	return []stmt.Entry[*phase]{
		when("proposal", func(c *stmt.Ctx, p *phase, m *stmt.Match) {
			enc, integ, ok := algorithms(m.Rest)
			if !ok {
				p.Encryption.Unsure(m.Span)
				p.Integrity.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
				return
			}
			p.Encryption.Set(enc, m.Span)
			p.Integrity.Set(integ, m.Span)
		}),
		fact("dhgrp", func(p *phase) *model.F[[]string] { return &p.groups }, func(w []string) ([]string, bool) { return append([]string{}, w...), len(w) > 0 }),
		number(lifetime, 1, func(p *phase) *model.F[int64] { return &p.Lifetime }),
	}
}

// algorithms reads "aes256-sha256", "aes256gcm-prfsha384", "chacha20poly1305-prfsha256".
func algorithms(words []string) (enc, integ []string, ok bool) {
	names := map[string]string{"null": "null", "des": "des", "3des": "3des", "aes128": "aes128-cbc", "aes192": "aes192-cbc", "aes256": "aes256-cbc",
		"aes128gcm": "aes128-gcm", "aes256gcm": "aes256-gcm", "chacha20poly1305": "chacha20poly1305", "aria128": "aria128", "aria192": "aria192", "aria256": "aria256", "seed": "seed"}
	add := func(list []string, v string) []string {
		if contains(list, v) {
			return list
		}
		return append(list, v)
	}
	for _, w := range words {
		e, i, _ := strings.Cut(w, "-")
		name, known := names[e]
		if !known {
			return nil, nil, false
		}
		enc = add(enc, name)
		i = strings.TrimPrefix(i, "prf")
		switch i {
		case "md5", "sha1", "sha256", "sha384", "sha512":
			integ = add(integ, i)
		case "", "null":
			if !strings.Contains(name, "gcm") && name != "chacha20poly1305" {
				integ = add(integ, "none")
			}
		default:
			return nil, nil, false
		}
	}
	return enc, integ, len(words) > 0
}

func openManual(_ *stmt.Ctx, s *scope, name string, sp model.Span) *phase {
	p := openPhase1(nil, s, name, sp)
	p.Kind = "ipsec"
	p.peer.Auth.Inherit("psk", sp)
	return p
}

func manualEntries() []stmt.Entry[*phase] {
	one := func(name string, at func(*phase) *model.F[[]string]) stmt.Entry[*phase] {
		return when(name, func(_ *stmt.Ctx, p *phase, m *stmt.Match) {
			if enc, _, ok := algorithms(m.Rest); ok {
				at(p).Set(enc, m.Span)
				return
			}
			at(p).Set(append([]string{}, m.Rest...), m.Span)
		})
	}
	return []stmt.Entry[*phase]{
		text("remote-gw", func(p *phase) *model.F[string] { return &p.peer.Peer }),
		one("encryption|enc-alg", func(p *phase) *model.F[[]string] { return &p.Encryption }),
		one("authentication|auth-alg", func(p *phase) *model.F[[]string] { return &p.Integrity }),
		when("enckey|authkey|enc-key|auth-key", func(*stmt.Ctx, *phase, *stmt.Match) {}),
	}
}

// sslEntries are the SSL VPN's listener.
func sslEntries() []stmt.Entry[*scope] {
	v := func(s *scope) *model.Service { return &s.Services.SSLVPN }
	return []stmt.Entry[*scope]{
		onOff("status", func(s *scope) *model.F[bool] { return &v(s).Enabled }),
		words("source-interface", func(s *scope) *model.F[[]string] { return &v(s).Interfaces }),
		fact("port", func(s *scope) *model.F[[]string] { return &v(s).Ports }, func(w []string) ([]string, bool) { return append([]string{}, w...), len(w) > 0 }),
		text("servercert", func(s *scope) *model.F[string] { return &v(s).Trustpoint }),
		number("idle-timeout", 1, func(s *scope) *model.F[int64] { return &v(s).IdleTimeout }),
		number("auth-timeout", 1, func(s *scope) *model.F[int64] { return &v(s).MaxLifetime }),
		fact("ssl-min-proto-ver", func(s *scope) *model.F[[]string] { return &v(s).TLSVersions }, func(w []string) ([]string, bool) {
			for i, known := range []string{"1.0", "1.1", "1.2", "1.3"} {
				if got, ok := tlsVersion(strings.ReplaceAll(first(w), "tlsv", "tls")); ok && got == known {
					return []string{"1.0", "1.1", "1.2", "1.3"}[i:], true
				}
			}
			return nil, false
		}),
		words("algorithm|banned-cipher", func(s *scope) *model.F[[]string] { return new(model.F[[]string]) }),
		when("source-address|source-address6", func(c *stmt.Ctx, _ *scope, m *stmt.Match) {
			for _, n := range m.Rest {
				useObject(c, n, "ssl vpn", m.Span)
			}
		}),
		when("tunnel-ip-pools|tunnel-ipv6-pools", func(c *stmt.Ctx, _ *scope, m *stmt.Match) {
			for _, n := range m.Rest {
				useObject(c, n, "ssl vpn pool", m.Span)
			}
		}),
	}
}

// finishVPN states what follows from several lines of a phase.
func (r *reader) finishVPN() {
	for _, p := range r.phases {
		p.finish(r)
	}
	v := &r.dev.Services.SSLVPN
	if len(v.Interfaces.V) > 0 && v.Enabled.How == model.NotRead {
		v.Enabled.Inherit(true, v.Interfaces.Span)
	}
	if v.Enabled.How.Stated() && v.Enabled.V && len(v.Interfaces.V) > 0 {
		r.dev.VPN.RemoteAccess.Inherit(true, v.Enabled.Span)
	}
}

func (p *phase) finish(r *reader) {
	if p.peer == nil {
		switch {
		case p.pfs.How.Stated() && !p.pfs.V:
			p.PFS.Set([]string{"none"}, p.pfs.Span)
		case p.groups.How.Stated():
			p.PFS = p.groups
		}
		return
	}
	p.DH = p.groups
	switch {
	case p.peer.Version.How.Stated():
		p.Kind = "ikev" + p.peer.Version.V
	case r.unfinished(p.Span) && p.Kind != "ipsec":
		p.Kind = "ike"
	}
	if p.dynamic.V {
		p.peer.Peer.Inherit("dynamic", p.dynamic.Span)
		r.dev.VPN.RemoteAccess.Inherit(true, p.dynamic.Span)
	}
}
