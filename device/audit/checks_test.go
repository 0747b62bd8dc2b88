package audit_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

var update = flag.Bool("update", false, "write what the checks' rules read into their needs lines")

var testTime = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func reader(t testing.TB) audit.Reader {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	keyer := model.NewKeyer(make([]byte, 32))
	return func(os, config string, whole bool) (audit.Input, error) {
		r := p.Parse([]byte(config), parse.Options{OS: os, Snippet: whole, Keyer: keyer})
		if r.Kind != parse.Config {
			return audit.Input{}, fmt.Errorf("%q is no system that is read", os)
		}
		return audit.Input{Device: r.Device, Text: r.Text}, nil
	}
}

// TestChecks runs the tests of every check, and of one file with -run TestChecks/FILE.
func TestChecks(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	tester := &audit.Tester{Absence: tables, Read: reader(t), Now: testTime}
	files, err := checks.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(f.Name, ".yaml"), func(t *testing.T) {
			cs, err := audit.ReadChecks(f.Name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			if testing.Short() {
				cs = fewestTests(cs)
			}
			for i := range cs {
				report := tester.Test(&cs[i])
				if *update {
					writeNeeds(t, f.Name, cs[i].ID, report.Read)
				}
				for _, p := range report.Problems {
					t.Errorf("%s: %s", cs[i].ID, p)
				}
			}
		})
	}
}

// fewestTests is the one check that is tested soonest: nothing here runs at the
// same time, so that the race detector gains nothing from more.
func fewestTests(cs []audit.Check) []audit.Check {
	least := slices.MinFunc(cs, func(a, b audit.Check) int { return len(a.Tests) - len(b.Tests) })
	return []audit.Check{least}
}

// writeNeeds replaces the needs line of one check.
func writeNeeds(t *testing.T, name, id string, needs []string) {
	path := filepath.Join("..", "checks", name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(data, []byte("\n"))
	in := false
	for i, l := range lines {
		if bytes.HasPrefix(l, []byte("- id: ")) {
			in = string(bytes.TrimSpace(l[6:])) == id
		}
		if in && bytes.HasPrefix(l, []byte("  needs: [")) {
			lines[i] = []byte("  needs: [" + strings.Join(needs, ", ") + "]")
		}
	}
	if err := os.WriteFile(path, bytes.Join(lines, []byte("\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}
