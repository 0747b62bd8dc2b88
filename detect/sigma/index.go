package sigma

import (
	"slices"

	"github.com/linewarden/linewarden/detect/needle"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// index finds the witnesses in a record.
type index struct {
	// rules[from:to] are those that a predicate is a witness of.
	rules  []int32
	ranges []span
	// indexed are the predicates that are found by what follows: one that was
	// not found is not true.
	indexed []bool

	needles *needle.Set
	// uses are what is to be asked where a needle stands.
	uses      []use
	useRanges []span
	// scanned has, for each field, whether a needle may stand in it; anyNeedle
	// says that one may stand in values that keywords look at.
	scanned   []bool
	anyNeedle bool

	exact exactTable
	// present are the predicates to ask when a field is there, by field.
	present [][]int32
	// foreign are the expressions, by field, whose k or s may stand for a letter
	// outside of ASCII, so that their literals are not to be relied on there;
	// foreignAny are those that keywords ask for.
	foreign    [][]int32
	foreignAny []int32
	// keywords are those to ask of every event.
	keywords []int32
}

type span struct{ from, to int32 }

// use is one predicate that a needle may prove.
type use struct {
	predicate int32
	field     FieldID
	any       bool
	proof     proof
}

// proof says when a needle found is the predicate proven.
type proof uint8

const (
	check proof = iota // compare the value
	anywhere
	atStart
	atEnd
)

// buildIndex chooses the witnesses of all rules.
func (c *compiler) buildIndex() error {
	byPredicate := make([][]int32, len(c.predicates))
	for i, root := range c.roots {
		w := c.witness(root)
		c.found = append(c.found, foundBy(w.cost))
		if w.cost >= noWitness.cost {
			c.always = append(c.always, int32(i))
			continue
		}
		slices.Sort(w.predicates)
		for _, p := range slices.Compact(w.predicates) {
			byPredicate[p] = append(byPredicate[p], int32(i))
		}
	}
	x := &c.index
	x.ranges, x.rules = flatten(byPredicate)
	x.indexed = make([]bool, len(c.predicates))
	x.present = make([][]int32, len(c.fieldNames))
	x.foreign = make([][]int32, len(c.fieldNames))
	x.scanned = make([]bool, len(c.fieldNames))
	b := indexBuilder{index: x, needles: map[string]int{}}
	for i := range c.predicates {
		// An expression costs so much that it is only searched for where its
		// literals stand, whether or not it is a witness.
		p := &c.predicates[i]
		if len(byPredicate[i]) > 0 || p.kind == rule.Regexp && len(p.literals()) > 0 {
			x.indexed[i] = true
			b.add(int32(i), p)
		}
	}
	return b.finish()
}

// flatten lays lists one behind the other.
func flatten[T any](lists [][]T) ([]span, []T) {
	spans := make([]span, len(lists))
	var all []T
	for i, list := range lists {
		spans[i] = span{int32(len(all)), int32(len(all) + len(list))}
		all = append(all, list...)
	}
	return spans, all
}

type indexBuilder struct {
	*index
	needles map[string]int
	texts   []string
	users   [][]use
	exacts  []exactEntry
}

// add lets a predicate be found in the way that witnessOf reckoned with.
func (b *indexBuilder) add(i int32, p *predicate) {
	exact, literals := p.exact(), p.literals()
	switch {
	case p.kind == rule.Unresolved:
	case exact != "":
		b.exacts = append(b.exacts, exactEntry{field: p.field, text: exact, predicate: i, check: p.cased})
	case len(literals) > 0:
		for _, s := range literals {
			b.needle(s, use{predicate: i, field: p.field, any: p.any, proof: p.proof(s)})
		}
		switch {
		case p.kind != rule.Regexp:
		case p.any:
			b.foreignAny = append(b.foreignAny, i)
		default:
			b.foreign[p.field] = append(b.foreign[p.field], i)
		}
	case p.any:
		b.keywords = append(b.keywords, i)
	default:
		b.present[p.field] = append(b.present[p.field], i)
	}
}

func (b *indexBuilder) needle(text string, u use) {
	n, ok := b.needles[text]
	if !ok {
		n = len(b.texts)
		b.needles[text] = n
		b.texts = append(b.texts, text)
		b.users = append(b.users, nil)
	}
	b.users[n] = append(b.users[n], u)
	if u.any {
		b.anyNeedle = true
	} else {
		b.scanned[u.field] = true
	}
}

// proof says what of a pattern is left to compare once its literal was found.
func (p *predicate) proof(literal string) proof {
	x := p.glob.pieces
	if p.kind != rule.Match || p.cased {
		return check
	}
	text := func(i int) bool { return x[i].Kind == rule.Text && x[i].Value == literal }
	wild := func(i int) bool { return x[i].Kind == rule.Any }
	switch {
	case len(x) == 3 && wild(0) && text(1) && wild(2):
		return anywhere
	case len(x) == 2 && text(0) && wild(1):
		return atStart
	case len(x) == 2 && wild(0) && text(1):
		return atEnd
	}
	return check
}

func (b *indexBuilder) finish() error {
	b.useRanges, b.uses = flatten(b.users)
	set, err := needle.New(b.texts)
	if err != nil {
		return err
	}
	b.index.needles = set
	b.exact.build(b.exacts)
	return nil
}
