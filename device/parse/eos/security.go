package eos

import (
	"sort"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// securityBlock reads `management security`: how passwords are kept and what
// TLS profiles admit.
func (t *tables) securityBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? password encryption reversible * ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Platforms.MasterKey })},
		{Pattern: "no? password encryption-key common ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? password minimum length ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "password policy *", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.AAA.PasswordPolicy.Set(true, m.Span)
			return t.policy.In(r)
		}},
		{Pattern: "no password policy ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? fips restrictions", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Platforms.FIPS })},
		{Pattern: "ssl profile *", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			f := &model.F[[]string]{}
			r.profiles[m.Arg(0)] = f
			tp := &model.Trustpoint{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
			r.PKI.Trustpoints = append(r.PKI.Trustpoints, tp)
			r.profile, r.trustpoint = f, tp
			return t.profile.In(r)
		}},
		{Pattern: "session shared-secret profile *", Sub: t.openSecret},
		{Pattern: "no ssl profile ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func passwordPolicyBlock() []stmt.Entry[*run] {
	complexity := func(c *stmt.Ctx, r *run, m *stmt.Match) {
		if n := fill.Int(fill.First(m)); !m.Neg && n > 0 {
			r.AAA.PasswordComplexity.Set(true, m.Span)
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "no? minimum length ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "no? minimum digits|lower|upper|special|changed ...", Do: complexity},
	}
}

func sslProfileBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "tls versions ...", Do: readTLSVersions},
		{Pattern: "no tls versions ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "certificate * key *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if r.trustpoint != nil {
				r.trustpoint.SelfSigned.Inherit(m.Arg(0) == "self-signed.crt", m.Span)
			}
		}},
		{Pattern: "certificate requirement|revocation ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? crl *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if r.trustpoint != nil && !m.Neg {
				r.trustpoint.Revocation.Set("crl", m.Span)
			}
		}},
	}
}

// readTLSVersions reads "1.0 1.2" and the form that adds to the default.
func readTLSVersions(c *stmt.Ctx, r *run, m *stmt.Match) {
	if r.profile == nil {
		return
	}
	out := []string{}
	for _, w := range m.Rest {
		switch w {
		case "1.0", "1.1", "1.2", "1.3":
			out = append(out, w)
		case "add", "remove":
			c.Mark(m.Node, stmt.Partial)
			r.profile.Unsure(m.Span)
			return
		}
	}
	sort.Strings(out)
	r.profile.Set(out, m.Span)
}
