package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// naive answers which rules match by walking along each rule's tests, on maps
// and with expressions in place of patterns: nothing of it is the engine's.
type naive struct {
	rules []*rule.Rule
	ids   map[*rule.Test]int
	keys  map[string]int
	tests []naiveTest
	memo  []int8
}

type naiveTest struct {
	t      *rule.Test
	glob   *regexp.Regexp
	plain  string // of a pattern that is text, perhaps with Any around it
	before bool
	after  bool
}

func newNaive(rules []*rule.Rule) *naive {
	n := &naive{rules: rules, ids: map[*rule.Test]int{}, keys: map[string]int{}}
	for _, r := range rules {
		for _, t := range tests(r.Match, nil) {
			n.add(t)
		}
	}
	return n
}

func (n *naive) add(t *rule.Test) {
	key := t.Key()
	id, ok := n.keys[key]
	if !ok {
		id = len(n.tests)
		n.keys[key] = id
		n.tests = append(n.tests, newNaiveTest(t))
	}
	n.ids[t] = id
}

func newNaiveTest(t *rule.Test) naiveTest {
	x := naiveTest{t: t}
	if t.Kind != rule.Match {
		return x
	}
	p := t.Pattern
	if len(p) > 0 && p[0].Kind == rule.Any {
		x.before, p = true, p[1:]
	}
	if len(p) > 0 && p[len(p)-1].Kind == rule.Any {
		x.after, p = true, p[:len(p)-1]
	}
	if len(p) == 1 && p[0].Kind == rule.Text && isASCII(p[0].Value) {
		x.plain = strings.ToLower(p[0].Value)
		return x
	}
	x.glob = globExpression(t)
	return x
}

// globExpression spells a pattern as an expression.
func globExpression(t *rule.Test) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?s")
	if !t.Cased {
		b.WriteString("i")
	}
	b.WriteString(")^")
	for _, x := range t.Pattern {
		switch x.Kind {
		case rule.Any:
			b.WriteString(".*")
		case rule.One:
			b.WriteString(".")
		case rule.Dash:
			b.WriteString("[" + regexp.QuoteMeta(rule.Dashes) + "]")
		default:
			b.WriteString(regexp.QuoteMeta(x.Value))
		}
	}
	return regexp.MustCompile(b.String() + "$")
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// naiveEvent is a record as maps.
type naiveEvent struct {
	fields   map[string][]*string
	lower    map[*string]string
	keywords []*string
}

func (n *naive) match(e *Engine, r *Record) []int32 {
	event := naiveEvent{fields: map[string][]*string{}, lower: map[*string]string{}}
	for i := range r.values {
		v := &r.values[i]
		var text *string
		if !v.null {
			text = &v.text
			event.lower[text] = strings.ToLower(v.text)
		}
		if v.field != Other {
			event.fields[e.fieldNames[v.field]] = append(event.fields[e.fieldNames[v.field]], text)
		}
		if v.keywords && text != nil {
			event.keywords = append(event.keywords, text)
		}
	}
	n.memo = make([]int8, len(n.tests))
	var out []int32
	for i, rule := range n.rules {
		if n.node(rule.Match, &event) {
			out = append(out, int32(i))
		}
	}
	return out
}

func (n *naive) node(x *rule.Node, e *naiveEvent) bool {
	count := 0
	for _, kid := range x.Kids {
		if n.node(kid, e) {
			count++
		}
	}
	switch x.Op {
	case rule.And:
		return count == len(x.Kids)
	case rule.Or:
		return count > 0
	case rule.Not:
		return count == 0
	case rule.AtLeast:
		return count >= x.N
	}
	id := n.ids[x.Test]
	if n.memo[id] == 0 {
		n.memo[id] = 1
		if n.test(&n.tests[id], e) {
			n.memo[id] = 2
		}
	}
	return n.memo[id] == 2
}

func (n *naive) test(x *naiveTest, e *naiveEvent) bool {
	values, present := e.fields[x.t.Field], true
	if x.t.Field == "" {
		values = e.keywords
	} else {
		_, present = e.fields[x.t.Field]
	}
	switch x.t.Kind {
	case rule.Null:
		return !present || values[len(values)-1] == nil
	case rule.Exists:
		return present
	case rule.FieldRef:
		return n.refers(values, e.fields[x.t.Ref], x, e)
	}
	for _, v := range values {
		if v != nil && n.text(x, *v, e.lower[v]) {
			return true
		}
	}
	return false
}

func (n *naive) refers(values, others []*string, x *naiveTest, e *naiveEvent) bool {
	for _, v := range values {
		for _, w := range others {
			if v != nil && w != nil && x.t.Part == rule.Whole && !x.t.Cased && strings.EqualFold(*v, *w) {
				return true
			}
		}
	}
	return false
}

func (n *naive) text(x *naiveTest, v, lower string) bool {
	switch x.t.Kind {
	case rule.Regexp:
		return x.t.Regexp.MatchString(v)
	case rule.CIDR:
		a, err := netip.ParseAddr(v)
		return err == nil && x.t.Prefix.Contains(a)
	case rule.Compare:
		f, err := strconv.ParseFloat(v, 64)
		return err == nil && (x.t.Order == rule.Greater && f > x.t.Number || x.t.Order == rule.GreaterOrEqual && f >= x.t.Number ||
			x.t.Order == rule.Less && f < x.t.Number || x.t.Order == rule.LessOrEqual && f <= x.t.Number)
	case rule.Unresolved:
		return false
	}
	switch {
	case x.glob != nil:
		return x.glob.MatchString(v)
	case x.before && x.after:
		return strings.Contains(lower, x.plain)
	case x.before:
		return strings.HasSuffix(lower, x.plain)
	case x.after:
		return strings.HasPrefix(lower, x.plain)
	}
	return lower == x.plain
}
