package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/internal/gen"
	"github.com/linewarden/linewarden/report"
)

// driftOf runs the command and wants one of these exit statuses.
func driftOf(t *testing.T, want []int, args ...string) (out, errs string) {
	t.Helper()
	env, o, e := testEnv(t)
	code := Main(context.Background(), append([]string{"drift"}, args...), env)
	for _, w := range want {
		if w == code {
			return o.String(), e.String()
		}
	}
	t.Fatalf("exit status %d, want %v: %s", code, want, e)
	return "", ""
}

// spoilt is a configuration without every second line, and one in which each
// secret is another, with those.
func spoilt(config string, secrets []string) (half, changed string, others []string) {
	changed = config
	for i, line := range strings.SplitAfter(config, "\n") {
		if i%2 == 0 {
			half += line
		}
	}
	for i := range secrets {
		secrets[i] = strings.TrimSuffix(secrets[i], " hash2")
		turned := secrets[i][:len(secrets[i])-1] + "0"
		changed, others = strings.ReplaceAll(changed, secrets[i], turned), append(others, turned)
	}
	return half, changed, others
}

// TestDriftShowsNoSecret compares a configuration of each system with what is
// left of it without every second line, without its second half and with other
// secrets, both ways.
func TestDriftShowsNoSecret(t *testing.T) {
	env, _, _ := testEnv(t)
	d, err := newDiffer(env, driftOptions{flags: flags{format: "text", failOn: "never"}}, "r1.cfg")
	must(t, err)
	for name, system := range samples {
		t.Run(name, func(t *testing.T) {
			config, secrets := secretSample(t, name)
			half, changed, others := spoilt(config, secrets)
			opt := d.options
			opt.OS = system
			read := func(text string) *version {
				return &version{path: "r1.cfg", file: "r1.cfg", Result: d.parser.Parse([]byte(text), opt)}
			}
			out := map[string]string{}
			for what, text := range map[string]string{"half": half, "cut": config[:len(config)/2], "changed": changed} {
				for _, p := range []pair{{read(config), read(text)}, {read(text), read(config)}} {
					r := &report.Drift{}
					d.pair(r, p)
					r.Settle()
					for _, format := range []string{"text", "json"} {
						var b bytes.Buffer
						must(t, report.WriteDrift(&b, r, format, report.View{}))
						out[what+" "+format] += b.String()
					}
				}
			}
			leaks(t, out, append(secrets, others...))
		})
	}
}

// generated writes a small history.
func generated(t *testing.T, p gen.Past) string {
	t.Helper()
	repo := filepath.Join(t.TempDir(), "h.git")
	_, err := gen.History(repo, p)
	must(t, err)
	return repo
}

// TestHistoryIsStable: the same history gives the same bytes, whichever
// goroutine is first.
func TestHistoryIsStable(t *testing.T) {
	repo := generated(t, gen.Past{Devices: 6, Commits: 15, Lines: 120, Seed: 3})
	first, _ := driftOf(t, []int{exitOK}, "--git", repo, "--format", "json", "--fail-on", "never")
	again, _ := driftOf(t, []int{exitOK}, "--git", repo, "--format", "json", "--fail-on", "never")
	if d := cmp.Diff(first, again); d != "" {
		t.Error(d)
	}
	var d struct {
		Commits, Versions int
		Skipped           []report.DriftSkip
	}
	must(t, json.Unmarshal([]byte(first), &d))
	if d.Commits != 15 || d.Versions < 15 || len(d.Skipped) > 0 {
		t.Errorf("%d commits, %d versions, skipped %v", d.Commits, d.Versions, d.Skipped)
	}
}

// TestDamagedHistory breaks each object of a repository in turn: the reading
// ends, says what it could not read, and compares the rest.
func TestDamagedHistory(t *testing.T) {
	notShort(t)
	repo := generated(t, gen.Past{Devices: 3, Commits: 5, Lines: 60, Seed: 5})
	env, _, _ := testEnv(t)
	d, err := newDiffer(env, driftOptions{flags: flags{format: "text", failOn: "never"}}, repo)
	must(t, err)
	sound, err := d.history(t.Context(), env, repo, time.Time{}, nil)
	must(t, err)
	var objects []string
	must(t, filepath.WalkDir(filepath.Join(repo, "objects"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			objects = append(objects, p)
		}
		return err
	}))
	unsaid := 0
	for _, p := range objects {
		data, err := os.ReadFile(p)
		must(t, err)
		flipped := bytes.Clone(data)
		flipped[len(data)/2] ^= 0x10
		for _, broken := range [][]byte{nil, data[:len(data)/2], flipped} {
			must(t, os.WriteFile(p, broken, 0o600))
			out, err := d.history(t.Context(), env, repo, time.Time{}, nil)
			var u *usageError
			switch {
			case err != nil && (!errors.As(err, &u) || u.hint == ""):
				t.Errorf("%s: %v", p, err)
			case err == nil && len(out.Skipped) == 0 && len(out.Notes) == len(sound.Notes):
				// Nothing but a version that no commit changed again may go unread.
				unsaid++
				if diff := cmp.Diff(sound.Changes, out.Changes); diff != "" {
					t.Errorf("%s: nothing is said of the damage\n%s", p, diff)
				}
			}
		}
		must(t, os.WriteFile(p, data, 0o600))
	}
	if unsaid > 3*len(objects)/2 {
		t.Errorf("%d of %d damages were not noticed", unsaid, 3*len(objects))
	}
}

// TestSince reads what --since may be.
func TestSince(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for s, want := range map[string]string{
		"": "0001-01-01T00:00:00Z", "2026-11-01": "2026-11-01T00:00:00Z", "2026-11-01T10:00:00Z": "2026-11-01T10:00:00Z",
		"30d": "2026-10-21T12:00:00Z", "2w": "2026-11-06T12:00:00Z", "36h": "2026-11-19T00:00:00Z",
	} {
		got, err := sinceTime(s, now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v, %v, want %s", s, got, err, want)
		}
	}
	for _, s := range []string{"d", "-3d", "0d", "3x", "tomorrow", "2026-13-01", "99999999999d", "-5h"} {
		var u *usageError
		if _, err := sinceTime(s, now); !errors.As(err, &u) || u.hint == "" {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// TestSinceTellsWhatIsUndone asks for days on which only the reversal stands.
func TestSinceTellsWhatIsUndone(t *testing.T) {
	repo := filepath.Join(t.TempDir(), "history")
	if text, err := exec.Command("sh", "../../examples/carrier-history/unpack", repo).CombinedOutput(); err != nil {
		t.Skipf("the history is not unpacked: %v: %s", err, text)
	}
	env, out, errs := testEnv(t)
	if code := Main(context.Background(), []string{"drift", "--git", repo, "--no-cache", "--since", "2026-11-16", "--fail-on", "never"}, env); code != exitOK {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	for _, want := range []string{"3 commits · 6 versions of 3 devices", "7 changes were undone within 7 days", "config-revert-pair", "undoes a change of commit"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if strings.Contains(out.String(), "  ✗ critical") {
		t.Error("the report shows changes that were not asked for")
	}
}
