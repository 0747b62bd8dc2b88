package nxos

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/core.conf", "testdata/careless.conf"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range bytes.SplitAfter(raw, []byte("\n!")) {
			f.Add(part)
		}
		f.Add(raw)
	}
	sys := load(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 1<<16 {
			return
		}
		r := read(sys, raw)
		r.sniff()
		if end := sys.End(r.file, r.tree); end.Complete == model.Truncated && end.Why == "" {
			t.Error("truncated without a reason")
		}
		if _, err := json.Marshal(r.dev); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	raw, err := os.ReadFile("testdata/core.conf")
	if err != nil {
		b.Fatal(err)
	}
	raw = bytes.Repeat(raw, 4) // about 1,000 lines
	sys := load(b)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		read(sys, raw)
	}
}
