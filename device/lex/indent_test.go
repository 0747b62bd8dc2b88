package lex_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
)

// options of a small language: banners, a hex block, a macro and "end-if".
func indentOptions() lex.IndentOptions {
	return lex.IndentOptions{
		Negation: "no", Comment: "!",
		Opaque: func(w []string, line string) *lex.OpaqueEnd {
			switch w[0] {
			case "banner":
				if at := len("banner "); len(line) > at {
					return &lex.OpaqueEnd{Delim: line[at : at+1], From: at + 1, MaxIndent: -1}
				}
			case "hex":
				return &lex.OpaqueEnd{Line: "quit", MaxIndent: 1}
			}
			return nil
		},
		Close:  func(w []string) bool { return w[0] == "end-if" },
		Revive: func(comment string) bool { return strings.Contains(comment, "<removed>") },
	}
}

// show writes a tree as one line a statement.
func show(t *lex.Tree) []string {
	out := []string{}
	for i := range t.Nodes[1:] {
		n := &t.Nodes[i+1]
		neg := ""
		if n.Neg {
			neg = "no "
		}
		s := fmt.Sprintf("%d-%d %s%s%s", n.Line, n.End, strings.Repeat("  ", int(n.Depth)), neg, strings.Join(n.Words, "."))
		if n.Opaque {
			s += fmt.Sprintf(" %q", t.Bodies[int32(i+1)])
		}
		out = append(out, s)
	}
	return out
}

func TestIndent(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"nested", "a b\n c\n  d\n e\nf\n", []string{"1-1 a.b", "2-2   c", "3-3     d", "4-4   e", "5-5 f"}},
		{"negation", "no a b\nno\n", []string{"1-1 no a.b", "2-2 no"}},
		{"comments and blank lines", "! x\n\na\n ! y\n b\n", []string{"3-3 a", "5-5   b"}},
		{"tabs", "a\n\tb\n", []string{"1-1 a", "2-2   b"}},
		{"deeper after deeper", "a\n   b\n  c\n", []string{"1-1 a", "2-2   b", "3-3   c"}},
		{"banner in one line", "banner #hi# there\na\n", []string{`1-1 banner.#hi#.there "hi"`, "2-2 a"}},
		{"banner over lines", "banner #\nline vty 0 4\n x# rest\na\n", []string{`1-3 banner.# "line vty 0 4\n x"`, "4-4 a"}},
		{"hex", " hex\n  01\n  \tquit\na\n", []string{`1-3 hex "  01\n"`, "4-4 a"}},
		{"hex without its end does not eat the file", " hex\n  01\na\n", []string{`1-2 hex "  01\n"`, "3-3 a"}},
		{"close", "if\n a\n end-if\nb\n", []string{"1-1 if", "2-2   a", "3-3   end-if", "4-4 b"}},
		{"revived", "r\n! n password <removed>\n ! k <removed>\n!x\n", []string{"1-1 r", "2-2   n.password.<removed>", "3-3   k.<removed>"}},
		{"no line end", "a\n b", []string{"1-1 a", "2-2   b"}},
		{"empty", "", []string{}},
	} {
		got := lex.Indent(lex.Source{Text: tc.in}, indentOptions())
		if d := cmp.Diff(tc.want, show(got)); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

func TestIndentUnclosed(t *testing.T) {
	for in, want := range map[string]int{"banner #\nx\n": 1, "banner #x\n#\n": 0, "hex\n": 1, "a\n": 0} {
		if got := len(lex.Indent(lex.Source{Text: in}, indentOptions()).Unclosed); got != want {
			t.Errorf("%q: %d unclosed, want %d", in, got, want)
		}
	}
}

func TestIndentRawLines(t *testing.T) {
	tree := lex.Indent(lex.Source{Text: "a\nb\n", LineNo: []int32{4, 9}}, indentOptions())
	if got := show(tree); got[0] != "4-4 a" || got[1] != "9-9 b" || tree.Last != 9 {
		t.Errorf("got %v, last %d", got, tree.Last)
	}
}

func TestIndentDepth(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString(strings.Repeat(" ", i) + "x\n")
	}
	tree := lex.Indent(lex.Source{Text: b.String()}, indentOptions())
	deepest := int16(0)
	for i := range tree.Nodes {
		deepest = max(deepest, tree.Nodes[i].Depth)
	}
	if len(tree.Nodes) != 5001 || deepest > 64 {
		t.Errorf("%d nodes, depth %d", len(tree.Nodes), deepest)
	}
}

// FuzzIndent sees that every statement is in the tree once, in order, under a
// parent that comes before it.
func FuzzIndent(f *testing.F) {
	f.Add("a\n b\nbanner #\n x\n#\n hex\n  01\n quit\n! k <removed>\nno z\n")
	f.Add("banner ")
	f.Add(" hex\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		tree := lex.Indent(lex.Source{Text: text}, indentOptions())
		last := int32(0)
		for i := range tree.Nodes[1:] {
			n := &tree.Nodes[i+1]
			if n.Line <= last || n.End < n.Line || n.Parent > int32(i) || len(n.Words) == 0 {
				t.Fatalf("node %d: %+v after line %d", i+1, n, last)
			}
			last = n.End
		}
		if lines := strings.Count(text, "\n") + 1; int(last) > lines {
			t.Fatalf("line %d of %d", last, lines)
		}
	})
}

// sample is a configuration of n lines with the usual mix.
func sample(n int) []byte {
	var b strings.Builder
	for i := range n / 10 {
		fmt.Fprintf(&b, "interface GigabitEthernet1/0/%d\n description port %d of the access switch\n switchport access vlan %d\n switchport mode access\n", i, i, i%4000)
		fmt.Fprintf(&b, " spanning-tree portfast\n!\nip access-list extended ACL%d\n permit tcp 192.0.2.0 0.0.0.255 any eq %d\n deny ip any any log\n!\n", i, i%65535)
	}
	return []byte(b.String())
}

// BenchmarkIndent measures clean, lex and tree on 1,000 lines; the budget is
// 0.3 ms.
func BenchmarkIndent(b *testing.B) {
	raw := sample(1000)
	opt := indentOptions()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		f := clean.Clean(raw)
		lex.Indent(lex.Source{Text: f.Text, LineNo: f.LineNo}, opt)
	}
}
