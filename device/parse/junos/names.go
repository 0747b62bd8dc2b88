package junos

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// protocols are the names that Junos has for IP protocols.
var protocols = map[string]int16{"icmp": 1, "igmp": 2, "ipip": 4, "tcp": 6, "egp": 8, "igp": 9, "udp": 17, "rdp": 27, "ipv6": 41, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51,
	"icmp6": 58, "icmpv6": 58, "no-next-header": 59, "dstopts": 60, "ospf": 89, "pim": 103, "vrrp": 112, "sctp": 132, "hop-by-hop": 0, "fragment": 44, "routing": 43, "l2tp": 115}

// ports are the names that Junos has for TCP and UDP ports.
var ports = map[string]uint16{"afs": 1483, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "cmd": 514, "cvspserver": 2401, "dhcp": 67, "domain": 53, "eklogin": 2105,
	"ekshell": 2106, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "http": 80, "https": 443, "ident": 113, "imap": 143, "kerberos-sec": 88, "klogin": 543, "kpasswd": 761,
	"krb-prop": 754, "krbupdate": 760, "kshell": 544, "ldap": 389, "ldp": 646, "login": 513, "mobileip-agent": 434, "mobilip-mn": 435, "msdp": 639, "netbios-dgm": 138,
	"netbios-ns": 137, "netbios-ssn": 139, "nfsd": 2049, "nntp": 119, "ntalk": 518, "ntp": 123, "pop3": 110, "pptp": 1723, "printer": 515, "radacct": 1813, "radius": 1812,
	"rip": 520, "rkinit": 2108, "smtp": 25, "snmp": 161, "snmptrap": 162, "snpp": 444, "socks": 1080, "ssh": 22, "sunrpc": 111, "syslog": 514, "tacacs": 49, "tacacs-ds": 65,
	"talk": 517, "telnet": 23, "tftp": 69, "timed": 525, "twamp": 862, "who": 513, "xdmcp": 177, "zephyr-clt": 2103, "zephyr-hm": 2104, "zephyr-srv": 2102}

// icmpTypes are the names of ICMP and ICMPv6 types; those that both have
// differ in number and are told apart by the protocol.
var icmpTypes = map[string]int16{"echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "echo-request": 8, "router-advertisement": 9, "router-solicit": 10,
	"time-exceeded": 11, "parameter-problem": 12, "timestamp": 13, "timestamp-reply": 14, "info-request": 15, "info-reply": 16, "mask-request": 17, "mask-reply": 18}

var icmp6Types = map[string]int16{"destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4, "echo-request": 128, "echo-reply": 129,
	"membership-query": 130, "membership-report": 131, "membership-termination": 132, "router-solicit": 133, "router-advertisement": 134, "neighbor-solicit": 135,
	"neighbor-advertisement": 136, "redirect": 137, "router-renumbering": 138, "node-information-request": 139, "node-information-reply": 140,
	"inverse-neighbor-discovery-solicitation": 141, "inverse-neighbor-discovery-advertisement": 142, "home-agent-address-discovery-request": 144,
	"home-agent-address-discovery-reply": 145, "mobile-prefix-solicitation": 146, "mobile-prefix-advertisement-reply": 147, "certificate-path-solicitation": 148,
	"certificate-path-advertisement": 149, "private-experimentation-100": 100, "private-experimentation-101": 101, "private-experimentation-200": 200,
	"private-experimentation-201": 201}

var icmpCodes = map[string]int16{"network-unreachable": 0, "host-unreachable": 1, "protocol-unreachable": 2, "port-unreachable": 3, "fragmentation-needed": 4,
	"source-route-failed": 5, "destination-network-unknown": 6, "destination-host-unknown": 7, "source-host-isolated": 8, "destination-network-prohibited": 9,
	"destination-host-prohibited": 10, "network-unreachable-for-tos": 11, "host-unreachable-for-tos": 12, "communication-prohibited-by-filtering": 13,
	"host-precedence-violation": 14, "precedence-cutoff-in-effect": 15, "ttl-eq-zero-during-transit": 0, "ttl-eq-zero-during-reassembly": 1,
	"redirect-for-network": 0, "redirect-for-host": 1, "ip-header-bad": 0, "required-option-missing": 1}

// portRange reads a port's name, its number or a range of numbers.
func portRange(s string) (model.PortRange, bool) {
	if p, ok := ports[s]; ok {
		return model.PortRange{From: p, To: p}, true
	}
	from, to, found := strings.Cut(s, "-")
	if !found {
		to = from
	}
	a, err1 := strconv.ParseUint(from, 10, 16)
	b, err2 := strconv.ParseUint(to, 10, 16)
	if err1 != nil || err2 != nil || a > b {
		return model.PortRange{}, false
	}
	return model.PortRange{From: uint16(a), To: uint16(b)}, true
}

// icmpRange reads a name, a number or a range of at most 256 numbers.
func icmpRange(names map[string]int16, s string) (lo, hi int16, ok bool) {
	if n, ok := names[s]; ok {
		return n, n, true
	}
	from, to, found := strings.Cut(s, "-")
	if !found {
		to = from
	}
	a, err1 := strconv.ParseUint(from, 10, 8)
	b, err2 := strconv.ParseUint(to, 10, 8)
	if err1 != nil || err2 != nil || a > b {
		return 0, 0, false
	}
	return int16(a), int16(b), true
}

// protocolOf reads a protocol's name or number; -1 is any.
func protocolOf(s string) (int16, bool) {
	if n, ok := protocols[s]; ok {
		return n, true
	}
	n, err := strconv.ParseUint(s, 10, 8)
	return int16(n), err == nil
}
