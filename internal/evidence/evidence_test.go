package evidence

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRow(t *testing.T) {
	r := Row{Title: "a-set, part/b", Families: []string{"eos", "ios"}, Records: 3, Whole: 2, Fields: 20_000, Agree: 19_999, Required: []string{"time", "actor"},
		Differences: []Difference{{Place: "x:1", Field: "actor", Want: "a", Got: "b"}}}
	const want = "| a-set, part/b | eos, ios | 3 | 2 | 20000 | 19999 | 99.99 % | time, actor | [1](coverage-events.md#a-set-partb) |"
	if diff := cmp.Diff(want, r.Line()); diff != "" {
		t.Error(diff)
	}
	all := Row{Title: "b", Families: []string{"zeek"}, Records: 1, Whole: 1, Fields: 1, Agree: 1}
	if got := Compared("text\n" + Head + want + "\n" + all.Line() + "\n\n| other | table |\n"); !slices.Equal(got, []string{"eos", "ios", "zeek"}) {
		t.Error(got)
	}
	dir := t.TempDir()
	for _, row := range []*Row{&all, &r} {
		if err := row.Save(dir); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := Load(dir)
	if diff := cmp.Diff([]Row{r, all}, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
