package track

import "github.com/linewarden/linewarden/coverage"

const (
	// scattered is the reason of holes in a stream that went on meanwhile: no
	// minute of it counts as missing.
	scattered = "numbers of the source are missing: lost on the way, filtered, or suppressed"
	// boot is how near to a new counting a message of a start explains it.
	boot = 15 * minute
)

// numbers adds what a stream's numbers tell: those that did not come, countings
// that began anew, and numbers that are nobody's.
func (t *Tracker) numbers(s *stream, gap coverage.Gap, out []coverage.Gap) []coverage.Gap {
	known := len(out)
	for k, c := range t.counters {
		if k.key != s.key {
			continue
		}
		gap := gap
		gap.Basis = coverage.Sequence
		if c.swaps > 0 || c.mixed() {
			out = append(out, c.strangersGap(gap))
		}
		if c.mixed() {
			continue
		}
		out = t.turns(k, c, gap, out, known)
		if s.kind == calls && c.repeats > 0 {
			out = append(out, c.again(gap))
		}
		if c.filtered() && s.kind != calls {
			g := gap
			g.From, g.To = c.holes[0].after, c.holes[len(c.holes)-1].till
			g.Count, g.Cause = c.missing(), coverage.NotEnabled
			g.Reason = "the source counts records that it does not send: most likely a filter by severity"
			out = append(out, g)
			continue
		}
		n := len(out)
		out = c.gaps(gap, out, known)
		if s.kind == calls && k.within == inFile {
			ofFiles(out[n:])
		}
	}
	return out
}

// gaps adds the holes of one counter. A hole in one of the first known silences
// makes it a loss: records were written, and are not here.
func (c *counter) gaps(gap coverage.Gap, out []coverage.Gap, known int) []coverage.Gap {
	gap.Cause, gap.Reason = coverage.Lost, scattered
	for _, h := range c.holes {
		n := h.to - h.from + 1
		if i := within(out[:known], h); i >= 0 {
			out[i].Count += n
			out[i].Cause, out[i].Basis = coverage.Lost, coverage.Sequence
			out[i].Reason = "silent, and the source's numbers show that it wrote records which are not here"
			continue
		}
		gap.From, gap.To, gap.Count = h.after, h.till, n
		out = append(out, gap)
	}
	if c.lost > 0 {
		gap.From, gap.To, gap.Count = c.more.after, c.more.till, c.lost
		out = append(out, gap)
	}
	return out
}

// turns adds the places where a source left its line of numbers. That it began
// anew without saying that it started may be a reset that hides what was cut;
// with one of the first known silences it is one gap.
func (t *Tracker) turns(k counterKey, c *counter, gap coverage.Gap, out []coverage.Gap, known int) []coverage.Gap {
	if k.kind == "database" { // numbers there begin anew with each session
		return out
	}
	for _, u := range c.turns {
		g := gap
		g.From, g.To, g.Cause = u.after, u.till, coverage.Unexplained
		switch {
		case u.ahead:
			g.Reason = "a number leapt ahead: a broken or forged record, or how much is missing is not known"
		case u.till != 0 && u.till < u.after: // an older file, read later
			continue
		case !t.started(k.key, u):
			if i := within(out[:known], hole{after: u.after, till: u.till}); i >= 0 {
				out[i].Reason = "silent, and the source then counted anew though no message says that it started"
				continue
			}
			g.Reason = "the source began to count anew and no message says that it started: what it wrote between is not known"
		case u.number > 1 && u.number <= reorder:
			g.Count, g.Cause = u.number-1, coverage.Lost
			g.Reason = "the source started, and the first records it wrote are not here"
		default:
			continue
		}
		out = append(out, g)
	}
	return out
}

// started says whether a message tells of a start near that place.
func (t *Tracker) started(k key, u turn) bool {
	for _, m := range t.restarts {
		if m.source == k.source && m.at >= u.till-boot && m.at <= u.till+boot {
			return true
		}
	}
	return false
}

func (c *counter) strangersGap(g coverage.Gap) coverage.Gap {
	g.From, g.To, g.Cause = c.swapped.from, c.swapped.to, coverage.Unexplained
	g.Reason = "records with numbers out of line with the others: several sources of one name, or forged records"
	if c.mixed() {
		g.Reason = "numbers of several sources run under one name: what is missing of each cannot be told"
	}
	return g
}

// within finds the silence that a hole's two records enclose.
func within(gaps []coverage.Gap, h hole) int {
	for i, g := range gaps {
		if g.Basis != coverage.Observed && h.after <= g.From+minute && g.To-minute <= h.till && h.till > h.after {
			return i
		}
	}
	return -1
}
