package eos_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
)

// TestConstructs reads one construct at a time and looks at what became of it.
const osName = "eos"

func FuzzParse(f *testing.F) { parsetest.Fuzz(f, osName) }

func TestConstructs(t *testing.T) {
	for _, tc := range []struct {
		name, conf string
		got        func(d *model.Device) any
		want       any
	}{
		{"banner ends at EOF alone", "banner motd\nEOF not alone\nusername eve nopassword\nEOF\nhostname a\n",
			func(d *model.Device) any { return say(len(d.Users), d.Hostname.V) }, "0 a"},
		{"script ends at EOF", "event-handler h\n   action bash\n      username eve nopassword\n      EOF\n   delay 0\nhostname a\n",
			func(d *model.Device) any { return say(len(d.Users), d.Scripts[0].Accounts.V, d.Hostname.V) }, "0 true a"},
		{"script in one line", "event-handler h\n   action bash curl http://192.0.2.1/\nhostname a\n",
			func(d *model.Device) any {
				return say(d.Scripts[0].Verbs.V, d.Scripts[0].Fetches.V, d.Hostname.V)
			}, "[curl http://192.0.2.1] true a"},
		{"root account", "aaa root secret sha512 $6$a$b\n",
			func(d *model.Device) any { return say(d.AAA.RootAccount.V, d.Users[0].Name, d.Secrets[0].Type) }, "true root sha512"},
		{"root account denied", "no aaa root\n",
			func(d *model.Device) any { return say(d.AAA.RootAccount.How, d.AAA.RootAccount.V) }, "explicit false"},
		{"open account", "username a nopassword\n",
			func(d *model.Device) any { return say(d.Users[0].NoPassword.V, d.Users[0].HasSecret.V) }, "true false"},
		{"account with a default role", "aaa authorization policy local default-role network-admin\nusername a secret 0 x\n",
			func(d *model.Device) any { return say(d.Users[0].Role.V, d.Users[0].Admin.V) }, "network-admin true"},
		{"SSH moved to one table", "management ssh\n   shutdown\n   vrf MGMT\n      no shutdown\n",
			func(d *model.Device) any { return say(d.SSH.Service.Enabled.V, d.SSH.Service.VRF.V) }, "true MGMT"},
		{"SSH in one more table", "management ssh\n   vrf MGMT\n      no shutdown\n",
			func(d *model.Device) any {
				return say(d.SSH.Service.Enabled.V, d.SSH.Service.VRF.V, d.SSH.Service.VRF.How)
			}, "true  derived"},
		{"API in the default table too", "management api http-commands\n   no shutdown\n   vrf MGMT\n      no shutdown\n",
			func(d *model.Device) any {
				return say(d.Services.API.Enabled.V, d.Services.API.VRF.V == "", d.Services.HTTPS.Enabled.V)
			}, "true true true"},
		{"API in one table only", "management api http-commands\n   vrf MGMT\n      no shutdown\n",
			func(d *model.Device) any { return say(d.Services.API.Enabled.V, d.Services.API.VRF.V) }, "true MGMT"},
		{"clear API", "management api http-commands\n   protocol http\n   no shutdown\n",
			func(d *model.Device) any { return say(d.Services.HTTP.Enabled.V, d.Services.API.TLS.V) }, "true false"},
		{"clear API of a service that is off", "management api http-commands\n   protocol http\n",
			func(d *model.Device) any { return d.Services.HTTP.Enabled.How }, model.Default},
		{"TLS profile below its user", "management api gnmi\n   transport grpc A\n      ssl profile P\nmanagement security\n   ssl profile P\n      tls versions 1.2\n",
			func(d *model.Device) any { return say(d.Services.GRPC.TLSVersions.V, d.Services.GRPC.TLS.V) }, "[1.2] true"},
		{"standard list", "ip access-list standard A\n   permit host 192.0.2.1\n   10 deny any log\n",
			func(d *model.Device) any {
				r := d.Rulesets[0].Rules
				return say(len(r), r[0].Action.V, r[0].Log.V, r[0].DstAny.V)
			}, "1 deny true true"},
		{"several ports", "ip access-list A\n   10 permit tcp any any eq ssh https\n",
			func(d *model.Device) any { return len(d.Rulesets[0].Rules[0].Match[0].DstPorts) }, 2},
		{"neighbour inherits from its group", "router bgp 65001\n   neighbor G peer group\n   neighbor G remote-as 65002\n   neighbor G password 7 abcd\n   neighbor 192.0.2.1 peer group G\n",
			func(d *model.Device) any {
				return say(len(d.Neighbors), d.Neighbors[0].RemoteAS.V, d.Neighbors[0].Auth.V)
			}, "1 65002 md5"},
		{"no limit of routes", "router bgp 1\n   neighbor 192.0.2.1 remote-as 2\n   neighbor 192.0.2.1 maximum-routes 0\n",
			func(d *model.Device) any { return say(d.Neighbors[0].MaxPfx.How, d.Neighbors[0].MaxPfx.V) }, "explicit false"},
		{"range of neighbours", "router bgp 1\n   bgp listen range 192.0.2.0/24 peer-group G peer-filter F\n   neighbor G peer-group\n",
			func(d *model.Device) any { return say(len(d.Neighbors), d.Neighbors[0].RemoteAS.How) }, "1 unknown"},
		{"OSPF by network", "interface Ethernet1\n   no switchport\n   ip address 192.0.2.1/30\nrouter ospf 1\n   network 192.0.2.0/24 area 0.0.0.0\n   passive-interface default\n",
			func(d *model.Device) any { return say(len(d.IGPs), d.IGPs[0].Interface, d.IGPs[0].Passive.V) }, "1 Ethernet1 true"},
		{"mirror over a tunnel", "monitor session S source Ethernet1 both\nmonitor session S destination tunnel mode gre source 192.0.2.1 destination 203.0.113.9\n",
			func(d *model.Device) any {
				return say(len(d.Mirrors), d.Mirrors[0].Kind.V, d.Mirrors[0].DestIP.V)
			}, "1 erspan 203.0.113.9"},
		{"management table by its port", "vrf instance OOBNET\ninterface Management1\n   vrf OOBNET\n",
			func(d *model.Device) any { return say(d.VRFs[0].Management.V, d.CLI.MgmtVRF.V) }, "true OOBNET"},
		{"levels of commands", "aaa accounting commands 0-1,15 default start-stop group T\n",
			func(d *model.Device) any {
				var out []int64
				for _, l := range d.AAA.Lists {
					out = append(out, l.Level)
				}
				return out
			}, []int64{0, 1, 15}},
		{"dropped messages", "logging policy match inverse-result match-list X discard\n",
			func(d *model.Device) any { return say(d.Logging.Filters[0].Name, d.Logging.Filters[0].Drops.V) }, "X true"},
		{"a timer that is no number", "management console\n   idle-timeout soon\n",
			func(d *model.Device) any { return d.Lines[0].IdleTimeout.How }, model.Unknown},
		{"every device has its lines", "hostname a\n",
			func(d *model.Device) any {
				return say(len(d.Lines), strings.Join(d.Lines[1].TransportIn.V, " "))
			}, "2 ssh"},
	} {
		d := parsetest.Read(t, osName, tc.conf).Device
		if diff := cmp.Diff(tc.want, tc.got(d)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// TestDoubt sees that what nobody understood is remembered where it matters.
func TestDoubt(t *testing.T) {
	r := parsetest.Read(t, osName, "interface Ethernet1\n   blub\nsnmp-server blub\nip access-list A\n   10 permit blub any any\nmanagement ssh\n   blub\n")
	if d := r.Device.Interfaces[0].Doubt; len(d) != 1 || d[0] != 2 {
		t.Errorf("interface doubt %v", d)
	}
	if d := r.Device.Doubts["snmp"]; len(d) != 1 || d[0] != 3 {
		t.Errorf("snmp doubt %v", d)
	}
	if d := r.Device.Doubts["ssh"]; len(d) != 1 || d[0] != 7 {
		t.Errorf("ssh doubt %v", d)
	}
	if s := r.States[5]; s != stmt.Partial {
		t.Errorf("an entry that is not understood is %v", s)
	}
}

func TestEnd(t *testing.T) {
	const head = "! device: a (X, EOS-4.30.1F)\n!\ninterface Ethernet1\n!\nip routing\n!\n"
	for conf, want := range map[string]model.Completeness{
		head + "hostname a\n!\nend\n":            model.Whole,
		"hostname a\n!\nend\n":                   model.NotProvable,
		"hostname a\n":                           model.Truncated,
		"banner login\nhi\nend\n":                model.Truncated,
		head + "banner login\nhi\nEOF\nend\n":    model.Whole,
		"hostname a\nend\ninterface Ethernet1\n": model.Truncated,
		"banner login\nend\nEOF\n":               model.Truncated,
		"hostname a\nend of it\n":                model.Truncated,
		"":                                       model.Truncated,
	} {
		if got := parsetest.Parse(t, osName, conf).Device.Complete; got != want {
			t.Errorf("%q: %v, want %v", conf, got, want)
		}
	}
}

func TestSniff(t *testing.T) {
	for conf, want := range map[string]bool{
		"! device: a (X, EOS-4.30.1F)\nhostname a\n":                  true,
		"!RANCID-CONTENT-TYPE: arista\nhostname a\n":                  true,
		"hostname a\nmanagement ssh\n   idle-timeout 10\n":            true,
		"interface Vxlan1\n   vxlan source-interface Loopback0\n":     true,
		"version 15.2\nhostname a\nline vty 0 4\n login\n":            false,
		"feature bgp\nvrf context A\n":                                false,
		"banner login\nmanagement api http-commands\nEOF\nhostname\n": false,
		"":                             false,
		"just some words about bgp.\n": false,
	} {
		if got := parsetest.Parse(t, "", conf).OS; (got == osName) != want {
			t.Errorf("%q: taken for %q", conf, got)
		}
	}
}

// say writes values with one space between them.
func say(v ...any) string { return strings.TrimSuffix(fmt.Sprintln(v...), "\n") }
