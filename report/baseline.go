package report

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

// Compare marks each fail and unknown as new or the same as in old, and adds
// what old has and a does not to a.Past. Results are the same where device,
// check and verdict are. A device is the same where its path is, or where the
// path is gone and one other path has its hostname, which no third one has.
// Both must be settled; old's paths become those of a. A nil old changes nothing.
func (a *Audit) Compare(old *Audit) {
	if old == nil {
		return
	}
	a.Summary.Baseline = map[Change]int{New: 0, Same: 0, Fixed: 0, Unseen: 0}
	old.rename(renames(old, a))
	was := old.Results
	for i := range a.Results {
		r := &a.Results[i]
		if r.quiet() {
			continue
		}
		for len(was) > 0 && was[0].before(r) {
			was = was[1:]
		}
		r.Change = New
		if len(was) > 0 && !r.before(&was[0]) && was[0].Verdict == r.Verdict {
			r.Change = Same
		}
		a.Summary.Baseline[r.Change]++
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
func (a *Audit) past(old *Audit) {
	judged, asked := map[string]bool{}, map[string]bool{}
	for i := range a.Devices {
		judged[a.Devices[i].Path] = a.Devices[i].Judged()
	}
	for _, c := range a.Checks {
		asked[c.ID] = c.Off == ""
	}
	now := a.Results
	for i := range old.Results {
		r := &old.Results[i]
		for len(now) > 0 && (now[0].before(r) || now[0].quiet()) {
			now = now[1:]
		}
		if r.quiet() || len(now) > 0 && !r.before(&now[0]) {
			continue
		}
		gone := *r
		gone.Change = Unseen
		if judged[r.Path] && asked[r.ID] {
			gone.Change = Fixed
		}
		a.Summary.Baseline[gone.Change]++
		a.Past = append(a.Past, gone)
	}
}

// rename gives results their new paths.
func (a *Audit) rename(paths map[string]string) {
	if len(paths) == 0 {
		return
	}
	for i := range a.Results {
		if p, ok := paths[a.Results[i].Path]; ok {
			a.Results[i].Path = p
		}
	}
	a.sort()
}

// renames maps paths of old that are gone to those that replace them.
func renames(old, now *Audit) map[string]string {
	there := map[string]bool{}
	for i := range now.Devices {
		there[now.Devices[i].Path] = true
	}
	was, is := hosts(old), hosts(now)
	before := map[string]bool{}
	for i := range old.Devices {
		before[old.Devices[i].Path] = true
	}
	out := map[string]string{}
	for host, paths := range was {
		to := is[host]
		if len(paths) == 1 && len(to) == 1 && !there[paths[0]] && !before[to[0]] {
			out[paths[0]] = to[0]
		}
	}
	return out
}

// hosts returns the paths by hostname.
func hosts(a *Audit) map[string][]string {
	out := map[string][]string{}
	for i := range a.Devices {
		if d := &a.Devices[i]; d.Hostname != "" {
			out[d.Hostname] = append(out[d.Hostname], d.Path)
		}
	}
	return out
}
