// Package mysql reads what MySQL and MariaDB write of who did what: MariaDB's
// server_audit, the JSON of MySQL Enterprise Audit, the slow query log and the
// general query log.
//
// server_audit may be switched off by one SET, which is its last record; a QUERY
// has the SQL text and the outcome, a TABLE record (READ, WRITE…) the relation.
package mysql

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
)

// Formats returns the formats.
func Formats() []decode.Format {
	slow, general := records.Until(beginsSlow), records.Until(beginsGeneral)
	return []decode.Format{
		{
			Name: "mariadb", Title: "server_audit of MariaDB",
			Sniff: sniffAudit, Split: records.Split(cutAudit),
			New: func(opt decode.Options) decode.Decoder {
				r := auditReader{clock: clock(opt)}
				return records.New(opt, "mariadb", cutAudit, r.read)
			},
		},
		{
			Name: "mysql", Title: "audit log of MySQL Enterprise as JSON",
			Sniff: sniffJSON, Split: records.Split(records.Line),
			New: func(opt decode.Options) decode.Decoder {
				r := jsonReader{clock: clock(opt)}
				return records.New(opt, "mysql", records.Line, r.read)
			},
		},
		{
			Name: "mysql-slow", Title: "slow query log of MySQL and MariaDB", Families: []string{"mysql"}, Verified: true,
			Sniff: sniffSlow, Split: records.Split(slow),
			New: func(opt decode.Options) decode.Decoder {
				r := slowReader{clock: clock(opt)}
				return records.New(opt, "mysql", slow, r.read)
			},
		},
		{
			Name: "mysql-general", Title: "general query log of MySQL and MariaDB",
			Sniff: sniffGeneral, Split: records.Split(general),
			New: func(opt decode.Options) decode.Decoder {
				r := generalReader{clock: clock(opt), clients: map[string]*client{}}
				return records.New(opt, "mysql-general", general, r.read)
			},
		},
	}
}

func clock(opt decode.Options) stamp.Clock {
	return stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}
}

func sniffAudit(head string) int {
	if records.Share(head, func(line string) bool { return beginsAudit(line) }) >= 50 {
		return 90
	}
	return 0
}

func sniffJSON(head string) int {
	head = strings.TrimLeft(head, "[ \r\n\t")
	line, _, _ := strings.Cut(head, "\n")
	if strings.HasPrefix(line, "{") && strings.Contains(line, `"class":`) && strings.Contains(line, `"event":`) && strings.Contains(line, `"connection_id":`) {
		return 90
	}
	return 0
}

func sniffSlow(head string) int {
	if strings.Contains(head, "# User@Host: ") && strings.Contains(head, "# Query_time: ") {
		return 90
	}
	return 0
}
