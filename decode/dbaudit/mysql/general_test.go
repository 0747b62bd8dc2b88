package mysql

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
)

func formatNamed(t testing.TB, name string) decode.Format {
	t.Helper()
	for _, f := range Formats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatal(name)
	return decode.Format{}
}

const generalSample = "/usr/sbin/mysqld, Version: 8.0.36 (Source distribution). started with:\nTcp port: 3306  Unix socket: /x.sock\nTime                 Id Command    Argument\n" +
	"2026-11-22T13:02:11.123456Z\t    8 Connect\trpt@192.0.2.7 on cdr using SSL/TLS\n" +
	"2026-11-22T13:02:12.000000Z\t    8 Query\tSELECT *\n  FROM calls\n" +
	"2026-11-22T13:02:13.000000Z\t    9 Connect\tAccess denied for user 'e'@'v'@'203.0.113.9' (using password: YES)\n" +
	"2026-11-22T13:02:14.000000Z\t    8 Quit\t\n" +
	"261122 13:02:15\t   10 Connect\troot@localhost as anonymous on \n\t\t   10 Query\tSELECT 1\n"

func TestGeneral(t *testing.T) {
	f := formatNamed(t, "mysql-general")
	if n := f.Sniff(generalSample); n < 80 {
		t.Errorf("sure by %d", n)
	}
	if n := f.Sniff(generalSample[len(generalSample)-70:]); n > 0 {
		t.Errorf("sure by %d of one record", n)
	}
	got := recordstest.Run(t, f, generalSample)
	want := []string{
		`mysql-general system !no_stamp message_id="started"`,
		`mysql-general login success 2026-11-22T13:02:11.123456Z actor="rpt" action="login" session="8" message_id="Connect" actor_addr="192.0.2.7" database:"cdr" service:"SSL/TLS"`,
		`mysql-general data_access 2026-11-22T13:02:12Z actor="rpt" action="read" object="SELECT *\n  FROM calls" session="8" message_id="Query" actor_addr="192.0.2.7" database:"cdr" table:"calls"`,
		`mysql-general login failure 2026-11-22T13:02:13Z actor="e'@'v" action="login" session="9" message_id="Connect" actor_addr="203.0.113.9"`,
		`mysql-general login success 2026-11-22T13:02:14Z actor="rpt" action="logout" session="8" message_id="Quit" actor_addr="192.0.2.7" database:"cdr"`,
		`mysql-general login success 2026-11-22T13:02:15Z !zone_guessed actor="root" action="login" session="10" message_id="Connect" actor_name:"localhost"`,
		`mysql-general data_access 2026-11-22T13:02:15Z !zone_guessed actor="root" action="read" object="SELECT 1" session="10" message_id="Query" actor_name:"localhost"`,
	}
	for i, e := range got.Events {
		if i >= len(want) || recordstest.Line(e) != want[i] {
			t.Errorf("%d: %s", i, recordstest.Line(e))
		}
	}
	if len(got.Events) != len(want) || got.Gaps.Dropped() != 0 {
		t.Errorf("%d events, %v", len(got.Events), got.Gaps.Gaps())
	}
}

// Neither log tells a line of a statement from a record of that look. The harm
// is bounded: the true record in front of it has the true account and the
// statement's beginning, and the forged one comes behind it.
func TestSpoofedStatement(t *testing.T) {
	for name, text := range map[string]string{
		"mysql-general": "2026-11-22T13:02:11Z\t    8 Connect\teve@192.0.2.7 on cdr using TCP/IP\n2026-11-22T13:02:12Z\t    8 Query\tSELECT secret /*\n2026-11-22T13:02:12Z\t    9 Connect\tboss@192.0.2.1 on cdr using TCP/IP\n*/\n",
		"mysql-slow":    "# Time: 2026-11-22T13:02:12Z\n# User@Host: eve[eve] @  [192.0.2.7]  Id:     8\n# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSELECT secret /*;\n# User@Host: boss[boss] @  [192.0.2.1]  Id:     9\n# Query_time: 1.0\n*/;\n",
	} {
		got := recordstest.Run(t, formatNamed(t, name), text)
		eve := 0
		for i, e := range got.Events {
			switch e.Text(event.Actor) {
			case "eve":
				eve = i
			case "boss":
				if i < eve {
					t.Errorf("%s: the forged record comes first", name)
				}
			}
		}
		if e := got.Events[eve]; eve == 0 || len(e.Text(event.Object)) < len("SELECT secret") || e.Text(event.Object)[:13] != "SELECT secret" {
			t.Errorf("%s: %s", name, recordstest.Line(e))
		}
	}
}

func FuzzGeneral(f *testing.F) {
	f.Add(generalSample)
	f.Fuzz(func(t *testing.T, s string) {
		format := formatNamed(t, "mysql-general")
		format.Sniff(s)
		recordstest.Run(t, format, s)
	})
}
