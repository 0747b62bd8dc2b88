package postgresql

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	csvSample = `2026-11-07 03:11:02.118 UTC,"rpt","cdr",4471,"192.0.2.77:51220",690d3c2f.1177,3,"SELECT",2026-11-07 03:10:00 UTC,3/0,0,LOG,00000,"AUDIT: SESSION,2,1,READ,SELECT,TABLE,cdr.calls,""SELECT *
FROM cdr.calls"",<none>",,,,,,,,,"psql","client backend",,0
2026-11-07 03:11:03.118 UTC,"rpt","cdr",4471,"[local]",690d3c2f.1177,4,"SELECT",2026-11-07 03:10:00 UTC,3/0,0,ERROR,42501,"permission denied for table x",,,,,,"select * from x",15,,"psql","client backend",,0
not a record
`
	jsonSample = `{"timestamp":"2026-11-07 03:11:02.118 UTC","user":"rpt","dbname":"cdr","pid":4471,"remote_host":"192.0.2.77","remote_port":51220,"session_id":"690d3c2f.1177","line_num":3,"ps":"SELECT","error_severity":"LOG","message":"AUDIT: OBJECT,2,1,READ,SELECT,TABLE,cdr.calls,\"SELECT * FROM cdr.calls WHERE a = $1\",7","application_name":"psql","backend_type":"client backend"}
{"timestamp":
`
	syslogSample = `<134>Nov  7 03:11:02 db1 postgres[4471]: [7-1] 2026-11-07 03:11:02.118 UTC rpt@cdr LOG:  AUDIT: SESSION,2,1,READ,SELECT,TABLE,cdr.calls,"SELECT *
<134>Nov  7 03:11:02 db1 postgres[4471]: [7-2] #011FROM cdr.calls",<none>
`
)

func TestGolden(t *testing.T) {
	server, err := os.ReadFile("testdata/server.log")
	if err != nil {
		t.Fatal(err)
	}
	fs := Formats()
	fs = append(fs, decode.Format{Split: fs[2].Split, New: func(opt decode.Options) decode.Decoder {
		return syslog.NewDecoder([]syslog.Family{Family{}}, opt)
	}})
	var b strings.Builder
	for i, text := range []string{string(server), csvSample, jsonSample, syslogSample} {
		if i < 3 {
			for j := range fs[:3] {
				if s := fs[j].Sniff(text); (s > 60) != (i == j) {
					t.Errorf("%s is sure by %d of sample %d", fs[j].Name, s, i)
				}
			}
		}
		got := recordstest.Run(t, fs[i], text)
		for _, e := range got.Events {
			b.WriteString(recordstest.Line(e) + "\n")
		}
		for _, g := range got.Gaps.Gaps() {
			b.WriteString("gap " + g.Reason + " " + g.Where + "\n")
		}
	}
	if *update {
		if err := os.WriteFile("testdata/golden.txt", []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// What a client puts into its statement never begins a record of its own.
func TestSpoofedRecord(t *testing.T) {
	spoof := "2026-11-07 03:20:00 UTC [1] boss@cdr LOG:  statement: SELECT 1"
	text := "2026-11-07 03:11:02 UTC [4471] eve@cdr LOG:  statement: SELECT '\n\t" + spoof + "'\n"
	got := recordstest.Run(t, Formats()[0], text)
	if len(got.Events) != 1 || got.Events[0].Text(event.Actor) != "eve" {
		t.Errorf("%d events", len(got.Events))
	}
}

func FuzzFormats(f *testing.F) {
	for _, s := range []string{csvSample, jsonSample, "2026-11-07 03:21:00 UTC [9]: user=bob,db=crm LOG:  00000: AUDIT: SESSION,1\n\tx\n DETAIL:  y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, format := range Formats() {
			format.Sniff(s)
			recordstest.Run(t, format, s)
		}
	})
}

func BenchmarkFile(b *testing.B) {
	line := "2026-11-07 03:12:44.930 UTC [4471] rpt_batch@cdr 192.0.2.77(51220) LOG:  AUDIT: SESSION,2,1,READ,SELECT,TABLE,cdr.calls,\"SELECT * FROM cdr.calls WHERE x = $1\",7\n"
	batch := &event.Batch{Text: strings.Repeat(line, 1000)}
	d := newFile(decode.Options{})
	b.SetBytes(int64(len(batch.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(batch, nothing{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/record")
}

type nothing struct{ decode.Sink }

func (nothing) Event(*event.Event) {}
