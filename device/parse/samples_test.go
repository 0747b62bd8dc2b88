package parse_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden compares what is proved of the end of each sample, the lines that
// are not read in full, and the model of the sample taken as whole.
func TestGolden(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		r := parsetest.Read(t, sys.name, text)
		end := parsetest.Parse(t, sys.name, text).Device
		got, err := json.MarshalIndent(struct {
			End    string        `json:"end"`
			States []string      `json:"states"`
			Device *model.Device `json:"device"`
		}{fmt.Sprintf("%v: %s", end.Complete, end.CompleteWhy), states(r), r.Device}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		golden := strings.TrimSuffix(path, ".conf") + ".golden.json"
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
			t.Errorf("%s (run with -update after a look): %s", golden, d)
		}
	})
}

// states lists the lines that are not read in full, as they are printed.
func states(r *parse.Result) []string {
	var out []string
	for i, s := range r.States {
		if i > 0 && s != stmt.Blank && s != stmt.Full {
			out = append(out, fmt.Sprintf("%d %v %s", i, s, r.Text(int32(i))))
		}
	}
	return out
}

// TestRecognised sees that each sample is told by its text alone.
func TestRecognised(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if r := parsetest.Parse(t, "", text); r.Kind != parse.Config || r.OS != sys.name {
			t.Errorf("%s: recognised as %v %q", path, r.Kind, r.OS)
		}
	})
}

// TestSamplesUnderstood sees that no line of the samples is unknown.
func TestSamplesUnderstood(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if !sys.understood {
			return
		}
		r := parsetest.Read(t, sys.name, text)
		for i, s := range r.States {
			if s < stmt.Irrelevant {
				t.Errorf("%s:%d: %v: %s", path, i, s, r.Text(int32(i)))
			}
		}
	})
}

// TestSecrets looks for what stands in place of secrets in the model and in
// every line as it is printed.
func TestSecrets(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if sys.secret == nil {
			return // tested with the system
		}
		secrets := find(sys, text)
		if len(secrets) < sys.secrets {
			t.Fatalf("%s holds too few secrets", path)
		}
		slices.Sort(secrets)
		secrets = slices.Compact(secrets)
		r := parsetest.Read(t, sys.name, text)
		out, err := json.Marshal(r.Device)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			if i := strings.Index(string(out), s); i >= 0 {
				t.Errorf("%s: the model holds %s", path, out[max(0, i-60):min(len(out), i+40)])
			}
			for l := range r.States {
				if line := r.Text(int32(l)); strings.Contains(line, s) {
					t.Errorf("%s:%d is printed with its secret: %s", path, l, line)
				}
			}
		}
	})
}

// find lists what stands in place of secrets in text.
func find(sys *traits, text string) []string {
	var out []string
	for _, m := range sys.secret.FindAllStringSubmatch(text, -1) {
		out = append(out, m[len(m)-1])
	}
	return out
}

// TestInjection looks for a name that stands only in text shown to people.
func TestInjection(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if !sys.injected {
			return
		}
		out, err := json.Marshal(parsetest.Read(t, sys.name, text).Device)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "injected") {
			t.Errorf("%s: text was read as configuration", path)
		}
	})
	for _, sys := range systems {
		all := fmt.Sprint(parsetest.Samples(t, sys.name+"/testdata"))
		if sys.injected && !strings.Contains(all, "injected") {
			t.Errorf("%s: no sample holds the name", sys.name)
		}
	}
}

// BenchmarkParse parses a sample, repeated to 1,000 lines and more.
func BenchmarkParse(b *testing.B) {
	for _, sys := range systems {
		var longest string
		for _, text := range parsetest.Samples(b, sys.name+"/testdata") {
			if len(text) > len(longest) {
				longest = text
			}
		}
		raw := []byte(strings.Repeat(longest, 1+1000/strings.Count(longest, "\n")))
		b.Run(sys.name, func(b *testing.B) {
			p, k := parsetest.Parser(b), parsetest.Keyer()
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if r := p.Parse(raw, parse.Options{OS: sys.name, Snippet: true, Keyer: k}); r.Device == nil {
					b.Fatal("not read")
				}
			}
		})
	}
}
