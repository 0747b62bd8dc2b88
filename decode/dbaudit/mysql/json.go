package mysql

import (
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

type jsonReader struct {
	clock                            stamp.Clock
	class, kind, sql, command, table string
	status                           string
}

// read reads one line of the file, which is a list with one record a line.
func (r *jsonReader) read(record string, e *event.Event) string {
	*r = jsonReader{clock: r.clock}
	e.Clock |= event.NoStamp
	text := strings.TrimSpace(record)
	if text == "[" || text == "]" || text == "," {
		e.SetText(event.MessageID, "list")
		return ""
	}
	text = strings.TrimPrefix(text, "[")
	text = strings.TrimSuffix(strings.TrimSuffix(text, "]"), ",")
	err := jsontext.Object(text, func(member string, v jsontext.Value) bool {
		r.member(member, v, e)
		return true
	})
	if err != nil || r.class == "" {
		return "a line that is no JSON of an audit record"
	}
	r.meaning(e)
	return ""
}

func (r *jsonReader) member(member string, v jsontext.Value, e *event.Event) {
	switch member {
	case "timestamp":
		if st, n := stamp.Read(v.Text()); n > 0 {
			st.HasZone = true // the manual: times are in UTC
			e.Time, e.Clock = r.clock.Time(st)
		}
	case "class":
		r.class = v.Text()
	case "event":
		r.kind = v.Text()
	case "connection_id":
		e.SetText(event.Session, v.Text())
	case "id":
		e.AddExtra("task", v.Text())
	case "account", "login", "general_data", "table_access_data", "connection_data", "query_data":
		if v.IsObject() {
			_ = jsontext.Object(string(v), func(name string, v jsontext.Value) bool {
				r.inner(member, name, v, e)
				return true
			})
		}
	}
}

func (r *jsonReader) inner(member, name string, v jsontext.Value, e *event.Event) {
	switch name {
	case "user":
		if member == "login" || e.Text(event.Actor) == "" {
			e.SetText(event.Actor, v.Text())
		}
	case "ip":
		dbaudit.Client(e, v.Text())
	case "os":
		e.AddExtra("os_user", v.Text())
	case "proxy":
		e.AddExtra("role", v.Text())
	case "query":
		r.sql = v.Text()
	case "sql_command", "command":
		if name == "sql_command" || r.command == "" {
			r.command = v.Text()
		}
	case "status":
		r.status = v.Text()
	case "db":
		e.AddExtra("database", v.Text())
	case "table":
		r.table = v.Text()
	}
}

func (r *jsonReader) meaning(e *event.Event) {
	e.SetText(event.MessageID, r.class)
	e.AddExtra("category", r.kind)
	switch r.class {
	case "connection":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		if r.kind == "disconnect" {
			e.SetText(event.Action, "logout")
		}
	case "audit":
		e.Kind = event.ConfigChange // the plugin starts or stops
		e.SetText(event.Action, "logging_change")
		e.SetText(event.Object, r.kind)
	default:
		r.statement(e)
	}
	if r.status != "" {
		e.Outcome = event.Success
		if r.status != "0" {
			e.Outcome = event.Failure
			e.AddExtra("reason", r.status)
		}
	}
}

func (r *jsonReader) statement(e *event.Event) {
	if r.sql != "" {
		dbaudit.Fill(e, r.sql, dbaudit.MySQL(), r.table == "")
	} else if r.command != "" {
		dbaudit.Fill(e, r.command, dbaudit.MySQL(), false)
	}
	e.SetText(event.Object, r.sql)
	if r.class == "table_access" && e.Text(event.Action) != "logging_change" && e.Text(event.Action) != "export" {
		e.Kind = event.DataAccess
		action := "modify"
		switch r.kind {
		case "read":
			action = "read"
		case "insert":
			action = "create"
		case "delete":
			action = "delete"
		}
		e.SetText(event.Action, action)
	}
	e.AddExtra("table", r.table)
	placeholder(r.sql, e)
}
