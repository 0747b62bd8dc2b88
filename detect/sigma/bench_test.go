package sigma

import (
	"strings"
	"syscall"
	"testing"

	"github.com/linewarden/linewarden/detect/mix"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// cpu is the processor time of all threads so far, in nanoseconds.
func cpu(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func records(e *Engine, events []mix.Event) []*Record {
	out := make([]*Record, len(events))
	for i, event := range events {
		out[i] = e.NewRecord()
		for _, f := range event {
			out[i].Add(e.Field(f.Name), f.Text, f.Name == "raw" || f.Name == "query")
		}
	}
	return out
}

func benchmarkMatch(b *testing.B, rules []*rule.Rule) {
	e := compiled(b, rules, nil)
	rs, m := records(e, mix.New(1).Events(5000)), e.NewMatcher()
	for _, r := range rs {
		m.Match(r)
	}
	matches, candidates := 0, 0
	b.ReportAllocs()
	b.ResetTimer()
	start := cpu(b)
	for i := 0; b.Loop(); i++ {
		matches += len(m.Match(rs[i%len(rs)]))
		candidates += len(m.candidates)
	}
	b.ReportMetric(float64(cpu(b)-start)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
	b.ReportMetric(float64(candidates)/float64(b.N), "candidates/op")
}

// BenchmarkMatch is one event of the mix against rules whose log source is not
// asked: all of those in use, or the network's.
func BenchmarkMatch(b *testing.B) {
	all := realRules(b)
	var network []*rule.Rule
	for _, r := range all {
		if strings.Contains(r.Path, "rules/network/") {
			network = append(network, r)
		}
	}
	b.Run("all", func(b *testing.B) { benchmarkMatch(b, all) })
	b.Run("network", func(b *testing.B) { benchmarkMatch(b, network) })
}
