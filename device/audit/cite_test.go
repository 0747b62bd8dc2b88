package audit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
)

// TestCite: the evidence is the lines of what a rule cites, also where the file
// may hold more of it, and the member's own where that is nothing.
func TestCite(t *testing.T) {
	for cite, want := range map[string][]int{
		"": {4},
		`certain(it.rules).filter(r, r.action == "permit")`: {6, 8},
		`certain(it.rules).filter(r, r.action == "reject")`: {4},
		`it.rules.filter(r, r.action == "permit")`:          {4}, // there may be more, so the list is unknown
		`it.rules.map(r, r.seq)`:                            {4}, // numbers stand on no line
	} {
		e, err := New([]Check{{ID: "x", Rules: []Rule{{For: "device.rulesets", Fail: `it.name == "20"`, Cite: cite}}}}, Options{})
		if err != nil {
			t.Errorf("%q: %v", cite, err)
			continue
		}
		list := &model.Ruleset{Name: "20"}
		list.Span = model.Span{Line: 4, End: 9}
		for i, action := range []string{"deny", "permit", "deny", "permit"} {
			r := &model.Rule{}
			r.Span = model.Span{Line: int32(5 + i), End: int32(5 + i)}
			r.Action.Set(action, r.Span)
			list.Rules = append(list.Rules, r)
		}
		in := Input{Device: &model.Device{Rulesets: []*model.Ruleset{list}}, Text: func(int32) string { return "" }}
		var got []int
		for _, s := range e.Evaluate(in)[0].Spans {
			got = append(got, s.Line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", cite, diff)
		}
	}
	if _, err := New([]Check{{ID: "x", Rules: []Rule{{Fail: "false", Cite: "device.nothing"}}}}, Options{}); err == nil {
		t.Error("a rule that cites what does not exist compiles")
	}
}

// TestDeciding leaves out the lines that no packet is the first to meet.
func TestDeciding(t *testing.T) {
	list := &model.Ruleset{Name: "20", Kind: "ipacl", Family: "ipv4", Rules: []*model.Rule{
		rule("deny", of("203.0.113.0/24"), tcp(22)), rule("permit", of("203.0.113.9/32"), tcp(22)),
		rule("permit", of("203.0.113.9/32")), rule("deny"), rule("permit", of("198.51.100.1/32"))}}
	list.Span = model.Span{Line: 4, End: 9}
	for i, r := range list.Rules {
		r.Span = model.Span{Line: int32(5 + i), End: int32(5 + i)}
	}
	e, err := New([]Check{{ID: "x", Rules: []Rule{{For: "device.rulesets", Fail: `it.name == "20"`, Cite: `deciding(it).filter(r, r.action == "permit")`}}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	spans := e.Evaluate(Input{Device: &model.Device{Rulesets: []*model.Ruleset{list}}, Text: func(int32) string { return "" }})[0].Spans
	if len(spans) != 1 || spans[0].Line != 7 {
		t.Errorf("cited %v, want line 7 alone", spans)
	}
}
