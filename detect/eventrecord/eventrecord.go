// Package eventrecord makes records for rules of typed events.
//
// Promise: a field has the name that it has in every output (package event), and
// so have `kind`, `format`, `outcome`, `source`, `rule` and `raw`; what a record
// of the source does not have is missing. Keywords look at the record as it was
// read (`raw`), or, where a source has no text, at all of its texts. A Filler
// allocates nothing for values that it has seen lately.
package eventrecord

import (
	"math/bits"
	"net/netip"
	"strconv"

	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/event"
)

// The names beside those of fields.
const (
	Kind    = "kind"
	Format  = "format"
	Outcome = "outcome"
	Source  = "source"
	Rule    = "rule"
	Raw     = "raw"
)

// Own lists the names beside those of fields and extra fields.
func Own() []string { return []string{Kind, Format, Outcome, Source, Rule, Raw} }

// Known says whether an event may have a field of that name.
func Known(name string) bool {
	for _, own := range Own() {
		if name == own {
			return true
		}
	}
	return event.FieldNamed(name) != event.None || event.IsExtra(name)
}

// memo bounds the addresses and the numbers whose texts are remembered.
const memo = 16 << 10

// Filler fills records for the rules of an engine; it is for one goroutine.
type Filler struct {
	engine                                   *sigma.Engine
	record                                   *sigma.Record
	asked                                    event.Fields
	fields                                   [64]sigma.FieldID
	kind, format, outcome, source, rule, raw sigma.FieldID
	extra                                    map[string]sigma.FieldID
	addrs                                    map[netip.Addr]string
	numbers                                  map[uint64]string
}

// New returns a Filler.
func New(e *sigma.Engine) *Filler {
	f := &Filler{engine: e, record: e.NewRecord(), extra: map[string]sigma.FieldID{}, addrs: map[netip.Addr]string{}, numbers: map[uint64]string{},
		kind: e.Field(Kind), format: e.Field(Format), outcome: e.Field(Outcome), source: e.Field(Source), rule: e.Field(Rule), raw: e.Field(Raw)}
	for _, name := range e.Fields() {
		if at := event.FieldNamed(name); at != event.None {
			f.asked = f.asked.With(at)
			f.fields[at] = e.Field(name)
		} else if event.IsExtra(name) {
			f.extra[name] = e.Field(name)
		}
	}
	return f
}

// Fill makes a record of an event, which the next call overwrites.
func (f *Filler) Fill(e *event.Event) *sigma.Record {
	r := f.record
	r.Reset()
	words := e.Raw == ""
	f.text(f.kind, e.Kind.String(), false)
	f.text(f.format, e.Format, false)
	f.text(f.outcome, e.Outcome.String(), false)
	f.text(f.rule, e.Rule, false)
	if f.source != sigma.Other && e.Batch != nil {
		f.text(f.source, e.Batch.Source, false)
	}
	if !words {
		r.Add(f.raw, e.Raw, true)
	}
	for set := f.wanted(e, words); set != 0; set &= set - 1 {
		f.field(e, event.Field(bits.TrailingZeros64(uint64(set))), words)
	}
	for _, x := range e.Extra {
		if id, ok := f.extra[x.Name]; ok {
			r.Add(id, x.Value, words)
		} else if words {
			r.Add(sigma.Other, x.Value, true)
		}
	}
	return r
}

// wanted are the fields of an event that a rule may look at.
func (f *Filler) wanted(e *event.Event, words bool) event.Fields {
	if words {
		return e.Present()
	}
	return e.Present() & f.asked
}

func (f *Filler) field(e *event.Event, at event.Field, words bool) {
	id := sigma.Other
	if f.asked.Has(at) {
		id = f.fields[at]
	}
	switch {
	case at.IsText():
		f.record.Add(id, e.Text(at), words)
	case at.IsAddr():
		f.record.Add(id, f.addr(e.Addr(at)), words)
	case id != sigma.Other:
		n, _ := e.Number(at)
		f.record.Add(id, f.number(n), false)
	}
}

func (f *Filler) text(id sigma.FieldID, s string, words bool) {
	if id != sigma.Other && s != "" {
		f.record.Add(id, s, words)
	}
}

// addr is the text of an address; one of IPv4 within IPv6 is written as IPv4.
func (f *Filler) addr(a netip.Addr) string {
	if s, ok := f.addrs[a]; ok {
		return s
	}
	if len(f.addrs) >= memo {
		clear(f.addrs)
	}
	s := a.Unmap().String()
	f.addrs[a] = s
	return s
}

func (f *Filler) number(n uint64) string {
	if s, ok := f.numbers[n]; ok {
		return s
	}
	if len(f.numbers) >= memo {
		clear(f.numbers)
	}
	s := strconv.FormatUint(n, 10)
	f.numbers[n] = s
	return s
}
