package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// sure are beginnings of lines that only EOS, or a collector that knows the
// device, writes.
var sure = system.Texts(
	"!RANCID-CONTENT-TYPE: arista", "no aaa root", "aaa root ", "management api http-commands", "management api gnmi", "management api netconf",
	"management api restconf", "management cvx", "transceiver qsfp default-mode", "service routing protocols model ", "service routing configuration bgp",
	"daemon TerminAttr", "mlag configuration", "hardware tcam", "ip virtual-router mac-address", "agent ", "default snmp-server enable traps",
	"default hardware capacity", "event-handler ", "! boot system flash:", "queue-monitor length",
)

// hint is the weight of a line's beginning.
type hint struct {
	start  string
	weight int
}

var outer = []hint{
	{"management ssh", 50}, {"management telnet", 50}, {"management console", 50}, {"management security", 50}, {"vrf instance ", 40},
	{"peer-filter ", 40}, {"interface Ethernet", 3}, {"interface Management", 25}, {"interface Port-Channel", 20}, {"interface Loopback", 1},
	{"interface Vxlan", 50}, {"ip routing vrf ", 30}, {"no ip routing vrf ", 30}, {"spanning-tree mode mstp", 25}, {"ip routing", 3},
	{"switchport default mode ", 30}, {"no spanning-tree vlan-id ", 40}, {"ip community-list ", 3}, {"ntp local-interface ", 40},
	{"ntp server vrf ", 10}, {"ip name-server vrf ", 30}, {"logging vrf ", 25}, {"logging format ", 30}, {"daemon ", 30}, {"ptp mode", 15},
	{"boot system flash ", 4}, {"cvx", 30}, {"tap aggregation", 40}, {"router bfd", 20}, {"dns domain ", 20}, {"ip security", 20},
	{"router multicast", 20}, {"router pim sparse-mode", 40}, {"sflow ", 10}, {"load-interval default", 20}, {"platform ", 2},
	{"no service interface inactive", 50}, {"bfd multihop interval ", 20}, {"aaa authorization exec default local", 10},
	{"ip access-list ", 2}, {"ip prefix-list ", 2}, {"system l1", 40}, {"ip address virtual source-nat", 50}, {"errdisable ", 1},
	{"snmp-server vrf ", 15}, {"router traffic-engineering", 20}, {"mac access-list ", 2}, {"no lldp run", 5}, {"ip nat pool ", 2},
	{"vlan internal ", 20}, {"flow tracking ", 40}, {"ip address virtual ", 30}, {"match-list input ", 40}, {"system control-plane", 40}, {"traffic-policies", 40},
}

var inner = []hint{
	{"vxlan ", 30}, {"neighbor interface Et", 40}, {"switchport trunk group ", 40}, {"trunk group ", 40}, {"mlag ", 25}, {"ip address virtual ", 40},
	{"bgp listen range ", 3}, {"redistribute learned", 40}, {"route-target both ", 10}, {"maximum-paths ", 1}, {"counters per-entry", 30},
	{"no switchport tap", 40}, {"switchport tap ", 40}, {"vrf MGMT", 10}, {"fragment-rules", 40}, {"speed forced ", 40}, {"match as-range ", 40},
	{"bgp default ipv4-unicast", 4}, {"no neighbor ", 4}, {"protocol http", 30}, {"protocol unix-socket", 50}, {"monitoring ", 5}, {"ptp ", 8},
	{"ip access-group ", 2}, {"vlan-aware-bundle ", 40}, {"bgp missing-policy ", 40}, {"unsupported ", 30}, {"address-family evpn", 30},
	{"ip ospf area ", 20}, {"isis enable ", 20}, {"neighbor default ", 20}, {"ip nat source ", 20}, {"rd ", 1}, {"pim ipv4 ", 20}, {"no bgp ", 5},
	{"bgp additional-paths ", 2}, {"ipv4", 2}, {"bgp asn notation", 3}, {"set community community-list ", 25}, {"mlag", 5}, {"bgp confederation ", 2},
	{"encapsulation dot1q vlan ", 25}, {"ip virtual-router address ", 40}, {"vrrp 1 ipv4 ", 20}, {"vrrp 1 priority-level ", 30}, {"aggregate-address ", 1},
	{"neighbor PG peer group", 15}, {"set community ", 1}, {"local-interface Vlan", 30}, {"storm-control ", 1}, {"service-policy type pdp", 50},
}

var (
	outerStarts = system.NewPrefixes(outer, func(h hint) string { return h.start })
	innerStarts = system.NewPrefixes(inner, func(h hint) string { return h.start })
)

// sniff weighs the lines that EOS alone, or nearly alone, writes. Text in
// banners is passed over.
func sniff(s *system.Sample) int {
	score := 0
	counts := map[string]int{}
	for i := 0; i < len(s.Lines); i++ {
		l := s.Lines[i]
		if strings.HasPrefix(l, "banner ") && len(strings.Fields(l)) == 2 {
			i = skipBanner(s.Lines, i)
			continue
		}
		if strings.HasPrefix(l, "! device: ") && strings.Contains(l, "EOS") {
			return 98
		}
		if sure.First(l) >= 0 {
			return 95
		}
		if foreign(l) {
			return 0
		}
		score += weigh(l, counts)
	}
	return min(score, 95)
}

// weigh returns what one line is worth; a hint counts three times at most.
func weigh(l string, counts map[string]int) int {
	hints, starts, text := outer, outerStarts, l
	if strings.HasPrefix(l, "  ") {
		hints, starts, text = inner, innerStarts, strings.TrimLeft(l, " ")
	}
	score := 0
	for i := range starts.Each(text) {
		h := &hints[i]
		if counts[h.start]++; counts[h.start] <= 3 {
			score += h.weight
		}
	}
	switch {
	case strings.HasPrefix(l, "boot system flash") && strings.HasSuffix(l, ".swi"):
		score += 60
	case strings.HasPrefix(l, "username ") && strings.Contains(l, " secret sha512 "):
		score += 60
	case strings.HasPrefix(l, "   ") && len(l) > 3 && l[3] != ' ' && counts["three"] < 6:
		counts["three"]++
		score += 2
	case strings.HasPrefix(text, "neighbor ") && strings.Contains(text, " peer group"), strings.HasPrefix(text, "neighbor ") && strings.Contains(text, " maximum-routes "):
		score += 15
	}
	return score
}

// foreign reports lines that other systems write and EOS never does.
func foreign(l string) bool {
	return foreignStarts.First(l) >= 0
}

var foreignStarts = system.Texts("!! IOS XR", "ASA Version ", ": Saved", "boot-start-marker", "service timestamps ", "Building configuration", "feature ",
	"vrf context ", "vdc ", "!RANCID-CONTENT-TYPE: cisco", "Current configuration", "aaa new-model", "#", "<?xml", "{", "/ip ",
	"ip cef", "line vty", "line con", "ip classless", "version ")

// skipBanner returns the index of the line that ends the banner of line i.
func skipBanner(lines []string, i int) int {
	for k := i + 1; k < len(lines); k++ {
		if strings.TrimSpace(lines[k]) == "EOF" {
			return k
		}
	}
	return i
}
