package decode_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/event"
)

// kept gathers what a source gave.
type kept struct {
	events []*event.Event
	log    coverage.Log
}

func (k *kept) Event(e *event.Event) { k.events = append(k.events, e.Clone()) }
func (k *kept) Drop(g coverage.Gap)  { k.log.Drop(g) }

func all(t testing.TB) []decode.Format {
	t.Helper()
	fs, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

const line = "Nov 22 13:02:15 pe1 17: *Nov 22 13:02:15: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)\n"

func TestRead(t *testing.T) {
	text := strings.Repeat(line, 20_000)
	var k kept
	got, err := decode.Read(context.Background(), iotest.HalfReader(strings.NewReader(text)), all(t), decode.Options{Source: "a.log", Near: 1795400000e6}, &k)
	if err != nil || got.Format.Name != "syslog" || got.Bytes != int64(len(text)) || got.Sum != sha256.Sum256([]byte(text)) {
		t.Fatalf("%+v, %v", got, err)
	}
	if len(k.events) != 20_000 || k.log.Dropped() != 0 {
		t.Fatalf("%d events, %v", len(k.events), k.log.Gaps())
	}
	last := k.events[len(k.events)-1]
	if last.Line != 20_000 || last.Text(event.Actor) != "jdoe" || last.Format != "ios" || last.Offset != int64(len(text)-len(line)) || last.Length != int64(len(line)) {
		t.Errorf("%+v", last)
	}
	for _, e := range k.events {
		if at := e.Offset - e.Batch.Offset; !strings.Contains(e.Batch.Text[at:at+e.Length], e.Raw) || sha256.Sum256([]byte(e.Batch.Text)) != e.Batch.Sum {
			t.Fatalf("line %d is not where it says", e.Line)
		}
	}
}

// However a source arrives, and whatever is in it, each byte of it belongs to
// an event or to a gap, and good lines give the same events as alone.
// What was compared with no expected answer says so: a message, a family, a
// format.
func TestUnverified(t *testing.T) {
	for text, want := range map[string]bool{
		line: true, // seen in public, but with no answer
		"<189>17: pe1: Nov 22 13:02:15.172: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/2, changed state to down\n":  false,
		"<189>17: pe1: Nov 22 13:02:15.172: %NOBODY-5-KNOWS: this\n":                                                         false,
		"<189>: 2026 Nov 22 13:02:15 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by jdoe on 198.51.100.7@pts/0\n": true,
		"20261122 13:02:15,db1,jdoe,192.0.2.9,44,7,QUERY,shop,'SELECT 1',0\n":                                                true,
	} {
		var k kept
		if _, err := decode.Read(context.Background(), strings.NewReader(text), all(t), decode.Options{}, &k); err != nil {
			t.Fatal(text, err)
		}
		if len(k.events) != 1 || k.events[0].Unverified != want {
			t.Errorf("%s: %d events, %+v", text, len(k.events), k.events[0])
		}
	}
}

func TestNothingIsLost(t *testing.T) {
	fs := all(t)
	pieces := rapid.SampledFrom([]string{line, "\n", "\r\n", "garbage\n", "\x00\x00\n", strings.Repeat("x", 1<<20+9) + "\n", strings.Repeat("bad\n", 1000), "no end", "\xff\xfe<189>\n"})
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(pieces, 1, 12).Draw(t, "parts")
		text := line + strings.Join(parts, "")
		var r io.Reader = strings.NewReader(text)
		if rapid.Bool().Draw(t, "slow") {
			r = iotest.HalfReader(r)
		}
		var k kept
		if _, err := decode.Read(context.Background(), r, fs, decode.Options{Source: "a.log", Forced: true}, &k); err != nil {
			t.Fatal(err)
		}
		good, bytes := 0, int64(0)
		for _, e := range k.events {
			bytes += e.Length
			for _, p := range e.Parts {
				bytes += p.Length
			}
			if e.Text(event.Actor) == "jdoe" {
				good++
			}
		}
		for _, g := range k.log.Gaps() {
			bytes += int64(g.Bytes)
		}
		blank := int64(0)
		for l := range strings.SplitAfterSeq(text, "\n") {
			if strings.TrimSpace(l) == "" {
				blank += int64(len(l))
			}
		}
		want := strings.Count(text, line)
		if strings.Contains(text, "no end"+line) {
			want -= strings.Count(text, "no end"+line)
		}
		if good < want || bytes+blank != int64(len(text)) {
			t.Fatalf("%d good lines of %d, %d of %d bytes accounted for", good, want, bytes+blank, len(text))
		}
	})
}

func TestReadFails(t *testing.T) {
	var k kept
	if _, err := decode.Read(context.Background(), strings.NewReader("just some words\n"), all(t), decode.Options{}, &k); !errors.Is(err, decode.ErrUnknownFormat) {
		t.Errorf("%v", err)
	}
	broken := io.MultiReader(strings.NewReader(line+line[:40]), iotest.ErrReader(errors.New("disk on fire")))
	if _, err := decode.Read(context.Background(), broken, all(t), decode.Options{}, &k); err == nil || !strings.Contains(err.Error(), "fire") {
		t.Errorf("%v", err)
	}
	if len(k.events) < 1 {
		t.Error("what was read before the fault is gone")
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := decode.Read(ctx, strings.NewReader(line), all(t), decode.Options{}, &k); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func FuzzRead(f *testing.F) {
	fs, err := formats.All()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Fuzz(func(t *testing.T, text string) {
		for i := range fs {
			var k kept
			if _, err := decode.Read(context.Background(), strings.NewReader(text), fs[i:i+1], decode.Options{Source: "f", Forced: true}, &k); err != nil {
				t.Fatal(err)
			}
			for _, e := range k.events {
				if at := e.Offset - e.Batch.Offset; at < 0 || at+e.Length > int64(len(e.Batch.Text)) {
					t.Fatal(fmt.Sprint("an event lies outside its batch: ", e.Offset, e.Length))
				}
			}
		}
	})
}
