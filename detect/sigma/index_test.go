package sigma

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/internal/realdata"
)

// realRules returns all rules of the set that is in use.
func realRules(tb testing.TB) []*rule.Rule {
	tb.Helper()
	var out []*rule.Rule
	for _, path := range realdata.Files(tb, "sigma-rules") {
		if !strings.HasSuffix(path, ".yml") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		f, errs := rule.Read(path, data, rule.Options{})
		if len(errs) > 0 {
			tb.Fatal(errs)
		}
		out = append(out, f.Rules...)
	}
	return out
}

func compiled(tb testing.TB, rules []*rule.Rule, filters []*rule.Filter) *Engine {
	tb.Helper()
	e, err := Compile(rules, filters)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// maker makes events that come near to matching some rules.
type maker struct {
	e *Engine
	r *rand.Rand
}

func tests(n *rule.Node, out []*rule.Test) []*rule.Test {
	if n.Test != nil {
		out = append(out, n.Test)
	}
	for _, kid := range n.Kids {
		out = tests(kid, out)
	}
	return out
}

// near is a value that a test is true of, or nearly.
func (m *maker) near(t *rule.Test) string {
	var b strings.Builder
	switch t.Kind {
	case rule.Match:
		for _, x := range t.Pattern {
			switch x.Kind {
			case rule.Text:
				b.WriteString(x.Value)
			case rule.Any:
				b.WriteString([]string{"", " ", "x", "foo bar", `\`}[m.r.IntN(5)])
			default:
				b.WriteString([]string{"-", "/", "y", ""}[m.r.IntN(4)])
			}
		}
	case rule.CIDR:
		return t.Prefix.Addr().Next().String()
	case rule.Compare:
		return strconv.Itoa(int(t.Number) + m.r.IntN(3) - 1)
	case rule.Regexp:
		p := predicate{kind: rule.Regexp, regexp: t.Regexp}
		return strings.Join(p.literals(), " ") + " AppData 127.0.0.1"
	}
	return m.spoil(b.String())
}

// spoil leaves most texts, and changes the case or a byte of others.
func (m *maker) spoil(s string) string {
	switch n := m.r.IntN(10); {
	case n == 0 && s != "":
		i := m.r.IntN(len(s))
		return s[:i] + "~" + s[i+1:]
	case n == 1:
		return strings.ToUpper(s)
	case n == 2:
		return s + "x"
	case n == 3:
		return "é" + s
	}
	return s
}

// fill makes one event from the tests of a few rules.
func (m *maker) fill(r *Record, rules []*rule.Rule) {
	r.Reset()
	for range 1 + m.r.IntN(3) {
		for _, t := range tests(rules[m.r.IntN(len(rules))].Match, nil) {
			if m.r.IntN(4) == 0 || t.Kind == rule.Null {
				continue
			}
			field := m.e.Field(t.Field)
			if t.Field == "" {
				field = Other
			}
			if m.r.IntN(50) == 0 && field != Other {
				r.AddNull(field)
			} else {
				r.Add(field, m.near(t), true)
			}
		}
	}
}

// TestIndexIsAScan compares, over all rules that are in use, what the index
// finds with what evaluating every rule finds.
func TestIndexIsAScan(t *testing.T) {
	rules := realRules(t)
	e := compiled(t, rules, nil)
	events, seed := 200, uint64(1)
	if !testing.Short() {
		events = 20_000
	}
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		events, seed = 1_000_000, rand.Uint64()
		t.Logf("seed %d", seed)
	}
	seen := make([]atomic.Int64, len(rules))
	t.Run("shards", func(t *testing.T) {
		for shard := range uint64(2) {
			t.Run(strconv.Itoa(int(shard)), func(t *testing.T) {
				t.Parallel()
				m := &maker{e: e, r: rand.New(rand.NewPCG(seed, shard))}
				compare(t, m, rules, events/2, seen)
			})
		}
	})
	matches, matched := int64(0), 0
	for i := range seen {
		if n := seen[i].Load(); n > 0 {
			matched++
			matches += n
		}
	}
	t.Logf("%d events, %d matches of %d rules of %d; %d rules without a witness", events, matches, matched, len(rules), len(e.always))
	if matches == 0 || !testing.Short() && matched < len(rules)*3/4 {
		t.Errorf("the events match only %d rules of %d", matched, len(rules))
	}
	if len(e.always) > 20 {
		t.Errorf("%d rules have no witness", len(e.always))
	}
}

// compare makes events and counts the matches of each rule.
func compare(t *testing.T, m *maker, rules []*rule.Rule, events int, seen []atomic.Int64) {
	fast, slow, r := m.e.NewMatcher(), newNaive(rules), m.e.NewRecord()
	for range events {
		m.fill(r, rules)
		got, want := fast.Match(r), slow.match(m.e, r)
		if !slices.Equal(got, want) {
			t.Errorf("index %v, scan %v", names(m.e, got), names(m.e, want))
			return
		}
		for _, i := range got {
			seen[i].Add(1)
		}
	}
}

func names(e *Engine, rules []int32) []string {
	var out []string
	for _, i := range rules {
		out = append(out, e.rules[i].Path)
	}
	return out
}
