package detections

import (
	"fmt"
	"maps"
	"slices"

	"github.com/linewarden/linewarden/detect/indicators"
	"github.com/linewarden/linewarden/internal/escape"
)

// Indicators is what came of looking for indicators.
type Indicators struct {
	// Files are those they came from, Total how many were looked for.
	Files, Total int
	Seen         []*indicators.Sighting
	// Configs are the configurations that were looked at.
	Configs int
	// Skipped counts, by reason, what is not looked for.
	Skipped map[string]int
}

type jsonIndicators struct {
	Files   int            `json:"files"`
	Total   int            `json:"total"`
	Configs int            `json:"configurations"`
	Seen    []jsonSighting `json:"seen"`
	Skipped map[string]int `json:"not_searched"`
}

type jsonSighting struct {
	Kind    string     `json:"kind"`
	Value   string     `json:"value"`
	Source  string     `json:"source"`
	Line    int        `json:"source_line,omitempty"`
	Label   string     `json:"label,omitempty"`
	Records int        `json:"records"`
	First   string     `json:"first,omitempty"`
	Last    string     `json:"last,omitempty"`
	Device  string     `json:"device,omitempty"`
	Path    string     `json:"path,omitempty"`
	At      int        `json:"line,omitempty"`
	Offset  int64      `json:"offset,omitempty"`
	Lines   int        `json:"configuration_lines"`
	Places  []jsonLine `json:"configurations"`
}

type jsonLine struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

func (x *Indicators) json() *jsonIndicators {
	if x == nil {
		return nil
	}
	out := &jsonIndicators{Files: x.Files, Total: x.Total, Configs: x.Configs, Seen: []jsonSighting{}, Skipped: x.Skipped}
	if out.Skipped == nil {
		out.Skipped = map[string]int{}
	}
	for _, s := range x.Seen {
		j := jsonSighting{Kind: string(s.Kind), Value: s.Value, Source: s.Path, Line: s.Indicator.Line, Label: s.Label, Records: s.Records,
			First: Time(s.First), Last: Time(s.Last), Device: s.Device, Path: s.Source, At: s.Line, Offset: s.Offset, Lines: s.Lines, Places: []jsonLine{}}
		for _, p := range s.Places {
			j.Places = append(j.Places, jsonLine(p))
		}
		out.Seen = append(out.Seen, j)
	}
	return out
}

// indicators writes what was looked for, what was seen, the earliest first, and
// what was not looked for.
func (t *text) indicators(r *Report) {
	x := r.Indicators
	if x == nil {
		return
	}
	window := "no event has a time"
	if r.From != 0 {
		window = Time(r.From) + " to " + Time(r.To)
	}
	fmt.Fprintf(t, "\nIndicators  %s of %s in %s (%s) and %s\n", plural(x.Total, "indicator"), plural(x.Files, "file"), plural(r.Events, "event"), window, plural(x.Configs, "configuration"))
	if len(x.Seen) == 0 {
		fmt.Fprintf(t, "  None was seen in what was read.\n")
	}
	for i, s := range x.Seen {
		if i == shownSightings && !t.all {
			fmt.Fprintf(t, "  and %d more; --all names them\n", len(x.Seen)-i)
			break
		}
		t.sighting(s)
	}
	for _, reason := range slices.Sorted(maps.Keys(x.Skipped)) {
		fmt.Fprintf(t, "  %s %d not looked for: %s\n", t.marks.unknown, x.Skipped[reason], reason)
	}
}

// shownSightings is how many indicators the text names unless all are asked for.
const shownSightings = 20

func (t *text) sighting(s *indicators.Sighting) {
	label := ""
	if s.Label != "" {
		label = "  " + escape.Line(escape.Short(s.Label, 60))
	}
	fmt.Fprintf(t, "  %s %s  %s%s\n", t.fail, s.Kind, escape.Line(s.Value), label)
	if s.Records > 0 {
		first := "no time"
		if s.First != 0 {
			first = Time(s.First) + " to " + Time(s.Last)
		}
		where := fmt.Sprintf("%s:%d", escape.Line(s.Source), s.Line)
		if s.Line == 0 {
			where = fmt.Sprintf("%s+%d", escape.Line(s.Source), s.Offset)
		}
		device := ""
		if s.Device != "" {
			device = " on " + escape.Line(s.Device)
		}
		fmt.Fprintf(t, "        %s, %s; first %s%s\n", plural(s.Records, "record"), first, where, device)
	}
	for i, p := range s.Places {
		if i == shownEvidence && !t.all {
			fmt.Fprintf(t, "        and %s more of configurations\n", plural(s.Lines-i, "line"))
			break
		}
		fmt.Fprintf(t, "        configured in %s:%d\n", escape.Line(p.Path), p.Line)
	}
}
