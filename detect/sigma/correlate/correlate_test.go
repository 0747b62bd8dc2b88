package correlate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/correlate"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// rules are three that match by a field each, and correlations of them.
const rules = `
title: A
name: a
detection: {s: {kind: a}, condition: s}
---
title: B
name: b
detection: {s: {kind: b}, condition: s}
---
title: C
name: c
detection: {s: {kind: c}, condition: s}
---
`

// harness is correlations with what asks them.
type harness struct {
	engine  *sigma.Engine
	set     *correlate.Set
	matcher *sigma.Matcher
	reader  *correlate.Reader
	record  *sigma.Record
	tracker *correlate.Tracker
	n       int64
}

func newHarness(t interface{ Fatal(...any) }, text string, l correlate.Limits) *harness {
	f, errs := rule.Read("test.yml", []byte(rules+text), rule.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	set, errs := correlate.Compile(f.Correlations, f.Rules)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	engine, err := sigma.Compile(f.Rules, f.Filters, set.Fields()...)
	if err != nil {
		t.Fatal(err)
	}
	return &harness{engine: engine, set: set, matcher: engine.NewMatcher(), reader: set.Reader(engine), record: engine.NewRecord(), tracker: set.Tracker(l)}
}

// event gives an event at a second, with fields "name=value", and returns the
// results as "title count refs".
func (h *harness) event(second int64, fields ...string) (results, lacks []string) {
	h.record.Reset()
	h.n++
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		h.record.Add(h.engine.Field(name), value, true)
	}
	for _, r := range slices.Clone(h.matcher.Match(h.record)) {
		signs, lack := h.reader.Read(r, h.record, second*1e6, h.n, 0)
		for _, l := range lack {
			lacks = append(lacks, fmt.Sprintf("%s lacks %s", h.set.Correlations()[l.Correlation].Title, strings.Join(l.Fields, ",")))
		}
		for _, s := range signs {
			for _, r := range h.tracker.Take(s) {
				results = append(results, h.text(r))
			}
		}
	}
	return results, lacks
}

func (h *harness) text(r correlate.Result) string {
	out := fmt.Sprintf("%s %d", h.set.Correlations()[r.Correlation].Title, r.Count)
	if r.More {
		out += "+"
	}
	if r.Again {
		return out + " again"
	}
	var refs []string
	for _, e := range r.Entries {
		refs = append(refs, fmt.Sprint(e.Ref))
	}
	return out + " of " + strings.Join(refs, ",")
}

// TestCorrelations gives events and tells what holds with each.
func TestCorrelations(t *testing.T) {
	type event struct {
		second int64
		fields string
		want   string // results and lacks, "; " between them
	}
	for _, test := range []struct {
		name, text string
		events     []event
	}{
		{"event_count by group", `
title: X
correlation: {type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: {gte: 3}}`, []event{
			{0, "kind=a user=x", ""}, {1, "kind=a user=y", ""}, {5, "kind=a user=x", ""},
			{10, "kind=a user=x", "X 3 of 1,3,4"}, {11, "kind=a user=x", "X 3 again"},
			{12, "kind=b user=x", ""}, {22, "kind=a user=x", ""}, {23, "kind=a", "X lacks user"},
		}},
		{"both ends are within", `
title: X
correlation: {type: event_count, rules: [a], timespan: 10s, condition: {gt: 1}}`, []event{
			{0, "kind=a", ""}, {10, "kind=a", "X 2 of 1,2"}, {21, "kind=a", ""},
		}},
		{"an upper bound", `
title: X
correlation: {type: event_count, rules: [a], timespan: 10s, condition: {gte: 2, lt: 3}}`, []event{
			{0, "kind=a", ""}, {1, "kind=a", "X 2 of 1,2"}, {2, "kind=a", ""}, {11, "kind=a", ""}, {21, "kind=a", "X 2 of 4,5"},
		}},
		{"value_count", `
title: X
correlation: {type: value_count, rules: [a, b], group-by: [src], timespan: 1m, condition: {field: user, gte: 3}}`, []event{
			{0, "kind=a src=h user=x", ""}, {1, "kind=b src=h user=x", ""}, {2, "kind=a src=h user=y", ""},
			{3, "kind=a src=h", "X lacks user"}, {4, "kind=a src=g user=z", ""}, {59, "kind=b src=h user=z", "X 3 of 2,3,6"},
			{62, "kind=a src=h user=w", "X 3 again"}, {125, "kind=a src=h user=x", ""},
		}},
		{"value_count of two fields", `
title: X
correlation: {type: value_count, rules: [a], timespan: 1m, condition: {field: [u, v], gte: 2}}`, []event{
			{0, "kind=a u=x v=y", ""}, {1, "kind=a u=x v=y", ""}, {2, "kind=a u=xy v=", "X 2 of 2,3"},
		}},
		{"temporal", `
title: X
correlation: {type: temporal, rules: [a, b, c], group-by: [user], timespan: 10s}`, []event{
			{0, "kind=c user=x", ""}, {1, "kind=a user=x", ""}, {2, "kind=b user=y", ""}, {11, "kind=b user=x", ""}, {12, "kind=c user=x", ""},
			{12, "kind=a user=x", "X 3 of 4,5,6"},
		}},
		{"temporal, two of three", `
title: X
correlation: {type: temporal, rules: [a, b, c], timespan: 10s, condition: {gte: 2}}`, []event{
			{0, "kind=a", ""}, {1, "kind=a", ""}, {2, "kind=c", "X 2 of 2,3"},
		}},
		{"temporal_ordered", `
title: X
correlation: {type: temporal_ordered, rules: [a, b, c], timespan: 10s}`, []event{
			{0, "kind=b", ""}, {1, "kind=a", ""}, {2, "kind=c", ""}, {3, "kind=b", ""}, {4, "kind=b", ""}, {5, "kind=a", ""},
			{6, "kind=c", "X 3 of 2,5,7"}, {14, "kind=b", ""}, {15, "kind=c", "X 3 again"}, {16, "kind=c", ""},
		}},
		{"an event does not follow itself", `
title: Y
name: y
detection: {s: {kind: [a, d]}, condition: s}
---
title: X
correlation: {type: temporal_ordered, rules: [a, y], timespan: 10s}`, []event{
			{0, "kind=a", ""}, {1, "kind=a", "X 2 of 1,2"}, {2, "kind=d", "X 2 again"},
		}},
		{"aliases", `
title: X
correlation:
  type: temporal
  rules: [a, b]
  group-by: [host]
  timespan: 10s
  aliases: {host: {a: src, b: dst}}`, []event{
			{0, "kind=a src=1 dst=2", ""}, {1, "kind=b src=1 dst=3", ""}, {2, "kind=b dst=1", "X 2 of 1,3"}, {3, "kind=b src=1", "X lacks dst"},
		}},
		{"a correlation of correlations", `
title: Y
name: y
correlation: {type: event_count, rules: [a], group-by: [user, host], timespan: 10s, condition: {gte: 2}}
---
title: X
correlation: {type: temporal_ordered, rules: [y, b], group-by: [user], timespan: 1m}
---
title: Z
correlation: {type: value_count, rules: [y], group-by: [user], timespan: 1m, condition: {field: host, gte: 2}}`, []event{
			{0, "kind=a user=x host=1", ""}, {1, "kind=a user=x host=1", "Y 2 of 1,2"}, {2, "kind=a user=x host=1", "Y 3+ again"},
			{3, "kind=b user=x", "X 2 of 3,4"}, {4, "kind=a user=x host=2", ""}, {5, "kind=a user=x host=2", "Y 2 of 5,6; Z 2 of 2,6"},
		}},
		{"an earlier event that comes late", `
title: X
correlation: {type: event_count, rules: [a], timespan: 10s, condition: {gte: 3}}`, []event{
			{20, "kind=a", ""}, {12, "kind=a", ""}, {5, "kind=a", ""}, {19, "kind=a", "X 3 of 2,4,1"},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHarness(t, test.text, correlate.Limits{})
			for i, e := range test.events {
				results, lacks := h.event(e.second, strings.Fields(e.fields)...)
				if got := strings.Join(append(results, lacks...), "; "); got != e.want {
					t.Errorf("event %d (%s): %q, want %q", i+1, e.fields, got, e.want)
				}
			}
		})
	}
}

// TestUncompilable gives correlations that cannot be asked.
func TestUncompilable(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"title: X\ncorrelation: {type: temporal, rules: [a, nobody], timespan: 1s}", `test.yml:13: correlation test.yml: no rule is called "nobody"`},
		{"title: X\nname: x\ncorrelation: {type: temporal, rules: [a, x], timespan: 1s}", `test.yml:13: correlation x: it counts itself`},
		{"title: X\nname: a\ncorrelation: {type: temporal, rules: [a], timespan: 1s}", `test.yml:13: correlation a: 2 rules are called "a"`},
		{"title: X\ncorrelation: {type: event_count, rules: [a], timespan: 1s, condition: {gte: 1000001}}", `test.yml:13: correlation test.yml: counts above 1000000 are not kept`},
		{"title: Y\nname: y\ncorrelation: {type: event_count, rules: [a], timespan: 1s, condition: {gte: 2}}\n---\ntitle: X\ncorrelation: {type: temporal, rules: [y], group-by: [user], timespan: 1s}",
			`test.yml:17: correlation test.yml: "user" is no group of the correlation "y"`},
	} {
		f, errs := rule.Read("test.yml", []byte(strings.TrimPrefix(rules, "\n")+test.text), rule.Options{})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		_, errs = correlate.Compile(f.Correlations, f.Rules)
		var got []string
		for _, err := range errs {
			got = append(got, err.Error())
		}
		if !slices.Contains(got, test.want) {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestLosses gives more groups than are kept, and events out of order.
func TestLosses(t *testing.T) {
	h := newHarness(t, "title: X\ncorrelation: {type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: {gte: 2}}", correlate.Limits{Groups: 2})
	for i, user := range []string{"x", "y", "z", "x"} {
		if results, _ := h.event(int64(i+1), "kind=a", "user="+user); len(results) > 0 {
			t.Errorf("%s: %q", user, results)
		}
	}
	want := []correlate.Loss{{Evicted: 2, From: -9e6, To: 2e6}}
	if d := cmp.Diff(want, h.tracker.Losses()); d != "" {
		t.Error(d)
	}
	h.event(100, "kind=a", "user=u") // those before are over, and nothing is lost with them
	h.event(101, "kind=a", "user=v")
	if d := cmp.Diff(want, h.tracker.Losses()); d != "" {
		t.Error(d)
	}
	h.event(80, "kind=a", "user=v")
	h.event(12, "kind=a", "user=z") // may have been seen with the earlier ones
	want[0].Late, want[0].To = 2, 101e6
	got := h.tracker.Losses()
	if got[0].Late != 2 {
		t.Errorf("late %d, want 2", got[0].Late)
	}
}

// TestAgainstCounting compares with counting all over again, on events in order.
func TestAgainstCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, span := rapid.IntRange(1, 20).Draw(t, "n"), rapid.IntRange(1, 30).Draw(t, "span")
		op := rapid.SampledFrom([]string{"gt", "gte", "lt", "lte", "eq", "neq"}).Draw(t, "op")
		kind := rapid.SampledFrom([]string{"event_count", "value_count", "temporal", "temporal_ordered"}).Draw(t, "kind")
		text := fmt.Sprintf("title: X\ncorrelation: {type: %s, rules: [a, b, c], group-by: [user], timespan: %ds, condition: {%s: %d", kind, span, op, n)
		if kind == "value_count" {
			text += ", field: v"
		}
		if strings.HasPrefix(kind, "temporal") {
			text, n, op = fmt.Sprintf("title: X\ncorrelation: {type: %s, rules: [a, b, c], group-by: [user], timespan: %ds", kind, span), 3, "eq"
		} else {
			text += "}"
		}
		h := newHarness(t, text+"}", correlate.Limits{})
		var seen []fact
		at := 0
		for range rapid.IntRange(0, 120).Draw(t, "events") {
			at += rapid.IntRange(0, 4).Draw(t, "pause")
			f := fact{at, rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "rule"), rapid.SampledFrom([]string{"x", "y"}).Draw(t, "user"), fmt.Sprint(rapid.IntRange(0, 25).Draw(t, "value"))}
			seen = append(seen, f)
			got, _ := h.event(int64(at), "kind="+f.rule, "user="+f.user, "v="+f.value)
			want := f.rule != "d" && rule.Bound{Op: op, N: n}.Holds(recount(kind, seen, span))
			if len(got) > 0 != want {
				t.Fatalf("%s, event %d %v: %q, want %v", text, len(seen), f, got, want)
			}
		}
	})
}

type fact struct {
	at                int
	rule, user, value string
}

// recount counts what the last event of seen completes.
func recount(kind string, seen []fact, span int) int {
	last := seen[len(seen)-1]
	var within []fact
	for _, f := range seen {
		if f.user == last.user && f.rule != "d" && f.at >= last.at-span {
			within = append(within, f)
		}
	}
	distinct := map[string]bool{}
	switch kind {
	case "event_count":
		return len(within)
	case "value_count":
		for _, f := range within {
			distinct[f.value] = true
		}
		return len(distinct)
	case "temporal":
		for _, f := range within {
			distinct[f.rule] = true
		}
		return len(distinct)
	}
	if last.rule != "c" {
		return 0
	}
	for i, f := range within {
		for _, g := range within[i+1:] {
			if f.rule == "a" && g.rule == "b" {
				return 3
			}
		}
	}
	return 0
}
