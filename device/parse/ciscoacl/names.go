package ciscoacl

import "strconv"

// protocols are the names of IP protocols, -1 is every protocol.
var protocols = map[string]int16{
	"ip": -1, "ipv4": -1, "ipv6": -1, "any": -1, "icmp": 1, "igmp": 2, "ipip": 4, "ipinip": 4, "tcp": 6, "egp": 8, "igrp": 9, "udp": 17,
	"rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "ahp": 51, "icmp6": 58, "icmpv6": 58, "eigrp": 88, "ospf": 89, "nos": 94,
	"pim": 103, "pcp": 108, "vrrp": 112, "l2tp": 115, "sctp": 132,
}

func protocol(w string, six bool) (int16, bool) {
	if n, ok := protocols[w]; ok {
		if six && n == 1 {
			return 58, true
		}
		return n, true
	}
	n, err := strconv.ParseUint(w, 10, 8)
	return int16(n), err == nil
}

// Port reads a port by number or name; proto tells apart the names that TCP
// and UDP use for different numbers.
func Port(w string, proto int16) (uint16, bool) {
	if n, err := strconv.ParseUint(w, 10, 16); err == nil {
		return uint16(n), true
	}
	if proto == 17 {
		if n, ok := udpPorts[w]; ok {
			return n, true
		}
	}
	n, ok := tcpPorts[w]
	if !ok {
		n, ok = udpPorts[w]
	}
	return n, ok
}

var tcpPorts = map[string]uint16{
	"tcpmux": 1, "echo": 7, "discard": 9, "daytime": 13, "netstat": 15, "qotd": 17, "msp": 18, "chargen": 19, "ftp-data": 20, "ftp": 21,
	"ssh": 22, "telnet": 23, "smtp": 25, "time": 37, "nameserver": 42, "whois": 43, "nicname": 43, "tacacs": 49, "tacacs-ds": 49,
	"domain": 53, "gopher": 70, "finger": 79, "www": 80, "http": 80, "kerberos": 88, "hostname": 101, "hostnames": 101, "pop2": 109,
	"pop3": 110, "sunrpc": 111, "ident": 113, "nntp": 119, "ntp": 123, "msrpc": 135, "netbios-ssn": 139, "imap": 143, "imap4": 143,
	"snmp": 161, "bgp": 179, "irc": 194, "ldap": 389, "https": 443, "microsoft-ds": 445, "pim-auto-rp": 496, "exec": 512, "login": 513,
	"cmd": 514, "rsh": 514, "shell": 514, "lpd": 515, "talk": 517, "uucp": 540, "klogin": 543, "kshell": 544, "rtsp": 554, "nntps": 563,
	"ldaps": 636, "msdp": 639, "ldp": 646, "ftps-data": 989, "ftps": 990, "telnets": 992, "imaps": 993, "pop3s": 995, "socks": 1080,
	"ms-sql-s": 1433, "pptp": 1723, "rsync": 873, "nfs": 2049, "drip": 3949, "commplex-link": 5001, "commplex-main": 5000, "sip": 5060,
	"sip-tls": 5061, "xmpp-client": 5222, "vxlan": 4789, "lpr": 515, "radius": 1812, "onep-plain": 15001, "onep-tls": 15002,
}

var udpPorts = map[string]uint16{
	"echo": 7, "discard": 9, "time": 37, "nameserver": 42, "tacacs": 49, "tacacs-ds": 49, "re-mail-ck": 50, "domain": 53, "bootps": 67,
	"bootpc": 68, "tftp": 69, "sunrpc": 111, "ntp": 123, "netbios-ns": 137, "netbios-dgm": 138, "netbios-ss": 139, "netbios-ssn": 139,
	"snmp": 161, "snmptrap": 162, "xdmcp": 177, "dnsix": 195, "mobile-ip": 434, "pim-auto-rp": 496, "isakmp": 500, "biff": 512,
	"who": 513, "syslog": 514, "talk": 517, "rip": 520, "ripng": 521, "dhcpv6-client": 546, "dhcpv6-server": 547, "rtsp": 554,
	"radius": 1812, "radius-acct": 1813, "ptp-event": 319, "ptp-general": 320, "bfd": 3784, "bfd-echo": 3785, "vxlan": 4789,
	"non500-isakmp": 4500, "sip": 5060, "mlag": 4432, "msdp": 639, "ldp": 646, "lsp-ping": 3503, "l2tp": 1701, "nat": 4532,
	"multihop-bfd": 4784, "micro-bfd": 6784, "dcbx": 4341,
}

// icmpNames are message names with type and code, -1 is any.
var icmpNames = map[string][2]int16{
	"echo-reply": {0, -1}, "unreachable": {3, -1}, "net-unreachable": {3, 0}, "host-unreachable": {3, 1}, "protocol-unreachable": {3, 2},
	"port-unreachable": {3, 3}, "packet-too-big": {3, 4}, "source-route-failed": {3, 5}, "network-unknown": {3, 6}, "host-unknown": {3, 7},
	"host-isolated": {3, 8}, "dod-net-prohibited": {3, 9}, "dod-host-prohibited": {3, 10}, "net-tos-unreachable": {3, 11},
	"host-tos-unreachable": {3, 12}, "administratively-prohibited": {3, 13}, "host-precedence-unreachable": {3, 14},
	"precedence-unreachable": {3, 15}, "source-quench": {4, -1}, "redirect": {5, -1}, "net-redirect": {5, 0}, "host-redirect": {5, 1},
	"net-tos-redirect": {5, 2}, "host-tos-redirect": {5, 3}, "alternate-address": {6, -1}, "echo": {8, -1}, "router-advertisement": {9, -1},
	"router-solicitation": {10, -1}, "time-exceeded": {11, -1}, "ttl-exceeded": {11, 0}, "reassembly-timeout": {11, 1},
	"parameter-problem": {12, -1}, "general-parameter-problem": {12, 0}, "option-missing": {12, 1}, "no-room-for-option": {12, 2},
	"timestamp-request": {13, -1}, "timestamp-reply": {14, -1}, "information-request": {15, -1}, "information-reply": {16, -1},
	"mask-request": {17, -1}, "mask-reply": {18, -1}, "traceroute": {30, -1}, "conversion-error": {31, -1}, "mobile-redirect": {32, -1},
}

var icmp6Names = map[string][2]int16{
	"unreachable": {1, -1}, "destination-unreachable": {1, -1}, "no-route": {1, 0}, "no-admin": {1, 1}, "beyond-scope": {1, 2},
	"address-unreachable": {1, 3}, "port-unreachable": {1, 4}, "packet-too-big": {2, -1}, "time-exceeded": {3, -1}, "hop-limit": {3, 0},
	"reassembly-timeout": {3, 1}, "parameter-problem": {4, -1}, "header": {4, 0}, "next-header": {4, 1}, "parameter-option": {4, 2},
	"echo-request": {128, -1}, "echo": {128, -1}, "echo-reply": {129, -1}, "mld-query": {130, -1}, "mld-report": {131, -1},
	"mld-reduction": {132, -1}, "mldv2": {143, -1}, "router-solicitation": {133, -1}, "router-advertisement": {134, -1},
	"nd-ns": {135, -1}, "neighbor-solicitation": {135, -1}, "nd-na": {136, -1}, "neighbor-advertisement": {136, -1}, "redirect": {137, -1},
	"redirect-message": {137, -1}, "router-renumbering": {138, -1}, "renum-command": {138, 0}, "renum-result": {138, 1},
	"renum-seq-number": {138, 255},
}
