package needle_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/detect/needle"
)

// naive looks for each needle at each place.
func naive(needles []string, text string) []needle.Hit {
	var out []needle.Hit
	folded := needle.Fold(text)
	for i, n := range needles {
		for at := 0; at+len(n) <= len(text); at++ {
			if folded[at:at+len(n)] == needle.Fold(n) {
				out = append(out, needle.Hit{Needle: int32(i), At: int32(at)})
			}
		}
	}
	return sorted(out)
}

func sorted(hits []needle.Hit) []needle.Hit {
	slices.SortFunc(hits, func(a, b needle.Hit) int { return cmp.Or(cmp.Compare(a.Needle, b.Needle), cmp.Compare(a.At, b.At)) })
	return hits
}

// TestEveryHit finds in texts of few letters, where needles overlap, exactly
// what looking at each place finds.
func TestEveryHit(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("aAbB.@`é")), 4, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		needles := rapid.SliceOfN(word, 0, 20).Draw(t, "needles")
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aAbB.@`é")), 0, 80, -1).Draw(t, "text")
		set, err := needle.New(needles)
		if err != nil {
			t.Fatal(err)
		}
		got := sorted(set.Scan(text, nil))
		if diff := gocmp.Diff(naive(needles, text), got); diff != "" {
			t.Errorf("needles %q in %q (-want +got)\n%s", needles, text, diff)
		}
	})
}

func TestShortNeedle(t *testing.T) {
	if _, err := needle.New([]string{"abcd", "abc"}); err == nil || !strings.Contains(err.Error(), `"abc"`) {
		t.Errorf("a needle of three bytes: %v", err)
	}
}

func FuzzScan(f *testing.F) {
	f.Add("show run\nguestshell", "GuestShell enable; show  running")
	f.Add("aaaa\naaaaaaaa", "aaaaaaaaaaaa")
	f.Fuzz(func(t *testing.T, list, text string) {
		var needles []string
		for n := range strings.SplitSeq(list, "\n") {
			if len(n) >= needle.Min {
				needles = append(needles, n)
			}
		}
		if len(list) > 2000 || len(text) > 2000 {
			return
		}
		set, err := needle.New(needles)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(naive(needles, text), sorted(set.Scan(text, nil))); diff != "" {
			t.Error(diff)
		}
	})
}

// corpus makes needles of 4 to 40 bytes of words, and lines of 200 bytes.
func corpus(n int) (needles, lines []string) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`interface address permit deny access list tunnel source destination mode gre ip community snmp server logging host
		user admin login session terminal monitor capture start stop copy running config startup boot flash bash guestshell enable
		powershell cmd.exe rundll32 \AppData\Local\Temp\ -EncodedCommand DownloadString( http:// https:// base64 whoami net1 lsass.exe`)
	word := func() string { return words[r.IntN(len(words))] }
	for len(needles) < n {
		s := word()
		for len(s) < 4+r.IntN(24) {
			s += string(" \\-_/=."[r.IntN(7)]) + word()
		}
		s += string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26)))
		needles = append(needles, s[:min(len(s), 40)])
	}
	for range 1000 {
		s := "<189>Nov 23 10:15:42 edge-1 4711: Nov 23 10:15:42.123: %SYS-5-CONFIG_I: "
		for len(s) < 200 {
			s += word() + " "
		}
		lines = append(lines, s[:200])
	}
	return needles, lines
}

// BenchmarkScan takes lines of 200 bytes for their length in MB/s.
func BenchmarkScan(b *testing.B) {
	for _, n := range []int{200, 2000, 20000} {
		needles, lines := corpus(n)
		set, err := needle.New(needles)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.Repeat("0", 0)+itoa(n), func(b *testing.B) {
			b.SetBytes(200)
			b.ReportAllocs()
			var hits []needle.Hit
			found := 0
			for i := 0; b.Loop(); i++ {
				hits = set.Scan(lines[i%len(lines)], hits[:0])
				found += len(hits)
			}
			b.ReportMetric(float64(found)/float64(b.N), "hits/op")
		})
	}
}

func itoa(n int) string {
	if n >= 1000 {
		return string(rune('0'+n/10000%10)) + string(rune('0'+n/1000%10)) + "k"
	}
	return "200"
}
