package switching

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	table, err := New()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, c := range e.Tests {
			if got := table.Takes(c); got != e.Kind {
				t.Errorf("%q takes %q away, want %q", c, got, e.Kind)
			}
		}
		for _, c := range e.Not {
			if got := table.Takes(c); got == e.Kind {
				t.Errorf("%q takes %q away, and should not", c, got)
			}
		}
	}
	if n := testing.AllocsPerRun(100, func() { table.Takes("no logging host 192.0.2.9") }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzTakes(f *testing.F) {
	table, err := New()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "/", "a/", " / ", "no logging \x00", "no logg|ing host", strings.Repeat("no ", 1000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if table.Takes(s) != table.Takes("  "+s) && len(s) < longest-2 {
			t.Errorf("%q: blanks in front make a difference", s)
		}
	})
}
