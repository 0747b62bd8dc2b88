package drift_test

import (
	"slices"
	"testing"
)

// TestRegistersOfEverySystem adds what the seven registers are about to a file of
// each system that has it: what is listed is known, what is not is not, and where
// nobody filled the register it is unknown.
func TestRegistersOfEverySystem(t *testing.T) {
	const listedAddr = "203.0.113.1"
	state := ""
	b := newBench(t, func(register, value string) (bool, bool) {
		switch state {
		case "unknown":
			return false, false
		case "fail":
			return false, true
		}
		return slices.Contains([]string{"svc", listedAddr, listedAddr + "/32", "JOB", "7", "MIR", "198.51.100.0/24"}, value), true
	})
	base := map[string]string{
		"ios": "hostname x\n", "iosxr": "hostname x\n", "nxos": "hostname x\n", "eos": "hostname x\n", "asa": "hostname x\n",
		"junos": "set system host-name x\n", "panos": "set deviceconfig system hostname x\n", "vrp": "sysname x\n",
		"fortios": "config system global\n set hostname x\nend\n", "sros": "configure\n    system\n        name \"x\"\n    exit\nexit all\n", "routeros": "/system identity\nset name=x\n",
	}
	const secret = "$6$aaaaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	for _, c := range []struct{ os, register, text string }{
		{"ios", "users", "username svc privilege 15 secret 9 $9$aaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"},
		{"iosxr", "users", "username svc\n group root-lr\n!\n"},
		{"nxos", "users", "username svc password 5 $5$aaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb role network-admin\n"},
		{"eos", "users", "username svc privilege 15 role network-admin secret sha512 " + secret + "\n"},
		{"asa", "users", "username svc password aaaaaaaaaaaaaaaa pbkdf2 privilege 15\n"},
		{"junos", "users", "set system login user svc class super-user\n"},
		{"panos", "users", "set mgt-config users svc permissions role-based superuser yes\n"},
		{"fortios", "users", "config system admin\n edit \"svc\"\n  set accprofile \"super_admin\"\n next\nend\n"},
		{"sros", "users", "configure\n    system\n        security\n            user \"svc\"\n                access console\n            exit\n        exit\n    exit\nexit all\n"},
		{"vrp", "users", "aaa\n local-user svc privilege level 15\n local-user svc service-type ssh\n"},
		{"routeros", "users", "/user\nadd group=full name=svc\n"},

		{"ios", "aaa_servers", "tacacs server T\n address ipv4 203.0.113.1\n"},
		{"iosxr", "aaa_servers", "tacacs-server host 203.0.113.1 port 49\n!\n"},
		{"nxos", "aaa_servers", "feature tacacs+\ntacacs-server host 203.0.113.1\n"},
		{"eos", "aaa_servers", "tacacs-server host 203.0.113.1\n"},
		{"asa", "aaa_servers", "aaa-server T protocol tacacs+\naaa-server T (inside) host 203.0.113.1\n"},
		{"junos", "aaa_servers", "set system tacplus-server 203.0.113.1 port 49\n"},
		{"panos", "aaa_servers", "set shared server-profile tacplus T server S address 203.0.113.1\n"},
		{"fortios", "aaa_servers", "config user tacacs+\n edit \"T\"\n  set server \"203.0.113.1\"\n next\nend\n"},
		{"sros", "aaa_servers", "configure\n    system\n        security\n            tacplus\n                server 1 address 203.0.113.1\n            exit\n        exit\n    exit\nexit all\n"},
		{"vrp", "aaa_servers", "hwtacacs-server template T\n hwtacacs-server authentication 203.0.113.1\n"},
		{"routeros", "aaa_servers", "/radius\nadd address=203.0.113.1 service=login\n"},

		{"ios", "tunnels", "interface Tunnel1\n tunnel source e0\n tunnel destination 203.0.113.1\n"},
		{"iosxr", "tunnels", "interface tunnel-ip1\n tunnel source Loopback0\n tunnel destination 203.0.113.1\n!\n"},
		{"nxos", "tunnels", "feature tunnel\ninterface Tunnel1\n  tunnel source loopback0\n  tunnel destination 203.0.113.1\n"},
		{"eos", "tunnels", "interface Tunnel1\n   tunnel source 192.0.2.1\n   tunnel destination 203.0.113.1\n"},
		{"asa", "tunnels", "interface Tunnel1\n nameif t\n tunnel source interface outside\n tunnel destination 203.0.113.1\n"},
		{"junos", "tunnels", "set interfaces gr-0/0/0 unit 1 tunnel source 192.0.2.1\nset interfaces gr-0/0/0 unit 1 tunnel destination 203.0.113.1\n"},
		{"panos", "tunnels", "set network ike gateway G peer-address ip 203.0.113.1\n"},
		{"fortios", "tunnels", "config system gre-tunnel\n edit \"G\"\n  set interface \"wan1\"\n  set remote-gw 203.0.113.1\n  set local-gw 192.0.2.1\n next\nend\n"},
		{"sros", "tunnels", "configure\n    service\n        sdp 1 gre create\n            far-end 203.0.113.1\n        exit\n    exit\nexit all\n"},
		{"vrp", "tunnels", "interface Tunnel1\n tunnel-protocol gre\n source LoopBack0\n destination 203.0.113.1\n"},
		{"routeros", "tunnels", "/interface gre\nadd name=g remote-address=203.0.113.1\n"},

		{"ios", "mirrors", "monitor session 7 type erspan-source\n source interface e0\n destination\n  erspan-id 7\n  ip address 203.0.113.1\n  origin ip address 192.0.2.1\n"},
		{"iosxr", "mirrors", "monitor-session MIR ethernet\n destination interface GigabitEthernet0/0/0/1\n!\n"},
		{"nxos", "mirrors", "monitor session 7 type erspan-source\n  source interface Ethernet1/1 both\n  destination ip 203.0.113.1\n  no shut\n"},
		{"eos", "mirrors", "monitor session MIR source Ethernet1\nmonitor session MIR destination Ethernet2\n"},
		{"junos", "mirrors", "set forwarding-options analyzer MIR input ingress interface ge-0/0/0.0\nset forwarding-options analyzer MIR output ip-address 203.0.113.1\n"},
		{"sros", "mirrors", "configure\n    mirror\n        mirror-dest 7 create\n            sap 1/1/1:1 create\n            exit\n            no shutdown\n        exit\n    exit\nexit all\n"},
		{"vrp", "mirrors", "observe-port 7 interface GigabitEthernet0/0/2\n#\ninterface GigabitEthernet0/0/1\n port-mirroring to observe-port 7 inbound\n"},
		{"routeros", "mirrors", "/tool sniffer\nset streaming-enabled=yes streaming-server=203.0.113.1\n"},

		{"ios", "loopbacks", "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n"},
		{"iosxr", "loopbacks", "interface Loopback0\n ipv4 address 203.0.113.1 255.255.255.255\n!\n"},
		{"nxos", "loopbacks", "interface loopback0\n  ip address 203.0.113.1/32\n"},
		{"eos", "loopbacks", "interface Loopback0\n   ip address 203.0.113.1/32\n"},
		{"junos", "loopbacks", "set interfaces lo0 unit 0 family inet address 203.0.113.1/32\n"},
		{"panos", "loopbacks", "set network interface loopback units loopback.1 ip 203.0.113.1/32\n"},
		{"fortios", "loopbacks", "config system interface\n edit \"lo0\"\n  set vdom \"root\"\n  set type loopback\n  set ip 203.0.113.1 255.255.255.255\n next\nend\n"},
		{"sros", "loopbacks", "configure\n    router Base\n        interface \"lo0\"\n            address 203.0.113.1/32\n            loopback\n        exit\n    exit\nexit all\n"},
		{"vrp", "loopbacks", "interface LoopBack0\n ip address 203.0.113.1 255.255.255.255\n"},

		{"ios", "static_routes", "ip route 198.51.100.0 255.255.255.0 203.0.113.9\n"},
		{"iosxr", "static_routes", "router static\n address-family ipv4 unicast\n  198.51.100.0/24 203.0.113.9\n !\n!\n"},
		{"nxos", "static_routes", "ip route 198.51.100.0/24 203.0.113.9\n"},
		{"eos", "static_routes", "ip route 198.51.100.0/24 203.0.113.9\n"},
		{"asa", "static_routes", "route outside 198.51.100.0 255.255.255.0 203.0.113.9 1\n"},
		{"junos", "static_routes", "set routing-options static route 198.51.100.0/24 next-hop 203.0.113.9\n"},
		{"panos", "static_routes", "set network virtual-router default routing-table ip static-route R destination 198.51.100.0/24\nset network virtual-router default routing-table ip static-route R nexthop ip-address 203.0.113.9\n"},
		{"fortios", "static_routes", "config router static\n edit 1\n  set dst 198.51.100.0 255.255.255.0\n  set gateway 203.0.113.9\n  set device \"wan1\"\n next\nend\n"},
		{"sros", "static_routes", "configure\n    router Base\n        static-route-entry 198.51.100.0/24\n            next-hop 203.0.113.9\n                no shutdown\n            exit\n        exit\n    exit\nexit all\n"},
		{"vrp", "static_routes", "ip route-static 198.51.100.0 255.255.255.0 203.0.113.9\n"},
		{"routeros", "static_routes", "/ip route\nadd dst-address=198.51.100.0/24 gateway=203.0.113.9\n"},

		{"ios", "scripts", "event manager applet JOB\n event none\n action 1 cli command \"enable\"\n"},
		{"iosxr", "scripts", "event manager policy JOB username x persist-time 3600\n!\n"},
		{"nxos", "scripts", "event manager applet JOB\n  event cli match \"x\"\n  action 1 cli show clock\n"},
		{"eos", "scripts", "event-handler JOB\n   trigger on-boot\n   action bash true\n"},
		{"asa", "scripts", "event manager applet JOB\n event none\n action 1 cli command \"show clock\"\n output none\n"},
		{"junos", "scripts", "set event-options policy JOB events ui_commit\nset event-options policy JOB then execute-commands commands \"show version\"\n"},
		{"fortios", "scripts", "config system automation-stitch\n edit \"JOB\"\n  set trigger \"T\"\n next\nend\n"},
		{"sros", "scripts", "configure\n    system\n        script-control\n            script \"JOB\"\n                location \"cf3:/j.txt\"\n                no shutdown\n            exit\n        exit\n    exit\nexit all\n"},
		{"routeros", "scripts", "/system scheduler\nadd name=JOB on-event=JOB interval=1d\n"},
	} {
		for _, state = range []string{"pass", "fail", "unknown"} {
			var got []string
			for _, ch := range b.comparer.Compare(b.version(c.os, base[c.os], true, false), b.version(c.os, base[c.os]+c.text, true, false)) {
				if ch.Register != nil && ch.Register.Name == c.register {
					got = append(got, ch.Register.Known.String())
					if ch.Span.Line == 0 {
						t.Errorf("%s %s: no line", c.os, c.register)
					}
				}
			}
			if !slices.Contains(got, state) || slices.ContainsFunc(got, func(s string) bool { return s != state }) {
				t.Errorf("%s %s: %v, want %s", c.os, c.register, got, state)
			}
		}
	}
}
