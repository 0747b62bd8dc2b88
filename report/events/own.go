package events

import (
	"encoding/hex"
	"time"

	"github.com/linewarden/linewarden/event"
)

// stampLayout writes microseconds, in UTC.
const stampLayout = "2006-01-02T15:04:05.000000Z"

func instant(micro int64) string {
	if micro == 0 {
		return ""
	}
	return time.UnixMicro(micro).UTC().Format(stampLayout)
}

// own writes an event with all fields under their names. docs/formats/events.md
// describes it.
func (o *object) own(e *event.Event) []byte {
	o.reset()
	o.text("type", "event")
	o.text("time", instant(e.Time))
	o.text("received", instant(e.Received))
	if names := e.Clock.Names(); len(names) > 0 {
		o.key("clock")
		o.list(names)
	}
	if e.Skew != 0 {
		o.signed("skew_us", e.Skew)
	}
	o.text("kind", e.Kind.String())
	o.text("format", e.Format)
	if e.Unverified {
		o.yes("unverified")
	}
	o.text("outcome", e.Outcome.String())
	for f := event.Reporter; f.String() != ""; f++ {
		if !e.Present().Has(f) {
			continue
		}
		switch {
		case f.IsText():
			o.text(f.String(), e.Text(f))
		case f.IsAddr():
			o.addr(f.String(), e.Addr(f))
		default:
			n, _ := e.Number(f)
			o.number(f.String(), n)
		}
	}
	o.within("extra", func() { o.extras(e) })
	o.text("source", source(e))
	if e.Line > 0 {
		o.number("line", uint64(e.Line))
	}
	o.signed("offset", e.Offset)
	o.signed("length", e.Length)
	o.text("batch", batchSum(e.Batch))
	if len(e.Parts) > 0 {
		o.parts(e.Parts)
	}
	if e.Redacted {
		o.key("redacted")
		o.b = append(o.b, "true"...)
	}
	o.text("raw", e.Raw)
	return o.end()
}

func (o *object) list(words []string) {
	o.b = append(o.b, '[')
	for i, w := range words {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = appendString(o.b, w)
	}
	o.b = append(o.b, ']')
}

// extras writes each name once; several values of one name are joined by "; ".
func (o *object) extras(e *event.Event) {
	for i, x := range e.Extra {
		first, v := true, x.Value
		for _, y := range e.Extra[:i] {
			first = first && y.Name != x.Name
		}
		if !first {
			continue
		}
		for _, y := range e.Extra[i+1:] {
			if y.Name == x.Name {
				v += "; " + y.Value
			}
		}
		o.text(x.Name, v)
	}
}

func source(e *event.Event) string {
	if e.Batch == nil {
		return ""
	}
	return e.Batch.Source
}

func batchSum(b *event.Batch) string {
	if b == nil {
		return ""
	}
	return hex.EncodeToString(b.Sum[:])
}

// parts writes the further places of a record.
func (o *object) parts(parts []event.Part) {
	o.key("parts")
	o.b = append(o.b, '[')
	for i, p := range parts {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		inner := object{b: []byte{'{'}, empty: true}
		inner.number("line", uint64(p.Line))
		inner.signed("offset", p.Offset)
		inner.signed("length", p.Length)
		inner.text("batch", batchSum(p.Batch))
		o.b = append(append(o.b, inner.b...), '}')
	}
	o.b = append(o.b, ']')
}
