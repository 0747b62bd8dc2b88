// Package jsontext walks over a JSON text (RFC 8259) without building anything:
// values are parts of the text.
//
// Promise: no allocation but for strings with escapes in them; a text that ends
// early or is no JSON gives an error after the members before it were given;
// nesting is bounded by MaxDepth.
package jsontext

import (
	"errors"
	"strconv"
	"strings"
)

// MaxDepth bounds how deep objects and lists may lie in one another.
const MaxDepth = 64

// ErrMalformed says that a text is no JSON, ends early, or is nested too deep.
var ErrMalformed = errors.New("malformed JSON")

// Value is the text of one value, without blanks around it.
type Value string

// IsObject says whether the value is an object.
func (v Value) IsObject() bool { return len(v) > 0 && v[0] == '{' }

// IsList says whether the value is a list.
func (v Value) IsList() bool { return len(v) > 0 && v[0] == '[' }

// Text returns a string without its quotes and escapes, a number or a word as
// it is written, and "" for null.
func (v Value) Text() string {
	switch {
	case v == "null" || len(v) == 0:
		return ""
	case v[0] != '"':
		return string(v)
	case len(v) < 2:
		return ""
	}
	s := string(v[1 : len(v)-1])
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return unescape(s)
}

// Uint returns a count, written as a number or as a string of digits.
func (v Value) Uint() (uint64, bool) {
	s := string(v)
	if len(s) > 1 && s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// Object calls fn for each member of an object, in its order, and stops where
// fn says no.
func Object(s string, fn func(name string, v Value) bool) error {
	w := walker{s: s}
	w.blanks()
	if !w.accept('{') {
		return ErrMalformed
	}
	for first := true; ; first = false {
		w.blanks()
		if w.accept('}') {
			w.blanks()
			if w.i < len(w.s) {
				return ErrMalformed
			}
			return nil
		}
		if !first && !w.comma() {
			return ErrMalformed
		}
		name, ok := w.value(0)
		if !ok || len(name) < 2 || name[0] != '"' {
			return ErrMalformed
		}
		w.blanks()
		if !w.accept(':') {
			return ErrMalformed
		}
		w.blanks()
		v, ok := w.value(1)
		if !ok {
			return ErrMalformed
		}
		if !fn(name.Text(), v) {
			return nil
		}
	}
}

// List calls fn for each value of a list, and stops where fn says no.
func List(s string, fn func(v Value) bool) error {
	w := walker{s: s}
	w.blanks()
	if !w.accept('[') {
		return ErrMalformed
	}
	for first := true; ; first = false {
		w.blanks()
		if w.accept(']') {
			return nil
		}
		if !first && !w.comma() {
			return ErrMalformed
		}
		v, ok := w.value(1)
		if !ok {
			return ErrMalformed
		}
		if !fn(v) {
			return nil
		}
	}
}

type walker struct {
	s string
	i int
}

func (w *walker) blanks() {
	for w.i < len(w.s) && (w.s[w.i] == ' ' || w.s[w.i] == '\t' || w.s[w.i] == '\n' || w.s[w.i] == '\r') {
		w.i++
	}
}

func (w *walker) accept(c byte) bool {
	if w.i < len(w.s) && w.s[w.i] == c {
		w.i++
		return true
	}
	return false
}

func (w *walker) comma() bool {
	ok := w.accept(',')
	w.blanks()
	return ok
}

// value takes one value.
func (w *walker) value(depth int) (Value, bool) {
	if w.i >= len(w.s) {
		return "", false
	}
	at := w.i
	ok := false
	switch c := w.s[w.i]; c {
	case '"':
		ok = w.text()
	case '{', '[':
		ok = w.nested(depth)
	default:
		ok = w.word()
	}
	return Value(w.s[at:w.i]), ok
}

// nested takes an object or list by its brackets alone; what is in it is looked
// at when it is walked over.
func (w *walker) nested(depth int) bool {
	for w.i < len(w.s) {
		switch w.s[w.i] {
		case '"':
			if !w.text() {
				return false
			}
			continue
		case '{', '[':
			if depth++; depth > MaxDepth {
				return false
			}
		case '}', ']':
			if depth--; depth <= 1 {
				w.i++
				return true
			}
		}
		w.i++
	}
	return false
}

func (w *walker) text() bool {
	for w.i++; w.i < len(w.s); w.i++ {
		switch w.s[w.i] {
		case '\\':
			w.i++
		case '"':
			w.i++
			return true
		}
	}
	w.i = min(w.i, len(w.s))
	return false
}

func (w *walker) word() bool {
	at := w.i
	for w.i < len(w.s) {
		c := w.s[w.i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' {
				break
			}
		}
		w.i++
	}
	return w.i > at
}

// unescape undoes the escapes of RFC 8259 §7. A wrong one stays as it is.
func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			i += unicodeEscape(&b, s[i+1:])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// unicodeEscape writes the character of the digits behind "\u" and returns how
// many bytes of s it took; half of a pair is U+FFFD.
func unicodeEscape(b *strings.Builder, s string) int {
	r, ok := hex4(s)
	if !ok {
		b.WriteString("\\u")
		return 0
	}
	if r>>10 == 0xd800>>10 && len(s) >= 10 && s[4] == '\\' && s[5] == 'u' {
		if low, ok := hex4(s[6:]); ok && low>>10 == 0xdc00>>10 {
			b.WriteRune(((r&0x3ff)<<10 | low&0x3ff) + 0x10000)
			return 10
		}
	}
	b.WriteRune(r)
	return 4
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 32)
	return rune(n), err == nil
}
