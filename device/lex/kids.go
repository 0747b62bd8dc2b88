package lex

import "hash/maphash"

// kidIndex finds children by their word below nodes that have many. It holds
// nodes only, in a table of open addresses: the words stand in the tree. Of two
// children with one word the later is found.
type kidIndex struct {
	seed  maphash.Seed
	slots []int32 // nodes; 0 is free, gone was taken out. A power of two of them.
	used  int     // slots that are not free
}

const gone = -1

// find returns the child of parent that holds word, or 0.
func (x *kidIndex) find(nodes []Node, parent int32, word string) int32 {
	if n := x.slots[x.slot(nodes, parent, word)]; n > 0 {
		return n
	}
	return 0
}

// slot returns where the child of parent that holds word is, or is to be put.
func (x *kidIndex) slot(nodes []Node, parent int32, word string) int {
	mask := len(x.slots) - 1
	h := maphash.String(x.seed, word) + uint64(parent)*0x9e3779b97f4a7c15
	for i := int(h>>32) & mask; ; i = (i + 1) & mask {
		n := x.slots[i]
		if n == 0 || n > 0 && nodes[n].Parent == parent && nodes[n].Words[0] == word {
			return i
		}
	}
}

// add puts node i where its parent and word will find it.
func (x *kidIndex) add(nodes []Node, i int32) {
	if 4*(x.used+1) > 3*len(x.slots) {
		x.grow(nodes)
	}
	at := x.slot(nodes, nodes[i].Parent, nodes[i].Words[0])
	if x.slots[at] == 0 {
		x.used++
	}
	x.slots[at] = i
}

// grow makes room, and leaves out what is gone.
func (x *kidIndex) grow(nodes []Node) {
	if x.slots == nil {
		x.seed = maphash.MakeSeed()
	}
	old := x.slots
	x.slots, x.used = make([]int32, max(256, 2*len(old))), 0
	for _, n := range old {
		if n > 0 {
			x.used++
			x.slots[x.slot(nodes, nodes[n].Parent, nodes[n].Words[0])] = n
		}
	}
}

// remove takes out the child of parent that holds word.
func (x *kidIndex) remove(nodes []Node, parent int32, word string) {
	if len(x.slots) == 0 {
		return
	}
	if at := x.slot(nodes, parent, word); x.slots[at] > 0 {
		x.slots[at] = gone
	}
}
