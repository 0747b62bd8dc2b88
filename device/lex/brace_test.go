package lex

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var junosForm = BraceOptions{Edits: true}

// paths prints the tree as one path per childless node, with a mark for what
// is inherited.
func paths(t *Tree) []string {
	var out []string
	var walk func(int32)
	walk = func(i int32) {
		for k := range t.Kids(i) {
			if n := &t.Nodes[k]; n.First == 0 {
				mark := ""
				if n.Inherited {
					mark = "^"
				}
				out = append(out, mark+strings.Join(t.PathOf(k), " "))
			}
			walk(k)
		}
	}
	walk(0)
	return out
}

func TestBrace(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"nested", "system {\n  host-name r1;\n  services { ssh; }\n}\n", []string{"system host-name r1", "system services ssh"}},
		{"list", "a { b [ c d ]; }", []string{"a b c", "a b d"}},
		{"list over lines", "a {\n b [\n c\n d ];\n}", []string{"a b c", "a b d"}},
		{"quotes", `system { m "a { b; } \"c\" # d"; }`, []string{`system m a { b; } "c" # d`}},
		{"comments", "# x { \n/* y {\n z */ a { b; ## SECRET-DATA\n }", []string{"a b"}},
		{"brackets in a word", "p { members ^65[0-9]*:1$; }", []string{"p members ^65[0-9]*:1$"}},
		{"merged", "a { b 1; }\na { b 2; c; }", []string{"a b 1", "a b 2", "a c"}},
		{"inactive", "a { inactive: b { c 1; } d; }", []string{"a d"}},
		{"inactive value", "a { inactive: b 1; }", []string{"a b"}},
		{"protected", "a { protect: b 1; }", []string{"a b 1"}},
		{"set", "set a b 1\nset a b [ 2 3 ]\nset c \"x y\"\n", []string{"a b 1", "a b 2", "a b 3", "c x y"}},
		{"set after braces", "a { b; }\nset a c 1\n", []string{"a b", "a c 1"}},
		{"delete", "set a b 1\nset a c 2\ndelete a b\nset a b 3\n", []string{"a c 2", "a b 3"}},
		{"deactivate", "set a b 1\nset a c\ndeactivate a b\n", []string{"a c"}},
		{"activate", "set a b 1\ndeactivate a\nactivate a\n", []string{"a b 1"}},
		{"insert", "set f term a\nset f term b\nset f term c\ninsert f term c before term a\ninsert f term a after term b\n",
			[]string{"f term c", "f term b", "f term a"}},
		{"rename", "set i ge-0 unit 0\nset i ge-1 mtu 9\nrename i ge-0 to ge-2\n", []string{"i ge-1 mtu 9", "i ge-2 unit 0"}},
		{"copy", "set i ge-0 unit 0\ncopy i ge-0 to ge-1\n", []string{"i ge-0 unit 0", "i ge-1 unit 0"}},
		{"edit", "edit a b\nset c 1\nup\nset d\ntop\nset e\n", []string{"a b c 1", "a d", "e"}},
		{"replace tag", "a { b 1; }\na { replace: b { 2; } }", []string{"a b 2"}},
		{"delete tag", "a { b 1; c; }\na { delete: b; }", []string{"a c"}},
		{"text between set lines", "set a 1\nwhat is this\nset b 2\n", []string{"a 1", "what is this", "b 2"}},
		{"open quote does not swallow", "a {\n b \"x;\n c 1;\n}\n", []string{"a b x; c 1"}},
		{"quote over lines", "a {\n m \"x\ny {\";\n c 1;\n}\n", []string{"a m x\ny {", "a c 1"}},
		{"state before a prompt", "set a 1\n\n{master:0}\n", []string{"a 1"}},
		{"annotate", "set a 1\nannotate a \"set b 2\"\n", []string{"a 1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, paths(Brace(Source{Text: tc.in}, junosForm))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestBraceMDCLI(t *testing.T) {
	in := "configure {\n    system {\n        name \"r1\"\n        list [\"a\" \"b\"]\n    }\n}\n/configure system location \"x\"\n"
	got := paths(Brace(Source{Text: in}, BraceOptions{Lines: true, Root: "/"}))
	want := []string{"configure system name r1", "configure system list a", "configure system list b", "configure system location x"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestBraceLines(t *testing.T) {
	tr := Brace(Source{Text: "set a b 1\nset a b 2\nset a b 1\nset a b\ndelete a x\ndelete a b 2\n"}, junosForm)
	one := tr.Find(0, "a", "b", "1")
	if n := tr.Nodes[one]; n.Line != 1 || n.Text != "set a b 1" || !slices.Equal(tr.Also[one], []int32{3}) {
		t.Errorf("node %+v also %v", n, tr.Also)
	}
	if !slices.Equal(tr.Also[tr.Find(0, "a", "b")], []int32{4}) {
		t.Errorf("also %v", tr.Also)
	}
	if !slices.Equal(tr.Edits, []int32{6}) || !slices.Equal(tr.Skipped, []int32{5}) || len(tr.Idle) != 1 || tr.Last != 6 {
		t.Errorf("edits %v skipped %v idle %v last %d", tr.Edits, tr.Skipped, tr.Idle, tr.Last)
	}
	tr = Brace(Source{Text: "a {\n  b {\n    c 1;\n  }\n}\na {\n  b { d; }\n}\n"}, junosForm)
	if !slices.Equal(tr.Also[tr.Find(0, "a")], []int32{6}) || tr.Nodes[tr.Find(0, "a", "b", "d")].Line != 7 {
		t.Errorf("also %v", tr.Also)
	}
}

func TestBraceOpenAndStray(t *testing.T) {
	for _, tc := range []struct {
		in              string
		unclosed, stray []int32
	}{
		{"a {\n b;\n}\n", nil, nil},
		{"a {\n b {\n c;\n}\n", []int32{1}, nil},
		{"a {\n b {\n", []int32{1, 2}, nil},
		{"a { b; }\n}\nc;\n", nil, []int32{2}},
		{"a {\n b c\n", []int32{1, 2}, nil},
		{"set a \"b\n", []int32{1}, nil},
		{"a; /* b\n", []int32{1}, nil},
		{"set a b\n", nil, nil},
	} {
		tr := Brace(Source{Text: tc.in}, junosForm)
		if !slices.Equal(tr.Unclosed, tc.unclosed) || !slices.Equal(tr.Stray, tc.stray) {
			t.Errorf("%q: unclosed %v stray %v, want %v %v", tc.in, tr.Unclosed, tr.Stray, tc.unclosed, tc.stray)
		}
	}
}

func TestInherit(t *testing.T) {
	opt := GroupOptions{Groups: []string{"groups"}, Apply: "apply-groups", Except: "apply-groups-except",
		Match: func(p, w string) bool { return p == "<*>" || strings.HasPrefix(w, strings.Trim(p, "<*>")) }}
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"at the top", "groups { g { s { h r2; t 1; } } }\napply-groups g;\ns { h r1; }", []string{"s h r1", "^s h r2", "^s t 1"}},
		{"not applied", "groups { g { s { t 1; } } }\ns { h r1; }", []string{"s h r1"}},
		{"further in", "groups { g { s { t { u 1; } } } }\ns { t { apply-groups g; } v; }", []string{"^s t u 1", "s v"}},
		{"wildcard", "groups { g { i { <ge-*> { mtu 9; } } } }\napply-groups g;\ni { ge-0 { d x; } xe-0 { d y; } }",
			[]string{"i ge-0 d x", "^i ge-0 mtu 9", "i xe-0 d y"}},
		{"except", "groups { g { i { <*> { mtu 9; } } } }\napply-groups g;\ni { a { d x; } b { apply-groups-except g; d y; } }",
			[]string{"i a d x", "^i a mtu 9", "i b d y"}},
		{"first named first", "groups { g { h 1; } k { h 2; } }\napply-groups [ k g ];", []string{"^h 2", "^h 1"}},
		{"group applies group", "groups { g { apply-groups k; a 1; } k { b 2; } }\napply-groups g;", []string{"^a 1", "^b 2"}},
		{"group applies itself", "groups { g { apply-groups g; a 1; } }\napply-groups g;", []string{"^a 1"}},
		{"missing group", "apply-groups g;\na 1;", []string{"a 1"}},
		{"wildcard meets what another group adds", "groups { g { i { ge-0 { d 1; } } } k { i { <*> { mtu 9; } } } }\napply-groups [ g k ];",
			[]string{"^i ge-0 d 1", "^i ge-0 mtu 9"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tr := Brace(Source{Text: tc.in}, junosForm)
			if !Inherit(tr, opt) {
				t.Error("not all inherited")
			}
			if d := cmp.Diff(tc.want, paths(tr)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestOverlay(t *testing.T) {
	tr := Brace(Source{Text: "r { mtu 9; unit 0; member x; }\ni { mtu 5; }"}, junosForm)
	if left := tr.Overlay(tr.Child(0, "r"), tr.Child(0, "i"), 10, "member"); left != 7 {
		t.Errorf("left %d", left)
	}
	want := []string{"r mtu 9", "r unit 0", "r member x", "i mtu 5", "^i mtu 9", "^i unit 0"}
	if d := cmp.Diff(want, paths(tr)); d != "" {
		t.Error(d)
	}
	if left := tr.Overlay(tr.Child(0, "r"), tr.Child(0, "i"), 0); left >= 0 {
		t.Errorf("left %d", left)
	}
}

// TestFormsAgree: the braces and the set form of one configuration give the
// same tree.
func TestFormsAgree(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "b", "unit", "0", "x y", `q"q`, "10.0.0.0/8", "back\\slash", "{", "set"})
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SliceOfN(word, 1, 5), 1, 12).Draw(t, "paths")
		var flat strings.Builder
		for _, p := range drawn {
			flat.WriteString("set")
			for _, w := range p {
				fmt.Fprintf(&flat, " %q", w)
			}
			flat.WriteByte('\n')
		}
		one := Brace(Source{Text: flat.String()}, junosForm)
		var braces strings.Builder
		printBraces(&braces, one, 0, "")
		two := Brace(Source{Text: braces.String()}, junosForm)
		if d := cmp.Diff(paths(one), paths(two)); d != "" {
			t.Fatalf("%s\n%s\n%s", flat.String(), braces.String(), d)
		}
		if len(two.Unclosed)+len(two.Stray) != 0 {
			t.Fatalf("%s: unclosed %v stray %v", braces.String(), two.Unclosed, two.Stray)
		}
	})
}

func printBraces(w *strings.Builder, t *Tree, i int32, indent string) {
	for k := range t.Kids(i) {
		fmt.Fprintf(w, "%s%q", indent, t.Nodes[k].Words[0])
		if t.Nodes[k].First == 0 {
			w.WriteString(";\n")
			continue
		}
		w.WriteString(" {\n")
		printBraces(w, t, k, indent+"  ")
		w.WriteString(indent + "}\n")
	}
}

func FuzzBrace(f *testing.F) {
	for _, s := range []string{"a { b [ c d ]; }\n", "groups { g { <*> { x; } } } apply-groups g;", "a \"b\\\"\n{", "/* x", "}}{{;;[[]]", "inactive: a; delete: a; replace: b {}",
		"a { b;\n# c\n}\nset a b\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkBrace(t, s) })
}

func FuzzSet(f *testing.F) {
	for _, s := range []string{"set a b\ndelete a\n", "set a [ b c ]\ncopy a b to c\nrename a c to d\n", "edit a\nset b\ncopy b to c\ncopy c to b\n", "insert a b before c\nset \"",
		"set a b c\ndeactivate a b\nset a b c\nactivate a\n", "set a a\ncopy a a to a a\nrename a a to a\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkBrace(t, s) })
}

// checkBrace sees that the tree is sound: links agree, lines lie in the text,
// its size is bounded, and no statement line is lost.
func checkBrace(t *testing.T, s string) {
	tr := Brace(Source{Text: s}, junosForm)
	Inherit(tr, GroupOptions{Groups: []string{"groups"}, Apply: "apply-groups", Except: "apply-groups-except",
		Match: func(string, string) bool { return true }})
	if len(tr.Nodes) > 12*len(s)+65536 {
		t.Fatalf("%d nodes of %d bytes", len(tr.Nodes), len(s))
	}
	lines := int32(strings.Count(s, "\n") + 1)
	seen := 0
	var walk func(int32)
	walk = func(i int32) {
		prev := int32(0)
		for k := range tr.Kids(i) {
			n := &tr.Nodes[k]
			if seen++; seen > len(tr.Nodes) || n.Parent != i || len(n.Words) != 1 {
				t.Fatalf("node %d: %+v", k, *n)
			}
			if n.Line < 1 || n.End < n.Line || n.End > lines {
				t.Fatalf("node %d: lines %d-%d of %d", k, n.Line, n.End, lines)
			}
			prev = k
			walk(k)
		}
		if tr.Nodes[i].Last != prev {
			t.Fatalf("node %d: last %d, want %d", i, tr.Nodes[i].Last, prev)
		}
	}
	walk(0)
}

func BenchmarkBrace(b *testing.B) {
	var s strings.Builder
	for i := range 200 {
		fmt.Fprintf(&s, "interfaces {\n    ge-0/0/%d {\n        description \"to somewhere %d\";\n        unit 0 { family inet { address 192.0.2.%d/31; } }\n    }\n}\n", i, i, i)
	}
	run(b, s.String())
}

func BenchmarkSet(b *testing.B) {
	var s strings.Builder
	for i := range 500 {
		fmt.Fprintf(&s, "set interfaces ge-0/0/%d description \"to somewhere %d\"\nset interfaces ge-0/0/%d unit 0 family inet address 192.0.2.%d/31\n", i, i, i, i%256)
	}
	run(b, s.String())
}

func run(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Brace(Source{Text: text}, junosForm)
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
}
