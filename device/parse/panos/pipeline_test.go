package panos_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

const osName = "panos"

// markers stand in every secret of the samples.
var markers = []string{"c2VjcmV0LW1hcmtl", "secret-marker"}

// compiled is one parser for all tests; to compile the tables takes a while.
var compiled = sync.OnceValues(parse.New)

func parser(t testing.TB) *parse.Parser {
	t.Helper()
	p, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func keyer() *model.Keyer { return model.NewKeyer(make([]byte, 32)) }

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parser(t).Parse([]byte(text), parse.Options{OS: osName, Snippet: true, Keyer: keyer()})
}

func samples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f] = load(t, f)
	}
	return out
}

func load(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGolden(t *testing.T) {
	for file, text := range samples(t) {
		r := read(t, text)
		got, err := json.MarshalIndent(struct {
			States []string      `json:"states"`
			Device *model.Device `json:"device"`
		}{states(r), r.Device}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".conf") + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(load(t, golden), string(got)+"\n"); d != "" {
			t.Errorf("%s (run with -update after a look): %s", file, d)
		}
	}
}

// states lists the lines that are not read in full.
func states(r *parse.Result) []string {
	var out []string
	for i, s := range r.States {
		if i > 0 && s != stmt.Blank && s != stmt.Full {
			out = append(out, fmt.Sprintf("%d %v", i, s))
		}
	}
	return out
}

func TestSecrets(t *testing.T) {
	for file, text := range samples(t) {
		r := read(t, text)
		out, err := json.Marshal(r.Device)
		if err != nil {
			t.Fatal(err)
		}
		for _, marker := range markers {
			if !strings.Contains(text, marker) && marker == markers[0] {
				t.Fatalf("%s holds no marker", file)
			}
			if i := strings.Index(string(out), marker); i >= 0 {
				t.Errorf("%s: the model holds %s", file, out[max(0, i-60):i])
			}
			for l := range r.States {
				if strings.Contains(r.Text(int32(l)), marker) {
					t.Errorf("%s:%d is printed with its secret", file, l)
				}
			}
		}
	}
}

// TestInjection sees that text inside values is not read: the samples hold
// statements about something called injected inside banners and certificates.
func TestInjection(t *testing.T) {
	found := 0
	for file, text := range samples(t) {
		found += strings.Count(text, "injected")
		out, err := json.Marshal(read(t, text).Device)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "injected") {
			t.Errorf("%s: text inside a value was read as configuration", file)
		}
	}
	if found == 0 {
		t.Error("no sample holds the word")
	}
}

type fact struct{ path, value string }

// stated are the single values that lines of the text carry.
func stated(d *model.Device) map[fact]bool {
	out := map[fact]bool{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, _, how := f.Get()
		switch v.(type) {
		case bool, string, int64:
			if how.Stated() {
				out[fact{path, fmt.Sprint(v)}] = true
			}
		}
	})
	return out
}

// TestCut sees that a cut file is never taken for whole, and states nothing
// that the whole file does not state.
func TestCut(t *testing.T) {
	p := parser(t)
	for file, text := range samples(t) {
		whole := stated(p.Parse([]byte(text), parse.Options{OS: osName, Keyer: keyer()}).Device)
		for at := 0; at < len(strings.TrimSpace(text)); at++ {
			if text[at] != '\n' && at%61 != 0 {
				continue
			}
			cut := text[:at]
			if text[at] == '\n' && at%2 == 0 {
				cut = text[:at+1]
			}
			d := p.Parse([]byte(cut), parse.Options{OS: osName, Keyer: keyer()}).Device
			if d.Complete == model.Whole {
				t.Fatalf("%s cut at %d is taken for whole", file, at)
			}
			for f := range stated(d) {
				if !whole[f] {
					t.Errorf("%s cut at %d (line %d) states %v", file, at, strings.Count(cut, "\n")+1, f)
					whole[f] = true // once is enough
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range samples(f) {
		for at := 0; at < len(text); at += 900 { // small seeds keep the search fast
			f.Add([]byte(text[at:min(at+900, len(text))]))
		}
	}
	f.Add([]byte("set mgt-config users a phash \"x\nset b\" y\nset rulebase security rules r source [ a b\n"))
	p := parser(f)
	k := keyer()
	f.Fuzz(func(t *testing.T, data []byte) {
		r := p.Parse(data, parse.Options{OS: osName, Keyer: k})
		if r.Kind == parse.Config {
			if _, err := json.Marshal(r.Device); err != nil {
				t.Fatal(err)
			}
			for l := range r.States {
				r.Text(int32(l))
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := load(b, "testdata/branch.conf")
	for strings.Count(text, "\n") < 5000 {
		text += text
	}
	p, k := parser(b), keyer()
	lines := float64(strings.Count(text, "\n"))
	b.ReportAllocs()
	for b.Loop() {
		p.Parse([]byte(text), parse.Options{OS: osName, Keyer: k})
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/lines*1000, "µs/1000lines")
}
