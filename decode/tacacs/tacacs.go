// Package tacacs reads the accounting files of TACACS+ servers (tac_plus and
// tac_plus-ng): fields between tabs, the time first, then device, account, line,
// address, type, and attributes.
//
// A record with a command is a command; a shell's start is a login, its stop
// without a command the logout. Session is the line the user sits at; task the
// id that start and stop share.
package tacacs

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const name = "tacacs"

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "accounting files of TACACS+ servers",
		Sniff: func(head string) int {
			if share := records.Share(head, isRecord); share >= 50 {
				return 85
			}
			return 0
		},
		Split: records.Split(records.Line),
		New: func(opt decode.Options) decode.Decoder {
			r := reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
			return records.New(opt, name, records.Line, r.read)
		},
	}}
}

// fields are those in front of the attributes.
type fields struct{ time, device, user, line, from, kind, rest string }

func split(s string) (f fields, ok bool) {
	for _, p := range []*string{&f.time, &f.device, &f.user, &f.line, &f.from, &f.kind} {
		if *p, s, ok = strings.Cut(s, "\t"); !ok && p != &f.kind {
			return f, false
		}
	}
	f.rest = s
	return f, isKind(f.kind)
}

func isKind(s string) bool {
	switch s {
	case "start", "stop", "update", "unknown":
		return true
	}
	return false
}

func isRecord(line string) bool {
	f, ok := split(line)
	_, n := stamp.Read(f.time)
	return ok && n > 0
}

type reader struct{ clock stamp.Clock }

func (r *reader) read(record string, e *event.Event) string {
	f, ok := split(record)
	st, n := stamp.Read(f.time)
	if !ok || n == 0 {
		return "a line of no accounting record"
	}
	e.Time, e.Clock = r.clock.Time(st)
	e.SetText(event.Reporter, f.device)
	if a, err := netip.ParseAddr(f.device); err == nil {
		e.SetAddr(event.DeviceAddr, a.Unmap())
	}
	if f.user != "unknown" {
		e.SetText(event.Actor, f.user)
	}
	e.SetText(event.Session, f.line)
	from(f.from, e)
	e.SetText(event.MessageID, f.kind)
	attributes(f.rest, e)
	Meaning(e, f.kind)
	return ""
}

// from sets the address the user came from; devices write "async" and names too.
func from(s string, e *event.Event) {
	if a, err := netip.ParseAddr(s); err == nil {
		e.SetAddr(event.ActorAddr, a.Unmap())
	} else if s != "unknown" && s != "async" {
		e.AddExtra("actor_name", s)
	}
}

// attributes reads "name=value" and "name*value". A tab within a command is
// part of it: what has no name goes on with the command before.
func attributes(s string, e *event.Event) {
	for s != "" {
		var one string
		one, rest, _ := strings.Cut(s, "\t")
		if strings.HasPrefix(one, "cmd=") {
			one, rest = command(s)
		}
		if at := strings.IndexAny(one, "=*"); at > 0 {
			Attribute(one[:at], one[at+1:], e)
		}
		s = rest
	}
}

// command takes a command to the tab that begins the next attribute.
func command(s string) (string, string) {
	for at := 0; ; {
		n := strings.IndexByte(s[at:], '\t')
		if n < 0 {
			return s, ""
		}
		at += n
		if isAttribute(s[at+1:]) {
			return s[:at], s[at+1:]
		}
		at++
	}
}

// isAttribute knows a name with "=" behind it.
func isAttribute(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '=':
			return i > 0
		case c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == '-':
		default:
			return false
		}
	}
	return false
}

// Attribute sets what an attribute of RFC 8907 §8.3 says.
func Attribute(key, value string, e *event.Event) {
	switch key {
	case "task_id":
		e.AddExtra("task", value)
	case "service":
		e.AddExtra("service", value)
	case "priv-lvl":
		e.AddExtra("level", value)
	case "cmd":
		e.SetText(event.Object, strings.TrimSpace(strings.TrimSuffix(value, "<cr>")))
	case "elapsed_time":
		if n, err := strconv.ParseUint(value, 10, 40); err == nil {
			e.SetNumber(event.Duration, n*1e6)
		}
	case "bytes_in":
		number(e, event.Bytes, value)
	case "bytes_out":
		number(e, event.BytesBack, value)
	case "disc-cause":
		e.AddExtra("reason", value)
	case "event":
		e.AddExtra("category", value)
	}
}

func number(e *event.Event, f event.Field, s string) {
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		e.SetNumber(f, n)
	}
}

// Meaning sets kind and action by the kind of record ("start", "stop",
// "update") and whether it has a command.
func Meaning(e *event.Event, kind string) {
	cmd := e.Text(event.Object)
	switch {
	case cmd != "":
		e.Kind = event.Command
		e.SetText(event.Action, "command")
		if strings.HasPrefix(cmd, "conf") && strings.HasPrefix("configure terminal", cmd) || strings.HasPrefix(cmd, "configure ") {
			e.SetText(event.Action, "configure")
		}
	case e.Lookup("service") == "system":
		e.SetText(event.Action, "start") // of the accounting or of the device; the category says
		if kind == "stop" {
			e.SetText(event.Action, "stop")
		}
	case kind == "start":
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "login")
	case kind == "stop":
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "logout")
	}
}
