package acl

import (
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
	box  []int32 // number of the box, in order of lo
	lo   []addr  // beginnings, ascending
	most []addr  // the last end in the part whose root this is
	hi   []addr  // ends, ascending, apart from the rest
	ends []addr  // end of each interval, in order of lo
}

func newIndex(boxes []Box) *index {
	x := &index{boxes: boxes}
	spans := make([][4]span, len(boxes))
	for i := range boxes {
		spans[i] = indexed(&boxes[i])
	}
	for f := range x.sides {
		x.sides[f] = newSide(len(boxes), func(i int32) span { return spans[i][f] })
	}
	return x
}

func newSide(n int, at func(int32) span) side {
	s := side{box: make([]int32, n), lo: make([]addr, n), most: make([]addr, n), hi: make([]addr, n), ends: make([]addr, n)}
	for i := range s.box {
		s.box[i] = int32(i)
	}
	slices.SortStableFunc(s.box, func(a, b int32) int { return compare(at(a).lo, at(b).lo) })
	for i, b := range s.box {
		s.lo[i], s.ends[i], s.hi[i] = at(b).lo, at(b).hi, at(b).hi
	}
	slices.SortFunc(s.hi, compare)
	s.build(0, n)
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
	most := s.ends[mid]
	for _, m := range [2]addr{s.build(i, mid), s.build(mid+1, j)} {
		if most.less(m) {
			most = m
		}
	}
	s.most[mid] = most
	return most
}

// count returns how many intervals meet q.
func (s *side) count(q span) int {
	n := len(s.lo)
	after := n - sort.Search(n, func(i int) bool { return q.hi.less(s.lo[i]) })
	before := sort.Search(n, func(i int) bool { return !s.hi[i].less(q.lo) })
	return n - after - before
}

// meeting appends the boxes below limit whose intervals in the part [i, j)
// meet q.
func (s *side) meeting(i, j int, q span, limit int32, out []int32) []int32 {
	for i < j {
		mid := int(uint(i+j) / 2)
		if s.most[mid].less(q.lo) {
			break
		}
		out = s.meeting(i, mid, q, limit, out)
		if q.hi.less(s.lo[mid]) {
			break
		}
		if b := s.box[mid]; b < limit && !s.ends[mid].less(q.lo) {
			out = append(out, b)
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
	out = x.sides[best].meeting(0, len(x.boxes), spans[best], limit, out)
	kept := out[:start]
	for _, i := range out[start:] {
		if x.boxes[i].meets(b) {
			kept = append(kept, i)
		}
	}
	return kept
}
