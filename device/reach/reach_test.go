package reach_test

import (
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/reach"
)

var newParser = sync.OnceValues(parse.New)

func parser(t *testing.T) *parse.Parser {
	t.Helper()
	p, err := newParser()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// prepare reads a small configuration, taken as whole unless cut.
func prepare(t *testing.T, os, config string, cut bool) *reach.Device {
	t.Helper()
	p := parser(t)
	r := p.Parse([]byte(config), parse.Options{OS: os, Snippet: !cut, Keyer: model.NewKeyer(make([]byte, 32))})
	if r.Device == nil {
		t.Fatal("not a configuration")
	}
	if cut {
		r.Device.Complete = model.Truncated
	}
	return reach.New(r.Device, p.Absence()[os])
}

// ask asks about one service; from are prefixes and names of interfaces.
func ask(t *testing.T, d *reach.Device, service string, from ...string) reach.Answer {
	t.Helper()
	var o reach.Origin
	var nets []netip.Prefix
	for _, f := range from {
		if p, err := netip.ParsePrefix(f); err == nil {
			nets = append(nets, p)
		} else {
			o.Interfaces = append(o.Interfaces, f)
		}
	}
	if o.Sources = acl.AddressesOf(nets); len(nets) == 0 {
		o.Sources = reach.Unicast()
	}
	list, ok := d.Named(service)
	if !ok {
		t.Fatalf("no service %q", service)
	}
	return d.Reach(list[len(list)-1], o)
}

const (
	iosHead  = "version 17.9\nhostname r1\nip ssh version 2\ninterface Gi0/0\n ip address 192.0.2.1 255.255.255.0\n"
	iosVTY   = "ip access-list standard V\n permit 10.0.0.0 0.0.0.255\nline vty 0 4\n transport input ssh\n access-class V in\n"
	nxosHead = "version 9.3(10)\nhostname n\nip access-list V\n  10 permit tcp 10.0.0.0/24 any eq 22\nip access-list B\n  10 deny tcp 10.0.0.0/25 any\n  20 permit ip any any\n" +
		"interface mgmt0\n  vrf member management\n  ip address 192.0.2.1/24\nline vty\n  access-class V in\n"
	vrpHead = "#\nsysname h\n#\nacl number 2001\n rule 5 permit source 10.0.0.0 0.0.0.255\n#\nstelnet server enable\nssh server-source all-interface\n#\ninterface GigabitEthernet0/0/1\n ip address 192.0.2.1 255.255.255.0\n#\n" +
		"user-interface vty 0 4\n acl 2001 inbound\n protocol inbound ssh\n#\n"
	asaHead = "ASA Version 9.8(4)\nhostname fw\ninterface Gi0/0\n nameif outside\n security-level 0\n ip address 192.0.2.1 255.255.255.0\n" +
		"interface Gi0/1\n nameif inside\n security-level 100\n ip address 10.0.0.1 255.255.255.0\n"
	junosHead = "system { services { ssh; } }\ninterfaces { ge-0/0/0 { unit 0 { family inet { address 192.0.2.1/24; } } } lo0 { unit 0 { family inet { %s address 10.9.9.9/32; } } } }\n"
	fortiHead = "#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\n" +
		"config system interface\nedit \"wan1\"\nset ip 192.0.2.1 255.255.255.0\n%s\nset type physical\nnext\nend\n"
	rosHead = "# 2026-11-09 09:45:10 by RouterOS 7.11.2\n/interface list\nadd name=WAN\nadd name=LAN\n/interface list member\nadd interface=ether1 list=WAN\nadd interface=ether2 list=LAN\n" +
		"/ip address\nadd address=192.0.2.1/24 interface=ether1\nadd address=10.0.0.1/24 interface=ether2\n"
)

// copp is a policy before the processor with one class, of which 10.0.0.0/25 is
// not, and which further lines may widen.
func copp(match, action string) string {
	return "ip access-list extended C\n deny tcp 10.0.0.0 0.0.0.127 any\n permit tcp any any eq 22\nclass-map match-any K\n match access-group name C\n" + match +
		"control-plane\n service-policy input COPP\npolicy-map COPP\n class K\n  " + action + "\n"
}

// TestSystems has one small device for each gate of each system.
func TestSystems(t *testing.T) {
	for _, tc := range []struct {
		name, os, config, service string
		from                      []string
		want                      reach.Verdict
		sources, reason           string
	}{
		{"vty admits", "ios", iosHead + iosVTY + "end\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/24", ""},
		{"vty denies", "ios", iosHead + iosVTY + "end\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "filter V of line vty 0 4 denies it"},
		{"no line takes it", "ios", iosHead + iosVTY + "end\n", "telnet", nil, reach.No, "", "no line takes telnet"},
		{"a second line is open", "ios", iosHead + iosVTY + "line vty 5 15\n transport input all\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"a port of its own", "ios", iosHead + iosVTY + "ip ssh port 2222 rotary 1\nline vty 5 15\n rotary 1\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"list not defined", "ios", iosHead + "line vty 0 4\n transport input ssh\n access-class GONE in\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"interface filter", "ios", iosHead + " ip access-group E in\nip access-list extended E\n deny tcp any any eq 22\n permit ip any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", nil, reach.No, "", "interface filter E denies it"},
		{"other table without vrf-also", "ios", "version 17.9\nip ssh version 2\ninterface Gi0\n vrf forwarding M\n ip address 192.0.2.1 255.255.255.0\n" + iosVTY + "end\n", "ssh", []string{"10.0.0.1/32"}, reach.Unknown, "", "does not say vrf-also"},
		{"policy before the processor", "ios", iosHead + iosVTY + "control-plane\n service-policy input COPP\nend\n", "ssh", []string{"10.0.0.1/32"}, reach.Unknown, "", "policy COPP guards the processor: the file does not define it"},
		{"a limit admits", "ios", iosHead + iosVTY + copp("", "police 8000 conform-action transmit exceed-action drop"), "ssh", []string{"10.0.0.1/32"}, reach.Yes, "10.0.0.1/32", ""},
		{"a class drops", "ios", iosHead + iosVTY + copp("", "drop"), "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/25", ""},
		{"a class drops all", "ios", iosHead + iosVTY + copp("", "drop"), "ssh", []string{"10.0.0.128/25"}, reach.No, "", "control-plane filter COPP denies it"},
		{"a limit that drops all", "ios", iosHead + iosVTY + copp("", "police cir 8000\n   conform-action drop\n   exceed-action drop"), "ssh", []string{"10.0.0.128/25"}, reach.No, "", "control-plane filter COPP denies it"},
		{"the rest is dropped", "ios", iosHead + iosVTY + copp("", "set dscp cs2") + " class class-default\n  drop\nend\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.128/25", ""},
		{"a class of what is read elsewhere", "ios", iosHead + iosVTY + copp(" match protocol ssh\n", "drop"), "ssh", []string{"10.0.0.0/24"}, reach.Unknown, "", "class by protocol ssh"},
		{"such a class that admits", "ios", iosHead + iosVTY + copp(" match protocol ssh\n", "police 8000"), "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"of the other family", "ios", iosHead + iosVTY + copp(" match protocol ipv6\n match protocol arp\n", "drop"), "ssh", []string{"10.0.0.0/25"}, reach.Yes, "10.0.0.0/25", ""},
		{"a line that is not understood", "ios", iosHead + iosVTY + copp("", "bargain 5"), "ssh", []string{"10.0.0.128/25"}, reach.Unknown, "", "what the line does is not understood"},
		{"carried packets only", "ios", iosHead + iosVTY + strings.Replace(copp("", "drop"), "control-plane", "control-plane transit", 1), "ssh", []string{"10.0.0.128/25"}, reach.Yes, "10.0.0.128/25", ""},
		{"the maker's own policy", "ios", iosHead + iosVTY + "control-plane\n service-policy input system-cpp-policy\nend\n", "ssh", []string{"10.0.0.1/32"}, reach.Yes, "10.0.0.1/32", ""},
		{"policy, and the line denies", "ios", iosHead + iosVTY + "control-plane\n service-policy input COPP\nend\n", "ssh", []string{"203.0.113.1/32"}, reach.No, "", "denies it"},
		{"web server", "ios", iosHead + "ip http secure-server\nend\n", "https", []string{"203.0.113.1/32"}, reach.Yes, "203.0.113.1/32", ""},
		{"web server with a list", "ios", iosHead + "ip http secure-server\nip http access-class ipv4 W\nip access-list standard W\n permit 10.0.0.0 0.0.0.255\nend\n", "https", []string{"203.0.113.1/32"}, reach.No, "", "service filter W denies it"},
		{"community", "ios", iosHead + "snmp-server community abcXYZ1 RO 10\naccess-list 10 permit 10.0.0.9\nend\n", "snmp", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.9/32", ""},
		{"IPv6 is open", "ios", iosHead + " ipv6 address 2001:db8::1/64\n" + iosVTY + "end\n", "ssh", []string{"2001:db8:1::/48", "203.0.113.0/24"}, reach.Yes, "2001:db8:1::/48", ""},
		{"IPv6 without an address", "ios", iosHead + iosVTY + "end\n", "ssh", []string{"2001:db8:1::/48"}, reach.No, "", "no address of that family"},
		{"interface is down", "ios", iosHead + " shutdown\n" + iosVTY + "end\n", "ssh", []string{"10.0.0.1/32"}, reach.No, "", "no interface that is up"},
		{"routing decides", "ios", iosHead + " ip access-group E in\ninterface Gi0/1\n ip address 198.51.100.1 255.255.255.0\nip access-list extended E\n deny ip any any\n" + iosVTY + "end\n", "ssh", []string{"10.0.0.0/24"}, reach.Unknown, "", "routing decides: it gets in by Gi0/1; by Gi0/0"},
		{"the interface is named", "ios", iosHead + " ip access-group E in\ninterface Gi0/1\n ip address 198.51.100.1 255.255.255.0\nip access-list extended E\n deny ip any any\n" + iosVTY + "end\n", "ssh", []string{"10.0.0.0/24", "gi0/1"}, reach.Yes, "10.0.0.0/24", ""},
		{"the subnet is connected", "ios", iosHead + " ip access-group E in\ninterface Gi0/1\n ip address 10.0.0.1 255.255.255.0\nip access-list extended E\n deny ip any any\n" + iosVTY + "end\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"the address of the group alone", "ios", iosHead + " standby 1 ip 192.0.2.3\n ip access-group E in\nip access-list extended E\n permit tcp any host 192.0.2.3 eq 22\n deny ip any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"an address of the group that is learned", "ios", iosHead + " standby 1 ip\n ip access-group E in\nip access-list extended E\n permit tcp any host 192.0.2.3 eq 22\n deny ip any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Unknown, "", "shares with other routers is not known"},
		{"a group, and all is denied", "ios", iosHead + " standby 1 ip 192.0.2.3\n ip access-group E in\nip access-list extended E\n deny ip any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "interface filter E denies it"},
		{"the address of the link", "ios", iosHead + " ipv6 address 2001:db8::1/64\n ipv6 traffic-filter E in\nipv6 access-list E\n deny ipv6 any host 2001:db8::1\n permit ipv6 any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"2001:db8::/64"}, reach.Unknown, "", "link-local address of Gi0/0 is not in the file"},
		{"the address of the link, which the file tells", "ios", iosHead + " ipv6 address fe80::1 link-local\n ipv6 address 2001:db8::1/64\n ipv6 traffic-filter E in\nipv6 access-list E\n deny ipv6 any host 2001:db8::1\n permit ipv6 any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"2001:db8::/64"}, reach.Yes, "2001:db8::/64", ""},
		{"nobody else reaches that", "ios", iosHead + " ipv6 address fe80::1 link-local\n ipv6 address 2001:db8::1/64\n ipv6 traffic-filter E in\nipv6 access-list E\n deny ipv6 any host 2001:db8::1\n permit ipv6 any any\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"2001:db8:1::/64"}, reach.No, "", "interface filter E denies it"},
		{"neighbours without another address", "ios", iosHead + " ipv6 address fe80::1 link-local\n ipv6 address 2001:db8::1/64\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"fe80::/10", "Gi0/0"}, reach.Yes, "fe80::/10", ""},
		{"sent elsewhere", "ios", iosHead + "ip nat inside source static tcp 10.0.0.5 22 192.0.2.1 22\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Unknown, "", "address translation of line 6 may send it elsewhere"},
		{"sent elsewhere by the interface", "ios", iosHead + "ip nat inside source static tcp 10.0.0.5 22 interface Gi0/0 22\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Unknown, "", "may send it elsewhere"},
		{"another port is sent elsewhere", "ios", iosHead + "ip nat inside source static tcp 10.0.0.5 443 192.0.2.1 443\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"another address is translated", "ios", iosHead + "ip nat inside source static 10.0.0.5 192.0.2.9\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"sources are translated", "ios", iosHead + "ip nat inside source list 10 interface Gi0/0 overload\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"led here", "ios", iosHead + " ip access-group E in\nip access-list extended E\n deny tcp any any eq 22\n permit ip any any\nip nat inside source static tcp 192.0.2.1 22 192.0.2.9 2222\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.Unknown, "", "may lead to it from another address or port"},
		{"denied and sent elsewhere", "ios", iosHead + "ip nat inside source static tcp 10.0.0.5 22 192.0.2.1 22\n" + iosVTY + "end\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "denies it"},

		{"access lines", "asa", asaHead + "ssh 10.0.0.0 255.255.255.0 inside\n: end\n", "ssh", []string{"inside"}, reach.Yes, "10.0.0.0/24", ""},
		{"not on that interface", "asa", asaHead + "ssh 10.0.0.0 255.255.255.0 inside\n: end\n", "ssh", []string{"outside"}, reach.No, "", "does not answer on Gi0/0"},
		{"lines of two interfaces", "asa", asaHead + "ssh 10.0.0.0 255.255.255.0 inside\nssh 203.0.113.0 255.255.255.0 outside\n: end\n", "ssh", []string{"outside", "203.0.113.0/24"}, reach.Unknown, "", "on the interface that its line names only"},
		{"interface filters do not meet it", "asa", asaHead + "access-list X extended deny ip any any\naccess-group X in interface outside\nhttp server enable\nhttp 0.0.0.0 0.0.0.0 outside\n: end\n", "https", []string{"outside", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},

		{"objects translated", "asa", asaHead + "object network S\n host 10.0.0.5\nobject network P\n host 192.0.2.9\nnat (inside,outside) source static S P\nhttp server enable\nhttp 0.0.0.0 0.0.0.0 outside\n: end\n", "https", []string{"outside", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"its own address translated", "asa", asaHead + "object network S\n host 10.0.0.5\n nat (inside,outside) static interface service tcp 443 443\nhttp server enable\nhttp 0.0.0.0 0.0.0.0 outside\n: end\n", "https", []string{"outside", "203.0.113.0/24"}, reach.Unknown, "", "may send it elsewhere"},
		{"filter on lo0", "junos", strings.Replace(junosHead, "%s", "filter { input RE; }", 1) + "firewall { family inet { filter RE { term a { from { source-address 10.0.0.0/24; protocol tcp; destination-port ssh; } then accept; } } } }\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/24", ""},
		{"filter on lo0 denies", "junos", strings.Replace(junosHead, "%s", "filter { input RE; }", 1) + "firewall { family inet { filter RE { term a { from { source-address 10.0.0.0/24; protocol tcp; destination-port ssh; } then accept; } } } }\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "control-plane filter RE denies it"},
		{"no filter", "junos", strings.Replace(junosHead, "%s", "", 1), "ssh", []string{"203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"zone admits ping only", "junos", strings.Replace(junosHead, "%s", "", 1) + "security { zones { security-zone untrust { interfaces { ge-0/0/0.0 { host-inbound-traffic { system-services { ping; } } } } } } }\n", "ssh", []string{"untrust"}, reach.No, "", "does not admit ssh"},
		{"zone admits it", "junos", strings.Replace(junosHead, "%s", "", 1) + "security { zones { security-zone untrust { interfaces { ge-0/0/0.0 { host-inbound-traffic { system-services { ssh; } } } } } } }\n", "ssh", []string{"untrust", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},

		{"allowaccess", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess https ssh", 1), "ssh", []string{"wan1", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"no allowaccess", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess ping https", 1), "ssh", []string{"wan1"}, reach.No, "", "off"},
		{"a published address of its own", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess ssh", 1) + "config firewall vip\nedit \"v\"\nset extip 192.0.2.1\nset mappedip \"10.0.0.5\"\nset extintf \"wan1\"\nnext\nend\n", "ssh", []string{"wan1", "203.0.113.0/24"}, reach.Unknown, "", "may send it elsewhere"},
		{"another published address", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess ssh", 1) + "config firewall vip\nedit \"v\"\nset extip 192.0.2.9\nset mappedip \"10.0.0.5\"\nset extintf \"wan1\"\nnext\nend\n", "ssh", []string{"wan1", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
		{"trusted hosts", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess ssh", 1) + "config system admin\nedit \"a\"\nset trusthost1 10.0.0.0 255.255.255.0\nnext\nend\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "does not hold them"},
		{"local-in policy", "fortios", strings.Replace(fortiHead, "%s", "set allowaccess ssh", 1) + "config firewall local-in-policy\nedit 1\nset intf \"wan1\"\nset srcaddr \"all\"\nset dstaddr \"all\"\nset service \"ALL\"\nset schedule \"always\"\nnext\nend\n", "ssh", []string{"wan1"}, reach.No, "", "local-in-policy denies it"},

		{"input chain drops", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\n", "ssh", []string{"WAN"}, reach.No, "", "filter input denies it"},
		{"input chain drops all but", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=drop in-interface-list=!LAN\n", "ssh", []string{"ether1"}, reach.No, "", "filter input denies it"},
		{"from inside", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=drop in-interface-list=!LAN\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"a list that jumps", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=jump jump-target=mine\nadd chain=mine action=drop in-interface=ether1 protocol=tcp dst-port=22\n", "ssh", []string{"ether1"}, reach.No, "", "filter input denies it"},
		{"two lists refused", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=drop in-interface=!ether1 in-interface-list=!LAN\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"two lists refused, and in neither", "routeros", strings.Replace(rosHead, "interface=ether2 list=LAN", "interface=ether3 list=LAN", 1) + "/ip firewall filter\nadd chain=input action=drop in-interface=!ether1 in-interface-list=!LAN\n", "ssh", []string{"ether2"}, reach.No, "", "filter input denies it"},
		{"redirected", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=drop protocol=tcp dst-port=22\n/ip firewall nat\nadd chain=dstnat action=redirect protocol=tcp dst-port=2222 to-ports=22\n", "ssh", []string{"ether1"}, reach.Unknown, "", "may lead to it"},
		{"service address", "routeros", rosHead + "/ip service\nset winbox address=10.0.0.0/24\n", "winbox", []string{"203.0.113.0/24"}, reach.No, "", "does not hold them"},
		{"rate limit", "routeros", rosHead + "/ip firewall filter\nadd chain=input action=accept protocol=tcp dst-port=22 limit=5,5:packet\nadd chain=input action=drop\n", "ssh", []string{"ether1"}, reach.Unknown, "", "limit"},

		{"peers of the plane", "iosxr", "!! IOS XR Configuration 7.3.2\nhostname x\nssh server v2\ncontrol-plane\n management-plane\n  inband\n   interface GigabitEthernet0/0/0/0\n    allow SSH peer\n     address ipv4 10.0.0.0/24\n    !\n   !\n  !\n !\n!\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n!\ninterface GigabitEthernet0/0/0/1\n ipv4 address 198.51.100.1 255.255.255.0\n!\nline default\n transport input ssh\n!\nend\n", "ssh", []string{"GigabitEthernet0/0/0/0"}, reach.Yes, "10.0.0.0/24", ""},
		{"outside the plane", "iosxr", "!! IOS XR Configuration 7.3.2\nhostname x\nssh server v2\ncontrol-plane\n management-plane\n  inband\n   interface GigabitEthernet0/0/0/0\n    allow SSH\n   !\n  !\n !\n!\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n!\ninterface GigabitEthernet0/0/0/1\n ipv4 address 198.51.100.1 255.255.255.0\n!\nline default\n transport input ssh\n!\nend\n", "ssh", []string{"GigabitEthernet0/0/0/1"}, reach.No, "", "does not admit ssh"},

		{"a flow of rate zero", "iosxr", "!! IOS XR Configuration 7.3.2\nhostname x\nssh server v2\nlpts pifib hardware police\n flow ssh default rate 0\n!\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n!\nline default\n transport input ssh\n!\nend\n", "ssh", []string{"10.0.0.0/24"}, reach.Unknown, "", "the flow ssh default has the rate 0"},
		{"rates of other flows", "iosxr", "!! IOS XR Configuration 7.3.2\nhostname x\nssh server v2\nlpts pifib hardware police\n flow ssh default rate 100\n flow ospf multicast default rate 0\n!\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1 255.255.255.0\n!\nline default\n transport input ssh\n!\nend\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"filter of the processor", "eos", "hostname e\nsystem control-plane\n   ip access-group C in\n!\nip access-list C\n   10 permit tcp any any eq ssh\n!\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\nend\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/8", ""},
		{"traffic policy of the processor", "eos", "hostname e\nsystem control-plane\n   ip access-group C in\n!\nip access-list C\n   10 permit tcp any any eq ssh\n!\ntraffic-policies\n   traffic-policy P\n      match ipv4-all-default ipv4\n         actions\n            drop\n   cpu\n      traffic-policy P vrf all\n!\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\nend\n", "ssh", []string{"10.0.0.0/8"}, reach.Unknown, "", "policy P guards the processor: traffic policies are not read"},
		{"traffic policy of the processor on one line", "eos", "hostname e\nsystem control-plane\n   ip access-group C in\n!\nip access-list C\n   10 permit tcp any any eq ssh\n!\ntraffic-policies\n   cpu traffic-policy P vrf all\n!\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\nend\n", "ssh", []string{"10.0.0.0/8"}, reach.Unknown, "", "policy P guards the processor: traffic policies are not read"},
		{"port filter", "ios", "hostname i\ninterface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n!\ncontrol-plane host\n service-policy type port-filter input P\n!\nip ssh version 2\nline vty 0 4\n transport input ssh\nend\n", "ssh", []string{"10.0.0.0/8"}, reach.Unknown, "", "policy P guards the processor: filters by port are not read"},
		{"line of the switch", "nxos", "version 9.3(10)\nhostname n\nip access-list V\n  10 permit tcp 10.0.0.0/24 any eq 22\ninterface mgmt0\n  vrf member management\n  ip address 192.0.2.1/24\nline vty\n  access-class V in\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/24", ""},
		{"service filter", "eos", "hostname e\nip access-list standard V\n   10 permit 10.0.0.0/24\n!\nmanagement ssh\n   ip access-group V in\n!\ninterface Ethernet1\n   no switchport\n   ip address 192.0.2.1/24\nend\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/24", ""},
		{"policy of the switch", "nxos", nxosHead + "class-map type control-plane match-any BAD\n  match access-group name B\npolicy-map type control-plane P\n  class BAD\n    police cir 32 kbps bc 250 ms conform drop violate drop\ncontrol-plane\n  service-policy input P\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/25", ""},
		{"policy of the switch that limits", "nxos", nxosHead + "class-map type control-plane match-any BAD\n  match access-group name B\n  match exception ip option\npolicy-map type control-plane P\n  class BAD\n    police cir 32 kbps bc 250 ms conform transmit violate drop\ncontrol-plane\n  service-policy input P\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"a profile", "nxos", nxosHead + "copp profile strict\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"packet type refused", "vrp", vrpHead + "cpu-defend policy P\n deny packet-type ssh\n#\ncpu-defend-policy P\n#\nreturn\n", "ssh", []string{"10.0.0.0/24"}, reach.No, "", "control-plane filter P denies it"},
		{"another packet type refused", "vrp", vrpHead + "cpu-defend policy P\n deny packet-type telnet\n deny packet-type arp-request\n car packet-type ssh cir 64\n#\ncpu-defend-policy P global\n#\nreturn\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/24", ""},
		{"black list", "vrp", vrpHead + "acl number 2002\n rule 5 permit source 10.0.0.128 0.0.0.127\n#\ncpu-defend policy P\n blacklist 1 acl 2002\n#\ncpu-defend-policy P\n#\nreturn\n", "ssh", []string{"10.0.0.0/24"}, reach.Yes, "10.0.0.0/25", ""},
		{"black and white list", "vrp", vrpHead + "acl number 2002\n rule 5 permit source 10.0.0.128 0.0.0.127\n#\ncpu-defend policy P\n whitelist 1 acl 2001\n blacklist 1 acl 2002\n#\ncpu-defend-policy P\n#\nreturn\n", "ssh", []string{"10.0.0.128/25"}, reach.Unknown, "", "does is not understood"},
		{"policy of one slot", "vrp", vrpHead + "cpu-defend policy P\n deny packet-type ssh\n#\nslot 1\n cpu-defend-policy P\n#\nreturn\n", "ssh", []string{"10.0.0.0/24"}, reach.Unknown, "", "in one slot"},
		{"a type that is not known", "vrp", vrpHead + "cpu-defend policy P\n deny packet-type fib-hit\n#\ncpu-defend-policy P\n#\nreturn\n", "ssh", []string{"10.0.0.0/24"}, reach.Unknown, "", "packets of type fib-hit"},
		{"user interface", "vrp", "#\nsysname h\n#\nacl number 2001\n rule 5 permit source 10.0.0.0 0.0.0.255\n#\nstelnet server enable\nssh server-source all-interface\n#\ninterface GigabitEthernet0/0/1\n ip address 192.0.2.1 255.255.255.0\n#\nuser-interface vty 0 4\n acl 2001 inbound\n protocol inbound ssh\n#\nreturn\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "denies it"},
		{"management access filter", "sros", "# TiMOS-C-20.10.R1 cpm/hops64 Nokia 7750 SR\nconfigure\n    system\n        name \"s\"\n        security\n            management-access-filter\n                ip-filter\n                    default-action deny\n                    entry 10\n                        src-ip 10.0.0.0/24\n                        action permit\n                    exit\n                exit\n            exit\n        exit\n    exit\n    router Base\n        interface \"a\"\n            address 192.0.2.1/24\n            no shutdown\n        exit\n    exit\nexit all\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "denies it"},

		{"permitted-ip", "panos", "set deviceconfig system ip-address 192.0.2.1\nset deviceconfig system netmask 255.255.255.0\nset deviceconfig system permitted-ip 10.0.0.0/24\n", "ssh", []string{"10.0.0.0/8"}, reach.Yes, "10.0.0.0/24", ""},
		{"outside permitted-ip", "panos", "set deviceconfig system ip-address 192.0.2.1\nset deviceconfig system netmask 255.255.255.0\nset deviceconfig system permitted-ip 10.0.0.0/24\n", "ssh", []string{"203.0.113.0/24"}, reach.No, "", "does not hold them"},
		{"management profile", "panos", "set network profiles interface-management-profile M https yes\nset network interface ethernet ethernet1/1 layer3 ip 192.0.2.1/24\nset network interface ethernet ethernet1/1 layer3 interface-management-profile M\nset zone untrust network layer3 ethernet1/1\n", "https", []string{"untrust", "203.0.113.0/24"}, reach.Yes, "203.0.113.0/24", ""},
	} {
		t.Run(tc.os+"/"+tc.name, func(t *testing.T) {
			a := ask(t, prepare(t, tc.os, tc.config, false), tc.service, tc.from...)
			var got []string
			for _, p := range a.Sources {
				got = append(got, p.String())
			}
			if a.Verdict != tc.want || strings.Join(got, " ") != tc.sources || !strings.Contains(a.Reason, tc.reason) {
				t.Errorf("%v from %v because %q, want %v from %q because %q\n%+v", a.Verdict, got, a.Reason, tc.want, tc.sources, tc.reason, a.Paths)
			}
			if (a.Verdict == reach.No) != (a.Example == nil) {
				t.Errorf("%v with the example %v", a.Verdict, a.Example)
			}
		})
	}
}

// TestCut sees that a file which is cut off never makes a no: what would let
// sessions in may stand in the missing part.
func TestCut(t *testing.T) {
	for _, tc := range []struct {
		config, service string
		from            string
		want            reach.Verdict
	}{
		{iosHead + iosVTY, "ssh", "203.0.113.0/24", reach.Unknown},
		{iosHead + iosVTY, "telnet", "203.0.113.0/24", reach.Unknown},
		{iosHead + iosVTY, "https", "203.0.113.0/24", reach.Unknown},
		{iosHead + " no ip redirects\nip access-list standard V\n permit 10.0.0.0 0.0.0.255\nline vty 0 4\n", "ssh", "203.0.113.0/24", reach.Unknown},
		{iosHead + "no ip http secure-server\n", "https", "203.0.113.0/24", reach.No},
	} {
		if a := ask(t, prepare(t, "ios", tc.config, true), tc.service, tc.from); a.Verdict != tc.want {
			t.Errorf("%s of %q: %v (%s), want %v", tc.service, tc.config, a.Verdict, a.Reason, tc.want)
		}
	}
}

// TestStrangers sees that people anywhere come by the interface that faces
// others, whatever the others let in.
func TestStrangers(t *testing.T) {
	d := prepare(t, "ios", iosHead+"interface Gi0/1\n ip address 10.0.0.1 255.255.255.0\n ip access-group E in\nip access-list extended E\n deny ip any any\n"+
		"ip http secure-server\nrouter bgp 64500\n neighbor 192.0.2.2 remote-as 64511\nend\n", false)
	list, _ := d.Named("https")
	o := reach.Origin{Sources: acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("10.1.0.0/16")}), Strangers: true}
	a := d.Reach(list[0], o)
	if a.Verdict != reach.Yes || len(a.Sources) != 1 || a.Sources[0].String() != "203.0.113.0/24" || len(a.Doubtful) != 1 {
		t.Errorf("%v from %v, perhaps from %v", a.Verdict, a.Sources, a.Doubtful)
	}
	if o.Strangers = false; d.Reach(list[0], o).Verdict != reach.Unknown {
		t.Error("where routing decides between two answers it is not known")
	}
}

// TestServices sees that a port without a service is not called closed.
func TestServices(t *testing.T) {
	d := prepare(t, "ios", iosHead+iosVTY+"end\n", false)
	all := d.At(9999)
	if a := d.Reach(all[0], reach.Origin{Sources: reach.Unicast()}); len(all) != 1 || a.Verdict != reach.Unknown {
		t.Errorf("%v: %s", a.Verdict, a.Reason)
	}
	if _, ok := d.Named("gopher"); ok {
		t.Error("gopher is a service")
	}
	if !d.Has("gi0/0") || d.Has("Gi9/9") {
		t.Error("interfaces are not known by their names")
	}
}
