package app

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/site"
)

// TestInsidePatterns sees that patterns of the registers count as the addresses
// that they stand for, as they do in checks.
func TestInsidePatterns(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"10.9.5.*", "[192.0.2.0/24 10.9.5.0/24]"},
		{"10.9.*", "[192.0.2.0/24 10.9.0.0/16]"},
		{"10.9.5.25*", "[192.0.2.0/24 10.9.5.25/32 10.9.5.250/32 10.9.5.251/32 10.9.5.252/32 10.9.5.253/32 10.9.5.254/32 10.9.5.255/32]"},
		{"*", "[192.0.2.0/24]"},
		{"*.example.net", "[192.0.2.0/24]"},
		{"10.9.1*", "[192.0.2.0/24]"},
		{"1.2.3.4.*", "[192.0.2.0/24]"},
		{"10.9.5.[*", "[192.0.2.0/24]"},
	}
	for _, tt := range tests {
		s := &site.Site{
			Networks:  map[site.Purpose][]netip.Prefix{site.Management: {netip.MustParsePrefix("192.0.2.0/24")}},
			Registers: map[string][]site.Entry{"bastions": {{Value: tt.pattern}}},
		}
		nets, _ := inside(s)
		if got := fmt.Sprint(nets); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.pattern, got, tt.want)
		}
	}
}
