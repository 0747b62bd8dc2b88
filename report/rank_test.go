package report

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

func TestUrgency(t *testing.T) {
	asked := &Check{ID: "a-asked-for", References: []string{"AA25: Mitigations (final deny any log)"}}
	door := &Check{ID: "b-door", References: []string{"TALOS: preventative", "AA25: Initial access"}}
	left := &Check{ID: "c-left", References: []string{"AA25: Persistence"}}
	takes := &Check{ID: "d-takes", References: []string{"AA25: Collection"}, Attack: []string{"T1020.001"}}
	botnet := &Check{ID: "e-botnet", Attack: []string{"T1584.008"}}
	other := &Check{ID: "f-other", References: []string{"CIS 1"}}
	a := &Audit{}
	for _, c := range []*Check{asked, door, left, takes, botnet, other} {
		for _, dev := range []string{"calm", "worst"} {
			sev := finding.Critical
			if c == other && dev == "calm" {
				sev = finding.High
			}
			if dev == "calm" && c != left && c != other {
				continue
			}
			a.Results.Add(Result{Check: c, Path: dev, Verdict: verdict.Fail, Severity: sev})
		}
	}
	a.Settle()
	var got []string
	for _, g := range groupFails(a) {
		got = append(got, g.check.ID)
	}
	want := []string{"d-takes", "c-left", "e-botnet", "b-door", "a-asked-for", "f-other"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order:\n%s", diff)
	}
	for _, g := range groupFails(a) {
		if first := a.Results.At(g.results[0]).Path; first != "worst" {
			t.Errorf("%s begins with %s", g.check.ID, first)
		}
	}
}

func TestNamesOfDevices(t *testing.T) {
	long := "/a/very/long/folder/of/a/collector/that/nobody/reads/configs/router-17.cfg"
	a := &Audit{}
	for _, o := range []owner{{"a/r1.cfg", "r1"}, {"b/r1.cfg", "r1"}, {long, ""}, {"r2.cfg", "r2"}, {"1", "r3"}, {"2", "r3"}, {"3", "r3"}, {"4", "r3"}} {
		a.Devices = append(a.Devices, Device{Path: o.path, Hostname: o.host})
	}
	a.Settle()
	for _, tc := range []struct{ owners, want []string }{
		{[]string{"a/r1.cfg", long, "b/r1.cfg", "r2.cfg"}, []string{"r1 (a/r1.cfg)", ".../that/nobody/reads/configs/router-17.cfg", "r1 (b/r1.cfg)", "r2"}},
		{[]string{"1", "2", "3", "4"}, []string{"r3 (4 files)"}},
		{[]string{"4"}, []string{"r3 (4)"}},
	} {
		var owners []owner
		for _, path := range tc.owners {
			i := slices.IndexFunc(a.Devices, func(d Device) bool { return d.Path == path })
			owners = append(owners, owner{path, a.Devices[i].Hostname})
		}
		if diff := cmp.Diff(tc.want, a.tally(owners)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestQuestionsNameTheirMeans(t *testing.T) {
	a := &Audit{}
	for i, how := range []string{"look on the device: show ssh", "look on the device: show tls", "look on the device: show tls", "fill it"} {
		a.Results.Add(Result{Check: &Check{ID: fmt.Sprint("c", i)}, Path: "p", Verdict: verdict.Unknown, Resolve: how})
	}
	qs := groupUnknowns(a)
	if len(qs) != 2 || qs[0].resolve != "look on the device" || !slices.Equal(qs[0].details, []string{"show tls", "show ssh"}) || qs[1].details != nil {
		t.Errorf("%+v", qs)
	}
}
