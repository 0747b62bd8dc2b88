// Package pipeline says which events a rule is about, by its log source, and what
// the fields of a rule are called in events.
//
// Entries are data, files of YAML in this folder. Promise: a name that no entry
// maps never meets a field of Linewarden's own that happens to have it; what an
// entry does not map is a field that no event has, and so what rests on it is
// unknown. A rule whose log source no entry covers is refused with ErrNoEntry, and
// not asked about everything.
package pipeline

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

//go:embed *.yaml
var files embed.FS

// ErrNoEntry says that no entry covers a rule's log source.
var ErrNoEntry = errors.New("no events are known for this log source")

// Entry is one log source.
type Entry struct {
	Name string `yaml:"name"`
	// Source is what a rule's log source has to have.
	Source struct {
		Product  string `yaml:"product"`
		Category string `yaml:"category"`
		Service  string `yaml:"service"`
	} `yaml:"logsource"`
	// Kinds, Formats and Programs are those of the events; empty for all.
	Kinds    []string `yaml:"kinds"`
	Formats  []string `yaml:"formats"`
	Programs []string `yaml:"programs"`
	// Has are fields that the events have: records of the kind without them tell
	// of something else.
	Has []string `yaml:"has"`
	// Own says that rules name fields as Linewarden does.
	Own bool `yaml:"own"`
	// Fields gives the name in events for a name in rules.
	Fields map[string]string `yaml:"fields"`
	// Values gives, by the name in rules, the value in events for one in rules;
	// others stay.
	Values map[string]map[string]string `yaml:"values"`
}

// Set is all entries.
type Set struct{ entries []Entry }

// Load reads the entries that are built in.
func Load() (*Set, error) { return load(files) }

func load(from fs.FS) (*Set, error) {
	names, err := fs.Glob(from, "*.yaml")
	if err != nil {
		return nil, err
	}
	s := &Set{}
	for _, name := range names {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		var all []Entry
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		if err := dec.Decode(&all); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s.entries = append(s.entries, all...)
	}
	return s, nil
}

// Entries returns all of them.
func (s *Set) Entries() []Entry { return s.entries }

// Find returns the entry for a log source: of those that cover it the one that
// asks for most, nil where there is none.
func (s *Set) Find(l rule.LogSource) *Entry {
	var best *Entry
	most := 0
	for i := range s.entries {
		if e := &s.entries[i]; e.covers(l) && e.parts() > most {
			best, most = e, e.parts()
		}
	}
	return best
}

func (e *Entry) covers(l rule.LogSource) bool {
	return rule.LogSource{Product: e.Source.Product, Category: e.Source.Category, Service: e.Source.Service}.Covers(l)
}

func (e *Entry) parts() int {
	n := 0
	for _, part := range []string{e.Source.Product, e.Source.Category, e.Source.Service} {
		if part != "" {
			n++
		}
	}
	return n
}

// Apply returns the rule as it is asked about events: its fields by their names
// there, and of those events alone that its log source means. It fails with
// ErrNoEntry.
func (s *Set) Apply(r *rule.Rule) (*rule.Rule, *Entry, error) {
	e := s.Find(r.LogSource)
	if e == nil {
		return nil, nil, ErrNoEntry
	}
	out := *r
	out.Match = &rule.Node{Op: rule.And, Kids: append(e.routes(), e.node(r.Match))}
	out.Fields = nil
	for _, f := range r.Fields {
		out.Fields = append(out.Fields, e.field(f))
	}
	return &out, e, nil
}

// routes are the tests that an event is one of those that are meant.
func (e *Entry) routes() []*rule.Node {
	var out []*rule.Node
	for _, of := range []struct {
		field  string
		values []string
	}{{"kind", e.Kinds}, {"format", e.Formats}, {"program", e.Programs}} {
		if len(of.values) == 0 {
			continue
		}
		any := &rule.Node{Op: rule.Or}
		for _, v := range of.values {
			any.Kids = append(any.Kids, &rule.Node{Op: rule.Leaf, Test: &rule.Test{Field: of.field, Kind: rule.Match, Pattern: rule.Literal(v), Common: true}})
		}
		out = append(out, any)
	}
	for _, field := range e.Has {
		out = append(out, &rule.Node{Op: rule.Leaf, Test: &rule.Test{Field: field, Kind: rule.Exists, Common: true}})
	}
	return out
}

// Takes says whether events of a kind and format, with some fields, may be those
// that are meant.
func (e *Entry) Takes(kind, format string, has func(field string) bool) bool {
	if len(e.Kinds) > 0 && !slices.Contains(e.Kinds, kind) || len(e.Formats) > 0 && !slices.Contains(e.Formats, format) {
		return false
	}
	return !slices.ContainsFunc(e.Has, func(f string) bool { return !has(f) })
}

// Named returns the entry of a name, nil where there is none.
func (s *Set) Named(name string) *Entry {
	for i := range s.entries {
		if s.entries[i].Name == name {
			return &s.entries[i]
		}
	}
	return nil
}

// common are the fields of which few values are in use, so that looking for one
// of them finds most events.
var common = []string{"kind", "format", "outcome", "action", "protocol", "target_port", "severity"}

// node returns a copy of a node by the names in events.
func (e *Entry) node(n *rule.Node) *rule.Node {
	out := *n
	if n.Test != nil {
		out.Test = e.test(n.Test)
	}
	out.Kids = nil
	for _, kid := range n.Kids {
		out.Kids = append(out.Kids, e.node(kid))
	}
	return &out
}

func (e *Entry) test(t *rule.Test) *rule.Test {
	out := *t
	if t.Field != "" {
		out.Field = e.field(t.Field)
	}
	if t.Kind == rule.FieldRef {
		out.Ref = e.field(t.Ref)
	}
	if t.Kind == rule.Match {
		for from, to := range e.Values[t.Field] {
			if t.Pattern.String() == rule.Literal(from).String() {
				out.Pattern = rule.Literal(to)
			}
		}
	}
	out.Common = slices.Contains(common, out.Field)
	return &out
}

// field is the name in events for one in rules.
func (e *Entry) field(name string) string {
	if to, ok := e.Fields[name]; ok && to != "" {
		return to
	}
	if e.Own {
		return name
	}
	return "(" + name + ")" // a field that no event has
}
