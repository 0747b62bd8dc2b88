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
	// its id.
	Decode(h *Header, e *event.Event)
}

// Stamper is a Family whose messages carry the device's stamp.
type Stamper interface {
	// Stamp puts it into h, by SetDevice, before the header's fields are filled.
	Stamp(h *Header)
}

// Generic is the name of lines that no family claims.
const Generic = "syslog"

// maxHosts bounds how many devices a source's decoder remembers the family of.
const maxHosts = 100_000

// Decoder decodes the lines of one source, each by the family it belongs to.
type Decoder struct {
	source   string
	families []Family
	clock    stamp.Clock
	// known remembers the family of a device by its own sure lines, for those
	// that several families could have written.
	known map[string]Family
	// counts are the losses that devices have told of, by their names.
	counts map[string]uint64
	joins  joins
	header Header
	event  event.Event
}

// NewDecoder makes a decoder for one source.
func NewDecoder(families []Family, opt decode.Options) *Decoder {
	return &Decoder{
		source: opt.Source, families: families, known: map[string]Family{},
		clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone},
	}
}

// Decode implements decode.Decoder.
func (d *Decoder) Decode(b *event.Batch, to decode.Sink) {
	n := b.Line + 1
	for at := 0; at < len(b.Text); {
		text, length := frame(b.Text[at:])
		if text != "" {
			d.record(b, text, at, length, n, to)
		}
		n += strings.Count(b.Text[at:at+length], "\n")
		at += length
	}
}

// record decodes one record, which begins at that place of the batch and in
// that line of the source.
func (d *Decoder) record(b *event.Batch, text string, at, length, line int, to decode.Sink) {
	text = strings.Trim(text, "\x00") // what a crash leaves in front of the next line
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
	if j, ok := f.(Joiner); ok {
		if p, ok := j.Part(h); ok {
			d.part(j, p, one, to)
			return
		}
	}
	if len(d.joins.frame) > 0 {
		d.unframe(to)
	}
	e := &d.event
	e.Reset()
	e.Raw, e.Batch, e.Offset, e.Length, e.Line = text, b, one.offset, one.length, line
	d.fill(h, f, e)
	if f == nil && !h.HasPri && !h.HasDevice && h.Tag == "" {
		d.noRecord("a line that is no log record", one, to)
		return
	}
	to.Event(e)
	if c, ok := f.(Counter); ok {
		d.lost(c, h, e, to)
	}
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

// fill reads a line that was taken apart; f is nil where no family claims it.
func (d *Decoder) fill(h *Header, f Family, e *event.Event) {
	if st, ok := f.(Stamper); ok {
		st.Stamp(h)
	}
	h.Fill(e, &d.clock)
	if f == nil {
		e.Format = Generic
		e.SetText(event.MessageID, h.MsgID)
		return
	}
	e.Format = f.Name()
	f.Decode(h, e)
}

// family returns the one that is surest. The device's own earlier lines come
// first, then the order.
func (d *Decoder) family(h *Header) Family {
	known := d.known[h.Host]
	if known != nil && known.Claim(h) >= Likely {
		return known
	}
	var best Family
	claim := No
	for _, f := range d.families {
		if c := f.Claim(h); c > claim {
			best, claim = f, c
		}
	}
	if claim == Maybe && known != nil && known.Claim(h) == Maybe {
		return known
	}
	// A line that only one family writes outweighs an earlier one that several do.
	if h.Host != "" && (claim == Sure && best != known || claim == Likely && known == nil) && len(d.known) < maxHosts {
		d.known[strings.Clone(h.Host)] = best
	}
	return best
}
