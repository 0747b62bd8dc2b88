package panos

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// builder compiles the tables and gathers their errors.
type builder struct {
	lists stmt.Lists
	used  map[string]bool
	errs  []error
}

// compile makes the table of one block; its irrelevant statements are in the
// list called name.
func compile[T any](b *builder, name string, entries []stmt.Entry[T]) *stmt.Table[T] {
	b.used[name] = true
	t, err := stmt.New(name, b.lists[name], entries...)
	if err != nil {
		b.errs = append(b.errs, fmt.Errorf("block %s: %w", name, err))
		return &stmt.Table[T]{}
	}
	return t
}

// err reports what went wrong, also a list that no block uses.
func (b *builder) err() error {
	for name := range b.lists {
		if !b.used[name] {
			b.errs = append(b.errs, fmt.Errorf("irrelevant: no block is called %q", name))
		}
	}
	return errors.Join(b.errs...)
}

// opener makes the part of the model that a block fills. Name is the last word
// that a * of the pattern stood for.
type opener[P, T any] func(c *stmt.Ctx, parent P, name string, sp model.Span) T

// block reads what stands below path with a table of its own.
func block[P, T any](b *builder, name, path string, open opener[P, T], entries ...stmt.Entry[T]) stmt.Entry[P] {
	t := compile(b, name, entries)
	return stmt.Entry[P]{Pattern: path, Sub: func(c *stmt.Ctx, p P, m *stmt.Match) stmt.Block {
		return t.In(open(c, p, last(m), c.Span(m.Node)))
	}}
}

// same is an opener for blocks that fill their parent.
func same[P any](_ *stmt.Ctx, p P, _ string, _ model.Span) P { return p }

// when runs do for every value at path; the value is the last argument.
func when[T any](path string, do func(c *stmt.Ctx, t T, value string, sp model.Span)) stmt.Entry[T] {
	return stmt.Entry[T]{Pattern: path + " *", Do: func(c *stmt.Ctx, t T, m *stmt.Match) {
		do(c, t, last(m), m.Span)
	}}
}

// single is the values of facts that are stated once.
type single interface{ bool | int64 | string }

// fact states one fact. Read reports false for a value that it does not
// understand. Where a file states two values (two elements, two templates), it
// does not tell which of them counts.
func fact[T any, V single](path string, at func(T) *model.F[V], read func(string) (V, bool)) stmt.Entry[T] {
	return stmt.Entry[T]{Pattern: path + " *", Do: func(c *stmt.Ctx, t T, m *stmt.Match) {
		v, ok := read(last(m))
		switch f := at(t); {
		case !ok:
			f.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
		case f.How == model.Unknown, f.How == model.Explicit && f.V != v:
			f.Unsure(m.Span)
		default:
			f.Set(v, m.Span)
		}
	}}
}

// yes is a fact written yes or no.
func yes[T any](path string, at func(T) *model.F[bool]) stmt.Entry[T] {
	return fact(path, at, func(v string) (bool, bool) { return v == "yes", v == "yes" || v == "no" })
}

// not is a fact whose opposite is written yes or no.
func not[T any](path string, at func(T) *model.F[bool]) stmt.Entry[T] {
	return fact(path, at, func(v string) (bool, bool) { return v == "no", v == "yes" || v == "no" })
}

// text is a fact of one word.
func text[T any](path string, at func(T) *model.F[string]) stmt.Entry[T] {
	return fact(path, at, func(v string) (string, bool) { return v, true })
}

// number is a fact written as a number of units.
func number[T any](path string, unit int64, at func(T) *model.F[int64]) stmt.Entry[T] {
	return fact(path, at, func(v string) (int64, bool) {
		n, ok := integer(v)
		return n * unit, ok
	})
}

// list is a fact whose members stand in one list or in several lines.
func list[T any](path string, at func(T) *model.F[[]string]) stmt.Entry[T] {
	return when(path, func(_ *stmt.Ctx, t T, v string, sp model.Span) { add(at(t), v, sp) })
}

// add appends v to a list and widens its lines.
func add(f *model.F[[]string], v string, sp model.Span) {
	if f.How == model.Explicit {
		sp = model.Span{Line: min(sp.Line, f.Span.Line), End: max(sp.End, f.Span.End)}
	}
	f.Set(append(f.V[:len(f.V):len(f.V)], v), sp)
}

// integer reads a decimal number below 2^40.
func integer(v string) (int64, bool) {
	n, err := strconv.ParseInt(v, 10, 64)
	return n, err == nil && n >= 0 && n < 1<<40
}

// pick reads a value by a table.
func pick[V any](from map[string]V) func(string) (V, bool) {
	return func(v string) (V, bool) { x, ok := from[v]; return x, ok }
}

func contains(list []string, w string) bool {
	for _, v := range list {
		if strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}

// last returns the last word that a * stood for, "" where the pattern has none.
func last(m *stmt.Match) string {
	if len(m.Args) == 0 {
		return ""
	}
	return m.Args[len(m.Args)-1]
}
