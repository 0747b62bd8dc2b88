package junos

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
	"github.com/linewarden/linewarden/internal/realdata"
)

// realSets are the sets that hold Junos configurations.
var realSets = []string{"batfish-vendor-configs", "batfish-lab-validation", "ciscoconfparse-samples", "aerleon-acl"}

// isNamed reports a path that its set names as a Junos configuration.
func isNamed(path string) bool {
	p := strings.ToLower(filepath.ToSlash(path))
	base := filepath.Base(p)
	switch filepath.Ext(base) {
	case ".md", ".yaml", ".json", ".pol", ".log":
		return false
	}
	return strings.Contains(p, "/juniper") || strings.Contains(p, "display_set") || strings.HasSuffix(base, ".junos") || strings.HasPrefix(base, "junos-") ||
		strings.HasSuffix(base, ".jcl.ref") || strings.HasSuffix(base, ".srx.ref")
}

// TestRealCoverage: of the lines of real files at least 97 % are known, and
// each file that its set names as Junos is recognised.
func TestRealCoverage(t *testing.T) {
	sys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	total := map[stmt.State]int{}
	files, missed := 0, 0
	for _, set := range realSets {
		for _, path := range realdata.Files(t, set) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := clean.Clean(data)
			head := f.Text[:min(len(f.Text), 64<<10)]
			score := sys.Sniff(&system.Sample{Head: head, Lines: strings.Split(head, "\n"), File: f})
			if score < 20 {
				if isNamed(path) {
					missed++
					t.Logf("not recognised (%d): %s", score, path)
				}
				continue
			}
			files++
			count := coverage(parseWith(sys, string(data)).states)
			if n := count[stmt.Unknown]; n > 5 {
				t.Logf("%d of %d lines unknown: %s", n, lines(count), path)
			}
			for s, n := range count {
				total[s] += n
			}
		}
	}
	all := lines(total)
	known := 100 - 100*float64(total[stmt.Unknown])/float64(all)
	t.Logf("%d files, %d lines: %.2f %% known; %v", files, all, known, total)
	if known < 97 {
		t.Errorf("%.2f %% of the lines are known, want 97", known)
	}
	if missed*50 > files {
		t.Errorf("%d of %d files are not recognised", missed, files)
	}
}

// lines counts the statements' lines.
func lines(count map[stmt.State]int) int {
	n := 0
	for s, k := range count {
		if s != stmt.Blank {
			n += k
		}
	}
	return n
}

func coverage(states []stmt.State) map[stmt.State]int {
	out := map[stmt.State]int{}
	for _, s := range states[min(1, len(states)):] {
		out[s]++
	}
	return out
}
