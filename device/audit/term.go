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
// A fact by itself is read without CEL too. All the rest is CEL's.
type term struct {
	op   termOp
	kids []term
	// A fact: the variable it or device, then field indices.
	it    bool
	steps []int
	// Anything else.
	program cel.Program
}

type termOp uint8

const (
	opProgram termOp = iota
	opFact
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
	if steps, _, it, ok := c.fact(e); ok {
		return term{op: opFact, it: it, steps: steps}, nil
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

// fact resolves a chain of fields from it or device.
func (c *termCompiler) fact(e ast.Expr) (steps []int, typ *structType, it, ok bool) {
	switch e.Kind() {
	case ast.IdentKind:
		name := e.AsIdent()
		typ = c.schema.byName[c.ast.GetType(e.ID()).TypeName()]
		return nil, typ, name == "it", typ != nil && (name == "it" || name == "device")
	case ast.SelectKind:
		sel := e.AsSelect()
		steps, typ, it, ok = c.fact(sel.Operand())
		if !ok || typ == nil || sel.IsTestOnly() {
			return nil, nil, false, false
		}
		i, known := typ.index[sel.FieldName()]
		if !known {
			return nil, nil, false, false
		}
		return append(steps, i), typ.fields[i].elem, it, true
	}
	return nil, nil, false, false
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
	if t.op == opProgram {
		return v.eval(t.program)
	}
	val := ref.Val(v.root)
	if t.it {
		val = v.act.it
	}
	for _, i := range t.steps {
		next, err := readField(val, i)
		if err != nil {
			return types.WrapErr(err)
		}
		val = next.(ref.Val)
	}
	return val
}
