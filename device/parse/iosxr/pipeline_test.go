package iosxr_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

const osName = "iosxr"

// marker begins every secret of the samples.
const marker = "MARKER"

// compiled holds the tables of all systems, which take a while to make.
var compiled = sync.OnceValues(parse.New)

func newParser(t testing.TB) func(text string) *parse.Result {
	t.Helper()
	p, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	k := model.NewKeyer(make([]byte, 32))
	return func(text string) *parse.Result { return p.Parse([]byte(text), parse.Options{OS: osName, Keyer: k}) }
}

// samples are the configurations in testdata, by name.
func samples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	out := map[string]string{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(data)
	}
	return out
}

// TestGolden compares the model and the lines that are not read in full.
func TestGolden(t *testing.T) {
	read := newParser(t)
	for file, text := range samples(t) {
		r := read(text)
		view := struct {
			States []string      `json:"states"`
			Device *model.Device `json:"device"`
		}{Device: r.Device}
		for i, s := range r.States {
			if s != stmt.Blank && s != stmt.Full {
				view.States = append(view.States, fmt.Sprintf("%d %v %s", i, s, r.Text(int32(i))))
			}
		}
		got, err := json.MarshalIndent(view, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		golden := strings.TrimSuffix(file, ".conf") + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("%s (look, then run with -update):\n%s", file, d)
		}
	}
}

// TestSecretsStayInside looks for the marker in all that leaves the parser.
func TestSecretsStayInside(t *testing.T) {
	read := newParser(t)
	for file, text := range samples(t) {
		if strings.Count(text, marker) < 10 {
			t.Fatalf("%s holds too few secrets", file)
		}
		r := read(text)
		out, err := json.Marshal(r.Device)
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(string(out), marker); i >= 0 {
			t.Errorf("%s: the model holds a secret: %s", file, out[max(0, i-80):i+20])
		}
		for l := range r.States {
			if strings.Contains(r.Text(int32(l)), marker) {
				t.Errorf("%s:%d is printed with its secret: %s", file, l, r.Text(int32(l)))
			}
		}
	}
}

// TestInjection looks for a name that stands only in text shown to people.
func TestInjection(t *testing.T) {
	read := newParser(t)
	found := false
	for file, text := range samples(t) {
		found = found || strings.Contains(text, "injected")
		out, err := json.Marshal(read(text).Device)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "injected") {
			t.Errorf("%s: text was read as configuration", file)
		}
	}
	if !found {
		t.Error("no sample holds the name")
	}
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

// TestCut sees that a cut text is never taken for whole, and states no single
// value that the whole text does not state. Lists may be shorter.
func TestCut(t *testing.T) {
	read := newParser(t)
	for file, text := range samples(t) {
		whole := map[string]bool{}
		for _, f := range facts(read(text).Device) {
			whole[f] = true
		}
		for at := 0; at < len(text)-1; at++ {
			if text[at] != '\n' && at%101 != 0 {
				continue
			}
			d := read(text[:at]).Device
			if d.Complete == model.Whole {
				t.Fatalf("%s cut at %d is taken for whole", file, at)
			}
			if text[at] != '\n' {
				continue // only the first half of the promise holds within a line
			}
			for _, f := range facts(d) {
				if !whole[f] && !strings.Contains(f, "=[") && !settled(f) {
					t.Errorf("%s cut before line %d states %s", file, strings.Count(text[:at], "\n")+2, f)
					whole[f] = true
				}
			}
		}
	}
}

// TestStrangeChild puts a line that nobody knows below each line of the
// samples: it must not stop the reader, nor be taken for something known.
func TestStrangeChild(t *testing.T) {
	read := newParser(t)
	for file, text := range samples(t) {
		lines := strings.Split(text, "\n")
		unknown := 0
		for i, l := range lines {
			indent := l[:len(l)-len(strings.TrimLeft(l, " "))] + " "
			strange := slices.Concat(lines[:i+1], []string{indent + "frobnicate 1"}, lines[i+1:])
			if r := read(strings.Join(strange, "\n")); r.States[i+2] == stmt.Unknown {
				unknown++
			}
		}
		if unknown < len(lines)/2 {
			t.Errorf("%s: only %d of %d strange lines are unknown", file, unknown, len(lines))
		}
	}
}

func TestEnd(t *testing.T) {
	read := newParser(t)
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
		if got := read(text).Device.Complete; got != want {
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
	read := newParser(t)
	for _, c := range cases {
		got := facts(read(c.config).Device)
		for _, f := range c.facts {
			not := strings.HasPrefix(f, "!")
			if slices.Contains(got, strings.TrimPrefix(f, "!")) == not {
				t.Errorf("%q\nwant %s\ngot  %s", c.config, f, strings.Join(got, "\n     "))
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range samples(f) {
		for at := 0; at < len(text); at += 800 { // small seeds keep the search fast
			f.Add(text[at:min(at+800, len(text))])
		}
	}
	f.Add("route-policy A\n  if x then\n  pass\nend-policy\nipv4 access-list\n 10\nrouter bgp\n neighbor\n")
	read := newParser(f)
	f.Fuzz(func(t *testing.T, text string) {
		r := read(text)
		if r.Kind != parse.Config {
			return
		}
		if _, err := json.Marshal(r.Device); err != nil {
			t.Fatal(err)
		}
		for l := range r.States {
			r.Text(int32(l))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := samples(b)["testdata/hardened.conf"]
	for strings.Count(text, "\n") < 5000 {
		text += text
	}
	read := newParser(b)
	lines := float64(strings.Count(text, "\n"))
	b.ReportAllocs()
	for b.Loop() {
		read(text)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/lines*1000, "µs/1000lines")
}
