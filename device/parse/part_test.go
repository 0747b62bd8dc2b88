package parse

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestPart: where a text stops does not show that it is a whole configuration.
func TestPart(t *testing.T) {
	p := compiled(t)
	const (
		junos = "version 21.4R1;\nsystem {\n    host-name r1;\n}\n"
		forti = "#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=a\n"
		block = "config system global\n    set hostname \"fw1\"\nend\n"
		pan   = "<devices><entry name=\"localhost.localdomain\"><deviceconfig/></entry></devices>"
		admin = "<mgt-config><users/></mgt-config>"
		ros   = "# 2026-01-01 00:00:00 by RouterOS 7.12\n/ip service\nset telnet disabled=yes\n"
		cisco = "interface Ethernet0\n shutdown\nend\n"
	)
	for _, tc := range []struct {
		name, os, text string
		user           bool // says that it is whole
		want           model.Completeness
	}{
		{"whole", "junos", "a@r1> show configuration | no-more\n" + junos + "\na@r1> \n", false, model.Whole},
		{"no command", "junos", junos + "\na@r1> \n", false, model.Whole},
		{"one hierarchy", "junos", "a@r1> show configuration system\nhost-name r1;\n\na@r1> \n", false, model.NotProvable},
		{"one hierarchy, set", "junos", "a@r1> show configuration system | display set\nset system host-name r1\n\na@r1> \n", false, model.NotProvable},
		{"one hierarchy, and the user's word", "junos", "a@r1> show configuration system\nhost-name r1;\n\na@r1> \n", true, model.NotProvable},
		{"a filter", "junos", "a@r1> show configuration | except telnet\n" + junos + "\na@r1> \n", false, model.NotProvable},
		{"inside a part", "junos", "[edit system]\na@r1# show\nhost-name r1;\n\n[edit system]\na@r1# \n", false, model.NotProvable},
		{"at the top", "junos", "[edit]\na@r1# show\n" + junos + "\n[edit]\na@r1# \n", false, model.Whole},
		{"no version, a state", "junos", "set system host-name r1\n\n{master:0}\n", false, model.NotProvable},
		{"no version, and the user's word", "junos", "set system host-name r1\n", true, model.Whole},
		{"few rights", "junos", "a@r1> show configuration\n" + junos + "snmp { /* ACCESS-DENIED */ }\na@r1> \n", true, model.NotProvable},
		{"two", "junos", junos + junos + "\na@r1> \n", true, model.NotProvable},

		{"whole", "fortios", forti + block + "fw1 # \n", false, model.Whole},
		{"whole, with command", "fortios", "fw1 # show\n" + block + "fw1 # \n", false, model.Whole},
		{"one block", "fortios", "fw1 # show system global\n" + block + "fw1 # \n", false, model.NotProvable},
		{"inside a block", "fortios", "fw1 (global) # show\n" + block + "fw1 (global) # \n", false, model.NotProvable},
		{"one VDOM", "fortios", forti + "#global_vdom=0:vd_name=a\n" + block + "fw1 # \n", true, model.NotProvable},
		{"two", "fortios", forti + block + forti + block + "fw1 # \n", true, model.NotProvable},

		{"whole", "panos", "<config>" + admin + pan + "</config>\n", false, model.Whole},
		{"one subtree", "panos", "<config>" + pan + "</config>\n", false, model.NotProvable},
		{"a template", "panos", "<config version=\"10.1.0\"></config>\n", false, model.NotProvable},
		{"two", "panos", "<config>" + admin + pan + "</config>\n<config>" + admin + pan + "</config>\n", true, model.NotProvable},

		{"a Panorama pushes the rest", "panos", "<config>" + admin + strings.Replace(pan, "<deviceconfig/>", "<deviceconfig><system><panorama-server>192.0.2.1</panorama-server></system></deviceconfig>", 1) + "</config>\n", true, model.NotProvable},

		{"whole", "routeros", "[a@r1] > /export\n" + ros + "[a@r1] > \n", false, model.Whole},
		{"no command", "routeros", ros + "/user\nadd name=b\n[a@r1] > \n", false, model.Whole},
		{"one menu", "routeros", "[a@r1] > /ip service export\n" + ros + "[a@r1] > \n", false, model.NotProvable},
		{"one menu, no command", "routeros", ros + "[a@r1] > \n", false, model.NotProvable},
		{"inside a menu", "routeros", "[a@r1] /ip service> export\n" + ros + "[a@r1] /ip service> \n", false, model.NotProvable},
		{"two", "routeros", ros + "/user\nadd name=b\n" + ros + "[a@r1] > \n", true, model.NotProvable},

		{"one interface", "ios", "r1#show running-config interface Ethernet0\nline con 0\n" + cisco + "r1#\n", true, model.NotProvable},
		{"stored", "ios", "r1#show startup-config\nversion 15.2\nhostname r1\ninterface Vlan1\nline con 0\n" + cisco + "r1#\n", false, model.Whole},
	} {
		d := p.Parse([]byte(tc.text), Options{OS: tc.os, AssumeComplete: tc.user, Keyer: model.NewKeyer(make([]byte, 32))}).Device
		if d.Complete != tc.want || d.CompleteWhy == "" {
			t.Errorf("%s: %s: %v (%s), want %v", tc.os, tc.name, d.Complete, d.CompleteWhy, tc.want)
		}
	}
}
