package bdd

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestAlgebra compares every operation with sets of all points of eight bits.
func TestAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New(8, 1<<16)
		type pair struct {
			set Set
			has [256]bool
		}
		list := []pair{{set: None}}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			a := list[rapid.IntRange(0, len(list)-1).Draw(t, "a")]
			b := list[rapid.IntRange(0, len(list)-1).Draw(t, "b")]
			v := rapid.IntRange(0, 15).Draw(t, "v")
			n := pair{}
			switch rapid.IntRange(0, 5).Draw(t, "op") {
			case 0:
				n.set = s.And(a.set, b.set)
				for i := range n.has {
					n.has[i] = a.has[i] && b.has[i]
				}
			case 1:
				n.set = s.Or(a.set, b.set)
				for i := range n.has {
					n.has[i] = a.has[i] || b.has[i]
				}
			case 2:
				n.set = s.Not(a.set)
				for i := range n.has {
					n.has[i] = !a.has[i]
				}
			case 3:
				n.set = s.Minus(a.set, b.set)
				for i := range n.has {
					n.has[i] = a.has[i] && !b.has[i]
				}
			case 4:
				n.set = s.AtLeast(2, 4, func(i int) bool { return v>>i&1 == 1 })
				for i := range n.has {
					n.has[i] = i>>2&15 >= v
				}
			case 5:
				n.set = s.Bit(v % 8)
				for i := range n.has {
					n.has[i] = i>>(7-v%8)&1 == 1
				}
			}
			for i, want := range n.has {
				if got := s.Holds(n.set, func(bit int) bool { return i>>(7-bit)&1 == 1 }); got != want {
					t.Fatalf("point %d: %v, want %v", i, got, want)
				}
			}
			points := 0
			for _, has := range n.has {
				if has {
					points++
				}
			}
			if got := s.Share(n.set); got != float64(points)/256 {
				t.Fatalf("share %v of %d points", got, points)
			}
			for _, o := range list {
				if (o.has == n.has) != (o.set == n.set) {
					t.Fatalf("sets %d and %d: equality differs from that of their points", o.set, n.set)
				}
			}
			list = append(list, n)
		}
	})
}

func TestFull(t *testing.T) {
	s := New(64, 8)
	set := All
	for i := range 32 {
		set = s.And(set, s.Bit(i))
	}
	if set != Full || !errors.Is(s.Err(), ErrFull) {
		t.Errorf("set %d, %v", set, s.Err())
	}
	if s.Not(set) != Full || s.Or(set, All) != Full {
		t.Error("an answer came out of a full space")
	}
}
