package fortios_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

// policyOf parses text and returns the first rule.
func policyOf(t *testing.T, text string) *model.Rule {
	t.Helper()
	d := read(t, text).Device
	if len(d.Rulesets) == 0 || len(d.Rulesets[0].Rules) == 0 {
		t.Fatalf("no rule in %q", text)
	}
	return d.Rulesets[0].Rules[0]
}

const objects = `config firewall address
edit all
next
edit net
set subnet 192.0.2.0 255.255.255.0
next
edit range
set type iprange
set start-ip 192.0.2.254
set end-ip 192.0.3.1
next
edit name
set type fqdn
set fqdn www.example.com
next
edit mask
set type wildcard
set wildcard 192.0.2.0 255.0.255.0
next
end
config firewall addrgrp
edit both
set member net range both
next
edit but
set member net
set exclude enable
set exclude-member range
next
end
`

func TestPolicySources(t *testing.T) {
	tests := []struct {
		set    string
		any    bool
		src    []string
		opaque string
	}{
		{"set srcaddr all", true, nil, ""},
		{"set srcaddr net", false, []string{"192.0.2.0/24"}, ""},
		{"set srcaddr range", false, []string{"192.0.2.254/31", "192.0.3.0/31"}, ""},
		{"set srcaddr both", false, []string{"192.0.2.0/24", "192.0.2.254/31", "192.0.3.0/31"}, ""},
		{"set srcaddr name", false, nil, "domain name www.example.com"},
		{"set srcaddr mask", false, nil, "wildcard mask 192.0.2.0 255.0.255.0"},
		{"set srcaddr but", false, nil, "address group with exclusions"},
		{"set srcaddr missing", false, nil, "address missing is not defined"},
		{"set srcaddr net\nappend srcaddr all", true, nil, ""},
		{"set srcaddr all\nset srcaddr-negate enable", false, nil, ""},
		{"set srcaddr all\nset schedule office", true, nil, "schedule office"},
		{"set srcaddr all\nset groups staff", true, nil, "users"},
		{"set srcaddr all\nset frob x", true, nil, "a line of the rule is not understood"},
	}
	for _, tt := range tests {
		r := policyOf(t, objects+"config firewall policy\nedit 1\nset action accept\nset dstaddr all\nset service ALL\n"+tt.set+"\nnext\nend\n")
		var got []string
		for _, p := range r.Src.V {
			got = append(got, p.String())
		}
		if r.SrcAny.V != tt.any || r.Opaque != tt.opaque || cmp.Diff(tt.src, got) != "" {
			t.Errorf("%q: any %v src %v opaque %q", tt.set, r.SrcAny.V, got, r.Opaque)
		}
	}
}

func TestPolicyServices(t *testing.T) {
	tests := []struct{ def, want string }{
		{"set tcp-portrange 80 443-445", "[6 80-80] [6 443-445] "},
		{"set udp-portrange 53:1024-65535", "[17 53-53 from 1024-65535] "},
		{"set protocol ICMP\nset icmptype 8", "[1 type 8] "},
		{"set protocol IP\nset protocol-number 47", "[47] "},
		{"set protocol IP", "any"},
		{"set tcp-portrange 80-20", "opaque: ports not understood"},
		{"set comment x", "opaque: service without ports"},
	}
	for _, tt := range tests {
		r := policyOf(t, objects+"config firewall service custom\nedit svc\n"+tt.def+"\nnext\nend\nconfig firewall policy\nedit 1\nset action accept\nset srcaddr all\nset dstaddr all\nset service svc\nnext\nend\n")
		got := "opaque: " + r.Opaque
		switch {
		case r.Opaque != "":
		case r.ServiceAny.V:
			got = "any"
		default:
			got = matchText(r.Match)
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.def, got, tt.want)
		}
	}
}

func matchText(list []model.Match) string {
	var b strings.Builder
	for _, m := range list {
		fmt.Fprintf(&b, "[%d", m.Proto)
		for _, p := range m.DstPorts {
			fmt.Fprintf(&b, " %d-%d", p.From, p.To)
		}
		for _, p := range m.SrcPorts {
			fmt.Fprintf(&b, " from %d-%d", p.From, p.To)
		}
		if m.ICMPType >= 0 {
			fmt.Fprintf(&b, " type %d", m.ICMPType)
		}
		b.WriteString("] ")
	}
	return b.String()
}

func TestTrustHosts(t *testing.T) {
	tests := []struct {
		lines    string
		want     []netip.Prefix
		how      model.How
		admitted bool
	}{
		{"", nil, model.Absent, false},
		{"set trusthost1 192.0.2.0 255.255.255.0\n", []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, model.Explicit, true},
		{"set trusthost1 0.0.0.0 0.0.0.0\nset trusthost2 192.0.2.1 255.255.255.255\n", []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}, model.Explicit, true},
		{"set trusthost1 0.0.0.0 0.0.0.0\n", []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}, model.Explicit, false},
		{"set trusthost1 here\n", nil, model.Unknown, false},
	}
	for _, tt := range tests {
		d := read(t, "config system admin\nedit a\nset accprofile super_admin\n"+tt.lines+"next\nend\n").Device
		u := d.Users[0]
		if u.From.How != tt.how || !cmp.Equal(tt.want, u.From.V, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })) {
			t.Errorf("%q: %v %v", tt.lines, u.From.How, u.From.V)
		}
		if (d.CLI.Admitted.How == model.Derived) != tt.admitted {
			t.Errorf("%q: admitted %v %v", tt.lines, d.CLI.Admitted.How, d.CLI.Admitted.V)
		}
	}
}

func TestDomains(t *testing.T) {
	d := read(t, "config vdom\nedit a\nconfig firewall address\nedit x\nset subnet 192.0.2.0/24\nnext\nend\nconfig firewall policy\nedit 1\nset srcaddr x\nset dstaddr all\nset service ALL\nset action accept\nnext\nend\nnext\n"+
		"edit b\nconfig firewall policy\nedit 1\nset srcaddr x\nset dstaddr all\nset service ALL\nset action accept\nfrob\nnext\nend\nnext\nend\n").Device
	if got := strings.Join(d.Contexts.V, " "); got != "a b" || len(d.Rulesets) != 2 {
		t.Fatalf("contexts %q, %d rulesets", got, len(d.Rulesets))
	}
	if r := d.Rulesets[0].Rules[0]; len(r.Src.V) != 1 || r.Opaque != "" {
		t.Errorf("own address: %+v", r)
	}
	if r := d.Rulesets[1].Rules[0]; r.Opaque != "address x is not defined" {
		t.Errorf("another domain's address: %q", r.Opaque)
	}
	if len(d.Doubts["rulesets"]) != 1 {
		t.Errorf("doubts %v", d.Doubts)
	}
}

func TestServicesByInterface(t *testing.T) {
	d := read(t, "config system global\nset admin-telnet disable\nend\nconfig system interface\nedit a\nset allowaccess ssh telnet\nnext\nedit b\nset allowaccess ssh\nnext\nedit c\nunset allowaccess\nnext\nend\n").Device
	if s := d.SSH.Service; !s.Enabled.V || cmp.Diff([]string{"a", "b"}, s.Interfaces.V) != "" {
		t.Errorf("ssh %+v", s)
	}
	if e := d.Services.Telnet.Enabled; e.V || e.How != model.Explicit {
		t.Errorf("telnet %+v", e)
	}
	if e := d.Services.HTTP.Enabled; e.V || e.How != model.Default {
		t.Errorf("http %+v", e)
	}
	if m := d.Interfaces[2].Management; m.How != model.Explicit || len(m.V) != 0 {
		t.Errorf("interface without services %+v", m)
	}
}

func TestCompleteness(t *testing.T) {
	tests := []struct {
		text string
		want model.Completeness
	}{
		{"config system global\nset hostname a\nend\n", model.NotProvable},
		{"fw1 # show\nconfig system global\nset hostname fw1\nend\n\nfw1 # \n", model.Whole},
		{"config system global\nset hostname a\n", model.Truncated},
		{"config system global\nset hostname \"a\nend\n", model.Truncated},
		{"set hostname a\nend\nconfig system global\nend\n", model.Truncated},
	}
	p := parsetest.Parser(t)
	for _, tt := range tests {
		if d := p.Parse([]byte(tt.text), parse.Options{OS: osName, Keyer: parsetest.Keyer()}).Device; d.Complete != tt.want {
			t.Errorf("%q: %v (%s), want %v", tt.text, d.Complete, d.CompleteWhy, tt.want)
		}
	}
}

func TestUnsetGivesBackTheDefault(t *testing.T) {
	d := read(t, "config system global\nset admintimeout 480\nunset admintimeout\nset strong-crypto maybe\nend\n").Device
	if f := d.CLI.IdleTimeout; f.How != model.Default || f.V != 300 {
		t.Errorf("idle timeout %+v", f)
	}
	if f := d.Platforms.StrongCrypto; f.How != model.Unknown {
		t.Errorf("strong crypto %+v", f)
	}
}

func TestHeader(t *testing.T) {
	r := parsetest.Parser(t).Parse([]byte("#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\nconfig system global\nend\n"), parse.Options{Keyer: parsetest.Keyer()})
	if r.OS != osName || r.Device.Version.V != "7.2.8" || r.Device.Model.V != "FGT60F" {
		t.Errorf("os %q version %q model %q", r.OS, r.Device.Version.V, r.Device.Model.V)
	}
	if m := r.Device.Platforms.Maintainer; m.V || m.How != model.Default {
		t.Errorf("maintainer in 7.2.8: %+v", m)
	}
}

// TestManyNames sees that rules over large groups stay within bounds.
func TestManyNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("config firewall address\n")
	for i := range 4000 {
		fmt.Fprintf(&b, "edit a%d\nset subnet 192.0.2.%d/32\nnext\n", i, i%256)
	}
	b.WriteString("end\nconfig firewall addrgrp\nedit g\nset member")
	for i := range 4000 {
		fmt.Fprintf(&b, " a%d", i)
	}
	b.WriteString("\nnext\nend\nconfig firewall policy\n")
	for i := range 600 {
		fmt.Fprintf(&b, "edit %d\nset action accept\nset srcaddr g a%d\nset dstaddr all\nset service ALL\nnext\n", i+1, i)
	}
	b.WriteString("end\n")
	total, opaque := 0, 0
	for _, r := range read(t, b.String()).Device.Rulesets[0].Rules {
		total += len(r.Src.V)
		if r.Opaque == "too many addresses" {
			opaque++
		}
	}
	if total > 1<<20 || opaque == 0 {
		t.Errorf("%d prefixes, %d rules left open", total, opaque)
	}
}

// A block of settings that stands twice is one block: a later set overrides.
func TestBlocksThatStandTwice(t *testing.T) {
	d := read(t, `config system sflow
set collector-ip 203.0.113.9
end
config system ntp
config ntpserver
edit 1
set server "203.0.113.9"
next
end
end
config vpn l2tp
set status enable
end
config system sflow
set collector-ip 192.0.2.9
end
config system ntp
config ntpserver
edit 1
set server "192.0.2.9"
next
end
end
config vpn l2tp
set status disable
end
`).Device
	if c := d.Flow.Collectors; len(c) != 1 || c[0].Host.V != "192.0.2.9" {
		t.Errorf("collectors %+v", c)
	}
	if n := d.NTP.Servers; len(n) != 1 || n[0].Host.V != "192.0.2.9" {
		t.Errorf("time servers %+v", n)
	}
	if len(d.Tunnels) != 0 {
		t.Errorf("tunnels %+v", d.Tunnels)
	}
}
