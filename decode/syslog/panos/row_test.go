package panos

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Columns are what stands between commas, but for those in quotes.
func TestColumns(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "TRAFFIC", "198.51.100.7", "2026/11/22 13:02:11", "\xac\xac", `"a,b"`, `"a""b,"`, "-"})
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 30).Draw(t, "words")
		var columns [maxColumns]string
		n, id := read(strings.Join(words, ","), columns[:])
		for i, w := range words {
			if strings.HasPrefix(w, `"`) {
				words[i] = w[1 : len(w)-1]
			}
		}
		if !slices.Equal(columns[:n], words) || (id != "") != (len(words) > 4) {
			t.Fatalf("%q %q, want %q", columns[:n], id, words)
		}
	})
}
