package lex

import "strings"

// edit carries out line as a Junos command on the tree and reports whether it
// is one. Paths start at the top, or at the last "edit".
func (l *bracer) edit(line string) bool {
	line = trimBlanks(line)
	verb := line[:blank(line)]
	switch verb {
	case "set", "delete", "deactivate", "activate", "annotate", "protect", "unprotect", "insert", "rename", "copy", "edit":
		if len(line) == len(verb) {
			return false
		}
	case "top", "up", "exit":
	default:
		return false
	}
	if strings.HasSuffix(line, "{") {
		return false
	}
	l.flush()
	l.words = l.words[:0]
	l.b.read = l.bol
	at, from := int32(0), 0
	if verb == "set" && len(l.base) == 0 {
		at, from = l.trail.follow(line)
	} else {
		l.trail.forget()
	}
	for _, w := range l.base {
		l.words = append(l.words, word{text: w, line: l.raw, end: l.raw})
	}
	l.setWords(line, max(from, len(verb)))
	if verb == "set" && len(l.words) > 0 {
		l.b.put(at, l.words, line, "", true)
		if len(l.base) == 0 {
			l.trail.keep(line, l.words)
		}
	} else {
		l.do(verb, l.words, line)
	}
	l.words = l.words[:0]
	l.b.t.Last = max(l.b.t.Last, l.raw)
	return true
}

// blank returns where the first word of line ends.
func blank(line string) int {
	for i := range len(line) {
		if isBlank(line[i]) {
			return i
		}
	}
	return len(line)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// trimBlanks takes blanks off both ends.
func trimBlanks(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	for s != "" && isBlank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// setWords adds the words of an edit line from offset i on to the pending ones.
func (l *bracer) setWords(line string, i int) {
	words, list := l.words, false
	for i < len(line) && line[i] != '#' {
		switch c := line[i]; {
		case isBlank(c):
			i++
		case c == '[':
			list = true
			i++
		case c == ']':
			list = false
			i++
		case c == '"':
			n, closed := closing(line[i+1:])
			words = append(words, word{text: unescape(line[i+1 : i+1+n]), line: l.raw, end: l.raw, to: int32(i + n + 2), list: list})
			if !closed {
				l.b.t.Unclosed = append(l.b.t.Unclosed, l.raw)
				l.words = words
				return
			}
			i += n + 2
		default:
			n := setLen(line[i:])
			words = append(words, word{text: line[i : i+n], line: l.raw, end: l.raw, to: int32(i + n), list: list})
			i += n
		}
	}
	trimEnd(words)
	l.words = words
}

// setEnds holds the bytes that may end a word of an edit line.
var setEnds = [256]bool{' ': true, '\t': true, '\r': true, ']': true}

// setLen returns the length of the bare word at the start of s, at least 1.
func setLen(s string) int {
	for i := 1; i < len(s); i++ {
		if setEnds[s[i]] && (s[i] != ']' || strings.IndexByte(s[:i], '[') < 0) {
			return i
		}
	}
	return len(s)
}

// trimEnd takes a closing ';' off the last word.
func trimEnd(words []word) {
	if n := len(words); n > 0 && len(words[n-1].text) > 1 {
		words[n-1].text = strings.TrimSuffix(words[n-1].text, ";")
	}
}

// do carries out one edit that is not to set something; its line is text.
func (l *bracer) do(verb string, words []word, text string) {
	ok := true
	switch verb {
	case "edit", "top", "up", "exit":
		l.move(verb, words)
	case "delete", "deactivate", "activate":
		ok = l.each(verb, words)
	case "insert":
		ok = l.reorder(words)
	case "rename", "copy":
		ok = l.transfer(verb, words, text)
	}
	if ok {
		l.b.t.Edits = append(l.b.t.Edits, l.raw)
	} else {
		l.b.t.Skipped = append(l.b.t.Skipped, l.raw)
	}
}

// move changes the path that later lines start from.
func (l *bracer) move(verb string, words []word) {
	switch {
	case verb == "edit":
		l.base = l.base[:0]
		for _, w := range words[:min(len(words), maxNest)] {
			l.base = append(l.base, w.text)
		}
	case verb == "up" && len(l.base) > 1:
		l.base = l.base[:len(l.base)-1]
	default:
		l.base = nil
	}
}

// each applies a verb to the node, or the list items, that words lead to.
func (l *bracer) each(verb string, words []word) bool {
	head := words
	for i := range words {
		if words[i].list {
			head = words[:i]
			break
		}
	}
	at := l.b.walk(0, head)
	if at < 0 {
		return false
	}
	if len(head) == len(words) {
		return l.flip(verb, at)
	}
	ok := true
	for i := range words[len(head):] {
		k := l.b.find(at, words[len(head)+i].text)
		ok = l.flip(verb, k) && ok
	}
	return ok
}

func (l *bracer) flip(verb string, i int32) bool {
	if i == 0 {
		return false
	}
	switch verb {
	case "delete":
		l.b.remove(i)
	case "deactivate":
		l.b.t.Nodes[i].Inactive = true
	case "activate":
		l.b.t.Nodes[i].Inactive = false
	}
	return true
}

// walk follows words from node i; it returns -1 where they lead nowhere.
func (b *braceTree) walk(i int32, words []word) int32 {
	for w := range words {
		next := b.find(i, words[w].text)
		if next == 0 {
			return -1
		}
		i = next
	}
	return i
}

// reorder carries out "insert PATH before|after SIBLING".
func (l *bracer) reorder(words []word) bool {
	for i := len(words) - 2; i > 0; i-- {
		if w := words[i].text; w != "before" && w != "after" {
			continue
		}
		node := l.b.walk(0, words[:i])
		if node <= 0 {
			return false
		}
		at := l.b.find(l.b.t.Nodes[node].Parent, words[len(words)-1].text)
		if at == 0 || at == node {
			return at == node
		}
		l.b.unlink(node)
		l.b.link(node, at, words[i].text == "before")
		return true
	}
	return false
}

// transfer carries out "rename|copy PATH to NAME": NAME takes the place of as
// many words at the end of the path.
func (l *bracer) transfer(verb string, words []word, text string) bool {
	for i := len(words) - 2; i > 0; i-- {
		if words[i].text != "to" {
			continue
		}
		name := words[i+1:]
		node := l.b.walk(0, words[:i])
		if node <= 0 || len(name) > i {
			return false
		}
		to := append(append([]word(nil), words[:i-len(name)]...), name...)
		if at := l.b.walk(0, to); at == node {
			return true
		}
		dst := l.b.put(0, to, text, "", true)
		for p := dst; p != 0; p = l.b.t.Nodes[p].Parent {
			if p == node {
				return false
			}
		}
		if !l.b.copyKids(node, dst) {
			return false
		}
		if verb == "rename" {
			l.b.remove(node)
		}
		return true
	}
	return false
}

// copyKids copies what is below from to below to, within the budget.
func (b *braceTree) copyKids(from, to int32) bool {
	for k := b.t.Nodes[from].First; k != 0; k = b.t.Nodes[k].Next {
		n := b.t.Nodes[k]
		at := b.find(to, n.Words[0])
		if at == 0 {
			if b.budget--; b.budget < 0 {
				return false
			}
			at = b.add(to, n.Words[0], n.Text, n.Line, n.End)
			b.t.Nodes[at].Inactive, b.t.Nodes[at].Hollow = n.Inactive, n.Hollow
		}
		if !b.copyKids(k, at) {
			return false
		}
	}
	return true
}
