package system

import "strings"

// Prefixes finds which of many texts a line begins with. It is immutable and
// safe for concurrent use.
type Prefixes struct {
	texts []string
	by    [256][]int // indices of texts by first byte, ascending
}

// NewPrefixes prepares the text of each element of list. Empty texts match
// nothing.
func NewPrefixes[T any](list []T, text func(T) string) *Prefixes {
	p := &Prefixes{texts: make([]string, len(list))}
	for i, t := range list {
		s := text(t)
		p.texts[i] = s
		if s != "" {
			p.by[s[0]] = append(p.by[s[0]], i)
		}
	}
	return p
}

// Texts is NewPrefixes for texts themselves.
func Texts(list ...string) *Prefixes {
	return NewPrefixes(list, func(s string) string { return s })
}

// First returns the index of the first text that line begins with, or -1.
func (p *Prefixes) First(line string) int {
	if line == "" {
		return -1
	}
	for _, i := range p.by[line[0]] {
		if strings.HasPrefix(line, p.texts[i]) {
			return i
		}
	}
	return -1
}

// Each calls yield with the index of every text that line begins with.
func (p *Prefixes) Each(line string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		if line == "" {
			return
		}
		for _, i := range p.by[line[0]] {
			if strings.HasPrefix(line, p.texts[i]) && !yield(i) {
				return
			}
		}
	}
}
