package audit_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/edits"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// TestEdits makes one hostile edit at a time in a configuration that is well
// kept, and sees that the check it concerns does not stay as it was.
func TestEdits(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../examples/carrier/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Parse(text, "../../examples/carrier")
	if err != nil {
		t.Fatal(err)
	}
	engine, err := audit.New(embedded(t), audit.Options{Absence: tables, Site: s, Now: testTime})
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	ask := func(t *testing.T, system, config string) map[string]finding.Finding {
		in, err := read(system, config, true)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]finding.Finding{}
		for _, f := range engine.Evaluate(in) {
			out[f.Check] = f
		}
		return out
	}
	files, err := filepath.Glob("testdata/edits/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no edits: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			es := edits.Read(t, file)
			data, err := os.ReadFile(filepath.Join("../..", es.Base))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
			before := ask(t, es.OS, string(data))
			for _, e := range es.All {
				t.Run(e.Name, func(t *testing.T) {
					reacted := reactions(before, ask(t, es.OS, e.Apply(t, lines)))
					for _, id := range e.Checks {
						if !slices.Contains(reacted, id) {
							t.Errorf("%s does not react; what does: %s", id, reacted)
						}
					}
					if len(e.Checks) == 0 {
						t.Errorf("names no check; what reacts: %s", reacted)
					}
				})
			}
		})
	}
}

// reactions are the checks that are worse answered after than before, or for
// another reason.
func reactions(before, after map[string]finding.Finding) []string {
	var out []string
	for id, f := range after {
		bad := f.Verdict == verdict.Fail || f.Verdict == verdict.Unknown
		if bad && (f.Verdict != before[id].Verdict || f.Reason != before[id].Reason) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
