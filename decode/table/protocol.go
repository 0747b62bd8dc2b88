package table

// Protocol returns the IANA number of an IP protocol that a device names, in
// lower or upper case.
func Protocol(name string) (uint8, bool) {
	if len(name) > 12 {
		return 0, false
	}
	var lower [12]byte
	for i := 0; i < len(name); i++ {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	switch string(lower[:len(name)]) {
	case "hopopt":
		return 0, true
	case "icmp":
		return 1, true
	case "igmp":
		return 2, true
	case "ggp":
		return 3, true
	case "ipip", "ipinip", "ip-in-ip", "ipv4":
		return 4, true
	case "tcp":
		return 6, true
	case "egp":
		return 8, true
	case "igrp":
		return 9, true
	case "udp":
		return 17, true
	case "rdp":
		return 27, true
	case "ipv6":
		return 41, true
	case "rsvp":
		return 46, true
	case "gre":
		return 47, true
	case "esp", "ipsec":
		return 50, true
	case "ah", "ahp":
		return 51, true
	case "icmp6", "icmpv6", "ipv6-icmp", "icmp-v6":
		return 58, true
	case "eigrp":
		return 88, true
	case "ospf":
		return 89, true
	case "nos":
		return 94, true
	case "pim":
		return 103, true
	case "pcp", "ipcomp":
		return 108, true
	case "snp":
		return 109, true
	case "vrrp":
		return 112, true
	case "l2tp":
		return 115, true
	case "sctp":
		return 132, true
	}
	return 0, false
}
