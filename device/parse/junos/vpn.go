package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// policyVPN is an IKE or IPsec policy: proposals, and for IPsec the group of
// perfect forward secrecy.
type policyVPN struct {
	model.Obj
	name       string
	proposals  []ref
	set        ref
	aggressive model.F[bool]
	auth       model.F[string]
	pfs        model.F[string]
}

// gateway is the far end of a key exchange.
type gateway struct {
	*model.VPNPeer
	policy ref
}

// vpn is one association: a gateway, an IPsec policy, an interface.
type vpn struct {
	model.Obj
	name            string
	gateway, policy ref
	bind            ref
}

func ikeEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("proposal *", openProposal("ike")),
		sub("policy *", openVPNPolicy(true)),
		sub("gateway *", openGateway),
		do[*model.Device]("respond-bad-spi|session|traceoptions ...", nothing),
	}, notRead[*model.Device]()...)
}

func ipsecEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("proposal *", openProposal("ipsec")),
		sub("policy *", openVPNPolicy(false)),
		sub("vpn *", openVPN),
		do("security-association * ...", manualSA),
		do[*model.Device]("vpn-monitor-options|traceoptions|anti-replay|internal ...", nothing),
	}, notRead[*model.Device]()...)
}

func openProposal(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.name(last(m)), Kind: kind}
		a.v.VPN.Proposals = append(a.v.VPN.Proposals, p)
		c.Define(kind+"-proposal", p.Name, m.Span)
		return a.r.t.proposal.In(in(a, p))
	}
}

func proposalEntries() []entry[*model.Proposal] {
	return []entry[*model.Proposal]{
		do("encryption-algorithm *", func(_ *stmt.Ctx, a at[*model.Proposal], m *stmt.Match) {
			push(&a.v.Encryption, cipher(last(m)), m)
			if strings.HasSuffix(last(m), "-gcm") && a.v.Integrity.How == model.NotRead {
				a.v.Integrity.Inherit([]string{"none"}, m.Span)
			}
		}),
		do("authentication-algorithm *", func(_ *stmt.Ctx, a at[*model.Proposal], m *stmt.Match) {
			if a.v.Integrity.How == model.Inherited && !m.Inherited {
				a.v.Integrity.How = model.NotRead
			}
			push(&a.v.Integrity, integrity(last(m)), m)
		}),
		do("dh-group *", func(_ *stmt.Ctx, a at[*model.Proposal], m *stmt.Match) {
			push(&a.v.DH, strings.TrimPrefix(last(m), "group"), m)
		}),
		number("lifetime-seconds *", 1, func(p *model.Proposal) *model.F[int64] { return &p.Lifetime }),
		do[*model.Proposal]("authentication-method *", nothing), // told by the gateway's policy
		do[*model.Proposal]("protocol|lifetime-kilobytes|description|extended-sequence-number ...", nothing),
	}
}

// cipher and integrity give the names that all systems share.
func cipher(w string) string {
	switch w {
	case "3des-cbc":
		return "3des"
	case "des-cbc":
		return "des"
	case "aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm":
		return "aes" + w[4:]
	}
	return w
}

func integrity(w string) string {
	switch w {
	case "md5", "hmac-md5-96":
		return "md5"
	case "sha1", "hmac-sha1-96":
		return "sha1"
	case "sha-256", "hmac-sha-256-128", "hmac-sha-256-96":
		return "sha256"
	case "sha-384", "hmac-sha-384":
		return "sha384"
	case "sha-512", "hmac-sha-512":
		return "sha512"
	}
	return w
}

func openVPNPolicy(ike bool) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		p := &policyVPN{Obj: model.Obj{Span: c.Span(m.Node)}, name: a.name(last(m))}
		kind, all := "ipsec-policy", a.r.ipsecs
		if ike {
			kind, all = "ike-policy", a.r.ikes
		}
		all[p.name] = p
		c.Define(kind, p.name, m.Span)
		return a.r.t.vpnPol.In(in(a, p))
	}
}

func vpnPolicyEntries() []entry[*policyVPN] {
	return []entry[*policyVPN]{
		do("mode *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) { put(&a.v.aggressive, last(m) == "aggressive", m) }),
		do("proposals *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) {
			a.v.proposals = append(a.v.proposals, ref{a.name(last(m)), m.Span})
		}),
		do("proposal-set *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) { a.v.set = ref{last(m), m.Span} }),
		do("pre-shared-key ascii-text|hexadecimal *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) {
			put(&a.v.auth, "psk", m)
			a.r.secret("ike", a.v.name, last(m), m)
		}),
		do("seeded-pre-shared-key ascii-text|hexadecimal *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) {
			put(&a.v.auth, "psk", m)
			a.r.secret("ike", a.v.name, last(m), m)
		}),
		do("certificate ...", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) { put(&a.v.auth, "cert", m) }),
		do("perfect-forward-secrecy keys *", func(_ *stmt.Ctx, a at[*policyVPN], m *stmt.Match) {
			put(&a.v.pfs, strings.TrimPrefix(last(m), "group"), m)
		}),
		do[*policyVPN]("version|description|reauth-frequency ...", nothing),
	}
}

func openGateway(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	g := &gateway{VPNPeer: &model.VPNPeer{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.name(last(m))}}
	put(&g.Enabled, true, m)
	a.r.gateways[g.Name] = g
	a.v.VPN.Peers = append(a.v.VPN.Peers, g.VPNPeer)
	c.Define("ike-gateway", g.Name, m.Span)
	return a.r.t.gateway.In(in(a, g))
}

func gatewayEntries() []entry[*gateway] {
	return []entry[*gateway]{
		text("address *", func(g *gateway) *model.F[string] { return &g.Peer }),
		do("dynamic ...", func(_ *stmt.Ctx, a at[*gateway], m *stmt.Match) { put(&a.v.Peer, "dynamic", m) }),
		do("ike-policy *", func(c *stmt.Ctx, a at[*gateway], m *stmt.Match) {
			a.v.policy = ref{a.name(last(m)), m.Span}
			c.Use("ike-policy", a.name(last(m)), "ike gateway", m.Span)
		}),
		do("version *", func(_ *stmt.Ctx, a at[*gateway], m *stmt.Match) {
			switch last(m) {
			case "v1-only":
				put(&a.v.Version, "1", m)
			case "v2-only":
				put(&a.v.Version, "2", m)
			default:
				put(&a.v.Version, last(m), m)
			}
		}),
		do[*gateway]("dead-peer-detection|local-identity|remote-identity|external-interface|local-address|nat-keepalive|no-nat-traversal|general-ikeid|advpn|xauth|aaa|"+
			"fragmentation|tcp-encap-profile|ppk-profile|node-local ...", nothing),
	}
}

func openVPN(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	v := &vpn{Obj: model.Obj{Span: c.Span(m.Node)}, name: a.name(last(m))}
	a.r.vpns = append(a.r.vpns, v)
	c.Define("ipsec-vpn", v.name, m.Span)
	return a.r.t.vpn.In(in(a, v))
}

func vpnEntries() []entry[*vpn] {
	return append([]entry[*vpn]{
		do("bind-interface *", func(_ *stmt.Ctx, a at[*vpn], m *stmt.Match) { a.v.bind = ref{last(m), m.Span} }),
		do("ike gateway *", func(c *stmt.Ctx, a at[*vpn], m *stmt.Match) {
			a.v.gateway = ref{a.name(last(m)), m.Span}
			c.Use("ike-gateway", a.name(last(m)), "ipsec vpn", m.Span)
		}),
		do("ike ipsec-policy *", func(c *stmt.Ctx, a at[*vpn], m *stmt.Match) {
			a.v.policy = ref{a.name(last(m)), m.Span}
			c.Use("ipsec-policy", a.name(last(m)), "ipsec vpn", m.Span)
		}),
		do[*vpn]("ike idle-time|no-anti-replay|install-interval|proxy-identity|anti-replay-window-size ...", nothing),
		do[*vpn]("establish-tunnels|df-bit|vpn-monitor|traffic-selector|copy-outer-dscp|distribution-profile|match-direction|passive-mode-tunneling|tunnel-mtu|"+
			"udp-encapsulate|multi-sa ...", nothing),
		do("manual ...", manualVPN),
	}, notRead[*vpn]()...)
}

// manualVPN and manualSA read keys that never change.
func manualVPN(_ *stmt.Ctx, a at[*vpn], m *stmt.Match) {
	for _, key := range []string{"ascii-text", "hexadecimal"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("ike", a.v.name, v, a.r.stands(m.Node, sp))
		}
	}
}

func manualSA(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	for _, key := range []string{"ascii-text", "hexadecimal"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("ike", m.Arg(0), v, a.r.stands(m.Node, sp))
		}
	}
}

// proposalSets are what Junos offers under the name of a set.
var proposalSets = map[string]struct{ enc, integ, dh []string }{
	"basic":          {[]string{"des"}, []string{"sha1", "md5"}, []string{"1"}},
	"compatible":     {[]string{"3des", "des"}, []string{"sha1", "md5"}, []string{"2"}},
	"standard":       {[]string{"3des", "aes128-cbc"}, []string{"sha1"}, []string{"2"}},
	"suiteb-gcm-128": {[]string{"aes128-cbc"}, []string{"sha256"}, []string{"19"}},
	"suiteb-gcm-256": {[]string{"aes256-cbc"}, []string{"sha384"}, []string{"20"}},
	"prime-128":      {[]string{"aes128-gcm"}, []string{"none"}, []string{"19"}},
	"prime-256":      {[]string{"aes256-gcm"}, []string{"none"}, []string{"20"}},
}

// finishVPN links gateways, policies and proposals.
func (r *reader) finishVPN() {
	used := map[string]bool{}
	for _, name := range sortedNames(r.gateways) {
		g := r.gateways[name]
		if p := r.ikes[g.policy.name]; p != nil {
			used["ike "+p.name] = true
			g.settle(p)
		}
	}
	for _, v := range r.vpns {
		if r.ipsecs[v.policy.name] != nil {
			used["ipsec "+v.policy.name] = true
		}
		r.bindTunnel(v)
	}
	proposals := map[string][]*model.Proposal{}
	for _, p := range r.dev.VPN.Proposals {
		proposals[p.Kind+" "+p.Name] = append(proposals[p.Kind+" "+p.Name], p)
	}
	for _, name := range sortedNames(r.ikes) {
		r.settleProposals("ike", r.ikes[name], used["ike "+name], proposals)
	}
	for _, name := range sortedNames(r.ipsecs) {
		r.settleProposals("ipsec", r.ipsecs[name], used["ipsec "+name], proposals)
	}
	for _, p := range r.dev.VPN.Proposals {
		if p.Used.How == model.NotRead {
			p.Used.Derive(false, p.Span)
		}
		if p.Lifetime.How == model.NotRead {
			p.Lifetime = model.F[int64]{V: lifetimes[p.Kind], How: model.Default}
		}
	}
}

// lifetimes are the seconds that hold where a proposal names none.
var lifetimes = map[string]int64{"ike": 28800, "ipsec": 3600}

// settle tells a gateway what its policy says.
func (g *gateway) settle(p *policyVPN) {
	if p.auth.How.Stated() {
		g.Auth.Inherit(p.auth.V, p.auth.Span)
	}
	if p.aggressive.How.Stated() {
		g.Aggressive.Inherit(p.aggressive.V, p.aggressive.Span)
	}
}

// settleProposals says of a policy's proposals that they are used, and with
// which forward secrecy.
func (r *reader) settleProposals(kind string, p *policyVPN, used bool, proposals map[string][]*model.Proposal) {
	names := p.proposals
	if set, ok := proposalSets[p.set.name]; ok {
		n := &model.Proposal{Obj: model.Obj{Span: p.set.sp}, Name: "proposal-set " + p.set.name, Kind: kind}
		n.Encryption.Inherit(set.enc, p.set.sp)
		n.Integrity.Inherit(set.integ, p.set.sp)
		if kind == "ike" {
			n.DH.Inherit(set.dh, p.set.sp)
		}
		if n.Used.Inherit(true, p.set.sp); !used {
			n.Used.Derive(false, p.set.sp)
		}
		r.secrecy(n, p)
		r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, n)
	}
	for _, name := range names {
		r.c.Use(kind+"-proposal", name.name, kind+" policy", name.sp)
		for _, n := range proposals[kind+" "+name.name] {
			if used {
				n.Used.Inherit(true, name.sp)
			}
			r.secrecy(n, p)
		}
	}
}

// secrecy states the group of perfect forward secrecy; where several policies
// use a proposal, the weakest, none, counts.
func (r *reader) secrecy(n *model.Proposal, p *policyVPN) {
	switch {
	case n.Kind != "ipsec":
	case !p.pfs.How.Stated():
		rests(r, &n.PFS, []string{"none"}, p.Span)
	case n.PFS.How == model.NotRead:
		n.PFS.Set([]string{p.pfs.V}, p.pfs.Span)
	}
}

// bindTunnel makes a tunnel of the association's interface.
func (r *reader) bindTunnel(v *vpn) {
	if v.bind.name == "" {
		return
	}
	t := &model.Tunnel{Obj: model.Obj{Span: v.Span}, Name: v.bind.name}
	t.Kind.Inherit("vti", v.bind.sp)
	t.Enabled.Inherit(true, v.bind.sp)
	t.Protected.Inherit(true, v.bind.sp)
	t.Profile.Inherit(v.name, v.bind.sp)
	if g := r.gateways[v.gateway.name]; g != nil && g.Peer.How.Stated() {
		t.Destination.Inherit(g.Peer.V, g.Peer.Span)
	}
	r.dev.Tunnels = append(r.dev.Tunnels, t)
}

// remoteAccess reads the service by which people dial in.
func remoteAccess(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.VPN.RemoteAccess, true, m)
	put(&a.v.Services.SSLVPN.Enabled, true, m)
	a.v.Services.SSLVPN.Span = m.Span
}
