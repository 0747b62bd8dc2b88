package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// vpnPeer returns the far end of that address and completes what is said of it.
func (r *reader) vpnPeer(name, addr, version, auth string, sp model.Span) *model.VPNPeer {
	if addr == "0.0.0.0" || addr == "::" || addr == "::/0" {
		addr = "any"
	}
	p := r.peers[addr]
	if p == nil {
		p = &model.VPNPeer{Obj: model.Obj{Span: sp}, Name: name}
		p.Peer.Set(addr, sp)
		p.Enabled.Inherit(true, sp)
		r.peers[addr] = p
		r.d.VPN.Peers = append(r.d.VPN.Peers, p)
	}
	switch {
	case version == "":
	case p.Version.How.Stated() && p.Version.V != version:
		p.Version.Set("any", sp)
	default:
		p.Version.Set(version, sp)
	}
	if auth != "" {
		p.Auth.Set(auth, sp)
	}
	return p
}

// isakmpKey reads "crypto isakmp key [0|6] KEY address A [M]" and "… hostname H".
func isakmpKey(c *stmt.Ctx, r *reader, m *stmt.Match) {
	w := words(c, m)
	owner := "isakmp key"
	for _, k := range []string{"address", "hostname"} {
		if a, ok := m.After(k); ok {
			owner = a
		}
	}
	_, at := secretWord(c, "ike", owner, m, 3)
	peerOf(r, c, w, at, "isakmp key", "1", m)
}

// peerOf reads "address A [M]", "hostname H" or "ipv6 A" from word at on.
func peerOf(r *reader, c *stmt.Ctx, w []string, at int, name, version string, m *stmt.Match) {
	for i := at; i+1 < len(w); i++ {
		switch w[i] {
		case "address", "hostname", "ipv6":
			if w[i+1] == "ipv6" {
				continue
			}
			r.vpnPeer(name, w[i+1], version, "psk", m.Span)
			return
		}
	}
	c.Mark(m.Node, stmt.Partial)
}

// keyring is a set of pre-shared keys while it is read.
type keyring struct {
	model.Obj
	r       *reader
	name    string
	version string
	peer    string
}

func (k *keyring) owner() string { return strings.TrimSpace(k.name + " " + k.peer) }

func (t *tables) openKeyring(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	k := &keyring{Obj: model.Obj{Span: c.Span(m.Node)}, r: r, name: m.Arg(0), version: "1"}
	kind := "keyring"
	if words(c, m)[1] == "ikev2" {
		k.version, kind = "2", "ikev2-keyring"
	}
	if v, ok := m.After("vrf"); ok {
		c.Use("vrf", v, "crypto keyring", m.Span)
	}
	c.Define(kind, m.Arg(0), m.Span)
	return t.keyring.In(k)
}

func (t *tables) keyringEntries() []stmt.Entry[*keyring] {
	type kr = *keyring
	return []stmt.Entry[kr]{
		{Pattern: "pre-shared-key address|hostname * ...", Do: func(c *stmt.Ctx, k kr, m *stmt.Match) {
			w := words(c, m)
			if i := index(w, "key"); i > 0 {
				secretAt(c, "ike", k.name, m, i+1)
			}
			peerOf(k.r, c, w, 1, k.name, k.version, m)
		}},
		{Pattern: "pre-shared-key local|remote ...", Do: func(c *stmt.Ctx, k kr, m *stmt.Match) { secretAt(c, "ike", k.owner(), m, 2) }},
		{Pattern: "pre-shared-key ...", Do: func(c *stmt.Ctx, k kr, m *stmt.Match) { secretAt(c, "ike", k.owner(), m, 1) }},
		{Pattern: "peer *", Sub: func(_ *stmt.Ctx, k kr, m *stmt.Match) stmt.Block {
			return t.keyring.In(&keyring{Obj: k.Obj, r: k.r, name: k.name, version: k.version, peer: m.Arg(0)})
		}},
		{Pattern: "address *  ...", Do: func(_ *stmt.Ctx, k kr, m *stmt.Match) {
			k.r.vpnPeer(k.name+" "+k.peer, m.Arg(0), k.version, "psk", m.Span)
		}},
		{Pattern: "hostname *", Do: func(_ *stmt.Ctx, k kr, m *stmt.Match) {
			k.r.vpnPeer(k.name+" "+k.peer, m.Arg(0), k.version, "psk", m.Span)
		}},
		{Pattern: "identity ...", Do: none[kr]},
		{Pattern: "local-address ...", Do: none[kr]},
	}
}

// matched records that the device itself picks the profile, by who the far end
// says it is: an answering device needs no other reference to it.
func matched(c *stmt.Ctx, p *ikeProfile, m *stmt.Match) { c.Use(p.kind, p.name, "match", m.Span) }

// ikeProfile decides how a far end proves who it is.
type ikeProfile struct {
	model.Obj
	r             *reader
	kind          string // isakmp-profile, ikev2-profile
	name, version string
	aggressive    bool
	peers         []*model.VPNPeer
	auth          string
}

func (t *tables) openProfileOf(kind, version string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		c.Define(kind, m.Arg(0), m.Span)
		p := &ikeProfile{Obj: model.Obj{Span: c.Span(m.Node)}, r: r, kind: kind, name: m.Arg(0), version: version}
		r.ikeProfiles = append(r.ikeProfiles, p)
		return t.ikeProfile.In(p)
	}
}

func ikeProfileEntries() []stmt.Entry[*ikeProfile] {
	type ip = *ikeProfile
	return []stmt.Entry[ip]{
		{Pattern: "match identity address * ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			matched(c, p, m)
			p.peers = append(p.peers, p.r.vpnPeer(p.name, m.Arg(0), p.version, "", m.Span))
		}},
		{Pattern: "match identity remote address * ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			matched(c, p, m)
			p.peers = append(p.peers, p.r.vpnPeer(p.name, m.Arg(0), p.version, "", m.Span))
		}},
		{Pattern: "match identity remote any", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			matched(c, p, m)
			p.peers = append(p.peers, p.r.vpnPeer(p.name, "any", p.version, "", m.Span))
		}},
		{Pattern: "match identity host|user|group ...", Do: matched},
		{Pattern: "match identity remote fqdn|email|key-id ...", Do: matched},
		{Pattern: "match certificate ...", Do: matched},
		{Pattern: "match address|fvrf ...", Do: none[ip]},
		{Pattern: "keyring *", Do: use[ip]("keyring", "isakmp profile", 1)},
		{Pattern: "keyring local *", Do: use[ip]("ikev2-keyring", "ikev2 profile", 2)},
		{Pattern: "keyring aaa ...", Do: none[ip]},
		{Pattern: "authentication remote ...", Do: func(_ *stmt.Ctx, p ip, m *stmt.Match) { p.auth = ikeAuth(fill.First(m)) }},
		{Pattern: "authentication local ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			if i := index(words(c, m), "key"); i > 0 {
				secretAt(c, "ike", p.name, m, i+1)
			}
		}},
		{Pattern: "ca trust-point *", Do: use[ip]("trustpoint", "isakmp profile", 2)},
		{Pattern: "pki trustpoint * ...", Do: use[ip]("trustpoint", "ikev2 profile", 2)},
		{Pattern: "initiate mode aggressive", Do: func(_ *stmt.Ctx, p ip, m *stmt.Match) { p.aggressive = true }},
	}
}

func ikeAuth(w string) string {
	switch {
	case strings.HasPrefix(w, "pre-share"):
		return "psk"
	case w == "eap", w == "anyconnect-eap":
		return "eap"
	}
	return "cert"
}
