package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/internal/evidence"
)

// Each row of the table is that of a comparison that exists, and each family is
// listed. That a row is what its comparison gives, the comparison checks itself.
func TestTable(t *testing.T) {
	data, err := os.ReadFile("../../../" + evidence.Table)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	_, rest, ok := strings.Cut(doc, evidence.Head)
	if !ok {
		t.Fatal("no table")
	}
	tests := sources(t)
	for line := range strings.Lines(rest) {
		title, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !ok {
			break
		}
		call := `agree.New("` + title + `")`
		if system, ok := strings.CutPrefix(title, "napalm-logs, "); ok {
			call = `"` + system + `"`
		}
		if !strings.Contains(tests, call) {
			t.Errorf("%s: no test compares it", title)
		}
	}
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		names := f.Families
		if names == nil {
			names = []string{f.Name}
		}
		for _, family := range names {
			if !strings.Contains(doc, "\n| "+f.Name+" | "+family+" | ") {
				t.Errorf("%s does not list %s of %s: go run ./internal/tools/coverage > %[1]s", evidence.Table, family, f.Name)
			}
		}
	}
}

// sources are the tests of all formats.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../../../decode", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
