package report

import (
	"slices"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// Change says how a result relates to the baseline.
type Change string

// The relations. A result that is gone counts as Fixed only where its device
// was judged again and its check asked again; else nothing can be said, and it
// is Unseen.
const (
	New    Change = "new"
	Same   Change = "same"
	Fixed  Change = "fixed"
	Unseen Change = "unseen"
)

// Baseline is what Compare needs of an earlier report. Estates have hundreds of
// thousands of results, so one takes twelve bytes here.
type Baseline struct {
	devices []owner // in the report's list of devices
	// owners and checks are what results point to, once each.
	owners  []owner
	checks  []*Check
	results []was
	ownerAt map[owner]int32
	checkAt map[string]int32
}

// owner is a device: the path of its file and its hostname.
type owner struct{ path, host string }

// was is one result of an earlier report.
type was struct {
	owner, check int32 // indices into Baseline
	verdict      verdict.Verdict
	severity     finding.Severity
}

func newBaseline() *Baseline {
	return &Baseline{ownerAt: map[owner]int32{}, checkAt: map[string]int32{}}
}

// add takes in one result of check c, of which the first copy is kept.
func (b *Baseline) add(o owner, c Check, v verdict.Verdict, s finding.Severity) {
	at, ok := b.ownerAt[o]
	if !ok {
		at = int32(len(b.owners))
		b.owners, b.ownerAt[o] = append(b.owners, o), at
	}
	k, ok := b.checkAt[c.ID]
	if !ok {
		k = int32(len(b.checks))
		b.checks, b.checkAt[c.ID] = append(b.checks, &c), k
	}
	b.results = append(b.results, was{at, k, v, s})
}

// settle sorts results as those of an Audit.
func (b *Baseline) settle() {
	slices.SortStableFunc(b.results, func(x, y was) int {
		if c := compare(b.owners[x.owner].path, b.owners[y.owner].path); c != 0 {
			return c
		}
		return compare(b.checks[x.check].ID, b.checks[y.check].ID)
	})
}

// result gives result i the form of a report.
func (b *Baseline) result(i int) Result {
	w := b.results[i]
	o := b.owners[w.owner]
	return Result{Check: b.checks[w.check], Path: o.path, Device: o.host, Verdict: w.verdict, Severity: w.severity}
}

// Compare marks each fail and unknown as new or the same as in old, and adds
// what old has and a does not to a.Past. Results are the same where device,
// check and verdict are. A device is the same where its path is, or where the
// path is gone and one other path has its hostname, which no third one has.
// a must be settled; old's paths become those of a. A nil old changes nothing.
func (a *Audit) Compare(old *Baseline) {
	if old == nil {
		return
	}
	a.Summary.Baseline = map[Change]int{New: 0, Same: 0, Fixed: 0, Unseen: 0}
	old.rename(renames(old, a))
	k := 0
	for i := range a.Results.Len() {
		r := a.Results.head(i)
		if r.quiet() {
			continue
		}
		change := New
		for ; k < len(old.results); k++ {
			was := old.result(k)
			if was.before(&r) {
				continue
			}
			if !r.before(&was) && was.Verdict == r.Verdict {
				change = Same
			}
			break
		}
		a.Results.mark(i, change)
		a.Summary.Baseline[change]++
	}
	a.past(old)
}

// before is the order of results: by path, then by check.
func (r *Result) before(s *Result) bool {
	if r.Path != s.Path {
		return r.Path < s.Path
	}
	return r.ID < s.ID
}

// past collects the results of old that a does not repeat.
func (a *Audit) past(old *Baseline) {
	judged, asked := map[string]bool{}, map[string]bool{}
	for i := range a.Devices {
		judged[a.Devices[i].Path] = a.Devices[i].Judged()
	}
	for _, c := range a.Checks {
		asked[c.ID] = c.Off == ""
	}
	now, n := 0, a.Results.Len()
	for i := range old.results {
		gone := old.result(i)
		r := &gone
		var next Result
		for ; now < n; now++ {
			if next = a.Results.head(now); !next.before(r) && !next.quiet() {
				break
			}
		}
		if r.quiet() || now < n && !r.before(&next) {
			continue
		}
		gone.Change = Unseen
		if judged[r.Path] && asked[r.ID] {
			gone.Change = Fixed
		}
		a.Summary.Baseline[gone.Change]++
		a.Past = append(a.Past, gone)
	}
}

// rename gives results their new paths.
func (b *Baseline) rename(paths map[string]string) {
	if len(paths) == 0 {
		return
	}
	for i := range b.owners {
		if p, ok := paths[b.owners[i].path]; ok {
			b.owners[i].path = p
		}
	}
	b.settle()
}

// renames maps paths of old that are gone to those that replace them.
func renames(old *Baseline, now *Audit) map[string]string {
	is := make([]owner, len(now.Devices))
	there := map[string]bool{}
	for i := range now.Devices {
		d := &now.Devices[i]
		is[i], there[d.Path] = owner{d.Path, d.Hostname}, true
	}
	before := map[string]bool{}
	for _, o := range old.devices {
		before[o.path] = true
	}
	out := map[string]string{}
	replaced := hosts(is)
	for host, paths := range hosts(old.devices) {
		to := replaced[host]
		if len(paths) == 1 && len(to) == 1 && !there[paths[0]] && !before[to[0]] {
			out[paths[0]] = to[0]
		}
	}
	return out
}

// hosts returns the paths by hostname.
func hosts(owners []owner) map[string][]string {
	out := map[string][]string{}
	for _, o := range owners {
		if o.host != "" {
			out[o.host] = append(out[o.host], o.path)
		}
	}
	return out
}
