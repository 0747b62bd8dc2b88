package lex

import "strings"

// Forti reads the text of FortiOS: blocks between config and end, entries
// between edit and next, and the statements set, unset, append and others in
// them. Each block, entry and statement is one node with its keyword as the
// first word; unset is the negation of set. The header line is a node of its own. Quotes are resolved in Words and
// kept in Text; a quoted value may span lines, which makes the node opaque.
//
// A node whose quote is never closed has no words, so that nothing reads half
// a value. It runs in linear time and cannot fail.
func Forti(src Source) *Tree {
	f := &forti{src: src, t: NewTree(len(src.Text)/26 + 8)}
	f.words = make([]string, 0, len(src.Text)/9+8)
	for f.pos < len(src.Text) {
		f.statement()
	}
	for _, l := range f.stack {
		if !l.edit {
			f.t.Unclosed = append(f.t.Unclosed, f.t.Nodes[l.node].Line)
		}
	}
	if f.open != 0 {
		f.t.Unclosed = append(f.t.Unclosed, f.open)
	}
	return f.t
}

type forti struct {
	src   Source
	t     *Tree
	words []string
	stack []fortiLevel
	pos   int   // offset of the next line
	n     int   // its index
	open  int32 // raw line of a quote that is never closed
}

// fortiLevel is an open block or entry. Beyond maxDepth the node is that of
// the level at the bound, so that deeper blocks become siblings.
type fortiLevel struct {
	node int32
	edit bool
}

// statement reads one statement, which may span lines.
func (f *forti) statement() {
	text := f.src.Text
	i := f.pos
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	if i == len(text) || text[i] == '\n' || text[i] == '#' {
		f.header(i)
		f.skipLine(i)
		return
	}
	from := len(f.words)
	end, closed := f.split(i)
	n := Node{Line: f.src.Raw(f.n), Words: f.words[from:len(f.words):len(f.words)], Text: text[i:end]}
	body := ""
	if cut := strings.IndexByte(n.Text, '\n'); cut >= 0 {
		f.n += strings.Count(n.Text, "\n")
		n.Opaque, body, n.Text = true, n.Text[cut+1:], n.Text[:cut]
	}
	n.End = f.src.Raw(f.n)
	n.Text = strings.TrimRight(n.Text, " \t")
	if !closed {
		n.Words = nil
		f.open = n.Line
	}
	f.skipLine(end)
	f.place(&n, body)
}

// fortiHeader begins the comment in which the device states its release.
const fortiHeader = "#config-version="

// header makes a node of the header, where the line that begins at offset i is
// one and nothing stands before it.
func (f *forti) header(i int) {
	if len(f.t.Nodes) > 1 || !strings.HasPrefix(f.src.Text[i:], fortiHeader) {
		return
	}
	line, _, _ := strings.Cut(f.src.Text[i:], "\n")
	line = strings.TrimRight(line, " \t")
	from := len(f.words)
	f.words = append(f.words, fortiHeader, line[len(fortiHeader):])
	raw := f.src.Raw(f.n)
	f.t.Add(0, Node{Words: f.words[from:len(f.words):len(f.words)], Text: line, Line: raw, End: raw})
}

// skipLine moves to the line after the one that holds offset i.
func (f *forti) skipLine(i int) {
	cut := strings.IndexByte(f.src.Text[i:], '\n')
	if cut < 0 {
		f.pos = len(f.src.Text)
		return
	}
	f.pos = i + cut + 1
	f.n++
}

// place puts a statement where it belongs and opens or closes blocks.
func (f *forti) place(n *Node, body string) {
	key := ""
	if len(n.Words) > 0 {
		key = n.Words[0]
	}
	switch key {
	case "next":
		f.closed(f.closeEdit(), n)
		return
	case "end":
		f.closed(f.closeBlock(), n)
		return
	case "unset":
		if len(n.Words) > 1 {
			n.Neg = true
			n.Words[0] = "set"
		}
	}
	i := f.t.Add(f.parent(), *n)
	if n.Opaque {
		f.t.setBody(i, body)
	}
	if key == "config" && len(n.Words) > 1 || key == "edit" && len(n.Words) > 1 {
		if len(f.stack) >= maxDepth {
			i = f.stack[maxDepth-1].node
		}
		f.stack = append(f.stack, fortiLevel{i, key == "edit"})
	}
}

// closed notes a line that closes a block, or nothing, and has no node.
func (f *forti) closed(ok bool, n *Node) {
	f.t.Last = max(f.t.Last, n.End)
	if !ok {
		f.t.Stray = append(f.t.Stray, n.Line)
	}
}

func (f *forti) parent() int32 {
	if len(f.stack) == 0 {
		return 0
	}
	return f.stack[len(f.stack)-1].node
}

// closeEdit ends the innermost entry, also across one block that lacks its end.
func (f *forti) closeEdit() bool {
	for back := 1; back <= 2 && back <= len(f.stack); back++ {
		if at := len(f.stack) - back; f.stack[at].edit {
			f.stack = f.stack[:at]
			return true
		}
	}
	return false
}

// closeBlock ends the innermost block with the entry that is open in it.
func (f *forti) closeBlock() bool {
	at := len(f.stack) - 1
	if at > 0 && f.stack[at].edit {
		at--
	}
	if at < 0 {
		return false
	}
	f.stack = f.stack[:at]
	return true
}

// split appends the words of the statement at offset i and returns the offset
// of the line end behind it, and whether all quotes were closed.
func (f *forti) split(i int) (int, bool) {
	text := f.src.Text
	for {
		for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
			i++
		}
		if i == len(text) || text[i] == '\n' {
			return i, true
		}
		word, end, closed := fortiWord(text, i)
		f.words = append(f.words, word)
		if !closed {
			return len(text), false
		}
		i = end
	}
}

// fortiWord reads the word at offset i. Words without quotes and escapes, and
// words in one pair of quotes, alias the text.
func fortiWord(text string, i int) (string, int, bool) {
	start := i
	for i < len(text) {
		switch text[i] {
		case ' ', '\t', '\n':
			return text[start:i], i, true
		case '\\', '\'', '"':
			if text[i] != '"' || i > start {
				return fortiQuoted(text, start)
			}
			end := i + 1
			for end < len(text) && text[end] != '"' && text[end] != '\\' {
				end++
			}
			if end < len(text) && text[end] == '"' && wordEnds(text, end+1) {
				return text[i+1 : end], end + 1, true
			}
			return fortiQuoted(text, start)
		}
		i++
	}
	return text[start:], len(text), true
}

func wordEnds(text string, i int) bool {
	return i >= len(text) || text[i] == ' ' || text[i] == '\t' || text[i] == '\n'
}

// fortiQuoted reads a word of plain, escaped and quoted pieces.
func fortiQuoted(text string, i int) (string, int, bool) {
	var b strings.Builder
	start := i
	for i < len(text) {
		switch c := text[i]; {
		case wordEnds(text, i):
			return b.String(), i, true
		case c == '\\' && i+1 < len(text):
			b.WriteByte(text[i+1])
			i += 2
		case c == '\'' && single(text, i, i == start) > 0:
			end := single(text, i, i == start)
			b.WriteString(text[i+1 : end])
			i = end + 1
		case c == '"':
			end, closed := closingQuote(text, i+1, &b)
			if !closed {
				return b.String(), len(text), false
			}
			i = end + 1
		default:
			b.WriteByte(c) // also an apostrophe inside a word
			i++
		}
	}
	return b.String(), i, true
}

// single returns the offset of the apostrophe that closes the one at i, 0
// where it is only a letter: inside a word it must be closed in its line.
func single(text string, i int, start bool) int {
	for at := i + 1; at < len(text); at++ {
		switch {
		case text[at] == '\'':
			return at
		case text[at] == '\n' && !start:
			return 0
		}
	}
	return 0
}

// closingQuote copies what stands before the next unescaped quote.
func closingQuote(text string, i int, b *strings.Builder) (int, bool) {
	for i < len(text) {
		cut := strings.IndexAny(text[i:], `"\`)
		if cut < 0 {
			return len(text), false
		}
		b.WriteString(text[i : i+cut])
		i += cut
		if text[i] == '"' {
			return i, true
		}
		if i+1 < len(text) {
			b.WriteByte(text[i+1])
		}
		i += 2
	}
	return len(text), false
}
