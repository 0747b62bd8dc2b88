// Package agree compares decoded events with the expected answers that public
// sets of samples carry, field by field, for the tests of formats.
//
// Promise: a field counts as compared only where the expected answer has it; a
// difference is kept with its place, so that each kind of it can be explained.
package agree

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

// Score counts the agreement of one set.
type Score struct {
	fields map[string]*tally
	diffs  []string
}

type tally struct{ same, all int }

// Field compares one value. Both are as text; place names the record.
func (s *Score) Field(name, place, want, got string) {
	if s.fields == nil {
		s.fields = map[string]*tally{}
	}
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
	s.diffs = append(s.diffs, fmt.Sprintf("%s %s: want %q, got %q", place, name, want, got))
}

// Check logs the shares and fails t below floor, a share of all fields, or where
// a field of always ever differs.
func (s *Score) Check(t *testing.T, floor float64, always ...string) {
	t.Helper()
	same, all := 0, 0
	var names []string
	for name, f := range s.fields {
		same, all = same+f.same, all+f.all
		names = append(names, fmt.Sprintf("%s %d/%d", name, f.same, f.all))
		if f.same < f.all && slices.Contains(always, name) {
			t.Errorf("%s: %d of %d", name, f.same, f.all)
		}
	}
	slices.Sort(names)
	t.Logf("%d of %d fields agree: %s", same, all, strings.Join(names, ", "))
	for _, d := range s.diffs {
		t.Log(d)
	}
	if all == 0 || float64(same) < floor*float64(all) {
		t.Errorf("%d of %d fields agree, want a share of %.3f", same, all, floor)
	}
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
