package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/linewarden/linewarden/internal/gen"
)

// used is what a run of the program took.
type used struct {
	peak int64         // most memory held at once, in MiB
	cpu  time.Duration // of all threads
}

// child runs this program as a process of its own, with the memory settings of
// cmd/linewarden, and wants its exit status. Standard input is stdin's.
func child(t *testing.T, stdin io.Reader, status int, args ...string) (*seenReport, used) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("peak memory is measured on Linux only")
	}
	exe, err := os.Executable()
	must(t, err)
	var out, errs bytes.Buffer
	c := &exec.Cmd{
		Path: exe, Args: append([]string{"linewarden", "audit", "--format", "json"}, args...),
		Stdin: stdin, Stdout: &out, Stderr: &errs,
		Env: append(os.Environ(), "GOGC=60", "GOMEMLIMIT=230MiB", "XDG_STATE_HOME="+t.TempDir()),
	}
	if err := c.Run(); c.ProcessState == nil || c.ProcessState.ExitCode() != status {
		t.Fatalf("%v: %v, want exit status %d: %s", args, err, status, &errs)
	}
	var r seenReport
	must(t, json.Unmarshal(out.Bytes(), &r))
	usage := c.ProcessState.SysUsage().(*syscall.Rusage)
	u := used{usage.Maxrss >> 10, c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	t.Logf("%s: %d MiB at most, %v of processor time", t.Name(), u.peak, u.cpu.Round(time.Millisecond))
	return &r, u
}

// write makes a file of head, body n times, and tail.
func write(t *testing.T, path, head, body string, n int, tail string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	w := bufio.NewWriter(f)
	_, _ = w.WriteString(head) // the writer keeps its first error for Flush
	for range n {
		_, _ = w.WriteString(body)
	}
	_, _ = w.WriteString(tail)
	must(t, w.Flush())
	must(t, f.Close())
}

// TestSizes audits one outsized file between two good ones, in a process of its
// own whose memory and time are bounded.
func TestSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("large files")
	}
	const head, tail = "version 15.2\nhostname big\n!\n", "line vty 0 4\n transport input telnet\nend\n"
	xml := "<?xml version=\"1.0\"?>\n<config version=\"10.1.0\" urldb=\"paloaltonetworks\">\n"
	for _, c := range []struct {
		name             string
		head, body, tail string
		n                int
		size             int64 // the file is stretched to it
		said             string
		fails            int // line in which it fails too
		peak             int64
	}{
		{"300,000 lines", head + "ip access-list extended BIG\n", " permit tcp 192.0.2.0 0.0.0.255 host 198.51.100.7 eq 443\n", tail, 300_000, 0, "whole ", 300_005, 500},
		{"200 MB", head, "", "", 1, 200_000_000, "unreadable too_large: 190.7 MiB, the limit is 64.0 MiB | no device writes", 0, 130},
		{"60 MB of short lines", head, "a\n", tail, 30_000_000, 0, "unreadable too_large: 30000006 statements, the limit is 500000 | no device writes", 0, 330},
		{"60 MB of zeros", head, "\x00", tail, 60_000_000, 0, "not_config ", 0, 220},
		{"one line of 50 MB", head + "interface Gi0/1\n description ", "xxxxxxxxxx", "\n" + tail, 5_000_000, 0, "whole ", 6, 330},
		{"nested brackets", "version 21.4R3;\nsystem {\n    host-name big;\n", "a { ", "\n", 100_000, 0, "truncated what line 4 opens is never closed", 0, 220},
		{"nested indents", head, "", deepIndents(3000) + tail, 1, 0, "whole ", 3004, 220},
		{"nested elements", xml, "<a>", "\n", 100_000, 0, "truncated what line 2 opens is never closed", 0, 220},
		{"nested config blocks", "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\n", "config a\n", "", 100_000, 0, "truncated what line", 0, 220},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, "big.cfg", c.head, c.body, c.n, c.tail)
			if c.size > 0 {
				must(t, os.Truncate("big.cfg", c.size))
			}
			for _, name := range []string{"a.cfg", "z.cfg"} {
				must(t, os.WriteFile(name, []byte(goodConfig), 0o600))
			}
			r, u := child(t, nil, exitFindings, ".")
			if got := r.line("big.cfg"); !strings.HasPrefix(got, c.said) {
				t.Errorf("%q, want %q", got, c.said)
			}
			for path, want := range map[string]int{"a.cfg": 4, "big.cfg": c.fails, "z.cfg": 4} {
				if got := r.fails(path, failing); got != want {
					t.Errorf("%s fails in line %d, want %d", path, got, want)
				}
			}
			within(t, u, c.peak, 2*time.Minute)
		})
	}
}

// within wants a run to have held and taken no more than that. What the race
// detector holds is not the program's, and is not judged.
func within(t *testing.T, u used, peak int64, cpu time.Duration) {
	t.Helper()
	if u.peak > peak && !raceDetector {
		t.Errorf("%d MiB held at most, want %d", u.peak, peak)
	}
	if u.cpu > cpu {
		t.Errorf("%v of processor time, want %v", u.cpu, cpu)
	}
}

// deepIndents writes n lines, each one column further in.
func deepIndents(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i))
		b.WriteString("a\n")
	}
	return b.String()
}

// TestEndlessInput feeds standard input that does not stop.
func TestEndlessInput(t *testing.T) {
	if testing.Short() {
		t.Skip("large input")
	}
	endless := io.LimitReader(repeat("interface GigabitEthernet0/1\n"), 200_000_000)
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("a.cfg", []byte(goodConfig), 0o600))
	r, u := child(t, endless, exitFindings, "-", "a.cfg")
	if got := r.line("-"); !strings.HasPrefix(got, "unreadable too_large: over the limit of 64.0 MiB | no device writes") {
		t.Errorf("%q", got)
	}
	if r.fails("a.cfg", failing) != 4 {
		t.Error("the good file was not judged")
	}
	within(t, u, 330, 2*time.Minute)
}

// repeat is a reader that gives a text over and over.
type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}

// TestManyFiles audits very many files: their number must not show in memory.
// LINEWARDEN_TORTURE=1 takes 10,000 of 1,000 lines.
func TestManyFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("many files")
	}
	files, lines := 2000, 40
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		files, lines = 10_000, 1000
	}
	t.Chdir(t.TempDir())
	must(t, os.Mkdir("c", 0o700))
	for i := range files {
		text := gen.Config(gen.Systems()[i%4], uint64(i), lines)
		must(t, os.WriteFile(filepath.Join("c", fmt.Sprintf("r%05d.cfg", i)), []byte(text), 0o600))
	}
	must(t, os.WriteFile("c/z.cfg", []byte(goodConfig), 0o600))
	r, u := child(t, nil, exitFindings, "c")
	if len(r.Devices) != files+1 || r.fails("c/z.cfg", failing) != 4 {
		t.Errorf("%d of %d files, the last fails in line %d", len(r.Devices), files+1, r.fails("c/z.cfg", failing))
	}
	for _, d := range r.Devices {
		if d.Status == "unreadable" || d.Status == "not_config" || d.Hostname == "" {
			t.Fatalf("%s: %s %s", d.Path, d.Status, d.Detail)
		}
	}
	within(t, u, 300, time.Duration(files*lines)*10*time.Millisecond)
}
