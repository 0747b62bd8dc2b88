package syslog

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// Claim is how sure a family is that a line is its own.
type Claim uint8

// The claims.
const (
	No Claim = iota
	// Maybe means that the shape fits, as it does for others.
	Maybe
	// Shared means that every system built on a Unix writes such lines: one that
	// the device is known to be comes first, if it says Maybe.
	Shared
	// Likely means that the message's id is in the family's table.
	Likely
	// Sure means that no other family writes such a line.
	Sure
)

// Family is one maker's system: it knows its messages behind the header.
type Family interface {
	// Name is the value of event.Event.Format.
	Name() string
	// Claim looks at a header.
	Claim(h *Header) Claim
	// Decode fills e, which has the header's fields already, with MessageID and
	// what the message says. Whatever it does not know stays a system event with
	// its id. A stamp of the message is told by h.Restamp.
	Decode(h *Header, e *event.Event)
}

// Generic is the name of lines that no family claims.
const Generic = "syslog"

// maxHosts bounds how many devices a source's decoder remembers the family of.
const maxHosts = 100_000

// Decoder decodes the lines of one source, each by the family it belongs to.
type Decoder struct {
	source   string
	families []member
	clock    stamp.Clock
	stamps   stamp.Memo
	layouts  layouts
	// known remembers the family of a device by its own sure lines, for those
	// that several families could have written. recent has some of them at hand.
	known  map[string]*device
	recent [64]*device
	// counts are the losses that devices have told of, by their names.
	counts map[string]uint64
	joins  joins
	header Header
	event  event.Event
}

// member is a family with what it can do besides.
type member struct {
	Family
	joiner  Joiner
	counter Counter
}

// device is what is remembered of one.
type device struct {
	host   string
	family *member
	// shared says that only lines which several systems write told the family.
	shared bool
}

// NewDecoder makes a decoder for one source.
func NewDecoder(families []Family, opt decode.Options) *Decoder {
	d := &Decoder{
		source: opt.Source, families: make([]member, len(families)), known: map[string]*device{},
		clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone},
	}
	d.header.stamps, d.header.layouts = &d.stamps, &d.layouts
	for i, f := range families {
		m := &d.families[i]
		m.Family = f
		m.joiner, _ = f.(Joiner)
		m.counter, _ = f.(Counter)
	}
	return d
}

// Decode implements decode.Decoder.
func (d *Decoder) Decode(b *event.Batch, to decode.Sink) {
	n := b.Line + 1
	for at := 0; at < len(b.Text); {
		text, length, lines := frame(b.Text[at:])
		if text != "" {
			d.record(b, text, at, length, n, to)
		}
		n += lines
		at += length
	}
}

// record decodes one record, which begins at that place of the batch and in
// that line of the source.
func (d *Decoder) record(b *event.Batch, text string, at, length, line int, to decode.Sink) {
	text = unpadded(text) // what a crash leaves in front of the next line
	one := piece{text: text, batch: b, offset: b.Offset + int64(at), length: int64(length), line: line}
	if d.joins.lines++; len(d.joins.queue) > 0 {
		d.age(to)
	}
	if text == "" {
		d.noRecord("zero bytes in place of a line", one, to)
		return
	}
	h := &d.header
	h.Parse(text)
	f := d.family(h)
	if f != nil && f.joiner != nil {
		if p, ok := f.joiner.Part(h); ok {
			d.part(f.joiner, p, one, to)
			return
		}
	}
	if len(d.joins.frame) > 0 {
		d.unframe(to)
	}
	e := &d.event
	e.Reset()
	e.Raw, e.Batch, e.Offset, e.Length, e.Line = text, b, one.offset, one.length, line
	if f == nil {
		h.Fill(e, &d.clock)
		e.Format = Generic
		e.SetText(event.MessageID, h.MsgID)
	} else {
		d.fill(h, f.Family, e)
	}
	if f == nil && !h.HasPri && !h.HasDevice && h.Tag == "" {
		d.noRecord("a line that is no log record", one, to)
		return
	}
	to.Event(e)
	if f != nil && f.counter != nil {
		d.lost(f.counter, h, e, to)
	}
}

// unpadded takes zero bytes away from both ends.
func unpadded(text string) string {
	if n := len(text); n == 0 || text[0] != 0 && text[n-1] != 0 {
		return text
	}
	return strings.Trim(text, "\x00")
}

// noRecord tells of a line that gives no event.
func (d *Decoder) noRecord(reason string, p piece, to decode.Sink) {
	to.Drop(coverage.Gap{Source: d.source, Kind: Generic, Cause: coverage.Unparsed, Bytes: uint64(p.length),
		Reason: reason, Where: fmt.Sprintf("%s:%d", d.source, p.line)})
}

// Flush implements decode.Decoder. What waits for further parts is given.
func (d *Decoder) Flush(to decode.Sink) {
	for _, g := range d.joins.queue {
		if !g.given {
			d.close(g, to)
		}
	}
	d.unframe(to)
	d.joins = joins{}
}

// fill reads a line that was taken apart.
func (d *Decoder) fill(h *Header, f Family, e *event.Event) {
	h.Fill(e, &d.clock)
	e.Format = f.Name()
	f.Decode(h, e)
}

// family returns the one that is surest. The device's own earlier lines come
// first, then the order.
func (d *Decoder) family(h *Header) *member {
	var known *member
	dev := d.device(h.Host)
	if dev != nil {
		if known = dev.family; known.Claim(h) >= Shared {
			return known
		}
	}
	var best *member
	claim := No
	for i := range d.families {
		if c := d.families[i].Claim(h); c > claim {
			best, claim = &d.families[i], c
		}
		if claim == Sure { // nothing outweighs it
			break
		}
	}
	if claim <= Shared && known != nil && known.Claim(h) == Maybe {
		return known
	}
	if h.Host != "" && tells(dev, best, claim) {
		d.learn(dev, h.Host, best, claim)
	}
	return best
}

// tells says whether a line of that family tells more of its device than the
// earlier ones: one that only one family writes outweighs those that several do.
func tells(dev *device, best *member, claim Claim) bool {
	switch {
	case claim < Shared:
		return false
	case dev == nil:
		return true
	case claim == Likely:
		return dev.shared
	}
	return claim == Sure && dev.family != best
}

// learn remembers the family of a device; beyond maxHosts only of those it has.
func (d *Decoder) learn(dev *device, host string, f *member, claim Claim) {
	if dev == nil {
		if len(d.known) >= maxHosts {
			return
		}
		dev = &device{host: strings.Clone(host)}
		d.known[dev.host] = dev
	}
	dev.family, dev.shared = f, claim == Shared
}

// device returns what is remembered of a host, nil for nothing.
func (d *Decoder) device(host string) *device {
	n := len(host)
	if n == 0 {
		return nil
	}
	at := &d.recent[(uint(host[n-1])+uint(host[n/2])*5+uint(n)*17)%uint(len(d.recent))]
	if dev := *at; dev != nil && dev.host == host {
		return dev
	}
	dev := d.known[host]
	if dev != nil {
		*at = dev
	}
	return dev
}
