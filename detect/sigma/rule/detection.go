package rule

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// maxTests bounds the values of one document.
const maxTests = 50_000

// detection is the reading of a document's selections.
type detection struct {
	path    string
	options Options
	count   int
	missing []string
}

func (d *detection) fail(line int, format string, args ...any) error {
	return &Error{Path: d.path, Line: line, Text: fmt.Errorf(format, args...).Error()}
}

// read reads a map of selections and a condition. reserved are keys that are
// neither.
func (d *detection) read(node *yaml.Node, reserved ...string) (*Node, error) {
	if node.Kind != yaml.MappingNode {
		return nil, d.fail(node.Line, "selections are a map")
	}
	found := map[string]*Node{}
	var names []string
	var conditions *yaml.Node
	for key, value := range pairs(node) {
		switch {
		case key.Value == "condition":
			conditions = value
		case contains(reserved, key.Value):
		default:
			n, err := d.selection(value, 0)
			if err != nil {
				return nil, err
			}
			found[key.Value] = n
			names = append(names, key.Value)
		}
	}
	if conditions == nil {
		return nil, &Error{Path: d.path, Line: node.Line, Text: "there is no condition", Hint: "add one, such as `condition: selection`"}
	}
	return d.conditions(conditions, names, found)
}

// conditions reads a condition, or a list of them, of which one is enough.
func (d *detection) conditions(node *yaml.Node, names []string, found map[string]*Node) (*Node, error) {
	out := &Node{Op: Or}
	for _, v := range listed(node) {
		if v.Kind != yaml.ScalarNode {
			return nil, d.fail(v.Line, "a condition is a text")
		}
		n, err := parseCondition(v.Value, names, found)
		if err != nil {
			return nil, d.fail(v.Line, "%w", err)
		}
		out.Kids = append(out.Kids, n)
	}
	if len(out.Kids) == 0 {
		return nil, d.fail(node.Line, "the condition is empty")
	}
	return simple(out), nil
}

// selection reads what stands under a name: a map, a list, or one keyword.
func (d *detection) selection(node *yaml.Node, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, d.fail(node.Line, "selections are nested deeper than %d", maxDepth)
	}
	switch node.Kind {
	case yaml.AliasNode:
		return d.selection(node.Alias, depth+1)
	case yaml.MappingNode:
		return d.fields(node)
	case yaml.SequenceNode:
		return d.list(node, depth)
	}
	return d.value(&item{line: node.Line}, node)
}

// list reads a list, of which one is enough.
func (d *detection) list(node *yaml.Node, depth int) (*Node, error) {
	out := &Node{Op: Or}
	for _, v := range node.Content {
		kid, err := d.selection(v, depth+1)
		if err != nil {
			return nil, err
		}
		out.Kids = append(out.Kids, kid)
	}
	if len(out.Kids) == 0 {
		return nil, d.fail(node.Line, "a list without a value can never match")
	}
	return simple(out), nil
}

// fields reads a map, all of which has to hold.
func (d *detection) fields(node *yaml.Node) (*Node, error) {
	out := &Node{Op: And}
	for key, value := range pairs(node) {
		it, err := parseKey(key.Value, key.Line)
		if err != nil {
			return nil, d.fail(key.Line, "%q: %w", key.Value, err)
		}
		values := listed(value)
		if len(values) == 0 {
			return nil, d.fail(key.Line, "%q has no value", key.Value)
		}
		kid, err := d.tests(it, values)
		if err != nil {
			return nil, err
		}
		out.Kids = append(out.Kids, kid)
	}
	if len(out.Kids) == 0 {
		return nil, d.fail(node.Line, "a selection without a field would match everything")
	}
	return simple(out), nil
}
