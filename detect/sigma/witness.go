package sigma

import (
	"math"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"

	"github.com/linewarden/linewarden/detect/needle"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// A witness of a rule is a set of predicates of which one at least is true
// whenever the rule matches. Looking for them, and for nothing else, misses no
// match. The cheaper a witness, the fewer events have to be looked at for a rule
// that does not match them.

// witness is a set of predicates and what looking for them costs, in no unit.
type witness struct {
	predicates []int32
	cost       float64
}

var noWitness = witness{cost: math.Inf(1)}

// witness returns the cheapest witness of a node that is easily found.
func (c *compiler) witness(at int32) witness {
	n := &c.nodes[at]
	kids := c.kids[n.from:n.to]
	switch n.op {
	case rule.Leaf:
		return c.witnessOf(n.predicate)
	case rule.And:
		best := noWitness
		for _, kid := range kids {
			if w := c.witness(kid); w.cost < best.cost {
				best = w
			}
		}
		return best
	case rule.Or:
		return c.union(kids)
	case rule.AtLeast:
		// Of any len-n+1 kids one must be true.
		return c.union(kids[:len(kids)-int(n.n)+1])
	}
	return noWitness
}

func (c *compiler) union(kids []int32) witness {
	var out witness
	for _, kid := range kids {
		w := c.witness(kid)
		out.predicates = append(out.predicates, w.predicates...)
		out.cost += w.cost
	}
	return out
}

// witnessOf is the cost of looking for a predicate. One that is true of a field
// that is missing is no witness, and one without values is never true.
func (c *compiler) witnessOf(i int32) witness {
	p := &c.predicates[i]
	cost := 60.0
	switch {
	case p.kind == rule.Null:
		return noWitness
	case p.kind == rule.Unresolved:
		cost = 0
	case p.common:
		cost = 1000
	case p.exact() != "":
		cost = 1
	case len(p.literal()) >= needle.Min:
		cost = literalCost(p.literal())
	}
	if p.any && p.kind != rule.Unresolved {
		cost *= 4
	}
	return witness{[]int32{i}, cost}
}

// literalCost is lower for what texts hardly hold by chance.
func literalCost(s string) float64 {
	cost := 40.0
	for i := range s {
		if 'a' <= s[i] && s[i] <= 'z' || '0' <= s[i] && s[i] <= '9' || s[i] == ' ' {
			cost *= 0.75
		} else {
			cost *= 0.6
		}
	}
	return 1.5 + cost
}

// exact returns the folded text that a value has to be as a whole, "" for tests
// of another kind.
func (p *predicate) exact() string {
	if p.kind == rule.Match && !p.any && len(p.glob.pieces) == 1 && p.glob.pieces[0].Kind == rule.Text {
		return fold(p.glob.pieces[0].Value)
	}
	return ""
}

// literal returns the longest folded text that stands, byte for byte but for the
// case of ASCII, in every value which the test is true of; "" where there is none.
func (p *predicate) literal() string {
	best := ""
	take := func(s string) {
		if s = longestCaseless(s); len(s) > len(best) {
			best = needle.Fold(s)
		}
	}
	switch p.kind {
	case rule.Match:
		for _, x := range p.glob.pieces {
			take(x.Value)
		}
	case rule.Regexp:
		if re, err := syntax.Parse(p.regexp.String(), syntax.Perl); err == nil {
			required(re.Simplify(), take)
		}
	}
	return best
}

// longestCaseless returns the longest part of s in which every character is of
// ASCII, or has no other case.
func longestCaseless(s string) string {
	best, from := "", 0
	for i, r := range s {
		if r < utf8.RuneSelf || r != utf8.RuneError && unicode.SimpleFold(r) == r {
			continue
		}
		if i-from > len(best) {
			best = s[from:i]
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		from = i + n
	}
	if len(s)-from > len(best) {
		best = s[from:]
	}
	return best
}

// required calls take with texts that every match of an expression contains.
// Without regard to case, a letter of an expression may stand for one outside
// ASCII, so k and s end a text there.
func required(re *syntax.Regexp, take func(string)) {
	switch re.Op {
	case syntax.OpLiteral:
		runes := make([]rune, len(re.Rune))
		for i, r := range re.Rune {
			if runes[i] = r; re.Flags&syntax.FoldCase != 0 && (r|0x20 == 'k' || r|0x20 == 's') {
				runes[i] = utf8.RuneError
			}
		}
		take(string(runes))
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			required(sub, take)
		}
	case syntax.OpCapture, syntax.OpPlus:
		required(re.Sub[0], take)
	case syntax.OpRepeat:
		if re.Min > 0 {
			required(re.Sub[0], take)
		}
	}
}
