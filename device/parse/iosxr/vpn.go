package iosxr

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// chain is one key chain while it is read.
type chain struct{ *model.Keychain }

func (t *tables) vpnEntries() []stmt.Entry[*reader] {
	type R = *reader
	proposal := func(kind string, table func() *stmt.Table[*model.Proposal]) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kind}
			r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, p)
			c.Define("ike-proposal", kind+" "+p.Name, m.Span)
			return table().In(p)
		}
	}
	ike := func() *stmt.Table[*model.Proposal] { return t.ike }
	ipsec := func() *stmt.Table[*model.Proposal] { return t.ipsec }
	return []stmt.Entry[R]{
		{Pattern: "key chain *", Sub: t.openChain},
		{Pattern: "crypto ca trustpoint *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			p := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.dev.PKI.Trustpoints = append(r.dev.PKI.Trustpoints, p)
			c.Define("trustpoint", p.Name, m.Span)
			return t.ca.In(p)
		}},
		{Pattern: "crypto ikev2 proposal *", Sub: proposal("ikev2", ike)},
		{Pattern: "crypto isakmp policy *", Sub: proposal("ikev1", ike)},
		{Pattern: "ikev2 proposal *", Sub: proposal("ikev2", ike)},
		{Pattern: "crypto ipsec transform-set *", Sub: proposal("ipsec", ipsec)},
		{Pattern: "crypto ipsec transform-set * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			p := &model.Proposal{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), Kind: "ipsec"}
			r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, p)
			transform(c, p, m)
		}},
		{Pattern: "ipsec transform-set *", Sub: proposal("ipsec", ipsec)},
		{Pattern: "crypto ikev2 keyring *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.keyring.In(r) }},
		{Pattern: "keyring *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.keyring.In(r) }},
		{Pattern: "crypto keyring * ...", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.keyring.In(r) }},
		{Pattern: "crypto ikev2 policy|profile *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.profile.In(r) }},
		{Pattern: "ikev2 policy|profile *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.profile.In(r) }},
		{Pattern: "crypto ipsec profile *", Sub: t.openIPsecProfile},
		{Pattern: "ipsec profile *", Sub: t.openIPsecProfile},
		{Pattern: "l2tp-class *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.l2tp.In(r) }},
		{Pattern: "no? password6 encryption aes", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Platforms.MasterKey })},
		{Pattern: "crypto fips-mode", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Platforms.FIPS })},
	}
}

func (t *tables) openIPsecProfile(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	c.Define("ipsec-profile", m.Arg(0), m.Span)
	return t.profile.In(r)
}

func (t *tables) openChain(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	if r.chains == nil {
		r.chains = map[string]*chain{}
	}
	k := r.chains[m.Arg(0)]
	if k == nil {
		k = &chain{&model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}}
		r.chains[k.Name] = k
		r.dev.Keychain = append(r.dev.Keychain, k.Keychain)
		c.Define("keychain", k.Name, m.Span)
	}
	return t.chain.In(k)
}

func (t *tables) chainBlock() []stmt.Entry[*chain] {
	type K = *chain
	again := func(_ *stmt.Ctx, k K, _ *stmt.Match) stmt.Block { return t.chain.In(k) }
	return []stmt.Entry[K]{
		{Pattern: "key *", Sub: again},
		{Pattern: "macsec", Sub: again},
		{Pattern: "key-string ...", Do: func(c *stmt.Ctx, k K, m *stmt.Match) {
			words := m.Rest
			if len(words) > 1 && words[0] == "password" { // the ciphered form of key-string
				words = append([]string{"encrypted"}, words[1:]...)
			}
			secret(c, "keychain", k.Name, words, m.Span)
			if alg, ok := m.After("cryptographic-algorithm"); ok {
				k.alg(alg, m.Span)
			}
		}},
		{Pattern: "cryptographic-algorithm *", Do: func(_ *stmt.Ctx, k K, m *stmt.Match) { k.alg(m.Arg(0), m.Span) }},
	}
}

// alg adds an algorithm under its common name.
func (k *chain) alg(w string, sp model.Span) {
	w = strings.ToLower(w)
	switch w {
	case "hmac-md5", "md5":
		w = "md5"
	case "hmac-sha1-12", "hmac-sha1-20", "hmac-sha1-96", "sha-1":
		w = "hmac-sha1"
	case "hmac-sha-256", "sha-256":
		w = "hmac-sha256"
	case "aes-128-cmac-96":
		w = "aes-128-cmac"
	}
	if !slices.Contains(k.Algs.V, w) {
		fill.Add(&k.Algs, w, sp)
	}
}

// settleProposals says which proposals something refers to.
func (r *reader) settleProposals() {
	used := map[string]model.Span{}
	for _, u := range r.dev.Refs.Uses {
		if u.Kind == "ike-proposal" {
			used[u.Name] = u.Span
		}
	}
	for _, p := range r.dev.VPN.Proposals {
		if sp, ok := used[p.Kind+" "+p.Name]; ok {
			p.Used.Inherit(true, sp)
		} else {
			p.Used.Derive(p.Kind == "ikev1", p.Span) // every policy of version 1 is offered
		}
	}
}

// settleChains says which key chains something refers to.
func (r *reader) settleChains() {
	used := map[string]model.Span{}
	for _, u := range r.dev.Refs.Uses {
		if u.Kind == "keychain" {
			used[u.Name] = u.Span
		}
	}
	for _, k := range r.dev.Keychain {
		if sp, ok := used[k.Name]; ok {
			k.Used.Inherit(true, sp)
		} else {
			k.Used.Derive(false, k.Span)
		}
	}
}

func trustpointBlock() []stmt.Entry[*model.Trustpoint] {
	type P = *model.Trustpoint
	return []stmt.Entry[P]{
		{Pattern: "enrollment url *", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) {
			proto, _, ok := strings.Cut(m.Arg(0), "://")
			if !ok {
				proto = "terminal"
			}
			p.Enrollment.Set(proto, m.Span)
		}},
		{Pattern: "enrollment terminal", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) { p.Enrollment.Set("terminal", m.Span) }},
		{Pattern: "crl optional ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) { p.Revocation.Set("none", m.Span) }},
		{Pattern: "keypair|rsakeypair ...", Do: none[P]},
		{Pattern: "challenge-password|password ...", Do: func(c *stmt.Ctx, p P, m *stmt.Match) {
			secret(c, "certificate", p.Name, m.Rest, m.Span)
		}},
	}
}

func ikeBlock() []stmt.Entry[*model.Proposal] {
	type P = *model.Proposal
	list := func(fact func(P) *model.F[[]string], name func(string) string) func(*stmt.Ctx, P, *stmt.Match) {
		return func(_ *stmt.Ctx, p P, m *stmt.Match) {
			out := []string{}
			for i, w := range m.Rest {
				if w == "192" || w == "256" {
					continue
				}
				if bits := fill.Word(m.Rest, i+1); w == "aes" && (bits == "192" || bits == "256") {
					w = "aes-cbc-" + bits
				}
				out = append(out, name(w))
			}
			fact(p).Set(out, m.Span)
		}
	}
	return []stmt.Entry[P]{
		{Pattern: "encryption ...", Do: list(func(p P) *model.F[[]string] { return &p.Encryption }, cipherName)},
		{Pattern: "integrity|hash ...", Do: list(func(p P) *model.F[[]string] { return &p.Integrity }, hashName)},
		{Pattern: "dh-group|group ...", Do: list(func(p P) *model.F[[]string] { return &p.DH }, groupName)},
		{Pattern: "prf ...", Do: none[P]},
		{Pattern: "lifetime *", Do: fill.Num(1, func(p P) *model.F[int64] { return &p.Lifetime })},
	}
}

func cipherName(w string) string {
	switch w {
	case "aes-cbc-128", "aes", "esp-aes", "esp-128-aes":
		return "aes128-cbc"
	case "aes-cbc-192", "esp-192-aes":
		return "aes192-cbc"
	case "aes-cbc-256", "esp-256-aes":
		return "aes256-cbc"
	case "aes-gcm-128", "esp-gcm":
		return "aes128-gcm"
	case "aes-gcm-256", "esp-256-gcm":
		return "aes256-gcm"
	case "esp-3des":
		return "3des"
	case "esp-des":
		return "des"
	}
	return w
}

func hashName(w string) string {
	w = strings.TrimSuffix(strings.TrimPrefix(w, "esp-"), "-hmac")
	switch w {
	case "sha", "sha-1":
		return "sha1"
	case "sha-256", "sha-384", "sha-512":
		return strings.ReplaceAll(w, "-", "")
	}
	return w
}

func groupName(w string) string { return strings.TrimPrefix(w, "group") }

func ipsecBlock() []stmt.Entry[*model.Proposal] {
	return []stmt.Entry[*model.Proposal]{
		{Pattern: "transform ...", Do: transform},
		{Pattern: "mode *", Do: none[*model.Proposal]},
		{Pattern: "esp ...", Do: transform},
	}
}

// transform reads esp-… words: ciphers and integrity in any order.
func transform(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) {
	for _, w := range m.Rest {
		switch {
		case strings.HasSuffix(w, "-hmac"), strings.HasPrefix(w, "hmac-"):
			fill.Add(&p.Integrity, hashName(w), m.Span)
		case strings.HasPrefix(w, "esp-"), strings.HasPrefix(w, "aes"), strings.HasPrefix(w, "3des"), strings.HasPrefix(w, "des"):
			fill.Add(&p.Encryption, cipherName(w), m.Span)
		}
	}
}

func (t *tables) keyringBlock() []stmt.Entry[*reader] {
	type R = *reader
	psk := func(c *stmt.Ctx, _ R, m *stmt.Match) {
		words := m.Rest
		for len(words) > 0 && (words[0] == "local" || words[0] == "remote" || words[0] == "address" || words[0] == "key") {
			words = words[1:]
		}
		secret(c, "ike", "peer", words, m.Span)
	}
	return []stmt.Entry[R]{
		{Pattern: "peer *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			p := &model.VPNPeer{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			p.Version.Set("2", m.Span)
			p.Auth.Inherit("psk", m.Span)
			r.dev.VPN.Peers = append(r.dev.VPN.Peers, p)
			return t.keyring.In(r)
		}},
		{Pattern: "address * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if n := len(r.dev.VPN.Peers); n > 0 {
				host := m.Arg(0)
				if host == "0.0.0.0" {
					host = "any"
				}
				r.dev.VPN.Peers[n-1].Peer.Set(host, m.Span)
			}
		}},
		{Pattern: "pre-shared-key ...", Do: psk},
	}
}

func l2tpBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "password ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { secret(c, "tunnel", "l2tp", m.Rest, m.Span) }},
	}
}

func profileBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "proposal *", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Use("ike-proposal", "ikev2 "+m.Arg(0), "ikev2 policy", m.Span)
		}},
		{Pattern: "set transform-set *", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Use("ike-proposal", "ipsec "+m.Arg(0), "ipsec profile", m.Span)
		}},
		{Pattern: "set pfs *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			for _, p := range r.dev.VPN.Proposals {
				if p.Kind == "ipsec" {
					p.PFS.Set([]string{groupName(m.Arg(0))}, m.Span)
				}
			}
		}},
	}
}
