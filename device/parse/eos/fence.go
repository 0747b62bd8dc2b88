package eos

import (
	"maps"
	"slices"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// fence is the filters before a service: EOS has one for each table, and a
// filter for one table leaves the others open.
type fence struct {
	acl, acl6 map[string]model.F[string] // by table
}

// fenceEntries reads `ip access-group A [vrf T] in` in the block of a service
// or in that of one of its tables.
func fenceEntries[T any](at func(T) (p *presence, table string), ctx string) []stmt.Entry[T] {
	read := func(kind string) func(*stmt.Ctx, T, *stmt.Match) {
		return func(c *stmt.Ctx, t T, m *stmt.Match) {
			p, table := at(t)
			if v, ok := m.After("vrf"); ok {
				table = v
			}
			var name model.F[string]
			name.Set("", m.Span)
			if !m.Neg {
				name.Set(m.Arg(0), m.Span)
				c.Use(kind, m.Arg(0), ctx, m.Span)
			}
			p.put(kind, table, name)
		}
	}
	return []stmt.Entry[T]{
		{Pattern: "no? ip access-group * ...", Do: read("acl")},
		{Pattern: "no? ipv6 access-group * ...", Do: read("acl6")},
	}
}

// ownTable and ofTable say where a line about filters stands.
func ownTable(service func(*run) *presence) func(*run) (*presence, string) {
	return func(r *run) (*presence, string) { return service(r), "default" }
}

func ofTable(t inTable) (*presence, string) { return t.p, t.name }

func (p *presence) put(kind, table string, name model.F[string]) {
	m := &p.fence.acl
	if kind == "acl6" {
		m = &p.fence.acl6
	}
	if *m == nil {
		*m = map[string]model.F[string]{}
	}
	if len(*m) < 1024 {
		(*m)[table] = name
	}
}

// answers lists the tables in which the service answers.
func (p *presence) answers(byDefault bool) []string {
	var out []string
	if p.own.How != model.Explicit && byDefault || p.own.V {
		out = append(out, "default")
	}
	for _, t := range p.tables {
		if t.on.V {
			out = append(out, t.name)
		}
	}
	return out
}

// before states in ref the filter that stands before the service in every
// table where it answers: none where one of them has none, and not to be told
// where they differ.
func (p *presence) before(ref *model.ACLRef, filters map[string]model.F[string], byDefault bool) {
	if len(filters) == 0 {
		return
	}
	var one *model.F[string]
	tables := p.answers(byDefault)
	if len(tables) == 0 { // a service that is off: what would stand before it
		tables = slices.Sorted(maps.Keys(filters))[:1]
	}
	for _, table := range tables {
		f, ok := filters[table]
		switch {
		case !ok && table == "default" && p.vague:
			ref.Name.Unsure(p.own.Span)
			return
		case !ok:
			ref.Name.Derive("", p.own.Span)
			return
		case one == nil:
			one = &f
		case one.V != f.V && f.V == "":
			one = &f
		case one.V != f.V && one.V != "":
			ref.Name.Unsure(f.Span)
			return
		}
	}
	if one != nil {
		ref.Name = *one
	}
}
