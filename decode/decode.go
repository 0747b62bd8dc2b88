// Package decode turns the bytes of one source into events.
//
// A Format knows a way of writing records: it recognises it, cuts a stream of
// bytes where records end, and makes Decoders, one a source. Read feeds a source
// to the format that its beginning looks like.
//
// Promise: every byte of a source is part of an event's record, or of a
// coverage.Gap that says why not, or, in binary formats, of the structure that
// holds records (see Accountant); a bad record changes nothing for those around
// it; memory is bounded whatever the source holds; the same bytes give the same
// events. Decoders never panic.
package decode

import (
	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// Sink takes what decoding gives, in the order of the source.
type Sink interface {
	// Event is called for each record; e is overwritten afterwards, so what must
	// last is cloned. Its texts are parts of e.Batch's text.
	Event(e *event.Event)
	// Drop is called for whatever gives no event.
	Drop(g coverage.Gap)
}

// Accountant is a Sink that keeps an account of every byte. Binary formats have
// bytes that are no record: headers of packets, templates, padding, counters.
// They are read and understood, so they are no gap; their number makes the
// account whole: the lengths of events, the bytes of gaps and the structure are
// together the length of the source.
type Accountant interface {
	Structure(bytes int64)
}

// Structure tells a sink that keeps account of bytes that are no record.
func Structure(to Sink, bytes int64) {
	if a, ok := to.(Accountant); ok && bytes > 0 {
		a.Structure(bytes)
	}
}

// Splitter is a Decoder that cuts its source itself, since where a record ends
// depends on what was read before. Split has the meaning of Format.Split, which
// is nil then, and is called once before each batch, with what follows the last.
type Splitter interface {
	Split(data []byte, atEOF bool) int
}

// Decoder reads the records of one source. It is used by one goroutine.
type Decoder interface {
	// Decode reads a batch, which begins and ends between records.
	Decode(b *event.Batch, to Sink)
	// Flush ends the source: what was held for later records is given or dropped.
	Flush(to Sink)
}

// Format is one way of writing records.
type Format struct {
	// Name is that of --format and of outputs, such as "syslog" or "netflow".
	Name string
	// Title says in a few words what it is.
	Title string
	// Families are the values of event.Event.Format that its events have; nil is
	// Name alone.
	Families []string
	// Verified says that the decoder was compared with expected answers to real
	// samples, for all its families or, where Compared is not nil, for those. The
	// events of others are marked unverified, whatever their decoder says.
	Verified bool
	Compared []string
	// Sniff says how sure the format is of a source by its first bytes, up to
	// HeadLen of them: 0 is no, 100 is a magic number.
	Sniff func(head string) int
	// Split returns how many bytes at the beginning of data are whole records:
	// 0 where not even one is. At the end of the source atEOF is true, and what
	// is left is given to the decoder whatever Split says. It is nil where the
	// decoder is a Splitter.
	Split func(data []byte, atEOF bool) int
	// New makes a decoder for one source.
	New func(Options) Decoder
}

// Options are what a decoder knows of its source beforehand.
type Options struct {
	// Source is the file as the user would name it, or the listener.
	Source string
	// Near is a time at or after the source was written, for stamps without a
	// year: a file's last change. 0 means that none is known.
	Near int64
	// ZoneOffset is the zone of stamps without one, in seconds east of UTC, and
	// counts only if HasZone.
	ZoneOffset int
	HasZone    bool
	// Offset and Line are where the reader begins in the source, and how many
	// lines stand before: not 0 where an earlier run has read them.
	// Head are then the source's first bytes, by which its format is recognised
	// and from which a decoder takes a header that the rest leans on.
	Offset int64
	Line   int
	Head   string
	// Growing says that the source may still be written: a record at its end
	// that is not whole is left for the next run.
	Growing bool
	// Forced says that the user has named the format: it is not recognised.
	Forced bool
}

// HeadLen is how much of a source is looked at to recognise its format.
const HeadLen = 16 << 10
