package nxos

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

// reading is one file read without the rest of the pipeline.
type reading struct {
	sys  system.System
	file *clean.File
	tree *lex.Tree
	dev  *model.Device
	ctx  *stmt.Ctx
}

func load(t testing.TB) system.System {
	t.Helper()
	sys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return sys
}

func read(sys system.System, raw []byte) *reading {
	r := &reading{sys: sys, file: clean.Clean(raw), dev: &model.Device{OS: sys.Name, Vendor: sys.Vendor}}
	r.tree = sys.Lex(lex.Source{Text: r.file.Text, LineNo: r.file.LineNo})
	r.ctx = stmt.NewCtx(r.dev, r.tree, model.NewKeyer(make([]byte, 32)), r.file.RawLines)
	r.ctx.Sections = sys.Sections
	sys.Read(r.ctx)
	return r
}

func (r *reading) sniff() int {
	lines := strings.Split(r.file.Text, "\n")
	return r.sys.Sniff(&system.Sample{Head: r.file.Text, Lines: lines[:min(len(lines), 2000)], File: r.file})
}

// sets name the data sets and how their files of this system are told.
var sets = []struct {
	name string
	mine func(path string, text string) bool
}{
	{"batfish-vendor-configs", func(path, text string) bool {
		return strings.Contains(path, "/cisco_nxos/") && !strings.HasSuffix(path, "/ios-bgp-listener") || strings.Contains(path, "evpn-nxos")
	}},
	{"batfish-lab-validation", func(path, text string) bool {
		return strings.Contains(path, "/configs/") && strings.HasPrefix(strings.TrimLeft(text, "\r\n"), "!Command: show running-config")
	}},
	{"oxidized-device-sim", func(path, text string) bool {
		return strings.HasPrefix(filepath.Base(path), "nxos#") && strings.HasSuffix(path, "output.txt")
	}},
	{"ciscoconfparse-samples", func(path, _ string) bool { return strings.HasSuffix(path, ".nxos") }},
}

func TestRealCoverage(t *testing.T) {
	sys := load(t)
	verbose := os.Getenv("LINEWARDEN_UNKNOWN") != ""
	known, unknown, unimplemented, files := 0, 0, 0, 0
	for _, set := range sets {
		for _, path := range realdata.Files(t, set.name) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !set.mine(path, string(raw)) {
				continue
			}
			files++
			r := read(sys, raw)
			if score := r.sniff(); score < 20 {
				t.Errorf("%s: recognised with %d only", filepath.Base(path), score)
			}
			bad := 0
			for n, s := range r.ctx.States() {
				switch s {
				case stmt.Unknown:
					bad++
					if verbose {
						t.Logf("UNKNOWN %s:%d: %s", filepath.Base(path), n, lineAt(r, n))
					}
				case stmt.Unimplemented:
					unimplemented++
				case stmt.Blank:
					continue
				}
				known++
			}
			// A statement without a state is one that nobody looked at.
			for i := range r.tree.Nodes[1:] {
				n := &r.tree.Nodes[i+1]
				if r.ctx.States()[n.Line] == stmt.Blank {
					bad++
					known++
					if verbose {
						t.Logf("UNSEEN %s:%d: %s", filepath.Base(path), n.Line, lineAt(r, int(n.Line)))
					}
				}
			}
			unknown += bad
			if bad > 0 {
				t.Logf("%s: %d lines not known", filepath.Base(path), bad)
			}
		}
	}
	if files == 0 || known == 0 {
		t.Fatal("no file of this system found")
	}
	share := 100 * float64(known-unknown) / float64(known)
	t.Logf("%d files, %d statements, %d unknown, %d unimplemented: %.2f%% known", files, known, unknown, unimplemented, share)
	if share < 97 {
		t.Errorf("only %.2f%% of the lines are known", share)
	}
}

func lineAt(r *reading, raw int) string {
	for i := range r.tree.Nodes {
		if int(r.tree.Nodes[i].Line) == raw {
			return r.tree.Nodes[r.tree.Nodes[i].Parent].Text + " > " + r.tree.Nodes[i].Text
		}
	}
	return "?"
}

// TestSniffOthers sees that no file of another system is taken.
func TestSniffOthers(t *testing.T) {
	sys := load(t)
	for _, path := range realdata.Files(t, "batfish-vendor-configs") {
		if strings.Contains(path, "nxos") || !strings.Contains(path, "/testconfigs/") {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := clean.Clean(raw)
		lines := strings.Split(f.Text, "\n")
		if score := sys.Sniff(&system.Sample{Head: f.Text, Lines: lines, File: f}); score >= 60 && !strings.Contains(string(raw), "cisco-nx") {
			t.Errorf("%s: taken with %d", path[strings.LastIndex(path, "org/batfish/"):], score)
		}
	}
}
