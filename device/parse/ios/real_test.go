package ios_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/internal/realdata"
)

// sets name the data sets that hold files of the system. A file is taken where
// the parser recognises it; sure tells those that it must recognise, foreign
// those that it must not.
var sets = []struct {
	name          string
	sure, foreign *regexp.Regexp
}{
	{"batfish-vendor-configs", regexp.MustCompile(`/grammar/cisco/`), regexp.MustCompile(`/(juniper|palo_alto|fortios|f5_\w+|sros|check_point|cisco_asa|a10|cumulus|cisco_xr)/`)},
	{"batfish-lab-validation", regexp.MustCompile(`/(ios_|iosxe_).*/configs/.*running`), regexp.MustCompile(`README|/(iosxr|junos|panos|sros|eos)_[^/]*/configs/`)},
	{"oxidized-device-sim", regexp.MustCompile(`/ios#.*output\.txt$`), regexp.MustCompile(`/data/[^i][^/]*output`)},
	{"ciscoconfparse-samples", regexp.MustCompile(`\.ios$`), regexp.MustCompile(`\.(iosxr|junos|nxos|catos)$`)},
	{"stanford-backbone", regexp.MustCompile(`_config\.txt$`), nil},
	{"huawei-napalm", nil, nil},
	{"aerleon-acl", nil, nil},
}

// odd are files of a sure folder that hold too little to be told apart: a
// handful of interface names.
var odd = regexp.MustCompile(`/(ios-interface|iosxe-vasi-interface|encoding_test|interface-names|parsing-recovery/.*|aclIos|ios-bgp-neighbor|ios-object-group-protocol|iosAccessGroupAcl)$`)

// TestRealCoverage reads the real files: at least 97 of 100 lines must not be
// unknown, and no line is passed over without a state.
func TestRealCoverage(t *testing.T) {
	p := parsetest.Parser(t)
	count := map[stmt.State]int{}
	files := 0
	for _, set := range sets {
		for _, path := range realdata.Files(t, set.name) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Parse(raw, parse.Options{Keyer: parsetest.Keyer()})
			mine := r.Kind == parse.Config && r.OS == osName
			if mine && set.foreign != nil && set.foreign.MatchString(path) {
				t.Errorf("%s is called %s", path, r.OS)
			}
			if !mine {
				if set.sure != nil && set.sure.MatchString(path) && !odd.MatchString(path) {
					t.Errorf("%s is called %q", path, r.OS)
				}
				continue
			}
			files++
			report(t, path, r, count)
		}
	}
	total := 0
	for _, n := range count {
		total += n
	}
	known := total - count[stmt.Unknown]
	t.Logf("%d files, %d lines: %d unknown, %d unimplemented, %d partial", files, total, count[stmt.Unknown], count[stmt.Unimplemented], count[stmt.Partial])
	if known*100 < total*97 {
		t.Errorf("%d of %d lines are unknown", total-known, total)
	}
	if count[stmt.Unimplemented]*200 > total {
		t.Errorf("%d of %d lines are unimplemented", count[stmt.Unimplemented], total)
	}
}

// report counts the statements of one file by state and names the file where
// many are unknown.
func report(t *testing.T, path string, r *parse.Result, count map[stmt.State]int) {
	t.Helper()
	lines, unknown := 0, 0
	for i := range r.Tree.Nodes[1:] {
		n := &r.Tree.Nodes[i+1]
		s := r.States[n.Line]
		if s == stmt.Blank {
			t.Errorf("%s:%d is a statement without a state: %s", path, n.Line, r.Text(n.Line))
		}
		lines++
		count[s]++
		if s == stmt.Unknown {
			unknown++
			if os.Getenv("LINEWARDEN_UNKNOWN") != "" {
				t.Logf("%s:%d: %s", filepath.Base(path), n.Line, strings.TrimSpace(r.Text(n.Line)))
			}
		}
	}
	if unknown*100 > lines*3 {
		t.Logf("%s: %d of %d unknown", path, unknown, lines)
	}
}
