package linux

import (
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

type gaps []coverage.Gap

func (g *gaps) Event(*event.Event)    {}
func (g *gaps) Drop(gap coverage.Gap) { *g = append(*g, gap) }

// TestLost reads what systems say of their own losses; of a total, only what is
// new counts.
func TestLost(t *testing.T) {
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]uint64{
		"Nov 22 13:02:15 db1 rsyslogd[7]: imuxsock lost 417 messages from pid 411 due to rate-limiting\n":                         {417},
		"Nov 22 13:02:15 db1 rsyslogd: imjournal: 17 messages lost due to rate-limiting (20000 allowed within 600 seconds)\n":     {17},
		"Nov 22 13:02:15 db1 systemd-journald[3]: Suppressed 9 messages from sshd.service\n":                                      {9},
		"Nov 22 13:02:15 db1 systemd-journald[3]: Missed 4 kernel messages\n":                                                     {4},
		"Nov 22 13:02:15 db1 kernel: audit: audit_lost=5 audit_rate_limit=0\nNov 22 13:02:16 db1 kernel: audit: audit_lost=8 x\n": {5, 3},
		"Nov 22 13:02:15 db1 sshd[3]: imuxsock lost 417 messages from pid 411\n":                                                  nil,
		"Nov 22 13:02:15 db1 rsyslogd[7]: imuxsock lost many messages from pid 411\n":                                             nil,
	} {
		var got gaps
		d := syslog.NewDecoder([]syslog.Family{f}, decode.Options{Source: "s"})
		d.Decode(&event.Batch{Source: "s", Text: text}, &got)
		var counts []uint64
		for _, g := range got {
			counts = append(counts, g.Count)
			if g.Source != "db1" || g.Cause != coverage.Lost || g.Basis != coverage.Counter {
				t.Errorf("%q: %+v", text, g)
			}
		}
		if len(counts) != len(want) || len(want) > 0 && counts[0] != want[0] || len(want) > 1 && counts[1] != want[1] {
			t.Errorf("%q: lost %v, want %v", text, counts, want)
		}
	}
}
