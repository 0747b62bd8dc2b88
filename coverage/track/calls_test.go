package track

import (
	"slices"
	"strconv"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// record is one call-detail record: where it stands, whose it is, its numbers.
type record struct {
	file, node string
	seq, run   uint64
}

func TestCalls(t *testing.T) {
	line := func(file, node string, from, to uint64) (out []record) {
		for n := from; n <= to; n++ {
			out = append(out, record{file, node, n, 0})
		}
		return out
	}
	files := func(runs ...uint64) (out []record) {
		for i, run := range runs {
			for n := range uint64(3) {
				out = append(out, record{"d/f" + strconv.Itoa(i), "msc1", uint64(3*i) + n, run})
			}
		}
		return out
	}
	const lost = "numbers of the source are missing: lost on the way, filtered, or suppressed"
	for name, c := range map[string]struct {
		records []record
		want    []coverage.Gap // source, count and reason
	}{
		"whole":     {line("a", "msc1", 901, 950), nil},
		"gap":       {append(line("a", "msc1", 901, 906), line("a", "msc1", 908, 920)...), []coverage.Gap{{Source: "msc1", Count: 1, Reason: lost}}},
		"two nodes": {append(line("a", "msc1", 1, 20), line("a", "msc2", 5001, 5020)...), nil},
		"gap of one of two nodes": {slices.Concat(line("a", "msc1", 1, 20), line("a", "msc2", 5001, 5020), line("a", "msc1", 24, 30)),
			[]coverage.Gap{{Source: "msc1", Count: 3, Reason: lost}}},
		"numbered together": {slices.Concat(line("d/a", "msc1", 1, 3), line("d/a", "msc2", 4, 6), line("d/b", "msc1", 8, 9), line("d/b", "gw", 10, 12), line("d/b", "msc2", 13, 13)),
			[]coverage.Gap{{Source: "d", Count: 1, Reason: lost}}},
		"reset": {append(line("a", "msc1", 40_000, 40_100), line("a", "msc1", 1, 100)...),
			[]coverage.Gap{{Source: "msc1", Reason: "the source began to count anew and no message says that it started: what it wrote between is not known"}}},
		"rollover":        {append(line("a", "msc1", 9_990, 9_999), line("a", "msc1", 0, 100)...), nil},
		"binary rollover": {append(line("a", "msc1", 1<<32-10, 1<<32-1), line("a", "msc1", 0, 100)...), nil},
		"duplicate": {append(line("a", "msc1", 901, 920), line("b", "msc1", 911, 920)...),
			[]coverage.Gap{{Source: "msc1", Count: 10, Reason: "numbers of call records that came more than once: a file that is here twice, or records made up"}}},
		"files":    {files(17, 18, 19), nil},
		"file gap": {files(17, 18, 20), []coverage.Gap{{Source: "msc1", Count: 1, Reason: "files of call records are missing by their numbers"}}},
		"files of several nodes": {[]record{{"d/a", "msc1", 1, 1}, {"d/b", "msc2", 1, 2}, {"d/c", "msc1", 2, 3}, {"d/d", "msc2", 2, 5}, {"d/e", "msc1", 3, 6}},
			[]coverage.Gap{{Source: "d", Count: 1, Reason: "files of call records are missing by their numbers"}}},
		"no node":     {append(line("d/a", "", 1, 9), line("d/b", "", 11, 19)...), []coverage.Gap{{Source: "d", Count: 1, Reason: lost}}},
		"late record": {slices.Concat(line("a", "msc1", 1, 5), line("a", "msc1", 7, 9), line("a", "msc1", 6, 6), line("a", "msc1", 10, 12)), nil},
	} {
		var log coverage.Log
		tr := New(func(string) string { return calls }, func(string) string { return "" }, &log)
		for i, r := range c.records {
			e := &event.Event{Format: "cdr", Time: 1_795_352_531e6 + int64(i)*1e6, Batch: &event.Batch{Source: r.file}}
			e.SetText(event.Reporter, r.node)
			e.SetText(event.MessageID, "MOC")
			e.SetNumber(event.Sequence, r.seq)
			if r.run != 0 {
				e.AddExtra("file", strconv.FormatUint(r.run, 10))
			}
			tr.Event(e)
		}
		var got []coverage.Gap
		for _, g := range tr.Report(Window{}).Gaps {
			got = append(got, coverage.Gap{Source: g.Source, Count: g.Count, Reason: g.Reason})
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v\nwant %+v", name, got, c.want)
		}
	}
}
