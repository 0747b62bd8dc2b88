// Package model is the one vendor-neutral description of a network device.
//
// Every fact is an F: its value, the lines it was read from and how it is
// known. A fact that nobody could read is not a zero value that looks like an
// answer: its How says so, and whoever asks must look at it. Parsers fill the
// facts they read; Device.Finish then gives every fact they left alone the
// meaning that absence has on that operating system, from the tables of
// device/absence, and leaves it NotRead where they say nothing.
//
// Secrets enter the model as type, strength and reuse fingerprint only.
package model

import "net/netip"

// How says how a fact is known.
type How uint8

const (
	// NotRead is the zero value: the parser for this system does not read
	// this fact. It decides nothing.
	NotRead How = iota
	// Explicit means a line of the file states the value.
	Explicit
	// Default means no line states it and the system's documented default
	// for this version applies (device/absence).
	Default
	// Inherited means the value follows from another line: a group, a
	// template, an enclosing level.
	Inherited
	// Absent means no line states it and absence itself is the meaning:
	// nothing is configured. V is the zero value.
	Absent
	// Masked means a line is there but its value was removed by a collector.
	Masked
	// Unknown means that the value cannot be told: the default depends on a
	// version or platform that the file does not name, or the line is only
	// partly understood.
	Unknown
	// Derived means that the value follows from the file as a whole ("no
	// other rule follows", "nothing refers to it"): it holds only where the
	// file is complete.
	Derived
)

var hows = [...]string{NotRead: "not_read", Explicit: "explicit", Default: "default", Inherited: "inherited",
	Absent: "absent", Masked: "masked", Unknown: "unknown", Derived: "derived"}

// String returns the lower-case word used in JSON.
func (h How) String() string {
	if int(h) < len(hows) {
		return hows[h]
	}
	return "unknown"
}

// MarshalText writes the word of String.
func (h How) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Stated reports whether a line of the file carries the value. A stated fact
// does not depend on the file being complete.
func (h How) Stated() bool { return h == Explicit || h == Inherited }

// Span is a range of raw lines of the device's file, counted from 1 and both
// ends inclusive. The zero Span means no line.
type Span struct {
	Line int32 `json:"line,omitempty"`
	End  int32 `json:"end,omitempty"`
}

// Value is what a fact can hold. Numbers are int64; their unit is named in
// the field's comment (durations are seconds, sizes are bytes unless said).
type Value interface {
	bool | int64 | string | []string | []netip.Prefix
}

// F is one fact. The zero F is NotRead.
type F[T Value] struct {
	V    T
	Span Span
	How  How
}

// Set states the value as read from the lines of sp.
func (f *F[T]) Set(v T, sp Span) { *f = F[T]{V: v, Span: sp, How: Explicit} }

// Inherit sets a value that follows from the lines of sp without standing there.
func (f *F[T]) Inherit(v T, sp Span) { *f = F[T]{V: v, Span: sp, How: Inherited} }

// Derive sets a value that holds only if the file is complete; sp are the
// lines that it was derived from.
func (f *F[T]) Derive(v T, sp Span) { *f = F[T]{V: v, Span: sp, How: Derived} }

// Unsure marks a fact whose line is there but not understood in full.
func (f *F[T]) Unsure(sp Span) { *f = F[T]{Span: sp, How: Unknown} }

// Mask marks a fact whose value a collector removed.
func (f *F[T]) Mask(sp Span) { *f = F[T]{Span: sp, How: Masked} }

// Known reports whether V is an answer in a complete file.
func (f *F[T]) Known() bool {
	return f.How == Explicit || f.How == Default || f.How == Inherited || f.How == Absent || f.How == Derived
}

// Fact is the untyped view of an F, for code that walks the model.
type Fact interface {
	// Get returns the value, its lines and how it is known.
	Get() (any, Span, How)
	// Where returns its lines and how it is known.
	Where() (Span, How)
	// settle gives a fact that is NotRead the meaning of absence.
	settle(v any, how How) bool
	// forget makes the fact unknown; used to test what rests on it.
	forget()
}

// Get implements Fact.
func (f *F[T]) Get() (any, Span, How) { return f.V, f.Span, f.How }

// Where implements Fact.
func (f *F[T]) Where() (Span, How) { return f.Span, f.How }

func (f *F[T]) settle(v any, how How) bool {
	if f.How != NotRead {
		return true
	}
	f.How = how
	if how != Default {
		return true
	}
	t, ok := v.(T)
	if list, isList := v.([]string); !ok && isList && len(list) == 0 {
		_, ok = any(t).([]netip.Prefix) // the empty list of addresses
	}
	f.V = t
	return ok
}

func (f *F[T]) forget() {
	var zero T
	f.V, f.How = zero, Unknown
}

// Obj is embedded in every part of the model that has lines of its own.
type Obj struct {
	// Span is where the part is defined; its first line is the header.
	Span Span `json:"span,omitzero"`
	// Doubt lists lines inside the part that were not fully understood. What
	// is absent from a part with doubtful lines is unknown, for one of them
	// may have stated it.
	Doubt []int32 `json:"doubt,omitempty"`
	// Scattered says that lines about the part stand anywhere, not only in the
	// block that its first line lies in: no end of a block says that they are
	// all there.
	Scattered bool `json:"-"`
}

// Own returns the Obj itself; it lets code that walks the model reach it.
func (o *Obj) Own() *Obj { return o }

// Owner is implemented by every part that embeds Obj.
type Owner interface{ Own() *Obj }

// maxDoubt bounds Obj.Doubt: a part with that many doubtful lines is doubtful
// whatever follows.
const maxDoubt = 64

// AddDoubt records a line that was not fully understood.
func (o *Obj) AddDoubt(line int32) {
	if len(o.Doubt) < maxDoubt {
		o.Doubt = append(o.Doubt, line)
	}
}
