// Package clickhouse reads the rows of ClickHouse's system.query_log, exported
// as JSON lines (FORMAT JSONEachRow).
//
// A query has a row when it starts and one when it ends: the start is a system
// event, the end or the failure the data access. Rows and Bytes are what was
// returned; rows_examined is what was read.
package clickhouse

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const name = "clickhouse"

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "query log of ClickHouse as JSON lines",
		Sniff: func(head string) int {
			line, _, _ := strings.Cut(head, "\n")
			if strings.HasPrefix(line, "{") && strings.Contains(line, `"query_id":`) && strings.Contains(line, `"event_time`) && strings.Contains(line, `"query`) {
				return 90
			}
			return 0
		},
		Split: records.Split(records.Line),
		New: func(opt decode.Options) decode.Decoder {
			r := reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
			return records.New(opt, name, records.Line, r.read)
		},
	}}
}

type reader struct{ clock stamp.Clock }

func (r *reader) read(record string, e *event.Event) string {
	e.Clock |= event.NoStamp
	tables := false
	err := jsontext.Object(record, func(member string, v jsontext.Value) bool {
		tables = r.member(member, v, e) || tables
		return true
	})
	if err != nil || e.Text(event.MessageID) == "" {
		return "a line that is no JSON of a query"
	}
	sql := e.Text(event.Object)
	dbaudit.Fill(e, sql, dbaudit.MySQL(), !tables)
	switch kind := e.Text(event.MessageID); {
	case kind == "QueryStart":
		e.Kind = event.System // its end is another record
	case kind == "QueryFinish":
		e.Outcome = event.Success
	case strings.HasPrefix(kind, "Exception"):
		e.Outcome = event.Failure
	}
	return ""
}

// member takes one member of the row, and says whether it named the tables.
func (r *reader) member(member string, v jsontext.Value, e *event.Event) bool {
	switch member {
	case "type":
		e.SetText(event.MessageID, v.Text())
	case "event_time_microseconds", "event_time":
		if st, n := stamp.Read(v.Text()); n > 0 && (e.Time == 0 || member != "event_time") {
			e.Time, e.Clock = r.clock.Time(st)
		}
	case "hostname":
		e.SetText(event.Reporter, v.Text())
	case "user":
		e.SetText(event.Actor, v.Text())
	case "address":
		dbaudit.Client(e, v.Text())
	case "port":
		dbaudit.Count(e, event.ActorPort, v.Text())
	case "query":
		e.SetText(event.Object, v.Text())
	case "query_id":
		e.SetText(event.Session, v.Text())
	case "result_rows":
		dbaudit.Count(e, event.Rows, v.Text())
	case "result_bytes":
		dbaudit.Count(e, event.Bytes, v.Text())
	case "read_rows":
		e.AddExtra("rows_examined", v.Text())
	case "query_duration_ms":
		if ms, ok := v.Uint(); ok && ms < 1e15 {
			e.SetNumber(event.Duration, ms*1000)
		}
	case "http_user_agent", "client_name":
		e.AddExtra("client", v.Text())
	case "exception":
		e.AddExtra("reason", v.Text())
	case "tables":
		return each(v, func(s string) { dbaudit.Table(e, s, "database") })
	case "columns":
		each(v, func(s string) { e.AddExtra("columns", s) })
	}
	return false
}

// maxNames bounds the tables and columns that one record names.
const maxNames = 64

func each(v jsontext.Value, fn func(string)) bool {
	n := 0
	_ = jsontext.List(string(v), func(v jsontext.Value) bool {
		fn(v.Text())
		n++
		return n < maxNames
	})
	return n > 0
}
