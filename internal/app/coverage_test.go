package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// logOf writes a month of a device's log, numbered, without the records of one
// stretch; with off somebody switches the logging off at its beginning.
func logOf(t *testing.T, dir, host string, perHour float64, from time.Time, silent time.Duration, off bool) {
	t.Helper()
	r := rand.New(rand.NewPCG(4, uint64(len(host)+int(perHour))))
	begin := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	var b strings.Builder
	n := 100
	line := func(at time.Time, text string) {
		fmt.Fprintf(&b, "<189>%d: %s: %s UTC: %s\n", n, host, at.Format("Jan _2 2006 15:04:05"), text)
	}
	for at := begin; at.Before(begin.AddDate(0, 0, 30)); at = at.Add(time.Duration(r.ExpFloat64() * float64(time.Hour) / perHour)) {
		n++
		if off && at.After(from) {
			line(from, "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.9 port 514 stopped - CLI initiated")
			off = false
			n++
		}
		if at.After(from) && at.Before(from.Add(silent)) {
			continue
		}
		line(at, "%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up")
	}
	must(t, os.WriteFile(filepath.Join(dir, host+".log"), []byte(b.String()), 0o600))
}

func TestCoverage(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	must(t, os.Mkdir("logs", 0o700))
	night := time.Date(2026, 10, 12, 3, 4, 0, 0, time.UTC)
	logOf(t, "logs", "pe7", 60, night, 72*time.Hour, true)
	logOf(t, "logs", "pe1", 40, night.AddDate(0, 0, 8), 9*time.Hour, false)
	logOf(t, "logs", "fw1", 5, night, 0, false)
	must(t, os.WriteFile("logs/notes.md", []byte("# Notes\n"), 0o600))
	// Configurations say which devices should be heard of.
	for name, host := range map[string]string{"pe8": "logging host 192.0.2.9\n", "pe9": "no logging on\n"} {
		must(t, os.WriteFile("logs/"+name+".cfg", []byte("version 15.2\nhostname "+name+"\n!\n"+host+"line vty 0 4\n transport input ssh\nend\n"), 0o600))
	}

	run := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		env := System("test")
		env.Stdout, env.Stderr, env.Terminal, env.Progress = &out, &errs, false, false
		env.Getenv = func(name string) string { return map[string]string{"XDG_STATE_HOME": dir}[name] }
		code := Main(context.Background(), append([]string{"coverage"}, args...), env)
		return out.String(), errs.String(), code
	}
	text, errs, code := run("logs", "--ascii")
	if code != exitFindings || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{
		"x 1 gap where somebody switched records off     ? 3 other gaps     ? 0 records not understood",
		"  fw1     syslog     100 %  ##############################",
		"  pe1     syslog      98 %  ###################?##########",
		"  pe7     syslog      90 %  ###########xxxx###############",
		"x tampered     pe7 syslog  2026-10-12 03:0",
		"somebody switched the records off, and silence followed (known by: declared)",
		"silent, and the source's numbers show that it wrote records which are not here (known by: sequence)",
		"  1  pe7 syslog: 3 days in 1 gap",
		"? logs/notes.md was not read: no known format",
		"? unexplained  pe8 syslog",
		"its configuration names collectors of logs, and no record of it is here (known by: declared)",
		"? not_enabled  pe9 syslog",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing: %s\nin\n%s", want, text)
		}
	}
	text, _, code = run("logs", "--format", "json", "--fail-on", "never")
	var got struct {
		Schema  string
		Streams []struct {
			Source string
			Judged bool
		}
		Gaps []struct {
			Source, Cause, Basis string
			Count                int
		}
		Recover []struct{ Source string } `json:"recover_first"`
		Skipped []struct{ Path string }
	}
	must(t, json.Unmarshal([]byte(text), &got))
	if code != exitOK || got.Schema != "linewarden/coverage/1" || len(got.Streams) != 3 || len(got.Gaps) != 4 || got.Gaps[1].Cause != "tampered" ||
		got.Gaps[1].Count < 4000 || got.Recover[0].Source != "pe7" || got.Skipped[0].Path != "logs/notes.md" || !got.Streams[0].Judged {
		t.Errorf("exit %d: %+v", code, got)
	}
	// A window that begins before the records is not covered there.
	text, _, _ = run("logs", "--since", "2026-09-01", "--ascii")
	if !strings.Contains(text, "not_retained") || !strings.Contains(text, "2026-09-01 00:00 to 2026-10-01 00:0") {
		t.Errorf("the month before is not missed:\n%s", text)
	}
	for _, bad := range [][]string{{"logs", "--since", "soon"}, {"logs", "--since", "2026-10-02", "--until", "2026-10-01"}, {"logs/notes.md"}, {}} {
		if _, errs, code := run(bad...); code != exitUsage || !strings.Contains(errs, "hint: ") {
			t.Errorf("%v: exit %d: %s", bad, code, errs)
		}
	}
}
