package lex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outline writes a tree as indented lines: words joined by |, - for negated.
func outline(t *Tree) string {
	var b strings.Builder
	var walk func(int32)
	walk = func(i int32) {
		for k := range t.Kids(i) {
			n := &t.Nodes[k]
			b.WriteString(strings.Repeat(" ", int(n.Depth)))
			if n.Neg {
				b.WriteString("-")
			}
			b.WriteString(strings.Join(n.Words, "|") + "\n")
			walk(k)
		}
	}
	walk(0)
	return b.String()
}

func TestForti(t *testing.T) {
	tests := []struct {
		name, text, want string
		unclosed         []int32
	}{
		{"blocks", "config a b\n  edit \"x y\"\n    set v 1 2\n    unset w\n  next\nend\nconfig c\nend\n",
			"config|a|b\n edit|x y\n  set|v|1|2\n  -set|w\nconfig|c\n", nil},
		{"no next", "config a\nedit 1\nset b c\nend\nconfig d\nend\n", "config|a\n edit|1\n  set|b|c\nconfig|d\n", nil},
		{"no end before next", "config a\nedit 1\nconfig b\nset c d\nnext\nedit 2\nnext\nend\n", "config|a\n edit|1\n  config|b\n   set|c|d\n edit|2\n", nil},
		{"comments", "# no\n  # no\nconfig a\n\nend\n", "config|a\n", nil},
		{"header", "# no\n#config-version=FGT-7.2.1:a b\nconfig a\n#config-version=x\nend\n", "#config-version=|FGT-7.2.1:a b\nconfig|a\n", nil},
		{"header alone", "#config-version=FGT", "#config-version=|FGT\n", nil},
		{"quotes", `config a` + "\n" + `set b "it's" "say \"hi\"" '' "" x\ y new"_n"` + "\nend\n", "config|a\n set|b|it's|say \"hi\"|||x y|new_n\n", nil},
		{"apostrophe in a word", "config a\nset b Bob's\nset c d\nend\n", "config|a\n set|b|Bob's\n set|c|d\n", nil},
		{"quotes inside a word", "config a\nset b x'y z'\\\nw\"v\"\nend\n", "config|a\n set|b|xy z\nwv\n", nil},
		{"value over lines", "config a\nset b \"one\nconfig x\nend\"\nset c d\nend\n", "config|a\n set|b|one\nconfig x\nend\n set|c|d\n", nil},
		{"open quote", "config a\nset b \"one\nconfig x\nend\n", "config|a\n \n", []int32{1, 2}},
		{"open blocks", "config a\nedit 1\nconfig b\n", "config|a\n edit|1\n  config|b\n", []int32{1, 3}},
		{"stray words", "end\nnext\nset a b\n", "set|a|b\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := Forti(Source{Text: tt.text})
			if d := cmp.Diff(tt.want, outline(tree)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.unclosed, tree.Unclosed); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFortiLines(t *testing.T) {
	tree := Forti(Source{Text: "config a\n  set b \"x\n y\" z\n set c d\nend\n"})
	b, c := &tree.Nodes[2], &tree.Nodes[3]
	if b.Line != 2 || b.End != 3 || !b.Opaque || b.Text != `set b "x` || tree.Bodies[2] != ` y" z` {
		t.Errorf("value over lines: %+v", b)
	}
	if c.Line != 4 || c.End != 4 || tree.Last != 5 {
		t.Errorf("line after it: %+v last %d", c, tree.Last)
	}
}

func TestFortiStray(t *testing.T) {
	tree := Forti(Source{Text: "set a b\nnext\nend\nconfig c\nnext\nend\n"})
	if d := cmp.Diff([]int32{2, 3, 5}, tree.Stray); d != "" {
		t.Error(d)
	}
}

func TestFortiDepthIsBounded(t *testing.T) {
	tree := Forti(Source{Text: strings.Repeat("config a\n", 5000) + "set b c\n" + strings.Repeat("end\n", 5000) + "config z\nend\n"})
	for i := range tree.Nodes {
		if tree.Nodes[i].Depth > maxDepth {
			t.Fatalf("node %d is %d deep", i, tree.Nodes[i].Depth)
		}
	}
	last := tree.Nodes[tree.Nodes[0].Last]
	if len(tree.Unclosed) != 0 || last.Words[1] != "z" {
		t.Errorf("unclosed %v, last top node %v", tree.Unclosed, last.Words)
	}
}

func FuzzForti(f *testing.F) {
	f.Add("config a\nedit \"x\"\nset b 'c' \"d\ne\"\nnext\nend\n")
	f.Add("set \"\\\"\nend\nnext\nunset\nconfig\nedit\n")
	f.Fuzz(func(t *testing.T, text string) { checkTree(t, Forti(Source{Text: text}), text) })
}

// checkTree sees that a tree of any text keeps its promises.
func checkTree(t *testing.T, tree *Tree, text string) {
	t.Helper()
	lines := int32(strings.Count(text, "\n") + 1)
	if len(tree.Nodes) > 2*len(text)+2 {
		t.Fatalf("%d nodes of %d bytes", len(tree.Nodes), len(text))
	}
	for i := 1; i < len(tree.Nodes); i++ {
		n := &tree.Nodes[i]
		if n.Line < 1 || n.End < n.Line || n.End > lines {
			t.Fatalf("node %d has lines %d-%d of %d", i, n.Line, n.End, lines)
		}
		if n.Parent >= int32(i) || n.Depth > 4*maxDepth {
			t.Fatalf("node %d: parent %d depth %d", i, n.Parent, n.Depth)
		}
	}
}

func BenchmarkForti(b *testing.B) {
	entry := "    edit \"port1\"\n        set vdom \"root\"\n        set ip 192.0.2.1 255.255.255.0\n        set allowaccess ping https ssh\n" +
		"        set type physical\n        set description \"uplink to core\"\n        set snmp-index 1\n    next\n"
	text := "config system interface\n" + strings.Repeat(entry, 125) + "end\n"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Forti(Source{Text: text})
	}
}
