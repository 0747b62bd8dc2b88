// Package linux reads what Linux and its daemons log: OpenSSH, sudo, su, PAM,
// cron, changes of accounts, and what the kernel's packet filter saw.
package linux

import (
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/syslog/daemon"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

type family struct {
	daemons *table.Table
	keys    *table.Keys
}

// New returns the family, or the error of its tables.
func New() (syslog.Family, error) {
	daemons, err := daemon.Table()
	if err != nil {
		return nil, err
	}
	places, err := table.NewKeys(keys)
	if err != nil {
		return nil, err
	}
	return &family{daemons, places}, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "linux" }

// Claim implements syslog.Family. Other systems have the same daemons, so only
// the packet filter of the kernel is surely of Linux; the rest is shared.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	switch {
	case h.Tag != "":
		return syslog.No
	case filtered(h):
		return syslog.Sure
	case f.daemons.Knows(program(h)), h.Program == "kernel", h.Program == "pam", teller(h.Program):
		return syslog.Shared
	case strings.HasPrefix(h.Message, "pam_"):
		return syslog.Shared
	}
	return syslog.No
}

// program is the process without what PAM once wrote behind it, "su(pam_unix)".
func program(h *syslog.Header) string {
	if i := strings.IndexByte(h.Program, '('); i > 0 {
		return h.Program[:i]
	}
	return h.Program
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	if filtered(h) {
		f.packet(h, e)
		return
	}
	text := h.Message
	if strings.HasPrefix(text, "[ID ") { // Solaris: "[ID 800047 auth.notice] …"
		if _, after, ok := strings.Cut(text, "] "); ok {
			text = after
		}
	}
	f.daemons.Match(program(h), text, e)
}

// teller says of a process that it passes records on, and says what it lost.
func teller(program string) bool { return program == "rsyslogd" || program == "systemd-journald" }

// tells are their messages, and the kernel's about its audit records.
var tells = []syslog.Telling{
	{ID: "rsyslogd", Before: "imuxsock lost ", After: " messages from pid"},
	{ID: "rsyslogd", Before: "imjournal: ", After: " messages lost"},
	{ID: "systemd-journald", Before: "Suppressed ", After: " messages from"},
	{ID: "systemd-journald", Before: "Missed ", After: " kernel messages"},
	{ID: "kernel", Before: "audit_lost=", After: " ", Total: true},
}

// Lost implements syslog.Counter.
func (f *family) Lost(h *syslog.Header) syslog.Loss { return syslog.Lost(tells, h.Program, h.Message) }
