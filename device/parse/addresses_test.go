package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestShared reads the addresses of groups of routers on each system that
// writes them at an interface or by its name.
func TestShared(t *testing.T) {
	p := compiled(t)
	for _, tc := range []struct{ os, config, want string }{
		{"ios", "interface Gi0/0\n ip address 10.0.0.1 255.255.255.0\n standby 1 ip 10.0.0.3\n standby 1 ip 10.0.0.4 secondary\n standby 1 priority 110\n standby 2 ipv6 2001:db8::3/64\n", "[10.0.0.3 10.0.0.4 2001:db8::3]"},
		{"ios", "interface Gi0/0\n ip address 10.0.0.1 255.255.255.0\n glbp ip 10.0.0.3\n vrrp 1 address-family ipv4\n  address 10.0.0.5 primary\n", "[10.0.0.3 10.0.0.5]"},
		{"ios", "interface Gi0/0\n ip address 10.0.0.1 255.255.255.0\n ip helper-address 10.0.0.9\n", "[]"},
		{"nxos", "interface Vlan1\n  ip address 10.0.0.1/24\n  hsrp 1\n    ip 10.0.0.3\n  vrrp 2\n    address 10.0.0.4\n", "[10.0.0.3 10.0.0.4]"},
		{"eos", "interface Vlan1\n   ip address 10.0.0.1/24\n   ip virtual-router address 10.0.0.3\n   vrrp 1 ipv4 10.0.0.4\n", "[10.0.0.3 10.0.0.4]"},
		{"iosxr", "interface GigabitEthernet0/0/0/0\n ipv4 address 10.0.0.1 255.255.255.0\n!\nrouter vrrp\n interface GigabitEthernet0/0/0/0\n  address-family ipv4\n   vrrp 1\n    address 10.0.0.3\n   !\n  !\n !\n!\n", "[10.0.0.3]"},
		{"vrp", "#\ninterface Vlanif1\n ip address 10.0.0.1 255.255.255.0\n vrrp vrid 1 virtual-ip 10.0.0.3\n vrrp vrid 1 priority 110\n#\nreturn\n", "[10.0.0.3]"},
		{"junos", "interfaces {\n ge-0/0/0 {\n  unit 0 {\n   family inet {\n    address 10.0.0.1/24 {\n     vrrp-group 1 {\n      virtual-address 10.0.0.3;\n     }\n    }\n   }\n  }\n }\n}\n", "[10.0.0.3]"},
		{"junos", "set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24 vrrp-group 1 virtual-address 10.0.0.3\n", "[10.0.0.3]"},
		{"fortios", "#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\nconfig system interface\nedit \"a\"\nset ip 10.0.0.1 255.255.255.0\nconfig vrrp\nedit 1\nset vrip 10.0.0.3\nnext\nend\nnext\nend\n", "[10.0.0.3]"},
		{"sros", "# TiMOS-C-20.10.R1 cpm/hops64 Nokia 7750 SR\nconfigure\n    router Base\n        interface \"a\"\n            address 10.0.0.1/24\n            vrrp 1\n                backup 10.0.0.3\n            exit\n        exit\n    exit\nexit all\n", "[10.0.0.3]"},
	} {
		r := p.Parse([]byte(tc.config), Options{OS: tc.os, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
		var got []string
		for _, i := range r.Device.Interfaces {
			for _, a := range i.Shared {
				got = append(got, a.String())
			}
		}
		if text := fmt.Sprint(got); text != tc.want {
			t.Errorf("%s: %s, want %s\n%s", tc.os, text, tc.want, strings.ReplaceAll(tc.config, "\n", "\n\t"))
		}
	}
}
