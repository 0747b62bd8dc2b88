package app

import (
	"testing"

	"github.com/linewarden/linewarden/coverage/blind"
	"github.com/linewarden/linewarden/decode/formats"
)

// What a format never says is asked for by the names that events have: a name
// that is none would say nothing, for ever.
func TestBlindSpotsAreOfFormats(t *testing.T) {
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
	spots, err := blind.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range spots {
		for _, f := range s.Formats {
			if !known[f] {
				t.Errorf("%q: no format of that name", f)
			} else if formats.Watched(f) != s.Kind {
				t.Errorf("%q is watched for %s, and the spot is of %s", f, formats.Watched(f), s.Kind)
			}
		}
	}
}
