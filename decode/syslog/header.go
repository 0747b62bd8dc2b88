package syslog

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// Header is what stands before the message, whatever the order a device, a
// relay and a collector have written it in. All texts are parts of the line.
type Header struct {
	// Pri is the priority, facility * 8 + severity, and counts only if HasPri.
	Pri    int
	HasPri bool
	// Version is that of RFC 5424, 0 for the customs of RFC 3164.
	Version int
	// Device is the device's own stamp: the last before the message. Relay is
	// the one before it, which a relay or collector put there. Their lengths
	// are 0 where there is none.
	Device, Relay       stamp.Stamp
	HasDevice, HasRelay bool
	// Host is the reporting device as the line names it, the name nearest to
	// the message; Via are the names before it, from the outside.
	Host string
	Via  string
	// Sequence is the number in front of the stamp of IOS ("000417:"), and
	// counts only if HasSequence.
	Sequence    uint64
	HasSequence bool
	// Node is the card of IOS-XR that speaks, "RP/0/RSP0/CPU0".
	Node string
	// YearFirst says that the device's stamp begins with its year, as NX-OS
	// writes it.
	YearFirst bool
	// Program and PID are the process before the message, without brackets.
	Program, PID string
	// Tag is the message's name with the severity in it, without "%" and ":",
	// such as "SYS-5-CONFIG_I", "ASA-6-302013" or, for VRP, "01SHELL/5/CMDRECORD(s)[1]".
	Tag string
	// Structured is the STRUCTURED-DATA of RFC 5424 §6.3, brackets included;
	// "" where it is "-" or the line is of another kind. MsgID is its MSGID.
	Structured, MsgID string
	// Message is what is left.
	Message string

	// severity is one more than that of Tag, 0 where it is not known yet.
	severity uint8
	// stamps and layouts are the memories that the decoder of a source keeps; nil
	// for none.
	stamps  *stamp.Memo
	layouts *layouts
	clock   *stamp.Clock // by which Fill has read the stamps
}

// Parse takes a line apart, and forgets the one before. It knows no wrong
// lines: what does not look like a header is the message. A line end is no part
// of the line.
func (h *Header) Parse(line string) {
	p := parser{s: line, h: h}
	pri, hasPri := p.pri()
	at := p.i
	known := h.layouts.find(line[at:])
	if known != nil && known.read(&p, hasPri) {
		h.Pri = pri
		return
	}
	*h = Header{Pri: pri, HasPri: hasPri, stamps: h.stamps, layouts: h.layouts}
	if p.version() {
		p.rfc5424()
		return
	}
	p.customary()
	if known != nil {
		known.learn(&p, at)
	}
}

// Severity is that of the tag where it has one, else of the priority.
func (h *Header) Severity() (uint64, bool) {
	if h.severity > 0 {
		return uint64(h.severity - 1), true
	}
	if h.Tag != "" {
		if s, ok := tagSeverity(h.Tag); ok {
			return s, true
		}
	}
	return uint64(h.Pri & 7), h.HasPri
}

// parser walks along a line, and fills h as it goes.
type parser struct {
	s string
	i int
	h *Header
	// marks are noted of what devices send in the manner of RFC 3164.
	marks marks
}

func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) blanks() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t') {
		p.i++
	}
}

// bom is what marks a text as UTF-8, RFC 5424 §6.4; some senders begin with it.
const bom = "\ufeff"

// pri reads "<189>", RFC 5424 §6.2.1: at most 191.
func (p *parser) pri() (pri int, ok bool) {
	p.i = len(p.s) - len(strings.TrimPrefix(p.s, bom))
	p.blanks()
	if p.peek() != '<' {
		return 0, false
	}
	n, at := 0, p.i+1
	for ; at < len(p.s) && at < p.i+4 && isDigit(p.s[at]); at++ {
		n = n*10 + int(p.s[at]-'0')
	}
	if at == p.i+1 || at >= len(p.s) || p.s[at] != '>' || n > 191 {
		return 0, false
	}
	p.i = at + 1
	return n, true
}

// version reads the "1 " of RFC 5424, which only a priority precedes.
func (p *parser) version() bool {
	if !p.h.HasPri || p.i+2 > len(p.s) || p.s[p.i] != '1' || p.i+1 < len(p.s) && p.s[p.i+1] != ' ' {
		return false
	}
	// "<13>1 " also begins an IOS line whose service counts from 1: only the
	// standard's stamp, or its "-", decides.
	rest := p.s[min(p.i+2, len(p.s)):]
	if len(rest) < 2 || rest[:2] != "- " {
		if len(rest) < 11 || rest[4] != '-' || rest[7] != '-' || rest[10] != 'T' {
			return false
		}
	}
	p.h.Version = 1
	p.i += 2
	return true
}

// rfc5424 reads TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG.
func (p *parser) rfc5424() {
	if t := p.field(); t != "" {
		p.h.HasDevice = p.h.stamps.Read(t, &p.h.Device) > 0
	}
	p.h.Host = p.field()
	p.h.Program = p.field()
	p.h.PID = p.field()
	p.h.MsgID = p.field()
	p.structured()
	p.blanks()
	p.h.Message = strings.TrimPrefix(p.s[p.i:], bom)
	p.nested()
}

// field takes a word; "-" is the standard's word for nothing.
func (p *parser) field() string {
	p.blanks()
	at := p.i
	if n := strings.IndexByte(p.s[at:], ' '); n >= 0 {
		p.i += n
	} else {
		p.i = len(p.s)
	}
	if w := p.s[at:p.i]; w != "-" {
		return w
	}
	return ""
}

// structured takes "[id name="value"…]…", minding quotes and escapes. What is
// never closed is left to the message.
func (p *parser) structured() {
	p.blanks()
	if p.peek() == '-' {
		p.i++
		return
	}
	at := p.i
	for p.peek() == '[' {
		quoted, closed := false, false
		for i := p.i + 1; i < len(p.s) && !closed; i++ {
			switch c := p.s[i]; {
			case c == '\\' && quoted:
				i++
			case c == '"':
				quoted = !quoted
			case c == ']' && !quoted:
				p.i, closed = i+1, true
			}
		}
		if !closed {
			break
		}
	}
	p.h.Structured = p.s[at:p.i]
}

// nested reads a device's own tag in the message of a relay that rewrote the
// header to RFC 5424.
func (p *parser) nested() {
	if strings.HasPrefix(p.h.Message, "%") {
		inner := parser{s: p.h.Message, h: p.h}
		inner.tag()
	}
}

// ReadStamp is stamp.Read, by the memory of the header's source: it puts the stamp
// that s begins with into st, and returns the bytes it takes, 0 where there is none.
func (h *Header) ReadStamp(s string, st *stamp.Stamp) int { return h.stamps.Read(s, st) }

// Restamp puts the stamp that a message carries in place of the header's, which
// then is the relay's, and the times of both into e. It is for Family.Decode.
func (h *Header) Restamp(st stamp.Stamp, e *event.Event) {
	h.setDevice(st)
	if h.clock != nil {
		h.times(e)
	}
}

func (h *Header) setDevice(st stamp.Stamp) {
	if h.HasDevice {
		h.Relay, h.HasRelay = h.Device, true
	}
	h.Device, h.HasDevice = st, true
}

// Param returns a parameter of the structured data by its name, as it is
// written: escapes are left.
func (h *Header) Param(name string) string {
	s := h.Structured
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		rest := s[i+1:]
		if len(rest) > len(name)+1 && rest[:len(name)] == name && rest[len(name)] == '=' && rest[len(name)+1] == '"' {
			return untilQuote(rest[len(name)+2:])
		}
	}
	return ""
}

func untilQuote(s string) string {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[:i]
		}
	}
	return s
}

// Fill puts into e what the header says.
func (h *Header) Fill(e *event.Event, clock *stamp.Clock) {
	h.clock = clock
	h.times(e)
	e.SetText(event.Reporter, h.Host)
	e.SetText(event.Relay, h.Via)
	e.SetText(event.Program, h.Program)
	e.AddExtra("pid", h.PID)
	if h.HasSequence {
		e.SetNumber(event.Sequence, h.Sequence)
	}
	if s, ok := h.Severity(); ok {
		e.SetNumber(event.Severity, s)
	}
	if h.HasPri {
		e.SetNumber(event.Facility, uint64(h.Pri>>3))
	}
	e.SetText(event.Message, h.Message)
}

func (h *Header) times(e *event.Event) {
	if h.HasRelay {
		e.Received, _ = h.clock.TimeOf(&h.Relay)
	}
	if h.HasDevice {
		e.Time, e.Clock = h.clock.TimeOf(&h.Device)
	} else {
		e.Clock = event.NoStamp
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
