package needle_test

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/detect/needle"
	"github.com/linewarden/linewarden/internal/realdata"
)

var quoted = regexp.MustCompile(`^\s*- '?([^'*?]{4,40})'?\s*$`)

func realNeedles(tb testing.TB, n int) []string {
	seen := map[string]bool{}
	var out []string
	for _, path := range realdata.Files(tb, "sigma-rules") {
		f, err := os.Open(path)
		if err != nil {
			tb.Fatal(err)
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			if m := quoted.FindStringSubmatch(s.Text()); m != nil && !seen[m[1]] && !strings.Contains(m[1], "http") && !strings.Contains(m[1], "attack.") {
				seen[m[1]] = true
				out = append(out, m[1])
			}
		}
		f.Close()
	}
	step := max(1, len(out)/n)
	var some []string
	for i := 0; i < len(out) && len(some) < n; i += step {
		some = append(some, out[i])
	}
	return some
}

func BenchmarkReal(b *testing.B) {
	for _, n := range []int{200, 2000, 20000} {
		needles := realNeedles(b, n)
		_, lines := corpus(10)
		set, err := needle.New(needles)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(itoa(n), func(b *testing.B) {
			b.SetBytes(200)
			var hits []needle.Hit
			found := 0
			for i := 0; b.Loop(); i++ {
				hits = set.Scan(lines[i%len(lines)], hits[:0])
				found += len(hits)
			}
			b.ReportMetric(float64(found)/float64(b.N), "hits/op")
			b.ReportMetric(float64(len(needles)), "needles")
		})
	}
}
