package track

import "math"

const (
	// improbable is the probability below which a silence is a gap.
	improbable = 1e-6
	// leastCells is how many cells of history the rate needs, and leastSeen how
	// many of them with records: fewer say nothing.
	leastCells = 72
	leastSeen  = 24
	// leaning is how many cells the average of all hours counts for beside those
	// of one hour of the day.
	leaning = 4
)

// widths are the cells, in minutes, that a stream's history can be cut into.
var widths = []int64{1, 5, 15, 60, 360}

// history is how a stream's silences go on, by hour of the day: many networks
// sleep at night, and a night is no gap. Records come in bursts, so that what
// counts is not how often a cell is empty but how often it is after an empty one.
type history struct {
	width int64
	// after counts the cells that follow an empty one, and stay those of them
	// that are empty too.
	after, stay [24]float64
	total, seen int64
}

// learn cuts the minutes into the narrowest cells of which at most half are
// empty, else the widest: silence says most where it is rare.
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
			h.seen -= (g.to - g.from) / width
		}
		if 2*h.seen < h.total && i < len(widths)-1 {
			continue
		}
		for _, g := range gaps {
			h.add(g, 1)
		}
		return h, gaps
	}
	return nil, nil
}

func hourOf(minute int64) int64 { return minute / 60 % 24 }

// add counts a silence, or takes it out again with the sign -1.
func (h *history) add(g run, sign float64) {
	for c := g.from + h.width; c < g.to; c += h.width {
		h.after[hourOf(c)] += sign
		h.stay[hourOf(c)] += sign
	}
	h.after[hourOf(g.to)] += sign
}

// enough says whether there is history to speak of besides the silence itself.
func (h *history) enough(g run) bool {
	return h.seen >= leastSeen && h.total-(g.to-g.from)/h.width >= leastCells
}

// probability is that of a silence of g's length beginning anywhere in the
// history, had the stream gone on as it does without g: the product over its
// cells of how often silence goes on at that hour, times the places where it
// could have begun.
func (h *history) probability(g run) float64 {
	h.add(g, -1)
	defer h.add(g, 1)
	after, stay := 0.0, 0.0
	for i := range h.after {
		after += h.after[i]
		stay += h.stay[i]
	}
	mean := (stay + 0.5) / (after + 1)
	log := math.Log(float64(h.total))
	for c := g.from + h.width; c < g.to && log > -700; c += h.width {
		i := hourOf(c)
		log += math.Log((h.stay[i] + leaning*mean) / (h.after[i] + leaning))
	}
	return math.Min(1, math.Exp(log))
}
