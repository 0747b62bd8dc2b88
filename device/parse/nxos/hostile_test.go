package nxos

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestCut cuts a configuration at every line and at many bytes: nothing
// panics, no cut file is whole, and nothing is stated that the whole file does
// not state.
func TestCut(t *testing.T) {
	raw, err := os.ReadFile("testdata/core.conf")
	if err != nil {
		t.Fatal(err)
	}
	sys := load(t)
	whole := map[string]bool{}
	read(sys, raw).dev.EachFact(func(path string, _ any, f model.Fact) {
		if _, _, how := f.Get(); how.Stated() {
			whole[path] = true
		}
	})
	for at := range bytes.TrimSuffix(bytes.TrimSpace(raw), []byte("end")) {
		if raw[at] != '\n' && at%37 != 0 {
			continue
		}
		r := read(sys, raw[:at])
		if end := sys.End(r.file, r.tree); end.Complete == model.Whole {
			t.Fatalf("cut at byte %d and still whole: %s", at, end.Why)
		}
		r.dev.EachFact(func(path string, _ any, f model.Fact) {
			if _, _, how := f.Get(); how.Stated() && !whole[path] {
				t.Errorf("cut at byte %d states %s", at, path)
			}
		})
	}
}

func TestJunkNeverPanics(t *testing.T) {
	raw, err := os.ReadFile("testdata/careless.conf")
	if err != nil {
		t.Fatal(err)
	}
	sys := load(t)
	// Every statement is read again with its words cut off one by one, and
	// with junk in place of each word.
	for _, line := range strings.Split(string(raw), "\n") {
		words := strings.Fields(line)
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for i := range words {
			for _, junk := range []string{"", "-1", "99999999999999999999", "\"", "::"} {
				cut := append(append([]string{}, words[:i]...), junk)
				read(sys, []byte("interface Ethernet1/1\n"+indent+strings.Join(cut, " ")+"\n"))
				read(sys, []byte(indent+"no "+strings.Join(cut, " ")+"\n"))
			}
		}
	}
}

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
		asJSON(t, r.dev)
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
