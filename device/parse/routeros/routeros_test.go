package routeros_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/internal/realdata"
)

func TestSniff(t *testing.T) {
	p := parsetest.Parser(t)
	for _, tc := range []struct {
		name, text string
		want       bool
	}{
		{"header", "# jan/01/2026 00:00:00 by RouterOS 6.49\n/ip dns\nset servers=192.0.2.1\n", true},
		{"fragment", "/ip firewall filter\nadd action=drop chain=input\nadd action=accept chain=forward\n", true},
		{"terse", "/ip service set telnet disabled=yes\n/system identity set name=r1\n", true},
		{"MD-CLI paths", "/configure system name \"r1\"\n/configure router \"Base\" autonomous-system 65001\n", false},
		{"shell", "#!/bin/sh\n/ip route add default\n/usr/sbin/ip link set up\n", false},
		{"prose", "/interface is a word\nset of things\n", false},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{Keyer: parsetest.Keyer()})
		if got := r.OS == osName; got != tc.want {
			t.Errorf("%s: taken for %q", tc.name, r.OS)
		}
	}
}

// TestInjection sees that nothing inside values is read as a command.
func TestInjection(t *testing.T) {
	const evil = "/ip service\nset telnet disabled=no port=2323\n/system identity\nset name=evil\n/user\nadd name=evil group=full\n"
	escaped := strings.ReplaceAll(evil, "\n", "\\r\\\n    \\n")
	for name, text := range map[string]string{
		"script":           "/system script\nadd name=x source=\"" + escaped + "\"\n",
		"script, raw":      "/system script\nadd name=x source=\"\n" + evil + "\"\n",
		"script in braces": "/system script\nadd name=x source={\n" + evil + "}\n",
		"comment":          "/interface bridge\nadd name=b comment=\"" + escaped + "\"\n",
		"note":             "/system note\nset note=\"" + escaped + "\"\n",
		"schedule":         "/system scheduler\nadd name=x interval=1d on-event=\"" + escaped + "\"\n",
		"open quote":       "/interface bridge\nadd name=b comment=\"" + evil,
		"open bracket":     "/interface bridge\nset [ find name=b \n" + evil,
		"comment line":     "# x\n#" + strings.ReplaceAll(evil, "\n", "\n# ") + "\n",
	} {
		d := read(t, text).Device
		if d.Services.Telnet.Enabled.How.Stated() || d.Hostname.How.Stated() || len(d.Users) > 0 {
			t.Errorf("%s: text was read as configuration: telnet %+v name %+v users %d", name, d.Services.Telnet.Enabled, d.Hostname, len(d.Users))
		}
	}
}

func TestEnd(t *testing.T) {
	p := parsetest.Parser(t)
	for _, tc := range []struct {
		text string
		want model.Completeness
	}{
		{"/ip service\nset telnet disabled=yes\n", model.NotProvable},
		{"/ip service\nset telnet disabled=yes \\\n", model.Truncated},
		{"/system note\nset note=\"half", model.Truncated},
		{"/system script\nadd name=x source=\"a\n/ip service\nset telnet disabled=yes\n", model.Truncated},
		{"/interface ethernet\nset [ find default-name=ether1\n", model.Truncated},
		{"[admin@r1] > /export\n/ip service\nset telnet disabled=yes\n[admin@r1] > \n", model.Whole},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{OS: osName, Keyer: parsetest.Keyer()})
		if r.Device.Complete != tc.want {
			t.Errorf("%q: %v (%s), want %v", tc.text, r.Device.Complete, r.Device.CompleteWhy, tc.want)
		}
	}
}

func TestServices(t *testing.T) {
	d := read(t, "/ip service\nset telnet,ftp disabled=yes\ndisable [ find name=api ]\nset ssh port=2200 address=192.0.2.0/24,2001:db8::1\nset bogus disabled=yes\nset winbox address=nonsense\n").Device
	s := &d.Services
	if s.Telnet.Enabled.V || s.FTP.Enabled.V || s.API.Enabled.V || s.API.Enabled.How != model.Explicit || !d.SSH.Service.Enabled.V {
		t.Errorf("services %+v %+v %+v", s.Telnet.Enabled, s.FTP.Enabled, s.API.Enabled)
	}
	if got := d.SSH.Service.From.V; len(got) != 2 || got[1].String() != "2001:db8::1/128" {
		t.Errorf("from %v", got)
	}
	if s.Winbox.From.How != model.Unknown {
		t.Errorf("nonsense as an address is %v", s.Winbox.From.How)
	}
}

func TestFirewall(t *testing.T) {
	const est = "add action=accept chain=input connection-state=established,related\n"
	for _, tc := range []struct {
		name, rules           string
		final, logged, anyone bool
		anyoneHow             model.How
	}{
		{"closed", est + "add action=drop chain=input log=yes\n", true, true, false, model.Derived},
		{"closed, not logged", est + "add action=drop chain=input\n", true, false, false, model.Derived},
		{"open: what nothing drops is accepted", est, false, false, true, model.Derived},
		{"closed but for one side", est + "add action=drop chain=input in-interface-list=!LAN\n", false, false, false, model.Derived},
		{"drop for one side only", est + "add action=drop chain=input in-interface-list=WAN\n", false, false, true, model.Derived},
		{"admits everybody", "add action=accept chain=input dst-port=22 protocol=tcp\nadd action=drop chain=input\n", true, false, true, model.Inherited},
		{"last rule is off", "add action=drop chain=input disabled=yes\n", false, false, true, model.Derived},
		{"drop with a limit", "add action=drop chain=input limit=1,5:packet\n", false, false, true, model.Derived},
		{"jump", "add action=jump chain=input jump-target=x\nadd action=drop chain=input\n", true, false, false, model.Unknown},
	} {
		d := read(t, "/ip firewall filter\n"+tc.rules).Device
		s := d.Rulesets[0]
		if s.Kind != "local-in" || s.FinalDeny.V != tc.final || s.FinalDenyLogged.V != tc.logged || s.PermitsAny.V != tc.anyone || s.PermitsAny.How != tc.anyoneHow {
			t.Errorf("%s: final %+v logged %+v anyone %+v", tc.name, s.FinalDeny, s.FinalDenyLogged, s.PermitsAny)
		}
		if d.CLI.Filter.List != s {
			t.Errorf("%s: the input chain does not guard the device", tc.name)
		}
	}
}

func TestRule(t *testing.T) {
	text := "/ip firewall address-list\nadd address=192.0.2.8/29 list=a\nadd address=host.example.net list=b\n/ip firewall filter\n" +
		"add action=accept chain=input src-address-list=a dst-port=22,8000-8010 protocol=tcp\n" +
		"add action=accept chain=input src-address-list=b\nadd action=accept chain=input src-address-list=gone\n" +
		"add action=drop chain=input !src-address !protocol src-address=!198.51.100.0/24 disabled=yes\nadd chain=input time=8h-17h,mon\n"
	rules := read(t, text).Device.Rulesets[0].Rules
	if r := rules[0]; r.SrcAny.V || r.Src.V[0].String() != "192.0.2.8/29" || r.Match[0].Proto != 6 || len(r.Match[0].DstPorts) != 2 || r.Match[0].DstPorts[1].To != 8010 {
		t.Errorf("rule 0: %+v", r)
	}
	for _, i := range []int{1, 2, 4} {
		if rules[i].Opaque == "" {
			t.Errorf("rule %d is not opaque: %+v", i, rules[i])
		}
	}
	if r := rules[3]; !r.SrcNot || r.Enabled.V || !r.ServiceAny.V || r.Action.V != "deny" {
		t.Errorf("rule 3: %+v", r)
	}
	if rules[4].Action.V != "permit" {
		t.Errorf("an action that is left out is %+v, want permit", rules[4].Action)
	}
}

func TestAddressRange(t *testing.T) {
	text := "/ip firewall filter\nadd action=accept chain=input src-address=192.0.2.1-192.0.2.6\nadd action=accept chain=input src-address=0.0.0.0-255.255.255.255\nadd chain=input src-address=192.0.2.9-192.0.2.1\n"
	rules := read(t, text).Device.Rulesets[0].Rules
	var got []string
	for _, p := range rules[0].Src.V {
		got = append(got, p.String())
	}
	if want := []string{"192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !rules[1].SrcAny.V || rules[2].Opaque == "" {
		t.Errorf("whole range %+v, reversed range %q", rules[1].SrcAny, rules[2].Opaque)
	}
}

func TestSNMPDefaultCommunity(t *testing.T) {
	d := read(t, "/snmp\nset enabled=yes\n").Device
	if len(d.SNMP.Communities) != 1 || d.SNMP.Communities[0].Guessable.How != model.Derived || !d.SNMP.V1V2.V {
		t.Errorf("the factory's community is in force: %+v", d.SNMP)
	}
	d = read(t, "/snmp community\nset [ find default=yes ] disabled=yes\n/snmp\nset enabled=yes\n").Device
	if len(d.SNMP.Communities) != 0 || d.SNMP.V1V2.V {
		t.Errorf("the community is off: %+v", d.SNMP)
	}
}

func TestTemplates(t *testing.T) {
	d := read(t, "/routing bgp template\nadd name=t tcp-md5-key=abcdefgh1 input.filter=in\n/routing bgp connection\nadd as=65001 local.role=ebgp name=p remote.address=192.0.2.2 .as=65002 templates=t\n").Device
	n := d.Neighbors[0]
	if n.Peer != "192.0.2.2" || n.RemoteAS.V != "65002" || n.Auth.V != "md5" || !n.In.V || n.Out.V || !n.External.V || n.LocalAS.V != "65001" {
		t.Errorf("neighbour %+v", n)
	}
}

func TestFailedExport(t *testing.T) {
	d := read(t, "/system identity\nset name=a\n#error exporting /ip firewall filter\n").Device
	if len(d.Doubts["rulesets"]) != 1 {
		t.Errorf("doubts %v", d.Doubts)
	}
}

func TestScripts(t *testing.T) {
	d := read(t, "/system script\nadd name=x source=\":foreach i in=[/user find] do={ /user set \\$i password=hunter2 }; /tool fetch url=ftp://u:pw@192.0.2.9/a mode=ftp\\r\\\n    \\n/system logging disable 0\"\n").Device
	s := d.Scripts[0]
	if !s.Accounts.V || !s.Fetches.V || !s.Hides.V {
		t.Errorf("script %+v", s)
	}
	if strings.Contains(strings.Join(s.Verbs.V, " "), "hunter2") {
		t.Errorf("verbs hold an argument: %v", s.Verbs.V)
	}
	if len(d.Transfers) != 1 || d.Transfers[0].Host.V != "192.0.2.9" || d.Transfers[0].Proto.V != "ftp" {
		t.Errorf("transfers %+v", d.Transfers)
	}
}

// TestRealCoverage sees that the lines of real exports are understood.
func TestRealCoverage(t *testing.T) {
	var files []string
	for _, set := range []string{"oxidized-device-sim", "netutils-compliance"} {
		for _, f := range realdata.Files(t, set) {
			base := filepath.Base(f)
			if strings.HasPrefix(base, "routeros#") && strings.HasSuffix(base, "output.txt") || base == "routeros_full_sent.txt" {
				files = append(files, f)
			}
		}
	}
	if len(files) < 4 {
		t.Fatalf("%d files of the system", len(files))
	}
	p := parsetest.Parser(t)
	total, unknown, later := 0, 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Parse(data, parse.Options{Keyer: parsetest.Keyer()})
		if r.OS != osName {
			t.Errorf("%s: taken for %q", f, r.OS)
			continue
		}
		for line, s := range r.States {
			switch s {
			case stmt.Blank:
				continue
			case stmt.Unknown:
				unknown++
				t.Logf("%s:%d: %s", filepath.Base(f), line, r.Text(int32(line)))
			case stmt.Unimplemented:
				later++
			}
			total++
		}
	}
	t.Logf("%d files, %d lines, %d unknown, %d not implemented", len(files), total, unknown, later)
	if unknown*100 > total*3 {
		t.Errorf("%d of %d lines are unknown", unknown, total)
	}
}
