package audit_test

import (
	"slices"
	"testing"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
)

// allSystems are the systems that are read.
var allSystems = []string{"ios", "iosxr", "nxos", "asa", "eos", "junos", "panos", "fortios", "sros", "vrp", "routeros"}

func embedded(t testing.TB) []audit.Check {
	files, err := checks.Files()
	if err != nil {
		t.Fatal(err)
	}
	var out []audit.Check
	for _, f := range files {
		cs, err := audit.ReadChecks(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cs...)
	}
	return out
}

// TestEverySystemAnswered holds not_applicable to its meaning: a check has a
// rule for a system, or says why the question does not arise there.
func TestEverySystemAnswered(t *testing.T) {
	for _, c := range embedded(t) {
		for _, os := range allSystems {
			asked := slices.ContainsFunc(c.Rules, func(r audit.Rule) bool { return r.Applies(os) })
			if why := c.Absent(os); !asked && why == "" {
				t.Errorf("%s: %s has no rule, and not_on does not say why", c.ID, os)
			}
		}
		if c.NotOn["all"] != "" && !slices.ContainsFunc(allSystems, func(os string) bool { return c.Absent(os) == c.NotOn["all"] }) {
			t.Errorf("%s: not_on: all serves no system", c.ID)
		}
	}
}
