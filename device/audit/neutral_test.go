package audit_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// family groups systems whose configurations are written alike.
func family(os string) string {
	switch os {
	case "ios", "iosxr", "nxos", "asa", "eos":
		return "cisco-like"
	}
	return os
}

// oneFamily are rules for every system, as check/number, whose tests reach a
// verdict on one family at most, with the reason.
var oneFamily = map[string]string{
	"running-vs-startup/1": "only Cisco-like systems write both times into the file",
}

// TestNeutralRules sees that a rule for every system, asked alone, reaches pass
// or fail on systems of two families: its facts are then no family's own.
func TestNeutralRules(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	stale := maps.Clone(oneFamily)
	for _, c := range embedded(t) {
		for i, r := range c.Rules {
			if len(r.OS)+len(r.Unread) > 0 || r.Scope != "" {
				continue
			}
			alone := c
			r.Empty = ""
			alone.Rules = []audit.Rule{r}
			families := map[string]bool{}
			for _, tt := range c.Tests {
				if v := askAlone(t, &alone, tt, audit.Options{Absence: tables, Now: testTime}, read); v == verdict.Pass || v == verdict.Fail {
					families[family(tt.OS)] = true
				}
			}
			name := fmt.Sprintf("%s/%d", c.ID, i+1)
			if enough := len(families) > 1; enough == (oneFamily[name] != "") {
				t.Errorf("%s: decided on %d families, listed in oneFamily %q", name, len(families), oneFamily[name])
			}
			delete(stale, name)
		}
	}
	for name := range stale {
		t.Errorf("%s stands in oneFamily and is no rule for every system", name)
	}
}

func askAlone(t *testing.T, c *audit.Check, tt audit.Test, opt audit.Options, read audit.Reader) verdict.Verdict {
	s, err := site.Parse([]byte(tt.Site), ".")
	if err != nil {
		t.Fatal(err)
	}
	opt.Site = s
	e, err := audit.New([]audit.Check{*c}, opt)
	if err != nil {
		t.Fatal(err)
	}
	in, err := read(tt.OS, tt.Config, !tt.Cut)
	if err != nil {
		t.Fatal(err)
	}
	found := append(e.Evaluate(in), finding.Finding{Verdict: verdict.NotApplicable})
	return found[0].Verdict
}
