package site

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/internal/nearest"
	"go.yaml.in/yaml/v3"
)

// KeyError is a key that a site description does not have.
type KeyError struct {
	Line int // counted from 1; 0 where it is not known
	// In is the section: networks, registers, checks, checks.ID.params, or ""
	// for every other place.
	In, Key string
	// Valid are the keys that may stand there, the most like it first.
	Valid []string
	// Near says that the first of Valid is so like Key that it may be meant.
	Near bool
}

func (e *KeyError) Error() string {
	at := atLine(e.Line)
	switch e.In {
	case "networks":
		return fmt.Sprintf("%snetworks.%s: no such purpose", at, e.Key)
	case "registers":
		return fmt.Sprintf("%sregisters.%s: no such register", at, e.Key)
	case "checks":
		return fmt.Sprintf("%schecks.%s: no such check", at, e.Key)
	case "":
		return fmt.Sprintf("%sunknown key %q", at, e.Key)
	}
	return fmt.Sprintf("%s%s.%s: the check has no such parameter", at, e.In, e.Key)
}

// KeyErrors are all keys that a site description does not have, by line.
type KeyErrors []*KeyError

func (all KeyErrors) Error() string {
	var texts []string
	for _, e := range all {
		texts = append(texts, e.Error())
	}
	return strings.Join(texts, "; ")
}

// check adds the keys of a mapping that are not valid.
func (all *KeyErrors) check(mapping *yaml.Node, in string, valid []string) {
	for k := range members(mapping) {
		if !slices.Contains(valid, k.Value) {
			all.add(k.Line, in, k.Value, valid)
		}
	}
}

func (all *KeyErrors) add(line int, in, key string, valid []string) {
	e := NewKeyError(line, key, valid)
	e.In = in
	*all = append(*all, e)
}

// NewKeyError is about a key at a line that is none of the valid ones.
func NewKeyError(line int, key string, valid []string) *KeyError {
	e := &KeyError{Line: line, Key: key, Valid: slices.Clone(valid)}
	e.sort()
	return e
}

// wrongKeys looks at every key of a site description.
func wrongKeys(doc *yaml.Node) KeyErrors {
	var all KeyErrors
	if len(doc.Content) == 0 {
		return nil
	}
	all.check(doc.Content[0], "", keys[siteFile]())
	for k, section := range members(doc.Content[0]) {
		switch k.Value {
		case "networks":
			var names []string
			for _, p := range Purposes() {
				names = append(names, string(p))
			}
			all.check(section, "networks", names)
		case "registers":
			var names []string
			for _, r := range Registers() {
				names = append(names, r.Name)
			}
			all.check(section, "registers", names)
			for _, register := range members(section) {
				for _, entry := range slices.Concat(register.Content, []*yaml.Node{register}) {
					all.check(entry, "", append(keys[Entry](), "file"))
				}
			}
		case "retention":
			for _, entry := range section.Content {
				all.check(entry, "", keys[Retention]())
			}
		case "checks":
			for _, t := range members(section) {
				all.check(t, "", keys[tuning]())
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *KeyError) int { return a.Line - b.Line })
	return all
}

// members are the keys and values of a mapping; none of what is no mapping. A
// merge ("<<") counts as no key: it repeats what is checked at its anchor.
func members(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if k := n.Content[i]; k.Tag != "!!merge" && !yield(k, n.Content[i+1]) {
				return
			}
		}
	}
}

// wrongKind is what the YAML package says of a value that does not fit; it
// names types of Go, which say nothing to who writes the file.
var wrongKind = regexp.MustCompile(`(?s)^line (\d+): cannot unmarshal .* into (.+)$`)

// wanted names a type of Go as a person would who writes the file.
func wanted(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return ", want a list: [a, b]"
	case strings.HasPrefix(goType, "map["), strings.Contains(goType, "."):
		return ", want keys with values"
	case goType == "bool":
		return ", want true or false"
	case goType == "string":
		return ", want text"
	}
	return ""
}

// Plain says what is wrong with values in words of the file, where the YAML
// package says it in types of Go. Other errors are returned as they are.
func Plain(err error) error {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		return err
	}
	var texts []string
	for _, text := range te.Errors {
		if m := wrongKind.FindStringSubmatch(text); m != nil {
			text = "line " + m[1] + ": not the kind of value that belongs here" + wanted(m[2])
		}
		texts = append(texts, text)
	}
	return errors.New(strings.Join(texts, "; "))
}

// keys are the keys of T in the order of its fields.
func keys[T any]() []string {
	var out []string
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		out = append(out, t.Field(i).Tag.Get("yaml"))
	}
	return out
}

// sort puts the key that is most like e.Key first.
func (e *KeyError) sort() {
	if len(e.Valid) == 0 {
		return
	}
	best, near := nearest.To(e.Key, e.Valid)
	e.Valid[0], e.Valid[best], e.Near = e.Valid[best], e.Valid[0], near
}
