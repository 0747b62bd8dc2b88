package app

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/linewarden/linewarden/internal/gen"
)

// BenchmarkHistory reads the history of 200 devices of 1,000 lines, of which
// each commit changes one to five: 1,000 commits where LINEWARDEN_COMMITS says
// so, and 50 otherwise.
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
	env := Env{Stdout: io.Discard, Stderr: io.Discard, Now: time.Now, Getenv: func(k string) string {
		if k == "XDG_STATE_HOME" {
			return dir
		}
		return ""
	}}
	b.ReportMetric(float64(versions), "versions")
	for b.Loop() {
		if got := Main(context.Background(), []string{"drift", "--git", repo, "--fail-on", "never"}, env); got != exitOK {
			b.Fatal("exit status", got)
		}
	}
}
