package coverage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/internal/escape"
)

// shownGaps is how many gaps the text lists unless all are asked for.
const shownGaps = 12

// gaps lists them, the worst cause first, then the longest.
func (v view) gaps(b *strings.Builder, in Input) {
	if len(in.Gaps) == 0 {
		b.WriteString("\nGaps\n  none found in these records\n")
		return
	}
	sorted := slices.Clone(in.Gaps)
	slices.SortStableFunc(sorted, func(x, y coverage.Gap) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), -cmp.Compare(x.To-x.From, y.To-y.From), cmp.Compare(x.From, y.From))
	})
	b.WriteString("\nGaps, the worst first\n")
	lines := alike(sorted)
	for i, l := range lines {
		if i == shownGaps && !v.all {
			fmt.Fprintf(b, "  and %s (--all)\n", many(left(lines[i:]), "more gap"))
			break
		}
		v.gap(b, l)
	}
}

// left counts the gaps of the lines.
func left(lines []line) int {
	n := 0
	for _, l := range lines {
		n += l.gaps
	}
	return n
}

// line is a gap of the list, or the first of many that are alike.
type line struct {
	coverage.Gap
	gaps int
}

// fewAlike is how many gaps of one reason are told one by one.
const fewAlike = 3

// alike makes one line of all gaps of a cause and reason where they are many and
// none of them says what was there: that a hundred devices have no older records
// is one thing to read.
func alike(gaps []coverage.Gap) []line {
	type sort struct {
		cause  coverage.Cause
		reason string
	}
	groups := map[sort][]int{}
	for i, g := range gaps {
		if rank(g) == 2 && g.Detail == "" && g.Count == 0 {
			k := sort{g.Cause, g.Reason}
			groups[k] = append(groups[k], i)
		}
	}
	var out []line
	for i, g := range gaps {
		group := groups[sort{g.Cause, g.Reason}]
		switch {
		case len(group) <= fewAlike || !slices.Contains(group, i):
			out = append(out, line{g, 1})
		case group[0] == i:
			for _, j := range group {
				if o := gaps[j]; o.From != 0 {
					g.From, g.To = min(cmp.Or(g.From, o.From), o.From), max(g.To, o.To)
				}
			}
			out = append(out, line{g, len(group)})
		}
	}
	return out
}

func (v view) gap(b *strings.Builder, g line) {
	n := ""
	if g.Count > 0 {
		n = ", " + many(int(min(g.Count, 1<<62)), "record")
	}
	when := fmt.Sprintf("%s %s %s (%s%s)", stamp(g.From), v.glyph("…", "to"), stamp(g.To), span(g.To-g.From), n)
	if g.From == 0 {
		when = "time not known (" + cmp.Or(strings.TrimPrefix(n, ", "), "number not known") + ")"
	}
	whose := escape.Line(g.Source) + " " + g.Kind
	if g.gaps > 1 {
		whose += fmt.Sprintf(" and %s like it", many(g.gaps-1, "gap"))
		when = strings.Replace(when, "(", "(within ", 1)
	}
	fmt.Fprintf(b, "  %s %-12s %s  %s\n      %s (known by: %s)\n", v.mark(g.Cause), g.Cause, whose, when, g.Reason, g.Basis)
	if g.Detail != "" {
		fmt.Fprintf(b, "      %s  (%s)\n", escape.Line(g.Detail), escape.Line(g.Where))
	}
}

// rank puts what somebody switched off first, then what was written and is not
// here, and last what may never have been.
func rank(g coverage.Gap) int {
	switch g.Cause {
	case coverage.Tampered:
		return 0
	case coverage.Lost, coverage.Silent:
		return 1
	}
	return 2
}

// advice is what to recover of one stream, and what that would clear.
type advice struct {
	Source string `json:"source"`
	Kind   string `json:"kind"`
	// Minutes are missing in Gaps gaps.
	Minutes int64  `json:"minutes"`
	Gaps    int    `json:"gaps"`
	Do      string `json:"do"`

	rank int // of its worst gap
}

// weights say what an hour of each kind clears: who read what and who did what
// weigh more than that packets passed.
var weights = map[string]int64{"intercept": 6, "database": 5, "aaa": 4, "cdr": 3, "syslog": 2, "flow": 1}

// recoverFirst ranks the streams by what recovering their gaps would clear.
func recoverFirst(gaps []coverage.Gap) []advice {
	out := []advice{}
	for _, g := range gaps {
		i := slices.IndexFunc(out, func(a advice) bool { return a.Source == g.Source && a.Kind == g.Kind })
		if i < 0 {
			i = len(out)
			out = append(out, advice{Source: g.Source, Kind: g.Kind, Do: advised(g.Kind), rank: rank(g)})
		}
		a := &out[i]
		a.Gaps++
		a.Minutes += (g.To - g.From) / 60e6
		a.rank = min(a.rank, rank(g))
	}
	slices.SortStableFunc(out, func(x, y advice) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), -cmp.Compare(x.Minutes*weights[x.Kind], y.Minutes*weights[y.Kind]), -cmp.Compare(x.Gaps, y.Gaps))
	})
	return out
}

func advised(kind string) string {
	switch kind {
	case "aaa":
		return "the accounting of the second server, or the server's own files of these days"
	case "database":
		return "the server's own log, its write-ahead or binary log, and the backups of these days"
	case "cdr":
		return "the node's own files and spool, and the mediation system's archive of these days"
	case "flow":
		return "the collector's spool, or the exporters on both sides of this one"
	case "intercept":
		return "the records of the mediation device and of the administration function"
	}
	return "the device's own buffer (show logging) and files, and every relay on the way"
}

func (v view) recover(b *strings.Builder, in Input) {
	list := recoverFirst(in.Gaps)
	if len(list) == 0 {
		return
	}
	b.WriteString("\nRecover first\n")
	for i, a := range list[:min(len(list), 5)] {
		fmt.Fprintf(b, "  %d  %s %s: %s in %s\n       %s\n", i+1, escape.Line(a.Source), a.Kind, span(a.Minutes*60e6), many(a.Gaps, "gap"), a.Do)
	}
}

// cannot says what no gap shows: streams without history, records not
// understood, inputs not read, and what is never recorded.
func (v view) cannot(b *strings.Builder, in Input) {
	b.WriteString("\nCannot say\n")
	n := b.Len()
	var young []string
	for _, s := range in.Streams {
		if !s.Judged {
			young = append(young, escape.Line(s.Source)+" "+s.Kind)
		}
	}
	if len(young) > 0 {
		more := ""
		if len(young) > 8 {
			young, more = young[:8], fmt.Sprintf(" and %d more", len(young)-8)
		}
		fmt.Fprintf(b, "  ? too little history to call a silence a gap: %s%s\n", strings.Join(young, ", "), more)
	}
	for _, g := range reasons(in.Dropped) {
		fmt.Fprintf(b, "  ? %s × %s (%s)  first: %s\n", count(g.Count), g.Reason, g.Cause, escape.Line(cmp.Or(g.Where, g.Source)))
	}
	for i, k := range in.Skipped {
		if i == 8 && !v.all {
			fmt.Fprintf(b, "  ? and %s not read (--all)\n", many(len(in.Skipped)-i, "more input"))
			break
		}
		fmt.Fprintf(b, "  ? %s was not read: %s\n", escape.Line(k.Path), escape.Line(k.Reason))
	}
	for _, s := range in.Blind {
		fmt.Fprintf(b, "  ? %s: %s\n      unless %s\n", strings.Join(s.Formats, ", "), s.Reason, s.Unless)
	}
	if b.Len() == n {
		b.WriteString("  nothing else\n")
	}
}

// reasons adds up what was lost while reading, by its reason.
func reasons(gaps []coverage.Gap) []coverage.Gap {
	var out []coverage.Gap
	for _, g := range gaps {
		i := slices.IndexFunc(out, func(o coverage.Gap) bool { return o.Reason == g.Reason && o.Cause == g.Cause })
		if i < 0 {
			out = append(out, g)
			continue
		}
		out[i].Count += g.Count
	}
	slices.SortStableFunc(out, func(a, b coverage.Gap) int { return -cmp.Compare(a.Count, b.Count) })
	return out
}

func (v view) next(b *strings.Builder) {
	b.WriteString("\n  Next: linewarden parse events PATH --summary --format text  says what each format gave\n")
}
