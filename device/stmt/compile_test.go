package stmt_test

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/stmt"
)

// TestCompiler: the first mistake is kept, and a list that no table takes is
// one.
func TestCompiler(t *testing.T) {
	for lists, want := range map[string]string{
		"[a]\nx ...\n":         "",
		"[a]\nx ...\n[b]\ny\n": `list "b" belongs to no table`,
		"x ...\n":              "pattern before the first",
		"[a]\nx ... y\n":       "table a: ",
	} {
		k := stmt.NewCompiler(lists)
		if table := stmt.Compile[*int](k, "a"); table == nil {
			t.Errorf("%q: no table", lists)
		}
		err := k.Err()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", lists, err, want)
		}
	}
}
