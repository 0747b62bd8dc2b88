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

// begins reports words that begin as part says, and the words that name what
// is stated, without its value.
func begins(words, part []string) (name string, ok bool) {
	if len(words) < len(part) {
		return "", false
	}
	var b strings.Builder
	for i, w := range part {
		if w != "?" {
			b.WriteString(words[i] + " ")
		}
		switch {
		case w == "*" || w == "?":
		case w == "#":
			if !number(words[i]) {
				return "", false
			}
		case strings.HasSuffix(w, "*"):
			if !strings.HasPrefix(words[i], w[:len(w)-1]) {
				return "", false
			}
		case words[i] != w:
			return "", false
		}
	}
	return b.String(), true
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
// matches, its length in words, and what names the statement.
func find(list []string, around []*node, n *node) (at, length int, name string) {
	for i, s := range list {
		p := cutPattern(s)
		last := len(p.parts) - 1
		if p.top && len(around) != last || len(around) < last {
			continue
		}
		name, ok := begins(n.words, p.parts[last])
		for k := 0; ok && k < last; k++ {
			_, ok = begins(around[len(around)-last+k].words, p.parts[k])
		}
		if ok {
			return i, len(p.parts[last]), name
		}
	}
	return -1, 0, ""
}

// ends reports that a path of words ends as a pattern of list says.
func ends(list []string, around []*node) bool {
	return slices.ContainsFunc(list, func(s string) bool {
		part := strings.Fields(s)
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
