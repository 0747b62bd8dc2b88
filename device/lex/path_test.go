package lex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPath(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string // path of each leaf, words joined by |
		unclosed   int
	}{
		{"menu", "/ip service\nset telnet disabled=yes\n", []string{"ip|service|set|telnet|disabled=yes"}, 0},
		{"one line", "/ip service set telnet disabled=yes\n", []string{"ip|service|set|telnet|disabled=yes"}, 0},
		{"slashes", "/ip/service/set telnet disabled=yes\n", []string{"ip|service|set|telnet|disabled=yes"}, 0},
		{"new menu", "/ip service\nset ssh port=1\n/user\nadd name=a\n", []string{"ip|service|set|ssh|port=1", "user|add|name=a"}, 0},
		{"continued", "/a\nadd x=\\\n    y \\\n    z=1\n", []string{"a|add|x=\\\n    y|z=1"}, 0},
		{"quotes", "/a\nadd x=\"b c\" y=\"d\\\"e\"\n", []string{`a|add|x="b c"|y="d\"e"`}, 0},
		{"find", "/a\nset [ find name=\"b c\" ] x=1\n", []string{`a|set|[ find name="b c" ]|x=1`}, 0},
		{"comments", "# a\n/a\n# b\nadd x=1\n#error exporting /ip calea\n", []string{"a|add|x=1", "#error|exporting|ip|calea"}, 0},
		{"header", "# 2026-01-01 by RouterOS 7.1\n# model = X\n/a\nadd x=1\n# model = Y\n", []string{"by|RouterOS|7.1", "#|model|=|X", "a|add|x=1"}, 0},
		{"semicolon", "/a add x=1; /b add y=2\n", []string{"a|add|x=1", "b|add|y=2"}, 0},
		{"open quote", "/a\nadd x=\"b\nadd y=1\n", []string{"a|add|x=\"b\nadd y=1\n"}, 1},
		{"open end", "/a\nadd x=1 \\\n", []string{"a|add|x=1"}, 1},
	} {
		tree := Path(Source{Text: tc.text})
		var got []string
		for i := range tree.Nodes {
			if i > 0 && tree.Nodes[i].First == 0 {
				got = append(got, strings.Join(tree.PathOf(int32(i)), "|"))
			}
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
		if len(tree.Unclosed) != tc.unclosed {
			t.Errorf("%s: unclosed %v", tc.name, tree.Unclosed)
		}
	}
}

func TestPathLines(t *testing.T) {
	tree := Path(Source{Text: "/a\nadd x=\\\n    y\n\nadd z=\"1\n2\"\n"})
	var got [][2]int32
	for _, n := range tree.Nodes[1:] {
		got = append(got, [2]int32{n.Line, n.End})
	}
	if d := cmp.Diff([][2]int32{{1, 1}, {2, 3}, {5, 6}}, got); d != "" {
		t.Error(d)
	}
}

func TestKeyValue(t *testing.T) {
	for in, want := range map[string][2]string{
		"a=b":                   {"a", "b"},
		`a="b c"`:               {"a", "b c"},
		`a="b\"c\\d\r\n\_e\41"`: {"a", "b\"c\\d\r\n eA"},
		"a=b\\\n    c":          {"a", "bc"},
		"a=\"b\\\n    c\"":      {"a", "bc"},
		"telnet":                {"", "telnet"},
		"[ find a=b ]":          {"", "[ find a=b ]"},
		"a=":                    {"a", ""},
		"=b":                    {"", "=b"},
		`"x=y"`:                 {"", "x=y"},
		`a="\\"`:                {"a", `\`},
		`a="\`:                  {"a", `\`},
	} {
		k, v := KeyValue(in)
		if k != want[0] || v != want[1] {
			t.Errorf("%q: %q %q, want %q", in, k, v, want)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"/ip service\nset a=1\n", "/a add x=\"\\", "[[[", "#error exporting /x", "/", "a\\\n\\\n", "{\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree := Path(Source{Text: text})
		lines := int32(strings.Count(text, "\n") + 1)
		for _, n := range tree.Nodes[1:] {
			if n.Line < 1 || n.End < n.Line || n.End > lines {
				t.Fatalf("lines %d-%d of %d", n.Line, n.End, lines)
			}
			for _, w := range n.Words {
				KeyValue(w)
			}
		}
	})
}
