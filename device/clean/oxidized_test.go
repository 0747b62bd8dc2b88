package clean_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/internal/realdata"
)

// session is one recorded session: what the device sent, in order.
type session struct {
	name string
	raw  []byte
}

// readSession rebuilds the byte stream of a recorded session. Its texts write
// control bytes as backslash escapes.
func readSession(t *testing.T, path string) session {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Prompt   string    `yaml:"init_prompt"`
		Commands yaml.Node `yaml:"commands"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	var b strings.Builder
	b.WriteString(unescape(doc.Prompt))
	maps := []*yaml.Node{&doc.Commands}
	if doc.Commands.Kind == yaml.SequenceNode {
		maps = doc.Commands.Content
	}
	for _, m := range maps {
		for i := 1; i < len(m.Content); i += 2 {
			if m.Content[i-1].Value == "quit\n" {
				continue // recorded without the prompt that precedes it
			}
			b.WriteString(unescape(m.Content[i].Value))
		}
	}
	return session{filepath.Base(path), []byte(b.String())}
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'r':
			b.WriteByte('\r')
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'b':
			b.WriteByte('\b')
		case 'e':
			b.WriteByte(0x1b)
		case 'x':
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				panic(fmt.Sprint("escape in session: ", err))
			}
			b.WriteByte(byte(n))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// sessions of the systems that Linewarden reads, and what of each expected file
// is not in the session's configuration: lines that the collector made from
// other commands are comments, and secrets stay as they were sent.
var sessions = []struct {
	prefix, comment string
}{
	{"ios#", "!"}, {"nxos#N5548", "!"}, {"eos#", "!"}, {"fortigate#FortiGate-3001F", "#"},
	{"routeros#", "#"}, {"vyos#", "#"}, {"aoscx#", "!"}, {"arubainstant#", "#"}, {"fsos#", "!"}, {"tnsr#", "!"}, {"saos10#", "#"},
}

// TestRecordedSessions compares the cleaned session with the file that the
// collector's own model made of it: each of its configuration lines is there,
// in order.
func TestRecordedSessions(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "oxidized-device-sim"), "spec/model/data")
	read := 0
	for _, want := range sessions {
		paths, err := filepath.Glob(filepath.Join(dir, want.prefix+"*#simulation.yaml"))
		if err != nil || len(paths) == 0 {
			t.Errorf("no session %s", want.prefix)
		}
		for _, p := range paths {
			expected, err := os.ReadFile(strings.TrimSuffix(p, "simulation.yaml") + "output.txt")
			if err != nil {
				continue // a recording without a result
			}
			read++
			s := readSession(t, p)
			t.Run(s.name, func(t *testing.T) {
				f := clean.Clean(s.raw)
				checkFile(t, s.raw, f)
				// RouterOS wraps long lines; the collector joins them.
				text := strings.ReplaceAll(f.Text, "\\\n    ", "")
				checkInOrder(t, configOf(string(expected), want.comment), text)
			})
		}
	}
	if read < 20 {
		t.Errorf("only %d sessions had a result", read)
	}
}

// configOf drops comments, empty lines and blanks at line ends.
func configOf(s, comment string) []string {
	var out []string
	for l := range strings.Lines(s) {
		l = strings.TrimRight(l, " \r\n")
		if l == "" || strings.HasPrefix(l, comment) || strings.Contains(l, "SECRET") || strings.Contains(l, "removed>") {
			continue
		}
		if l == "Current configuration:" || strings.HasSuffix(l, "#") {
			continue // what the device prints around the configuration
		}
		out = append(out, l)
	}
	return out
}

// checkInOrder wants each line to be a line of text, in order.
func checkInOrder(t *testing.T, want []string, text string) {
	t.Helper()
	missing, total := 0, len(want)
	at := 0
	lines := strings.Split(text, "\n")
	for _, w := range want {
		i := at
		for i < len(lines) && strings.TrimRight(lines[i], " ") != w {
			i++
		}
		if i == len(lines) {
			missing++
			if missing < 5 {
				t.Errorf("missing %q", w)
			}
			continue
		}
		at = i + 1
	}
	if missing > 0 {
		t.Errorf("%d of %d lines missing", missing, total)
	}
}
