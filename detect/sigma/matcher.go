package sigma

import (
	"slices"

	"github.com/linewarden/linewarden/detect/needle"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// Matcher asks an engine about one record after the other.
type Matcher struct {
	e *Engine
	// states has the answers of predicates of this turn, as turn<<2 | answer.
	states []uint32
	// queued has the turn in which a rule was last put into candidates.
	queued     []uint32
	turn       uint32
	candidates []int32
	hits       []needle.Hit
	matched    []int32
	r          *Record
}

// maxTurn is the last turn that fits beside an answer.
const maxTurn = 1<<30 - 1

// NewMatcher returns a Matcher; it is for one goroutine.
func (e *Engine) NewMatcher() *Matcher {
	return &Matcher{e: e, states: make([]uint32, len(e.predicates)), queued: make([]uint32, len(e.rules))}
}

// begin forgets what was answered before.
func (m *Matcher) begin(r *Record) {
	m.r = r
	m.candidates = m.candidates[:0]
	m.matched = m.matched[:0]
	if m.turn++; m.turn > maxTurn {
		clear(m.states)
		clear(m.queued)
		m.turn = 1
	}
}

// Match returns the places of the rules that match, in order. The slice is
// overwritten by the next call.
func (m *Matcher) Match(r *Record) []int32 {
	m.begin(r)
	m.find()
	for _, i := range m.candidates {
		if m.holds(m.e.roots[i]) {
			m.matched = append(m.matched, i)
		}
	}
	for _, i := range m.e.always {
		if m.holds(m.e.roots[i]) {
			m.matched = append(m.matched, i)
		}
	}
	slices.Sort(m.matched)
	return m.matched
}

// find marks the indexed predicates that are true, and queues their rules.
func (m *Matcher) find() {
	x := &m.e.index
	for i := range m.r.values {
		v := &m.r.values[i]
		if v.field != Other {
			for _, p := range x.present[v.field] {
				m.try(p)
			}
			if !v.null && x.exact.may(v.field, v.text) {
				m.findExact(v)
			}
		}
		m.findForeign(v)
		if v.keywords && x.anyNeedle || v.field != Other && x.scanned[v.field] {
			m.findNeedles(v)
		}
	}
	for _, p := range x.keywords {
		m.try(p)
	}
}

// findForeign asks the expressions whose literals may be hidden by letters
// outside of ASCII.
func (m *Matcher) findForeign(v *value) {
	x := &m.e.index
	var own []int32
	if v.field != Other {
		own = x.foreign[v.field]
	}
	if len(own) == 0 && (len(x.foreignAny) == 0 || !v.keywords) || plain(v.text) {
		return
	}
	for _, p := range own {
		m.try(p)
	}
	if v.keywords {
		for _, p := range x.foreignAny {
			m.try(p)
		}
	}
}

// plain says that a text is one of ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func (m *Matcher) findExact(v *value) {
	t := &m.e.index.exact
	h := hashFolded(v.field, v.text)
	for i := h & t.mask; t.slots[i].text != ""; i = (i + 1) & t.mask {
		e := &t.slots[i]
		if e.hash != h || e.field != v.field || foldedPrefix(v.text, e.text) != len(v.text) {
			continue
		}
		if !e.check || m.e.predicates[e.predicate].holds(v.text) {
			m.prove(e.predicate)
		}
	}
}

func (m *Matcher) findNeedles(v *value) {
	x := &m.e.index
	m.hits = x.needles.Scan(v.text, m.hits[:0])
	for _, hit := range m.hits {
		s := x.useRanges[hit.Needle]
		for i := s.from; i < s.to; i++ {
			u := &x.uses[i]
			if u.any && v.keywords || !u.any && u.field == v.field {
				m.weigh(u, v, hit)
			}
		}
	}
}

// weigh proves a predicate if the place where its needle stands is right.
func (m *Matcher) weigh(u *use, v *value, hit needle.Hit) {
	switch u.proof {
	case atStart:
		if hit.At != 0 {
			return
		}
	case atEnd:
		if int(hit.At)+m.e.index.needles.Length(hit.Needle) != len(v.text) {
			return
		}
	case check:
		if m.states[u.predicate] == m.turn<<2|uint32(yes) || !m.e.predicates[u.predicate].holds(v.text) {
			return
		}
	}
	m.prove(u.predicate)
}

// try asks an indexed predicate that has to be asked, once a turn.
func (m *Matcher) try(p int32) {
	if m.states[p]>>2 == m.turn {
		return
	}
	if m.ask(p) == yes {
		m.queue(p)
	}
}

// prove notes that a predicate is true.
func (m *Matcher) prove(p int32) {
	if state := m.turn<<2 | uint32(yes); m.states[p] != state {
		m.states[p] = state
		m.queue(p)
	}
}

func (m *Matcher) queue(p int32) {
	s := m.e.index.ranges[p]
	for _, r := range m.e.index.rules[s.from:s.to] {
		if m.queued[r] != m.turn {
			m.queued[r] = m.turn
			m.candidates = append(m.candidates, r)
		}
	}
}

// ask answers a predicate, once a turn.
func (m *Matcher) ask(p int32) answer {
	if s := m.states[p]; s>>2 == m.turn {
		return answer(s & 3)
	}
	a := m.e.predicates[p].ask(m.r)
	m.states[p] = m.turn<<2 | uint32(a)
	return a
}

// holds evaluates a node, with two values, once find has run.
func (m *Matcher) holds(at int32) bool {
	n := &m.e.nodes[at]
	if n.op == rule.Leaf {
		p := n.predicate
		if s := m.states[p]; s>>2 == m.turn {
			return answer(s&3) == yes
		}
		return !m.e.index.indexed[p] && m.ask(p) == yes
	}
	return combine(n, m.e.kids[n.from:n.to], m.holds)
}

func combine(n *node, kids []int32, holds func(int32) bool) bool {
	switch n.op {
	case rule.And:
		for _, kid := range kids {
			if !holds(kid) {
				return false
			}
		}
		return true
	case rule.Not:
		return !holds(kids[0])
	}
	need := max(int(n.n), 1)
	for i, kid := range kids {
		if need > len(kids)-i {
			return false
		}
		if holds(kid) {
			if need--; need == 0 {
				return true
			}
		}
	}
	return false
}
