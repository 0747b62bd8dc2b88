package lex

import (
	"testing"

	"pgregory.net/rapid"
)

// TestKidIndex compares with a map, through additions and removals.
func TestKidIndex(t *testing.T) {
	type key struct {
		parent int32
		word   string
	}
	rapid.Check(t, func(t *rapid.T) {
		nodes, x, want := make([]Node, 1), kidIndex{}, map[key]int32{}
		for range rapid.IntRange(0, 900).Draw(t, "steps") {
			k := key{rapid.Int32Range(0, 3).Draw(t, "parent"), string(rune('a' + rapid.IntRange(0, 200).Draw(t, "word")))}
			if rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
				x.remove(nodes, k.parent, k.word)
				delete(want, k)
				continue
			}
			i := int32(len(nodes))
			nodes = append(nodes, Node{Parent: k.parent, Words: []string{k.word}})
			x.add(nodes, i)
			want[k] = i
		}
		for p := range int32(4) {
			for w := range 201 {
				k := key{p, string(rune('a' + w))}
				if x.slots != nil && x.find(nodes, k.parent, k.word) != want[k] {
					t.Fatalf("%v: node %d, want %d", k, x.find(nodes, k.parent, k.word), want[k])
				}
			}
		}
	})
}
