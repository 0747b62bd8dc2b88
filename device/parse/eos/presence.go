package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// presence is in which tables a management service answers: its block's own
// lines are about the default table, the blocks of tables about theirs.
type presence struct {
	own    model.F[bool]
	tables []table
	fence  fence
	// vague says that releases differ in whether the service answers in the
	// default table once it answers in another.
	vague bool
}

type table struct {
	name string
	on   model.F[bool]
}

// inTable is the block of one table inside a service's block.
type inTable struct {
	*run
	p    *presence
	name string
}

func (t inTable) set(on bool, sp model.Span) {
	var f model.F[bool]
	f.Set(on, sp)
	if t.name == "default" {
		t.p.own = f
		return
	}
	for i := range t.p.tables {
		if t.p.tables[i].name == t.name {
			t.p.tables[i].on = f
			return
		}
	}
	if len(t.p.tables) < 1024 {
		t.p.tables = append(t.p.tables, table{t.name, f})
	}
}

// shutdownEntry reads whether the service answers in the table.
func shutdownEntry() stmt.Entry[inTable] {
	return stmt.Entry[inTable]{Pattern: "no? shutdown", Do: func(_ *stmt.Ctx, t inTable, m *stmt.Match) { t.set(m.Neg, m.Span) }}
}

// openTable opens the block of a table inside the block of a service.
func openTable(service func(*run) *presence, block func() *stmt.Table[inTable], ctx string) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
		useVRF(c, m.Arg(0), ctx, m.Span)
		return block().In(inTable{r, service(r), m.Arg(0)})
	}
}

// settle states in s whether and in which table the service answers. byDefault
// says what holds in the default table where no line is about it. A service
// that answers in the default table is one of that table, whatever else.
func (p *presence) settle(s *model.Service, byDefault bool) {
	p.before(&s.ACL, p.fence.acl, byDefault)
	p.before(&s.ACL6, p.fence.acl6, byDefault)
	var other *table
	for i := range p.tables {
		if p.tables[i].on.V && other == nil {
			other = &p.tables[i]
		}
	}
	stated := p.own.How == model.Explicit
	switch {
	case stated && p.own.V:
		s.Enabled = p.own
		s.VRF.Set("", p.own.Span)
	case !stated && byDefault:
		if other != nil {
			s.Enabled.Inherit(true, other.on.Span)
			s.VRF.Derive("", other.on.Span)
		}
	case other != nil:
		s.Enabled = other.on
		s.VRF.Set(other.name, other.on.Span)
	case stated:
		s.Enabled = p.own
	default:
		for _, t := range p.tables {
			s.Enabled = t.on
		}
	}
}

// own reads the lines of a service's block that are about the default table.
func own(service func(*run) *presence) stmt.Entry[*run] {
	return stmt.Entry[*run]{Pattern: "no? shutdown", Do: fill.Not(func(r *run) *model.F[bool] { return &service(r).own })}
}
