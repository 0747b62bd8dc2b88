package stamp

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/event"
)

func TestRead(t *testing.T) {
	const (
		year, zone = event.YearGuessed, event.ZoneGuessed
	)
	for _, c := range []struct {
		in   string
		rest string
		want string // RFC 3339 in UTC; the clock's Near is 2026-12-01
		says event.Clock
	}{
		{"Nov 22 13:02:11 pe1 x", " pe1 x", "2026-11-22T13:02:11Z", year | zone},
		{"Nov  2 13:02:11: %SYS", ": %SYS", "2026-11-02T13:02:11Z", year | zone},
		{"Dec 22 13:02:11", "", "2025-12-22T13:02:11Z", year | zone},
		{"Dec  3 13:02:11", "", "2026-12-03T13:02:11Z", year | zone},
		{"Feb 29 00:00:00", "", "2024-02-29T00:00:00Z", year | zone},
		{"*Nov 22 13:02:11.402: %", ": %", "2026-11-22T13:02:11.402Z", year | zone | event.Unset},
		{".Nov 22 2026 13:02:11.402 CET: %", ": %", "2026-11-22T12:02:11.402Z", event.Unsynchronised},
		{"Nov 22 2026 13:02:11.402 UTC: %", ": %", "2026-11-22T13:02:11.402Z", 0},
		{"Nov 22 13:02:11.402 EST: %", ": %", "2026-11-22T18:02:11.402Z", year | zone},
		{"Nov 22 2026 13:02:11 pe7 : %ASA", " pe7 : %ASA", "2026-11-22T13:02:11Z", zone},
		{"Sun Nov 22 13:02:11 2026:type=update", ":type=update", "2026-11-22T13:02:11Z", zone},
		{"Sun Nov 22 13:02:11.120 UTC 2026: x", ": x", "2026-11-22T13:02:11.12Z", 0},
		{"2026 Nov 22 13:02:11.402 UTC: %", ": %", "2026-11-22T13:02:11.402Z", 0},
		{"2026 Nov 22 13:02:11 UTC+2: %", ": %", "2026-11-22T11:02:11Z", 0},
		{"2026-11-22T13:02:11.123456+02:00 pe1", " pe1", "2026-11-22T11:02:11.123456Z", 0},
		{"2026-11-22T13:02:11Z", "", "2026-11-22T13:02:11Z", 0},
		{"2026-11-22 13:02:11,402 -0500 x", " x", "2026-11-22T18:02:11.402Z", 0},
		{"2026-11-22 13:02:11 +00:00 0018", " 0018", "2026-11-22T13:02:11Z", 0},
		{"2026-11-22 13:02:11.118 UTC [4471]", " [4471]", "2026-11-22T13:02:11.118Z", 0},
		{"2026/11/22 13:02:11,012801", ",012801", "2026-11-22T13:02:11Z", zone}, // PAN-OS: a serial number
		{"22 Nov 2026 13:02:11", "", "2026-11-22T13:02:11Z", zone},
		{"22/Nov/2026:13:02:11 +0000]", "]", "2026-11-22T13:02:11Z", 0},
		{"1795352531", "", "2026-11-22T13:02:11Z", 0},
		{"1795352531.402118 x", " x", "2026-11-22T13:02:11.402118Z", 0},
		{"1795352531402", "", "2026-11-22T13:02:11.402Z", 0},
		{"1795352531402118000", "", "2026-11-22T13:02:11.402118Z", 0},
		{"Feb 30 13:02:11", "", "", year | zone | event.OutOfRange},
		{"00:04:11: %LINK", ": %LINK", "", event.SinceBoot},
		{"1d02h: %LINK", ": %LINK", "", event.SinceBoot},
		{"2w3d: %LINK", ": %LINK", "", event.SinceBoot},
	} {
		st, n := Read(c.in)
		if n == 0 || c.in[n:] != c.rest {
			t.Errorf("%q: took %d, left %q, want %q", c.in, n, c.in[n:], c.rest)
			continue
		}
		clock := Clock{Near: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}
		got, says := clock.Time(st)
		if says != c.says {
			t.Errorf("%q: %v, want %v", c.in, says.Names(), c.says.Names())
		}
		text := ""
		if got != 0 {
			text = time.UnixMicro(got).UTC().Format(time.RFC3339Nano)
		}
		if text != c.want {
			t.Errorf("%q: %s, want %s", c.in, text, c.want)
		}
	}
}

func TestReadTakesNothingElse(t *testing.T) {
	for _, s := range []string{
		"", " ", "*", "pe1", "Nov", "Nov 22", "Nov 22 pe1", "Nov 22 25:00:00", "Nov 22 13:61:00", "Marvin 12:00",
		"12", "12345", "585917: Feb", "99999999999999999999", "10.0.0.1", "2026-11", "2026-11-22", "1d", "3h",
		"November the 5th", "Sun", "%SYS-5-CONFIG_I",
	} {
		if _, n := Read(s); n != 0 {
			t.Errorf("%q: took %q", s, s[:n])
		}
	}
}

func TestZoneIsNoWordBehindTheTime(t *testing.T) {
	for _, s := range []string{"Nov 22 13:02:11 est-router1 x", "Nov 22 13:02:11 UTC.example.net x", "Nov 22 13:02:11 -", "Nov 22 13:02:11 +1:22:33"} {
		if st, n := Read(s); n != len("Nov 22 13:02:11") || st.HasZone {
			t.Errorf("%q: took %q", s, s[:n])
		}
	}
}

func TestUptime(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"00:04:11": 4*time.Minute + 11*time.Second, "1d02h": 26 * time.Hour, "2w3d": 17 * 24 * time.Hour,
		"1y12w": (365 + 84) * 24 * time.Hour, "100:00:01.500": 100*time.Hour + 1500*time.Millisecond,
	} {
		if st, _ := Read(s); st.Uptime != want.Microseconds() {
			t.Errorf("%s: %d, want %v", s, st.Uptime, want)
		}
	}
}

func TestAssumedZone(t *testing.T) {
	st, _ := Read("2026-11-22 13:02:11")
	c := Clock{Offset: -5 * hour, HasZone: true}
	got, says := c.Time(st)
	if want := time.Date(2026, 11, 22, 18, 2, 11, 0, time.UTC).UnixMicro(); got != want || says != event.ZoneGuessed {
		t.Errorf("%d %v, want %d", got, says.Names(), want)
	}
	st, _ = Read("Nov 22 13:02:11")
	if got, says := new(Clock).Time(st); got != 0 || says&event.YearGuessed == 0 {
		t.Errorf("a year was made up: %d", got)
	}
}

// Every layout gives what the standard library reads from it.
func TestAgainstTime(t *testing.T) {
	layouts := []string{
		"Jan _2 2006 15:04:05", "Jan 2 2006 15:04:05.000", "2006 Jan _2 15:04:05.000", time.RFC3339Nano, "2006-01-02 15:04:05.000000 -0700",
		"2006/01/02 15:04:05", "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05.000 2006", "02/Jan/2006:15:04:05 -0700", "2 Jan 2006 15:04:05",
	}
	rapid.Check(t, func(t *rapid.T) {
		offset := rapid.IntRange(-14*60, 14*60).Draw(t, "offset")
		when := time.UnixMicro(rapid.Int64Range(1e12, 7e15).Draw(t, "micro")).In(time.FixedZone("", offset*60))
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		s := when.Format(layout)
		st, n := Read(s)
		if n != len(s) {
			t.Fatalf("%q: took %d of %d", s, n, len(s))
		}
		want, err := time.Parse(layout, s)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := new(Clock).Time(st)
		if got != want.UnixMicro() {
			t.Fatalf("%q: %v, want %v", s, time.UnixMicro(got).UTC(), want.UTC())
		}
	})
}

func TestCivilIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		micro := rapid.Int64Range(-2e15, 7e15).Draw(t, "micro")
		want := time.UnixMicro(micro).UTC()
		st := civil(micro)
		got := time.Date(st.Year, time.Month(st.Month), st.Day, st.Hour, st.Minute, st.Second, st.Micro*1000, time.UTC)
		if !got.Equal(want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// A memo gives what Read gives, whatever it was shown before.
func TestMemo(t *testing.T) {
	part := rapid.SampledFrom([]string{"*", ".", " ", "Nov 22 ", "Nov  2 ", "Sun ", "Sun, ", "2026 ", "2026-11-22", "2026/11/22", "22/Nov/2026", "T", ":", "13:02:", "13:02:", "23:59:", "25:61:", "3:02:", "11", "59", "60", "61", "7", "1x",
		".402", ",402", " UTC", " CET", " EST", "+02:00", " -0500", " GMT+2", " 2026", " 2026:", " 2025 UTC", "Z", " pe1", "1795352531", "00:04:", "1d02h", "192.0.2.1"})
	var m Memo // of all draws
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 7).Draw(t, "parts"), "")
		want, n := Read(s)
		var got Stamp
		if took := m.Read(s, &got); took != n || got != want {
			t.Fatalf("%q: took %d %+v, want %d %+v", s, took, got, n, want)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"*Nov 22 2026 13:02:11.402 UTC: %", "2026-11-22T13:02:11Z", "1w2d: ", "Sun Nov 22 13:02:11 2026:", "1795352531.402"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		st, n := Read(s)
		if n < 0 || n > len(s) || n > maxLen {
			t.Fatalf("took %d of %d", n, len(s))
		}
		clock := Clock{Near: 1795352531e6}
		if got, says := clock.Time(st); n > 0 && got == 0 && says&(event.SinceBoot|event.OutOfRange) == 0 && st.Year != 1970 {
			t.Fatalf("%q: no time and no reason", s[:n])
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, s := range []string{"Nov 22 13:02:11.402: %SYS", "Nov 22 2026 13:02:11.402 UTC: %SYS", "2026-11-22T13:02:11.123456+02:00 pe1"} {
		b.Run(s, func(b *testing.B) {
			clock := Clock{Near: 1795352531e6}
			b.ReportAllocs()
			for b.Loop() {
				st, _ := Read(s)
				clock.Time(st)
			}
		})
		b.Run("memo/"+s, func(b *testing.B) {
			var m Memo
			var st Stamp
			for b.Loop() {
				m.Read(s, &st)
			}
		})
	}
}
