// Package recordstest runs a format over a text, and compares what it gives
// with the answers that others expect of the same text.
package recordstest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/event"
)

// Got is what a source gave.
type Got struct {
	Events []*event.Event
	Gaps   coverage.Log
}

// Event implements decode.Sink.
func (g *Got) Event(e *event.Event) { g.Events = append(g.Events, e.Clone()) }

// Drop implements decode.Sink.
func (g *Got) Drop(gap coverage.Gap) { g.Gaps.Drop(gap) }

// Run decodes a text with one format, and fails where a byte of it that is not
// blank belongs to nothing.
func Run(t testing.TB, f decode.Format, text string) *Got {
	t.Helper()
	var g Got
	_, err := decode.Read(context.Background(), strings.NewReader(text), []decode.Format{f}, decode.Options{Source: "t", Forced: true, Near: 1795400000e6}, &g)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, e := range g.Events {
		sum += e.Length
		for _, p := range e.Parts {
			sum += p.Length
		}
	}
	for _, gap := range g.Gaps.Gaps() {
		sum += int64(gap.Bytes)
	}
	blank := int64(0)
	for l := range strings.SplitAfterSeq(text, "\n") {
		if strings.TrimSpace(l) == "" {
			blank += int64(len(l))
		}
	}
	if sum+blank < int64(len(text)) {
		t.Fatalf("%d of %d bytes are accounted for", sum, len(text))
	}
	return &g
}

// Line says an event in one line: kind, action, outcome, the fields present and
// the extra fields.
func Line(e *event.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", e.Format, e.Kind)
	if e.Outcome != event.NotSaid {
		fmt.Fprintf(&b, " %s", e.Outcome)
	}
	if e.Time != 0 {
		fmt.Fprintf(&b, " %s", time.UnixMicro(e.Time).UTC().Format("2006-01-02T15:04:05.999999Z"))
	}
	for _, n := range e.Clock.Names() {
		fmt.Fprintf(&b, " !%s", n)
	}
	for f := event.Reporter; f <= event.TCPFlags; f++ {
		if f != event.Message && e.Present().Has(f) {
			fmt.Fprintf(&b, " %s=%q", f, agree.Value(e, f.String()))
		}
	}
	for _, x := range e.Extra {
		fmt.Fprintf(&b, " %s:%q", x.Name, x.Value)
	}
	return b.String()
}

// Mapping says which field of ours is theirs, and how their value is to be
// read where it is not the same text.
type Mapping struct {
	Theirs, Ours string
	Read         func(any) string
}

// Expected loads a file of answers: a list of flat documents.
func Expected(t testing.TB, path string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var docs []map[string]any
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(&docs); err != nil {
		t.Fatal(path, err)
	}
	return docs
}

// Compare takes one document against the event that should say the same; e is
// nil where there is none.
func Compare(s *agree.Score, place string, doc map[string]any, e *event.Event, mapping []Mapping) {
	s.Record(e)
	for _, m := range mapping {
		their, ok := doc[m.Theirs]
		if !ok {
			continue
		}
		want := fmt.Sprint(their)
		if m.Read != nil {
			want = m.Read(their)
		}
		got := ""
		if e != nil {
			got = agree.Value(e, m.Ours)
		}
		s.Field(m.Ours, place, want, got)
	}
}

// Time reads a stamp of RFC 3339 so that equal times are equal texts.
func Time(v any) string {
	t, err := time.Parse(time.RFC3339Nano, fmt.Sprint(v))
	if err != nil {
		return fmt.Sprint(v)
	}
	return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
}

// Under keeps the files below a folder whose names end so.
func Under(files []string, folder, suffix string) []string {
	var out []string
	for _, f := range files {
		if strings.Contains(f, folder) && strings.HasSuffix(f, suffix) {
			out = append(out, f)
		}
	}
	return out
}
