package system

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
)

// Shape is what every whole configuration of a system has at its margin. A
// text that lacks some of it is a part of a configuration, and one that has
// too much of it is more than one configuration, whatever mark they end with.
// The zero Shape demands nothing.
type Shape struct {
	// Holds are the first words of statements that must all be there, negated
	// or not. "a|b" is satisfied by either.
	Holds []string
	// Once are the first words of statements of which there is one at most.
	Once []string
	// Head says that something must stand above the statements: the command's
	// echo or a comment in which the device or a collector speaks.
	Head bool
}

// Part says why the text cannot be one whole configuration; "" means that
// nothing speaks against it.
func (s Shape) Part(f *clean.File, t *lex.Tree) string {
	for _, words := range s.Holds {
		if s.count(t, words) == 0 {
			first, _, _ := strings.Cut(words, "|")
			return "no line begins with " + first + ", which a whole configuration has"
		}
	}
	for _, words := range s.Once {
		if s.count(t, words) > 1 {
			return "more than one line begins with " + words + ": this is the text of more than one configuration"
		}
	}
	if s.Head && !f.Marks.Begun() {
		return "nothing shows where the configuration begins"
	}
	return ""
}

// count returns 0, 1 or 2 for more: the statements that begin with one of words.
func (s Shape) count(t *lex.Tree, words string) int {
	n := 0
	for _, alternative := range strings.Split(words, "|") {
		want := strings.Fields(alternative)
		for k := range t.Kids(0) {
			if w := t.Nodes[k].Words; len(w) >= len(want) && slices.Equal(w[:len(want)], want) {
				if n++; n > 1 {
					return n
				}
			}
		}
	}
	return n
}
