package site

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Fit sees that the changes to checks are changes of checks and parameters that
// there are: params holds the parameters of every check, by id. What there is
// not is a KeyErrors; a value of another kind than the check's own is an error
// too, since the check could only answer unknown. All wrap ErrSite.
func (s *Site) Fit(params map[string]map[string]any) error {
	if s == nil {
		return nil
	}
	var wrong KeyErrors
	var kinds error
	ids := slices.Sorted(maps.Keys(params))
	for _, id := range slices.Sorted(maps.Keys(s.Checks)) {
		own, ok := params[id]
		if !ok {
			wrong.add(s.lines[pathOf("checks", id)], "checks", id, ids)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(s.Checks[id].Params)) {
			line := s.lines[pathOf("checks", id, "params", name)]
			usual, ok := own[name]
			if !ok {
				wrong.add(line, "checks."+id+".params", name, slices.Sorted(maps.Keys(own)))
			} else if !fits(s.Checks[id].Params[name], usual) && kinds == nil {
				kinds = fmt.Errorf("%schecks.%s.params.%s: want %s, as %s", atLine(line), id, name, kind(usual), written(usual))
			}
		}
	}
	slices.SortStableFunc(wrong, func(a, b *KeyError) int { return a.Line - b.Line })
	switch {
	case len(wrong) > 0:
		return s.mistake(wrong)
	case kinds != nil:
		return s.mistake(kinds)
	}
	return nil
}

func (s *Site) mistake(err error) error {
	if s.Path == "" {
		return fmt.Errorf("%w: %w", ErrSite, err)
	}
	return fmt.Errorf("%s: %w: %w", s.Path, ErrSite, err)
}

// fits reports whether v is of the kind of usual, and its members too; a list
// that is usually empty is one of text.
func fits(v, usual any) bool {
	list, isList := v.([]any)
	many, usualList := usual.([]any)
	if !isList || !usualList {
		return kind(v) == kind(usual)
	}
	member := any("")
	if len(many) > 0 {
		member = many[0]
	}
	return !slices.ContainsFunc(list, func(v any) bool { return kind(v) != kind(member) })
}

func kind(v any) string {
	switch v := v.(type) {
	case int, int64:
		return "a whole number"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	case string:
		return "text"
	case []any:
		if len(v) == 0 {
			return "a list"
		}
		return "a list of " + strings.TrimPrefix(kind(v[0]), "a ")
	}
	return "nothing of this kind"
}

// written is a value as somebody may write it.
func written(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(out)
}

// linesOf returns where the keys of a document and the members of its lists
// stand, by their path.
func linesOf(doc *yaml.Node) map[string]int {
	out := map[string]int{}
	var walk func(n *yaml.Node, path []string)
	walk = func(n *yaml.Node, path []string) {
		for k, v := range members(n) {
			at := append(path[:len(path):len(path)], k.Value)
			out[pathOf(at...)] = k.Line
			if len(at) < 4 { // checks, id, params, name
				walk(v, at)
			}
		}
		if n.Kind == yaml.SequenceNode {
			for i, v := range n.Content {
				out[pathOf(append(path[:len(path):len(path)], strconv.Itoa(i))...)] = v.Line
			}
		}
	}
	for _, n := range doc.Content {
		walk(n, nil)
	}
	return out
}

func pathOf(keys ...string) string { return strings.Join(keys, "\x00") }

// at says where the key, or the member of a list, at a path stands; "" where
// nobody knows.
func (s *Site) at(path ...string) string { return atLine(s.lines[pathOf(path...)]) }

func atLine(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("line %d: ", n)
}
