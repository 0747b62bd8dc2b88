package formats_test

import (
	"os"
	"slices"
	"testing"

	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/internal/evidence"
)

// What is taken for compared is what the table of comparisons names.
func TestCompared(t *testing.T) {
	data, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	names := evidence.Compared(string(data))
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		families := f.Families
		if families == nil {
			families = []string{f.Name}
		}
		for _, family := range families {
			verified := f.Verified && (f.Compared == nil || slices.Contains(f.Compared, family))
			named := slices.Contains(names, family)
			if verified && !named || named && !verified && f.Compared != nil && family != "postgresql" { // its own files were compared, not what syslog carries
				t.Errorf("%s: %s is taken for compared: %t; the table names it: %t", f.Name, family, verified, named)
			}
		}
		for _, family := range f.Compared {
			if !slices.Contains(families, family) {
				t.Errorf("%s: %s is no family of it", f.Name, family)
			}
		}
	}
}
