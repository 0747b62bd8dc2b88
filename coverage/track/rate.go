package track

import (
	"math"
	"math/bits"
)

const (
	// improbable is the probability below which a silence is a gap.
	improbable = 1e-6
	// leastCells is how many cells of history the rate needs, and leastSeen how
	// many of them with records: fewer say nothing.
	leastCells = 72
	leastSeen  = 24
	// leaning is how many cells the next shorter silences count for beside those
	// of one age.
	leaning = 8
	// aeon is the silence, in minutes, that is no part of any history: two stamps
	// of a broken clock would else excuse all silences.
	aeon = 31 * perDay
)

// widths are the cells, in minutes, that a stream's history can be cut into. In
// the widest, hours are not told apart.
var widths = []int64{1, 5, 15, 60, 360}

// history is how a stream's silences go on. Records come in bursts: the longer a
// silence has lasted, the likelier it goes on, so that silences are learned by
// their age. Hours of the week that are empty as often as not are rests, and are
// judged by the same hours of other weeks.
type history struct {
	width       int64
	total, seen int64
	// after counts the cells that follow a silence of an age, and stay those of
	// them that are empty too. Ages are counted in cells outside of rests, by
	// their binary length.
	after, stay [64]float64
	rest        rests
}

// learn cuts the minutes into the narrowest cells of which at most three in four
// are empty, else the widest: silence says most where it is rare, and a source
// that rests outside of office hours is empty for most of the week. It returns
// the silences in those cells.
func learn(m *minutes) (*history, []run) {
	first, last, ok := m.bounds()
	if !ok {
		return nil, nil
	}
	for i, width := range widths {
		gaps := m.empty(width)
		h := &history{width: width, total: last/width - first/width + 1}
		h.seen = h.total
		for _, g := range gaps {
			h.seen -= h.cells(g)
			if g.to-g.from > aeon {
				h.total -= h.cells(g)
			}
		}
		if 4*h.seen < h.total && i < len(widths)-1 {
			continue
		}
		if width < widths[len(widths)-1] {
			h.rest.learn(first/60, last/60, m.empty(60))
		}
		for _, g := range gaps {
			h.add(h.age(g, nil), h.counted(g), 1)
		}
		return h, gaps
	}
	return nil, nil
}

func (h *history) cells(g run) int64 { return (g.to - g.from) / h.width }

// counted says whether a silence is part of the history.
func (h *history) counted(g run) bool { return g.to-g.from <= aeon }

// age counts the cells of a silence outside of rests, those of other weeks than
// the own where that is given.
func (h *history) age(g run, own *rests) int64 {
	n := int64(0)
	for c := g.from; c < g.to; c += h.width {
		if h.rest.at(c/60, own) == 0 {
			n++
		}
	}
	return n
}

// add counts a silence of that age, or takes it out again with the sign -1.
func (h *history) add(age int64, counted bool, sign float64) {
	if age == 0 || !counted {
		return
	}
	for a := int64(1); a < age; {
		b := bits.Len64(uint64(a))
		n := float64(min(age, 1<<b) - a)
		h.after[b] += sign * n
		h.stay[b] += sign * n
		a = min(age, 1<<b)
	}
	h.after[bits.Len64(uint64(age))] += sign
}

// enough says whether there is history to speak of besides the silence itself.
func (h *history) enough(g run) bool {
	total := h.total
	if h.counted(g) {
		total -= h.cells(g)
	}
	return h.seen >= leastSeen && total >= leastCells
}

// probability is that of a silence of g's length beginning anywhere in the
// history, had the stream gone on as it does without g: the product over its
// cells of how often silence goes on, times the places where it could have
// begun. part says whether g is one of the history's own silences.
func (h *history) probability(g run, part bool) float64 {
	var own rests
	part = part && h.counted(g)
	if part {
		own.learn(g.from/60, (g.to-1)/60, []run{{(g.from + 59) / 60 * 60, g.to / 60 * 60}})
		age := h.age(g, nil)
		h.add(age, true, -1)
		defer h.add(age, true, 1)
	}
	goesOn := h.goesOn()
	log, age := math.Log(float64(h.total)), uint64(1)
	for c := g.from + h.width; c < g.to && log > -700; c += h.width {
		if p := h.rest.at(c/60, &own); p > 0 {
			log += math.Log(p) * float64(h.width) / 60
			continue
		}
		log += math.Log(goesOn[bits.Len64(age)])
		age++
	}
	return math.Min(1, math.Exp(log))
}

// goesOn is how often a silence of each age goes on. It never falls with the
// age: of ages that did not occur the longest that did is said.
func (h *history) goesOn() (share [64]float64) {
	after, stay := 0.0, 0.0
	for b := range h.after {
		after += h.after[b]
		stay += h.stay[b]
	}
	before := (stay + 0.5) / (after + 1)
	for b := range share {
		before = max(before, (h.stay[b]+leaning*before)/(h.after[b]+leaning))
		share[b] = before
	}
	return share
}
