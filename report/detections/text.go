package detections

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// The bounds of the text unless all is asked for.
const (
	shownFindings = 5
	shownEvidence = 2
	shownRules    = 6
	maxShownText  = 160
)

type marks struct{ fail, unknown, pass, dot string }

// text writes a report for people.
type text struct {
	*bufio.Writer
	marks
	all bool
}

// Text writes the report. All names every finding, and the rules that are quiet.
func (r *Report) Text(w io.Writer, all, ascii bool) error {
	t := text{bufio.NewWriter(w), marks{"✗", "?", "✓", "·"}, all}
	if ascii {
		t.marks = marks{"x", "?", "+", "-"}
	}
	t.head(r)
	ordered := r.order()
	t.indicators(r)
	t.found(ordered)
	t.unknown(ordered)
	if all {
		t.quiet(ordered)
	}
	return t.Flush()
}

func (t *text) head(r *Report) {
	fmt.Fprintf(t, "Linewarden rules %s %s %s %s %s %s\n\n ", t.dot, plural(len(r.Answers), "rule"), t.dot, plural(r.Inputs, "input"), t.dot, plural(r.Events, "event"))
	counts := map[verdict.Verdict]int{}
	bad := map[finding.Severity]int{}
	for i := range r.Answers {
		a := &r.Answers[i]
		counts[a.Verdict]++
		if a.Verdict == verdict.Fail {
			bad[a.Rule.Severity]++
		}
	}
	if len(bad) == 0 {
		fmt.Fprintf(t, " %s 0 found", t.fail)
	} else {
		fmt.Fprintf(t, " %s", t.fail)
	}
	for s := finding.Critical; ; s-- {
		if bad[s] > 0 {
			fmt.Fprintf(t, " %d %s ", bad[s], s)
		}
		if s == finding.Info {
			break
		}
	}
	fmt.Fprintf(t, "    %s %d unknown     %s %d quiet\n", t.marks.unknown, counts[verdict.Unknown], t.pass, counts[verdict.Pass])
	if r.From != 0 {
		fmt.Fprintf(t, "  Window  %s to %s\n", Time(r.From), Time(r.To))
	} else {
		fmt.Fprintf(t, "  Window  not known: no event has a time\n")
	}
	if r.NotRead > 0 {
		fmt.Fprintf(t, "  Read    %s could not be read, or not wholly: linewarden coverage says which\n", plural(r.NotRead, "input"))
	}
	if r.Site == "" {
		fmt.Fprintf(t, "  Site    none: registers are not filled (linewarden config init site.yaml)\n")
	} else {
		fmt.Fprintf(t, "  Site    %s\n", escape.Line(r.Site))
	}
}

func (t *text) found(all []*detect.Answer) {
	for i, a := range all {
		if a.Verdict != verdict.Fail {
			break
		}
		if i == 0 {
			fmt.Fprintf(t, "\nFound\n")
		}
		fmt.Fprintf(t, "  %s %s  %s [%s]\n", t.fail, a.Rule.Severity, escape.Line(a.Rule.Meta.Title), escape.Line(strings.Join(append(slices.Clone(a.Rule.Note.Behaviours), a.Rule.Attack...), " ")))
		t.findings(a.Findings)
		if a.More > 0 {
			fmt.Fprintf(t, "        and %s of further devices or accounts, for which there was no room\n", plural(a.More, "match"))
		}
		if len(a.Possible) > 0 {
			fmt.Fprintf(t, "        %s %d more if none of them is in %s\n", t.marks.unknown, len(a.Possible), restsOn(a.Possible))
		}
		fmt.Fprintf(t, "        Next  %s\n", escape.Line(a.Rule.Note.Next))
	}
}

func (t *text) findings(all []*detect.Finding) {
	for i, f := range all {
		if i == shownFindings && !t.all {
			fmt.Fprintf(t, "        and %d more; --all names them\n", len(all)-i)
			return
		}
		fmt.Fprintf(t, "        %s\n", t.who(f))
		for k, e := range f.Evidence {
			if k == shownEvidence && !t.all {
				break
			}
			fmt.Fprintf(t, "          %s  %s\n", place(&e), escape.Line(escape.Short(e.Text, maxShownText)))
		}
	}
}

// who says of a finding on what, by whom, how often and when.
func (t *text) who(f *detect.Finding) string {
	var parts []string
	if f.Device != "" {
		parts = append(parts, escape.Line(f.Device))
	}
	if f.Actor != "" {
		parts = append(parts, escape.Line(f.Actor))
	}
	if f.Addr.IsValid() {
		parts = append(parts, "from "+f.Addr.String())
	}
	n := plural(f.Count, "event")
	switch {
	case f.First == 0:
	case f.First == f.Last:
		n += ", " + Time(f.First)
	default:
		n += ", " + Time(f.First) + " to " + Time(f.Last)
	}
	parts = append(parts, n)
	if len(f.RestsOn) > 0 {
		parts = append(parts, "rests on "+escape.Line(strings.Join(f.RestsOn, ", "))+", which the records do not have")
	}
	return strings.Join(parts, "  ")
}

func place(e *detect.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", escape.Line(e.Source), e.Line)
	}
	return fmt.Sprintf("%s+%d", escape.Line(e.Source), e.Offset)
}

// unknown groups rules by the first thing that would settle them.
func (t *text) unknown(all []*detect.Answer) {
	groups := map[string][]*detect.Answer{}
	for _, a := range all {
		if a.Verdict == verdict.Unknown {
			groups[wanted(a)] = append(groups[wanted(a)], a)
		}
	}
	if len(groups) == 0 {
		return
	}
	fmt.Fprintf(t, "\nCannot say\n")
	names := slices.SortedFunc(maps.Keys(groups), func(x, y string) int {
		if d := len(groups[y]) - len(groups[x]); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	for _, name := range names {
		rules := groups[name]
		fmt.Fprintf(t, "  %s  %s  %s\n", t.marks.unknown, plural(len(rules), "rule"), name)
		for i, a := range rules {
			if i == shownRules && !t.all {
				fmt.Fprintf(t, "        and %d more\n", len(rules)-i)
				break
			}
			fmt.Fprintf(t, "        %s  %s%s\n", a.Rule.Severity, escape.Line(a.Rule.Meta.Title), possible(a))
		}
	}
}

func possible(a *detect.Answer) string {
	if len(a.Possible) == 0 {
		return ""
	}
	n := 0
	for _, f := range a.Possible {
		n += f.Count
	}
	return fmt.Sprintf(" (%s that would count)", plural(n, "event"))
}

// wanted says what would settle an answer.
func wanted(a *detect.Answer) string {
	if len(a.Missing) == 0 {
		return "fill " + restsOn(a.Possible) + " in site.yaml"
	}
	m := a.Missing[0]
	switch {
	case strings.HasPrefix(m.What, "kind "):
		return fmt.Sprintf("no records of %s were given", escape.Line(strings.TrimPrefix(m.What, "kind ")))
	case strings.HasPrefix(m.What, "%"):
		return "fill " + escape.Line(strings.Trim(m.What, "%")) + " in site.yaml"
	case m.What == "room":
		return "there was no room for all that matched"
	}
	return "some records lack " + escape.Line(m.What)
}

func restsOn(all []*detect.Finding) string {
	var names []string
	for _, f := range all {
		for _, name := range f.RestsOn {
			names = append(names, escape.Line(strings.Trim(name, "%")))
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

func (t *text) quiet(all []*detect.Answer) {
	fmt.Fprintf(t, "\nQuiet\n")
	for _, a := range all {
		if a.Verdict == verdict.Pass {
			fmt.Fprintf(t, "  %s %-8s  %s\n", t.pass, a.Rule.Severity, escape.Line(a.Rule.Meta.Title))
		}
	}
}

func plural(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case strings.HasSuffix(what, "ch"):
		return fmt.Sprintf("%d %ses", n, what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}
