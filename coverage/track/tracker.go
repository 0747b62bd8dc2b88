package track

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/verdict"
)

// Bounds of a tracker, whatever the events say.
const (
	maxStreams  = 50_000
	maxCounters = 200_000
	maxHearts   = 50_000
	maxMarks    = 10_000 // switches and restarts
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
	restarts []mark
	declared map[string]Declaration
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

// mark is something that happened to a source's records.
type mark struct {
	key
	at   int64
	who  string
	what string
}

// New makes a tracker. kindOf says for what a format is watched: "syslog",
// "aaa", "flow", "database" or "intercept". What a tracker has no room for goes
// to log.
func New(kindOf func(format string) string, log *coverage.Log) *Tracker {
	return &Tracker{kindOf: kindOf, log: log, streams: map[key]*stream{}, counters: map[counterKey]*counter{}, hearts: map[heartKey]*heart{}}
}

// Declaration is what a configuration says of a device's log.
type Declaration struct {
	// Source is the device's own name.
	Source string
	// Sends says whether a log is sent off the device: Pass, Fail where the
	// configuration is whole and sends none, else Unknown.
	Sends verdict.Verdict
}

// Declare takes what a device's configuration says. Of two configurations of
// one name the last counts.
func (t *Tracker) Declare(d Declaration) {
	if t.declared == nil {
		t.declared = map[string]Declaration{}
	}
	if len(t.declared) < maxStreams {
		t.declared[d.Source] = d
	}
}

// Event takes one event.
func (t *Tracker) Event(e *event.Event) {
	k := key{sourceOf(e), t.kindOf(e.Format)}
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
	c := t.counters[k]
	if c == nil {
		if len(t.counters) >= maxCounters {
			t.full(s, at, "more sources of numbers than can be followed: holes in those of some are not found")
			return
		}
		k.format, k.within = strings.Clone(k.format), strings.Clone(k.within)
		c = &counter{}
		t.counters[k] = c
	}
	c.add(n, at)
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

func (t *Tracker) marks(s *stream, e *event.Event, at int64) {
	if at <= 0 {
		return
	}
	m := mark{key: s.key, at: at}
	switch action := e.Text(event.Action); {
	case action == "logging_change" && switchesOff(e):
		m.who = strings.Clone(e.Text(event.Actor))
		m.what = strings.Clone(cmp.Or(e.Text(event.Object), e.Text(event.Message)))
		t.mark(s, &t.switches, m)
	case action == "reload" || action == "start" && e.Kind == event.System:
		t.mark(s, &t.restarts, m)
	}
}

func (t *Tracker) mark(s *stream, marks *[]mark, m mark) {
	if len(*marks) >= maxMarks {
		t.full(s, m.at, "more starts and changes of logging than can be followed")
		return
	}
	*marks = append(*marks, m)
}

// switchesOff says whether a change of logging takes records away.
func switchesOff(e *event.Event) bool {
	switch e.Lookup("state") {
	case "stopped", "off", "disabled", "down":
		return true
	case "started", "on", "enabled", "up":
		return false
	}
	what := strings.ToLower(cmp.Or(e.Text(event.Object), e.Text(event.Message)))
	for _, w := range []string{"no ", "undo ", "delete ", "deactivate ", "unset ", "noaudit ", "truncate "} {
		if strings.HasPrefix(what, w) {
			return true
		}
	}
	for _, w := range []string{"none", "off", "disable", "stop"} {
		if slices.Contains(strings.FieldsFunc(what, func(r rune) bool { return !('a' <= r && r <= 'z') }), w) {
			return true
		}
	}
	return false
}

// sourceOf is the best name the event has for its source.
func sourceOf(e *event.Event) string {
	if s := e.Text(event.Reporter); s != "" {
		return s
	}
	for _, f := range []event.Field{event.DeviceAddr, event.Sender} {
		if a := e.Addr(f); a.IsValid() {
			return a.String()
		}
	}
	if e.Batch == nil {
		return ""
	}
	return path.Base(e.Batch.Source)
}

func timeOf(e *event.Event) int64 {
	if e.Time != 0 {
		return e.Time
	}
	return e.Received
}
