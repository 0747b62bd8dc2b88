package correlate

import (
	"cmp"
	"slices"
)

// steps are the entries by the rules of a temporal correlation. Of together there
// is one for each rule. Of inOrder there are two rows for each rule: the sequence
// that ends with it and began last, and the one of the event before.
type steps struct {
	list  []step
	rules int
	// shown are the entries of the last count.
	shown []step
}

type step struct {
	Entry
	there bool
}

// together notes that the rule at a place matched, and counts the rules that did
// so since.
func (s *steps) together(rules int, place int32, e Entry, since int64) int {
	if s.list == nil {
		s.list = make([]step, rules)
	}
	if at := &s.list[place]; !at.there || at.Time <= e.Time {
		*at = step{e, true}
	}
	n := 0
	for i := range s.list {
		if at := &s.list[i]; at.there && at.Time < since {
			*at = step{}
		} else if at.there {
			n++
		}
	}
	s.shown = s.list
	return n
}

// inOrder goes on with the sequence that the rule at a place may follow, and
// counts its rules. An event does not follow itself.
func (s *steps) inOrder(rules int, place int32, e Entry, since int64) int {
	if s.list == nil {
		s.list, s.rules = make([]step, 2*rules*rules), rules
	}
	s.shown = nil
	var before []step
	if place > 0 {
		before = s.row(place-1, false)
		if before[place-1].Ref == e.Ref {
			before = s.row(place-1, true)
		}
		if before = before[:place]; !before[place-1].there || before[0].Time < since {
			return 0
		}
	}
	at := s.row(place, false)
	if at[place].Ref != e.Ref {
		copy(s.row(place, true), at)
	}
	copy(at, before)
	at[place] = step{e, true}
	s.shown = at[:place+1]
	return int(place) + 1
}

// row is that of the rule at a place, or the one of the event before.
func (s *steps) row(place int32, earlier bool) []step {
	i := 2 * int(place)
	if earlier {
		i++
	}
	return s.list[i*s.rules : (i+1)*s.rules]
}

func (s *steps) all(out []Entry) []Entry {
	from := len(out)
	for _, x := range s.shown {
		if x.there {
			out = append(out, x.Entry)
		}
	}
	slices.SortFunc(out[from:], func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Ref, b.Ref)) })
	return out
}
