package detect_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/event"
)

// head and tail make a whole rule of a detection.
const (
	head = `title: T
id: 00000000-0000-4000-8000-000000000001
level: high
description: d
tags: [attack.t1070]
falsepositives: [none]
linewarden: {behaviours: [E1], needs: [NEED], blind: b, next: n}
tests: [{fires: f, events: [{kind: command}]}, {quiet: q, events: [{kind: command}]}, {unknown: u}]
`
	count = `correlation: {type: event_count, rules: [counted], group-by: [actor], timespan: 5m, condition: {gte: 3}}
`
)

func detector(t *testing.T, need, text string, l detect.Limits, lists map[string][]string) *detect.Detector {
	t.Helper()
	whole := strings.Replace(head, "NEED", need, 1)
	if rule, counted := strings.CutSuffix(text, count); counted {
		whole += count + "---\ntitle: R\nid: 00000000-0000-4000-8000-000000000002\nname: counted\n" + rule
	} else {
		whole += text
	}
	all, err := pack.Load(fstest.MapFS{"x/r.yml": {Data: []byte(whole)}}, rule.Options{Placeholder: func(name string) ([]string, bool) {
		values, ok := lists[name]
		return values, ok
	}})
	if err != nil {
		t.Fatal(err)
	}
	routes, err := pipeline.Load()
	if err != nil {
		t.Fatal(err)
	}
	d, err := detect.New(all, routes, l)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func command(minute int, actor, text string) *event.Event {
	e := &event.Event{Kind: event.Command, Time: int64(minute) * 60e6, Line: minute, Batch: &event.Batch{Source: "log"}}
	e.SetText(event.Actor, actor)
	e.SetText(event.Object, text)
	return e
}

// said is an answer in one line.
func said(a *detect.Answer) string {
	out := a.Verdict.String()
	for _, f := range a.Findings {
		out += fmt.Sprintf(" found %s %dx", f.Actor, f.Count)
		if len(f.RestsOn) > 0 {
			out += " resting on " + strings.Join(f.RestsOn, ",")
		}
	}
	for _, f := range a.Possible {
		out += fmt.Sprintf(" possible %s %dx", f.Actor, f.Count)
	}
	for _, m := range a.Missing {
		out += fmt.Sprintf(" missing %s %d", m.What, m.Events)
	}
	if a.More > 0 {
		out += fmt.Sprintf(" more %d", a.More)
	}
	return out
}

// TestAnswers feeds events and asks for the one rule's answer.
func TestAnswers(t *testing.T) {
	const clear = "logsource: {product: linewarden, category: change}\ndetection: {s: {object|startswith: clear log}, condition: s}\n"
	const notBastion = "logsource: {product: linewarden, category: login}\ndetection: {s: {outcome: success}, b: {actor_addr|cidr|expand: '%bastions.net%'}, condition: s and not b}\n"
	login := func(actor, addr string) *event.Event {
		e := &event.Event{Kind: event.Login, Outcome: event.Success}
		e.SetText(event.Actor, actor)
		if addr != "" {
			e.SetAddr(event.ActorAddr, netip.MustParseAddr(addr))
		}
		return e
	}
	bastions := map[string][]string{"bastions.net": {"192.0.2.0/24"}}
	for _, test := range []struct {
		name, need, text string
		lists            map[string][]string
		events           []*event.Event
		want             string
	}{
		{"found", "change", clear, nil, []*event.Event{command(1, "eve", "clear logging"), command(2, "eve", "clear logg"), command(3, "bob", "show run")}, "fail found eve 2x"},
		{"quiet", "change", clear, nil, []*event.Event{command(1, "eve", "show logging")}, "pass"},
		{"no events", "change", clear, nil, nil, "unknown missing kind change 0"},
		{"none of the kind", "change", clear, nil, []*event.Event{login("eve", "192.0.2.1")}, "unknown missing kind change 0"},
		{"a field is missing", "login", "logsource: {product: linewarden, category: login}\ndetection: {s: {actor_addr: 192.0.2.1}, condition: s}\n", nil,
			[]*event.Event{login("eve", "192.0.2.2"), login("eve", ""), login("bob", "")}, "unknown missing actor_addr 2"},
		{"a register", "login", notBastion, bastions, []*event.Event{login("eve", "192.0.2.2"), login("bob", "203.0.113.1")}, "fail found bob 1x"},
		{"a register, and no address", "login", notBastion, bastions, []*event.Event{login("eve", "192.0.2.2"), login("bob", "")}, "fail found bob 1x resting on actor_addr"},
		{"a register that nobody filled", "login", notBastion, nil, []*event.Event{login("eve", "192.0.2.2")}, "unknown possible eve 1x missing %bastions.net% 0"},
		{"three of five minutes", "change", clear + count, nil,
			[]*event.Event{command(9, "eve", "clear log"), command(1, "bob", "clear log"), command(5, "eve", "clear log"), command(6, "eve", "clear log"), command(30, "eve", "clear log")}, "fail found eve 3x"},
		{"two of five minutes", "change", clear + count, nil, []*event.Event{command(1, "eve", "clear log"), command(5, "eve", "clear log"), command(7, "eve", "clear log")}, "pass"},
		{"nobody to count for", "change", clear + count, nil, []*event.Event{command(1, "", "clear log")}, "unknown missing actor 1"},
		{"no time", "change", clear + count, nil, []*event.Event{command(0, "eve", "clear log")}, "unknown missing time 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := detector(t, test.need, test.text, detect.Limits{}, test.lists)
			for _, e := range test.events {
				d.Event(e)
			}
			if got := said(&d.Finish()[0]); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestRoom gives more than the limits let in: what was left out is said.
func TestRoom(t *testing.T) {
	const clear = "logsource: {product: linewarden, category: change}\ndetection: {s: {object|startswith: clear log}, condition: s}\n"
	d := detector(t, "change", clear, detect.Limits{Findings: 2, Evidence: 1}, nil)
	for i, actor := range []string{"a", "b", "c", "a", "d"} {
		d.Event(command(i+1, actor, "clear log"))
	}
	a := &d.Finish()[0]
	if got := said(a); got != "fail found a 2x found b 1x more 2" {
		t.Error(got)
	}
	if e := a.Findings[0].Evidence; len(e) != 1 || e[0].Line != 1 {
		t.Error(e)
	}
	d = detector(t, "change", clear+count, detect.Limits{Signs: 2}, nil)
	for i := range 4 {
		d.Event(command(i+1, "a", "clear log"))
	}
	if got := said(&d.Finish()[0]); got != "unknown missing room 2" {
		t.Error(got)
	}
}

// TestForeignFields: a name of a rule for other programs is not taken for a
// field of Linewarden's own.
func TestForeignFields(t *testing.T) {
	routes, err := pipeline.Load()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range routes.Entries() {
		if slices.Contains(names, e.Name) {
			t.Errorf("two entries are called %q", e.Name)
		}
		names = append(names, e.Name)
	}
	f, errs := rule.Read("r.yml", []byte("title: T\nlogsource: {product: nobody}\ndetection: {s: {action: x}, condition: s}"), rule.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if _, _, err := routes.Apply(f.Rules[0]); err == nil {
		t.Error("a log source that nobody knows was routed")
	}
}
