// Package coverage writes what was seen and what was not: a map of sources by
// days, the gaps with their causes, what to recover first, and what no
// collecting would show.
package coverage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/coverage/blind"
	"github.com/linewarden/linewarden/coverage/track"
	"github.com/linewarden/linewarden/internal/escape"
)

// Input is everything the report is made of.
type Input struct {
	track.Report
	// Dropped is what was lost while reading.
	Dropped []coverage.Gap
	Blind   []blind.Spot
	Skipped []Skip
}

// Skip is an input without records.
type Skip struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Hint   string `json:"hint,omitempty"`
}

// view is how the text looks.
type view struct {
	ascii bool
	all   bool
}

// Write writes text, or with form "json" what docs/formats/coverage.md
// describes. all lists every gap instead of the worst.
func Write(w io.Writer, in Input, form string, ascii, all bool) error {
	if form == "json" {
		return writeJSON(w, in)
	}
	var b strings.Builder
	v := view{ascii, all}
	v.head(&b, in)
	v.heat(&b, in)
	v.gaps(&b, in)
	v.recover(&b, in)
	v.cannot(&b, in)
	v.next(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (v view) mark(c coverage.Cause) string {
	if c == coverage.Tampered {
		return v.glyph("✗", "x")
	}
	return "?"
}

func (v view) glyph(s, ascii string) string {
	if v.ascii {
		return ascii
	}
	return s
}

func (v view) head(b *strings.Builder, in Input) {
	var records uint64
	for _, s := range in.Streams {
		records += s.Records
	}
	dot := v.glyph("·", "-")
	fmt.Fprintf(b, "Linewarden coverage %s %s %s %s records", dot, many(len(in.Streams), "stream"), dot, count(records))
	if in.From != 0 {
		fmt.Fprintf(b, " %s %s %s %s (%s)", dot, date(in.From), v.glyph("…", "to"), date(in.To-1), span(in.To-in.From))
	}
	var tampered, other int
	for _, g := range in.Gaps {
		if g.Cause == coverage.Tampered {
			tampered++
		} else {
			other++
		}
	}
	var lost uint64
	for _, g := range in.Dropped {
		lost += g.Count
	}
	fmt.Fprintf(b, "\n\n  %s %s where somebody switched records off     ? %s     ? %s not understood\n", v.glyph("✗", "x"), many(tampered, "gap"), many(other, "other gap"), many(int(lost), "record"))
}

// columns is the width of the map.
const columns = 60

// heat draws a row for each stream and a sign for each day, or for several days
// where the window is long.
func (v view) heat(b *strings.Builder, in Input) {
	if in.From == 0 {
		return
	}
	const day = int64(86400e6)
	first, last := in.From/day, (in.To-1)/day
	per := (last - first + columns) / columns
	each := "one day"
	if per > 1 {
		each = fmt.Sprintf("%d days", per)
	}
	name := 6
	for _, s := range in.Streams {
		name = min(max(name, len(escape.Line(s.Source))), 32)
	}
	fmt.Fprintf(b, "\n  %-*s  %-9s  %5s  a sign is %s, from %s\n", name, "source", "kind", "seen", each, date(in.From))
	rows, more := v.rows(in.Streams)
	for _, s := range rows {
		cells := make([]track.Day, (last-first)/per+1)
		for _, d := range s.Days {
			if i := (d.Start/day - first) / per; d.Start >= first*day && i < int64(len(cells)) {
				cells[i].Records += d.Records
				cells[i].Missing += d.Missing
			}
		}
		fmt.Fprintf(b, "  %-*s  %-9s  %5s  ", name, escape.Short(escape.Line(s.Source), 32), s.Kind, seen(s, in))
		for i, c := range cells {
			b.WriteString(v.cell(c, worst(in.Gaps, s, (first+int64(i)*per)*day, (first+int64(i+1)*per)*day)))
		}
		b.WriteByte('\n')
	}
	if more > 0 {
		fmt.Fprintf(b, "  and %s of which less is missing (--all)\n", many(more, "more stream"))
	}
	fmt.Fprintf(b, "  %s records, no gap   %s a gap in it   %s switched off   %s nothing, as far as can be told\n",
		v.glyph("█", "#"), v.glyph("▒", "?"), v.glyph("✗", "x"), v.glyph("·", "."))
}

// shownRows is how many streams the map has unless all are asked for.
const shownRows = 40

// rows are the streams of the map, those with a history and of which most is missing where there
// are too many, and how many are left out.
func (v view) rows(streams []track.Stream) ([]track.Stream, int) {
	if v.all || len(streams) <= shownRows {
		return streams, 0
	}
	sorted := slices.Clone(streams)
	slices.SortStableFunc(sorted, func(x, y track.Stream) int {
		return cmp.Or(-cmp.Compare(known(x), known(y)), -cmp.Compare(missing(x), missing(y)))
	})
	sorted = sorted[:shownRows]
	slices.SortFunc(sorted, func(x, y track.Stream) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Kind, y.Kind))
	})
	return sorted, len(streams) - shownRows
}

// known puts streams with a history before those of a few records.
func known(s track.Stream) int {
	if s.Judged {
		return 1
	}
	return 0
}

// missing counts the minutes that lie in gaps.
func missing(s track.Stream) int64 {
	n := int64(0)
	for _, d := range s.Days {
		n += int64(d.Missing)
	}
	return n
}

func (v view) cell(d track.Day, gap *coverage.Gap) string {
	switch {
	case gap != nil && gap.Cause == coverage.Tampered:
		return v.glyph("✗", "x")
	case gap != nil:
		return v.glyph("▒", "?")
	case d.Records > 0:
		return v.glyph("█", "#")
	}
	return v.glyph("·", ".")
}

// worst returns the gap of the stream in that time whose cause is the worst.
func worst(gaps []coverage.Gap, s track.Stream, from, to int64) *coverage.Gap {
	var out *coverage.Gap
	for i, g := range gaps {
		if g.Cause != coverage.BlindByDesign && g.Source == s.Source && g.Kind == s.Kind && g.From < to && g.To >= from && (out == nil || g.Cause > out.Cause) {
			out = &gaps[i]
		}
	}
	return out
}

// seen is the share of the window that lies in no gap, rounded down: 100 % is
// said of nothing with a gap in it.
func seen(s track.Stream, in Input) string {
	gone, whole := missing(s), (in.To-in.From)/60e6
	switch {
	case !s.Judged && gone == 0:
		return "?"
	case whole == 0:
		return "-"
	}
	return fmt.Sprintf("%d %%", max(0, 100*(whole-gone)/whole))
}

func date(micro int64) string  { return time.UnixMicro(micro).UTC().Format("2006-01-02") }
func stamp(micro int64) string { return time.UnixMicro(micro).UTC().Format("2006-01-02 15:04") }

// span writes a duration in words.
func span(micro int64) string {
	d := time.Duration(micro) * time.Microsecond
	switch {
	case d >= 48*time.Hour:
		return many(int((d+12*time.Hour)/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return many(int((d+30*time.Minute)/time.Hour), "hour")
	case d >= time.Minute:
		return many(int(d/time.Minute), "minute")
	}
	return "less than a minute"
}

func many(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return count(uint64(n)) + " " + what
}

func count(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// writeJSON writes one object.
func writeJSON(w io.Writer, in Input) error {
	type window struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	out := struct {
		Schema  string       `json:"schema"`
		Window  window       `json:"window"`
		Streams []jsonStream `json:"streams"`
		Gaps    []jsonGap    `json:"gaps"`
		Dropped []jsonGap    `json:"dropped"`
		Blind   []blind.Spot `json:"blind"`
		Recover []advice     `json:"recover_first"`
		Skipped []Skip       `json:"skipped"`
	}{
		Schema: "linewarden/coverage/1", Window: window{instant(in.From), instant(in.To)},
		Streams: []jsonStream{}, Gaps: jsonGaps(in.Gaps), Dropped: jsonGaps(in.Dropped),
		Blind: slices.Concat([]blind.Spot{}, in.Blind), Recover: recoverFirst(in.Gaps), Skipped: slices.Concat([]Skip{}, in.Skipped),
	}
	for _, s := range in.Streams {
		out.Streams = append(out.Streams, streamJSON(s))
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
