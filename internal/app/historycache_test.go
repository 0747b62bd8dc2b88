package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/internal/gen"
	"github.com/linewarden/linewarden/report"
)

// cacheEnv is an environment with a folder for caches.
func cacheEnv(t *testing.T) (env Env, dir string, out, errs *bytes.Buffer) {
	env, out, errs = testEnv(t)
	dir = t.TempDir()
	get := env.Getenv
	env.Getenv = func(k string) string {
		if k == "XDG_CACHE_HOME" {
			return dir
		}
		return get(k)
	}
	return env, dir, out, errs
}

// TestCachedHistoryIsTheSame: whatever part of a history was read before, a run
// gives the same bytes as one without a cache.
func TestCachedHistoryIsTheSame(t *testing.T) {
	notShort(t)
	repo := generated(t, gen.Past{Devices: 4, Commits: 10, Lines: 60, Seed: 7})
	env, dir, _, _ := cacheEnv(t)
	d, err := newDiffer(env, driftOptions{flags: flags{format: "text", failOn: "never"}}, repo)
	must(t, err)
	h, err := file.OpenHistory(t.Context(), repo, time.Time{}, file.Options{})
	must(t, err)
	h.Close()
	run := func(since time.Time, c *historyCache) string {
		out, err := d.history(t.Context(), env, repo, since, c)
		must(t, err)
		must(t, c.write(env.Now(), d.engine.Until()))
		out.Settle()
		var b bytes.Buffer
		must(t, report.WriteDrift(&b, out, "text", report.View{}))
		must(t, report.WriteDrift(&b, out, "json", report.View{}))
		return b.String()
	}
	rapid.Check(t, func(rt *rapid.T) {
		must(t, os.RemoveAll(dir))
		for range rapid.IntRange(2, 3).Draw(rt, "runs") {
			since := rapid.SampledFrom(h.Commits).Draw(rt, "since").Time
			c, note := d.openCache(env, repo, driftOptions{})
			if diff := cmp.Diff(run(since, nil), run(since, c)); diff != "" || c == nil || note != "" {
				rt.Fatalf("since %v: %s\n%s", since, note, diff)
			}
		}
	})
}

// TestHistoryCacheFile: the file is its owner's alone and shows nothing; one
// that was changed, cut or made for something else is made anew, with a note.
func TestHistoryCacheFile(t *testing.T) {
	notShort(t)
	repo := generated(t, gen.Past{Devices: 3, Commits: 6, Lines: 80, Seed: 4})
	env, dir, out, errs := cacheEnv(t)
	run := func(note bool, args ...string) string {
		t.Helper()
		out.Reset()
		errs.Reset()
		if code := Main(t.Context(), append([]string{"drift", "--git", repo, "--fail-on", "never"}, args...), env); code != exitOK {
			t.Fatalf("exit status %d: %s", code, errs)
		}
		if got := strings.Count(errs.String(), "\n"); note != (got == 1) || got > 1 {
			t.Errorf("%v: on standard error %q", args, errs)
		}
		return out.String()
	}
	first := run(false)
	path := ""
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			path = p
		}
		return err
	}))
	info, err := os.Stat(path)
	must(t, err)
	sound, err := os.ReadFile(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 || bytes.Contains(sound, []byte("hostname")) || strings.Contains(path, "h.git") {
		t.Errorf("%s: mode %v", path, info.Mode())
	}
	for i, broken := range [][]byte{nil, sound[:len(sound)/2], append(bytes.Clone(sound[:len(sound)-1]), sound[len(sound)-1]^1), []byte("something else")} {
		must(t, os.WriteFile(path, broken, 0o600))
		if d := cmp.Diff(first, run(true)); d != "" {
			t.Errorf("broken %d: %s", i, d)
		}
	}
	run(false)
	run(true, "--site", put(t, "site.yaml", "registers:\n  users: [ops]\n"))
	env.Version = "other"
	run(true)
}

// TestHistoryCacheSpares: what the cache knows is not parsed again.
func TestHistoryCacheSpares(t *testing.T) {
	notShort(t)
	repo := generated(t, gen.Past{Devices: 3, Commits: 6, Lines: 80, Seed: 4})
	env, _, out, _ := cacheEnv(t)
	args := []string{"drift", "--git", repo, "--fail-on", "never"}
	Main(t.Context(), args, env)
	first := out.String()
	// Without its blobs the repository still tells what was found out.
	d, err := newDiffer(env, driftOptions{flags: flags{format: "text", failOn: "never"}}, repo)
	must(t, err)
	c, note := d.openCache(env, repo, driftOptions{})
	if c == nil || note != "" || len(c.data.Changes) == 0 {
		t.Fatalf("no cache: %s", note)
	}
	for at := range c.data.Configs {
		name := at.String()
		must(t, os.RemoveAll(filepath.Join(repo, "objects", name[:2], name[2:])))
	}
	out.Reset()
	Main(t.Context(), args, env)
	if d := cmp.Diff(first, out.String()); d != "" {
		t.Error(d)
	}
}
