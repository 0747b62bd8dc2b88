package syslog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// Joiner is a Family some of whose records come in several lines.
type Joiner interface {
	Family
	// Part says which part of which record a line is, and no where the line is a
	// record of its own.
	Part(h *Header) (Part, bool)
	// Join makes the message of a record from those of its parts, in their order.
	// whole is the text they stand in where nothing stands between them, else "".
	Join(whole string, messages []string) string
}

// Part is the place of a line in a record of several lines.
type Part struct {
	// Stream is what writes one record at a time, as far as the host's name does
	// not say it: a process, or the record itself where several are written at
	// once. A part of another Record of the stream ends the one before.
	Stream, Record string
	// Index is the part's place, from 0, or Unnumbered: as they come.
	Index int
	// Total is how many parts there are, 0 where no line says.
	Total int
	// Last says that no part follows.
	Last bool
	// Frame says that the line only stands in front of a record.
	Frame bool
}

// Unnumbered is the Index of parts that are not counted.
const Unnumbered = -1

const (
	// maxWait is how many lines of a source may stand between the first part of
	// a record and its last. It bounds the records that are open at once.
	maxWait = 1000
	// maxJoined bounds the bytes of a record that is joined, and maxPieces its lines.
	maxJoined = 1 << 20
	maxPieces = 2000
	// maxFrame bounds the lines in front of a record.
	maxFrame = 4
)

// MissingParts is the reason of the gap for parts that never came.
const MissingParts = "parts of a record that did not come"

// recordKey tells the records of a source that are open at once.
type recordKey struct{ family, host, stream string }

// parts is a record that is not whole yet.
type parts struct {
	key    recordKey
	family Joiner
	record string
	total  int
	pieces []piece
	bytes  int
	begun  int // lines of the source before it
	given  bool
}

// piece is a line of such a record.
type piece struct {
	text, message string
	index         int
	// beside says that the line adds nothing: a frame, or a copy of another part.
	beside         bool
	batch          *event.Batch
	offset, length int64
	line           int
}

// joins are the records of a source that are not whole.
type joins struct {
	open     map[recordKey]*parts
	queue    []*parts // in the order of their first parts
	free     []*parts
	frame    []piece // lines in front of the next record
	lines    int     // of the source
	messages []string
}

// part takes a line that is one of several, and gives the record it ends.
func (d *Decoder) part(f Joiner, p Part, one piece, to decode.Sink) {
	j := &d.joins
	if p.Frame {
		if len(j.frame) == maxFrame {
			d.unframe(to)
		}
		one.beside, one.index = true, Unnumbered
		j.frame = append(j.frame, one)
		return
	}
	one.index, one.message = p.Index, d.header.Message
	key := recordKey{f.Name(), d.header.Host, p.Stream}
	g := j.open[key]
	if g != nil && (g.record != p.Record || g.total != p.Total || !g.place(&one)) {
		d.close(g, to)
		g = nil
	}
	if g == nil {
		g = j.begin(key, f, p)
	}
	g.pieces = append(append(g.pieces, j.frame...), one)
	j.frame = j.frame[:0]
	g.bytes += len(one.text)
	if p.Last || g.total > 0 && g.distinct() == g.total || g.bytes > maxJoined || len(g.pieces) > maxPieces {
		d.close(g, to)
	}
}

// place says whether there is room for the part: no other text has its index.
func (g *parts) place(one *piece) bool {
	if one.index == Unnumbered {
		return true
	}
	for i := range g.pieces {
		if o := &g.pieces[i]; o.index == one.index && !o.beside {
			one.beside = o.message == one.message // it was sent twice
			return one.beside
		}
	}
	return true
}

func (g *parts) distinct() int {
	n := 0
	for i := range g.pieces {
		if !g.pieces[i].beside {
			n++
		}
	}
	return n
}

func (j *joins) begin(key recordKey, f Joiner, p Part) *parts {
	var g *parts
	if n := len(j.free); n > 0 {
		g, j.free = j.free[n-1], j.free[:n-1]
	} else {
		g = &parts{}
	}
	*g = parts{key: key, family: f, record: p.Record, total: p.Total, pieces: g.pieces[:0], begun: j.lines}
	if j.open == nil {
		j.open = map[recordKey]*parts{}
	}
	j.open[key] = g
	j.queue = append(j.queue, g)
	return g
}

// age gives the records that have waited long enough.
func (d *Decoder) age(to decode.Sink) {
	j := &d.joins
	done := 0
	for _, g := range j.queue {
		if !g.given {
			if j.lines-g.begun <= maxWait {
				break
			}
			d.close(g, to)
		}
		clear(g.pieces) // they hold batches
		j.free = append(j.free, g)
		done++
	}
	j.queue = slices.Delete(j.queue, 0, done)
}

// unframe drops the lines in front of a record that did not come.
func (d *Decoder) unframe(to decode.Sink) {
	for _, p := range d.joins.frame {
		d.noRecord("a line that is no log record", p, to)
	}
	d.joins.frame = d.joins.frame[:0]
}

// close gives a record with the parts that came, and tells of the others.
func (d *Decoder) close(g *parts, to decode.Sink) {
	delete(d.joins.open, g.key)
	g.given = true
	slices.SortStableFunc(g.pieces, func(a, b piece) int { return a.index - b.index })
	e := &d.event
	e.Reset()
	place(e, g.pieces)
	messages, first, most := d.joins.messages[:0], -1, 0
	for i := range g.pieces {
		if p := &g.pieces[i]; !p.beside {
			if first < 0 {
				first = i
			}
			messages, most = append(messages, p.message), max(most, p.index+1)
		}
	}
	d.joins.messages = messages
	h := &d.header
	h.Parse(g.pieces[first].text)
	if len(messages) > 1 {
		whole := ""
		if len(e.Parts) == 0 {
			whole = e.Raw
		}
		h.Message = g.family.Join(whole, messages)
	}
	d.fill(h, g.family, e)
	to.Event(e)
	if missing := max(g.total, most) - len(messages); missing > 0 && g.pieces[first].index != Unnumbered {
		d.missing(g, uint64(missing), e, to)
	}
}

func (d *Decoder) missing(g *parts, n uint64, e *event.Event, to decode.Sink) {
	source := g.key.host
	if source == "" {
		source = d.source
	}
	to.Drop(coverage.Gap{Source: source, Kind: g.key.family, From: e.Time, To: e.Time, Count: n, Cause: coverage.Lost, Basis: coverage.Sequence,
		Reason: MissingParts, Where: fmt.Sprintf("%s:%d", d.source, e.Line)})
}

// place sets where a record is, and its text.
func place(e *event.Event, pieces []piece) {
	first := &pieces[0]
	e.Batch, e.Offset, e.Length, e.Line = first.batch, first.offset, first.length, first.line
	for i := 1; i < len(pieces); i++ {
		p := &pieces[i]
		batch, offset, length := e.Batch, e.Offset, &e.Length
		if n := len(e.Parts); n > 0 {
			last := &e.Parts[n-1]
			batch, offset, length = last.Batch, last.Offset, &last.Length
		}
		if p.batch == batch && p.offset == offset+*length {
			*length += p.length
			continue
		}
		e.Parts = append(e.Parts, event.Part{Batch: p.batch, Offset: p.offset, Length: p.length, Line: p.line})
	}
	if len(pieces) == 1 {
		e.Raw = first.text
		return
	}
	if len(e.Parts) == 0 {
		at := e.Offset - e.Batch.Offset
		e.Raw = strings.TrimRight(e.Batch.Text[at:at+e.Length], "\r\n")
		return
	}
	texts := make([]string, len(pieces))
	for i := range pieces {
		texts[i] = pieces[i].text
	}
	e.Raw = strings.Join(texts, "\n")
}
