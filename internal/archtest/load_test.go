package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// pkg is one folder of Go source; path is relative to the module root.
type pkg struct {
	path  string
	files []file
}

// file is one parsed source file; name is relative to the module root.
type file struct {
	name  string
	test  bool
	lines int
	ast   *ast.File
}

// tree is all the source of a module.
type tree struct {
	module string
	fset   *token.FileSet
	pkgs   []*pkg
}

// load parses every Go file of the module whose root is fsys, whatever its
// build constraints say. It leaves out the folders that the go tool leaves
// out.
func load(fsys fs.FS) (*tree, error) {
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, err
	}
	t := &tree{module: modulePath(mod), fset: token.NewFileSet()}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		return t.add(fsys, name)
	})
	return t, err
}

func modulePath(mod []byte) string {
	for line := range strings.Lines(string(mod)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == "module" {
			return f[1]
		}
	}
	return ""
}

func skipped(dir string) bool {
	base := path.Base(dir)
	return base == "testdata" || dir != "." && strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

func (t *tree) add(fsys fs.FS, name string) error {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(t.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	f := file{name: name, ast: parsed, lines: bytes.Count(src, []byte("\n")), test: strings.HasSuffix(name, "_test.go")}
	dir := path.Dir(name)
	i := slices.IndexFunc(t.pkgs, func(p *pkg) bool { return p.path == dir })
	if i < 0 {
		i = len(t.pkgs)
		t.pkgs = append(t.pkgs, &pkg{path: dir})
	}
	t.pkgs[i].files = append(t.pkgs[i].files, f)
	return nil
}

// imports returns the import paths of f.
func (f file) imports() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}
