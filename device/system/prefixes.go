package system

import "strings"

// Prefixes finds which of many texts a line begins with. It is immutable and
// safe for concurrent use.
type Prefixes struct {
	by [256][]prefix // by first byte, in the order of the list
}

// prefix is one text. Its first eight bytes are compared as one number, which
// tells most lines apart.
type prefix struct {
	text       string
	head, mask uint64
	index      int
}

// NewPrefixes prepares the text of each element of list. Empty texts match
// nothing.
func NewPrefixes[T any](list []T, text func(T) string) *Prefixes {
	p := &Prefixes{}
	for i, t := range list {
		s := text(t)
		if s == "" {
			continue
		}
		mask := ^uint64(0) >> (64 - 8*min(len(s), 8))
		p.by[s[0]] = append(p.by[s[0]], prefix{s, head(s), mask, i})
	}
	return p
}

// head returns the first eight bytes of s, the first one lowest.
func head(s string) uint64 {
	if len(s) >= 8 {
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	n := uint64(0)
	for i := range len(s) {
		n |= uint64(s[i]) << (8 * i)
	}
	return n
}

// Texts is NewPrefixes for texts themselves.
func Texts(list ...string) *Prefixes {
	return NewPrefixes(list, func(s string) string { return s })
}

// First returns the index of the first text that line begins with, or -1.
func (p *Prefixes) First(line string) int {
	for i := range p.Each(line) {
		return i
	}
	return -1
}

// Each calls yield with the index of every text that line begins with.
func (p *Prefixes) Each(line string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		if line == "" {
			return
		}
		texts := p.by[line[0]]
		if len(texts) == 0 {
			return
		}
		h := head(line)
		for i := range texts {
			t := &texts[i]
			if h&t.mask == t.head && strings.HasPrefix(line, t.text) && !yield(t.index) {
				return
			}
		}
	}
}

// Unindent returns line without the blanks and tabs before it.
func Unindent(line string) string {
	for line != "" && (line[0] == ' ' || line[0] == '\t') {
		line = line[1:]
	}
	return line
}

// TrimEnd returns line without the blanks and tabs behind it.
func TrimEnd(line string) string {
	for line != "" && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
		line = line[:len(line)-1]
	}
	return line
}
