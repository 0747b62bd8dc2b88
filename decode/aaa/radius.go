package aaa

import (
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/radius"
	"github.com/linewarden/linewarden/event"
)

// isRADIUS knows the ports: RFC 2865 §3, RFC 2866 §3, RFC 5176 §2.1, the older
// ones that both warn of, and Cisco's for orders.
func isRADIUS(port uint16) bool {
	switch port {
	case 1812, 1813, 1645, 1646, 3799, 1700:
		return true
	}
	return false
}

// asks is the code of the question that a code answers; a code that answers none
// is its own.
func asks(code byte) byte {
	switch code {
	case 2, 3, 11:
		return 1
	case 5:
		return 4
	case 41, 42:
		return 40
	case 44, 45:
		return 43
	}
	return code
}

// UDP reads a packet of RADIUS, and says whether it took the payload for one.
func (r *Reader) UDP(p *Packet, to decode.Sink) bool {
	if !isRADIUS(p.Src.Port()) && !isRADIUS(p.Dst.Port()) {
		return false
	}
	n := radius.Length(p.Payload)
	if n == 0 || n > p.Size {
		return false
	}
	if n > len(p.Payload) {
		drop(p, 0, len(p.Payload), "a packet of RADIUS that was cut off", to)
		return true
	}
	e := r.begin(p)
	e.Offset, e.Length = p.Offset, int64(n)
	stamp := e.Time
	if err := radius.Packet(p.Payload, e); err != nil {
		drop(p, 0, len(p.Payload), "a packet of RADIUS whose attributes do not fit it", to)
		return true
	}
	if e.Time != stamp {
		e.Clock = 0
	}
	r.radius(p, e)
	decode.Structure(to, int64(len(p.Payload)-n)) // padding, RFC 2865 §3
	to.Event(e)
	return true
}

// radius joins a question with its answer, and sets whose packet it is.
func (r *Reader) radius(p *Packet, e *event.Event) {
	code := p.Payload[0]
	order := asks(code) >= 40 // from the server to the device
	if asks(code) == code {
		k := exchangeKey{p.Src, p.Dst, "radius", uint32(p.Payload[1])}
		if order {
			e.SetAddr(event.ActorAddr, p.Src.Addr())
			r.device(e, p.Dst.Addr())
		} else {
			r.device(e, p.Src.Addr())
		}
		q := r.exchanges.find(k, p.Received)
		if q != nil && q.what == code && q.authenticator == p.Payload[4:20] {
			again(e)
			return
		}
		r.exchanges.ask(k, &question{what: code, authenticator: string([]byte(p.Payload[4:20]))}, e)
		return
	}
	k := exchangeKey{p.Dst, p.Src, "radius", uint32(p.Payload[1])}
	if q := r.exchanges.find(k, p.Received); q != nil && q.what == asks(code) {
		q.tell(e)
	}
	if order {
		r.device(e, p.Src.Addr())
	} else {
		r.device(e, p.Dst.Addr())
	}
}

// again marks a question that was sent before: what it tells of happened once.
func again(e *event.Event) {
	e.Kind, e.Outcome = event.System, event.NotSaid
	e.SetText(event.Action, "")
	e.AddExtra("category", "retransmission")
}
