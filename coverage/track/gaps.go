package track

import (
	"cmp"
	"slices"

	"github.com/linewarden/linewarden/coverage"
)

const (
	// late is how long after the window's beginning a stream may have its first
	// record without that being a gap.
	late = day
)

// gapsOf finds the gaps of one stream in the window, by time.
func (t *Tracker) gapsOf(s *stream, from, to int64) ([]coverage.Gap, bool) {
	gap := coverage.Gap{Source: s.source, Kind: s.kind}
	out := strayed(s, gap)
	first, last, ok := s.minutes.bounds()
	if !ok { // no record has a time: numbers still tell
		return t.numbers(s, gap, out), false
	}
	out = t.before(s, gap, out, from, to, first*minute)
	silences, judged := t.silences(s, to)
	for _, x := range silences {
		g := gap
		g.From, g.To, g.Cause, g.Basis = x.from*minute, x.to*minute, coverage.Silent, coverage.Rate
		switch {
		case (last+1)*minute <= g.From:
			g.Reason = "silent to the end of the window, which its own history makes less likely than one in a million"
		case s.summerTime(x):
			g.Cause, g.Reason = coverage.Unexplained, "an hour without records on a Sunday night, by stamps without a zone: a silence, or the clocks went forward"
		case s.onlyWeekend(x):
			g.Cause, g.Reason = coverage.Unexplained, "silent over a weekend, and no other weekend is here to tell whether it rests then"
		default:
			g.Reason = "silent where its own history makes that less likely than one in a million"
		}
		out = append(out, g)
	}
	out = t.missedBeats(s, gap, out, to)
	silent := len(out)
	out = t.numbers(s, gap, out)
	out = t.switched(s, gap, out, silent, to)
	slices.SortFunc(out, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.To, b.To))
	})
	return out, judged
}

// before adds what is not here from before a stream's first record. Where the
// site says how long records are kept, those that are younger are missing, and
// the older ones are gone as they should.
func (t *Tracker) before(s *stream, gap coverage.Gap, out []coverage.Gap, from, to, first int64) []coverage.Gap {
	gap.Cause = coverage.NotRetained
	kept := t.keptFrom(s, to)
	if kept != 0 && first-max(kept, from) > late {
		g := gap
		g.From, g.To, g.Basis = max(kept, from), first, coverage.Declared
		g.Reason = "records of these days should be kept by what the site says, and none is here: removed, not sent, or not collected"
		out = append(out, g)
		first = g.From
	}
	if first-from <= late {
		return out
	}
	gap.From, gap.To, gap.Basis = from, first, coverage.Observed
	gap.Reason = "nothing before the first record that is here: not kept, not sent, or not collected"
	if kept != 0 {
		gap.Basis, gap.Reason = coverage.Declared, "older than the site says that records are kept"
	}
	return append(out, gap)
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
		if h.enough(g) && h.probability(g, true) < improbable {
			out = append(out, s.minutes.around(g))
		}
	}
	_, last, _ := s.minutes.bounds()
	tail := run{(last/h.width + 1) * h.width, end / minute / h.width * h.width}
	if tail.to > tail.from && judged {
		if h.probability(tail, false) < improbable {
			out = append(out, run{last + 1, end / minute})
		}
	}
	return out, judged
}

// missedBeats adds the pauses of messages that come at intervals, unless a
// silence of the whole stream says it already.
func (t *Tracker) missedBeats(s *stream, gap coverage.Gap, out []coverage.Gap, end int64) []coverage.Gap {
	known := len(out)
	for k, h := range t.hearts {
		if k.key != s.key {
			continue
		}
		for _, p := range h.stops(end) {
			if covered(out[:known], p.from, p.to) {
				continue
			}
			g := gap
			g.From, g.To, g.Cause, g.Basis = p.from, p.to, coverage.Silent, coverage.Heartbeat
			g.Count = uint64(float64(p.to-p.from)/h.mean+0.5) - 1
			g.Reason = "a message that comes at intervals did not come"
			if p.to == end {
				g.Reason = "a message that came at intervals no longer comes, while others do"
			}
			out = append(out, g)
		}
	}
	return out
}

// summerTime says whether a silence may be the hour that is left out when clocks
// go forward: it is short, in the night of a Sunday, and the stamps have no zone.
func (s *stream) summerTime(x run) bool {
	const sunday = 3 // 1970-01-04
	return 2*s.noZone > s.records && x.to-x.from <= 65 && x.from/perDay%7 == sunday && x.from%perDay < 4*60
}

// onlyWeekend says whether a silence lies between a Friday's noon and a Monday's,
// takes most of both days between, and has no other weekend to compare with.
func (s *stream) onlyWeekend(x run) bool {
	const friday, noon = 1, 12 * 60 // 1970-01-02
	begin := (x.from-friday*perDay-noon)/(7*perDay)*(7*perDay) + friday*perDay + noon
	first, last, _ := s.minutes.bounds()
	other := first <= begin-6*perDay || last >= begin+9*perDay
	return x.to <= begin+3*perDay && x.to-x.from >= perDay && !other
}

// strayed is the gap of records whose stamps lie years from all others.
func strayed(s *stream, gap coverage.Gap) []coverage.Gap {
	if s.strays == 0 {
		return nil
	}
	gap.Count, gap.Cause, gap.Basis = s.strays, coverage.Unexplained, coverage.Observed
	gap.Reason = "records dated more than a year from all others: a clock that was not set, or a forged stamp"
	return []coverage.Gap{gap}
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
