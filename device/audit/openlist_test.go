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
