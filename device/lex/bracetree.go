package lex

import "slices"

// braceTree builds a merged tree of one word per node.
type braceTree struct {
	t     *Tree
	links []link // of each node
	// index finds children of nodes that have more than wide of them.
	index  kidIndex
	arena  []string
	budget int // nodes that edits may still copy
	// read is how much of size bytes of text was read.
	read, size int
}

// link is what the tree's own links lack.
type link struct {
	prev int32 // previous sibling
	kids int32 // number of children
}

const wide = 8

// newBraceTree returns an empty tree for size bytes of text.
func newBraceTree(size int) *braceTree {
	b := &braceTree{t: &Tree{Path: true}, size: size, budget: size/3 + 4096}
	b.room(size/100 + 16)
	b.t.Nodes, b.links = append(b.t.Nodes, Node{Depth: -1}), append(b.links, link{})
	return b
}

// room makes room for n more nodes.
func (b *braceTree) room(n int) {
	b.t.Nodes, b.links = slices.Grow(b.t.Nodes, n), slices.Grow(b.links, n)
	b.arena = make([]string, 0, n) // nodes keep what they have of the old one
}

// expect makes room for the nodes that the rest of the text will take, if it is
// like what was read.
func (b *braceTree) expect() {
	n := len(b.t.Nodes)
	rest := float64(n) * float64(b.size-b.read) / float64(b.read+1)
	b.room(max(n/4, min(int(rest*1.05), b.size-b.read)) + 16)
}

// find returns the child of parent that holds w, or 0.
func (b *braceTree) find(parent int32, w string) int32 {
	nodes := b.t.Nodes
	last := nodes[parent].Last
	if last != 0 && nodes[last].Words[0] == w {
		return last
	}
	if b.links[parent].kids > wide {
		return b.index.find(nodes, parent, w)
	}
	for k := nodes[parent].First; k != 0; k = nodes[k].Next {
		if nodes[k].Words[0] == w {
			return k
		}
	}
	return 0
}

// add appends a child that is known not to exist.
func (b *braceTree) add(parent int32, w, text string, line, end int32) int32 {
	if len(b.arena) == cap(b.arena) {
		b.expect()
	}
	b.arena = append(b.arena, w)
	before := b.t.Nodes[parent].Last
	i, n := b.t.grow(parent)
	n.Words = b.arena[len(b.arena)-1 : len(b.arena) : len(b.arena)]
	n.Text, n.Line, n.End = text, line, end
	b.t.Last = max(b.t.Last, end)
	b.links = append(b.links, link{prev: before})
	b.grow(i)
	return i
}

// grow counts node i among its siblings and indexes it where there are many.
func (b *braceTree) grow(i int32) {
	parent := b.t.Nodes[i].Parent
	b.links[parent].kids++
	switch n := b.links[parent].kids; {
	case n > wide+1:
		b.index.add(b.t.Nodes, i)
	case n == wide+1:
		for k := b.t.Nodes[parent].First; k != 0; k = b.t.Nodes[k].Next {
			b.index.add(b.t.Nodes, k)
		}
	}
}

// put adds the statement of words below at, with what tag says of it, and
// returns its last node. leaf says that it opens no block.
func (b *braceTree) put(at int32, words []word, text, tag string, leaf bool) int32 {
	list := int32(-1) // parent of the list items
	fresh, line := false, int32(0)
	for i := range words {
		w := &words[i]
		if w.line != line {
			if line != 0 && !fresh {
				b.also(at, line)
			}
			fresh, line = false, w.line
		}
		if w.list {
			if list < 0 {
				list = at
			}
			at = list
		}
		next := b.find(at, w.text)
		if next == 0 {
			next = b.add(b.parentFor(at), w.text, text, w.line, w.end)
			fresh = true
		}
		at, w.node = next, next
		if w.list && (tag == "inactive:" || tag == "active:") {
			b.t.Nodes[at].Inactive = tag == "inactive:"
		}
	}
	if !fresh {
		b.also(at, line)
	}
	b.tag(at, tag, words)
	b.t.Last = max(b.t.Last, words[len(words)-1].end)
	if leaf {
		b.t.Nodes[at].Hollow = false
	}
	return at
}

// parentFor keeps the depth bounded.
func (b *braceTree) parentFor(at int32) int32 {
	if b.t.Nodes[at].Depth >= maxNest {
		return b.t.Nodes[at].Parent
	}
	return at
}

func (b *braceTree) also(node, line int32) {
	if b.t.Also == nil {
		b.t.Also = map[int32][]int32{}
	}
	if node == 0 || b.t.Nodes[node].Line == line {
		return
	}
	list := b.t.Also[node]
	if len(list) == 0 || list[len(list)-1] != line {
		b.t.Also[node] = append(list, line)
	}
}

// tag applies a prefix such as "inactive:" to node i.
func (b *braceTree) tag(i int32, tag string, words []word) {
	switch tag {
	case "inactive:":
		b.t.Nodes[i].Inactive = true
	case "active:":
		b.t.Nodes[i].Inactive = false
	case "delete:":
		b.remove(i)
		b.t.Edits = append(b.t.Edits, words[0].line)
	case "replace:":
		for k := b.t.Nodes[i].First; k != 0; k = b.t.Nodes[i].First {
			b.remove(k)
		}
	}
}

// remove takes node i out of its parent's children. Its lines stay known as
// being without effect.
func (b *braceTree) remove(i int32) {
	if i == 0 || b.detached(i) {
		return
	}
	b.unlink(i)
	b.t.Idle = append(b.t.Idle, i)
}

// detached reports a node that hangs in no list of children.
func (b *braceTree) detached(i int32) bool {
	p := &b.t.Nodes[b.t.Nodes[i].Parent]
	return b.links[i].prev == 0 && p.First != i
}

func (b *braceTree) unlink(i int32) {
	n := &b.t.Nodes[i]
	p := &b.t.Nodes[n.Parent]
	if before := b.links[i].prev; before != 0 {
		b.t.Nodes[before].Next = n.Next
	} else {
		p.First = n.Next
	}
	if n.Next != 0 {
		b.links[n.Next].prev = b.links[i].prev
	} else {
		p.Last = b.links[i].prev
	}
	b.index.remove(b.t.Nodes, n.Parent, n.Words[0])
	b.links[n.Parent].kids--
	b.links[i].prev, n.Next = 0, 0
}

// link puts the unlinked node i below its parent, before or after sibling at.
func (b *braceTree) link(i, at int32, before bool) {
	n := &b.t.Nodes[i]
	p := &b.t.Nodes[n.Parent]
	left, right := at, b.t.Nodes[at].Next
	if before {
		left, right = b.links[at].prev, at
	}
	b.links[i].prev, n.Next = left, right
	if left != 0 {
		b.t.Nodes[left].Next = i
	} else {
		p.First = i
	}
	if right != 0 {
		b.links[right].prev = i
	} else {
		p.Last = i
	}
	b.grow(i)
}

// finish takes out what is not in force and returns the tree.
func (b *braceTree) finish() *Tree {
	for i := int32(1); i < int32(len(b.t.Nodes)); i++ {
		n := &b.t.Nodes[i]
		if !n.Inactive || b.detached(i) {
			continue
		}
		parent := n.Parent
		b.remove(i)
		if b.t.Nodes[parent].First == 0 {
			b.t.Nodes[parent].Hollow = true
		}
	}
	return b.t
}
