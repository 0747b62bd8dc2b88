package sros_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{"header", "# TiMOS-C-16.0.R9 cpm/hops64 Nokia 7750 SR\nexit all\nconfigure\n", true},
		{"classic", "exit all\nconfigure\necho \"System Configuration\"\n    system\n        name \"a\"\n    exit\nexit all\n", true},
		{"braces", "configure {\n    router \"Base\" {\n        admin-state enable\n    }\n}\n", true},
		{"paths", "/configure system name \"a\"\n/configure router \"Base\" autonomous-system 1\n", true},
		{"Junos", "system {\n    host-name a;\n    services {\n        ssh;\n    }\n}\n", false},
		{"IOS", "hostname a\ninterface e0\n no shutdown\n exit\nend\n", false},
		{"shell", "echo \"hello\"\nexit\n", false},
		{"prose", "configure the system\nexit all doors\n", false},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{Keyer: parsetest.Keyer()})
		if got := r.OS == osName; got != tc.want {
			t.Errorf("%s: taken for %q", tc.name, r.OS)
		}
	}
}

// TestInjection sees that nothing inside texts is read as configuration.
func TestInjection(t *testing.T) {
	const evil = `exit all\nconfigure\nsystem name \"evil\"\nsystem security telnet-server`
	for name, text := range map[string]string{
		"classic message": "configure\n    system\n        login-control\n            pre-login-message \"" + evil + "\"\n        exit\n    exit\n",
		"open message":    "configure\n    system\n        login-control\n            motd text \"telnet-server\n        exit\n    exit\n",
		"model-driven":    "configure {\n    system {\n        login-control {\n            motd {\n                message \"} } } configure { system { security { telnet-server true\"\n            }\n        }\n    }\n}\n",
		"path":            "/configure system login-control pre-login-message message \"/configure system name evil\"\n",
		"description":     "configure\n    port 1/1/1\n        description \"x\\\"\\n/configure system security telnet-server true\"\n    exit\n",
		"comment":         "# configure system name evil\nconfigure\n#system security telnet-server\n",
		"title":           "configure\necho \"system name evil\"\n    system\n    exit\n",
	} {
		d := read(t, text).Device
		if d.Services.Telnet.Enabled.How.Stated() || d.Hostname.How.Stated() {
			t.Errorf("%s: text was read as configuration", name)
		}
	}
}

func TestEnd(t *testing.T) {
	p := parsetest.Parser(t)
	const classic = "exit all\nconfigure\n    system\n        name \"a\"\n        security\n            ssh\n            exit\n        exit\n    exit\n    router\n    exit\n"
	const md = "configure {\n    router \"Base\" {\n    }\n    system {\n        name \"a\"\n        security {\n            ssh {\n            }\n        }\n    }\n"
	for _, tc := range []struct {
		text string
		want model.Completeness
	}{
		{classic + "\nexit all\n\n# Finished TUE JAN 13 08:00:05 2026 UTC\n", model.Whole},
		{classic + "exit all\n", model.Whole},
		{classic, model.Truncated},
		{"exit all\n", model.Truncated},
		{md + "}\n", model.Whole},
		{md + "", model.Truncated},
		{md + "}\n\nbof {\n    auto-boot true\n}\n", model.NotProvable},
		{md + "}\n\nbof {\n    auto-boot true\n}\n# Finished 2026-03-01T09:00:00.5+00:00\n", model.Whole},
		{md + "}\n}\n", model.Truncated},
		{"/configure system name \"a\"\n", model.NotProvable},
		{"/configure router \"Base\" ecmp 2\n/configure system security ssh inactivity-timer 5\n# Finished 2026-03-01T09:00:00.5+00:00\n", model.Whole},
		{"configure {\n    system {\n        name \"a\"\n        security {\n            ssh {\n            }\n        }\n    }\n}\n", model.NotProvable},
		{"configure\n    system\n        name \"a\"\n    exit\nexit all\n", model.NotProvable},
		{"A:r1# admin display-config\n" + classic + "exit all\n", model.Whole},
		{"A:r1>config>system# info\n" + classic + "exit all\nA:r1>config>system# \n", model.NotProvable},
		{classic + "exit all\n# Finished a\n" + classic + "exit all\n# Finished b\n", model.NotProvable},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{OS: osName, Keyer: parsetest.Keyer()})
		if r.Device.Complete != tc.want {
			t.Errorf("%q: %v (%s), want %v", tc.text, r.Device.Complete, r.Device.CompleteWhy, tc.want)
		}
	}
}

// TestDialects reads one filter in all three forms.
func TestDialects(t *testing.T) {
	brief := func(text string) []string {
		var out []string
		for _, s := range read(t, text).Device.Rulesets {
			out = append(out, fmt.Sprintf("default %s, any %v", s.Default.V, s.PermitsAny.V))
			for _, x := range s.Rules {
				var proto int16 = -1
				var ports []model.PortRange
				if len(x.Match) > 0 {
					proto, ports = x.Match[0].Proto, x.Match[0].DstPorts
				}
				out = append(out, fmt.Sprintf("%d %s %v %v %v %d %v", x.Seq, x.Action.V, x.SrcAny.V, x.Src.V, x.DstAny.V, proto, ports))
			}
		}
		return out
	}
	want := []string{"default permit, any true", "10 permit false [192.0.2.0/24] true 6 [{22 22}]", "20 deny true [] true -1 []"}
	want[0] = "default permit, any false" // the last entry drops the rest
	for name, text := range map[string]string{
		"classic": "configure\n    filter\n        ip-filter 1 create\n            default-action forward\n            entry 10 create\n                match protocol tcp\n                    dst-port eq 22\n" +
			"                    src-ip 192.0.2.0/24\n                exit\n                action forward\n            exit\n            entry 20 create\n                action drop\n            exit\n        exit\n    exit\n",
		"braces": "configure {\n    filter {\n        ip-filter \"1\" {\n            default-action accept\n            entry 10 {\n                match {\n                    protocol tcp\n                    src-ip {\n" +
			"                        address 192.0.2.0/24\n                    }\n                    dst-port {\n                        eq 22\n                    }\n                }\n                action {\n                    accept\n                }\n            }\n" +
			"            entry 20 {\n                action {\n                    drop\n                }\n            }\n        }\n    }\n}\n",
		"paths": "/configure filter ip-filter \"1\" default-action accept\n/configure filter ip-filter \"1\" entry 10 match protocol tcp\n/configure filter ip-filter \"1\" entry 10 match src-ip address 192.0.2.0/24\n" +
			"/configure filter ip-filter \"1\" entry 10 match dst-port eq 22\n/configure filter ip-filter \"1\" entry 10 action accept\n/configure filter ip-filter \"1\" entry 20 action drop\n",
	} {
		if d := cmp.Diff(want, brief(text)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestNoAction: an entry without an action is not in force, and nor is one
// that says so.
func TestNoAction(t *testing.T) {
	d := read(t, "configure\n    filter\n        ip-filter 1 create\n            default-action forward\n            entry 10 create\n            exit\n            entry 20 create\n                action ignore-match\n            exit\n        exit\n    exit\nexit all\n").Device
	set := d.Rulesets[0]
	for _, x := range set.Rules {
		if x.Enabled.V {
			t.Errorf("entry %d is in force", x.Seq)
		}
	}
	if len(set.Rules) != 2 || !set.PermitsAny.V || set.FinalDeny.V {
		t.Errorf("%d rules, permits any %v, final deny %v", len(set.Rules), set.PermitsAny.V, set.FinalDeny.V)
	}
}

// TestGroups: a group gives what the place itself leaves open, to the members
// that its expression names.
func TestGroups(t *testing.T) {
	d := read(t, `configure {
    groups {
        group "g" {
            router "Base" {
                interface "<core-.*>" {
                    ipv4 {
                        urpf-check {
                            mode strict
                        }
                    }
                }
                interface "<.*>" {
                    description "from the group"
                }
            }
        }
    }
    router "Base" {
        apply-groups ["g"]
        interface "core-1" {
            description "own"
        }
        interface "edge" {
        }
    }
}
`).Device
	got := map[string]string{}
	for _, i := range d.Interfaces {
		got[i.Name] = i.URPF.V + " " + i.Description.V
	}
	want := map[string]string{"core-1": "strict own", "edge": "off from the group"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestDefaultOrder: servers without an order are asked before the local list.
func TestDefaultOrder(t *testing.T) {
	d := read(t, "configure\n    system\n        security\n            tacplus\n                server 1 address 192.0.2.7 secret \"abc\" hash2\n            exit\n        exit\n    exit\n").Device
	if len(d.AAA.Lists) != 1 || !slices.Equal(d.AAA.Lists[0].Methods.V, []string{"radius", "tacacs", "local"}) || !d.AAA.Enabled.V {
		t.Errorf("lists %v, enabled %v", d.AAA.Lists, d.AAA.Enabled.V)
	}
}

// TestLawfulIntercept: what is intercepted never reaches the model.
func TestLawfulIntercept(t *testing.T) {
	r := read(t, "li {\n    li-source \"suspect-7\" {\n        admin-state enable\n    }\n    x-interfaces {\n        task \"secret-task\"\n    }\n}\n")
	if !r.Device.LI.Present.V {
		t.Error("not seen")
	}
	for line := range r.States {
		if s := r.Text(int32(line)); strings.Contains(s, "suspect-7") || strings.Contains(s, "secret-task") {
			t.Errorf("line %d is printed: %s", line, s)
		}
	}
}

func TestSNTPv6(t *testing.T) {
	d := read(t, "configure\n    system\n        time\n            sntp\n                server-address 2001:db8::7\n                no shutdown\n            exit\n        exit\n    exit\n").Device
	if len(d.NTP.Servers) != 1 || d.NTP.Servers[0].Host.V != "2001:db8::7" || !d.NTP.Enabled.V {
		t.Errorf("servers %v, enabled %v", d.NTP.Servers, d.NTP.Enabled)
	}
}

// TestRealCoverage reads the public configurations of the laboratory sets.
func TestRealCoverage(t *testing.T) {
	p := parsetest.Parser(t)
	var files, lines, unknown int
	for _, set := range []string{"batfish-vendor-configs", "batfish-lab-validation"} {
		for _, f := range realdata.Files(t, set) {
			if !strings.Contains(f, "sros") {
				continue
			}
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Parse(data, parse.Options{Keyer: parsetest.Keyer()})
			if r.OS != osName {
				continue
			}
			files++
			for line, s := range r.States {
				if s == stmt.Blank {
					continue
				}
				lines++
				if s == stmt.Unknown {
					unknown++
					t.Logf("%s:%d: unknown: %s", filepath.Base(f), line, r.Text(int32(line)))
				}
			}
		}
	}
	t.Logf("%d files, %d lines, %d unknown", files, lines, unknown)
	if files < 10 || lines < 4000 {
		t.Fatalf("%d files with %d lines", files, lines)
	}
	if unknown*100 > lines*3 {
		t.Errorf("%d of %d lines are unknown", unknown, lines)
	}
}

// TestManagers: the hosts of a community are a filter of their own.
func TestManagers(t *testing.T) {
	for name, text := range map[string]string{
		"classic": "configure\n    system\n        security\n            snmp\n                src-access-list \"nms\"\n                    src-host \"h\" address 192.0.2.40\n                exit\n" +
			"                community \"abcdefgh\" hash2 r version v2c src-access-list \"nms\"\n            exit\n        exit\n    exit\n",
		"braces": "configure {\n    system {\n        security {\n            snmp {\n                community \"abcdefgh hash2\" {\n                    access-permissions r\n                    source-access-list \"nms\"\n                }\n" +
			"                source-access-list \"nms\" {\n                    source-host \"h\" {\n                        address 192.0.2.40\n                    }\n                }\n            }\n        }\n    }\n}\n",
	} {
		d := read(t, text).Device
		if len(d.SNMP.Communities) != 1 || d.SNMP.Communities[0].ACL.List == nil {
			t.Errorf("%s: the community has no list", name)
			continue
		}
		if got := fmt.Sprint(d.SNMP.Communities[0].ACL.List.Permitted.V); got != "[192.0.2.40/32]" {
			t.Errorf("%s: permits %s", name, got)
		}
		if len(d.Refs.Undefined)+len(d.Refs.Unused) > 0 {
			t.Errorf("%s: %d undefined, %d unused", name, len(d.Refs.Undefined), len(d.Refs.Unused))
		}
	}
}

func TestTelemetry(t *testing.T) {
	for _, text := range []string{
		"configure {\n    system {\n        telemetry {\n            destination-group \"d\" {\n                destination 203.0.113.9 port 57400 {\n                }\n            }\n        }\n    }\n}\n",
		"exit all\nconfigure\n    system\n        telemetry\n            destination-group \"d\" create\n                destination 203.0.113.9 port 57400 create\n                exit\n            exit\n        exit\n    exit\nexit all\n",
	} {
		d := read(t, text).Device
		if len(d.Transfers) != 1 || d.Transfers[0].Host.V != "203.0.113.9" {
			t.Errorf("%q: %+v", text, d.Transfers)
		}
	}
}
