// Package agree compares decoded events with the expected answers that public
// sets of samples carry, field by field, for the tests of formats.
//
// Promise: a field counts as compared only where the expected answer has it;
// every difference is named one by one, with its reason, in the package's
// testdata/explained.yaml, so that a new one fails, and so does a reason that is
// no longer needed; what a comparison gave is the row that docs/coverage.md has.
package agree

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/evidence"
)

// required are the fields that must always agree where a set has them: time,
// device, user, addresses, ports, protocol, bytes, packets, action and outcome.
var required = []string{
	"time", "reporter", "actor", "actor_addr", "actor_port", "target_addr", "target_port", "protocol",
	"bytes", "bytes_back", "packets", "packets_back", "action", "outcome",
}

// The least shares, in percent: of records whose required fields all agree, and
// of all fields.
const (
	leastRecords = 97
	leastFields  = 95
)

// Score counts the agreement with one set, or one part of it.
type Score struct {
	row    evidence.Row
	fields map[string]*tally
	// broken says that a required field of the record at hand differs.
	broken bool
	rules  map[string]bool
}

type tally struct{ same, all int }

// New begins a comparison. The title is the set's name and, behind a comma, the
// part of it; docs/coverage-events.md has a section of that name.
func New(title string) *Score {
	return &Score{row: evidence.Row{Title: title}, fields: map[string]*tally{}, rules: map[string]bool{}}
}

// Record begins the comparison of one record; e is nil where none was decoded.
func (s *Score) Record(e *event.Event) {
	s.close()
	s.row.Records++
	if e == nil {
		return
	}
	if !slices.Contains(s.row.Families, e.Format) {
		s.row.Families = append(s.row.Families, e.Format)
	}
	if e.Rule != "" {
		s.rules[e.Rule] = true
	}
}

// Sum begins the comparison of what a set gives as a sum of records.
func (s *Score) Sum(family string) { s.Record(&event.Event{Format: family}) }

func (s *Score) close() {
	if s.row.Records > 0 && !s.broken {
		s.row.Whole++
	}
	s.broken = false
}

// Field compares one value of the record by our name for it. Both are as text;
// place names the record.
func (s *Score) Field(name, place, want, got string) {
	t := s.fields[name]
	if t == nil {
		t = &tally{}
		s.fields[name] = t
	}
	t.all++
	if want == got {
		t.same++
		return
	}
	s.broken = s.broken || slices.Contains(required, name)
	s.row.Differences = append(s.row.Differences, evidence.Difference{Place: place, Field: name, Want: want, Got: got})
}

// Check logs the shares, and fails t where they are too low, where a difference
// is not explained, and where the table has another row.
func (s *Score) Check(t *testing.T) {
	t.Helper()
	s.finish()
	r := &s.row
	var names []string
	for name, f := range s.fields {
		names = append(names, fmt.Sprintf("%s %d/%d", name, f.same, f.all))
	}
	slices.Sort(names)
	t.Logf("%s: %d of %d records, %d of %d fields agree: %s", r.Title, r.Whole, r.Records, r.Agree, r.Fields, strings.Join(names, ", "))
	if r.Fields == 0 || r.Whole*100 < r.Records*leastRecords || r.Agree*100 < r.Fields*leastFields {
		t.Errorf("less than %d %% of records or %d %% of fields agree", leastRecords, leastFields)
	}
	if dir := os.Getenv(evidence.Env); dir != "" {
		if err := r.Save(dir); err != nil {
			t.Fatal(err)
		}
	}
	s.explained(t)
	s.tabled(t)
}

// finish counts what was compared.
func (s *Score) finish() {
	s.close()
	for _, f := range s.fields {
		s.row.Agree, s.row.Fields = s.row.Agree+f.same, s.row.Fields+f.all
	}
	for _, name := range required {
		if s.fields[name] != nil {
			s.row.Required = append(s.row.Required, name)
		}
	}
	slices.Sort(s.row.Families)
}

// sink keeps copies of what is decoded.
type sink struct {
	events []*event.Event
	gaps   int
}

func (s *sink) Event(e *event.Event) { s.events = append(s.events, e.Clone()) }
func (s *sink) Drop(coverage.Gap)    { s.gaps++ }

// Decode gives the events of a text, and how many records gave none.
func Decode(d decode.Decoder, text string) (events []*event.Event, gaps int) {
	var s sink
	d.Decode(&event.Batch{Source: "sample", Text: text}, &s)
	d.Flush(&s)
	return s.events, s.gaps
}

// Syslog decodes lines by one family alone.
func Syslog(f syslog.Family, opt decode.Options, text string) (events []*event.Event, gaps int) {
	return Decode(syslog.NewDecoder([]syslog.Family{f}, opt), text)
}

// Answers reads the expected answers of the sets of Filebeat modules, one object
// for each record, with dotted names.
func Answers(t *testing.T, file string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Text writes a value of an answer as fields are written: numbers without an
// exponent, lists as their only or first element.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		if len(v) > 0 {
			return Text(v[0])
		}
		return ""
	}
	return fmt.Sprint(v)
}

// Value returns what an event says by the name of tables and outputs: "" where
// it does not. Times are in RFC 3339.
func Value(e *event.Event, name string) string {
	f := event.FieldNamed(name)
	switch {
	case name == "time":
		return time.UnixMicro(e.Time).UTC().Format(time.RFC3339Nano)
	case name == "kind":
		return e.Kind.String()
	case name == "outcome":
		return e.Outcome.String()
	case f == event.None:
		return e.Lookup(name)
	case !e.Present().Has(f):
		return ""
	case f.IsText():
		return e.Text(f)
	case f.IsAddr():
		return e.Addr(f).String()
	}
	n, _ := e.Number(f)
	return strconv.FormatUint(n, 10)
}
