package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// Reader turns a test's configuration into a device. whole says that the text
// is to be taken as complete.
type Reader func(os, config string, whole bool) (Input, error)

// Tester runs the tests that stand beside checks.
type Tester struct {
	Absence map[string]*model.Absence
	Read    Reader
	Now     time.Time
}

// Report is what the tests of one check showed.
type Report struct {
	Check *Check
	Cases int
	// Problems says what is wrong, one sentence each; empty means all holds.
	Problems []string
	// Read are the facts and registers that the rules looked at, sorted.
	Read []string
}

// Test runs every test of a check and sees that
//   - each test gives the verdict that it wants,
//   - each system that a rule or a fix names has a test that fails and one that passes,
//   - each system that a rule lists as unread has a test of a whole text that gives unknown,
//   - needs lists exactly the facts and registers that the rules looked at,
//   - making any of them unknown never turns fail or unknown into pass, and
//     turns some answer into unknown.
func (t *Tester) Test(c *Check) Report {
	r := Report{Check: c, Cases: len(c.Tests)}
	read, moved := map[string]bool{}, map[string]bool{}
	for i := range c.Tests {
		if err := t.one(c, i, &r, read, moved); err != nil {
			r.Problems = append(r.Problems, fmt.Sprintf("test %d: %v", i+1, err))
		}
	}
	r.Read = slices.Sorted(maps.Keys(read))
	if want := slices.Sorted(slices.Values(c.Needs)); !slices.Equal(want, r.Read) {
		r.Problems = append(r.Problems, fmt.Sprintf("needs should be [%s]", strings.Join(r.Read, ", ")))
	}
	for _, path := range r.Read {
		if !moved[path] && len(r.Problems) == 0 {
			r.Problems = append(r.Problems, "no test's answer changes when "+path+" is unknown")
		}
	}
	r.Problems = append(r.Problems, systemsTested(c)...)
	return r
}

// systemsTested sees that each named system has its fail and its pass.
func systemsTested(c *Check) []string {
	have := map[string]bool{}
	for _, t := range c.Tests {
		have[t.OS+" "+t.Want.String()] = true
		if t.Want == verdict.Unknown && !t.Cut {
			have[t.OS+" unread"] = true
		}
	}
	named, unread := map[string]bool{}, map[string]bool{}
	for i := range c.Rules {
		for _, os := range c.Rules[i].OS {
			named[os] = true
		}
		for _, os := range c.Rules[i].Unread {
			unread[os] = true
		}
	}
	for os := range c.Fix {
		named[os] = os != "all"
	}
	var out []string
	for _, os := range slices.Sorted(maps.Keys(named)) {
		for _, v := range []verdict.Verdict{verdict.Fail, verdict.Pass} {
			if named[os] && !have[os+" "+v.String()] {
				out = append(out, fmt.Sprintf("no test of %s that gives %s", os, v))
			}
		}
	}
	for _, os := range slices.Sorted(maps.Keys(unread)) {
		if !have[os+" unread"] {
			out = append(out, fmt.Sprintf("no test of a whole %s configuration that gives unknown", os))
		}
	}
	return out
}

func (t *Tester) one(c *Check, i int, r *Report, read, moved map[string]bool) error {
	tt := &c.Tests[i]
	e, err := t.engine(c, tt)
	if err != nil {
		return err
	}
	got, seen, err := t.run(e, tt, "")
	if err != nil {
		return err
	}
	if got.Verdict != tt.Want {
		r.Problems = append(r.Problems, fmt.Sprintf("test %d (%s): %s, want %s: %s", i+1, tt.OS, got.Verdict, tt.Want, got.Reason))
	}
	maps.Copy(read, seen)
	for path := range seen {
		if strings.HasPrefix(path, "site.") {
			moved[path] = moved[path] || t.withoutSite(c, tt, got)
			continue
		}
		without, _, err := t.run(e, tt, path)
		if err != nil {
			return err
		}
		if without.Verdict == verdict.Pass && (got.Verdict == verdict.Fail || got.Verdict == verdict.Unknown) {
			r.Problems = append(r.Problems, fmt.Sprintf("test %d: %s becomes pass when %s is unknown", i+1, got.Verdict, path))
		}
		moved[path] = moved[path] || without.Verdict == verdict.Unknown && (got.Verdict != verdict.Unknown || tt.unread(c))
	}
	return nil
}

// unread reports whether the test shows that a rule's facts are not read from
// the system, so that forgetting them changes nothing.
func (tt *Test) unread(c *Check) bool {
	return !tt.Cut && slices.ContainsFunc(c.Rules, func(r Rule) bool { return slices.Contains(r.Unread, tt.OS) })
}

// withoutSite reports whether the answer becomes unknown without a site, or
// is unknown for want of one.
func (t *Tester) withoutSite(c *Check, tt *Test, got finding.Finding) bool {
	bare := *tt
	bare.Site = ""
	e, err := t.engine(c, &bare)
	if err != nil {
		return false
	}
	without, _, err := t.run(e, &bare, "")
	return err == nil && without.Verdict == verdict.Unknown && (got.Verdict != verdict.Unknown || tt.Site == "")
}

func (t *Tester) engine(c *Check, tt *Test) (*Engine, error) {
	s, err := site.Parse([]byte(tt.Site), ".")
	if err != nil {
		return nil, err
	}
	return New([]Check{*c}, Options{Absence: t.Absence, Site: s, Now: t.Now})
}

// run gives the answer for one test with the facts at path, if any, unknown.
func (t *Tester) run(e *Engine, tt *Test, forget string) (finding.Finding, map[string]bool, error) {
	in, err := t.Read(tt.OS, tt.Config, !tt.Cut)
	if err != nil {
		return finding.Finding{}, nil, err
	}
	in.Path = "test"
	if forget != "" {
		in.Device.Forget(forget)
	}
	v := e.view(in.Device)
	defer v.close()
	v.seen = map[string]bool{}
	if plan := e.plan(in.Device.OS); len(plan) > 0 {
		return v.ask(&plan[0], in), v.seen, nil
	}
	est := &Estate{}
	est.Add(in.Path, in.Device, in.Text)
	for i, other := range tt.Others {
		in, err := t.Read(tt.OS, other, true)
		if err != nil {
			return finding.Finding{}, nil, err
		}
		est.Add(fmt.Sprintf("other %d", i+1), in.Device, in.Text)
	}
	all := e.EvaluateEstate(est)
	return all[0], v.seen, nil
}
