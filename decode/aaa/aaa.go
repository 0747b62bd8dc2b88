// Package aaa reads what devices and their servers of authentication and
// accounting say to each other, from captured packets: RADIUS in UDP, TACACS+ in
// TCP.
//
// Promise: every byte of a payload that a Reader takes belongs to an event, to a
// gap, or to the structure between them. An answer is joined with the question
// that it answers, if that was captured within answerTime before it: it names no
// account itself. Passwords and authenticators are in no event. The body of an
// encrypted packet is a gap. Memory is bounded by the constants below, and the
// same packets give the same events.
package aaa

import (
	"fmt"
	"net/netip"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

const (
	// kind is what gaps are counted under.
	kind = "aaa"
	// maxNames bounds the addresses whose texts are kept.
	maxNames = 4096
)

// Packet is the payload of one captured packet.
type Packet struct {
	Src, Dst netip.AddrPort
	// Received is the time of capture, microseconds since 1970 UTC.
	Received int64
	// Batch holds the packet, and Offset is where in its source Payload begins.
	Batch   *event.Batch
	Offset  int64
	Payload string
	// Size is the length of the payload on the wire; more than that of Payload
	// where the capture cut it off.
	Size int
	// Seq, Begin and End are those of a TCP segment: its number, and whether it
	// opens or ends its direction of the connection.
	Seq        uint32
	Begin, End bool
}

// where is the place of a byte of the payload.
func (p *Packet) where(at int) string {
	return fmt.Sprintf("%s@%d", p.Batch.Source, p.Offset+int64(at))
}

// Reader reads the packets of one capture in their order. It is used by one
// goroutine.
type Reader struct {
	event     event.Event
	names     map[netip.Addr]string
	exchanges exchanges
	streams   streams
}

// New makes a reader.
func New() *Reader {
	return &Reader{names: map[netip.Addr]string{}, exchanges: newExchanges(), streams: newStreams()}
}

// name is an address as text, which is the device's name where no other is known.
func (r *Reader) name(a netip.Addr) string {
	s, ok := r.names[a]
	if !ok {
		s = a.String()
		if len(r.names) < maxNames {
			r.names[a] = s
		}
	}
	return s
}

// begin empties the event and sets what holds for any packet. The stamp is the
// capture's: the packet has none of its own.
func (r *Reader) begin(p *Packet) *event.Event {
	e := &r.event
	e.Reset()
	e.Time, e.Received, e.Clock = p.Received, p.Received, event.NoStamp
	e.Batch = p.Batch
	e.SetAddr(event.Sender, p.Src.Addr())
	return e
}

// device names the device, whose own address or name in the packet comes first.
func (r *Reader) device(e *event.Event, a netip.Addr) {
	if !e.Addr(event.DeviceAddr).IsValid() {
		e.SetAddr(event.DeviceAddr, a)
	}
	if e.Text(event.Reporter) == "" {
		e.SetText(event.Reporter, r.name(e.Addr(event.DeviceAddr)))
	}
}

func drop(p *Packet, at, n int, reason string, to decode.Sink) {
	to.Drop(coverage.Gap{
		Source: p.Batch.Source, Kind: kind, From: p.Received, To: p.Received, Bytes: uint64(n),
		Cause: coverage.Unparsed, Reason: reason, Where: p.where(at),
	})
}

// Flush ends the capture: what waits for more is dropped.
func (r *Reader) Flush(to decode.Sink) {
	r.endStreams(to)
}
