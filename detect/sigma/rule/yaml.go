package rule

import (
	"iter"
	"slices"

	"go.yaml.in/yaml/v3"
)

// pairs yields the keys and values of a map, with aliases of values followed.
func pairs(node *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		for i := 0; i+1 < len(node.Content); i += 2 {
			value := node.Content[i+1]
			if value.Kind == yaml.AliasNode {
				value = value.Alias
			}
			if !yield(node.Content[i], value) {
				return
			}
		}
	}
}

// listed is a list's elements, or the node itself as the only one.
func listed(node *yaml.Node) []*yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind == yaml.SequenceNode {
		return node.Content
	}
	return []*yaml.Node{node}
}

// get returns the value of a key, nil where it is absent.
func get(node *yaml.Node, name string) *yaml.Node {
	for k, v := range pairs(node) {
		if k.Value == name {
			return v
		}
	}
	return nil
}

// texts are the scalars of a list, or the one that stands there.
func texts(node *yaml.Node) []string {
	if node == nil {
		return nil
	}
	var out []string
	for _, v := range listed(node) {
		if v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
			out = append(out, v.Value)
		}
	}
	return out
}

// text is the scalar of a key, "" where there is none.
func text(node *yaml.Node, name string) string {
	if t := texts(get(node, name)); len(t) == 1 {
		return t[0]
	}
	return ""
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
