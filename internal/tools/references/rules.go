package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed differences.yaml
var differences []byte

// rules say how the two sides are compared and which differences are known.
type rules struct {
	// Systems names the system of files that hold too little to be recognised.
	Systems []struct {
		System string
		Reason string
		Files  []string
	}
	// Kinds lists, by the other side's type of structure, the kinds that
	// Linewarden calls it by. What is not listed has no counterpart.
	Kinds map[string][]string
	// Differences are tried in order; the first that matches explains a row.
	Differences []*rule
}

// rule explains the differences that match all of its fields. An empty field
// matches everything, but Side, Only and Reason are needed.
type rule struct {
	Side   string   // undefined, unused
	Only   string   // ours, theirs
	System []string // with "none" for files that are not read
	Kind   []string // in the words of the side that has the row
	File   []string // patterns of path.Match for the last element of the path
	Name   []string // patterns of path.Match
	Reason string
	used   int
}

// load reads the rules and refuses those that cannot mean anything.
func load(data []byte) (*rules, error) {
	r := &rules{}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(r); err != nil {
		return nil, fmt.Errorf("differences.yaml: %w", err)
	}
	for i, d := range r.Differences {
		if err := d.check(); err != nil {
			return nil, fmt.Errorf("differences.yaml: difference %d: %w", i+1, err)
		}
	}
	return r, nil
}

func (r *rule) check() error {
	switch {
	case r.Side != undefined && r.Side != unused:
		return fmt.Errorf("side %q", r.Side)
	case r.Only != ours && r.Only != theirs:
		return fmt.Errorf("only %q", r.Only)
	case r.Reason == "":
		return errors.New("no reason")
	}
	for _, p := range slices.Concat(r.File, r.Name) {
		if _, err := path.Match(p, ""); err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
	}
	return nil
}

// explains reports whether r is about d.
func (r *rule) explains(d *difference) bool {
	system := d.system
	if system == "" {
		system = none
	}
	return r.Side == d.side && r.Only == d.only && within(r.System, system) && within(r.Kind, d.kind) && like(r.File, path.Base(d.file)) && like(r.Name, d.name)
}

func within(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }

func like(patterns []string, s string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(p, s) // load refused what is not a pattern
		return ok
	})
}

// system returns the system that file is to be read as, "" to recognise it.
func (r *rules) system(file string) string {
	for _, s := range r.Systems {
		if slices.Contains(s.Files, path.Base(file)) {
			return s.System
		}
	}
	return ""
}
