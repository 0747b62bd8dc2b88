package iosxr

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func TestZZ(t *testing.T) {
	s := xr(t)
	files, _ := filepath.Glob("testdata/*.conf")
	st := map[string]bool{}
	for _, f := range files {
		raw, _ := os.ReadFile(f)
		r := read(s, string(raw))
		lines := splitLines(string(raw))
		for i, x := range r.states {
			if (x == stmt.Unknown || x == stmt.Partial || x == stmt.Unimplemented) && i > 0 {
				fmt.Println("STATE", f, i, x, lines[i-1])
			}
		}
		fmt.Println(f, r.end, r.dev.Doubts)
		r.dev.EachFact(func(p string, _ any, f model.Fact) {
			if _, _, how := f.Get(); how.Stated() || how == model.Derived {
				st[p] = true
			}
		})
	}
	var allp []string
	var walk func(t reflect.Type, prefix string)
	walk = func(t reflect.Type, prefix string) {
		_ = model.EachField(t, prefix, func(i int, path string, ft reflect.Type) error {
			switch {
			case model.IsFact(ft):
				allp = append(allp, path)
			case ft.Kind() == reflect.Struct:
				walk(ft, path+".")
			case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
				allp = append(allp, "["+path)
				walk(ft.Elem().Elem(), path+".")
			}
			return nil
		})
	}
	walk(reflect.TypeFor[model.Device](), "")
	sort.Strings(allp)
	for _, p := range allp {
		if p[0] == '[' {
			fmt.Println("LIST", p[1:])
		} else if st[p] {
			fmt.Println("YES", p)
		} else {
			fmt.Println("NO", p)
		}
	}
}

func splitLines(s string) []string {
	var out []string
	cur := ""
	for _, r := range s {
		if r == '\n' {
			out = append(out, cur)
			cur = ""
			continue
		}
		cur += string(r)
	}
	return append(out, cur)
}
