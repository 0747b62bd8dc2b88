package lex

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// XML reads PAN-OS's XML as the tree that its set form gives: one word per
// node, Path set. An element is a node of its name; <entry name="x"> is a node
// x, and the text of an element, or of a <member>, is a node below it. Other
// attributes are left out; Text keeps the tag as written.
//
// It knows the five named entities and numbers, and no others: nothing is ever
// fetched or expanded. A tag, comment or section that nothing closes, and an
// element that another one's end cuts short, are in Unclosed. It runs in
// linear time and cannot fail.
func XML(src Source) *Tree {
	x := &xmlReader{src: src, t: NewTree(len(src.Text)/20 + 8)}
	x.t.Path = true
	x.arena = make([]string, 0, len(src.Text)/20+8)
	for x.pos < len(src.Text) {
		x.step()
	}
	for _, e := range x.stack {
		x.t.Unclosed = append(x.t.Unclosed, e.line)
	}
	for i := 1; i < len(x.t.Nodes); i++ {
		x.t.Nodes[i].Hollow = x.t.Nodes[i].First == 0
	}
	return x.t
}

type xmlReader struct {
	src   Source
	t     *Tree
	arena []string
	stack []xmlElement
	pos   int
	line  int // index of the line at pos
}

// xmlElement is an open element. A <member> has the node of its list.
type xmlElement struct {
	tag  string
	node int32
	line int32
}

// xmlBack bounds how far back an end tag looks for its element.
const xmlBack = 32

// step reads text up to the next tag, and the tag.
func (x *xmlReader) step() {
	text := x.src.Text
	cut := strings.IndexByte(text[x.pos:], '<')
	if cut < 0 {
		cut = len(text) - x.pos
	}
	x.text(text[x.pos : x.pos+cut])
	if x.pos == len(text) {
		return
	}
	rest := text[x.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		x.skip("-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		x.cdata(rest)
	case strings.HasPrefix(rest, "<?"):
		x.skip("?>")
	case strings.HasPrefix(rest, "<!"):
		x.skip(">")
	default:
		x.tag(rest)
	}
}

// advance moves n bytes on and counts the lines.
func (x *xmlReader) advance(n int) {
	x.line += strings.Count(x.src.Text[x.pos:x.pos+n], "\n")
	x.pos += n
}

// skip leaves out what ends with mark.
func (x *xmlReader) skip(mark string) {
	end := strings.Index(x.src.Text[x.pos:], mark)
	if end < 0 {
		x.cutOff()
		return
	}
	x.advance(end + len(mark))
}

// cutOff ends the reading inside something that nothing closes.
func (x *xmlReader) cutOff() {
	line := x.src.Raw(x.line)
	x.t.Unclosed = append(x.t.Unclosed, line)
	n := len(x.src.Text) - x.pos
	if strings.HasSuffix(x.src.Text, "\n") {
		n--
	}
	from := x.line
	x.advance(max(n, 0))
	x.pos = len(x.src.Text)
	for l := from; l <= x.line; l++ {
		x.t.Skipped = append(x.t.Skipped, x.src.Raw(l))
	}
	x.t.Last = max(x.t.Last, x.src.Raw(x.line))
}

func (x *xmlReader) cdata(rest string) {
	const open, shut = "<![CDATA[", "]]>"
	end := strings.Index(rest, shut)
	if end < 0 {
		x.cutOff()
		return
	}
	x.value(rest[len(open):end], rest[len(open):end], len(open))
	x.advance(end + len(shut))
}

// text reads character data.
func (x *xmlReader) text(raw string) {
	if s := strings.TrimSpace(raw); s != "" {
		x.value(s, unentity(s), strings.Index(raw, s))
	}
	x.advance(len(raw))
}

// value adds a word below the innermost element. The raw text begins skip
// bytes from here.
func (x *xmlReader) value(raw, word string, skip int) {
	first := x.line + strings.Count(x.src.Text[x.pos:x.pos+skip], "\n")
	last := first + strings.Count(raw, "\n")
	n := Node{Text: raw, Line: x.src.Raw(first), End: x.src.Raw(last)}
	if last > first {
		n.Opaque, n.Text = true, raw[:strings.IndexByte(raw, '\n')]
	}
	if i := x.add(n, word); n.Opaque {
		x.t.setBody(i, raw)
	}
}

func (x *xmlReader) add(n Node, word string) int32 {
	x.arena = append(x.arena, word)
	n.Words = x.arena[len(x.arena)-1 : len(x.arena) : len(x.arena)]
	parent := int32(0)
	if len(x.stack) > 0 {
		parent = x.stack[len(x.stack)-1].node
	}
	if x.t.Nodes[parent].Depth >= maxNest {
		parent = x.t.Nodes[parent].Parent
	}
	return x.t.Add(parent, n)
}

// tag reads a start, end or empty tag.
func (x *xmlReader) tag(rest string) {
	end := tagEnd(rest)
	if end < 0 {
		x.cutOff()
		return
	}
	body := rest[1:end]
	line := x.src.Raw(x.line)
	switch {
	case strings.HasPrefix(body, "/"):
		x.close(strings.TrimSpace(body[1:]))
	default:
		empty := strings.HasSuffix(body, "/")
		body = strings.TrimSuffix(body, "/")
		name, attrs := cutName(body)
		if name == "" {
			break // "<>" or "< x": no tag
		}
		x.open(name, attrs, rest[:end+1], line, empty)
	}
	x.advance(end + 1)
	x.t.Last = max(x.t.Last, x.src.Raw(x.line))
}

// tagEnd finds the > that ends a tag, outside quotes, or -1.
func tagEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '>':
			return i
		case '"', '\'':
			end := strings.IndexByte(s[i+1:], s[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		}
	}
	return -1
}

func cutName(body string) (name, attrs string) {
	i := strings.IndexAny(body, " \t\r\n")
	if i < 0 {
		return body, ""
	}
	return body[:i], body[i:]
}

// open begins an element.
func (x *xmlReader) open(name, attrs, raw string, line int32, empty bool) {
	e := xmlElement{tag: name, line: line}
	word := name
	if name == "entry" {
		if v, ok := attribute(attrs, "name"); ok {
			word = unentity(v)
		}
	}
	if name == "member" && len(x.stack) > 0 {
		e.node = x.stack[len(x.stack)-1].node
	} else {
		e.node = x.add(Node{Text: raw, Line: line, End: line}, word)
	}
	if !empty {
		x.stack = append(x.stack, e)
	}
}

// close ends the innermost element of that name; what is open inside it was
// cut short.
func (x *xmlReader) close(name string) {
	for back := 1; back <= xmlBack && back <= len(x.stack); back++ {
		at := len(x.stack) - back
		if x.stack[at].tag != name {
			continue
		}
		for _, e := range x.stack[at+1:] {
			x.t.Unclosed = append(x.t.Unclosed, e.line)
		}
		x.stack = x.stack[:at]
		return
	}
	x.t.Stray = append(x.t.Stray, x.src.Raw(x.line))
}

// attribute returns the value of one attribute as written.
func attribute(attrs, name string) (string, bool) {
	for attrs = strings.TrimLeft(attrs, " \t\r\n"); attrs != ""; attrs = strings.TrimLeft(attrs, " \t\r\n") {
		key, rest, ok := strings.Cut(attrs, "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return "", false
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return "", false
		}
		if strings.TrimSpace(key) == name {
			return rest[1 : 1+end], true
		}
		attrs = rest[end+2:]
	}
	return "", false
}

// unentity resolves the five named entities and character numbers.
func unentity(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(s[:at])
		s = s[at:]
		end := strings.IndexByte(s[:min(len(s), 12)], ';')
		if r, ok := entity(s[1:max(end, 1)]); ok {
			b.WriteRune(r)
			s = s[end+1:]
		} else {
			b.WriteByte('&')
			s = s[1:]
		}
		at = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	num, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if strings.HasPrefix(num, "x") || strings.HasPrefix(num, "X") {
		num, base = num[1:], 16
	}
	n, err := strconv.ParseUint(num, base, 32)
	return rune(n), err == nil && n > 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n))
}
