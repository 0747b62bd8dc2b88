// Package pack reads rules with what Linewarden's own say beside Sigma: the
// behaviours they see, the controls they answer for, the sources and registers
// they need, and tests.
//
// A rule is one file. The first document is what it is known by, a rule or a
// correlation, and further documents of the file are rules that it counts. Beside
// the keys of Sigma it has `linewarden` and `tests`:
//
//	linewarden:
//	  behaviours: [E2]            # of docs/behaviours.md
//	  controls: [logging-disabled-command]
//	  needs: [change]             # entries of detect/pipeline; without such events, the answer is unknown
//	  registers: [syslog_hosts]   # of site.yaml
//	  blind: what it cannot see, in one sentence
//	  next: what to do now, in one sentence
//	tests:
//	  - fires: the last collector is taken away
//	    raw: |
//	      <189>…
//
// Promise: Load gives an error for a rule that lacks a test of each of the three
// kinds, or says something of itself that is not so.
package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/finding"
)

// Rule is one file.
type Rule struct {
	rule.File
	// Meta is that of the first document.
	Meta     *rule.Meta
	Severity finding.Severity
	Note     Note
	Tests    []Test
	// Attack are the ATT&CK techniques of the tags, such as "T1562.006".
	Attack []string
	text   []byte
}

// With reads the rule again, with other lists.
func (r *Rule) With(o rule.Options) (*Rule, error) { return Read(r.Meta.Path, r.text, o) }

// Note is what stands under `linewarden`.
type Note struct {
	Behaviours []string `yaml:"behaviours"`
	Controls   []string `yaml:"controls"`
	Needs      []string `yaml:"needs"`
	Registers  []string `yaml:"registers"`
	Blind      string   `yaml:"blind"`
	Next       string   `yaml:"next"`
}

// Expect is what a test wants.
type Expect string

// The expectations. Unknown is what a rule that does not match might have done,
// or one that matches only for want of something.
const (
	Fires   Expect = "fires"
	Quiet   Expect = "quiet"
	Unknown Expect = "unknown"
)

// Test is records and what the rule is to say of them.
type Test struct {
	Expect Expect
	// Name says in a few words what the records show.
	Name string
	// Raw are records as devices write them, decoded as any other. Near is when
	// they are read, RFC 3339, for stamps without a year.
	Raw, Near string
	// Events are the fields of events, in place of Raw.
	Events []map[string]string
	// Registers are those of the site, by name; a name that is missing is not
	// filled.
	Registers map[string][]string
	// Missing are, for Unknown, fields and lists (%name%) that are to be named;
	// none are asked for where it is empty.
	Missing []string
}

// extra is what stands in a document beside Sigma.
type extra struct {
	Note  *Note     `yaml:"linewarden"`
	Tests []rawTest `yaml:"tests"`
}

type rawTest struct {
	Fires     string              `yaml:"fires"`
	Quiet     string              `yaml:"quiet"`
	Unknown   string              `yaml:"unknown"`
	Raw       string              `yaml:"raw"`
	Near      string              `yaml:"near"`
	Events    []map[string]string `yaml:"events"`
	Registers map[string][]string `yaml:"registers"`
	Missing   []string            `yaml:"missing"`
}

// Load reads every .yml file below a folder, in the order of their names.
func Load(from fs.FS, o rule.Options) ([]*Rule, error) {
	var out []*Rule
	var errs []error
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yml" {
			return err
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		r, err := Read(name, data, o)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		out = append(out, r)
		return nil
	})
	return out, errors.Join(append(errs, err, twins(out))...)
}

// twins finds ids that two rules have.
func twins(all []*Rule) error {
	seen := map[string]string{}
	for _, r := range all {
		for _, m := range r.metas() {
			if other, ok := seen[m.ID]; ok {
				return fmt.Errorf("%s:%d: the id %s is that of a rule in %s", m.Path, m.Line, m.ID, other)
			}
			seen[m.ID] = m.Path
		}
	}
	return nil
}

// metas are those of all documents.
func (r *Rule) metas() []*rule.Meta {
	var out []*rule.Meta
	for _, x := range r.Rules {
		out = append(out, &x.Meta)
	}
	for _, x := range r.Correlations {
		out = append(out, &x.Meta)
	}
	return out
}

// Read reads one file.
func Read(name string, data []byte, o rule.Options) (*Rule, error) {
	f, errs := rule.Read(name, data, o)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	r := &Rule{File: f, text: data}
	for _, m := range r.metas() {
		if r.Meta == nil || m.Line < r.Meta.Line {
			r.Meta = m
		}
	}
	if r.Meta == nil {
		return nil, fmt.Errorf("%s: no rule in it", name)
	}
	x, err := readExtra(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if x.Note != nil {
		r.Note = *x.Note
	}
	if err := r.complete(x); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, r.Meta.Line, err)
	}
	return r, nil
}

// readExtra reads what stands beside Sigma, wherever in the file.
func readExtra(data []byte) (*extra, error) {
	out := &extra{}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	for {
		var doc struct {
			Note  yaml.Node `yaml:"linewarden"`
			Tests yaml.Node `yaml:"tests"`
		}
		if err := dec.Decode(&doc); err != nil {
			return out, nil // the end: rule.Read has taken the same text
		}
		if !doc.Note.IsZero() {
			out.Note = &Note{}
			if err := strict(&doc.Note, out.Note); err != nil {
				return nil, err
			}
		}
		if !doc.Tests.IsZero() {
			if err := strict(&doc.Tests, &out.Tests); err != nil {
				return nil, err
			}
		}
	}
}

// strict decodes a node and refuses keys that are not known.
func strict(n *yaml.Node, into any) error {
	data, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("line %d: %s", n.Line, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return nil
}

var (
	behaviour = regexp.MustCompile(`^[A-E][0-9]{1,2}$`)
	technique = regexp.MustCompile(`^attack\.(t[0-9]{4}(?:\.[0-9]{3})?)$`)
	id        = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// complete checks what a rule says of itself, and takes its tests.
func (r *Rule) complete(x *extra) error {
	level := r.Meta.Level
	if level == "informational" {
		level = "info"
	}
	severity, err := finding.ParseSeverity(level)
	if err != nil {
		return err
	}
	r.Severity = severity
	for _, tag := range r.Meta.Tags {
		if m := technique.FindStringSubmatch(tag); m != nil {
			r.Attack = append(r.Attack, strings.ToUpper(m[1]))
		}
	}
	for _, m := range r.metas() {
		if !id.MatchString(m.ID) {
			return fmt.Errorf("the id %q is no UUID", m.ID)
		}
	}
	if err := r.said(); err != nil {
		return err
	}
	return r.take(x.Tests)
}

// said checks that nothing which readers rely on is missing.
func (r *Rule) said() error {
	for _, need := range []struct {
		what  string
		there bool
	}{
		{"title", r.Meta.Title != ""}, {"description", r.Meta.Description != ""}, {"falsepositives", len(r.Meta.FalsePositives) > 0},
		{"tags with an ATT&CK technique", len(r.Attack) > 0}, {"linewarden.behaviours or linewarden.controls", len(r.Note.Behaviours)+len(r.Note.Controls) > 0},
		{"linewarden.needs", len(r.Note.Needs) > 0}, {"linewarden.blind", r.Note.Blind != ""}, {"linewarden.next", r.Note.Next != ""},
	} {
		if !need.there {
			return fmt.Errorf("the rule has no %s", need.what)
		}
	}
	for _, b := range r.Note.Behaviours {
		if !behaviour.MatchString(b) {
			return fmt.Errorf("%q is no behaviour: A1 to E10", b)
		}
	}
	return nil
}

// take takes the tests and asks for one of each kind.
func (r *Rule) take(all []rawTest) error {
	has := map[Expect]bool{}
	for i, raw := range all {
		t := Test{Raw: raw.Raw, Near: raw.Near, Events: raw.Events, Registers: raw.Registers, Missing: raw.Missing}
		for expect, name := range map[Expect]string{Fires: raw.Fires, Quiet: raw.Quiet, Unknown: raw.Unknown} {
			if name == "" {
				continue
			}
			if t.Expect != "" {
				return fmt.Errorf("test %d expects two things", i+1)
			}
			t.Expect, t.Name = expect, name
		}
		switch {
		case t.Expect == "":
			return fmt.Errorf("test %d expects nothing: name it under fires, quiet or unknown", i+1)
		case t.Raw == "" && len(t.Events) == 0 && t.Expect != Unknown:
			return fmt.Errorf("test %q has no records", t.Name)
		case t.Raw != "" && len(t.Events) > 0:
			return fmt.Errorf("test %q has both raw and events", t.Name)
		}
		has[t.Expect] = true
		r.Tests = append(r.Tests, t)
	}
	for _, e := range []Expect{Fires, Quiet, Unknown} {
		if !has[e] {
			return fmt.Errorf("no test says when the rule %s", map[Expect]string{Fires: "fires", Quiet: "stays quiet", Unknown: "is unknown"}[e])
		}
	}
	return nil
}

// Behaviours returns the behaviours that rules see, sorted, each once.
func Behaviours(all []*Rule) []string {
	var out []string
	for _, r := range all {
		out = append(out, r.Note.Behaviours...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
