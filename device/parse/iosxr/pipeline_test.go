package iosxr_test

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

const osName = "iosxr"

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
	const head = "!! IOS XR Configuration 6.1.2\ninterface Loopback0\n!\n"
	for text, want := range map[string]model.Completeness{
		head + "hostname a\nend\n":                                   model.Whole,
		"hostname a\nend\n":                                          model.NotProvable,
		"hostname a\n":                                               model.Truncated,
		"hostname a\nbanner motd #\nend\n":                           model.Truncated,
		"hostname a\nend\nl2vpn\n bridge group A\n":                  model.NotProvable,
		"hostname a\nroute-policy A\n pass\n":                        model.Truncated,
		head + "hostname a\nbanner motd #\nend\n#\nend\n":            model.Whole,
		"hostname a\ninterface Loopback0\n end\n":                    model.Truncated,
		head + "route-policy A\n  pass\nend":                         model.Truncated, // of "end-policy"
		head + "prefix-set A\n  10.0.0.0/8\nend":                     model.Truncated,
		head + "hostname a\nroute-policy A\n  pass\nend-policy\nend": model.Whole,
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
	parsetest.Fuzz(f, osName, "route-policy A\n  if x then\n  pass\nend-policy\nipv4 access-list\n 10\nrouter bgp\n neighbor\n")
}
