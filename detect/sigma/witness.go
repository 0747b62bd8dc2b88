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
	case p.kind == rule.Regexp:
		cost = regexpCost(p.literals())
	case len(p.literals()) > 0:
		cost = literalCost(p.literals()[0])
	}
	if p.any && p.kind != rule.Unresolved {
		cost *= 4
	}
	return witness{[]int32{i}, cost}
}

// regexpCost is that of looking for the literals of an expression; one without
// any has to be searched for in every text.
func regexpCost(literals []string) float64 {
	if len(literals) == 0 {
		return 5000
	}
	cost := 0.0
	for _, s := range literals {
		cost += literalCost(s)
	}
	return cost
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

// literals returns folded texts of which one at least stands, byte for byte but
// for the case of ASCII, in every value that the test is true of; none where that
// cannot be said of texts that are long enough to look for.
func (p *predicate) literals() []string {
	switch p.kind {
	case rule.Match:
		best := ""
		for _, x := range p.glob.pieces {
			if s := longestCaseless(x.Value); len(s) > len(best) {
				best = needle.Fold(s)
			}
		}
		return usable(best)
	case rule.Regexp:
		if re, err := syntax.Parse(p.regexp.String(), syntax.Perl); err == nil {
			return required(re.Simplify())
		}
	}
	return nil
}

func usable(s string) []string {
	if len(s) < needle.Min {
		return nil
	}
	return []string{s}
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

// maxLiterals bounds the texts of which an expression needs one.
const maxLiterals = 32

// required returns texts of which every match of an expression contains one,
// among texts of ASCII: without regard to case, k and s may stand for letters
// outside of it.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return usable(needle.Fold(longestCaseless(string(re.Rune))))
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if s := required(sub); len(s) > 0 && (best == nil || regexpCost(s) < regexpCost(best)) {
				best = s
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			s := required(sub)
			if len(s) == 0 || len(all)+len(s) > maxLiterals {
				return nil
			}
			all = append(all, s...)
		}
		return all
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	}
	return nil
}
