package report

import (
	"testing"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/finding"
)

// TestWeight has one row for each rule by which a report decides the exit
// status.
func TestWeight(t *testing.T) {
	lines := func(list ...FilterFinding) Weight {
		f := Filters{Filters: []Filter{{}, {Findings: list}}}
		return f.Weight()
	}
	diff := func(list ...FilterDiff) Weight {
		d := FilterDiffs{Filters: list}
		return d.Weight()
	}
	reached := func(list ...ReachAnswer) Weight {
		r, e := Reach{Answers: list}, Exposed{Exposed: list}
		if r.Weight() != e.Weight() {
			t.Errorf("%v: %v where asked, %v where exposed", list, r.Weight(), e.Weight())
		}
		return r.Weight()
	}
	same := FilterDiff{Status: "changed", Whole: true, Permitted: "0", Denied: "0"}
	with := func(change func(*FilterDiff)) FilterDiff {
		d := same
		change(&d)
		return d
	}
	for _, tc := range []struct {
		name      string
		got, want Weight
	}{
		{"no line", lines(), Weight{}},
		{"a line", lines(FilterFinding{Kind: acl.Redundant, Severity: finding.Info}), Weight{Worst: finding.Info, Any: true}},
		{"the worst line", lines(FilterFinding{Kind: acl.Shadowed, Severity: finding.Low}, FilterFinding{Kind: acl.Contradicted, Severity: finding.High}, FilterFinding{Kind: acl.Partial}), Weight{Worst: finding.High, Any: true}},
		{"a line that is not proven", lines(FilterFinding{Kind: acl.NotProven, Severity: finding.High}), Weight{Unknown: true}},

		{"no filter", diff(), Weight{}},
		{"every packet as before", diff(same), Weight{}},
		{"newly permitted", diff(with(func(d *FilterDiff) { d.Permitted = "1" })), Weight{Worst: finding.High, Any: true}},
		{"newly denied", diff(with(func(d *FilterDiff) { d.Denied = "1" })), Weight{Worst: finding.Low, Any: true}},
		{"both", diff(with(func(d *FilterDiff) { d.Permitted, d.Denied = "1", "1" })), Weight{Worst: finding.High, Any: true}},
		{"gone", diff(with(func(d *FilterDiff) { d.Status = "removed" })), Weight{Worst: finding.High, Any: true}},
		{"new", diff(with(func(d *FilterDiff) { d.Status = "added" })), Weight{Worst: finding.Low, Any: true}},
		{"not all found", diff(with(func(d *FilterDiff) { d.Whole = false })), Weight{Unknown: true}},
		{"a part not proven", diff(with(func(d *FilterDiff) { d.Regions = []FilterRegion{{Change: "not_proven"}} })), Weight{Unknown: true}},
		{"gone, and another not proven", diff(with(func(d *FilterDiff) { d.Status = "removed" }), with(func(d *FilterDiff) { d.Whole = false })), Weight{Worst: finding.High, Any: true, Unknown: true}},

		{"nobody", reached(ReachAnswer{Verdict: reach.No}), Weight{}},
		{"somebody", reached(ReachAnswer{Verdict: reach.Yes}), Weight{Worst: finding.High, Any: true}},
		{"everybody", reached(ReachAnswer{Verdict: reach.Yes, Every: []string{"ipv4"}}), Weight{Worst: finding.Critical, Any: true}},
		{"perhaps", reached(ReachAnswer{Verdict: reach.Unknown}), Weight{Unknown: true}},
		{"somebody, and perhaps another way", reached(ReachAnswer{Verdict: reach.Unknown}, ReachAnswer{Verdict: reach.Yes}, ReachAnswer{Verdict: reach.No}), Weight{Worst: finding.High, Any: true, Unknown: true}},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, tc.got, tc.want)
		}
	}
	for _, tc := range []struct {
		kind   acl.Kind
		denies bool
		want   finding.Severity
	}{
		{acl.UndefinedRef, false, finding.High}, {acl.Contradicted, true, finding.High}, {acl.Contradicted, false, finding.Medium}, {acl.NeverMatches, true, finding.Medium},
		{acl.Shadowed, true, finding.Low}, {acl.Unapplied, false, finding.Low}, {acl.Redundant, true, finding.Info}, {acl.Partial, true, finding.Info}, {acl.NotProven, true, finding.Info},
	} {
		if got := weigh(tc.kind, tc.denies); got != tc.want {
			t.Errorf("%s, denies %v: %v, want %v", tc.kind, tc.denies, got, tc.want)
		}
	}
}
