// Package tabletest runs the cases that a message table carries.
package tabletest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// Run checks every case of a table: the event must have the fields of "want"
// and no others; kind, action and outcome are compared where want names them
// or the event has them.
func Run(t *testing.T, tb *table.Table) {
	t.Helper()
	if len(tb.Tests()) == 0 {
		t.Fatal("the table has no cases")
	}
	for _, c := range tb.Tests() {
		var e event.Event
		name := fmt.Sprintf("%s %q", c.ID, c.Text)
		if !tb.Match(c.ID, c.Text, &e) {
			t.Errorf("%s: nothing fits", name)
			continue
		}
		got := Fields(&e)
		want := map[string]string{}
		for k, v := range c.Want {
			want[k] = v
		}
		for _, k := range []string{"kind", "action", "outcome"} {
			if _, ok := want[k]; !ok {
				delete(got, k)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, text := range tb.Unused() {
		t.Errorf("no case of the table uses the text %s", text)
	}
}

// Fields lists what an event says, by the names of tables and outputs. Extra
// fields of one name are joined by a comma.
func Fields(e *event.Event) map[string]string {
	got := map[string]string{}
	if e.Kind != event.System {
		got["kind"] = e.Kind.String()
	}
	if e.Outcome != event.NotSaid {
		got["outcome"] = e.Outcome.String()
	}
	for f := event.Reporter; f.String() != ""; f++ {
		switch n, ok := uint64(0), e.Present().Has(f); {
		case !ok:
		case f.IsText():
			got[f.String()] = e.Text(f)
		case f.IsAddr():
			got[f.String()] = e.Addr(f).String()
		default:
			n, _ = e.Number(f)
			got[f.String()] = fmt.Sprint(n)
		}
	}
	for _, x := range e.Extra {
		if old, ok := got[x.Name]; ok {
			x.Value = old + "," + x.Value
		}
		got[x.Name] = x.Value
	}
	return got
}
