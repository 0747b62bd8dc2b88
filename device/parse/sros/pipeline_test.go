package sros_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

const osName = "sros"

func parser(t testing.TB) *parse.Parser {
	t.Helper()
	p, err := parse.New()
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

func samples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	return files
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
	for _, file := range samples(t) {
		r := read(t, load(t, file))
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

func states(r *parse.Result) []string {
	var out []string
	for i, s := range r.States {
		if i > 0 && s != stmt.Blank && s != stmt.Full {
			out = append(out, fmt.Sprintf("%d %v", i, s))
		}
	}
	return out
}

// TestSecrets looks for the marker that stands in every secret of the samples.
func TestSecrets(t *testing.T) {
	for _, file := range samples(t) {
		text := load(t, file)
		if !strings.Contains(text, "MARKER") {
			t.Fatalf("%s holds no marker", file)
		}
		r := read(t, text)
		out, err := json.Marshal(r.Device)
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(string(out), "MARKER"); i >= 0 {
			t.Errorf("%s: the model holds %s", file, out[max(0, i-60):min(len(out), i+40)])
		}
		for l := range r.States {
			if s := r.Text(int32(l)); strings.Contains(s, "MARKER") {
				t.Errorf("%s:%d: printed %s", file, l, s)
			}
		}
	}
}

type fact struct{ path, value string }

// stated are the facts that lines of the text carry, with the last such line.
func stated(d *model.Device) map[fact]int32 {
	out := map[fact]int32{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, sp, how := f.Get()
		if !how.Stated() {
			return
		}
		key := fact{path, fmt.Sprint(v)}
		switch v.(type) {
		case []string, []netip.Prefix:
			key.value = "" // lists grow line by line
		}
		out[key] = max(out[key], sp.Line)
	})
	return out
}

// lastLine is the last line that states path.
func lastLine(all map[fact]int32) map[string]int32 {
	out := map[string]int32{}
	for k, l := range all {
		out[k.path] = max(out[k.path], l)
	}
	return out
}

// TestCut cuts every sample at every line and at some bytes: nothing is then
// stated that the whole does not state, but for what a later line changes.
func TestCut(t *testing.T) {
	p := parser(t)
	for _, file := range samples(t) {
		text := load(t, file)
		whole := stated(read(t, text).Device)
		last := lastLine(whole)
		var cuts []int
		for i := range text {
			if text[i] == '\n' || i%97 == 0 {
				cuts = append(cuts, i+1)
			}
		}
		if testing.Short() {
			cuts = cuts[:len(cuts)/8]
		}
		for _, at := range cuts {
			if strings.TrimSpace(text[at:]) == "" || onlyComments(text[strings.LastIndexByte(text[:at], '\n')+1:]) {
				continue // nothing is missing
			}
			r := p.Parse([]byte(text[:at]), parse.Options{OS: osName, Keyer: keyer()})
			if r.Device.Complete == model.Whole {
				t.Fatalf("%s cut at %d is called whole: %s", file, at, r.Device.CompleteWhy)
			}
			end := int32(strings.Count(text[:at], "\n"))
			for k, line := range stated(r.Device) {
				if _, ok := whole[k]; !ok && last[k.path] < end { // the last line may be half a line
					t.Errorf("%s cut at %d (line %d): line %d states %s = %s", file, at, end, line, k.path, k.value)
				}
			}
		}
	}
}

func onlyComments(text string) bool {
	for _, line := range strings.Split(text, "\n") {
		if line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

func FuzzParse(f *testing.F) {
	for _, file := range samples(f) {
		text := load(f, file)
		f.Add(text[:min(len(text), 4096)])
	}
	for _, s := range []string{"", "configure", "configure {", "}", "/configure ", "exit all\nconfigure\n", "echo \"", "configure {\n    groups {\n        group \"a\" {\n",
		"configure {\n    apply-groups [\"a\"]\n}\n", "    system\n        exit\n  exit\nexit all\n", "/configure router \"Base\" interface \"a", "# Finished"} {
		f.Add(s)
	}
	p := parser(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		r := p.Parse([]byte(text), parse.Options{OS: osName, Keyer: keyer()})
		if r.Device == nil {
			return // not text
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
	var text strings.Builder
	body := load(b, samples(b)[0])
	for strings.Count(text.String(), "\n") < 1000 {
		text.WriteString(body)
	}
	raw := []byte(text.String())
	p := parser(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	b.ReportMetric(float64(strings.Count(text.String(), "\n")), "lines")
	for b.Loop() {
		if r := p.Parse(raw, parse.Options{OS: osName, Snippet: true, Keyer: keyer()}); reflect.ValueOf(r.Device).IsNil() {
			b.Fatal("not read")
		}
	}
}
