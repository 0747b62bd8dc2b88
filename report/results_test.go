package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// TestResultsKeepAll holds Results against a list of the answers put in, as
// they are and sorted.
func TestResultsKeepAll(t *testing.T) {
	var checks []*Check
	for _, id := range []string{"b", "a", "a", ""} {
		checks = append(checks, &Check{ID: id, Title: fmt.Sprint(len(checks))})
	}
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "the same", strings.Repeat("long", maxSharedText)}))
	rapid.Check(t, func(t *rapid.T) {
		var s Results
		var want []Result
		for range rapid.IntRange(0, 6).Draw(t, "devices") {
			path, host := rapid.SampledFrom([]string{"p", "o", "", "q"}).Draw(t, "path"), text.Draw(t, "host")
			var rs []Result
			for range rapid.IntRange(0, 5).Draw(t, "results") {
				r := Result{
					Check: rapid.SampledFrom(checks).Draw(t, "check"), Path: path, Device: host,
					Verdict:  rapid.SampledFrom([]verdict.Verdict{verdict.Fail, verdict.Unknown, verdict.Pass, verdict.NotApplicable}).Draw(t, "verdict"),
					Severity: finding.Severity(rapid.IntRange(0, 4).Draw(t, "severity")), Change: rapid.SampledFrom(changes[:]).Draw(t, "change"),
					Reason: text.Draw(t, "reason"), Resolve: text.Draw(t, "resolve"), Fix: text.Draw(t, "fix"),
				}
				for range rapid.IntRange(0, 12).Draw(t, "spans") {
					r.Spans = append(r.Spans, finding.Span{Line: rapid.Int().Draw(t, "line"), End: rapid.Int().Draw(t, "end"), Text: text.Draw(t, "text")})
				}
				rs = append(rs, r)
			}
			s.Add(rs...)
			want = append(want, rs...)
		}
		same(t, want, &s)
		s.sort()
		slices.SortStableFunc(want, func(x, y Result) int { return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.ID, y.ID)) })
		same(t, want, &s)
		for _, path := range []string{"p", "none"} {
			var there []Result
			for _, r := range want {
				if r.Path == path {
					there = append(there, r)
				}
			}
			if d := gocmp.Diff(there, s.of(path)); d != "" {
				t.Fatalf("of %s:\n%s", path, d)
			}
		}
	})
}

func same(t *rapid.T, want []Result, s *Results) {
	t.Helper()
	var got []Result
	for i := range s.Len() {
		got = append(got, s.At(i))
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Fatalf("put in, and what came out:\n%s", d)
	}
}

// TestResultsShareABoundedTable puts in more different texts than are shared.
func TestResultsShareABoundedTable(t *testing.T) {
	var s Results
	c := &Check{}
	const n = maxShared + 100
	for i := range n {
		s.Add(Result{Check: c, Reason: fmt.Sprint("reason ", i)})
	}
	if len(s.shared) > maxShared || len(s.sharedAt) > maxShared {
		t.Errorf("%d texts are shared", len(s.shared))
	}
	for i := range n {
		if got, want := s.At(i).Reason, fmt.Sprint("reason ", i); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}
