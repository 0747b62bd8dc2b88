package lex

import (
	"strings"
)

// IndentOptions tells the Indent lexer what differs between the systems.
type IndentOptions struct {
	// Negation is the word that takes a statement back, normally "no".
	Negation string
	// Comment is the prefix of comment lines, normally "!".
	Comment string
	// Section, where not "", ends all open blocks: a line of just this text
	// that is not indented. What follows starts at the top, whatever its
	// indentation.
	Section string
	// Opaque is asked for every line and returns how the text that follows
	// it ends; nil means the line opens no opaque text.
	Opaque func(words []string, line string) *OpaqueEnd
	// Close is asked for every line and reports that it ends the innermost
	// open block although it is not indented less (end-policy, EOF marks).
	// May be nil.
	Close func(words []string) bool
	// Revive is asked for every comment line and reports that it is a
	// statement which a collector turned into a comment because of its
	// secret; it is then read like any other. May be nil.
	Revive func(comment string) bool
}

// OpaqueEnd says where opaque text ends.
type OpaqueEnd struct {
	// Delim is the delimiter whose second appearance ends the text; it may
	// stand in the middle of a line. "" means the text ends at a line.
	Delim string
	// From is the offset in the line just after the opening delimiter.
	From int
	// Line ends the text where a trimmed line equals it, e.g. "quit" or "EOF".
	Line string
	// MaxIndent, where not negative, also ends the text before the first
	// line that is indented by no more (an unterminated text does not eat the
	// file). Use -1 for none.
	MaxIndent int
}

// Indent reads text whose blocks are shown by indentation, as IOS, IOS-XR,
// NX-OS, ASA and EOS write it. Deeper lines are children of the last less
// indented line. It runs in linear time and cannot fail.
func Indent(src Source, opt IndentOptions) *Tree {
	l := indenter{opt: opt, src: src, t: NewTree(strings.Count(src.Text, "\n") + 1)}
	l.words = make([]string, 0, len(src.Text)/7+8)
	l.stack = append(l.stack, level{indent: -1})
	for l.pos < len(src.Text) {
		l.line()
	}
	return l.t
}

type level struct {
	indent int
	node   int32
}

type indenter struct {
	opt   IndentOptions
	src   Source
	t     *Tree
	words []string
	stack []level
	pos   int // offset of the next line
	n     int // its index
}

// maxDepth bounds nesting; deeper lines become siblings.
const maxDepth = 64

// next cuts the next line off the text.
func (l *indenter) next() (line string, raw int32) {
	rest := l.src.Text[l.pos:]
	cut := strings.IndexByte(rest, '\n')
	if cut < 0 {
		l.pos = len(l.src.Text)
		line = rest
	} else {
		l.pos += cut + 1
		line = rest[:cut]
	}
	raw = l.src.Raw(l.n)
	l.n++
	return line, raw
}

func (l *indenter) line() {
	line, raw := l.next()
	indent, end := 0, len(line)
	for indent < end && isSpace(line[indent]) {
		indent++
	}
	for end > indent && isSpace(line[end-1]) {
		end--
	}
	text := line[indent:end]
	if l.opt.Section != "" && text == l.opt.Section && indent == 0 {
		l.stack = l.stack[:1]
		return
	}
	if l.opt.Comment != "" && strings.HasPrefix(text, l.opt.Comment) {
		if l.opt.Revive == nil || !l.opt.Revive(text) {
			return
		}
		body := strings.TrimLeft(text[len(l.opt.Comment):], " \t")
		if indent == 0 {
			indent = len(text) - len(l.opt.Comment) - len(body)
		}
		text = body
	}
	if text == "" {
		return
	}
	for len(l.stack) > 1 && l.stack[len(l.stack)-1].indent >= indent {
		l.stack = l.stack[:len(l.stack)-1]
	}
	i, n := l.t.grow(l.stack[len(l.stack)-1].node)
	n.Text, n.Line, n.End = text, raw, raw
	n.Words = l.split(text)
	if len(n.Words) > 1 && n.Words[0] == l.opt.Negation {
		n.Neg, n.Words = true, n.Words[1:]
	}
	if l.opt.Opaque != nil && !n.Neg {
		if end := l.opt.Opaque(n.Words, text); end != nil {
			n.Opaque = true
			l.t.setBody(i, l.opaque(n, text, *end))
		}
	}
	l.t.Last = n.End
	if l.opt.Close != nil && l.opt.Close(n.Words) && len(l.stack) > 1 {
		l.stack = l.stack[:len(l.stack)-1]
		return
	}
	if len(l.stack) < maxDepth {
		l.stack = append(l.stack, level{indent, i})
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// split cuts a trimmed line at white space; its words live in one arena.
func (l *indenter) split(text string) []string {
	words, from := l.words, len(l.words)
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && !isSpace(text[i]) {
			i++
		}
		words = append(words, text[start:i])
		for i < len(text) && isSpace(text[i]) {
			i++
		}
	}
	l.words = words
	return words[from:len(words):len(words)]
}

// opaque returns the text that belongs to n and sets its end.
func (l *indenter) opaque(n *Node, line string, end OpaqueEnd) string {
	if end.Delim != "" {
		if at := strings.Index(line[end.From:], end.Delim); at >= 0 {
			return line[end.From : end.From+at]
		}
	}
	start := l.pos
	for l.pos < len(l.src.Text) {
		at := l.pos
		next, raw := l.next()
		trimmed := strings.TrimSpace(next)
		if end.MaxIndent >= 0 && trimmed != "" && trimmed != end.Line && len(next)-len(strings.TrimLeft(next, " \t")) <= end.MaxIndent {
			l.pos, l.n = at, l.n-1
			return l.src.Text[start:at]
		}
		n.End = raw
		if end.Delim != "" {
			if i := strings.Index(next, end.Delim); i >= 0 {
				return l.src.Text[start : at+i]
			}
		}
		if end.Line != "" && trimmed == end.Line {
			return l.src.Text[start:at]
		}
	}
	l.t.Unclosed = append(l.t.Unclosed, n.Line)
	return l.src.Text[start:]
}
