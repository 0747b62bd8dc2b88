package intended_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/intended"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

func parser(t testing.TB) *parse.Parser {
	t.Helper()
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// config reads a text as a system's.
func config(t testing.TB, p *parse.Parser, os, text string, c intended.Complete) *intended.Config {
	t.Helper()
	read := configOf(p, os, text, c)
	if read == nil {
		t.Fatalf("%s: not read: %q", os, text)
	}
	return read
}

// configOf reads a text as a system's; nil when it is no configuration, such as
// one of too many control bytes.
func configOf(p *parse.Parser, os, text string, c intended.Complete) *intended.Config {
	r := p.Parse(intended.Prepare([]byte(text)), parse.Options{OS: os, Snippet: true, Keyer: model.NewKeyer([]byte("0123456789abcdef"))})
	if r.Kind != parse.Config {
		return nil
	}
	return &intended.Config{OS: os, Tree: r.Tree, Text: r.Text, Complete: c}
}

// compared is what Compare says of two texts.
type compared struct {
	system, want, have string
	complete           intended.Complete
	sections           bool
}

func (c compared) run(t testing.TB, p *parse.Parser) *intended.Result {
	t.Helper()
	r, err := intended.Compare(config(t, p, c.system, c.want, intended.Whole), config(t, p, c.system, c.have, c.complete), intended.Options{Sections: c.sections})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// body are the commands without those that stand around all, indented.
func body(r *intended.Result) []string {
	out := []string{}
	for _, c := range r.Commands {
		out = append(out, strings.Repeat(" ", c.Depth)+c.Text)
	}
	frame := []string{"configure terminal", "end", "configure exclusive", "commit confirmed 5", "commit", "configure", "system-view", "return", "edit-config exclusive", "exit all"}
	for len(out) > 0 && slices.Contains(frame, out[0]) {
		out = out[1:]
	}
	for len(out) > 0 && slices.Contains(frame, out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	return out
}

func kinds(r *intended.Result) []string {
	out := []string{}
	for _, d := range r.Differences {
		s := string(d.Kind) + ": " + strings.Join(append(slices.Clone(d.Section), ""), " / ")
		switch {
		case d.Intended != "" && d.Actual != "" && d.Intended != d.Actual:
			s += d.Actual + " -> " + d.Intended
		case d.Intended != "":
			s += d.Intended
		default:
			s += d.Actual
		}
		out = append(out, s)
	}
	return out
}

var update = flag.Bool("update", false, "write the golden file")

// TestCommands compares pairs of small texts of each system with a golden file:
// what differs, then the commands.
func TestCommands(t *testing.T) {
	p := parser(t)
	var b strings.Builder
	for _, c := range []compared{
		{system: "ios", complete: intended.Whole, want: "hostname b\nip access-list extended A\n permit tcp any any eq 22\n permit tcp any any eq 23\n deny ip any any\ninterface Vlan2\n ip address 10.0.0.1 255.255.255.0\n ip access-group A in\n no shutdown\nntp server 1.1.1.1\nbanner motd ^C\nhello\n^C\n", have: "hostname a\ninterface Vlan2\n ip access-group B in\n shutdown\n no ip redirects\ninterface Vlan3\n ip address 10.0.0.1 255.255.255.0\nip access-list extended A\n permit tcp any any eq 22\n deny ip any any\nip access-list standard B\n permit any\nntp server 2.2.2.2\nusername x secret 5 $1$aaaa$bbbbbbbbbbbbbbbbbbbbbb\n"},
		{system: "junos", complete: intended.Whole, want: "firewall { family inet { filter F { term a { then accept; } term b { from { protocol tcp; } then discard; } term c { then reject; } } } }\nsystem { host-name \"x y\"; ntp { server 1.1.1.1; } }\n", have: "firewall { family inet { filter F { term c { then reject; } term b { then discard; } term d { then discard; } } } }\nsystem { host-name z; ntp { server 2.2.2.2; } services { telnet; } login { user a { authentication { encrypted-password \"$6$abcdefgh$abcdefghijklmnopqrstuvwxyz\"; } } } }\n"},
		{system: "fortios", complete: intended.Whole, want: "config system global\n    set hostname \"a\"\nend\nconfig firewall address\n    edit \"N\"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\nconfig firewall policy\n    edit 2\n        set srcaddr \"N\"\n    next\n    edit 1\n        set srcaddr \"all\"\n    next\nend\n", have: "config system global\n    set hostname \"b\"\n    set admin-telnet enable\nend\nconfig firewall address\n    edit \"O\"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\nconfig firewall policy\n    edit 1\n        set srcaddr \"O\"\n    next\n    edit 3\n        set srcaddr \"O\"\n    next\nend\n"},
		{system: "vrp", complete: intended.Whole, want: "sysname b\nacl number 3000\n rule 5 permit tcp\n rule 10 deny ip\nuser-interface vty 0 4\n acl 3000 inbound\n", have: "sysname a\nacl number 3000\n rule 5 permit udp\n rule 15 permit ip\nuser-interface vty 0 4\n acl 2000 inbound\nacl number 2000\n rule 5 permit\n"},
		{system: "routeros", complete: intended.Whole, want: "/ip service\nset telnet disabled=yes\nset ssh port=22\n/ip firewall filter\nadd chain=input action=accept\nadd chain=input action=drop\n/user add name=x group=full\n", have: "/ip service\nset telnet disabled=no\n/ip firewall filter\nadd chain=input action=drop\n/user add name=y group=full password=abcdef\n"},
		{system: "panos", complete: intended.Whole, want: "set deviceconfig system permitted-ip 10.0.0.0/8\nset deviceconfig system hostname a\n", have: "set deviceconfig system permitted-ip 0.0.0.0/0\nset deviceconfig system hostname b\n"},
		{system: "sros", complete: intended.Whole, want: "configure\n    system\n        name \"a\"\n        time\n            zone UTC\n        exit\n    exit\nexit all\n", have: "configure\n    system\n        name \"b\"\n        snmp\n            packet-size 9216\n        exit\n    exit\nexit all\n"},
		{system: "ios", complete: intended.Cut, sections: true, want: "interface {{ if }}\n no ip redirects\n description ...\nsnmp-server community {{ c }} RO\nntp server 1.1.1.1\nusername a secret 9 {{ h }}\nline vty 0 4\n transport input ssh\n ...\n", have: "interface Gi0/1\n description foo bar\n no ip redirects\ninterface Gi0/2\n ip redirects\nsnmp-server community abc RO\nsnmp-server community def RW\nline vty 0 4\n exec-timeout 5 0\n"},
	} {
		r := c.run(t, p)
		fmt.Fprintf(&b, "== %s\n%s\n--\n", c.system, strings.Join(kinds(r), "\n"))
		for _, c := range r.Commands {
			b.WriteString(strings.Repeat(" ", c.Depth) + c.Text)
			for _, remark := range []string{c.Needs, c.Note} {
				if remark != "" {
					b.WriteString("   <- " + remark)
				}
			}
			b.WriteByte('\n')
		}
	}
	golden := filepath.Join("testdata", "commands.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Error(d)
	}
}

// TestRefused gives what cannot be compared.
func TestRefused(t *testing.T) {
	p := parser(t)
	ios, open := config(t, p, "ios", "hostname a\n", intended.Whole), config(t, p, "junos", "system {\n", intended.Whole)
	if _, err := intended.Compare(ios, open, intended.Options{}); !errors.Is(err, intended.ErrSystem) {
		t.Error(err)
	}
	if _, err := intended.Compare(open, open, intended.Options{}); !errors.Is(err, intended.ErrIntended) {
		t.Error(err)
	}
}

// TestUnknown: what a file that may not be whole does not show is not missing,
// and no command comes of it.
func TestUnknown(t *testing.T) {
	p := parser(t)
	want, have := "hostname a\nline vty 0 4\n transport input ssh\nntp server 192.0.2.1\n", "hostname a\nline vty 0 4\n login local\nip ssh version 2\n"
	for complete, wanted := range map[intended.Complete][]string{
		intended.Whole:    {"extra: line vty 0 4 / login local", "extra: ip ssh version 2", "missing: line vty 0 4 / transport input ssh", "missing: ntp server 192.0.2.1"},
		intended.Cut:      {"extra: line vty 0 4 / login local", "extra: ip ssh version 2", "missing: line vty 0 4 / transport input ssh", "cannot_tell: ntp server 192.0.2.1"},
		intended.Doubtful: {"extra: line vty 0 4 / login local", "extra: ip ssh version 2", "cannot_tell: line vty 0 4 / transport input ssh", "cannot_tell: ntp server 192.0.2.1"},
	} {
		r := compared{system: "ios", want: want, have: have, complete: complete}.run(t, p)
		if d := cmp.Diff(wanted, kinds(r)); d != "" {
			t.Error(complete, d)
		}
		for _, c := range r.Commands {
			if complete != intended.Whole && strings.Contains(c.Text, "ntp") {
				t.Errorf("%v: %s", complete, c.Text)
			}
		}
	}
}
