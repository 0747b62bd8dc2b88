package jsonevent

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// engine compiles rules of which each asks for one thing.
func engine(tb testing.TB, selections ...string) *sigma.Engine {
	tb.Helper()
	var rules []*rule.Rule
	for _, s := range selections {
		f, errs := rule.Read("r.yml", []byte("title: x\nlogsource: {product: any}\ndetection:\n  s: "+s+"\n  condition: s\n"), rule.Options{})
		if len(errs) > 0 {
			tb.Fatal(s, errs)
		}
		rules = append(rules, f.Rules...)
	}
	e, err := sigma.Compile(rules, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		selection, line string
		want            bool
	}{
		{"{a.b.c: x}", `{"a":{"b":{"c":"X"}}}`, true},
		{"{a.b.c: x}", `{"a.b":{"c":"x"}}`, true},
		{"{a.b.c: x}", `{"a.b.c":"x"}`, true},
		{"{a.b.c: x}", `{"a":{"b":"x"},"c":"x"}`, false},
		{"{a: 7}", `{"a":7}`, true},
		{"{a|gt: 6.5}", `{"a":7}`, true},
		{"{a: true}", `{"a":true}`, true},
		{"{a: null}", `{"a":null}`, true},
		{"{a: null}", `{"b":1}`, true},
		{"{a: null}", `{"a":""}`, false},
		{"{a: ''}", `{"a":""}`, true},
		{"{a: null}", `{"a":[]}`, true},
		{"{a|exists: true}", `{"a":[]}`, true},
		{"{a|exists: true}", `{"a":{"b":1}}`, true},
		{"{a|exists: true}", `{"b":{"a":1}}`, false},
		{"{a: y}", `{"a":["x","y"]}`, true},
		{"{a.b: y}", `{"a":[{"b":"x"},{"b":"y"}]}`, true},
		{"{a|contains|all: [x, y]}", `{"a":["1x","2y"]}`, true},
		{"['*needle*']", `{"a":{"b":["a NEEDLE here"]}}`, true},
		{"['*needle*']", `{"needle":"x"}`, false},
		{"{a: 'ü\"'}", `{"a":"\u00fc\""}`, true},
		{"{A: x}", `{"a":"x"}`, false},
	} {
		e := engine(t, c.selection)
		r, err := New(e).Fill(c.line)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		if got := len(e.NewMatcher().Match(r)) > 0; got != c.want {
			t.Errorf("%s of %s: %v", c.selection, c.line, got)
		}
	}
}

func TestRefused(t *testing.T) {
	f := New(engine(t, "{a: x}"))
	for _, line := range []string{"", "x", "[]", `"a"`, `{"a":`, `{"a":"x"`, `{"a":"x"}}`, `{"a" "x"}`, strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)} {
		if _, err := f.Fill(line); !errors.Is(err, ErrNoObject) {
			t.Errorf("%.40s: %v", line, err)
		}
	}
	if _, err := f.Fill(`{"a":[` + strings.Repeat("1,", MaxValues) + `1]}`); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
	// What came before leaves nothing behind.
	r, err := f.Fill(`{"b":"x"}`)
	if err != nil || len(engineMatch(t, f, r)) != 0 {
		t.Error(err, "an earlier event's values")
	}
}

func engineMatch(t *testing.T, f *Filler, r *sigma.Record) []int32 {
	t.Helper()
	return slices.Clone(f.engine.NewMatcher().Match(r))
}

func TestNoAllocations(t *testing.T) {
	f := New(engine(t, "{a.b: x}"))
	const line = `{"a":{"b":"y","c":[1,2]},"d":"text","e":null}`
	if n := testing.AllocsPerRun(100, func() {
		if _, err := f.Fill(line); err != nil {
			t.Fatal(err)
		}
	}); n > 4 { // the closures of two objects and a list
		t.Errorf("%v allocations", n)
	}
}

func FuzzFill(f *testing.F) {
	f.Add(`{"a":{"b":["x",{"c":null}]},"d.e":1.5,"f":""}`)
	f.Add(`{"a":[[[{}]]]}`)
	x := New(engine(f, "{a.b: x}", "{d.e|gt: 1}", "{f: ''}", "['*y*']", "{a|exists: true}"))
	m := x.engine.NewMatcher()
	f.Fuzz(func(t *testing.T, line string) {
		r, err := x.Fill(line)
		if err != nil {
			return
		}
		first := slices.Clone(m.Match(r))
		if r, err = x.Fill(line); err != nil || !slices.Equal(first, m.Match(r)) {
			t.Fatal("a second reading differs", err)
		}
	})
}
