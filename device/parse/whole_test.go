package parse

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// Whole configurations, as short as they can be.
const (
	iosText = "version 15.2\nhostname r1\ninterface Vlan1\n no ip address\nline vty 0 4\nend\n"
	eosText = "! Command: show running-config\n! device: r1 (DCS-7050, EOS-4.20.1F)\nhostname r1\ninterface Ethernet1\nno ip routing\nend\n"
	xrText  = "!! IOS XR Configuration 6.1.2\nhostname r1\ninterface Loopback0\nend\n"
	asaText = ": Saved\nASA Version 9.8(2)\nhostname r1\ninterface Management0/0\n no ip address\nCryptochecksum:0123456789abcdef0123456789abcdef\n: end\n"
	nxText  = "r1# show running-config\n!Command: show running-config\nversion 9.3(8)\nhostname r1\ninterface mgmt0\nline vty\nr1#\n"
)

// TestWhole holds what proves a configuration whole against texts that end as
// a whole one does and yet are a part of one, or more than one.
func TestWhole(t *testing.T) {
	without := func(text, line string) string {
		if !strings.Contains(text, line) {
			t.Fatalf("no %q in the sample", line)
		}
		return strings.Replace(text, line, "", 1)
	}
	for _, tc := range []struct {
		name, os, text string
		want           model.Completeness
	}{
		{"whole", "ios", iosText, model.Whole},
		{"from the lines on", "ios", "line vty 0 4\nend\n", model.NotProvable},
		{"without interfaces", "ios", without(iosText, "interface Vlan1\n no ip address\n"), model.NotProvable},
		{"without version", "ios", without(iosText, "version 15.2\n"), model.NotProvable},
		{"through a filter", "ios", "r1#show run | exclude username\n" + iosText + "r1#\n", model.NotProvable},
		{"a prompt proves no more", "ios", "r1#show running-config | begin hostname\nhostname r1\nend\nr1#\n", model.NotProvable},
		{"without pages", "ios", "r1#terminal length 0\nr1#show running-config\n" + iosText + "r1#\n", model.Whole},
		{"two devices", "ios", "version 15.2\nhostname r0\ninterface Vlan9\n" + iosText, model.NotProvable},
		{"two whole devices", "ios", iosText + iosText, model.NotProvable},
		{"a bare echo behind a bare echo", "ios", "terminal length 0\nshow running-config | section line\n" + iosText, model.NotProvable},

		{"whole", "eos", eosText, model.Whole},
		{"an end alone", "eos", "end\n", model.NotProvable},
		{"one block", "eos", "! Command: show running-config\ninterface Ethernet1\nend\n", model.NotProvable},
		{"no head", "eos", "hostname r1\ninterface Ethernet1\nip routing\nend\n", model.NotProvable},
		{"two VRFs", "eos", strings.Replace(eosText, "no ip routing", "ip routing\nip routing vrf A\nip routing vrf B", 1), model.Whole},
		{"a section", "eos", strings.Replace(eosText, "running-config", "running-config section interface", 1), model.NotProvable},

		{"whole", "iosxr", xrText, model.Whole},
		{"an end alone", "iosxr", "end\n", model.NotProvable},
		{"no head", "iosxr", "hostname r1\ninterface Loopback0\nend\n", model.NotProvable},
		{"no interfaces", "iosxr", without(xrText, "interface Loopback0\n"), model.NotProvable},
		{"a section", "iosxr", "RP/0/RP0/CPU0:r1#show running-config interface\n" + xrText + "RP/0/RP0/CPU0:r1#\n", model.NotProvable},

		{"whole", "asa", asaText, model.Whole},
		{"an end alone", "asa", ": end\n", model.NotProvable},
		{"from the name on", "asa", without(asaText, "ASA Version 9.8(2)\n"), model.NotProvable},
		{"two devices", "asa", without(asaText, ": end\n") + asaText, model.NotProvable},

		{"whole", "nxos", nxText, model.Whole},
		{"no prompt", "nxos", without(nxText, "r1#\n"), model.NotProvable},
		{"a section", "nxos", "r1# show running-config aaa\naaa group server tacacs+ A\nr1#\n", model.NotProvable},
		{"a section without its echo", "nxos", "!Command: show running-config aaa\naaa group server tacacs+ A\nr1#\n", model.NotProvable},
		{"the pager left", "nxos", strings.Replace(nxText, "line vty\n", "--More-- \r         \r", 1), model.NotProvable},
		{"the pager left with q", "nxos", strings.Replace(nxText, "line vty\n", "--More-- q\n", 1), model.NotProvable},
		{"the pager passed", "nxos", strings.Replace(nxText, "line vty\n", "--More-- \r         \rline vty\n", 1), model.Whole},
		{"a block and a prompt", "nxos", "line vty\nr1#\n", model.NotProvable},
		{"a filter", "nxos", strings.Replace(nxText, "running-config\n", "running-config | exclude aaa\n", 1), model.NotProvable},
		{"the stored one", "nxos", strings.ReplaceAll(nxText, "running-config", "startup-config"), model.Whole},
		{"two devices", "nxos", "version 9.3(8)\nhostname r0\ninterface mgmt0\n" + nxText, model.NotProvable},
	} {
		r := parseAs(t, tc.os, tc.text, Options{})
		if r.Device.Complete != tc.want {
			t.Errorf("%s, %s: %v (%s), want %v", tc.os, tc.name, r.Device.Complete, r.Device.CompleteWhy, tc.want)
		}
	}
}

// TestAssumeComplete: the user's word stands for what is missing, not against
// a command that shows less.
func TestAssumeComplete(t *testing.T) {
	for text, want := range map[string]model.Completeness{
		"hostname r1\nend\n": model.Whole,
		"hostname r1\n":      model.Truncated,
		"r1#show running-config | include snmp\nsnmp-server location x\nend\nr1#\n": model.NotProvable,
	} {
		if r := parseAs(t, "ios", text, Options{AssumeComplete: true}); r.Device.Complete != want {
			t.Errorf("%q: %v (%s), want %v", text, r.Device.Complete, r.Device.CompleteWhy, want)
		}
	}
}

func parseAs(t *testing.T, os, text string, opt Options) *Result {
	t.Helper()
	p := compiled(t)
	opt.OS, opt.Keyer = os, model.NewKeyer(make([]byte, 32))
	return p.Parse([]byte(text), opt)
}
