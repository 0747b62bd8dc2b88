package tacacs

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// HeaderLen is that of a packet's header, RFC 8907 §4.1.
const HeaderLen = 12

// maxBody is the longest body that is believed.
const maxBody = 64 << 10

// ErrMalformed says that the lengths in a body do not fit it.
var ErrMalformed = errors.New("malformed TACACS+ packet")

// Type is what a packet is about.
type Type uint8

// The types, RFC 8907 §4.1.
const (
	Authentication Type = 1
	Authorization  Type = 2
	Accounting     Type = 3
)

// Header is a packet's header, which is never encrypted.
type Header struct {
	Type Type
	// Number is that of the packet in its exchange, from 1; odd ones are the
	// device's, even ones the server's.
	Number uint8
	// Plain says that the body is not encrypted.
	Plain bool
	// Exchange is the session_id, which the packets of one exchange share.
	Exchange uint32
	// Body is the length of what follows.
	Body int
}

// ReadHeader reads the first HeaderLen bytes of s. It says no where s is shorter,
// or begins no packet that is possible.
func ReadHeader(s string) (Header, bool) {
	if len(s) < HeaderLen || s[0]>>4 != 0xc || s[0]&0xf > 1 {
		return Header{}, false
	}
	b := []byte(s[:HeaderLen])
	h := Header{Type: Type(b[1]), Number: b[2], Plain: b[3]&1 != 0, Exchange: binary.BigEndian.Uint32(b[4:])}
	n := binary.BigEndian.Uint32(b[8:])
	h.Body = int(min(n, maxBody+1))
	return h, h.Type >= Authentication && h.Type <= Accounting && h.Number > 0 && n <= maxBody && b[3]&^5 == 0
}

// FromDevice says that the device sent the packet, and not the server.
func (h Header) FromDevice() bool { return h.Number%2 == 1 }

// Name is the packet's name in events.
func (h Header) Name() string {
	names := [...][2]string{
		Authentication: {"authentication reply", "authentication request"},
		Authorization:  {"authorization reply", "authorization request"},
		Accounting:     {"accounting reply", "accounting request"},
	}
	return names[h.Type][h.Number%2]
}

// Body reads an unencrypted body into e. What a user types (passwords, RFC 8907
// §5.1 and §5.3) is not read. Texts of e are parts of s or made of them.
func Body(h Header, s string, e *event.Event) error {
	switch {
	case h.Type == Accounting && h.FromDevice():
		return accounting(s, e)
	case h.Type == Accounting:
		return accountingReply(s, e)
	case h.Type == Authorization && h.FromDevice():
		return authorization(s, e)
	case h.Type == Authorization:
		return authorizationReply(s, e)
	case h.Number == 1:
		return authenticationStart(s, e)
	case h.FromDevice():
		e.Kind = event.Login // what the user typed
		return nil
	}
	return authenticationReply(s, e)
}

// accounting reads a REQUEST, RFC 8907 §7.1.
func accounting(s string, e *event.Event) error {
	if len(s) < 9 {
		return ErrMalformed
	}
	kind := ""
	switch flags := s[0]; {
	case flags&0x08 != 0:
		kind = "update"
	case flags&0x04 != 0:
		kind = "stop"
	case flags&0x02 != 0:
		kind = "start"
	default:
		return ErrMalformed
	}
	if err := request(s[1:], e); err != nil {
		return err
	}
	e.SetText(event.MessageID, kind)
	e.AddExtra("auth_method", method(s[1]))
	Meaning(e, kind)
	return nil
}

// authorization reads a REQUEST, RFC 8907 §6.1: asking is no command yet, and the
// reply says what came of it.
func authorization(s string, e *event.Event) error {
	err := request(s, e)
	if e.Text(event.Object) != "" {
		e.Kind = event.Command // so that its secrets are looked for as in one
	}
	return err
}

// request reads what requests of authorisation and of accounting share: method,
// level, type and service, lengths, and the values.
func request(s string, e *event.Event) error {
	if len(s) < 8 {
		return ErrMalformed
	}
	args := int(s[7])
	lengths := s[4:7]
	if len(s) < 8+args {
		return ErrMalformed
	}
	argLengths, rest := s[8:8+args], s[8+args:]
	values := [3]string{}
	for i := range values {
		n := int(lengths[i])
		if n > len(rest) {
			return ErrMalformed
		}
		values[i], rest = rest[:n], rest[n:]
	}
	who(values, e)
	return arguments(argLengths, rest, e)
}

// who sets user, line and address.
func who(values [3]string, e *event.Event) {
	e.SetText(event.Actor, values[0])
	e.SetText(event.Session, values[1])
	if values[2] != "" {
		from(values[2], e)
	}
}

// arguments reads attributes, RFC 8907 §6.1. The words of a command come one by
// one where it is asked for, and at once where it is accounted.
func arguments(lengths, rest string, e *event.Event) error {
	var words []string
	for i := range len(lengths) {
		n := int(lengths[i])
		if n > len(rest) {
			return ErrMalformed
		}
		one := rest[:n]
		rest = rest[n:]
		at := strings.IndexAny(one, "=*")
		if at <= 0 {
			continue
		}
		key, value := one[:at], one[at+1:]
		if key == "cmd" || key == "cmd-arg" {
			words = append(words, value)
			continue
		}
		Attribute(key, value, e)
	}
	switch len(words) {
	case 0:
	case 1:
		Attribute("cmd", words[0], e)
	default:
		Attribute("cmd", strings.Join(words, " "), e)
	}
	return nil
}

// accountingReply reads a REPLY, RFC 8907 §7.2. That a record was refused says
// nothing of what it tells.
func accountingReply(s string, e *event.Event) error {
	if len(s) < 5 || 5+int(be16(s, 0))+int(be16(s, 2)) > len(s) {
		return ErrMalformed
	}
	if s[4] == 2 {
		e.AddExtra("reason", "the server took no record")
	}
	return nil
}

// authorizationReply reads a REPLY, RFC 8907 §6.2.
func authorizationReply(s string, e *event.Event) error {
	if len(s) < 6 || len(s) < 6+int(s[1]) {
		return ErrMalformed
	}
	switch s[0] {
	case 0x01, 0x02:
		e.Outcome = event.Success
		e.SetText(event.Action, "permit")
	case 0x10:
		e.Outcome = event.Failure
		e.SetText(event.Action, "deny")
	case 0x11:
		e.AddExtra("reason", "the server could not decide")
	}
	return nil
}

// authenticationStart reads a START, RFC 8907 §5.1, but not its data.
func authenticationStart(s string, e *event.Event) error {
	if len(s) < 8 {
		return ErrMalformed
	}
	e.Kind = event.Login
	rest := s[8:]
	values := [3]string{}
	for i := range values {
		n := int(s[4+i])
		if n > len(rest) {
			return ErrMalformed
		}
		values[i], rest = rest[:n], rest[n:]
	}
	if len(rest) < int(s[7]) {
		return ErrMalformed
	}
	who(values, e)
	switch {
	case s[0] == 2:
		e.AddExtra("service", "password change")
	case s[3] == 2:
		e.AddExtra("service", "enable")
	}
	return nil
}

// authenticationReply reads a REPLY, RFC 8907 §5.2.
func authenticationReply(s string, e *event.Event) error {
	if len(s) < 6 || 6+int(be16(s, 2))+int(be16(s, 4)) > len(s) {
		return ErrMalformed
	}
	e.Kind = event.Login
	switch s[0] {
	case 1:
		e.Outcome = event.Success
		e.SetText(event.Action, "login")
	case 2:
		e.Outcome = event.Failure
		e.SetText(event.Action, "login")
	case 7:
		e.AddExtra("reason", "the server could not decide")
	}
	return nil
}

// method is how the user had proved who they are, RFC 8907 §6.1.
func method(b byte) string {
	names := [...]string{1: "none", 2: "krb5", 3: "line", 4: "enable", 5: "local", 6: "tacacs+", 8: "guest", 16: "radius", 17: "krb4", 32: "rcmd"}
	if int(b) < len(names) {
		return names[b]
	}
	return ""
}

func be16(s string, at int) uint16 { return uint16(s[at])<<8 | uint16(s[at+1]) }
