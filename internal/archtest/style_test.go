package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

const (
	maxFileLines = 800
	maxFuncLines = 120
)

// vague names say nothing of what a package is for.
var vague = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared"}

// style reports every breach of the rules that hold in all packages.
func (t *tree) style() []string {
	var faults []string
	for _, p := range t.pkgs {
		if slices.Contains(vague, path.Base(p.path)) {
			faults = append(faults, p.path+": name the package after what it does")
		}
		if !hasComment(p) {
			faults = append(faults, p.path+": no package comment")
		}
		for _, f := range p.files {
			if !f.test {
				faults = append(faults, t.file(p, f)...)
			}
		}
	}
	return faults
}

// hasComment reports whether one file of p documents it. A package of tests
// alone needs none.
func hasComment(p *pkg) bool {
	tests := true
	for _, f := range p.files {
		if !f.test && f.ast.Doc != nil && len(strings.Fields(f.ast.Doc.Text())) >= 4 {
			return true
		}
		tests = tests && f.test
	}
	return tests
}

func (t *tree) file(p *pkg, f file) []string {
	var faults []string
	if f.lines > maxFileLines {
		faults = append(faults, fmt.Sprintf("%s: %d lines, more than %d: split it", f.name, f.lines, maxFileLines))
	}
	program := strings.HasPrefix(p.path, "cmd/") || strings.HasPrefix(p.path, "internal/tools/")
	if !program && slices.Contains(f.imports(), "log") {
		faults = append(faults, f.name+": imports log: return an error, or take a log/slog logger")
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		what := ""
		switch n := n.(type) {
		case *ast.FuncDecl:
			what = t.function(n)
		case *ast.CallExpr:
			what = call(n, program)
		}
		if what != "" {
			faults = append(faults, fmt.Sprintf("%s: %s", t.fset.Position(n.Pos()), what))
		}
		return true
	})
	return faults
}

func (t *tree) function(d *ast.FuncDecl) string {
	if d.Recv == nil && d.Name.Name == "init" {
		return "func init: say it in a literal or a constructor"
	}
	if n := t.fset.Position(d.End()).Line - t.fset.Position(d.Pos()).Line + 1; n > maxFuncLines {
		return fmt.Sprintf("func %s has %d lines, more than %d: split it", d.Name.Name, n, maxFuncLines)
	}
	return ""
}

// call names what is wrong with a call, or returns "". A program may end
// itself; nothing may panic.
func call(c *ast.CallExpr, program bool) string {
	switch fn := c.Fun.(type) {
	case *ast.Ident:
		if fn.Name == "panic" {
			return "panic: return an error"
		}
	case *ast.SelectorExpr:
		if x, ok := fn.X.(*ast.Ident); ok && !program && x.Name == "os" && fn.Sel.Name == "Exit" {
			return "os.Exit outside a program: return an error"
		}
	}
	return ""
}
