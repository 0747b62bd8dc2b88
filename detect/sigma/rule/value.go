package rule

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxPlaceholderValues bounds what one value may grow to by placeholders.
const maxPlaceholderValues = 100_000

// tests returns the node for all values of an item.
func (d *detection) tests(it *item, values []*yaml.Node) (*Node, error) {
	op := Or
	if it.all {
		op = And
	}
	node := &Node{Op: op}
	for _, v := range values {
		kid, err := d.value(it, v)
		if err != nil {
			return nil, err
		}
		node.Kids = append(node.Kids, kid)
	}
	out := simple(node)
	if it.neq {
		out = &Node{Op: Not, Kids: []*Node{out}}
	}
	return out, nil
}

// simple takes away an And or Or around a single node.
func simple(n *Node) *Node {
	if (n.Op == And || n.Op == Or) && len(n.Kids) == 1 {
		return n.Kids[0]
	}
	return n
}

// value returns the node for one value.
func (d *detection) value(it *item, v *yaml.Node) (*Node, error) {
	if v.Kind == yaml.AliasNode {
		v = v.Alias
	}
	if v.Kind != yaml.ScalarNode {
		return nil, d.fail(v.Line, "a value of %q is a list or a map", it.field)
	}
	if d.count++; d.count > maxTests {
		return nil, d.fail(v.Line, "more than %d values", maxTests)
	}
	node, err := d.scalar(it, v)
	if err != nil {
		return nil, d.fail(v.Line, "%s: %w", name(it.field), err)
	}
	return node, nil
}

func name(field string) string {
	if field == "" {
		return "a keyword"
	}
	return field
}

func (d *detection) scalar(it *item, v *yaml.Node) (*Node, error) {
	test := &Test{Field: it.field, Line: v.Line, Kind: it.kind, Cased: it.cased, Part: it.part, Order: it.order, Unit: it.unit}
	if v.Tag == "!!null" {
		if it.kind != Match || len(it.transforms) > 0 || it.field == "" {
			return nil, fmt.Errorf("null is no text")
		}
		test.Kind = Null
		return leaf(test), nil
	}
	text := canonical(v)
	switch it.kind {
	case Exists:
		if v.Tag != "!!bool" {
			return nil, fmt.Errorf("exists takes true or false, and not %q", text)
		}
		if text == "false" {
			return &Node{Op: Not, Kids: []*Node{leaf(test)}}, nil
		}
		return leaf(test), nil
	case FieldRef:
		test.Ref = text
		return leaf(test), nil
	}
	return d.texts(it, test, text, v)
}

// texts returns the node for a value that may hold placeholders.
func (d *detection) texts(it *item, test *Test, text string, v *yaml.Node) (*Node, error) {
	if !it.expand {
		return it.text(test, text, v.Tag == "!!str")
	}
	values, missing := d.expand(text, it.regexp)
	if missing != "" {
		d.placeholder(missing)
		return leaf(&Test{Field: it.field, Line: v.Line, Kind: Unresolved, Ref: missing}), nil
	}
	if d.count += len(values); d.count > maxPlaceholderValues {
		return nil, fmt.Errorf("placeholders give more than %d values", maxPlaceholderValues)
	}
	node := &Node{Op: Or}
	for _, s := range values {
		kid, err := it.text(test, s, true)
		if err != nil {
			return nil, err
		}
		node.Kids = append(node.Kids, kid)
	}
	return simple(node), nil
}

// text returns the node for a text; escapes says that it may hold wildcards.
func (it *item) text(like *Test, text string, escapes bool) (*Node, error) {
	test := *like
	var err error
	switch it.kind {
	case Regexp:
		test.Regexp, err = compileRegexp(text, it.flags)
	case CIDR:
		test.Prefix, err = prefix(text)
	case Compare:
		if test.Number, err = strconv.ParseFloat(strings.TrimSpace(text), 64); err != nil {
			err = fmt.Errorf("%q is no number", text)
		}
	default:
		return it.patterns(like, text, escapes)
	}
	return leaf(&test), err
}

func (it *item) patterns(like *Test, text string, escapes bool) (*Node, error) {
	p := Literal(text)
	if escapes {
		p = ParsePattern(text)
	}
	variants, err := it.variants(p)
	if err != nil {
		return nil, err
	}
	node := &Node{Op: Or}
	for _, q := range variants {
		test := *like
		test.Pattern = it.placed(q)
		node.Kids = append(node.Kids, leaf(&test))
	}
	return simple(node), nil
}

// placed lets a keyword stand anywhere, if nothing says where it stands.
func (it *item) placed(p Pattern) Pattern {
	if it.field != "" {
		return p
	}
	for _, name := range it.transforms {
		if name == "startswith" || name == "endswith" {
			return p
		}
	}
	any := Pattern{{Kind: Any}}
	return any.join(p).join(any)
}

func leaf(t *Test) *Node { return &Node{Op: Leaf, Test: t} }

// canonical is the text of a scalar: of a number, its shortest decimal form.
func canonical(v *yaml.Node) string {
	switch v.Tag {
	case "!!int":
		var n int64
		if v.Decode(&n) == nil {
			return strconv.FormatInt(n, 10)
		}
	case "!!float":
		var f float64
		if v.Decode(&f) == nil {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	case "!!bool":
		return strings.ToLower(v.Value)
	}
	return v.Value
}

// compileRegexp compiles an expression in the syntax that RE2 and PCRE share.
func compileRegexp(text, flags string) (*regexp.Regexp, error) {
	if flags != "" {
		text = "(?" + flags + ")" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("not an expression that can be searched for in bounded time: %w", err)
	}
	return re, nil
}

// prefix reads a network, or a single address.
func prefix(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, fmt.Errorf("%q is no network", text)
	}
	return p.Masked(), nil
}
