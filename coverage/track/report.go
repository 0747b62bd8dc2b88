package track

import (
	"cmp"
	"slices"

	"github.com/linewarden/linewarden/coverage"
)

// Report is what was seen and what was not.
type Report struct {
	// From and To bound the window, in microseconds: that of all streams, unless
	// Window says otherwise. Both are 0 where no record has a time.
	From, To int64
	Streams  []Stream
	// Gaps are those of the tracker, by source, kind and time; what was dropped
	// while reading is in the log that the tracker was made with.
	Gaps []coverage.Gap
}

// Stream is what was seen of one source.
type Stream struct {
	Source, Kind string
	First, Last  int64
	Records      uint64
	// NoTime is how many of the records have no time, and stand in no day.
	NoTime uint64
	// Formats are the names of the formats its records came in.
	Formats []string
	// Days are those of the window that the stream has records or gaps of.
	Days []Day
	// Judged says whether there was history enough to call a silence a gap.
	Judged bool
	// Repeats are numbers that came more than once, Restarts how often the
	// source began to count anew.
	Repeats  uint64
	Restarts int
}

// Day is one day, UTC, of a stream.
type Day struct {
	// Start is its midnight in microseconds.
	Start int64
	// Records lie in Minutes different minutes; Missing minutes lie in gaps.
	Records          uint64
	Minutes, Missing int
}

// Window sets what is asked about; 0 leaves a bound to the records.
type Window struct{ From, To int64 }

// Report draws the conclusions.
func (t *Tracker) Report(w Window) Report {
	t.setStraysApart(w)
	t.sortSwitches()
	r := Report{From: w.From, To: w.To}
	for _, s := range t.streams {
		if first, last, ok := s.minutes.bounds(); ok {
			if w.From == 0 && (r.From == 0 || first*minute < r.From) {
				r.From = first * minute
			}
			if w.To == 0 {
				r.To = max(r.To, (last+1)*minute)
			}
		}
	}
	begin := r.From
	shared := t.foldersGaps()
	for _, s := range t.sorted() {
		from := begin
		if kept := t.keptFrom(s, r.To); w.From == 0 && kept != 0 && kept < from {
			from, r.From = kept, min(r.From, kept) // more is asked of this stream than of those nobody spoke of
		}
		gaps, judged := t.gapsOf(s, from, r.To)
		r.Streams = append(r.Streams, t.describe(s, gaps, judged))
		r.Gaps = append(r.Gaps, gaps...)
	}
	r.Gaps = append(t.declarations(r), shared...)
	r.nameFiles()
	return r
}

func (t *Tracker) sorted() []*stream {
	out := make([]*stream, 0, len(t.streams))
	for _, s := range t.streams {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *stream) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.kind, b.kind))
	})
	return out
}

func (t *Tracker) describe(s *stream, gaps []coverage.Gap, judged bool) Stream {
	first, last, _ := s.minutes.bounds()
	out := Stream{Source: s.source, Kind: s.kind, Records: s.records, NoTime: s.noTime, Judged: judged}
	if s.records > s.noTime {
		out.First, out.Last = first*minute, (last+1)*minute
	}
	for f := range s.formats {
		out.Formats = append(out.Formats, f)
	}
	slices.Sort(out.Formats)
	for k, c := range t.counters {
		if k.key == s.key {
			out.Repeats += c.repeats
			out.Restarts += c.restarts
		}
	}
	days := map[int64]*Day{}
	at := func(d int64) *Day {
		if days[d] == nil {
			days[d] = &Day{Start: d * day}
		}
		return days[d]
	}
	for d, b := range s.minutes.days {
		x := at(d)
		x.Records, x.Minutes = b.count, b.seen()
	}
	for _, g := range gaps {
		if g.Reason == scattered || g.Cause == coverage.NotEnabled || g.From == 0 {
			continue
		}
		for d := g.From / day; d <= (g.To-1)/day && len(days) < maxDays; d++ {
			x := at(d)
			x.Missing = min(perDay, x.Missing+int((min(g.To, (d+1)*day)-max(g.From, d*day))/minute))
		}
	}
	for _, x := range days {
		out.Days = append(out.Days, *x)
	}
	slices.SortFunc(out.Days, func(a, b Day) int { return cmp.Compare(a.Start, b.Start) })
	return out
}
