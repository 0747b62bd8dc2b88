package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/system"
)

// sniff weighs the lines that only IOS writes against those of its kin.
func sniff(s *system.Sample) int {
	if ct := s.File.Marks.ContentType; ct != "" {
		if ct == "cisco" || ct == "cisco-ios" || ct == "ios" {
			return markedCisco(s)
		}
		return 0
	}
	score, lines, shared := 0, 0, false
	e := evidence{}
	for i := 0; i < len(s.Lines); i++ {
		l := system.TrimEnd(s.Lines[i])
		if l == "" {
			continue
		}
		if foreign(l) || l[0] == '!' && i < 80 && otherMaker(l) {
			return 0
		}
		if l[0] != '!' {
			lines++
		}
		shared = shared || l == "vlan database"
		score += e.weight(l)
		i += skipText(s.Lines[i:])
	}
	if shared && score < 60 {
		return 0 // old switches write this block as others do
	}
	if score >= 5 && lines < 60 {
		score += 16 // a fragment: nothing speaks against it, and others would say more
	}
	return min(score, 90)
}

// otherMaker reports a comment in which another maker of such a command line
// names itself.
func otherMaker(l string) bool {
	for _, s := range []string{"ArubaOS", "Fiberstore", "FS.COM", "System Description", "TP-LINK", "Hewlett", "a10_acos", "Advanced Core OS", "FASTPATH",
		"Ruijie", "Dell", "Brocade", "Extreme", "Ruckus", "Ubiquiti", "NETGEAR", "D-Link", "Allied", "ZTE", "Raisecom", "Edge-core", "build 1", "cumulus"} {
		if strings.Contains(l, s) {
			return true
		}
	}
	return false
}

// markedCisco is for files that RANCID calls "cisco", which older releases of
// it also did for the firewalls.
func markedCisco(s *system.Sample) int {
	for i := 0; i < len(s.Lines); i++ {
		if foreign(s.Lines[i]) {
			return 0
		}
		i += skipText(s.Lines[i:])
	}
	return 95
}

// openers are the beginnings of the lines that open free text.
var openers = system.Texts("banner", "vacant-message", "refuse-message", "menu", "aaa authentication", "ip a", "macro", "certificate", "key-string")

// skipText returns the number of lines that free text behind line 0 takes.
func skipText(lines []string) int {
	if openers.First(system.Unindent(lines[0])) < 0 {
		return 0
	}
	text := strings.TrimSpace(lines[0])
	w := strings.Fields(text)
	if len(w) < 2 {
		return 0
	}
	e := opaque(w, text)
	if e == nil || e.Delim != "" && strings.Contains(text[e.From:], e.Delim) {
		return 0
	}
	for i, l := range lines[1:] {
		if e.Delim != "" && strings.Contains(l, e.Delim) || e.Line != "" && strings.TrimSpace(l) == e.Line {
			return i + 1
		}
	}
	return 0
}

// foreignMarks are the beginnings of lines that only other systems write.
var foreignMarks = []string{
	"!! IOS XR", "ASA Version", "PIX Version", "FWSM Version", "NGFW Version", "! device:", "! boot system flash:/EOS", "!Command: show",
	"feature ", "management api ", "management ssh", "prefix-set ", "route-policy ", "end-policy", "end-set", "router static", "vrf instance ",
	"vrf context ", "ipv4 access-list", "l2vpn", "set ", "delete ", "config ", "#config", "# by RouterOS", "<?xml", "<config", "<response",
	"sysname ", "undo ", "ltm ", "sys ", "daemon ", "fabric forwarding", "domain lookup", "telnet vrf ", "cli alias", "transceiver qsfp",
	"net add ", "hardware profile ", "install feature-set", "vdc ", "copp profile", "same-security-traffic", "names", "access-group ",
	"pager lines", "nat (", "global (", "object network ", "threat-detection", "slot ", "vrrp-a ", "slb ", "ip dhcp pool:", "taskgroup", "usergroup",
	"nv ", "interface Bundle-Ether", "interface MgmtEth", "line default", "Cumulus", "auto swp", "iface ", "frr ", "agentx", "ASA#", "#", "configure", "serviceport ", "interface gpon", "virtual-controller", "user name ",
	"interface GigaEthernet",
}

// foreignInner are the beginnings of indented lines that only others write.
var foreignInner = []string{" nameif ", "  ipv4 address ", " ipv4 address ", "   vrf forwarding", "   import route-target", " security-level ", "  vrf member ", "  switchport mode fex"}

var (
	foreignStarts      = system.Texts(foreignMarks...)
	foreignInnerStarts = system.Texts(foreignInner...)
	markStarts         = system.NewPrefixes(marks, func(m mark) string { return m.prefix })
)

func foreign(l string) bool {
	if l == "" || l[0] == ' ' {
		return foreignInnerStarts.First(l) >= 0 || strings.HasSuffix(l, "{")
	}
	for i := range foreignStarts.Each(l) {
		if foreignMarks[i] != "names" || l == "names" {
			return true
		}
	}
	return strings.HasPrefix(l, "version ") && (strings.Contains(l, "Bios:") || strings.HasSuffix(l, ";")) || strings.HasSuffix(l, "{")
}

// mark is the beginning of a line with what it is worth.
type mark struct {
	prefix string
	points int
}

// marks: the one that is worth most counts.
var marks = []mark{
	{"service timestamps ", 40}, {"boot-start-marker", 60}, {"boot-end-marker", 30}, {"aaa new-model", 30}, {"no aaa new-model", 40},
	{"service password-encryption", 25}, {"no service password-encryption", 25}, {"service pad", 20}, {"no service pad", 30},
	{"version 1", 20}, {"ip cef", 25}, {"no ip cef", 15}, {"no ip domain lookup", 15}, {"no ip domain-lookup", 15}, {"ip domain-name ", 5},
	{"line vty 0 ", 30}, {"line con 0", 35}, {"line aux 0", 40}, {"line console 0", 20}, {"no ip http server", 30}, {"ip http server", 30},
	{"ip http secure-server", 30}, {"enable secret ", 15}, {"ip classless", 30}, {"ip subnet-zero", 30}, {"ip forward-protocol nd", 30},
	{"ip access-list extended ", 30}, {"ip access-list standard ", 15}, {"crypto isakmp ", 10}, {"crypto pki ", 25}, {"crypto ikev2 ", 10},
	{"vrf definition ", 30}, {"ip vrf ", 30}, {"router ospf ", 5}, {"router eigrp ", 10}, {"router bgp ", 5}, {"router rip", 5},
	{"interface GigabitEthernet", 20}, {"interface FastEthernet", 25}, {"interface TenGigabitEthernet", 25}, {"interface Serial", 20},
	{"interface Ethernet", 3}, {"interface Loopback", 3}, {"interface Vlan", 3}, {"interface Tunnel", 3}, {"interface Port-channel", 3},
	{"ip prefix-list ", 5}, {"route-map ", 3}, {"snmp-server ", 3}, {"logging ", 2}, {"ntp server ", 2}, {"hostname ", 2}, {"ip route vrf ", 10},
	{"ip nat inside", 30}, {"username ", 2}, {"access-list ", 5}, {"object-group ", 8}, {"aaa authentication login ", 8}, {"ip ssh ", 15},
	{"policy-map type inspect ", 12}, {"policy-map ", 2}, {"class-map ", 2}, {"zone security", 10}, {"zone-pair security ", 10}, {"ip sla ", 15}, {"track ", 3}, {"archive", 8},
	{"tacacs server ", 20}, {"radius server ", 20}, {"platform ", 8}, {"license udi", 40}, {"diagnostic bootup", 30}, {"ip inspect ", 20},
	{"standby ", 0}, {"ip community-list ", 3}, {"vstack", 30}, {"no vstack", 40}, {"login block-for", 10}, {"event manager applet", 8},
	{"Current configuration : ", 35}, {"Building configuration", 5}, {"ip domain name ", 8}, {"spanning-tree mode ", 5}, {"ip source-route", 5},
	{"no ip source-route", 5}, {"mpls label ", 5}, {"ipv6 unicast-routing", 5}, {"vtp mode ", 5}, {"key chain ", 5}, {"crypto ipsec ", 8},
	{"crypto map ", 5}, {"control-plane", 10}, {"ipv6 access-list ", 3}, {"ip tacacs ", 8}, {"ip as-path access-list ", 5}, {"dialer", 10},
	{"tacacs-server ", 4}, {"radius-server ", 4}, {"monitor session ", 4}, {"ip local policy", 8}, {"crypto keyring ", 15}, {"mls ", 10},
	{"redundancy", 4}, {"ip name-server ", 3}, {"banner ", 2}, {"ip bgp-community", 20}, {"ip multicast-routing", 3}, {"aaa ", 3}, {"ip ", 1},
	{"ip extcommunity-list ", 5}, {"ip route ", 1}, {"router eigrp", 10}, {"line ", 4}, {"voice ", 20}, {"spd headroom", 30},
}

// evidence notes what was seen: each mark counts once, so that many lines of
// one kind do not make a file ours.
type evidence struct {
	seen  [256]bool
	inner int
}

// weight is what one more line adds.
func (e *evidence) weight(l string) int {
	if l[0] == ' ' {
		if n := inner(l); n > 0 && e.inner < 4 {
			e.inner++
			return n
		}
		return 0
	}
	best := -1
	for i := range markStarts.Each(l) {
		if best < 0 || marks[i].points > marks[best].points {
			best = i
		}
	}
	if best < 0 || e.seen[best%len(e.seen)] {
		return 0
	}
	e.seen[best%len(e.seen)] = true
	return marks[best].points
}

// inner weighs an indented line: IOS indents by one blank and writes masks out.
func inner(l string) int {
	if len(l) > 1 && l[1] == ' ' {
		return 0
	}
	t := l[1:]
	switch {
	case strings.HasPrefix(t, "ip address ") && strings.Count(t, " ") >= 3 && strings.Contains(t, " 255."):
		return 12
	case strings.HasPrefix(t, "standby "), strings.HasPrefix(t, "ip vrf forwarding "), strings.HasPrefix(t, "no ip address"),
		strings.HasPrefix(t, "duplex "), strings.HasPrefix(t, "negotiation auto"), strings.HasPrefix(t, "switchport trunk encapsulation"):
		return 8
	case strings.HasPrefix(t, "network ") && strings.Contains(t, " mask "), strings.HasPrefix(t, "transport input "), strings.HasPrefix(t, "exec-timeout "),
		strings.HasPrefix(t, "vrf forwarding "), strings.HasPrefix(t, "encapsulation dot1Q"):
		return 6
	}
	return 0
}
