package table

import (
	"net/netip"
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
