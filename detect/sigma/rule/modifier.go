package rule

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// item is a key of a selection, taken apart: a field and what is done with its
// values.
type item struct {
	field string
	line  int
	// names are the modifiers in their order; transforms those that change text.
	names, transforms []string
	kind              Kind
	part              Part
	order             Order
	unit              Unit
	flags             string
	cased, all, neq   bool
	expand, regexp    bool
}

var orders = map[string]Order{"lt": Less, "lte": LessOrEqual, "gt": Greater, "gte": GreaterOrEqual}

var units = map[string]Unit{"minute": Minute, "hour": Hour, "day": Day, "week": Week, "month": Month, "year": Year}

// transforms are the modifiers that make text of text.
var transforms = []string{"contains", "startswith", "endswith", "base64", "base64offset", "utf16le", "wide", "utf16be", "utf16", "windash"}

// parseKey takes a key apart.
func parseKey(key string, line int) (*item, error) {
	field, rest, some := strings.Cut(key, "|")
	it := &item{field: field, line: line}
	if !some {
		return it, nil
	}
	it.names = strings.Split(rest, "|")
	for _, name := range it.names {
		if err := it.modify(name); err != nil {
			return nil, err
		}
	}
	return it, it.consistent()
}

// modify takes one modifier in.
func (it *item) modify(name string) error {
	order, ordered := orders[name]
	unit, timed := units[name]
	switch {
	case ordered:
		it.kind, it.order = Compare, order
	case timed:
		if it.kind != Compare {
			it.kind, it.order = Compare, Equal
		}
		it.unit = unit
	case slices.Contains(transforms, name):
		it.transforms = append(it.transforms, name)
	case name == "i" || name == "m" || name == "s":
		it.flags += name
	default:
		return it.modifyKind(name)
	}
	return nil
}

// modifyKind takes in a modifier that is no transformation and no comparison.
func (it *item) modifyKind(name string) error {
	switch name {
	case "all":
		it.all = true
	case "neq":
		it.neq = true
	case "cased":
		it.cased = true
	case "expand":
		it.expand = true
	case "re":
		it.kind, it.regexp = Regexp, true
	case "cidr":
		it.kind = CIDR
	case "exists":
		it.kind = Exists
	case "fieldref":
		it.kind = FieldRef
	default:
		return fmt.Errorf("%q is no modifier", name)
	}
	return nil
}

// consistent says which modifiers cannot stand together.
func (it *item) consistent() error {
	kinds := 0
	for _, name := range it.names {
		_, ordered := orders[name]
		if ordered || slices.Contains([]string{"re", "cidr", "exists", "fieldref"}, name) {
			kinds++
		}
	}
	switch {
	case kinds > 1 || it.unit != None && it.kind != Compare:
		return fmt.Errorf("the modifiers %s exclude one another", strings.Join(it.names, ", "))
	case it.flags != "" && !it.regexp:
		return fmt.Errorf("the modifier %q belongs to re", it.flags)
	case it.kind == FieldRef:
		return it.fieldRefPart()
	case it.kind != Match && len(it.transforms) > 0:
		return fmt.Errorf("the modifier %s changes text, and %s takes none", it.transforms[0], it.names[len(it.names)-1])
	case it.field == "" && it.kind != Match && it.kind != Regexp:
		return fmt.Errorf("a keyword has no field for %s to look at", strings.Join(it.names, ", "))
	}
	return nil
}

func (it *item) fieldRefPart() error {
	parts := map[string]Part{"contains": Anywhere, "startswith": Start, "endswith": End}
	for _, name := range it.transforms {
		part, ok := parts[name]
		if !ok || it.part != Whole {
			return fmt.Errorf("the modifier %s changes text, and fieldref takes none", name)
		}
		it.part = part
	}
	if it.field == "" {
		return fmt.Errorf("a keyword has no field to compare with another")
	}
	return nil
}

// variants returns what one pattern becomes by the transformations, in their order.
func (it *item) variants(p Pattern) ([]Pattern, error) {
	all := []Pattern{p}
	for _, name := range it.transforms {
		var next []Pattern
		for _, q := range all {
			more, err := transform(name, q)
			if err != nil {
				return nil, err
			}
			next = append(next, more...)
		}
		all = next
	}
	return all, nil
}

func transform(name string, p Pattern) ([]Pattern, error) {
	any := Pattern{{Kind: Any}}
	switch name {
	case "contains":
		return []Pattern{any.join(p).join(any)}, nil
	case "startswith":
		return []Pattern{p.join(any)}, nil
	case "endswith":
		return []Pattern{any.join(p)}, nil
	case "windash":
		return []Pattern{windash(p)}, nil
	}
	text, ok := p.plain()
	if !ok {
		return nil, fmt.Errorf("%s encodes text, and a wildcard has no code", name)
	}
	var out []Pattern
	for _, s := range encode(name, text) {
		out = append(out, Literal(s))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s leaves nothing of a value that short", name)
	}
	return out, nil
}

func encode(name, text string) []string {
	switch name {
	case "base64":
		return []string{base64.StdEncoding.EncodeToString([]byte(text))}
	case "base64offset":
		return base64Offsets(text)
	case "utf16be":
		return []string{utf16Bytes(text, binary.BigEndian, false)}
	case "utf16":
		return []string{utf16Bytes(text, binary.LittleEndian, true)}
	}
	return []string{utf16Bytes(text, binary.LittleEndian, false)}
}
