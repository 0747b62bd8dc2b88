package junos

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

func TestSniff(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		least      int
		most       int
	}{
		{"header", "## Last commit: 2026-01-01 00:00:00 UTC by x\nversion 20.1R1;\n", 90, 100},
		{"rancid", "#RANCID-CONTENT-TYPE: juniper\n#\nsystem {\n    host-name a;\n}\n", 90, 100},
		{"braces", "system {\n    host-name a;\n    services {\n        ssh;\n    }\n}\n", 20, 100},
		{"set", "set system host-name a\nset interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24\n", 20, 100},
		{"one line", "set snmp community x authorization read-only\nset system services ssh\n", 20, 100},
		{"fragment", "set policy-options prefix-list a 192.0.2.0/24\n", 20, 100},
		{"ios", "version 15.2\nhostname a\ninterface Ethernet0\n ip address 192.0.2.1 255.255.255.0\nend\n", 0, 0},
		{"edge os", "set interfaces ethernet eth0 address 192.0.2.1/24\nset service ssh port 22\nset system host-name a\n", 0, 19},
		{"vyos", "set interfaces ethernet eth0 address '192.0.2.1/24'\nset system host-name 'a'\nset protocols static route 0.0.0.0/0 next-hop '192.0.2.2'\n", 0, 19},
		{"pan-os", "set deviceconfig system hostname a\nset network interface ethernet ethernet1/1 layer3 ip 192.0.2.1/24\n", 0, 19},
		{"md-cli", "configure {\n    system {\n        name \"a\"\n        security {\n            ssh {\n                server-admin-state enable\n            }\n        }\n    }\n}\n", 0, 19},
		{"fortios", "config system global\n    set hostname \"a\"\n    set admintimeout 5\nend\n", 0, 0},
		{"catos", "set system name a\nset interface sc0 1 192.0.2.1 255.255.255.0\nset vlan 1\n", 0, 19},
	} {
		f := clean.Clean([]byte(tc.text))
		got := sniff(&system.Sample{Head: f.Text, Lines: strings.Split(f.Text, "\n"), File: f})
		if got < tc.least || got > tc.most {
			t.Errorf("%s: %d, want %d to %d", tc.name, got, tc.least, tc.most)
		}
	}
}

func TestEnd(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       model.Completeness
	}{
		{"balanced", "system {\n    host-name a;\n}\n", model.NotProvable},
		{"header proves nothing", "## Last commit: 2026-01-01 00:00:00 UTC by x\nsystem {\n    host-name a;\n}\n", model.NotProvable},
		{"set", "set system host-name a\n", model.NotProvable},
		{"state above the prompt", "set system host-name a\n\n{master:0}\n", model.Whole},
		{"open block", "system {\n    host-name a;\n", model.Truncated},
		{"open quote", "system {\n    host-name \"a;\n}\n", model.Truncated},
		{"open comment", "system {\n}\n/* x\n", model.Truncated},
		{"statement without end", "system {\n    host-name a\n}\nversion 1\n", model.Truncated},
		{"beginning missing", "    host-name a;\n}\nsystem { }\n", model.Truncated},
		{"state inside a block", "system {\n{master:0}\n", model.Truncated},
	} {
		if got := parse(t, tc.text).end; got.Complete != tc.want {
			t.Errorf("%s: %v (%s), want %v", tc.name, got.Complete, got.Why, tc.want)
		}
	}
}

func TestConstructs(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, text string
		got        func(d *model.Device) any
		want       any
	}{
		{"local value wins over the group's", "groups { g { system { host-name r2; } } }\napply-groups g;\nsystem { host-name r1; }",
			func(d *model.Device) any { return d.Hostname.V }, "r1"},
		{"group's value", "groups { g { system { host-name r2; } } }\napply-groups g;\nsystem { services { ssh; } }",
			func(d *model.Device) any { return []any{d.Hostname.V, d.Hostname.How.String(), d.Hostname.Span.Line} }, []any{"r2", "inherited", int32(1)}},
		{"group that is not applied", "groups { g { system { services { telnet; } } } }\nsystem { host-name r1; }",
			func(d *model.Device) any { return d.Services.Telnet.Enabled.How.Stated() }, false},
		{"inactive service", "system { services { inactive: telnet; ssh; } }",
			func(d *model.Device) any {
				return []any{d.Services.Telnet.Enabled.How.Stated(), d.SSH.Service.Enabled.V}
			}, []any{false, true}},
		{"deleted service", "set system services telnet\nset system services ssh\ndelete system services telnet\n",
			func(d *model.Device) any { return d.Services.Telnet.Enabled.How.Stated() }, false},
		{"inactive filter on lo0", "interfaces { lo0 { unit 0 { family inet { inactive: filter { input f; } address 192.0.2.1/32; } } } }",
			func(d *model.Device) any {
				return []any{d.CLI.Filter.Name.V, d.CLI.Filter.Name.How.String()}
			}, []any{"", "explicit"}},
		{"interface range", "set interfaces interface-range r member ge-0/0/1\nset interfaces interface-range r member \"xe-*\"\nset interfaces interface-range r disable\nset interfaces xe-1 unit 0\n",
			func(d *model.Device) any {
				out := []any{}
				for _, i := range d.Interfaces {
					out = append(out, i.Name, i.Enabled.V, i.Enabled.How.String())
				}
				return out
			}, []any{"xe-1", false, "inherited", "xe-1.0", false, "inherited", "ge-0/0/1", false, "inherited"}},
		{"apply-path", "set policy-options prefix-list p apply-path \"system ntp server <*>\"\nset system ntp server 192.0.2.1\nset system ntp server 192.0.2.2 prefer\n" +
			"set firewall filter f term t from source-prefix-list p\nset firewall filter f term t then accept\n",
			func(d *model.Device) any { return d.Rulesets[0].Rules[0].Src.V },
			[]netip.Prefix{netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("192.0.2.2/32")}},
		{"undefined prefix list", "set firewall filter f term t from source-prefix-list p\nset firewall filter f term t then accept\n",
			func(d *model.Device) any {
				return []any{d.Rulesets[0].Rules[0].Opaque, d.Refs.Undefined[0].Name, d.Rulesets[0].PermitsAny.How.String()}
			}, []any{"prefix list p", "p", "unknown"}},
		{"except by the longest match", "set firewall family inet filter f term t from source-address 10.0.0.0/8\nset firewall family inet filter f term t from source-address 10.1.0.0/16 except\n" +
			"set firewall family inet filter f term t from source-address 10.1.2.0/24\nset firewall family inet filter f term t then accept\n",
			func(d *model.Device) any { return len(d.Rulesets[0].Rules[0].Src.V) }, 9},
		{"term without then accepts", "set firewall filter f term t from protocol tcp\n",
			func(d *model.Device) any { return d.Rulesets[0].Rules[0].Action.V }, "permit"},
		{"count alone accepts", "set firewall filter f term t then count c\n",
			func(d *model.Device) any { return []any{d.Rulesets[0].Rules[0].Action.V, d.Rulesets[0].Default.V} }, []any{"permit", "deny"}},
		{"next term", "set firewall filter f term t then next term\n", func(d *model.Device) any { return d.Rulesets[0].Rules[0].Action.V }, "next"},
		{"filters of two families share a name", "set firewall family inet filter f term t then accept\nset firewall family inet6 filter f term t then discard\n" +
			"set interfaces ge-0 unit 0 family inet filter input f\nset interfaces ge-0 unit 0 family inet6 filter input f\n",
			func(d *model.Device) any {
				i := d.Interfaces[1]
				return []any{i.ACLIn.List.Family, i.ACL6In.List.Family}
			}, []any{"ipv4", "ipv6"}},
		{"one line of several names", "set security policies from-zone a to-zone b policy p1 match application any\nset security policies from-zone a to-zone b policy p1 then permit\n" +
			"set security policies from-zone a to-zone b policy p2 match application any\n",
			func(d *model.Device) any { return []any{len(d.Rulesets), len(d.Rulesets[0].Rules)} }, []any{1, 2}},
		{"logical system", "set logical-systems l routing-instances v routing-options static route 192.0.2.0/24 next-hop 198.51.100.1\n",
			func(d *model.Device) any { return []any{d.Contexts.V[0], d.Routes[0].VRF.V} }, []any{"l", "l/v"}},
		{"class that may do all but open a shell", "set system login class c permissions all\nset system login class c deny-commands \"^(start shell|ssh|telnet)\"\nset system login user u class c\n",
			func(d *model.Device) any {
				r := d.Roles[0]
				return []any{r.Admin.V, r.Shell.V, r.Outbound.V, d.Platforms.Shell.V, d.Users[0].Admin.V}
			}, []any{true, false, false, false, true}},
		{"prefix of a word is no command", "set system login class c permissions all\nset system login class c deny-commands \"sshfoo|telnetbar\"\n",
			func(d *model.Device) any { return d.Roles[0].Outbound.V }, true},
		{"neighbour of its own instance", "set routing-options autonomous-system 64500\nset routing-instances v routing-options autonomous-system 64501\n" +
			"set routing-instances v protocols bgp group g peer-as 64501\nset routing-instances v protocols bgp group g neighbor 192.0.2.1\n",
			func(d *model.Device) any { n := d.Neighbors[0]; return []any{n.VRF, n.LocalAS.V, n.External.V} }, []any{"v", "64501", false}},
		{"deactivated neighbour", "set protocols bgp group g neighbor 192.0.2.1\nset protocols bgp group g neighbor 192.0.2.2\ndeactivate protocols bgp group g neighbor 192.0.2.1\n",
			func(d *model.Device) any { return []any{len(d.Neighbors), d.Neighbors[0].Peer} }, []any{1, "192.0.2.2"}},
		{"inserted term", "set firewall filter f term a then accept\nset firewall filter f term b then discard\ninsert firewall filter f term b before term a\n",
			func(d *model.Device) any {
				return []any{d.Rulesets[0].Rules[0].Name, d.Rulesets[0].Rules[1].Name}
			}, []any{"b", "a"}},
		{"masked secret", "set system tacplus-server 192.0.2.1 secret <SCRUBBED>\n",
			func(d *model.Device) any { return []any{d.AAA.Servers[0].HasKey.V, d.Secrets[0].Class.How.String()} }, []any{true, "masked"}},
		{"junk number", "set system login idle-timeout often\n", func(d *model.Device) any { return d.CLI.IdleTimeout.How.String() }, "unknown"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := parse(t, strings.TrimSuffix(tc.text, "\n")+"\n")
			p.dev.Finish(tables["junos"])
			if d := cmp.Diff(tc.want, tc.got(p.dev), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestFormsAgree: the set form of a file gives the same facts as its braces.
func TestFormsAgree(t *testing.T) {
	for _, name := range []string{"core", "firewall", "access"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".conf"))
		if err != nil {
			t.Fatal(err)
		}
		one := parse(t, string(data))
		two := parse(t, flatten(one))
		// Applied groups stand in the tree already, with what they give.
		got, want := facts(two.dev), facts(one.dev)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// flatten prints the tree in force as set lines.
func flatten(p parsed) string {
	var out strings.Builder
	var walk func(i int32, path string)
	walk = func(i int32, path string) {
		for k := range p.tree.Kids(i) {
			n := &p.tree.Nodes[k]
			next := path + " " + quote(n.Words[0])
			if n.First == 0 {
				out.WriteString("set" + next + "\n")
			}
			walk(k, next)
		}
	}
	walk(0, "")
	return out.String()
}

func quote(w string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(w) + `"`
}

// facts lists every stated fact's path and value.
func facts(d *model.Device) []string {
	var out []string
	d.EachFact(func(path string, _ any, f model.Fact) {
		if v, _, how := f.Get(); how.Stated() {
			text, _ := json.Marshal(v)
			out = append(out, path+" "+string(text))
		}
	})
	return out
}

// TestTextIsNoConfiguration: what stands in messages, descriptions, comments,
// certificates and macros is never read as configuration.
func TestTextIsNoConfiguration(t *testing.T) {
	payload := `} } system { services { telnet; ftp; } }\nset system services finger\n[ a b ] /* # ; `
	for _, tc := range []string{
		"system { login { message \"" + payload + "\"; } }\n",
		"system { login { announcement \"x\n" + payload + "\"; } }\n",
		"interfaces { ge-0/0/0 { description \"" + payload + "\"; } }\n",
		"/* } } system { services { telnet; } } */\nsystem { host-name a; }\n",
		"# } } system { services { telnet; } }\nsystem { host-name a; }\n",
		"system { host-name a; ## } } system { services { telnet; } }\n}\n",
		"set system login message \"" + payload + "\"\n",
		"set system host-name a # ; set system services telnet\n",
		"annotate system \"set system services telnet\"\nset system host-name a\n",
		"system { apply-macro m { system { services { telnet; } } services telnet; } host-name a; }\n",
		"security { certificates { local { c { \"-----BEGIN CERTIFICATE-----\\n" + payload + "\"; } } } }\n",
		"event-options { policy p { then { execute-commands { commands { \"" + payload + "\"; } } } } }\n",
	} {
		d := parse(t, tc).dev
		s := &d.Services
		for name, f := range map[string]model.F[bool]{"telnet": s.Telnet.Enabled, "ftp": s.FTP.Enabled, "finger": s.Finger.Enabled} {
			if f.How != model.NotRead {
				t.Errorf("%q: %s was read", tc, name)
			}
		}
	}
}

// TestLinesOnce: each line of a set form has the state of the statement that
// ends in it, also where it repeats another.
func TestLinesOnce(t *testing.T) {
	p := parse(t, "set system host-name a\nset system frobnicate b\nset system host-name a\nset system frobnicate b\nset system login message x\nset groups g system x\n")
	want := []stmt.State{stmt.Full, stmt.Unknown, stmt.Full, stmt.Unknown, stmt.Full, stmt.Irrelevant}
	for i, s := range want {
		if p.states[i+1] != s {
			t.Errorf("line %d: %v, want %v", i+1, p.states[i+1], s)
		}
	}
	if d := p.dev.Doubts["system"]; len(d) == 0 || d[0] != 2 {
		t.Errorf("doubts %v", p.dev.Doubts)
	}
}

func TestShape(t *testing.T) {
	for in, want := range map[string]string{"$1$a$b": "junos1", "$5$a$b": "junos5", "$6$a$b": "junos6", "$8$a": "junos8", "$9$ab": "junos9", "$sha1$1$a$b": "junos-sha1", "plain": "clear"} {
		if got := shape(in, "clear"); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestURL(t *testing.T) {
	for _, tc := range []struct{ url, proto, host, pass, bare string }{
		{"ftp://192.0.2.1/x", "ftp", "192.0.2.1", "", "ftp://192.0.2.1/x"},
		{"scp://u:p@192.0.2.1:22/x", "scp", "192.0.2.1", "p", "scp://192.0.2.1:22/x"},
		{"sftp://u:p@w@host/x", "sftp", "host", "p@w", "sftp://host/x"},
		{"https://[2001:db8::1]:443/x", "https", "2001:db8::1", "", "https://[2001:db8::1]:443/x"},
		{"u@192.0.2.1:/x", "scp", "192.0.2.1", "", "u@192.0.2.1:/x"},
		{"/var/tmp/x", "file", "", "", "/var/tmp/x"},
		{"", "file", "", "", ""},
	} {
		if p, h, s, b := protoOf(tc.url), hostOf(tc.url), urlPassword(tc.url), bareURL(tc.url); p != tc.proto || h != tc.host || s != tc.pass || b != tc.bare {
			t.Errorf("%q: %q %q %q %q", tc.url, p, h, s, b)
		}
	}
}
