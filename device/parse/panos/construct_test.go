package panos_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const objects = `set address net ip-netmask 192.0.2.0/24
set address range ip-range 192.0.2.254-192.0.3.1
set address name fqdn www.example.com
set address-group both static [ net range both ]
set address-group tagged dynamic filter web
set service web protocol tcp port 80,8000-8080
set rulebase security rules r destination any
set rulebase security rules r action allow
`

func TestRules(t *testing.T) {
	tests := []struct {
		set    string
		any    bool
		src    []string
		svc    bool
		opaque string
	}{
		{"source any,service any,application any", true, nil, true, ""},
		{"source net,service any", false, []string{"192.0.2.0/24"}, true, ""},
		{"source both,service any", false, []string{"192.0.2.0/24", "192.0.2.254/31", "192.0.3.0/31"}, true, ""},
		{"source 198.51.100.1,service any", false, []string{"198.51.100.1/32"}, true, ""},
		{"source 198.51.100.1-198.51.100.2,service web", false, []string{"198.51.100.1/32", "198.51.100.2/32"}, false, ""},
		{"source name,service any", false, nil, true, "domain name www.example.com"},
		{"source tagged,service any", false, nil, true, "dynamic address group filter web"},
		{"source missing,service any", false, nil, true, "address missing is not defined"},
		{"source any,service application-default", true, nil, false, "the applications' own ports"},
		{"source any,service any,application ssl", true, nil, false, "applications"},
		{"source any,service any,source-user staff", true, nil, true, "users"},
		{"source any,negate-source yes,service any", false, nil, true, ""},
		{"source any,service any,frob x", true, nil, true, "a line of the rule is not understood"},
	}
	for _, tt := range tests {
		text := objects
		for _, s := range strings.Split(tt.set, ",") {
			text += "set rulebase security rules r " + s + "\n"
		}
		d := read(t, text).Device
		if len(d.Rulesets) != 1 || len(d.Rulesets[0].Rules) != 1 {
			t.Fatalf("%q: no rule", tt.set)
		}
		r := d.Rulesets[0].Rules[0]
		var got []string
		for _, p := range r.Src.V {
			got = append(got, p.String())
		}
		if r.SrcAny.V != tt.any || r.ServiceAny.V != tt.svc || r.Opaque != tt.opaque || cmp.Diff(tt.src, got) != "" {
			t.Errorf("%q: any %v src %v service %v opaque %q", tt.set, r.SrcAny.V, got, r.ServiceAny.V, r.Opaque)
		}
	}
}

// TestFormsAgree sees that one configuration gives one model in each form.
func TestFormsAgree(t *testing.T) {
	forms := []string{
		"set deviceconfig system hostname fw1\nset deviceconfig system permitted-ip 192.0.2.0/24\nset mgt-config users a permissions role-based superuser yes\nset zone untrust network layer3 ethernet1/1\nset network interface ethernet ethernet1/1 layer3 ip 203.0.113.2/30\n",
		"deviceconfig {\n system {\n  hostname fw1;\n  permitted-ip {\n   192.0.2.0/24;\n  }\n }\n}\nmgt-config {\n users {\n  a {\n   permissions {\n    role-based {\n     superuser yes;\n    }\n   }\n  }\n }\n}\nzone {\n untrust {\n  network {\n   layer3 [ ethernet1/1];\n  }\n }\n}\nnetwork {\n interface {\n  ethernet {\n   ethernet1/1 {\n    layer3 {\n     ip {\n      203.0.113.2/30;\n     }\n    }\n   }\n  }\n }\n}\n",
		"<config><devices><entry name=\"localhost.localdomain\"><deviceconfig><system><hostname>fw1</hostname><permitted-ip><entry name=\"192.0.2.0/24\"/></permitted-ip></system></deviceconfig>\n" +
			"<network><interface><ethernet><entry name=\"ethernet1/1\"><layer3><ip><entry name=\"203.0.113.2/30\"/></ip></layer3></entry></ethernet></interface></network>\n" +
			"<vsys><entry name=\"vsys1\"><zone><entry name=\"untrust\"><network><layer3><member>ethernet1/1</member></layer3></network></entry></zone></entry></vsys></entry></devices>\n" +
			"<mgt-config><users><entry name=\"a\"><permissions><role-based><superuser>yes</superuser></role-based></permissions></entry></users></mgt-config></config>\n",
	}
	for i, text := range forms {
		r := parsetest.Parser(t).Parse([]byte(text), parse.Options{Keyer: parsetest.Keyer()})
		if r.OS != osName {
			t.Errorf("form %d is taken for %q", i, r.OS)
			continue
		}
		d := r.Device
		if d.Hostname.V != "fw1" || len(d.CLI.Admitted.V) != 1 || len(d.Users) != 1 || !d.Users[0].Admin.V || len(d.Interfaces) != 1 {
			t.Errorf("form %d: %q %v %d users %d interfaces", i, d.Hostname.V, d.CLI.Admitted.V, len(d.Users), len(d.Interfaces))
			continue
		}
		if p := d.Interfaces[0]; p.Zone.V != "untrust" || !p.Edge.V || len(p.Addresses.V) != 1 {
			t.Errorf("form %d: interface %+v", i, p)
		}
		want := []model.Completeness{model.NotProvable, model.NotProvable, model.Whole}[i]
		if d.Complete != want {
			t.Errorf("form %d: %v, want %v", i, d.Complete, want)
		}
	}
}

func TestManagement(t *testing.T) {
	tests := []struct {
		name, text string
		from       int
		outOfBand  model.F[bool]
	}{
		{"port only", "set deviceconfig system ip-address 192.0.2.1\nset deviceconfig system permitted-ip 192.0.2.0/24\n", 1, model.F[bool]{V: true, How: model.Derived}},
		{"profile without a list", "set deviceconfig system permitted-ip 192.0.2.0/24\nset network interface ethernet ethernet1/1 layer3 interface-management-profile p\nset network profiles interface-management-profile p https yes\n",
			1, model.F[bool]{How: model.Inherited}},
		{"profile with a list", "set deviceconfig system permitted-ip 192.0.2.0/24\nset network interface ethernet ethernet1/1 layer3 interface-management-profile p\nset network profiles interface-management-profile p https yes\nset network profiles interface-management-profile p permitted-ip 198.51.100.0/24\n",
			2, model.F[bool]{How: model.Inherited}},
	}
	for _, tt := range tests {
		d := read(t, tt.text).Device
		if got := d.Services.HTTPS.From; len(got.V) != tt.from {
			t.Errorf("%s: from %v", tt.name, got.V)
		}
		if got := d.CLI.OutOfBand; got.V != tt.outOfBand.V || got.How != tt.outOfBand.How {
			t.Errorf("%s: out of band %+v", tt.name, got)
		}
	}
	if d := read(t, tests[1].text).Device; d.Services.HTTPS.From.V[0].Bits() != 0 {
		t.Errorf("a profile without a list admits everybody, got %v", d.Services.HTTPS.From.V)
	}
}

func TestDeviceGroups(t *testing.T) {
	d := read(t, `set shared pre-rulebase security rules first action deny
set shared post-rulebase security rules last action deny
set device-group top pre-rulebase security rules top-pre action allow
set device-group top post-rulebase security rules top-post action allow
set device-group leaf parent-dg top
set device-group top parent-dg leaf
set device-group leaf pre-rulebase security rules leaf-pre action allow
`).Device
	for _, rs := range d.Rulesets {
		if rs.Name != "security (leaf)" {
			continue
		}
		var names []string
		for _, r := range rs.Rules[:3] {
			names = append(names, r.Name)
		}
		if names[0] != "first" || rs.Rules[len(rs.Rules)-1].Name != "last" || !strings.Contains(strings.Join(names, " "), "pre") {
			t.Errorf("order %v", names)
		}
		return
	}
	t.Error("no rules of the group")
}

func TestMaskedAndOld(t *testing.T) {
	d := read(t, "set mgt-config users a phash ********\nset mgt-config users b phash fnRLabcdefghi\nset mgt-config users c phash $6$abc$def\n").Device
	var got []string
	for _, s := range d.Secrets {
		got = append(got, s.Type)
	}
	if diff := cmp.Diff([]string{"masked", "des-crypt", "phash6"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestManyNames sees that rules over large groups stay within bounds.
func TestManyNames(t *testing.T) {
	var b strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&b, "set address a%d ip-netmask 192.0.2.%d\nset address-group g static a%d\n", i, i%256, i)
	}
	for i := range 600 {
		fmt.Fprintf(&b, "set rulebase security rules r%d source [ g a%d ]\nset rulebase security rules r%d action allow\n", i, i, i)
	}
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
