package app

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCommandsFormat: docs/formats/commands.md names every field that the
// smaller commands write, and no other, and says which may be absent.
func TestCommandsFormat(t *testing.T) {
	data, err := os.ReadFile("../../docs/formats/commands.md")
	must(t, err)
	list := []string{"checks[]", "schema"}
	for title, want := range map[string][]string{
		"`check list`":                     list,
		"`check show`":                     fieldPaths(reflect.TypeFor[checkShowJSON](), ""),
		"`check test`":                     fieldPaths(reflect.TypeFor[checkTestJSON](), ""),
		"`config check` and `config dump`": fieldPaths(reflect.TypeFor[siteJSON](), ""),
		"`version`":                        fieldPaths(reflect.TypeFor[versionJSON](), ""),
	} {
		_, section, found := strings.Cut(string(data), "## "+title+"\n")
		if !found {
			t.Errorf("no section %s", title)
		}
		section, _, _ = strings.Cut(section, "\n## ")
		var got []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\*optional\\*)?").FindAllStringSubmatch(section, -1) {
			got = append(got, strings.TrimSuffix(m[1]+" "+m[2], " "))
		}
		slices.Sort(got)
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-written +documented):\n%s", title, d)
		}
	}
}

// TestCommandsSchema: each command writes one object with its own schema.
func TestCommandsSchema(t *testing.T) {
	site := put(t, "site.yaml", "name: a\n")
	for schema, args := range map[string][]string{
		checkListSchema: {"check", "list"},
		checkShowSchema: {"check", "show", "telnet-off"},
		checkTestSchema: {"check", "test", "login-banner"},
		siteSchema:      {"config", "dump", site},
		versionSchema:   {"version"},
	} {
		var out struct{ Schema string }
		must(t, json.Unmarshal([]byte(succeeds(t, append(args, "--format", "json")...)), &out))
		if out.Schema != schema {
			t.Errorf("%v: schema %q, want %q", args, out.Schema, schema)
		}
	}
}

// fieldPaths are the fields that a type is written with: a[] for a list, a.* for
// what stands under any name, "optional" behind those that may be absent.
func fieldPaths(t reflect.Type, prefix string) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			out = append(out, fieldPaths(f.Type, prefix)...)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		path, ft := prefix+name, f.Type
		if ft.Kind() == reflect.Slice {
			path, ft = path+"[]", ft.Elem()
		}
		below := path + "."
		if ft.Kind() == reflect.Map {
			if below, ft = path+".*.", ft.Elem(); ft.Kind() == reflect.Slice {
				below, ft = path+".*[].", ft.Elem()
			}
		}
		if option == "omitempty" {
			path += " *optional*"
		}
		out = append(out, path)
		if ft.Kind() == reflect.Struct {
			out = append(out, fieldPaths(ft, below)...)
		}
	}
	return out
}
