// Package fill makes the table handlers that state one fact from one word of
// a statement, so that tables say which fact a statement is about and no more.
//
// Promise: a value that is not understood makes the fact unsure and the line
// partly read; a negated statement is an answer where it has one meaning, and
// takes back what an earlier line stated where it restores the default.
package fill

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// Text states the first captured word, or else the first of the rest. The
// negated statement states "".
func Text[T any](fact func(T) *model.F[string]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(_ *stmt.Ctx, t T, m *stmt.Match) {
		if m.Neg {
			fact(t).Set("", m.Span)
			return
		}
		fact(t).Set(First(m), m.Span)
	}
}

// Bool states true, and false where the statement is negated.
func Bool[T any](fact func(T) *model.F[bool]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(_ *stmt.Ctx, t T, m *stmt.Match) { fact(t).Set(!m.Neg, m.Span) }
}

// Not states false, and true where the statement is negated.
func Not[T any](fact func(T) *model.F[bool]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(_ *stmt.Ctx, t T, m *stmt.Match) { fact(t).Set(m.Neg, m.Span) }
}

// Num states the first word as a number times unit. The negated statement
// restores the default.
func Num[T any](unit int64, fact func(T) *model.F[int64]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, t T, m *stmt.Match) { Number(c, fact(t), unit, First(m), m) }
}

// Number states word times unit in f.
func Number(c *stmt.Ctx, f *model.F[int64], unit int64, word string, m *stmt.Match) {
	if m.Neg {
		*f = model.F[int64]{}
		return
	}
	n, err := strconv.ParseInt(word, 10, 32)
	if err != nil {
		f.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	f.Set(n*unit, m.Span)
}

// Words states all words of the rest; the negated statement states none.
func Words[T any](fact func(T) *model.F[[]string]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(_ *stmt.Ctx, t T, m *stmt.Match) {
		if m.Neg {
			fact(t).Set([]string{}, m.Span)
			return
		}
		fact(t).Set(append([]string{}, m.Rest...), m.Span)
	}
}

// ACL names the filter in the first captured word.
func ACL[T any](kind, ctx string, ref func(T) *model.ACLRef) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, t T, m *stmt.Match) {
		if m.Neg {
			ref(t).Name.Set("", m.Span)
			return
		}
		c.ApplyACL(ref(t), kind, First(m), ctx, m.Span)
	}
}

// Use records that the first word names something of kind.
func Use[T any](kind, ctx string) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, _ T, m *stmt.Match) {
		if !m.Neg {
			c.Use(kind, First(m), ctx, m.Span)
		}
	}
}

// First returns the first captured word, or else the first of the rest, or "".
func First(m *stmt.Match) string {
	if len(m.Args) > 0 {
		return m.Args[0]
	}
	if len(m.Rest) > 0 {
		return m.Rest[0]
	}
	return ""
}

// Add appends v to a list fact and widens its lines.
func Add(f *model.F[[]string], v string, sp model.Span) {
	list := append(f.V, v)
	if f.How == model.Explicit {
		sp.Line = min(sp.Line, f.Span.Line)
		sp.End = max(sp.End, f.Span.End)
	}
	f.Set(list, sp)
}

// AddPrefix appends p to an address fact and widens its lines.
func AddPrefix(f *model.F[[]netip.Prefix], p netip.Prefix, sp model.Span) {
	list := append(f.V, p)
	if f.How == model.Explicit {
		sp.Line = min(sp.Line, f.Span.Line)
		sp.End = max(sp.End, f.Span.End)
	}
	f.Set(list, sp)
}

// Inherit gives dst the stated value of src where dst has none of its own.
func Inherit[V model.Value](dst, src *model.F[V]) {
	if dst.How == model.NotRead && src.How.Stated() {
		dst.Inherit(src.V, src.Span)
	}
}

// PlainAS writes an AS number as one decimal; "1.10" becomes "65546". Other
// words are returned as they stand.
func PlainAS(s string) string {
	hi, lo, found := strings.Cut(s, ".")
	if !found {
		return s
	}
	h, err1 := strconv.ParseUint(hi, 10, 16)
	l, err2 := strconv.ParseUint(lo, 10, 16)
	if err1 != nil || err2 != nil {
		return s
	}
	return strconv.FormatUint(h<<16|l, 10)
}
