package ios

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
)

// FuzzParse sees that no text makes the reader panic, that every statement has
// a state, and that the model stays within a bound of the text's size.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.conf")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.Split(string(raw), "\n!\n") {
			f.Add(part + "\n")
		}
	}
	f.Add("banner motd ^C\nx")
	f.Add("interface Gi0\n ip address 1\n no\nusername\nusername a privilege\n")
	f.Add("access-list 101 permit object-group A any\nobject-group service A\n group-object A\n tcp\n source\n")
	sys, err := New()
	if err != nil {
		f.Fatal(err)
	}
	keyer := model.NewKeyer(make([]byte, 32))
	f.Fuzz(func(t *testing.T, text string) {
		file := clean.Clean([]byte(text))
		sys.Sniff(&system.Sample{Head: file.Text, Lines: strings.Split(file.Text, "\n"), File: file})
		tree := sys.Lex(lex.Source{Text: file.Text, LineNo: file.LineNo})
		dev := &model.Device{Complete: sys.End(file, tree).Complete}
		c := stmt.NewCtx(dev, tree, keyer, file.RawLines)
		c.Sections = sys.Sections
		sys.Read(c)
		dev.Finish(nil)
		for i := range tree.Nodes[1:] {
			if n := &tree.Nodes[i+1]; int(n.Line) < len(c.States()) && n.Depth == 0 && c.States()[n.Line] == stmt.Blank {
				t.Errorf("line %d has no state: %q", n.Line, n.Text)
			}
		}
		facts := 0
		dev.EachFact(func(string, any, model.Fact) { facts++ })
		if words := len(strings.Fields(text)); facts > 2000+words*200 {
			t.Errorf("%d facts from %d words", facts, words)
		}
	})
}
