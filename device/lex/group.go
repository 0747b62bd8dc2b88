package lex

import (
	"slices"
	"strings"
)

// GroupOptions names the words by which a system lays groups of statements
// over its configuration.
type GroupOptions struct {
	// Groups leads from the top to the node whose children are the groups.
	Groups []string
	// Body leads from a group to what is laid over Root.
	Body, Root []string
	// Apply and Except are the words whose values name groups to lay over a
	// level, and groups not to lay over it.
	Apply, Except string
	// Match reports whether word fits a pattern such as <ge-*>; it is asked
	// only for words of groups that begin with '<'.
	Match func(pattern, word string) bool
}

// Inherit lays the groups over the levels that apply them. A statement that
// comes from a group is a copy with the group's lines and Inherited set, after
// the level's own. Nothing that stands in the configuration is replaced: who
// reads a single value lets the first one count, and prefers what is not
// inherited. Groups applied further in, or named first, come first.
//
// The groups themselves and the words that apply them leave the tree. At most
// four times as many nodes are added as there were; it reports false where
// more would be needed, and the tree then lacks inherited statements.
func Inherit(t *Tree, opt GroupOptions) bool {
	h := &heir{t: t, opt: opt, budget: 4*len(t.Nodes) + 4096, steps: 64*len(t.Nodes) + 1<<16}
	groups, root := t.Find(0, opt.Groups...), t.Find(0, opt.Root...)
	if len(opt.Groups) == 0 || groups == 0 {
		h.tidy()
		return true
	}
	t.Drop(groups)
	var level []layer
	for g := range t.Kids(groups) {
		if body := t.Find(g, opt.Body...); body != 0 {
			level = append(level, layer{t.Nodes[g].Words[0], body})
		}
	}
	h.visit(root, level, nil)
	h.tidy()
	return h.budget >= 0 && h.steps >= 0
}

// layer is a group's node that lies over the current one.
type layer struct {
	group string
	node  int32
}

type heir struct {
	t             *Tree
	opt           GroupOptions
	budget, steps int
}

// visit lays the layers whose group is among names, first name first, over
// node i, and goes on below.
func (h *heir) visit(i int32, layers []layer, names []string) {
	names = h.names(i, layers, names)
	over := h.spread(i, layers, names)
	for k := h.t.Nodes[i].First; k != 0; k = h.t.Nodes[k].Next {
		if next := over[k]; len(next) > 0 && h.steps > 0 {
			h.visit(k, next, names)
		}
	}
}

// names returns the groups that are applied at node i, first the ones that
// count most.
func (h *heir) names(i int32, layers []layer, outer []string) []string {
	own := h.expand(h.values(i, h.opt.Apply), layers)
	except := h.values(i, h.opt.Except)
	names := append([]string(nil), own...)
	for _, n := range outer {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	for at := 0; at < len(names); at++ { // groups may apply groups
		for _, l := range layers {
			if l.group != names[at] {
				continue
			}
			for _, n := range h.expand(h.values(l.node, h.opt.Apply), layers) {
				if !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(except, n) })
}

// expand replaces a name with a variable, such as "${node}", by all groups that
// may be meant: "node0", "node1". Which of them is in force the device decides.
func (h *heir) expand(names []string, layers []layer) []string {
	if !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "${") }) {
		return names
	}
	var out []string
	for _, n := range names {
		before, rest, found := strings.Cut(n, "${")
		variable, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			out = append(out, n)
			continue
		}
		for _, l := range layers {
			if strings.HasPrefix(l.group, before+variable) && strings.HasSuffix(l.group, after) && !slices.Contains(out, l.group) {
				out = append(out, l.group)
			}
		}
	}
	return out
}

// values returns the words below the child word of node i.
func (h *heir) values(i int32, word string) []string {
	var out []string
	at := h.t.Child(i, word)
	if at == 0 {
		return nil
	}
	for k := range h.t.Kids(at) {
		if len(out) >= 256 {
			break
		}
		out = append(out, h.t.Nodes[k].Words[0])
	}
	return out
}

// spread adds to node i what its layers state and it does not, and returns
// the layers of each child.
func (h *heir) spread(i int32, layers []layer, names []string) map[int32][]layer {
	over := map[int32][]layer{}
	byWord := h.children(i)
	var patterns []layer
	for _, l := range h.ranked(layers, names) {
		applied := slices.Contains(names, l.group)
		for k := range h.t.Kids(l.node) {
			h.steps--
			w := h.t.Nodes[k].Words[0]
			switch {
			case w == h.opt.Apply || w == h.opt.Except:
				continue
			case len(w) > 1 && w[0] == '<':
				patterns = append(patterns, layer{l.group, k})
				continue
			}
			child := byWord[w]
			if child == 0 && applied && h.budget > 0 {
				child = h.copy(k, i)
				byWord[w] = child
			}
			if child != 0 {
				over[child] = append(over[child], layer{l.group, k})
			}
		}
	}
	for _, p := range patterns {
		for k := range h.t.Kids(i) {
			if h.steps--; h.steps < 0 {
				return over
			}
			if w := h.t.Nodes[k].Words[0]; h.opt.Match(h.t.Nodes[p.node].Words[0], w) && w != h.opt.Apply && w != h.opt.Except {
				over[k] = append(over[k], p)
			}
		}
	}
	return over
}

// ranked orders layers by their groups' rank; those not applied come last.
func (h *heir) ranked(layers []layer, names []string) []layer {
	out := slices.Clone(layers)
	rank := func(l layer) int {
		if at := slices.Index(names, l.group); at >= 0 {
			return at
		}
		return len(names)
	}
	slices.SortStableFunc(out, func(a, b layer) int { return rank(a) - rank(b) })
	return out
}

func (h *heir) children(i int32) map[string]int32 {
	out := map[string]int32{}
	for k := range h.t.Kids(i) {
		h.steps--
		if w := h.t.Nodes[k].Words[0]; out[w] == 0 {
			out[w] = k
		}
	}
	return out
}

func (h *heir) copy(from, parent int32) int32 {
	h.budget--
	return h.t.inherit(from, parent)
}

// inherit appends a copy of one node below parent.
func (t *Tree) inherit(from, parent int32) int32 {
	n := t.Nodes[from]
	last := t.Last
	i := t.Add(parent, Node{Words: n.Words, Text: n.Text, Line: n.Line, End: n.End, Hollow: n.Hollow, Inherited: true})
	t.Last = last
	if also := t.Also[from]; also != nil {
		t.Also[i] = also
	}
	return i
}

// Overlay adds to node to what stands below node from and not below to, as
// inherited statements, except children of from whose word is in skip. It
// adds at most budget nodes and returns what is left of it, negative where it
// did not suffice.
func (t *Tree) Overlay(from, to int32, budget int, skip ...string) int {
	for k := t.Nodes[from].First; k != 0; k = t.Nodes[k].Next {
		w := t.Nodes[k].Words[0]
		if slices.Contains(skip, w) {
			continue
		}
		at := t.Child(to, w)
		if at == 0 {
			if budget--; budget < 0 {
				return budget
			}
			at = t.inherit(k, to)
		}
		if budget = t.Overlay(k, at, budget); budget < 0 {
			return budget
		}
	}
	return budget
}

// Drop takes node i out of its parent's children and lists it as idle.
func (t *Tree) Drop(i int32) {
	p := &t.Nodes[t.Nodes[i].Parent]
	before := int32(0)
	for k := p.First; k != 0; before, k = k, t.Nodes[k].Next {
		if k != i {
			continue
		}
		next := t.Nodes[k].Next
		if before == 0 {
			p.First = next
		} else {
			t.Nodes[before].Next = next
		}
		if next == 0 {
			p.Last = before
		}
		t.Nodes[k].Next = 0
		t.Idle = append(t.Idle, i)
		if p.First == 0 {
			p.Hollow = true
		}
		return
	}
}

// tidy takes the words that applied groups out of the tree.
func (h *heir) tidy() {
	for i := int32(1); i < int32(len(h.t.Nodes)); i++ {
		if w := h.t.Nodes[i].Words[0]; w != h.opt.Apply && w != h.opt.Except {
			continue
		}
		if h.opt.Apply != "" && h.linked(i) {
			h.t.Drop(i)
		}
	}
}

func (h *heir) linked(i int32) bool {
	for k := range h.t.Kids(h.t.Nodes[i].Parent) {
		if k == i {
			return true
		}
	}
	return false
}
