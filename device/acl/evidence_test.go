package acl

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/realdata"
)

// parsed reads one real file; system "" recognises it.
func parsed(t *testing.T, p *parse.Parser, path, system string) *parse.Result {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return p.Parse(data, parse.Options{OS: system, Keyer: model.NewKeyer(make([]byte, 32))})
}

func listOf(t *testing.T, r *parse.Result, name, family string, zones *Zones) *List {
	t.Helper()
	i := slices.IndexFunc(r.Device.Rulesets, func(rs *model.Ruleset) bool { return rs.Name == name && (family == "" || rs.Family == family) })
	if i < 0 {
		t.Fatalf("%s: no filter %s", r.OS, name)
	}
	return Compile(r.Device, r.Device.Rulesets[i], zones)
}

// TestOnePolicy: one policy that another program wrote for seven systems treats
// every packet alike on each, but for the one that the program writes
// differently: it leaves "established" out for ASA, which opens the five hosts
// to every new TCP session.
func TestOnePolicy(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(realdata.Set(t, "aerleon-acl"), "tests/regression/demo")
	read := func(ending, system, name string, zones *Zones) *List {
		return listOf(t, parsed(t, p, filepath.Join(dir, "TestRegressionDemo.testSmokeTest.sample_multitarget."+ending+".ref"), system), name, "", zones)
	}
	for _, tc := range []struct{ ending, system, name string }{
		{"nxacl", "nxos", "edge-inbound"}, {"eacl", "eos", "edge-inbound"}, {"xacl", "iosxr", "edge-inbound"}, {"jcl", "junos", "edge-inbound"},
		{"bacl", "ios", "edge-inbound"}, {"asa", "asa", "asa_in"},
	} {
		zones := &Zones{}
		ios, other := read("acl", "ios", "edge-inbound", zones), read(tc.ending, tc.system, tc.name, zones)
		d := Compare(ios, other)
		opened := tcp(prefixBox("200.1.1.0/29", "0.0.0.0/0"), 0, 65535)
		for _, r := range d.Regions {
			if tc.system == "asa" && r.New == Permit && r.Box.within(&opened) && r.Box.kinds&session == 0 {
				continue
			}
			t.Errorf("%s: %s: %v by %d, and %v by %d", tc.system, other.Words(&r.Box), r.Old, r.OldLine, r.New, r.NewLine)
		}
		if !d.Whole || len(other.Lines) < 5 || (tc.system == "asa") != (len(d.Regions) > 0) {
			t.Errorf("%s: %d lines, %d regions, compared in full: %v", tc.system, len(other.Lines), len(d.Regions), d.Whole)
		}
	}
}

// TestUnreachableLines compares lines that no packet reaches with what Batfish
// recorded for the same network, covers and all.
func TestUnreachableLines(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	set := realdata.Set(t, "batfish-refs")
	data, err := os.ReadFile(filepath.Join(set, "tests/basic/filterLineReachability.ref"))
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Sources         []string `json:"Sources"`
		UnreachableLine string   `json:"Unreachable_Line"`
		BlockingLines   []string `json:"Blocking_Lines"`
		DifferentAction bool     `json:"Different_Action"`
	}
	var want []struct {
		Rows []row `json:"rows"`
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	var got []row
	files, err := filepath.Glob(filepath.Join(set, "networks/example/live/configs/*.cfg"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		r := parsed(t, p, path, "")
		for f := range Filters(r.Device) {
			for _, x := range f.Findings {
				if x.Kind != Shadowed && x.Kind != Contradicted {
					continue
				}
				text := func(i int) string { return strings.TrimSpace(r.Text(f.List.Lines[i].Rule.Span.Line)) }
				one := row{Sources: []string{r.Device.Hostname.V + ": " + f.Name}, UnreachableLine: text(x.Line), DifferentAction: x.Kind == Contradicted}
				for _, c := range x.Cover {
					one.BlockingLines = append(one.BlockingLines, text(c))
				}
				got = append(got, one)
			}
		}
	}
	byLine := func(a, b row) int { return strings.Compare(a.UnreachableLine, b.UnreachableLine) }
	slices.SortFunc(got, byLine)
	slices.SortFunc(want[0].Rows, byLine)
	if diff := cmp.Diff(want[0].Rows, got); diff != "" {
		t.Errorf("-Batfish +ours:\n%s", diff)
	}
}

// TestSameName compares lists of one name on several devices of the network for
// which Batfish recorded compareSameName. Batfish compares where they stand, too,
// and tells all apart; here those whose lines read alike are alike, and no others.
func TestSameName(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	set := realdata.Set(t, "batfish-refs")
	data, err := os.ReadFile(filepath.Join(set, "tests/basic/compareSameName.ref"))
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Sets map[string]struct {
			Named map[string][]struct{ Nodes []string } `json:"sameNamedStructures"`
		} `json:"equivalenceSetsMap"`
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	type one struct {
		list *List
		text string
	}
	zones, pairs := &Zones{}, 0
	for name, classes := range want[0].Sets["IpAccessList"].Named {
		var seen []one
		for _, c := range classes {
			path := filepath.Join(set, "networks/example/live/configs", c.Nodes[0]+".cfg")
			if len(c.Nodes) != 1 {
				t.Errorf("%s: Batfish holds the lists of %v for one", name, c.Nodes)
			}
			if _, err := os.Stat(path); err != nil {
				continue // a Linux host
			}
			r := parsed(t, p, path, "")
			next := one{list: listOf(t, r, name, "", zones)}
			for _, l := range next.list.Lines {
				next.text += strings.TrimSpace(r.Text(l.Rule.Span.Line)) + "\n"
			}
			for _, other := range seen {
				d := Compare(other.list, next.list)
				if alike := d.Whole && len(d.Regions) == 0; alike != (next.text == other.text) {
					t.Errorf("%s on %s: alike %v, and read\n%s\n%s", name, c.Nodes[0], alike, other.text, next.text)
				}
				pairs++
			}
			seen = append(seen, next)
		}
	}
	if pairs < 50 {
		t.Errorf("%d pairs compared", pairs)
	}
}
