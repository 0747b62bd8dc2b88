package acl

import (
	"slices"
)

// Kind is what is wrong with a line.
type Kind string

const (
	// Shadowed: no packet reaches the line; earlier ones that do the same take
	// them all.
	Shadowed Kind = "shadowed"
	// Contradicted: no packet reaches the line, and an earlier one does the
	// opposite with some of them.
	Contradicted Kind = "contradicted"
	// Redundant: packets reach the line, and without it later lines would do
	// the same with all of them.
	Redundant Kind = "redundant"
	// Partial: an earlier line that does the opposite takes some of the packets,
	// and is itself neither wider nor narrower: which one is meant to win, only
	// their order says.
	Partial Kind = "partial"
	// NeverMatches: no packet can match the line, wherever it stands.
	NeverMatches Kind = "never_matches"
	// NotProven: lines that cannot be resolved may take all its packets, or the
	// filter is too large to tell.
	NotProven Kind = "not_proven"
)

// Finding is one line and what is wrong with it. Lines are counted from 0 in
// List.Lines.
type Finding struct {
	Kind Kind
	Line int
	// Cover are the lines that together take what the line would match; without
	// any one of them they no longer do.
	Cover []int
	// Conflict is the line of the other action that takes most, -1 for none.
	Conflict int
	// Witness is a packet that the line still decides on; of a contradicted
	// line, one that meets the opposite; nil where there is none.
	Witness *Packet
	// Reason says why a line never matches, or why nothing is proven.
	Reason string
}

// Analyse returns what is wrong with each line, in the order of the lines, at
// most one finding a line.
func (l *List) Analyse() []Finding {
	a := newAnalysis(l)
	var out []Finding
	for j := range l.Lines {
		if l.Lines[j].Via != nil {
			continue // judged in its own list
		}
		if f, wrong := a.line(j); wrong {
			out = append(out, f)
		}
	}
	return out
}

// analysis holds the boxes of a list side by side.
type analysis struct {
	list  *List
	index *index
	cover cover
	owner []int32 // line of each box
	first []int32 // first box of each line, and one more
	cands []int32
	sure  []int32
	// near and known hold what before returned for the boxes of line at.
	near  [][]int32
	known []bool
	at    int
}

// before returns the boxes of lines before line j that meet its box i,
// ascending. They hold until another line is asked for.
func (a *analysis) before(j int, i int32) []int32 {
	n := int(i - a.first[j])
	if a.at != j {
		a.at = j
		clear(a.known)
	}
	for len(a.near) <= n {
		a.near, a.known = append(a.near, nil), append(a.known, false)
	}
	if !a.known[n] {
		a.near[n] = a.index.meeting(&a.cover.boxes[i], a.first[j], a.near[n][:0])
		slices.Sort(a.near[n])
		a.known[n] = true
	}
	return a.near[n]
}

func newAnalysis(l *List) *analysis {
	a := &analysis{list: l, at: -1}
	var boxes []Box
	for j := range l.Lines {
		a.first = append(a.first, int32(len(boxes)))
		for _, b := range l.Lines[j].Boxes {
			boxes, a.owner = append(boxes, b), append(a.owner, int32(j))
		}
	}
	a.first = append(a.first, int32(len(boxes)))
	a.index = newIndex(boxes)
	a.cover.boxes = boxes
	return a
}

// line judges one line.
func (a *analysis) line(j int) (Finding, bool) {
	line := &a.list.Lines[j]
	f := Finding{Line: j, Conflict: -1}
	if len(line.Boxes) == 0 {
		f.Kind, f.Reason = NeverMatches, line.Empty
		return f, true
	}
	switch rest, state := a.reached(j); state {
	case yes:
		return a.live(f, rest)
	case unknown:
		f.Kind = NotProven
		f.Reason, f.Cover = a.doubt(j)
		return f, true
	}
	f.Kind = Shadowed
	f.Cover = a.minimal(a.own(j), a.cover.lines(a.owner))
	if p, against := a.opposite(j); against {
		f.Kind, f.Witness = Contradicted, &p
		f.Conflict = a.conflict(j, false)
	}
	return f, true
}

type state uint8

const (
	no state = iota
	yes
	unknown
)

// reached reports whether some packet gets past the earlier lines to line j,
// and returns such packets. It is unknown where lines that cannot be resolved
// may take all those that are left.
func (a *analysis) reached(j int) (rest Box, s state) {
	a.cover.used = a.cover.used[:0]
	for i := a.first[j]; i < a.first[j+1]; i++ {
		b := &a.cover.boxes[i]
		cands := a.before(j, i)
		a.sure = a.sure[:0]
		for _, k := range cands {
			if a.list.Lines[a.owner[k]].sure() {
				a.sure = append(a.sure, k)
			}
		}
		rest, found, ok := a.cover.ask(b, a.sure)
		switch {
		case !ok:
			s = unknown
			continue
		case !found:
			continue
		case len(a.sure) == len(cands):
			return rest, yes
		}
		mark := len(a.cover.used)
		if rest, found, ok = a.cover.ask(b, cands); found && ok {
			return rest, yes
		}
		a.cover.used = a.cover.used[:mark]
		s = unknown
	}
	return Box{}, s
}

// doubt says why it is unknown whether packets reach line j, and names the
// lines that it turns on.
func (a *analysis) doubt(j int) (string, []int) {
	var lines []int
	reason := "too many lines overlap to tell"
	for i := a.first[j]; i < a.first[j+1]; i++ {
		for _, k := range a.before(j, i) {
			if line := &a.list.Lines[a.owner[k]]; !line.sure() && !slices.Contains(lines, int(a.owner[k])) {
				lines = append(lines, int(a.owner[k]))
				if reason = line.Opaque; reason == "" {
					reason = "action not understood"
				}
			}
		}
	}
	slices.Sort(lines)
	return reason, lines
}

// own returns the boxes of line j.
func (a *analysis) own(j int) []Box { return a.cover.boxes[a.first[j]:a.first[j+1]] }
