package drift_test

import (
	"testing"
	"time"

	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/finding"
)

// TestReverts: what is undone, in one step or by a detour, and how soon.
func TestReverts(t *testing.T) {
	day := func(n int) *time.Time {
		d := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		return &d
	}
	change := func(n int, sev finding.Severity, old, new string) drift.Change {
		return drift.Change{Path: "a", Kind: drift.Changed, Layer: drift.Facts, Fact: "x", Old: old, New: new, Time: day(n), Commit: string(rune('a' + n)), Severity: sev}
	}
	for name, c := range map[string]struct {
		changes  []drift.Change
		reverted []bool
		findings int
	}{
		"undone in two days":  {[]drift.Change{change(0, finding.High, "1", "2"), change(2, finding.Low, "2", "1")}, []bool{true, false}, 1},
		"on the seventh day":  {[]drift.Change{change(0, finding.High, "1", "2"), change(7, finding.Low, "2", "1")}, []bool{true, false}, 1},
		"after eight days":    {[]drift.Change{change(0, finding.High, "1", "2"), change(8, finding.Low, "2", "1")}, []bool{true, false}, 0},
		"of little weight":    {[]drift.Change{change(0, finding.Low, "1", "2"), change(1, finding.Low, "2", "1")}, []bool{true, false}, 0},
		"by a detour":         {[]drift.Change{change(0, finding.High, "1", "2"), change(1, finding.High, "2", "3"), change(2, finding.High, "3", "1")}, []bool{true, false, false}, 1},
		"never":               {[]drift.Change{change(0, finding.High, "1", "2"), change(1, finding.High, "2", "3")}, []bool{false, false}, 0},
		"time that goes back": {[]drift.Change{change(3, finding.High, "1", "2"), change(0, finding.High, "2", "1")}, []bool{true, false}, 0},
	} {
		got := drift.Reverts(c.changes)
		if len(got) != c.findings {
			t.Errorf("%s: %d findings, want %d", name, len(got), c.findings)
		}
		for i, want := range c.reverted {
			if (c.changes[i].RevertedAt != nil) != want {
				t.Errorf("%s: change %d reverted at %v, want %v", name, i, c.changes[i].RevertedAt, want)
			}
		}
	}
}
