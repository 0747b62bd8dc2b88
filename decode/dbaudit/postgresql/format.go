package postgresql

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

// Formats returns the three ways in which the server writes files.
func Formats() []decode.Format {
	return []decode.Format{
		{
			Name: "postgresql", Title: "server log of PostgreSQL, with pgAudit", Verified: true,
			Sniff: sniffFile, Split: records.Split(records.Until(begins)), New: newFile,
		},
		{
			Name: "postgresql-csv", Title: "server log of PostgreSQL as CSV (csvlog), with pgAudit", Verified: true,
			Sniff: sniffCSV, Split: records.Split(records.CSV), New: newCSV,
		},
		{
			Name: "postgresql-json", Title: "server log of PostgreSQL as JSON lines (jsonlog), with pgAudit",
			Sniff: sniffJSON, Split: records.Split(records.Line), New: newJSON,
		},
	}
}

func sniffFile(head string) int {
	found := false
	share := records.Share(head, func(line string) bool {
		at, _ := severityAt(line)
		if at < 0 {
			return found // a further line of a statement
		}
		_, n := stamp.Read(line)
		var h syslog.Header
		h.Parse(line)
		ok := n > 0 && !h.HasPri && !strings.HasPrefix(h.Program, "postgres")
		found = found || ok
		return ok
	})
	if !found || share < 50 {
		return 0
	}
	return 80
}

func sniffCSV(head string) int {
	n := records.CSV(head, true)
	f := dbaudit.CSV(strings.TrimRight(head[:n], "\r\n"))
	var col [leastColumns]string
	for i := range col {
		col[i], _ = f.Next()
	}
	if _, n := stamp.Read(col[colTime]); n > 0 && isSession(col[colSession]) && isSeverity(col[colSeverity]) {
		return 90
	}
	return 0
}

func sniffJSON(head string) int {
	line, _, _ := strings.Cut(strings.TrimLeft(head, "\r\n \t"), "\n")
	if strings.HasPrefix(line, "{") && strings.Contains(line, `"error_severity":`) && strings.Contains(line, `"backend_type":`) {
		return 90
	}
	return 0
}

// Family reads the lines that the server sends to syslog, "[7-1] PREFIX LOG:
// MESSAGE": the numbers count messages and their parts.
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

// Decode implements syslog.Family. A further part of a message ("[7-2]") has no
// meaning of its own: it stays a system event of that name.
func (Family) Decode(h *syslog.Header, e *event.Event) {
	text := h.Message
	if numbers, rest, ok := strings.Cut(text, "] "); ok && strings.HasPrefix(numbers, "[") && isPID(numbers[1:]) {
		text = rest
		if _, part, two := strings.Cut(numbers[1:], "-"); two && part != "1" {
			e.SetText(event.MessageID, "continued")
			return
		}
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
	m := entry{severity: word, message: text[at+len(word)+3:]}
	m.message = withoutState(m.message, e)
	m.fill(e)
	if hasFacility {
		e.SetNumber(event.Facility, facility)
	}
}
