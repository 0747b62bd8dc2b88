package junos

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
)

// lexer cuts the text and lays out groups, interface ranges and apply-path.
func lexer(src lex.Source) *lex.Tree {
	t := lex.Brace(src, lex.BraceOptions{Edits: true})
	opt := lex.GroupOptions{Groups: []string{"groups"}, Apply: "apply-groups", Except: "apply-groups-except", Match: match}
	if !lex.Inherit(t, opt) {
		// What could not be inherited may be anything.
		t.Skipped = append(t.Skipped, applied(t)...)
	} else {
		t.Edits = append(t.Edits, applied(t)...)
	}
	dropFlags(t)
	ranges(t)
	return t
}

// applied lists the lines that apply groups.
func applied(t *lex.Tree) []int32 {
	var out []int32
	for _, i := range t.Idle {
		if w := t.Nodes[i].Words[0]; w != "apply-groups" && w != "apply-groups-except" {
			continue
		}
		for k := range t.Kids(i) {
			out = append(out, t.Nodes[k].Line)
			out = append(out, t.Also[k]...)
		}
	}
	return out
}

// dropFlags takes out "apply-flags omit", which concerns the display only, and
// "apply-macro", which is data for scripts and configures nothing itself.
func dropFlags(t *lex.Tree) {
	for i := int32(1); i < int32(len(t.Nodes)); i++ {
		if w := t.Nodes[i].Words[0]; w == "apply-flags" || w == "apply-macro" {
			t.Drop(i)
		}
	}
}

// match reports whether word fits a group's pattern <...>: * and ? stand for
// any text and any character, [...] for one of some characters.
func match(pattern, word string) bool {
	p := strings.TrimSuffix(strings.TrimPrefix(pattern, "<"), ">")
	return glob(p, word)
}

// glob matches with one point to fall back to, so in bounded time.
func glob(p, s string) bool {
	star, mark := -1, 0
	i, j := 0, 0
	for j < len(s) {
		n, ok := 0, false
		if i < len(p) && p[i] != '*' {
			n, ok = one(p[i:], s[j])
		}
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case ok:
			i += n
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(p[i:], "*") == ""
}

// one matches the first element of p against c and returns its length.
func one(p string, c byte) (int, bool) {
	switch p[0] {
	case '?':
		return 1, true
	case '[':
		end := strings.IndexByte(p, ']')
		if end < 0 {
			break
		}
		set := p[1:end]
		not := len(set) > 0 && (set[0] == '!' || set[0] == '^')
		if not {
			set = set[1:]
		}
		return end + 1, inSet(set, c) != not
	}
	return 1, p[0] == c
}

func inSet(set string, c byte) bool {
	for i := 0; i < len(set); i++ {
		if i+2 < len(set) && set[i+1] == '-' {
			if set[i] <= c && c <= set[i+2] {
				return true
			}
			i += 2
			continue
		}
		if set[i] == c {
			return true
		}
	}
	return false
}

// maxRange bounds the members of one member-range.
const maxRange = 1024

// expander finds the members of interface ranges.
type expander struct {
	t      *lex.Tree
	top    int32 // the node "interfaces"
	byName map[string]int32
	left   int // names and comparisons that may still be made
}

// ranges gives the members of each interface range its statements and takes
// the range out of the tree.
func ranges(t *lex.Tree) {
	top := t.Find(0, "interfaces")
	if top == 0 {
		return
	}
	all := t.Child(top, "interface-range")
	if all == 0 {
		return
	}
	budget := 4*len(t.Nodes) + 4096
	x := &expander{t: t, top: top, byName: map[string]int32{}, left: len(t.Nodes)/4 + 4*maxRange}
	for k := range t.Kids(top) {
		x.byName[t.Nodes[k].Words[0]] = k
	}
	for rng := range t.Kids(all) {
		for _, i := range x.members(rng) {
			if budget = t.Overlay(rng, i, budget, "member", "member-range"); budget < 0 {
				t.Skipped = append(t.Skipped, t.Nodes[rng].Line)
				break
			}
		}
	}
	t.Drop(all)
}

// members returns the interfaces of range rng. One that is named and stands
// nowhere is added; a pattern finds only what is there.
func (x *expander) members(rng int32) []int32 {
	var out []int32
	t := x.t
	if list := t.Child(rng, "member"); list != 0 {
		for k := range t.Kids(list) {
			name := t.Nodes[k].Words[0]
			if !strings.ContainsAny(name, "*?[") {
				out = x.named(out, k, name)
				continue
			}
			for i := t.Nodes[x.top].First; i != 0 && x.left > 0; i = t.Nodes[i].Next {
				if x.left--; glob(name, t.Nodes[i].Words[0]) {
					out = append(out, i)
				}
			}
		}
	}
	if list := t.Child(rng, "member-range"); list != 0 {
		for k := range t.Kids(list) {
			to := t.Child(k, "to")
			if to == 0 || t.Nodes[to].First == 0 {
				continue
			}
			for _, name := range span(t.Nodes[k].Words[0], t.Nodes[t.Nodes[to].First].Words[0]) {
				out = x.named(out, k, name)
			}
		}
	}
	if x.left <= 0 {
		t.Skipped = append(t.Skipped, t.Nodes[rng].Line)
	}
	return out
}

// named appends the interface, adding it as inherited from node from.
func (x *expander) named(out []int32, from int32, name string) []int32 {
	i := x.byName[name]
	if i == 0 {
		if x.left--; x.left < 0 {
			return out
		}
		n := x.t.Nodes[from]
		i = x.t.Add(x.top, lex.Node{Words: []string{name}, Text: n.Text, Line: n.Line, End: n.End, Inherited: true})
		x.byName[name] = i
	}
	return append(out, i)
}

// span lists ge-0/0/1 … ge-0/0/9 from its ends.
func span(from, to string) []string {
	cut := strings.LastIndexByte(from, '/') + 1
	if cut == 0 || !strings.HasPrefix(to, from[:cut]) {
		return []string{from, to}
	}
	a, err1 := strconv.Atoi(from[cut:])
	b, err2 := strconv.Atoi(to[cut:])
	if err1 != nil || err2 != nil || a > b || b-a >= maxRange {
		return []string{from, to}
	}
	var out []string
	for n := a; n <= b; n++ {
		out = append(out, from[:cut]+strconv.Itoa(n))
	}
	return out
}
