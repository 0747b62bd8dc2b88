package model

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
)

// Absence says for one operating system which facts its parser reads, and
// what it means when a complete file does not state one. Build it with
// NewAbsence. It is immutable and safe for concurrent use.
type Absence struct {
	os    string
	root  *plan
	rules map[string][]AbsenceRule
	stars []string // the keys with *, sorted
}

// AbsenceRule is one row of the table.
type AbsenceRule struct {
	// Versions limits the row to releases; nil is every release.
	Versions *VersionRange
	// How is Default (Value applies), Absent (nothing is configured) or
	// Unknown (the file cannot tell).
	How   How
	Value any
	// Source is where a Default is documented; Why says why it is Unknown.
	Source, Why string
	// Place is where a line that states the fact can stand.
	Place Place
}

// Place is where a line that states a fact of a part can stand, and so what of
// a file must be there to say that it states none.
type Place uint8

const (
	// Anywhere in the file; the whole of it must be there.
	Anywhere Place = iota
	// Inside the block of the part; its end must be there.
	Inside
	// Around is inside the block at the margin in which the part stands, as a
	// neighbour does in its process with the groups that it belongs to; the end
	// of that block must be there.
	Around
	// Nowhere: the system has no such statement.
	Nowhere
)

// plan mirrors the model's types: what to do with each field at one path.
type plan struct {
	fields []fieldPlan
	// refs says that an ACLRef lies at or below this path.
	refs bool
}

type fieldPlan struct {
	index int
	kind  fieldKind
	path  string
	rules []AbsenceRule
	sub   *plan
	// ref says that the field is an ACLRef, six that it names an IPv6 filter.
	ref, six bool
}

type fieldKind uint8

const (
	factField fieldKind = iota
	partField
	listField
)

// NewAbsence compiles rules, keyed by path ("ssh.versions",
// "services.*.enabled"; * stands for one step). It reports a path that is in
// no model and a value of the wrong type.
func NewAbsence(os string, rules map[string][]AbsenceRule) (*Absence, error) {
	a := &Absence{os: os, rules: map[string][]AbsenceRule{}}
	for k := range rules {
		if strings.Contains(k, "*") {
			a.stars = append(a.stars, k)
		}
	}
	sort.Strings(a.stars)
	used := map[string]bool{}
	root, err := a.build(reflect.TypeFor[Device](), "", rules, used)
	if err != nil {
		return nil, err
	}
	a.root = root
	for path := range rules {
		if !used[path] {
			return nil, fmt.Errorf("absence of %s: %q is no fact of the model", os, path)
		}
	}
	return a, nil
}

func (a *Absence) build(t reflect.Type, prefix string, rules map[string][]AbsenceRule, used map[string]bool) (*plan, error) {
	p := &plan{}
	err := EachField(t, prefix, func(i int, path string, ft reflect.Type) error {
		f := fieldPlan{path: path, index: i}
		f.rules = a.match(rules, path, used)
		if f.rules != nil {
			a.rules[path] = f.rules
		}
		var err error
		switch {
		case IsFact(ft):
			err = checkValues(ft, path, f.rules)
		case ft.Kind() == reflect.Struct:
			f.kind = partField
			f.sub, err = a.build(ft, path+".", rules, used)
			f.ref = ft == aclRefType
			f.six = f.ref && strings.Contains(path[strings.LastIndexByte(path, '.')+1:], "6")
			p.refs = p.refs || f.ref || err == nil && f.sub.refs
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
			f.kind = listField
			f.sub, err = a.build(ft.Elem().Elem(), path+".", rules, used)
			p.refs = p.refs || err == nil && f.sub.refs
		default:
			return nil
		}
		if f.rules != nil && f.kind == factField || f.sub != nil && (f.ref || f.sub.refs || len(f.sub.fields) > 0) {
			p.fields = append(p.fields, f)
		}
		return err
	})
	return p, err
}

// checkValues sees that every default has the fact's type.
func checkValues(ft reflect.Type, path string, rules []AbsenceRule) error {
	for _, r := range rules {
		f := reflect.New(ft).Interface().(Fact)
		if r.How == Default && !f.settle(r.Value, Default) {
			return fmt.Errorf("absence: %s: default %v has the wrong type", path, r.Value)
		}
	}
	return nil
}

// match finds the rules of a path: an exact key, else one with * steps.
func (a *Absence) match(rules map[string][]AbsenceRule, path string, used map[string]bool) []AbsenceRule {
	if r, ok := rules[path]; ok {
		used[path] = true
		return r
	}
	var out []AbsenceRule
	for _, k := range a.stars {
		if globPath(k, path) {
			used[k] = true
			if out == nil {
				out = rules[k]
			}
		}
	}
	return out
}

func globPath(pattern, path string) bool {
	p, q := strings.Split(pattern, "."), strings.Split(path, ".")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != "*" && p[i] != q[i] {
			return false
		}
	}
	return true
}

// Reads reports whether the parser for this system reads the fact or list at path.
func (a *Absence) Reads(path string) bool { return a != nil && len(a.rules[path]) > 0 }

// Paths returns every path that the parser reads, sorted.
func (a *Absence) Paths() []string {
	var out []string
	for p := range a.rules {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

// Place returns where a line that states the fact at path can stand: Anywhere
// where the rows of several releases do not agree.
func (a *Absence) Place(path string) Place {
	if a == nil || len(a.rules[path]) == 0 {
		return Anywhere
	}
	rules := a.rules[path]
	for i := range rules {
		if rules[i].Place != rules[0].Place {
			return Anywhere
		}
	}
	return rules[0].Place
}

// Rule returns the row that applies to path for a release ("" where the
// release is not known), and whether there is one.
func (a *Absence) Rule(path, version string) (AbsenceRule, bool) {
	if a == nil {
		return AbsenceRule{}, false
	}
	if r := choose(a.rules[path], ParseVersion(version)); r != nil {
		return *r, true
	}
	return AbsenceRule{}, false
}

// What absence means where no row decides. They are never changed.
var (
	needsRelease = &AbsenceRule{How: Unknown, Why: "the default depends on the release, which the file does not name"}
	otherRelease = &AbsenceRule{How: Unknown, Why: "no default is known for this release"}
)

// choose picks the row for a release, nil where there are none. Where the
// release is not known and the rows disagree, the meaning of absence is
// Unknown.
func choose(rules []AbsenceRule, v Version) *AbsenceRule {
	if len(rules) == 0 || rules[0].Versions == nil {
		return first(rules)
	}
	var first *AbsenceRule
	for i := range rules {
		r := &rules[i]
		switch {
		case r.Versions == nil:
			if first == nil || same(*first, *r) {
				return r
			}
			return needsRelease
		case v == nil:
			if first != nil && !same(*first, *r) {
				return needsRelease
			}
			first = r
		case r.Versions.Has(v):
			return r
		}
	}
	if first != nil {
		return needsRelease
	}
	return otherRelease
}

func first(rules []AbsenceRule) *AbsenceRule {
	if len(rules) == 0 {
		return nil
	}
	return &rules[0]
}

func same(a, b AbsenceRule) bool { return a.How == b.How && reflect.DeepEqual(a.Value, b.Value) }

var howField, _ = reflect.TypeFor[F[bool]]().FieldByName("How")

// apply settles every fact of the struct v that its parser left alone.
func (p *plan) apply(v reflect.Value, ver Version) {
	for i := range p.fields {
		f := &p.fields[i]
		switch f.kind {
		case factField:
			fact := v.Field(f.index)
			how := fact.Field(howField.Index[0])
			if how.Uint() != uint64(NotRead) {
				continue
			}
			switch r := choose(f.rules, ver); {
			case r == nil:
			case r.How == Default:
				fact.Addr().Interface().(Fact).settle(r.Value, Default) // slow
			default:
				how.SetUint(uint64(r.How))
			}
		case partField:
			f.sub.apply(v.Field(f.index), ver)
		case listField:
			list := v.Field(f.index)
			for k := range list.Len() {
				f.sub.apply(list.Index(k).Elem(), ver)
			}
		}
	}
}
