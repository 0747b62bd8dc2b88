package asa_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "asa"

// read parses text as a configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Parse(t, osName, text)
}

// facts lists what lines state of d, as "path=value", sorted.
func facts(d *model.Device) []string {
	var out []string
	d.EachFact(func(path string, _ any, f model.Fact) {
		if v, _, how := f.Get(); how.Stated() {
			out = append(out, fmt.Sprintf("%s=%v", path, v))
		}
	})
	sort.Strings(out)
	return out
}

func TestEnd(t *testing.T) {
	const head = "ASA Version 9.8(2)\ninterface Management0/0\n no ip address\n"
	for text, want := range map[string]model.Completeness{
		head + "hostname a\n: end\n": model.Whole,
		head + "hostname a\nCryptochecksum:0123456789abcdef0123456789abcdef\n: end\n": model.Whole,
		head + "hostname a\nCryptochecksum:0123456789abcdef0123456789abcdef\n":        model.Whole,
		"hostname a\n: end\n":               model.NotProvable,
		"hostname a\nCryptochecksum:0123\n": model.Truncated,
		"hostname a\n":                      model.Truncated,
		"hostname a\n: end\nhostname b\n":   model.NotProvable,
		head + "hostname a\ncrypto ca certificate chain A\n certificate 01\n    3082\n: end\n":             model.Whole,
		"crypto ca certificate chain A\n certificate 01\n    3082\n":                                       model.Truncated,
		"crypto ca certificate chain A\n certificate 01\n    3082\n  quit\nhostname : end\nbanner : end\n": model.Truncated,
		"": model.Truncated,
	} {
		if got := read(t, text).Device.Complete; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// want are statements and what they state; "!path=value" must not be stated.
type want struct {
	config string
	facts  []string
}

func checkFacts(t *testing.T, cases []want) {
	t.Helper()
	for _, c := range cases {
		got := facts(read(t, c.config).Device)
		for _, f := range c.facts {
			not := strings.HasPrefix(f, "!")
			if slices.Contains(got, strings.TrimPrefix(f, "!")) == not {
				t.Errorf("%q\nwant %s\ngot  %s", c.config, f, strings.Join(got, "\n     "))
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "access-list a extended permit object-group g object-group g object-group g\nobject-group network g\n group-object g\nssh x y z\n")
}
