package sigma

import (
	"fmt"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// Engine is a set of compiled rules.
type Engine struct {
	rules      []*rule.Rule
	roots      []int32
	nodes      []node
	kids       []int32
	predicates []predicate
	fieldNames []string
	fieldIDs   map[string]FieldID
	index      index
	found      []Found
	// always are the rules that may match whatever an event holds.
	always []int32
}

// node is a rule.Node with its kids in Engine.kids[from:to].
type node struct {
	op        rule.Op
	predicate int32
	n         int32
	from, to  int32
}

// Compile compiles rules, with the filters that name them. Rules are known by
// their place in the slice from here on. Fields are further names that records
// are to hold, though no rule asks for them.
func Compile(rules []*rule.Rule, filters []*rule.Filter, fields ...string) (*Engine, error) {
	c := &compiler{Engine: &Engine{fieldIDs: map[string]FieldID{}}, known: map[string]int32{}}
	for _, r := range rules {
		c.rules = append(c.rules, r)
		c.roots = append(c.roots, c.node(filtered(r, filters)))
	}
	for _, f := range fields {
		c.field(f)
	}
	if err := c.buildIndex(); err != nil {
		return nil, fmt.Errorf("index of %d rules: %w", len(rules), err)
	}
	return c.Engine, nil
}

// Found is what brings a rule to be asked about an event, which is what it costs
// where it does not match.
type Found uint8

// The ways, from the cheapest.
const (
	// ByText means that one of its texts stands in the event.
	ByText Found = iota
	// ByKind means that the event is of a kind that many are.
	ByKind
	// BySearch means that an expression is searched for in every value of a field,
	// since no text is known that has to stand there.
	BySearch
	// Always means with every event.
	Always
)

func foundBy(cost float64) Found {
	switch {
	case cost >= noWitness.cost:
		return Always
	case cost >= 5000:
		return BySearch
	case cost >= 1000:
		return ByKind
	}
	return ByText
}

// Found says how the rule at a place is found.
func (e *Engine) Found(i int32) Found { return e.found[i] }

// Rules returns the rules in their order.
func (e *Engine) Rules() []*rule.Rule { return e.rules }

// Field returns the number of a field's name, Other where no rule asks for it.
func (e *Engine) Field(name string) FieldID {
	if id, ok := e.fieldIDs[name]; ok {
		return id
	}
	return Other
}

// Fields returns the names that rules ask for, by their numbers.
func (e *Engine) Fields() []string { return e.fieldNames }

// compiler is an engine in the making.
type compiler struct {
	*Engine
	// known are the numbers of predicates by the keys of their tests.
	known map[string]int32
	tests []*rule.Test
}

// node lays down a node behind its kids and returns its place.
func (c *compiler) node(n *rule.Node) int32 {
	out := node{op: n.Op, n: int32(n.N)}
	if n.Op == rule.Leaf {
		out.predicate = c.predicate(n.Test)
	} else {
		places := make([]int32, len(n.Kids))
		for i, kid := range n.Kids {
			places[i] = c.node(kid)
		}
		out.from = int32(len(c.kids))
		c.kids = append(c.kids, places...)
		out.to = int32(len(c.kids))
	}
	c.nodes = append(c.nodes, out)
	return int32(len(c.nodes) - 1)
}

func (c *compiler) field(name string) FieldID {
	id, ok := c.fieldIDs[name]
	if !ok {
		id = FieldID(len(c.fieldNames))
		c.fieldIDs[name] = id
		c.fieldNames = append(c.fieldNames, name)
	}
	return id
}

// predicate returns the number of a test; tests that ask the same share one.
func (c *compiler) predicate(t *rule.Test) int32 {
	key := t.Key()
	if i, ok := c.known[key]; ok {
		return i
	}
	p := predicate{
		kind: t.Kind, common: t.Common, field: Other, any: t.Field == "", cased: t.Cased, part: t.Part, order: t.Order, unit: t.Unit,
		number: t.Number, prefix: t.Prefix, regexp: t.Regexp, missing: t.Field,
	}
	switch t.Kind {
	case rule.Match:
		p.glob = newGlob(t.Pattern, t.Cased)
	case rule.FieldRef:
		p.ref = c.field(t.Ref)
	case rule.Unresolved:
		p.missing = "%" + t.Ref + "%"
	}
	if t.Field != "" {
		p.field = c.field(t.Field)
	}
	i := int32(len(c.predicates))
	c.predicates = append(c.predicates, p)
	c.tests = append(c.tests, t)
	c.known[key] = i
	return i
}

// filtered is what a rule asks once its filters are in force.
func filtered(r *rule.Rule, filters []*rule.Filter) *rule.Node {
	out := r.Match
	for _, f := range filters {
		if f.Takes(r) {
			out = &rule.Node{Op: rule.And, Kids: []*rule.Node{out, {Op: rule.Not, Kids: []*rule.Node{f.Suppress}}}}
		}
	}
	return out
}
