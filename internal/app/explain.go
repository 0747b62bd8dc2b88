package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/report"
)

// explain writes what was understood of line opt.explain of a file.
func explain(env Env, path string, r *parse.Result, opt parseOptions, v report.View) error {
	n := opt.explain
	if n >= len(r.States) {
		return hint(fmt.Errorf("%s has %d lines, not %d", path, max(0, len(r.States)-1), n), "lines are counted in the file as it lies on disk")
	}
	line := int32(n)
	e := &report.Explanation{
		Path: path, Line: n, Text: r.Text(line), OS: r.OS, State: r.States[n].String(),
		Block: blocks(r, line), Facts: []report.FactJSON{}, Doubts: []string{}, Rules: []report.Rule{},
	}
	decided(e, r, line)
	r.Device.Each(func(f model.Stated) {
		if from(f, r, line) {
			e.Facts = append(e.Facts, report.NewFact(f))
		}
	})
	for part, lines := range r.Device.Doubts {
		if slices.Contains(lines, line) {
			e.Doubts = append(e.Doubts, part)
		}
	}
	slices.Sort(e.Doubts)
	e.Meaning = meaning(e, r, line)
	return report.WriteExplanation(env.Stdout, e, opt.format, v)
}

// from reports whether fact f was read from a line: from the statement that
// begins in it or reaches over it, or, where it follows from a few lines
// together, from it among them.
func from(f model.Stated, r *parse.Result, line int32) bool {
	switch {
	case f.Span.Line == line:
		return true
	case f.Span.Line > line || f.Span.End < line:
		return false
	case f.How == model.Derived:
		return f.Span.End-f.Span.Line < 8
	}
	for _, i := range nodes(r, line) {
		if n := &r.Tree.Nodes[i]; n.Line == f.Span.Line && n.End == f.Span.End {
			return true
		}
	}
	return false
}

// decided finds the entries that decided a line, or, for one that none
// matched, the entry that comes nearest.
func decided(e *report.Explanation, r *parse.Result, line int32) {
	for _, i := range nodes(r, line) {
		if r.Trace.Missed(i) {
			if near, fit, ok := r.Trace.Near(i); ok && e.Nearest == nil {
				e.Nearest = &report.Near{Rule: reported(near), Fits: fit}
			}
			continue
		}
		own := r.Trace.Rules(i)
		// What no entry matched itself was taken by that of a block around it.
		for p := i; len(own) == 0 && p > 0; p = r.Tree.Nodes[p].Parent {
			if r.Trace.Missed(p) {
				break
			}
			own = r.Trace.Rules(p)
		}
		for _, x := range own {
			if found := reported(x); !slices.Contains(e.Rules, found) {
				e.Rules = append(e.Rules, found)
			}
		}
	}
}

func reported(r stmt.Rule) report.Rule {
	return report.Rule{Table: r.Table, Pattern: r.Pattern, State: r.State.String()}
}

// meaning says why a line has its state.
func meaning(e *report.Explanation, r *parse.Result, line int32) string {
	if at := opaque(r, line); at > 0 {
		return fmt.Sprintf("inside the text that begins in line %d; nothing in it is read as configuration", at)
	}
	switch r.States[line] {
	case stmt.Blank:
		return blank(e, r, line)
	case stmt.Full:
		if len(e.Rules) == 0 {
			return "it opens a block, whose statements are read one by one"
		}
		return "all of it is in the model"
	case stmt.Partial:
		return "some of it is in the model; what it may say besides is unknown"
	case stmt.Irrelevant:
		if len(e.Rules) == 0 {
			return "the system itself names it as not in force"
		}
		return "no check needs it; the rule names the construct"
	case stmt.Unimplemented:
		return "checks may need it, and it is not read yet; what it may say is unknown"
	}
	switch {
	case r.Device.Complete != model.Whole && !r.File.FinalNewline && line >= r.Tree.Last:
		return "the file ends in this line, so that it may be cut; what it may say is unknown"
	case len(e.Rules) > 0:
		return "a rule matches it, and its words are not understood; what it may say is unknown"
	case e.Nearest == nil && len(e.Block) > 1:
		return "no rule matches it, and none of the block's rules comes near; what it may say is unknown"
	}
	return "no rule matches it; what it may say is unknown"
}

// opaque returns the line in which the banner, certificate or script around a
// line begins, 0 where there is none.
func opaque(r *parse.Result, line int32) int32 {
	for i := range r.Tree.Nodes {
		if n := &r.Tree.Nodes[i]; i > 0 && n.Opaque && n.Line < line && line <= n.End {
			return n.Line
		}
	}
	return 0
}

// blank says what kind of line without a statement it is.
func blank(e *report.Explanation, r *parse.Result, line int32) string {
	for _, x := range r.File.Removed {
		if x.Line == line && !x.Kept && e.Text == "" {
			return "not a part of the configuration: " + x.Kind.String() + ", removed before reading"
		}
	}
	if e.Text == "" {
		return "an empty line"
	}
	return "a comment, or a mark that only ends a block; nothing in it is read as configuration"
}

// nodes returns the statements of a line: those that begin in it or, where
// none does, the innermost that reaches over it.
func nodes(r *parse.Result, line int32) []int32 {
	var begin []int32
	over := int32(0)
	for i := 1; i < len(r.Tree.Nodes); i++ {
		switch n := &r.Tree.Nodes[i]; {
		case n.Line == line, slices.Contains(r.Tree.Also[int32(i)], line):
			begin = append(begin, int32(i))
		case n.Line <= line && line <= n.End:
			over = int32(i)
		}
	}
	if len(begin) == 0 && over > 0 {
		return []int32{over}
	}
	return begin
}

// blocks returns the lines of the blocks around a line, outermost first, and
// the line itself, with secrets masked.
func blocks(r *parse.Result, line int32) []string {
	at := int32(0)
	for i := range r.Tree.Nodes {
		if n := &r.Tree.Nodes[i]; i > 0 && n.Line <= line && line <= n.End {
			at = int32(i)
		}
	}
	var out []string
	for ; at > 0; at = r.Tree.Nodes[at].Parent {
		text := r.Text(r.Tree.Nodes[at].Line)
		outer := len(out) > 0
		// Where statements are merged, an outer level stands in the first line
		// that names it, which is no block around this one.
		if text == "" || outer && (out[len(out)-1] == text || r.Tree.Path && !strings.HasSuffix(text, "{")) {
			continue
		}
		out = append(out, text)
	}
	slices.Reverse(out)
	return out
}
