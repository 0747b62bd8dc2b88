package parse

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestAbsenceIsHonest sees that a parser reads what its absence table says it
// reads: every path of the table is stated by some file of its testdata, but
// for those that the system cannot have.
func TestAbsenceIsHonest(t *testing.T) {
	p := compiled(t)
	for _, sys := range p.Systems() {
		t.Run(sys, func(t *testing.T) {
			stated := map[string]bool{}
			files, _ := filepath.Glob(filepath.Join(sys, "testdata", "*.conf"))
			if len(files) == 0 {
				t.Fatalf("no configurations in %s/testdata", sys)
			}
			for _, f := range files {
				data, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				r := p.Parse(data, Options{OS: sys, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
				collectStated(r.Device, stated)
			}
			for _, path := range p.absence[sys].Paths() {
				if !stated[path] && !impossible(p.absence[sys], path) {
					t.Errorf("the table says that %s is read, and no testdata states it", path)
				}
			}
		})
	}
}

// impossible reports that the system cannot have the fact at path.
func impossible(a *model.Absence, path string) bool {
	r, ok := a.Rule(path, "")
	return ok && (r.How == model.Default || r.How == model.Absent) && strings.Contains(r.Source, "has no such")
}

// collectStated adds the paths of all facts that d states, and of all lists
// that have members.
func collectStated(d *model.Device, stated map[string]bool) {
	d.EachFact(func(path string, _ any, f model.Fact) {
		if _, _, how := f.Get(); how.Stated() || how == model.Derived {
			stated[path] = true
		}
	})
	eachList(reflect.ValueOf(d).Elem(), "", stated)
}

func eachList(v reflect.Value, prefix string, stated map[string]bool) {
	_ = model.EachField(v.Type(), prefix, func(i int, path string, ft reflect.Type) error {
		fv := v.Field(i)
		switch {
		case model.IsFact(ft):
		case ft.Kind() == reflect.Struct:
			eachList(fv, path+".", stated)
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
			for k := range fv.Len() {
				stated[path] = true
				eachList(fv.Index(k).Elem(), path+".", stated)
			}
		}
		return nil
	})
}
