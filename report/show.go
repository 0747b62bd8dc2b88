package report

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/verdict"
)

// show writes what View.Show asks for.
func (p *printer) show(a *Audit) error {
	p.line()
	switch p.view.Show {
	case "all":
		p.showAll(a)
	case "unknown":
		p.showUnknown(a)
	case "lines":
		p.showLines(a)
	case "inputs":
		for i := range a.Devices {
			p.input(&a.Devices[i])
		}
	default:
		return p.showNamed(a)
	}
	return nil
}

// showAll writes every result, device by device.
func (p *printer) showAll(a *Audit) {
	from := 0
	for from < a.Results.Len() {
		rs := a.Results.device(from)
		p.device(rs)
		from += len(rs)
	}
	p.past(a)
}

// device writes the results of one device: what fails, the gravest first,
// then what is unknown, then the others where they are asked for.
func (p *printer) device(rs []Result) {
	title := p.esc(rs[0].Name())
	if rs[0].Device != "" {
		title += "  " + p.paint(dim, p.esc(rs[0].Path))
	}
	p.line(p.paint(bold, title))
	for _, s := range severities {
		for i := range rs {
			if r := &rs[i]; r.Verdict == verdict.Fail && r.Severity == s {
				p.result(r, "")
			}
		}
	}
	for _, v := range []verdict.Verdict{verdict.Unknown, verdict.Pass, verdict.NotApplicable} {
		for i := range rs {
			if r := &rs[i]; r.Verdict == v && p.view.listed(r) {
				p.result(r, "")
			}
		}
	}
	p.line()
}

// result writes one result; device is its device's name where the title above
// does not say it.
func (p *printer) result(r *Result, device string) {
	sign, code := p.mark(r.Verdict)
	word := "unknown"
	switch r.Verdict {
	case verdict.Fail:
		word = r.Severity.String()
	case verdict.Pass:
		word = "passes"
	case verdict.NotApplicable:
		word = "n/a"
	}
	label := p.paint(code, sign+" "+pad(word, 8))
	if r.Verdict == verdict.Fail {
		label = p.severity(r.Severity, sign+" "+pad(word, 8))
	}
	text := p.esc(r.Reason)
	if text == "" {
		text = p.esc(r.Title)
	}
	if device != "" {
		text = device + "  " + text
	}
	text += " [" + p.esc(r.ID) + "]"
	if r.Change != "" {
		text += " (" + string(r.Change) + ")"
	}
	p.hang("  "+label+"  ", 14, text)
	p.spans(r, len(r.Spans))
	if r.Verdict == verdict.Unknown && r.Resolve != "" {
		p.wrapped(indent+"To settle it  ", p.esc(r.Resolve))
	}
	if r.Verdict == verdict.Fail && device == "" {
		p.fix(r.Fix)
	}
}

// past writes the results of the baseline that are gone.
func (p *printer) past(a *Audit) {
	if len(a.Past) == 0 {
		return
	}
	p.line(p.paint(bold, "In the baseline only"))
	for i := range a.Past {
		r := &a.Past[i]
		p.hang("  "+pad(string(r.Change), 8), 10, p.esc(r.Name())+"  "+p.esc(r.Title)+" ["+p.esc(r.ID)+"]")
	}
	p.line()
}

func (p *printer) showUnknown(a *Audit) {
	for _, q := range groupUnknowns(a) {
		p.question(a, q, 8)
		for n, i := range q.results {
			r := a.Results.At(i)
			if n == 20 && len(q.results) > 21 {
				p.line(indent, p.marks.more, " ", number(len(q.results)-n), " more: --show CHECK or --show DEVICE")
				break
			}
			p.wrapped(indent+p.marks.unknown+" ", p.who(a, &r)+"  "+p.esc(r.ID)+": "+p.esc(r.Reason))
		}
		p.line()
	}
}

func (p *printer) showLines(a *Audit) {
	for i := range a.Devices {
		d := &a.Devices[i]
		if d.Lines.Unknown == 0 {
			continue
		}
		p.line(p.paint(bold, p.esc(d.Path)), "  ", Counted(d.Lines.Unknown, "line", "lines"), " of ", number(d.Lines.Total), " not understood")
		for _, s := range d.Unknown {
			at := p.place(d.Path, s)
			p.line(indent, p.paint(dim, at), "   ", p.evidence(s, len(at)))
		}
		if n := d.Lines.Unknown - len(d.Unknown); n > 0 {
			p.line(indent, p.marks.more, " ", number(n), " more: name this file alone")
		}
	}
}

// showNamed writes the results of one check, or of one device.
func (p *printer) showNamed(a *Audit) error {
	want := p.view.Show
	for _, c := range a.Checks {
		if c.ID == want {
			p.check(a, c)
			return nil
		}
	}
	found := false
	for i := range a.Devices {
		d := &a.Devices[i]
		if d.Path != want && d.Hostname != want {
			continue
		}
		found = true
		p.input(d)
		if rs := a.Results.of(d.Path); len(rs) > 0 {
			p.device(rs)
		}
	}
	if !found {
		return fmt.Errorf("--show %q: %w", want, ErrShow)
	}
	return nil
}

func (p *printer) check(a *Audit, c *Check) {
	p.line(p.paint(bold, p.esc(c.Title)), "  [", p.esc(c.ID), "] ", c.Severity.String())
	p.wrapped(indent+"Why   ", p.esc(c.Why))
	p.wrapped(indent+"From  ", p.esc(strings.Join(append(append([]string{}, c.References...), c.Attack...), ", ")))
	if c.Off != "" {
		p.wrapped(indent+"Off   ", p.esc(c.Off))
	}
	if c.Changed != "" {
		p.wrapped(indent+"Site  ", "changed: "+p.esc(c.Changed))
	}
	p.line()
	fixes := map[string]bool{}
	for _, v := range []verdict.Verdict{verdict.Fail, verdict.Unknown, verdict.Pass, verdict.NotApplicable} {
		for i := range a.Results.Len() {
			if r := a.Results.head(i); r.ID == c.ID && r.Verdict == v && p.view.listed(&r) {
				r = a.Results.At(i)
				p.result(&r, p.who(a, &r))
				if r.Fix != "" && !fixes[r.Fix] {
					fixes[r.Fix] = true
					p.fix(r.Fix)
				}
			}
		}
	}
}
