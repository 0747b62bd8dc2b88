package asa

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// chain is one certificate chain while it is read.
type chain struct {
	r    *reader
	name string
}

func (t *tables) vpnEntries() []stmt.Entry[*reader] {
	type R = *reader
	proposal := func(kind string) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return t.ike.In(r.proposal(c, kind, m))
		}
	}
	transform := func(c *stmt.Ctx, r R, m *stmt.Match) {
		p := r.proposal(c, "ipsec", m)
		for _, w := range m.Rest {
			if strings.HasSuffix(w, "-hmac") || w == "esp-none" {
				fill.Add(&p.Integrity, hashName(w), m.Span)
			} else {
				fill.Add(&p.Encryption, cipherName(w), m.Span)
			}
		}
	}
	remote := func(_ *stmt.Ctx, r R, m *stmt.Match) {}
	return []stmt.Entry[R]{
		{Pattern: "crypto ikev1 policy *", Sub: proposal("ikev1")},
		{Pattern: "crypto isakmp policy *", Sub: proposal("ikev1")},
		{Pattern: "crypto ikev2 policy *", Sub: proposal("ikev2")},
		{Pattern: "crypto ipsec ikev1 transform-set * mode *", Do: none[R]},
		{Pattern: "crypto ipsec ikev1 transform-set * ...", Do: transform},
		{Pattern: "crypto ipsec transform-set * mode *", Do: none[R]},
		{Pattern: "crypto ipsec transform-set * ...", Do: transform},
		{Pattern: "crypto ipsec ikev2 ipsec-proposal *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return t.ipsec.In(r.proposal(c, "ipsec", m))
		}},
		{Pattern: "crypto ipsec profile *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("ipsec-profile", m.Arg(0), m.Span)
			return t.profile.In(r)
		}},
		{Pattern: "crypto ikev1 enable *", Do: remote},
		{Pattern: "crypto ikev2 enable * ...", Do: remote},
		{Pattern: "crypto isakmp enable *", Do: remote},
		{Pattern: "crypto ikev1 am-disable", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.amDisabled = m.Span }},
		{Pattern: "crypto isakmp am-disable", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.amDisabled = m.Span }},
		{Pattern: "crypto ikev2 remote-access trustpoint * ...", Do: fill.Use[R]("trustpoint", "crypto ikev2 remote-access")},
		{Pattern: "crypto map * interface *", Do: fill.Use[R]("crypto-map", "interface")},
		{Pattern: "crypto map * * ipsec-isakmp dynamic *", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			c.Define("crypto-map", m.Arg(0), m.Span)
			c.Use("dynamic-map", m.Arg(2), "crypto map", m.Span)
		}},
		{Pattern: "crypto map * * match address *", Do: mapACL},
		{Pattern: "crypto dynamic-map * * match address *", Do: fill.Use[R]("acl", "crypto dynamic-map")},
		{Pattern: "crypto map * * set * ...", Do: mapSet("crypto-map")},
		{Pattern: "crypto dynamic-map * * set * ...", Do: mapSet("dynamic-map")},
		{Pattern: "crypto ca trustpoint *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			p := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			p.SelfSigned.Derive(false, m.Span)
			r.dev.PKI.Trustpoints = append(r.dev.PKI.Trustpoints, p)
			c.Define("trustpoint", p.Name, m.Span)
			return t.trustpoint.In(p)
		}},
		{Pattern: "crypto ca certificate chain *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return t.chain.In(&chain{r: r, name: m.Arg(0)})
		}},
	}
}

// proposal finds or makes the proposal that m names first.
func (r *reader) proposal(c *stmt.Ctx, kind string, m *stmt.Match) *model.Proposal {
	for _, p := range r.dev.VPN.Proposals {
		if p.Kind == kind && p.Name == m.Arg(0) {
			return p
		}
	}
	p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kind}
	r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, p)
	if kind == "ipsec" {
		c.Define("transform-set", p.Name, m.Span)
	}
	return p
}

func mapACL(c *stmt.Ctx, r *reader, m *stmt.Match) {
	c.Define("crypto-map", m.Arg(0), m.Span)
	c.Use("acl", m.Arg(2), "crypto map match address", m.Span)
}

// mapSet reads one setting of a crypto map entry.
func mapSet(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		c.Define(kind, m.Arg(0), m.Span)
		key := m.Arg(0) + " " + m.Arg(1)
		switch m.Arg(2) {
		case "peer":
			p := r.vpnPeer(kind+" "+key, key, m)
			p.Peer.Set(strings.Join(m.Rest, ","), m.Span)
		case "ikev1", "ikev2", "transform-set":
			r.mapIKE(c, kind+" "+key, m)
		case "pfs":
			group := "none"
			if len(m.Rest) > 0 {
				group = strings.TrimPrefix(m.Rest[0], "group")
			} else {
				group = "2"
			}
			r.pfs = append(r.pfs, pfs{key: kind + " " + key, group: group, span: m.Span})
		case "trustpoint":
			c.Use("trustpoint", arg(m.Rest, 0), "crypto map", m.Span)
		}
	}
}

// pfs is the forward secrecy of one crypto map entry.
type pfs struct {
	key, group string
	span       model.Span
}

func (r *reader) vpnPeer(key, name string, m *stmt.Match) *model.VPNPeer {
	p := r.maps[key]
	if p == nil {
		p = &model.VPNPeer{Obj: model.Obj{Span: m.Span}, Name: name}
		r.maps[key] = p
		r.dev.VPN.Peers = append(r.dev.VPN.Peers, p)
	}
	p.Span = span(p.Span, m.Span)
	return p
}

// mapIKE reads which sets an entry offers, and by which version of IKE.
func (r *reader) mapIKE(c *stmt.Ctx, key string, m *stmt.Match) {
	words := m.Rest
	version := map[string]string{"ikev1": "1", "ikev2": "2"}[m.Arg(2)]
	if m.Arg(2) != "transform-set" {
		if arg(words, 0) == "phase1-mode" {
			if arg(words, 1) == "aggressive" {
				r.vpnPeer(key, key, m).Aggressive.Set(true, m.Span)
			}
			return
		}
		words = words[min(1, len(words)):]
	} else {
		version = "1"
	}
	if version != "" {
		if p := r.maps[key]; p != nil || strings.HasPrefix(key, "crypto-map") {
			p = r.vpnPeer(key, strings.TrimPrefix(key, "crypto-map "), m)
			if p.Version.V != "" && p.Version.V != version {
				version = "any"
			}
			p.Version.Inherit(version, m.Span)
		}
	}
	for _, w := range words {
		c.Use("transform-set", w, "crypto map", m.Span)
		for _, p := range r.dev.VPN.Proposals {
			if p.Kind == "ipsec" && p.Name == w {
				p.Used.Inherit(true, m.Span)
				r.mapSets = append(r.mapSets, mapSetUse{key: key, proposal: p})
			}
		}
	}
}

// mapSetUse is one set that a crypto map entry offers.
type mapSetUse struct {
	key      string
	proposal *model.Proposal
}

func ikeBlock() []stmt.Entry[*model.Proposal] {
	type P = *model.Proposal
	list := func(fact func(P) *model.F[[]string], name func(string) string) func(*stmt.Ctx, P, *stmt.Match) {
		return func(_ *stmt.Ctx, p P, m *stmt.Match) {
			out := []string{}
			for _, w := range m.Rest {
				out = append(out, name(w))
			}
			fact(p).Set(out, m.Span)
		}
	}
	return []stmt.Entry[P]{
		{Pattern: "encryption ...", Do: list(func(p P) *model.F[[]string] { return &p.Encryption }, cipherName)},
		{Pattern: "integrity|hash ...", Do: list(func(p P) *model.F[[]string] { return &p.Integrity }, hashName)},
		{Pattern: "group ...", Do: list(func(p P) *model.F[[]string] { return &p.DH }, func(w string) string { return w })},
		{Pattern: "lifetime seconds *", Do: fill.Num(1, func(p P) *model.F[int64] { return &p.Lifetime })},
		{Pattern: "lifetime *", Do: fill.Num(1, func(p P) *model.F[int64] { return &p.Lifetime })},
	}
}

func ipsecBlock() []stmt.Entry[*model.Proposal] {
	type P = *model.Proposal
	return []stmt.Entry[P]{
		{Pattern: "protocol esp encryption ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) {
			for _, w := range m.Rest {
				fill.Add(&p.Encryption, cipherName(w), m.Span)
			}
		}},
		{Pattern: "protocol esp integrity ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) {
			for _, w := range m.Rest {
				fill.Add(&p.Integrity, hashName(w), m.Span)
			}
		}},
	}
}

func cipherName(w string) string {
	switch w = strings.TrimPrefix(w, "esp-"); w {
	case "aes":
		return "aes128-cbc"
	case "aes-192", "aes-256":
		return "aes" + w[4:] + "-cbc"
	case "aes-gcm":
		return "aes128-gcm"
	case "aes-gcm-192", "aes-gcm-256":
		return "aes" + w[8:] + "-gcm"
	}
	return w
}

func hashName(w string) string {
	switch w = strings.TrimSuffix(strings.TrimPrefix(w, "esp-"), "-hmac"); w {
	case "sha", "sha-1":
		return "sha1"
	case "sha-256", "sha-384", "sha-512":
		return strings.ReplaceAll(w, "-", "")
	case "null":
		return "none"
	}
	return w
}

func profileBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "set ikev1 transform-set ...", Do: profileSets},
		{Pattern: "set ikev2 ipsec-proposal ...", Do: profileSets},
		{Pattern: "set trustpoint *", Do: fill.Use[*reader]("trustpoint", "ipsec profile")},
	}
}

func profileSets(c *stmt.Ctx, r *reader, m *stmt.Match) {
	for _, w := range m.Rest {
		c.Use("transform-set", w, "ipsec profile", m.Span)
		for _, p := range r.dev.VPN.Proposals {
			if p.Kind == "ipsec" && p.Name == w {
				p.Used.Inherit(true, m.Span)
			}
		}
	}
}

func trustpointBlock() []stmt.Entry[*model.Trustpoint] {
	type P = *model.Trustpoint
	return []stmt.Entry[P]{
		{Pattern: "enrollment self", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) {
			p.SelfSigned.Set(true, m.Span)
			p.Enrollment.Set("self", m.Span)
		}},
		{Pattern: "enrollment terminal", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) { p.Enrollment.Set("terminal", m.Span) }},
		{Pattern: "enrollment url *", Do: func(c *stmt.Ctx, p P, m *stmt.Match) {
			proto, _ := hostOf(c, m.Arg(0), "enrollment "+p.Name, m.Span)
			p.Enrollment.Set(proto, m.Span)
		}},
		{Pattern: "revocation-check ...", Do: func(_ *stmt.Ctx, p P, m *stmt.Match) {
			p.Revocation.Set(arg(m.Rest, 0), m.Span)
		}},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, p P, m *stmt.Match) { secret(c, "certificate", p.Name, m.Rest, m.Span) }},
		{Pattern: "ignore-ipsec-keyusage|ignore-ssl-keyusage", Do: none[P]},
	}
}

func chainBlock() []stmt.Entry[*chain] {
	return []stmt.Entry[*chain]{
		{Pattern: "certificate ...", Do: func(c *stmt.Ctx, k *chain, m *stmt.Match) {
			cert := &model.Cert{Obj: model.Obj{Span: m.Span}, Name: k.name}
			k.r.dev.PKI.Certs = append(k.r.dev.PKI.Certs, cert)
			decode(cert, c.Tree.Bodies[m.Node], m.Span)
		}},
	}
}

// maxCert bounds the hexadecimal text of one certificate.
const maxCert = 64 << 10

// decode reads a certificate as the device prints it. What is no certificate
// leaves all facts unsure.
func decode(cert *model.Cert, body string, sp model.Span) {
	for _, f := range []*model.F[string]{&cert.Subject, &cert.NotAfter, &cert.KeyType, &cert.Signature} {
		f.Unsure(sp)
	}
	cert.Bits.Unsure(sp)
	cert.SelfSigned.Unsure(sp)
	cert.CA.Unsure(sp)
	if len(body) > maxCert {
		return
	}
	raw, err := hex.DecodeString(strings.Join(strings.Fields(body), ""))
	if err != nil {
		return
	}
	x, err := x509.ParseCertificate(raw)
	if err != nil {
		return
	}
	cert.Subject.Set(x.Subject.String(), sp)
	cert.NotAfter.Set(x.NotAfter.UTC().Format(time.RFC3339), sp)
	cert.KeyType.Set(strings.ToLower(x.PublicKeyAlgorithm.String()), sp)
	cert.Signature.Set(strings.ToLower(x.SignatureAlgorithm.String()), sp)
	cert.SelfSigned.Set(x.Subject.String() == x.Issuer.String(), sp)
	cert.CA.Set(x.IsCA, sp)
	if n := keyBits(x.PublicKey); n > 0 {
		cert.Bits.Set(n, sp)
	}
}

func keyBits(k any) int64 {
	switch k := k.(type) {
	case *rsa.PublicKey:
		return int64(k.N.BitLen())
	case *ecdsa.PublicKey:
		return int64(k.Curve.Params().BitSize)
	}
	return 0
}
