// Package bdd does set algebra on packets by binary decision diagrams, as a
// second, independent way to the answers of package acl.
//
// A set is a number; equal sets have equal numbers. All sets of one Space live
// until the Space is dropped. A Space grows to a bound that its maker gives,
// beyond which every operation returns Full and Err says so.
package bdd

import "errors"

// Set is a set of points of a Space. None and All are the same in each Space.
type Set int32

const (
	None Set = 0
	All  Set = 1
	// Full stands for an answer that was not worked out for want of room.
	Full Set = -1
)

// ErrFull is returned by Err when the bound was reached.
var ErrFull = errors.New("bdd: too many nodes")

// node decides on one bit: the set low where it is 0 and high where it is 1.
type node struct {
	bit       int32
	low, high Set
}

type op struct{ a, b Set }

// Space holds sets of points of a fixed number of bits. It is not safe for
// concurrent use.
type Space struct {
	bits  int32
	limit int
	nodes []node
	ids   map[node]Set
	ands  map[op]Set
	nots  map[Set]Set
	full  bool
}

// New returns a space of points of that many bits whose sets take at most
// limit nodes in all.
func New(bits, limit int) *Space {
	s := &Space{bits: int32(bits), limit: limit, ids: map[node]Set{}, ands: map[op]Set{}, nots: map[Set]Set{}}
	s.nodes = []node{{bit: int32(bits)}, {bit: int32(bits)}}
	return s
}

// Err returns ErrFull after an operation had no room.
func (s *Space) Err() error {
	if s.full {
		return ErrFull
	}
	return nil
}

func (s *Space) make(bit int32, low, high Set) Set {
	switch {
	case low == Full || high == Full:
		return Full
	case low == high:
		return low
	}
	n := node{bit, low, high}
	if id, ok := s.ids[n]; ok {
		return id
	}
	if len(s.nodes) >= s.limit {
		s.full = true
		return Full
	}
	id := Set(len(s.nodes))
	s.nodes = append(s.nodes, n)
	s.ids[n] = id
	return id
}

// AtLeast returns the points whose number in the bits from first on, most
// significant first, is value or more. Bit i of value counts from its end; at
// reports it.
func (s *Space) AtLeast(first, width int, at func(i int) bool) Set {
	set := All
	for i := range width {
		bit := int32(first + width - 1 - i)
		if at(i) {
			set = s.make(bit, None, set)
		} else {
			set = s.make(bit, set, All)
		}
	}
	return set
}

// Bit returns the points that have 1 in a bit.
func (s *Space) Bit(bit int) Set { return s.make(int32(bit), None, All) }

// Not returns the points outside of a.
func (s *Space) Not(a Set) Set {
	switch a {
	case None:
		return All
	case All:
		return None
	case Full:
		return Full
	}
	if r, ok := s.nots[a]; ok {
		return r
	}
	n := s.nodes[a]
	r := s.make(n.bit, s.Not(n.low), s.Not(n.high))
	s.nots[a] = r
	return r
}

// And returns the points in both.
func (s *Space) And(a, b Set) Set {
	switch {
	case a == Full || b == Full:
		return Full
	case a == None || b == None:
		return None
	case a == All || a == b:
		return b
	case b == All:
		return a
	case b < a:
		a, b = b, a
	}
	if r, ok := s.ands[op{a, b}]; ok {
		return r
	}
	m, n := s.nodes[a], s.nodes[b]
	bit := min(m.bit, n.bit)
	la, ha, lb, hb := a, a, b, b
	if m.bit == bit {
		la, ha = m.low, m.high
	}
	if n.bit == bit {
		lb, hb = n.low, n.high
	}
	r := s.make(bit, s.And(la, lb), s.And(ha, hb))
	s.ands[op{a, b}] = r
	return r
}

// Or returns the points in either.
func (s *Space) Or(a, b Set) Set { return s.Not(s.And(s.Not(a), s.Not(b))) }

// Minus returns the points of a that are not in b.
func (s *Space) Minus(a, b Set) Set { return s.And(a, s.Not(b)) }

// Holds reports whether a point lies in a; bit reports its bits.
func (s *Space) Holds(a Set, bit func(i int) bool) bool {
	for a > All {
		if n := s.nodes[a]; bit(int(n.bit)) {
			a = n.high
		} else {
			a = n.low
		}
	}
	return a == All
}

// Share returns which part of all points a set holds, 0 for Full.
func (s *Space) Share(a Set) float64 {
	known := map[Set]float64{None: 0, All: 1, Full: 0}
	var share func(Set) float64
	share = func(a Set) float64 {
		v, ok := known[a]
		if !ok {
			v = (share(s.nodes[a].low) + share(s.nodes[a].high)) / 2
			known[a] = v
		}
		return v
	}
	return share(a)
}
