package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/verdict"
)

// testEnv is an environment without terminals whose state lies in a folder of
// the test.
func testEnv(t *testing.T) (Env, *bytes.Buffer, *bytes.Buffer) {
	var out, errs bytes.Buffer
	state := t.TempDir()
	return Env{
		Version: "test", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now,
		Getenv: func(k string) string { return map[string]string{"XDG_STATE_HOME": state}[k] },
	}, &out, &errs
}

// put writes a file in a new folder and returns its path.
func put(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryCommandHasTwoExamples(t *testing.T) {
	env, _, _ := testEnv(t)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if n := strings.Count(c.Example, "linewarden "); n < 2 {
			t.Errorf("%s: %d examples, want two", c.CommandPath(), n)
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: short help %q", c.CommandPath(), c.Short)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(env))
}

func TestFailOn(t *testing.T) {
	with := func(sev finding.Severity, v verdict.Verdict) *report.Audit {
		a := &report.Audit{
			Devices: []report.Device{{Status: report.Whole}}, Summary: report.Summary{Counts: map[string]int{v.String(): 1}},
		}
		a.Results.Add(report.Result{Check: &report.Check{}, Verdict: v, Severity: sev})
		return a
	}
	levels := []string{"low", "medium", "high", "critical"}
	for i, level := range levels {
		f, err := parseFailOn(level)
		if err != nil {
			t.Fatal(err)
		}
		for k, sev := range []finding.Severity{finding.Low, finding.Medium, finding.High, finding.Critical} {
			if got := f.judge(with(sev, verdict.Fail)); (got != nil) != (k >= i) {
				t.Errorf("--fail-on %s with a %s finding: %v", level, sev, got)
			}
			if got := f.judge(with(sev, verdict.Unknown)); got != nil {
				t.Errorf("--fail-on %s with an unknown: %v", level, got)
			}
		}
	}
	unknown, _ := parseFailOn("unknown")
	never, _ := parseFailOn("never")
	if unknown.judge(with(finding.Low, verdict.Unknown)) == nil || unknown.judge(with(finding.Low, verdict.Fail)) == nil || unknown.judge(with(finding.Low, verdict.Pass)) != nil {
		t.Error("--fail-on unknown wants unknowns and fails, and nothing else")
	}
	if never.judge(with(finding.Critical, verdict.Fail)) != nil {
		t.Error("--fail-on never failed")
	}
	none := with(finding.Critical, verdict.Fail)
	none.Devices[0].Status = report.NotConfig
	if err := never.judge(none); err == nil || errors.Is(err, errFindings) {
		t.Errorf("nothing was judged: %v", err)
	}
}

const smallConfig = "version 15.2\nhostname bad\n!\nline vty 0 4\n transport input telnet\nend\n"

func TestColourOnTerminalsOnly(t *testing.T) {
	notShort(t)
	path := put(t, "a.cfg", smallConfig)
	for _, c := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{{false, nil, false}, {true, nil, true}, {true, map[string]string{"NO_COLOR": "1"}, false}, {true, map[string]string{"TERM": "dumb"}, false}} {
		env, out, _ := testEnv(t)
		state := env.Getenv
		env.Terminal, env.Width = c.terminal, 80
		env.Getenv = func(k string) string {
			if v, ok := c.env[k]; ok {
				return v
			}
			return state(k)
		}
		Main(context.Background(), []string{"audit", path}, env)
		if got := strings.Contains(out.String(), "\x1b["); got != c.want {
			t.Errorf("terminal %v, %v: coloured %v", c.terminal, c.env, got)
		}
		if got := strings.Contains(strings.SplitN(out.String(), "\n", 2)[0], " s"); got != c.terminal {
			t.Errorf("terminal %v: seconds in the first line %v", c.terminal, got)
		}
	}
}

// left is a reader that has gone away.
type left struct{}

func (left) Write([]byte) (int, error) { return 0, fmt.Errorf("write: %w", syscall.EPIPE) }

func TestClosedPipeIsNoNews(t *testing.T) {
	path := put(t, "a.cfg", smallConfig)
	for _, args := range [][]string{{"audit", path}, {"audit", path, "--format", "html"}, {"parse", "config", path}, {"check", "list"}, {"config", "init"}} {
		env, _, errs := testEnv(t)
		env.Stdout = left{}
		if code := Main(context.Background(), args, env); code != exitUsage || errs.Len() != 0 {
			t.Errorf("%v: status %d, %q", args, code, errs)
		}
	}
}

func TestStopped(t *testing.T) {
	env, out, errs := testEnv(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code := Main(ctx, []string{"audit", put(t, "a.cfg", smallConfig)}, env); code != exitUsage {
		t.Errorf("status %d", code)
	}
	if out.Len() != 0 || !strings.Contains(errs.String(), "stopped on request") {
		t.Errorf("output %q, error %q", out, errs)
	}
}

func TestProgress(t *testing.T) {
	env, _, errs := testEnv(t)
	now := time.Unix(0, 0)
	env.Now = func() time.Time { return now }
	env.Progress = true
	p := newProgress(env)
	p.update(1, 10, 100)
	if errs.Len() != 0 {
		t.Errorf("drawn in the first second: %q", errs)
	}
	now = now.Add(2 * time.Second)
	p.update(2, 10, 2_000_000)
	if want := "2 of 10 files · 2.0 MB · about 8s left"; !strings.Contains(errs.String(), want) {
		t.Errorf("%q, want %q", errs, want)
	}
	now = now.Add(time.Second)
	p.update(3, 500, 2_000_000)
	if want := "3 of 500 files · 2.0 MB · estimating"; !strings.Contains(errs.String(), want) {
		t.Errorf("%q, want %q", errs, want)
	}
	p.done()
	if !strings.HasSuffix(errs.String(), "\r\x1b[K") {
		t.Errorf("the line stays: %q", errs)
	}
	env.Progress = false
	errs.Reset()
	quiet := newProgress(env)
	now = now.Add(time.Hour)
	quiet.update(1, 10, 1)
	quiet.done()
	if errs.Len() != 0 {
		t.Errorf("drawn without a terminal: %q", errs)
	}
}

// hostile is what an intruder writes into every place of a configuration.
var hostile = []string{
	"\x1b[2Jx", "\x1b]8;;http://example.net\x07l\x1b]8;;\x07", "\u202egnp", "\u009b31m", "x\x00y", "=cmd|'/Ccalc'!A0",
	"<script>alert(1)</script>", `"onmouseover=alert(1)`, "a\xffb", "\u200b", strings.Repeat("y", 20000),
}

// spread puts p into every place of a configuration that takes a name or text.
func spread(p string) string {
	return strings.ReplaceAll(`version 15.2
hostname P
username P privilege 15 password 0 P
enable password P
banner motd ^C P ^C
snmp-server community P RW P
snmp-server location P
interface GigabitEthernet0/0
 description P
 ip access-group P in
ip access-list extended P
 permit ip any any
aaa group server tacacs+ P
tacacs-server host P key P
logging host P
ntp server P
event manager applet P
 action 1.0 cli command "P"
P
line vty 0 4
 access-class P in
 transport input telnet
end
`, "P", p)
}

// render judges path once and writes it in every format and detail.
func render(t *testing.T, a *auditor, env Env, path string) map[string]string {
	t.Helper()
	result, err := a.run(context.Background(), env, []string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	write := func(format, show string) {
		var b bytes.Buffer
		if err := report.Write(&b, result, format, report.View{All: true, Show: show, Args: []string{path}}); err != nil {
			t.Fatal(err)
		}
		out[format+" "+show] = b.String()
	}
	for _, f := range report.Formats() {
		write(f, "")
	}
	for _, show := range []string{"all", "lines", "unknown", "inputs", path} {
		write("text", show)
	}
	return out
}

func testAuditor(t *testing.T, env Env, os string) *auditor {
	t.Helper()
	a, err := newAuditor(env, auditOptions{flags: flags{os: os, all: true}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestHostileConfigurations(t *testing.T) {
	parser, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range hostile {
		if testing.Short() && i%8 != 0 {
			continue
		}
		for what, text := range everything(t, parser, "ios", spread(p)) {
			safe(t, i, what, text)
		}
	}
}

// TestHostileInEverySystem puts payloads where each system's sample has a
// secret, which is quoted, unquoted, between tags and in text.
func TestHostileInEverySystem(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	parser, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	const payload = "\x1b[2J\u202e=cmd<script>x</script>"
	for name, system := range samples {
		data, err := os.ReadFile(filepath.Join("testdata", "secrets", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range everything(t, parser, system, marked.ReplaceAllString(string(data), payload)) {
			safe(t, 0, name+" "+what, text)
		}
	}
}

// safe sees that output holds nothing that moves a cursor or opens a tag.
func safe(t *testing.T, payload int, what, got string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Errorf("payload %d %s: not UTF-8", payload, what)
	}
	for at, r := range got {
		if r == '\n' || r == '\r' && strings.HasPrefix(got[at:], "\r\n") {
			continue
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Fatalf("payload %d %s: %U in %q", payload, what, r, got[max(0, at-40):min(len(got), at+40)])
		}
	}
	if strings.HasPrefix(got, "<!DOCTYPE") && (strings.Contains(got, "<script") || strings.Contains(got, `"onmouseover`)) {
		t.Errorf("payload %d: markup came through", payload)
	}
}

// TestSecretsStayInside puts a marker into every place of a secret.
func TestSecretsStayInside(t *testing.T) {
	notShort(t)
	const config = `version 15.2
hostname r1
username bob privilege 15 password 0 MARKER1
username eve privilege 15 secret 5 $1$MARK$MARKER2aaaaaaaaaaaaaaa
username ann secret 9 $9$MARKER3aaaaaa$MARKER4aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
enable password MARKER5
enable secret 8 $8$MARKER6aaaaaa$MARKER7aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
snmp-server community MARKER8 RW
snmp-server host 192.0.2.1 version 2c MARKER9
snmp-server user u g v3 auth sha MARKER10 priv aes 128 MARKER11
tacacs-server host 192.0.2.2 key MARKER12
tacacs-server key 7 MARKER13
tacacs server T1
 address ipv4 192.0.2.3
 key 7 MARKER14
radius server R1
 key MARKER15
ntp authentication-key 1 md5 MARKER16
key chain K
 key 1
  key-string MARKER17
crypto isakmp key MARKER18 address 192.0.2.4
crypto ikev2 keyring KR
 peer P
  pre-shared-key MARKER19
router bgp 65001
 neighbor 192.0.2.5 password MARKER20
interface GigabitEthernet0/0
 ip ospf message-digest-key 1 md5 MARKER21
 standby 1 authentication md5 key-string MARKER22
 ppp chap password 0 MARKER23
line vty 0 4
 password MARKER24
 transport input telnet
end
`
	path := put(t, "r1.cfg", config)
	env, _, _ := testEnv(t)
	texts := render(t, testAuditor(t, env, ""), env, path)
	parse := func(args ...string) {
		env, out, errs := testEnv(t)
		if code := Main(context.Background(), append([]string{"parse", "config", path}, args...), env); code != exitOK {
			t.Errorf("parse %v: %s", args, errs)
		}
		texts[fmt.Sprint("parse ", args)] = out.String()
	}
	parse()
	parse("--format", "json")
	for n := 1; n <= strings.Count(config, "\n"); n++ {
		parse("--explain", fmt.Sprint(n))
	}
	for what, s := range texts {
		if at := strings.Index(s, "MARKER"); at >= 0 {
			t.Errorf("%s shows a secret: %q", what, s[max(0, at-60):min(len(s), at+12)])
		}
		if s == "" {
			t.Errorf("%s wrote nothing", what)
		}
	}
}

func TestReportFileIsWholeOrAbsent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report")
	err := writePrivate(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("broken")
	})
	if err == nil {
		t.Error("no error")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(hidden) != 0 {
		t.Errorf("left behind: %v", hidden)
	}
}
