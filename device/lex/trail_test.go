package lex

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestTrail reads lines of whole paths with a line between them that makes the
// trail forget, and without.
func TestTrail(t *testing.T) {
	for _, form := range []struct {
		start, forget string
		opt           BraceOptions
	}{
		{"set ", "up", BraceOptions{Edits: true}},
		{"/", "", BraceOptions{Lines: true, Root: "/"}},
	} {
		piece := rapid.SampledFrom([]string{"a", "ab", "b", " ", " ", " ", "\"c d\"", "\"", "[", "]", "#", ";", "{", "}", "\t", "/", "\r", "\\",
			"\n", "\n" + form.start, "\n" + form.start, "\n" + form.start + "a ", "\n" + form.start + "a b ", "\n delete a", "\ndelete a b", "\nedit a"})
		rapid.Check(t, func(t *rapid.T) {
			text := form.start + strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "text"), "")
			lines := strings.SplitAfter(text, "\n")
			var apart strings.Builder
			var numbers []int32
			for i, l := range lines {
				apart.WriteString(l)
				numbers = append(numbers, int32(i)+1)
				if strings.HasSuffix(l, "\n") && whole(lines, i, form.start) {
					apart.WriteString(form.forget + "\n")
					numbers = append(numbers, int32(i)+1)
				}
			}
			got, want := Brace(Source{Text: text}, form.opt), Brace(Source{Text: apart.String(), LineNo: numbers}, form.opt)
			if strings.Contains(text, "edit") {
				return // the line between would change what follows
			}
			got.Edits, want.Edits = nil, nil
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%q: %s", text, d)
			}
		})
	}
}

// whole reports that a line may stand between lines i and i+1 without meaning:
// both are paths, and nothing before them may be open still.
func whole(lines []string, i int, start string) bool {
	path := func(l string) bool {
		return strings.HasPrefix(l, start) && len(strings.TrimSpace(l)) > len(start) && !strings.ContainsAny(l, "{}[]\\;")
	}
	return i+1 < len(lines) && path(lines[i]) && !strings.ContainsAny(strings.Join(lines[:i+1], ""), "{[\\") && evenQuotes(lines[:i+1]) && strings.HasPrefix(lines[i+1], start)
}

func evenQuotes(lines []string) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return strings.Count(l, `"`)%2 == 1 })
}

// TestTrailKeepsLinesApart are lines whose words are a beginning of others'.
func TestTrailKeepsLinesApart(t *testing.T) {
	text := "set a b c\nset a b\nset a b d\nset a \"b\" d e\nset a b [ x y ]\nset a b z\ndelete a b\nset a b q\n"
	tree := Brace(Source{Text: text}, BraceOptions{Edits: true})
	if d := cmp.Diff([]string{"a|b|q"}, linked(tree, 0, nil)); d != "" {
		t.Error(d)
	}
	text = "/a b c\n/a b\n/a b d; e f\n/a b d {\n g\n}\n/a b [x y]\n/a b z\n"
	tree = Brace(Source{Text: text}, BraceOptions{Lines: true, Root: "/"})
	if d := cmp.Diff([]string{"a|b|c", "a|b|d|g", "a|b|x", "a|b|y", "a|b|z", "e|f"}, linked(tree, 0, nil)); d != "" {
		t.Error(d)
	}
}

// linked lists the leaves that hang in the tree.
func linked(t *Tree, i int32, out []string) []string {
	for k := range t.Kids(i) {
		if t.Nodes[k].First == 0 {
			out = append(out, strings.Join(t.PathOf(k), "|"))
		}
		out = linked(t, k, out)
	}
	return out
}
