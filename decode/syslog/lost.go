package syslog

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// Counter is a Family some of whose messages say how many records were lost.
type Counter interface {
	// Lost returns the loss that a message tells of; Count is 0 where it tells
	// of none.
	Lost(h *Header) Loss
}

// Loss is what a device says of its own losses.
type Loss struct {
	// Count is how many records were lost: since the device's start where Total,
	// else since it spoke last.
	Count uint64
	Total bool
}

// LostAtSource is the reason of the gap for records that a device lost itself.
const LostAtSource = "records that the device says it lost"

// lost tells of a loss. Of a total only what is new counts; one that went down
// began anew.
func (d *Decoder) lost(c Counter, h *Header, e *event.Event, to decode.Sink) {
	l := c.Lost(h)
	n := l.Count
	if n == 0 {
		return
	}
	if l.Total {
		if before := d.counts[h.Host]; before <= n {
			n -= before
		}
		if d.counts == nil {
			d.counts = map[string]uint64{}
		}
		if _, ok := d.counts[h.Host]; ok || len(d.counts) < maxHosts {
			d.counts[strings.Clone(h.Host)] = l.Count
		}
	}
	if n == 0 {
		return
	}
	source := h.Host
	if source == "" {
		source = d.source
	}
	to.Drop(coverage.Gap{Source: source, Kind: e.Format, From: e.Time, To: e.Time, Count: n, Cause: coverage.Lost, Basis: coverage.Counter,
		Reason: LostAtSource, Where: fmt.Sprintf("%s:%d", d.source, e.Line)})
}
