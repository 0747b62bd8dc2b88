package dbaudit

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/event"
)

func TestFill(t *testing.T) {
	for sql, want := range map[string]string{
		"select name from subscriber where id = 'x from y'":                   "data_access read subscriber",
		"SELECT * FROM cdr.calls c JOIN crm.subscriber s ON c.a = s.a, other": "data_access read cdr|calls crm|subscriber",
		"SELECT * FROM a, b.c WHERE x IN (SELECT y FROM d)":                   "data_access read a b|c d",
		"SELECT extract(year FROM t) FROM only(calls)":                        "data_access read calls",
		"SELECT * FROM generate_series(1, 9)":                                 "data_access read",
		"-- harmless\n/* SELECT */ delete from \"Call Detail\"":               "data_access delete Call Detail",
		"INSERT INTO billing.t(a, b) SELECT a, b FROM u":                      "data_access create billing|t u",
		"update `crm`.`subscriber` set a = 1":                                 "data_access modify crm|subscriber",
		"WITH gone AS (DELETE FROM calls RETURNING *) SELECT * FROM gone":     "data_access delete calls gone",
		"SELECT * FROM calls FOR UPDATE":                                      "data_access read calls",
		"COPY (SELECT * FROM cdr.calls) TO STDOUT":                            "data_access export cdr|calls",
		"copy calls to '/tmp/x'":                                              "data_access export calls",
		"COPY calls FROM STDIN":                                               "data_access create calls",
		"SELECT * FROM subscriber INTO OUTFILE '/tmp/.s'":                     "data_access export subscriber",
		"SELECT 1; SET pgaudit.log = 'none'":                                  "config_change logging_change",
		"SELECT set_config('pgaudit.log', 'none', false)":                     "config_change logging_change",
		"SELECT * FROM pgaudit_view":                                          "data_access read pgaudit_view",
		"SET GLOBAL server_audit_logging=OFF":                                 "config_change logging_change",
		"TRUNCATE TABLE system.query_log":                                     "config_change logging_change system|query_log",
		"NOAUDIT POLICY lw_cdr_read":                                          "config_change logging_change",
		"drop audit policy p":                                                 "config_change logging_change",
		"DO $$ BEGIN PERFORM 1; END $$":                                       "data_access execute",
		"DO $x$ begin execute 'set log_statement = none'; end $x$":            "config_change logging_change",
		"CREATE USER x":                          "config_change account_change",
		"GRANT SELECT ON t TO x":                 "config_change account_change",
		"SET ROLE admin":                         "command elevate",
		"SET SESSION AUTHORIZATION boss":         "command elevate",
		"SHOW TABLES":                            "command command",
		"create table if not exists a.b (x int)": "config_change create a|b",
		"drop table t1, t2":                      "config_change delete t1 t2",
		"frobnicate":                             "data_access ",
		"":                                       "data_access ",
	} {
		var e event.Event
		Fill(&e, sql, Postgres(), true)
		got := e.Kind.String() + " " + e.Text(event.Action)
		schema := ""
		for _, x := range e.Extra {
			if x.Name == "schema" {
				schema = x.Value + "|"
				continue
			}
			got += " " + schema + x.Value
			schema = ""
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}

// Where a string or a comment ends decides what runs behind it, and databases
// disagree: each of these would hide from the other's rules.
func TestNothingHidesInAString(t *testing.T) {
	my, pg := MySQL(), Postgres()
	for _, c := range []struct {
		d   Dialect
		sql string
	}{
		{pg, `SELECT 'x\'; SET pgaudit.log = 'none'`},
		{pg, `SELECT E'\''; SET pgaudit.log = 'none'`},
		{pg, `SELECT 1 # 2; SET pgaudit.log = 'none'`},
		{pg, `SELECT /*! ' */ 1; SET pgaudit.log = 'none'`},
		{pg, `SELECT $a$ ' $a$; SET pgaudit.log = 'none'`},
		{pg, `SELECT "'"; SET pgaudit.log = 'none'`},
		{my, `SELECT '\''; SET GLOBAL server_audit_logging=OFF`},
		{my, "SELECT 1 # '\n; SET GLOBAL server_audit_logging=OFF"},
		{my, `/*!50001 SET GLOBAL general_log = 0 */`},
		{my, `SELECT $a$; SET GLOBAL general_log = 0; SELECT $a$`},
	} {
		var e event.Event
		Fill(&e, c.sql, c.d, true)
		if e.Text(event.Action) != "logging_change" {
			t.Errorf("%s is %s", c.sql, e.Text(event.Action))
		}
	}
}

func TestFillAllocatesNothing(t *testing.T) {
	var e event.Event
	sql := "SELECT a, b FROM cdr.calls c JOIN crm.subscriber s ON c.a = s.a WHERE c.x = 'y' AND c.z IN (1, 2, 3)"
	if n := testing.AllocsPerRun(100, func() { e.Reset(); Fill(&e, sql, Postgres(), true) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFill(f *testing.F) {
	f.Add("SELECT * FROM \"a\".b, c; SET x = $t$ y $t$ -- z\n/*! 1 */")
	f.Fuzz(func(t *testing.T, sql string) {
		var e event.Event
		Fill(&e, sql, Postgres(), true)
		if len(e.Extra) > 2*maxTables || !event.IsAction(e.Text(event.Action)) && e.Text(event.Action) != "" {
			t.Errorf("%+v", e.Extra)
		}
	})
}

func BenchmarkFill(b *testing.B) {
	var e event.Event
	sql := strings.Repeat("SELECT a, b FROM cdr.calls c WHERE c.x = 'y' ", 4)
	b.SetBytes(int64(len(sql)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset()
		Fill(&e, sql, Postgres(), true)
	}
}
