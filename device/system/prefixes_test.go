package system_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/system"
	"pgregory.net/rapid"
)

// TestPrefixes compares with asking each text in turn.
func TestPrefixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.StringOfN(rapid.RuneFrom([]rune("ab é\xff")), 0, 3, -1)).Draw(t, "texts")
		line := rapid.StringOfN(rapid.RuneFrom([]rune("ab é\xff")), 0, 6, -1).Draw(t, "line")
		p := system.Texts(texts...)
		var want []int
		for i, s := range texts {
			if s != "" && strings.HasPrefix(line, s) {
				want = append(want, i)
			}
		}
		if got := slices.Collect(p.Each(line)); !slices.Equal(got, want) {
			t.Errorf("Each(%q) of %q = %v, want %v", line, texts, got, want)
		}
		first := -1
		if len(want) > 0 {
			first = want[0]
		}
		if got := p.First(line); got != first {
			t.Errorf("First(%q) of %q = %d, want %d", line, texts, got, first)
		}
	})
}
