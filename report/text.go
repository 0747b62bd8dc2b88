package report

import (
	"bufio"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// writeText writes the report that a person reads: the answer, then the
// reason, the evidence and what to do, in about one screen; View.Show asks for
// more of one thing.
func writeText(w *bufio.Writer, a *Audit, v View) error {
	p := newPrinter(w, v)
	p.head(a)
	if v.Show != "" {
		return p.show(a)
	}
	p.inputs(a, 5)
	groups := groupFails(a)
	p.doFirst(a, groups)
	p.cannotSay(a)
	p.next(a, groups)
	return nil
}

// head writes the first lines: what was read, what came out.
func (p *printer) head(a *Audit) {
	p.headline(a)
	p.line()
	if why := a.nothing(); why != "" {
		sign, code := p.mark(verdict.Unknown)
		p.hang("  "+p.paint(code, sign)+" ", 4, why)
	} else {
		p.totals(a)
		p.read(a)
		p.worst(a)
	}
	p.site(a)
	p.baseline(a)
	for _, n := range a.Notes {
		p.wrapped("  Note  ", p.esc(n))
	}
}

func (p *printer) headline(a *Audit) {
	parts := []string{p.paint(bold, "Linewarden audit"), Counted(len(a.Devices), "file", "files"),
		Counted(a.Evaluated(), "configuration", "configurations")}
	for _, s := range []struct {
		status    Status
		one, many string
	}{
		{NotConfig, "not a configuration", "not configurations"},
		{Unsupported, "of a system that is not read", "of systems that are not read"},
		{Unreadable, "unreadable", "unreadable"},
	} {
		if n := a.Summary.Inputs[string(s.status)]; n > 0 {
			parts = append(parts, Counted(n, s.one, s.many))
		}
	}
	if p.view.Terminal && a.Elapsed > 0 {
		parts = append(parts, fmt.Sprintf("%.2f s", float64(a.Elapsed)/float64(time.Second)))
	}
	p.line(strings.Join(parts, " "+p.marks.dot+" "))
}

var severities = []finding.Severity{finding.Critical, finding.High, finding.Medium, finding.Low, finding.Info}

func (p *printer) totals(a *Audit) {
	var parts []string
	for _, s := range severities {
		n := a.Summary.Severities[s.String()]
		if n > 0 || s == finding.Critical || s == finding.High {
			parts = append(parts, p.severity(s, number(n)+" "+s.String()))
		}
	}
	count := func(v verdict.Verdict, word string) string {
		sign, code := p.mark(v)
		return p.paint(code, sign+" "+number(a.Summary.Counts[v.String()])+" "+word)
	}
	p.line("  ", p.paint("31", p.marks.fail), " ", strings.Join(parts, "  "), "     ",
		count(verdict.Unknown, "unknown"), "     ", count(verdict.Pass, "passed"))
}

// reading says how much of the input was read and understood.
type reading struct {
	whole     int
	open, cut []string // path and reason
	lines     Lines
}

func (a *Audit) reading() reading {
	var r reading
	for i := range a.Devices {
		d := &a.Devices[i]
		if !d.Judged() {
			continue
		}
		r.lines.add(d.Lines)
		switch d.Complete {
		case "truncated":
			r.cut = append(r.cut, tail(d.Path, 40)+": "+d.Detail)
		case "whole":
			r.whole++
		default:
			r.open = append(r.open, tail(d.Path, 40)+": "+d.Detail)
		}
	}
	return r
}

// parts words it; dots stand between them.
func (r *reading) parts(show string) []string {
	parts := []string{number(r.whole) + " whole"}
	if len(r.open) > 0 {
		parts[0] += ", " + number(len(r.open)) + " not provably whole (" + someOf(r.open, 1, 140) + ")"
	}
	if len(r.cut) > 0 {
		parts[0] += ", " + number(len(r.cut)) + " cut off (" + someOf(r.cut, 2, 120) + ")"
	}
	l := &r.lines
	if l.Total > 0 {
		parts = append(parts, percent(l.Full+l.Irrelevant, l.Total)+" of lines understood")
	}
	if n := l.Partial + l.Unimplemented; n > 0 {
		parts = append(parts, Counted(n, "line", "lines")+" in part")
	}
	if l.Unknown > 0 {
		parts = append(parts, Counted(l.Unknown, "line", "lines")+" not understood"+show)
	}
	return parts
}

func (p *printer) read(a *Audit) {
	r := a.reading()
	text := strings.Join(r.parts(" (--show lines)"), " "+p.marks.dot+" ")
	if p.view.ASCII {
		text = toASCII(text)
	}
	p.wrapped("  Read  ", text)
}

// worst names the devices on which most fails, where there are several.
func (p *printer) worst(a *Audit) {
	type device struct {
		name     string
		critical int
		bad      int
	}
	bad := a.badness()
	var ds []device
	for i := range a.Devices {
		if d := &a.Devices[i]; bad[d.Path] >= 10_000 {
			ds = append(ds, device{a.nameOf(d.Hostname, d.Path), bad[d.Path] / 10_000, bad[d.Path]})
		}
	}
	if len(ds) < 2 {
		return
	}
	slices.SortStableFunc(ds, func(x, y device) int { return y.bad - x.bad })
	var parts []string
	for i, d := range ds[:min(len(ds), 4)] {
		text := p.esc(d.name) + " " + number(d.critical)
		if i == 0 {
			text += " critical"
		}
		parts = append(parts, text)
	}
	p.wrapped("  Worst ", strings.Join(parts, ", "))
}

// readText is the same as one sentence for a page.
func (a *Audit) readText() string {
	r := a.reading()
	return "Read: " + strings.Join(r.parts(""), " · ")
}

func (l *Lines) add(m Lines) {
	l.Total += m.Total
	l.Full += m.Full
	l.Partial += m.Partial
	l.Irrelevant += m.Irrelevant
	l.Unimplemented += m.Unimplemented
	l.Unknown += m.Unknown
}

// percent rounds down: nothing but all is 100 %.
func percent(n, of int) string {
	return strconv.FormatFloat(math.Floor(float64(n)*1000/float64(of))/10, 'f', -1, 64) + " %"
}

// site names the site description, and what it changed of the checks: who reads
// the report may not know of it.
func (p *printer) site(a *Audit) {
	if a.Site == "" {
		return
	}
	var off, changed []string
	for _, c := range a.Checks {
		switch {
		case c.Off != "":
			off = append(off, c.ID)
		case c.Changed != "":
			changed = append(changed, c.ID+" ("+p.esc(c.Changed)+")")
		}
	}
	text := p.esc(a.Site)
	if len(off) > 0 {
		text += " " + p.marks.dot + " " + Counted(len(off), "check", "checks") + " off: " + p.some(off, 4)
	}
	if len(changed) > 0 {
		text += " " + p.marks.dot + " " + Counted(len(changed), "check", "checks") + " changed: " + p.some(changed, 4)
	}
	p.wrapped("  Site  ", text)
}

func (p *printer) baseline(a *Audit) {
	if text := a.baselineText(); text != "" {
		p.wrapped("  Since ", "the baseline: "+text)
	}
}

// baselineText is "" where no baseline was given.
func (a *Audit) baselineText() string {
	b := a.Summary.Baseline
	if b == nil {
		return ""
	}
	text := fmt.Sprintf("%s new, %s fixed, %s the same", number(b[New]), number(b[Fixed]), number(b[Same]))
	if n := b[Unseen]; n > 0 {
		text += fmt.Sprintf(", %s cannot be compared: the device or the check is not in this run", number(n))
	}
	return text
}

// inputs names what could not be read: at most max files, and the systems that
// are not read with the number of their files.
func (p *printer) inputs(a *Audit, max int) {
	shown, left, judged := 0, 0, a.Evaluated() > 0
	systems := map[string]int{}
	for i := range a.Devices {
		d := &a.Devices[i]
		if d.Status == Unsupported {
			systems[d.OS]++
		}
		if d.Status != Unreadable && d.Hint == "" && (judged || d.Status == Unsupported) {
			continue
		}
		if shown == max {
			left++
			continue
		}
		shown++
		p.input(d)
	}
	if left > 0 {
		p.line("  ", p.marks.unknown, "  ", number(left), " more inputs not read (--show inputs)")
	}
	var names []string
	for os, n := range systems {
		names = append(names, os+" "+number(n))
	}
	slices.Sort(names)
	if len(names) > 0 {
		sign, code := p.mark(verdict.Unknown)
		p.hang("  "+p.paint(code, sign)+"  ", 5, "systems that are not read: "+p.some(names, 6)+" (--show inputs)")
	}
}

// input writes one line about an input, and its hint.
func (p *printer) input(d *Device) {
	sign, code := p.mark(verdict.Unknown)
	switch {
	case d.Status == NotConfig:
		sign, code = p.mark(verdict.NotApplicable)
	case d.Complete == "whole":
		sign, code = p.mark(verdict.Pass)
	}
	status := string(d.Status)
	if d.Status == NotConfig {
		status = "not a configuration"
	}
	text := p.esc(d.Path) + "  " + status
	if d.OS != "" {
		text += " " + p.marks.dot + " " + p.esc(strings.TrimSpace(d.OS+" "+d.Version))
	}
	if d.Detail != "" {
		text += " " + p.marks.dot + " " + p.esc(d.Detail)
	}
	if d.Hint != "" {
		text += " " + p.marks.dot + " " + p.esc(d.Hint)
	}
	p.hang("  "+p.paint(code, sign)+"  ", 5, text)
}
