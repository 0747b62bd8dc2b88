package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// trustpoint is the block of one `crypto ca trustpoint`.
type trustpoint struct {
	*model.Trustpoint
	r *run
}

func (t *tables) pkiEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "crypto ca trustpoint *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			p := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.PKI.Trustpoints = append(r.PKI.Trustpoints, p)
			c.Define("trustpoint", m.Arg(0), m.Span)
			return t.trust.In(trustpoint{p, r})
		}},
		{Pattern: "no crypto ca trustpoint ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "crypto ca remote|certificatemap|lookup ...", State: stmt.Unimplemented},
	}
}

func trustBlock() []stmt.Entry[trustpoint] {
	return []stmt.Entry[trustpoint]{
		{Pattern: "enrollment terminal", Do: func(_ *stmt.Ctx, p trustpoint, m *stmt.Match) { p.Enrollment.Set("terminal", m.Span) }},
		{Pattern: "enrollment url *", Do: func(_ *stmt.Ctx, p trustpoint, m *stmt.Match) {
			scheme, _, _ := strings.Cut(m.Arg(0), ":")
			p.Enrollment.Set(scheme, m.Span)
		}},
		{Pattern: "revocation-check ...", Do: func(_ *stmt.Ctx, p trustpoint, m *stmt.Match) { p.Revocation.Set(fill.Word(m.Rest, 0), m.Span) }},
		{Pattern: "rsakeypair * ...", Do: func(_ *stmt.Ctx, p trustpoint, m *stmt.Match) {
			if n := fill.Int(fill.Word(m.Rest, 0)); n > 0 {
				p.KeyBits.Set(n, m.Span)
			}
		}},
	}
}
