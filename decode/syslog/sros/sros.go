// Package sros reads the log messages of Nokia SR OS.
//
// Behind the header and a prefix that operators choose ("TMNX:") stand the
// number of the event in its log, the routing instance, a name of four parts,
// and a subject: "417 Base SECURITY-MINOR-ssh_user_login-2009 [jdoe]:  User …".
// Neither the name nor the number of an event is its own: both are looked up
// with the application in front of them.
package sros

import (
	_ "embed" // the table
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

type family struct {
	table *table.Table
	// ids gives the table's id of an application and the name of its event.
	ids map[name]string
}

type name struct{ application, event string }

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("sros/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	f := &family{table: t, ids: map[name]string{}}
	for _, test := range t.Tests() {
		application, event, _ := strings.Cut(test.ID, "-")
		f.ids[name{application, event}] = test.ID
	}
	return f, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "sros" }

// Claim implements syslog.Family.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if h.Tag == "" && h.Program != "" && h.PID == "" {
		if _, ok := parse(h.Message); ok {
			return syslog.Sure
		}
	}
	return syslog.No
}

// record is a message taken apart.
type record struct {
	number            uint64
	instance, id      string
	name              name
	subject, sentence string
}

// parse takes a message apart, and says no where it is not SR OS's.
func parse(s string) (r record, ok bool) {
	s = strings.TrimLeft(s, " ")
	digits := 0
	for ; digits < len(s) && digits < 19 && '0' <= s[digits] && s[digits] <= '9'; digits++ {
		r.number = r.number*10 + uint64(s[digits]-'0')
	}
	if digits == 0 || digits == len(s) || s[digits] != ' ' {
		return r, false
	}
	rest := s[digits+1:]
	r.instance, rest, ok = strings.Cut(rest, " ")
	if !ok {
		return r, false
	}
	r.id, rest, _ = strings.Cut(rest, " ")
	if !r.split() {
		return r, false
	}
	if r.subject, r.sentence, ok = cutSubject(rest); !ok {
		r.sentence = rest
	}
	r.sentence = strings.TrimLeft(r.sentence, " -")
	return r, true
}

// split takes "SECURITY-MINOR-ssh_user_login-2009" apart; old releases leave the
// number out.
func (r *record) split() bool {
	application, rest, ok1 := strings.Cut(r.id, "-")
	severity, rest, ok2 := strings.Cut(rest, "-")
	if !ok1 || !ok2 || application == "" || !isSeverity(severity) {
		return false
	}
	event, _, _ := strings.Cut(rest, "-")
	r.name = name{application, event}
	return event != ""
}

// isSeverity knows the maker's words, of which each name of an event has one.
func isSeverity(w string) bool {
	switch w {
	case "CLEARED", "INDETERMINATE", "CRITICAL", "MAJOR", "MINOR", "WARNING":
		return true
	}
	return false
}

// cutSubject takes "[jdoe]:  " off. A subject may hold brackets of its own.
func cutSubject(s string) (subject, rest string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return "", s, false
	}
	end := strings.Index(s, "]:")
	if end < 0 {
		return "", s, false
	}
	return s[1:end], s[end+2:], true
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	r, ok := parse(h.Message)
	if !ok {
		return
	}
	e.SetText(event.MessageID, r.id)
	e.SetNumber(event.Sequence, r.number)
	if r.instance != "Base" {
		e.AddExtra("vrf", r.instance)
	}
	text := strings.TrimLeft(r.sentence, " ")
	known := f.table.Match(f.ids[r.name], text, e)
	if !known && r.name.application == "LI" {
		e.Kind = event.Intercept
	}
	if e.Kind == event.Login || e.Kind == event.Command {
		f.person(&r, text, e)
	}
}

// person fills in who acted, from the subject where the sentence has no name, and
// what was typed. A subject with a blank in it names a mechanism and nobody.
func (f *family) person(r *record, text string, e *event.Event) {
	if e.Text(event.Actor) == "" && r.subject != "" && !strings.Contains(r.subject, " ") {
		e.SetText(event.Actor, r.subject)
	}
	if e.Kind == event.Command {
		typed(text, e)
	}
}

// typed reads "User jdoe from 198.51.100.7: A:pe1# show version": who, whence,
// and what stands behind the prompt.
func typed(text string, e *event.Event) {
	rest, ok := strings.CutPrefix(text, "User ")
	if !ok {
		return
	}
	if name, after, ok := strings.Cut(rest, "from "); ok {
		if name = strings.TrimSpace(name); name != "" && !strings.Contains(name, " ") {
			e.SetText(event.Actor, name)
		}
		rest = after
	}
	from, line, ok := strings.Cut(rest, ": ")
	if !ok {
		return
	}
	from = strings.TrimSpace(from)
	if a, ok := table.Address(from); ok {
		e.SetAddr(event.ActorAddr, a)
	} else if a, ok := table.Address(withoutPort(from)); ok {
		e.SetAddr(event.ActorAddr, a)
	} else {
		e.AddExtra("actor_name", from)
	}
	line = strings.TrimLeft(line, " ")
	if prompt, command, ok := strings.Cut(line, " "); ok && prompt != "" && (prompt[len(prompt)-1] == '#' || prompt[len(prompt)-1] == '>' || prompt[len(prompt)-1] == '$') {
		line = strings.TrimSpace(command)
	}
	e.SetText(event.Object, line)
}

// withoutPort takes ":5020" off an address of IPv4.
func withoutPort(s string) string {
	if at := strings.LastIndexByte(s, ':'); at > 0 {
		return s[:at]
	}
	return s
}
