// Package skew learns how far the clocks of devices are off.
//
// A record that carries two times, the device's and that of the relay or
// collector which received it, says how late the record was and how wrong the
// clock is, in one. The median of a device's latest records takes delays out:
// most records travel in seconds, and a clock that is off is off in all of them.
package skew

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/event"
)

const (
	// window is how many of the latest records the median is of, and least how
	// many it takes to say anything.
	window, least = 15, 5
	// maxDevices bounds the devices that are learned.
	maxDevices = 100_000
)

// Learner learns from events in the order of their source. It is used by one
// goroutine. The zero Learner is ready.
type Learner struct {
	devices map[string]*latest
}

// latest are the differences of one device, in a ring.
type latest struct {
	diffs [window]int64
	n     int
	skew  int64
}

// Event sets e.Skew: what must be added to e.Time to come to the clock of the
// receiver, in microseconds; 0 also where nothing is known yet. Events of a
// device that carry only its own time get what its others have taught.
func (l *Learner) Event(e *event.Event) {
	name := e.Text(event.Reporter)
	if name == "" || e.Time == 0 {
		return
	}
	d := l.devices[name]
	if e.Received != 0 {
		if d == nil {
			if len(l.devices) >= maxDevices {
				return
			}
			if l.devices == nil {
				l.devices = map[string]*latest{}
			}
			d = &latest{}
			l.devices[strings.Clone(name)] = d
		}
		d.add(e.Received - e.Time)
	}
	if d != nil {
		e.Skew = d.skew
	}
}

func (d *latest) add(diff int64) {
	d.diffs[d.n%window] = diff
	d.n++
	if d.n < least {
		return
	}
	sorted := d.diffs
	k := min(d.n, window)
	slices.Sort(sorted[:k])
	d.skew = sorted[k/2]
}
