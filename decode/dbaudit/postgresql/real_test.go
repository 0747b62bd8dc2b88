package postgresql

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// mapping is that of the fields of elastic's postgresql module.
var mapping = []recordstest.Mapping{
	{Theirs: "@timestamp", Ours: "time", Read: recordstest.Time},
	{Theirs: "user.name", Ours: "actor"},
	{Theirs: "postgresql.log.database", Ours: "database"},
	{Theirs: "postgresql.log.client_addr", Ours: "actor_addr"},
	{Theirs: "postgresql.log.client_port", Ours: "actor_port"},
	{Theirs: "postgresql.log.session_id", Ours: "session"},
	{Theirs: "postgresql.log.application_name", Ours: "client"},
	{Theirs: "postgresql.log.query", Ours: "object"},
	{Theirs: "postgresql.log.query_step", Ours: "message_id"},
	{Theirs: "process.pid", Ours: "pid"},
	{Theirs: "event.duration", Ours: "duration_us", Read: func(v any) string {
		var ns float64
		_, _ = fmt.Sscan(fmt.Sprint(v), &ns)
		return fmt.Sprint(uint64(ns/1000 + 0.5))
	}},
}

func TestAgree(t *testing.T) {
	paths := recordstest.Under(realdata.Files(t, "elastic-filebeat-modules"), "/module/postgresql/", "-expected.json")
	score := agree.New("elastic-filebeat-modules, postgresql/log")
	for _, path := range paths {
		data, err := os.ReadFile(strings.TrimSuffix(path, "-expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		f := Formats()[0]
		if strings.Contains(path, ".csv.") {
			f = Formats()[1]
		}
		if f.Sniff(string(data)) == 0 {
			t.Errorf("%s is not recognised", filepath.Base(path))
		}
		got := recordstest.Run(t, f, string(data))
		if got.Gaps.Dropped() != 0 {
			t.Errorf("%s: %+v", filepath.Base(path), got.Gaps.Gaps())
		}
		for _, doc := range recordstest.Expected(t, path) {
			place := fmt.Sprintf("%s@%v", strings.TrimSuffix(filepath.Base(path), "-expected.json"), doc["log.offset"])
			e := covering(got.Events, doc["log.offset"])
			if e != nil && fmt.Sprint(e.Offset) != fmt.Sprint(doc["log.offset"]) {
				delete(doc, "@timestamp") // a further line of the record, which has the time of its first
			}
			for _, name := range []string{"user.name", "postgresql.log.database"} {
				if e != nil && doc[name] == "unknown" && strings.Contains(e.Raw, "[unknown]") {
					delete(doc, name) // no name of anybody
				}
			}
			recordstest.Compare(score, place, doc, e, mapping)
		}
	}
	score.Check(t)
}

// covering finds the event whose record holds an offset: a detail and a
// statement belong to the message before them.
func covering(events []*event.Event, offset any) *event.Event {
	var at int64
	_, _ = fmt.Sscan(fmt.Sprint(offset), &at)
	for _, e := range events {
		if e.Offset <= at && at < e.Offset+e.Length {
			return e
		}
	}
	return nil
}

// actions are the commands of records and ours.
var actions = map[string]string{
	"SELECT": "read", "INSERT": "create", "UPDATE": "modify", "DELETE": "delete", "TRUNCATE TABLE": "delete", "CREATE TABLE": "create", "DROP TABLE": "delete",
	"ALTER TABLE": "modify", "CREATE ROLE": "account_change", "ALTER ROLE": "account_change", "GRANT": "account_change", "DO": "execute",
}

// Every record that pgAudit's own tests expect is read field by field as a CSV
// reader of the standard library reads it.
func TestAgreePgAudit(t *testing.T) {
	data, err := os.ReadFile(recordstest.Under(realdata.Files(t, "pgaudit"), "expected", "pgaudit.out")[0])
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "\nNOTICE:  AUDIT: ")
	more := strings.Split(string(data), "\nWARNING:  AUDIT: ")
	score := agree.New("pgaudit")
	for i, part := range append(parts[1:], more[1:]...) {
		r := csv.NewReader(strings.NewReader(part))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		want, err := r.Read()
		if err != nil || len(want) < 9 {
			t.Fatal(err, part)
		}
		record := part[:r.InputOffset()]
		line := "2026-11-07 03:11:02.118 UTC [4471] rpt@cdr 192.0.2.77(51220) LOG:  AUDIT: " + strings.ReplaceAll(strings.TrimRight(record, "\n"), "\n", "\n\t") + "\n"
		got := recordstest.Run(t, Formats()[0], line)
		if len(got.Events) != 1 {
			t.Fatalf("%d events of %s", len(got.Events), line)
		}
		e := got.Events[0]
		place := fmt.Sprint("record ", i+1)
		score.Record(e)
		binds := want[8]
		switch binds {
		case "<not logged>":
			binds = notLogged
		case "<none>", before:
			binds = ""
		}
		want[7] = strings.TrimPrefix(want[7], before)
		for name, v := range map[string]string{"message_id": want[0], "sequence": want[1], "task": want[2], "category": want[3], "object": want[7], "bind_values": binds} {
			score.Field(name, place, v, agree.Value(e, name))
		}
		if verb := actions[want[4]]; verb != "" {
			switch {
			case strings.Contains(want[7], "pgaudit."): // what is logged is changed
				verb = "logging_change"
			case want[4] == "SELECT" && strings.HasPrefix(strings.ToUpper(want[7]), "COPY"):
				verb = "export"
			}
			score.Field("action", place, verb, agree.Value(e, "action"))
		}
		if want[5] == "TABLE" && want[6] != "" {
			score.Field("table", place, strings.ReplaceAll(want[6], `"`, ""), agree.Value(e, "schema")+"."+agree.Value(e, "table"))
		}
		if len(want) > 9 {
			score.Field("rows", place, want[9], agree.Value(e, "rows"))
		}
	}
	score.Check(t)
}
