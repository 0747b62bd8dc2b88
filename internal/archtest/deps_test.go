package archtest

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const depsDoc = "docs/dependencies.md"

// requirements reads go.mod: the modules it requires, and the packages that it
// names as tools.
func requirements(mod string) (modules, tools []string) {
	block := ""
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case len(f) == 2 && f[1] == "(":
			block = f[0]
			continue
		case f[0] == ")":
			block = ""
		case block != "":
			f = append([]string{block}, f...)
		}
		if len(f) > 1 && f[0] == "require" {
			modules = append(modules, f[1])
		}
		if len(f) > 1 && f[0] == "tool" {
			tools = append(tools, f[1])
		}
	}
	return modules, tools
}

// rows returns the first cell of each table row that starts with code.
func rows(doc string) []string {
	var names []string
	for line := range strings.Lines(doc) {
		if rest, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ := strings.Cut(rest, "`")
			names = append(names, name)
		}
	}
	return names
}

// dependencies reports direct dependencies that docs/dependencies.md does not
// explain, and explanations of modules that go.mod does not require. A module
// is direct when source or tests import it, or when it holds a tool.
func (t *tree) dependencies(fsys fs.FS) ([]string, error) {
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, err
	}
	doc, err := fs.ReadFile(fsys, depsDoc)
	if err != nil {
		return nil, err
	}
	modules, imported := requirements(string(mod))
	for _, p := range t.pkgs {
		for _, f := range p.files {
			imported = append(imported, f.imports()...)
		}
	}
	explained := rows(string(doc))
	var faults []string
	for _, name := range explained {
		if !slices.Contains(modules, name) {
			faults = append(faults, depsDoc+": go.mod does not require "+name)
		}
	}
	for _, imp := range imported {
		if m := owner(modules, imp); m != "" && !slices.Contains(explained, m) {
			explained = append(explained, m)
			faults = append(faults, depsDoc+": no row for "+m)
		}
	}
	return faults, nil
}

// owner returns the module with the longest path that holds package imp.
func owner(modules []string, imp string) string {
	best := ""
	for _, m := range modules {
		if len(m) > len(best) && (imp == m || strings.HasPrefix(imp, m+"/")) {
			best = m
		}
	}
	return best
}

func TestDependenciesAreExplained(t *testing.T) {
	faults, err := repository(t).dependencies(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

func TestDependencyRulesBite(t *testing.T) {
	fsys := fstest.MapFS{
		"go.mod": {Data: []byte("module example.test/m\n\ngo 1.26\n\ntool example.test/tool/cmd/x\n\n" +
			"require example.test/one v1.0.0\n\nrequire (\n\texample.test/one/v2 v2.0.0 // indirect\n\texample.test/far v1.0.0 // indirect\n\texample.test/tool v1.0.0\n)\n")},
		"a.go":      {Data: []byte("package m\nimport _ \"example.test/one/sub\"\nimport _ \"example.test/one/v2/sub\"")},
		"a_test.go": {Data: []byte("package m\nimport _ \"example.test/one/sub\"")},
		depsDoc:     {Data: []byte("| module | why |\n|---|---|\n| `example.test/one` | a reason |\n| `example.test/gone` | a reason |\n")},
	}
	got, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := got.dependencies(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		depsDoc + ": go.mod does not require example.test/gone",
		depsDoc + ": no row for example.test/tool",
		depsDoc + ": no row for example.test/one/v2",
	}
	if !slices.Equal(faults, want) {
		t.Errorf("got %q, want %q", faults, want)
	}
}
