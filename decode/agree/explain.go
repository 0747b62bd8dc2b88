package agree

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/internal/evidence"
)

// explanation is the reason of differences, which it names one by one.
type explanation struct {
	Set    string   // the title of the comparison
	Why    string   // in a few words; docs/coverage-events.md has more
	Fields []string // differ, each of them
	At     []string // at each of these places
}

// explained fails t for each difference without a reason, and each reason
// without a difference.
func (s *Score) explained(t *testing.T) {
	t.Helper()
	left := s.reasons(t)
	for _, d := range s.row.Differences {
		key := d.Place + " " + d.Field
		if left[key] == 0 {
			t.Errorf("%s: %s %s: want %q, got %q, and no reason why", s.row.Title, d.Place, d.Field, d.Want, d.Got)
			continue
		}
		if left[key]--; left[key] == 0 {
			delete(left, key)
		}
	}
	for key := range left {
		t.Errorf("%s: %s agrees, and testdata/explained.yaml says why it does not", s.row.Title, key)
	}
	if len(s.row.Differences) > 0 && !strings.Contains(document(t, evidence.Reasons), "\n## "+s.row.Title+"\n") {
		t.Errorf("%s has no section %q", evidence.Reasons, s.row.Title)
	}
}

// reasons counts how often a difference is explained, by place and field.
func (s *Score) reasons(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	data, err := os.ReadFile("testdata/explained.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return out
	}
	var all []explanation
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err == nil {
		err = d.Decode(&all)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Why == "" || len(e.Fields) == 0 || len(e.At) == 0 {
			t.Errorf("testdata/explained.yaml: %+v is no explanation", e)
		}
		for _, at := range e.At {
			for _, f := range e.Fields {
				if e.Set == s.row.Title {
					out[at+" "+f]++
				}
			}
		}
	}
	return out
}

// tabled fails t where the table has another row. While rows are gathered for a
// new table, the old one says nothing.
func (s *Score) tabled(t *testing.T) {
	t.Helper()
	if line := s.row.Line(); os.Getenv(evidence.Env) == "" && !strings.Contains(document(t, evidence.Table), line+"\n") {
		t.Errorf("%s has no row\n%s\nwrite it anew by go run ./internal/tools/coverage > %[1]s", evidence.Table, line)
	}
}

// Proven checks what the tables of a family say of where their wordings are
// known from: a message says "expected answers" if, and only if, a record of it
// was compared. others are tables' messages that another package proves.
func Proven(t *testing.T, tables []*table.Table, scores ...*Score) {
	t.Helper()
	for _, tb := range tables {
		for _, rule := range tb.Rules() {
			hit := slices.ContainsFunc(scores, func(s *Score) bool { return s.rules[rule.Name] })
			if said := rule.Source == table.Compared; hit != said {
				t.Errorf("%s: compared with an expected answer is %t, but its source is %q", rule.Name, hit, rule.Source)
			}
		}
	}
}

// document reads a file of the module, by its path from the root.
func document(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
