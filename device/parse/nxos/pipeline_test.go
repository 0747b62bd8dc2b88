package nxos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

// TestPrintedLines runs the whole pipeline: the sample files are recognised,
// and no line that it prints holds a secret.
func TestPrintedLines(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Parse(raw, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
		if r.Kind != parse.Config || r.OS != "nxos" {
			t.Fatalf("%s: recognised as %v %q", path, r.Kind, r.OS)
		}
		for n := range int32(strings.Count(string(raw), "\n")) {
			if line := r.Text(n + 1); strings.Contains(line, "secret") && marked(line) {
				t.Errorf("%s:%d: %s", path, n+1, line)
			}
		}
	}
}

// marked reports a word that stands for a secret in the sample files.
func marked(line string) bool {
	for _, w := range strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \"$:@,=", c) }) {
		w = strings.TrimPrefix(w, "0x")
		if len(w) > 8 && strings.HasPrefix(w, "secret") {
			return true
		}
	}
	return false
}
