package postgresql

import (
	"cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// The columns of csvlog that are read, from 0. Later versions append columns.
const (
	colTime = iota
	colUser
	colDatabase
	colPID
	colFrom
	colSession
	colLine
	colTag
	colStart
	colVirtual
	colTransaction
	colSeverity
	colState
	colMessage
	colDetail
	colHint
	colInternal
	colInternalPos
	colContext
	colQuery
	colQueryPos
	colLocation
	colApplication
	leastColumns = colMessage + 1
	maxColumns   = colApplication + 1
)

func newCSV(opt decode.Options) decode.Decoder {
	clock := stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}
	return records.New(opt, serverFormat, records.CSV, func(record string, e *event.Event) string {
		return csvRecord(record, e, &clock)
	})
}

func csvRecord(record string, e *event.Event, clock *stamp.Clock) string {
	var col [maxColumns]string
	f := dbaudit.CSV(record)
	n := 0
	for ; n < maxColumns; n++ {
		var ok bool
		if col[n], ok = f.Next(); !ok {
			break
		}
	}
	if n < leastColumns || !isSeverity(col[colSeverity]) {
		return "a line of no message"
	}
	when(col[colTime], e, clock)
	assign("user", col[colUser], e)
	assign("db", col[colDatabase], e)
	assign("pid", col[colPID], e)
	if from := col[colFrom]; from != "" && from != "[local]" {
		client(from, e)
	}
	e.SetText(event.Session, col[colSession])
	assign("app", col[colApplication], e)
	if state := col[colState]; state != "00000" {
		e.AddExtra("state", state)
	}
	m := entry{severity: col[colSeverity], message: col[colMessage], detail: col[colDetail], statement: col[colQuery]}
	m.fill(e)
	return ""
}

func when(s string, e *event.Event, clock *stamp.Clock) {
	st, n := stamp.Read(s)
	if n == 0 {
		e.Clock |= event.NoStamp
		return
	}
	e.Time, e.Clock = clock.Time(st)
}

func newJSON(opt decode.Options) decode.Decoder {
	clock := stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}
	return records.New(opt, serverFormat, records.Line, func(record string, e *event.Event) string {
		return object(record, e, &clock)
	})
}

// object reads a line of jsonlog.
func object(record string, e *event.Event, clock *stamp.Clock) string {
	var m entry
	err := jsontext.Object(record, func(name string, v jsontext.Value) bool {
		text := v.Text()
		switch name {
		case "timestamp":
			when(text, e, clock)
		case "user":
			assign("user", text, e)
		case "dbname":
			assign("db", text, e)
		case "pid":
			assign("pid", text, e)
		case "remote_host":
			if text != "[local]" {
				client(text, e)
			}
		case "remote_port":
			assign("port", text, e)
		case "session_id":
			e.SetText(event.Session, text)
		case "error_severity":
			m.severity = text
		case "state_code":
			if text != "00000" {
				e.AddExtra("state", text)
			}
		case "message":
			m.message = text
		case "detail":
			m.detail = text
		case "statement":
			m.statement = text
		case "application_name":
			assign("app", text, e)
		}
		return true
	})
	if err != nil || cmp.Or(m.severity, m.message) == "" {
		return "a line that is no JSON of a message"
	}
	m.fill(e)
	return ""
}
