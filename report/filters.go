package report

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/finding"
)

// FiltersSchema names the form of the JSON that WriteFilters writes.
const FiltersSchema = "linewarden/acl-check/1"

// Filters is what is said of the filters of some devices.
type Filters struct {
	Schema  string         `json:"schema"`
	Devices []Device       `json:"devices"`
	Filters []Filter       `json:"filters"`
	Counts  map[string]int `json:"counts"` // findings by kind
}

// Filter is one filter. Lines is the number of rules in force.
type Filter struct {
	Path     string          `json:"path"`
	Device   string          `json:"device"`
	Name     string          `json:"name"`
	Kind     string          `json:"kind"`
	Family   string          `json:"family"`
	Lines    int             `json:"lines"`
	Span     finding.Span    `json:"span"`
	Findings []FilterFinding `json:"findings"`
}

// FilterFinding is one line of a filter and what is wrong with it. Seq is the
// line's number in the device's own counting, 0 where it has none or where the
// whole filter is meant.
type FilterFinding struct {
	Kind     acl.Kind         `json:"kind"`
	Severity finding.Severity `json:"severity"`
	Seq      int64            `json:"seq"`
	Span     finding.Span     `json:"span"`
	Cover    []FilterLine     `json:"cover"`
	Conflict *FilterLine      `json:"conflict"`
	Witness  *acl.PacketJSON  `json:"witness"`
	Reason   string           `json:"reason,omitempty"`
}

// FilterLine names a line of the same filter.
type FilterLine struct {
	Seq    int64        `json:"seq"`
	Action string       `json:"action"`
	Span   finding.Span `json:"span"`
}

// NewFilter copies what is said of one filter; text returns a line of the file.
func NewFilter(path, device string, f acl.Filter, text func(int32) string) Filter {
	out := Filter{Path: path, Device: device, Name: f.Name, Kind: f.Kind, Family: f.Family, Span: quote(f.Span.Line, f.Span.End, text), Findings: []FilterFinding{}}
	line := func(i int) FilterLine {
		r := f.List.Lines[i].Rule
		return FilterLine{Seq: r.Seq, Action: f.List.Lines[i].Action.String(), Span: quote(r.Span.Line, r.Span.End, text)}
	}
	if f.List != nil {
		out.Lines = len(f.List.Lines)
	}
	for _, x := range f.Findings {
		n := FilterFinding{Kind: x.Kind, Reason: x.Reason, Span: out.Span, Cover: []FilterLine{}}
		denies := false
		if x.Line >= 0 {
			l := line(x.Line)
			n.Seq, n.Span = l.Seq, l.Span
			denies = f.List.Lines[x.Line].Action == acl.Deny
		}
		n.Severity = weigh(x.Kind, denies)
		for _, c := range x.Cover {
			n.Cover = append(n.Cover, line(c))
		}
		if x.Conflict >= 0 {
			l := line(x.Conflict)
			n.Conflict = &l
		}
		if x.Witness != nil {
			p := f.List.Packet(*x.Witness)
			n.Witness = &p
		}
		out.Findings = append(out.Findings, n)
	}
	return out
}

// quote returns the lines of a part of the file with the text of the first.
func quote(line, end int32, text func(int32) string) finding.Span {
	s := finding.Span{Line: int(line), End: int(end)}
	if line > 0 {
		s.Text = text(line)
	}
	return s
}

// WriteFilters writes f as text or JSON.
func WriteFilters(w io.Writer, f *Filters, format string, v View) error {
	if format == "json" {
		f.Schema = FiltersSchema
		return WriteJSON(w, f)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.filtersHead(f)
	for i := range f.Filters {
		if len(p.shown(&f.Filters[i])) > 0 {
			p.filter(&f.Filters[i])
		}
	}
	return b.Flush()
}

// filterKinds are the kinds in order of weight, with what a reader is told.
var filterKinds = []struct {
	kind acl.Kind
	word string
}{
	{acl.UndefinedRef, "not defined"}, {acl.Contradicted, "contradicted"}, {acl.NeverMatches, "never matches"}, {acl.Shadowed, "shadowed"},
	{acl.Partial, "partly shadowed"}, {acl.Redundant, "redundant"}, {acl.Unapplied, "not applied"}, {acl.NotProven, "not proven"},
}

func (p *printer) filtersHead(f *Filters) {
	lines := 0
	for _, x := range f.Filters {
		lines += x.Lines
	}
	p.line(p.paint(bold, "Linewarden acl check"), " ", p.marks.dot, " ", Counted(len(f.Filters), "filter", "filters"), " ", p.marks.dot, " ", Counted(lines, "line", "lines"), " on ", Counted(len(f.Devices), "input", "inputs"))
	p.line()
	var parts []string
	for _, k := range filterKinds {
		if n := f.Counts[string(k.kind)]; n > 0 {
			parts = append(parts, number(n)+" "+k.word)
		}
	}
	if len(parts) == 0 {
		parts = []string{"every line of every filter can match, and none repeats another"}
	}
	p.wrapped("  ", strings.Join(parts, "   "))
	if f.Counts[string(acl.Partial)] > 0 && !p.view.All {
		p.wrapped("  ", "Lines that are partly shadowed are shown with --all: filters are often written so.")
	}
}

// shown are the findings that the text names.
func (p *printer) shown(f *Filter) []FilterFinding {
	var out []FilterFinding
	for _, x := range f.Findings {
		if p.view.All || x.Kind != acl.Partial {
			out = append(out, x)
		}
	}
	return out
}

func (p *printer) filter(f *Filter) {
	p.line()
	p.line(p.paint(bold, p.esc(name(f.Device, f.Path))), "   ", p.esc(f.Name), "   ", f.Kind, ", ", Counted(f.Lines, "line", "lines"))
	for _, x := range p.shown(f) {
		p.filterFinding(f, &x)
	}
}

func (p *printer) filterFinding(f *Filter, x *FilterFinding) {
	word := string(x.Kind)
	for _, k := range filterKinds {
		if k.kind == x.Kind {
			word = k.word
		}
	}
	sign, code := p.marks.fail, "31"
	if x.Kind == acl.NotProven {
		sign, code = p.marks.unknown, "35"
	}
	p.line("  ", p.paint(code, sign), " ", pad(word, 16), p.place(f.Path, x.Span), "   ", p.esc(strings.TrimSpace(x.Span.Text)))
	for i, c := range x.Cover {
		if i == 8 {
			p.line("        and ", Counted(len(x.Cover)-i, "line", "lines"), " more (--format json has them all)")
			break
		}
		p.line("        ", pad(coverWord(x.Kind), 9), pad(strconv.Itoa(c.Span.Line), 6), p.esc(strings.TrimSpace(c.Span.Text)))
	}
	if x.Conflict != nil && (len(x.Cover) != 1 || x.Cover[0].Span != x.Conflict.Span) {
		p.line("        against  ", pad(strconv.Itoa(x.Conflict.Span.Line), 6), p.esc(strings.TrimSpace(x.Conflict.Span.Text)))
	}
	p.filterReason(x)
}

// coverWord heads each line of a cover.
func coverWord(k acl.Kind) string {
	switch k {
	case acl.Redundant:
		return "done by"
	case acl.NotProven:
		return "turns on"
	}
	return "taken by"
}

func (p *printer) filterReason(x *FilterFinding) {
	if x.Reason != "" {
		p.wrapped("        ", p.esc(x.Reason))
	}
	if x.Witness == nil {
		return
	}
	switch x.Kind {
	case acl.Contradicted:
		p.wrapped("        ", "for example "+p.esc(x.Witness.String())+" meets the opposite")
	case acl.Partial:
		p.wrapped("        ", "still decides on "+p.esc(x.Witness.String()))
	case acl.Redundant:
		p.wrapped("        ", "for example "+p.esc(x.Witness.String())+" would go the same way without it")
	}
}
