// Package radius reads accounting and authentication by RADIUS: the detail files
// of FreeRADIUS, and packets (RFC 2865, RFC 2866) by their bytes.
//
// Passwords and authenticators are not read.
package radius

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const name = "radius"

// Formats returns the one format of files.
func Formats() []decode.Format {
	cut := records.Until(begins)
	return []decode.Format{{
		Name: name, Title: "detail files of FreeRADIUS",
		Sniff: sniff, Split: records.Split(cut),
		New: func(opt decode.Options) decode.Decoder {
			r := reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
			return records.New(opt, name, cut, r.read)
		},
	}}
}

// begins knows the line with the time; attributes are indented.
func begins(line string) bool {
	return line != "" && line[0] != '\t' && line[0] != ' '
}

func sniff(head string) int {
	line, rest, _ := strings.Cut(strings.TrimLeft(head, "\r\n"), "\n")
	_, n := stamp.Read(line)
	if n > 0 && n >= len(strings.TrimRight(line, "\r ")) && strings.HasPrefix(rest, "\t") && strings.Contains(rest[:min(len(rest), 200)], " = ") {
		return 90
	}
	return 0
}

type reader struct{ clock stamp.Clock }

func (r *reader) read(record string, e *event.Event) string {
	line, rest, _ := strings.Cut(record, "\n")
	st, n := stamp.Read(line)
	if n == 0 {
		return "a block without a time"
	}
	e.Time, e.Clock = r.clock.Time(st)
	var a attributes
	for rest != "" {
		line, rest, _ = strings.Cut(rest, "\n")
		key, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if ok {
			a.set(key, strings.Trim(value, `"`), e)
		}
	}
	a.end(e)
	return ""
}

// attributes are what decides the meaning of a record.
type attributes struct {
	status, packet string
	port           uint32 // NAS-Port, which counts where there is no NAS-Port-Id
	hasPort        bool
}

// set takes an attribute by the name in FreeRADIUS's dictionary.
func (a *attributes) set(key, value string, e *event.Event) {
	switch key {
	case "User-Name":
		e.SetText(event.Actor, value)
	case "NAS-IP-Address", "NAS-IPv6-Address":
		address(e, event.DeviceAddr, value)
		if e.Text(event.Reporter) == "" {
			e.SetText(event.Reporter, value)
		}
	case "NAS-Identifier":
		e.SetText(event.Reporter, value)
	case "NAS-Port-Id":
		e.AddExtra("terminal", value)
	case "Acct-Session-Id":
		e.SetText(event.Session, value)
	case "Calling-Station-Id":
		switch {
		case address(e, event.ActorAddr, value):
		case isMAC(value):
			e.AddExtra("actor_mac", value)
		default: // the number of a telephone, mostly
			e.AddExtra("actor_name", value)
		}
	case "Framed-IP-Address", "Framed-IPv6-Address":
		e.AddExtra("nat_actor", value) // the address that the session was given
	case "Acct-Status-Type":
		a.status = value
	case "Packet-Type":
		a.packet = value
	case "Acct-Authentic":
		e.AddExtra("auth_method", value)
	case "Service-Type":
		e.AddExtra("service", value)
	case "Acct-Terminate-Cause":
		e.AddExtra("reason", value)
	case "Cisco-AVPair":
		pair(value, e)
	default:
		counters(key, value, e)
	}
}

// counters are numbers; input is what the device received from the user.
func counters(key, value string, e *event.Event) {
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		counter(key, n, e)
	}
}

func counter(key string, n uint64, e *event.Event) {
	switch key {
	case "Acct-Input-Octets":
		add(e, event.Bytes, n)
	case "Acct-Input-Gigawords":
		add(e, event.Bytes, n<<32)
	case "Acct-Output-Octets":
		add(e, event.BytesBack, n)
	case "Acct-Output-Gigawords":
		add(e, event.BytesBack, n<<32)
	case "Acct-Input-Packets":
		e.SetNumber(event.Packets, n)
	case "Acct-Output-Packets":
		e.SetNumber(event.PacketsBack, n)
	case "Acct-Session-Time":
		e.SetNumber(event.Duration, n*1e6)
	}
}

func add(e *event.Event, f event.Field, n uint64) {
	old, _ := e.Number(f)
	e.SetNumber(f, old+n)
}

// pair reads a vendor's attribute as Cisco writes it: "shell:priv-lvl=15".
func pair(s string, e *event.Event) {
	key, value, ok := strings.Cut(s, "=")
	if _, after, colon := strings.Cut(key, ":"); colon {
		key = after
	}
	switch {
	case !ok:
	case key == "cmd":
		e.SetText(event.Object, value)
	case key == "priv-lvl":
		e.AddExtra("level", value)
	case key == "task_id":
		e.AddExtra("task", value)
	}
}

func address(e *event.Event, f event.Field, s string) bool {
	a, err := netip.ParseAddr(s)
	if err == nil {
		e.SetAddr(f, a.Unmap())
	}
	return err == nil
}

// isMAC says whether a text is twelve hexadecimal digits, whatever is between
// them; twelve decimal ones with nothing between are a number.
func isMAC(s string) bool {
	digits, other := 0, false
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			digits++
			other = true
		case c == '-' || c == ':' || c == '.':
			other = true
		default:
			return false
		}
	}
	return digits == 12 && other
}

// end gives the event its kind.
func (a *attributes) end(e *event.Event) {
	e.SetText(event.MessageID, a.packet)
	if a.status != "" {
		e.SetText(event.MessageID, a.status)
	}
	if a.hasPort && e.Lookup("terminal") == "" {
		e.AddExtra("terminal", strconv.FormatUint(uint64(a.port), 10))
	}
	switch {
	case strings.HasPrefix(a.packet, "Disconnect-"):
		order(e, "clear", a.packet)
	case strings.HasPrefix(a.packet, "CoA-"):
		order(e, "modify", a.packet)
	case e.Text(event.Object) != "":
		e.Kind = event.Command
		e.SetText(event.Action, "command")
	case a.status != "":
		account(e, a.status)
	case a.packet == "Access-Accept":
		login(e, "login", event.Success)
	case a.packet == "Access-Reject":
		login(e, "login", event.Failure)
	case a.packet == "Access-Request", a.packet == "Access-Challenge":
		e.Kind = event.Login
	}
}

func login(e *event.Event, action string, o event.Outcome) {
	e.Kind, e.Outcome = event.Login, o
	e.SetText(event.Action, action)
}

// account reads what an accounting record tells of, RFC 2866 §5.1: a session, or
// that the device itself begins or ends to account.
func account(e *event.Event, status string) {
	switch status {
	case "Start":
		login(e, "login", event.Success)
	case "Stop":
		login(e, "logout", event.Success)
	case "Accounting-On":
		e.SetText(event.Action, "start")
	case "Accounting-Off":
		e.SetText(event.Action, "stop")
	}
}

// order reads a server's order to a device, RFC 5176: the account it names is
// acted on, and what the order says of the user's address is not the sender's.
func order(e *event.Event, action, packet string) {
	e.SetText(event.Action, action)
	e.AddExtra("target_user", e.Text(event.Actor))
	e.SetText(event.Actor, "")
	e.SetText(event.Object, "")
	if from := e.Addr(event.ActorAddr); from.IsValid() {
		e.SetAddr(event.TargetAddr, from)
		e.SetAddr(event.ActorAddr, netip.Addr{})
	}
	switch {
	case strings.HasSuffix(packet, "-ACK"):
		e.Outcome = event.Success
	case strings.HasSuffix(packet, "-NAK"):
		e.Outcome = event.Failure
	}
}
