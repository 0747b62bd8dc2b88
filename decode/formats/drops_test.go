package formats_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// reasons finds, in the source of everything that decodes, the sentence of every
// coverage.Gap that is made: as it stands in the literal, as a constant, or as
// the argument of the function that makes the gap.
type reasons struct {
	fset   *token.FileSet
	consts map[string]string           // package.name
	params map[string]int              // package.function to the place of its reason
	found  map[string][]token.Position // by sentence
	opaque []token.Position            // what none of these is
	files  map[string][]*ast.File      // by folder
}

func findReasons(t *testing.T, roots ...string) *reasons {
	t.Helper()
	r := &reasons{fset: token.NewFileSet(), consts: map[string]string{}, params: map[string]int{}, found: map[string][]token.Position{}, files: map[string][]*ast.File{}}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(r.fset, path, nil, 0)
			r.files[filepath.Dir(path)] = append(r.files[filepath.Dir(path)], f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for dir, files := range r.files {
		for _, f := range files {
			r.constants(dir, f)
			r.makers(dir, f)
		}
	}
	for dir, files := range r.files {
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					r.call(dir, n)
				case *ast.FuncDecl:
					r.returns(dir, n.Type, n.Body)
				case *ast.FuncLit:
					r.returns(dir, n.Type, n.Body)
				}
				return true
			})
		}
	}
	return r
}

// returns finds the sentences of a records.Read: what a function that fills an
// event returns, if that is a text.
func (r *reasons) returns(dir string, t *ast.FuncType, body *ast.BlockStmt) {
	if body == nil || t.Results == nil || len(t.Results.List) != 1 || !isIdent(t.Results.List[0].Type, "string") || !fillsEvent(t) {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if _, inner := n.(*ast.FuncLit); inner {
			return false
		}
		if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			if text, ok := r.text(dir, ret.Results[0]); ok && strings.Contains(text, " ") {
				r.found[text] = append(r.found[text], r.fset.Position(ret.Pos()))
			}
		}
		return true
	})
}

func fillsEvent(t *ast.FuncType) bool {
	for _, p := range t.Params.List {
		if star, ok := p.Type.(*ast.StarExpr); ok {
			if sel, ok := star.X.(*ast.SelectorExpr); ok && isIdent(sel.X, "event") && sel.Sel.Name == "Event" {
				return true
			}
		}
	}
	return false
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func (r *reasons) constants(dir string, f *ast.File) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			for i, name := range v.Names {
				if i < len(v.Values) {
					if text, ok := literal(v.Values[i]); ok {
						r.consts[dir+"."+name.Name] = text
					}
				}
			}
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// makers finds the functions that make gaps, and takes the sentences that they
// have themselves.
func (r *reasons) makers(dir string, f *ast.File) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			kv, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Reason" {
				r.reason(dir, fn, kv.Value)
			}
			return true
		})
	}
}

func (r *reasons) reason(dir string, fn *ast.FuncDecl, e ast.Expr) {
	if text, ok := r.text(dir, e); ok {
		r.found[text] = append(r.found[text], r.fset.Position(e.Pos()))
		return
	}
	if id, ok := e.(*ast.Ident); ok {
		place := 0
		for _, p := range fn.Type.Params.List {
			for _, name := range p.Names {
				if name.Name == id.Name {
					r.params[dir+"."+fn.Name.Name] = place
					return
				}
				place++
			}
		}
	}
	if !r.assigned(dir, fn, e) && dir != filepath.Join("../../decode", "records") { // which passes on what a reader returns
		r.opaque = append(r.opaque, r.fset.Position(e.Pos()))
	}
}

// assigned takes the sentences that a function gives to a variable.
func (r *reasons) assigned(dir string, fn *ast.FuncDecl, e ast.Expr) (some bool) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && sameIdent(a.Lhs[0], e) {
			if text, ok := r.text(dir, a.Rhs[0]); ok {
				r.found[text] = append(r.found[text], r.fset.Position(a.Pos()))
				some = true
			}
		}
		return true
	})
	return some
}

func sameIdent(a, b ast.Expr) bool {
	x, ok1 := a.(*ast.Ident)
	y, ok2 := b.(*ast.Ident)
	return ok1 && ok2 && x.Name == y.Name
}

func (r *reasons) text(dir string, e ast.Expr) (string, bool) {
	if text, ok := literal(e); ok {
		return text, true
	}
	if id, ok := e.(*ast.Ident); ok {
		text, ok := r.consts[dir+"."+id.Name]
		return text, ok
	}
	return "", false
}

func (r *reasons) call(dir string, call *ast.CallExpr) {
	name := ""
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		name = fn.Name
	case *ast.SelectorExpr:
		name = fn.Sel.Name
	}
	place, ok := r.params[dir+"."+name]
	if !ok || place >= len(call.Args) {
		return
	}
	if text, ok := r.text(dir, call.Args[place]); ok {
		r.found[text] = append(r.found[text], r.fset.Position(call.Pos()))
	} else {
		r.opaque = append(r.opaque, r.fset.Position(call.Pos()))
	}
}
