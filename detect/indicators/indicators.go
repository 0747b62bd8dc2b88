// Package indicators looks for indicators of compromise in events and in
// configurations, and keeps when and where each was seen first.
//
// Promise: every address, text and extra field of an event is looked at, and every
// line of a configuration, banners and remarks included, for an intruder's address
// is as telling there. An indicator that was seen names its earliest record, whatever
// the order in which records were given.
package indicators

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/intel"
)

// maxPlaces bounds the places of configurations that are kept of one indicator.
const maxPlaces = 20

// Place is a line of a configuration.
type Place struct {
	Path string
	Line int
}

// Sighting is an indicator that was seen.
type Sighting struct {
	intel.Indicator
	// Records of logs have it; First and Last are their times, 0 where none has
	// one. Device, Source, Line and Offset are of the earliest record, or of the
	// first one given if none has a time.
	Records     int
	First, Last int64
	Device      string
	Source      string
	Line        int
	Offset      int64
	Lines       int     // of configurations
	Places      []Place // the first of those
}

// Watch looks for a set of indicators; it is for one goroutine.
type Watch struct {
	set  *intel.Set
	seen map[int]*Sighting
	hits []int
}

// New returns a Watch that has seen nothing.
func New(set *intel.Set) *Watch { return &Watch{set: set, seen: map[int]*Sighting{}} }

// Event looks at an event, which may be overwritten afterwards.
func (w *Watch) Event(e *event.Event) {
	w.hits = w.set.Find(e.Raw, w.hits[:0])
	for f := event.Reporter; f.String() != ""; f++ {
		switch {
		case !e.Present().Has(f):
		case f.IsAddr():
			w.hits = w.set.FindAddr(e.Addr(f), w.hits)
		case f.IsText() && e.Raw == "":
			w.hits = w.set.Find(e.Text(f), w.hits)
		}
	}
	if e.Raw == "" {
		for _, x := range e.Extra {
			w.hits = w.set.Find(x.Value, w.hits)
		}
	}
	slices.Sort(w.hits)
	for _, i := range slices.Compact(w.hits) {
		w.record(i, e)
	}
}

func (w *Watch) sighting(i int) *Sighting {
	s := w.seen[i]
	if s == nil {
		s = &Sighting{Indicator: w.set.All[i]}
		w.seen[i] = s
	}
	return s
}

func (w *Watch) record(i int, e *event.Event) {
	s := w.sighting(i)
	s.Records++
	at := e.Time
	if at != 0 {
		at += e.Skew
		s.Last = max(s.Last, at)
	}
	if s.Records > 1 && (at == 0 || s.First != 0 && at >= s.First) {
		return
	}
	s.First, s.Device, s.Line, s.Offset = at, strings.Clone(e.Text(event.Reporter)), e.Line, e.Offset
	if e.Batch != nil {
		s.Source = e.Batch.Source
	}
}

// Config looks at the lines of a configuration.
func (w *Watch) Config(path string, data []byte) {
	n := 0
	for line := range bytes.Lines(data) {
		n++
		w.hits = w.set.Find(string(line), w.hits[:0])
		slices.Sort(w.hits)
		for _, i := range slices.Compact(w.hits) {
			s := w.sighting(i)
			if s.Lines++; len(s.Places) < maxPlaces {
				s.Places = append(s.Places, Place{path, n})
			}
		}
	}
}

// Seen returns what was seen, the earliest first, what has no time last.
func (w *Watch) Seen() []*Sighting {
	var out []*Sighting
	for _, s := range w.seen {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Sighting) int {
		if (a.First == 0) != (b.First == 0) {
			return cmp.Compare(b.First, a.First)
		}
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// Set returns the indicators.
func (w *Watch) Set() *intel.Set { return w.set }
