package mysql

import (
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

// mapping is that of the fields of elastic's mysql.slowlog.
var mapping = []recordstest.Mapping{
	{Theirs: "@timestamp", Ours: "time", Read: recordstest.Time},
	{Theirs: "user.name", Ours: "actor"},
	{Theirs: "source.ip", Ours: "actor_addr"},
	{Theirs: "source.domain", Ours: "actor_name"},
	{Theirs: "mysql.thread_id", Ours: "session"},
	{Theirs: "mysql.slowlog.schema", Ours: "database"},
	{Theirs: "mysql.slowlog.rows_sent", Ours: "rows"},
	{Theirs: "mysql.slowlog.rows_examined", Ours: "rows_examined"},
	{Theirs: "mysql.slowlog.bytes_sent", Ours: "bytes"},
	{Theirs: "mysql.slowlog.query", Ours: "object"},
	{Theirs: "event.duration", Ours: "duration_us", Read: func(v any) string {
		var ns float64
		_, _ = fmt.Sscan(fmt.Sprint(v), &ns)
		return fmt.Sprint(uint64(ns/1000 + 0.5))
	}},
}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, mysql/slowlog")
	for _, path := range recordstest.Under(realdata.Files(t, "elastic-filebeat-modules"), "/mysql/slowlog/", "-expected.json") {
		data, err := os.ReadFile(strings.TrimSuffix(path, "-expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		got := recordstest.Run(t, Formats()[2], string(data))
		if got.Gaps.Dropped() != 0 || sniffSlow(string(data)) == 0 {
			t.Errorf("%s: %+v", filepath.Base(path), got.Gaps.Gaps())
		}
		for _, doc := range recordstest.Expected(t, path) {
			place := fmt.Sprintf("%s@%v", strings.TrimSuffix(filepath.Base(path), "-expected.json"), doc["log.offset"])
			recordstest.Compare(score, place, doc, at(got.Events, doc["log.offset"]), mapping)
		}
	}
	score.Check(t)
}

// at finds the query whose record holds an offset; the set's records begin at
// the line with the time, or behind it.
func at(events []*event.Event, offset any) *event.Event {
	var n int64
	_, _ = fmt.Sscan(fmt.Sprint(offset), &n)
	for _, e := range events {
		if e.Text(event.MessageID) == "slow" && n < e.Offset+e.Length {
			return e
		}
	}
	return nil
}
