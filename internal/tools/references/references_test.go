package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/internal/realdata"
)

var update = flag.Bool("update", false, "write docs/references.md")

// TestDifferences holds every difference from the recorded answers to be
// explained, and every explanation to be of something that occurs.
func TestDifferences(t *testing.T) {
	root := filepath.Dir(realdata.Set(t, "batfish-derived"))
	realdata.Set(t, "batfish-refs")
	c, err := compareAll(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.problems() {
		t.Error(p)
	}
	doc := filepath.Join("..", "..", "..", "docs", "references.md")
	if *update {
		if err := os.WriteFile(doc, []byte(c.document()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), c.document()); d != "" {
		t.Errorf("docs/references.md is not what the command writes (run with -update):\n%s", d)
	}
}

// TestCompare sees that rows are paired by place and type, that an unexplained
// difference is a problem, and so is an explanation of nothing.
func TestCompare(t *testing.T) {
	r, err := load([]byte(`
kinds: {ipv4 acl: [acl]}
differences:
  - {side: undefined, only: ours, system: [ios], kind: [vrf], file: [r*], reason: not listed}
  - {side: unused, only: theirs, name: [X], reason: wrong}
`))
	if err != nil {
		t.Fatal(err)
	}
	our := &reading{system: map[string]string{"c/r1": "ios", "c/f5": ""}, rows: []row{
		{undefined, "c/r1", "acl", "A", 3}, {undefined, "c/r1", "acl", "A", 4}, {undefined, "c/r1", "vrf", "V", 5}}}
	their := []row{{undefined, "c/r1", "ipv4 acl", "A", 3}, {unused, "c/f5", "pool", "P", 0}}
	c := compare(r, their, our)
	if got := *c.total(undefined, "ios"); got != (total{agree: 1, ours: 2}) {
		t.Errorf("undefined names of ios: %+v", got)
	}
	if got := *c.total(unused, none); got != (total{theirs: 1}) {
		t.Errorf("unused names of files that are not read: %+v", got)
	}
	var got []string
	for _, p := range c.problems() {
		got = append(got, p.Error())
	}
	want := []string{
		`c/r1:4: undefined acl "A": only ours (ios)`,
		`c/f5:0: unused pool "P": only theirs (none)`,
		"differences.yaml: difference 2 explains nothing: wrong",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestLoad refuses rules that could not mean anything.
func TestLoad(t *testing.T) {
	for name, text := range map[string]string{
		"side":    "differences: [{side: x, only: ours, reason: r}]",
		"only":    "differences: [{side: unused, only: both, reason: r}]",
		"reason":  "differences: [{side: unused, only: ours}]",
		"pattern": "differences: [{side: unused, only: ours, reason: r, name: ['[']}]",
		"field":   "differences: [{side: unused, only: ours, reason: r, names: [x]}]",
	} {
		if _, err := load([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
