package junos

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// later are facts of the set form that a later line takes back (deactivate, a
// disabled process, a second filter in a list): before that line the cut file
// states what stands there.
var later = map[string]bool{
	`logging.enabled is true`: true, `interfaces.acl_in.name is "allow-web"`: true, `interfaces.acl_in.name is "protect"`: true,
	`cli.filter.name is "protect"`: true, `control_plane.acl.name is "protect"`: true,
}

// TestCut cuts each file after every line and in the middle of every line: the
// cut is seen where braces or quotes can show it, and nothing is stated that
// the whole file does not state.
func TestCut(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.conf")
	sys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		whole := stated(parseWith(sys, text).dev)
		at := 0
		for n, line := range strings.SplitAfter(text, "\n") {
			for _, cut := range []int{at + len(line)/2, at + len(line)} {
				if testing.Short() && n%8 != 0 {
					break
				}
				p := parseWith(sys, text[:cut])
				if got, want := p.end.Complete, completeness(text[:cut]); got != want {
					t.Fatalf("%s cut in line %d: %v, want %v", name, n+1, got, want)
				}
				for f := range stated(p.dev) {
					if !whole[f] && !later[f] {
						t.Errorf("%s cut in line %d: states %s", name, n+1, f)
					}
				}
			}
			at += len(line)
		}
	}
}

// completeness tells from quotes, braces and semicolons what a text proves.
func completeness(text string) model.Completeness {
	depth, quoted, pending := 0, false, false
	for _, line := range strings.Split(text, "\n") {
		flat := strings.HasPrefix(line, "set ") || strings.HasPrefix(line, "deactivate ")
		if strings.HasPrefix(line, "##") {
			continue
		}
		line, _, _ = strings.Cut(line, "; ##")
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case quoted && c == '\\':
				i++
			case c == '"':
				quoted, pending = !quoted, !flat
			case quoted || flat:
			case c == '{':
				depth, pending = depth+1, false
			case c == '}':
				depth, pending = depth-1, false
			case c == ';':
				pending = false
			case c != ' ':
				pending = true
			}
		}
	}
	if depth > 0 || quoted || pending {
		return model.Truncated
	}
	return model.NotProvable
}

// stated lists the path and value of every fact that a line states; of a list
// each member.
func stated(d *model.Device) map[string]bool {
	out := map[string]bool{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, _, how := f.Get()
		if !how.Stated() {
			return
		}
		text, _ := json.Marshal(v)
		var list []any
		if json.Unmarshal(text, &list) == nil {
			for _, e := range list {
				out[fmt.Sprintf("%s has %v", path, e)] = true
			}
			return
		}
		out[path+" is "+string(text)] = true
	})
	return out
}
