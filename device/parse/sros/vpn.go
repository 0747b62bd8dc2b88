package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) vpnEntries() []conf {
	open := func(kind, name string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			key := name + " " + m.Arg(0)
			p := r.props[key]
			if p == nil {
				p = &model.Proposal{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kind}
				r.props[key] = p
				r.VPN.Proposals = append(r.VPN.Proposals, p)
			}
			return t.proposal.In(p)
		}
	}
	return []conf{
		{Pattern: "ipsec ike-policy * ...", Sub: open("ike", "ike-policy")},
		{Pattern: "ipsec ike-transform * ...", Sub: open("ike", "ike-transform")},
		{Pattern: "ipsec ipsec-transform * ...", Sub: open("ipsec", "ipsec-transform")},
	}
}

// cipher gives the model's name; modes without a name are CBC.
func cipher(w string) string {
	switch w {
	case "aes128", "aes192", "aes256":
		return w + "-cbc"
	}
	for _, bits := range []string{"128", "192", "256"} {
		if strings.HasPrefix(w, "aes"+bits+"-gcm") {
			return "aes" + bits + "-gcm"
		}
	}
	return w
}

func digest(w string) string {
	switch w {
	case "aes-xcbc", "auth-encryption":
		return w
	}
	return strings.TrimPrefix(w, "hmac-")
}

func proposalEntries() []stmt.Entry[*model.Proposal] {
	one := func(fact func(*model.Proposal) *model.F[[]string], name func(string) string) func(*stmt.Ctx, *model.Proposal, *stmt.Match) {
		return func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { fact(p).Set([]string{name(lastArg(m))}, m.Span) }
	}
	enc := one(func(p *model.Proposal) *model.F[[]string] { return &p.Encryption }, cipher)
	auth := one(func(p *model.Proposal) *model.F[[]string] { return &p.Integrity }, digest)
	dh := one(func(p *model.Proposal) *model.F[[]string] { return &p.DH }, group)
	pfs := one(func(p *model.Proposal) *model.F[[]string] { return &p.PFS }, group)
	life := fill.Num(1, func(p *model.Proposal) *model.F[int64] { return &p.Lifetime })
	return []stmt.Entry[*model.Proposal]{
		{Pattern: "encryption-algorithm *", Do: enc},
		{Pattern: "ike-encryption-algorithm *", Do: enc},
		{Pattern: "esp-encryption-algorithm *", Do: enc},
		{Pattern: "auth-algorithm *", Do: auth},
		{Pattern: "ike-auth-algorithm *", Do: auth},
		{Pattern: "esp-auth-algorithm *", Do: auth},
		{Pattern: "dh-group *", Do: dh},
		{Pattern: "pfs-dh-group *", Do: pfs},
		{Pattern: "pfs dh-group *", Do: pfs},
		{Pattern: "isakmp-lifetime *", Do: life},
		{Pattern: "ipsec-lifetime *", Do: life},
		{Pattern: "ike-version *  ...", Do: func(_ *stmt.Ctx, p *model.Proposal, m *stmt.Match) { p.Kind = "ikev" + m.Arg(0) }},
	}
}

func group(w string) string { return strings.TrimPrefix(w, "group-") }
