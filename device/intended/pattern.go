package intended

import (
	"slices"
	"strings"
)

// pattern is a pattern of the table, cut up.
type pattern struct {
	parts [][]string // of the statement last
	top   bool
}

func cutPattern(s string) pattern {
	p := pattern{}
	s, p.top = strings.CutPrefix(s, "/")
	for part := range strings.SplitSeq(s, " / ") {
		p.parts = append(p.parts, strings.Fields(part))
	}
	return p
}

// rules are a system's lists of patterns, cut up.
type rules struct {
	*system
	ordered, lists, rewrite, single, renew, keep, frees, define, opens, ignore []pattern
}

func newRules(s *system) *rules {
	cut := func(list []string) []pattern {
		out := make([]pattern, len(list))
		for i := range list {
			out[i] = cutPattern(list[i])
		}
		return out
	}
	return &rules{s, cut(s.ordered), cut(s.lists), cut(s.rewrite), cut(s.single), cut(s.renew), cut(s.keep), cut(s.frees), cut(s.define), cut(s.opens), cut(s.ignore)}
}

// valued reports a pattern in which a value stands before the end.
func (p *pattern) valued() bool { return slices.Contains(p.parts[len(p.parts)-1], "?") }

// begins reports words that begin as part says.
func begins(words, part []string) bool {
	if len(words) < len(part) {
		return false
	}
	for i, w := range part {
		switch {
		case w == words[i], w == "*", w == "?":
		case w == "#":
			if !number(words[i]) {
				return false
			}
		case !strings.HasSuffix(w, "*") || !strings.HasPrefix(words[i], w[:len(w)-1]):
			return false
		}
	}
	return true
}

// naming are the words that name what is stated, without its value.
func naming(words, part []string) string {
	var b strings.Builder
	for i, w := range part {
		if w != "?" {
			b.WriteString(words[i] + " ")
		}
	}
	return b.String()
}

func number(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return w != ""
}

// find returns the first pattern of list that statement n inside around
// matches, its length in words, and what names the statement; -1 for none.
func find(list []pattern, around []*node, n *node) (at, length int, name string) {
	for i := range list {
		p := &list[i]
		last := len(p.parts) - 1
		if p.top && len(around) != last || len(around) < last || !begins(n.words, p.parts[last]) {
			continue
		}
		ok := true
		for k := 0; ok && k < last; k++ {
			ok = begins(around[len(around)-last+k].words, p.parts[k])
		}
		if ok {
			return i, len(p.parts[last]), naming(n.words, p.parts[last])
		}
	}
	return -1, 0, ""
}

// ends reports that a path of words ends as a pattern of list says.
func ends(list []pattern, around []*node) bool {
	return slices.ContainsFunc(list, func(p pattern) bool {
		part := p.parts[0]
		if len(around) < len(part) {
			return false
		}
		for i, w := range part {
			if w != "*" && around[len(around)-len(part)+i].words[0] != w {
				return false
			}
		}
		return true
	})
}

// word returns the first pattern of list that is one word, w; -1 for none.
func word(list []pattern, w string) int {
	return slices.IndexFunc(list, func(p pattern) bool { return p.parts[0][0] == w })
}
