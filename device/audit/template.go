package audit

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// template is a sentence with places for values.
type template []part

// part is a piece of text, or the place for a value: the path of a fact, or an
// expression.
type part struct {
	text, path string
	program    cel.Program
}

// parseTemplate splits "VTY {it.from} accepts telnet". A place that begins
// with an equals sign holds a CEL expression: {= it.from.filter(f, …)}. A
// brace that is never closed is text.
func parseTemplate(env *cel.Env, s string) (template, error) {
	var t template
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			break
		}
		p := part{path: s[open+1 : open+end]}
		if expr, ok := strings.CutPrefix(p.path, "="); ok {
			var err error
			if p.program, err = compileExpr(env, expr); err != nil {
				return nil, err
			}
		}
		t = append(t, part{text: s[:open]}, p)
		s = s[open+end+1:]
	}
	return append(t, part{text: s}), nil
}

// fill writes the sentence about the present member; what is unknown becomes
// "?".
func (t template) fill(v *view) string {
	var b strings.Builder
	v.quiet = true
	defer func() { v.quiet = false }()
	for i := range t {
		switch p := &t[i]; {
		case p.program != nil:
			b.WriteString(show(v.eval(p.program)))
		case p.path != "":
			b.WriteString(show(v.act.path(p.path)))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// show writes a value for people, at most 200 bytes of it.
func show(v ref.Val) string {
	out := "?"
	switch v := v.(type) {
	case types.String:
		out = string(v)
	case types.Int:
		out = fmt.Sprint(int64(v))
	case types.Bool:
		out = fmt.Sprint(bool(v))
	case *list:
		if texts, ok := v.texts(); ok {
			return show(texts)
		}
	case *types.Unknown, *object, *reference, nil:
	case traits.Lister:
		var parts []string
		for it := v.Iterator(); it.HasNext() == types.True && len(parts) < 8; {
			parts = append(parts, show(it.Next()))
		}
		out = strings.Join(parts, ", ")
	}
	if len(out) > 200 {
		out = strings.ToValidUTF8(out[:197], "") + "..."
	}
	return out
}

// follow reads the fields that steps name, one inside the other; nil where
// there are none.
func follow(v ref.Val, steps []string) ref.Val {
	for _, s := range steps {
		switch o := v.(type) {
		case *object:
			i, ok := o.at.typ.index[s]
			if !ok {
				return nil
			}
			v = o.get(i)
		case *reference:
			i, ok := o.at.typ.index[s]
			if !ok {
				return nil
			}
			v = o.get(i)
		default:
			return nil
		}
	}
	return v
}
