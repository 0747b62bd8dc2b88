package aaa

import (
	"container/list"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/tacacs"
	"github.com/linewarden/linewarden/event"
)

const (
	// maxStreams bounds the directions of connections that are followed; the one
	// that was silent for longest is given up first.
	maxStreams = 8192
	// maxWaiting bounds the segments, of all streams, that wait for others. Each
	// keeps its batch in memory.
	maxWaiting = 256
	// maxAhead bounds the segments of one stream that wait for one before them.
	maxAhead = 32
)

// streamKey is one direction of a connection.
type streamKey struct{ src, dst netip.AddrPort }

// piece is a part of a stream, and where it was captured.
type piece struct {
	batch  *event.Batch
	offset int64
	text   string
}

func join(pieces []piece) string {
	switch len(pieces) {
	case 0:
		return ""
	case 1:
		return pieces[0].text
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

func size(pieces []piece) int {
	n := 0
	for _, p := range pieces {
		n += len(p.text)
	}
	return n
}

// take cuts the first n bytes off pieces.
func take(pieces []piece, n int) (taken, rest []piece) {
	for i, p := range pieces {
		if n < len(p.text) {
			if n > 0 {
				taken = append(taken, piece{p.batch, p.offset, p.text[:n]})
			}
			rest = append(rest, piece{p.batch, p.offset + int64(n), p.text[n:]})
			return taken, append(rest, pieces[i+1:]...)
		}
		taken = append(taken, p)
		n -= len(p.text)
	}
	return taken, nil
}

// ahead is a segment that came before one that belongs in front of it.
type ahead struct {
	seq  uint32
	size int // on the wire
	piece
}

// stream is one direction of a connection.
type stream struct {
	key  streamKey
	next uint32 // sequence number of the byte that follows
	// synced says that a packet begins at the first of the pieces, or at next
	// where there is none.
	synced bool
	pieces []piece
	ahead  []ahead // by number
	place  *list.Element
	held   *list.Element // among those that wait, nil where it does not
}

func (s *stream) waiting() int { return len(s.pieces) + len(s.ahead) }

func (s *stream) where(p piece) string { return fmt.Sprintf("%s@%d", p.batch.Source, p.offset) }

// give drops what waits for the rest of its packet.
func (s *stream) give(at int64, reason string, to decode.Sink) {
	for _, p := range s.pieces {
		to.Drop(coverage.Gap{
			Source: p.batch.Source, Kind: kind, From: at, To: at, Bytes: uint64(len(p.text)),
			Cause: coverage.Unparsed, Reason: reason, Where: s.where(p),
		})
	}
	for _, a := range s.ahead {
		to.Drop(coverage.Gap{
			Source: a.batch.Source, Kind: kind, From: at, To: at, Bytes: uint64(len(a.text)),
			Cause: coverage.Unparsed, Reason: reason, Where: s.where(a.piece),
		})
	}
	s.pieces, s.ahead, s.synced = nil, nil, false
}

// streams are those that are followed, the latest first.
type streams struct {
	open    map[streamKey]*stream
	order   *list.List
	holding *list.List // those in which something waits
	waiting int        // pieces and segments of all streams
}

func newStreams() streams {
	return streams{open: map[streamKey]*stream{}, order: list.New(), holding: list.New()}
}

// of returns the stream of a segment.
func (x *streams) of(p *Packet, to decode.Sink) *stream {
	k := streamKey{p.Src, p.Dst}
	s := x.open[k]
	if s != nil {
		x.order.MoveToFront(s.place)
		return s
	}
	if len(x.open) >= maxStreams {
		old := x.order.Back().Value.(*stream)
		before := old.waiting()
		old.give(p.Received, "more TACACS+ connections than are followed", to)
		x.count(old, before)
		x.remove(old)
	}
	s = &stream{key: k}
	s.place = x.order.PushFront(s)
	x.open[k] = s
	return s
}

func (x *streams) remove(s *stream) {
	x.order.Remove(s.place)
	delete(x.open, s.key)
}

// count keeps account of what waits, of which s had so much before.
func (x *streams) count(s *stream, before int) {
	now := s.waiting()
	x.waiting += now - before
	switch {
	case now == 0 && s.held != nil:
		x.holding.Remove(s.held)
		s.held = nil
	case now > 0 && s.held != nil:
		x.holding.MoveToFront(s.held)
	case now > 0:
		s.held = x.holding.PushFront(s)
	}
}

// segment takes a segment with a payload.
func (r *Reader) segment(s *stream, p *Packet, to decode.Sink) {
	if !s.synced && len(s.ahead) == 0 {
		if _, ok := tacacs.ReadHeader(p.Payload); !ok {
			drop(p, 0, len(p.Payload), "bytes of a TACACS+ connection that begin in no packet", to)
			return
		}
		s.synced, s.next = true, p.Seq
	}
	r.put(s, ahead{p.Seq, p.Size, piece{p.Batch, p.Offset, p.Payload}}, p, to)
	for len(s.ahead) > 0 && int32(s.ahead[0].seq-s.next) <= 0 {
		a := s.ahead[0]
		s.ahead = s.ahead[1:]
		r.put(s, a, &Packet{Received: p.Received, Batch: a.batch, Offset: a.offset, Payload: a.text, Size: a.size, Seq: a.seq}, to)
	}
	if len(s.ahead) > maxAhead {
		r.skip(s, p.Received, to)
	}
}

// put adds a segment at its place.
func (r *Reader) put(s *stream, a ahead, p *Packet, to decode.Sink) {
	behind := int(int32(s.next - a.seq))
	switch {
	case behind < 0:
		i, _ := slices.BinarySearchFunc(s.ahead, a.seq, func(b ahead, seq uint32) int { return int(int32(b.seq - seq)) })
		s.ahead = slices.Insert(s.ahead, i, a)
		return
	case behind >= a.size:
		drop(p, 0, len(a.text), "bytes of a TACACS+ connection that came twice, and were not compared", to)
		return
	}
	if n := min(behind, len(a.text)); n > 0 {
		drop(p, 0, n, "bytes of a TACACS+ connection that came twice, and were not compared", to)
		a.offset, a.text = a.offset+int64(n), a.text[n:]
	}
	s.next = a.seq + uint32(a.size)
	if a.text != "" {
		s.pieces = append(s.pieces, a.piece)
	}
	r.packets(s, p.Received, to)
	if len(p.Payload) < a.size {
		s.cut(p.Received, to)
	}
}

// cut drops what the capture did not keep the end of; what is ahead stays.
func (s *stream) cut(at int64, to decode.Sink) {
	keep := s.ahead
	s.ahead = nil
	s.give(at, "a TACACS+ packet that was cut off", to)
	s.ahead = keep
}

// packets gives the whole packets of a stream.
func (r *Reader) packets(s *stream, at int64, to decode.Sink) {
	for size(s.pieces) >= tacacs.HeaderLen {
		head, rest := take(s.pieces, tacacs.HeaderLen)
		h, ok := tacacs.ReadHeader(join(head))
		if !ok {
			keep := s.ahead
			s.ahead = nil
			s.give(at, "bytes of a TACACS+ connection that are no packet", to)
			s.ahead = keep
			return
		}
		if size(rest) < h.Body {
			return
		}
		body, rest := take(rest, h.Body)
		s.pieces = rest
		r.packet(s, h, head, body, at, to)
	}
}

// skip gives up what is missing in front of the segments that are ahead, and
// goes on with them.
func (r *Reader) skip(s *stream, at int64, to decode.Sink) {
	waiting := s.ahead
	s.ahead = nil
	s.give(at, "a TACACS+ packet whose rest did not come", to)
	if len(waiting) == 0 {
		return
	}
	to.Drop(coverage.Gap{
		Source: waiting[0].batch.Source, Kind: kind, From: at, To: at, Cause: coverage.Lost, Basis: coverage.Sequence, Count: 1,
		Reason: "bytes of a TACACS+ connection are missing in the capture", Where: s.where(waiting[0].piece),
	})
	for _, a := range waiting {
		p := &Packet{Src: s.key.src, Dst: s.key.dst, Received: at, Batch: a.batch, Offset: a.offset, Payload: a.text, Size: a.size, Seq: a.seq}
		if _, ok := tacacs.ReadHeader(a.text); !s.synced && !ok {
			drop(p, 0, len(a.text), "bytes of a TACACS+ connection that begin in no packet", to)
			continue
		}
		if !s.synced || s.next != a.seq {
			s.give(at, "a TACACS+ packet whose rest did not come", to)
			s.synced, s.next = true, a.seq
		}
		r.put(s, a, p, to)
	}
}

// bound gives up what waits in the streams that were silent for longest, while
// more waits than may.
func (r *Reader) bound(at int64, to decode.Sink) {
	for r.streams.waiting > maxWaiting {
		s := r.streams.holding.Back().Value.(*stream)
		before := s.waiting()
		s.give(at, "more TACACS+ packets in parts than can wait", to)
		r.streams.count(s, before)
	}
}

// endStreams drops what still waits, the oldest first.
func (r *Reader) endStreams(to decode.Sink) {
	for el := r.streams.order.Back(); el != nil; el = el.Prev() {
		r.skip(el.Value.(*stream), 0, to)
		el.Value.(*stream).give(0, "a TACACS+ packet whose rest did not come", to)
	}
	r.streams = newStreams()
}
