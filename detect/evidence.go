package detect

import (
	"cmp"
	"net/netip"

	"github.com/linewarden/linewarden/event"
)

// maxText bounds the text of evidence.
const maxText = 300

// Evidence is one event that a rule matched.
type Evidence struct {
	// Time is that of the device, corrected by what was learned of its clock, in
	// microseconds since 1970 UTC; 0 is not known.
	Time int64
	// Source, Offset and Line say where the record is, as in package event.
	Source string
	Offset int64
	Line   int
	// Device, Actor and Addr are whose record it is, and who acted from where;
	// what is absent is empty.
	Device, Actor string
	Addr          netip.Addr
	// Text is the command, the object or the message: redacted as the event is,
	// and to be escaped when printed.
	Text string
	// RestsOn are missing fields on which the match rests; a register that nobody
	// filled stands there as %name%.
	RestsOn []string
}

func evidence(e *event.Event) Evidence {
	ev := Evidence{Offset: e.Offset, Line: e.Line, Device: e.Text(event.Reporter), Actor: e.Text(event.Actor), Addr: e.Addr(event.ActorAddr)}
	if e.Time != 0 {
		ev.Time = e.Time + e.Skew
	}
	if e.Batch != nil {
		ev.Source = e.Batch.Source
	}
	if ev.Device == "" && e.Addr(event.DeviceAddr).IsValid() {
		ev.Device = e.Addr(event.DeviceAddr).String()
	}
	ev.Text = cmp.Or(e.Text(event.Object), e.Text(event.Message), e.Raw, e.Text(event.Action))
	if len(ev.Text) > maxText {
		ev.Text = ev.Text[:maxText]
	}
	return ev
}

// Finding is what one rule says of one actor on one device.
type Finding struct {
	Device, Actor string
	Addr          netip.Addr
	// Count is how many events matched, First and Last when, 0 where no event has
	// a time.
	Count       int
	First, Last int64
	// RestsOn are missing fields on which every match rests.
	RestsOn []string
	// Evidence is the first events of it.
	Evidence []Evidence
}

// key tells the findings of one rule apart.
type key struct {
	device, actor string
	addr          netip.Addr
	resting       bool
}

// collector gathers the findings of one rule.
type collector struct {
	findings []*Finding
	known    map[key]*Finding
	// more are matches of findings for which there was no room.
	more int
	// lacks counts what kept events from being asked, by what was missing.
	lacks map[string]int
}

// add takes an event into the finding about the device, the actor and the address
// of head, which is the event itself or that which completes a correlation.
func (c *collector) add(head, ev *Evidence, l Limits) {
	k := key{head.Device, head.Actor, head.Addr, len(head.RestsOn) > 0}
	f := c.known[k]
	if f == nil {
		if len(c.findings) >= l.Findings {
			c.more++
			return
		}
		if c.known == nil {
			c.known = map[key]*Finding{}
		}
		f = &Finding{Device: head.Device, Actor: head.Actor, Addr: head.Addr, RestsOn: head.RestsOn}
		c.known[k] = f
		c.findings = append(c.findings, f)
	}
	f.take(ev, l)
}

func (f *Finding) take(ev *Evidence, l Limits) {
	f.Count++
	if ev.Time != 0 {
		if f.First == 0 || ev.Time < f.First {
			f.First = ev.Time
		}
		f.Last = max(f.Last, ev.Time)
	}
	if len(f.Evidence) < l.Evidence {
		f.Evidence = append(f.Evidence, *ev)
	}
}

func (c *collector) lack(what string, n int) {
	if c.lacks == nil {
		c.lacks = map[string]int{}
	}
	c.lacks[what] += n
}
