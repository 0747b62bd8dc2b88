package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// weight is the beginning of a line and how much it says.
type weight struct {
	prefix string
	score  int
}

// weights are beginnings of lines that IOS XR writes, and how much each of
// them says. None is a prefix of what another Cisco system writes.
var weights = []weight{
	{"!! IOS XR", 100}, {"!RANCID-CONTENT-TYPE: cisco-xr", 100}, {"!RANCID-CONTENT-TYPE: cisco-x", 90}, {"! This is an IOS XR", 95},
	{"router static", 30}, {"route-policy ", 35}, {"end-policy", 40}, {"end-set", 40}, {"prefix-set ", 40}, {"as-path-set ", 40},
	{"community-set ", 40}, {"extcommunity-set ", 40}, {"rd-set ", 40}, {"ipv4 access-list ", 35}, {"interface preconfigure ", 50},
	{"interface MgmtEth", 40}, {"interface Bundle-Ether", 40}, {"interface BVI", 15}, {"taskgroup ", 50}, {"usergroup ", 40},
	{"line default", 40}, {"line console", 5}, {"line template ", 40}, {"vty-pool ", 50}, {"ssh server v2", 45}, {"ssh server vrf ", 45},
	{"telnet vrf ", 45}, {"telnet ipv4 ", 30}, {"tftp vrf ", 30}, {"control-plane", 2}, {"domain name-server ", 5}, {"multicast-routing", 20},
	{"flow exporter-map ", 40}, {"flow monitor-map ", 40}, {"sampler-map ", 40}, {"xml agent", 40}, {"nsr process-failures", 45},
	{"snmp-server traps ", 30}, {"l2vpn", 15}, {"ethernet-services access-list ", 45}, {"ipv4 virtual address ", 40},
	{"ipv4 conflict-policy ", 40}, {"ipv6 conflict-policy ", 30}, {"ntp server vrf", 5}, {"aaa accounting exec default start-stop group ", 2},
	{"lpts ", 45}, {"netconf-yang agent", 30}, {"monitor-session ", 30}, {"router igmp", 25}, {"router mld", 25}, {"router hsrp", 30},
	{"router vrrp", 30}, {"router pim", 15}, {"router msdp", 20}, {"ipsla", 25}, {"rsvp", 20}, {"mpls oam", 20}, {"bfd", 3}, {"appmgr", 40},
	{"tpa", 25}, {"lawful-intercept", 20}, {"hw-module ", 5}, {"interface FourHundredGigE", 30}, {"interface HundredGigE", 15},
	{"telemetry model-driven", 30}, {"mpls static", 20}, {"tacacs-server host ", 2}, {"performance-mgmt ", 40},
	{"ipv4 netmask-format ", 40}, {"configuration display interface", 40}, {"logging suppress ", 20}, {"logging archive", 25}, {"tacacs source-interface ", 12},
	{"object-group network ipv4 ", 30}, {"flowspec", 20}, {"grpc", 10},
}

// inner are beginnings of indented lines, without the indentation.
var inner = []weight{
	{"ipv4 address ", 25}, {"ipv4 access-group ", 30}, {"group root-lr", 45}, {"bundle id ", 40}, {"ipv4 verify unicast", 30},
	{"session-group ", 10}, {"use neighbor-group ", 40}, {"af-group ", 30}, {"address-family ipv4 unicast", 3}, {"end-policy-map", 40},
	{"end-class-map", 40}, {"task read ", 50}, {"bfd fast-detect", 15}, {"import route-target", 20}, {"export route-target", 20}, {"device harddisk", 20}, {"task write ", 50}, {"apply-group ", 20},
}

// foreign are lines that IOS XR never writes.
var foreign = system.Texts("ASA Version", ": Saved", "aaa new-model", "ip cef", "switchport", "feature ", "ip route ", "line vty ", "line con 0",
	"version 1", "boot-start-marker", "nameif ", "ip address ", "vdc ", "# ", "set ", "config ")

var (
	outerStarts = system.NewPrefixes(weights, func(w weight) string { return w.prefix })
	innerStarts = system.NewPrefixes(inner, func(w weight) string { return w.prefix })
)

// sniff adds up what speaks for IOS XR and takes off what speaks against it.
func sniff(s *system.Sample) int {
	score, against := 0, 0
	slots := 0
	for _, l := range s.Lines {
		trimmed := strings.TrimLeft(l, " ")
		if trimmed == "" {
			continue
		}
		if len(trimmed) == len(l) {
			if i := outerStarts.First(l); i >= 0 {
				score += weights[i].score
			}
			if slot(l) && slots < 3 {
				slots++
				score += 12
			}
		} else if i := innerStarts.First(trimmed); i >= 0 {
			score += inner[i].score
		}
		for range foreign.Each(trimmed) {
			against += 25
		}
		if score >= 100 && against == 0 {
			return 100
		}
	}
	return max(0, min(score, 95)-against)
}

// slot reports an interface with the four-part name rack/slot/module/port.
func slot(l string) bool {
	name, ok := strings.CutPrefix(l, "interface ")
	return ok && strings.Count(name, "/") == 3 && !strings.Contains(name, " ")
}
