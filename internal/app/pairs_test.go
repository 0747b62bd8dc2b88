package app

import (
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/site"
)

// TestPairs: devices are paired by what is theirs alone. A hostname that several
// have, such as a system's default, joins nobody by order.
func TestPairs(t *testing.T) {
	read := func(root string, files [][2]string) []*version {
		var out []*version
		for _, f := range files {
			d := &model.Device{}
			d.Hostname.V = f[1]
			p := root + "/" + f[0]
			out = append(out, &version{path: p, below: below(p, "./"+root+"/"), file: path.Base(p), Result: &parse.Result{Device: d}})
		}
		return out
	}
	for name, c := range map[string]struct {
		old, new [][2]string // file and hostname
		want     []string
	}{
		"two files":               {[][2]string{{"a", "r1"}}, [][2]string{{"b", "r2"}}, []string{"a b"}},
		"renamed":                 {[][2]string{{"a", "r1"}, {"b", "r2"}}, [][2]string{{"b", "r1"}, {"c", "r2"}}, []string{"a b", "b c"}},
		"default, one gone":       {[][2]string{{"a", "Router"}, {"b", "Router"}, {"c", "Router"}}, [][2]string{{"b", "Router"}, {"c", "Router"}}, []string{"b b", "c c", "a -"}},
		"default, one new":        {[][2]string{{"b", "Router"}, {"c", "Router"}}, [][2]string{{"a", "Router"}, {"b", "Router"}, {"c", "Router"}}, []string{"- a", "b b", "c c"}},
		"a copy":                  {[][2]string{{"a", "r1"}, {"x", "y"}}, [][2]string{{"0", "r1"}, {"a", "r1"}, {"x", "y"}}, []string{"- 0", "a a", "x x"}},
		"same names in folders":   {[][2]string{{"p/cfg", ""}, {"q/cfg", ""}}, [][2]string{{"q/cfg", ""}, {"r/cfg", ""}}, []string{"q/cfg q/cfg", "p/cfg r/cfg"}},
		"hostname before file":    {[][2]string{{"a", "r1"}, {"b", ""}}, [][2]string{{"a", ""}, {"b", "r1"}}, []string{"- a", "a b", "b -"}},
		"the last of a hostname":  {[][2]string{{"a", "sw"}, {"b", "sw"}}, [][2]string{{"a", "sw"}, {"c", "sw"}}, []string{"a a", "b c"}},
		"nothing tells which one": {[][2]string{{"a", "sw"}, {"b", "sw"}}, [][2]string{{"c", "sw"}, {"d", "sw"}}, []string{"- c", "- d", "a -", "b -"}},
	} {
		var got []string
		for _, p := range pairs(read("old", c.old), read("new", c.new)) {
			text := []string{"-", "-"}
			for i, v := range []*version{p.old, p.new} {
				if v != nil {
					text[i] = v.below
				}
			}
			got = append(got, text[0]+" "+text[1])
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
	for _, c := range [][3]string{{"repo.git!/r1", "repo.git", "r1"}, {"a.cfg", "./a.cfg", ""}, {"m/x/r1", "m/", "x/r1"}} {
		if got := below(c[0], c[1]); got != c[2] {
			t.Errorf("%s below %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestForeignTunnels: the register of tunnels is asked as checks ask it.
func TestForeignTunnels(t *testing.T) {
	d := &model.Device{}
	for _, at := range [][2]string{{"Tunnel1", "203.0.113.7"}, {"Tunnel2", "203.0.113.80"}, {"Tunnel3", "10.1.1.1"}} {
		x := &model.Tunnel{Name: at[0]}
		x.Destination.V = at[1]
		d.Tunnels = append(d.Tunnels, x)
	}
	for register, want := range map[string][]string{
		"[]":                            {"Tunnel1", "Tunnel2"},
		"[203.0.113.7]":                 {"Tunnel2"},
		"[203.0.113.0/29, tunnel9]":     {"Tunnel2"},
		`["Tunnel*"]`:                   nil,
		"[203.0.113.7, TUNNEL2]":        nil,
		"[{value: 203.0.113.64/26}, a]": {"Tunnel1"},
	} {
		s, err := site.Parse([]byte("networks: {own: [192.0.2.0/24]}\nregisters: {tunnels: "+register+"}"), "")
		must(t, err)
		if got := foreign(s, d); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", register, got, want)
		}
	}
}
