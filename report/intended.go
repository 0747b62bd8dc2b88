package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/linewarden/linewarden/device/intended"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// IntendedSchema names the form of the JSON that WriteIntended writes.
const IntendedSchema = "linewarden/intended/1"

// Intended says how configurations compare with what they are meant to be.
type Intended struct {
	Schema   string `json:"schema"`
	Intended string `json:"intended"`
	Actual   string `json:"actual"`
	// Counts are of Compared, by verdict.
	Counts   map[string]int   `json:"counts"`
	Compared []IntendedDevice `json:"compared"`
	// Skipped are files that nothing could be compared with, and why.
	Skipped []DriftSkip `json:"skipped"`
}

// IntendedDevice is one configuration and one file that says what it is meant
// to be.
type IntendedDevice struct {
	Path     string `json:"path"`
	Device   string `json:"device"`
	OS       string `json:"os"`
	Source   string `json:"source"`
	Template bool   `json:"template"` // Source holds some sections only
	// Verdict is pass where nothing differs, fail where something does, and
	// unknown where only such things differ as nobody can tell.
	Verdict     verdict.Verdict       `json:"verdict"`
	Reason      string                `json:"reason,omitempty"` // why they were not compared
	Differences []intended.Difference `json:"differences"`
	Commands    []intended.Command    `json:"commands"`
}

// Settle gives verdicts and counts them.
func (r *Intended) Settle() {
	r.Counts = map[string]int{"pass": 0, "fail": 0, "unknown": 0}
	for i := range r.Compared {
		d := &r.Compared[i]
		d.Verdict = verdict.Pass
		if d.Reason != "" {
			d.Verdict = verdict.Unknown
		}
		for _, x := range d.Differences {
			if x.Kind != intended.CannotTell {
				d.Verdict = verdict.Fail
				break
			}
			d.Verdict = verdict.Unknown
		}
		r.Counts[d.Verdict.String()]++
		d.Differences, d.Commands = full(d.Differences), full(d.Commands)
	}
}

// WriteIntended writes r as text or JSON.
func WriteIntended(w io.Writer, r *Intended, format string, v View) error {
	if format == "json" {
		r.Schema = IntendedSchema
		r.Compared, r.Skipped = full(r.Compared), full(r.Skipped)
		return WriteJSON(w, r)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.line(p.paint(bold, "Linewarden drift"), " ", p.marks.dot, " intended ", p.marks.dot, " ", number(r.Counts["pass"]), " as intended ", p.marks.dot, " ",
		number(r.Counts["fail"]), " not ", p.marks.dot, " ", number(r.Counts["unknown"]), " cannot tell")
	for i := range r.Compared {
		p.intended(&r.Compared[i])
	}
	p.driftTail(&Drift{Skipped: r.Skipped})
	return b.Flush()
}

func (p *printer) intended(d *IntendedDevice) {
	p.line()
	sign, code := p.mark(d.Verdict)
	p.line(p.paint(code, sign), " ", p.paint(bold, p.esc(name(d.Device, d.Path))), "   against ", p.esc(d.Source))
	if d.Reason != "" {
		p.line("    not compared: ", p.esc(d.Reason))
	}
	for i := range d.Differences {
		p.difference(d, &d.Differences[i])
	}
	if len(d.Commands) == 0 {
		return
	}
	p.line("  Commands (read them before they are entered", untried(d.OS), ")")
	for _, c := range d.Commands {
		if c.Note != "" {
			p.hang("      ! ", 8, p.esc(c.Note))
		}
		line := "      " + strings.Repeat(" ", c.Depth) + p.esc(c.Text)
		if c.Needs != "" {
			line += "   ! fill in the " + c.Needs
		}
		p.line(line)
	}
}

// untried says of systems of which too few real lines were seen that the forms
// of their commands are general knowledge.
func untried(os string) string {
	switch os {
	case "asa", "routeros", "sros", "vrp":
		return ": the forms for " + os + " are general knowledge and were not tried"
	}
	return ""
}

func (p *printer) difference(d *IntendedDevice, x *intended.Difference) {
	sign, code := p.marks.fail, "31"
	word := map[intended.Kind]string{intended.Missing: "missing", intended.Extra: "too much", intended.Differs: "differs", intended.Order: "out of order"}[x.Kind]
	if x.Kind == intended.CannotTell {
		sign, code, word = p.marks.unknown, "35", "cannot tell"
	}
	text := x.Actual
	if x.Intended != "" {
		text = x.Intended
	}
	if len(x.Section) > 0 {
		text = strings.Join(x.Section, " / ") + " / " + text
	}
	if x.Lines > 1 {
		text += "   (" + Counted(x.Lines, "line", "lines") + ")"
	}
	p.hang("  "+p.paint(code, sign)+" "+pad(word, 13), 17, p.esc(text))
	if x.Why != "" {
		p.line("        ", p.esc(x.Why))
	}
	if x.Line > 0 {
		p.line("        is       ", p.place(d.Path, finding.Span{Line: x.Line}), "   ", p.esc(x.Actual))
	}
	if x.IntendedLine > 0 {
		p.line("        intended ", p.place(d.Source, finding.Span{Line: x.IntendedLine}), "   ", p.esc(x.Intended))
	}
}
