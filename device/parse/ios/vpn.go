package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// transform is a set of IPsec algorithms while it is read.
type transform struct{ *model.Proposal }

// ipsecUser is a crypto map entry or an IPsec profile while it is read.
type ipsecUser struct {
	model.Obj
	r     *reader
	name  string
	sets  []string
	pfs   string
	life  string
	lines model.Span
}

func (t *tables) vpnEntries() []stmt.Entry[*reader] {
	type re = *reader
	removed := func(c *stmt.Ctx, r re, m *stmt.Match) {
		r.removed[strings.Join(words(c, m)[1:3], " ")] = m.Span
	}
	return []stmt.Entry[re]{
		{Pattern: "crypto isakmp policy *", Sub: t.openPolicy("ikev1")},
		{Pattern: "crypto ikev2 proposal *", Sub: t.openPolicy("ikev2")},
		{Pattern: "no crypto ikev2 proposal|policy default", Do: removed},
		{Pattern: "no crypto ipsec transform-set default", Do: removed},
		{Pattern: "no crypto isakmp default policy", Do: removed},
		{Pattern: "crypto ikev2 policy *", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			return t.ikePolicy.In(r)
		}},
		{Pattern: "crypto isakmp key ...", Do: isakmpKey},
		{Pattern: "crypto keyring * ...", Sub: t.openKeyring},
		{Pattern: "crypto ikev2 keyring *", Sub: t.openKeyring},
		{Pattern: "crypto isakmp profile *", Sub: t.openProfileOf("isakmp-profile", "1")},
		{Pattern: "crypto ikev2 profile *", Sub: t.openProfileOf("ikev2-profile", "2")},
		{Pattern: "crypto isakmp aggressive-mode disable", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { r.removed["aggressive"] = m.Span }},
		{Pattern: "crypto isakmp client configuration group *", Sub: func(_ *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			r.d.VPN.RemoteAccess.Set(true, m.Span)
			return t.easyGroup.In(r)
		}},
		{Pattern: "crypto ipsec transform-set * ...", Sub: t.openTransform},
		{Pattern: "crypto ipsec profile *", Sub: t.openUser("ipsec-profile")},
		{Pattern: "crypto ipsec security-association lifetime ...", Do: none[re]},
		{Pattern: "crypto map * * ipsec-isakmp|ipsec-manual|gdoi ...", Sub: t.openUser("crypto-map")},
		{Pattern: "crypto map * ...", Do: none[re]},
		{Pattern: "crypto dynamic-map * *", Sub: t.openUser("dynamic-map")},
		{Pattern: "crypto gdoi|gkm group * ...", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			c.Define("gdoi-group", m.Arg(0), m.Span)
			return t.gdoi.In(r)
		}},
		{Pattern: "webvpn gateway|context *", Sub: func(_ *stmt.Ctx, r re, m *stmt.Match) stmt.Block { return t.webvpn.In(r) }},
		{Pattern: "crypto ssl policy|profile|proposal|authorization * ...", Sub: func(_ *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			r.d.VPN.RemoteAccess.Set(true, m.Span)
			r.d.Services.SSLVPN.Enabled.Set(true, m.Span)
			return t.webvpn.In(r)
		}},
		{Pattern: "crypto vpn anyconnect ...", Do: none[re]},
	}
}

// openPolicy reads a set of key-exchange algorithms; "default" is the maker's.
func (t *tables) openPolicy(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kind}
		if kind == "ikev1" {
			p.Used.Inherit(true, m.Span) // policies need no reference
		} else {
			c.Define("ike-proposal", m.Arg(0), m.Span)
		}
		r.d.VPN.Proposals = append(r.d.VPN.Proposals, p)
		return t.proposal.In(p)
	}
}

func proposalEntries() []stmt.Entry[*model.Proposal] {
	type pr = *model.Proposal
	enc := func(_ *stmt.Ctx, p pr, m *stmt.Match) { p.Encryption.Set(ciphers(m.Rest), m.Span) }
	return []stmt.Entry[pr]{
		{Pattern: "encr|encryption ...", Do: enc},
		{Pattern: "hash *", Do: func(_ *stmt.Ctx, p pr, m *stmt.Match) { p.Integrity.Set([]string{hashName(m.Arg(0))}, m.Span) }},
		{Pattern: "integrity ...", Do: func(_ *stmt.Ctx, p pr, m *stmt.Match) {
			out := []string{}
			for _, h := range m.Rest {
				out = append(out, hashName(h))
			}
			p.Integrity.Set(out, m.Span)
		}},
		{Pattern: "group ...", Do: fill.Words(func(p pr) *model.F[[]string] { return &p.DH })},
		{Pattern: "lifetime *", Do: fill.Num(1, func(p pr) *model.F[int64] { return &p.Lifetime })},
		{Pattern: "authentication *", Do: none[pr]},
	}
}

func hashName(w string) string {
	if w == "sha" {
		return "sha1"
	}
	return w
}

// ciphers reads "aes 256", "3des", "aes-cbc-256 aes-gcm-128".
func ciphers(w []string) []string {
	out := []string{}
	for i := 0; i < len(w); i++ {
		c := w[i]
		switch {
		case c == "aes" && i+1 < len(w) && isBits(w[i+1]):
			i++
			c = "aes" + w[i] + "-cbc"
		case c == "aes":
			c = "aes128-cbc"
		case strings.HasPrefix(c, "aes-cbc-"), strings.HasPrefix(c, "aes-gcm-"):
			c = "aes" + c[8:] + "-" + c[4:7]
		}
		out = append(out, c)
	}
	return out
}

func isBits(w string) bool { return w == "128" || w == "192" || w == "256" }

func ikePolicyEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "proposal *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			c.Use("ike-proposal", m.Arg(0), "crypto ikev2 policy", m.Span)
			r.classUse["ike-proposal "+m.Arg(0)] = true
		}},
	}
}

// openTransform reads "crypto ipsec transform-set NAME esp-aes 256 esp-sha-hmac".
func (t *tables) openTransform(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	p := &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: "ipsec"}
	enc, integ := transforms(m.Rest)
	p.Encryption.Set(enc, m.Span)
	p.Integrity.Set(integ, m.Span)
	r.d.VPN.Proposals = append(r.d.VPN.Proposals, p)
	x := &transform{Proposal: p}
	r.transforms = append(r.transforms, x)
	c.Define("transform-set", m.Arg(0), m.Span)
	return t.transform.In(x)
}

func transformEntries() []stmt.Entry[*transform] {
	return []stmt.Entry[*transform]{{Pattern: "mode ...", Do: none[*transform]}}
}

// transforms sorts the words of a transform set into ciphers and hashes.
func transforms(w []string) (enc, integ []string) {
	enc, integ = []string{}, []string{}
	for i := 0; i < len(w); i++ {
		bits := "128"
		if i+1 < len(w) && isBits(w[i+1]) {
			bits = w[i+1]
		}
		switch s := w[i]; {
		case isBits(s), strings.HasPrefix(s, "comp-"):
		case s == "esp-aes":
			enc = append(enc, "aes"+bits+"-cbc")
		case s == "esp-gcm":
			enc = append(enc, "aes"+bits+"-gcm")
		case s == "esp-gmac":
			enc = append(enc, "null")
		case strings.HasSuffix(s, "-hmac"):
			integ = append(integ, hashName(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "esp-"), "ah-"), "-hmac")))
		case strings.HasPrefix(s, "esp-"):
			enc = append(enc, s[4:])
		}
	}
	if len(enc) == 0 {
		enc = append(enc, "null")
	}
	if len(integ) == 0 {
		integ = append(integ, "none")
	}
	return enc, integ
}

// openUser reads what uses transform sets: a crypto map entry, a profile.
func (t *tables) openUser(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		c.Define(kind, m.Arg(0), m.Span)
		if d, ok := m.After("dynamic"); ok {
			c.Use("dynamic-map", d, "crypto map", m.Span)
		}
		u := &ipsecUser{r: r, name: strings.Join(m.Args, " "), Obj: model.Obj{Span: c.Span(m.Node)}, lines: m.Span}
		if len(m.Rest) == 0 || m.Rest[0] != "dynamic" {
			r.ipsecUsers = append(r.ipsecUsers, u)
		}
		return t.ipsecUser.In(u)
	}
}

func ipsecUserEntries() []stmt.Entry[*ipsecUser] {
	type iu = *ipsecUser
	return []stmt.Entry[iu]{
		{Pattern: "set peer * ...", Do: func(_ *stmt.Ctx, u iu, m *stmt.Match) { u.r.vpnPeer(u.name, m.Arg(0), "", "", m.Span) }},
		{Pattern: "set transform-set ...", Do: func(c *stmt.Ctx, u iu, m *stmt.Match) {
			for _, s := range m.Rest {
				c.Use("transform-set", s, "ipsec", m.Span)
			}
			u.sets = append(u.sets, m.Rest...)
		}},
		{Pattern: "no? set pfs ...", Do: func(_ *stmt.Ctx, u iu, m *stmt.Match) {
			u.pfs = strings.TrimPrefix(fill.First(m), "group")
			if m.Neg {
				u.pfs = ""
			} else if u.pfs == "" {
				u.pfs = "1"
			}
		}},
		{Pattern: "set security-association lifetime seconds *", Do: func(_ *stmt.Ctx, u iu, m *stmt.Match) { u.life = m.Arg(0) }},
		{Pattern: "set isakmp-profile *", Do: use[iu]("isakmp-profile", "ipsec", 2)},
		{Pattern: "set ikev2-profile *", Do: use[iu]("ikev2-profile", "ipsec", 2)},
		{Pattern: "set group *", Do: use[iu]("gdoi-group", "crypto map", 2)},
		{Pattern: "match address *", Do: use[iu]("acl", "crypto map match address", 2)},
		{Pattern: "match address ipv4|ipv6 *", Do: use[iu]("acl", "crypto map match address", 3)},
		{Pattern: "set session-key ...", Do: func(c *stmt.Ctx, u iu, m *stmt.Match) {
			w := words(c, m)
			for i, s := range w {
				if (s == "cipher" || s == "authenticator" || s == "ah") && i+1 < len(w) {
					c.Secret("ike", u.name, "clear", w[len(w)-1], m.Span)
					c.Secret("ike", u.name, "clear", w[i+1], m.Span)
				}
			}
		}},
	}
}

// easyGroupEntries are groups of remote-access clients.
func easyGroupEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "key ...", Do: key[*reader]("ike", "client group", 1)},
		{Pattern: "acl *", Do: use[*reader]("acl", "client group", 1)},
	}
}

func gdoiEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "server address ipv4|ipv6 *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.vpnPeer("gdoi", m.Arg(0), "", "", m.Span) }},
		{Pattern: "server local", State: stmt.Unimplemented},
	}
}

// webvpnEntries only look for what switches the service on.
func webvpnEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "no? inservice ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			if !m.Neg {
				r.d.VPN.RemoteAccess.Set(true, m.Span)
				r.d.Services.SSLVPN.Enabled.Set(true, m.Span)
			} else {
				implied(&r.d.Services.SSLVPN.Enabled, false, m.Span)
			}
		}},
		{Pattern: "ssl trustpoint *", Do: use[*reader]("trustpoint", "webvpn", 2)},
	}
}

// finishVPN completes policies with the system's own values, and sets with
// what their users ask for.
func (r *reader) finishVPN() {
	for _, p := range r.d.VPN.Proposals {
		switch p.Kind {
		case "ikev1":
			byDefault(&p.Encryption, []string{"des"})
			byDefault(&p.Integrity, []string{"sha1"})
			byDefault(&p.DH, []string{"1"})
			byDefault(&p.Lifetime, 86400)
		case "ikev2":
			if r.classUse["ike-proposal "+p.Name] {
				p.Used.Inherit(true, p.Span)
			}
			if len(p.Encryption.V) > 0 && strings.HasSuffix(p.Encryption.V[0], "-gcm") {
				implied(&p.Integrity, []string{"none"}, p.Encryption.Span)
			}
		}
	}
	r.finishTransforms()
	off, disabled := r.removed["aggressive"]
	aggressive := map[*model.VPNPeer]bool{}
	for _, p := range r.ikeProfiles {
		for _, q := range p.peers {
			aggressive[q] = aggressive[q] || p.aggressive
			if p.auth != "" {
				implied(&q.Auth, p.auth, p.Span)
			}
		}
	}
	for _, p := range r.d.VPN.Peers {
		switch {
		case aggressive[p]:
			p.Aggressive.Inherit(true, p.Span)
		case disabled:
			p.Aggressive.Inherit(false, off)
		case p.Version.V == "2":
			p.Aggressive.Inherit(false, p.Version.Span)
		}
	}
	if len(r.removed) >= 4 {
		all := true
		for _, k := range []string{"ikev2 proposal", "ikev2 policy", "ipsec transform-set", "isakmp default"} {
			_, ok := r.removed[k]
			all = all && ok
		}
		if all {
			r.d.VPN.Defaults.Set(false, r.removed["isakmp default"])
		}
	}
}

func (r *reader) finishTransforms() {
	byName := map[string]*transform{}
	for _, x := range r.transforms {
		byName[x.Name] = x
	}
	for _, u := range r.ipsecUsers {
		for _, s := range u.sets {
			x := byName[s]
			if x == nil {
				continue
			}
			x.Used.Inherit(true, u.lines)
			pfs := u.pfs
			if pfs == "" {
				pfs = "none"
			}
			if !contains(x.PFS.V, pfs) && len(x.PFS.V) < 32 {
				x.PFS.Derive(append(x.PFS.V, pfs), u.lines)
			}
			if n, ok := number(u.life); ok && (!x.Lifetime.How.Stated() || n > x.Lifetime.V) {
				x.Lifetime.Inherit(n, u.lines)
			}
		}
	}
}
