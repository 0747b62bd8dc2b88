package panos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/internal/realdata"
)

// TestRealCoverage sees that the lines of real configurations are understood.
func TestRealCoverage(t *testing.T) {
	var files []string
	for _, set := range []string{"batfish-vendor-configs", "batfish-lab-validation", "batfish-refs", "netutils-compliance", "aerleon-acl"} {
		for _, f := range realdata.Files(t, set) {
			if isPanos(f) {
				files = append(files, f)
			}
		}
	}
	if len(files) < 30 {
		t.Fatalf("%d files of the system", len(files))
	}
	p := parsetest.Parser(t)
	total, unknown, later := 0, 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Parse(data, parse.Options{Keyer: parsetest.Keyer()})
		if r.Kind != parse.Config || r.OS != "panos" {
			t.Errorf("%s: taken for %q", f, r.OS)
			continue
		}
		n, u := 0, 0
		for line, s := range r.States {
			if s == stmt.Blank {
				continue
			}
			n++
			switch s {
			case stmt.Unknown:
				u++
				t.Logf("%s:%d: %s", filepath.Base(f), line, r.Text(int32(line)))
			case stmt.Unimplemented:
				later++
			}
		}
		total, unknown = total+n, unknown+u
	}
	t.Logf("%d files, %d lines, %d unknown, %d not implemented", len(files), total, unknown, later)
	if unknown*100 > total*3 {
		t.Errorf("%d of %d lines are unknown", unknown, total)
	}
}

// isPanos names the files that are configurations of the system.
func isPanos(f string) bool {
	f = filepath.ToSlash(f)
	switch {
	case strings.Contains(f, "/grammar/palo_alto/testconfigs/"):
		return true
	case strings.Contains(f, "/snapshots/palo_alto") && strings.HasSuffix(f, "/pa"):
		return true
	case strings.Contains(f, "/snapshots/panos_ebgp_loop_prevention_gui/configs/d2"), strings.Contains(f, "/configs/fwl01/"):
		return true
	case strings.Contains(f, "/batfish-refs/") && strings.Contains(f, "/configs/palo_alto/"):
		return true
	}
	return strings.HasSuffix(f, "panos_full_sent.txt") || strings.HasSuffix(f, "sample_paloalto.xml.ref")
}
