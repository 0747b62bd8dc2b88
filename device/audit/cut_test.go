package audit_test

import (
	"bytes"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/testdata"
	"github.com/linewarden/linewarden/verdict"
)

// marked are the systems whose format shows by itself that a file is whole.
var marked = map[string]bool{"ios": true, "iosxr": true, "asa": true, "eos": true, "vrp": true}

// TestCutNeverPasses cuts real files at random places, at line ends and within
// lines: where the format has an end mark, no answer becomes pass that was not
// pass before.
func TestCutNeverPasses(t *testing.T) {
	p, e := engine(t)
	every, cuts := 6, 6
	if testing.Short() {
		every = 100
	}
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		every, cuts = 1, 20
	}
	n := 0
	for _, set := range []string{"batfish-lab-validation", "batfish-vendor-configs", "ciscoconfparse-samples", "oxidized-device-sim", "stanford-backbone"} {
		for i, path := range testdata.Files(t, set) {
			if i%every != 0 {
				continue
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			n += cutFile(t, p, e, path, data, cuts)
		}
	}
	if n == 0 {
		t.Fatal("no file was cut")
	}
	t.Logf("%d cuts", n)
}

func judge(p *parse.Parser, e *audit.Engine, os string, data []byte) (*parse.Result, map[string]verdict.Verdict) {
	r := p.Parse(data, parse.Options{OS: os, Keyer: model.NewKeyer(make([]byte, 32))})
	if r.Kind != parse.Config {
		return r, nil
	}
	out := map[string]verdict.Verdict{}
	for _, f := range e.Evaluate(audit.Input{Device: r.Device, Text: r.Text}) {
		out[f.Check] = f.Verdict
	}
	return r, out
}

// cutFile cuts one file and returns how often.
func cutFile(t *testing.T, p *parse.Parser, e *audit.Engine, path string, data []byte, cuts int) int {
	r, whole := judge(p, e, "", data)
	if r.Kind != parse.Config || !marked[r.OS] || len(data) < 64 {
		return 0
	}
	h := fnv.New64a()
	h.Write(data)
	rnd := rand.New(rand.NewPCG(h.Sum64(), 1))
	for i := range cuts {
		at := 1 + rnd.IntN(len(data)-1)
		if i%2 == 0 {
			if nl := bytes.IndexByte(data[at:], '\n'); nl >= 0 {
				at += nl + 1
			}
		}
		if len(bytes.TrimSpace(data[at:])) == 0 {
			continue
		}
		_, cut := judge(p, e, r.OS, data[:at])
		for id, v := range cut {
			if v == verdict.Pass && whole[id] != verdict.Pass {
				t.Errorf("%s cut at byte %d: %s was %v and passes", path, at, id, whole[id])
			}
		}
	}
	return cuts
}
