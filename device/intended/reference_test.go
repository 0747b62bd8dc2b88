package intended_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/device/intended"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/realdata"
)

// reference is one pair of configurations for which another tool says how one
// becomes the other.
type reference struct {
	name   string
	ours   []string
	theirs []string
}

// known is one entry of testdata/differences.yaml.
type known struct {
	Case   string `yaml:"case"`
	Ours   int    `yaml:"ours"`   // lines that only we say
	Theirs int    `yaml:"theirs"` // lines that only they say
	Reason string `yaml:"reason"`
}

// TestReferences compares with what other tools say. Each difference stands in
// testdata/differences.yaml with its reason, and an entry that explains nothing
// fails.
func TestReferences(t *testing.T) {
	p := parser(t)
	var list []known
	data, err := os.ReadFile(filepath.Join("testdata", "differences.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	expected := map[string]known{}
	for _, k := range list {
		if k.Reason == "" || expected[k.Case].Reason != "" {
			t.Errorf("%s: without a reason, or there twice", k.Case)
		}
		expected[k.Case] = k
	}
	all := append(plans(t, p), features(t, p)...)
	if len(all) < 12 {
		t.Fatalf("%d references", len(all))
	}
	for _, r := range all {
		k := expected[r.name]
		delete(expected, r.name)
		ours, theirs := without(r.ours, r.theirs), without(r.theirs, r.ours)
		if len(ours) != k.Ours || len(theirs) != k.Theirs {
			t.Errorf("%s: %d and %d lines differ, want %d and %d\nonly ours:\n  %s\nonly theirs:\n  %s", r.name, len(ours), len(theirs), k.Ours, k.Theirs,
				strings.Join(ours, "\n  "), strings.Join(theirs, "\n  "))
		}
		if k.Reason != "" && len(ours)+len(theirs) == 0 {
			t.Errorf("%s: the entry explains nothing", r.name)
		}
	}
	for name := range expected {
		t.Errorf("%s: no such case", name)
	}
}

func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// plans are the pairs with commands.
func plans(t *testing.T, p *parse.Parser) []reference {
	h, n := realdata.Set(t, "hier_config"), realdata.Set(t, "netutils-compliance")
	circular, fixtures, diff := filepath.Join(h, "tests/circular/fixtures"), filepath.Join(h, "tests/fixtures"), filepath.Join(n, "tests/unit/mock/config/compliance/diff_network_config")
	var out []reference
	for _, c := range []struct{ name, system, have, want, theirs string }{
		{"hier_config iosxr", "iosxr", circular + "/iosxr_running.conf", circular + "/iosxr_generated.conf", circular + "/iosxr_remediation.conf"},
		{"hier_config iosxr rollback", "iosxr", circular + "/iosxr_generated.conf", circular + "/iosxr_running.conf", circular + "/iosxr_rollback.conf"},
		{"hier_config ios", "ios", fixtures + "/running_config_acl.conf", fixtures + "/generated_config.conf", fixtures + "/remediation_config_without_tags.conf"},
		{"hier_config junos", "junos", fixtures + "/running_config_flat_junos.conf", fixtures + "/generated_config_flat_junos.conf", fixtures + "/remediation_config_flat_junos.conf"},
		{"hier_config junos braces", "junos", fixtures + "/running_config_junos.conf", fixtures + "/generated_config_junos.conf", fixtures + "/remediation_config_flat_junos.conf"},
		{"netutils eos", "eos", diff + "/arista_eos/eos_basic_base.txt", diff + "/arista_eos/eos_basic_intended.txt", diff + "/arista_eos/eos_basic_received.txt"},
		{"netutils asa", "asa", diff + "/cisco_asa/asa_basic_base.txt", diff + "/cisco_asa/asa_basic_intended.txt", diff + "/cisco_asa/asa_basic_received.txt"},
		{"netutils nxos", "nxos", diff + "/cisco_nxos/nxos_basic_base.txt", diff + "/cisco_nxos/nxos_basic_intended.txt", diff + "/cisco_nxos/nxos_basic_received.txt"},
		{"netutils junos", "junos", diff + "/juniper_junos/_basic_base.txt", diff + "/juniper_junos/_basic_intended.txt", diff + "/juniper_junos/_basic_received.txt"},
		{"netutils panos", "panos", diff + "/paloalto_panos/panos_basic_base.txt", diff + "/paloalto_panos/panos_basic_intended.txt", diff + "/paloalto_panos/panos_basic_received.txt"},
	} {
		have, want, theirs := read(t, c.have), read(t, c.want), read(t, c.theirs)
		r := compared{system: c.system, want: want, have: have, complete: intended.Whole}.run(t, p)
		out = append(out, reference{c.name, inSections(body(r)), inSections(strings.Split(theirs, "\n"))})
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// inSections writes each line behind the heads of its sections.
func inSections(lines []string) []string {
	type head struct {
		indent int
		text   string
	}
	var open []head
	var out []string
	for i, l := range lines {
		text := strings.TrimSpace(l)
		indent := len(l) - len(strings.TrimLeft(l, " "))
		for len(open) > 0 && open[len(open)-1].indent >= indent {
			open = open[:len(open)-1]
		}
		if text == "" || text == "exit" || text == "!" {
			continue
		}
		path := ""
		for _, h := range open {
			path += h.text + " / "
		}
		open = append(open, head{indent, text})
		if i+1 < len(lines) && len(lines[i+1])-len(strings.TrimLeft(lines[i+1], " ")) > indent {
			continue // a head alone says nothing
		}
		out = append(out, path+text)
	}
	return out
}

// features are the parts of configurations of which netutils says whether they
// comply, what is missing and what is too much.
func features(t *testing.T, p *parse.Parser) []reference {
	root := filepath.Join(realdata.Set(t, "netutils-compliance"), "tests/unit/mock/config/compliance/compliance")
	var out []reference
	for _, c := range []struct{ dir, system string }{
		{"cisco_ios", "ios"}, {"cisco_iosxr", "iosxr"}, {"cisco_nxos", "nxos"}, {"fortinet_fortios", "fortios"},
		{"juniper_junos", "junos"}, {"nokia_sros", "sros"}, {"paloalto_panos", "panos"},
	} {
		names, err := filepath.Glob(filepath.Join(root, c.dir, "*received.json"))
		if err != nil || len(names) != 1 {
			t.Fatal(c.dir, names, err)
		}
		var feature map[string]struct {
			Actual, Intended, Missing, Extra string
			Compliant                        bool
			Ordered                          bool `json:"ordered_compliant"`
		}
		if err := json.Unmarshal([]byte(read(t, names[0])), &feature); err != nil {
			t.Fatal(err)
		}
		for name, f := range feature {
			r, err := intended.Compare(config(t, p, c.system, f.Intended, intended.Whole), config(t, p, c.system, f.Actual, intended.Whole), intended.Options{})
			ours := []string{"not compared"}
			if err == nil {
				ours = summary(r)
			}
			out = append(out, reference{"netutils " + c.dir + " " + name, ours, theirSummary(f.Missing, f.Extra)})
		}
	}
	return out
}

// summary says which lines are missing and which are too much.
func summary(r *intended.Result) []string {
	var out []string
	for _, d := range r.Differences {
		section := strings.Join(append(slices.Clone(d.Section), ""), " ")
		if d.Intended != "" && d.Kind != intended.Extra {
			out = append(out, "missing "+section+d.Intended)
		}
		if d.Actual != "" && d.Kind != intended.Missing {
			out = append(out, "extra "+section+d.Actual)
		}
		if d.Kind == intended.Order {
			out = append(out, "out of order in "+section)
		}
	}
	return out
}

func theirSummary(missing, extra string) []string {
	var out []string
	for what, text := range map[string]string{"missing ": missing, "extra ": extra} {
		for _, l := range inSections(strings.Split(text, "\n")) {
			out = append(out, what+strings.TrimPrefix(strings.ReplaceAll(l, " / ", " "), "set "))
		}
	}
	slices.Sort(out)
	return out
}
