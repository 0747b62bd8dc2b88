// Package stmt matches the statements of a configuration tree against tables.
//
// A table says for each statement that an operating system may write what
// Linewarden does with it: read it in full, in part, not yet, or leave it
// alone because it has been named as irrelevant. Every line thereby ends in
// one recorded State; a line that no entry names is Unknown, never silently
// skipped, and puts in doubt what is absent around it.
//
// # Patterns
//
// A pattern is words separated by spaces:
//
//	word      that word
//	a|b|c     one of these words
//	*         any one word, captured in Match.Args
//	...       at the end: any further words of the statement, captured in
//	          Match.Rest (in trees with Path set, also everything below)
//	**        at the end: like ..., and all children in every tree
//	no word   only the negated statement
//	no? word  the statement and its negation; Match.Neg tells which
//
// A pattern without "no" matches only the positive statement. A literal word
// wins over *, * over ... and **; a longer match over a shorter one.
package stmt

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// State is what was understood of a line.
type State uint8

const (
	// Unknown: no table entry names the statement.
	Unknown State = iota
	// Unimplemented: relevant to security, named, and not read yet.
	Unimplemented
	// Partial: read, but not all of it.
	Partial
	// Irrelevant: an entry names it as without meaning for any check.
	Irrelevant
	// Full: read in full.
	Full
	// Blank: not a statement: empty, a comment, or structure without content.
	Blank
)

var states = [...]string{"unknown", "unimplemented", "partial", "irrelevant", "full", "blank"}

// String returns the lower-case word used in outputs.
func (s State) String() string { return states[s] }

// Match is one statement that a pattern matched.
type Match struct {
	// Node is the index of the tree node where the match ends.
	Node int32
	// Args are the words that * stood for, in order, of this pattern only.
	Args []string
	// Rest are the words that ... or ** stood for.
	Rest []string
	// Neg says that the statement is negated.
	Neg bool
	// Inherited says that the statement comes from a group that is applied here.
	Inherited bool
	// Text is the statement's line as written, trimmed.
	Text string
	// Span are the statement's raw lines.
	Span model.Span
}

// Arg returns argument i, or "" where there is none.
func (m *Match) Arg(i int) string {
	if i < len(m.Args) {
		return m.Args[i]
	}
	return ""
}

// After returns the word that follows the first occurrence of key in Rest,
// and whether key occurs with a word behind it.
func (m *Match) After(key string) (string, bool) {
	for i, w := range m.Rest {
		if w == key && i+1 < len(m.Rest) {
			return m.Rest[i+1], true
		}
	}
	return "", false
}

// Has reports whether Rest contains word.
func (m *Match) Has(word string) bool {
	for _, w := range m.Rest {
		if w == word {
			return true
		}
	}
	return false
}

// Entry is one row of a table for statements about a T.
type Entry[T any] struct {
	Pattern string
	// State is recorded for the statement's lines. The zero value means Full
	// where Do or Sub is set.
	State State
	// Do reads the statement. It may call Ctx.Mark to lower the state.
	Do func(c *Ctx, t T, m *Match)
	// Sub reads the statement's first line and returns the block in which
	// its children are matched. The zero Block leaves them Unknown.
	Sub func(c *Ctx, t T, m *Match) Block
}

// Block is a table together with the part of the model that it fills.
type Block struct {
	root *branch
	obj  any
}

// Table is a compiled set of entries. It is immutable and safe for
// concurrent use.
type Table[T any] struct{ root *branch }

// In returns the block that matches children with t's entries and hands them obj.
func (t *Table[T]) In(obj T) Block { return Block{t.root, obj} }

// branch is one step of the compiled patterns.
type branch struct {
	lit  map[string]*branch
	any  *branch
	end  [2]*action // positive, negated
	rest [2]*action // pattern ends in ...
	all  [2]*action // pattern ends in **
}

type action struct {
	table   string
	pattern string
	args    int
	state   State
	do      func(c *Ctx, obj any, m *Match)
	sub     func(c *Ctx, obj any, m *Match) Block
}

// New compiles entries, and patterns of statements that are irrelevant, to the
// table called name. It reports a pattern that is malformed or given twice.
func New[T any](name string, irrelevant []string, entries ...Entry[T]) (*Table[T], error) {
	root := &branch{}
	for _, e := range entries {
		a := &action{table: name, pattern: e.Pattern, state: e.State}
		if e.Do != nil || e.Sub != nil {
			if a.state == Unknown {
				a.state = Full
			}
		} else if a.state == Unknown {
			return nil, fmt.Errorf("pattern %q: no state and nothing to do", e.Pattern)
		}
		if do := e.Do; do != nil {
			a.do = func(c *Ctx, obj any, m *Match) { do(c, obj.(T), m) }
		}
		if sub := e.Sub; sub != nil {
			a.sub = func(c *Ctx, obj any, m *Match) Block { return sub(c, obj.(T), m) }
		}
		if err := root.add(e.Pattern, a); err != nil {
			return nil, err
		}
	}
	for _, p := range irrelevant {
		if err := root.add(p, &action{table: name, pattern: p, state: Irrelevant}); err != nil {
			return nil, err
		}
	}
	return &Table[T]{root}, nil
}

func (b *branch) add(pattern string, a *action) error {
	words := strings.Fields(pattern)
	pos, neg := true, false
	if len(words) > 1 && (words[0] == "no" || words[0] == "no?") {
		pos, neg = words[0] == "no?", true
		words = words[1:]
	} else if a.state == Irrelevant {
		neg = true // naming a construct as irrelevant covers taking it back
	}
	for _, w := range words {
		if w == "*" {
			a.args++
		}
	}
	if len(words) == 0 {
		return fmt.Errorf("pattern %q: empty", pattern)
	}
	return b.insert(words, a, pos, neg)
}

func (b *branch) insert(words []string, a *action, pos, neg bool) error {
	if len(words) == 0 {
		return put(&b.end, a, pos, neg)
	}
	switch w := words[0]; {
	case w == "...", w == "**":
		if len(words) > 1 {
			return fmt.Errorf("pattern %q: %s must be last", a.pattern, w)
		}
		if w == "..." {
			return put(&b.rest, a, pos, neg)
		}
		return put(&b.all, a, pos, neg)
	case w == "*":
		if b.any == nil {
			b.any = &branch{}
		}
		return b.any.insert(words[1:], a, pos, neg)
	default:
		for _, alt := range strings.Split(w, "|") {
			if alt == "" {
				return fmt.Errorf("pattern %q: empty alternative", a.pattern)
			}
			if b.lit == nil {
				b.lit = map[string]*branch{}
			}
			next := b.lit[alt]
			if next == nil {
				next = &branch{}
				b.lit[alt] = next
			}
			if err := next.insert(words[1:], a, pos, neg); err != nil {
				return err
			}
		}
		return nil
	}
}

func put(slot *[2]*action, a *action, pos, neg bool) error {
	for i, on := range [2]bool{pos, neg} {
		if !on {
			continue
		}
		if old := slot[i]; old != nil && (old.state == Irrelevant) == (a.state == Irrelevant) {
			return fmt.Errorf("pattern %q: same statement as %q", a.pattern, old.pattern)
		} else if old != nil && a.state == Irrelevant {
			continue // what is read wins over what is left alone
		}
		slot[i] = a
	}
	return nil
}
