// Package oracle reads the unified audit trail of Oracle Database as exported
// to CSV with a header of column names, in any order.
//
// Sequence is ENTRY_ID, which counts within a session.
package oracle

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const (
	name = "oracle"
	// maxColumns bounds the columns looked at: the view has about 100.
	maxColumns = 200
)

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "unified audit trail of Oracle as CSV",
		Sniff: func(head string) int {
			line, _, _ := strings.Cut(head, "\n")
			if isHeader(line) {
				return 95
			}
			return 0
		},
		Split: records.Split(records.CSV),
		New:   newDecoder,
	}}
}

func isHeader(line string) bool {
	up := strings.ToUpper(line[:min(len(line), 8<<10)])
	return strings.Contains(up, "DBUSERNAME") && strings.Contains(up, "ACTION_NAME")
}

type reader struct {
	columns []string
	clock   stamp.Clock
}

func newDecoder(opt decode.Options) decode.Decoder {
	r := &reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
	if line, _, _ := strings.Cut(opt.Head, "\n"); isHeader(line) {
		r.header(strings.TrimRight(line, "\r"))
	}
	return records.New(opt, name, records.CSV, r.read)
}

func (r *reader) header(line string) {
	r.columns = r.columns[:0]
	f := dbaudit.CSV(strings.TrimPrefix(line, "\ufeff"))
	for len(r.columns) < maxColumns {
		c, ok := f.Next()
		if !ok {
			return
		}
		r.columns = append(r.columns, strings.ToUpper(strings.TrimSpace(c)))
	}
}

func (r *reader) read(record string, e *event.Event) string {
	if isHeader(record) && !strings.Contains(record, "\n") {
		r.header(record)
		e.Clock |= event.NoStamp
		e.SetText(event.MessageID, "header")
		return ""
	}
	if r.columns == nil {
		return "a line before the names of the columns"
	}
	e.Clock |= event.NoStamp
	f := dbaudit.CSV(record)
	n, binds, object := 0, "", ""
	for ; n < len(r.columns); n++ {
		value, ok := f.Next()
		if !ok {
			break
		}
		switch r.columns[n] {
		case "SQL_BINDS":
			binds = strings.TrimSpace(value)
		case "OBJECT_NAME":
			object = value
		default:
			r.field(r.columns[n], value, e)
		}
	}
	if n < len(r.columns)/2 || f.Cut {
		return "a line with too few columns"
	}
	r.meaning(e, object, binds)
	return ""
}

func (r *reader) field(column, value string, e *event.Event) {
	if value == "" {
		return
	}
	switch column {
	case "AUDIT_TYPE":
		e.AddExtra("category", value)
	case "SESSIONID":
		e.SetText(event.Session, value)
	case "OS_USERNAME":
		e.AddExtra("os_user", value)
	case "USERHOST":
		dbaudit.Client(e, value)
	case "TERMINAL":
		e.AddExtra("terminal", value)
	case "DBUSERNAME":
		e.SetText(event.Actor, value)
	case "CLIENT_PROGRAM_NAME":
		e.AddExtra("client", value)
	case "ENTRY_ID":
		dbaudit.Count(e, event.Sequence, value)
	case "STATEMENT_ID":
		e.AddExtra("task", value)
	case "EVENT_TIMESTAMP_UTC":
		r.time(value, true, e)
	case "EVENT_TIMESTAMP":
		if e.Time == 0 {
			r.time(value, false, e)
		}
	case "ACTION_NAME":
		e.SetText(event.MessageID, value)
	case "RETURN_CODE":
		e.Outcome = event.Success
		if value != "0" {
			e.Outcome = event.Failure
			e.AddExtra("reason", value)
		}
	case "OBJECT_SCHEMA":
		e.AddExtra("schema", value)
	case "SQL_TEXT":
		e.SetText(event.Object, value)
	case "UNIFIED_AUDIT_POLICIES":
		e.AddExtra("policy", value)
	case "INSTANCE", "DB_NAME", "DBNAME":
		e.AddExtra("database", value)
	}
}

func (r *reader) time(s string, utc bool, e *event.Event) {
	st, n := stamp.Read(s)
	if n == 0 {
		return
	}
	if utc && !st.HasZone {
		st.HasZone, st.Offset = true, 0
	}
	e.Time, e.Clock = r.clock.Time(st)
}

// meaning lets the action decide: the text may be missing or cut.
func (r *reader) meaning(e *event.Event, object, binds string) {
	action, sql := e.Text(event.MessageID), e.Text(event.Object)
	switch {
	case action == "LOGON", action == "LOGOFF", action == "LOGOFF BY CLEANUP":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		if action != "LOGON" {
			e.SetText(event.Action, "logout")
		}
		return
	case action == "EXPORT":
		e.Kind = event.DataAccess
		e.SetText(event.Action, "export")
	case strings.HasPrefix(action, "NOAUDIT"), strings.HasPrefix(action, "AUDIT"), strings.HasSuffix(action, "AUDIT POLICY"):
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "logging_change")
	case sql != "":
		dbaudit.Fill(e, sql, dbaudit.Standard("schema"), object == "")
	default:
		dbaudit.Fill(e, action, dbaudit.Standard("schema"), false)
	}
	if sql == "" {
		e.SetText(event.Object, action)
	}
	if e.Text(event.Action) == "logging_change" {
		object = "" // a policy
	}
	e.AddExtra("table", object)
	switch {
	case binds != "":
		e.AddExtra("bind_values", binds)
	case hasBind(sql):
		e.AddExtra("bind_values", dbaudit.NotLogged)
	}
}

// hasBind knows ":1" and ":name", and no cast or assignment.
func hasBind(sql string) bool {
	quoted := false
	for i := range len(sql) - 1 {
		switch c := sql[i+1]; {
		case sql[i] == '\'':
			quoted = !quoted
		case quoted || sql[i] != ':' || i > 0 && sql[i-1] == ':':
		case c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z':
			return true
		}
	}
	return false
}
