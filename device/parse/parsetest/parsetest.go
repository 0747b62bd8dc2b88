// Package parsetest holds what the tests of the systems share: one compiled
// parser, and the samples that stand beside each system.
//
// Promise: keys are fixed, so that the same text gives the same model each
// time.
package parsetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

// shared compiles the tables once for all tests of a program.
var shared = sync.OnceValues(parse.New)

// Parser is one parser for all tests.
func Parser(t testing.TB) *parse.Parser {
	t.Helper()
	p, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Keyer has a key of zeros.
func Keyer() *model.Keyer { return model.NewKeyer(make([]byte, 32)) }

// Parse parses text as a configuration of the system, whole or not.
func Parse(t testing.TB, system, text string) *parse.Result {
	t.Helper()
	return Parser(t).Parse([]byte(text), parse.Options{OS: system, Keyer: Keyer()})
}

// Read parses text as a whole configuration of the system.
func Read(t testing.TB, system, text string) *parse.Result {
	t.Helper()
	return Parser(t).Parse([]byte(text), parse.Options{OS: system, Snippet: true, Keyer: Keyer()})
}

// Samples are the configurations in folder, by path; there is at least one.
func Samples(t testing.TB, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.conf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", folder, err)
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

// seedSize is how much of a sample is one seed: small ones keep a search fast.
const seedSize = 800

// Fuzz sees that no text of up to 64 KiB makes the system panic, or gives a
// model or a line that cannot be printed. Seeds come from testdata and from
// the caller.
func Fuzz(f *testing.F, system string, seeds ...string) {
	for _, text := range Samples(f, "testdata") {
		for at := 0; at < len(text); at += seedSize {
			f.Add(text[at:min(at+seedSize, len(text))])
		}
	}
	for _, s := range append(seeds, "") {
		f.Add(s)
	}
	p, k := Parser(f), Keyer()
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		r := p.Parse([]byte(text), parse.Options{OS: system, Keyer: k})
		if r.Device == nil {
			return // not text
		}
		if r.Device.Complete == model.Truncated && r.Device.CompleteWhy == "" {
			t.Error("truncated without a reason")
		}
		if _, err := json.Marshal(r.Device); err != nil {
			t.Fatal(err)
		}
		for l := range r.States {
			r.Text(int32(l))
		}
	})
}
