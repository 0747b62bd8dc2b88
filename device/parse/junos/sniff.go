package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// sniff looks for the header that Junos writes, else for top-level blocks and
// paths as only Junos has them.
func sniff(s *system.Sample) int {
	switch strings.ToLower(s.File.Marks.ContentType) {
	case "juniper", "junos", "juniper-srx", "juniper-evo":
		return 100
	}
	score, depth, semicolons, blocks := 0, 0, 0, 0
	for i, l := range s.Lines {
		t := strings.TrimSpace(l)
		if i < 40 && (strings.HasPrefix(t, "## Last changed:") || strings.HasPrefix(t, "## Last commit:")) {
			return 95
		}
		switch {
		case t == "" || t[0] == '#':
		case strings.HasPrefix(t, "set "), strings.HasPrefix(t, "deactivate "), strings.HasPrefix(t, "delete "):
			score += setScore(t)
		case strings.HasSuffix(t, "{"):
			score += blockScore(t, depth)
			depth++
			blocks++
		case t == "}":
			depth = max(depth-1, 0)
		case strings.HasSuffix(t, ";"):
			semicolons++
			score += leafScore(t, depth)
		}
	}
	if blocks > 3 && semicolons == 0 {
		return 0 // the braces of another system
	}
	return max(0, min(score, 90))
}

// foreign are the second and third words of set lines of VyOS, EdgeOS, PAN-OS
// and FortiOS; they speak against Junos.
var foreign = system.Texts("interfaces ethernet", "interfaces loopback", "interfaces bridge", "interfaces bonding", "interfaces switch", "service ", "firewall name",
	"firewall ipv4", "firewall ipv6-name", "firewall group", "nat ", "deviceconfig ", "network ", "rulebase ", "mgt-config ", "shared ", "vsys ", "zone ", "address ",
	"policy ", "system config-management", "system console", "system conntrack", "system login user ubnt", "system package", "protocols static")

// setScore weighs one line of the set form.
func setScore(l string) int {
	_, rest, _ := strings.Cut(l, " ")
	if strings.HasSuffix(rest, "'") {
		return -40 // VyOS quotes this way, Junos never does
	}
	if foreign.First(rest) >= 0 {
		return -40
	}
	top, below, _ := strings.Cut(rest, " ")
	switch top {
	case "version":
		if strings.Contains(below, "R") {
			return 60
		}
	case "policy-options", "routing-options", "routing-instances", "forwarding-options", "class-of-service", "event-options", "switch-options",
		"logical-systems", "apply-groups", "bridge-domains", "chassis", "multi-chassis":
		return 40
	case "interfaces", "protocols", "firewall", "security", "system", "snmp", "vlans", "applications", "groups", "access", "services", "accounting-options":
		return topScore(top, below)
	}
	return -10
}

// topScore weighs what stands below a top level whose name others use too.
func topScore(top, below string) int {
	for _, mark := range []string{" unit ", "family inet", "family ethernet-switching", "policy-statement", "root-authentication", "services ", "encrypted-password",
		"security-zone", "from-zone", "group ", "area ", "interface ", "time-format", "syslog ", "filter ", "then ", "802.3ad", "gigether-options", "ether-options", "lldp",
		"address-book", "application", "vlan-id", "proposal", "<*>", "source rule-set", "host-name", "authentication-key-chains"} {
		if strings.Contains(below, mark) {
			if top == "system" && mark == "host-name" {
				return 15
			}
			return 25
		}
	}
	return 5
}

// blockScore weighs the first line of a block.
func blockScore(t string, depth int) int {
	word, _, _ := strings.Cut(t, " ")
	if depth > 0 {
		for _, mark := range []string{"family inet", "family inet6 ", "unit ", "policy-statement ", "security-zone ", "from-zone ", "root-authentication ", "replace: "} {
			if strings.HasPrefix(t, mark) {
				return 15
			}
		}
		return 0
	}
	switch word {
	case "policy-options", "routing-options", "routing-instances", "forwarding-options", "class-of-service", "event-options", "switch-options", "logical-systems",
		"chassis", "bridge-domains", "ethernet-switching-options", "poe", "virtual-chassis":
		return 30
	case "system", "interfaces", "protocols", "firewall", "security", "snmp", "vlans", "applications", "groups", "access", "services", "inactive:", "replace:":
		return 20
	}
	return 0
}

// leafScore weighs a statement that ends in a semicolon.
func leafScore(t string, depth int) int {
	switch {
	case depth == 0 && strings.HasPrefix(t, "version ") && strings.Contains(t, "R"):
		return 60
	case depth == 0 && (strings.HasPrefix(t, "apply-groups ") || strings.HasPrefix(t, "delete: ")):
		return 30
	case strings.Contains(t, "## SECRET-DATA"):
		return 40
	case strings.HasPrefix(t, "host-name "), strings.HasPrefix(t, "encrypted-password "), strings.HasPrefix(t, "inactive: "):
		return 5
	}
	return 0
}
