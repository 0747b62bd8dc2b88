package ciscoacl

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		lo, hi string
		want   []string
	}{
		{"192.0.2.1", "192.0.2.1", []string{"192.0.2.1/32"}},
		{"192.0.2.0", "192.0.2.255", []string{"192.0.2.0/24"}},
		{"192.0.2.1", "192.0.2.6", []string{"192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32"}},
		{"0.0.0.0", "255.255.255.255", []string{"0.0.0.0/0"}},
		{"255.255.255.254", "255.255.255.255", []string{"255.255.255.254/31"}},
		{"2001:db8::", "2001:db8::3", []string{"2001:db8::/126"}},
		{"192.0.2.2", "192.0.2.1", nil},
		{"192.0.2.2", "2001:db8::1", nil},
	} {
		var got []string
		for _, p := range Between(netip.MustParseAddr(c.lo), netip.MustParseAddr(c.hi)) {
			got = append(got, p.String())
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s-%s: %s", c.lo, c.hi, d)
		}
	}
	if Between(netip.Addr{}, netip.Addr{}) != nil {
		t.Error("an address that is none gives prefixes")
	}
}
