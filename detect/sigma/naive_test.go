package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// naive answers which rules match by walking along each rule's tests, on maps
// and with expressions in place of patterns: nothing of it is the engine's.
type naive struct {
	rules []*naiveNode
	keys  map[string]int
	tests []naiveTest
	memo  []int8
	names map[string]int // of fields
}

type naiveTest struct {
	t      *rule.Test
	glob   *regexp.Regexp
	lower  rule.Pattern // in lower case, unless cased
	plain  string       // of a pattern that is text, perhaps with Any around it
	before bool
	after  bool
	// field and ref are places in naiveEvent.fields.
	field, ref int
}

// naiveNode is a rule.Node whose tests are numbered; those that ask the same
// have one number.
type naiveNode struct {
	op      rule.Op
	n, test int
	kids    []*naiveNode
}

func newNaive(rules []*rule.Rule) *naive {
	n := &naive{keys: map[string]int{}, names: map[string]int{}}
	for _, r := range rules {
		n.rules = append(n.rules, n.tree(r.Match))
	}
	return n
}

func (n *naive) tree(x *rule.Node) *naiveNode {
	out := &naiveNode{op: x.Op, n: x.N}
	if x.Op == rule.Leaf {
		out.test = n.add(x.Test)
	}
	for _, kid := range x.Kids {
		out.kids = append(out.kids, n.tree(kid))
	}
	return out
}

func (n *naive) add(t *rule.Test) int {
	key := t.Key()
	if id, ok := n.keys[key]; ok {
		return id
	}
	x := newNaiveTest(t)
	x.field, x.ref = n.field(t.Field), n.field(t.Ref)
	n.keys[key] = len(n.tests)
	n.tests = append(n.tests, x)
	return len(n.tests) - 1
}

// field is the place of a field's name.
func (n *naive) field(name string) int {
	if _, ok := n.names[name]; !ok {
		n.names[name] = len(n.names)
	}
	return n.names[name]
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
	for _, piece := range t.Pattern {
		if !t.Cased {
			piece.Value = strings.ToLower(piece.Value)
		}
		x.lower = append(x.lower, piece)
	}
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

// naiveEvent is a record, taken apart. A field that is missing is nil.
type naiveEvent struct {
	fields   [][]*naiveText
	keywords []*naiveText
}

// naiveText is a value; nothing of it counts where it is null.
type naiveText struct {
	text, lower string
	// odd says that a letter folds to one of ASCII.
	odd, null bool
}

func (n *naive) match(e *Engine, r *Record) []int32 {
	event := naiveEvent{fields: make([][]*naiveText, len(n.names))}
	for i := range r.values {
		v := &r.values[i]
		text := &naiveText{text: v.text, lower: strings.ToLower(v.text), odd: strings.ContainsAny(v.text, "\u017f\u212a"), null: v.null}
		if v.field != Other {
			if at, ok := n.names[e.fieldNames[v.field]]; ok {
				event.fields[at] = append(event.fields[at], text)
			}
		}
		if v.keywords && !v.null {
			event.keywords = append(event.keywords, text)
		}
	}
	n.memo = make([]int8, len(n.tests))
	var out []int32
	for i, root := range n.rules {
		if n.node(root, &event) {
			out = append(out, int32(i))
		}
	}
	return out
}

func (n *naive) node(x *naiveNode, e *naiveEvent) bool {
	if x.kids == nil && x.op == rule.Leaf {
		if n.memo[x.test] == 0 {
			n.memo[x.test] = 1
			if n.test(&n.tests[x.test], e) {
				n.memo[x.test] = 2
			}
		}
		return n.memo[x.test] == 2
	}
	count := 0
	for _, kid := range x.kids {
		if n.node(kid, e) {
			if count++; x.op == rule.Or {
				return true
			}
		} else if x.op == rule.And {
			return false
		}
	}
	switch x.op {
	case rule.And:
		return true
	case rule.Not:
		return count == 0
	case rule.AtLeast:
		return count >= x.n
	}
	return false
}

func (n *naive) test(x *naiveTest, e *naiveEvent) bool {
	values := e.fields[x.field]
	present := values != nil
	if x.t.Field == "" {
		values, present = e.keywords, true
	}
	switch x.t.Kind {
	case rule.Null:
		return !present || values[len(values)-1].null
	case rule.Exists:
		return present
	case rule.FieldRef:
		return n.refers(values, e.fields[x.ref], x)
	}
	for _, v := range values {
		if !v.null && n.text(x, v) {
			return true
		}
	}
	return false
}

func (n *naive) refers(values, others []*naiveText, x *naiveTest) bool {
	for _, v := range values {
		for _, w := range others {
			if !v.null && !w.null && x.t.Part == rule.Whole && !x.t.Cased && strings.EqualFold(v.text, w.text) {
				return true
			}
		}
	}
	return false
}

func (n *naive) text(x *naiveTest, value *naiveText) bool {
	v, lower := value.text, value.lower
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
		if value.odd {
			return x.glob.MatchString(v)
		}
		if x.t.Cased {
			lower = v
		}
		return fits(x.lower, lower)
	case x.before && x.after:
		return strings.Contains(lower, x.plain)
	case x.before:
		return strings.HasSuffix(lower, x.plain)
	case x.after:
		return strings.HasPrefix(lower, x.plain)
	}
	return lower == x.plain
}

// fits tries every way to lay a pattern over a text.
func fits(p rule.Pattern, s string) bool {
	if len(p) == 0 {
		return s == ""
	}
	switch p[0].Kind {
	case rule.Any:
		if len(p) == 1 {
			return true
		}
		for {
			if fits(p[1:], s) {
				return true
			}
			if s == "" {
				return false
			}
			_, n := utf8.DecodeRuneInString(s)
			if s = s[n:]; p[1].Kind == rule.Text {
				i := strings.Index(s, p[1].Value)
				if i < 0 {
					return false
				}
				s = s[i:]
			}
		}
	case rule.Text:
		rest, ok := strings.CutPrefix(s, p[0].Value)
		return ok && fits(p[1:], rest)
	}
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && (p[0].Kind == rule.One || strings.ContainsRune(rule.Dashes, r)) && fits(p[1:], s[n:])
}
