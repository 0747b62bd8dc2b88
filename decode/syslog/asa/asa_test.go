package asa

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
)

const sample = `<166>Nov 22 2026 13:02:15 fw1 : %ASA-6-106015: Deny TCP (no connection) from 203.0.113.9/53089 to 192.0.2.1/443 flags RST  on interface outside`

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
	for k, want := range map[string]string{"kind": "flow", "action": "deny", "actor_addr": "203.0.113.9"} {
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
