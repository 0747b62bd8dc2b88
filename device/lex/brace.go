package lex

import "strings"

// BraceOptions tells the Brace lexer what differs between the systems.
type BraceOptions struct {
	// Lines says that a line's end closes a statement outside brackets, as
	// MD-CLI prints; where false only ';' and braces do.
	Lines bool
	// Edits says that a line which begins with set, delete, deactivate and
	// their kin outside all braces is one edit with a path from the top.
	Edits bool
	// Root says that a statement whose first word begins with this text
	// ("/") has a path from the top; the text is taken off. "" is none.
	Root string
}

// maxNest bounds how deep words nest; further words become siblings. Real
// statements stay below 40.
const maxNest = 120

// Brace reads text whose blocks are braces (Junos, MD-CLI) or which has one
// whole path in each line (their set forms), or a mixture. Both forms of one
// configuration give the same tree: Path is set, every node holds one word,
// and statements with equal beginnings are merged in order of first
// appearance. Quotes are taken off and their escapes resolved.
//
// It runs in linear time, but for edits that copy, which are bounded. A quote
// or comment that nothing closes ends with its line, so that it cannot hide
// what follows, and is listed in Unclosed like a block that is still open.
func Brace(src Source, opt BraceOptions) *Tree {
	b := newBraceTree(len(src.Text))
	l := &bracer{src: src, opt: opt, b: b, raw: src.Raw(0)}
	l.stack = append(l.stack, open{})
	if opt.Edits {
		l.edits()
	}
	for l.pos < len(src.Text) {
		l.step()
	}
	l.eof()
	return b.finish()
}

// word is one token that is not punctuation.
type word struct {
	text      string
	line, end int32
	to        int32 // offset behind it in its line
	node      int32 // where it leads, once it is in the tree
	list      bool  // stands inside brackets
}

type open struct{ node, line int32 }

type bracer struct {
	src     Source
	opt     BraceOptions
	b       *braceTree
	pos     int
	lineIdx int   // index of the current line in the text
	raw     int32 // its raw number
	bol     int   // offset of its first byte
	words   []word
	start   int // bol of the line of their first word, where that is bare
	bracket bool
	opened  int32 // raw line of the open bracket
	stack   []open
	trail   trail
	at      int32    // where the path of this line goes on, 0 for its beginning
	base    []string // path of "edit", for relative set lines
	noQuote int      // no closing quote stands from this offset on, 0 unknown
}

// step consumes one token, comment or line end.
func (l *bracer) step() {
	s := l.src.Text
	switch c := s[l.pos]; c {
	case '\n':
		l.lineEnd()
		l.newline()
	case ' ', '\t', '\r':
		for l.pos++; l.pos < len(s) && isBlank(s[l.pos]); l.pos++ {
		}
	case '{':
		if l.state() {
			l.skipLine()
			return
		}
		l.pos++
		l.open()
	case '}':
		l.pos++
		l.close()
	case ';':
		l.pos++
		l.flush()
	case '[':
		l.bracket, l.opened = true, l.raw
		l.pos++
	case ']':
		l.bracket = false
		l.pos++
	case '"':
		l.quote()
	default:
		if !l.comment(c) {
			l.bare()
		}
	}
}

// newline moves to the next line, where an edit may begin.
func (l *bracer) newline() {
	l.pos++
	l.lineIdx++
	l.raw = l.src.Raw(l.lineIdx)
	l.bol = l.pos
	if l.opt.Edits {
		l.edits()
	} else if len(l.words) == 0 && !l.bracket {
		node, from := l.trail.follow(l.src.Text[l.bol:])
		l.at, l.start = node, l.bol
		l.pos += from
	}
}

// edits consumes lines that are edits, as long as they follow each other.
func (l *bracer) edits() {
	for len(l.stack) == 1 && l.pos < len(l.src.Text) {
		end := strings.IndexByte(l.src.Text[l.pos:], '\n')
		if end < 0 {
			end = len(l.src.Text) - l.pos
		}
		if !l.edit(l.src.Text[l.pos : l.pos+end]) {
			return
		}
		l.pos += end
		if l.pos < len(l.src.Text) {
			l.pos++
		}
		l.lineIdx++
		l.raw = l.src.Raw(l.lineIdx)
		l.bol = l.pos
	}
}

// lineEnd closes a statement where the system's lines do.
func (l *bracer) lineEnd() {
	if l.opt.Lines && !l.bracket {
		l.flush()
	}
}

// comment skips a comment and reports whether one stands here.
func (l *bracer) comment(c byte) bool {
	rest := l.src.Text[l.pos:]
	switch {
	case c == '#':
		l.skipLine()
		return true
	case c == '/' && strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			l.b.t.Unclosed = append(l.b.t.Unclosed, l.raw)
			l.skipLine()
			return true
		}
		l.advance(end + 4)
		return true
	}
	return false
}

// state reports a line such as "{master:0}", which Junos prints before its
// prompt: braces without a space that head nothing.
func (l *bracer) state() bool {
	if !l.opt.Edits || len(l.stack) > 1 || len(l.words) > 0 {
		return false
	}
	line := l.text()
	return len(line) > 2 && line[0] == '{' && line[len(line)-1] == '}' && !strings.ContainsAny(line[1:len(line)-1], " \t{};\"")
}

func (l *bracer) skipLine() {
	end := strings.IndexByte(l.src.Text[l.pos:], '\n')
	if end < 0 {
		end = len(l.src.Text) - l.pos
	}
	l.pos += end
}

// advance moves n bytes on and keeps count of the lines.
func (l *bracer) advance(n int) {
	for {
		nl := strings.IndexByte(l.src.Text[l.pos:l.pos+n], '\n')
		if nl < 0 {
			l.pos += n
			return
		}
		l.pos += nl + 1
		n -= nl + 1
		l.lineIdx++
		l.bol = l.pos
		l.raw = l.src.Raw(l.lineIdx)
	}
}

// bare reads a word without quotes.
func (l *bracer) bare() {
	if len(l.words) == 0 {
		l.start = l.bol
	}
	rest := l.src.Text[l.pos:]
	n := bareLen(rest)
	l.pos += n
	l.words = append(l.words, word{text: rest[:n], line: l.raw, end: l.raw, to: int32(l.pos - l.bol), list: l.bracket})
}

// bareEnds holds the bytes that may end a word.
var bareEnds = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '{': true, '}': true, ';': true, '"': true, ']': true}

// bareLen returns the length of the word at the start of s, at least 1.
func bareLen(s string) int {
	for i := 1; i < len(s); i++ {
		// A bracket inside a word belongs to it, as in community[0-9].
		if bareEnds[s[i]] && (s[i] != ']' || strings.IndexByte(s[:i], '[') < 0) {
			return i
		}
	}
	return len(s)
}

// quote reads a quoted word. One that stays open at its line's end goes on in
// the next lines only if its closing quote ends a statement there.
func (l *bracer) quote() {
	rest := l.src.Text[l.pos+1:]
	line := rest
	if nl := strings.IndexByte(rest, '\n'); nl >= 0 {
		line = rest[:nl]
	}
	n, closed := closing(line)
	if !closed && len(line) < len(rest) && (l.noQuote == 0 || l.pos < l.noQuote) {
		if m, ok := closing(rest); !ok {
			l.noQuote = l.pos + 1
		} else if ends(rest[m+1:]) {
			n, closed = m, true
		}
	}
	w := word{line: l.raw, list: l.bracket}
	if !closed {
		l.b.t.Unclosed = append(l.b.t.Unclosed, l.raw)
		w.text, w.end = unescape(line), l.raw
		l.words = append(l.words, w)
		l.pos += 1 + len(line)
		return
	}
	w.text = unescape(rest[:n])
	l.advance(n + 2)
	w.end, w.to = l.raw, int32(l.pos-l.bol)
	l.words = append(l.words, w)
}

// closing returns the offset of the first quote in s that no backslash escapes.
func closing(s string) (int, bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i, true
		}
	}
	return len(s), false
}

// ends reports whether s begins with the end of a statement or list item.
func ends(s string) bool {
	s = strings.TrimLeft(s, " \t")
	return s == "" || strings.IndexByte(";]{\n", s[0]) >= 0
}

// unescape resolves \" \\ and \n.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == 'n' {
				out = append(out, '\n')
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

// open begins the block that the pending words head.
func (l *bracer) open() {
	l.bracket = false
	node := l.statement(false)
	l.stack = append(l.stack, open{node, l.raw})
}

// close ends the innermost block.
func (l *bracer) close() {
	l.flush()
	l.b.t.Last = max(l.b.t.Last, l.raw)
	if len(l.stack) == 1 {
		l.b.t.Stray = append(l.b.t.Stray, l.raw)
		return
	}
	top := l.stack[len(l.stack)-1]
	if l.b.t.Nodes[top.node].First == 0 {
		l.b.t.Nodes[top.node].Hollow = true
	}
	l.stack = l.stack[:len(l.stack)-1]
}

// flush ends the pending statement, if there is one.
func (l *bracer) flush() {
	l.bracket = false
	if len(l.words) > 0 {
		l.statement(true)
	}
}

// eof closes what the text left open.
func (l *bracer) eof() {
	if len(l.words) > 0 {
		if !l.opt.Lines || l.bracket {
			line := l.words[0].line
			if l.bracket {
				line = l.opened
			}
			l.b.t.Unclosed = append(l.b.t.Unclosed, line)
		}
		l.statement(true)
	}
	var lines []int32
	for _, o := range l.stack[1:] {
		lines = append(lines, o.line)
	}
	l.b.t.Unclosed = append(lines, l.b.t.Unclosed...)
}

// text returns the current line as written, trimmed.
func (l *bracer) text() string {
	rest := l.src.Text[l.bol:]
	if nl := strings.IndexByte(rest, '\n'); nl >= 0 {
		rest = rest[:nl]
	}
	return strings.TrimSpace(rest)
}

// statement adds the pending words below the innermost block, or where the
// path of this line goes on, and returns the node where they end.
func (l *bracer) statement(leaf bool) int32 {
	words := l.words
	l.words = l.words[:0]
	l.b.read = l.bol
	if l.at != 0 {
		node := l.b.put(l.at, words, l.text(), "", leaf)
		l.at = 0
		l.keep(words)
		return node
	}
	l.trail.forget()
	at := l.stack[len(l.stack)-1].node
	tag := ""
	for len(words) > 0 && l.opt.Edits && isTag(words[0].text) {
		if words[0].text != "protect:" && words[0].text != "unprotect:" {
			tag = words[0].text
		}
		words = words[1:]
	}
	whole := false
	if root := l.opt.Root; root != "" && len(words) > 0 && len(words[0].text) > len(root) && strings.HasPrefix(words[0].text, root) {
		whole = int(words[0].to) == len(words[0].text) // it begins its line
		words[0].text = words[0].text[len(root):]
		at = 0
	}
	if len(words) == 0 {
		return at
	}
	node := l.b.put(at, words, l.text(), tag, leaf)
	if whole {
		l.keep(words)
	}
	return node
}

// keep remembers the way of a path that is a line of its own.
func (l *bracer) keep(words []word) {
	if l.start != l.bol {
		l.trail.forget()
		return
	}
	l.trail.keep(l.src.Text[l.bol:], words)
}

func isTag(w string) bool {
	switch w {
	case "inactive:", "active:", "protect:", "unprotect:", "delete:", "replace:":
		return true
	}
	return false
}
