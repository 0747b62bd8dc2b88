package absence

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
)

// TestTables sees that every embedded table loads, that each default names its
// source, and that each open meaning says why.
func TestTables(t *testing.T) {
	tables, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	names, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		os := strings.TrimSuffix(f.Name(), ".yaml")
		data, err := files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		named, rules, err := parseTable(data)
		if err != nil || named != os {
			t.Fatalf("%s: a table for %q, error %v", f.Name(), named, err)
		}
		for path, rows := range rules {
			for i, r := range rows {
				checkRow(t, os+": "+path, r, i == len(rows)-1)
			}
		}
		if got := tables[os]; got == nil || len(got.Paths()) < len(rules)/2 {
			t.Errorf("%s: not loaded, or most of its paths are missing", os)
		}
	}
	if len(tables) != len(names) {
		t.Errorf("%d tables of %d files", len(tables), len(names))
	}
}

func checkRow(t *testing.T, name string, r model.AbsenceRule, last bool) {
	t.Helper()
	if r.How == model.Default && strings.TrimSpace(r.Source) == "" {
		t.Errorf("%s: a default without a source", name)
	}
	if r.How == model.Unknown && strings.TrimSpace(r.Why) == "" {
		t.Errorf("%s: unknown without a reason", name)
	}
	if r.Versions == nil && !last {
		t.Errorf("%s: the rows behind one for every release are never used", name)
	}
}

// TestEverySystemSaysTheBasics sees that no table leaves out what most checks
// begin with.
func TestEverySystemSaysTheBasics(t *testing.T) {
	tables, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for os, a := range tables {
		for _, path := range []string{"hostname", "version", "services.telnet.enabled", "ssh.service.enabled", "snmp.communities", "logging.hosts", "ntp.servers", "interfaces", "rulesets"} {
			if !a.Reads(path) {
				t.Errorf("%s does not say what the absence of %s means", os, path)
			}
		}
	}
}

func TestParseTable(t *testing.T) {
	os, got, err := parseTable([]byte(`
os: ios
facts:
  users: none
  ssh.versions:
    - {versions: "<16.3", value: ["1", 2], source: release notes}
    - {unknown: it depends}
  ssh.auth_retries: {value: 3, source: command reference}
  hostname: {none: true}
`))
	if err != nil || os != "ios" {
		t.Fatalf("os %q, error %v", os, err)
	}
	type row struct {
		How         model.How
		Limited     bool
		Value       any
		Source, Why string
	}
	rows := map[string][]row{}
	for path, rs := range got {
		for _, r := range rs {
			rows[path] = append(rows[path], row{r.How, r.Versions != nil, r.Value, r.Source, r.Why})
		}
	}
	want := map[string][]row{
		"users":            {{How: model.Absent}},
		"ssh.versions":     {{How: model.Default, Limited: true, Value: []string{"1", "2"}, Source: "release notes"}, {How: model.Unknown, Why: "it depends"}},
		"ssh.auth_retries": {{How: model.Default, Value: int64(3), Source: "command reference"}},
		"hostname":         {{How: model.Absent}},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
}

func TestTablesThatAreRefused(t *testing.T) {
	table := func(facts string) string { return "os: ios\nfacts:\n  " + facts + "\n" }
	tests := []struct {
		name string
		text []string // of a.yaml, b.yaml
		want string
	}{
		{"unknown key at the top", []string{"os: ios\nfact: {}\n"}, "fact"},
		{"unknown key in a row", []string{table("users: {nothing: true}")}, `unknown key "nothing"`},
		{"unknown word", []string{table("users: nothing")}, "want none"},
		{"a row that says nothing", []string{table(`users: {versions: "<15"}`)}, "want none, value or unknown"},
		{"a default without a source", []string{table("hostname: {value: router}")}, "needs its source"},
		{"a wrong range", []string{table("hostname: {versions: newer, none: true}")}, "version range"},
		{"a path of no fact", []string{table("hostnam: none")}, "no fact of the model"},
		{"a value of the wrong type", []string{table("hostname: {value: 3, source: manual}")}, "wrong type"},
		{"two tables of one system", []string{table("users: none"), table("users: none")}, "second table"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for i, name := range []string{"a.yaml", "b.yaml"}[:len(tt.text)] {
				fsys[name] = &fstest.MapFile{Data: []byte(tt.text[i])}
			}
			_, err := load(fsys)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !slices.ContainsFunc([]string{"a.yaml", "b.yaml"}, func(n string) bool { return strings.Contains(err.Error(), n) }) {
				t.Errorf("error %v, want one that names the file and says %q", err, tt.want)
			}
		})
	}
}
