package panos_test

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"pgregory.net/rapid"
)

// TestForms sees that XML, and the set lines and braces of the same, give one
// model, whatever is left out of a sample.
func TestForms(t *testing.T) {
	parser := parsetest.Parser(t)
	for path, text := range parsetest.Samples(t, "testdata") {
		if !strings.HasPrefix(text, "<") {
			continue
		}
		text = cdata.ReplaceAllString(text, "")
		rapid.Check(t, func(rt *rapid.T) {
			tree := lex.XML(lex.Source{Text: text})
			config := only(rt, tree, 0, "config")
			devices := only(rt, tree, config, "devices")
			for range rapid.IntRange(0, 6).Draw(rt, "cuts") {
				if k := rapid.Int32Range(1, int32(len(tree.Nodes)-1)).Draw(rt, "node"); tree.Nodes[k].Depth > 3 {
					tree.Nodes[k].First = 0 // and so an element without content
				}
			}
			var xml, set, braces strings.Builder
			for _, at := range []int32{config, only(rt, tree, devices, "localhost.localdomain")} {
				for k := range tree.Kids(at) {
					if k != devices {
						elements(&xml, tree, k)
						lines(&set, tree, k, "set")
						block(&braces, tree, k, "")
					}
				}
			}
			want := facts(rt, parser, "<config>"+xml.String()+"</config>")
			if diff := cmp.Diff(want, facts(rt, parser, set.String())); diff != "" {
				rt.Errorf("%s as set lines:\n%s", path, diff)
			}
			if diff := cmp.Diff(want, facts(rt, parser, braces.String())); diff != "" {
				rt.Errorf("%s in braces:\n%s", path, diff)
			}
		})
	}
}

var cdata = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>`)

// elements writes what stands below a node as XML: a value as text, and several
// as members.
func elements(b *strings.Builder, tree *lex.Tree, at int32) {
	n := &tree.Nodes[at]
	name := n.Words[0]
	open, shut := "<"+name+">", "</"+name+">"
	if strings.HasPrefix(n.Text, "<entry") {
		open, shut = `<entry name="`+html.EscapeString(name)+`">`, "</entry>"
	}
	b.WriteString(open)
	kids := slices.Collect(tree.Kids(at))
	for _, k := range kids {
		switch {
		case strings.HasPrefix(tree.Nodes[k].Text, "<"):
			elements(b, tree, k)
		case len(kids) > 1:
			b.WriteString("<member>" + html.EscapeString(flat(tree, k)) + "</member>")
		default:
			b.WriteString(html.EscapeString(flat(tree, k)))
		}
	}
	b.WriteString(shut + "\n")
}

// flat returns a value in one line: the forms differ in how they wrap it.
func flat(tree *lex.Tree, k int32) string {
	return strings.Join(strings.Fields(tree.Nodes[k].Words[0]), " ")
}

func only(t *rapid.T, tree *lex.Tree, at int32, word string) int32 {
	t.Helper()
	for k := range tree.Kids(at) {
		if w := tree.Nodes[k].Words; len(w) > 0 && w[0] == word {
			return k
		}
	}
	t.Fatalf("no %s", word)
	return 0
}

// lines writes a set line for each end of the tree below a node.
func lines(b *strings.Builder, tree *lex.Tree, at int32, path string) {
	path += " " + quoted(tree.Nodes[at].Words[0])
	if tree.Nodes[at].First == 0 {
		b.WriteString(path + "\n")
	}
	for k := range tree.Kids(at) {
		lines(b, tree, k, path)
	}
}

// block writes what stands below a node in braces; a value stands behind its word.
func block(b *strings.Builder, tree *lex.Tree, at int32, indent string) {
	b.WriteString(indent + quoted(tree.Nodes[at].Words[0]))
	kids := slices.Collect(tree.Kids(at))
	leaf := func(k int32) bool { return tree.Nodes[k].First == 0 && !strings.HasPrefix(tree.Nodes[k].Text, "<") }
	switch {
	case len(kids) == 1 && leaf(kids[0]):
		b.WriteString(" " + quoted(tree.Nodes[kids[0]].Words[0]) + ";\n")
	case len(kids) > 1 && !slices.ContainsFunc(kids, func(k int32) bool { return !leaf(k) }):
		b.WriteString(" [")
		for _, k := range kids {
			b.WriteString(" " + quoted(tree.Nodes[k].Words[0]))
		}
		b.WriteString(" ];\n")
	case len(kids) == 0:
		b.WriteString(";\n")
	default:
		b.WriteString(" {\n")
		for _, k := range kids {
			block(b, tree, k, indent+"  ")
		}
		b.WriteString(indent + "}\n")
	}
}

func quoted(w string) string {
	w = strings.Join(strings.Fields(w), " ")
	if strings.ContainsAny(w, " <>;{}[]") {
		return `"` + strings.ReplaceAll(w, `"`, "'") + `"`
	}
	return w
}

func facts(t *rapid.T, parser *parse.Parser, text string) any {
	t.Helper()
	raw, err := json.Marshal(parser.Parse([]byte(text), parse.Options{OS: osName, Snippet: true, Keyer: parsetest.Keyer()}).Device)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return placeless(v)
}

// placeless removes what differs between forms.
func placeless(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range []string{"line", "end", "span", "lines", "complete", "complete_why", "bytes", "version"} {
			delete(v, k)
		}
		for k := range v {
			v[k] = placeless(v[k])
		}
	case []any:
		for i := range v {
			v[i] = placeless(v[i])
		}
	}
	return v
}
