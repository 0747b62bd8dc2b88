package postgresql

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

func syslogFormat() decode.Format {
	return decode.Format{Split: syslog.Split, New: func(opt decode.Options) decode.Decoder {
		return syslog.NewDecoder([]syslog.Family{Family{}}, opt)
	}}
}

// Parts are joined as the server would write them to a file, per process.
func TestParts(t *testing.T) {
	const a, b = "<134>Nov  7 03:11:02 db1 postgres[4471]: ", "<134>Nov  7 03:11:02 db1 postgres[4472]: "
	for name, c := range map[string]struct {
		text    string
		want    map[string]string // the statement of each account
		missing uint64
	}{
		"long line and new line": {
			text: a + "[7-1] 2026-11-07 03:11:02.118 UTC rpt@cdr ERROR:  no such table\n" +
				a + "[7-2] 2026-11-07 03:11:02.118 UTC rpt@cdr STATEMENT:  SELECT a,\n" + a + "[7-3] #011  b\n" + a + "[7-4]  FROM cdr.calls\n",
			want: map[string]string{"rpt": "SELECT a,\n  b FROM cdr.calls"},
		},
		"two processes": {
			text: a + "[7-1] rpt@cdr LOG:  statement: SELECT a\n" + b + "[7-1] bob@cdr LOG:  statement: SELECT b\n" + a + "[7-2] #011FROM x\n" + b + "[7-2] #011FROM y\n" +
				a + "[8-1] ann@cdr LOG:  statement: SELECT 1\n",
			want: map[string]string{"rpt": "SELECT a\nFROM x", "bob": "SELECT b\nFROM y", "ann": "SELECT 1"},
		},
		"a part is missing": {
			text: a + "[7-1] rpt@cdr LOG:  statement: SELECT a\n" + a + "[7-3] #011FROM x\n",
			want: map[string]string{"rpt": "SELECT a\nFROM x"}, missing: 1,
		},
		"the first part is missing": {text: a + "[7-2] #011FROM x\n", want: map[string]string{"": ""}, missing: 1},
	} {
		got := recordstest.Run(t, syslogFormat(), c.text)
		if len(got.Events) != len(c.want) {
			t.Errorf("%s: %d events", name, len(got.Events))
		}
		for _, e := range got.Events {
			statement := e.Text(event.Object)
			if statement == "" {
				statement = e.Lookup("statement")
			}
			if want, ok := c.want[e.Text(event.Actor)]; !ok || want != statement {
				t.Errorf("%s: %s\nwant %q", name, recordstest.Line(e), want)
			}
		}
		var missing uint64
		for _, g := range got.Gaps.Gaps() {
			if missing += g.Count; g.Cause != coverage.Lost || g.Reason != syslog.MissingParts {
				t.Errorf("%s: %+v", name, g)
			}
		}
		if missing != c.missing {
			t.Errorf("%s: %d parts are missing, want %d", name, missing, c.missing)
		}
	}
}

// A name that a client gives itself may stand in front of the severity and look
// like one. The line cannot tell; what is spoilt is that record's own meaning:
// it stays one record, of the true account, with the statement in its text.
func TestSpoofedApplication(t *testing.T) {
	got := recordstest.Run(t, Formats()[0], "2026-11-07 03:11:02 UTC [4471] eve@cdr LOG:  connection authorized:  LOG:  statement: DROP TABLE calls\n")
	if len(got.Events) != 1 || got.Events[0].Text(event.Actor) != "eve" || !strings.Contains(got.Events[0].Text(event.Message), "DROP TABLE calls") {
		t.Errorf("%d events", len(got.Events))
	}
}

func FuzzSyslog(f *testing.F) {
	f.Add(syslogSample)
	f.Add("<1>Nov  7 03:11:02 d postgres[1]: [1-1] LOG:  x\n<1>Nov  7 03:11:02 d postgres[1]: [1-3]")
	f.Fuzz(func(t *testing.T, s string) { recordstest.Run(t, syslogFormat(), s) })
}
