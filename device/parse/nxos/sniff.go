package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// sure are beginnings of lines that only NX-OS or a collector that knows the
// device writes.
var sure = system.Texts(
	"!RANCID-CONTENT-TYPE: cisco-nx", "! Cisco Nexus Operating System", "Cisco Nexus Operating System", "boot nxos ", "install feature-set ",
	"no password strength-check", "feature nxapi", "feature vn-segment-vlan-based", "nv overlay evpn", "feature interface-vlan", "switchname ",
)

// hint is the weight of a line's beginning. A hint with inner set is of a line
// inside a block.
type hint struct {
	start  string
	weight int
}

var outer = []hint{
	{"!Running configuration last done", 60}, {"!No configuration change since last restart", 60}, {"!Command: show running-config", 30},
	{"!Command: show startup-config", 30}, {"vrf context ", 40}, {"vdc ", 30}, {"no feature ", 35}, {"feature-set ", 40},
	{"copp profile ", 50}, {"system default switchport", 40}, {"interface mgmt0", 25}, {"interface nve", 15},
	{"boot kickstart ", 50}, {"object-group ip address ", 20}, {"class-map type queuing", 25},
	{"class-map type control-plane", 30}, {"class-map type network-qos", 30}, {"policy-map type ", 10}, {"fabric forwarding ", 50},
	{"spanning-tree port type ", 30}, {"vpc domain ", 50}, {"rmon event ", 15}, {"line vty", 0}, {"license grace-period", 20},
	{"port-profile type ", 40}, {"fex ", 20}, {"hardware access-list tcam region", 40}, {"hardware profile ", 10}, {"cfs ", 20},
	{"role name ", 30}, {"interface Ethernet", 4}, {"interface loopback", 4}, {"interface port-channel", 4}, {"interface breakout module", 40},
	{"ip dns source-interface", 10}, {"track ", 2}, {"power redundancy-mode ps-", 30}, {"evpn", 5}, {"mac access-list ", 4},
	{"ip as-path access-list ", 3}, {"no system default switchport", 40}, {"monitor erspan origin", 30}, {"logging level ", 10},
}

var inner = []hint{
	{"vrf member ", 30}, {"ip router ospf ", 30}, {"ip router eigrp ", 30}, {"ip router isis ", 30}, {"ip router rip ", 30}, {"vn-segment ", 40},
	{"limit-resource ", 40}, {"use-vrf ", 15}, {"template peer ", 15}, {"template peer-policy ", 15}, {"template peer-session ", 15},
	{"vpc ", 20}, {"fex associate ", 40}, {"fabric forwarding ", 40}, {"member vni ", 40}, {"key-string 7 ", 2}, {"statistics per-entry", 6},
	{"permit ip addrgroup ", 40}, {"peer-keepalive ", 30}, {"hsrp ", 20}, {"spanning-tree port type ", 30}, {"address-family l2vpn evpn", 10},
	{"autonomous-system ", 5}, {"inherit peer ", 10}, {"match source-protocol ", 20},
}

var (
	outerStarts = system.NewPrefixes(outer, func(h hint) string { return h.start })
	innerStarts = system.NewPrefixes(inner, func(h hint) string { return h.start })
)

// sniff weighs the lines that NX-OS alone, or nearly alone, writes. Text in
// banners is passed over.
func sniff(s *system.Sample) int {
	score := 0
	counts := map[string]int{}
	for i := 0; i < len(s.Lines); i++ {
		l := s.Lines[i]
		if strings.HasPrefix(l, "banner ") {
			i = skipBanner(s.Lines, i)
			continue
		}
		if sure.First(l) >= 0 {
			return 95
		}
		score += weigh(l, counts)
		if foreign(l) {
			return 0
		}
	}
	return min(score, 95)
}

// weigh returns what one line is worth; a hint counts three times at most.
func weigh(l string, counts map[string]int) int {
	hints, starts, text := outer, outerStarts, l
	if strings.HasPrefix(l, " ") {
		hints, starts, text = inner, innerStarts, strings.TrimLeft(l, " ")
	}
	score := 0
	for i := range starts.Each(text) {
		h := &hints[i]
		if counts[h.start]++; counts[h.start] <= 3 {
			score += h.weight
		}
	}
	if len(l) == 0 || l[0] == ' ' {
		return score
	}
	switch {
	case release(l):
		score += 60
	case strings.HasPrefix(l, "feature ") && len(strings.Fields(l)) <= 4 && !strings.ContainsAny(l, ".,;()"):
		if counts["feature"]++; counts["feature"] <= 3 {
			score += 25
		}
	case l == "line vty", l == "line console":
		score += 15
	case strings.HasPrefix(l, "username ") && strings.Contains(l, " password 5 $") && strings.Contains(l, "role "):
		score += 60
	case strings.HasPrefix(l, "snmp-server ") && (strings.Contains(l, " localizedkey") || strings.Contains(l, " group network-") || strings.Contains(l, " use-vrf ")):
		score += 40
	case strings.HasPrefix(l, "ip name-server ") && strings.Contains(l, " use-vrf "), strings.HasPrefix(l, "logging server "), strings.HasPrefix(l, "ntp server ") && strings.Contains(l, " use-vrf "):
		score += 30
	}
	return score
}

// release reports a line such as "version 9.3(8) Bios:version 07.69".
func release(l string) bool {
	rest, ok := strings.CutPrefix(l, "version ")
	if !ok || len(rest) == 0 || rest[0] < '0' || rest[0] > '9' {
		return false
	}
	first, _, _ := strings.Cut(rest, " ")
	return strings.ContainsRune(first, '(')
}

// foreign reports lines that other systems write and NX-OS never does.
func foreign(l string) bool {
	return foreignStarts.First(l) >= 0 || l == "!RANCID-CONTENT-TYPE: cisco" || l == "!RANCID-CONTENT-TYPE: cisco-xr"
}

var foreignStarts = system.Texts("!! IOS XR", "ASA Version ", ": Saved", "boot-start-marker", "vrf instance ", "service timestamps ", "Building configuration",
	"no aaa root", "management api ", "transceiver qsfp", "!RANCID-CONTENT-TYPE: arista", "!RANCID-CONTENT-TYPE: cisco\n", "! device: ",
	"vrf definition ", "ip vrf ", "ip access-list extended ", "ip access-list standard ", "aaa new-model", "#", "<?xml", "{", "set ", "/ip ", "interface GigabitEthernet0/0/", "admin display-config")

// skipBanner returns the index of the line that ends the banner of line i.
func skipBanner(lines []string, i int) int {
	words := strings.Fields(lines[i])
	if len(words) < 2 || !bannerKinds[words[1]] {
		return i
	}
	end := banner(words, lines[i])
	if end == nil || strings.Contains(lines[i][end.From:], end.Delim) {
		return i
	}
	for k := i + 1; k < len(lines); k++ {
		if strings.Contains(lines[k], end.Delim) {
			return k
		}
	}
	return i
}
