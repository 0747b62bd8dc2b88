package report

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// How much the first screen shows.
const (
	firstFindings  = 6
	nextFindings   = 6 // in one line each
	firstQuestions = 5
	firstSpans     = 2
)

// doFirst writes the most urgent checks that fail.
func (p *printer) doFirst(a *Audit, groups []*group) {
	if len(groups) == 0 {
		return
	}
	p.line()
	p.line(p.paint(bold, "Do first"))
	for i, g := range groups[:min(len(groups), firstFindings)] {
		p.first(a, i+1, g)
	}
	rest := groups[min(len(groups), firstFindings):]
	for i, g := range rest[:min(len(rest), nextFindings)] {
		p.brief(a, firstFindings+i+1, g)
	}
	rest = rest[min(len(rest), nextFindings):]
	left := 0
	for _, g := range rest {
		left += len(g.results)
	}
	if left > 0 {
		p.line("  ", p.marks.more, " ", Counted(left, "more finding", "more findings"), " of ",
			Counted(len(rest), "check", "checks"), ": --show all, --show CHECK or --show DEVICE")
	}
}

// brief writes a group in a line or two.
func (p *printer) brief(a *Audit, n int, g *group) {
	r := a.Results.At(g.results[0])
	word := pad(g.severity.String(), 8)
	label := "  " + pad(strconv.Itoa(n), 2) + " " + p.severity(g.severity, p.marks.fail+" "+word) + "  "
	reason, _, _ := strings.Cut(r.Reason, "; ")
	text := p.who(a, &r) + "  " + p.esc(escape.Short(reason, 120))
	if n := len(g.results) - 1; n > 0 {
		text += ", and on " + Counted(n, "other device", "other devices")
	}
	p.hang(label, 7+len([]rune(p.marks.fail))+len(word), text+" ["+p.esc(r.ID)+"]")
}

// who is the name of a result's device for a line of text.
func (p *printer) who(a *Audit, r *Result) string { return p.esc(a.nameOf(r.Device, r.Path)) }

// tail keeps the end of a long path, from a folder on.
func tail(path string, max int) string {
	if len(path) <= max {
		return path
	}
	end := path[len(path)-max:]
	if i := strings.IndexByte(end, '/'); i >= 0 && i < len(end)-1 {
		end = end[i:]
	}
	return "..." + strings.ToValidUTF8(end, "")
}

// fewFiles is how many files of one hostname a list names by their paths.
const fewFiles = 3

// tally names inputs for a list; of many with the same hostname it gives the
// number.
func (a *Audit) tally(owners []owner) []string {
	count := map[string]int{}
	for _, o := range owners {
		count[o.host]++
	}
	var out []string
	for _, o := range owners {
		switch n := count[o.host]; {
		case o.host == "" || n <= fewFiles && n > 0:
			out = append(out, a.nameOf(o.host, o.path))
		case n > 0:
			out = append(out, tail(o.host, 48)+" ("+number(n)+" files)")
			count[o.host] = 0
		}
	}
	return out
}

// indent is where the lines under a finding begin.
const indent = "        "

func (p *printer) first(a *Audit, n int, g *group) {
	r := a.Results.At(g.results[0])
	word := pad(g.severity.String(), 8)
	label := "  " + pad(strconv.Itoa(n), 2) + " " + p.severity(g.severity, p.marks.fail+" "+word) + "  "
	text := p.who(a, &r) + "  " + p.esc(r.Reason) + " [" + p.esc(r.ID) + "]"
	if g.fresh > 0 {
		text += " (" + number(g.fresh) + " new)"
	}
	p.hang(label, 7+len([]rune(p.marks.fail))+len(word), text)
	p.spans(&r, firstSpans)
	if len(g.results) > 1 {
		var also []owner
		for _, i := range g.results[1:] {
			r := a.Results.head(i)
			also = append(also, owner{r.Path, r.Device})
		}
		p.wrapped(indent+"Also  ", p.some(a.tally(also), 5))
	}
	p.wrapped(indent+"Why   ", p.esc(sentence(r.Why)))
	p.fix(r.Fix)
}

// sentence is the first one of text.
func sentence(text string) string {
	if i := strings.Index(text, ". "); i > 0 {
		return text[:i+1]
	}
	return text
}

// spans writes up to max pieces of evidence.
func (p *printer) spans(r *Result, max int) {
	for i, s := range r.Spans {
		if i == max && len(r.Spans) > max+1 {
			p.line(indent, p.paint(dim, p.marks.more+" "+number(len(r.Spans)-i)+" more lines: --show "+p.esc(r.ID)))
			return
		}
		text := p.place(r.Path, s)
		if len(text) > p.width-len(indent)-30 && s.Text != "" { // a long path: the line's text goes below
			p.line(indent, p.paint(dim, text))
			p.line(indent, "  ", p.evidence(s, 0))
			continue
		}
		p.line(indent, p.paint(dim, text), "   ", p.evidence(s, len(text)))
	}
}

func (p *printer) evidence(s finding.Span, used int) string {
	text := p.esc(s.Text)
	room := max(p.width-used-len(indent)-3, 40)
	if len(text) > room && len(text)-len(p.marks.more) > room {
		text = escape.Short(text, room)
	}
	return text
}

// fix writes a remediation in one paragraph, its commands between slashes.
func (p *printer) fix(text string) {
	if text = oneLine(text); text != "" {
		p.wrapped(indent+"Fix   ", p.esc(text))
	}
}

// oneLine joins the lines of a fix.
func oneLine(text string) string {
	var parts []string
	for l := range strings.Lines(text) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			parts = append(parts, l)
		}
	}
	return strings.Join(parts, " / ")
}

// cannotSay writes what would settle most of what is unknown.
func (p *printer) cannotSay(a *Audit) {
	if a.Summary.Counts[verdict.Unknown.String()] == 0 {
		return
	}
	questions := groupUnknowns(a)
	p.line()
	p.line(p.paint(bold, "Cannot say"))
	for _, q := range questions[:min(len(questions), firstQuestions)] {
		p.question(a, q, 4)
	}
	left := 0
	for _, q := range questions[min(len(questions), firstQuestions):] {
		left += len(q.results)
	}
	if left > 0 {
		p.line("  ", p.marks.more, " ", Counted(left, "more answer", "more answers"), " of other kinds: --show unknown")
	}
}

func (p *printer) question(a *Audit, q *question, names int) {
	sign, code := p.mark(verdict.Unknown)
	scale := Counted(len(q.results), "answer", "answers") + " on " + Counted(len(q.devices), "device", "devices")
	p.hang("  "+p.paint(code, sign)+"  ", 5, pad(scale, 26)+"  "+p.esc(q.resolve))
	if len(q.details) > 0 {
		p.wrapped(indent+"With  ", p.some(q.details, names))
	}
	p.wrapped(indent, p.some(q.checks, names)+" "+p.marks.dot+" "+p.some(a.tally(q.devices), names))
}

// next names the commands that help on from here.
func (p *printer) next(a *Audit, groups []*group) {
	if a.Evaluated() == 0 {
		return
	}
	paths := ""
	for _, arg := range p.view.Args {
		paths += " " + shellWord(arg)
	}
	var cmds []string
	if a.Site == "" && a.Summary.Counts[verdict.Unknown.String()] > 0 {
		cmds = append(cmds, "linewarden config init site.yaml")
	}
	cmds = append(cmds, "linewarden audit"+paths+" --format html --output audit.html")
	if len(groups) > 0 {
		cmds = append(cmds, "linewarden check show "+groups[0].check.ID)
	}
	if a.Summary.Baseline == nil {
		cmds = append(cmds, "linewarden audit"+paths+" --format json --output audit.json   (the next --baseline)")
	}
	p.line()
	for i, c := range cmds {
		p.line([...]string{"  Next  ", indent}[min(i, 1)], c)
	}
}

// shellWord quotes a path for a shell where it needs to be.
func shellWord(s string) string {
	s = escape.Line(s)
	plain := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+=:@%,", r))
	}
	if s != "" && strings.IndexFunc(s, plain) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
