package audit

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// term is a condition cut at its logical operators. They are worked out here,
// as CEL defines them, because CEL merges the unknowns that it meets, at a
// cost that shows where half of a file cannot be proven; here they are noted.
// A fact by itself, and a function of facts and constants, which is what most
// conditions consist of, are worked out without CEL too. All the rest is CEL's.
type term struct {
	op   termOp
	kids []term
	// A fact, or a function and its one or two arguments.
	args []operand
	call func(a, b ref.Val) ref.Val
	// Anything else.
	program cel.Program
}

type termOp uint8

const (
	opProgram termOp = iota
	opFact
	opCall
	opNot
	opAnd
	opOr
)

// compileTerm compiles a condition.
func compileTerm(env *cel.Env, sc *schema, expr string) (*term, error) {
	checked, iss := env.Compile(expr)
	if iss.Err() != nil {
		return nil, oneLine(iss.Err())
	}
	if checked.OutputType().Kind() != cel.BoolKind {
		return nil, fmt.Errorf("%q gives %s, want bool", expr, checked.OutputType())
	}
	c := termCompiler{env: env, schema: sc, ast: checked.NativeRep()}
	t, err := c.term(c.ast.Expr())
	return &t, err
}

// compileList compiles an expression for a list, and returns the type of its
// members.
func compileList(env *cel.Env, sc *schema, expr string) (*term, *cel.Type, error) {
	checked, iss := env.Compile(expr)
	if iss.Err() != nil {
		return nil, nil, oneLine(iss.Err())
	}
	if checked.OutputType().Kind() != cel.ListKind {
		return nil, nil, fmt.Errorf("%s is no list", expr)
	}
	c := termCompiler{env: env, schema: sc, ast: checked.NativeRep()}
	t, err := c.leaf(c.ast.Expr())
	return &t, checked.OutputType().Parameters()[0], err
}

type termCompiler struct {
	env    *cel.Env
	schema *schema
	ast    *ast.AST
}

func (c *termCompiler) term(e ast.Expr) (term, error) {
	if e.Kind() == ast.CallKind {
		switch e.AsCall().FunctionName() {
		case operators.LogicalAnd:
			return c.kids(opAnd, e)
		case operators.LogicalOr:
			return c.kids(opOr, e)
		case operators.LogicalNot:
			return c.kids(opNot, e)
		}
	}
	return c.leaf(e)
}

func (c *termCompiler) leaf(e ast.Expr) (term, error) {
	if fact, _, ok := c.fact(e); ok {
		return term{op: opFact, args: []operand{fact}}, nil
	}
	if t, ok := c.call(e); ok {
		return t, nil
	}
	part := ast.NewCheckedAST(ast.NewAST(e, c.ast.SourceInfo()), c.ast.TypeMap(), c.ast.ReferenceMap())
	p, err := c.env.PlanProgram(part, cel.EvalOptions(cel.OptOptimize))
	return term{op: opProgram, program: p}, err
}

func (c *termCompiler) kids(op termOp, e ast.Expr) (term, error) {
	t := term{op: op}
	for _, arg := range e.AsCall().Args() {
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

// holds works a condition out: types.True, types.False, or an open value. The
// open values that keep it from being decided are left in v.opened.
func (v *view) holds(t *term) ref.Val {
	v.opened = v.opened[:0]
	return v.term(t)
}

func (v *view) term(t *term) ref.Val {
	switch t.op {
	case opAnd:
		return v.all(t.kids, types.False)
	case opOr:
		return v.all(t.kids, types.True)
	case opNot:
		if b, ok := v.term(&t.kids[0]).(types.Bool); ok {
			return !b
		}
		return v.opened[len(v.opened)-1]
	}
	val := v.leaf(t)
	if _, ok := val.(types.Bool); !ok {
		v.opened = append(v.opened, val)
	}
	return val
}

// all works out an operator for which one member decides with the value end.
func (v *view) all(kids []term, end types.Bool) ref.Val {
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

func (v *view) leaf(t *term) ref.Val {
	switch t.op {
	case opFact:
		return v.operand(&t.args[0])
	case opCall:
		return v.call(t)
	}
	return v.eval(t.program)
}
