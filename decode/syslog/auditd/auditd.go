// Package auditd reads the records of the Linux audit system: the files of
// auditd, plain or as ausearch prints them ("ausearch", "ausearch -i"), and what
// syslog carries of them from the kernel, audisp and journald.
//
// Records of one serial number are one event. MessageID is the type that says
// what happened: SYSCALL for a system call with its arguments and paths.
// A number of a user or session that is not set is absent.
package auditd

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

const name = "auditd"

// Family is that of the audit system.
type Family struct{}

// New returns the family. It has no table that could fail.
func New() (syslog.Family, error) { return Family{}, nil }

// Name implements syslog.Family.
func (Family) Name() string { return name }

// line is one record.
type line struct {
	node, kind string
	// stamp and serial are those of "audit(1485893834.891:18877199)"; both are
	// "" in what journald passes on.
	stamp, serial string
	body          string
	// interpreted says that values are as ausearch -i prints them.
	interpreted bool
}

// carriers are the programs whose lines in syslog hold records.
func carries(program string) bool {
	switch program {
	case "", "kernel", "audit", "auditd", "audispd", "audisp-syslog", "audisp-remote":
		return true
	}
	return false
}

// read takes a line apart, and says no where it is no record.
func read(h *syslog.Header) (line, bool) {
	if h.Tag != "" || !carries(h.Program) {
		return line{}, false
	}
	s := h.Message
	if h.Program == "kernel" {
		s = afterUptime(s)
		if rest, ok := strings.CutPrefix(s, "audit: "); ok {
			s = rest
		}
	}
	l, ok := parse(s)
	if !ok && h.Program == "audit" {
		return journal(s)
	}
	return l, ok
}

// afterUptime takes the "[   12.345678] " that the kernel may put in front.
func afterUptime(s string) string {
	if strings.HasPrefix(s, "[") {
		if uptime, rest, ok := strings.Cut(s[1:], "] "); ok && len(uptime) < 24 && strings.Trim(uptime, " .0123456789") == "" {
			return rest
		}
	}
	return s
}

// parse reads "node=NAME type=TYPE msg=audit(STAMP:SERIAL): BODY"; the kernel
// writes no "msg=".
func parse(s string) (line, bool) {
	var l line
	if rest, ok := strings.CutPrefix(s, "node="); ok {
		if l.node, s, ok = strings.Cut(rest, " "); !ok {
			return l, false
		}
	}
	rest, ok := strings.CutPrefix(s, "type=")
	if !ok {
		return l, false
	}
	l.kind, rest, ok = strings.Cut(rest, " ")
	if !ok || len(l.kind) > 40 {
		return l, false
	}
	rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, "msg="), "audit(")
	if !ok {
		return l, false
	}
	head := rest[:min(len(rest), 64)]
	end := strings.IndexByte(head, ')')
	if end < 0 {
		return l, false
	}
	colon := strings.LastIndexByte(head[:end], ':')
	if colon < 0 || !digits(head[colon+1:end]) {
		return l, false
	}
	l.stamp, l.serial = rest[:colon], rest[colon+1:end]
	l.body = strings.TrimLeft(rest[end+1:], " ")
	l.body = strings.TrimLeft(strings.TrimPrefix(l.body, ":"), " ")
	l.interpreted = strings.IndexByte(l.stamp, '/') >= 0
	l.kind = typeName(l.kind)
	return l, l.kind != ""
}

// journal reads "USER_LOGIN pid=12 uid=0 …", as journald passes records on.
func journal(s string) (line, bool) {
	kind, body, _ := strings.Cut(s, " ")
	if rest, ok := strings.CutSuffix(kind, "]"); ok {
		kind, _, _ = strings.Cut(rest, "[") // "SYSCALL[1300]"
	}
	if kind = strings.TrimPrefix(kind, "type="); !isType(kind) {
		return line{}, false
	}
	return line{kind: kind, body: body}, strings.IndexByte(body, '=') > 0
}

// isType knows the spelling of a type, "USER_LOGIN".
func isType(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && c != '_' && (c < '0' || c > '9' || i == 0) {
			return false
		}
	}
	return len(s) > 2
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}

// isFrame knows what ausearch prints in front of the records of an event.
func isFrame(h *syslog.Header) bool {
	return h.Message == "----" || strings.HasPrefix(h.Message, "time->")
}

// Claim implements syslog.Family.
func (Family) Claim(h *syslog.Header) syslog.Claim {
	if _, ok := read(h); ok || isFrame(h) || lost(h) > 0 {
		return syslog.Sure
	}
	return syslog.No
}

// Part implements syslog.Joiner. Records that programs write are whole; those
// of the kernel that belong together share a serial number, and end with EOE or
// with PROCTITLE.
func (Family) Part(h *syslog.Header) (syslog.Part, bool) {
	if isFrame(h) {
		return syslog.Part{Frame: true}, true
	}
	l, ok := read(h)
	if !ok || l.serial == "" {
		return syslog.Part{}, false
	}
	return syslog.Part{
		Stream: l.serial, Record: l.node, Index: syslog.Unnumbered,
		Last: l.kind == "EOE" || l.kind == "PROCTITLE" || byProgram(l.kind),
	}, true
}

// byProgram says whether a record of that type is written by a program, and so
// is one of its own.
func byProgram(kind string) bool {
	group, _, _ := strings.Cut(kind, "_")
	switch group {
	case "USER", "ADD", "DEL", "GRP", "ROLE", "CRED", "SERVICE", "DAEMON", "SYSTEM", "CRYPTO", "VIRT", "RESP", "LABEL", "ACCT", "USYS", "TRUSTED", "SOFTWARE", "CHGRP", "CHUSER", "TEST":
		return true
	}
	return false
}

// Join implements syslog.Joiner: a record a line.
func (Family) Join(whole string, messages []string) string {
	n := len(messages) - 1
	for _, m := range messages {
		n += len(m)
	}
	if len(whole) == n { // nothing else is between them
		return whole
	}
	return strings.Join(messages, "\n")
}

// restamp takes the time of a record.
func restamp(s string, h *syslog.Header, e *event.Event) {
	if st, n := stamp.Read(s); n == len(s) && n > 0 {
		h.Restamp(st, e)
	} else if st, ok := american(s); ok {
		h.Restamp(st, e)
	}
}

// american reads "01/31/2017 21:17:14.891" and "01/31/17 21:17:14.891", the
// month first.
func american(s string) (stamp.Stamp, bool) {
	date, clock, ok := strings.Cut(s, " ")
	if !ok || len(date) != 8 && len(date) != 10 || date[2] != '/' || date[5] != '/' {
		return stamp.Stamp{}, false
	}
	year := date[6:]
	if len(year) == 2 {
		year = "20" + year
	}
	st, n := stamp.Read(year + "-" + date[:2] + "-" + date[3:5] + " " + clock)
	return st, n > 0
}

// Decode implements syslog.Family.
func (Family) Decode(h *syslog.Header, e *event.Event) {
	r := record{e: e}
	one := *h
	for rest := h.Message; rest != ""; {
		one.Message, rest, _ = strings.Cut(rest, "\n")
		one.Message = strings.TrimRight(one.Message, "\r")
		if l, ok := read(&one); ok {
			if r.main == "" {
				restamp(l.stamp, h, e)
			}
			r.take(l)
		}
	}
	r.end()
}

// Lost implements syslog.Counter.
func (Family) Lost(h *syslog.Header) syslog.Loss {
	n := lost(h)
	return syslog.Loss{Count: n, Total: n > 0}
}

// lost reads "audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64",
// how many records the kernel has thrown away since it started.
func lost(h *syslog.Header) uint64 {
	if h.Program != "kernel" {
		return 0
	}
	s := strings.TrimPrefix(afterUptime(h.Message), "audit: ")
	s, ok := strings.CutPrefix(s, "audit_lost=")
	if !ok {
		return 0
	}
	s, _, _ = strings.Cut(s, " ")
	n := uint64(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i > 17 {
			return 0
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n
}
