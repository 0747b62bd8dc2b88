package lex

import "strings"

// Path reads what RouterOS exports: lines that name a menu (`/ip service`),
// followed by commands in it (`set telnet disabled=yes`), or both on one line.
//
// The tree has Path set: a menu is a node with its commands below it, and
// `/ip service set telnet` on one line gives the same words as the two lines.
// A word is a run without blanks outside quotes and brackets, so that
// `comment="a b"` and `[ find name=x ]` are one word each. Words stay as
// written, with quotes, escapes and line continuations; use KeyValue to read
// them. Values may span lines; nothing inside them is a command. A line that
// says that a menu could not be exported becomes a node whose first word is
// `#error`, and so do the release and the model in the header (`by RouterOS
// 7.1`, `# model = X`); other comments are dropped.
//
// A quote or bracket that never closes, or a line continued by nothing, makes
// the rest of the text part of that word and is listed in Tree.Unclosed.
func Path(src Source) *Tree {
	p := &pather{text: src.Text, src: src, t: NewTree(len(src.Text)/50 + 8), words: make([]string, 0, len(src.Text)/9+8)}
	p.t.Path = true
	for p.pos < len(p.text) {
		p.command()
	}
	return p.t
}

type pather struct {
	text  string
	src   Source
	t     *Tree
	pos   int // offset of the next byte
	line  int // index of its line
	menu  int32
	words []string
	begun bool // a command was read
}

// command reads one command, which may span lines.
func (p *pather) command() {
	p.blanks()
	if p.pos >= len(p.text) {
		return
	}
	switch p.text[p.pos] {
	case '\n', ';':
		p.step()
		return
	case '#':
		p.comment()
		return
	}
	p.begun = true
	start, first := p.pos, p.line
	from, open := len(p.words), false
	for !open && p.pos < len(p.text) && p.text[p.pos] != '\n' && p.text[p.pos] != ';' {
		begin := p.pos
		open = p.word()
		p.words = append(p.words, p.text[begin:p.pos])
		p.blanks()
	}
	words := p.words[from:len(p.words):len(p.words)]
	n := Node{Words: words, Text: strings.TrimSpace(firstLine(p.text[start:p.pos])), Line: p.src.Raw(first), End: p.src.Raw(p.endLine())}
	if open || strings.HasSuffix(p.text[:p.pos], "\\\n") || strings.HasSuffix(p.text[:p.pos], "\\") {
		p.t.Unclosed = append(p.t.Unclosed, n.Line)
	}
	p.add(n)
}

// endLine is the index of the line in which the command ends.
func (p *pather) endLine() int {
	if p.pos > 0 && p.pos == len(p.text) && p.text[p.pos-1] == '\n' {
		return max(p.line-1, 0)
	}
	return p.line
}

// add puts a command into the tree: a line that begins with / starts at the
// top, and one that only names a menu is the parent of what follows.
func (p *pather) add(n Node) {
	if !strings.HasPrefix(n.Words[0], "/") {
		p.t.Add(p.menu, n)
		return
	}
	n.Words[0] = n.Words[0][1:]
	if n.Words[0] == "" {
		n.Words = n.Words[1:]
	}
	if len(n.Words) == 0 {
		p.menu = 0
		return
	}
	if strings.IndexByte(n.Words[0], '/') >= 0 {
		n.Words = append(strings.FieldsFunc(n.Words[0], func(r rune) bool { return r == '/' }), n.Words[1:]...)
		if len(n.Words) == 0 {
			p.menu = 0
			return
		}
	}
	i := p.t.Add(0, n)
	if isMenu(n.Words) {
		p.menu = i
	}
}

// isMenu reports words that only name a menu.
func isMenu(words []string) bool {
	for _, w := range words {
		switch w {
		case "add", "set", "remove", "unset", "move", "enable", "disable", "reset", "import", "export", "print", "run", "edit":
			return false
		}
		for i := range len(w) {
			if c := w[i]; c == '=' || c == '[' || c == '"' || c == '{' {
				return false
			}
		}
	}
	return true
}

// pathMarks holds the bytes that mean something in a word.
var pathMarks = [256]bool{'"': true, '\\': true, '[': true, '(': true, '{': true, ']': true, ')': true, '}': true, ' ': true, '\t': true, '\n': true, ';': true}

// word reads one word from pos on and reports that it never ends.
func (p *pather) word() (open bool) {
	depth := 0
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		if !pathMarks[c] {
			p.pos++
			continue
		}
		switch c {
		case '"':
			if p.quoted() {
				return true
			}
			continue
		case '\\':
			if p.pos+1 < len(p.text) && p.text[p.pos+1] == '\n' {
				p.continuation()
				continue
			}
			p.step()
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			depth = max(depth-1, 0)
		case ' ', '\t', '\n', ';':
			if depth == 0 {
				return false
			}
		}
		p.step()
	}
	return depth > 0
}

// quoted reads a quoted value and reports that it never ends.
func (p *pather) quoted() (open bool) {
	p.step()
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case '"':
			p.step()
			return false
		case '\\':
			p.step()
		}
		p.step()
	}
	return true
}

// continuation skips a backslash at the end of a line and the indentation of
// the next line.
func (p *pather) continuation() {
	p.step()
	p.step()
	p.blanks()
}

// blanks skips blanks and, between words, continuations.
func (p *pather) blanks() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\r':
			p.pos++
			continue
		case '\\':
			if p.pos+1 < len(p.text) && p.text[p.pos+1] == '\n' {
				p.step()
				p.step()
				continue
			}
		}
		return
	}
}

// step moves over one byte and counts lines.
func (p *pather) step() {
	if p.pos < len(p.text) {
		if p.text[p.pos] == '\n' {
			p.line++
		}
		p.pos++
	}
}

// comment skips a comment line, but keeps the note of a failed export and,
// before the first command, what the device says of itself.
func (p *pather) comment() {
	rest := firstLine(p.text[p.pos:])
	p.pos += len(rest)
	said := rest
	switch at := strings.Index(rest, "by RouterOS "); {
	case strings.HasPrefix(rest, "#error exporting"):
		said = strings.ReplaceAll(rest, "/", " ")
	case p.begun:
		return
	case at > 0:
		said = rest[at:]
	case !strings.HasPrefix(rest, "# model = "):
		return
	}
	n := Node{Text: strings.TrimSpace(rest), Line: p.src.Raw(p.line), End: p.src.Raw(p.line)}
	n.Words, p.words = Fields(said, p.words)
	p.t.Add(0, n)
}

func firstLine(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i]
	}
	return s
}

// KeyValue reads a word of a RouterOS command: `key=value` gives both, other
// words give an empty key. The value comes without quotes, escapes and
// continuations.
func KeyValue(word string) (key, value string) {
	if i := strings.IndexByte(word, '='); i > 0 && !strings.ContainsAny(word[:i], "\"[({") {
		key, word = word[:i], word[i+1:]
		if strings.IndexByte(key, '\\') >= 0 {
			key = Unescape(key)
		}
	}
	return key, Unescape(word)
}

// Unescape takes quotes, escapes and line continuations out of a RouterOS
// value. Outside quotes only continuations are taken out.
func Unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, '"') < 0 {
		return s
	}
	if len(s) >= 2 && s[0] == '"' && strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s[1:], '"') == len(s)-2 {
		return s[1 : len(s)-1]
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == '\n' {
				for i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\t') {
					i++
				}
				continue
			}
			if i+1 < len(s) && upperHex(s[i]) >= 0 && upperHex(s[i+1]) >= 0 {
				out = append(out, byte(upperHex(s[i])<<4|upperHex(s[i+1])))
				i++
				continue
			}
			out = append(out, escaped(s[i]))
		default:
			out = append(out, s[i])
		}
	}
	return string(out)
}

func escaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case '_':
		return ' '
	case 'a':
		return 7
	case 'b':
		return 8
	case 'f':
		return 12
	case 'v':
		return 11
	}
	return c
}

// upperHex reads one hexadecimal digit as RouterOS writes them, -1 for others.
func upperHex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
