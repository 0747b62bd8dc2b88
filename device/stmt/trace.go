package stmt

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
)

// Rule is a table entry as its author wrote it; it holds nothing of a
// configuration.
type Rule struct {
	// Table is the entry's table, Pattern what it matches.
	Table, Pattern string
	// State is what the entry says of a statement. A handler may have lowered it.
	State State
}

// Trace is what decided the statements of one tree. It explains single lines
// and costs memory for each statement, so that only those who explain ask for
// it.
type Trace struct {
	tree   *lex.Tree
	rules  map[int32][]Rule
	missed map[int32]Block
}

// NewTrace prepares a record for tree.
func NewTrace(tree *lex.Tree) *Trace {
	return &Trace{tree: tree, rules: map[int32][]Rule{}, missed: map[int32]Block{}}
}

func (t *Trace) hit(i int32, a *action) {
	r := Rule{Table: a.table, Pattern: a.pattern, State: a.state}
	for _, old := range t.rules[i] {
		if old == r {
			return
		}
	}
	t.rules[i] = append(t.rules[i], r)
}

func (t *Trace) miss(i int32, b Block) { t.missed[i] = b }

// Rules returns the entries that matched node i, in the order of matching.
func (t *Trace) Rules(i int32) []Rule { return t.rules[i] }

// Missed reports whether node i was matched against a table and no entry fits.
func (t *Trace) Missed(i int32) bool {
	_, ok := t.missed[i]
	return ok
}

// Near returns the entry that comes closest to node i, which no entry matched,
// and how many of the statement's leading words fit it. It reports false where
// the block around node i takes no statements, or where not even the first
// word is like one of the table.
func (t *Trace) Near(i int32) (Rule, int, bool) {
	b, ok := t.missed[i]
	if !ok || b.root == nil {
		return Rule{}, 0, false
	}
	best := near{}
	seen := map[*action]bool{}
	b.root.each(func(a *action) {
		if seen[a] {
			return
		}
		seen[a] = true
		for _, words := range t.tails(i) {
			best.consider(a, words)
		}
	})
	if best.a == nil {
		return Rule{}, 0, false
	}
	return Rule{best.a.table, best.a.pattern, best.a.state}, best.fit, true
}

// tails returns the words of node i; where a statement's words may begin at an
// outer level, also those from each of the levels above it on.
func (t *Trace) tails(i int32) [][]string {
	words := t.tree.Nodes[i].Words
	out := [][]string{words}
	for p := t.tree.Nodes[i].Parent; t.tree.Path && p > 0; p = t.tree.Nodes[p].Parent {
		words = append(append([]string(nil), t.tree.Nodes[p].Words...), words...)
		out = append(out, words)
	}
	return out
}

// near is the best entry so far: the one that shares most leading words, then
// the one whose next word is most alike, then the shorter one.
type near struct {
	a         *action
	fit, like int
}

func (n *near) consider(a *action, words []string) {
	pattern := strings.Fields(a.pattern)
	if len(pattern) > 1 && (pattern[0] == "no" || pattern[0] == "no?") {
		pattern = pattern[1:]
	}
	fit, literal := 0, 0
	for fit < len(words) && fit < len(pattern) && fits(pattern[fit], words[fit]) {
		if pattern[fit] != "*" {
			literal++
		}
		fit++
	}
	like := 0
	if fit < len(words) && fit < len(pattern) {
		like = alike(pattern[fit], words[fit])
	}
	if literal == 0 && like < 3 {
		return // not even one word speaks for it
	}
	better := n.a == nil || fit > n.fit || fit == n.fit && like > n.like ||
		fit == n.fit && like == n.like && (len(a.pattern) < len(n.a.pattern) ||
			len(a.pattern) == len(n.a.pattern) && a.pattern < n.a.pattern)
	if better {
		n.a, n.fit, n.like = a, fit, like
	}
}

// fits reports whether a word of a pattern stands for word.
func fits(pattern, word string) bool {
	if pattern == "*" {
		return true
	}
	for _, alt := range strings.Split(pattern, "|") {
		if alt == word {
			return true
		}
	}
	return false
}

// alike returns how many letters the nearest alternative of a pattern's word
// has in common with the beginning of word.
func alike(pattern, word string) int {
	best := 0
	for _, alt := range strings.Split(pattern, "|") {
		n := 0
		for n < len(alt) && n < len(word) && alt[n] == word[n] {
			n++
		}
		best = max(best, n)
	}
	return best
}

// each calls f with every entry below b, some more than once.
func (b *branch) each(f func(*action)) {
	for _, slot := range [][2]*action{b.end, b.rest, b.all} {
		for _, a := range slot {
			if a != nil {
				f(a)
			}
		}
	}
	for _, next := range b.lit {
		next.each(f)
	}
	if b.any != nil {
		b.any.each(f)
	}
}
