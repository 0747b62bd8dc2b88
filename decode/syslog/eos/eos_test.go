package eos

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
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

func TestAgree(t *testing.T) {
	score := agree.Napalm(t, newFamily(t), "eos", nil)
	score.Check(t)
	agree.Proven(t, tables(t), score)
}

func tables(t *testing.T) []*table.Table {
	t.Helper()
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	return []*table.Table{tb}
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
