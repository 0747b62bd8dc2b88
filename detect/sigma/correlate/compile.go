package correlate

import (
	"fmt"
	"slices"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// Bounds of a correlation.
const (
	// MaxCount bounds the numbers of a condition.
	MaxCount = 1_000_000
	// MaxRules bounds the rules of temporal_ordered, which keeps one sequence
	// for each.
	MaxRules = 64
)

// Set is compiled correlations, known by their places.
type Set struct {
	all []compiled
	// byRule has, for each place of a rule, what it counts for; byCorrelation
	// the same for correlations that others count.
	byRule, byCorrelation [][]use
}

// compiled is one correlation.
type compiled struct {
	*rule.Correlation
	// span is the timespan in microseconds.
	span int64
	// keep is how many matches or values decide the condition, and one more.
	keep int
}

// use is that a rule, or a correlation, counts for a correlation.
type use struct {
	correlation int32
	// place is the rule's place in the correlation.
	place int32
	// group are the fields that make the group, value those that value_count
	// counts. Of a correlation that is counted they are places in its own group.
	group, value []string
	from         []int
}

// Compile resolves the rules that correlations name, among rules, whose places are
// those of the engine, and among the correlations themselves. Each error is a
// *rule.Error. Those without one are compiled whatever the others hold; Rules of
// the Set has them in order.
func Compile(cs []*rule.Correlation, rules []*rule.Rule) (*Set, []error) {
	c := &compiler{rules: names(len(rules), func(i int) *rule.Meta { return &rules[i].Meta }), state: make([]state, len(cs)), given: cs,
		correlations: names(len(cs), func(i int) *rule.Meta { return &cs[i].Meta }), place: make([]int32, len(cs))}
	c.set = &Set{byRule: make([][]use, len(rules))}
	for i := range cs {
		c.compile(i)
	}
	return c.set, c.errs
}

// Correlations returns those of the set by their places: one that counts another
// stands behind it.
func (s *Set) Correlations() []*rule.Correlation {
	out := make([]*rule.Correlation, len(s.all))
	for i := range s.all {
		out[i] = s.all[i].Correlation
	}
	return out
}

// Fields returns the names that correlations ask of events, sorted.
func (s *Set) Fields() []string {
	var out []string
	for _, uses := range s.byRule {
		for _, u := range uses {
			out = append(append(out, u.group...), u.value...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Uses returns the places of the correlations that count a rule, directly or
// through another.
func (s *Set) Uses(rule int32) []int32 {
	var out []int32
	var add func([]use)
	add = func(uses []use) {
		for _, u := range uses {
			if !slices.Contains(out, u.correlation) {
				out = append(out, u.correlation)
				add(s.byCorrelation[u.correlation])
			}
		}
	}
	add(s.byRule[rule])
	slices.Sort(out)
	return out
}

// state is how far a correlation is compiled.
type state uint8

const (
	untouched state = iota
	begun
	done
	failed
)

type compiler struct {
	set                 *Set
	given               []*rule.Correlation
	state               []state
	place               []int32
	rules, correlations map[string][]int
	errs                []error
}

// names indexes documents by id and by name.
func names(n int, meta func(int) *rule.Meta) map[string][]int {
	out := map[string][]int{}
	for i := range n {
		m := meta(i)
		for _, name := range []string{m.ID, m.Name} {
			if name != "" && !slices.Contains(out[name], i) {
				out[name] = append(out[name], i)
			}
		}
	}
	return out
}

// compile puts correlation i into the set, behind those it counts, and says
// whether it is there.
func (c *compiler) compile(i int) bool {
	switch c.state[i] {
	case done, failed:
		return c.state[i] == done
	case begun:
		return c.fail(i, "it counts itself", "")
	}
	c.state[i] = begun
	out := compiled{Correlation: c.given[i], span: c.given[i].Timespan.Microseconds(), keep: 1}
	for _, b := range out.Bounds {
		if b.N > MaxCount {
			return c.fail(i, fmt.Sprintf("counts above %d are not kept", MaxCount), "")
		}
		out.keep = max(out.keep, decides(b)+1)
	}
	if out.Type == rule.TemporalOrdered && len(out.Rules) > MaxRules {
		return c.fail(i, fmt.Sprintf("an order of more than %d rules is not followed", MaxRules), "")
	}
	uses, ok := c.resolve(i)
	if !ok {
		c.state[i] = failed
		return false
	}
	c.place[i] = int32(len(c.set.all))
	c.set.all = append(c.set.all, out)
	c.set.byCorrelation = append(c.set.byCorrelation, nil)
	for _, r := range uses {
		r.use.correlation = c.place[i]
		to := &c.set.byRule
		if r.correlation {
			to = &c.set.byCorrelation
		}
		(*to)[r.at] = append((*to)[r.at], r.use)
	}
	c.state[i] = done
	return true
}

// decides is the highest count that has to be told from lower ones.
func decides(b rule.Bound) int {
	if b.Op == "gte" || b.Op == "lt" {
		return b.N
	}
	return b.N + 1
}

func (c *compiler) fail(i int, text, advice string) bool {
	m := c.given[i]
	c.errs = append(c.errs, &rule.Error{Path: m.Path, Line: m.Line, Text: "correlation " + m.Key() + ": " + text, Hint: advice})
	c.state[i] = failed
	return false
}

// resolved is a use and by what.
type resolved struct {
	use         use
	at          int
	correlation bool
}

// resolve finds what correlation i counts.
func (c *compiler) resolve(i int) (out []resolved, ok bool) {
	of := c.given[i]
	for place, name := range of.Rules {
		rules, others := c.rules[name], c.correlations[name]
		switch {
		case len(rules)+len(others) > 1:
			return nil, c.fail(i, fmt.Sprintf("%d rules are called %q", len(rules)+len(others), name), "name it by its id")
		case len(rules) == 1:
			u := use{place: int32(place), group: fields(of, of.GroupBy, name), value: fields(of, of.Field, name)}
			out = append(out, resolved{u, rules[0], false})
		case len(others) == 1:
			if !c.compile(others[0]) {
				return nil, c.fail(i, fmt.Sprintf("%q, which it counts, cannot be evaluated", name), "")
			}
			from, missing := chained(of, c.given[others[0]], name)
			if missing != "" {
				return nil, c.fail(i, fmt.Sprintf("%q is no group of the correlation %q", missing, name), "a correlation of correlations groups by what they group by")
			}
			out = append(out, resolved{use{place: int32(place), from: from}, int(c.place[others[0]]), true})
		default:
			return nil, c.fail(i, fmt.Sprintf("no rule is called %q", name), "load the file that has it, or several documents in one file")
		}
	}
	return out, true
}

// fields replaces aliases by the fields that they stand for in a rule.
func fields(c *rule.Correlation, names []string, of string) []string {
	out := slices.Clone(names)
	for i, name := range out {
		if field, ok := c.Aliases[name][of]; ok {
			out[i] = field
		}
	}
	return out
}

// chained finds, for what a correlation groups by and counts, the places in the
// group of the correlation that it counts; missing is what is not there.
func chained(c, counted *rule.Correlation, name string) (from []int, missing string) {
	for _, f := range append(fields(c, c.GroupBy, name), fields(c, c.Field, name)...) {
		at := slices.Index(counted.GroupBy, f)
		if at < 0 {
			return nil, f
		}
		from = append(from, at)
	}
	return from, ""
}
