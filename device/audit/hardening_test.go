package audit_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/verdict"
)

// lastRow is the highest number of the cross-vendor table, and noCheck the
// rows that docs/hardening.md says no check asks.
const lastRow = 72

var noCheck = []int{68}

// hardeningRow is one line of docs/hardening.md.
type hardeningRow struct {
	row, check string
	systems    map[string][]string // by how the check deals with them
	references []string
	remark     string
}

var columns = []string{"answers", "unread", "absent", "untested"}

func hardeningRows(t *testing.T) []hardeningRow {
	data, err := os.ReadFile("../../docs/hardening.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []hardeningRow
	for l := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSpace(l), "|")
		if len(cells) != 11 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "row" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		r := hardeningRow{row: cells[1], check: cells[3], systems: map[string][]string{}, remark: cells[9]}
		for i, c := range columns {
			r.systems[c] = strings.Fields(cells[4+i])
		}
		if cells[8] != "" {
			r.references = strings.Split(cells[8], "; ")
		}
		out = append(out, r)
	}
	return out
}

// dealsWith says in which column of the table a system belongs.
func dealsWith(c *audit.Check, system string) string {
	tested := func(v verdict.Verdict) bool {
		return slices.ContainsFunc(c.Tests, func(t audit.Test) bool { return t.OS == system && t.Want == v })
	}
	switch {
	case c.Absent(system) != "":
		return "absent"
	case tested(verdict.Fail) && tested(verdict.Pass):
		return "answers"
	case slices.ContainsFunc(c.Rules, func(r audit.Rule) bool { return slices.Contains(r.Unread, system) }):
		return "unread"
	}
	return "untested"
}

// TestHardeningTable holds docs/hardening.md to the checks.
func TestHardeningTable(t *testing.T) {
	byID := map[string]audit.Check{}
	for _, c := range embedded(t) {
		byID[c.ID] = c
	}
	seen := map[string]bool{}
	for _, r := range hardeningRows(t) {
		seen[r.row] = true
		c, ok := byID[r.check]
		if !ok {
			t.Errorf("row %s: there is no check %q", r.row, r.check)
			continue
		}
		for _, ref := range r.references {
			if !slices.Contains(c.References, ref) {
				t.Errorf("row %s: %s does not name %q", r.row, r.check, ref)
			}
		}
		if len(r.systems["untested"]) > 0 && r.remark == "" {
			t.Errorf("row %s: %s says not why systems stand under untested", r.row, r.check)
		}
		for column, systems := range r.systems {
			for _, os := range systems {
				if got := dealsWith(&c, os); got != column {
					t.Errorf("row %s: %s on %s stands under %s, belongs under %s", r.row, r.check, os, column, got)
				}
			}
		}
	}
	for n := 1; n <= lastRow; n++ {
		if want := !slices.Contains(noCheck, n); seen[strconv.Itoa(n)] != want {
			t.Errorf("row %d: stands in the table %v, want %v", n, !want, want)
		}
	}
}

// Each check stands in the table.
func TestHardeningNamesEveryCheck(t *testing.T) {
	named := map[string]bool{}
	for _, r := range hardeningRows(t) {
		named[r.check] = true
	}
	for _, c := range embedded(t) {
		if !named[c.ID] {
			t.Errorf("docs/hardening.md does not name %s", c.ID)
		}
	}
}
