package drift_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/internal/edits"
)

// TestHostileEditsAreTold makes each edit of those that checks react to, and
// sees that what changed is told.
func TestHostileEditsAreTold(t *testing.T) {
	b := newBench(t, nil)
	files, err := filepath.Glob("../audit/testdata/edits/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no edits: ", err)
	}
	layers := map[drift.Layer]int{}
	for _, file := range files {
		es := edits.Read(t, file)
		data, err := os.ReadFile(filepath.Join("../..", es.Base))
		if err != nil {
			t.Fatal(err)
		}
		before := b.version(es.OS, string(data), true, true)
		lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
		for _, e := range es.All {
			after := b.version(es.OS, e.Apply(t, lines), true, true)
			changes := b.comparer.Compare(before, after)
			if len(changes) == 0 {
				t.Errorf("%s: %s: nothing is told", filepath.Base(file), e.Name)
				continue
			}
			layers[firstLayer(changes)]++
			if firstLayer(changes) == drift.Texts {
				t.Errorf("%s: %s: told as text alone", filepath.Base(file), e.Name)
			}
		}
	}
	t.Logf("edits by the first layer that tells them: %v", layers)
}

// firstLayer is the layer that says most of the changes.
func firstLayer(changes []drift.Change) drift.Layer {
	for _, layer := range []drift.Layer{drift.Facts, drift.Filters, drift.Secrets, drift.Checks, drift.Statements} {
		for _, c := range changes {
			if c.Layer == layer {
				return layer
			}
		}
	}
	return drift.Texts
}
