package report

import (
	"bufio"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// printer writes text for people. Untrusted text enters through esc only.
type printer struct {
	w     *bufio.Writer
	view  View
	width int
	marks marks
}

// marks are the report's own characters.
type marks struct {
	fail, unknown, pass, na, dot, more string
}

func newPrinter(w *bufio.Writer, v View) *printer {
	p := &printer{w: w, view: v, width: 100, marks: marks{"✗", "?", "✓", "·", "·", "…"}}
	if v.ASCII {
		p.marks = marks{"x", "?", "+", "-", "-", "..."}
	}
	if v.Width > 0 {
		p.width = min(max(v.Width, 60), 160)
	}
	return p
}

func (p *printer) line(parts ...string) {
	for _, s := range parts {
		p.w.WriteString(s) // a bufio.Writer keeps its first error for Flush
	}
	p.w.WriteByte('\n')
}

// The colours, by what they stand for.
const (
	bold = "1"
	dim  = "2"
)

// paint puts our own text into a colour.
func (p *printer) paint(code, s string) string {
	if !p.view.Color || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *printer) severity(s finding.Severity, text string) string {
	return p.paint([...]string{finding.Info: "36", finding.Low: "36", finding.Medium: "33", finding.High: "31", finding.Critical: "1;31"}[min(s, finding.Critical)], text)
}

// mark is the sign and colour of a verdict.
func (p *printer) mark(v verdict.Verdict) (sign, code string) {
	switch v {
	case verdict.Fail:
		return p.marks.fail, "31"
	case verdict.Pass:
		return p.marks.pass, "32"
	case verdict.NotApplicable:
		return p.marks.na, dim
	}
	return p.marks.unknown, "35"
}

// esc makes untrusted text safe for one line, at most 400 bytes of it.
func (p *printer) esc(s string) string {
	s = escape.Short(s, 400)
	if p.view.ASCII {
		s = toASCII(s)
	}
	return s
}

func toASCII(s string) string {
	q := strconv.QuoteToASCII(s)
	if len(q) == len(s)+2 {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(q[1 : len(q)-1])
}

// wrapped writes label and text with the text's further lines under its first.
// text is escaped already; width counts characters, not columns.
func (p *printer) wrapped(label, text string) {
	p.hang(label, utf8.RuneCountInString(label), text)
}

// hang is wrapped for a label that shows in fewer characters than it has.
func (p *printer) hang(label string, shown int, text string) {
	room := max(p.width-shown, 30)
	indent := ""
	for first := true; first || text != ""; first = false {
		line, rest := cutLine(text, room)
		if first {
			p.line(label, line)
			indent = strings.Repeat(" ", shown)
		} else {
			p.line(indent, line)
		}
		text = rest
	}
}

// cutLine splits s behind the last word that ends within room characters; a
// longer word is left whole.
func cutLine(s string, room int) (line, rest string) {
	if len(s) <= room {
		return s, ""
	}
	n, space := 0, -1
	for i, r := range s {
		if r == ' ' {
			space = i
		}
		if n++; n > room && space > 0 {
			return s[:space], strings.TrimLeft(s[space:], " ")
		}
	}
	return s, ""
}

// number writes 1204 as 1,204.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Counted writes "1 file" or "12 files".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// some joins the first max names, escaped, and counts the others.
func (p *printer) some(names []string, max int) string {
	s := someOf(names, max, 60)
	if p.view.ASCII {
		return toASCII(s)
	}
	return s
}

// someOf is some with at most size bytes of each name.
func someOf(names []string, max, size int) string {
	var b strings.Builder
	for i, n := range names {
		if i == max && len(names) > max+1 {
			b.WriteString(" and " + number(len(names)-i) + " more")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(escape.Short(n, size))
	}
	return b.String()
}

// pad fills s with blanks to n characters.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}

// place is the path:line of a span, so that terminals and editors jump there.
func (p *printer) place(path string, s finding.Span) string {
	return p.esc(path) + ":" + strconv.Itoa(s.Line)
}
