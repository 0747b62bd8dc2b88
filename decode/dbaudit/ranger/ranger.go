// Package ranger reads the audit records of Apache Ranger, JSON lines, as its
// plugins for Hive, HDFS, HBase and others write them.
//
// A file that is read past the plugin leaves no record here.
package ranger

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const name = "ranger"

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "audit records of Apache Ranger (Hive and others)",
		Sniff: func(head string) int {
			line, _, _ := strings.Cut(head, "\n")
			if strings.HasPrefix(line, "{") && strings.Contains(line, `"reqUser":`) && strings.Contains(line, `"evtTime":`) {
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

type reader struct {
	clock              stamp.Clock
	access, sql, where string
	kind               string
}

func (r *reader) read(record string, e *event.Event) string {
	e.Clock |= event.NoStamp
	r.access, r.sql, r.where, r.kind = "", "", "", ""
	err := jsontext.Object(record, func(member string, v jsontext.Value) bool {
		r.member(member, v, e)
		return true
	})
	if err != nil || r.access == "" {
		return "a line that is no JSON of an audit record"
	}
	r.meaning(e)
	return ""
}

func (r *reader) member(member string, v jsontext.Value, e *event.Event) {
	switch member {
	case "evtTime":
		if st, n := stamp.Read(v.Text()); n > 0 {
			e.Time, e.Clock = r.clock.Time(st)
		}
	case "agentHost":
		e.SetText(event.Reporter, v.Text())
	case "repo":
		e.AddExtra("service", v.Text())
	case "reqUser":
		e.SetText(event.Actor, v.Text())
	case "cliIP":
		dbaudit.Client(e, v.Text())
	case "cliType":
		e.AddExtra("client", v.Text())
	case "sess":
		e.SetText(event.Session, v.Text())
	case "seq_num":
		e.AddExtra("task", v.Text()) // counts within the record's id, not within the source
	case "policy":
		e.AddExtra("policy", v.Text())
	case "result":
		e.Outcome = event.Failure
		if v.Text() == "1" {
			e.Outcome = event.Success
		}
	case "event_count":
		e.AddExtra("count", v.Text())
	case "access":
		r.access = v.Text()
		e.SetText(event.MessageID, r.access)
	case "resource":
		r.where = v.Text()
	case "resType":
		r.kind = v.Text()
	case "reqData":
		r.sql = v.Text()
	}
}

func (r *reader) meaning(e *event.Event) {
	relational := strings.Contains(r.kind, "column") || strings.Contains(r.kind, "table")
	dbaudit.Fill(e, r.sql, dbaudit.MySQL(), !relational)
	if e.Text(event.Action) == "" {
		dbaudit.Fill(e, r.access, dbaudit.MySQL(), false)
	}
	e.SetText(event.Object, r.sql)
	if r.sql == "" {
		e.SetText(event.Object, r.where)
	}
	if !relational {
		return
	}
	db, rest, _ := strings.Cut(r.where, "/")
	table, columns, _ := strings.Cut(rest, "/")
	e.AddExtra("database", db)
	e.AddExtra("table", table)
	e.AddExtra("columns", columns)
}
