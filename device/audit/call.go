package audit

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// function is one that needs no CEL. Those of fewer arguments ignore the
// others. An argument is never unknown or an error.
type function func(a, b, c ref.Val) ref.Val

const maxArgs = 3

// functionTable holds them by name.
func functionTable(f facing) map[string]function {
	out := map[string]function{
		operators.Equals: func(a, b, _ ref.Val) ref.Val { return types.Equal(a, b) },
		operators.NotEquals: func(a, b, _ ref.Val) ref.Val {
			equal := types.Equal(a, b)
			if types.IsUnknown(equal) {
				return equal
			}
			return types.Bool(equal != types.True)
		},
		operators.Less:          compare(func(c types.Int) bool { return c < 0 }),
		operators.LessEquals:    compare(func(c types.Int) bool { return c <= 0 }),
		operators.Greater:       compare(func(c types.Int) bool { return c > 0 }),
		operators.GreaterEquals: compare(func(c types.Int) bool { return c >= 0 }),
		operators.In: func(a, b, _ ref.Val) ref.Val {
			if c, ok := b.(traits.Container); ok {
				return c.Contains(a)
			}
			return types.MaybeNoSuchOverloadErr(b)
		},
		overloads.Size: func(a, _, _ ref.Val) ref.Val {
			if s, ok := a.(traits.Sizer); ok {
				return s.Size()
			}
			return types.MaybeNoSuchOverloadErr(a)
		},
		overloads.StartsWith: texts(strings.HasPrefix),
		overloads.EndsWith:   texts(strings.HasSuffix),
		overloads.Contains:   texts(strings.Contains),
		"faces_others":       func(a, _, _ ref.Val) ref.Val { return f.of(a) },
		"is_public":          func(a, _, _ ref.Val) ref.Val { return isPublic(a) },
		"is_address":         func(a, _, _ ref.Val) ref.Val { return isAddress(a) },
		"wider":              func(a, b, c ref.Val) ref.Val { return wider(a, b, c) },
	}
	for name, f := range map[string]func(a, b ref.Val) ref.Val{"within": within, "listed": listed, "at_least": atLeast, "glob": globMatch} {
		out[name] = func(a, b, _ ref.Val) ref.Val { return f(a, b) }
	}
	return out
}

func compare(holds func(c types.Int) bool) function {
	return func(a, b, _ ref.Val) ref.Val {
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

func texts(holds func(a, b string) bool) function {
	return func(a, b, _ ref.Val) ref.Val {
		x, ok := a.(types.String)
		if !ok {
			return types.MaybeNoSuchOverloadErr(a)
		}
		y, ok := b.(types.String)
		if !ok {
			return types.MaybeNoSuchOverloadErr(b)
		}
		return types.Bool(holds(string(x), string(y)))
	}
}

// function compiles an operator or a function; false where CEL has to do it.
func (c *termCompiler) function(e ast.CallExpr) (term, bool, error) {
	switch e.FunctionName() {
	case operators.LogicalAnd:
		t, err := c.joined(opAnd, e.Args())
		return t, true, err
	case operators.LogicalOr:
		t, err := c.joined(opOr, e.Args())
		return t, true, err
	case operators.LogicalNot:
		t, err := c.joined(opNot, e.Args())
		return t, true, err
	}
	t := term{op: opCall, call: c.schema.functions[e.FunctionName()]}
	args := e.Args()
	if e.IsMemberFunction() {
		args = append([]ast.Expr{e.Target()}, args...)
	}
	if t.call == nil || len(args) > maxArgs {
		return t, false, nil
	}
	for _, arg := range args {
		kid, err := c.term(arg)
		if err != nil {
			return t, false, err
		}
		t.kids = append(t.kids, kid)
	}
	return t, c.suits(e.FunctionName(), args, t.kids), nil
}

// joined compiles what a logical operator joins; a and b and c is one term.
func (c *termCompiler) joined(op termOp, args []ast.Expr) (term, error) {
	t := term{op: op}
	for _, arg := range args {
		kid, err := c.term(arg)
		if err != nil {
			return t, err
		}
		if kid.op == op && op != opNot {
			t.kids = append(t.kids, kid.kids...)
		} else {
			t.kids = append(t.kids, kid)
		}
	}
	return t, nil
}

// suits reports whether a function is sure to take the arguments. CEL's checker
// has seen to it but for parameters, whose types only their values show.
func (c *termCompiler) suits(name string, args []ast.Expr, kids []term) bool {
	for _, o := range c.overloads[name].OverloadDecls() {
		fits := len(o.ArgTypes()) == len(args)
		for i := 0; fits && i < len(args); i++ {
			known := c.ast.GetType(args[i].ID()).Kind() != types.DynKind
			fits = known || kids[i].op == opConstant && o.ArgTypes()[i].IsAssignableRuntimeType(kids[i].value)
		}
		if fits {
			return true
		}
	}
	return false
}
