package junos

import (
	"strings"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// session reads the text of RT_FLOW_SESSION_CREATE, _CLOSE and _DENY, whose
// words stand in a fixed order, of which several may be missing:
//
//	session created A/p->B/q [0x0] SERVICE A'/p->B'/q [0x0] TYPE NAME TYPE NAME PROTO POLICY IN OUT ID …
//	session closed REASON: … as above … ID PACKETS(BYTES) PACKETS(BYTES) SECONDS …
//	session denied A/p->B/q [0x0] SERVICE PROTO(TYPE) POLICY IN OUT …
func session(text string, e *event.Event) bool {
	w := words{text}
	if w.next() != "session" {
		return false
	}
	verb := w.next()
	switch verb {
	case "created":
		set(e, "open")
	case "closed":
		set(e, "close")
		reason, rest, ok := strings.Cut(w.rest, ": ")
		if ok && strings.IndexByte(reason, '>') < 0 {
			e.AddExtra("reason", strings.TrimSpace(reason))
			w.rest = rest
		}
	case "denied":
		set(e, "deny")
	default:
		return false
	}
	ends(w.next(), e)
	w.hex()
	extra(e, "service", w.next())
	if verb == "denied" {
		protocol, _, _ := strings.Cut(w.next(), "(")
		number(e, event.Protocol, protocol)
		w.rule(e)
		return true
	}
	translated(w.next(), e)
	w.hex()
	w.translation()
	w.translation()
	number(e, event.Protocol, w.next())
	w.rule(e)
	e.SetText(event.Session, w.next())
	if verb == "closed" {
		w.counts(e)
	}
	return true
}

func set(e *event.Event, action string) {
	e.Kind, e.Outcome = event.Flow, event.Success
	e.SetText(event.Action, action)
}

// words walks along the words of a text.
type words struct{ rest string }

func (w *words) next() string {
	w.rest = strings.TrimLeft(w.rest, " ")
	word, rest, _ := strings.Cut(w.rest, " ")
	w.rest = rest
	return word
}

// hex skips the connection tag that newer releases write.
func (w *words) hex() {
	if strings.HasPrefix(strings.TrimLeft(w.rest, " "), "0x") {
		w.next()
	}
}

// translation skips a type, of one word or two, and a rule's name.
func (w *words) translation() {
	w.next()
	if strings.HasPrefix(w.rest, "rule ") {
		w.next()
	}
	w.next()
}

func (w *words) rule(e *event.Event) {
	extra(e, "policy", w.next())
	extra(e, "in_zone", w.next())
	extra(e, "out_zone", w.next())
}

// counts takes "9(3000) 8(1200) 3", the client's first. Where the first word is
// something else the record has none.
func (w *words) counts(e *event.Event) {
	packets, bytes, ok := count(w.next())
	if !ok {
		return
	}
	number(e, event.Packets, packets)
	number(e, event.Bytes, bytes)
	if packets, bytes, ok = count(w.next()); ok {
		number(e, event.PacketsBack, packets)
		number(e, event.BytesBack, bytes)
	}
	if n, ok := seconds(w.next()); ok {
		e.SetNumber(event.Duration, n*1e6)
	}
}

func count(w string) (packets, bytes string, ok bool) {
	packets, bytes, ok = strings.Cut(w, "(")
	bytes, closed := strings.CutSuffix(bytes, ")")
	_, digits := seconds(packets)
	return packets, bytes, ok && closed && digits
}

// ends reads "198.51.100.7/51022->192.0.2.1/443".
func ends(w string, e *event.Event) {
	from, to, _ := strings.Cut(w, "->")
	address(from, e, event.ActorAddr, event.ActorPort)
	address(to, e, event.TargetAddr, event.TargetPort)
}

func address(w string, e *event.Event, addr, port event.Field) {
	a, p, _ := strings.Cut(w, "/")
	if v, ok := table.Address(a); ok {
		e.SetAddr(addr, v)
		number(e, port, p)
	}
}

func translated(w string, e *event.Event) {
	from, to, _ := strings.Cut(w, "->")
	for i, side := range [...]string{from, to} {
		a, p, _ := strings.Cut(side, "/")
		if _, ok := table.Address(a); ok {
			e.AddExtra([...]string{"nat_actor", "nat_target"}[i], a)
			e.AddExtra([...]string{"nat_actor_port", "nat_target_port"}[i], p)
		}
	}
}

// extra stores a word, unless it is one of the maker's words for nothing.
func extra(e *event.Event, name, v string) {
	if v != "N/A" && v != "None" && v != "UNKNOWN" {
		e.AddExtra(name, v)
	}
}

func number(e *event.Event, f event.Field, v string) {
	if n, ok := count64(v); ok {
		e.SetNumber(f, n)
	}
}

// count64 reads a decimal number of up to 19 digits.
func count64(v string) (uint64, bool) {
	if v == "" || len(v) > 19 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(v); i++ {
		if v[i] < '0' || v[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(v[i]-'0')
	}
	return n, true
}
