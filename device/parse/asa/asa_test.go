package asa

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
	"github.com/linewarden/linewarden/internal/realdata"
)

// reading is what one text gave, without the pipeline around it.
type reading struct {
	dev    *model.Device
	states []stmt.State
	file   *clean.File
	tree   *lex.Tree
	end    system.End
	masks  map[int32][]string
}

func sys(t testing.TB) system.System {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(s system.System, raw string) reading {
	f := clean.Clean([]byte(raw))
	tree := s.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
	dev := &model.Device{OS: s.Name, Vendor: s.Vendor}
	c := stmt.NewCtx(dev, tree, model.NewKeyer(make([]byte, 32)), f.RawLines)
	c.Sections = s.Sections
	s.Read(c)
	dev.Finish(nil)
	return reading{dev, c.States(), f, tree, s.End(f, tree), c.Masks()}
}

// asaFiles are the files of ASA in the sets of real data.
func asaFiles(t *testing.T) []string {
	var out []string
	for _, set := range []string{"batfish-vendor-configs", "batfish-refs", "netutils-compliance", "oxidized-device-sim"} {
		for _, f := range realdata.Files(t, set) {
			base := filepath.Base(f)
			if strings.Contains(f, "/cisco_asa/") && (strings.HasSuffix(f, ".txt") || !strings.Contains(base, ".")) || base == "asa_ospf" ||
				strings.HasPrefix(base, "firelinuxos#") && strings.HasSuffix(base, "#output.txt") {
				out = append(out, f)
			}
		}
	}
	return out
}

func TestRealCoverage(t *testing.T) {
	s := sys(t)
	files := asaFiles(t)
	if len(files) < 45 {
		t.Fatalf("%d files, want at least 45", len(files))
	}
	var total, unknown, todo int
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := read(s, string(raw))
		lines := strings.Split(string(raw), "\n")
		n, u := 0, 0
		for i, state := range r.states {
			switch state {
			case stmt.Blank:
				continue
			case stmt.Unknown:
				u++
				if testing.Verbose() && i > 0 {
					t.Logf("%s:%d unknown: %s", filepath.Base(path), i, lines[i-1])
				}
			case stmt.Unimplemented:
				todo++
			case stmt.Partial:
				if testing.Verbose() && i > 0 {
					t.Logf("%s:%d partial: %s", filepath.Base(path), i, lines[i-1])
				}
			}
			n++
		}
		total, unknown = total+n, unknown+u
	}
	share := 100 * float64(total-unknown) / float64(total)
	t.Logf("%d files, %d lines, %d unknown, %d not implemented: %.2f %%", len(files), total, unknown, todo, share)
	if share < 97 {
		t.Errorf("%.2f %% of the lines are known, want 97", share)
	}
}
