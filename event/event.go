// Package event is the vocabulary from decoding on: what one observation says,
// in typed columns, and where its bytes are.
//
// An Event is filled again and again by a decoder and read before the next one
// is decoded; Clone makes one that lasts. Its texts are parts of the batch they
// were decoded from, whose text is never changed: they stay true as long as
// anybody holds them, and hold their whole batch in memory for as long.
// Time is microseconds since 1970-01-01 UTC throughout, and 0 is "not known".
package event

import (
	"net/netip"
	"slices"
)

// Kind is what an observation is about, the first thing that rules ask.
type Kind uint8

// The kinds of events. Whatever no table knows is System.
const (
	System Kind = iota
	Login
	Command
	ConfigChange
	Flow
	DataAccess
	Intercept
)

var kinds = [...]string{System: "system", Login: "login", Command: "command", ConfigChange: "config_change", Flow: "flow", DataAccess: "data_access", Intercept: "intercept"}

// String returns the kind's name in files and outputs.
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return "system"
}

// KindNamed is the inverse of String.
func KindNamed(name string) (Kind, bool) {
	i := slices.Index(kinds[:], name)
	return Kind(max(i, 0)), i >= 0
}

// Outcome is whether what the record tells of succeeded.
type Outcome uint8

// The outcomes. The zero value says that the record does not tell.
const (
	NotSaid Outcome = iota
	Success
	Failure
)

var outcomes = [...]string{NotSaid: "", Success: "success", Failure: "failure"}

// String returns "success", "failure" or, where it is not said, "".
func (o Outcome) String() string {
	if int(o) < len(outcomes) {
		return outcomes[o]
	}
	return ""
}

// OutcomeNamed is the inverse of String.
func OutcomeNamed(name string) (Outcome, bool) {
	i := slices.Index(outcomes[:], name)
	return Outcome(max(i, 0)), i >= 0
}

// Clock says how far an event's Time can be trusted. The zero value is a stamp
// with its year and zone written out, by a clock that did not complain.
type Clock uint8

const (
	// NoStamp means that the record has no time of its own: Time is that of
	// receipt, or 0.
	NoStamp Clock = 1 << iota
	// YearGuessed and ZoneGuessed mean that the stamp has none, and that the
	// year or zone was taken from what is near.
	YearGuessed
	// ZoneGuessed means that the zone is missing, or an abbreviation that
	// several zones share.
	ZoneGuessed
	// Unset means that the device says its clock was never set ("*" on IOS).
	Unset
	// Unsynchronised means that the device lost the source of its time (".").
	Unsynchronised
	// SinceBoot means that the stamp counts from the device's start: Time is 0,
	// unless the start is known.
	SinceBoot
	// OutOfRange means that the stamp is no possible date; Time is 0.
	OutOfRange
)

var clockNames = [...]string{"no_stamp", "year_guessed", "zone_guessed", "unset", "unsynchronised", "since_boot", "out_of_range"}

// Names lists what is to be said against the stamp, in a fixed order.
func (c Clock) Names() []string {
	var out []string
	for i, name := range clockNames {
		if c>>i&1 != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Extra is a rarer field. Its name is one of ExtraNames.
type Extra struct{ Name, Value string }

// Event is one observation.
type Event struct {
	// Time is the device's, Received the collector's, or that of the relay
	// whose header carries one. Skew is what was learned of the device's clock
	// when the event was decoded, Received - Time of its neighbours, in
	// microseconds; 0 also where nothing was learned.
	Time, Received, Skew int64
	Clock                Clock
	Kind                 Kind
	Outcome              Outcome
	// Format is the name of the format that decoded the record, such as "ios".
	Format string
	// Rule is the entry of a table that read the message, "" where none did.
	// Unverified says that the wording it reads by was compared with no real
	// sample that has an expected answer.
	Rule       string
	Unverified bool
	// Extra holds the rarer fields in the order of the record.
	Extra []Extra

	// Raw is the record, with secrets and identities replaced by tokens where
	// Redacted. Batch holds what was received; Offset and Length say where in
	// its source the record's bytes are, and Line the first line, from 1, in
	// sources that have lines.
	// Parts are the further places of a record that did not come in one piece, in
	// its order; Raw then has all of them, a line's end between two.
	Raw            string
	Redacted       bool
	Batch          *Batch
	Offset, Length int64
	Line           int
	Parts          []Part

	present Fields
	texts   [numTexts]string
	addrs   [numAddrs]netip.Addr
	numbers [numNumbers]uint64
}

// Part is a place of a record.
type Part struct {
	Batch          *Batch
	Offset, Length int64
	Line           int
}

// Batch is the unit of evidence: bytes as they arrived, with their digest.
type Batch struct {
	// Source is the file as the user would name it, or the listener.
	Source string
	// Offset is where Text begins in the source, and Line how many lines stand
	// before it there.
	Offset int64
	Line   int
	// Text is what arrived, never changed.
	Text string
	// Received is when; 0 for files.
	Received int64
	// Sum is the SHA-256 of Text.
	Sum [32]byte
}

// Reset empties e, and keeps what it has allocated.
func (e *Event) Reset() {
	extra, parts := e.Extra[:0], e.Parts[:0]
	*e = Event{Extra: extra, Parts: parts}
}

// Clone returns a copy that later decoding does not touch.
func (e *Event) Clone() *Event {
	c := *e
	c.Extra, c.Parts = slices.Clone(e.Extra), slices.Clone(e.Parts)
	return &c
}

// Present returns the fields the record has.
func (e *Event) Present() Fields { return e.present }

// Text returns a text field, "" where it is absent. f must be a text field.
func (e *Event) Text(f Field) string { return e.texts[f-firstText] }

// SetText sets a text field. The empty text is an absent one.
func (e *Event) SetText(f Field, s string) {
	e.texts[f-firstText] = s
	e.mark(f, s != "")
}

// Addr returns an address field, the invalid address where it is absent.
func (e *Event) Addr(f Field) netip.Addr { return e.addrs[f-firstAddr] }

// SetAddr sets an address field. The invalid address is an absent one.
func (e *Event) SetAddr(f Field, a netip.Addr) {
	e.addrs[f-firstAddr] = a
	e.mark(f, a.IsValid())
}

// Number returns a number field, and whether the record has it.
func (e *Event) Number(f Field) (uint64, bool) { return e.numbers[f-firstNumber], e.present.Has(f) }

// SetNumber sets a number field; 0 is a number like others.
func (e *Event) SetNumber(f Field, n uint64) {
	e.numbers[f-firstNumber] = n
	e.mark(f, true)
}

// AddExtra appends a rarer field. The empty value is an absent one.
func (e *Event) AddExtra(name, value string) {
	if value != "" {
		e.Extra = append(e.Extra, Extra{name, value})
	}
}

// Lookup returns the first extra field of that name, "" where there is none.
func (e *Event) Lookup(name string) string {
	for _, x := range e.Extra {
		if x.Name == name {
			return x.Value
		}
	}
	return ""
}

func (e *Event) mark(f Field, on bool) {
	e.present &^= 1 << f
	if on {
		e.present |= 1 << f
	}
}
