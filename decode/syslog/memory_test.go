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

// memory is what a decoder keeps of headers.
type memory struct {
	stamps  stamp.Memo
	layouts layouts
}

// sameWithMemory compares a header read by a memory that other lines have filled
// with one read without any, and then with it as the line has left it.
func sameWithMemory(t interface {
	Helper()
	Fatalf(string, ...any)
}, m *memory, line string) {
	t.Helper()
	var without Header
	without.Parse(line)
	for range 2 {
		with := Header{stamps: &m.stamps, layouts: &m.layouts}
		with.Parse(line)
		with.stamps, with.layouts = nil, nil
		if !reflect.DeepEqual(with, without) {
			t.Fatalf("%q: %+v, want %+v", line, with, without)
		}
	}
}

// No line changes how another is read: not one of another source, nor one that
// imitates it, nor one that has other digits.
func TestMemoryChangesNothing(t *testing.T) {
	part := rapid.SampledFrom([]string{"<189>", "<13>1 ", "*", ".", "Nov 22 13:02:", "Sun Nov 22 13:02:", "Nov 22 2026 13:02:", "2026 Nov 22 13:02:", "2026-11-22T13:02:", "2026-11-22T13:02:11Z ", "11", "12", "61", ".402", " UTC", " 2026", "+02:00",
		": ", " ", "pe1", " pe2:", "585917: ", "2026: ", "417: ", "1795352531: ", "RP/0/RSP0/CPU0:", "sshd[1]:", "%A-5-B: ", "%%01A/5/B(l)[1]:", " text", "192.0.2.1", "10:02:11", "1d02h", "nov1 ", "\x00"})
	var m memory
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")
		sameWithMemory(t, &m, line)
		digits := rapid.SliceOfN(rapid.IntRange(-3, 9), 1, 8).Draw(t, "digits")
		for range 3 {
			line = otherDigits(line, digits)
			sameWithMemory(t, &m, line)
		}
	})
}

// otherDigits changes digits of a line by those given, in turn; none below 0.
func otherDigits(line string, by []int) string {
	out, n := []byte(line), 0
	for i, c := range out {
		if !isDigit(c) {
			continue
		}
		if d := by[n%len(by)]; d >= 0 {
			out[i] = '0' + (c-'0'+byte(d))%10
		}
		n++
	}
	return string(out)
}

func TestMemoryOverRealLines(t *testing.T) {
	var m memory
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
			for by := 1; by < 10; by++ {
				sameWithMemory(t, &m, otherDigits(line, []int{-1, -1, by, -1, -1, by, -1}))
				sameWithMemory(t, &m, otherDigits(line, []int{by}))
			}
			n++
		}
	}
	if n < 1000 {
		t.Errorf("only %d lines", n)
	}
}

// FuzzMemory is TestMemoryChangesNothing for two lines of any bytes.
func FuzzMemory(f *testing.F) {
	f.Add("<189>Nov 22 13:02:11 pe1 4415: RP/0/RSP0/CPU0:Nov 22 13:02:11.008 UTC: config[65811]: %A-B-6-C : text", "<189>Nov 22 13:02:12 pe2 4416: RP/0/RSP0/CPU0:Nov 22 13:02:12.118 UTC: config[65812]: %A-B-6-C : text")
	f.Add("Nov 22 13:02:11 vmx01 mgd[7729]: UI_COMMIT: User", "Nov 22 13:02:59 vmx02 mgd[1111]: Nov 22 2026")
	f.Fuzz(func(t *testing.T, one, other string) {
		var m memory
		for _, line := range []string{one, other, one} {
			sameWithMemory(t, &m, line)
		}
	})
}

// Lines of a device that differ by time, number and process are read by what is
// remembered: this is what makes it worth its memory.
func TestLayoutsAreFound(t *testing.T) {
	for _, line := range []string{
		"<190>Nov 22 13:02:11 192.0.2.11 585917: Nov 22 13:02:11.900: %SEC-6-IPACCESSLOGP: list 177 denied udp",
		"<189>000418: Nov 22 2026 13:02:11.008 UTC: %SYS-5-CONFIG_I: Configured from console by jdoe",
		"<189>Nov 22 13:02:11 pe1 4415: RP/0/RSP0/CPU0:Nov 22 13:02:11.008 UTC: config[65811]: %MGBL-CONFIG-6-DB_COMMIT : text",
		"<189>Nov 22 13:02:11 vmx01 mgd[7729]: UI_CMDLINE_READ_LINE: User 'jdoe', command 'show log'",
		"Nov 22 13:02:11 db2 sshd[412]: Failed password for invalid user root from 203.0.113.9 port 50122 ssh2",
		"<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[17]:Recorded command information.",
		"<14>Nov 22 13:02:11 fw1 1,2026/11/22 13:02:11,012801,SYSTEM,general,0,2026/11/22 13:02:11,,general",
		"2026-11-22T13:02:11.123456+00:00 db2 sshd[412]: Failed password for root from 203.0.113.9 port 50122 ssh2",
	} {
		var m memory
		h := Header{stamps: &m.stamps, layouts: &m.layouts}
		h.Parse(line)
		line = strings.ReplaceAll(strings.ReplaceAll(line, ":11", ":47"), "12]", "39]")
		p := parser{s: line, h: &Header{}}
		_, hasPri := p.pri()
		if !m.layouts.find(line[p.i:]).read(&p, hasPri) {
			t.Errorf("%q: not found", line)
		}
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
