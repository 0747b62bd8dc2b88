package reach_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/reach"
)

// TestListsOfInterfaces: an interface may be in several lists of RouterOS, and
// a rule that excludes one of them does not meet what comes by it.
func TestListsOfInterfaces(t *testing.T) {
	const rules = "/ip firewall filter\nadd action=drop chain=input in-interface-list=!LAN\n/ip service\nset ssh port=22\n"
	tests := []struct {
		name, lines string
		want        reach.Verdict
	}{
		{"in one list", "", reach.No},
		{"in a second list too", "/interface list member\nadd interface=ether1 list=LAN\n", reach.Yes},
		{"by a list in the list", "/interface list\nset LAN include=WAN\n", reach.Yes},
		{"switched off", "/interface list member\nadd disabled=yes interface=ether1 list=LAN\n", reach.No},
	}
	for _, tt := range tests {
		d := prepare(t, "routeros", rosHead+tt.lines+rules, false)
		if got := ask(t, d, "ssh", "ether1").Verdict; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
