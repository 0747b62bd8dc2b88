package syslog

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
)

// maxParts bounds the parts of a header: two relays in front of a device that
// writes all it can come to nine.
const maxParts = 16

// customary reads what devices send in the manner of RFC 3164: stamps, names,
// sequence numbers and process names in nearly any order, each perhaps twice,
// until a tag or the message begins.
func (p *parser) customary() { p.parts(0) }

// parts goes on behind as many parts.
func (p *parser) parts(done int) {
	for ; done < maxParts; done++ {
		p.blanks()
		if p.peek() == '%' && p.tag() {
			return
		}
		if p.peek() == ':' && p.i+1 < len(p.s) && p.s[p.i+1] == ' ' { // "host : %ASA", ": 2026 Nov 22"
			p.i++
			continue
		}
		if p.stamp() || p.sequence() || p.node() {
			continue
		}
		if !p.name() {
			break
		}
		if p.marks.parts == 0 {
			p.marks.parts = uint8(done) + 1
		}
		if p.h.Program != "" {
			p.behindProgram()
			return
		}
	}
	p.h.Message = p.s[p.i:]
}

// behindProgram takes a tag or the message.
func (p *parser) behindProgram() {
	p.blanks()
	if p.peek() != '%' || !p.tag() {
		p.h.Message = p.s[p.i:]
	}
}

// stamp takes a stamp and the ":" behind it. An earlier one was the relay's,
// and the name between them is the relay's name for the device.
func (p *parser) stamp() bool {
	if !mayBeStamp(p.peek()) {
		return false
	}
	var st stamp.Stamp
	n := p.h.stamps.Read(p.s[p.i:], &st)
	if n == 0 || p.i+n < len(p.s) && isNameByte(p.s[p.i+n]) {
		return false
	}
	if p.h.Host == "" && p.h.HasDevice && p.h.HasRelay {
		return false // a third in a row belongs to the message
	}
	if p.h.HasDevice {
		p.h.Relay, p.h.HasRelay = p.h.Device, true
		p.marks.odd = p.marks.odd || p.marks.outer.to > 0
		p.marks.device, p.marks.relay, p.marks.outer = span{}, p.marks.device, p.marks.relay
	}
	p.h.Device, p.h.HasDevice = st, true
	p.marks.device = spanOf(p.i, p.i+n)
	p.h.YearFirst = p.i+8 < len(p.s) && isDigit(p.s[p.i]) && p.s[p.i+4] == ' ' && st.Year != 0
	p.i += n
	if p.peek() == ':' {
		p.i++
	}
	return true
}

// mayBeStamp says whether a stamp can begin with that byte: a digit, a mark of
// IOS, or the first letter of a month or a day.
func mayBeStamp(c byte) bool { return is(c, stampByte) }

// sequence takes "000417: ".
func (p *parser) sequence() bool {
	n, length := readSequence(p.s[p.i:])
	if length == 0 {
		return false
	}
	p.marks.odd = p.marks.odd || p.h.HasSequence
	p.h.Sequence, p.h.HasSequence = n, true
	p.marks.sequence = spanOf(p.i, p.i+length-1)
	p.i += length
	return true
}

// readSequence returns the number of "000417: " and the bytes it takes with its
// ":", 0 where s does not begin with one.
func readSequence(s string) (n uint64, length int) {
	at := 0
	for ; at < len(s) && at < 19 && isDigit(s[at]); at++ {
		n = n*10 + uint64(s[at]-'0')
	}
	if at == 0 || at+1 >= len(s) || s[at] != ':' || s[at+1] != ' ' {
		return 0, 0
	}
	return n, at + 1
}

// node takes the "RP/0/RSP0/CPU0:" of IOS-XR, which ends in the stamp's first
// letter without a blank.
func (p *parser) node() bool {
	n := p.nodeLen(p.s[p.i:])
	if n == 0 {
		return false
	}
	p.marks.node = spanOf(p.i, p.i+n)
	p.h.Node = p.s[p.i : p.i+n]
	p.i += n + 1
	return true
}

// nodeLen is the length of the node that s begins with, 0 where it begins with
// none.
func (p *parser) nodeLen(s string) int {
	admin := len(s) > 2 && isDigit(s[0]) && s[1] == '/' && isUpper(s[2]) // "0/RP0/ADMIN0", of IOS-XR's administration
	if !admin && (s == "" || !isUpper(s[0])) {
		return 0
	}
	colon := strings.IndexByte(s[:min(len(s), 32)], ':')
	if colon < 0 || strings.Count(s[:colon], "/") < 2 || strings.IndexByte(s[:colon], ' ') >= 0 {
		return 0
	}
	if behind := s[colon+1:]; !strings.HasPrefix(behind, " ") {
		var st stamp.Stamp
		if p.h.stamps.Read(behind, &st) == 0 {
			return 0
		}
	}
	return colon
}

// name takes a word that is a host or a process, and says no where the message
// begins.
func (p *parser) name() bool {
	end := strings.IndexByte(p.s[p.i:], ' ')
	if end < 0 {
		return p.program(len(p.s) - p.i)
	}
	w := p.s[p.i : p.i+end]
	if end > 0 && w[end-1] == ':' {
		if next := p.after(end); next && isHost(strings.Trim(w[:len(w)-1], "<>")) && p.h.Host == "" {
			p.host(w[:len(w)-1])
			p.i += end
			return true
		}
		return p.program(end)
	}
	switch {
	case !isHost(w), !p.h.HasPri && isNumber(w): // a thread or a duration behind the stamp of a program's own log
		return false
	case p.h.Host == "" && (p.h.HasDevice || p.h.HasPri):
	case p.h.HasDevice && p.after(end): // a second name before a stamp or tag
	default:
		return p.program(end)
	}
	p.host(w)
	p.i += end
	return true
}

// host records a name; the one before it was a relay's.
func (p *parser) host(w string) {
	switch {
	case p.h.Host == "":
	case p.h.Via == "":
		p.h.Via, p.marks.via = p.h.Host, p.marks.host
	default: // both are parts of the line, and so is what lies between them
		p.marks.odd = true
		p.h.Via = p.s[strings.Index(p.s, p.h.Via) : strings.LastIndex(p.s[:p.i], p.h.Host)+len(p.h.Host)]
	}
	p.h.Host, p.marks.host = w, spanOf(p.i, p.i+len(w))
}

// after says whether what follows the word is another part of a header: a
// stamp, a sequence number, a node or a tag.
func (p *parser) after(end int) bool {
	rest := trimBlanks(p.s[p.i+end:])
	if strings.HasPrefix(rest, ":") {
		rest = trimBlanks(rest[1:])
	}
	if strings.HasPrefix(rest, "%") {
		return true
	}
	if _, n := readSequence(rest); n > 0 {
		return true
	}
	var st stamp.Stamp
	if n := p.h.stamps.Read(rest, &st); n > 0 && (n == len(rest) || !isNameByte(rest[n])) {
		return true
	}
	return p.nodeLen(rest) > 0
}

func trimBlanks(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}

// program takes "sshd[411]:", "mgd:" or "Aaa:"; behind it the message or a tag
// follows.
func (p *parser) program(end int) bool {
	w := p.s[p.i : p.i+end]
	colon := strings.IndexByte(w, ':')
	if colon <= 0 || p.h.Program != "" {
		return false
	}
	name, pid := w[:colon], ""
	if b := strings.IndexByte(name, '['); b > 0 {
		if !strings.HasSuffix(name, "]") {
			return false
		}
		name, pid = name[:b], name[b+1:len(name)-1]
	}
	if !isProgram(name) || colon+1 != len(w) || pid == "" && isMessageID(name) {
		return false
	}
	p.h.Program, p.h.PID = name, pid
	p.marks.program = spanOf(p.i, p.i+len(name))
	if pid != "" {
		from := p.i + len(name) + 1
		p.marks.pid = spanOf(from, from+len(pid))
	}
	p.i += colon + 1
	return true
}

// tag takes "%SYS-5-CONFIG_I:" and its like. Between the tag and its colon IOS-XR
// writes a blank.
func (p *parser) tag() bool {
	rest := p.s[p.i+1:]
	if len(rest) > 0 && rest[0] == '%' {
		return p.doublePercent(rest[1:])
	}
	end := 0
	for end < len(rest) && isTagByte(rest[end]) {
		end++
	}
	colon := end
	for colon < len(rest) && rest[colon] == ' ' {
		colon++
	}
	if end == 0 || colon == len(rest) {
		return false
	}
	if rest[colon] != ':' {
		if colon == end || !isFirewall(rest[:end]) {
			return false
		}
		colon-- // old ASA write no ":"
	}
	severity, ok := tagSeverity(rest[:end])
	if !ok {
		return false
	}
	p.marks.tag = spanOf(p.i, p.i+1)
	p.h.Tag, p.h.severity = rest[:end], uint8(severity)+1
	p.h.Message = strings.TrimLeft(rest[colon+1:], " ")
	p.i = len(p.s)
	return true
}

func isFirewall(tag string) bool {
	return strings.HasPrefix(tag, "ASA-") || strings.HasPrefix(tag, "FTD-")
}

// doublePercent takes the tag of VRP, "%%01SHELL/5/CMDRECORD(s)[1]:".
func (p *parser) doublePercent(rest string) bool {
	colon := strings.IndexByte(rest[:min(len(rest), 96)], ':')
	if colon < 0 || strings.Count(rest[:colon], "/") < 2 {
		return false
	}
	p.marks.tag = spanOf(p.i, p.i+1)
	p.h.Tag, p.h.severity = rest[:colon], 0
	p.h.Message = strings.TrimLeft(rest[colon+1:], " ")
	p.i = len(p.s)
	return true
}

// tagSeverity finds the lone digit of "SYS-5-CONFIG_I" or "01SHELL/5/CMDRECORD".
func tagSeverity(tag string) (uint64, bool) {
	for i := 1; i+2 < len(tag); i++ {
		if (tag[i-1] == '-' || tag[i-1] == '/') && '0' <= tag[i] && tag[i] <= '7' && (tag[i+1] == '-' || tag[i+1] == '/') {
			return uint64(tag[i] - '0'), true
		}
	}
	return 0, false
}

func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" }

// isHost says whether a word can be a host's name or address.
func isHost(w string) bool {
	if w == "" || len(w) > 255 {
		return false
	}
	if w[0] == '[' { // "[2001:db8::1]", but not the beginning of "[pid 7]"
		if w[len(w)-1] != ']' {
			return false
		}
		w = w[1 : len(w)-1]
	}
	for i := 0; i < len(w); i++ {
		if !is(w[i], hostByte) {
			return false
		}
	}
	return true
}

func isProgram(w string) bool {
	if w == "" || len(w) > 64 {
		return false
	}
	for i := 0; i < len(w); i++ {
		if !is(w[i], programByte) {
			return false
		}
	}
	return true
}

// The classes of bytes that words of a header are made of.
const (
	nameByte = 1 << iota
	tagByte
	hostByte
	programByte
	stampByte
)

// classes are those that each byte is of. It is never changed.
var classes = func() (all [256]uint8) {
	for c := range 256 {
		b := byte(c)
		if isUpper(b) || isLower(b) || isDigit(b) || b == '_' {
			all[c] = nameByte | tagByte | hostByte | programByte
		}
	}
	mark := func(class uint8, bytes string) {
		for i := range len(bytes) {
			all[bytes[i]] |= class
		}
	}
	mark(tagByte, "-/.")
	mark(hostByte, "-.:%")
	mark(programByte, "-./()@")
	mark(stampByte, "0123456789*.JFMASONDTWjfmasondtw")
	return all
}()

func is(c byte, class uint8) bool { return classes[c]&class != 0 }

func isTagByte(c byte) bool  { return is(c, tagByte) }
func isNameByte(c byte) bool { return is(c, nameByte) }

// isMessageID says whether a word is the name of a message of Junos and not a
// process: capitals and at least one "_".
func isMessageID(w string) bool {
	for i := 0; i < len(w); i++ {
		if c := w[i]; !isUpper(c) && !isDigit(c) && c != '_' {
			return false
		}
	}
	return strings.IndexByte(w, '_') > 0
}
