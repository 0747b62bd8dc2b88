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

// Length returns how long a payload that begins like a RADIUS packet says that
// packet is, 0 where it is none: RFC 2865 §3 has no shorter or longer one.
func Length(p string) int {
	if len(p) < headerLen {
		return 0
	}
	n := int(binary.BigEndian.Uint16([]byte(p[2:4])))
	if n < headerLen || n > 4096 {
		return 0
	}
	return n
}

// Packet reads the payload of a UDP packet into e, whose addresses and time are
// the caller's. Texts of e are parts of p.
func Packet(p string, e *event.Event) error {
	length := Length(p)
	if length == 0 || length > len(p) {
		return ErrMalformed
	}
	e.Format = name
	a := attributes{packet: codeName(p[0])}
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

// codeName is the name that RFC 2865 §4, RFC 2866 §4 and RFC 5176 §2.3 give to a
// code; another is named by its number.
func codeName(c byte) string {
	if name := codes[c]; name != "" {
		return name
	}
	return "code-" + strconv.Itoa(int(c))
}

var codes = [256]string{
	1: "Access-Request", 2: "Access-Accept", 3: "Access-Reject", 4: "Accounting-Request", 5: "Accounting-Response",
	11: "Access-Challenge", 12: "Status-Server", 13: "Status-Client",
	40: "Disconnect-Request", 41: "Disconnect-ACK", 42: "Disconnect-NAK", 43: "CoA-Request", 44: "CoA-ACK", 45: "CoA-NAK",
}

// wire takes an attribute by its number: RFC 2865 §5, RFC 2866 §5, RFC 2869 §5,
// RFC 3162 and RFC 5176. What is of the wrong length says nothing.
func (a *attributes) wire(number byte, v string, e *event.Event) {
	switch number {
	case 1:
		a.set("User-Name", v, e)
	case 4, 95:
		if ip, ok := wireAddr(v); ok {
			e.SetAddr(event.DeviceAddr, ip)
		}
	case 5:
		a.port, a.hasPort = wireNumber(v)
	case 6:
		a.set("Service-Type", named(serviceTypes[:], v), e)
	case 8, 168:
		if ip, ok := wireAddr(v); ok && v != "\xff\xff\xff\xff" && v != "\xff\xff\xff\xfe" { // the user's, the device's choice
			e.AddExtra("nat_actor", ip.String())
		}
	case 26:
		vendor(v, e)
	case 31:
		a.set("Calling-Station-Id", v, e)
	case 32:
		a.set("NAS-Identifier", v, e)
	case 40:
		a.status = named(statusTypes[:], v)
	case 44:
		a.set("Acct-Session-Id", v, e)
	case 45:
		a.set("Acct-Authentic", named(authentics[:], v), e)
	case 49:
		a.set("Acct-Terminate-Cause", named(terminateCauses[:], v), e)
	case 55:
		if n, ok := wireNumber(v); ok && n != 0 {
			e.Time = int64(n) * 1e6
		}
	case 87:
		a.set("NAS-Port-Id", v, e)
	case 101:
		if n, ok := wireNumber(v); ok {
			e.AddExtra("reason", errorCause(n))
		}
	default:
		if n, ok := wireNumber(v); ok && counterNames[number] != "" {
			counter(counterNames[number], uint64(n), e)
		}
	}
}

// wireAddr reads an address of four or sixteen bytes.
func wireAddr(v string) (netip.Addr, bool) { return netip.AddrFromSlice([]byte(v)) }

func wireNumber(v string) (uint32, bool) {
	if len(v) != 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32([]byte(v)), true
}

// named returns the name of a number, "" where it has none.
func named(names []string, v string) string {
	if n, ok := wireNumber(v); ok && uint64(n) < uint64(len(names)) {
		return names[n]
	}
	return ""
}

var counterNames = [256]string{
	42: "Acct-Input-Octets", 43: "Acct-Output-Octets", 46: "Acct-Session-Time", 47: "Acct-Input-Packets",
	48: "Acct-Output-Packets", 52: "Acct-Input-Gigawords", 53: "Acct-Output-Gigawords",
}

var statusTypes = [...]string{1: "Start", 2: "Stop", 3: "Interim-Update", 7: "Accounting-On", 8: "Accounting-Off"}

var authentics = [...]string{1: "RADIUS", 2: "Local", 3: "Remote", 4: "Diameter"}

var serviceTypes = [...]string{
	1: "Login", 2: "Framed", 3: "Callback-Login", 4: "Callback-Framed", 5: "Outbound", 6: "Administrative",
	7: "NAS-Prompt", 8: "Authenticate-Only", 9: "Callback-NAS-Prompt", 10: "Call-Check", 11: "Callback-Administrative",
	17: "Authorize-Only",
}

var terminateCauses = [...]string{
	1: "User-Request", 2: "Lost-Carrier", 3: "Lost-Service", 4: "Idle-Timeout", 5: "Session-Timeout", 6: "Admin-Reset",
	7: "Admin-Reboot", 8: "Port-Error", 9: "NAS-Error", 10: "NAS-Request", 11: "NAS-Reboot", 12: "Port-Unneeded",
	13: "Port-Preempted", 14: "Port-Suspended", 15: "Service-Unavailable", 16: "Callback", 17: "User-Error", 18: "Host-Request",
}

// errorCause is why a change of authorisation was refused, RFC 5176 §3.5.
func errorCause(n uint32) string {
	switch n {
	case 201:
		return "Residual-Session-Context-Removed"
	case 401:
		return "Unsupported-Attribute"
	case 402:
		return "Missing-Attribute"
	case 403:
		return "NAS-Identification-Mismatch"
	case 404:
		return "Invalid-Request"
	case 405:
		return "Unsupported-Service"
	case 501:
		return "Administratively-Prohibited"
	case 503:
		return "Session-Context-Not-Found"
	case 506:
		return "Resources-Unavailable"
	}
	return strconv.FormatUint(uint64(n), 10)
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
