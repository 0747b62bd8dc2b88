package parse_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/internal/realdata"
)

// collected says where real configurations of a system are.
type collected struct {
	system string
	sets   []string
	mine   func(path, text string) bool
	least  int // files
	// told: each of them is recognised; else some hold too little.
	told bool
}

var collections = []collected{
	{"eos", []string{"batfish-vendor-configs", "batfish-lab-validation", "oxidized-device-sim"}, func(path, text string) bool {
		switch {
		case strings.Contains(path, "/vendor/arista/"):
			return !strings.HasSuffix(path, "/ios-ospf-redistribute-bgp")
		case strings.Contains(path, "/batfish-lab-validation/"):
			head := text[:min(len(text), 400)]
			return strings.Contains(path, "/configs/") && strings.Contains(head, "! device: ") && strings.Contains(head, "EOS")
		}
		return simulated(path, "eos")
	}, 1, true},
	{"nxos", []string{"batfish-vendor-configs", "batfish-lab-validation", "oxidized-device-sim", "ciscoconfparse-samples"}, func(path, text string) bool {
		switch {
		case strings.Contains(path, "/batfish-vendor-configs/"):
			return strings.Contains(path, "/cisco_nxos/") && !strings.HasSuffix(path, "/ios-bgp-listener") || strings.Contains(path, "evpn-nxos")
		case strings.Contains(path, "/batfish-lab-validation/"):
			return strings.Contains(path, "/configs/") && strings.HasPrefix(strings.TrimLeft(text, "\r\n"), "!Command: show running-config")
		}
		return simulated(path, "nxos") || strings.HasSuffix(path, ".nxos")
	}, 1, true},
	{"asa", []string{"batfish-vendor-configs", "batfish-refs", "netutils-compliance", "oxidized-device-sim"}, func(path, _ string) bool {
		base := filepath.Base(path)
		return strings.Contains(path, "/cisco_asa/") && (strings.HasSuffix(path, ".txt") || !strings.Contains(base, ".")) || base == "asa_ospf" ||
			strings.HasPrefix(base, "firelinuxos#") && strings.HasSuffix(base, "#output.txt")
	}, 45, false},
	{"iosxr", []string{"batfish-vendor-configs", "batfish-lab-validation", "batfish-refs", "ciscoconfparse-samples", "hier_config", "netutils-compliance"}, func(path, _ string) bool {
		base := filepath.Base(path)
		return strings.Contains(path, "/cisco_xr/") || strings.Contains(path, "/cisco_iosxr/") && strings.HasSuffix(path, ".txt") || strings.Contains(path, "/iosxr_") && base == "show_running-config.txt" ||
			strings.HasSuffix(path, ".iosxr") || strings.Contains(path, "unit-tests/configs/ios_xr_") || base == "set_inline_community" ||
			base == "bgp_route_policy" && strings.Contains(path, "/batfish-refs/") || base == "xr_ipsla" || base == "xr_track" ||
			strings.HasPrefix(base, "iosxr_") && strings.HasSuffix(base, ".conf") ||
			strings.Contains(path, "-dynamic-local-ips/configs/r")
	}, 60, false},
	{"fortios", []string{"batfish-vendor-configs", "batfish-lab-validation", "oxidized-device-sim", "netutils-compliance"}, func(path, _ string) bool {
		switch {
		case strings.Contains(path, "/grammar/fortios/testconfigs/"):
			return true
		case strings.Contains(path, "/snapshots/fortios") && strings.Contains(path, "/configs/"):
			return strings.Contains(path, "_fw/")
		case strings.Contains(path, "/fortigate#") && strings.HasSuffix(path, "output.txt"):
			return true
		}
		return strings.HasSuffix(path, "fortios_full_sent.txt") || strings.HasSuffix(path, "fortios_intended.txt") || strings.HasSuffix(path, "fortios_backup.txt")
	}, 30, true},
	{"panos", []string{"batfish-vendor-configs", "batfish-lab-validation", "batfish-refs", "netutils-compliance", "aerleon-acl"}, func(path, _ string) bool {
		switch {
		case strings.Contains(path, "/grammar/palo_alto/testconfigs/"):
			return true
		case strings.Contains(path, "/snapshots/palo_alto") && strings.HasSuffix(path, "/pa"):
			return true
		case strings.Contains(path, "/snapshots/panos_ebgp_loop_prevention_gui/configs/d2"), strings.Contains(path, "/configs/fwl01/"):
			return true
		case strings.Contains(path, "/batfish-refs/") && strings.Contains(path, "/configs/palo_alto/"):
			return true
		}
		return strings.HasSuffix(path, "panos_full_sent.txt") || strings.HasSuffix(path, "sample_paloalto.xml.ref")
	}, 30, true},
}

// simulated reports what a simulated device of a system wrote.
func simulated(path, system string) bool {
	return strings.HasPrefix(filepath.Base(path), system+"#") && strings.HasSuffix(path, "output.txt")
}

// TestRealCoverage sees that the lines of real configurations are understood,
// 97 of 100 at least, and that none is passed over.
func TestRealCoverage(t *testing.T) {
	for _, c := range collections {
		t.Run(c.system, func(t *testing.T) {
			var files, lines, unknown, later int
			for _, set := range c.sets {
				for _, path := range realdata.Files(t, set) {
					raw, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					if !c.mine(filepath.ToSlash(path), string(raw)) {
						continue
					}
					files++
					n, u, l := c.count(t, path, string(raw))
					lines, unknown, later = lines+n, unknown+u, later+l
				}
			}
			if files < c.least || lines == 0 {
				t.Fatalf("%d files with %d lines, want at least %d files", files, lines, c.least)
			}
			t.Logf("%d files, %d lines, %d unknown, %d not implemented", files, lines, unknown, later)
			if unknown*100 > lines*3 {
				t.Errorf("%d of %d lines are unknown", unknown, lines)
			}
		})
	}
}

// count counts the statements of a file, those that nobody knows or looked at,
// and those that are known and not read.
func (c *collected) count(t *testing.T, path, text string) (lines, unknown, later int) {
	system := c.system
	if c.told {
		system = ""
	}
	r := parsetest.Read(t, system, text)
	if r.Kind != parse.Config || r.OS != c.system {
		t.Errorf("%s: taken for %q", path, r.OS)
		return 0, 0, 0
	}
	for line, s := range r.States {
		switch s {
		case stmt.Blank:
			continue
		case stmt.Unknown:
			unknown++
			t.Logf("%s:%d: %s", filepath.Base(path), line, r.Text(int32(line)))
		case stmt.Unimplemented:
			later++
		}
		lines++
	}
	for i := range r.Tree.Nodes[1:] {
		if n := r.Tree.Nodes[i+1].Line; int(n) < len(r.States) && r.States[n] == stmt.Blank {
			unknown, lines = unknown+1, lines+1
			t.Logf("%s:%d: nobody looked at: %s", filepath.Base(path), n, r.Text(n))
		}
	}
	return lines, unknown, later
}

// TestRealOthers sees that no configuration of another system is taken for one
// of Arista's or of NX-OS, which look most like others.
func TestRealOthers(t *testing.T) {
	marks := map[string][2]string{"eos": {"arista", "TYPE: arista"}, "nxos": {"nxos", "cisco-nx"}}
	for _, path := range realdata.Files(t, "batfish-vendor-configs") {
		if !strings.Contains(filepath.ToSlash(path), "/testconfigs/") {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		os := parsetest.Parse(t, "", string(raw)).OS
		if m, ok := marks[os]; ok && !strings.Contains(path, m[0]) && !strings.Contains(string(raw), m[1]) {
			t.Errorf("%s: taken for %s", path, os)
		}
	}
}
