// Package cassandra reads the audit log of Apache Cassandra 4 and later, as its
// FileAuditLogger writes it: fields between pipes, the statement last.
//
// The values bound to a prepared statement are never in it: whose record was
// read cannot be known from these records, and bind_values says so.
package cassandra

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/event"
)

const name = "cassandra"

// Formats returns the one format.
func Formats() []decode.Format {
	cut := records.Until(begins)
	return []decode.Format{{
		Name: name, Title: "audit log of Cassandra",
		Sniff: func(head string) int {
			if share := records.Share(head, begins); share >= 30 {
				return 90
			}
			return 0
		},
		Split: records.Split(cut),
		New:   func(opt decode.Options) decode.Decoder { return records.New(opt, name, cut, read) },
	}}
}

// begins knows the first field, be it behind a header of the logger or not.
func begins(line string) bool {
	at := strings.Index(line[:min(len(line), 512)], "user:")
	return at >= 0 && strings.Contains(line[at:], "|host:") && strings.Contains(line[at:], "|timestamp:")
}

func read(record string, e *event.Event) string {
	at := strings.Index(record, "user:")
	if at < 0 || !begins(record) {
		return "a line of no audit record"
	}
	e.Clock |= event.NoStamp
	rest := record[at:]
	for rest != "" {
		part, after, _ := strings.Cut(rest, "|")
		key, value, ok := strings.Cut(part, ":")
		if key == "operation" && ok {
			value, after = rest[len("operation:"):], "" // a statement may have pipes in it
		}
		field(key, value, e)
		rest = after
	}
	meaning(e)
	return ""
}

func field(key, value string, e *event.Event) {
	switch key {
	case "user":
		e.SetText(event.Actor, value)
	case "host":
		host, _, _ := strings.Cut(strings.TrimPrefix(value, "/"), "/")
		e.SetText(event.Reporter, strings.TrimSuffix(host, ":7000"))
	case "source":
		dbaudit.Client(e, value)
	case "port":
		dbaudit.Count(e, event.ActorPort, value)
	case "timestamp":
		if ms, err := strconv.ParseInt(value, 10, 64); err == nil && ms > 0 && ms < 1e14 {
			e.Time = ms * 1000
			e.Clock &^= event.NoStamp
		}
	case "type":
		e.SetText(event.MessageID, value)
	case "category":
		e.AddExtra("category", value)
	case "batch":
		e.AddExtra("task", value)
	case "ks":
		e.AddExtra("database", value)
	case "scope":
		e.AddExtra("table", value)
	case "operation":
		e.SetText(event.Object, value)
	}
}

func meaning(e *event.Event) {
	sql := e.Text(event.Object)
	switch kind := e.Text(event.MessageID); kind {
	case "LOGIN_SUCCESS", "LOGIN_ERROR":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		e.Outcome = event.Success
		if kind == "LOGIN_ERROR" {
			e.Outcome = event.Failure
		}
		return
	case "REQUEST_FAILURE", "UNAUTHORIZED_ATTEMPT":
		e.Outcome = event.Failure
	}
	dbaudit.Fill(e, sql, dbaudit.Standard("database"), e.Lookup("table") == "")
	if e.Lookup("category") == "PREPARE" {
		e.Kind = event.System // "execute" says that it ran
	}
	if strings.IndexByte(sql, '?') >= 0 {
		e.AddExtra("bind_values", dbaudit.NotLogged)
	}
}
