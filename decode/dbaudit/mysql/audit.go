package mysql

import (
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// beginsAudit knows "20261107 03:30:01,": no line of a statement begins so
// unless a client puts one there, and server_audit writes its line ends as "\n"
// in two characters.
func beginsAudit(line string) bool {
	if len(line) < 18 || line[8] != ' ' || line[11] != ':' || line[14] != ':' || line[17] != ',' {
		return false
	}
	return digits(line[:8]) && strings.Count(line, ",") >= 8
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func cutAudit(s string, atEOF bool) int { return records.Line(s, atEOF) }

type auditReader struct{ clock stamp.Clock }

// read reads timestamp, serverhost, username, host, connectionid, queryid,
// operation, database, object, retcode.
func (r *auditReader) read(record string, e *event.Event) string {
	if !beginsAudit(record) {
		return "a line of no audit record"
	}
	at := record[:17]
	r.time(at, e)
	f := dbaudit.CSV(record[18:])
	f.Quote, f.Escape = '\'', '\\'
	server, _ := f.Next()
	user, _ := f.Next()
	host, _ := f.Next()
	session, _ := f.Next()
	query, _ := f.Next()
	operation, _ := f.Next()
	database, _ := f.Next()
	e.SetText(event.Reporter, server)
	e.SetText(event.Actor, user)
	dbaudit.Client(e, host)
	e.SetText(event.Session, session)
	e.SetText(event.MessageID, operation)
	e.AddExtra("task", query)
	object, ok := f.Next()
	if !ok || f.Cut {
		e.AddExtra("reason", "the record is cut off")
	}
	code, _ := f.Next()
	r.meaning(e, operation, database, object)
	if digits(code) {
		e.Outcome = event.Success
		if code != "0" {
			e.Outcome = event.Failure
			e.AddExtra("reason", code)
		}
	}
	return ""
}

// time reads "20261107 03:30:01", which has no zone.
func (r *auditReader) time(s string, e *event.Event) {
	n := func(from, to int) (v int) {
		for _, c := range []byte(s[from:to]) {
			v = v*10 + int(c-'0')
		}
		return v
	}
	for _, i := range []int{9, 10, 12, 13, 15, 16} {
		if s[i] < '0' || s[i] > '9' {
			e.Clock |= event.NoStamp
			return
		}
	}
	e.Time, e.Clock = r.clock.Time(stamp.Stamp{Year: n(0, 4), Month: n(4, 6), Day: n(6, 8), Hour: n(9, 11), Minute: n(12, 14), Second: n(15, 17)})
}

func (r *auditReader) meaning(e *event.Event, operation, database, object string) {
	table := ""
	switch operation {
	case "CONNECT", "FAILED_CONNECT":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
	case "DISCONNECT":
		e.Kind = event.Login
		e.SetText(event.Action, "logout")
	case "READ":
		e.Kind, table = event.DataAccess, object
		e.SetText(event.Action, "read")
	case "WRITE":
		e.Kind, table = event.DataAccess, object
		e.SetText(event.Action, "modify")
	case "CREATE", "DROP", "ALTER", "RENAME":
		e.Kind, table = event.ConfigChange, object
		e.SetText(event.Action, map[string]string{"CREATE": "create", "DROP": "delete"}[operation])
		if e.Text(event.Action) == "" {
			e.SetText(event.Action, "modify")
		}
	case "QUERY", "QUERY_DDL", "QUERY_DML", "QUERY_DCL", "QUERY_DML_NO_SELECT", "PREPARE", "EXECUTE":
		dbaudit.Fill(e, object, dbaudit.MySQL(), true)
		e.SetText(event.Object, object)
		placeholder(object, e)
	default:
		e.SetText(event.Object, object)
	}
	if e.Lookup("database") == "" {
		e.AddExtra("database", database)
	}
	e.AddExtra("table", table)
}

func placeholder(sql string, e *event.Event) {
	if strings.Contains(sql, "= ?") || strings.Contains(sql, "=?") || strings.Contains(sql, "(?") {
		e.AddExtra("bind_values", dbaudit.NotLogged)
	}
}
