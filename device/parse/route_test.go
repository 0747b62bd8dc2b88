package parse_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

// TestCutHop sees that a next hop which was cut off is not taken for an interface.
func TestCutHop(t *testing.T) {
	for _, tt := range []struct{ os, text string }{
		{"eos", "hostname a\nip route vrf X 0.0.0.0/0 192.0.2"},
		{"eos", "hostname a\nipv6 route ::/0 2001:db8"},
		{"nxos", "vrf context X\n  ip route 0.0.0.0/0 192.0.2"},
		{"ios", "ip route vrf X 0.0.0.0 0.0.0.0 192.0."},
		{"vrp", "ip route-static 0.0.0.0 0 192.0.2"},
		{"iosxr", "router static\n address-family ipv4 unicast\n  0.0.0.0/0 192.0.2"},
	} {
		d := parsetest.Read(t, tt.os, tt.text).Device
		if len(d.Routes) != 1 {
			t.Errorf("%s: %d routes", tt.os, len(d.Routes))
			continue
		}
		if r := d.Routes[0]; r.Interface.V != "" || r.NextHop.How != model.Unknown {
			t.Errorf("%s %q: interface %+v, next hop %+v", tt.os, tt.text, r.Interface, r.NextHop)
		}
	}
}
