package reach_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/internal/realdata"
)

// samples are the configurations of the example and of the parsers' tests.
func samples(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"../../examples/carrier/configs/*", "../parse/*/testdata/*.conf"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files...)
	}
	if len(out) < 30 {
		t.Fatalf("%d samples", len(out))
	}
	return out
}

func answers(p *parse.Parser, data []byte, os string) map[string]reach.Answer {
	out := map[string]reach.Answer{}
	r := p.Parse(data, parse.Options{OS: os, Keyer: model.NewKeyer(make([]byte, 32))})
	if r.Device == nil {
		return out
	}
	d := reach.New(r.Device, p.Absence()[r.Device.OS])
	for _, s := range d.Services() {
		out[fmt.Sprint(s.Name, " ", s.Port)] = d.Reach(s, reach.Origin{Sources: reach.Unicast(), Strangers: true})
	}
	return out
}

// TestCutSamples cuts configurations at many lines: what a whole file shows to
// be open is never called closed.
func TestCutSamples(t *testing.T) {
	p := parser(t)
	asked := 0
	for _, file := range samples(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Parse(data, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
		if r.Device == nil {
			continue
		}
		whole := answers(p, data, r.Device.OS)
		lines := bytes.SplitAfter(data, []byte("\n"))
		for cut := 1; cut <= 4; cut++ {
			n := len(lines) * cut / 5
			for name, a := range answers(p, bytes.Join(lines[:n], nil), r.Device.OS) {
				if full, ok := whole[name]; ok && full.Verdict == reach.Yes && a.Verdict == reach.No {
					t.Errorf("%s cut behind line %d: %s is called closed because %s", file, n, name, a.Reason)
				}
				asked++
			}
		}
	}
	if asked < 500 {
		t.Errorf("%d answers", asked)
	}
}

// TestReal asks real configurations, and sees that each answer has what it
// promises.
func TestReal(t *testing.T) {
	files := realdata.Files(t, "batfish-lab-validation")
	p := parser(t)
	verdicts := map[reach.Verdict]int{}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, a := range answers(p, data, "") {
			verdicts[a.Verdict]++
			if a.Verdict == reach.Yes && (len(a.Sources) == 0 || a.Example == nil || len(a.Paths) == 0) || a.Verdict != reach.Yes && a.Reason == "" {
				t.Errorf("%s: %s is %v without evidence: %+v", path, name, a.Verdict, a)
			}
		}
	}
	t.Log(verdicts)
}
