package asa

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// weight is the beginning of a line and how much it says.
type weight struct {
	prefix string
	score  int
}

// weights are lines that only ASA and its kin write, or rarely another.
var weights = []weight{
	{"ASA Version", 95}, {"NGFW Version", 95}, {"PIX Version", 95}, {"FWSM Version", 95}, {"!RANCID-CONTENT-TYPE: cisco-asa", 100},
	{": Saved", 60}, {": Hardware:   ASA", 90}, {": Hardware:", 50}, {": Serial Number:", 50}, {": end", 30}, {"Cryptochecksum:", 60},
	{"! This is an ASA", 95}, {"names", 5}, {"xlate per-session", 60}, {"access-group ", 20}, {"object network ", 30}, {"object service ", 30},
	{"object-group network ", 10}, {"object-group service ", 12}, {"object-group protocol ", 25}, {"object-group icmp-type ", 30},
	{"same-security-traffic", 60}, {"security-level", 40}, {"nameif ", 40}, {"asdm ", 50}, {"no asdm ", 50}, {"tunnel-group ", 50},
	{"group-policy ", 50}, {"failover", 20}, {"monitor-interface", 40}, {"no monitor-interface", 40}, {"threat-detection", 50},
	{"dynamic-access-policy-record", 50}, {"nat (", 40}, {"static (", 40}, {"global (", 40}, {"http server enable", 35}, {"passwd ", 30},
	{"aaa-server ", 40}, {"ssh timeout", 10}, {"telnet timeout", 30}, {"timeout xlate", 50}, {"timeout conn", 50}, {"pager lines", 25},
	{"webvpn", 15}, {"prompt hostname context", 50}, {"sysopt ", 40}, {"icmp unreachable rate-limit", 40}, {"ftp mode passive", 25},
	{"mtu outside", 30}, {"mtu inside", 30}, {"service-policy global_policy", 50}, {"logging asdm", 40}, {"logging host inside", 30},
	{"user-identity ", 40}, {"crypto ikev1 ", 30}, {"crypto ipsec ikev1", 40}, {"ssh stricthostkeycheck", 40}, {"snmp-server host inside", 25},
	{"snmp-server host outside", 25}, {"snmp-server host management", 15}, {"aaa authentication ssh console", 40},
	{"aaa authentication http console", 40}, {"aaa authentication enable console", 30}, {"aaa authentication serial console", 40},
	{"clear configure access-list", 60}, {"route outside ", 40}, {"route inside ", 40}, {"route management ", 25}, {"cluster group", 20},
}

// inner are beginnings of indented lines, without the indentation.
var inner = []weight{
	{"nameif ", 40}, {"security-level ", 40}, {"no nameif", 40}, {"no security-level", 40}, {"network-object ", 30},
	{"service-object ", 30}, {"port-object ", 30}, {"icmp-object ", 40}, {"protocol-object ", 40}, {"group-object ", 20}, {"management-only", 20},
	{"ikev1 pre-shared-key", 40}, {"vpn-tunnel-protocol", 40}, {"nat (", 40}, {"inspect ", 5},
}

// foreign are lines that ASA never writes.
var foreign = system.Texts("!! IOS XR", "aaa new-model", "ip cef", "switchport mode", "feature ", "line vty ", "line con 0", "boot-start-marker",
	"end-policy", "vdc ", "set ", "config ", "ipv4 access-list", "ip access-list", "service timestamps", "ip route ", "ip http server", "vrf context")

var (
	outerStarts = system.NewPrefixes(weights, func(w weight) string { return w.prefix })
	innerStarts = system.NewPrefixes(inner, func(w weight) string { return w.prefix })
)

// sniff adds up what speaks for ASA and takes off what speaks against it. A
// banner's lines begin with the word banner and count for nothing.
func sniff(s *system.Sample) int {
	score, against := 0, 0
	for _, l := range s.Lines {
		trimmed := strings.TrimLeft(l, " ")
		if trimmed == "" {
			continue
		}
		if i := outerStarts.First(l); i >= 0 {
			score += weights[i].score
		} else if i := innerStarts.First(trimmed); i >= 0 && len(trimmed) != len(l) {
			score += inner[i].score
		}
		if extended(trimmed) {
			score += 25
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

// extended reports access-list NAME extended|standard …, which only ASA writes.
func extended(l string) bool {
	rest, ok := strings.CutPrefix(l, "access-list ")
	if !ok {
		return false
	}
	_, rest, _ = strings.Cut(rest, " ")
	if strings.Contains(rest, " 0.0.0.255") || strings.Contains(rest, " 0.0.255.255") || strings.Contains(rest, " 0.255.255.255") {
		return false // inverse masks are written by routers
	}
	for _, w := range []string{"extended ", "standard ", "ethertype ", "webtype ", "advanced ", "line ", "remark "} {
		if strings.HasPrefix(rest, w) {
			return w != "remark "
		}
	}
	return false
}
