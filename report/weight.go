package report

import (
	"slices"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/finding"
)

// Weight is what decides the exit status of a report: the worst of its
// findings, whether there is any, and whether something cannot be told.
type Weight struct {
	Worst        finding.Severity
	Any, Unknown bool
}

func (w *Weight) add(s finding.Severity) { w.Worst, w.Any = max(w.Worst, s), true }

// Weight of lines: what was to be stopped and gets through, or the reverse,
// before what is of no use.
func (f *Filters) Weight() Weight {
	var w Weight
	for _, x := range f.Filters {
		for _, y := range x.Findings {
			if y.Kind == acl.NotProven {
				w.Unknown = true
				continue
			}
			w.add(y.Severity)
		}
	}
	return w
}

// weigh says how much a finding weighs. A line that denies and that no packet
// reaches lets through what somebody meant to stop.
func weigh(k acl.Kind, denies bool) finding.Severity {
	switch k {
	case acl.UndefinedRef:
		return finding.High
	case acl.Contradicted:
		if denies {
			return finding.High
		}
		return finding.Medium
	case acl.NeverMatches:
		return finding.Medium
	case acl.Shadowed, acl.Unapplied:
		return finding.Low
	}
	return finding.Info
}

// Weight of a difference: high where a packet is newly permitted or a filter
// is gone, low where packets are newly denied or a filter is new.
func (d *FilterDiffs) Weight() Weight {
	var w Weight
	for i := range d.Filters {
		f := &d.Filters[i]
		switch {
		case f.Status == "removed" || f.Permitted != "0":
			w.add(finding.High)
		case f.Status == "added" || f.Denied != "0":
			w.add(finding.Low)
		}
		doubt := func(r FilterRegion) bool { return r.Change == "not_proven" }
		w.Unknown = w.Unknown || !f.Whole || slices.ContainsFunc(f.Regions, doubt)
	}
	return w
}

// Weight of a question that is answered yes.
func (r *Reach) Weight() Weight { return reached(r.Answers) }

// Weight of services that are exposed.
func (e *Exposed) Weight() Weight { return reached(e.Exposed) }

// reached weighs answers: critical where every source of a family gets in,
// high where some do.
func reached(list []ReachAnswer) Weight {
	var w Weight
	for i := range list {
		switch a := &list[i]; {
		case a.Verdict == reach.Yes && len(a.Every) > 0:
			w.add(finding.Critical)
		case a.Verdict == reach.Yes:
			w.add(finding.High)
		case a.Verdict == reach.Unknown:
			w.Unknown = true
		}
	}
	return w
}
