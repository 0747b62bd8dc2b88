package acl

import "slices"

// opposite returns a packet of line j that an earlier line treats the other
// way; false where there is none. It is asked of lines that no packet reaches.
func (a *analysis) opposite(j int) (Packet, bool) {
	for i := a.first[j]; i < a.first[j+1]; i++ {
		w := winner{a: a, want: a.list.Lines[j].Action}
		if w.walk(a.cover.boxes[i], a.before(j, i)); w.against {
			return Witness(w.where), true
		}
	}
	return Packet{}, false
}

// winner follows packets down a list to the lines that decide on them, until
// one does not do what is wanted. With want Unclear it goes on to the end.
type winner struct {
	a     *analysis
	want  Action
	steps int
	// against says that a line decided otherwise on the packets of where, and
	// unsure that one may.
	against, unsure bool
	where           Box
	lines           []int32 // that decided
	rest            []Box   // what no line decided on
}

// walk takes b through the boxes numbered by cands, which are in order.
func (w *winner) walk(b Box, cands []int32) {
	for n, i := range cands {
		other := &w.a.cover.boxes[i]
		if w.steps++; w.steps > maxSteps {
			w.unsure = true
			return
		}
		both, ok := b.and(other)
		if !ok {
			continue
		}
		line := &w.a.list.Lines[w.a.owner[i]]
		switch {
		case !line.sure():
			w.unsure = true
		case w.want != Unclear && line.Action != w.want:
			w.against, w.where = true, both
			return
		}
		w.lines = append(w.lines, w.a.owner[i])
		for _, piece := range b.minus(other, nil) {
			if w.walk(piece, cands[n+1:]); w.against {
				return
			}
		}
		return
	}
	w.rest = append(w.rest, b)
}

// conflict returns the line of the other action that takes most of line j, -1
// for none. With crossing it must be neither wider nor narrower than line j.
func (a *analysis) conflict(j int, crossing bool) int {
	best, most := -1, 0.0
	shares := map[int32]float64{}
	for i := a.first[j]; i < a.first[j+1]; i++ {
		b := &a.cover.boxes[i]
		for _, k := range a.before(j, i) {
			line := a.owner[k]
			if other := &a.list.Lines[line]; !other.sure() || other.Action == a.list.Lines[j].Action {
				continue
			}
			if crossing && (a.cover.boxes[k].within(b) || b.within(&a.cover.boxes[k])) {
				continue
			}
			both, _ := b.and(&a.cover.boxes[k])
			shares[line] += both.volume()
			if v := shares[line]; v > most || v == most && int(line) < best {
				best, most = int(line), v
			}
		}
	}
	return best
}

// volume returns how many packets a box holds, roughly.
func (b *Box) volume() float64 {
	v := b.dst.size() * b.src.size()
	for _, l := range b.field {
		v *= float64(l.hi-l.lo) + 1
	}
	n := 0
	for k := b.kinds; k != 0; k &= k - 1 {
		n++
	}
	return v * float64(n)
}

// size returns how many addresses s holds, roughly.
func (s span) size() float64 {
	return float64(s.hi.hi-s.lo.hi)*(1<<32)*(1<<32) + float64(s.hi.lo) - float64(s.lo.lo) + 1
}

// live judges a line that the packets rest reach.
func (a *analysis) live(f Finding, rest Box) (Finding, bool) {
	p := Witness(rest)
	line := &a.list.Lines[f.Line]
	if !line.sure() {
		return f, false
	}
	if f.Cover = a.redundant(f.Line, &p.box); len(f.Cover) > 0 {
		f.Kind, f.Witness = Redundant, &p
		return f, true
	}
	if f.Conflict = a.conflict(f.Line, true); f.Conflict >= 0 {
		f.Kind, f.Witness = Partial, &p
		return f, true
	}
	return f, false
}

// redundant returns later lines that would do the same with all packets that
// reach line j; nil where they would not, where the list's default would have
// a part in it, or where line j logs what it does.
func (a *analysis) redundant(j int, sample *Box) []int {
	if r := a.list.Lines[j].Rule; r != nil && r.Log.V {
		return nil
	}
	if _, same := a.tail(j, []Box{*sample}); !same {
		return nil
	}
	var reach []Box
	for i := a.first[j]; i < a.first[j+1]; i++ {
		before := winner{a: a, want: Unclear}
		before.walk(a.cover.boxes[i], a.before(j, i))
		reach = append(reach, before.rest...)
	}
	lines, same := a.tail(j, reach)
	if !same {
		return nil
	}
	return a.minimal(reach, lines)
}

// tail returns the lines after j that decide on the packets of boxes, and
// whether all do what line j does.
func (a *analysis) tail(j int, boxes []Box) (lines []int32, same bool) {
	for i := range boxes {
		cands := slices.DeleteFunc(a.index.meeting(&boxes[i], int32(len(a.cover.boxes)), nil), func(k int32) bool { return k < a.first[j+1] })
		slices.Sort(cands)
		w := winner{a: a, want: a.list.Lines[j].Action}
		w.walk(boxes[i], cands)
		if w.against || w.unsure || len(w.rest) > 0 {
			return nil, false
		}
		lines = append(lines, w.lines...)
	}
	slices.Sort(lines)
	return slices.Compact(lines), true
}
