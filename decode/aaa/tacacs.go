package aaa

import (
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/tacacs"
	"github.com/linewarden/linewarden/event"
)

// port is that of TACACS+, RFC 8907 §4.
const port = 49

// TCP reads a segment of TACACS+, and says whether it is one by its ports.
func (r *Reader) TCP(p *Packet, to decode.Sink) bool {
	if p.Src.Port() != port && p.Dst.Port() != port {
		return false
	}
	s := r.streams.of(p, to)
	before := s.waiting()
	switch {
	case p.Begin:
		s.give(p.Received, "a TACACS+ packet whose rest did not come", to)
		s.next, s.synced = p.Seq+1, true
		if len(p.Payload) > 0 { // nobody sends any there
			drop(p, 0, len(p.Payload), "bytes in the segment that opens a connection", to)
		}
	case p.Size > 0:
		r.segment(s, p, to)
	}
	if p.End {
		r.skip(s, p.Received, to)
		s.give(p.Received, "a TACACS+ packet whose rest did not come", to)
		r.streams.remove(s)
	}
	r.streams.count(s, before)
	r.bound(p.Received, to)
	return true
}

// packet gives the packet whose bytes are pieces, all of one direction.
func (r *Reader) packet(s *stream, h tacacs.Header, head, body []piece, at int64, to decode.Sink) {
	p := Packet{Src: s.key.src, Dst: s.key.dst, Received: at, Batch: head[0].batch, Offset: head[0].offset}
	e := r.begin(&p)
	e.Format = "tacacs"
	device, server := s.key.src, s.key.dst
	if !h.FromDevice() {
		device, server = server, device
	}
	text := join(body)
	if h.Plain {
		if err := tacacs.Body(h, text, e); err != nil {
			drop(&p, 0, tacacs.HeaderLen+len(text), "a TACACS+ packet whose lengths do not fit it", to)
			return
		}
		place(e, slices.Concat(head, body))
	} else {
		place(e, head)
		switch h.Type {
		case tacacs.Authentication:
			e.Kind = event.Login
		case tacacs.Accounting, tacacs.Authorization:
		}
	}
	r.device(e, device.Addr())
	if e.Text(event.MessageID) == "" {
		e.SetText(event.MessageID, h.Name())
	}
	if h.Plain {
		r.tacacs(e, h, device, server)
	}
	to.Event(e)
	if !h.Plain && len(body) > 0 {
		to.Drop(coverage.Gap{
			Source: r.name(device.Addr()), Kind: kind, From: at, To: at, Bytes: uint64(len(text)), Cause: coverage.Unparsed,
			Reason: "body encrypted, key not given", Where: s.where(body[0]),
		})
	}
}

// tacacs joins the packets of an exchange.
func (r *Reader) tacacs(e *event.Event, h tacacs.Header, device, server netip.AddrPort) {
	k := exchangeKey{device, server, "tacacs", h.Exchange}
	if h.FromDevice() {
		if h.Number == 1 {
			r.exchanges.ask(k, &question{what: byte(h.Type)}, e)
		}
		return
	}
	q := r.exchanges.find(k, e.Received)
	if q == nil || q.what != byte(h.Type) {
		return
	}
	switch h.Type {
	case tacacs.Accounting: // the question told it
		e.SetText(event.Actor, q.actor)
	case tacacs.Authentication:
		q.tell(e)
		authenticated(e, q.service)
	case tacacs.Authorization:
		q.tell(e)
		authorized(e, q)
	}
}

// authenticated says what it was that the server answered.
func authenticated(e *event.Event, service string) {
	e.AddExtra("service", service)
	if e.Text(event.Action) == "" {
		return
	}
	switch service {
	case "enable":
		e.SetText(event.Action, "elevate")
	case "password change":
		e.SetText(event.Action, "account_change")
	}
}

// authorized says what the server allowed or refused. A command that it allowed
// is accounted for when it runs: it is no second command of the session.
func authorized(e *event.Event, q *question) {
	e.AddExtra("service", q.service)
	e.AddExtra("level", q.level)
	if q.object == "" {
		return
	}
	e.Kind = event.Command
	e.SetText(event.Object, q.object)
	if e.Outcome == event.Success {
		e.SetText(event.Session, "")
	}
}

// place sets where the bytes of an event are.
func place(e *event.Event, pieces []piece) {
	for i, p := range pieces {
		n := int64(len(p.text))
		switch last := len(e.Parts) - 1; {
		case i == 0:
			e.Batch, e.Offset, e.Length = p.batch, p.offset, n
		case last < 0 && p.offset == e.Offset+e.Length:
			e.Length += n
		case last >= 0 && p.offset == e.Parts[last].Offset+e.Parts[last].Length:
			e.Parts[last].Length += n
		default:
			e.Parts = append(e.Parts, event.Part{Batch: p.batch, Offset: p.offset, Length: n})
		}
	}
}
