package intended

import (
	"cmp"
	"slices"
	"strings"
)

// Command is one line to be entered. It is untrusted text.
type Command struct {
	Text string `json:"text"`
	// Depth is how many sections are open.
	Depth int `json:"depth"`
	// Needs is "secret" or "value" where the line has a place that a person
	// must fill in, "" otherwise.
	Needs string `json:"needs,omitempty"`
	// Note says what to know before it is entered.
	Note string `json:"note,omitempty"`
}

// The phases in which commands are entered, each change as a whole.
const (
	defining = iota // what others refer to: made and changed, before its use
	freeing         // values that another section is to have
	changing        // all else that is made and changed
	moving          // entries are put in order
	removing        // what is not intended
	ending          // what others referred to, after its use
)

// step is what a change needs to be entered.
type step struct {
	phase, rank int
	around      []*node
	lines       []Command // depths count from the section
}

// plan orders the changes into steps and writes them.
func (c *comparison) plan() []Command {
	wanted := c.wanted()
	var steps []step
	for _, ch := range c.out {
		if ch.kind == CannotTell || ch.within {
			continue
		}
		if c.moved(ch, wanted) {
			steps = append(steps, step{phase: freeing, around: ch.around, lines: c.remove(ch.around, ch.have)})
			if ch.kind == Extra {
				continue
			}
		}
		st := step{around: ch.around, lines: c.lines(ch)}
		st.phase, st.rank = c.phase(ch)
		if len(st.lines) > 0 {
			steps = append(steps, st)
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Or(a.phase-b.phase, a.rank-b.rank) })
	w := writer{system: c.system}
	for _, st := range steps {
		w.step(st)
	}
	w.enter(nil)
	c.doubt(w.out)
	if len(w.out) == 0 {
		return []Command{}
	}
	return w.framed()
}

// doubt notes at commands that name what the file does not show: nobody can
// tell whether it is there.
func (c *comparison) doubt(out []Command) {
	names := map[string]bool{}
	for _, ch := range c.out {
		if ch.kind == CannotTell && ch.have == nil && c.rank(ch) >= 0 {
			names[ch.want.words[len(ch.want.words)-1]] = true
		}
	}
	for i := range out {
		for _, word := range strings.Fields(out[i].Text) {
			if names[word] && out[i].Note == "" {
				out[i].Note = "the file does not show whether " + word + " is there"
			}
		}
	}
}

// phase says when a change is entered.
func (c *comparison) phase(ch *change) (phase, rank int) {
	going := ch.kind == Extra
	at := c.rank(ch)
	switch {
	case ch.relist != nil && ch.relist.moves:
		return moving, 0
	case c.atomic && c.style == paths && going:
		return defining, 0
	case c.atomic && c.style == paths:
		return changing, 0
	case at < 0 && going && (len(ch.around) == 0 || c.held):
		return removing, 0
	case at < 0:
		return changing, 0
	case going && (len(ch.around) == 0 || c.held):
		return ending, -at
	}
	return defining, at
}

// rank is the place of what a change is about among what others refer to, -1
// for none.
func (c *comparison) rank(ch *change) int {
	if c.style == paths {
		for i, n := range append(slices.Clone(ch.around), ch.node()) {
			if at := word(c.define, n.words[0]); at >= 0 && i < 8 {
				return at
			}
		}
		return -1
	}
	top := ch.node()
	if len(ch.around) > 0 {
		top = ch.around[0]
	}
	at, _, _ := find(c.define, nil, top)
	if at < 0 && top.list {
		return len(c.define)
	}
	return at
}

// node is what the change is about.
func (ch *change) node() *node {
	switch {
	case ch.want != nil:
		return ch.want
	case ch.have != nil:
		return ch.have
	}
	return ch.around[len(ch.around)-1]
}

// wanted gathers the values that only one section may have and that one is to
// get.
func (c *comparison) wanted() map[string]int {
	out := map[string]int{}
	for _, ch := range c.out {
		if ch.want == nil || ch.relist != nil || ch.kind == CannotTell {
			continue
		}
		for _, n := range append([]*node{ch.want}, ch.want.kids...) {
			if at, _, _ := find(c.frees, nil, n); at >= 0 {
				out[strings.Join(n.words, " ")]++
			}
		}
	}
	return out
}

// moved reports a change that must let go of a value before another section
// gets it.
func (c *comparison) moved(ch *change, wanted map[string]int) bool {
	if ch.have == nil || c.atomic || ch.relist != nil {
		return false
	}
	for _, n := range append([]*node{ch.have}, ch.have.kids...) {
		if wanted[strings.Join(n.words, " ")] > 0 && !n.neg {
			if at, _, _ := find(c.frees, nil, n); at >= 0 {
				return true
			}
		}
	}
	return false
}

// writer writes steps and remembers which sections are open.
type writer struct {
	*system
	open []*node
	out  []Command
}

// step enters the sections of a step and writes its lines.
func (w *writer) step(s step) {
	if w.style != paths {
		w.enter(s.around)
	}
	prefix := ""
	if w.style == menus && len(s.around) > 0 {
		prefix = "/" + s.around[0].show + " "
	}
	depth := w.depthNow()
	for _, l := range s.lines {
		l.Depth += depth
		if !strings.HasPrefix(l.Text, "/") {
			l.Text = prefix + l.Text
		}
		w.out = append(w.out, needs(l))
	}
}

func (w *writer) depthNow() int {
	n := 0
	for _, s := range w.open {
		if !s.list {
			n++
		}
	}
	return n
}

// enter leaves what is open and not in around, and enters what is not open.
func (w *writer) enter(around []*node) {
	if w.style == menus {
		return
	}
	same := 0
	for same < len(w.open) && same < len(around) && w.open[same] == around[same] {
		same++
	}
	for len(w.open) > same {
		last := w.open[len(w.open)-1]
		w.open = w.open[:len(w.open)-1]
		if !last.list {
			w.out = append(w.out, Command{Text: w.leave(last), Depth: w.depthNow()})
		}
	}
	for _, n := range around[same:] {
		if !n.list {
			w.out = append(w.out, needs(Command{Text: n.text(w.system), Depth: w.depthNow()}))
		}
		w.open = append(w.open, n)
	}
}

// leave is what closes a section.
func (s *system) leave(n *node) string {
	if s.style == tables && n.words[0] == "edit" {
		return "next"
	}
	return s.exit
}

// framed puts the commands between those that begin and finish a change.
func (w *writer) framed() []Command {
	var out []Command
	for _, s := range w.begin {
		out = append(out, Command{Text: s})
	}
	out = append(out, w.out...)
	for _, s := range w.finish {
		out = append(out, Command{Text: s})
	}
	return out
}

// needs says what a person must fill in.
func needs(l Command) Command {
	switch {
	case strings.Contains(l.Text, "***"):
		l.Needs = "secret"
	case strings.Contains(l.Text, "{{ ") || strings.HasSuffix(l.Text, " ..."):
		l.Needs = "value"
	}
	return l
}
