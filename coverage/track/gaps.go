package track

import (
	"cmp"
	"slices"

	"github.com/linewarden/linewarden/coverage"
)

const (
	// switchBefore is how long before a silence somebody may have switched the
	// records off for the two to be one, and switchAfter how long after its
	// beginning, since the silence begins with the last record.
	switchBefore, switchAfter = 30 * minute, 10 * minute
	// late is how long after the window's beginning a stream may have its first
	// record without that being a gap.
	late = day
	// scattered is the reason of holes in a stream that went on meanwhile: no
	// minute of it counts as missing.
	scattered = "numbers of the source are missing: lost on the way, filtered, or suppressed"
)

// gapsOf finds the gaps of one stream in the window, by time.
func (t *Tracker) gapsOf(s *stream, from, to int64) ([]coverage.Gap, bool) {
	var out []coverage.Gap
	first, last, ok := s.minutes.bounds()
	if !ok {
		return nil, false
	}
	gap := coverage.Gap{Source: s.source, Kind: s.kind}
	if begin := first * minute; begin-from > late {
		g := gap
		g.From, g.To, g.Cause, g.Basis = from, begin, coverage.NotRetained, coverage.Observed
		g.Reason = "nothing before the first record that is here: not kept, not sent, or not collected"
		out = append(out, g)
	}
	silences, judged := t.silences(s, to)
	for _, x := range silences {
		g := gap
		g.From, g.To, g.Cause, g.Basis = x.from*minute, x.to*minute, coverage.Silent, coverage.Rate
		g.Reason = "silent where its own history makes that less likely than one in a million"
		if (last+1)*minute <= g.From {
			g.Reason = "silent to the end of the window, which its own history makes less likely than one in a million"
		}
		out = append(out, g)
	}
	out = t.missedBeats(s, gap, out)
	out = t.holes(s, gap, out)
	out = t.switched(s, gap, out)
	slices.SortFunc(out, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.To, b.To))
	})
	return out, judged
}

// silences are the improbable ones, and whether there was history to judge by.
func (t *Tracker) silences(s *stream, end int64) ([]run, bool) {
	h, gaps := learn(&s.minutes)
	if h == nil {
		return nil, false
	}
	var out []run
	judged := h.enough(run{})
	for _, g := range gaps {
		if h.enough(g) && h.probability(g) < improbable {
			out = append(out, g)
		}
	}
	_, last, _ := s.minutes.bounds()
	tail := run{(last/h.width + 1) * h.width, end / minute / h.width * h.width}
	if tail.to > tail.from && judged {
		h.add(tail, 1) // as if it were part of the history, as the others are
		if h.probability(tail) < improbable {
			out = append(out, run{tail.from, end / minute})
		}
	}
	return out, judged
}

// missedBeats adds the pauses of messages that come at intervals, unless a
// silence of the whole stream says it already.
func (t *Tracker) missedBeats(s *stream, gap coverage.Gap, out []coverage.Gap) []coverage.Gap {
	known := len(out)
	for k, h := range t.hearts {
		if k.key != s.key {
			continue
		}
		for _, p := range h.stops() {
			if covered(out[:known], p.from, p.to) {
				continue
			}
			g := gap
			g.From, g.To, g.Cause, g.Basis = p.from, p.to, coverage.Silent, coverage.Heartbeat
			g.Count = uint64(float64(p.to-p.from)/h.mean+0.5) - 1
			g.Reason = "a message that comes at intervals did not come"
			out = append(out, g)
		}
	}
	return out
}

// covered says whether a gap takes up most of the time.
func covered(gaps []coverage.Gap, from, to int64) bool {
	for _, g := range gaps {
		if 2*(min(g.To, to)-max(g.From, from)) > to-from {
			return true
		}
	}
	return false
}

// holes adds the numbers that did not come. A hole in a silence makes it a loss:
// records were written, and are not here.
func (t *Tracker) holes(s *stream, gap coverage.Gap, out []coverage.Gap) []coverage.Gap {
	known := len(out)
	for k, c := range t.counters {
		if k.key != s.key {
			continue
		}
		if c.filtered() {
			g := gap
			g.From, g.To = c.holes[0].after, c.holes[len(c.holes)-1].till
			g.Count, g.Cause, g.Basis = c.missing(), coverage.NotEnabled, coverage.Sequence
			g.Reason = "the source counts records that it does not send: most likely a filter by severity"
			out = append(out, g)
			continue
		}
		for _, h := range c.holes {
			n := h.to - h.from + 1
			if i := within(out[:known], h); i >= 0 {
				out[i].Count += n
				out[i].Cause, out[i].Basis = coverage.Lost, coverage.Sequence
				out[i].Reason = "silent, and the source's numbers show that it wrote records which are not here"
				continue
			}
			g := gap
			g.From, g.To, g.Count, g.Cause, g.Basis = h.after, h.till, n, coverage.Lost, coverage.Sequence
			g.Reason = scattered
			out = append(out, g)
		}
	}
	return out
}

// within finds the silence that a hole's two records enclose.
func within(gaps []coverage.Gap, h hole) int {
	for i, g := range gaps {
		if h.after <= g.From+minute && g.To-minute <= h.till && h.till > h.after {
			return i
		}
	}
	return -1
}

// switched joins the moments in which somebody switched records off with the
// silence behind them. One without a silence is a gap of its own: what else was
// switched off with it is not known.
func (t *Tracker) switched(s *stream, gap coverage.Gap, out []coverage.Gap) []coverage.Gap {
	for _, m := range t.switches {
		if m.source != s.source {
			continue
		}
		i := slices.IndexFunc(out, func(g coverage.Gap) bool {
			return g.From-switchBefore <= m.at && m.at <= g.From+switchAfter && g.Cause != coverage.NotRetained
		})
		if i >= 0 {
			out[i].Cause, out[i].Basis = coverage.Tampered, coverage.Declared
			out[i].Reason = "somebody switched the records off, and silence followed"
			continue
		}
		if m.kind == s.kind {
			g := gap
			g.From, g.To, g.Cause, g.Basis = m.at, m.at, coverage.Tampered, coverage.Declared
			g.Reason = "somebody switched records off; others still came"
			out = append(out, g)
		}
	}
	return out
}
