// Package ise reads what Cisco ISE sends by syslog: TACACS+ and RADIUS
// accounting, and logins. A long record comes in several lines ("3 0", "3 1",
// "3 2") under one number: they are joined. Of a record whose first line did not
// come the rest is a system event, and task is that number.
package ise

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/tacacs"
	"github.com/linewarden/linewarden/event"
)

const name = "ise"

// Family is that of ISE.
type Family struct{}

// New returns the family. It has no table that could fail.
func New() (syslog.Family, error) { return Family{}, nil }

// Name implements syslog.Family.
func (Family) Name() string { return name }

// Claim implements syslog.Family.
func (Family) Claim(h *syslog.Header) syslog.Claim {
	if strings.HasPrefix(text(h), "CISE_") {
		return syslog.Sure
	}
	return syslog.No
}

// text is the message with its category, which some headers take for a program.
func text(h *syslog.Header) string {
	if strings.HasPrefix(h.Program, "CISE_") {
		return h.Program
	}
	return h.Message
}

// maxParts bounds what a line may say of the lines of its record.
const maxParts = 999

// lead is what each line begins with.
type lead struct {
	category, id string
	total, part  int
	rest         string
}

// begin reads "CISE_TACACS_Accounting 0000000007 3 0 ".
func begin(h *syslog.Header) (lead, bool) {
	l := lead{category: h.Program, rest: h.Message}
	if !strings.HasPrefix(l.category, "CISE_") {
		l.category, l.rest, _ = strings.Cut(h.Message, " ")
	}
	var total, part string
	l.id, l.rest, _ = strings.Cut(strings.TrimLeft(l.rest, " "), " ")
	total, l.rest, _ = strings.Cut(l.rest, " ")
	part, l.rest, _ = strings.Cut(l.rest, " ")
	var err1, err2 error
	l.total, err1 = strconv.Atoi(total)
	l.part, err2 = strconv.Atoi(part)
	return l, err1 == nil && err2 == nil && l.total <= maxParts && 0 <= l.part && l.part < l.total
}

// Part implements syslog.Joiner.
func (Family) Part(h *syslog.Header) (syslog.Part, bool) {
	l, ok := begin(h)
	if !ok || l.total == 1 {
		return syslog.Part{}, false
	}
	return syslog.Part{Stream: l.id, Record: l.category, Index: l.part, Total: l.total}, true
}

// Join implements syslog.Joiner. A line may end in the midst of a value, so
// nothing is put between two.
func (Family) Join(_ string, messages []string) string {
	var b strings.Builder
	b.WriteString(messages[0])
	for _, m := range messages[1:] {
		if l, ok := begin(&syslog.Header{Message: m}); ok && strings.HasPrefix(l.category, "CISE_") {
			b.WriteString(l.rest)
			continue
		}
		l, _ := begin(&syslog.Header{Program: "CISE_", Message: m})
		b.WriteString(l.rest)
	}
	return b.String()
}

// Decode implements syslog.Family.
func (Family) Decode(h *syslog.Header, e *event.Event) {
	l, ok := begin(h)
	e.SetText(event.MessageID, l.category)
	if !ok {
		return
	}
	if l.part == 0 {
		l.rest = first(h, l.rest, e)
	} else {
		e.AddExtra("task", l.id)
	}
	m := values{e: e}
	m.read(l.rest)
	m.meaning(l.category, l.part == 0)
}

// first reads what only the first part has: time, number, code, level, title.
func first(h *syslog.Header, s string, e *event.Event) string {
	var st stamp.Stamp
	if n := h.ReadStamp(s, &st); n > 0 {
		var c stamp.Clock
		if t, flags := c.Time(st); t != 0 && st.HasZone {
			e.Time, e.Clock = t, flags
		}
		s = strings.TrimLeft(s[n:], " ")
	}
	number, rest, _ := strings.Cut(s, " ")
	code, rest, _ := strings.Cut(rest, " ")
	_, rest, _ = strings.Cut(rest, " ")
	if number != "" && code != "" {
		e.AddExtra("category", code)
	}
	return rest
}

// values are the attributes of a record that decide what it says.
type values struct {
	e     *event.Event
	flags string
	title string
}

// read walks over "title, name=value, name=value". A comma inside brackets or
// behind a backslash is part of the value.
func (m *values) read(s string) {
	for s != "" {
		n := value(s)
		one := strings.TrimSpace(s[:n])
		s = strings.TrimPrefix(s[n:], ",")
		key, v, ok := strings.Cut(one, "=")
		if !ok {
			if m.title == "" {
				m.title = one
			}
			continue
		}
		m.attribute(strings.TrimSpace(key), v)
	}
}

// value returns where the first value of s ends. What a user types stands in
// "CmdSet=[ … ]" and may itself hold " ],": the last one of the record closes
// it, or an account could write attributes of its own behind its command.
func value(s string) int {
	for i := range len(s) {
		switch s[i] {
		case ',':
			return i
		case '\\', '{':
			return nested(s)
		case '=':
			if i < maxKey && i+1 < len(s) && s[i+1] == '[' {
				return commands(s)
			}
		}
	}
	return len(s)
}

// maxKey bounds what stands before the "=[" of a set of commands.
const maxKey = 63

// commands is value for such a set.
func commands(s string) int {
	if end := strings.LastIndex(s, " ],"); end >= 0 {
		return end + 2
	}
	return len(s)
}

// nested is value for every text.
func nested(s string) int {
	if at := strings.Index(s[:min(len(s), maxKey+1)], "=["); at >= 0 && strings.IndexByte(s[:at], ',') < 0 {
		return commands(s)
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth = max(depth-1, 0)
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

func (m *values) attribute(key, v string) {
	e := m.e
	switch key {
	case "Device IP Address", "NAS-IP-Address":
		if a, err := netip.ParseAddr(v); err == nil {
			e.SetAddr(event.DeviceAddr, a.Unmap())
		}
	case "NetworkDeviceName":
		e.SetText(event.Relay, e.Text(event.Reporter)) // ISE reports for the device
		e.SetText(event.Reporter, v)
	case "User", "UserName", "User-Name":
		e.SetText(event.Actor, v)
	case "Port", "NAS-Port-Id":
		e.SetText(event.Session, v)
	case "Remote-Address", "Calling-Station-ID":
		if a, err := netip.ParseAddr(v); err == nil {
			e.SetAddr(event.ActorAddr, a.Unmap())
		}
	case "CmdSet":
		if _, cmd, ok := strings.Cut(v, "CmdAV="); ok {
			tacacs.Attribute("cmd", strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(cmd), "]")), e)
		}
	case "AVPair":
		if name, value, ok := strings.Cut(v, "="); ok && name != "priv-lvl" {
			tacacs.Attribute(name, value, e)
		}
	case "Privilege-Level":
		e.AddExtra("level", v)
	case "Service-Argument":
		e.AddExtra("service", v)
	case "Authen-Method", "AuthenticationMethod":
		e.AddExtra("auth_method", v)
	case "AcctRequest-Flags", "Acct-Status-Type":
		m.flags = v
	case "FailureReason":
		e.AddExtra("reason", v)
	}
}

func (m *values) meaning(category string, first bool) {
	e := m.e
	if !first {
		return
	}
	switch category {
	case "CISE_TACACS_Accounting", "CISE_RADIUS_Accounting":
		if !strings.HasPrefix(category, "CISE_TACACS") {
			return
		}
		kind := m.flags
		for _, word := range [...]string{"start", "stop"} {
			if strings.EqualFold(kind, word) {
				kind = word
			}
		}
		tacacs.Meaning(e, kind)
	case "CISE_Passed_Authentications":
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "login")
	case "CISE_Failed_Attempts":
		e.Kind, e.Outcome = event.Login, event.Failure
		e.SetText(event.Action, "login")
	}
}
