package table

import (
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestIPv4 holds the short reader of addresses to netip's.
func TestIPv4(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{0,4}\.[0-9]{1,3}\.0?[0-9]{1,3}\.[0-9]{0,3}\.?`).Draw(t, "s")
		want, err := netip.ParseAddr(s)
		got, ok := ipv4(s)
		if ok != (err == nil) || ok && netip.AddrFrom4([4]byte{byte(got >> 24), byte(got >> 16), byte(got >> 8), byte(got)}) != want {
			t.Fatalf("%q: %v %v, want %v %v", s, got, ok, want, err)
		}
	})
}

// An address at the beginning of a text is what its digits and dots are.
func TestLeadingIPv4(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`([0-9]{0,4}\.){0,4}0?[0-9]{0,3}[.:/ a]?[0-9.]?`).Draw(t, "s")
		end := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if end < 0 {
			end = len(s)
		}
		want, ok := ipv4(s[:end])
		if n, got := leadingIPv4(s); ok != (n > 0) || ok && (n != end || got != want) {
			t.Fatalf("%q: %d %x, want %d %x %v", s, n, got, end, want, ok)
		}
	})
}
