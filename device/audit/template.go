package audit

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// template is a sentence with places for facts: text, path, text, path, ….
type template []string

// parseTemplate splits "VTY {it.from} accepts telnet". A brace that is never
// closed is text.
func parseTemplate(s string) template {
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
		t = append(t, s[:open], s[open+1:open+end])
		s = s[open+end+1:]
	}
	return append(t, s)
}

// fill replaces each path by its value; what is unknown becomes "?".
func (t template) fill(resolve func(path string) ref.Val) string {
	if len(t) == 1 {
		return t[0]
	}
	var b strings.Builder
	for i, part := range t {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		b.WriteString(show(resolve(part)))
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
	case *types.Unknown, *object, *list, *reference, nil:
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
