package postgresql

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/event"
)

// before stands for a statement and its values that the record of the same
// statement id before has.
const before = "<previously logged>"

// pgaudit reads what stands behind "AUDIT: ": AUDIT_TYPE, STATEMENT_ID,
// SUBSTATEMENT_ID, CLASS, COMMAND, OBJECT_TYPE, OBJECT_NAME, STATEMENT,
// PARAMETER and, if asked for, ROWS, as CSV.
func pgaudit(s string, e *event.Event) {
	e.Format = auditFormat
	e.Outcome = event.NotSaid // it is written before the statement runs
	f := dbaudit.CSV(s)
	kind, _ := f.Next()
	e.SetText(event.MessageID, kind)
	id, _ := f.Next()
	if n, err := strconv.ParseUint(id, 10, 64); err == nil {
		e.SetNumber(event.Sequence, n)
	}
	sub, _ := f.Next()
	class, _ := f.Next()
	command, _ := f.Next()
	objectType, _ := f.Next()
	object, _ := f.Next()
	sql, whole := f.Next()
	if sql == before {
		sql = "" // with pgaudit.log_statement_once; the Sequence says where
	}
	e.SetText(event.Object, sql)
	dbaudit.Fill(e, sql, dbaudit.Postgres(), object == "")
	byClass(class, command, e)
	if isRelation(objectType) {
		dbaudit.Table(e, object, "schema")
	}
	e.AddExtra("category", class)
	e.AddExtra("task", sub)
	if !whole || f.Cut {
		e.AddExtra("reason", "the record is cut off")
		return
	}
	values, _ := f.Next()
	switch {
	case values == "<not logged>":
		e.AddExtra("bind_values", notLogged)
	case values != "<none>" && values != before:
		e.AddExtra("bind_values", values)
	}
	if n, err := strconv.ParseUint(rows(&f), 10, 64); err == nil {
		e.SetNumber(event.Rows, n)
	}
}

// rows returns the last field: the values of several parameters are fields of
// one quoted list, so what follows is the count.
func rows(f *dbaudit.Fields) string {
	last := ""
	for range 64 {
		field, ok := f.Next()
		if !ok {
			break
		}
		last = field
	}
	return last
}

func isRelation(objectType string) bool {
	switch objectType {
	case "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE", "INDEX":
		return true
	}
	return false
}

// byClass lets the record's own words decide what the statement does to the
// object at hand: a SELECT inside a CREATE TABLE AS reads. What the text says of
// logging, accounts and exports stays.
func byClass(class, command string, e *event.Event) {
	switch e.Text(event.Action) {
	case "logging_change", "export", "account_change", "elevate":
		return
	}
	switch class {
	case "READ":
		e.Kind = event.DataAccess
		e.SetText(event.Action, "read")
	case "WRITE":
		e.Kind = event.DataAccess
		e.SetText(event.Action, "modify")
		switch {
		case strings.HasPrefix(command, "INSERT"), strings.HasPrefix(command, "COPY"):
			e.SetText(event.Action, "create")
		case strings.HasPrefix(command, "DELETE"), strings.HasPrefix(command, "TRUNCATE"):
			e.SetText(event.Action, "delete")
		}
	case "FUNCTION":
		e.Kind = event.DataAccess
		e.SetText(event.Action, "execute")
	case "ROLE":
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "account_change")
	case "DDL":
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "modify")
		switch {
		case strings.HasPrefix(command, "CREATE"):
			e.SetText(event.Action, "create")
		case strings.HasPrefix(command, "DROP"):
			e.SetText(event.Action, "delete")
		}
	}
}
