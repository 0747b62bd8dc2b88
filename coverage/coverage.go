// Package coverage is the vocabulary of what was not seen: plain types, no
// input or output.
//
// Promise: every record that is lost, refused, not understood or late becomes a
// Gap through one function, Log.Drop, and so does every stretch of silence that
// is found out later. What nobody recorded here was seen. Times are microseconds
// since 1970 UTC; 0 is "not known".
package coverage

import (
	"cmp"
	"slices"
	"sync"
)

// Cause is why something was not seen.
type Cause uint8

// The causes, from the most harmless reading to the worst. The zero Cause is
// the one that says least.
const (
	Unexplained Cause = iota
	// NotEnabled means that the device was not asked to record it.
	NotEnabled
	// NotRetained means that it is older than what is kept.
	NotRetained
	// Lost means that it was recorded and did not arrive.
	Lost
	// Silent means that the source said nothing where it usually does.
	Silent
	// Unparsed means that it is here and was not understood.
	Unparsed
	// BlindByDesign means that the device hides it on purpose, as it does with
	// lawful interception.
	BlindByDesign
	// Tampered means that somebody switched the recording off or cut it.
	Tampered
)

var causes = [...]string{"unexplained", "not_enabled", "not_retained", "lost", "silent", "unparsed", "blind_by_design", "tampered"}

// String returns the word used in every output.
func (c Cause) String() string {
	if int(c) < len(causes) {
		return causes[c]
	}
	return causes[0]
}

// MarshalText writes the word of String.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Basis is how a gap is known.
type Basis uint8

// The ways to know of a gap. The zero Basis is that the loss was seen as it
// happened.
const (
	// Observed means that this program dropped it, and knows exactly what.
	Observed Basis = iota
	// Sequence means a hole in numbers that the source counts up.
	Sequence
	// Heartbeat means that a message that comes at intervals did not come.
	Heartbeat
	// Rate means a silence that the source's own history makes improbable.
	Rate
	// Counter means that the source says how many it dropped.
	Counter
	// Declared means that a configuration, a command or the site says so.
	Declared
)

var bases = [...]string{"observed", "sequence", "heartbeat", "rate", "counter", "declared"}

// String returns the word used in every output.
func (b Basis) String() string {
	if int(b) < len(bases) {
		return bases[b]
	}
	return bases[0]
}

// MarshalText writes the word of String.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Gap is something that was not seen.
type Gap struct {
	// Source is the device, exporter or database, or the file where none is known.
	Source string `json:"source"`
	// Kind is what would have been seen there: an event.Kind, or a format's name
	// where that is all that is known; "" is anything.
	Kind string `json:"kind"`
	// From and To bound the time, both inclusive; To is 0 where the gap has not
	// ended, and both are 0 where no time is known.
	From int64 `json:"from"`
	To   int64 `json:"to"`
	// Count is how many records are missing, 0 where only the time is known.
	// Bytes is their size as far as known.
	Count uint64 `json:"count"`
	Bytes uint64 `json:"bytes,omitempty"`
	Cause Cause  `json:"cause"`
	Basis Basis  `json:"basis"`
	// Reason is one sentence in small letters, the same for gaps of one sort:
	// they are counted by it. It holds nothing from the data.
	Reason string `json:"reason"`
	// Where is the place of the first: "file:line" or "file@offset".
	Where string `json:"where,omitempty"`
	// Detail is what records say of it, such as who gave which command: after
	// redaction, and as little to be trusted as they are. "" where none does.
	Detail string `json:"detail,omitempty"`
}

// Log gathers gaps. It is safe for several goroutines. The zero Log is ready.
type Log struct {
	mu      sync.Mutex
	gaps    map[key]*Gap
	dropped uint64
}

// key is what gaps must share to be counted as one.
type key struct {
	source, kind, reason string
	cause                Cause
	basis                Basis
	day                  int64
}

const (
	day = 86400 * 1e6
	// maxGaps bounds the memory of a Log whatever the input. What is beyond is
	// counted, under the source "" and the reason of Overflow.
	maxGaps = 100_000
)

// Overflow is the reason of what a Log had no room to tell apart.
const Overflow = "more gaps than can be told apart"

// Drop records a gap. Gaps of one source, kind, cause and reason on one day
// become one, which spans them all and counts them all. A Count of 0 with the
// basis Observed counts as 1: something was dropped.
func (l *Log) Drop(g Gap) {
	if g.Count == 0 && g.Basis == Observed {
		g.Count = 1
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped += g.Count
	k := key{g.Source, g.Kind, g.Reason, g.Cause, g.Basis, g.From / day}
	if l.gaps == nil {
		l.gaps = map[key]*Gap{}
	}
	old, ok := l.gaps[k]
	if !ok && len(l.gaps) >= maxGaps {
		k = key{reason: Overflow, day: g.From / day}
		g = Gap{From: g.From, To: g.To, Count: g.Count, Bytes: g.Bytes, Reason: Overflow}
		old, ok = l.gaps[k]
	}
	if !ok {
		l.gaps[k] = &g
		return
	}
	old.join(g)
}

func (g *Gap) join(o Gap) {
	g.Count += o.Count
	g.Bytes += o.Bytes
	if o.From != 0 && (g.From == 0 || o.From < g.From) {
		g.From = o.From
	}
	g.To = max(g.To, o.To)
}

// Dropped is the number of records that Drop was told of.
func (l *Log) Dropped() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// Gaps returns copies of the gaps, by source, kind, time and reason.
func (l *Log) Gaps() []Gap {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Gap, 0, len(l.gaps))
	for _, g := range l.gaps {
		out = append(out, *g)
	}
	Sort(out)
	return out
}

// Sort orders gaps by source, kind, time and reason.
func Sort(gaps []Gap) {
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Basis, b.Basis))
	})
}
