package report

import (
	"bufio"
	"io"
	"math/big"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/finding"
)

// FilterDiffSchema names the form of the JSON that WriteFilterDiff writes.
const FilterDiffSchema = "linewarden/acl-diff/1"

// maxRegions bounds the regions that a report holds of one filter.
const maxRegions = 25

// FilterDiffs says which packets filters treat differently than before.
type FilterDiffs struct {
	Schema  string       `json:"schema"`
	Filters []FilterDiff `json:"filters"`
	// Same is the number of filters that treat every packet as before.
	Same int `json:"same"`
}

// FilterDiff is one filter. Was and Is are its names in the two
// configurations, "" where there is none.
type FilterDiff struct {
	Path    string `json:"path"`
	OldPath string `json:"old_path"`
	Device  string `json:"device"`
	Name    string `json:"name"`
	Family  string `json:"family"`
	// Status is changed, added or removed. Of a filter that is only in one of
	// the two nothing else is said: what the system does without it, its place
	// of use decides.
	Status string `json:"status"`
	// Regions are at most 25; More counts the others.
	Regions []FilterRegion `json:"regions"`
	More    int            `json:"more"`
	// Whole says that all differences were found; Permitted and Denied then count
	// the packets exactly, as addresses of both sides by protocols by destination
	// ports.
	Whole     bool   `json:"whole"`
	Permitted string `json:"newly_permitted"`
	Denied    string `json:"newly_denied"`
}

// FilterRegion is a set of packets, in words.
type FilterRegion struct {
	Change  string         `json:"change"` // newly_permitted, newly_denied, not_proven
	Packets string         `json:"packets"`
	Count   string         `json:"count"`
	Example acl.PacketJSON `json:"example"`
	// Old and New are the lines that decide; nil is the filter's default.
	Old *FilterLine `json:"old"`
	New *FilterLine `json:"new"`
}

// NewFilterDiff describes a difference; the texts return lines of the files.
func NewFilterDiff(d *acl.Diff, oldText, newText func(int32) string) FilterDiff {
	out := FilterDiff{Name: d.New.Set.Name, Family: d.New.Set.Family, Status: "changed", Whole: d.Whole, Regions: []FilterRegion{}}
	permitted, denied := new(big.Int), new(big.Int)
	for i := range d.Regions {
		r := &d.Regions[i]
		n := r.Box.Count()
		change := "not_proven"
		switch {
		case r.Doubt:
		case r.New == acl.Permit:
			change = "newly_permitted"
			permitted.Add(permitted, n)
		default:
			change = "newly_denied"
			denied.Add(denied, n)
		}
		if i >= maxRegions {
			out.More++
			continue
		}
		out.Regions = append(out.Regions, FilterRegion{
			Change: change, Packets: d.New.Words(&r.Box), Count: n.String(), Example: d.New.Packet(acl.Witness(r.Box)),
			Old: lineOf(d.Old, r.OldLine, oldText), New: lineOf(d.New, r.NewLine, newText),
		})
	}
	out.Permitted, out.Denied = permitted.String(), denied.String()
	return out
}

// lineOf names a line of a list, nil for its default.
func lineOf(l *acl.List, i int, text func(int32) string) *FilterLine {
	if i < 0 {
		return nil
	}
	r := l.Lines[i].Rule
	return &FilterLine{Seq: r.Seq, Action: l.Lines[i].Action.String(), Span: quote(r.Span.Line, r.Span.End, text)}
}

// WriteFilterDiff writes d as text or JSON.
func WriteFilterDiff(w io.Writer, d *FilterDiffs, format string, v View) error {
	if format == "json" {
		d.Schema = FilterDiffSchema
		return WriteJSON(w, d)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.line(p.paint(bold, "Linewarden acl diff"), " ", p.marks.dot, " ", Counted(len(d.Filters), "filter", "filters"), " changed ", p.marks.dot, " ", number(d.Same), " the same for every packet")
	for i := range d.Filters {
		p.filterDiff(&d.Filters[i])
	}
	return b.Flush()
}

func (p *printer) filterDiff(f *FilterDiff) {
	p.line()
	p.line(p.paint(bold, p.esc(name(f.Device, f.Path))), "   ", p.esc(f.Name), "   ", f.Status)
	if f.Status != "changed" {
		return
	}
	if len(f.Regions) == 0 {
		p.line("  ", p.marks.pass, " the lines differ, and every packet meets the same end")
	}
	for i := range f.Regions {
		p.region(&f.Regions[i])
		if r := &f.Regions[i]; i+1 == len(f.Regions) || !r.alike(&f.Regions[i+1]) {
			p.side("was", f.OldPath, r.Old)
			p.side("is", f.Path, r.New)
		}
	}
	if f.More > 0 {
		p.line("    and ", Counted(f.More, "set", "sets"), " of packets more")
	}
	if !f.Whole {
		p.line("  ", p.marks.unknown, " the change is too large to be worked out in full; there is more")
	}
}

func (p *printer) region(r *FilterRegion) {
	sign, code := p.marks.fail, "31"
	word := "newly permitted"
	switch r.Change {
	case "newly_denied":
		sign, code, word = p.marks.dot, "32", "newly denied"
	case "not_proven":
		sign, code, word = p.marks.unknown, "35", "not proven"
	}
	p.hang("  "+p.paint(code, sign)+" "+pad(word, 16), 20, p.esc(r.Packets))
}

// alike reports regions that the same lines decide on.
func (r *FilterRegion) alike(s *FilterRegion) bool {
	same := func(a, b *FilterLine) bool { return a == nil && b == nil || a != nil && b != nil && a.Span == b.Span }
	return r.Change == s.Change && same(r.Old, s.Old) && same(r.New, s.New)
}

func (p *printer) side(label, path string, l *FilterLine) {
	if l == nil {
		p.line("        ", pad(label, 4), "the default of the filter")
		return
	}
	p.line("        ", pad(label, 4), p.place(path, finding.Span{Line: l.Span.Line}), "   ", p.esc(strings.TrimSpace(l.Span.Text)))
}
