package eos

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func newFamily(t testing.TB) syslog.Family {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMessages(t *testing.T) {
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	tabletest.Run(t, tb)
}

// want is what napalm-logs expects of a line's header.
type want struct {
	Details struct {
		Host, Tag, Pri, ProcessName, Message, Date, Time string
	} `json:"message_details"`
	Timestamp int64
}

func TestNapalmLogs(t *testing.T) {
	f := newFamily(t)
	var score agree.Score
	for _, file := range realdata.Files(t, "napalm-logs") {
		if !strings.Contains(file, "/eos/") || filepath.Base(file) != "syslog.msg" {
			continue
		}
		place := filepath.Base(filepath.Dir(filepath.Dir(file)))
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := os.ReadFile(filepath.Join(filepath.Dir(file), "yang.json"))
		if err != nil {
			t.Fatal(err)
		}
		var w want
		if err := json.Unmarshal(answer, &w); err != nil {
			t.Fatal(err)
		}
		events, _ := agree.Syslog(f, decode.Options{Near: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro()}, string(text))
		if len(events) != 1 || events[0].Format != "eos" {
			t.Errorf("%s: %d events", place, len(events))
			continue
		}
		e := events[0]
		var h syslog.Header
		h.Parse(string(text))
		score.Field("pri", place, w.Details.Pri, fmt.Sprint(h.Pri))
		score.Field("host", place, w.Details.Host, e.Text(event.Reporter))
		score.Field("process", place, w.Details.ProcessName, e.Text(event.Program))
		score.Field("tag", place, w.Details.Tag, e.Text(event.MessageID))
		score.Field("message", place, strings.TrimLeft(w.Details.Message, ": "), e.Text(event.Message))
		score.Field("time", place, w.Details.Date+" "+w.Details.Time, when(e.Time, w.Details.Date))
	}
	score.Check(t, 0.95, "pri", "host", "time", "tag")
}

// when writes a time as the set does: with the parts that the stamp has.
func when(micro int64, like string) string {
	at := time.UnixMicro(micro).UTC()
	if strings.HasPrefix(like, "20") {
		return at.Format("2006-01-02 15:04:05-07:00")
	}
	return at.Format("Jan _2 15:04:05")
}

const command = "<189>Nov 22 13:02:11 sw5 Aaa: %ACCOUNTING-6-CMD: jdoe vty5 198.51.100.7 stop task_id=12 start_time=1795352531.1 timezone=UTC service=shell priv-lvl=15 cmd=bash <cr>"

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(command)
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

func BenchmarkDecode(b *testing.B) {
	fam := newFamily(b)
	var h syslog.Header
	var e event.Event
	b.ReportAllocs()
	b.SetBytes(int64(len(command)))
	for b.Loop() {
		h.Parse(command)
		e.Reset()
		if fam.Claim(&h) != syslog.Sure {
			b.Fatal("not claimed")
		}
		fam.Decode(&h, &e)
	}
}
