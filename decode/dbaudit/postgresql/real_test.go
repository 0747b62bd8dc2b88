package postgresql

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func TestElastic(t *testing.T) {
	paths := recordstest.Under(realdata.Files(t, "elastic-filebeat-modules"), "/module/postgresql/", "-expected.json")
	var a recordstest.Agreement
	shown := 0
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
			for _, diff := range a.Compare(doc, covering(got.Events, doc["log.offset"]), mapping) {
				if shown++; shown < 60 {
					t.Logf("%s @%v: %s", filepath.Base(path), doc["log.offset"], diff)
				}
			}
		}
	}
	a.Floor(t, 95)
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

// Every record that pgAudit's own tests expect is read field by field as a CSV
// reader of the standard library reads it.
func TestPgAudit(t *testing.T) {
	data, err := os.ReadFile(recordstest.Under(realdata.Files(t, "pgaudit"), "expected", "pgaudit.out")[0])
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "\nNOTICE:  AUDIT: ")
	more := strings.Split(string(data), "\nWARNING:  AUDIT: ")
	n := 0
	for _, part := range append(parts[1:], more[1:]...) {
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
		n++
		binds := want[8]
		switch binds {
		case "<not logged>":
			binds = notLogged
		case "<none>", before:
			binds = ""
		}
		want[7] = strings.TrimPrefix(want[7], before)
		seq, _ := e.Number(event.Sequence)
		if e.Text(event.MessageID) != want[0] || fmt.Sprint(seq) != want[1] || e.Lookup("task") != want[2] || e.Lookup("category") != want[3] ||
			e.Text(event.Object) != want[7] || e.Lookup("bind_values") != binds || e.Text(event.Action) == "" && want[3] != "MISC" {
			t.Errorf("%s\n%q", recordstest.Line(e), want)
		}
		if want[5] == "TABLE" && want[6] != "" && e.Lookup("schema")+"."+e.Lookup("table") != strings.ReplaceAll(want[6], `"`, "") {
			t.Errorf("%s.%s, want %s", e.Lookup("schema"), e.Lookup("table"), want[6])
		}
		if len(want) > 9 {
			if rows, ok := e.Number(event.Rows); !ok || fmt.Sprint(rows) != want[9] {
				t.Errorf("%d rows, want %s", rows, want[9])
			}
		}
	}
	t.Logf("%d records", n)
	if n < 100 {
		t.Errorf("only %d records", n)
	}
}
