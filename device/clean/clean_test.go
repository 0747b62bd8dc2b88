package clean_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/internal/realdata"
)

func TestText(t *testing.T) {
	for _, tc := range []struct {
		name, raw, want string
		kinds           string // kinds removed, in file order, joined by blanks
		noisy           bool
	}{
		{name: "empty"},
		{name: "plain", raw: "a\nb\n", want: "a\nb\n"},
		{name: "no final line end", raw: "a\nb", want: "a\nb"},
		{name: "bom", raw: "\xef\xbb\xbfa\n", want: "a\n", kinds: "bom"},
		{name: "crlf", raw: "a\r\nb\r\n", want: "a\nb\n", kinds: "crlf"},
		{name: "cr only", raw: "a\r b\r", want: "a\n b\n", kinds: "crlf"},
		{name: "cut between cr and lf", raw: "a\r\nb\r", want: "a\nb", kinds: "crlf"},
		{name: "lone cr parts a line", raw: "a\rb\nc\n", want: "a\nb\nc\n", kinds: "crlf"},
		{name: "nul", raw: "ab\x00cdefghijklmnop\n", want: "abcdefghijklmnop\n", kinds: "nul"},
		{name: "banner delimiter stays", raw: "banner motd \x03\nx\n\x03\n", want: "banner motd \x03\nx\n\x03\n"},
		{name: "colour", raw: "\x1b[1mhostname\x1b[0m r1\n", want: "hostname r1\n", kinds: "ansi ansi", noisy: true},
		{name: "unended title keeps text", raw: "\x1b]hostname r1\n", want: "hostname r1\n", kinds: "ansi", noisy: true},
		{name: "cursor placed: two lines", raw: "\x1b[1;1Hvlan 1\x1b[2;1Hvlan 2\n", want: "vlan 1\nvlan 2\n", kinds: "ansi ansi", noisy: true},
		{name: "backspaces too few", raw: "--More-- \b\b\b         \b\b\b transport input telnet\n", want: " transport input telnet\n", kinds: "pager", noisy: true},
		{name: "backspaces lost", raw: " --More--          transport input telnet\n", want: " transport input telnet\n", kinds: "pager", noisy: true},
		{name: "pager in a description", raw: "interface x\n description --More-- here\n", want: "interface x\n description --More-- here\n"},
		{name: "backspaces hide nothing", raw: "username evil" + bs(13) + "no username x\n", want: "username evil\nno username x\n", kinds: "backspace", noisy: true},
		{name: "wiped text stays", raw: "shutdown" + bs(8) + blank(8) + bs(8) + "!\n", want: "shutdown\n!\n", kinds: "backspace", noisy: true},
		{name: "message", raw: "hostname r1\n*Mar  1 00:00:00.000: %SYS-5-CONFIG_I: Configured\nend\n", want: "hostname r1\nend\n", kinds: "message", noisy: true},
		{name: "building", raw: "Building configuration...\n\nCurrent configuration : 12 bytes\nhostname r1\nend\n", want: "\nhostname r1\nend\n", kinds: "preamble preamble"},
		{name: "bare echo", raw: "show running-config\nhostname r1\nend\nr1#", want: "hostname r1\nend\n", kinds: "echo prompt", noisy: true},
		{name: "rancid header", raw: "!RANCID-CONTENT-TYPE: cisco\nhostname r1\n", want: "!RANCID-CONTENT-TYPE: cisco\nhostname r1\n", kinds: "collector"},
		{name: "clock period", raw: "hostname r1\nntp clock-period 17180\n", want: "hostname r1\nntp clock-period 17180\n", kinds: "volatile"},
		{name: "other device's prompt", raw: "hostname r1\nend\nzz#", want: "hostname r1\nend\nzz#"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := clean.Clean([]byte(tc.raw))
			checkFile(t, []byte(tc.raw), f)
			var kinds []string
			for _, r := range f.Removed {
				kinds = append(kinds, r.Kind.String())
			}
			if diff := cmp.Diff([]any{tc.want, tc.kinds, tc.noisy}, []any{f.Text, strings.Join(kinds, " "), f.Noisy}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrompts(t *testing.T) {
	for _, tc := range []struct{ prompt, cmd, name string }{
		{"r1#", "show running-config", "hostname r1"},
		{"r1>", "show run", "hostname r1"},
		{"r1(config)#", "show running-config all", "hostname r1"},
		{"asa/pri/act# ", "more system:running-config", "hostname asa"},
		{"user@r1> ", "show configuration | display set | no-more", "set system host-name r1"},
		{"user@r1# ", "show", "set system host-name r1"},
		{"RP/0/RP0/CPU0:r1#", "show running-config", "hostname r1"},
		{"<r1>", "display current-configuration", "sysname r1"},
		{"[~r1]", "dis cur", "sysname r1"},
		{"*A:r1# ", "admin display-config", "configure"},
		{"A:admin@r1# ", "admin show configuration", "configure {"},
		{"*A:r1>config>service# ", "info", "service x"},
		{"[admin@MikroTik] > ", "/export", "/system identity"},
		{"[admin@MikroTik] /ip> ", "export show-sensitive", "/system identity"},
		{"FGT # ", "show full-configuration", "config system global"},
		{"FGT (root) # ", "show", "config system global"},
		{"admin@PA-VM> ", "show config running", "set deviceconfig system hostname PA-VM"},
		{"(sw-1) #", "show running-config", "hostname sw-1"},
		{"user@fw1:~$ ", "show configuration commands", "set system host-name fw1"},
		{"> ", "show running-config all", "hostname ftd"},
	} {
		t.Run(tc.prompt, func(t *testing.T) {
			raw := "Welcome\n" + tc.prompt + "terminal length 0\n" + tc.prompt + tc.cmd + "\n" + tc.name + "\n x y\n" + tc.prompt
			f := clean.Clean([]byte(raw))
			checkFile(t, []byte(raw), f)
			want := []any{tc.name + "\n x y\n", tc.cmd, strings.TrimSpace(tc.prompt), int32(6), 4}
			got := []any{f.Text, f.Marks.Command, f.Marks.ClosingPrompt, f.Marks.ClosingPromptLine, f.RawLine(1)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWrittenByAnIntruder puts text into places that users can write. Every
// line of the configuration must stay.
func TestWrittenByAnIntruder(t *testing.T) {
	head, tail := "r1#show running-config\n", "line vty 0 4\n transport input telnet\nend\n"
	for name, body := range map[string]string{
		"prompt in a banner":         "hostname r1\nbanner motd ^C\nr1#\n^C\n",
		"echo in a banner":           "hostname r1\nbanner motd ^C\nend\nr1#show version\n^C\n",
		"whole session in a banner":  "hostname r1\nbanner motd ^C\nend\nr1#show running-config\nhostname r1\n!\n!\n!\n!\n!\n!\n!\nend\nr1#exit\n^C\n",
		"banner that ends too early": "hostname r1\nbanner motd ^C\n^C\nend\nr1#show version\nIOS\n^C\n",
		"early end, then a session":  "hostname r1\nbanner motd ^C\n^C\nend\nr1#show running-config\nhostname r1\nvlan 1\nvlan 2\nvlan 3\nvlan 4\nvlan 5\n^C\n",
		"banner that never ends":     "hostname r1\nbanner motd ^C\nr1#exit\n",
		"EOF banner":                 "hostname r1\nbanner login\nr1#exit\nEOF\n",
		"macro":                      "hostname r1\nmacro name m\nr1#exit\n@\n",
		"quoted value":               "hostname r1\nset comments \"\nr1#exit\n\"\n",
		"description":                "hostname r1\ninterface x\n description r1#exit\n",
		"length declared later":      "hostname r1\nbanner motd ^C\nCurrent configuration : 9 bytes\n! Last configuration change at now by nobody\n^C\n",
	} {
		for _, echo := range []string{"", head} {
			t.Run(name, func(t *testing.T) {
				raw := echo + body + tail
				f := clean.Clean([]byte(raw))
				if f.Text != body+tail {
					t.Errorf("got %q\nwant %q", f.Text, body+tail)
				}
				if f.Marks.DeclaredBytes != 0 || f.Marks.LastChange != "" || f.Marks.ClosingPrompt != "" {
					t.Errorf("marks taken from a user's text: %+v", f.Marks)
				}
			})
		}
	}
}

func TestMarks(t *testing.T) {
	body := "!\nversion 15.7\nhostname r1\nbanner motd ^C hi ^C\nend"
	for _, tc := range []struct {
		name, raw string
		want      clean.Marks
	}{
		{"ios", "Building configuration...\n\nCurrent configuration : 60 bytes\n! Last configuration change at 10:00 UTC by ops\n! NVRAM config last updated at 11:00 UTC by oper\n!\nend\n\n",
			clean.Marks{DeclaredBytes: 60, DeclaredLine: 3, ConfigBytes: int64(len("! Last configuration change at 10:00 UTC by ops\n! NVRAM config last updated at 11:00 UTC by oper\n!\nend")),
				LastChange: "10:00 UTC", LastChangeBy: "ops", LastChangeLine: 4, SavedAt: "11:00 UTC", SavedBy: "oper", SavedLine: 5}},
		{"length", "Current configuration : 60 bytes\r\n" + strings.ReplaceAll(body, "\n", "\r\n") + "\r\n",
			clean.Marks{DeclaredBytes: 60, DeclaredLine: 1, ConfigBytes: int64(len(body) - 2)}},
		{"length of a cut file", "Current configuration : 60 bytes\n!\nversion 15.7\nhost",
			clean.Marks{DeclaredBytes: 60, DeclaredLine: 1, ConfigBytes: int64(len("!\nversion 15.7\nhost"))}},
		{"masked", "Current configuration : 60 bytes\nenable secret 5 <removed>\nend\n",
			clean.Marks{DeclaredBytes: 60, DeclaredLine: 1, Masked: true}},
		{"nxos", "!Command: show running-config\n!Running configuration last done at: Mon\n!Time: Tue\nhostname r1\n",
			clean.Marks{Command: "show running-config", CommandLine: 1, LastChange: "Mon", LastChangeLine: 2}},
		{"old nxos", "!Time: Tue\nhostname r1\n", clean.Marks{LastChange: "Tue", LastChangeLine: 1}},
		{"junos", "## Last changed: 2026-01-05 by ops\nversion 21;\n", clean.Marks{LastChange: "2026-01-05", LastChangeBy: "ops", LastChangeLine: 1}},
		{"xr", "!! IOS XR Configuration 7.5.2\n!! Last configuration change at Mon by cisco\nend\n",
			clean.Marks{Version: "7.5.2", VersionLine: 1, LastChange: "Mon", LastChangeBy: "cisco", LastChangeLine: 2}},
		{"eos", "! device: r1 (X, EOS-4.30.1F)\nhostname r1\n", clean.Marks{Version: "4.30.1F", VersionLine: 1}},
		{"routeros", "# 2026-01-05 10:00:00 by RouterOS 7.15.2\n/ip service\n", clean.Marks{Version: "7.15.2", VersionLine: 1}},
		{"asa", ": Saved\n: Written by ops at 10:00:00 UTC\nASA Version 9.8(2)\n", clean.Marks{SavedBy: "ops", SavedAt: "10:00:00 UTC", SavedLine: 2}},
		{"rancid", "# RANCID-CONTENT-TYPE: juniper\nversion 21;\n", clean.Marks{ContentType: "juniper", Collector: "rancid", CollectorLine: 1}},
		{"oxidized", "! Image: Software: X-M, 15.2(4)S7, RELEASE\n! Chassis type: X\nhostname r1\n",
			clean.Marks{Collector: "oxidized", CollectorLine: 1, Version: "15.2(4)S7", VersionLine: 1}},
		{"trailer", "hostname r1\n! end of configuration\n", clean.Marks{Trailer: "! end of configuration", TrailerLine: 2}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, clean.Clean([]byte(tc.raw)).Marks); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVersionFromSession(t *testing.T) {
	for _, f := range families {
		if f.version == "" {
			continue
		}
		raw := f.prompt + f.verCmd + "\n" + f.version + "\n" + f.prompt + f.cmd + "\n" + f.config + "\n" + f.prompt
		if got := clean.Clean([]byte(raw)).Marks.Version; got != f.want {
			t.Errorf("%s: version %q, want %q", f.name, got, f.want)
		}
	}
}

// TestCutIsNoClosing cuts a session anywhere: only the whole one has a closing
// prompt, and a cut inside the configuration drops none of its lines.
func TestCutIsNoClosing(t *testing.T) {
	for _, f := range families {
		head := f.prompt + f.cmd + "\n"
		for n := 1; n < len(f.config); n++ {
			got := clean.Clean([]byte(head + f.config[:n]))
			if got.Marks.ClosingPrompt != "" {
				t.Errorf("%s cut at %d: closing prompt %q", f.name, n, got.Marks.ClosingPrompt)
			}
			if got.Text != f.config[:n] {
				t.Errorf("%s cut at %d: text %q", f.name, n, got.Text)
			}
		}
		if got := clean.Clean([]byte(head + f.config + "\n" + f.prompt)); got.Marks.ClosingPrompt == "" {
			t.Errorf("%s: no closing prompt", f.name)
		}
	}
}

func TestBinary(t *testing.T) {
	for _, raw := range []string{"\x1f\x8b\x08\x00", "PK\x03\x04x", "\x89PNG\r\n", "\x7fELF\x02", strings.Repeat("ab\x00c\x01", 50)} {
		if f := clean.Clean([]byte(raw)); !f.Binary || f.Text != "" {
			t.Errorf("%q is not binary", raw[:4])
		}
	}
	if clean.Clean([]byte("hostname caf\xe9 \xff\xfe\n")).Binary {
		t.Error("invalid UTF-8 taken for binary")
	}
}

// TestBounds cleans hostile input of a few megabytes: time and the list of
// removals stay bounded. A pass that is not linear runs into the test's limit.
func TestBounds(t *testing.T) {
	const n = 1 << 20
	for name, piece := range map[string]string{
		"newlines": "\n", "returns": "\ra", "escapes": "x\x1b[", "titles": "\x1b]a", "backspaces": "ab\b", "pagers": "--More--",
		"wiped pagers": "--More--\b\b\bx", "dashes": "-", "prompts": "a#show run\n", "bare prompts": "a#\n", "quotes": "set \"\n", "marks": "<removed <",
		"banners": "banner motd ^C\n", "blanks": " ", "backslashes": `\"`, "states": "[edit]\n", "ends": "end\na#show x\n",
	} {
		t.Run(name, func(t *testing.T) {
			raw := []byte(strings.Repeat(piece, n/len(piece)))
			checkFile(t, raw, clean.Clean(raw))
		})
	}
	raw := []byte(strings.Repeat("a\x1b[mb\n", 2*clean.MaxRemoved))
	if f := clean.Clean(raw); f.RemovedMore == 0 || len(f.Removed)+f.RemovedMore != 2*clean.MaxRemoved {
		t.Errorf("%d removals and %d more", len(f.Removed), f.RemovedMore)
	}
}

// TestPlainFilesStayWhole reads real configurations without session noise:
// nothing may be taken from them but line ends and what is printed before and
// after a configuration.
func TestPlainFilesStayWhole(t *testing.T) {
	for _, set := range []string{"batfish-vendor-configs", "batfish-lab-validation", "ciscoconfparse-samples", "stanford-backbone", "huawei-napalm", "hier_config"} {
		err := filepath.WalkDir(realdata.Set(t, set), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			f := clean.Clean(raw)
			checkFile(t, raw, f)
			for _, r := range f.Removed {
				if !r.Kept && r.Kind != clean.KindCRLF && r.Kind != clean.KindPreamble && r.Line != f.Marks.ClosingPromptLine {
					t.Errorf("%s: removed %v in line %d", filepath.Base(path), r.Kind, r.Line)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
