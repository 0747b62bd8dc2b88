package nxos_test

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
const osName = "nxos"

func FuzzParse(f *testing.F) { parsetest.Fuzz(f, osName) }

func TestConstructs(t *testing.T) {
	for _, tc := range []struct {
		name, conf string
		got        func(d *model.Device) any
		want       any
	}{
		{"banner with a delimiter on its own line", "banner motd @\nfeature telnet\n@\nhostname a\n",
			func(d *model.Device) any {
				return say(d.Services.Telnet.Enabled.How, d.Hostname.V, len(d.Banners))
			}, "unknown a 1"},
		{"banner in one line", "banner motd ^closed^\nfeature telnet\n",
			func(d *model.Device) any { return say(d.Services.Telnet.Enabled.V, d.Banners[0].Bytes) }, "true 6"},
		{"banner with ^C shown as two characters", "banner motd ^C\nusername eve role network-admin\n^C\nhostname a\n",
			func(d *model.Device) any { return say(len(d.Users), d.Hostname.V) }, "0 a"},
		{"a job's commands are no configuration", "scheduler job name j\nusername eve role network-admin\nend-job\nhostname a\n",
			func(d *model.Device) any { return say(len(d.Users), len(d.Scripts), d.Hostname.V) }, "0 1 a"},
		{"negation is an answer", "no feature telnet\nno ip domain-lookup\nno cdp enable\n",
			func(d *model.Device) any {
				return say(d.Services.Telnet.Enabled.How, d.DNS.Lookup.How, d.L2.CDP.How, d.L2.CDP.V)
			}, "explicit explicit explicit false"},
		{"account in several lines", "username a password 5 $5$x$y role network-operator\nusername a role network-admin\nusername a sshkey ssh-rsa AAAA\n",
			func(d *model.Device) any {
				return say(len(d.Users), d.Users[0].Role.V, d.Users[0].Admin.V, len(d.Users[0].Keys))
			}, "1 network-operator network-admin true 1"},
		{"account that no password opens", "username a password 5 !  role network-operator\n",
			func(d *model.Device) any { return say(d.Users[0].HasSecret.V, len(d.Secrets)) }, "false 0"},
		{"masked password", "username a password 5 <removed> role network-admin\n",
			func(d *model.Device) any { return say(d.Users[0].HasSecret.V, d.Secrets[0].Class.How) }, "true masked"},
		{"community in two lines", "snmp-server community c0mm group network-operator\nsnmp-server community c0mm use-ipv4acl A\n",
			func(d *model.Device) any {
				return say(len(d.SNMP.Communities), d.SNMP.Communities[0].Access.V, d.SNMP.Communities[0].ACL.Name.V)
			}, "1 ro A"},
		{"privacy is asked of nobody", "snmp-server user u network-operator auth sha 0x12 priv aes-128 0x34 localizedkey\n",
			func(d *model.Device) any { return d.SNMP.Users[0].Level.V }, "auth"},
		{"privacy is asked of one user", "snmp-server user u network-operator auth sha 0x12 priv aes-128 0x34 localizedkey\nsnmp-server user u enforcePriv\n",
			func(d *model.Device) any { return d.SNMP.Users[0].Level.V }, "priv"},
		{"entries are numbered as the system does", "ip access-list A\n  permit ip any any\n  5 deny ip any any\n  remark x\n  permit tcp any any\n",
			func(d *model.Device) any {
				var out []int64
				for _, r := range d.Rulesets[0].Rules {
					out = append(out, r.Seq)
				}
				return out
			}, []int64{5, 10, 30}},
		{"group behind the list that uses it", "ip access-list A\n  permit ip addrgroup G any\nobject-group ip address G\n  host 192.0.2.1\n",
			func(d *model.Device) any {
				return say(d.Rulesets[0].Rules[0].Src.V, d.Rulesets[0].Rules[0].Opaque)
			}, "[192.0.2.1/32] "},
		{"group that is not defined", "ip access-list A\n  permit ip addrgroup G any\n",
			func(d *model.Device) any { return d.Rulesets[0].Rules[0].Opaque }, "address group G that the file does not define in full"},
		{"neighbour inherits from a template below it", "router bgp 1.10\n  neighbor 192.0.2.1\n    inherit peer T\n  template peer T\n    remote-as 65546\n    password 3 ab\n",
			func(d *model.Device) any {
				n := d.Neighbors[0]
				return say(n.RemoteAS.V, n.LocalAS.V, n.Auth.V, n.Auth.How)
			}, "65546 65546 md5 inherited"},
		{"neighbour taken back", "router bgp 1\n  neighbor 192.0.2.1 remote-as 2\n  no neighbor 192.0.2.1\n",
			func(d *model.Device) any { return len(d.Neighbors) }, 0},
		{"area authentication reaches its links", "interface Ethernet1/1\n  ip router ospf 1 area 0\nrouter ospf 1\n  area 0.0.0.0 authentication message-digest\n",
			func(d *model.Device) any { return say(d.IGPs[0].Auth.V, d.IGPs[0].Auth.How) }, "md5 inherited"},
		{"interface written twice", "interface Ethernet1/1\n  no switchport\ninterface Ethernet1/1\n  ip address 192.0.2.1/24\n",
			func(d *model.Device) any {
				return say(len(d.Interfaces), d.Interfaces[0].Mode.V, d.Interfaces[0].Addresses.V)
			}, "1 routed [192.0.2.1/24]"},
		{"route maps count only where they steer", "route-map R permit 10\n  set ip next-hop 192.0.2.1\nrouter bgp 1\n  neighbor 192.0.2.2\n    address-family ipv4 unicast\n      route-map R in\n",
			func(d *model.Device) any { return len(d.PBRs) }, 0},
		{"NX-API alone", "feature nxapi\n",
			func(d *model.Device) any { return say(d.Services.HTTPS.Enabled.V, d.Services.HTTP.Enabled.How) }, "true unknown"},
		{"weak ciphers let in again", "ssh ciphers all\n",
			func(d *model.Device) any { return strings.Contains(strings.Join(d.SSH.EncAlgs.V, " "), "aes256-cbc") }, true},
		{"fallback to local accounts", "aaa authentication login default group T\naaa authentication login default fallback error local\n",
			func(d *model.Device) any { return strings.Join(d.AAA.Lists[0].Methods.V, ",") }, "group T,local"},
		{"a line's timer that is no number", "line vty\n  exec-timeout soon\n",
			func(d *model.Device) any { return d.Lines[0].IdleTimeout.How }, model.Unknown},
		{"every device has its lines", "hostname a\n",
			func(d *model.Device) any { return say(len(d.Lines), d.Lines[0].Kind, d.Lines[1].Kind) }, "2 console vty"},
		{"session that is switched on", "monitor session 1\n  source interface Ethernet1/1\n  destination interface Ethernet1/2\n  no shut\n",
			func(d *model.Device) any { return say(d.Mirrors[0].Active.V, d.Mirrors[0].Kind.V) }, "true span"},
	} {
		d := parsetest.Read(t, osName, tc.conf).Device
		if diff := cmp.Diff(tc.want, tc.got(d)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// TestDoubt sees that what nobody understood is remembered where it matters.
func TestDoubt(t *testing.T) {
	r := parsetest.Read(t, osName, "interface Ethernet1/1\n  blub\nsnmp-server blub\nip access-list A\n  10 permit blub any any\n")
	if d := r.Device.Interfaces[0].Doubt; len(d) != 1 || d[0] != 2 {
		t.Errorf("interface doubt %v", d)
	}
	if d := r.Device.Doubts["snmp"]; len(d) != 1 || d[0] != 3 {
		t.Errorf("snmp doubt %v", d)
	}
	if s := r.States[5]; s != stmt.Partial {
		t.Errorf("an entry that is not understood is %v", s)
	}
	if o := r.Device.Rulesets[0].Rules[0].Opaque; o == "" {
		t.Error("an entry that is not understood is not opaque")
	}
}

func TestEnd(t *testing.T) {
	for conf, want := range map[string]model.Completeness{
		"hostname a\n":      model.NotProvable,
		"hostname a\nend\n": model.NotProvable,
		"banner motd #\nnever closed\nhostname a\n": model.Truncated,
		"scheduler job name j\ncopy a b\n":          model.Truncated,
		"":                                          model.NotProvable,
	} {
		if got := parsetest.Parse(t, osName, conf).Device.Complete; got != want {
			t.Errorf("%q: %v, want %v", conf, got, want)
		}
	}
}

func TestSniff(t *testing.T) {
	for conf, want := range map[string]bool{
		"version 9.3(8) Bios:version 07.69\nhostname a\n":      true,
		"!RANCID-CONTENT-TYPE: cisco-nx\nhostname a\n":         true,
		"feature bgp\nvrf context A\n":                         true,
		"hostname a\ninterface Ethernet1/1\n  vrf member A\n":  true,
		"version 15.2\nhostname a\nline vty 0 4\n login\n":     false,
		"! device: a (X, EOS-4.30.1F)\nfeature bgp\n":          false,
		"banner motd #\nfeature nxapi\nvrf context A\n#\nhi\n": false,
		"":                             false,
		"ASA Version 9.1(5)\nnames\n":  false,
		"just some words about bgp.\n": false,
		"feature that (1) shows a notice, and\nfeature of the work, and\nfeature (2)\n": false,
	} {
		if got := parsetest.Parse(t, "", conf).OS; (got == osName) != want {
			t.Errorf("%q: taken for %q", conf, got)
		}
	}
}

// say writes values with one space between them.
func say(v ...any) string { return strings.TrimSuffix(fmt.Sprintln(v...), "\n") }
