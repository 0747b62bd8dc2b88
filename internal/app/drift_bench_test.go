package app

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/linewarden/linewarden/internal/cputime"
	"github.com/linewarden/linewarden/internal/gen"
)

// BenchmarkHistory reads the history of 200 devices of 1,000 lines, of which
// each commit changes one to five: 1,000 commits where LINEWARDEN_COMMITS says
// so, and 50 otherwise. The first run has an empty cache, and the next ones have
// what it left: -benchtime 2x shows both.
func BenchmarkHistory(b *testing.B) {
	commits, err := strconv.Atoi(os.Getenv("LINEWARDEN_COMMITS"))
	if err != nil {
		commits = 50
	}
	dir := b.TempDir()
	repo := filepath.Join(dir, "h.git")
	versions, err := gen.History(repo, gen.Past{Devices: 200, Commits: commits, Lines: 1000, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	env := Env{Version: "bench", Stdout: io.Discard, Stderr: io.Discard, Now: time.Now, Getenv: func(k string) string {
		if k == "XDG_STATE_HOME" || k == "XDG_CACHE_HOME" {
			return dir
		}
		return ""
	}}
	b.ReportMetric(float64(versions), "versions")
	first := time.Duration(0)
	for b.Loop() {
		start := cputime.Used()
		if got := Main(context.Background(), []string{"drift", "--git", repo, "--fail-on", "never"}, env); got != exitOK {
			b.Fatal("exit status", got)
		}
		if used := cputime.Used() - start; first == 0 {
			first = used
			b.ReportMetric(used.Seconds(), "first-cpu-s")
		} else {
			b.ReportMetric(used.Seconds(), "next-cpu-s")
		}
	}
}
