package postgresql

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
)

// families are those of its events.
var families = []string{serverFormat, auditFormat}

// Formats returns the three ways in which the server writes files.
func Formats() []decode.Format {
	return []decode.Format{
		{
			Name: "postgresql", Title: "server log of PostgreSQL, with pgAudit", Families: families, Verified: true,
			Sniff: sniffFile, Split: records.Split(records.Until(begins)), New: newFile,
		},
		{
			Name: "postgresql-csv", Title: "server log of PostgreSQL as CSV (csvlog), with pgAudit", Families: families, Verified: true,
			Sniff: sniffCSV, Split: records.Split(records.CSV), New: newCSV,
		},
		{
			Name: "postgresql-json", Title: "server log of PostgreSQL as JSON lines (jsonlog), with pgAudit", Families: families,
			Sniff: sniffJSON, Split: records.Split(records.Line), New: newJSON,
		},
	}
}

func sniffFile(head string) int {
	found := false
	share := records.Share(head, func(line string) bool {
		at, _ := severityAt(line)
		if at < 0 {
			return found // a further line of a statement
		}
		_, n := stamp.Read(line)
		var h syslog.Header
		h.Parse(line)
		ok := n > 0 && !h.HasPri && !strings.HasPrefix(h.Program, "postgres")
		found = found || ok
		return ok
	})
	if !found || share < 50 {
		return 0
	}
	return 80
}

func sniffCSV(head string) int {
	n := records.CSV(head, true)
	f := dbaudit.CSV(strings.TrimRight(head[:n], "\r\n"))
	var col [leastColumns]string
	for i := range col {
		col[i], _ = f.Next()
	}
	if _, n := stamp.Read(col[colTime]); n > 0 && isSession(col[colSession]) && isSeverity(col[colSeverity]) {
		return 90
	}
	return 0
}

func sniffJSON(head string) int {
	line, _, _ := strings.Cut(strings.TrimLeft(head, "\r\n \t"), "\n")
	if strings.HasPrefix(line, "{") && strings.Contains(line, `"error_severity":`) && strings.Contains(line, `"backend_type":`) {
		return 90
	}
	return 0
}
