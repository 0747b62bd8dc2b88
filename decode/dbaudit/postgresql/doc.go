// Package postgresql reads the server log of PostgreSQL as it is written to a
// file (with any log_line_prefix), as CSV, as JSON and through syslog, and the
// records of pgAudit in it.
//
// A record of pgAudit has the format "pgaudit" and its statement id as Sequence,
// which counts within a session: a hole is a statement that was not recorded.
// Statements that are logged otherwise have the format "postgresql".
//
// What is not known of a prefix is guessed by the shape of its parts. A client
// chooses its application_name, and where the prefix puts that in front of the
// severity a client can write a severity of its own: put %a last, or log CSV.
package postgresql

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/event"
)

const (
	serverFormat = "postgresql"
	auditFormat  = "pgaudit"
	// notLogged is the value of bind_values where the record has none.
	notLogged = "not logged"
)

// entry is what one message of the server consists of, however it was written.
type entry struct {
	severity, message, detail, statement string
}

// isSeverity says whether w is a word that begins a message.
func isSeverity(w string) bool {
	switch w {
	case "LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5":
		return true
	}
	return false
}

// isMore says whether w begins a further line of the message before.
func isMore(w string) bool {
	switch w {
	case "DETAIL", "HINT", "STATEMENT", "CONTEXT", "LOCATION", "QUERY":
		return true
	}
	return false
}

func severity(w string) (uint64, bool) {
	switch w {
	case "PANIC":
		return 1, true
	case "FATAL":
		return 2, true
	case "ERROR":
		return 3, true
	case "WARNING":
		return 4, true
	case "NOTICE":
		return 5, true
	case "LOG", "INFO":
		return 6, true
	}
	return 7, strings.HasPrefix(w, "DEBUG")
}

// fill sets what the message says.
func (m *entry) fill(e *event.Event) {
	e.SetText(event.Program, "postgres")
	if e.Text(event.Session) == "" {
		e.SetText(event.Session, e.Lookup("pid")) // one process serves one session
	}
	if n, ok := severity(m.severity); ok {
		e.SetNumber(event.Severity, n)
	}
	if audit, ok := strings.CutPrefix(m.message, "AUDIT: "); ok {
		pgaudit(audit, e)
		return
	}
	e.Format = serverFormat
	e.SetText(event.Message, m.message)
	switch m.severity {
	case "ERROR", "FATAL", "PANIC":
		m.failed(e)
		return
	}
	rest := duration(m.message, e)
	if m.statementOf(rest, e) {
		return
	}
	m.connection(rest, e)
	if e.Kind == event.System {
		e.SetText(event.Object, m.statement)
	}
}

// failed reads an error: of a login, of a statement, or of neither.
func (m *entry) failed(e *event.Event) {
	e.Outcome = event.Failure
	e.SetText(event.MessageID, m.severity)
	switch {
	case isLogin(m.message):
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		if user := between(m.message, `user "`, `"`) + between(m.message, `role "`, `"`); user != "" && e.Text(event.Actor) == "" {
			e.SetText(event.Actor, user)
		}
		e.AddExtra("reason", m.message)
	case m.statement != "":
		dbaudit.Fill(e, m.statement, dbaudit.Postgres(), true)
		e.SetText(event.Object, m.statement)
		e.AddExtra("reason", m.message)
		e.AddExtra("bind_values", binds(m.detail, m.statement))
	}
}

// isLogin knows the messages with which a login is refused.
func isLogin(s string) bool {
	return strings.Contains(s, " authentication failed for user ") || strings.HasPrefix(s, "no pg_hba.conf entry for") ||
		strings.HasPrefix(s, "pg_hba.conf rejects ") || strings.HasPrefix(s, `role "`) && strings.HasSuffix(s, "does not exist") ||
		strings.HasPrefix(s, `role "`) && strings.HasSuffix(s, "is not permitted to log in") ||
		strings.HasPrefix(s, `database "`) && strings.HasSuffix(s, "does not exist")
}

// duration takes "duration: 0.327 ms" from the beginning.
func duration(s string, e *event.Event) string {
	rest, ok := strings.CutPrefix(s, "duration: ")
	if !ok {
		return s
	}
	number, rest, ok := strings.Cut(rest, " ms")
	if ms, err := strconv.ParseFloat(number, 64); ok && err == nil && ms >= 0 && ms < 1e15 {
		e.SetNumber(event.Duration, uint64(ms*1000+0.5))
		e.SetText(event.MessageID, "duration")
	}
	return strings.TrimLeft(rest, " ")
}

// statementOf reads "statement: SQL" and "execute NAME: SQL".
func (m *entry) statementOf(s string, e *event.Event) bool {
	step, sql, ok := strings.Cut(s, ": ")
	if !ok {
		return false
	}
	word, _, named := strings.Cut(step, " ")
	switch word {
	case "statement":
	case "parse", "bind", "execute":
		if !named {
			return false
		}
	default:
		return false
	}
	if word == "statement" && named {
		return false
	}
	dbaudit.Fill(e, sql, dbaudit.Postgres(), true)
	e.SetText(event.MessageID, word)
	e.SetText(event.Object, sql)
	e.AddExtra("bind_values", binds(m.detail, sql))
	if word == "parse" || word == "bind" {
		e.Kind = event.System // the statement is prepared; "execute" says that it ran
	}
	return true
}

// binds returns the values in a detail. Without them a statement with
// placeholders has values that were not logged.
func binds(detail, sql string) string {
	for _, prefix := range []string{"parameters: ", "Parameters: "} {
		if values, ok := strings.CutPrefix(detail, prefix); ok {
			return values
		}
	}
	if hasPlaceholder(sql) {
		return notLogged
	}
	return ""
}

func hasPlaceholder(sql string) bool {
	for i := strings.IndexByte(sql, '$'); i >= 0 && i+1 < len(sql); {
		if sql[i+1] >= '1' && sql[i+1] <= '9' {
			return true
		}
		next := strings.IndexByte(sql[i+1:], '$')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// connection reads the messages of log_connections and log_disconnections, and
// those that say that the logging itself has changed.
func (m *entry) connection(s string, e *event.Event) {
	id, rest, _ := strings.Cut(s, ":")
	switch id {
	case "connection received":
		e.Kind = event.Login
		e.SetText(event.Action, "open")
	case "connection authenticated":
		e.Kind = event.Login
		e.AddExtra("auth_method", strings.TrimSuffix(between(rest, "method=", " "), ""))
	case "connection authorized", "replication connection authorized":
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "login")
	case "disconnection":
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "logout")
		sessionTime(between(rest, "session time: ", " "), e)
	default:
		m.setting(e)
		return
	}
	e.SetText(event.MessageID, id)
	pairs(rest, e)
}

// setting reads what a reload of the configuration says of a setting.
func (m *entry) setting(e *event.Event) {
	if strings.HasPrefix(m.message, `parameter "`) && strings.Contains(m.message, `" changed to `) {
		e.Kind, e.Outcome = event.ConfigChange, event.Success
		e.SetText(event.Action, "modify")
		e.SetText(event.MessageID, "parameter changed")
		e.SetText(event.Object, between(m.message, `parameter "`, `"`))
		e.AddExtra("new", between(m.message, `" changed to "`, `"`))
		if dbaudit.NamesRecorder(e.Text(event.Object)) {
			e.SetText(event.Action, "logging_change")
		}
	}
}

// pairs reads "user=a database=b host=192.0.2.1 port=5". A name with a blank in
// it ends at the blank.
func pairs(s string, e *event.Event) {
	for s != "" {
		var part string
		part, s, _ = strings.Cut(strings.TrimLeft(s, " "), " ")
		name, value, _ := strings.Cut(part, "=")
		assign(name, strings.TrimRight(value, ","), e)
	}
}

// assign sets what a name=value of a prefix or a message says.
func assign(key, value string, e *event.Event) {
	if value == "" || value == "[unknown]" {
		return
	}
	switch key {
	case "user", "usr", "u":
		e.SetText(event.Actor, value)
	case "db", "database", "d", "dbname":
		set(e, "database", value)
	case "app", "application", "application_name", "a":
		set(e, "client", value)
	case "client", "host", "remote", "h", "r", "c":
		client(value, e)
	case "port":
		if n, err := strconv.ParseUint(value, 10, 16); err == nil {
			e.SetNumber(event.ActorPort, n)
		}
	case "sess", "session", "sid":
		e.SetText(event.Session, value)
	case "pid", "p":
		set(e, "pid", value)
	}
}

// set adds an extra field unless the prefix has told it already.
func set(e *event.Event, name, value string) {
	if e.Lookup(name) == "" {
		e.AddExtra(name, value)
	}
}

// client reads "192.0.2.1", "192.0.2.1(5432)", "192.0.2.1:5432", "[::1]:5432",
// "::1:16790" as CSV has it, a host's name, and "[local]".
func client(s string, e *event.Event) bool {
	s = strings.TrimSuffix(s, ")")
	host, port, ok := strings.Cut(s, "(")
	if !ok {
		host = s
		if a, err := netip.ParseAddr(s); err == nil {
			e.SetAddr(event.ActorAddr, a.Unmap())
			return true
		}
		if at := strings.LastIndexByte(s, ':'); at > 0 {
			host, port = s[:at], s[at+1:]
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err == nil {
		e.SetNumber(event.ActorPort, n)
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		set(e, "actor_name", strings.Trim(host, "[]"))
		return false
	}
	e.SetAddr(event.ActorAddr, a.Unmap())
	return true
}

// sessionTime reads "0:00:12.345".
func sessionTime(s string, e *event.Event) {
	h, rest, _ := strings.Cut(s, ":")
	m, sec, ok := strings.Cut(rest, ":")
	hours, err1 := strconv.ParseUint(h, 10, 24)
	minutes, err2 := strconv.ParseUint(m, 10, 8)
	seconds, err3 := strconv.ParseFloat(sec, 64)
	if ok && err1 == nil && err2 == nil && err3 == nil && seconds >= 0 && seconds < 61 {
		e.SetNumber(event.Duration, (hours*3600+minutes*60)*1e6+uint64(seconds*1e6+0.5))
	}
}

func between(s, from, to string) string {
	_, s, ok := strings.Cut(s, from)
	if !ok {
		return ""
	}
	s, _, _ = strings.Cut(s, to)
	return s
}
