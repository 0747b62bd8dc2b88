package drift_test

import (
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/internal/realdata"
)

// TestTwoCollections reads pairs of collections that differ in what a device
// or its collector writes anew each time, and wants no change.
func TestTwoCollections(t *testing.T) {
	b := newBench(t, nil)
	for _, c := range []struct{ os, head1, head2, body string }{
		{"ios", "Building configuration...\n\nCurrent configuration : 1204 bytes\n!\n! Last configuration change at 10:00:00 UTC Mon Nov 2 2026 by ops\n! NVRAM config last updated at 10:01:00 UTC Mon Nov 2 2026 by ops\n!\n",
			"Building configuration...\n\nCurrent configuration : 1211 bytes\n!\n! No configuration change since last restart\n!\n", "hostname a\nntp server 192.0.2.1\n"},
		{"ios", "!RANCID-CONTENT-TYPE: cisco\n!\n!Flash: 1204 bytes available (88 bytes used)\n!Uptime: 3 days\n", "!RANCID-CONTENT-TYPE: cisco\n!\n!Flash: 1100 bytes available (192 bytes used)\n!Uptime: 4 days\n", "hostname a\nntp clock-period 17180000\n"},
		{"nxos", "!Command: show running-config\n!Running configuration last done at: Mon Nov  2 10:00:00 2026\n!Time: Mon Nov  2 10:00:00 2026\n\n", "!Command: show running-config\n!Running configuration last done at: Tue Nov  3 10:00:00 2026\n!Time: Wed Nov  4 11:00:00 2026\n\n", "version 9.3(10) Bios:version\nhostname a\nfeature ssh\n"},
		{"iosxr", "Mon Nov  2 10:00:00.123 UTC\nBuilding configuration...\n!! IOS XR Configuration 7.5.2\n!! Last configuration change at Mon Nov  2 10:00:00 2026 by ops\n!\n", "Tue Nov  3 10:00:00.123 UTC\nBuilding configuration...\n!! IOS XR Configuration 7.5.2\n!! Last configuration change at Tue Nov  3 09:00:00 2026 by ops\n!\n", "hostname a\nntp\n server 192.0.2.1\n!\nend\n"},
		{"asa", ": Saved\n:\n: Serial Number: ABC\n: Written by ops at 10:00:00.123 UTC Mon Nov 2 2026\n!\nASA Version 9.16(4)\n", ": Saved\n:\n: Serial Number: ABC\n: Written by eve at 11:00:00.123 UTC Tue Nov 3 2026\n!\nASA Version 9.16(4)\n", "hostname a\nCryptochecksum:0123456789abcdef0123456789abcdef\n: end\n"},
		{"eos", "! Command: show running-config\n! device: a (vEOS, EOS-4.28.0F)\n!\n! Last configuration change at Mon Nov  2 10:00:00 2026\n", "! Command: show running-config\n! device: a (vEOS, EOS-4.28.0F)\n!\n! Last configuration change at Tue Nov  3 10:00:00 2026\n", "hostname a\nntp server 192.0.2.1\nend\n"},
		{"junos", "## Last commit: 2026-11-02 10:00:00 UTC by ops\n", "## Last commit: 2026-11-03 11:00:00 UTC by ops\n", "version 21.4R3;\nsystem {\n    host-name a;\n}\n"},
		{"junos", "## Last changed: 2026-11-02 10:00:00 UTC\n", "## Last changed: 2026-11-03 11:00:00 UTC\n", "version 21.4R3;\nsystem {\n    host-name a;\n}\n"},
		{"fortios", "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\n#conf_file_ver=111\n#buildno=1517\n", "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=eve\n#conf_file_ver=222\n#buildno=1517\n", "config system global\n    set hostname \"a\"\nend\n"},
		{"routeros", "# nov/02/2026 10:00:00 by RouterOS 7.15.3\n# software id = ABCD-1234\n", "# nov/03/2026 10:00:00 by RouterOS 7.15.3\n# software id = ABCD-1234\n", "/system identity\nset name=a\n"},
		{"routeros", "# 2026-11-02 10:00:00 by RouterOS 7.15.3\n", "# 2026-11-03 10:00:00 by RouterOS 7.15.3\n", "/system identity\nset name=a\n"},
		{"sros", "# TiMOS-C-22.10.R1 cpm/hops64 Nokia 7750 SR\n# Generated MON NOV 02 10:00:00 2026 UTC\n\nexit all\nconfigure\n", "# TiMOS-C-22.10.R1 cpm/hops64 Nokia 7750 SR\n# Generated TUE NOV 03 10:00:00 2026 UTC\n\nexit all\nconfigure\n", "    system\n        name \"a\"\n    exit\nexit all\n# Finished MON NOV 02 10:00:01 2026 UTC\n"},
		{"vrp", "!Software Version V200R019C00\n!Last configuration was updated at 2026-11-02 10:00:00+00:00 by ops\n#\n", "!Software Version V200R019C00\n!Last configuration was updated at 2026-11-03 10:00:00+00:00 by ops\n#\n", "sysname a\n#\nreturn\n"},
	} {
		old, new := b.version(c.os, c.head1+c.body, false, true), b.version(c.os, c.head2+c.body, false, true)
		if got := b.comparer.Compare(old, new); len(got) > 0 {
			t.Errorf("%s: %q", c.os, sentences(got))
		}
	}
}

// TestRealFilesDoNotDrift compares real configurations with themselves, read
// twice, and with themselves without their last line.
func TestRealFilesDoNotDrift(t *testing.T) {
	b := newBench(t, nil)
	seen := 0
	for _, set := range []string{"stanford-backbone", "oxidized-device-sim", "huawei-napalm", "hier_config"} {
		for _, p := range realdata.Files(t, set) {
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			old := b.version("", text, false, false)
			if old == nil || len(data) > 1<<20 {
				continue
			}
			seen++
			if got := b.comparer.Compare(old, b.version("", text, false, false)); len(got) > 0 {
				t.Errorf("%s: %q", p, sentences(got))
			}
			cut := b.version("", text[:strings.LastIndexByte(strings.TrimSpace(text), '\n')+1], false, false)
			if cut == nil {
				continue
			}
			for _, c := range b.comparer.Compare(old, cut) {
				if c.Sentence == "" {
					t.Errorf("%s: a change that says nothing: %+v", p, c)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d configurations", seen)
	}
}
