package intended

import (
	"errors"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
)

// Kind is how a configuration differs from what is intended.
type Kind string

// The kinds of differences.
const (
	Missing Kind = "missing" // intended, and not there
	Extra   Kind = "extra"   // there, and not intended
	Differs Kind = "differs" // another value than intended
	Order   Kind = "order"   // there, at another place of an ordered list
	// CannotTell: the file does not show it, or shows a secret that is
	// encrypted again or another.
	CannotTell Kind = "cannot_tell"
)

// Difference is one difference. All texts are untrusted, with secrets masked.
type Difference struct {
	Kind Kind `json:"kind"`
	// Section are the sections around it, outermost first.
	Section  []string `json:"section"`
	Intended string   `json:"intended,omitempty"`
	Actual   string   `json:"actual,omitempty"`
	// IntendedLine and Line are the raw lines in both files, 0 for none.
	IntendedLine int    `json:"intended_line,omitempty"`
	Line         int    `json:"line,omitempty"`
	Lines        int    `json:"lines"` // statements that it stands for, itself and those in it
	Why          string `json:"why,omitempty"`
}

// Result is how a configuration compares with what is intended.
type Result struct {
	Differences []Difference
	// Commands make the configuration what is intended, as far as it is known.
	Commands []Command
}

// Options of Compare.
type Options struct {
	// Sections says that what is intended are some sections: what stands
	// outside them is not asked.
	Sections bool
}

// ErrSystem is returned for a system that is not known, or for two of them.
var ErrSystem = errors.New("not of one system that is known here")

// ErrIntended is returned where what is intended is cut off inside a section.
var ErrIntended = errors.New("what is intended ends inside a section")

// maxSteps bounds how often a pattern is held against a statement.
const maxSteps = 50_000_000

// Compare compares a configuration with what is intended.
func Compare(want, have *Config, opt Options) (*Result, error) {
	s := systemsTable[want.OS]
	if s == nil || want.OS != have.OS {
		return nil, ErrSystem
	}
	if len(want.Tree.Unclosed) > 0 && want.OS != "eos" || len(want.Tree.Stray) > 0 {
		return nil, ErrIntended
	}
	if want.OS == "sros" && (worded(want) || worded(have)) {
		if s = systemsTable["sros classic"]; !(worded(want) && worded(have)) {
			return nil, ErrSystem
		}
	}
	r := newRules(s)
	c := &comparison{rules: r, have: have, sections: opt.Sections}
	removals, rest := c.section(build(want, r), build(have, r), nil)
	c.out = append(removals, rest...)
	out := &Result{Differences: []Difference{}}
	for _, ch := range c.out {
		if ch.kind != "" {
			out.Differences = append(out.Differences, ch.difference(s))
		}
	}
	slices.SortStableFunc(out.Differences, byLine)
	out.Commands = c.plan()
	return out, nil
}

// worded reports a tree whose statements are lines, not words.
func worded(c *Config) bool {
	return slices.ContainsFunc(c.Tree.Nodes[1:], func(n lex.Node) bool { return len(n.Words) > 1 })
}

// change is a difference with what is needed to write its commands.
type change struct {
	kind       Kind
	around     []*node // sections, as in the actual file where they are in it
	want, have *node
	why        string
	// within says that the commands of the list around it say it too.
	within bool
	// relist is not nil where the change is only in how a list is written.
	relist *relist
}

// relist is an ordered list that is to be put in order.
type relist struct {
	// old are to go and new to come, from the first line on that differs.
	old, new []*node
	// order are all entries as intended, and now as they stand once what is
	// missing was added at the end and what is too much removed. They are for
	// systems that can move entries.
	order, now []*node
	moves      bool
}

type comparison struct {
	*rules
	have     *Config
	sections bool
	out      []*change
	steps    int
}

func (ch *change) difference(s *system) Difference {
	d := Difference{Kind: ch.kind, Section: []string{}, Why: ch.why, Lines: 1}
	var path []string
	for _, n := range ch.around {
		if !n.list {
			path = append(path, n.text(s))
		}
	}
	if s.style == paths {
		if len(path) > 0 {
			d.Section = append(d.Section, strings.Join(path, " "))
		}
	} else {
		d.Section = append(d.Section, path...)
	}
	if n := ch.want; n != nil {
		d.Intended, d.IntendedLine, d.Lines = n.whole(s), int(n.line), n.count()
	}
	if n := ch.have; n != nil {
		d.Actual, d.Line, d.Lines = n.whole(s), int(n.line), n.count()
	}
	return d
}

// byLine orders differences by the actual file, and what is not in it by the
// intended one.
func byLine(a, b Difference) int {
	if a.Line != 0 && b.Line != 0 {
		return a.Line - b.Line
	}
	if a.Line == 0 && b.Line == 0 {
		return a.IntendedLine - b.IntendedLine
	}
	return b.Line - a.Line
}

// whole is text, and of a path all that leads to the only value.
func (n *node) whole(s *system) string {
	out := n.text(s)
	for s.style == paths && len(n.kids) == 1 {
		n = n.kids[0]
		out += " " + n.text(s)
	}
	return out
}

// count returns the number of statements of a node.
func (n *node) count() int {
	if len(n.kids) == 0 {
		return 1
	}
	sum := 0
	for _, k := range n.kids {
		sum += k.count()
	}
	return sum + 1
}

// section compares what stands in a section. It returns what is to go, that of
// inner sections first, and what is to come, that of inner sections last: what
// is stated further in may need what is stated around it. At the top, each
// section keeps its changes together.
func (c *comparison) section(want, have *node, around []*node) (removals, rest []*change) {
	p := c.pair(want, have, around)
	var inner []*change
	for _, m := range p.both {
		gone, come := c.matched(m, around)
		if len(around) == 0 {
			inner = append(append(inner, gone...), come...)
			continue
		}
		removals, inner = append(removals, gone...), append(inner, come...)
	}
	from := len(c.out)
	if c.isOrdered(around) && !numbered(want, have) {
		c.list(want, have, p, around)
	} else {
		c.loose(have, p, around)
	}
	for _, ch := range c.out[from:] {
		if ch.kind == Extra {
			removals = append(removals, ch)
		} else {
			rest = append(rest, ch)
		}
	}
	c.out = c.out[:from]
	if len(around) == 0 {
		return nil, append(append(inner, rest...), removals...)
	}
	return removals, append(rest, inner...)
}

// matched compares two nodes that state the same.
func (c *comparison) matched(m pair, around []*node) (removals, rest []*change) {
	if m.secret {
		rest = append(rest, &change{kind: CannotTell, around: around, want: m.want, have: m.have, why: "re-encrypted or another value, cannot tell"})
	}
	if m.want.off != m.have.off {
		rest = append(rest, &change{kind: Differs, around: around, want: m.want, have: m.have, why: "in force in only one of them"})
	}
	if len(m.want.kids)+len(m.have.kids) == 0 {
		return nil, rest
	}
	if at, _, _ := find(c.rewrite, around, m.have); at >= 0 {
		if !m.have.open && !alike(m.want, m.have) {
			rest = append(rest, &change{kind: Differs, around: around, want: m.want, have: m.have, why: "it is written anew as a whole"})
		}
		return nil, rest
	}
	gone, come := c.section(m.want, m.have, append(slices.Clone(around), m.have))
	return gone, append(rest, come...)
}

// alike reports equal sections, in order.
func alike(a, b *node) bool {
	return fits(a, b) && slices.EqualFunc(a.kids, b.kids, alike)
}

func (c *comparison) isOrdered(around []*node) bool {
	if len(around) == 0 {
		return false
	}
	last := around[len(around)-1]
	if last.list {
		return true
	}
	if c.style == paths {
		return ends(c.ordered, around)
	}
	at, _, _ := find(c.ordered, around[:len(around)-1], last)
	return at >= 0
}

// numbered reports lists whose lines say their place themselves.
func numbered(a, b *node) bool {
	for _, n := range []*node{a, b} {
		if slices.ContainsFunc(n.kids, func(k *node) bool { return !number(k.words[0]) && !k.rest() }) {
			return false
		}
	}
	return true
}

// absent gives what stands only in what is intended.
func (c *comparison) absent(have, n *node, around []*node) *change {
	ch := &change{kind: Missing, around: around, want: n}
	switch {
	case c.steps > maxSteps:
		ch.kind, ch.why = CannotTell, tooMany
	case c.have.Complete == Doubtful:
		ch.kind, ch.why = CannotTell, "not in the file, which is not known to be whole"
	case c.have.Complete == Cut && (have.open || c.style == paths):
		ch.kind, ch.why = CannotTell, "not in the file, which is cut off"
	}
	return ch
}

// tooMany is said where the work of holding places against lines was given up.
const tooMany = "too many places to hold against too many lines"

// surplus gives what stands only in the actual file.
func (c *comparison) surplus(n *node, around []*node) *change {
	if c.steps > maxSteps {
		return &change{kind: CannotTell, around: around, have: n, why: tooMany}
	}
	return &change{kind: Extra, around: around, have: n}
}

// loose speaks of what has no counterpart in a section without an order.
func (c *comparison) loose(have *node, p pairs, around []*node) {
	replaced := map[*node]bool{}
	by := map[string]*node{}
	for _, n := range p.have {
		if k := c.value(around, n); k != "" && by[k] == nil {
			by[k] = n
		}
	}
	for _, n := range p.want {
		if old := by[c.value(around, n)]; old != nil && !replaced[old] && c.steps <= maxSteps {
			replaced[old] = true
			c.out = append(c.out, &change{kind: Differs, around: around, want: n, have: old})
			continue
		}
		c.out = append(c.out, c.absent(have, n, around))
	}
	for _, n := range p.have {
		if !replaced[n] && c.asked(p, n, around) {
			c.out = append(c.out, c.surplus(n, around))
		}
	}
}

// value names what has one value only: equal for statements of which one
// replaces the other, "" for others.
func (c *comparison) value(around []*node, n *node) string {
	if c.style == paths {
		if len(n.kids) == 0 && ends(c.single, around) {
			return "value"
		}
		return ""
	}
	if len(n.kids) > 0 {
		return ""
	}
	if slices.Contains(n.words, "secondary") || slices.Contains(n.words, "add") {
		return strings.Join(n.words, " ")
	}
	for _, list := range [][]pattern{c.single, c.renew} {
		if at, _, name := find(list, around, n); at >= 0 {
			return "\x00" + name
		}
	}
	return strings.Join(n.words, " ")
}

// asked reports whether a template says anything of what only the actual file
// has.
func (c *comparison) asked(p pairs, n *node, around []*node) bool {
	if p.rest {
		return false
	}
	if !c.sections {
		return true
	}
	if len(around) > 0 {
		return c.style != paths && c.depth == 0 || len(around) >= c.depth
	}
	return c.depth == 0 && len(n.kids) == 0 && slices.ContainsFunc(p.all, func(w *node) bool {
		return len(w.kids) == 0 && c.family(w) == c.family(n)
	})
}

// family names the section of a line of the top.
func (c *comparison) family(n *node) string {
	if len(n.words) > 1 && slices.Contains(c.wide, n.words[0]) {
		return n.words[0] + " " + n.words[1]
	}
	return n.words[0]
}

// list compares an ordered list.
func (c *comparison) list(want, have *node, p pairs, around []*node) {
	unknown := c.steps > maxSteps || c.have.Complete == Doubtful || c.have.Complete == Cut && (have.open || c.style == paths)
	moves := c.after != ""
	for _, n := range p.want {
		ch := c.absent(have, n, around)
		ch.within = !moves
		c.out = append(c.out, ch)
	}
	for _, n := range p.have {
		if c.asked(p, n, around) {
			ch := c.surplus(n, around)
			ch.within = !moves
			c.out = append(c.out, ch)
		}
	}
	counterpart := map[*node]*node{}
	for _, m := range p.both {
		counterpart[m.have] = m.want
	}
	first, inOrder := firstMoved(want.kids, have.kids, counterpart)
	if !inOrder {
		c.out = append(c.out, &change{kind: Order, around: around, want: first, within: true, why: "the lines are there in another order"})
	}
	if unknown || p.rest || inOrder && len(p.want)+len(p.have) == 0 || c.sections && c.style == paths && len(around) < c.depth {
		return
	}
	r := &relist{moves: moves, order: want.kids}
	kept := 0
	for kept < len(want.kids) && kept < len(have.kids) && counterpart[have.kids[kept]] == want.kids[kept] {
		kept++
	}
	r.old, r.new = have.kids[kept:], want.kids[kept:]
	for _, h := range have.kids {
		if w := counterpart[h]; w != nil {
			r.now = append(r.now, w)
		}
	}
	r.now = append(r.now, p.want...)
	c.out = append(c.out, &change{around: around, relist: r})
}

// firstMoved returns the first intended line whose counterpart stands before
// that of a line before it.
func firstMoved(want, have []*node, counterpart map[*node]*node) (*node, bool) {
	at := map[*node]int{}
	for i, n := range have {
		if w := counterpart[n]; w != nil {
			at[w] = i
		}
	}
	last := -1
	for _, n := range want {
		i, ok := at[n]
		if ok && i < last {
			return n, false
		}
		if ok {
			last = i
		}
	}
	return nil, true
}
