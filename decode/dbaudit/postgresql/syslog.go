package postgresql

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

// Family reads the lines that the server sends to syslog, "[7-1] PREFIX LOG:
// MESSAGE": the numbers count the messages of a process and their parts. Parts
// of one message are joined.
type Family struct{}

// New returns the family. It has no table that could fail.
func New() (syslog.Family, error) { return Family{}, nil }

// Name implements syslog.Family.
func (Family) Name() string { return serverFormat }

// Claim implements syslog.Family.
func (Family) Claim(h *syslog.Header) syslog.Claim {
	if h.Program == "postgres" || h.Program == "postgresql" {
		return syslog.Sure
	}
	return syslog.No
}

// maxParts bounds the parts of a message; each has up to 900 bytes.
const maxParts = 2000

// numbered takes the "[7-1] " in front of a part.
func numbered(s string) (message string, part int, text string, ok bool) {
	numbers, text, ok := strings.Cut(s, "] ")
	if !ok {
		if numbers, ok = strings.CutSuffix(s, "]"); !ok { // an empty part
			return "", 0, s, false
		}
	}
	message, number, two := strings.Cut(strings.TrimPrefix(numbers, "["), "-")
	part, err := strconv.Atoi(number)
	if numbers[:min(1, len(numbers))] != "[" || !two || !digits(message) || err != nil || part < 1 || part > maxParts {
		return "", 0, s, false
	}
	return message, part, text, true
}

// Part implements syslog.Joiner. How many parts there are no line says: the
// next message of the process does.
func (Family) Part(h *syslog.Header) (syslog.Part, bool) {
	message, part, _, ok := numbered(h.Message)
	if !ok || h.PID == "" {
		return syslog.Part{}, false
	}
	return syslog.Part{Stream: h.PID, Record: message, Index: part - 1}, true
}

// Join implements syslog.Joiner: it makes of the parts what the server would
// write to a file. A part begins with a tab behind a line's end, "#011" where
// the log's own daemon has escaped it, and with a blank where a long line was
// cut between two words.
func (Family) Join(_ string, messages []string) string {
	var b strings.Builder
	b.WriteString(messages[0])
	for _, m := range messages[1:] {
		_, _, text, _ := numbered(m)
		if rest, ok := strings.CutPrefix(text, "#011"); ok {
			b.WriteString("\n\t")
			b.WriteString(rest)
			continue
		}
		if text != "" && text[0] != ' ' {
			if _, word := severityAt(text); text[0] == '\t' || isMore(word) {
				b.WriteByte('\n')
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// Decode implements syslog.Family. The rest of a message whose first part did
// not come has no meaning of its own: it stays a system event of that name.
func (Family) Decode(h *syslog.Header, e *event.Event) {
	_, part, text, counted := numbered(h.Message)
	if counted && part != 1 {
		e.SetText(event.MessageID, "continued")
		return
	}
	at, word := severityAt(text)
	if at < 0 || isMore(word) {
		e.SetText(event.MessageID, word)
		return
	}
	if h.PID != "" {
		set(e, "pid", h.PID)
	}
	time, clock := e.Time, e.Clock
	var none stamp.Clock
	prefix(text[:at], e, &none)
	if e.Clock&event.NoStamp != 0 || e.Time == 0 {
		e.Time, e.Clock = time, clock
	}
	facility, hasFacility := e.Number(event.Facility)
	m := entry{severity: word}
	m.texts(text[at+len(word)+3:], e)
	m.fill(e)
	if hasFacility {
		e.SetNumber(event.Facility, facility)
	}
}
