package indicators_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/detect/indicators"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/intel"
)

// TestWatch gives events out of order and a configuration.
func TestWatch(t *testing.T) {
	set := &intel.Set{}
	if _, err := set.Read("iocs", []byte("203.0.113.9\nevil.example\n198.51.100.0/24\nnever.example\n")); err != nil {
		t.Fatal(err)
	}
	w := indicators.New(set)
	flow := &event.Event{Kind: event.Flow, Time: 5e6, Line: 0, Offset: 77, Batch: &event.Batch{Source: "flows"}}
	flow.SetAddr(event.TargetAddr, netip.MustParseAddr("203.0.113.9"))
	flow.AddExtra("url", "http://www.evil.example/x")
	w.Event(flow)
	log := &event.Event{Time: 3e6, Line: 7, Raw: "Source: 203.0.113.9 203.0.113.9", Batch: &event.Batch{Source: "log"}}
	log.SetText(event.Reporter, "edge1")
	w.Event(log)
	log.Time, log.Line = 0, 8
	w.Event(log)
	w.Config("r1.cfg", []byte("hostname r1\nbanner motd ^ call 198.51.100.3 ^\n"))
	var got []string
	for _, s := range w.Seen() {
		got = append(got, strings.TrimSpace(s.Value+" "+s.Source+" "+s.Device))
	}
	if strings.Join(got, "; ") != "203.0.113.9 log edge1; evil.example flows; 198.51.100.0/24" {
		t.Error(got)
	}
	s := w.Seen()[0]
	if s.Records != 3 || s.First != 3e6 || s.Last != 5e6 || s.Line != 7 {
		t.Errorf("%+v", s)
	}
	if c := w.Seen()[2]; c.Lines != 1 || c.Places[0] != (indicators.Place{Path: "r1.cfg", Line: 2}) {
		t.Errorf("%+v", c)
	}
}
