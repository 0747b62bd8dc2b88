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
	known  map[string]Family
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
	reason := "a line that is no log record"
	text = strings.Trim(text, "\x00") // what a crash leaves in front of the next line
	if text == "" {
		reason = "zero bytes in place of a line"
	}
	e := &d.event
	e.Reset()
	e.Raw, e.Batch, e.Offset, e.Length, e.Line = text, b, b.Offset+int64(at), int64(length), line
	if text == "" || !d.line(text, e) {
		to.Drop(coverage.Gap{Source: d.source, Kind: Generic, Cause: coverage.Unparsed, Bytes: uint64(length),
			Reason: reason, Where: fmt.Sprintf("%s:%d", d.source, line)})
		return
	}
	to.Event(e)
}

// Flush implements decode.Decoder. Nothing is held.
func (d *Decoder) Flush(decode.Sink) {}

// line decodes one line, and says no where it has neither header nor family.
func (d *Decoder) line(line string, e *event.Event) bool {
	h := &d.header
	h.Parse(line)
	f := d.family(h)
	if st, ok := f.(Stamper); ok {
		st.Stamp(h)
	}
	h.Fill(e, &d.clock)
	if f == nil {
		e.Format = Generic
		e.SetText(event.MessageID, h.MsgID)
		return h.HasPri || h.HasDevice || h.Tag != ""
	}
	e.Format = f.Name()
	f.Decode(h, e)
	return true
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
