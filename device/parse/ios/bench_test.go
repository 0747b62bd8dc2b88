package ios

import (
	"os"
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// BenchmarkRead lexes and reads a configuration that has every kind of
// statement; the budget is 1 ms per 1,000 lines.
func BenchmarkRead(b *testing.B) {
	raw, err := os.ReadFile("testdata/edge.conf")
	if err != nil {
		b.Fatal(err)
	}
	sys, err := New()
	if err != nil {
		b.Fatal(err)
	}
	f := clean.Clean(raw)
	keyer := model.NewKeyer(make([]byte, 32))
	b.ReportAllocs()
	for b.Loop() {
		t := sys.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
		sys.Read(stmt.NewCtx(&model.Device{}, t, keyer, f.RawLines))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(f.RawLines)*1000, "µs/1000lines")
}
