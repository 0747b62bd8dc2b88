package report

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// group is what fails one check, over all devices.
type group struct {
	check    *Check
	severity finding.Severity // the highest among the results
	results  []int            // indices into Audit.Results; the gravest is first
	fresh    int              // how many are new since the baseline
}

// groupFails gathers the failing results by check, the most urgent first: by
// severity, then what the advisories of the campaign name, then what stands in
// a file before what is missing, then by how many devices it is found on.
func groupFails(a *Audit) []*group {
	byID := map[string]*group{}
	var out []*group
	for i := range a.Results {
		r := &a.Results[i]
		if r.Verdict != verdict.Fail {
			continue
		}
		g := byID[r.ID]
		if g == nil {
			g = &group{check: r.Check}
			byID[r.ID] = g
			out = append(out, g)
		}
		g.add(i, r)
	}
	slices.SortStableFunc(out, func(x, y *group) int {
		switch {
		case x.severity != y.severity:
			return int(y.severity) - int(x.severity)
		case x.check.campaign() != y.check.campaign():
			return y.check.campaign() - x.check.campaign()
		case x.shown(a) != y.shown(a):
			return y.shown(a) - x.shown(a)
		case len(x.results) != len(y.results):
			return len(y.results) - len(x.results)
		}
		return compare(x.check.ID, y.check.ID)
	})
	return out
}

func (g *group) add(i int, r *Result) {
	g.results = append(g.results, i)
	if len(g.results) > 1 && r.Severity > g.severity {
		g.results[0], g.results[len(g.results)-1] = i, g.results[0]
	}
	g.severity = max(g.severity, r.Severity)
	if r.Change == New {
		g.fresh++
	}
}

// campaign says how close a check is to the intrusions in carriers' networks of
// 2024 and 2025: 2 where an advisory reports what the intruders did (AA25, the
// joint advisory AA25-239A, and Talos' report), 1 where the joint advisory asks
// for it, else 0.
func (c *Check) campaign() int {
	rank := 0
	for _, ref := range c.References {
		switch {
		case ref == "AA25: Mitigations":
			rank = max(rank, 1)
		case strings.HasPrefix(ref, "AA25"), strings.HasPrefix(ref, "TALOS"):
			rank = 2
		}
	}
	return rank
}

// shown is 1 where a line of the file is the weakness, 0 where one is missing:
// what stands there may be an intruder's work.
func (g *group) shown(a *Audit) int { return min(1, len(a.Results[g.results[0]].Spans)) }

// question is what would settle a number of unknown results.
type question struct {
	resolve string
	results []int
	checks  []string // ids, sorted
	devices []string // names, in the order of the inputs
}

// groupUnknowns gathers the unknown results by what would settle them, the
// instruction that settles most first.
func groupUnknowns(a *Audit) []*question {
	by := map[string]*question{}
	var out []*question
	for i := range a.Results {
		r := &a.Results[i]
		if r.Verdict != verdict.Unknown {
			continue
		}
		text := r.Resolve
		if text == "" {
			text = r.Reason
		}
		q := by[text]
		if q == nil {
			q = &question{resolve: text}
			by[text] = q
			out = append(out, q)
		}
		q.results = append(q.results, i)
	}
	for _, q := range out {
		q.names(a)
	}
	slices.SortStableFunc(out, func(x, y *question) int {
		if len(x.results) != len(y.results) {
			return len(y.results) - len(x.results)
		}
		return compare(x.resolve, y.resolve)
	})
	return out
}

// names collects the checks and devices of a question.
func (q *question) names(a *Audit) {
	checks, paths := map[string]bool{}, map[string]bool{}
	for _, i := range q.results {
		r := &a.Results[i]
		if !checks[r.ID] {
			checks[r.ID] = true
			q.checks = append(q.checks, r.ID)
		}
		if !paths[r.Path] {
			paths[r.Path] = true
			q.devices = append(q.devices, r.Name())
		}
	}
	slices.Sort(q.checks)
}
