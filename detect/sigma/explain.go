package sigma

import (
	"slices"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// Reading is what the reading with three values says of a rule and a record.
type Reading struct {
	// Rule is the rule's place.
	Rule int32
	// Missing are the fields that a certain answer would need, in the order of
	// their names; a list that was not given stands there as %name%. Empty means
	// that the answer rests on nothing that is missing.
	Missing []string
}

// RestsOn returns the missing fields on which the match of a rule rests. The
// record must be that of the last call of Match.
func (m *Matcher) RestsOn(i int32) []string {
	if m.weight(m.e.roots[i]) != unknown {
		return nil
	}
	return m.missing(m.e.roots[i])
}

// Unknown appends to out the rules that do not match the record of the last call
// of Match and might if it had the fields that it lacks.
func (m *Matcher) Unknown(out []Reading) []Reading {
	for i, root := range m.e.roots {
		if _, matched := slices.BinarySearch(m.matched, int32(i)); !matched && m.weight(root) == unknown {
			out = append(out, Reading{int32(i), m.missing(root)})
		}
	}
	return out
}

// weight evaluates a node with three values.
func (m *Matcher) weight(at int32) answer {
	n := &m.e.nodes[at]
	kids := m.e.kids[n.from:n.to]
	switch n.op {
	case rule.Leaf:
		if s := m.states[n.predicate]; s>>2 == m.turn {
			return answer(s & 3)
		}
		return m.ask(n.predicate)
	case rule.And:
		out := yes
		for _, kid := range kids {
			if out = min(out, m.weight(kid)); out == no {
				return no
			}
		}
		return out
	case rule.Not:
		return no + yes - m.weight(kids[0])
	}
	return m.weightAtLeast(n, kids)
}

// weightAtLeast counts the kids that are true, and those that may be.
func (m *Matcher) weightAtLeast(n *node, kids []int32) answer {
	need, sure, may := max(int(n.n), 1), 0, 0
	for _, kid := range kids {
		switch m.weight(kid) {
		case yes:
			sure++
		case unknown:
			may++
		}
		if sure == need {
			return yes
		}
	}
	if sure+may >= need {
		return unknown
	}
	return no
}

// missing lists what the unknown tests below an unknown node need.
func (m *Matcher) missing(at int32) []string {
	var out []string
	var walk func(int32)
	walk = func(at int32) {
		if m.weight(at) != unknown {
			return
		}
		n := &m.e.nodes[at]
		if n.op == rule.Leaf {
			out = append(out, m.lacks(&m.e.predicates[n.predicate])...)
		}
		for _, kid := range m.e.kids[n.from:n.to] {
			walk(kid)
		}
	}
	walk(at)
	slices.Sort(out)
	return slices.Compact(out)
}

// lacks names what a predicate needs that the record does not have.
func (m *Matcher) lacks(p *predicate) []string {
	if p.kind != rule.FieldRef {
		if p.any && p.kind != rule.Unresolved {
			return []string{"message"}
		}
		return []string{p.missing}
	}
	var out []string
	for _, f := range []FieldID{p.field, p.ref} {
		if m.r.last(f) < 0 {
			out = append(out, m.e.fieldNames[f])
		}
	}
	return out
}
