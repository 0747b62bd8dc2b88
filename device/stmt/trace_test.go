package stmt

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
)

// traced matches text against two small tables and returns what was recorded.
func traced(t *testing.T, text string, braces bool) (*Trace, *Ctx) {
	t.Helper()
	sub, err := New("line", nil, Entry[*model.Device]{Pattern: "transport input ...", Do: func(*Ctx, *model.Device, *Match) {}})
	if err != nil {
		t.Fatal(err)
	}
	top, err := New("top", []string{"boot ..."},
		Entry[*model.Device]{Pattern: "line * ...", Sub: func(_ *Ctx, d *model.Device, _ *Match) Block { return sub.In(d) }},
		Entry[*model.Device]{Pattern: "no? service telnet|ssh", Do: func(*Ctx, *model.Device, *Match) {}},
		Entry[*model.Device]{Pattern: "monitor ...", State: Unimplemented},
	)
	if err != nil {
		t.Fatal(err)
	}
	tree := lex.Indent(lex.Source{Text: text}, lex.IndentOptions{Negation: "no"})
	if braces {
		tree = lex.Brace(lex.Source{Text: text}, lex.BraceOptions{})
	}
	dev := &model.Device{}
	c := NewCtx(dev, tree, model.NewKeyer(make([]byte, 32)), strings.Count(text, "\n")+1)
	c.Trace = NewTrace(tree)
	c.Run(top.In(dev))
	return c.Trace, c
}

func at(tree *lex.Tree, line int32) int32 {
	for i := range tree.Nodes {
		if i > 0 && tree.Nodes[i].Line == line {
			return int32(i)
		}
	}
	return 0
}

func TestTraceNamesTheEntry(t *testing.T) {
	tr, c := traced(t, "line vty 0 4\n transport input ssh\nno service telnet\nboot system x\nmonitor session 1\n", false)
	want := map[int32]Rule{
		1: {"top", "line * ...", Full},
		2: {"line", "transport input ...", Full},
		3: {"top", "no? service telnet|ssh", Full},
		4: {"top", "boot ...", Irrelevant},
		5: {"top", "monitor ...", Unimplemented},
	}
	for line, rule := range want {
		i := at(c.Tree, line)
		if diff := cmp.Diff([]Rule{rule}, tr.Rules(i)); diff != "" || tr.Missed(i) {
			t.Errorf("line %d: %s missed %v", line, diff, tr.Missed(i))
		}
	}
}

func TestTraceNamesTheNearest(t *testing.T) {
	for _, x := range []struct {
		text    string
		line    int32
		braces  bool
		table   string
		pattern string // "" where none is near
		fit     int
	}{
		{text: "service teletype\n", line: 1, table: "top", pattern: "no? service telnet|ssh", fit: 1},
		{text: "line vty 0 4\n transport output ssh\n", line: 2, table: "line", pattern: "transport input ...", fit: 1},
		{text: "monitored\n", line: 1, table: "top", pattern: "monitor ..."},
		{text: "zebra crossing\n", line: 1},
		{text: "service telnet\n below nothing\n", line: 2},
		{text: "service {\n  colour red;\n}\n", line: 2, braces: true, table: "top", pattern: "no? service telnet|ssh", fit: 1},
	} {
		tr, c := traced(t, x.text, x.braces)
		i := at(c.Tree, x.line)
		rule, fit, ok := tr.Near(i)
		if rule.Table != x.table || rule.Pattern != x.pattern || fit != x.fit || ok != (x.pattern != "") {
			t.Errorf("%q line %d: near %+v, fit %d, %v", x.text, x.line, rule, fit, ok)
		}
		if len(tr.Rules(i)) != 0 || !tr.Missed(i) {
			t.Errorf("%q line %d: rules %v, missed %v", x.text, x.line, tr.Rules(i), tr.Missed(i))
		}
	}
}
