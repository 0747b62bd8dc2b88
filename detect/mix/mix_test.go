package mix_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/detect/mix"
)

// TestShape holds the mix to what its comment promises.
func TestShape(t *testing.T) {
	const n = 20_000
	bytes, kinds := 0, map[string]int{}
	for _, e := range mix.New(1).Events(n) {
		for _, f := range e {
			bytes += len(f.Text)
		}
		kinds[e[0].Name+e[1].Name]++
	}
	if mean := bytes / n; mean < 260 {
		t.Errorf("%d bytes of values on average", mean)
	}
	for name, want := range map[string]int{"hostsequence": 40, "hostuser": 25, "hostprocess": 15, "devnamelogid": 15, "uidid.orig_h": 5} {
		if share := kinds[name] * 100 / n; share < want-2 || share > want+2 {
			t.Errorf("%s: %d %%, not %d", name, share, want)
		}
	}
	if diff := cmp.Diff(mix.New(7).Events(10), mix.New(7).Events(10)); diff != "" {
		t.Errorf("one seed, two answers:\n%s", diff)
	}
}
