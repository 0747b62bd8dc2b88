package audit

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
	"github.com/linewarden/linewarden/device/model"
)

// cause says why something is unknown and what would resolve it: in words, or
// as the mark atFact and a fact's path, which explain turns into words.
type cause struct{ text, resolve string }

const atFact = "\x00"

// view is one device under evaluation. It is used by one goroutine.
type view struct {
	schema  *schema
	dev     *model.Device
	absence *model.Absence
	version string
	site    *siteValue
	root    *object
	act     activation
	frame   *interpreter.ExecutionFrame
	// rulesets are the filters that references led to.
	rulesets map[*model.Ruleset]*object
	gates    gates
	causes   []*types.Unknown
	index    map[cause]int
	text     []cause
	// unproven is the unknown of a file that is not known to be whole.
	unproven *types.Unknown
	// opened are the values that the present condition met and that are
	// neither true nor false.
	opened []ref.Val
	// unread are the unknowns of facts that no line is about.
	unread map[unread]*types.Unknown
	// seen, where it is not nil, collects the facts that are looked at.
	seen map[string]bool
	// spans are the lines of those that a line states.
	spans []model.Span
	// quiet stops the collecting while a sentence is written.
	quiet bool
}

// unknown returns the CEL unknown for a cause; equal causes share one.
func (v *view) unknown(c cause) *types.Unknown {
	if i, ok := v.index[c]; ok {
		return v.causes[i]
	}
	if v.index == nil {
		v.index = map[cause]int{}
	}
	u := types.NewUnknown(int64(len(v.causes)), nil)
	v.index[c] = len(v.causes)
	v.causes = append(v.causes, u)
	v.text = append(v.text, c)
	return u
}

// explain returns the causes behind an unknown result, at most max of them.
func (v *view) explain(u *types.Unknown, max int) []cause {
	var out []cause
	for _, id := range u.IDs() { // sorted
		if id >= 0 && int(id) < len(v.text) && len(out) < max {
			c := v.text[id]
			if path, ok := strings.CutPrefix(c.resolve, atFact); ok {
				c.resolve = look(path, v.dev.OS)
			}
			out = append(out, c)
		}
	}
	return out
}

// saw notes the lines, if any, of a fact that the present check looked at.
func (v *view) saw(span model.Span) {
	if span.Line > 0 && !v.quiet && len(v.spans) < 256 {
		v.spans = append(v.spans, span)
	}
}

// looked notes that the present check looked at the fact at path.
func (v *view) looked(path string) {
	if v.seen != nil && !v.quiet {
		v.seen[path] = true
	}
}

// unread is a kind of facts that are not known and that no line is about.
type unread struct {
	path string
	how  model.How
}

// notKnown returns the unknown of a fact that is not known.
func (v *view) notKnown(path string, how model.How, span model.Span) *types.Unknown {
	if span.Line > 0 {
		return v.unknown(v.causeOf(path, how, span))
	}
	k := unread{path, how}
	u := v.unread[k]
	if u == nil {
		if v.unread == nil {
			v.unread = map[unread]*types.Unknown{}
		}
		u = v.unknown(v.causeOf(path, how, span))
		v.unread[k] = u
	}
	return u
}

// absenceOpen returns nil where what the file does not state is really not
// configured, else an unknown that says why that cannot be said.
func (v *view) absenceOpen(own *model.Obj, path string) *types.Unknown {
	if v.dev.Complete != model.Whole && !v.over(own, path) {
		return v.notWhole()
	}
	if own != nil && own != v.dev.Own() && len(own.Doubt) > 0 {
		return v.unknown(doubt(own.Doubt))
	}
	if len(v.dev.Doubts) == 0 {
		return nil
	}
	for p := path; p != ""; p = parent(p) {
		if lines := v.dev.Doubts[p]; len(lines) > 0 {
			return v.unknown(doubt(lines))
		}
	}
	return nil
}

// over reports whether all lines that can state the fact at path of a part that
// is there are there too, although the file may not be whole.
func (v *view) over(own *model.Obj, path string) bool {
	if own == nil || own == v.dev.Own() || own.Span.Line == 0 || own.Scattered {
		return false
	}
	switch v.absence.Place(path) {
	case model.Nowhere:
		return true
	case model.Inside, model.Around:
		return max(own.Span.Line, own.Span.End) < v.dev.Margin
	}
	return false
}

// notWhole is the one unknown of all that a file which is not known to be
// whole leaves open.
func (v *view) notWhole() *types.Unknown {
	if v.unproven == nil {
		why := cause{"the file cannot be proven complete, so what it does not say may be missing",
			"collect it with the prompt that follows the last line, or run with --assume-complete"}
		if v.dev.Complete == model.Truncated {
			why = cause{"the file is cut off: " + v.dev.CompleteWhy, "collect the file again"}
		}
		v.unproven = v.unknown(why)
	}
	return v.unproven
}

func parent(path string) string {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return ""
	}
	return path[:i]
}

func doubt(lines []int32) cause {
	return cause{"not understood: " + lineList(lines), explainLine}
}

// lineList writes "line 4", "lines 4, 7 and 9" or "lines 4, 7, 9 and 12 more".
func lineList(lines []int32) string {
	if len(lines) == 1 {
		return fmt.Sprintf("line %d", lines[0])
	}
	var parts []string
	for i, l := range lines {
		if i == 3 && len(lines) > 4 {
			return fmt.Sprintf("lines %s and %d more", strings.Join(parts, ", "), len(lines)-i)
		}
		parts = append(parts, fmt.Sprint(l))
	}
	last := len(parts) - 1
	return "lines " + strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// causeOf says why a fact that is not known is not known.
func (v *view) causeOf(path string, how model.How, span model.Span) cause {
	switch {
	case how == model.Masked:
		return cause{fmt.Sprintf("the collector masked the value in line %d", span.Line), "collect the file with secrets, or accept that secrets are not judged"}
	case span.Line > 0:
		if strings.HasPrefix(path, "secrets") {
			return cause{fmt.Sprintf("line %d keeps the secret in a form that cannot be judged", span.Line), atFact + path}
		}
		return cause{fmt.Sprintf("line %d does not settle %s", span.Line, path), explainLine}
	case how == model.Unknown:
		if rule, ok := v.absence.Rule(path, v.version); ok && rule.Why != "" {
			if v.version == "" && strings.Contains(rule.Why, "release") {
				return cause{rule.Why, release(v.dev.OS)}
			}
			return cause{rule.Why, atFact + path}
		}
		return cause{path + " cannot be told from this file", atFact + path}
	}
	return cause{fmt.Sprintf("%s is not read from %s configurations", strings.TrimPrefix(path, "."), v.dev.OS), atFact + path}
}

// explainLine is what to do about a line that leaves a fact open.
const explainLine = "see what the line says: linewarden parse config FILE --explain LINE"

// listOpen returns the unknown that ends a list which may have more members.
func (v *view) listOpen(own *model.Obj, path string) *types.Unknown {
	if open := v.absenceOpen(own, path); open != nil {
		return open
	}
	if !v.absence.Reads(path) && !always[path] {
		return v.unknown(v.causeOf(path, model.NotRead, model.Span{}))
	}
	return nil
}

// always lists the lists that every parser fills by using the shared recorders.
var always = map[string]bool{"secrets": true, "refs.undefined": true, "refs.unused": true, "refs.defs": true, "refs.uses": true}
