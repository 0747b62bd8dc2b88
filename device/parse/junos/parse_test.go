package junos

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

// parsed is what one text came to.
type parsed struct {
	dev    *model.Device
	states []stmt.State
	tree   *lex.Tree
	end    system.End
	masks  map[int32][]string
	text   string
}

// parse runs the system over text as device/parse does.
func parse(t testing.TB, text string) parsed {
	t.Helper()
	sys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return parseWith(sys, text)
}

func parseWith(sys system.System, text string) parsed {
	f := clean.Clean([]byte(text))
	tree := sys.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
	dev := &model.Device{OS: "junos", Vendor: "juniper"}
	c := stmt.NewCtx(dev, tree, model.NewKeyer(make([]byte, 32)), f.RawLines)
	c.Sections = sys.Sections
	end := sys.End(f, tree)
	dev.Complete, dev.CompleteWhy, dev.CutLine = end.Complete, end.Why, end.Cut
	if end.Complete != model.Whole && !f.FinalNewline {
		c.CutAt = tree.Last
	}
	sys.Read(c)
	return parsed{dev, c.States(), tree, end, c.Masks(), f.Text}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.conf")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, s := range []string{"groups { g { <*> { <*> { x; } } } } apply-groups g;", "set interfaces interface-range r member-range ge-0/0/0 to ge-0/0/9\n",
		"set system ntp server\nset system syslog host\n", "firewall { filter f { term t { from { icmp-type 0-255; icmp-code 0-255; } } } }", "security { policies { global { policy p; } } }"} {
		f.Add(s)
	}
	sys, err := New()
	if err != nil {
		f.Fatal(err)
	}
	tables, err := absence.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := parseWith(sys, text)
		p.dev.Finish(tables["junos"])
		if n := len(p.dev.Secrets) + len(p.dev.Rulesets) + len(p.dev.Interfaces); n > 64*len(text)+4096 {
			t.Fatalf("%d parts of %d bytes", n, len(text))
		}
		if _, err := json.Marshal(p.dev); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	sys, err := New()
	if err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile("testdata/core.conf")
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		parseWith(sys, text)
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
}
