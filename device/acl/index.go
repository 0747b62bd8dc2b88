package acl

import (
	"cmp"
	"slices"
	"sort"
)

// index finds the boxes of a list that may meet a given one. It holds each box
// once for every field that filters are told apart by, and asks the field that
// leaves the fewest.
type index struct {
	boxes []Box
	sides [4]side
}

// indexed are the ranges of a box that have a side of the index.
func indexed(b *Box) [4]span {
	return [4]span{b.dst, b.src, wide(b.field[dport]), wide(b.field[from])}
}

func wide(l limits) span { return span{addr{0, uint64(l.lo)}, addr{0, uint64(l.hi)}} }

// side is an interval tree over one field, laid out in the order of the
// intervals' beginnings: the root of each part is its middle.
type side struct {
	nodes []node
	hi    []addr // ends, ascending, apart from the rest
}

// node is one box of a side. All that the walk asks stands in one place.
type node struct {
	span
	most  addr  // the last end in the part whose root this is
	box   int32 // number of the box
	short short
}

// short is a box in few bytes: boxes that do not meet by it do not meet.
type short struct {
	proto, dport limits
	src          struct{ lo, hi uint32 } // the leading bits of the address
}

func shortOf(b *Box) short {
	s := short{proto: b.field[proto], dport: b.field[dport]}
	if s.src.lo, s.src.hi = uint32(b.src.lo.lo), uint32(b.src.hi.lo); b.v6() {
		s.src.lo, s.src.hi = uint32(b.src.lo.hi>>32), uint32(b.src.hi.hi>>32)
	}
	return s
}

func (s *short) meets(t *short) bool {
	return s.proto.lo <= t.proto.hi && t.proto.lo <= s.proto.hi && s.dport.lo <= t.dport.hi && t.dport.lo <= s.dport.hi &&
		s.src.lo <= t.src.hi && t.src.lo <= s.src.hi
}

func newIndex(boxes []Box) *index {
	x := &index{boxes: boxes}
	for f := range x.sides {
		x.sides[f] = newSide(boxes, f)
	}
	return x
}

func newSide(boxes []Box, f int) side {
	s := side{nodes: make([]node, len(boxes)), hi: make([]addr, len(boxes))}
	for i := range boxes {
		v := indexed(&boxes[i])[f]
		s.nodes[i], s.hi[i] = node{span: v, box: int32(i), short: shortOf(&boxes[i])}, v.hi
	}
	slices.SortFunc(s.nodes, func(a, b node) int { return cmp.Or(compare(a.lo, b.lo), cmp.Compare(a.box, b.box)) })
	slices.SortFunc(s.hi, compare)
	s.build(0, len(boxes))
	return s
}

func compare(a, b addr) int {
	switch {
	case a.less(b):
		return -1
	case b.less(a):
		return 1
	}
	return 0
}

// build fills most for the part [i, j) and returns its last end.
func (s *side) build(i, j int) addr {
	if i >= j {
		return addr{}
	}
	mid := int(uint(i+j) / 2)
	most := s.nodes[mid].hi
	for _, m := range [2]addr{s.build(i, mid), s.build(mid+1, j)} {
		if most.less(m) {
			most = m
		}
	}
	s.nodes[mid].most = most
	return most
}

// count returns how many intervals meet q.
func (s *side) count(q span) int {
	n := len(s.nodes)
	if n == 0 || !q.hi.less(s.nodes[n-1].lo) && !s.hi[0].less(q.lo) {
		return n // q is wide
	}
	after := n - sort.Search(n, func(i int) bool { return q.hi.less(s.nodes[i].lo) })
	before := sort.Search(n, func(i int) bool { return !s.hi[i].less(q.lo) })
	return n - after - before
}

// meeting appends the boxes below limit whose intervals in the part [i, j)
// meet q and that meet b by their short form.
func (s *side) meeting(i, j int, q span, b *short, limit int32, out []int32) []int32 {
	for i < j {
		mid := int(uint(i+j) / 2)
		n := &s.nodes[mid]
		if n.most.less(q.lo) {
			break
		}
		out = s.meeting(i, mid, q, b, limit, out)
		if q.hi.less(n.lo) {
			break
		}
		if n.box < limit && !n.hi.less(q.lo) && n.short.meets(b) {
			out = append(out, n.box)
		}
		i = mid + 1
	}
	return out
}

// meeting appends the numbers of the boxes below limit that meet b, in no
// order.
func (x *index) meeting(b *Box, limit int32, out []int32) []int32 {
	spans := indexed(b)
	best, fewest := 0, len(x.boxes)+1
	for f := range x.sides {
		if n := x.sides[f].count(spans[f]); n < fewest {
			best, fewest = f, n
		}
	}
	start := len(out)
	brief := shortOf(b)
	out = x.sides[best].meeting(0, len(x.boxes), spans[best], &brief, limit, out)
	kept := out[:start]
	for _, i := range out[start:] {
		if x.boxes[i].meets(b) {
			kept = append(kept, i)
		}
	}
	return kept
}
