package tacacs

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

const sample = "Nov  7 02:06:10\t192.0.2.201\tnoc.js\tvty2\t198.51.100.23\tstart\ttask_id=5530\ttimezone=UTC\tservice=shell\tstart_time=1794017170\n" +
	"Nov  7 02:07:44\t192.0.2.201\tnoc.js\tvty2\t198.51.100.23\tstop\ttask_id=5531\tservice=shell\tpriv-lvl=15\tcmd=show snmp user <cr>\n" +
	"2026-11-07 02:09:30 +0000\t192.0.2.201\tnoc.js\tvty2\t198.51.100.23\tstop\ttask_id=5533\tservice=shell\tpriv-lvl=15\tcmd=configure terminal <cr>\n" +
	"Sat Nov  7 02:09:58 2026\tpe1\tnoc.js\tvty2\tasync\tstop\ttask_id=5534\tservice=shell\tcmd=banner motd a\tb c <cr>\tpriv-lvl=15\n" +
	"Nov  7 02:31:02\t192.0.2.201\tnoc.js\tvty2\t198.51.100.23\tstop\ttask_id=5530\tservice=shell\telapsed_time=1492\n" +
	"Nov  7 02:31:02\t192.0.2.201\tunknown\tunknown\tunknown\tstart\ttask_id=1\tservice=system\tevent=sys_acct\treason=reload\n" +
	"broken\tline\n"

func TestGolden(t *testing.T) {
	if Formats()[0].Sniff(sample) == 0 || Formats()[0].Sniff("Nov  7 02:06:10 a b\n") != 0 {
		t.Error("not told apart")
	}
	got := recordstest.Run(t, Formats()[0], sample)
	var b strings.Builder
	for _, e := range got.Events {
		b.WriteString(recordstest.Line(e) + "\n")
	}
	for _, g := range got.Gaps.Gaps() {
		b.WriteString("gap " + g.Reason + " " + g.Where + "\n")
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

func FuzzTacacs(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, s string) {
		Formats()[0].Sniff(s)
		recordstest.Run(t, Formats()[0], s)
	})
}

func BenchmarkCommand(b *testing.B) {
	line := strings.SplitAfter(sample, "\n")[1]
	d := Formats()[0].New(decode.Options{Near: 1795400000e6})
	batch := &event.Batch{Text: strings.Repeat(line, 1000)}
	b.SetBytes(int64(len(batch.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(batch, nothing{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/record")
}

type nothing struct{ decode.Sink }

func (nothing) Event(*event.Event) {}
