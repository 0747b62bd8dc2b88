// Package records cuts a source into records that may be longer than a line,
// and makes decoders of functions that read one record each.
//
// Promise: every byte of a batch that is not blank belongs to one event or to
// one gap. A record that is not understood costs that record alone.
package records

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// Cut returns the length of the first record of s, its line end included, and 0
// where that cannot be known before more of the source is there. With atEOF
// nothing more comes. s is not empty.
type Cut func(s string, atEOF bool) int

// maxQuoted is how far the end of a quoted field is looked for. A quote that is
// not closed by then was none, and its line is a record of its own: a stray
// quote hides nothing behind it.
const maxQuoted = 512 << 10

// Split makes a decode.Format's Split of a Cut.
func Split(cut Cut) func(data []byte, atEOF bool) int {
	return func(data []byte, atEOF bool) int {
		if atEOF {
			return len(data)
		}
		s, n := string(data), 0
		for n < len(s) {
			length := cut(s[n:], false)
			if length == 0 {
				break
			}
			n += length
		}
		return n
	}
}

// Line cuts at each line end.
func Line(s string, atEOF bool) int {
	if end := strings.IndexByte(s, '\n'); end >= 0 {
		return end + 1
	}
	return rest(s, atEOF)
}

// Until cuts before each line for which begins says yes, whatever the first
// line is. The last record is whole only when the next one has begun.
func Until(begins func(line string) bool) Cut {
	return func(s string, atEOF bool) int {
		for at := Line(s, false); at > 0 && at < len(s); {
			n := Line(s[at:], atEOF)
			if n == 0 {
				break
			}
			if begins(strings.TrimRight(s[at:at+n], "\r\n")) {
				return at
			}
			at += n
		}
		return rest(s, atEOF)
	}
}

// CSV cuts at line ends outside of quoted fields, RFC 4180 §2: a quote begins
// such a field only at the field's beginning.
func CSV(s string, atEOF bool) int {
	quoted, begin := false, true
	for i := range min(len(s), maxQuoted) {
		switch c := s[i]; {
		case c == '"' && quoted:
			quoted = false // a doubled one opens it again
		case c == '"':
			quoted = begin || i > 0 && s[i-1] == '"'
		case quoted:
		case c == '\n':
			return i + 1
		}
		begin = s[i] == ','
	}
	if len(s) < maxQuoted && !atEOF {
		return 0
	}
	if end := strings.IndexByte(s, '\n'); end >= 0 {
		return end + 1
	}
	return rest(s, atEOF)
}

func rest(s string, atEOF bool) int {
	if atEOF {
		return len(s)
	}
	return 0
}

// Read fills e, whose place in the source is set, from one record without its
// last line end. It returns "", or why the record gives no event: a sentence in
// small letters that holds nothing of the record. A line about the file itself,
// such as a header, is a system event.
type Read func(record string, e *event.Event) string

// Decoder is a decode.Decoder that reads records one by one.
type Decoder struct {
	source, kind string
	cut          Cut
	read         Read
	event        event.Event
}

// New makes a decoder. format is the name that gaps are counted under.
func New(opt decode.Options, format string, cut Cut, read Read) *Decoder {
	return &Decoder{source: opt.Source, kind: format, cut: cut, read: read}
}

// Decode implements decode.Decoder.
func (d *Decoder) Decode(b *event.Batch, to decode.Sink) {
	text, at, line := b.Text, b.Offset, b.Line
	for text != "" {
		n := d.cut(text, true)
		if n <= 0 || n > len(text) {
			n = len(text)
		}
		record := text[:n]
		if strings.TrimSpace(record) != "" {
			d.record(b, record, at, line+1, to)
		}
		text, at, line = text[n:], at+int64(n), line+strings.Count(record, "\n")
	}
}

func (d *Decoder) record(b *event.Batch, record string, offset int64, line int, to decode.Sink) {
	e := &d.event
	e.Reset()
	e.Raw = strings.TrimRight(record, "\r\n")
	e.Batch, e.Offset, e.Length, e.Line = b, offset, int64(len(record)), line
	e.Format = d.kind
	reason := d.read(e.Raw, e)
	if reason == "" {
		to.Event(e)
		return
	}
	to.Drop(coverage.Gap{Source: d.source, Kind: d.kind, Cause: coverage.Unparsed, Bytes: uint64(len(record)),
		Reason: reason, Where: fmt.Sprintf("%s:%d", d.source, line)})
}

// Flush implements decode.Decoder. Nothing is held.
func (d *Decoder) Flush(decode.Sink) {}

// Share is the share of the first lines of head that look right, of 100. A last
// line that the head cuts off is not looked at.
func Share(head string, right func(line string) bool) int {
	seen, good := 0, 0
	for seen < 50 && head != "" {
		line, rest, whole := strings.Cut(head, "\n")
		if head = rest; !whole && seen > 0 {
			break
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		seen++
		if right(line) {
			good++
		}
	}
	if seen == 0 {
		return 0
	}
	return 100 * good / seen
}
