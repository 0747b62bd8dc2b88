package syslog

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/internal/realdata"
)

// sameWithMemory compares a header read by a memory that other lines have filled
// with one read without any.
func sameWithMemory(t interface {
	Helper()
	Fatalf(string, ...any)
}, m *stamp.Memo, line string) {
	t.Helper()
	with, without := Header{stamps: m}, Header{}
	with.Parse(line)
	without.Parse(line)
	with.stamps = nil
	if !reflect.DeepEqual(with, without) {
		t.Fatalf("%q: %+v, want %+v", line, with, without)
	}
}

// No line changes how another is read: not one of another source, nor one that
// imitates it.
func TestMemoryChangesNothing(t *testing.T) {
	part := rapid.SampledFrom([]string{"<189>", "<13>1 ", "*", ".", "Nov 22 13:02:", "Nov 22 2026 13:02:", "2026 Nov 22 13:02:", "2026-11-22T13:02:", "2026-11-22T13:02:11Z ", "11", "12", "61", ".402", " UTC", " 2026", "+02:00",
		": ", " ", "pe1", " pe2:", "585917: ", "RP/0/RSP0/CPU0:", "sshd[1]:", "%A-5-B: ", " text", "192.0.2.1", "\x00"})
	var m stamp.Memo
	rapid.Check(t, func(t *rapid.T) {
		sameWithMemory(t, &m, strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), ""))
	})
}

func TestMemoryOverRealLines(t *testing.T) {
	var m stamp.Memo
	n := 0
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.HasSuffix(file, ".log") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\r\n")
			sameWithMemory(t, &m, line)
			for _, at := range []int{1, 7, 14, 22, 31} { // and with a sign of it gone
				if at < len(line) {
					sameWithMemory(t, &m, line[:at]+line[at+1:])
				}
			}
			n++
		}
	}
	if n < 1000 {
		t.Errorf("only %d lines", n)
	}
}

// The devices at hand are those that are remembered.
func TestDeviceAtHand(t *testing.T) {
	d := NewDecoder(nil, decode.Options{})
	host := rapid.StringMatching(`[ab]{0,3}[12]{0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		name := host.Draw(t, "host")
		if d.known[name] == nil && name != "" && rapid.Bool().Draw(t, "known") {
			d.known[name] = &device{host: name}
		}
		if got := d.device(name); got != d.known[name] {
			t.Fatalf("%q: %+v, want %+v", name, got, d.known[name])
		}
	})
}
