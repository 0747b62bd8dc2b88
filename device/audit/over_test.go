package audit_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/verdict"
)

// TestOver asks a check about a tunnel of a file that was cut: that no line
// takes it out of service is known where the block is over.
func TestOver(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	const head = "version 17.9\nhostname r1\n"
	const tunnel = "interface Tunnel7\n tunnel source Ethernet0/0\n tunnel destination 203.0.113.80\n"
	for _, c := range embedded(t) {
		if c.ID != "vpn-peers-inventoried" {
			continue
		}
		for _, tt := range []struct {
			name, text string
			want       verdict.Verdict
		}{
			{"over", head + tunnel + "interface Ethernet0/0\n", verdict.Fail},
			{"the last block", head + tunnel, verdict.Unknown},
			{"a line behind it is cut", head + tunnel + "interface Ether", verdict.Unknown},
			{"it is off", head + tunnel + " shutdown\ninterface Ethernet0/0\n", verdict.Unknown},
			{"lines may be left out", tunnel + "interface Ethernet0/0\n", verdict.Unknown},
		} {
			test := audit.Test{Site: "registers: {tunnels: [192.0.2.200]}"}
			in, err := read("ios", tt.text, false)
			if err != nil {
				t.Fatal(err)
			}
			e := engineFor(t, c, test, audit.Options{Absence: tables, Now: testTime})
			if got := judgeOne(e, in); got.Verdict != tt.want {
				t.Errorf("%s: %v, want %v: %s", tt.name, got.Verdict, tt.want, got.Reason)
			}
		}
	}
}

// TestOverNeighbour asks about a neighbour of BGP in a file that was cut: that
// it has no password is known where its process is over, and not before, since
// its group may have one.
func TestOverNeighbour(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	const ios = "version 17.9\nhostname r1\nrouter bgp 64500\n neighbor G peer-group\n neighbor 192.0.2.2 remote-as 64501\n neighbor 192.0.2.2 peer-group G\n"
	for _, c := range embedded(t) {
		if c.ID != "bgp-auth" {
			continue
		}
		for _, tt := range []struct {
			name, os, text string
			want           verdict.Verdict
		}{
			{"over", "ios", ios + "ip forward-protocol nd\n", verdict.Fail},
			{"the last block", "ios", ios, verdict.Unknown},
			{"the group has one", "ios", ios + " neighbor G password 7 0822455D0A16\nip forward-protocol nd\n", verdict.Unknown},
			{"over", "nxos", "hostname r1\nfeature bgp\nrouter bgp 64500\n  neighbor 192.0.2.2\n    remote-as 64501\nline vty\n", verdict.Fail},
			{"a template may follow", "nxos", "hostname r1\nfeature bgp\nrouter bgp 64500\n  neighbor 192.0.2.2\n    remote-as 64501\n  neighbor 192.0.2.6\n", verdict.Unknown},
			{"over", "eos", "hostname r1\nrouter bgp 64500\n   neighbor 192.0.2.2 remote-as 64501\n!\nip routing\n", verdict.Fail},
			{"other systems", "iosxr", "hostname r1\nrouter bgp 64500\n neighbor 192.0.2.2\n  remote-as 64501\n !\n!\nssh server v2\n", verdict.Unknown},
		} {
			in, err := read(tt.os, tt.text, false)
			if err != nil {
				t.Fatal(err)
			}
			e := engineFor(t, c, audit.Test{}, audit.Options{Absence: tables, Now: testTime})
			if got := judgeOne(e, in); got.Verdict != tt.want {
				t.Errorf("%s, %s: %v, want %v: %s", tt.os, tt.name, got.Verdict, tt.want, got.Reason)
			}
		}
	}
}
