package iosxr

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
)

const sample = `<189>417: RP/0/RP0/CPU0:Nov 22 13:02:11.123 UTC: config[65841]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'jdoe'. Use 'show configuration commit changes 1000000412' to view the changes.`

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

func TestLine(t *testing.T) {
	events, gaps := agree.Syslog(newFamily(t), decode.Options{}, sample)
	if len(events) != 1 || gaps > 0 {
		t.Fatalf("%d events, %d gaps", len(events), gaps)
	}
	got := tabletest.Fields(events[0])
	for k, want := range map[string]string{"kind": "config_change", "action": "commit", "actor": "jdoe"} {
		if got[k] != want {
			t.Errorf("%s: %q, want %q", k, got[k], want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(sample)
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

func BenchmarkDecode(b *testing.B) {
	fam := newFamily(b)
	var h syslog.Header
	var e event.Event
	b.ReportAllocs()
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		h.Parse(sample)
		e.Reset()
		fam.Decode(&h, &e)
	}
}
