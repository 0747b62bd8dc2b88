package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// proposal is one `ike policy` or `sa policy`; vpnPeer one `profile` and
// keychain one shared secret, all of `ip security` and its kin.
type proposal struct {
	*model.Proposal
	r *run
}

type vpnPeer struct {
	*model.VPNPeer
	r *run
}

type keychain struct {
	*model.Keychain
	r *run
}

func (t *tables) vpnEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "ip security", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.ipsec.In(r) }},
	}
}

func (t *tables) openSecret(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	k := &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	r.Keychain = append(r.Keychain, k)
	c.Define("keychain", k.Name, m.Span)
	return t.keychain.In(keychain{k, r})
}

func keychainBlock() []stmt.Entry[keychain] {
	return []stmt.Entry[keychain]{
		{Pattern: "secret * ...", Do: func(c *stmt.Ctx, k keychain, m *stmt.Match) {
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("keychain", k.Name, typ, v, m.Span)
			}
		}},
	}
}

func (t *tables) ipsecBlock() []stmt.Entry[*run] {
	open := func(kind string) func(c *stmt.Ctx, r *run, m *stmt.Match) proposal {
		return func(c *stmt.Ctx, r *run, m *stmt.Match) proposal {
			p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kind}
			r.VPN.Proposals = append(r.VPN.Proposals, p)
			c.Define("ike-proposal", kind+" "+p.Name, m.Span)
			return proposal{p, r}
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "ike policy *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block { return t.ike.In(open("ike")(c, r, m)) }},
		{Pattern: "sa policy *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block { return t.sa.In(open("ipsec")(c, r, m)) }},
		{Pattern: "profile *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			p := &model.VPNPeer{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.VPN.Peers = append(r.VPN.Peers, p)
			return t.peer.In(vpnPeer{p, r})
		}},
	}
}

func ikeBlock() []stmt.Entry[proposal] {
	return []stmt.Entry[proposal]{
		{Pattern: "encryption *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.Encryption.Set([]string{cipher(m.Arg(0))}, m.Span) }},
		{Pattern: "integrity *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.Integrity.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "dh-group *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.DH.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "ike-lifetime * ...", Do: lifetime},
		{Pattern: "version *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.Kind = "ikev" + m.Arg(0) }},
	}
}

func saBlock() []stmt.Entry[proposal] {
	return []stmt.Entry[proposal]{
		{Pattern: "esp encryption *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.Encryption.Set([]string{cipher(m.Arg(0))}, m.Span) }},
		{Pattern: "esp integrity *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) {
			v := m.Arg(0)
			if v == "null" {
				v = "none"
			}
			p.Integrity.Set([]string{v}, m.Span)
		}},
		{Pattern: "pfs dh-group *", Do: func(_ *stmt.Ctx, p proposal, m *stmt.Match) { p.PFS.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "sa lifetime * ...", Do: lifetime},
	}
}

// cipher turns aes128 into aes128-cbc and aes256gcm128 into aes256-gcm.
func cipher(w string) string {
	switch w {
	case "aes128", "aes192", "aes256":
		return w + "-cbc"
	}
	if strings.HasPrefix(w, "aes") && strings.Contains(w, "gcm") {
		return w[:6] + "-gcm"
	}
	return w
}

// lifetime reads hours unless the line names another unit.
func lifetime(c *stmt.Ctx, p proposal, m *stmt.Match) {
	unit := int64(3600)
	switch fill.Word(m.Rest, 0) {
	case "minutes":
		unit = 60
	case "gigabytes", "megabytes", "thousand-packets":
		return
	}
	fill.Number(c, &p.Lifetime, unit, m.Arg(0), m)
}

func peerBlock() []stmt.Entry[vpnPeer] {
	uses := func(kind string) func(*stmt.Ctx, vpnPeer, *stmt.Match) {
		return func(c *stmt.Ctx, p vpnPeer, m *stmt.Match) {
			p.r.ipsecUsed[kind+" "+m.Arg(0)] = true
			c.Use("ike-proposal", kind+" "+m.Arg(0), "ip security profile", m.Span)
		}
	}
	return []stmt.Entry[vpnPeer]{
		{Pattern: "ike-policy *", Do: uses("ike")},
		{Pattern: "sa-policy *", Do: uses("ipsec")},
		{Pattern: "shared-key ...", Do: func(c *stmt.Ctx, p vpnPeer, m *stmt.Match) {
			p.Auth.Set("psk", m.Span)
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("ike", p.Name, typ, v, m.Span)
			}
		}},
		{Pattern: "local-identity|remote-identity ...", Do: func(*stmt.Ctx, vpnPeer, *stmt.Match) {}},
	}
}

// finishVPN says which proposals a profile uses.
func (r *run) finishVPN() {
	for _, p := range r.VPN.Proposals {
		kind := "ike"
		if p.Kind == "ipsec" {
			kind = "ipsec"
		}
		p.Used.Inherit(r.ipsecUsed[kind+" "+p.Name], p.Span)
	}
	used := map[string]bool{}
	for _, u := range r.Refs.Uses {
		if u.Kind == "keychain" {
			used[u.Name] = true
		}
	}
	for _, k := range r.Keychain {
		k.Used.Inherit(used[k.Name], k.Span)
		if f := r.algs[k.Name]; f.How.Stated() {
			k.Algs.Inherit(f.V, f.Span)
		}
	}
}
