package events

import (
	"path"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/escape"
)

// line writes an event for people: when, where, what, by whom, and what it was
// about.
func line(b *strings.Builder, e *event.Event) {
	at := instant(e.Time)
	if at == "" {
		at = instant(e.Received)
	}
	b.WriteString(pad(at, len(stampLayout)))
	for _, s := range []string{pad(where(e), 15), pad(e.Format, 8), pad(e.Kind.String(), 13), pad(e.Text(event.Action), 8)} {
		b.WriteString("  " + s)
	}
	var parts []string
	add := func(before, v string) {
		if v != "" {
			parts = append(parts, before+escape.Line(v))
		}
	}
	add("", e.Outcome.String())
	add("", e.Text(event.Actor))
	add("from ", endpoint(e, event.ActorAddr, event.ActorPort))
	add("to ", endpoint(e, event.TargetAddr, event.TargetPort))
	if n, ok := e.Number(event.Bytes); ok {
		add("", strconv.FormatUint(n, 10)+" bytes")
	}
	if what := e.Text(event.Object); what != "" {
		add("", what)
	} else if e.Kind == event.System {
		add("", strings.TrimSpace(e.Text(event.MessageID)+" "+e.Text(event.Message)))
	}
	if e.Unverified {
		add("", "(unverified)")
	}
	b.WriteString("  " + strings.Join(parts, "  "))
	b.WriteByte('\n')
}

// where is the device by name or address, or the file where the record has neither.
func where(e *event.Event) string {
	if name := e.Text(event.Reporter); name != "" {
		return name
	}
	for _, f := range []event.Field{event.DeviceAddr, event.Sender} {
		if a := e.Addr(f); a.IsValid() {
			return a.String()
		}
	}
	return path.Base(source(e))
}

func pad(s string, n int) string {
	s = escape.Line(s)
	if s == "" {
		s = "-"
	}
	if len(s) < n {
		s += strings.Repeat(" ", n-len(s))
	}
	return s
}

func endpoint(e *event.Event, addr, port event.Field) string {
	a := e.Addr(addr)
	n, ok := e.Number(port)
	switch {
	case !a.IsValid():
		return ""
	case !ok:
		return a.String()
	case a.Is6():
		return "[" + a.String() + "]:" + strconv.FormatUint(n, 10)
	}
	return a.String() + ":" + strconv.FormatUint(n, 10)
}
