package radius

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"strconv"

	"github.com/linewarden/linewarden/event"
)

// ErrMalformed says that a payload is no RADIUS packet, or that its attributes
// do not fill it; what stands before the fault has been read.
var ErrMalformed = errors.New("malformed RADIUS packet")

// headerLen is that of code, identifier, length and authenticator, RFC 2865 §3.
const headerLen = 20

// Packet reads the payload of a UDP packet into e, whose addresses and time are
// the caller's. Texts of e are parts of p.
func Packet(p string, e *event.Event) error {
	if len(p) < headerLen {
		return ErrMalformed
	}
	length := int(binary.BigEndian.Uint16([]byte(p[2:4])))
	if length < headerLen || length > len(p) || length > 4096 {
		return ErrMalformed
	}
	e.Format = name
	a := attributes{packet: codeName(p[0])}
	if a.packet == "" {
		return ErrMalformed
	}
	rest := p[headerLen:length]
	var err error
	for rest != "" {
		if len(rest) < 2 || int(rest[1]) < 2 || int(rest[1]) > len(rest) {
			err = ErrMalformed
			break
		}
		n := int(rest[1])
		a.wire(rest[0], rest[2:n], e)
		rest = rest[n:]
	}
	a.end(e)
	return err
}

func codeName(c byte) string {
	switch c {
	case 1:
		return "Access-Request"
	case 2:
		return "Access-Accept"
	case 3:
		return "Access-Reject"
	case 4:
		return "Accounting-Request"
	case 5:
		return "Accounting-Response"
	case 11:
		return "Access-Challenge"
	case 40:
		return "Disconnect-Request"
	case 41:
		return "Disconnect-ACK"
	case 42:
		return "Disconnect-NAK"
	case 43:
		return "CoA-Request"
	case 44:
		return "CoA-ACK"
	case 45:
		return "CoA-NAK"
	}
	return ""
}

// wire takes an attribute by its number, RFC 2865 §5 and RFC 2866 §5.
func (a *attributes) wire(number byte, v string, e *event.Event) {
	switch number {
	case 1:
		a.set("User-Name", v, e)
	case 4, 95:
		if ip, ok := netip.AddrFromSlice([]byte(v)); ok {
			e.SetAddr(event.DeviceAddr, ip)
		}
	case 26:
		vendor(v, e)
	case 31:
		a.set("Calling-Station-Id", v, e)
	case 32:
		a.set("NAS-Identifier", v, e)
	case 40:
		a.status = statusName(v)
	case 44:
		a.set("Acct-Session-Id", v, e)
	case 87:
		a.set("NAS-Port-Id", v, e)
	case 42, 43, 46, 47, 48, 52, 53:
		if len(v) == 4 {
			counters(counterName(number), strconv.FormatUint(uint64(binary.BigEndian.Uint32([]byte(v))), 10), e)
		}
	}
}

func counterName(number byte) string {
	switch number {
	case 42:
		return "Acct-Input-Octets"
	case 43:
		return "Acct-Output-Octets"
	case 46:
		return "Acct-Session-Time"
	case 47:
		return "Acct-Input-Packets"
	case 48:
		return "Acct-Output-Packets"
	case 52:
		return "Acct-Input-Gigawords"
	}
	return "Acct-Output-Gigawords"
}

func statusName(v string) string {
	if len(v) != 4 {
		return ""
	}
	switch v[3] {
	case 1:
		return "Start"
	case 2:
		return "Stop"
	case 3:
		return "Interim-Update"
	case 7:
		return "Accounting-On"
	case 8:
		return "Accounting-Off"
	}
	return ""
}

// vendor reads the pairs of Cisco (9), RFC 2865 §5.26.
func vendor(v string, e *event.Event) {
	if len(v) < 4 || v[:4] != "\x00\x00\x00\x09" {
		return
	}
	for v = v[4:]; len(v) >= 2 && int(v[1]) >= 2 && int(v[1]) <= len(v); v = v[int(v[1]):] {
		if v[0] == 1 {
			pair(v[2:int(v[1])], e)
		}
	}
}
