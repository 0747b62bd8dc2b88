package fortios

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// builder compiles the tables of nested blocks and gathers their errors. The
// list of irrelevant statements of a block is named after its path, with -
// for spaces.
type builder struct {
	lists stmt.Lists
	used  map[string]bool
	errs  []error
}

// compile makes the table of one block.
func compile[T any](b *builder, name string, entries []stmt.Entry[T]) *stmt.Table[T] {
	name = strings.ReplaceAll(name, " ", "-")
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

// opener makes the part of the model that a block or an entry fills.
type opener[P, T any] func(c *stmt.Ctx, parent P, name string, sp model.Span) T

// group is a block of settings: config NAME … end.
func group[P, T any](b *builder, name string, open opener[P, T], entries ...stmt.Entry[T]) stmt.Entry[P] {
	t := compile(b, name, entries)
	return stmt.Entry[P]{Pattern: "config " + name, Sub: func(c *stmt.Ctx, p P, m *stmt.Match) stmt.Block {
		return t.In(open(c, p, "", c.Span(m.Node)))
	}}
}

// list is a block of named entries: config NAME, edit …, end. Commands that
// change entries afterwards are not carried out and put the block in doubt.
func list[P, T any](b *builder, name string, open opener[P, T], entries ...stmt.Entry[T]) stmt.Entry[P] {
	inner := compile(b, name, entries)
	outer, err := stmt.New(name, nil,
		stmt.Entry[P]{Pattern: "edit *", Sub: func(c *stmt.Ctx, p P, m *stmt.Match) stmt.Block {
			return inner.In(open(c, p, m.Arg(0), c.Span(m.Node)))
		}},
		stmt.Entry[P]{Pattern: "delete|move|clone|rename|purge ...", State: stmt.Unimplemented},
	)
	if err != nil {
		b.errs = append(b.errs, err)
		outer = &stmt.Table[P]{}
	}
	return stmt.Entry[P]{Pattern: "config " + name, Sub: func(_ *stmt.Ctx, p P, _ *stmt.Match) stmt.Block { return outer.In(p) }}
}

// when runs do for set NAME VALUE…; unset runs nothing.
func when[T any](name string, do func(c *stmt.Ctx, t T, m *stmt.Match)) stmt.Entry[T] {
	return stmt.Entry[T]{Pattern: "no? set " + name + " ...", Do: func(c *stmt.Ctx, t T, m *stmt.Match) {
		if !m.Neg {
			do(c, t, m)
		}
	}}
}

// fact is set NAME VALUE… for one fact, which unset gives back to its default.
// Read reports false for a value that it does not understand.
func fact[T any, V model.Value](name string, at func(T) *model.F[V], read func(words []string) (V, bool)) stmt.Entry[T] {
	return stmt.Entry[T]{Pattern: "no? set " + name + " ...", Do: func(c *stmt.Ctx, t T, m *stmt.Match) {
		f := at(t)
		if m.Neg {
			*f = model.F[V]{}
			return
		}
		if v, ok := read(m.Rest); ok {
			f.Set(v, m.Span)
			return
		}
		f.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}}
}

// onOff is a fact written enable, up or disable, down.
func onOff[T any](name string, at func(T) *model.F[bool]) stmt.Entry[T] {
	return fact(name, at, func(w []string) (bool, bool) { return truth(first(w)) })
}

// text is a fact of one word.
func text[T any](name string, at func(T) *model.F[string]) stmt.Entry[T] {
	return fact(name, at, func(w []string) (string, bool) { return first(w), len(w) > 0 })
}

// number is a fact written as a number of units.
func number[T any](name string, unit int64, at func(T) *model.F[int64]) stmt.Entry[T] {
	return fact(name, at, func(w []string) (int64, bool) {
		n, ok := integer(first(w))
		return n * unit, ok
	})
}

// words is a fact that is a list; append adds to it.
func words[T any](name string, at func(T) *model.F[[]string]) stmt.Entry[T] {
	return stmt.Entry[T]{Pattern: "no? set|append|select " + name + " ...", Do: func(c *stmt.Ctx, t T, m *stmt.Match) {
		f := at(t)
		switch {
		case m.Neg:
			f.Set([]string{}, m.Span)
		case c.Tree.Nodes[m.Node].Words[0] == "append":
			f.Set(append(f.V[:len(f.V):len(f.V)], m.Rest...), m.Span)
		default:
			f.Set(append([]string{}, m.Rest...), m.Span)
		}
	}}
}

func first(w []string) string {
	if len(w) == 0 {
		return ""
	}
	return w[0]
}

// truth reads the two values of a switch.
func truth(v string) (on, ok bool) {
	switch v {
	case "enable", "up", "yes":
		return true, true
	case "disable", "down", "no":
		return false, true
	}
	return false, false
}

// integer reads a decimal number below 2^40.
func integer(v string) (int64, bool) {
	n, err := strconv.ParseInt(v, 10, 64)
	return n, err == nil && n >= 0 && n < 1<<40
}
