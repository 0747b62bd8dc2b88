package audit

import (
	"testing"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// TestExistsInOpenList asks for a member of a list that may have more members
// than the file shows: one that is seen decides, one that is not seen does not.
func TestExistsInOpenList(t *testing.T) {
	for _, tt := range []struct {
		fail string
		want verdict.Verdict
	}{
		{"device.banners.exists(b, b.bytes > 5)", verdict.Fail},
		{"device.banners.exists(b, b.bytes > 50)", verdict.Unknown},
		{"!device.banners.exists(b, b.bytes > 5)", verdict.Pass},
		{"device.banners.all(b, b.bytes > 50)", verdict.Pass},
		{"device.banners.all(b, b.bytes > 5)", verdict.Unknown},
	} {
		c := Check{ID: "open-list", Severity: finding.Low, Rules: []Rule{{Fail: tt.fail, Reason: "reason"}}}
		e, err := New([]Check{c}, Options{Now: time.Unix(0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		dev := &model.Device{OS: "ios", Complete: model.NotProvable, Banners: []*model.Banner{{Kind: "login", Bytes: 9}}}
		got := e.Evaluate(Input{Path: "r1", Device: dev, Text: func(int32) string { return "" }})
		if len(got) != 1 || got[0].Verdict != tt.want {
			t.Errorf("%s: %+v, want %s", tt.fail, got, tt.want)
		}
	}
}

// TestAdmitsInOpenFile asks who gets through a filter that may have more lines
// than the file shows: what a line lets through for sure is a fact.
func TestAdmitsInOpenFile(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rules []*model.Rule
		want  verdict.Verdict
	}{
		{"a wide permit", []*model.Rule{rule("deny", of("64.0.0.0/8")), rule("permit", of("64.0.0.0/3"))}, verdict.Fail},
		{"a wide permit behind a denial", []*model.Rule{rule("deny"), rule("permit", of("64.0.0.0/3"))}, verdict.Unknown},
		{"a wide permit behind a line that may take all", []*model.Rule{rule("deny", opaque), rule("permit", of("64.0.0.0/3"))}, verdict.Unknown},
		{"a narrow permit", []*model.Rule{rule("permit", of("192.0.2.0/24"))}, verdict.Unknown},
		{"the default alone", []*model.Rule{rule("deny", of("192.0.2.0/24"))}, verdict.Unknown},
	} {
		e, err := New([]Check{{ID: "x", Rules: []Rule{{For: "device.rulesets", Fail: "admits_wide(it, 6, [0], 24, 48)", Reason: "reason"}}}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		list := &model.Ruleset{Name: "A", Kind: "ipacl", Family: "ipv4", Rules: tt.rules}
		list.Default.Derive("permit", model.Span{Line: 1, End: 1})
		dev := &model.Device{OS: "ios", Complete: model.NotProvable, Rulesets: []*model.Ruleset{list}}
		dev.Finish(nil)
		got := e.Evaluate(Input{Device: dev, Text: func(int32) string { return "" }})
		if got[0].Verdict != tt.want {
			t.Errorf("%s: %v (%s), want %v", tt.name, got[0].Verdict, got[0].Reason, tt.want)
		}
	}
}

// TestIndexIntoList asks for a member by its place: one that is not there, or
// that may be missing, leaves the answer unknown wherever it stands.
func TestIndexIntoList(t *testing.T) {
	for _, expr := range []string{
		"device.banners[5].bytes > 5", "device.banners[-1].bytes > 5", "device.banners.filter(b, b.bytes > 5)[5].bytes > 5",
		"certain(device.banners)[5].bytes > 5", "device.banners[1].bytes > 5", "certain(device.rulesets.filter(r, true))[0].permits_any",
	} {
		for _, complete := range []model.Completeness{model.Whole, model.NotProvable, model.Truncated} {
			rules := map[string]Rule{
				"fail":   {Fail: expr},
				"when":   {When: expr, Fail: "true"},
				"for":    {For: "device.banners", When: expr, Fail: "true"},
				"negate": {Fail: "!(" + expr + ")"},
			}
			for where, r := range rules {
				e, err := New([]Check{{ID: "x", Rules: []Rule{r}}}, Options{})
				if err != nil {
					t.Fatal(err)
				}
				dev := &model.Device{OS: "ios", Complete: complete, Banners: []*model.Banner{{Kind: "login", Bytes: 9}}}
				got := e.Evaluate(Input{Device: dev, Text: func(int32) string { return "" }})
				if got[0].Verdict != verdict.Unknown {
					t.Errorf("%s as %s of a file that is %v: %v", expr, where, complete, got[0].Verdict)
				}
			}
		}
	}
}
