package drift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
)

// ordered are the blocks of Junos whose members a system asks one after the
// other without a number of their own, and what these are called. Filters and
// policies of firewalls are compared packet by packet instead.
var ordered = map[string]string{"policy-statement": "term", "rule-set": "rule"}

// maxNamed bounds the members that a change of order names.
const maxNamed = 10

// block is the members of one ordered block, in the order of the file.
type block struct {
	members []string
	lines   map[string]model.Span
}

// order speaks of members that both files have and that stand in another order.
// What was added or removed is spoken of elsewhere.
func (x *comparison) order() {
	if x.new.Device.OS != "junos" {
		return
	}
	was, is := blocks(x.old.Tree), blocks(x.new.Tree)
	for _, path := range is.order {
		o, n := was.by[path], is.by[path]
		if o == nil {
			continue
		}
		before, now := common(o, n), common(n, o)
		at := moved(before, now)
		if at < 0 {
			continue
		}
		ch := &change{Change: Change{Kind: Changed, Layer: Statements, Severity: finding.Medium}}
		ch.Old, ch.New = named(before), named(now)
		ch.Sentence = fmt.Sprintf("%s: %ss in another order: %s before, %s now", path, is.of[path], ch.Old, ch.New)
		x.add(ch, o.lines[now[at]], n.lines[now[at]])
	}
}

// blocksOf are the ordered blocks of a file by their paths.
type blocksOf struct {
	by    map[string]*block
	of    map[string]string // what the members are called
	order []string
}

func blocks(t *lex.Tree) blocksOf {
	out := blocksOf{by: map[string]*block{}, of: map[string]string{}}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if len(n.Words) == 0 || n.Inactive || n.Inherited || !begins(n) && !begins(&t.Nodes[n.Parent]) {
			continue
		}
		path := t.PathOf(int32(i))
		k := len(path)
		if k < 4 || k > 40 || ordered[path[k-4]] == "" || ordered[path[k-4]] != path[k-2] {
			continue // not the name of a member: "policy-statement P term T"
		}
		at := strings.Join(path[:len(path)-2], " ")
		b := out.by[at]
		if b == nil {
			b = &block{lines: map[string]model.Span{}}
			out.by[at], out.of[at] = b, path[len(path)-2]
			out.order = append(out.order, at)
		}
		if name := path[len(path)-1]; b.lines[name].Line == 0 {
			b.members, b.lines[name] = append(b.members, name), model.Span{Line: n.Line, End: n.End}
		}
	}
	return out
}

// begins reports a node that begins with what members are called.
func begins(n *lex.Node) bool {
	return len(n.Words) > 0 && (n.Words[0] == "term" || n.Words[0] == "rule")
}

// common returns the members of a that b has too.
func common(a, b *block) []string {
	var out []string
	for _, m := range a.members {
		if b.lines[m].Line > 0 {
			out = append(out, m)
		}
	}
	return out
}

// moved returns the first member of b that stands elsewhere in a, which has the
// same members; -1 for none. Where one alone was moved it is that one.
func moved(a, b []string) int {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == len(a) {
		return -1
	}
	// b[i] came up from behind, or a[i] went down.
	if rest := slices.DeleteFunc(slices.Clone(b), func(m string) bool { return m == a[i] }); slices.Equal(rest, slices.DeleteFunc(slices.Clone(a), func(m string) bool { return m == a[i] })) {
		return slices.Index(b, a[i])
	}
	return i
}

func named(list []string) string {
	if len(list) > maxNamed {
		return strings.Join(list[:maxNamed], ", ") + " and " + counted(len(list)-maxNamed, "other", "others")
	}
	return strings.Join(list, ", ")
}
