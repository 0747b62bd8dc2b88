package sros

import (
	"regexp"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
)

// expander resolves configuration groups of MD-CLI: what a group holds is
// added where it is applied, unless the same statement stands there already.
type expander struct {
	t      *lex.Tree
	groups map[string]int32
	budget int // nodes that may still be copied
	match  map[string]*regexp.Regexp
}

// applyGroups adds what groups state to the parts that apply them, marked as
// inherited, and takes the definitions out of the tree.
func applyGroups(t *lex.Tree) {
	top := t.Child(0, "configure")
	if top == 0 {
		return
	}
	x := &expander{t: t, groups: map[string]int32{}, budget: 4*len(t.Nodes) + 4096, match: map[string]*regexp.Regexp{}}
	for def := range t.Kids(top) {
		if t.Nodes[def].Words[0] != "groups" {
			continue
		}
		if list := t.Child(def, "group"); list != 0 {
			for g := range t.Kids(list) {
				x.groups[t.Nodes[g].Words[0]] = g
			}
		}
		x.detach(top, def)
		break
	}
	if applied(t) {
		x.walk(top, nil)
	}
}

// applied reports that some part applies a group; most files have none, and
// need not be walked.
func applied(t *lex.Tree) bool {
	for i := range t.Nodes {
		if w := t.Nodes[i].Words; len(w) > 0 && w[0] == "apply-groups" {
			return true
		}
	}
	return false
}

// detach takes child i out of its parent's list; its lines stay known.
func (x *expander) detach(parent, i int32) {
	p := &x.t.Nodes[parent]
	before := int32(0)
	for k := p.First; k != 0 && k != i; k = x.t.Nodes[k].Next {
		before = k
	}
	next := x.t.Nodes[i].Next
	if before == 0 {
		p.First = next
	} else {
		x.t.Nodes[before].Next = next
	}
	if p.Last == i {
		p.Last = before
	}
	x.t.Nodes[i].Next = 0
	x.t.Idle = append(x.t.Idle, i)
}

// walk applies groups from the innermost part outwards: the nearest wins.
func (x *expander) walk(n int32, path []string) {
	if len(path) > 100 {
		return
	}
	for k := x.t.Nodes[n].First; k != 0; k = x.t.Nodes[k].Next {
		if w := x.t.Nodes[k].Words[0]; w != "apply-groups" && !x.t.Nodes[k].Inherited {
			x.walk(k, append(path, w))
		}
	}
	list := x.t.Child(n, "apply-groups")
	if list == 0 {
		return
	}
	known := true
	for g := range x.t.Kids(list) {
		at := x.groups[x.t.Nodes[g].Words[0]]
		if known = known && at != 0; at != 0 && !x.excluded(n, x.t.Nodes[g].Words[0]) {
			x.descend(at, n, path)
		}
	}
	if known {
		x.detach(n, list) // carried out; a group that is not defined stays in doubt
	}
	if out := x.t.Child(n, "apply-groups-exclude"); out != 0 {
		x.detach(n, out)
	}
}

// excluded reports a group that a part refuses.
func (x *expander) excluded(n int32, group string) bool {
	list := x.t.Child(n, "apply-groups-exclude")
	return list != 0 && x.t.Child(list, group) != 0
}

// descend follows path into the group and merges what is there into node n.
func (x *expander) descend(g, n int32, path []string) {
	if len(path) == 0 {
		x.merge(g, n)
		return
	}
	for k := range x.t.Kids(g) {
		if x.same(x.t.Nodes[k].Words[0], path[0]) {
			x.descend(k, n, path[1:])
		}
	}
}

// same reports that a group's word names word; "<…>" is a pattern.
func (x *expander) same(pattern, word string) bool {
	if len(pattern) < 2 || pattern[0] != '<' || pattern[len(pattern)-1] != '>' {
		return pattern == word
	}
	re, ok := x.match[pattern]
	if !ok && len(pattern) < 256 {
		re, _ = regexp.Compile("^(?:" + pattern[1:len(pattern)-1] + ")$")
		x.match[pattern] = re
	}
	return re != nil && re.MatchString(word)
}

// merge adds the children of g to n.
func (x *expander) merge(g, n int32) {
	if x.excludes(n) {
		return
	}
	for k := x.t.Nodes[g].First; k != 0; k = x.t.Nodes[k].Next {
		w := x.t.Nodes[k].Words[0]
		if strings.HasPrefix(w, "<") {
			for s := x.t.Nodes[n].First; s != 0; s = x.t.Nodes[s].Next {
				if x.same(w, x.t.Nodes[s].Words[0]) {
					x.merge(k, s)
				}
			}
			continue
		}
		at := x.t.Child(n, w)
		switch {
		case at == 0:
			x.copy(k, n)
		case x.leaf(k) && x.t.Nodes[at].First != 0 && x.leaf(at):
			// A value of its own stands there.
		default:
			x.merge(k, at)
		}
	}
}

// excludes is asked of parts below the one that applies a group.
func (x *expander) excludes(n int32) bool { return x.t.Child(n, "apply-groups-exclude") != 0 }

// leaf reports a statement with nothing but values below it.
func (x *expander) leaf(n int32) bool {
	for k := range x.t.Kids(n) {
		if x.t.Nodes[k].First != 0 {
			return false
		}
	}
	return true
}

// copy adds node g with all below it under n.
func (x *expander) copy(g, n int32) {
	if x.budget--; x.budget < 0 || x.t.Nodes[n].Depth > 100 {
		x.t.Skipped = append(x.t.Skipped, x.t.Nodes[g].Line)
		return
	}
	src := x.t.Nodes[g]
	i := x.t.Add(n, lex.Node{Words: src.Words, Text: src.Text, Line: src.Line, End: src.End, Neg: src.Neg, Inherited: true, Hollow: src.Hollow})
	for k := src.First; k != 0; k = x.t.Nodes[k].Next {
		x.copy(k, i)
	}
}
