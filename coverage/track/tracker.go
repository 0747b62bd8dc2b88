package track

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// Bounds of a tracker, whatever the events say.
const (
	maxStreams  = 50_000
	maxCounters = 200_000
	maxHearts   = 50_000
	maxMarks    = 10_000    // switches and restarts
	maxNames    = 1_000_000 // addresses of devices
)

// Tracker gathers what Report needs. It is used by one goroutine. The zero
// Tracker is not ready; New makes one.
type Tracker struct {
	kindOf   func(format string) string
	log      *coverage.Log
	streams  map[key]*stream
	counters map[counterKey]*counter
	hearts   map[heartKey]*heart
	switches []mark
	byDevice map[string][]mark // of switches, made by Report
	restarts []mark
	declared map[string]Declaration
	folders  map[string]*folder // of call-detail records, by path
	// names are those of the devices that have an address, from declarations.
	names map[netip.Addr]string
	takes func(command string) string
	// kept says for how many days records are kept, nil where nobody said.
	kept func(source, kind string) int
	// file is the last that an event without another source came from, and
	// fileSource its source.
	file, fileSource string
}

type key struct{ source, kind string }

// counterKey: one source numbers its records per format, and some per domain or
// session.
type counterKey struct {
	key
	format, within string
}

type heartKey struct {
	key
	message string
}

type stream struct {
	key
	minutes minutes
	records uint64
	noTime  uint64
	noZone  uint64 // stamps without a zone
	strays  uint64 // stamps years from all others
	formats map[string]bool
}

// New makes a tracker. kindOf says for what a format is watched: "syslog",
// "aaa", "flow", "database", "cdr" or "intercept"; takes says which of these a command
// takes away, "" for none. What a tracker has no room for goes to log.
func New(kindOf, takes func(string) string, log *coverage.Log) *Tracker {
	return &Tracker{kindOf: kindOf, takes: takes, log: log, streams: map[key]*stream{}, counters: map[counterKey]*counter{}, hearts: map[heartKey]*heart{}}
}

// Event takes one event.
func (t *Tracker) Event(e *event.Event) {
	k := key{t.sourceOf(e), t.kindOf(e.Format)}
	if k.kind == calls && e.Text(event.Reporter) == "" {
		if e.Text(event.MessageID) == "header" { // of a file that names no node
			return
		}
		k.source = folderOf(e)
	}
	s := t.stream(k)
	if s == nil {
		t.log.Drop(coverage.Gap{Kind: k.kind, From: timeOf(e), To: timeOf(e), Cause: coverage.Unparsed, Reason: "more sources than can be told apart"})
		return
	}
	s.records++
	if !s.formats[e.Format] {
		s.formats[strings.Clone(e.Format)] = true
	}
	at := timeOf(e)
	if at <= 0 || !s.minutes.add(at) {
		s.noTime++
	}
	if e.Clock&event.ZoneGuessed != 0 {
		s.noZone++
	}
	t.sequence(s, e, at)
	if s.kind == calls {
		t.call(s, e, at)
		return
	}
	t.beat(s, e, at)
	t.marks(s, e, at)
}

// stream returns the stream of that key, nil where there is no room for one.
// Keys are copied: they outlive the batch they were read from.
func (t *Tracker) stream(k key) *stream {
	s := t.streams[k]
	if s == nil && len(t.streams) < maxStreams {
		k = key{strings.Clone(k.source), strings.Clone(k.kind)}
		s = &stream{key: k, formats: map[string]bool{}}
		t.streams[k] = s
	}
	return s
}

func (t *Tracker) sequence(s *stream, e *event.Event, at int64) {
	n, ok := e.Number(event.Sequence)
	if !ok || s.kind == "flow" { // their decoders follow the numbers of packets
		return
	}
	k := counterKey{s.key, e.Format, e.Lookup("domain")}
	if s.kind == "database" {
		k.within = e.Text(event.Session)
	}
	if c := t.counter(s, k, at); c != nil {
		c.decimal = s.kind == calls
		c.add(n, at)
	}
}

// counter returns the counter of that key, nil where there is no room for one.
func (t *Tracker) counter(s *stream, k counterKey, at int64) *counter {
	c := t.counters[k]
	if c == nil {
		if len(t.counters) >= maxCounters {
			t.full(s, at, "more sources of numbers than can be followed: holes in those of some are not found")
			return nil
		}
		k.format, k.within = strings.Clone(k.format), strings.Clone(k.within)
		c = &counter{}
		t.counters[k] = c
	}
	return c
}

func (t *Tracker) beat(s *stream, e *event.Event, at int64) {
	id := e.Text(event.MessageID)
	if id == "" || at <= 0 || e.Kind != event.System {
		return
	}
	k := heartKey{s.key, id}
	h := t.hearts[k]
	if h == nil {
		if len(t.hearts) >= maxHearts {
			t.full(s, at, "more kinds of message than can be followed: a heartbeat of some is not found")
			return
		}
		k.message = strings.Clone(id)
		h = &heart{}
		t.hearts[k] = h
	}
	h.add(at)
}

// full tells of what is seen and has no room to be followed.
func (t *Tracker) full(s *stream, at int64, reason string) {
	t.log.Drop(coverage.Gap{Source: s.source, Kind: s.kind, From: at, To: at, Cause: coverage.Unexplained, Reason: reason})
}

func timeOf(e *event.Event) int64 {
	if e.Time != 0 {
		return e.Time
	}
	return e.Received
}
