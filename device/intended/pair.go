package intended

import (
	"slices"
	"strings"
)

// pair are two nodes that state the same.
type pair struct {
	want, have *node
	secret     bool // but for a secret, of which nobody can tell
}

// pairs is how the children of two nodes go together.
type pairs struct {
	both       []pair
	want, have []*node // that have no counterpart, in file order
	all        []*node // all that is intended here
	rest       bool    // what is intended allows anything else
}

// pair pairs the children of two nodes: those that are equal, those that a
// pattern means, and those that differ in what is masked.
func (c *comparison) pair(want, have *node, around []*node) pairs {
	p := pairs{all: want.kids}
	by := map[string][]*node{}
	for _, n := range have.kids {
		by[n.key()] = append(by[n.key()], n)
	}
	used := map[*node]bool{}
	done := map[*node]bool{}
	take := func(w, h *node, secret bool) {
		p.both, used[h], done[w] = append(p.both, pair{w, h, secret}), true, true
	}
	for _, w := range want.kids {
		if k := w.key(); len(by[k]) > 0 && !w.pattern {
			take(w, by[k][0], false)
			by[k] = by[k][1:]
		}
	}
	first := map[string][]*node{}
	if slices.ContainsFunc(want.kids, func(w *node) bool { return w.pattern }) {
		for _, h := range have.kids {
			first[h.words[0]] = append(first[h.words[0]], h)
		}
	}
	for _, w := range want.kids {
		switch {
		case w.rest():
			p.rest, done[w] = true, true
		case w.pattern:
			among := have.kids
			if !strings.Contains(w.words[0], placeHead) {
				among = first[w.words[0]]
			}
			c.patterns(w, among, used, take)
		}
	}
	shown := map[string][]*node{}
	for _, h := range have.kids {
		if !used[h] && h.hidden() {
			shown[h.text(c.system)] = append(shown[h.text(c.system)], h)
		}
	}
	for _, w := range want.kids {
		if t := w.text(c.system); !done[w] && w.hidden() && !w.pattern && len(shown[t]) > 0 {
			take(w, shown[t][0], true)
			shown[t] = shown[t][1:]
		}
	}
	for _, w := range want.kids {
		if !done[w] {
			p.want = append(p.want, w)
		}
	}
	for _, h := range have.kids {
		if !used[h] {
			p.have = append(p.have, h)
		}
	}
	return p
}

// patterns takes what a pattern means: one line, or every such section.
func (c *comparison) patterns(w *node, among []*node, used map[*node]bool, take func(w, h *node, secret bool)) {
	for _, h := range among {
		if c.steps++; c.steps > maxSteps {
			return
		}
		if !used[h] && fits(w, h) {
			take(w, h, false)
			if len(w.kids) == 0 {
				return // a line means one line, a section every section
			}
		}
	}
}
