package lex

import "strings"

// Section reads text whose sections a line of just "#" parts, as Huawei VRP
// writes it: blocks are shown by an indentation of one blank, "undo" takes a
// statement back, and after a "#" a statement of the top level may be indented
// too. opaque says which statements open text that is no configuration; see
// IndentOptions. It runs in linear time and cannot fail.
func Section(src Source, opaque func(words []string, line string) *OpaqueEnd) *Tree {
	return Indent(src, IndentOptions{Negation: "undo", Comment: "#", Section: "#", Opaque: opaque})
}

// Exit reads text whose blocks are shown by indentation and each closed by a
// line "exit", as classic SR OS writes it. Titles (echo "…"), comments (# …)
// and the closing lines are structure and become no nodes; they never open or
// close a block by their indentation. "no" takes a statement back.
//
// The tree has Path set: the words of a statement go on in what it encloses,
// as in `system`, `security`, `user "a"`. Quotes are taken off the words that
// they enclose as a whole. A quote that its line does not close ends with it.
// It runs in linear time and cannot fail.
func Exit(src Source) *Tree {
	x := &exiter{src: src, t: NewTree(strings.Count(src.Text, "\n") + 1), words: make([]string, 0, len(src.Text)/6+8)}
	x.t.Path = true
	x.stack = append(x.stack, level{indent: -1})
	for i, pos := 0, 0; pos < len(src.Text); i++ {
		line := firstLine(src.Text[pos:])
		pos += len(line) + 1
		x.line(line, src.Raw(i))
	}
	return x.t
}

type exiter struct {
	src   Source
	t     *Tree
	words []string
	stack []level
}

func (x *exiter) line(line string, raw int32) {
	text := strings.Trim(line, " \t\r")
	if text == "" || text[0] == '#' || strings.HasPrefix(text, "echo ") {
		return
	}
	indent := column(line)
	for len(x.stack) > 1 && x.stack[len(x.stack)-1].indent >= indent {
		x.stack = x.stack[:len(x.stack)-1]
	}
	if text == "exit" {
		return
	}
	if text == "exit all" {
		x.stack = x.stack[:1]
		x.t.Last = max(x.t.Last, raw)
		return
	}
	n := Node{Text: text, Line: raw, End: raw}
	n.Words = x.split(text)
	if len(n.Words) > 1 && n.Words[0] == "no" {
		n.Neg, n.Words = true, n.Words[1:]
	}
	i := x.t.Add(x.stack[len(x.stack)-1].node, n)
	if len(x.stack) < maxDepth {
		x.stack = append(x.stack, level{indent, i})
	}
}

// column is where a line's text begins; the device indents by four blanks, and
// a tab of an editor stands for them.
func column(line string) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}

// split cuts a line into words; a quoted run is one word, without its quotes.
func (x *exiter) split(s string) []string {
	from := len(x.words)
	for {
		s = strings.TrimLeft(s, " \t")
		if s == "" {
			return x.words[from:len(x.words):len(x.words)]
		}
		if s[0] == '"' {
			n, closed := closing(s[1:])
			x.words = append(x.words, s[1:1+n])
			if !closed {
				return x.words[from:len(x.words):len(x.words)]
			}
			s = s[n+2:]
			continue
		}
		n := strings.IndexAny(s, " \t")
		if n < 0 {
			n = len(s)
		}
		x.words = append(x.words, s[:n])
		s = s[n:]
	}
}
