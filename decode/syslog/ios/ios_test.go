package ios

import (
	"testing"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
)

func TestMessages(t *testing.T) {
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	tabletest.Run(t, tb)
}

func TestClaim(t *testing.T) {
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]syslog.Claim{
		"*Nov 22 13:02:15: %A-5-B: x":                                syslog.Sure,
		"000418: Nov 22 2026 13:02:15.008 UTC: %SYS-5-CONFIG_I: x":   syslog.Likely,
		"Nov 22 13:02:15: %A-5-B: x":                                 syslog.Maybe,
		"RP/0/0/CPU0:Nov 22 13:02:15.008 UTC: exec[1]: %A-B-6-C : x": syslog.No,
		"2026 Nov 22 13:02:15 UTC: %SYS-5-CONFIG_I: x":               syslog.No,
		"%ASA-6-302013: x":                                           syslog.No,
		"Nov 22 13:02:11 db1 sshd[411]: x":                           syslog.No,
	} {
		var h syslog.Header
		h.Parse(line)
		if got := f.Claim(&h); got != want {
			t.Errorf("%q: claim %d, want %d", line, got, want)
		}
	}
}
