package detect_test

import (
	"fmt"
	"testing"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/rules"
)

// BenchmarkEvent costs an event with all of Linewarden's rules: a fifth each are
// links, logins, commands, flows that a filter denied, and neighbours.
func BenchmarkEvent(b *testing.B) {
	all, err := pack.Load(rules.Files, rule.Options{Placeholder: func(string) ([]string, bool) { return []string{"198.51.100.0/24"}, true }})
	if err != nil {
		b.Fatal(err)
	}
	routes, err := pipeline.Load()
	if err != nil {
		b.Fatal(err)
	}
	d, err := detect.New(all, routes, detect.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	var events []*event.Event
	for i := range 1000 {
		e := command(i+1, fmt.Sprintf("u%d", i%50), fmt.Sprintf("description customer %d", i))
		switch i % 5 {
		case 0:
			e.Kind = event.System
			e.SetText(event.Object, fmt.Sprintf("GigabitEthernet0/%d", i%48))
			e.SetText(event.Message, "Line protocol on Interface GigabitEthernet0/1, changed state to up")
			e.SetText(event.MessageID, "LINEPROTO-5-UPDOWN")
		case 1:
			e.Kind, e.Outcome = event.Login, event.Success
			e.SetText(event.Object, "")
			e.SetText(event.Action, "login")
		case 2:
			e.SetText(event.Action, "configure")
		case 3:
			e.Kind = event.Flow
			e.SetText(event.Action, "deny")
			e.SetText(event.Object, "")
			e.SetNumber(event.TargetPort, uint64(1024+i))
		}
		e.Raw = fmt.Sprintf("<189>%d: edge1: Nov 22 2026 13:02:11.402 UTC: %%X-5-Y: %s", i, e.Text(event.Message)+e.Text(event.Object))
		events = append(events, e)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		d.Event(events[n%len(events)])
		n++
	}
}
