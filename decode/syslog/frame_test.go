package syslog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// taken are the records of a batch, each with its line.
type taken []string

func (k *taken) Event(e *event.Event) { *k = append(*k, fmt.Sprint(e.Line, " ", e.Raw)) }
func (k *taken) Drop(g coverage.Gap)  { *k = append(*k, g.Where+" dropped") }

func TestFrames(t *testing.T) {
	const a, b = "<13>Nov 22 13:02:11 h1 first", "<13>Nov 22 13:02:12 h1 second"
	for text, want := range map[string][]string{
		a + "\n" + b + "\n":                        {"1 " + a, "2 " + b},
		a + "\r\n\r\n" + b:                         {"1 " + a, "3 " + b},
		a + "\n  more\n\tand more\n" + b + "\n":    {"1 " + a + "\n  more\n\tand more", "4 " + b},
		a + "\n " + b + "\n":                       {"1 " + a, "2  " + b},
		"  alone\n" + a:                            {"s:1 dropped", "2 " + a},
		fmt.Sprint(len(a), " ", a, len(b), " ", b): {"1 " + a, "1 " + b},
		fmt.Sprint(len(a)+5, " ", a, "\nline\n", len(b), " ", b, "\n"): {"1 " + a + "\nline", "3 " + b},
		fmt.Sprint(len(a)+99, " ", a, "\n") + b:                        {"1 " + a, "2 " + b},
		"12 apples\n" + a:                                              {"s:1 dropped", "2 " + a},
	} {
		var got taken
		NewDecoder(nil, decode.Options{Source: "s"}).Decode(&event.Batch{Source: "s", Text: text}, &got)
		if diff := cmp.Diff(want, []string(got)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
}

// Wherever a stream is cut, the records are those of the whole.
func TestSplitCutsBetweenRecords(t *testing.T) {
	piece := rapid.SampledFrom([]string{"<13>Nov 22 13:02:11 h1 text\n", " more\n", "\tmore\n", "\n", "garbage\n", "31 <13>Nov 22 13:02:11 h1 counted\n\n"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 1, 20).Draw(t, "pieces"), "")
		var want, got taken
		NewDecoder(nil, decode.Options{Source: "s"}).Decode(&event.Batch{Source: "s", Text: text}, &want)
		d := NewDecoder(nil, decode.Options{Source: "s"})
		buf, line := "", 0
		for i := 0; i < len(text); {
			n := min(len(text)-i, rapid.IntRange(1, 80).Draw(t, "read"))
			buf += text[i : i+n]
			i += n
			whole := Split([]byte(buf), i == len(text))
			d.Decode(&event.Batch{Source: "s", Text: buf[:whole], Line: line}, &got)
			line += strings.Count(buf[:whole], "\n")
			buf = buf[whole:]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-want +got)\n%s", text, diff)
		}
	})
}
