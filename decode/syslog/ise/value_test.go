package ise

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The quick way to a value's end finds what the whole rule does.
func TestValueEndsAsNested(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "User=", "=[", " ],", ",", "\\", "{", "}", "[", "]", " ", "=", strings.Repeat("x", 30)})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		if got, want := value(s), nested(s); got != want {
			t.Fatalf("%q: %d, want %d", s, got, want)
		}
	})
}
