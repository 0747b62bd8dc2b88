package lex

import "strings"

// PANOS reads a PAN-OS configuration in any of its forms: XML, braces (show)
// or set lines. All give the same tree: Path set, one word per node, list
// members as children.
func PANOS(src Source) *Tree {
	if strings.HasPrefix(strings.TrimLeft(src.Text, " \t\r\n"), "<") {
		return XML(src)
	}
	joined, more, open := joinQuoted(hashHeader(src))
	t := Brace(joined, BraceOptions{Edits: true})
	t.Skipped = append(t.Skipped, open...)
	if len(open) > 0 {
		t.Last = max(t.Last, open[len(open)-1])
	}
	for i := 1; i < len(t.Nodes); i++ {
		n := &t.Nodes[i]
		if n.First != 0 {
			continue
		}
		n.Hollow = true
		if end := more[n.Line]; end != 0 {
			for l := n.Line + 1; l <= end; l++ {
				if t.Also == nil {
					t.Also = map[int32][]int32{}
				}
				t.Also[int32(i)] = append(t.Also[int32(i)], l)
			}
			n.Opaque = true
			t.Last = max(t.Last, end)
		}
	}
	return t
}

// hashHeader turns the comments that a collector puts before the first line of
// configuration from ! to #.
func hashHeader(src Source) Source {
	b := []byte(nil)
	for at := 0; at < len(src.Text) && strings.IndexByte("!#\n", src.Text[at]) >= 0; {
		if src.Text[at] == '!' {
			if b == nil {
				b = []byte(src.Text)
			}
			b[at] = '#'
		}
		end := strings.IndexByte(src.Text[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	if b == nil {
		return src
	}
	return Source{Text: string(b), LineNo: src.LineNo}
}

// joinQuoted puts set lines whose quoted value goes on in the next lines into
// one line, with \n in its place, and escapes what is inside the quotes. More
// gives the last raw line of each line that was joined. A value that nothing
// closes takes the rest of the text, whose lines are in open.
func joinQuoted(src Source) (out Source, more map[int32]int32, open []int32) {
	if !hasSetLine(src.Text) || plainQuotes(src.Text) {
		return src, nil, nil
	}
	j := &joiner{src: src, more: map[int32]int32{}}
	j.b.Grow(len(src.Text) + 64)
	for j.pos < len(src.Text) {
		j.line()
	}
	return Source{Text: j.b.String(), LineNo: j.numbers}, j.more, j.open
}

// plainQuotes reports that joinQuoted would change nothing: every quote is one
// of two round a word in its line, and no line is somebody's comment.
func plainQuotes(text string) bool {
	if strings.HasPrefix(text, "!") || strings.Contains(text, "\n!") || strings.IndexByte(text, '\'') >= 0 || strings.IndexByte(text, '\\') >= 0 {
		return false
	}
	for i := strings.IndexByte(text, '"'); i >= 0; {
		n := strings.IndexByte(text[i+1:], '"')
		end := i + 1 + n
		if n < 0 || i == 0 || text[i-1] != ' ' || strings.IndexByte(text[i:end], '\n') >= 0 || !quoteEnds(text, end) {
			return false
		}
		next := strings.IndexByte(text[end+1:], '"')
		if next < 0 {
			break
		}
		i = end + 1 + next
	}
	return true
}

// quoteEnds reports that the quote at i ends a value: PAN-OS does not escape
// quotes inside.
func quoteEnds(text string, i int) bool {
	return i+1 == len(text) || text[i+1] == '\n' || text[i+1] == ' '
}

func hasSetLine(text string) bool {
	return strings.HasPrefix(text, "set ") || strings.Contains(text, "\nset ")
}

type joiner struct {
	src     Source
	b       strings.Builder
	numbers []int32
	more    map[int32]int32
	open    []int32
	pos, n  int
}

// line copies one line, or a set line with all of its value.
func (j *joiner) line() {
	text := j.src.Text
	end := strings.IndexByte(text[j.pos:], '\n')
	if end < 0 {
		end = len(text) - j.pos
	}
	line := text[j.pos : j.pos+end]
	raw := j.src.Raw(j.n)
	j.numbers = append(j.numbers, raw)
	if !strings.HasPrefix(line, "set ") || !strings.ContainsAny(line, "\"'") {
		if strings.HasPrefix(line, "!") { // somebody's comment
			j.b.WriteByte('#')
			line = line[1:]
		}
		j.b.WriteString(line)
		j.next(end)
		return
	}
	j.b.WriteString("set ")
	stop := j.words(j.pos + len("set "))
	j.n += strings.Count(text[j.pos:stop], "\n")
	if last := j.src.Raw(j.n); last > raw {
		j.more[raw] = last
	}
	j.pos = stop
	j.next(0)
}

// next ends the line that skip bytes are left of.
func (j *joiner) next(skip int) {
	j.pos += skip
	if j.pos < len(j.src.Text) {
		j.b.WriteByte('\n')
		j.pos++
		j.n++
	}
}

// words copies the words of a set line from offset i and returns the offset
// of the line end behind them.
func (j *joiner) words(i int) int {
	text := j.src.Text
	for i < len(text) && text[i] != '\n' {
		end := -1
		switch {
		case text[i-1] != ' ':
		case text[i] == '\'':
			end = singleEnd(text, i+1)
		case text[i] == '"':
			if end = quoteEnd(text, i+1); end < 0 {
				return j.unclosed(i)
			}
		}
		if end < 0 {
			from := i
			for i++; i < len(text) && text[i] != '"' && text[i] != '\'' && text[i] != '\n'; i++ {
			}
			j.b.WriteString(text[from:i])
			continue
		}
		j.b.WriteByte('"')
		j.escape(text[i+1 : end])
		j.b.WriteByte('"')
		i = end + 1
	}
	return i
}

// unclosed keeps the opening quote, for the lexer to find, and drops the rest
// of the text from what is read.
func (j *joiner) unclosed(i int) int {
	rest := strings.TrimRight(j.src.Text[i:], "\n")
	for l := 1; l <= strings.Count(rest, "\n"); l++ {
		j.open = append(j.open, j.src.Raw(j.n+l))
	}
	j.b.WriteByte('"')
	return len(j.src.Text)
}

// singleEnd finds the apostrophe that closes a value in its line, or -1.
func singleEnd(text string, i int) int {
	for ; i < len(text) && text[i] != '\n'; i++ {
		if text[i] == '\'' && quoteEnds(text, i) {
			return i
		}
	}
	return -1
}

// quoteEnd finds the quote that closes a value: the first one that ends its
// word.
func quoteEnd(text string, i int) int {
	for {
		cut := strings.IndexByte(text[i:], '"')
		if cut < 0 {
			return -1
		}
		i += cut
		if quoteEnds(text, i) {
			return i
		}
		i++
	}
}

func (j *joiner) escape(s string) {
	if !strings.ContainsAny(s, "\n\"\\") {
		j.b.WriteString(s)
		return
	}
	for k := 0; k < len(s); k++ {
		switch s[k] {
		case '\n':
			j.b.WriteString(`\n`)
		case '"', '\\':
			j.b.WriteByte('\\')
			j.b.WriteByte(s[k])
		default:
			j.b.WriteByte(s[k])
		}
	}
}
