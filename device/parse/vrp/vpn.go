package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// vpnPeer is one IKE peer.
type vpnPeer struct {
	*model.VPNPeer
	r *reader
}

func vpnTop(t *tables) []readerEntry {
	proposal := func(kind, refKind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			name := fill.First(m)
			p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name, Kind: kind}
			r.VPN.Proposals = append(r.VPN.Proposals, p)
			c.Define(refKind, name, m.Span)
			r.finally(func() {
				used := false
				for _, u := range r.Refs.Uses {
					used = used || u.Kind == refKind && u.Name == name
				}
				p.Used.Derive(used, p.Span)
			})
			return t.proposal.In(p)
		}
	}
	return []readerEntry{
		{Pattern: "ike proposal *", Sub: proposal("ike", "ike-proposal")},
		{Pattern: "ipsec proposal *", Sub: proposal("ipsec", "transform-set")},
		{Pattern: "ike peer * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			p := &model.VPNPeer{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			p.Enabled.Inherit(true, m.Span)
			p.Peer.Inherit("any", m.Span)
			switch fill.Word(m.Rest, 0) {
			case "v1":
				p.Version.Set("1", m.Span)
			case "v2":
				p.Version.Set("2", m.Span)
			}
			r.VPN.Peers = append(r.VPN.Peers, p)
			return t.peer.In(&vpnPeer{p, r})
		}},
		{Pattern: "ipsec policy|policy-template|profile * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("crypto-map", m.Arg(0), m.Span)
			return t.ipsec.In(r)
		}},
		{Pattern: "pki realm *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			p := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.PKI.Trustpoints = append(r.PKI.Trustpoints, p)
			return t.realm.In(p)
		}},
		{Pattern: "l2tp enable", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.VPN.RemoteAccess.Set(true, m.Span) }},
		{Pattern: "no l2tp enable", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.VPN.RemoteAccess.Set(false, m.Span) }},
		{Pattern: "sslvpn gateway * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.Services.SSLVPN.Enabled.Set(true, m.Span)
			r.VPN.RemoteAccess.Set(true, m.Span)
		}},
	}
}

// encryption gives the model's name of a cipher.
func encryption(w string) string {
	switch w {
	case "aes-128", "aes-cbc-128", "aes_cbc_128", "aes-cbc":
		return "aes128-cbc"
	case "aes-192", "aes-cbc-192":
		return "aes192-cbc"
	case "aes-256", "aes-cbc-256":
		return "aes256-cbc"
	case "aes-gcm-128", "aes-128-gcm-128":
		return "aes128-gcm"
	case "aes-gcm-192", "aes-192-gcm-128":
		return "aes192-gcm"
	case "aes-gcm-256", "aes-256-gcm-128":
		return "aes256-gcm"
	case "des-cbc":
		return "des"
	case "3des-cbc":
		return "3des"
	}
	return w
}

// integrity gives the model's name of a hash.
func integrity(w string) string {
	w = strings.TrimPrefix(strings.TrimPrefix(w, "hmac-"), "aes-xcbc-")
	switch w {
	case "sha1-96", "sha":
		return "sha1"
	case "md5-96":
		return "md5"
	case "sha2-256":
		return "sha256"
	case "sha2-384":
		return "sha384"
	case "sha2-512":
		return "sha512"
	}
	return w
}

func each(words []string, name func(string) string) []string {
	out := []string{}
	for _, w := range words {
		out = append(out, name(w))
	}
	return out
}

func groupOf(w string) string { return strings.TrimPrefix(strings.TrimPrefix(w, "dh-"), "group") }

func proposalEntries() []stmt.Entry[*model.Proposal] {
	enc := func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) {
		p.Encryption.Set(each(m.Rest, encryption), m.Span)
	}
	hash := func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { p.Integrity.Set(each(m.Rest, integrity), m.Span) }
	return []stmt.Entry[*model.Proposal]{
		{Pattern: "encryption-algorithm ...", Do: enc},
		{Pattern: "esp encryption-algorithm ...", Do: enc},
		{Pattern: "no esp encryption-algorithm", Do: func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { p.Encryption.Set([]string{"null"}, m.Span) }},
		{Pattern: "authentication-algorithm ...", Do: hash},
		{Pattern: "integrity-algorithm ...", Do: hash},
		{Pattern: "esp authentication-algorithm ...", Do: hash},
		{Pattern: "ah authentication-algorithm ...", Do: hash},
		{Pattern: "no esp authentication-algorithm", Do: func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { p.Integrity.Set([]string{"none"}, m.Span) }},
		{Pattern: "dh ...", Do: func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { p.DH.Set(each(m.Rest, groupOf), m.Span) }},
		{Pattern: "sa duration *", Do: fill.Num(1, func(p *model.Proposal) *model.F[int64] { return &p.Lifetime })},
	}
}

func peerEntries() []stmt.Entry[*vpnPeer] {
	return []stmt.Entry[*vpnPeer]{
		{Pattern: "pre-shared-key ...", Do: func(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) {
			p.Auth.Set("psk", m.Span)
			p.r.secret("ike", p.Name, m.Rest, m.Span)
		}},
		{Pattern: "authentication-method *", Do: authMethod},
		{Pattern: "certificate local-filename *", Do: func(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) { p.Auth.Set("cert", m.Span) }},
		{Pattern: "pki realm *", Do: func(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) { p.Auth.Set("cert", m.Span) }},
		{Pattern: "ike-proposal *", Do: func(c *stmt.Ctx, p *vpnPeer, m *stmt.Match) {
			c.Use("ike-proposal", m.Arg(0), "ike peer "+p.Name, m.Span)
		}},
		{Pattern: "remote-address * ...", Do: func(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) {
			host := m.Args[0]
			if host == "host-name" || host == "vpn-instance" {
				host = fill.Word(m.Rest, len(m.Rest)-1)
			}
			p.Peer.Set(host, m.Span)
		}},
		{Pattern: "exchange-mode *", Do: func(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) { p.Aggressive.Set(m.Arg(0) == "aggressive", m.Span) }},
		{Pattern: "no? version *", Do: version},
	}
}

func authMethod(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) {
	switch m.Arg(0) {
	case "pre-share":
		p.Auth.Set("psk", m.Span)
	case "rsa-signature", "ecdsa-signature", "digital-envelope":
		p.Auth.Set("cert", m.Span)
	default:
		p.Auth.Unsure(m.Span)
	}
}

// version: both are on until one is taken back.
func version(_ *stmt.Ctx, p *vpnPeer, m *stmt.Match) {
	v := m.Arg(0)
	if m.Neg {
		v = map[string]string{"1": "2", "2": "1"}[v]
	}
	p.Version.Set(v, m.Span)
}

func ipsecEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "security acl *", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("acl", m.Arg(0), "ipsec policy", m.Span) }},
		{Pattern: "proposal *", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("transform-set", m.Arg(0), "ipsec policy", m.Span) }},
		{Pattern: "pfs *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { r.pfs(groupOf(m.Arg(0)), m) }},
	}
}

// pfs belongs to the proposals that the same policy names, which stand before
// or after it.
func (r *reader) pfs(group string, m *stmt.Match) {
	parent := r.c.Tree.Nodes[m.Node].Parent
	sp := m.Span
	for k := range r.c.Tree.Kids(parent) {
		w := r.c.Tree.Nodes[k].Words
		if len(w) != 2 || w[0] != "proposal" {
			continue
		}
		name := w[1]
		r.finally(func() {
			for _, p := range r.VPN.Proposals {
				if p.Kind == "ipsec" && p.Name == name {
					addOnce(&p.PFS, group, sp)
				}
			}
		})
	}
}

func realmEntries() []stmt.Entry[*model.Trustpoint] {
	return []stmt.Entry[*model.Trustpoint]{
		{Pattern: "enrollment self-signed", Do: fill.Bool(func(p *model.Trustpoint) *model.F[bool] { return &p.SelfSigned })},
		{Pattern: "certificate-check *  ...", Do: fill.Text(func(p *model.Trustpoint) *model.F[string] { return &p.Revocation })},
		{Pattern: "enrollment-url * ...", Do: func(_ *stmt.Ctx, p *model.Trustpoint, m *stmt.Match) {
			scheme, _, _ := strings.Cut(m.Arg(0), "://")
			p.Enrollment.Set(scheme, m.Span)
		}},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, p *model.Trustpoint, m *stmt.Match) {
			r := &reader{Device: c.Dev, c: c}
			r.secret("certificate", p.Name, m.Rest, m.Span)
		}},
	}
}

func tunnelEntries() []ifaceEntry {
	with := func(do func(t *model.Tunnel, i *iface, m *stmt.Match)) func(*stmt.Ctx, *iface, *stmt.Match) {
		return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			if i.tun == nil {
				c.Mark(m.Node, stmt.Partial)
				return
			}
			do(i.tun, i, m)
		}
	}
	protect := func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		c.Use("crypto-map", m.Arg(0), "interface "+i.Name, m.Span)
		if i.tun != nil {
			i.tun.Protected.Set(true, m.Span)
			i.tun.Profile.Set(m.Arg(0), m.Span)
		}
	}
	return []ifaceEntry{
		{Pattern: "tunnel-protocol * ...", Do: with(func(t *model.Tunnel, _ *iface, m *stmt.Match) {
			kind := map[string]string{"gre": "gre", "ipsec": "vti", "ipv6-ipv4": "sit", "ipv4-ipv6": "ipip", "vxlan": "vxlan", "ipv4-ipv4": "ipip"}[m.Arg(0)]
			if kind == "" {
				kind = "other"
			}
			if kind == "gre" && len(m.Rest) > 0 && m.Rest[0] == "p2mp" {
				kind = "mgre"
			}
			t.Kind.Set(kind, m.Span)
		})},
		{Pattern: "source *", Do: with(func(t *model.Tunnel, _ *iface, m *stmt.Match) { t.Source.Set(m.Arg(0), m.Span) })},
		{Pattern: "source _load-balance *", Do: nothingIn[*iface]},
		{Pattern: "destination * ...", Do: with(func(t *model.Tunnel, _ *iface, m *stmt.Match) {
			host := m.Arg(0)
			if host == "vpn-instance" && len(m.Rest) > 1 {
				host = m.Rest[1]
			}
			t.Destination.Set(host, m.Span)
		})},
		{Pattern: "gre key ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if forms[fill.Word(m.Rest, 0)] != "" {
				i.r.secret("tunnel", "interface "+i.Name, m.Rest, m.Span)
			}
		}},
		{Pattern: "ipsec profile *", Do: protect},
		{Pattern: "ipsec policy * ...", Do: protect},
		{Pattern: "vni * head-end peer-list ...", Do: with(func(t *model.Tunnel, i *iface, m *stmt.Match) {
			t.Kind.Set("vxlan", m.Span)
			if len(m.Rest) > 0 && m.Rest[0] != "protocol" {
				t.Destination.Set(m.Rest[0], m.Span)
			}
		})},
	}
}
