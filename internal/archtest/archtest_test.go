package archtest

import (
	_ "embed"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

//go:embed layers.txt
var layersText string

const root = "../.."

func repository(t *testing.T) *tree {
	t.Helper()
	got, err := load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.pkgs) < 3 {
		t.Fatalf("read only %d packages: the walk is broken", len(got.pkgs))
	}
	return got
}

func repositoryLayers(t *testing.T) []layer {
	t.Helper()
	layers, err := parseLayers(layersText)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func TestLayers(t *testing.T) {
	for _, fault := range repository(t).layering(repositoryLayers(t)) {
		t.Error(fault)
	}
}

// TestLayersCoverSomething finds lines that outlived their package.
func TestLayersCoverSomething(t *testing.T) {
	pkgs := repository(t).pkgs
	for _, l := range repositoryLayers(t) {
		if !slices.ContainsFunc(pkgs, func(p *pkg) bool { return match(l.pattern, p.path) }) {
			t.Errorf("layers.txt: no package matches %s", l.pattern)
		}
	}
}

func TestStyle(t *testing.T) {
	for _, fault := range repository(t).style() {
		t.Error(fault)
	}
}

// TestRulesBite gives each rule a tree that breaks it, and one that does not.
func TestRulesBite(t *testing.T) {
	const doc = "// Package x is here for a test.\n"
	const mod = "example.test/m"
	imports := func(paths ...string) string {
		return doc + "package x\nimport (\n_ \"" + strings.Join(paths, "\"\n_ \"") + "\"\n)\n"
	}
	tests := []struct {
		name, path, src string
		want            string // "" is no fault
	}{
		{"vocabulary takes the standard library", "verdict/a.go", imports("fmt", "encoding/json"), ""},
		{"vocabulary takes vocabulary", "finding/a.go", imports(mod + "/verdict"), ""},
		{"vocabulary takes no stage", "finding/a.go", imports(mod + "/device/model"), "may not import"},
		{"vocabulary takes no module", "verdict/a.go", imports("cel.dev/cel-go/cel"), "may not import"},
		{"lexers take no module", "device/lex/a.go", imports("golang.org/x/text"), "may not import"},
		{"lower layers know no higher one", "device/clean/a.go", imports(mod + "/device/lex"), "may not import"},
		{"the model knows no tree", "device/model/a.go", imports(mod + "/device/stmt"), "may not import"},
		{"a parser takes the layers below", "device/parse/ios/a.go", imports("strings", mod+"/device/stmt", mod+"/device/model"), ""},
		{"a parser may hide its own parts", "device/parse/ios/a.go", imports(mod + "/device/parse/ios/internal/acl"), ""},
		{"a parser takes no other parser", "device/parse/ios/a.go", imports(mod + "/device/parse/asa"), "may not import"},
		{"a parser's test is free", "device/parse/ios/a_test.go", imports(mod + "/device/parse/asa"), ""},
		{"the vendor table takes all parsers", "device/parse/a.go", imports(mod+"/device/parse/ios", mod+"/device/parse/asa"), ""},
		{"the audit takes CEL", "device/audit/a.go", imports("cel.dev/cel-go/cel", mod+"/site", mod+"/device/model"), ""},
		{"the audit takes no parser", "device/audit/a.go", imports(mod + "/device/parse"), "may not import"},
		{"the audit does not print", "device/audit/a.go", imports(mod + "/report"), "may not import"},
		{"a report collects nothing", "report/a.go", imports(mod + "/collect/file"), "may not import"},
		{"a report takes results", "report/a.go", imports(mod+"/device/audit", mod+"/finding"), ""},
		{"app wires", "internal/app/a.go", imports("github.com/spf13/cobra", mod+"/collect/file", mod+"/report", mod+"/device/parse"), ""},
		{"only cmd takes app", "report/a.go", imports(mod + "/internal/app"), "may not import"},
		{"cmd wires nothing", "cmd/linewarden/a.go", imports(mod + "/device/audit"), "may not import"},
		{"a folder needs a layer", "device/extra/a.go", doc + "package extra", "no line of layers.txt"},
		{"package comment", "verdict/a.go", "package verdict", "no package comment"},
		{"empty package comment", "verdict/a.go", "// Package verdict\npackage verdict", "no package comment"},
		{"vague name", "internal/utils/a.go", doc + "package utils", "name the package"},
		{"init", "verdict/a.go", doc + "package x\nfunc init() {}", "func init"},
		{"a method may be called init", "verdict/a.go", doc + "package x\ntype T int\nfunc (T) init() {}", ""},
		{"panic", "verdict/a.go", doc + "package x\nfunc f() { panic(1) }", "a.go:3:12: panic"},
		{"panic in a test", "verdict/a_test.go", doc + "package x\nfunc f() { panic(1) }", ""},
		{"panic in a program", "cmd/linewarden/a.go", doc + "package main\nfunc f() { panic(1) }", "panic"},
		{"os.Exit", "report/a.go", doc + "package x\nimport \"os\"\nfunc f() { os.Exit(1) }", "os.Exit"},
		{"os.Exit in a program", "cmd/linewarden/a.go", doc + "package main\nimport \"os\"\nfunc f() { os.Exit(1) }", ""},
		{"log", "report/a.go", imports("log"), "imports log"},
		{"log/slog", "report/a.go", imports("log/slog"), ""},
		{"long file", "verdict/a.go", doc + "package x\n" + strings.Repeat("//\n", maxFileLines), "split it"},
		{"long test file", "verdict/a_test.go", doc + "package x\n" + strings.Repeat("//\n", maxFileLines), ""},
		{"long function", "verdict/a.go", doc + "package x\nfunc f() {\n" + strings.Repeat("f()\n", maxFuncLines) + "}", "func f has 122 lines"},
		{"testdata is no source", "verdict/testdata/a.go", "package", ""},
	}
	layers := repositoryLayers(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := load(fstest.MapFS{
				"go.mod": {Data: []byte("module " + mod + "\n")},
				tt.path:  {Data: []byte(tt.src)},
			})
			if err != nil {
				t.Fatal(err)
			}
			faults := append(got.layering(layers), got.style()...)
			if tt.want == "" && len(faults) > 0 {
				t.Errorf("faults in good source: %q", faults)
			}
			if tt.want != "" && !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, tt.want) }) {
				t.Errorf("no fault with %q, got %q", tt.want, faults)
			}
		})
	}
}

func TestLoadRefusesBrokenSource(t *testing.T) {
	_, err := load(fstest.MapFS{"go.mod": {Data: []byte("module m\n")}, "a.go": {Data: []byte("package")}})
	if err == nil {
		t.Error("broken source was read without an error")
	}
}

func TestParseLayersRefusesALineWithoutColon(t *testing.T) {
	if _, err := parseLayers("verdict std\n"); err == nil {
		t.Error("no error")
	}
}
