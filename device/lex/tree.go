// Package lex turns cleaned configuration text into one tree of statements.
//
// Each family of systems has a lexer of its own: Indent (IOS and its kin),
// Brace (Junos, MD-CLI, set forms), Forti, Section (VRP, classic SR OS), Path
// (RouterOS) and XML (PAN-OS). All give the same Tree, keep the raw line
// numbers and never fail: what they cannot read becomes a node like any other
// and is judged later. Text that only looks like configuration (banners,
// certificates, scripts) becomes one opaque node.
package lex

import "strings"

// Tree is a configuration as nested statements. Node 0 is the root; it has no
// words. Strings alias the source text.
type Tree struct {
	Nodes []Node
	// Path says that a statement's words may continue in its children, as in
	// `system { services { ssh; } }` = `system services ssh`. Where it is
	// false, a child is a line of its own inside a block.
	Path bool
	// Unclosed lists the raw lines of blocks that were still open at the end
	// of the text (braces, quotes, config/end, XML elements, banners),
	// outermost first. Not empty means the text was cut off.
	Unclosed []int32
	// Last is the raw line of the last line with content, 0 for an empty file.
	Last int32
	// Stray lists the raw lines of closing marks that close nothing: the
	// text's beginning is missing.
	Stray []int32
	// Also lists further raw lines that state the same as a node, where
	// statements are merged (Path). What is understood of the node is
	// understood of them.
	Also map[int32][]int32
	// Bodies are the opaque texts, without their delimiters, by node.
	Bodies map[int32]string
	// Idle are the roots of parts that the system itself names as not in
	// force (inactive, deleted, groups before they are applied). They hang in
	// no list of children; their lines are still to be accounted for.
	Idle []int32
	// Edits are raw lines that changed other statements (delete, rename, …)
	// and were carried out; Skipped are those that were not.
	Edits, Skipped []int32
}

// Node is one statement, or one level of a nested statement.
type Node struct {
	// Words are the statement's words without the negation.
	Words []string
	// Text is the statement as written, trimmed; quotes and spaces intact.
	// For an opaque node it is the first line only.
	Text string
	// Line and End are raw line numbers, both inclusive. End covers an opaque
	// text or a value that spans lines, not the children.
	Line, End int32
	// Parent, First, Last and Next link the tree by index; 0 means none.
	Parent, First, Last, Next int32
	Depth                     int16
	// Neg says that the statement takes something back (no, undo, unset, delete).
	Neg bool
	// Inactive says that the statement is there but not in force (Junos inactive:).
	Inactive bool
	// Inherited says that the statement stands elsewhere (in a group that is
	// applied here); its lines are those of the group.
	Inherited bool
	// Hollow says that it is a block in which nothing is in force.
	Hollow bool
	// Opaque says that text follows the words which must not be read as configuration.
	Opaque bool
}

// NewTree returns a tree that holds only the root, with room for n nodes.
func NewTree(n int) *Tree {
	t := &Tree{Nodes: make([]Node, 1, n+1)}
	t.Nodes[0].Depth = -1
	return t
}

// Add appends a node below parent and returns its index.
func (t *Tree) Add(parent int32, n Node) int32 {
	i, p := t.grow(parent)
	n.Parent, n.First, n.Last, n.Next, n.Depth = parent, 0, 0, 0, p.Depth
	*p = n
	t.Last = max(t.Last, n.End)
	return i
}

// setBody states the opaque text of node i.
func (t *Tree) setBody(i int32, body string) {
	if t.Bodies == nil {
		t.Bodies = map[int32]string{}
	}
	t.Bodies[i] = body
}

// grow appends an empty node below parent, to be filled in place. It does not
// move Last.
func (t *Tree) grow(parent int32) (int32, *Node) {
	i := int32(len(t.Nodes))
	t.Nodes = append(t.Nodes, Node{})
	n, p := &t.Nodes[i], &t.Nodes[parent]
	n.Parent, n.Depth = parent, p.Depth+1
	if p.Last == 0 {
		p.First = i
	} else {
		t.Nodes[p.Last].Next = i
	}
	p.Last = i
	return i, n
}

// Kids calls yield for each child of node i in file order.
func (t *Tree) Kids(i int32) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for k := t.Nodes[i].First; k != 0; k = t.Nodes[k].Next {
			if !yield(k) {
				return
			}
		}
	}
}

// Child returns the first child of i whose words begin with words, or 0.
func (t *Tree) Child(i int32, words ...string) int32 {
	for k := range t.Kids(i) {
		if hasPrefix(t.Nodes[k].Words, words) {
			return k
		}
	}
	return 0
}

// Find follows words from node i downwards, through nodes of one or more
// words, and returns the node where they end, or 0.
func (t *Tree) Find(i int32, words ...string) int32 {
	if len(words) == 0 {
		return i
	}
	for k := range t.Kids(i) {
		w := t.Nodes[k].Words
		if len(w) == 0 || len(w) > len(words) || !hasPrefix(words, w) {
			continue
		}
		if found := t.Find(k, words[len(w):]...); found != 0 {
			return found
		}
	}
	return 0
}

// PathOf returns the words from the root to node i.
func (t *Tree) PathOf(i int32) []string {
	var parts [][]string
	for ; i != 0; i = t.Nodes[i].Parent {
		parts = append(parts, t.Nodes[i].Words)
	}
	var out []string
	for j := len(parts) - 1; j >= 0; j-- {
		out = append(out, parts[j]...)
	}
	return out
}

// Below returns all words under node i in file order, at most max of them.
func (t *Tree) Below(i int32, max int) []string {
	var out []string
	var walk func(int32)
	walk = func(n int32) {
		for k := range t.Kids(n) {
			if len(out) >= max {
				return
			}
			out = append(out, t.Nodes[k].Words...)
			walk(k)
		}
	}
	walk(i)
	return out
}

func hasPrefix(words, prefix []string) bool {
	if len(words) < len(prefix) {
		return false
	}
	for i, p := range prefix {
		if words[i] != p {
			return false
		}
	}
	return true
}

// Source is the cleaned text that a lexer reads.
type Source struct {
	Text string
	// LineNo maps line i of Text to its raw line; nil means i+1.
	LineNo []int32
}

// Raw returns the raw number of line i (from 0) of the text.
func (s Source) Raw(i int) int32 {
	if i < len(s.LineNo) {
		return s.LineNo[i]
	}
	return int32(i) + 1
}

// Fields splits a line at white space into arena, which it returns with the
// slice of words. It keeps quotes as they stand.
func Fields(line string, arena []string) (words, rest []string) {
	from := len(arena)
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			break
		}
		cut := strings.IndexAny(line, " \t")
		if cut < 0 {
			cut = len(line)
		}
		arena = append(arena, line[:cut])
		line = line[cut:]
	}
	return arena[from:len(arena):len(arena)], arena
}
