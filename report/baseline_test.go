package report

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/verdict"
)

// answers are the verdicts of one device by check.
type answers map[string]verdict.Verdict

// estate is an audit of devices (hostnames by path) with results by path.
func estate(devices map[string]string, results map[string]answers, checks ...string) *Audit {
	a := &Audit{}
	for _, path := range slices.Sorted(maps.Keys(devices)) {
		a.Devices = append(a.Devices, Device{Path: path, Hostname: devices[path], Status: Whole})
		for _, id := range slices.Sorted(maps.Keys(results[path])) {
			a.Results.Add(Result{Check: &Check{ID: id}, Path: path, Device: devices[path], Verdict: results[path][id]})
		}
	}
	for _, id := range checks {
		a.Checks = append(a.Checks, &Check{ID: id})
	}
	a.Settle()
	return a
}

func TestCompare(t *testing.T) {
	const fail, unknown, pass = verdict.Fail, verdict.Unknown, verdict.Pass
	one := map[string]string{"a.cfg": "r1"}
	is := func(v verdict.Verdict) map[string]answers { return map[string]answers{"a.cfg": {"c": v}} }
	tests := []struct {
		name     string
		old, now *Audit
		want     map[Change]int
	}{
		{"the same", estate(one, is(fail), "c"), estate(one, is(fail), "c"), map[Change]int{Same: 1}},
		{"still unknown", estate(one, is(unknown), "c"), estate(one, is(unknown), "c"), map[Change]int{Same: 1}},
		{"fixed", estate(one, is(fail), "c"), estate(one, is(pass), "c"), map[Change]int{Fixed: 1}},
		{"fixed, passes are not held", estate(one, is(fail), "c"), estate(one, nil, "c"), map[Change]int{Fixed: 1}},
		{"settled", estate(one, is(unknown), "c"), estate(one, nil, "c"), map[Change]int{Fixed: 1}},
		{"new", estate(one, is(pass), "c"), estate(one, is(fail), "c"), map[Change]int{New: 1}},
		{"an unknown is not fixed", estate(one, is(fail), "c"), estate(one, is(unknown), "c"), map[Change]int{New: 1}},
		{"an unknown turned bad", estate(one, is(unknown), "c"), estate(one, is(fail), "c"), map[Change]int{New: 1}},
		{"the device is gone", estate(one, is(fail), "c"), estate(nil, nil, "c"), map[Change]int{Unseen: 1}},
		{"the check is gone", estate(one, is(fail), "c"), estate(one, nil), map[Change]int{Unseen: 1}},
		{"the file moved", estate(one, is(fail), "c"), estate(map[string]string{"b.cfg": "r1"}, map[string]answers{"b.cfg": {"c": fail}}, "c"), map[Change]int{Same: 1}},
		{"moved, but two claim the name", estate(one, is(fail), "c"),
			estate(map[string]string{"b.cfg": "r1", "d.cfg": "r1"}, map[string]answers{"b.cfg": {"c": fail}}, "c"), map[Change]int{New: 1, Unseen: 1}},
		{"another device", estate(one, is(fail), "c"), estate(map[string]string{"b.cfg": "r2"}, map[string]answers{"b.cfg": {"c": fail}}, "c"), map[Change]int{New: 1, Unseen: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.now.Compare(baselineOf(tt.old))
			got := maps.Clone(tt.now.Summary.Baseline)
			maps.DeleteFunc(got, func(_ Change, n int) bool { return n == 0 })
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUnreadableIsNotFixed(t *testing.T) {
	old := estate(map[string]string{"a.cfg": "r1"}, map[string]answers{"a.cfg": {"c": verdict.Fail}}, "c")
	now := estate(map[string]string{"a.cfg": ""}, nil, "c")
	now.Devices[0].Status = Unreadable
	now.Compare(baselineOf(old))
	if b := now.Summary.Baseline; b[Fixed] != 0 || b[Unseen] != 1 {
		t.Errorf("%v", b)
	}
}

func TestOffIsNotFixed(t *testing.T) {
	old := estate(map[string]string{"a.cfg": "r1"}, map[string]answers{"a.cfg": {"c": verdict.Fail}}, "c")
	now := estate(map[string]string{"a.cfg": "r1"}, nil, "c")
	now.Checks[0].Off = "disabled by netsec"
	now.Compare(baselineOf(old))
	if b := now.Summary.Baseline; b[Fixed] != 0 || b[Unseen] != 1 {
		t.Errorf("%v", b)
	}
}

// TestCompareAddsUp holds Compare against sets: every result of this run is
// new or the same, every one of the baseline is the same, gone or changed.
func TestCompareAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) *Audit {
			devices, results := map[string]string{}, map[string]answers{}
			for i := range rapid.IntRange(0, 4).Draw(t, label) {
				path := fmt.Sprintf("%c.cfg", 'a'+i)
				devices[path] = fmt.Sprintf("r%d", i)
				results[path] = answers{}
				for _, id := range []string{"c", "d", "e"} {
					results[path][id] = verdict.Verdict(rapid.IntRange(0, 3).Draw(t, label+path+id))
				}
			}
			return estate(devices, results, "c", "d", "e")
		}
		old, now := draw("old"), draw("now")
		was, is := map[[2]string]verdict.Verdict{}, map[[2]string]verdict.Verdict{}
		for i := range old.Results.Len() {
			r := old.Results.At(i)
			if !r.quiet() {
				was[[2]string{r.Path, r.ID}] = r.Verdict
			}
		}
		same, gone := 0, len(was)
		for i := range now.Results.Len() {
			r := now.Results.At(i)
			if r.quiet() {
				continue
			}
			k := [2]string{r.Path, r.ID}
			is[k] = r.Verdict
			if v, ok := was[k]; ok {
				gone--
				if v == r.Verdict {
					same++
				}
			}
		}
		now.Compare(baselineOf(old))
		b := now.Summary.Baseline
		if b[Same] != same || b[New] != len(is)-same || b[Fixed]+b[Unseen] != gone || len(now.Past) != gone {
			t.Fatalf("%v, want %d the same, %d new, %d gone", b, same, len(is)-same, gone)
		}
	})
}
