package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// past opens a repository and walks it.
func past(t *testing.T, dir string, since time.Time, max int) (*Repo, []Commit, error) {
	t.Helper()
	r, err := Open(context.Background(), os.DirFS(dir), limits)
	must(err)
	t.Cleanup(r.Close)
	h, err := r.Head()
	must(err)
	commits, err := r.History(h, since, max)
	return r, commits, err
}

func TestHistory(t *testing.T) {
	dir := history(t, versions()...)
	for _, packed := range []bool{false, true} {
		if packed {
			repack(dir, false)
		}
		r, commits, err := past(t, dir, time.Time{}, 1000)
		must(err)
		if len(commits) != 40 || len(commits[0].Parents) != 0 || !commits[0].Time.Equal(when) {
			t.Fatalf("%d commits, the first %+v", len(commits), commits[0])
		}
		for i := 1; i < len(commits); i++ {
			diff, err := r.Diff(commits[i-1].Tree, commits[i].Tree)
			must(err)
			var got []string
			for _, d := range diff {
				data, err := r.Blob(d.New)
				must(err)
				if string(data) != versions()[i][d.Path] {
					t.Errorf("commit %d: %s has other content", i, d.Path)
				}
				got = append(got, d.Path)
			}
			if d := cmp.Diff([]string{"routers/r1", "routers/r2"}, got); d != "" {
				t.Errorf("commit %d: %s", i, d)
			}
		}
		all, err := r.Diff(Hash{}, commits[39].Tree)
		must(err)
		if len(all) != 6 {
			t.Errorf("%d files, want 6", len(all))
		}
	}
	_, commits, err := past(t, dir, when.Add(30*time.Hour), 1000)
	if err != nil || len(commits) != 11 || commits[0].Time.After(when.Add(30*time.Hour)) {
		t.Errorf("since: %d commits, %v", len(commits), err)
	}
	_, commits, err = past(t, dir, time.Time{}, 5)
	if !errors.Is(err, ErrTooMany) || len(commits) != 5 || !commits[4].Time.Equal(when.Add(39*time.Hour)) {
		t.Errorf("at most 5: %d commits, %v", len(commits), err)
	}
}

// TestHistoryOfBackdatedCommits: commits that claim to be old hide nothing that
// lies before them.
func TestHistoryOfBackdatedCommits(t *testing.T) {
	ages := func(n int, age string) []string { return slices.Repeat([]string{age}, n) }
	for name, c := range map[string]struct {
		times []string // oldest first: old, new, or none that can be read
		want  int
	}{
		"one in between":     {slices.Concat(ages(40, "1"), ages(3, "2000"), ages(1, "1"), ages(3, "2000")), 8},
		"no time":            {slices.Concat(ages(40, "1"), ages(3, "2000"), ages(40, "soon"), ages(3, "2000")), 47},
		"the newest":         {slices.Concat(ages(40, "1"), ages(2, "2000"), ages(31, "1")), 34},
		"none since":         {ages(50, "1"), 1},
		"older than before":  {slices.Concat(ages(5, "500"), ages(3, "1")), 4},
		"all":                {ages(5, "2000"), 5},
		"more than are read": {slices.Concat(ages(200, "1"), ages(90, "2000")), 91},
	} {
		var entries []packEntry
		empty, at := hashOf(tree, nil), Hash{}
		entries = append(entries, packEntry{name: empty, kind: tree})
		for i, seconds := range c.times {
			body := fmt.Sprintf("tree %s\n", empty)
			if i > 0 {
				body += fmt.Sprintf("parent %s\n", at)
			}
			body += fmt.Sprintf("committer a <a@example.net> %s +0000\n\n%d\n", seconds, i)
			at = hashOf(commit, []byte(body))
			entries = append(entries, packEntry{name: at, kind: commit, body: []byte(body)})
		}
		r, err := Open(context.Background(), packOf(entries...), limits)
		must(err)
		got, err := r.History(at, time.Unix(1000, 0), 100)
		if len(got) != c.want || err != nil {
			t.Errorf("%s: %d commits, want %d; %v", name, len(got), c.want, err)
		}
		r.Close()
	}
}

// A commit that is lost ends the way back; what is newer is there.
func TestHistoryWithALostCommit(t *testing.T) {
	dir := history(t, versions()[:6]...)
	_, commits, err := past(t, dir, time.Time{}, 1000)
	must(err)
	name := commits[2].Hash.String()
	must(os.Remove(filepath.Join(dir, "objects", name[:2], name[2:])))
	_, commits, err = past(t, dir, time.Time{}, 1000)
	if !errors.Is(err, ErrMissing) || len(commits) != 3 {
		t.Errorf("%d commits, %v", len(commits), err)
	}
}

func TestDiff(t *testing.T) {
	one, two := hashOf(blob, []byte("one")), hashOf(blob, []byte("two"))
	line := func(mode, name string, h Hash) string { return fmt.Sprintf("%s %s\x00%s", mode, name, h[:]) }
	sub := line("100644", "x", one)
	subHash := hashOf(tree, []byte(sub))
	trees := map[string]string{
		"empty": "", "one": line("100644", "a", one), "two": line("100644", "a", two), "exec": line("100755", "a", one),
		"link": line("120000", "a", one), "folder": line("40000", "a", subHash), "both": line("100644", "a", one) + line("40000", "b", subHash),
		"broken": "100644 a\x00short", "lost": line("40000", "a", Hash{9}), "sub": sub,
	}
	entries := []packEntry{{name: one, kind: blob, body: []byte("one")}, {name: two, kind: blob, body: []byte("two")}}
	hashes := map[string]Hash{"none": {}}
	for name, body := range trees {
		hashes[name] = hashOf(tree, []byte(body))
		entries = append(entries, packEntry{name: hashes[name], kind: tree, body: []byte(body)})
	}
	r, err := Open(context.Background(), packOf(entries...), limits)
	must(err)
	defer r.Close()
	for _, c := range []struct {
		old, new string
		want     []Diff
		err      error
	}{
		{"one", "one", nil, nil},
		{"none", "one", []Diff{{"a", Hash{}, one, Regular}}, nil},
		{"one", "empty", []Diff{{"a", one, Hash{}, Regular}}, nil},
		{"one", "two", []Diff{{"a", one, two, Regular}}, nil},
		{"one", "exec", nil, nil},
		{"one", "link", nil, nil},
		{"two", "link", []Diff{{"a", two, one, Symlink}}, nil},
		{"one", "folder", []Diff{{"a", one, Hash{}, Regular}, {"a/x", Hash{}, one, Regular}}, nil},
		{"folder", "one", []Diff{{"a", Hash{}, one, Regular}, {"a/x", one, Hash{}, Regular}}, nil},
		{"one", "both", []Diff{{"b/x", Hash{}, one, Regular}}, nil},
		{"one", "broken", nil, ErrDamaged},
		{"broken", "one", nil, ErrDamaged},
		{"both", "lost", []Diff{{"a", one, Hash{}, Regular}, {"b/x", one, Hash{}, Regular}}, ErrMissing},
	} {
		got, err := r.Diff(hashes[c.old], hashes[c.new])
		if d := cmp.Diff(c.want, got); d != "" || !errors.Is(err, c.err) {
			t.Errorf("%s to %s: %v\n%s", c.old, c.new, err, d)
		}
	}
}

// Trees that hold the tree below them twice, on both sides and unlike in one
// file, end at the bound.
func TestDiffBomb(t *testing.T) {
	var entries []packEntry
	bomb := func(leaf string) Hash {
		body := []byte("100644 " + leaf + "\x00" + string(make([]byte, 20)))
		h := hashOf(tree, body)
		entries = append(entries, packEntry{name: h, kind: tree, body: body})
		for range 60 {
			body = []byte("40000 a\x00" + string(h[:]) + "40000 b\x00" + string(h[:]))
			h = hashOf(tree, body)
			entries = append(entries, packEntry{name: h, kind: tree, body: body})
		}
		return h
	}
	one, two := bomb("x"), bomb("y")
	r, err := Open(context.Background(), packOf(entries...), limits)
	must(err)
	defer r.Close()
	if got, err := r.Diff(one, two); !errors.Is(err, ErrTooMany) || len(got) > limits.MaxFiles {
		t.Errorf("%d files, %v", len(got), err)
	}
}

// FuzzDiff compares any two folders.
func FuzzDiff(f *testing.F) {
	f.Add([]byte("100644 a\x00"+string(make([]byte, 20))), []byte("40000 a\x00"+string(make([]byte, 20))))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		a, b := hashOf(tree, one), hashOf(tree, two)
		entries := []packEntry{{name: a, kind: tree, body: one}}
		if !bytes.Equal(one, two) {
			entries = append(entries, packEntry{name: b, kind: tree, body: two})
		}
		r, err := Open(context.Background(), packOf(entries...), limits)
		must(err)
		defer r.Close()
		there, err := r.Diff(a, b)
		back, _ := r.Diff(b, a)
		if err == nil && len(there) != len(back) {
			t.Errorf("%d files one way and %d the other", len(there), len(back))
		}
	})
}
