package mysql

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// beginsSlow knows the line that each record has, and the one in front of it
// that gives the time, which not each has. A line of a statement may look so: a
// client that writes one makes a record of its own, and the log cannot tell.
func beginsSlow(line string) bool {
	return strings.HasPrefix(line, "# Time: ") || strings.HasPrefix(line, "# User@Host: ") || isBanner(line)
}

func isBanner(line string) bool {
	return strings.Contains(line, ", Version: ") && strings.HasSuffix(line, "started with:")
}

type slowReader struct {
	clock stamp.Clock
	// last is the time of the line "# Time:" before, for the records of one
	// second, and lastClock what is to be said against it.
	last      int64
	lastClock event.Clock
}

func (r *slowReader) read(record string, e *event.Event) string {
	line, rest, _ := strings.Cut(record, "\n")
	line = strings.TrimRight(line, "\r")
	e.SetText(event.MessageID, "slow")
	switch {
	case isBanner(line):
		e.Clock |= event.NoStamp
		e.SetText(event.MessageID, "started")
		return ""
	case strings.HasPrefix(line, "# Time: "):
		r.time(line[len("# Time: "):])
		e.Time, e.Clock = r.last, r.lastClock
		e.SetText(event.MessageID, "time")
		return ""
	case !strings.HasPrefix(line, "# User@Host: "):
		return "a line of no slow query"
	}
	e.Time, e.Clock = r.last, r.lastClock
	if r.last == 0 {
		e.Clock |= event.NoStamp
	}
	who(line[len("# User@Host: "):], e)
	for strings.HasPrefix(rest, "#") {
		line, rest, _ = strings.Cut(rest, "\n")
		pairs(line[1:], e)
	}
	rest = r.settings(rest, e)
	dbaudit.Fill(e, rest, dbaudit.MySQL(), true)
	e.SetText(event.Object, rest)
	e.Outcome = event.NotSaid
	return ""
}

// time reads "2018-08-07T16:27:47.169604+08:00" and "161209 14:37:59".
func (r *slowReader) time(s string) {
	if st, n := stamp.Read(s); n > 0 && st.Clock&event.SinceBoot == 0 {
		r.last, r.lastClock = r.clock.Time(st)
		return
	}
	r.last, r.lastClock = 0, event.NoStamp
	day, rest, _ := strings.Cut(s, " ")
	if len(day) != 6 || !digits(day) {
		return
	}
	h, rest, _ := strings.Cut(strings.TrimLeft(rest, " "), ":")
	m, sec, _ := strings.Cut(rest, ":")
	n := func(s string) int { v, _ := strconv.Atoi(strings.TrimSpace(s)); return v }
	r.last, r.lastClock = r.clock.Time(stamp.Stamp{Year: 2000 + n(day[:2]), Month: n(day[2:4]), Day: n(day[4:]), Hour: n(h), Minute: n(m), Second: n(sec)})
}

// who reads "root[root] @ localhost [192.0.2.1]  Id:  7234": the name that was
// given, in brackets the account whose rights count.
func who(s string, e *event.Event) {
	user, from, _ := strings.Cut(s, " @ ")
	name, account, _ := strings.Cut(user, "[")
	e.SetText(event.Actor, strings.TrimSpace(name))
	if account = strings.TrimSuffix(strings.TrimSpace(account), "]"); account != name {
		e.AddExtra("role", account)
	}
	host, from, _ := strings.Cut(from, "[")
	addr, from, _ := strings.Cut(from, "]")
	e.AddExtra("actor_name", strings.TrimSpace(host))
	dbaudit.Client(e, addr)
	pairs(from, e)
}

// pairs reads "Query_time: 2.000652  Lock_time: 0.000000 Rows_sent: 1".
func pairs(s string, e *event.Event) {
	f := s
	for f != "" {
		var key, value string
		f = strings.TrimLeft(f, " \r")
		if key, f, _ = cutBlank(f); !strings.HasSuffix(key, ":") {
			continue
		}
		rest := strings.TrimLeft(f, " ")
		if value, f, _ = cutBlank(rest); strings.HasSuffix(value, ":") {
			value, f = "", rest // "Schema:   QC_hit: No"
		}
		pair(key[:len(key)-1], value, e)
	}
}

func cutBlank(s string) (string, string, bool) { return strings.Cut(s, " ") }

func pair(key, value string, e *event.Event) {
	switch key {
	case "Id", "Thread_id":
		e.SetText(event.Session, strings.TrimSpace(value))
	case "Schema":
		e.AddExtra("database", value)
	case "Query_time":
		if s, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && s >= 0 && s < 1e12 {
			e.SetNumber(event.Duration, uint64(s*1e6+0.5))
		}
	case "Rows_sent":
		dbaudit.Count(e, event.Rows, strings.TrimSpace(value))
	case "Rows_examined":
		e.AddExtra("rows_examined", strings.TrimSpace(value))
	case "Bytes_sent":
		dbaudit.Count(e, event.Bytes, strings.TrimSpace(value))
	case "Last_errno", "Errno":
		if value = strings.TrimSpace(value); value != "0" {
			e.AddExtra("reason", value)
		}
	}
}

// settings takes away the statements that the log itself puts in front: the
// database in use and the time, which is that of the statement's beginning.
func (r *slowReader) settings(s string, e *event.Event) string {
	if rest, ok := strings.CutPrefix(s, "use "); ok {
		if name, rest, ok := strings.Cut(rest, ";\n"); ok {
			if e.Lookup("database") == "" {
				e.AddExtra("database", strings.Trim(name, "`"))
			}
			s = rest
		}
	}
	if rest, ok := strings.CutPrefix(s, "SET timestamp="); ok {
		if number, rest, ok := strings.Cut(rest, ";"); ok {
			if n, err := strconv.ParseInt(number, 10, 64); err == nil && n > 0 && n < 1e11 {
				e.Time, e.Clock = n*1e6, 0
			}
			s = strings.TrimLeft(rest, "\r\n")
		}
	}
	return s
}
