package sigma

import (
	"slices"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// Shape is what is known of many events at once: which fields they have, and of
// some the text that all of them have.
type Shape struct {
	// Present are the fields that they have.
	Present []FieldID
	// Texts are those of fields that are the same in all of them.
	Texts map[FieldID]string
}

// Blind returns the rules that no event of a shape can match, and one with more
// fields might: with the fields that are missing.
func (e *Engine) Blind(s Shape) []Reading {
	b := blindness{e: e, present: make([]bool, len(e.fieldNames)), texts: s.Texts}
	for _, f := range s.Present {
		if f != Other {
			b.present[f] = true
		}
	}
	for f := range s.Texts {
		if f != Other {
			b.present[f] = true
		}
	}
	var out []Reading
	for i, root := range e.roots {
		if b.can(root, false).yes || !b.can(root, true).yes {
			continue
		}
		b.missing = nil
		b.collect(root)
		slices.Sort(b.missing)
		out = append(out, Reading{int32(i), slices.Compact(b.missing)})
	}
	return out
}

type blindness struct {
	e       *Engine
	present []bool
	texts   map[FieldID]string
	missing []string
}

// possible is what an expression may be of the events of a shape.
type possible struct{ yes, no bool }

// can says what a node may be by the customary reading; with all, of events that
// have every field, and every list that is asked for.
func (b *blindness) can(at int32, all bool) possible {
	n := &b.e.nodes[at]
	kids := b.e.kids[n.from:n.to]
	switch n.op {
	case rule.Leaf:
		return b.leaf(&b.e.predicates[n.predicate], all)
	case rule.Not:
		p := b.can(kids[0], all)
		return possible{p.no, p.yes}
	case rule.And:
		out := possible{yes: true}
		for _, kid := range kids {
			p := b.can(kid, all)
			out.yes, out.no = out.yes && p.yes, out.no || p.no
		}
		return out
	}
	need, may, must := max(int(n.n), 1), 0, 0
	for _, kid := range kids {
		p := b.can(kid, all)
		if p.yes {
			may++
		}
		if !p.no {
			must++
		}
	}
	return possible{may >= need, must < need}
}

func (b *blindness) leaf(p *predicate, all bool) possible {
	switch {
	case p.kind == rule.Unresolved:
		return possible{all, true}
	case p.any:
		return possible{true, true}
	}
	if text, ok := b.texts[p.field]; ok && p.kind != rule.FieldRef && p.kind != rule.Exists && p.kind != rule.Null {
		holds := p.holds(text)
		return possible{holds, !holds}
	}
	there := b.present[p.field]
	switch {
	case p.kind == rule.Exists && p.common: // says what the event is
		return possible{there, !there}
	case p.kind == rule.Exists:
		return possible{there || all, !there}
	case p.kind == rule.Null:
		return possible{true, there || all} // a field that is there may be null
	case p.kind == rule.FieldRef:
		there = there && b.present[p.ref]
	}
	return possible{there || all, true}
}

// collect names what is missing below a node that cannot be.
func (b *blindness) collect(at int32) {
	n := &b.e.nodes[at]
	if n.op == rule.Leaf {
		b.lacks(&b.e.predicates[n.predicate])
		return
	}
	for _, kid := range b.e.kids[n.from:n.to] {
		if p, q := b.can(kid, false), b.can(kid, true); p != q {
			b.collect(kid)
		}
	}
}

func (b *blindness) lacks(p *predicate) {
	switch {
	case p.kind == rule.Unresolved:
		b.missing = append(b.missing, p.missing)
	case p.any:
	case p.kind == rule.FieldRef:
		for _, f := range []FieldID{p.field, p.ref} {
			if !b.present[f] {
				b.missing = append(b.missing, b.e.fieldNames[f])
			}
		}
	case !b.present[p.field]:
		b.missing = append(b.missing, p.missing)
	}
}
