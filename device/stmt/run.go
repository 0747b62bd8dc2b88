package stmt

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
)

// Ctx is one run of a table over one tree. Handlers use it to reach the
// device, the tree and the recorders. It is not safe for concurrent use.
type Ctx struct {
	Dev  *model.Device
	Tree *lex.Tree
	// Keyer fingerprints secrets.
	Keyer *model.Keyer
	// Sections says which parts of the model a line that nobody understood
	// may have been about, by its leading words; the longest prefix counts.
	Sections []Section
	// CutAt is the raw line that a cut may have shortened: it and what
	// follows is not read. 0 is none.
	CutAt int32
	// Trace, where it is not nil, records which entry decided each statement.
	Trace *Trace

	states []State
	masks  map[int32][]string
	caps   []string
	// Matches and their Args are cut from slabs and never used again, so that
	// a handler may keep them.
	matches []Match
	args    []string
}

// Sizes of the slabs.
const (
	slabMatches = 64
	slabArgs    = 256
)

// Section maps leading words to paths of the model; the word * stands for any.
type Section struct {
	Words []string
	Paths []string
}

// NewCtx prepares a run over a file of lines raw lines.
func NewCtx(dev *model.Device, tree *lex.Tree, keyer *model.Keyer, lines int) *Ctx {
	c := &Ctx{Dev: dev, Tree: tree, Keyer: keyer, states: make([]State, lines+1), masks: map[int32][]string{}}
	for i := range c.states {
		c.states[i] = Blank
	}
	return c
}

// Run matches the whole tree against block.
func (c *Ctx) Run(b Block) {
	c.Block(0, b)
	c.idle()
	c.mentions()
}

// mentions notes which of the file's names stand on lines that are not
// understood, so that nobody calls them unused.
func (c *Ctx) mentions() {
	defined := map[string]bool{}
	for _, d := range c.Dev.Refs.Defs {
		defined[d.Name] = true
	}
	for i := range c.Tree.Nodes {
		n := &c.Tree.Nodes[i]
		if n.Line < 1 || int(n.Line) >= len(c.states) || c.states[n.Line] != Unknown && c.states[n.Line] != Unimplemented {
			continue
		}
		for _, w := range n.Words {
			if w = strings.Trim(w, `"`); defined[w] {
				c.Dev.Refs.Mention(w, n.Line)
			}
		}
	}
}

// Block matches the children of node i against block.
func (c *Ctx) Block(i int32, b Block) {
	for k := range c.Tree.Kids(i) {
		c.statement(k, b)
	}
}

// States returns what was understood of each raw line, indexed from 1.
func (c *Ctx) States() []State { return c.states }

// Mark lowers the state of a statement's lines to s; it never raises it.
func (c *Ctx) Mark(i int32, s State) {
	n := &c.Tree.Nodes[i]
	for l := n.Line; l <= n.End && int(l) < len(c.states); l++ {
		c.states[l] = min(c.states[l], s)
	}
	for _, l := range c.Tree.Also[i] {
		c.MarkLine(l, s)
	}
}

// MarkLine lowers the state of raw line l to s.
func (c *Ctx) MarkLine(l int32, s State) {
	if l > 0 && int(l) < len(c.states) {
		c.states[l] = min(c.states[l], s)
	}
}

// idle accounts for the parts of the tree that are not in force and for the
// lines that only changed other statements.
func (c *Ctx) idle() {
	for _, i := range c.Tree.Idle {
		c.fill(i)
	}
	for _, l := range c.Tree.Edits {
		c.MarkLine(l, Full)
	}
	for _, l := range c.Tree.Skipped {
		c.MarkLine(l, Unimplemented)
	}
}

// fill marks the lines of node i and below that have no state yet: a line of
// a group has one already where the group is applied.
func (c *Ctx) fill(i int32) {
	n := &c.Tree.Nodes[i]
	for l := n.Line; l <= n.End && int(l) < len(c.states); l++ {
		if c.states[l] == Blank {
			c.states[l] = Irrelevant
		}
	}
	for _, l := range c.Tree.Also[i] {
		if c.states[l] == Blank {
			c.states[l] = Irrelevant
		}
	}
	for k := range c.Tree.Kids(i) {
		c.fill(k)
	}
}

// Span returns the raw lines of node i with everything below it. Where
// statements are merged, what the node inherits is left out.
func (c *Ctx) Span(i int32) model.Span {
	n := &c.Tree.Nodes[i]
	end := n.End
	if c.Tree.Path {
		return model.Span{Line: n.Line, End: c.last(i, n.Inherited)}
	}
	for k := n.Last; k != 0; k = c.Tree.Nodes[k].Last {
		end = max(end, c.Tree.Nodes[k].End)
	}
	return model.Span{Line: n.Line, End: end}
}

func (c *Ctx) last(i int32, inherited bool) int32 {
	end := c.Tree.Nodes[i].End
	for k := range c.Tree.Kids(i) {
		if c.Tree.Nodes[k].Inherited == inherited {
			end = max(end, c.last(k, inherited))
		}
	}
	return end
}

func (c *Ctx) statement(i int32, b Block) {
	n := &c.Tree.Nodes[i]
	if c.CutAt != 0 && n.End >= c.CutAt {
		c.Mark(i, Unknown)
		c.below(i, Unknown)
		return
	}
	if b.root == nil {
		c.unknown(i, b)
		return
	}
	depth := len(c.caps)
	if !c.step(i, 0, b.root, b, depth, n.Neg) {
		c.unknown(i, b)
	}
	c.caps = c.caps[:depth]
}

// step tries to match the words of node i from word w on at branch br. It
// reports false, without effect, when no pattern matches.
func (c *Ctx) step(i int32, w int, br *branch, b Block, caps int, neg bool) bool {
	n := &c.Tree.Nodes[i]
	if w < len(n.Words) {
		if next := br.lit[n.Words[w]]; next != nil && c.step(i, w+1, next, b, caps, neg) {
			return true
		}
		if br.any != nil {
			c.caps = append(c.caps, n.Words[w])
			if c.step(i, w+1, br.any, b, caps, neg) {
				return true
			}
			c.caps = c.caps[:len(c.caps)-1]
		}
		return c.finish(i, w, br, b, caps, neg)
	}
	if a := br.end[side(neg)]; a != nil && !(c.Tree.Path && n.First != 0 && a.sub == nil) {
		c.apply(i, a, nil, b, caps)
		return true
	}
	if n.First != 0 && (br.lit != nil || br.any != nil) && c.Tree.Path {
		c.through(i, br, b, caps, neg)
		return true
	}
	if n.Hollow && (br.lit != nil || br.any != nil) {
		c.mark(i, Full)
		return true
	}
	return c.finish(i, w, br, b, caps, neg)
}

// through carries a half-matched pattern into the children of node i.
func (c *Ctx) through(i int32, br *branch, b Block, caps int, neg bool) {
	c.mark(i, Full)
	depth := len(c.caps)
	for k := range c.Tree.Kids(i) {
		kid := &c.Tree.Nodes[k]
		if c.CutAt != 0 && kid.End >= c.CutAt && kid.First == 0 {
			c.Mark(k, Unknown)
			continue
		}
		if !c.step(k, 0, br, b, caps, neg || kid.Neg) {
			c.unknown(k, b)
		}
		c.caps = c.caps[:depth]
	}
	if a := br.end[side(neg)]; a != nil {
		c.apply(i, a, nil, Block{obj: b.obj}, caps)
	}
}

// finish matches what is left of node i with ... or **.
func (c *Ctx) finish(i int32, w int, br *branch, b Block, caps int, neg bool) bool {
	n := &c.Tree.Nodes[i]
	if a := br.rest[side(neg)]; a != nil {
		rest := n.Words[w:]
		if c.Tree.Path && n.First != 0 && a.sub == nil {
			rest = append(append([]string(nil), rest...), c.Tree.Below(i, 4096)...)
			c.below(i, a.state)
		}
		c.apply(i, a, rest, b, caps)
		return true
	}
	if a := br.all[side(neg)]; a != nil {
		c.below(i, a.state)
		c.apply(i, a, n.Words[w:], b, caps)
		return true
	}
	return false
}

func side(neg bool) int {
	if neg {
		return 1
	}
	return 0
}

// apply runs what an entry says for node i.
func (c *Ctx) apply(i int32, a *action, rest []string, b Block, caps int) {
	n := &c.Tree.Nodes[i]
	c.mark(i, a.state)
	if c.Trace != nil {
		c.Trace.hit(i, a)
	}
	if a.state == Unimplemented || a.state == Partial {
		c.doubt(i, b)
	}
	if n.Inactive {
		c.below(i, Irrelevant) // named by the system itself as not in force
		return
	}
	switch {
	case a.sub != nil:
		c.Block(i, a.sub(c, b.obj, c.match(n, i, rest, caps)))
	case a.do != nil:
		a.do(c, b.obj, c.match(n, i, rest, caps))
	}
	if a.sub == nil && !c.Tree.Path && n.First != 0 {
		c.orphans(i, b, a)
	}
}

// match states node i with what its pattern captured.
func (c *Ctx) match(n *lex.Node, i int32, rest []string, caps int) *Match {
	if len(c.matches) == 0 {
		c.matches = make([]Match, slabMatches)
	}
	m := &c.matches[0]
	c.matches = c.matches[1:]
	m.Node, m.Args, m.Rest, m.Text = i, c.keep(c.caps[caps:]), rest, n.Text
	m.Neg, m.Inherited, m.Span = n.Neg, n.Inherited, model.Span{Line: n.Line, End: n.End}
	return m
}

// keep copies words that a later match would overwrite.
func (c *Ctx) keep(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	if len(c.args)+len(words) > cap(c.args) {
		c.args = make([]string, 0, max(slabArgs, len(words)))
	}
	from := len(c.args)
	c.args = append(c.args, words...)
	return c.args[from:len(c.args):len(c.args)]
}

// orphans marks the children of a statement that takes none.
func (c *Ctx) orphans(i int32, b Block, a *action) {
	for k := range c.Tree.Kids(i) {
		if c.states[c.Tree.Nodes[k].Line] == Blank {
			c.unknown(k, b)
		}
	}
}

// mark records the state of a statement's lines; where two statements share a
// line, the lesser state stays.
func (c *Ctx) mark(i int32, s State) { c.Mark(i, s) }

// below marks everything under node i.
func (c *Ctx) below(i int32, s State) {
	for k := range c.Tree.Kids(i) {
		c.mark(k, s)
		c.below(k, s)
	}
}

func (c *Ctx) unknown(i int32, b Block) {
	c.mark(i, Unknown)
	c.below(i, Unknown)
	c.doubt(i, b)
	if c.Trace != nil {
		c.Trace.miss(i, b)
	}
}

// doubt records that node i may have stated something that is now missing.
func (c *Ctx) doubt(i int32, b Block) {
	line := c.Tree.Nodes[i].Line
	if o, ok := b.obj.(model.Owner); ok && o.Own() != c.Dev.Own() {
		o.Own().AddDoubt(line)
	}
	c.Doubt(c.Tree.PathOf(i), line)
	if copies(c.Tree.Nodes[i].Words) {
		c.Dev.Doubtful("mirrors", line)
	}
}

// Doubt records that a statement in line, with words from the top down, may
// have stated something of the parts that Sections names for it.
func (c *Ctx) Doubt(words []string, line int32) {
	best := -1
	for s := range c.Sections {
		if prefixed(words, c.Sections[s].Words) && (best < 0 || len(c.Sections[s].Words) > len(c.Sections[best].Words)) {
			best = s
		}
	}
	if best >= 0 {
		for _, p := range c.Sections[best].Paths {
			c.Dev.Doubtful(p, line)
		}
	}
}

// copies reports whether a statement's words speak of copying traffic away,
// wherever it stands: each system has more spellings than its table.
func copies(words []string) bool {
	for _, w := range words {
		w = strings.ToLower(w)
		for _, part := range []string{"mirror", "observe", "observing", "erspan", "rspan"} {
			if strings.Contains(w, part) {
				return true
			}
		}
	}
	return false
}

func prefixed(words, prefix []string) bool {
	if len(words) < len(prefix) {
		return false
	}
	for i := range prefix {
		if prefix[i] != "*" && words[i] != prefix[i] {
			return false
		}
	}
	return true
}
