package drift_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// bench holds what all tests of this package compare with.
type bench struct {
	parser   *parse.Parser
	comparer *drift.Comparer
	engine   *audit.Engine
}

func newBench(t testing.TB, listed func(register, value string) (bool, bool)) *bench {
	t.Helper()
	b := &bench{}
	var err error
	if b.parser, err = parse.New(); err != nil {
		t.Fatal(err)
	}
	files, err := checks.Files()
	if err != nil {
		t.Fatal(err)
	}
	var all []audit.Check
	for _, f := range files {
		cs, err := audit.ReadChecks(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cs...)
	}
	if b.engine, err = audit.New(all, audit.Options{Absence: b.parser.Absence(), Now: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	needs := map[string][]string{}
	for _, c := range b.engine.Checks() {
		needs[c.ID] = c.Needs
	}
	b.comparer, err = drift.New(drift.Options{Listed: listed, Check: func(id string) ([]string, []string) { return needs[id], nil }})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// version reads a text; whole takes it as a whole configuration.
func (b *bench) version(os, text string, whole, judged bool) *drift.Version {
	r := b.parser.Parse([]byte(text), parse.Options{OS: os, Snippet: whole, Keyer: model.NewKeyer([]byte("0123456789abcdef"))})
	if r.Kind != parse.Config {
		return nil
	}
	v := &drift.Version{Path: "r.cfg", Device: r.Device, Tree: r.Tree, Lines: r.File.RawLines, Text: r.Text}
	if judged {
		v.Results = func() []finding.Finding {
			return slices.DeleteFunc(b.engine.Evaluate(audit.Input{Path: "r.cfg", Device: r.Device, Text: r.Text}), func(f finding.Finding) bool {
				return f.Verdict != verdict.Fail && f.Verdict != verdict.Unknown
			})
		}
	}
	return v
}

func sentences(changes []drift.Change) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, fmt.Sprintf("%s %s: %s", c.Kind, c.Severity, c.Sentence))
	}
	return out
}

// TestSentences compares pairs of small texts, with no checks asked.
func TestSentences(t *testing.T) {
	const forti = "config system interface\n edit \"port1\"\n  set ip 192.0.2.1 255.255.255.0\n  set allowaccess ssh\n next\nend\nconfig system admin\n edit \"a\"\n  set accprofile \"super_admin\"\n"
	const panos = "set deviceconfig system hostname a\nset deviceconfig system ip-address 192.0.2.1\nset deviceconfig system permitted-ip 192.0.2.0/24\nset deviceconfig system service disable-telnet yes\n"
	b := newBench(t, nil)
	for _, c := range []struct {
		name, os, old, new string
		want               []string
	}{
		{"second SSH port", "ios", "hostname a\n", "hostname a\nip ssh port 2222 rotary 1\n", []string{"added critical: SSH now also on port 2222"}},
		{"all is not one protocol more", "ios", "line vty 0 4\n transport input ssh\n", "line vty 0 4\n transport input all\n", []string{"changed high: vty 0 4 accepts all now, and ssh before"}},
		{"all no more", "ios", "line vty 0 4\n transport input all\n", "line vty 0 4\n transport input ssh\n", []string{"changed low: vty 0 4 accepts ssh now, and all before"}},
		{"one protocol more", "ios", "line vty 0 4\n transport input ssh\n", "line vty 0 4\n transport input ssh telnet\n", []string{"added high: vty 0 4 now also accepts telnet"}},
		{"sessions outwards", "ios", "line vty 0 4\n transport output none\n", "line vty 0 4\n transport output ssh\n", []string{"changed medium: users may open SSH sessions from the device", "changed medium: vty 0 4 may open ssh sessions outwards now, and none before"}},
		{"user", "ios", "hostname a\n", "hostname a\nusername svc2 privilege 15 secret 9 $9$aaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n", []string{"added high: local user svc2 added, privilege 15"}},
		{"filter of logins", "ios",
			"ip access-list extended VTY-IN\n permit tcp 10.0.0.0 0.0.0.255 any eq 22\nline vty 0 4\n access-class VTY-IN in\n",
			"ip access-list extended VTY-IN\n permit tcp 10.0.0.0 0.0.0.255 any eq 22\n permit tcp host 203.0.113.9 any eq 22\nline vty 0 4\n access-class VTY-IN in\n",
			[]string{"changed high: ACL VTY-IN: 203.0.113.9/32 newly admitted to tcp/22 (it guards vty 0 4)"}},
		{"the same filter, written otherwise", "ios",
			"ip access-list extended A\n permit tcp 10.0.0.0 0.0.1.255 any\ninterface e0\n ip access-group A in\n",
			"ip access-list extended A\n permit tcp 10.0.0.0 0.0.0.255 any\n permit tcp 10.0.1.0 0.0.0.255 any\ninterface e0\n ip access-group A in\n",
			[]string{"changed info: ACL A is written otherwise, and every packet meets the same end"}},
		{"IPv6 filter", "ios",
			"ipv6 access-list V6\n permit tcp 2001:db8::/64 any eq 22\nline vty 0 4\n ipv6 access-class V6 in\n",
			"ipv6 access-list V6\n permit tcp 2001:db8::/64 any eq 22\n permit tcp any any eq 22\nline vty 0 4\n ipv6 access-class V6 in\n",
			[]string{"changed high: IPv6 ACL V6: any IPv6 source newly admitted to tcp/22, but for what was so before (it guards vty 0 4)"}},
		{"filter taken off", "ios", "ip access-list standard M\n permit 10.0.0.0 0.0.0.255\nline vty 0 4\n access-class M in\n", "ip access-list standard M\n permit 10.0.0.0 0.0.0.255\nline vty 0 4\n",
			[]string{"removed critical: vty 0 4 inbound: filter M is applied no longer"}},
		{"description", "ios", "interface e0\n description a\n", "interface e0\n description b [{new}]\n", []string{"changed low: interface e0: description changed from a to b [{new}]"}},
		{"statement that no fact shows", "ios", "router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n", "router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n foo bar\n", []string{"added low: statement added: router ospf 1 / foo bar"}},
		{"comment", "ios", "hostname a\n! by hand\n", "hostname a\n! by me\n", []string{"changed info: comments: 1 line added, 1 line removed"}},
		{"volatile lines", "ios",
			"! Last configuration change at 10:11:12 UTC Mon Nov 2 2026 by ops\n! NVRAM config last updated at 10:11:12 UTC Mon Nov 2 2026\nhostname a\nntp clock-period 17180000\n",
			"! Last configuration change at 11:11:12 UTC Tue Nov 3 2026 by eve\n! NVRAM config last updated at 10:22:12 UTC Mon Nov 9 2026\nhostname a\nntp clock-period 17180999\n", []string{}},
		{"obscured the same password anew", "ios", "username a password 7 0822455D0A16\n", "username a password 7 094F471A1A0A\n", []string{}},
		{"a hash set anew", "ios", "username a secret 9 $9$aaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n", "username a secret 9 $9$aaaaaaaaaaaaac$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbc\n",
			[]string{"cannot_tell medium: password of user a re-encrypted or set anew, cannot tell which: its salted cisco9 form differs"}},
		{"blobs that are salted at each collection", "fortios",
			"config system admin\n edit \"a\"\n  set accprofile \"super_admin\"\n  set password ENC AK1aaaa\n next\nend\nconfig vpn ipsec phase1-interface\n edit \"p\"\n  set interface \"wan1\"\n  set remote-gw 192.0.2.1\n  set psksecret ENC aaaaaaaaaaaaaaaaaaaaaaaa\n next\nend\n",
			"config system admin\n edit \"a\"\n  set accprofile \"super_admin\"\n  set password ENC AK1aaaa\n next\nend\nconfig vpn ipsec phase1-interface\n edit \"p\"\n  set interface \"wan1\"\n  set remote-gw 192.0.2.1\n  set psksecret ENC bbbbbbbbbbbbbbbbbbbbbbbb\n next\nend\n",
			[]string{"cannot_tell info: 1 secret was re-encrypted, cannot tell whether changed"}},
		{"user on Junos", "junos", "system {\n    host-name a;\n    login {\n        user ops {\n            class super-user;\n        }\n    }\n}\n",
			"system {\n    host-name a;\n    login {\n        user ops {\n            class super-user;\n        }\n        user svc2 {\n            class super-user;\n        }\n    }\n}\n",
			[]string{"added high: local user svc2 added, role super-user"}},
		{"statement of Junos in its blocks", "junos", "interfaces {\n    irb {\n        unit 2 {\n            foo a;\n        }\n        unit 3 {\n            foo b;\n        }\n    }\n}\n",
			"interfaces {\n    irb {\n        unit 2 {\n            foo a;\n        }\n        unit 3 {\n            foo c;\n        }\n    }\n}\n",
			[]string{"added low: statement added: interfaces / irb / unit 3 / foo c", "removed low: statement removed: interfaces / irb / unit 3 / foo b"}},
		{"order of unordered parts", "ios", "hostname a\nlogging host 192.0.2.1\nlogging host 192.0.2.2\nusername a secret 5 $1$aaaa$bbbbbbbbbbbbbbbbbbbbbb\nusername b privilege 1\n",
			"username b privilege 1\nusername a secret 5 $1$aaaa$bbbbbbbbbbbbbbbbbbbbbb\nhostname a\nlogging host 192.0.2.2\nlogging host 192.0.2.1\n", []string{}},
		{"terms of a policy in another order", "junos", "policy-options {\n    policy-statement P {\n        term a {\n            then reject;\n        }\n        term b {\n            then accept;\n        }\n        term c {\n            then reject;\n        }\n    }\n}\n",
			"policy-options {\n    policy-statement P {\n        term c {\n            then reject;\n        }\n        term a {\n            then reject;\n        }\n        term b {\n            then accept;\n        }\n    }\n}\n",
			[]string{"changed medium: policy-options policy-statement P: terms in another order: a, b, c before, c, a, b now"}},
		{"the same in set form", "junos", "set system host-name a\nset policy-options policy-statement P term a then reject\nset policy-options policy-statement P term b then accept\n",
			"set system host-name a\nset policy-options policy-statement P term b then accept\nset policy-options policy-statement P term a then reject\n",
			[]string{"changed medium: policy-options policy-statement P: terms in another order: a, b before, b, a now"}},
		{"a term between two", "junos", "policy-options {\n    policy-statement P {\n        term a {\n            then reject;\n        }\n        term b {\n            then accept;\n        }\n    }\n}\n",
			"policy-options {\n    policy-statement P {\n        term a {\n            then reject;\n        }\n        term c {\n            then reject;\n        }\n        term b {\n            then accept;\n        }\n    }\n}\n",
			[]string{"added medium: routing policy P now with: policy-options / policy-statement P / term c, with 2 lines in it"}},
		{"policies in another order", "junos", "policy-options {\n    policy-statement P {\n        then reject;\n    }\n    policy-statement Q {\n        then accept;\n    }\n}\n",
			"policy-options {\n    policy-statement Q {\n        then accept;\n    }\n    policy-statement P {\n        then reject;\n    }\n}\n", []string{}},
		{"address of a port", "ios", "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n", "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n ip address 10.0.0.1 255.255.255.252 secondary\n",
			[]string{"added low: interface GigabitEthernet0/0: address 10.0.0.1/30 added"}},
		{"address of a loopback", "ios", "interface Loopback0\n no shutdown\n", "interface Loopback0\n no shutdown\n ip address 10.0.0.1 255.255.255.255\n",
			[]string{"added medium: interface Loopback0: address 10.0.0.1/32 added"}},
		{"the last trusted host goes", "fortios", forti + "  set trusthost1 192.0.2.0 255.255.255.0\n next\nend\n", forti + " next\nend\n",
			[]string{"changed high: administration now admitted from everywhere, and from 192.0.2.0/24 before",
				"changed high: SSH now admits every source, and 192.0.2.0/24 before",
				"changed high: local user a now admitted from everywhere, and from 192.0.2.0/24 before",
				"changed low: HTTP server now admits every source, and 192.0.2.0/24 before",
				"changed low: HTTPS server now admits every source, and 192.0.2.0/24 before",
				"changed low: Telnet now admits every source, and 192.0.2.0/24 before"}},
		{"a first trusted host", "fortios", forti + " next\nend\n", forti + "  set trusthost1 192.0.2.0 255.255.255.0\n next\nend\n",
			[]string{"changed low: administration now admitted from 192.0.2.0/24 only, and from everywhere before",
				"changed low: HTTP server now admits 192.0.2.0/24 only, and every source before",
				"changed low: HTTPS server now admits 192.0.2.0/24 only, and every source before",
				"changed low: Telnet now admits 192.0.2.0/24 only, and every source before",
				"changed low: SSH now admits 192.0.2.0/24 only, and every source before",
				"changed low: local user a now admitted from 192.0.2.0/24 only, and from everywhere before"}},
		{"the last permitted address", "panos", panos, strings.ReplaceAll(panos, "set deviceconfig system permitted-ip 192.0.2.0/24\n", ""),
			[]string{"changed high: administration now admitted from everywhere, and from 192.0.2.0/24 before",
				"changed high: HTTP server now admits every source, and 192.0.2.0/24 before",
				"changed high: HTTPS server now admits every source, and 192.0.2.0/24 before",
				"changed high: SNMP now admits every source, and 192.0.2.0/24 before",
				"changed high: SSH now admits every source, and 192.0.2.0/24 before",
				"changed low: Telnet now admits every source, and 192.0.2.0/24 before"}},
		{"the last source of a service goes, and the service with it", "asa", "hostname a\ninterface e0\n nameif in\n ip address 192.0.2.1 255.255.255.0\nssh 10.0.0.0 255.0.0.0 in\n",
			"hostname a\ninterface e0\n nameif in\n ip address 192.0.2.1 255.255.255.0\n", []string{"changed medium: SSH switched off", "removed medium: SSH: interfaces no longer in", "removed low: interface e0 no longer admits ssh", "removed low: SSH no longer admits 10.0.0.0/8"}},
		{"a policer lets through what exceeds it", "ios", "policy-map C\n class class-default\n  police 8000 conform-action transmit exceed-action drop\n",
			"policy-map C\n class class-default\n  police 8000 conform-action transmit exceed-action transmit\n",
			[]string{"removed medium: policy of classes C no longer with: policy-map C / class class-default / police 8000 conform-action transmit exceed-action drop",
				"added medium: policy of classes C now with: policy-map C / class class-default / police 8000 conform-action transmit exceed-action transmit"}},
		{"a new policy of routing", "junos", "system {\n    host-name a;\n}\n", "system {\n    host-name a;\n}\npolicy-options {\n    policy-statement P {\n        then accept;\n    }\n}\n",
			[]string{"added medium: routing policy P now with: policy-options, with 4 lines in it"}},
		{"rights of a role", "junos", "system {\n    login {\n        class c {\n            deny-commands \"^(ssh|telnet|start shell)\";\n        }\n        class d {\n            deny-commands \"^(ssh|telnet|start shell)\";\n        }\n    }\n}\n",
			"system {\n    login {\n        class c {\n            deny-commands \"^(ssh|telnet|start shell)\";\n        }\n        class d {\n            idle-timeout 5;\n        }\n    }\n}\n",
			[]string{`removed high: rights of role d no longer with: system / login / class d / deny-commands "^(ssh|telnet|start shell)", with 1 line in it`,
				"changed medium: d: idle timeout in seconds changed from 0 to 300",
				"changed medium: role d: idle timeout changed from 0 to 300"}},
		{"rates before the processor", "iosxr", "hostname a\n", "hostname a\nlpts pifib hardware police\n flow ssh default rate 1000000\n",
			[]string{"added medium: rates of packets to the processor, of which 0 refuses them now with: lpts pifib hardware police, with 1 line in it"}},
		{"a port filter before the processor", "ios", "policy-map type port-filter P\n class X\n  drop\n!\ncontrol-plane host\n service-policy type port-filter input P\n", "policy-map type port-filter P\n class X\n!\ncontrol-plane host\n",
			[]string{"removed medium: port filter before the processor P no longer with: policy-map type port-filter P / class X / drop",
				"removed medium: policy in force before the processor no longer with: control-plane host / service-policy type port-filter input P"}},
		{"another traffic policy before the processor", "eos", "traffic-policies\n   cpu\n      traffic-policy P vrf all\n", "traffic-policies\n   cpu\n      traffic-policy Q vrf all\n",
			[]string{"removed medium: traffic policy before the processor P no longer with: traffic-policies / cpu / traffic-policy P vrf all",
				"added medium: traffic policy before the processor Q now with: traffic-policies / cpu / traffic-policy Q vrf all"}},
		{"another system", "", "!Command: show running-config\nversion 9.3(10) Bios:version\nhostname a\nfeature ssh\nline vty\n", "version 17.9\nservice timestamps log datetime msec\nhostname a\nline vty 0 4\nend\n",
			[]string{"changed high: the file is of another system: nxos before, ios now"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := b.version(c.os, c.old, c.os != "", false), b.version(c.os, c.new, c.os != "", false)
			got := sentences(b.comparer.Compare(old, new))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestOpened: what a change lets through, where a filter changes and where
// another or none is applied.
func TestOpened(t *testing.T) {
	b := newBench(t, nil)
	const lists = "ip access-list extended A\n permit tcp 10.0.0.0 0.255.255.255 any eq 22\nip access-list extended B\n permit tcp 10.0.0.0 0.255.255.255 any range 22 23\n" +
		"ipv6 access-list S\n permit tcp 2001:db8::/32 any eq 22\n"
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{"interface e0\n ip access-group A in\n", "interface e0\n ip access-group B in\n", []string{"tcp from 10.0.0.0/8 to any port 23"}},
		{"interface e0\n ip access-group B in\n", "interface e0\n ip access-group A in\n", []string{}},
		{"interface e0\n", "interface e0\n ip access-group A in\n", []string{}},
		{"interface e0\n ipv6 traffic-filter S in\n", "interface e0\n", nil},
	} {
		got := []string{}
		for _, ch := range b.comparer.Compare(b.version("ios", lists+c.old, true, false), b.version("ios", lists+c.new, true, false)) {
			got = append(got, ch.Opened...)
		}
		if c.want == nil {
			if len(got) == 0 {
				t.Errorf("%q to %q opens nothing", c.old, c.new)
			}
			continue
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q to %q: %s", c.old, c.new, d)
		}
	}
}

// TestRegisters: what was added is looked up in the site's registers.
func TestRegisters(t *testing.T) {
	filled := map[string][]string{"users": {"a"}, "tunnels": {"203.0.113.1"}, "loopbacks": {"192.0.2.1/32"}, "static_routes": {}}
	b := newBench(t, func(register, value string) (bool, bool) {
		list, ok := filled[register]
		return slices.Contains(list, value), ok
	})
	for text, want := range map[string]string{
		"username a privilege 1\n": "users pass", "username b privilege 1\n": "users fail",
		"interface Tunnel1\n tunnel source e0\n tunnel destination 203.0.113.1\n": "tunnels pass",
		"interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n":            "loopbacks pass",
		"interface Loopback0\n ip address 192.0.2.9 255.255.255.255\n":            "loopbacks fail",
		"ip route 10.0.0.0 255.0.0.0 192.0.2.1\n":                                 "static_routes fail",
		"logging host 192.0.2.7\n":                                                "syslog_hosts unknown",
		"interface e0\n ip address 192.0.2.9 255.255.255.0\n":                     "",
	} {
		var got []string
		for _, ch := range b.comparer.Compare(b.version("ios", "hostname x\n", true, false), b.version("ios", "hostname x\n"+text, true, false)) {
			if ch.Register != nil {
				got = append(got, ch.Register.Name+" "+ch.Register.Known.String())
			}
		}
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
}
