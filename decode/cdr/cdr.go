// Package cdr reads call-detail records in delimited text whose first line names
// the columns: a record of a call, message or data session that a node of a
// mobile or fixed network wrote (3GPP TS 32.298), as mediation systems export it.
//
// Promise: a column is read by its name, whatever is between the words of it, and
// one that is not known is left in the record. A column that names a person
// (numbers, IMSI, IMEI) becomes a field that later stages hide as a whole. Sequence
// is the node's own number of the record (localSequenceNumber); the number within
// one session (recordSequenceNumber) is not it and is not followed. The extra
// "file" is the number of the file, from a column or from a name as in TS 32.297
// §6.2, NodeId_-_count.date_-_time. No real sample has been seen.
package cdr

import (
	"path"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const (
	name = "cdr"
	// maxColumns bounds the columns that are read; a line with more has none.
	maxColumns = 256
	// maxHead bounds the line that names the columns.
	maxHead = 8 << 10
)

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "call-detail records in delimited text with named columns",
		Sniff: sniff, Split: records.Split(records.Line), New: newDecoder,
	}}
}

func sniff(head string) int {
	line, _, _ := strings.Cut(strings.TrimLeft(head, "\ufeff\r\n"), "\n")
	if _, ok := readHead(line); ok {
		return 80
	}
	return 0
}

// head is what the first line says: the delimiter, and what each column is.
type head struct {
	by    byte
	roles []role
}

// readHead reads the line of the names. It is one of call records if it has a
// time, a person, and at least one column more that only such records have.
func readHead(line string) (head, bool) {
	line = strings.TrimRight(strings.TrimPrefix(line, "\ufeff"), "\r ")
	if len(line) > maxHead {
		return head{}, false
	}
	h := head{by: delimiter(line)}
	var has [numRoles]bool
	for rest, more := line, true; more; {
		var column string
		column, rest, more = field(rest, h.by)
		r := roleOf(column)
		h.roles = append(h.roles, r)
		has[r] = true
	}
	people := has[served] || has[calling] || has[other] || has[imsi]
	own := has[node] || has[sequence] || has[charging] || has[cause] || has[duration]
	return h, has[start] && people && own && len(h.roles) >= 4 && len(h.roles) <= maxColumns
}

// delimiter is the one that stands most often in the line.
func delimiter(line string) byte {
	best, most := byte(','), 0
	for _, c := range []byte(",;\t|") {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// field cuts the first field off a record. A quoted one ends at its quote; a
// doubled quote stays doubled.
func field(s string, by byte) (one, rest string, more bool) {
	if !strings.HasPrefix(s, `"`) {
		return strings.Cut(s, string(rune(by)))
	}
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		_, rest, more = strings.Cut(s[i+1:], string(rune(by)))
		return s[1:i], rest, more
	}
	return s[1:], "", false
}

type reader struct {
	head
	clock stamp.Clock
	// file is the number in the file's name, and from the node there; "" where
	// the name has none.
	file, from string
}

func newDecoder(opt decode.Options) decode.Decoder {
	r := &reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
	r.from, r.file = fileNumber(path.Base(opt.Source))
	if opt.Head != "" {
		line, _, _ := strings.Cut(opt.Head, "\n")
		if h, ok := readHead(line); ok {
			r.head = h
		}
	}
	return records.New(opt, name, records.Line, r.read)
}

// fileNumber reads a name as in TS 32.297 §6.2: "msc1_-_0017.20261107_-_0801+0000".
func fileNumber(base string) (from, number string) {
	from, rest, ok := strings.Cut(base, "_-_")
	number, rest, dot := strings.Cut(rest, ".")
	if _, err := strconv.ParseUint(number, 10, 32); !ok || !dot || err != nil || !strings.Contains(rest, "_-_") {
		return "", ""
	}
	return from, number
}

func (r *reader) read(record string, e *event.Event) string {
	if len(r.roles) == 0 && r.header(record, e) {
		return ""
	}
	if len(r.roles) == 0 {
		return "a line before the names of the columns"
	}
	n := 0
	var l later
	for rest, more := record, true; more; n++ {
		var value string
		value, rest, more = field(rest, r.by)
		if n < len(r.roles) {
			r.set(r.roles[n], strings.TrimSpace(value), e, &l)
		}
	}
	if e.Time == 0 && r.header(record, e) { // of another file, behind the first
		return ""
	}
	if n != len(r.roles) {
		return "a line with another number of fields than its header"
	}
	l.end(e)
	if e.Text(event.Reporter) == "" {
		e.SetText(event.Reporter, r.from)
	}
	if r.from != "" && e.Text(event.Reporter) == r.from && e.Lookup("file") == "" {
		e.AddExtra("file", r.file)
	}
	return ""
}

// header reads a line of names, whose event is that of the file itself.
func (r *reader) header(record string, e *event.Event) bool {
	h, ok := readHead(record)
	if !ok {
		return false
	}
	r.head = h
	r.place(e)
	return true
}

// place leaves in e nothing but what the name of the file says.
func (r *reader) place(e *event.Event) {
	b, raw, offset, length, line := e.Batch, e.Raw, e.Offset, e.Length, e.Line
	e.Reset()
	e.Batch, e.Raw, e.Offset, e.Length, e.Line = b, raw, offset, length, line
	e.Format, e.Clock = name, event.NoStamp
	e.SetText(event.MessageID, "header")
	e.SetText(event.Reporter, r.from)
	e.AddExtra("file", r.file)
}
