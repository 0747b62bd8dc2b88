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
	results  []int            // of Audit.Results; the gravest is first
	fresh    int              // how many are new since the baseline
}

// groupFails gathers the failing results by check, the most urgent first: by
// severity, then what intruders are reported to leave behind before the doors
// that they use, then what hands them passwords or traffic at this moment, then
// what stands in a file before what is missing, then by how many devices it is
// found on. Within a group the device on which most fails comes first.
func groupFails(a *Audit) []*group {
	bad := a.badness()
	byID := map[string]*group{}
	var out []*group
	for i := range a.Results.Len() {
		r := a.Results.head(i)
		if r.Verdict != verdict.Fail {
			continue
		}
		g := byID[r.ID]
		if g == nil {
			g = &group{check: r.Check}
			byID[r.ID] = g
			out = append(out, g)
		}
		g.add(i, &r)
	}
	for _, g := range out {
		slices.SortStableFunc(g.results, func(x, y int) int {
			r, s := a.Results.head(x), a.Results.head(y)
			if r.Severity != s.Severity {
				return int(s.Severity) - int(r.Severity)
			}
			return bad[s.Path] - bad[r.Path]
		})
	}
	slices.SortStableFunc(out, func(x, y *group) int {
		switch {
		case x.severity != y.severity:
			return int(y.severity) - int(x.severity)
		case x.check.campaign() != y.check.campaign():
			return y.check.campaign() - x.check.campaign()
		case x.check.theft() != y.check.theft():
			return y.check.theft() - x.check.theft()
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
	g.severity = max(g.severity, r.Severity)
	if r.Change == New {
		g.fresh++
	}
}

// badness weighs what fails on each device, by path.
func (a *Audit) badness() map[string]int {
	bad := map[string]int{}
	for i := range a.Results.Len() {
		if r := a.Results.head(i); r.Verdict == verdict.Fail {
			bad[r.Path] += [...]int{finding.Critical: 10_000, finding.High: 100, finding.Medium: 1, finding.Low: 0}[min(r.Severity, finding.Critical)]
		}
	}
	return bad
}

// campaign says how close a check is to the intrusions in carriers' networks of
// 2024 and 2025, by the advisories that it cites (the joint advisory AA25-239A
// and Talos' report): 3 for what the intruders left behind, or what only a
// botnet leaves, 2 for a door by which they came, 1 for what the advisories
// ask for, else 0.
func (c *Check) campaign() int {
	rank := 0
	for _, ref := range c.References {
		switch {
		case strings.HasPrefix(ref, "AA25: Mitigations"), strings.HasPrefix(ref, "AA25: background"), ref == "TALOS: preventative":
			rank = max(rank, 1)
		case strings.HasPrefix(ref, "AA25: Initial access"):
			rank = max(rank, 2)
		case strings.HasPrefix(ref, "AA25"), strings.HasPrefix(ref, "TALOS"):
			rank = 3
		}
	}
	if c.technique("T1584") {
		return 3
	}
	return rank
}

// theft is 1 where the weakness gives away passwords or traffic as long as it
// stands: changed authentication, a place in the middle, a copy of traffic.
func (c *Check) theft() int {
	if c.technique("T1556") || c.technique("T1557") || c.technique("T1020") {
		return 1
	}
	return 0
}

func (c *Check) technique(id string) bool {
	return slices.ContainsFunc(c.Attack, func(t string) bool { return strings.HasPrefix(t, id) })
}

// shown is 1 where a line of the file is the weakness, 0 where one is missing:
// what stands there may be an intruder's work.
func (g *group) shown(a *Audit) int { return min(1, len(a.Results.At(g.results[0]).Spans)) }

// question is what would settle a number of unknown results.
type question struct {
	resolve string
	// details are the commands or facts that the instruction is about, the one
	// that settles most first.
	details []string
	uses    map[string]int // of details
	results []int
	checks  []string // ids, sorted
	devices []owner  // in the order of the inputs
}

// groupUnknowns gathers the unknown results by what would settle them, the
// instruction that settles most first. An instruction is what stands before
// the first ": " of Result.Resolve.
func groupUnknowns(a *Audit) []*question {
	by := map[string]*question{}
	var out []*question
	for i := range a.Results.Len() {
		if a.Results.head(i).Verdict != verdict.Unknown {
			continue
		}
		r := a.Results.At(i)
		text := r.Resolve
		if text == "" {
			text = r.Reason
		}
		head, detail, _ := strings.Cut(text, ": ")
		q := by[head]
		if q == nil {
			q = &question{resolve: head, uses: map[string]int{}}
			by[head] = q
			out = append(out, q)
		}
		if detail != "" {
			if q.uses[detail]++; q.uses[detail] == 1 {
				q.details = append(q.details, detail)
			}
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
		r := a.Results.head(i)
		if !checks[r.ID] {
			checks[r.ID] = true
			q.checks = append(q.checks, r.ID)
		}
		if !paths[r.Path] {
			paths[r.Path] = true
			q.devices = append(q.devices, owner{r.Path, r.Device})
		}
	}
	slices.Sort(q.checks)
	slices.SortFunc(q.details, func(x, y string) int {
		if q.uses[x] != q.uses[y] {
			return q.uses[y] - q.uses[x]
		}
		return compare(x, y)
	})
}
