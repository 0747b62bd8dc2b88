package iosxr

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/stmt"
)

// groupEntries are groups of configuration and what applies them. A group
// holds statements as they stand at the top, with regular expressions for
// names, and gives them to each level that applies it. They are not laid over
// the configuration: what an applied group may state is left open instead.
func (t *tables) groupEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "group * **", State: stmt.Unimplemented, Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.groups = append(r.groups, m.Node) }},
		{Pattern: "apply-group|apply-group-append|apply-group-remove ...", State: stmt.Partial, Do: none[R]},
	}
}

// settleGroups puts in doubt what the groups may state that something
// applies, at whatever level. A group that is applied and stands nowhere may
// state anything.
func (r *reader) settleGroups() {
	applied := r.appliers()
	for _, g := range r.groups {
		name := r.c.Tree.Nodes[g].Words[1]
		if _, ok := applied[name]; ok {
			r.doubtGroup(g, nil)
			applied[name] = 0
		}
	}
	for _, line := range applied {
		if line == 0 {
			continue
		}
		for _, s := range sections {
			for _, p := range s.Paths {
				r.dev.Doubtful(p, line)
			}
		}
	}
}

// appliers returns the names that a statement applies, with its line.
func (r *reader) appliers() map[string]int32 {
	out := map[string]int32{}
	for i := range r.c.Tree.Nodes {
		n := &r.c.Tree.Nodes[i]
		if n.Opaque || n.Neg || len(n.Words) < 2 || n.Words[0] != "apply-group" && n.Words[0] != "apply-group-append" {
			continue
		}
		for _, w := range n.Words[1:] {
			out[w] = n.Line
		}
	}
	return out
}

// doubtGroup doubts what the statements below node g are about; path is what
// leads to them inside the group.
func (r *reader) doubtGroup(g int32, path []string) {
	for k := range r.c.Tree.Kids(g) {
		n := &r.c.Tree.Nodes[k]
		words := slices.Concat(path, n.Words)
		r.c.Doubt(words, n.Line)
		if n.Words[0] == "monitor-session" {
			r.dev.Doubtful("mirrors", n.Line)
		}
		if slices.ContainsFunc(n.Words, secretWord) {
			r.dev.Doubtful("secrets", n.Line)
		}
		r.doubtGroup(k, words)
	}
}

func secretWord(w string) bool {
	return strings.Contains(w, "password") || strings.Contains(w, "secret") || strings.Contains(w, "key") || w == "community" || w == "encrypted"
}
