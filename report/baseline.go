package report

import (
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

// Compare marks each fail and unknown as new or the same as in old, and adds
// what old has and a does not to a.Past. Results are the same where device,
// check and verdict are. A device is the same where its path is, or where the
// path is gone and one other path has its hostname, which no third one has.
// A nil old changes nothing.
func (a *Audit) Compare(old *Audit) {
	if old == nil {
		return
	}
	a.Summary.Baseline = map[Change]int{New: 0, Same: 0, Fixed: 0, Unseen: 0}
	renamed := renames(old, a)
	before := index(old, renamed)
	for i := range a.Results {
		r := &a.Results[i]
		if r.Verdict != verdict.Fail && r.Verdict != verdict.Unknown {
			continue
		}
		r.Change = New
		if was, ok := before[key{r.Path, r.ID}]; ok && was == r.Verdict {
			r.Change = Same
		}
		a.Summary.Baseline[r.Change]++
	}
	a.past(old, renamed)
}

type key struct{ path, check string }

// index returns the fails and unknowns by device and check.
func index(a *Audit, renamed map[string]string) map[key]verdict.Verdict {
	out := make(map[key]verdict.Verdict, len(a.Results))
	for i := range a.Results {
		if r := &a.Results[i]; r.Verdict == verdict.Fail || r.Verdict == verdict.Unknown {
			out[key{follow(renamed, r.Path), r.ID}] = r.Verdict
		}
	}
	return out
}

func follow(renamed map[string]string, path string) string {
	if now, ok := renamed[path]; ok {
		return now
	}
	return path
}

// past collects the results of old that a does not repeat.
func (a *Audit) past(old *Audit, renamed map[string]string) {
	judged, asked := map[string]bool{}, map[string]bool{}
	for i := range a.Devices {
		judged[a.Devices[i].Path] = a.Devices[i].Judged()
	}
	for _, c := range a.Checks {
		asked[c.ID] = c.Off == ""
	}
	now := index(a, nil)
	for i := range old.Results {
		r := old.Results[i]
		if r.Verdict != verdict.Fail && r.Verdict != verdict.Unknown {
			continue
		}
		path := follow(renamed, r.Path)
		if _, still := now[key{path, r.ID}]; still {
			continue
		}
		r.Change = Unseen
		if judged[path] && asked[r.ID] {
			r.Change = Fixed
		}
		a.Summary.Baseline[r.Change]++
		a.Past = append(a.Past, r)
	}
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
