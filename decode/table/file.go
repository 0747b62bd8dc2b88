package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/event"
)

// file is a table as it is written.
type file struct {
	Format   string    `yaml:"format"`
	Messages []message `yaml:"messages"`
}

type message struct {
	ID      []string                    `yaml:"id"`
	Kind    string                      `yaml:"kind"`
	Action  string                      `yaml:"action"`
	Outcome string                      `yaml:"outcome"`
	Set     fields                      `yaml:"set"`
	Text    []string                    `yaml:"text"`
	Where   map[string]map[string]fixed `yaml:"where"`
	Source  string                      `yaml:"source"`
	Unseen  []string                    `yaml:"unseen"`
	Tests   []Test                      `yaml:"tests"`
}

// fixed is what an entry or a word of "where" sets.
type fixed struct {
	Kind, Action, Outcome string
	Set                   fields
}

// UnmarshalYAML reads kind, action, outcome and fields from one mapping.
func (f *fixed) UnmarshalYAML(n *yaml.Node) error {
	var all fields
	if err := n.Decode(&all); err != nil {
		return err
	}
	for _, x := range all {
		switch x.Name {
		case "kind":
			f.Kind = x.Value
		case "action":
			f.Action = x.Value
		case "outcome":
			f.Outcome = x.Value
		default:
			f.Set = append(f.Set, x)
		}
	}
	return nil
}

// fields keeps the order of the file, since extra fields have one.
type fields []event.Extra

// UnmarshalYAML reads a mapping of names to scalars.
func (f *fields) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: want a mapping of fields", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i].Value, n.Content[i+1]
		if value.Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: %s: want one value", value.Line, name)
		}
		*f = append(*f, event.Extra{Name: name, Value: value.Value})
	}
	return nil
}

// Test is a case of a message: a text and what the event must have. Kind,
// action and outcome are checked where Want names them, every other field
// always: what is not named must be absent.
type Test struct {
	ID   string            `yaml:"id"` // of the message, where it has several
	Text string            `yaml:"text"`
	Want map[string]string `yaml:"want"`
}

// Load compiles a table. The error names the message that is at fault; name is
// the file's, for that error.
func Load(name string, data []byte) (*Table, error) {
	var f file
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if f.Format == "" {
		return nil, fmt.Errorf("%s: no format", name)
	}
	t := &Table{format: f.Format, prefix: f.Format}
	if base := strings.TrimSuffix(path.Base(name), path.Ext(name)); base != "messages" {
		t.prefix += "-" + base
	}
	for i, m := range f.Messages {
		if err := t.add(m); err != nil {
			return nil, fmt.Errorf("%s: message %d (%s): %w", name, i+1, strings.Join(m.ID, " "), err)
		}
	}
	return t, nil
}

func (t *Table) add(m message) error {
	if len(m.ID) == 0 {
		return errors.New("no id")
	}
	for _, id := range m.Unseen {
		if !slices.Contains(m.ID, id) {
			return fmt.Errorf("unseen: %s is no id of it", id)
		}
	}
	e := &entry{ids: strings.Join(m.ID, " ")}
	if err := e.fixed.compile(fixed{m.Kind, m.Action, m.Outcome, m.Set}); err != nil {
		return err
	}
	names := map[string]int{}
	for name, list := range m.Where {
		w, err := compileWords(list)
		if err != nil {
			return fmt.Errorf("where %s: %w", name, err)
		}
		names[name] = len(e.where)
		e.where = append(e.where, w)
	}
	for _, text := range m.Text {
		p, err := compilePattern(text, names)
		if err != nil {
			return fmt.Errorf("text %q: %w", text, err)
		}
		e.patterns, e.heads = append(e.patterns, p), append(e.heads, headOf(&p))
	}
	if len(m.Tests) == 0 {
		return errors.New("no tests")
	}
	t.entries = append(t.entries, e)
	for _, id := range m.ID {
		own := e.of(t.ruleName(id), m.sourceOf(id))
		t.rules = append(t.rules, Rule{own.fixed.rule, m.sourceOf(id)})
		at := t.byID.at(id)
		*at = append(*at, own)
		if id == "*" {
			t.any = append(t.any, own)
		}
		t.tests = append(t.tests, testsOf(id, m)...)
	}
	return nil
}

// ruleName is that of the next entry of an id.
func (t *Table) ruleName(id string) string {
	name := t.prefix + "/" + id
	if n := len(t.of(id)); n > 0 {
		name = fmt.Sprintf("%s (%d)", name, n+1)
	}
	return name
}

// sourceOf is where the wording of one id is known from.
func (m *message) sourceOf(id string) string {
	if slices.Contains(m.Unseen, id) {
		return "the same wording as that of others"
	}
	return m.Source
}

// testsOf gives each test of a message to the id it names, and those that name
// none to the first.
func testsOf(id string, m message) []Test {
	var out []Test
	for _, test := range m.Tests {
		if test.ID == id || test.ID == "" && id == m.ID[0] {
			test.ID = id
			out = append(out, test)
		}
	}
	return out
}

func compileWords(list map[string]fixed) (words, error) {
	var out words
	for _, text := range slices.Sorted(maps.Keys(list)) {
		w := word{text: text}
		if err := w.sets.compile(list[text]); err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		out = append(out, w)
	}
	return out, nil
}
