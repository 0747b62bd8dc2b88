package audit

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// term is an expression in the form in which it is worked out. What most
// conditions consist of is worked out here, as CEL defines it: logical
// operators, facts, members of lists that exists, all and filter walk, and
// functions of these. CEL does the same with a name looked up for every fact
// and a set merged for every unknown, at a cost that shows where half of a file
// cannot be proven. All the rest is CEL's.
type term struct {
	op termOp
	// kids are what an operator joins, the arguments of a function, or the
	// list of a walk and what is asked of its members.
	kids  []term
	root  root  // of a fact
	steps []int // its fields, one inside the other
	value ref.Val
	call  function
	// Anything else, and the names of the members that it may use.
	program cel.Program
	names   []string
}

type termOp uint8

const (
	opProgram termOp = iota
	opConstant
	opFact
	opCall
	opNot
	opAnd
	opOr
	opExists
	opAll
	opFilter
)

// root is where a fact begins: at the member of the walk that is so many walks
// from the outermost one, or at one of the following.
type root int

const (
	rootDevice root = -1 - iota
	rootSite
	rootIt
	rootOS
)

var roots = map[string]root{"device": rootDevice, "site": rootSite, "it": rootIt, "os": rootOS}

// termCompiler compiles the expressions of one rule.
type termCompiler struct {
	env       *cel.Env
	schema    *schema
	overloads map[string]*decls.FunctionDecl
	params    map[string]any
	ast       *ast.AST
	names     []string // of the members of the walks around the present expression
}

// condition compiles an expression that is true or false.
func (c *termCompiler) condition(expr string) (*term, error) {
	checked, iss := c.env.Compile(expr)
	if iss.Err() != nil {
		return nil, oneLine(iss.Err())
	}
	if checked.OutputType().Kind() != cel.BoolKind {
		return nil, fmt.Errorf("%q gives %s, want bool", expr, checked.OutputType())
	}
	c.ast = checked.NativeRep()
	t, err := c.term(c.ast.Expr())
	return &t, err
}

// list compiles an expression for a list, and returns the type of its members.
func (c *termCompiler) list(expr string) (*term, *cel.Type, error) {
	checked, iss := c.env.Compile(expr)
	if iss.Err() != nil {
		return nil, nil, oneLine(iss.Err())
	}
	if checked.OutputType().Kind() != cel.ListKind {
		return nil, nil, fmt.Errorf("%s is no list", expr)
	}
	c.ast = checked.NativeRep()
	t, err := c.term(c.ast.Expr())
	return &t, checked.OutputType().Parameters()[0], err
}

// term compiles an expression; what is not known here becomes a program.
func (c *termCompiler) term(e ast.Expr) (term, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		return term{op: opConstant, value: e.AsLiteral()}, nil
	case ast.ListKind:
		if t, ok := constants(e.AsList()); ok {
			return t, nil
		}
	case ast.IdentKind, ast.SelectKind:
		if t, ok := c.param(e); ok {
			return t, nil
		}
		if t, _, ok := c.fact(e); ok {
			return t, nil
		}
	case ast.CallKind:
		if t, ok, err := c.function(e.AsCall()); ok || err != nil {
			return t, err
		}
	case ast.ComprehensionKind:
		if t, ok, err := c.walk(e.AsComprehension()); ok || err != nil {
			return t, err
		}
	}
	part := ast.NewCheckedAST(ast.NewAST(e, c.ast.SourceInfo()), c.ast.TypeMap(), c.ast.ReferenceMap())
	p, err := c.env.PlanProgram(part, cel.EvalOptions(cel.OptOptimize))
	return term{op: opProgram, program: p, names: c.names[:len(c.names):len(c.names)]}, err
}

func constants(l ast.ListExpr) (term, bool) {
	vals := make([]ref.Val, 0, l.Size())
	for _, m := range l.Elements() {
		if m.Kind() != ast.LiteralKind {
			return term{}, false
		}
		vals = append(vals, m.AsLiteral())
	}
	return term{op: opConstant, value: types.NewRefValList(types.DefaultTypeAdapter, vals)}, true
}

// param resolves param.NAME, which the check and the site have settled.
func (c *termCompiler) param(e ast.Expr) (term, bool) {
	if e.Kind() != ast.SelectKind || e.AsSelect().IsTestOnly() {
		return term{}, false
	}
	of := e.AsSelect().Operand()
	if of.Kind() != ast.IdentKind || of.AsIdent() != "param" || c.member("param") >= 0 {
		return term{}, false
	}
	v, ok := c.params[e.AsSelect().FieldName()]
	return term{op: opConstant, value: c.schema.NativeToValue(v)}, ok
}

// member returns how many walks lie around the one whose member has this name,
// -1 where there is none.
func (c *termCompiler) member(name string) int {
	for i := len(c.names) - 1; i >= 0; i-- {
		if c.names[i] == name {
			return i
		}
	}
	return -1
}

// fact resolves a chain of fields from one of the roots, and returns its type
// too, nil where it has no fields.
func (c *termCompiler) fact(e ast.Expr) (term, *structType, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		t := term{op: opFact, root: root(c.member(e.AsIdent()))}
		known := t.root >= 0
		if !known {
			t.root, known = roots[e.AsIdent()]
		}
		return t, c.schema.byName[c.ast.GetType(e.ID()).TypeName()], known
	case ast.SelectKind:
		sel := e.AsSelect()
		t, typ, ok := c.fact(sel.Operand())
		if !ok || typ == nil || sel.IsTestOnly() {
			return term{}, nil, false
		}
		i, known := typ.index[sel.FieldName()]
		if !known {
			return term{}, nil, false
		}
		t.steps = append(t.steps, i)
		return t, typ.fields[i].elem, true
	}
	return term{}, nil, false
}

// walk compiles what the macros exists, all and filter become; false where the
// expression is another one.
func (c *termCompiler) walk(e ast.ComprehensionExpr) (term, bool, error) {
	ask, op := asked(e)
	if op == opProgram || c.ast.GetType(e.IterRange().ID()).Kind() != types.ListKind {
		return term{}, false, nil
	}
	list, err := c.term(e.IterRange())
	if err != nil {
		return term{}, false, err
	}
	c.names = append(c.names, e.IterVar())
	body, err := c.term(ask)
	c.names = c.names[:len(c.names)-1]
	return term{op: op, kids: []term{list, body}}, true, err
}

// asked returns what a macro asks of each member, and which macro it is.
func asked(e ast.ComprehensionExpr) (ast.Expr, termOp) {
	if e.HasIterVar2() || e.LoopStep().Kind() != ast.CallKind {
		return nil, opProgram
	}
	step := e.LoopStep().AsCall()
	switch args := step.Args(); {
	case step.FunctionName() == operators.LogicalOr:
		return args[1], opExists
	case step.FunctionName() == operators.LogicalAnd:
		return args[1], opAll
	case step.FunctionName() == operators.Conditional && keeps(args[1], e.IterVar()):
		return args[0], opFilter
	}
	return nil, opProgram
}

// keeps recognises the step of filter, which adds the member itself to a list.
func keeps(e ast.Expr, name string) bool {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Add {
		return false
	}
	add := e.AsCall().Args()[1]
	if add.Kind() != ast.ListKind || add.AsList().Size() != 1 {
		return false
	}
	m := add.AsList().Elements()[0]
	return m.Kind() == ast.IdentKind && m.AsIdent() == name
}
