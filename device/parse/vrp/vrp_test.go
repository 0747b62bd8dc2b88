package vrp_test

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
		{"header", "!Software Version V200R019C10SPC500\n#\nsysname a\n#\nreturn\n", true},
		{"no header", "#\nsysname a\n#\nvlan batch 10\n#\nuser-interface con 0\n#\nreturn\n", true},
		{"fragment", "acl number 2000\n rule 5 permit source 192.0.2.0 0.0.0.255\n", true},
		{"Comware", "#\n version 7.1.070, Release 6126\n#\n sysname a\n#\nline vty 0 63\n authentication-mode scheme\n#\nreturn\n", false},
		{"IOS", "hostname a\nline vty 0 4\n transport input ssh\nend\n", false},
		{"prose", "return of the system\nundo this\n", false},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{Keyer: parsetest.Keyer()})
		if got := r.OS == osName; got != tc.want {
			t.Errorf("%s: taken for %q", tc.name, r.OS)
		}
	}
}

// TestInjection sees that nothing inside texts is read as configuration.
func TestInjection(t *testing.T) {
	const evil = "\ntelnet server enable\nsysname evil\naaa\n local-user evil password simple x1y2z3\n#\nreturn\n"
	for name, text := range map[string]string{
		"login banner":       "header login information \"" + evil + "\"\n",
		"shell banner":       "header shell information %" + evil + "%\n",
		"open banner":        "header login information \"" + evil,
		"banner on one line": "header login information \"telnet server enable\"\n",
		"public key":         "rsa peer-public-key k\n public-key-code begin" + evil + " public-key-code end\npeer-public-key end\n",
		"open public key":    "rsa peer-public-key k\n public-key-code begin" + evil,
	} {
		d := read(t, text).Device
		if d.Services.Telnet.Enabled.How.Stated() || d.Hostname.How.Stated() || len(d.Users) > 0 {
			t.Errorf("%s: text was read as configuration", name)
		}
	}
}

func TestEnd(t *testing.T) {
	p := parsetest.Parser(t)
	for _, tc := range []struct {
		text string
		want model.Completeness
	}{
		{"sysname a\n#\naaa\n#\nuser-interface con 0\n#\nreturn\n", model.Whole},
		{"sysname a\n#\naaa\n#\nuser-interface con 0\n#\nreturn\n<a>\n", model.Whole},
		{"<a>display current-configuration\nsysname a\n#\nreturn\n<a>\n", model.Whole},
		{"<a>display current-configuration configuration aaa\naaa\n#\nuser-interface con 0\nreturn\n<a>\n", model.NotProvable},
		{"sysname a\n#\naaa\n#\nuser-interface con 0\nreturn\nsysname b\naaa\nreturn\n", model.NotProvable},
		{"return\n", model.NotProvable},
		{"aaa\n local-user a privilege level 15\n#\nreturn\n", model.NotProvable},
		{"sysname a\n#\n", model.Truncated},
		{"aaa\n return\n", model.Truncated},
		{"header login information \"x\nreturn\n", model.Truncated},
		{"sysname a\nundo return\n", model.Truncated},
		{"return\nsysname a\n", model.Truncated},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{OS: osName, Keyer: parsetest.Keyer()})
		if r.Device.Complete != tc.want {
			t.Errorf("%q: %v (%s), want %v", tc.text, r.Device.Complete, r.Device.CompleteWhy, tc.want)
		}
	}
}

func TestIndentedTop(t *testing.T) {
	d := read(t, "#\n sysname old\n#\n undo telnet server enable\n#\nuser-interface vty 0 4\n idle-timeout 0 0\n#\nreturn\n").Device
	if d.Hostname.V != "old" || d.Services.Telnet.Enabled.How != model.Explicit || d.Services.Telnet.Enabled.V {
		t.Errorf("name %+v telnet %+v", d.Hostname, d.Services.Telnet.Enabled)
	}
	if len(d.Lines) != 1 || d.Lines[0].IdleTimeout.V != 0 || d.Lines[0].IdleTimeout.How != model.Explicit || d.Lines[0].To != 4 {
		t.Errorf("lines %+v", d.Lines)
	}
}

func TestCipherWithHash(t *testing.T) {
	r := read(t, "aaa\n local-user a password cipher %^%#ab#cd#\"ef%^%#\n local-user a privilege level 15\n#\nsysname b\n")
	if len(r.Device.Secrets) != 1 || r.Device.Secrets[0].Type != "vrp-cipher" || r.Device.Hostname.V != "b" {
		t.Errorf("secrets %+v name %+v", r.Device.Secrets, r.Device.Hostname)
	}
	if s := r.Text(2); strings.Contains(s, "ab#cd") {
		t.Errorf("printed %q", s)
	}
}

// TestPlainMode: the word that says how a secret is written is no secret.
func TestPlainMode(t *testing.T) {
	r := read(t, "interface GigabitEthernet0/0/1\n ospf authentication-mode simple plain Word1\n#\ninterface GigabitEthernet0/0/2\n ospf authentication-mode simple Word1\n#\n")
	s := r.Device.Secrets
	if len(s) != 2 || s[0].FP != s[1].FP || s[0].Type != "vrp-simple" {
		t.Errorf("secrets %+v", s)
	}
	if text := r.Text(2); strings.Contains(text, "Word1") {
		t.Errorf("printed %q", text)
	}
}

func TestACL(t *testing.T) {
	d := read(t, "acl number 3000\n rule permit tcp source 192.0.2.0 0.0.0.255 destination-port range 20 22\n rule 7 deny udp destination-port neq 53\n rule permit ip source 192.0.2.1 0.0.255.0\n rule 2 deny icmp\n rule bogus\n").Device
	s := d.Rulesets[0]
	var seqs []int64
	for _, x := range s.Rules {
		seqs = append(seqs, x.Seq)
	}
	if want := []int64{2, 5, 7, 10}; !slices.Equal(seqs, want) {
		t.Fatalf("order %v, want %v", seqs, want)
	}
	if r := s.Rules[1]; r.Src.V[0].String() != "192.0.2.0/24" || r.Match[0].DstPorts[0].To != 22 || r.ServiceAny.V {
		t.Errorf("rule 5: %+v", r)
	}
	if r := s.Rules[2]; len(r.Match[0].DstPorts) != 2 || r.Match[0].DstPorts[0].To != 52 || r.Match[0].DstPorts[1].From != 54 {
		t.Errorf("rule 7: %+v", r.Match)
	}
	if s.Rules[3].Opaque == "" {
		t.Error("a wildcard mask with holes is not opaque")
	}
	if len(s.Doubt) != 1 {
		t.Errorf("doubt %v", s.Doubt)
	}
}

// TestAutoOrder: depth first puts the narrower rule before the wider one.
func TestAutoOrder(t *testing.T) {
	d := read(t, "acl number 3000 match-order auto\n rule 5 permit ip\n rule 10 deny tcp source 192.0.2.0 0.0.0.255\n rule 15 deny tcp source 192.0.2.9 0\n").Device
	var got []int64
	for _, x := range d.Rulesets[0].Rules {
		got = append(got, x.Seq)
	}
	if want := []int64{15, 10, 5}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

// TestDefaultAction: a service refuses what no rule names, a packet filter
// lets it pass.
func TestDefaultAction(t *testing.T) {
	const acl = "acl number 2000\n rule 5 permit source 192.0.2.0 0.0.0.255\n#\n"
	d := read(t, acl+"user-interface vty 0 4\n acl 2000 inbound\n").Device
	if s := d.Rulesets[0]; s.Default.V != "deny" || s.PermitsAny.V || len(s.Permitted.V) != 1 {
		t.Errorf("line: %+v", s)
	}
	if d.Lines[0].ACLIn.List != d.Rulesets[0] {
		t.Error("the line's filter is not linked")
	}
	d = read(t, acl+"interface GE0/0/1\n traffic-filter inbound acl 2000\n").Device
	if s := d.Rulesets[0]; s.Default.V != "permit" || !s.PermitsAny.V {
		t.Errorf("interface: %+v", s)
	}
	d = read(t, acl+"interface GE0/0/1\n traffic-filter inbound acl 2000\n#\nuser-interface vty 0 4\n acl 2000 inbound\n").Device
	if s := d.Rulesets[0]; s.Default.How != model.Unknown {
		t.Errorf("both: %+v", s.Default)
	}
}

func TestAAA(t *testing.T) {
	d := read(t, "hwtacacs-server template ht\n hwtacacs-server authentication 192.0.2.1\n hwtacacs-server authentication 192.0.2.2 secondary\n hwtacacs-server accounting 192.0.2.1\n#\naaa\n authentication-scheme s\n  authentication-mode hwtacacs local\n domain default_admin\n  authentication-scheme s\n  hwtacacs-server ht\n").Device
	if len(d.AAA.Servers) != 2 || len(d.AAA.Servers[0].Purposes.V) != 2 {
		t.Errorf("servers %+v", d.AAA.Servers)
	}
	l := d.AAA.Lists[0]
	if !slices.Equal(l.Methods.V, []string{"group ht", "local"}) || l.RemoteServers.V != 2 || l.Name != "default_admin" {
		t.Errorf("list %+v", l)
	}
}

func TestOpenSSHKey(t *testing.T) {
	text := "rsa peer-public-key k encoding-type openssh\n public-key-code begin\n  ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ\n  CAAAAAAAAAAA== someone\n public-key-code end\npeer-public-key end\nssh user a assign rsa-key k\n"
	d := read(t, text).Device
	if len(d.Users) != 1 || len(d.Users[0].Keys) != 1 || d.Users[0].Keys[0].Type != "ssh-rsa" {
		t.Fatalf("users %+v", d.Users)
	}
}

func TestMirror(t *testing.T) {
	d := read(t, "observe-port 2 destination-ip 198.51.100.1 source-ip 192.0.2.1\n#\ninterface GE0/0/1\n port-mirroring to observe-port 2 inbound\n#\ninterface GE0/0/2\n port-mirroring to observe-port 7 both\n").Device
	if len(d.Mirrors) != 2 || d.Mirrors[0].Kind.V != "erspan" || d.Mirrors[0].Sources.V[0] != "GE0/0/1" || d.Mirrors[1].Kind.How != model.Unknown {
		t.Errorf("mirrors %+v", d.Mirrors)
	}
}

func TestJunk(t *testing.T) {
	d := read(t, "ssh server port\nsnmp-agent community read\nlocal-user\naaa\n local-user a\n local-user a bogus thing\n local-user a privilege level x\nip route-static nonsense\nuser-interface vty x y\n idle-timeout x\n").Device
	if len(d.Users) != 1 || len(d.Users[0].Doubt) == 0 || d.Users[0].Privilege.How != model.Unknown {
		t.Errorf("users %+v", d.Users)
	}
	if len(d.Lines) != 1 || d.Lines[0].IdleTimeout.How != model.Unknown {
		t.Errorf("lines %+v", d.Lines)
	}
}

// TestRealCoverage reads the few real configurations there are. Those of the
// set that are called typo hold invalid lines on purpose.
func TestRealCoverage(t *testing.T) {
	p := parsetest.Parser(t)
	n := 0
	for _, f := range realdata.Files(t, "huawei-napalm") {
		if !strings.HasSuffix(f, ".conf") || strings.Contains(f, "typo") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Parse(append(data, '\n'), parse.Options{Keyer: parsetest.Keyer()})
		if r.OS != osName {
			t.Errorf("%s: taken for %q", f, r.OS)
			continue
		}
		n++
		for line, s := range r.States {
			if s == stmt.Unknown {
				t.Errorf("%s:%d: unknown: %s", filepath.Base(f), line, r.Text(int32(line)))
			}
		}
	}
	if n < 3 {
		t.Errorf("%d files of the system", n)
	}
}

func TestTelemetry(t *testing.T) {
	d := read(t, "telemetry\n destination-group D\n  ipv4-address 203.0.113.9 port 10001 protocol grpc no-tls\n#\nreturn\n").Device
	if len(d.Transfers) != 1 || d.Transfers[0].Host.V != "203.0.113.9" || d.Transfers[0].Proto.V != "grpc" || !d.Platforms.Telemetry.V {
		t.Errorf("%+v", d.Transfers)
	}
}

// TestFamilies sees that a service is on where it is on for either family.
func TestFamilies(t *testing.T) {
	for text, want := range map[string]bool{
		"undo telnet server enable\n":                                 false,
		"telnet ipv6 server enable\nundo telnet server enable\n":      true,
		"telnet server enable\nundo telnet ipv6 server enable\n":      true,
		"telnet ipv6 server enable\ntelnet server disable\n":          true,
		"undo telnet server enable\nundo telnet ipv6 server enable\n": false,
		"telnet server enable\nundo telnet server enable\n":           false,
	} {
		if f := read(t, text).Device.Services.Telnet.Enabled; f.V != want || !f.How.Stated() {
			t.Errorf("%q: %v, %v", text, f.V, f.How)
		}
	}
}
