package asa

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func natEntries() []stmt.Entry[*reader] {
	type R = *reader
	old := func(kind string) func(*stmt.Ctx, R, *stmt.Match) {
		return func(_ *stmt.Ctx, r R, m *stmt.Match) {
			n := &model.NAT{Obj: model.Obj{Span: m.Span}}
			n.Kind.Set(kind, m.Span)
			n.Target.Set(strings.Join(m.Rest, " "), m.Span)
			r.dev.NATs = append(r.dev.NATs, n)
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "nat ...", Do: readNAT},
		{Pattern: "no nat ...", Do: none[R]},
		{Pattern: "static ...", Do: old("static")},
		{Pattern: "global ...", Do: old("source")},
	}
}

// readNAT reads [(IN,OUT)] [after-auto|N] source static|dynamic REAL MAPPED
// [destination static MAPPED REAL] [service …], or within an object
// [(IN,OUT)] static|dynamic MAPPED [service PROTO REAL MAPPED].
func readNAT(c *stmt.Ctx, r *reader, m *stmt.Match) {
	n := &model.NAT{Obj: model.Obj{Span: m.Span}}
	r.dev.NATs = append(r.dev.NATs, n)
	words := m.Rest
	kind := "source"
	if slices.Contains(words, "static") && !slices.Contains(words, "dynamic") {
		kind = "static"
	}
	n.Kind.Set(kind, m.Span)
	if dst := after(words, "destination"); len(dst) > 2 {
		n.Target.Set(dst[2], m.Span)
		r.natUse(c, dst[1:3], m)
	} else if st := after(words, "static"); kind == "static" && len(st) > 0 {
		n.Target.Set(st[0], m.Span)
		if !slices.Contains(words, "source") {
			r.natUse(c, st[:1], m) // the form of an object, which states only what it becomes
		}
	}
	if src := after(words, "source"); len(src) > 2 {
		r.natUse(c, src[1:3], m)
	} else if i := after(words, "dynamic"); len(i) > 0 {
		r.natUse(c, i[:1], m)
	}
	if svc := after(words, "service"); len(svc) > 1 {
		if svc[0] == "tcp" || svc[0] == "udp" {
			svc = svc[1:]
		}
		n.Ports.Set(append([]string{}, svc[:min(2, len(svc))]...), m.Span)
	}
}

// natUse notes objects that a translation names; whether they are objects or
// groups is known when all lines are.
func (r *reader) natUse(_ *stmt.Ctx, words []string, m *stmt.Match) {
	for _, w := range words {
		if w == "any" || w == "interface" || w == "pat-pool" {
			continue
		}
		if _, isAddr := r.address(w); !isAddr {
			r.translated = append(r.translated, named{name: w, span: m.Span})
		}
	}
}

// settleNATs records what the translations use.
func (r *reader) settleNATs() {
	groups := map[string]bool{}
	for _, d := range r.dev.Refs.Defs {
		if d.Kind == "object-group" {
			groups[d.Name] = true
		}
	}
	for _, n := range r.translated {
		kind := "object"
		if groups[n.name] {
			kind = "object-group"
		}
		r.c.Use(kind, n.name, "nat", n.span)
	}
}
