package redact

import "strings"

// words walks along the words of a text. A word ends at a blank or a sign that
// separates; what stands in quotes is one word, without them.
type words struct {
	text     string
	from, to int
	sep      byte // what stood before the word: '=' and ':' assign
	at       int
}

func (w *words) next() bool {
	w.sep = ' '
	for w.at < len(w.text) && isSeparator(w.text[w.at]) {
		if c := w.text[w.at]; c != ' ' {
			w.sep = c
		}
		w.at++
	}
	if w.at == len(w.text) {
		w.from, w.to = w.at, w.at
		return false
	}
	if q := w.text[w.at]; q == '"' || q == '\'' {
		if end := strings.IndexByte(w.text[w.at+1:], q); end >= 0 {
			w.from, w.to = w.at+1, w.at+1+end
			w.at = w.to + 1
			return true
		}
		w.at++
	}
	w.from = w.at
	for w.at < len(w.text) && !isSeparator(w.text[w.at]) && w.text[w.at] != '"' {
		w.at++
	}
	w.to = w.at
	if w.from == w.to { // a lone quote
		return w.next()
	}
	return true
}

func (w *words) word() string { return w.text[w.from:w.to] }

// quoted says whether the word stands in quotes.
func (w *words) quoted() bool {
	return w.from > 0 && (w.text[w.from-1] == '"' || w.text[w.from-1] == '\'')
}

// last says whether no word follows.
func (w words) last() bool { return !w.next() }

// before is the text in front of the word, without blanks at its end.
func (w *words) before() string { return strings.TrimRight(w.text[:w.from], " \"'") }

// assigned says whether "=" or ":" stands right behind the word.
func (w *words) assigned() bool {
	rest := strings.TrimLeft(w.text[w.to:], "\"' ")
	return rest != "" && (rest[0] == '=' || rest[0] == ':')
}

func isSeparator(c byte) bool { return separators[c] }

// separators are the signs that end a word. It is never changed.
var separators = [256]bool{' ': true, '\t': true, '=': true, ',': true, ';': true, '[': true, ']': true, '(': true, ')': true, '{': true, '}': true, '|': true, '\r': true, '\n': true, ':': true}

// lower holds a short word in small letters.
type lower struct {
	text string // the word, if it has no others
	b    [40]byte
	n    int
}

// String returns the word; it does not escape where the compiler sees its use.
func (l *lower) String() string {
	if l.text != "" {
		return l.text
	}
	return string(l.b[:l.n])
}

// small returns a word in small letters, and no for one longer than any keyword.
func small(word string) (lower, bool) {
	var l lower
	if len(word) > len(l.b) {
		return l, false
	}
	if !capital(word) {
		l.text = word
		return l, true
	}
	for i := 0; i < len(word); i++ {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		l.b[i] = c
	}
	l.n = len(word)
	return l, true
}

func capital(word string) bool {
	for i := 0; i < len(word); i++ {
		if c := word[i]; 'A' <= c && c <= 'Z' {
			return true
		}
	}
	return false
}
