package audit

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// holds works a condition out: types.True, types.False, or an open value. The
// open values that keep it from being decided are left in v.opened.
func (v *view) holds(t *term) ref.Val {
	v.opened = v.opened[:0]
	return v.term(t)
}

// term works a condition out and adds the open values to v.opened.
func (v *view) term(t *term) ref.Val {
	switch t.op {
	case opAnd:
		return v.joined(t.kids, types.False)
	case opOr:
		return v.joined(t.kids, types.True)
	case opNot:
		if b, ok := v.term(&t.kids[0]).(types.Bool); ok {
			return !b
		}
		return v.opened[len(v.opened)-1]
	}
	val := v.value(t)
	if _, ok := val.(types.Bool); !ok {
		v.opened = append(v.opened, val)
	}
	return val
}

// joined works out an operator for which one member decides with the value end.
func (v *view) joined(kids []term, end types.Bool) ref.Val {
	mark := len(v.opened)
	for i := range kids {
		if v.term(&kids[i]) == end {
			v.opened = v.opened[:mark]
			return end
		}
	}
	if len(v.opened) > mark {
		return v.opened[mark]
	}
	return !end
}

// value works an expression out.
func (v *view) value(t *term) ref.Val {
	switch t.op {
	case opConstant:
		return t.value
	case opFact:
		return v.fact(t)
	case opCall:
		return v.called(t)
	case opExists:
		return v.walk(t, types.True)
	case opAll:
		return v.walk(t, types.False)
	case opFilter:
		return v.filter(t)
	case opProgram:
		v.act.names = t.names
		val := v.eval(t.program)
		v.act.names = nil
		return val
	}
	mark := len(v.opened)
	val := v.term(t)
	if len(v.opened) > mark {
		return v.merged(mark, nil)
	}
	return val
}

// merged takes the open values from mark on back and adds them to open, as CEL
// does: what is unknown outweighs errors, of which the first counts.
func (v *view) merged(mark int, open ref.Val) ref.Val {
	for _, val := range v.opened[mark:] {
		open = merge(open, val)
	}
	v.opened = v.opened[:mark]
	return open
}

// merge adds an open value to another one, nil where there is none.
func merge(open, val ref.Val) ref.Val {
	u, ok := val.(*types.Unknown)
	if !ok && open != nil {
		return open
	}
	old, both := open.(*types.Unknown)
	switch {
	case !ok || !both:
		return val
	case old == u || old.Contains(u):
		return old
	}
	return types.MergeUnknowns(old, u)
}

// fact reads a fact.
func (v *view) fact(t *term) ref.Val {
	var val ref.Val
	switch t.root {
	case rootDevice:
		val = v.root
	case rootSite:
		val = v.site
	case rootIt:
		val = v.act.it
	case rootOS:
		val = types.String(v.dev.OS)
	default:
		val = v.act.members[t.root]
	}
	for _, i := range t.steps {
		val = fieldOf(val, i)
	}
	return val
}

// called works a function out as CEL does: an error is the answer, else all
// that is unknown among the arguments.
func (v *view) called(t *term) ref.Val {
	var vals [maxArgs]ref.Val
	var open ref.Val
	for i := range t.kids {
		switch val := v.value(&t.kids[i]).(type) {
		case *types.Err:
			return val
		case *types.Unknown:
			open = merge(open, val)
		default:
			vals[i] = val
		}
	}
	if open != nil {
		return open
	}
	return t.call(vals[0], vals[1], vals[2])
}

// walk asks of each member of a list until one decides with the value end.
func (v *view) walk(t *term, end types.Bool) ref.Val {
	list := v.value(&t.kids[0])
	items, ok := elements(list)
	if !ok {
		return list // unknown or an error
	}
	mark := len(v.opened)
	var open ref.Val
	for _, m := range items {
		v.act.members = append(v.act.members, m)
		val := v.term(&t.kids[1])
		v.act.members = v.act.members[:len(v.act.members)-1]
		if val == end {
			v.opened = v.opened[:mark]
			return end
		}
		open = v.merged(mark, open)
	}
	if open != nil {
		return open
	}
	return !end
}

// filter keeps the members of a list for which a condition holds. As in CEL,
// the last member for which that is open makes the answer, and what ends an
// open list cannot be kept.
func (v *view) filter(t *term) ref.Val {
	list := v.value(&t.kids[0])
	items, ok := elements(list)
	if !ok {
		return list
	}
	var kept []ref.Val
	var open ref.Val
	for _, m := range items {
		v.act.members = append(v.act.members, m)
		keep := v.value(&t.kids[1])
		v.act.members = v.act.members[:len(v.act.members)-1]
		switch {
		case keep == types.False:
		case keep != types.True:
			open = keep
		case !types.IsUnknown(m):
			kept = append(kept, m)
		case !types.IsError(open):
			open = merge(open, m)
		}
	}
	if open != nil {
		return open
	}
	return types.NewRefValList(types.DefaultTypeAdapter, kept)
}

// elements returns the members of a list, with the unknown that ends an open one.
func elements(val ref.Val) ([]ref.Val, bool) {
	switch l := val.(type) {
	case *list:
		return l.items, true
	case traits.Lister:
		var out []ref.Val
		for it := l.Iterator(); it.HasNext() == types.True; {
			out = append(out, it.Next())
		}
		return out, true
	}
	return nil, false
}
