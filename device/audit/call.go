package audit

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// operand is a constant, or a fact: a variable, then field indices; with size
// it is the fact's size.
type operand struct {
	constant ref.Val
	root     string // it, device or site
	steps    []int
	size     bool
}

// fact resolves a chain of fields from it, device or site, and returns its
// type too, nil where it has no fields.
func (c *termCompiler) fact(e ast.Expr) (operand, *structType, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		name := e.AsIdent()
		typ := c.schema.byName[c.ast.GetType(e.ID()).TypeName()]
		return operand{root: name}, typ, typ != nil && (name == "it" || name == "device" || name == "site")
	case ast.SelectKind:
		sel := e.AsSelect()
		o, typ, ok := c.fact(sel.Operand())
		if !ok || typ == nil || sel.IsTestOnly() {
			return operand{}, nil, false
		}
		i, known := typ.index[sel.FieldName()]
		if !known {
			return operand{}, nil, false
		}
		o.steps = append(o.steps, i)
		return o, typ.fields[i].elem, true
	}
	return operand{}, nil, false
}

// operand compiles a constant, a fact, or the size of a fact.
func (c *termCompiler) operand(e ast.Expr) (operand, bool) {
	switch e.Kind() {
	case ast.LiteralKind:
		return operand{constant: e.AsLiteral()}, true
	case ast.ListKind:
		vals := make([]ref.Val, 0, e.AsList().Size())
		for _, m := range e.AsList().Elements() {
			if m.Kind() != ast.LiteralKind {
				return operand{}, false
			}
			vals = append(vals, m.AsLiteral())
		}
		return operand{constant: types.NewRefValList(types.DefaultTypeAdapter, vals)}, true
	case ast.CallKind:
		if call := e.AsCall(); call.FunctionName() == "size" && !call.IsMemberFunction() {
			o, _, ok := c.fact(call.Args()[0])
			o.size = true
			return o, ok
		}
	}
	o, _, ok := c.fact(e)
	return o, ok
}

// call compiles a function of operands; false where CEL has to do it.
func (c *termCompiler) call(e ast.Expr) (term, bool) {
	if e.Kind() != ast.CallKind || e.AsCall().IsMemberFunction() {
		return term{}, false
	}
	call := c.schema.calls[e.AsCall().FunctionName()]
	t := term{op: opCall, call: call}
	for _, arg := range e.AsCall().Args() {
		o, ok := c.operand(arg)
		if !ok {
			return term{}, false
		}
		t.args = append(t.args, o)
	}
	return t, call != nil && len(t.args) <= 2
}

// calls are the functions that need no CEL; those of one argument ignore the
// second. An argument is never unknown or an error.
func calls(f facing) map[string]func(a, b ref.Val) ref.Val {
	compare := func(holds func(c types.Int) bool) func(a, b ref.Val) ref.Val {
		return func(a, b ref.Val) ref.Val {
			c, ok := a.(traits.Comparer)
			if !ok {
				return types.MaybeNoSuchOverloadErr(a)
			}
			if n, ok := c.Compare(b).(types.Int); ok {
				return types.Bool(holds(n))
			}
			return types.MaybeNoSuchOverloadErr(b)
		}
	}
	return map[string]func(a, b ref.Val) ref.Val{
		operators.Equals:        types.Equal,
		operators.NotEquals:     func(a, b ref.Val) ref.Val { return types.Bool(types.Equal(a, b) != types.True) },
		operators.Less:          compare(func(c types.Int) bool { return c < 0 }),
		operators.LessEquals:    compare(func(c types.Int) bool { return c <= 0 }),
		operators.Greater:       compare(func(c types.Int) bool { return c > 0 }),
		operators.GreaterEquals: compare(func(c types.Int) bool { return c >= 0 }),
		operators.In: func(a, b ref.Val) ref.Val {
			if c, ok := b.(traits.Container); ok {
				return c.Contains(a)
			}
			return types.MaybeNoSuchOverloadErr(b)
		},
		"faces_others": func(a, _ ref.Val) ref.Val { return f.of(a) },
		"is_public":    func(a, _ ref.Val) ref.Val { return isPublic(a) },
		"is_address":   func(a, _ ref.Val) ref.Val { return isAddress(a) },
		"within":       within,
		"listed":       listed,
		"at_least":     atLeast,
		"glob":         globMatch,
	}
}

// operand reads an argument.
func (v *view) operand(o *operand) ref.Val {
	var val ref.Val
	switch o.root {
	case "":
		return o.constant
	case "it":
		val = v.act.it
	case "site":
		val = v.site
	default:
		val = v.root
	}
	for _, i := range o.steps {
		next, err := readField(val, i)
		if err != nil {
			return types.WrapErr(err)
		}
		val = next.(ref.Val)
	}
	if s, ok := val.(traits.Sizer); o.size && ok {
		return s.Size()
	}
	return val
}

// call works a function out as CEL does: an error is the answer, else all that
// is unknown among the arguments.
func (v *view) call(t *term) ref.Val {
	var vals [2]ref.Val
	var open *types.Unknown
	for i := range t.args {
		vals[i] = v.operand(&t.args[i])
		switch val := vals[i].(type) {
		case *types.Err:
			return val
		case *types.Unknown:
			if open != nil {
				val = types.MergeUnknowns(open, val)
			}
			open = val
		}
	}
	if open != nil {
		return open
	}
	return t.call(vals[0], vals[1])
}
