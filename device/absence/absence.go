// Package absence holds, for each operating system, the table of the facts
// that its parser reads and of what it means when a complete configuration
// does not state one: a documented default, nothing configured, or not to be
// told from the file. The tables are the YAML files beside this one.
//
// A file names one system and its facts by their path in the model:
//
//	os: ios
//	facts:
//	  users: none                       # no line means there is none
//	  ssh.versions:                     # rows are tried in order
//	    - {versions: ">=16.3", value: ["2"], source: "release notes …"}
//	    - {value: ["1", "2"], source: "…"}
//	  services.http.enabled: {unknown: "the default differs between platforms"}
//	  services.*.acl.name: none         # * is one step of the path
//	  users.enabled: {value: true, stated: nowhere, source: "…"}
//
// In a file that may not be whole, absence says nothing, but of a part that is
// there where the row says that no line states the fact (stated: nowhere), or
// only one inside the part's own block (stated: inside), or inside the block at
// the margin in which the part stands (stated: around), and that block is over.
//
// A path that no table names is not read from that system: whatever rests on
// it is unknown.
package absence

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"

	"github.com/linewarden/linewarden/device/model"
	"go.yaml.in/yaml/v3"
)

//go:embed *.yaml
var files embed.FS

// Load compiles the embedded tables, by system name.
func Load() (map[string]*model.Absence, error) { return load(files) }

func load(fsys fs.FS) (map[string]*model.Absence, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("absence: %w", err)
	}
	out := map[string]*model.Absence{}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("absence: %w", err)
		}
		os, rules, err := parseTable(data)
		if err != nil {
			return nil, fmt.Errorf("absence: %s: %w", name, err)
		}
		if out[os] != nil {
			return nil, fmt.Errorf("absence: %s: a second table for %s", name, os)
		}
		if out[os], err = model.NewAbsence(os, rules); err != nil {
			return nil, fmt.Errorf("absence: %s: %w", name, err)
		}
	}
	return out, nil
}

type table struct {
	OS    string          `yaml:"os"`
	Facts map[string]rows `yaml:"facts"`
}

type row struct {
	Versions string `yaml:"versions"`
	Value    any    `yaml:"value"`
	None     bool   `yaml:"none"`
	Unknown  string `yaml:"unknown"`
	Source   string `yaml:"source"`
	Stated   string `yaml:"stated"`
}

type rows []row

// UnmarshalYAML accepts the word none, one row or a list of rows.
func (r *rows) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Value != "none" {
			return fmt.Errorf("line %d: %q: want none, a row or a list of rows", n.Line, n.Value)
		}
		*r = rows{{None: true}}
		return nil
	case yaml.MappingNode:
		var one row
		err := strict(n, &one)
		*r = rows{one}
		return err
	}
	for _, c := range n.Content {
		var one row
		if err := strict(c, &one); err != nil {
			return err
		}
		*r = append(*r, one)
	}
	return nil
}

// strict decodes a mapping and refuses keys that row does not have.
func strict(n *yaml.Node, out *row) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch k := n.Content[i]; k.Value {
		case "versions", "value", "none", "unknown", "source", "stated":
		default:
			return fmt.Errorf("line %d: unknown key %q", k.Line, k.Value)
		}
	}
	return n.Decode(out)
}

func parseTable(data []byte) (string, map[string][]model.AbsenceRule, error) {
	var t table
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil && err != io.EOF {
		return "", nil, err
	}
	out := map[string][]model.AbsenceRule{}
	for path, rs := range t.Facts {
		for _, r := range rs {
			rule, err := r.rule()
			if err != nil {
				return "", nil, fmt.Errorf("%s: %w", path, err)
			}
			out[path] = append(out[path], rule)
		}
	}
	return t.OS, out, nil
}

func (r row) rule() (model.AbsenceRule, error) {
	a := model.AbsenceRule{Source: r.Source, Why: r.Unknown}
	place, ok := places[r.Stated]
	if !ok {
		return a, fmt.Errorf("stated: %q: want inside, around or nowhere", r.Stated)
	}
	a.Place = place
	if r.Versions != "" {
		v, err := model.ParseVersionRange(r.Versions)
		if err != nil {
			return a, err
		}
		a.Versions = v
	}
	switch {
	case r.None:
		a.How = model.Absent
	case r.Unknown != "":
		a.How = model.Unknown
	case r.Value != nil:
		a.How, a.Value = model.Default, native(r.Value)
		if r.Source == "" {
			return a, fmt.Errorf("a default needs its source")
		}
	default:
		return a, fmt.Errorf("want none, value or unknown")
	}
	return a, nil
}

var places = map[string]model.Place{"": model.Anywhere, "inside": model.Inside, "around": model.Around, "nowhere": model.Nowhere}

// native turns YAML's types into those of facts.
func native(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case []any:
		out := make([]string, 0, len(v))
		for _, e := range v {
			out = append(out, fmt.Sprint(e))
		}
		return out
	}
	return v
}
