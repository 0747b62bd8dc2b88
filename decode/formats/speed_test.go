package formats_test

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/decode/redact"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

// rounds is how often the lines of a family come in a batch, each time a second
// later.
const rounds = 20

// corpus holds, by family, lines of several sources and headers, interleaved as
// in the file of a relay. "@@" in them is the second.
func corpus(t testing.TB) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("testdata/speed/*.log")
	if err != nil || len(files) == 0 {
		t.Fatal("no lines", err)
	}
	out := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".log")
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		for round := range rounds {
			for _, line := range lines {
				out[name] = append(out[name], strings.ReplaceAll(line, "@@", fmt.Sprintf("%02d", 10+round)))
			}
		}
	}
	return out
}

// mixed takes a line of each family in turn.
func mixed(byFamily map[string][]string) []string {
	names := make([]string, 0, len(byFamily))
	for name := range byFamily {
		names = append(names, name)
	}
	slices.Sort(names)
	var out []string
	for i := range 5 * rounds {
		for _, name := range names {
			out = append(out, byFamily[name][i%len(byFamily[name])])
		}
	}
	return out
}

func syslogFormat(t testing.TB) decode.Format {
	t.Helper()
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	return all[slices.IndexFunc(all, func(f decode.Format) bool { return f.Name == "syslog" })]
}

// TestCorpus holds the lines that speed is measured with to their families.
func TestCorpus(t *testing.T) {
	f := syslogFormat(t)
	for name, lines := range corpus(t) {
		events, gaps := agree.Decode(f.New(decode.Options{Near: 1795352531e6}), strings.Join(lines, "\n")+"\n")
		if len(events) != len(lines) || gaps != 0 {
			t.Fatalf("%s: %d events and %d gaps of %d lines", name, len(events), gaps, len(lines))
		}
		for i, e := range events {
			if e.Format != name || e.Time == 0 && e.Clock&event.NoStamp == 0 {
				t.Fatalf("%s: taken for %s, time %d", lines[i], e.Format, e.Time)
			}
		}
	}
}

// TestNoAllocations holds decoding to none, whatever the family.
func TestNoAllocations(t *testing.T) {
	f := syslogFormat(t)
	for name, lines := range corpus(t) {
		d := f.New(decode.Options{Near: 1795352531e6})
		b := &event.Batch{Text: strings.Join(lines, "\n") + "\n"}
		var to nothing
		d.Decode(b, &to)
		if n := testing.AllocsPerRun(5, func() { d.Decode(b, &to) }); n != 0 {
			t.Errorf("%s: %v allocations for %d lines", name, n, len(lines))
		}
	}
}

type nothing struct{ events int }

func (n *nothing) Event(*event.Event) { n.events++ }
func (n *nothing) Drop(coverage.Gap)  {}

// passes runs pass many times, and reports the fastest for one of n lines of
// so many bytes in all: a pass is so short that the fastest was not interrupted.
func passes(b *testing.B, n, bytes int, pass func()) {
	fastest := time.Duration(1 << 62)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		pass()
		fastest = min(fastest, time.Since(start))
	}
	size := float64(bytes) / float64(n)
	b.ReportMetric(float64(fastest.Nanoseconds())/float64(n), "fastest-ns/line")
	b.ReportMetric(size, "bytes/line")
	b.ReportMetric(400+2*max(0, size-200), "budget-ns/line")
}

// BenchmarkSyslog is lines to typed events: each family, all of them in turn,
// and long lines.
func BenchmarkSyslog(b *testing.B) {
	byFamily := corpus(b)
	byFamily["all"] = mixed(byFamily)
	for size := 1 << 10; size <= 8<<10; size *= 2 {
		byFamily[fmt.Sprintf("long%d", size)] = long(byFamily["ios"][2], size)
	}
	f := syslogFormat(b)
	for _, name := range sorted(byFamily) {
		lines := byFamily[name]
		batch := &event.Batch{Source: "bench", Text: strings.Join(lines, "\n") + "\n"}
		d := f.New(decode.Options{Source: "bench", Near: 1795352531e6})
		b.Run(name, func(b *testing.B) {
			var to nothing
			passes(b, len(lines), len(batch.Text), func() { d.Decode(batch, &to) })
		})
	}
}

// long makes records with a command of that length.
func long(line string, size int) []string {
	out := make([]string, rounds)
	for i := range out {
		out[i] = line + strings.Repeat(" permit ip any", size)[:size-len(line)]
	}
	return out
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return names
}

// BenchmarkSyslogStages is what the stages before and behind cost: the digest of
// a batch, where it ends, its lines' headers, and the redaction of its events.
func BenchmarkSyslogStages(b *testing.B) {
	f := syslogFormat(b)
	lines := mixed(corpus(b))
	text := strings.Join(lines, "\n") + "\n"
	raw := []byte(text)
	b.Run("digest", func(b *testing.B) { passes(b, len(lines), len(text), func() { sha256.Sum256(raw) }) })
	b.Run("split", func(b *testing.B) { passes(b, len(lines), len(text), func() { syslog.Split(raw, false) }) })
	b.Run("header", func(b *testing.B) {
		var h syslog.Header
		passes(b, len(lines), len(text), func() {
			for _, line := range lines {
				h.Parse(line)
			}
		})
	})
	b.Run("redact", func(b *testing.B) {
		events, _ := agree.Decode(f.New(decode.Options{Near: 1795352531e6}), text)
		r := redact.New([]byte("key"), nil)
		passes(b, len(lines), len(text), func() {
			for _, e := range events {
				if _, err := r.Event(e); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
