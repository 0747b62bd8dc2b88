package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/collect/file/gitrepo"
)

func commitsOf(now time.Time, days ...int) []gitrepo.Commit {
	out := make([]gitrepo.Commit, len(days))
	for i, d := range days {
		out[i].Hash[0] = byte(i + 1)
		if d != 0 {
			out[i].Time = now.AddDate(0, 0, d)
		}
	}
	return out
}

// TestStraighten gives dates as days before now, 0 for none, and what they are
// taken for, with the commits that --since of ten days begins with.
func TestStraighten(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name       string
		days, want []int
		begin      int
		note       string
	}{
		{"all right", []int{-30, -20, -9, -1}, []int{-30, -20, -9, -1}, 2, ""},
		{"dated back", []int{-30, -9999, -9, -1}, []int{-30, -30, -9, -1}, 1, "commit 020000000000 is dated 1999-07-09T12:00:00Z and was taken for 2026-10-24T12:00:00Z: "},
		{"dated back at the end", []int{-30, -20, -9999, -9999}, []int{-30, -20, -20, -20}, 2, "and 1 more like it"},
		{"one of two dated back", []int{-20, -9999}, []int{-20, -20}, 1, "commit 02"},
		{"dated ahead of now", []int{-30, 900, -20, -1}, []int{-30, -30, -20, -1}, 3, "commit 02"},
		{"dated ahead, and before now", []int{-300, -15, -200, -100, -1}, []int{-300, -300, -200, -100, -1}, 4, "commit 02"},
		{"no date", []int{-30, 0, -9}, []int{-30, -30, -9}, 1, "is dated nowhere"},
		{"first one wrong", []int{900, -20, -9}, []int{-20, -20, -9}, 2, "commit 01"},
		{"nothing as young", []int{-30, -20}, []int{-30, -20}, 2, ""},
		{"no date at all", []int{0, 0}, nil, 0, "nowhere"},
	} {
		t.Run(test.name, func(t *testing.T) {
			commits := commitsOf(now, test.days...)
			d := straighten(commits, now)
			for i, want := range test.want {
				if !commits[i].Time.Equal(now.AddDate(0, 0, want)) {
					t.Errorf("commit %d is taken for %s, want day %d", i, commits[i].Time, want)
				}
			}
			if got := d.begin(commits, now.AddDate(0, 0, -10), now); got != test.begin {
				t.Errorf("begins with commit %d, want %d", got, test.begin)
			}
			if got := d.note(commits); !strings.Contains(got, test.note) || (got == "") != (test.note == "") {
				t.Errorf("note %q, want %q", got, test.note)
			}
		})
	}
}

// TestStraightenAny spoils the dates of some commits: dates never go back
// afterwards, right ones that are most stay, and no commit that is as young as is
// asked for is left out.
func TestStraightenAny(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(-400, -1), 1, 40).Draw(t, "days")
		slices.Sort(days)
		commits := commitsOf(now, days...)
		bad := map[int]bool{}
		for range rapid.IntRange(0, (len(days)-1)/2).Draw(t, "wrong") {
			i := rapid.IntRange(0, len(days)-1).Draw(t, "at")
			bad[i] = true
			commits[i].Time = now.AddDate(0, 0, rapid.IntRange(-4000, 4000).Draw(t, "date"))
		}
		d := straighten(commits, now)
		kept := 0
		for i := range commits {
			if i > 0 && commits[i].Time.Before(commits[i-1].Time) {
				t.Fatalf("commit %d is before the one that it follows", i)
			}
			if !d.wrong[i] {
				kept++
			}
		}
		if kept < len(days)-len(bad) {
			t.Fatalf("%d dates are kept, and %d are right", kept, len(days)-len(bad))
		}
		since := rapid.IntRange(-400, -1).Draw(t, "since")
		if len(bad) > 0 {
			return
		}
		want, _ := slices.BinarySearch(days, since)
		if got := d.begin(commits, now.AddDate(0, 0, since), now); got != want {
			t.Fatalf("since day %d begins with commit %d, want %d", since, got, want)
		}
	})
}
