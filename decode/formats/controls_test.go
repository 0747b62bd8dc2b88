package formats_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/event"
)

// control is a control of the catalogue that events are asked about.
type control struct {
	ID, Evidence, Answer, Note string
	Events                     []claimed
}

// claimed is a sort of events that answers it: of any of the formats and
// actions, with the fields as far as the record has them.
type claimed struct {
	Kind                     string
	Actions, Formats, Fields []string
}

// Each control whose evidence is no configuration has an answer, and what a
// "yes" rests on exists: kinds, actions, families and fields.
func TestControls(t *testing.T) {
	data, err := os.ReadFile("testdata/controls.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var table []control
	if err := yaml.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	known := knownFormats(t)
	answered, answers := map[string]string{}, map[string]int{}
	for _, c := range table {
		if _, twice := answered[c.ID]; twice || c.Note == "" || !slices.Contains([]string{"yes", "no", "not_yet"}, c.Answer) {
			t.Errorf("%s: twice, without a note, or answered %q", c.ID, c.Answer)
		}
		if (c.Answer == "yes") != (len(c.Events) > 0) && c.Answer != "not_yet" {
			t.Errorf("%s: %s with %d sorts of events", c.ID, c.Answer, len(c.Events))
		}
		answered[c.ID] = c.Evidence
		answers[c.Evidence+" "+c.Answer]++
		for _, e := range c.Events {
			e.check(t, c.ID, known)
		}
	}
	t.Log(answers)
	against(t, answered)
}

func knownFormats(t *testing.T) map[string]bool {
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range all {
		known[f.Name] = true
		for _, family := range f.Families {
			known[family] = true
		}
	}
	return known
}

func (e claimed) check(t *testing.T, id string, known map[string]bool) {
	if _, ok := event.KindNamed(e.Kind); !ok {
		t.Errorf("%s: no kind %q", id, e.Kind)
	}
	if len(e.Formats) == 0 || len(e.Fields) == 0 {
		t.Errorf("%s: a sort of events without formats or fields", id)
	}
	for _, a := range e.Actions {
		if !event.IsAction(a) {
			t.Errorf("%s: no action %q", id, a)
		}
	}
	for _, f := range e.Formats {
		if !known[f] {
			t.Errorf("%s: no format %q", id, f)
		}
	}
	for _, f := range e.Fields {
		if event.FieldNamed(f) == event.None && !event.IsExtra(f) {
			t.Errorf("%s: no field %q", id, f)
		}
	}
}

// against compares the ids with those of the catalogue, which lies beside the
// real data.
func against(t *testing.T, answered map[string]string) {
	data, err := os.ReadFile(filepath.Join(os.Getenv("LINEWARDEN_DATA"), "..", "reference", "controls.yaml"))
	if os.Getenv("LINEWARDEN_DATA") == "" || err != nil {
		t.Log("the catalogue is not here: ids are not compared with it")
		return
	}
	var catalogue struct{ Controls []control }
	if err := yaml.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, c := range catalogue.Controls {
		if c.Evidence != "config" {
			want[c.ID] = c.Evidence
		}
	}
	if !maps.Equal(answered, want) {
		for id := range want {
			if answered[id] != want[id] {
				t.Errorf("%s: evidence %q in the catalogue, %q here", id, want[id], answered[id])
			}
		}
		t.Errorf("%d controls here, %d in the catalogue", len(answered), len(want))
	}
}
