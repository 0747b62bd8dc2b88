package track

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
)

func TestDeclaredRetention(t *testing.T) {
	for _, c := range []struct {
		name  string
		days  int
		since int64
		want  []string // from and to in days from the start, and words of the reason
	}{
		{"nothing said", 0, 0, nil},
		{"kept as long as the records reach", 20, 0, nil},
		{"kept longer than the records reach", 50, 0, []string{"-30 0 should be kept"}},
		{"kept longer, asked for less", 50, start - 10*day, []string{"-10 0 should be kept"}},
		{"kept shorter than what is asked for", 25, start - 40*day, []string{"-5 0 should be kept", "-40 -5 older than the site says"}},
		{"nothing said, more asked for", 0, start - 40*day, []string{"-40 0 nothing before the first"}},
	} {
		tr, _ := tracker()
		each(tr, "pe1", 0, 20*day)
		each(tr, "pe2", 0, 20*day)
		tr.Keep(func(source, _ string) int {
			if source == "pe1" {
				return c.days
			}
			return 0
		})
		r := tr.Report(Window{From: c.since, To: start + 20*day})
		var gaps []coverage.Gap
		for _, g := range r.Gaps {
			if g.Source == "pe1" {
				gaps = append(gaps, g)
			} else if c.since == 0 {
				t.Errorf("%s: asked of pe2: %+v", c.name, g)
			}
		}
		for _, g := range gaps {
			if g.From < r.From || g.Cause != coverage.NotRetained {
				t.Errorf("%s: %+v in a window from %d", c.name, g, r.From)
			}
		}
		var got []string
		for _, g := range gaps {
			got = append(got, fmt.Sprint((g.From-start)/day, " ", (g.To-start)/day, " ", g.Reason))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %q", c.name, got)
			continue
		}
		slices.Sort(got)
		slices.Sort(c.want)
		for i, w := range c.want {
			f := strings.SplitN(w, " ", 3)
			if !strings.HasPrefix(got[i], f[0]+" "+f[1]+" ") || !strings.Contains(got[i], f[2]) {
				t.Errorf("%s: %q, want %q", c.name, got[i], w)
			}
		}
	}
}
