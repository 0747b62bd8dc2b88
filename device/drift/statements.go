package drift

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
)

// maxStatements bounds the changes that statements give.
const maxStatements = 100

// statements speaks of those that only one file has, without regard to their
// order, and that no change so far explains. Of a block that is new as a whole
// only its head is named.
func (x *comparison) statements() {
	oldLines, newLines := x.explained()
	was, is := x.hashes(x.old), x.hashes(x.new)
	minus, plus := only(was, is), only(is, was)
	gone := x.heads(x.old, minus, oldLines)
	come := x.heads(x.new, plus, newLines)
	// Equal texts differ in masked secrets only, of which secrets speaks.
	for text, list := range come {
		n := min(len(list), len(gone[text]))
		come[text], gone[text] = list[n:], gone[text][n:]
	}
	left := maxStatements
	x.speak(x.new, come, Added, &left)
	x.speak(x.old, gone, Removed, &left)
	if left < 0 {
		ch := &change{Change: Change{Kind: Changed, Layer: Statements, Severity: finding.Low, Sentence: fmt.Sprintf("and %s more", counted(-left, "statement", "statements"))}}
		x.out = append(x.out, ch)
	}
}

// hashes returns the hash of each statement with all above it.
func (x *comparison) hashes(v *Version) []uint64 {
	out := make([]uint64, len(v.Tree.Nodes))
	var h maphash.Hash
	h.SetSeed(x.seed)
	for i := 1; i < len(out); i++ {
		n := &v.Tree.Nodes[i]
		h.Reset()
		maphash.WriteComparable(&h, out[n.Parent])
		maphash.WriteComparable(&h, [3]bool{n.Neg, n.Inactive, n.Inherited})
		for _, w := range n.Words {
			h.WriteString(w)
			h.WriteByte(0)
		}
		out[i] = h.Sum64()
	}
	return out
}

// only returns the statements of a that b does not have, by index.
func only(a, b []uint64) map[int32]bool {
	count := make(map[uint64]int, len(b))
	for _, h := range b[1:] {
		count[h]++
	}
	out := map[int32]bool{}
	for i, h := range a[1:] {
		if count[h]--; count[h] < 0 {
			out[int32(i+1)] = true
		}
	}
	return out
}

// statement is one that a file has alone; kids are those inside it.
type statement struct {
	node int32
	kids int
}

// heads returns the outermost of the statements, by what is printed of them.
func (x *comparison) heads(v *Version, set map[int32]bool, explained map[int32]bool) map[string][]statement {
	out := map[string][]statement{}
	for i := range v.Tree.Nodes {
		n := &v.Tree.Nodes[i]
		at := int32(i)
		if !set[at] || set[n.Parent] && n.Parent != 0 || explained[n.Line] || x.inside(v.Tree, at, explained) {
			continue
		}
		text := v.chain(at)
		if own := v.Text(n.Line); own == "" || x.volatile.has(own) || opaque(n) {
			continue
		}
		out[text] = append(out[text], statement{at, within(v.Tree, at, set, explained)})
	}
	return out
}

// inside reports a head whose block is explained although its own line is not.
func (x *comparison) inside(t *lex.Tree, i int32, explained map[int32]bool) bool {
	k := t.Nodes[i].First
	return t.Path && k != 0 && explained[t.Nodes[k].Line]
}

// opaque reports a certificate, a key or a script's text, which is written anew
// without a change of what it says. Banners are facts.
func opaque(n *lex.Node) bool { return n.Opaque }

// within counts the statements below one.
func within(t *lex.Tree, i int32, set, explained map[int32]bool) int {
	n := 0
	for k := range t.Kids(i) {
		n += 1 + within(t, k, set, explained)
	}
	return n
}

// chain writes a statement with the blocks around it, secrets masked.
func (v *Version) chain(i int32) string {
	var lines []string
	last := int32(0)
	for at := i; at > 0; at = v.Tree.Nodes[at].Parent {
		n := &v.Tree.Nodes[at]
		if n.Line == last {
			continue
		}
		text := strings.TrimRight(v.Text(n.Line), " {;")
		if at != i && v.Tree.Path && (len(n.Words) == 0 || !strings.HasSuffix(text, n.Words[len(n.Words)-1])) {
			continue // the line goes on into another block of the same name
		}
		if last = n.Line; text != "" {
			lines = append(lines, text)
		}
	}
	var b strings.Builder
	for k := len(lines) - 1; k >= 0; k-- {
		b.WriteString(lines[k])
		if k > 0 {
			b.WriteString(" / ")
		}
	}
	return b.String()
}

// speak makes the changes of statements, in the order of the file.
func (x *comparison) speak(v *Version, by map[string][]statement, kind Kind, left *int) {
	heads := map[int32]string{}
	kids := map[int32]int{}
	for text, list := range by {
		for _, s := range list {
			heads[s.node], kids[s.node] = text, s.kids
		}
	}
	cut := x.new.Device.Complete == model.Truncated && kind == Removed || x.old.Device.Complete == model.Truncated && kind == Added
	for i := range v.Tree.Nodes {
		text, ok := heads[int32(i)]
		if !ok || cut {
			continue // of a cut file the facts have spoken
		}
		if *left--; *left < 0 {
			continue
		}
		ch := &change{Change: Change{Kind: kind, Layer: Statements, Severity: finding.Low}}
		more := ""
		if n := kids[int32(i)]; n > 0 {
			more = ", with " + counted(n, "line", "lines") + " in it"
		}
		n := &v.Tree.Nodes[i]
		at := model.Span{Line: n.Line, End: n.End}
		x.name(ch, v, int32(i), text, more)
		if kind == Added {
			ch.New = text
			x.add(ch, model.Span{}, at)
			continue
		}
		ch.Old = text
		if x.new.Device.Complete != model.Whole {
			ch.Kind, ch.Sentence = CannotTell, "statement no longer in the file, "+x.doubt(x.new)+": "+text+more
		}
		x.add(ch, at, model.Span{})
	}
}

// maxAsked bounds how many statements of a block are asked what it is of.
const maxAsked = 32

// of says what a statement is of, or else the first one inside it of which
// anything is known.
func (x *comparison) of(v *Version, i int32, text string) (a *About, of string, all bool) {
	if a, of, all = x.words.about(text); a != nil {
		return a, of, all
	}
	for at := i + 1; int(at) < len(v.Tree.Nodes) && at <= i+maxAsked; at++ {
		// Statements stand in the order of the file, and a block's before the next.
		if p := v.Tree.Nodes[at].Parent; p < i {
			break
		}
		if a, of, _ = x.words.about(v.chain(at)); a != nil {
			return a, of, false
		}
	}
	return nil, "", false
}

// name says what statement came or went, and what it is of where that is known.
func (x *comparison) name(ch *change, v *Version, i int32, text, more string) {
	now, has := "added", "now with"
	if ch.Kind == Removed {
		now, has = "removed", "no longer with"
	}
	a, of, all := x.of(v, i, text)
	if a == nil {
		ch.Sentence = "statement " + now + ": " + text + more
		return
	}
	ch.Severity, ch.Checks, ch.Attack = a.Severity, slices.Clone(a.Checks), slices.Clone(a.Attack)
	if ch.Sentence = of + ": " + now + more; !all {
		ch.Sentence = of + " " + has + ": " + text + more
	}
}

// text speaks of lines that are no statements: comments, and what a collector
// writes beside a configuration.
func (x *comparison) text() {
	was, is := x.comments(x.old), x.comments(x.new)
	plus, first := 0, int32(0)
	left := map[string]int{}
	for _, c := range was {
		left[c.text]++
	}
	for _, c := range is {
		if left[c.text]--; left[c.text] < 0 {
			if plus++; plus == 1 {
				first = c.line
			}
		}
	}
	minus := len(was) - (len(is) - plus)
	if plus+minus == 0 {
		return
	}
	ch := &change{Change: Change{Kind: Changed, Layer: Texts, Severity: finding.Info}}
	ch.Sentence = fmt.Sprintf("comments: %s added, %s removed", counted(plus, "line", "lines"), counted(minus, "line", "lines"))
	x.add(ch, model.Span{}, model.Span{Line: first, End: first})
}

type comment struct {
	text string
	line int32
}

func (x *comparison) comments(v *Version) []comment {
	covered := make([]bool, v.Lines+2)
	for i := range v.Tree.Nodes {
		n := &v.Tree.Nodes[i]
		for l := max(n.Line, 1); i > 0 && l <= max(n.Line, n.End) && int(l) < len(covered); l++ {
			covered[l] = true
		}
	}
	for _, lines := range v.Tree.Also {
		for _, l := range lines {
			if l > 0 && int(l) < len(covered) {
				covered[l] = true
			}
		}
	}
	var out []comment
	for l := int32(1); int(l) <= v.Lines; l++ {
		if covered[l] {
			continue
		}
		if text := v.Text(l); strings.HasPrefix(text, "!") || strings.HasPrefix(text, "#") || strings.HasPrefix(text, "/*") {
			if strings.Trim(text, "!# ") != "" && !x.volatile.has(text) {
				out = append(out, comment{text, l})
			}
		}
	}
	return out
}
