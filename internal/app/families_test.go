package app

import (
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/formats"
)

// The page about events names every format and family that is read, and none
// that is not.
func TestEventsPageNamesFamilies(t *testing.T) {
	page, err := os.ReadFile("../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## What is read\n")
	table, _, _ = strings.Cut(table, "\n## ")
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"format": true, "--input": true, "--input NAME": true}
	for _, f := range all {
		for _, name := range append([]string{f.Name}, f.Families...) {
			known[name] = true
			if !strings.Contains(table, "`"+name+"`") {
				t.Errorf("docs/events.md does not name %s", name)
			}
		}
	}
	for i, word := range strings.Split(table, "`") {
		if i%2 == 1 && !known[word] {
			t.Errorf("docs/events.md names %q, which no format is", word)
		}
	}
}
