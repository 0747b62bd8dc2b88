package asa

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
)

// protocols are the names of IP protocols beside ip, icmp and tcp-udp.
var protocols = map[string]int16{
	"tcp": 6, "udp": 17, "esp": 50, "ah": 51, "gre": 47, "igmp": 2, "ipinip": 4, "igrp": 9, "eigrp": 88,
	"ospf": 89, "nos": 94, "pim": 103, "pcp": 108, "snp": 109, "sctp": 132, "pptp": 47, "ipsec": 50, "vrrp": 112, "ipv6": 41,
}

// messages are the names of ICMP messages.
var messages = map[string]int16{
	"echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "alternate-address": 6, "echo": 8,
	"router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11, "parameter-problem": 12, "timestamp-request": 13,
	"timestamp-reply": 14, "information-request": 15, "information-reply": 16, "mask-request": 17, "mask-reply": 18, "traceroute": 30,
	"conversion-error": 31, "mobile-redirect": 32, "packet-too-big": 2, "echo-request": 128, "membership-query": 130,
	"neighbor-solicitation": 135, "neighbor-advertisement": 136, "neighbor-redirect": 137, "membership-report": 131,
	"membership-reduction": 132, "router-renumbering": 138,
}

// ownPorts are names of ports that this system uses beside the common ones.
var ownPorts = map[string]uint16{
	"aol": 5190, "citrix-ica": 1494, "ctiqbe": 2748, "h323": 1720, "lotusnotes": 1352, "pcanywhere-data": 5631,
	"pcanywhere-status": 5632, "sqlnet": 1521, "cifs": 3020, "nameserver": 42, "secureid-udp": 5510, "dnsix": 195, "mobile-ip": 434,
	"radius": 1645, "radius-acct": 1646, "rsh": 514, "www": 80, "imap4": 143, "netbios-ns": 137, "sip": 5060, "rip": 520,
}

// protoWord reads a protocol. icmp reports that message types may follow.
func protoWord(w string) (protos []int16, icmp, ok bool) {
	switch w {
	case "ip":
		return []int16{-1}, false, true
	case "tcp-udp":
		return []int16{6, 17}, false, true
	case "icmp":
		return []int16{1}, true, true
	case "icmp6":
		return []int16{58}, true, true
	}
	if n, found := protocols[w]; found {
		return []int16{n}, false, true
	}
	n, err := strconv.ParseUint(w, 10, 8)
	if err != nil {
		return nil, false, false
	}
	return []int16{int16(n)}, false, true
}

// icmpType reads a message type by name or number, -1 where it is none.
func icmpType(w string) int16 {
	w = strings.TrimPrefix(w, "icmp-")
	if n, ok := messages[w]; ok {
		return n
	}
	n, err := strconv.ParseUint(w, 10, 8)
	if err != nil {
		return -1
	}
	return int16(n)
}

// portWords reads one condition "eq P", "range A B", … and returns the rest.
// Without a condition it returns no ports.
func portWords(words []string, proto int16) (list []model.PortRange, rest []string, ok bool) {
	op := arg(words, 0)
	switch op {
	case "eq", "neq", "gt", "lt":
		p, ok := port(arg(words, 1), proto)
		if !ok {
			return nil, nil, false
		}
		return ciscoacl.Ports(op, p, p), words[2:], true
	case "range":
		lo, ok1 := port(arg(words, 1), proto)
		hi, ok2 := port(arg(words, 2), proto)
		if !ok1 || !ok2 {
			return nil, nil, false
		}
		return ciscoacl.Ports(op, lo, hi), words[3:], true
	}
	return nil, words, true
}

// port reads a port by number or name.
func port(w string, proto int16) (uint16, bool) {
	if n, ok := ownPorts[w]; ok {
		return n, true
	}
	return ciscoacl.Port(w, proto)
}

// network resolves an object or group with all that it includes; why says
// what stands in the way.
func (r *reader) network(name string, depth int) (list []netip.Prefix, why string) {
	g := r.nets[name]
	switch {
	case g == nil:
		return nil, "object that the file does not define"
	case g.why != "":
		return nil, g.why
	case g.done || len(g.subs) == 0:
	case depth > 32:
		return nil, "groups nested too deeply"
	default:
		for _, s := range g.subs {
			more, why := r.network(s, depth+1)
			if why == "" && len(g.nets)+len(more) > maxNets {
				why = "group too large"
			}
			if why != "" {
				g.why = why
				return nil, why
			}
			g.nets = append(g.nets, more...)
		}
	}
	g.done = true
	if len(g.nets) == 0 {
		return nil, "empty object"
	}
	return g.nets, ""
}

// resolve joins a service group with all that it includes.
func (r *reader) resolve(name string, depth int) (*service, string) {
	s := r.services[name]
	switch {
	case s == nil:
		return nil, "service that the file does not define"
	case s.why != "":
		return nil, s.why
	case s.done || len(s.subs) == 0:
	case depth > 32:
		return nil, "groups nested too deeply"
	default:
		for _, sub := range s.subs {
			more, why := r.resolve(sub, depth+1)
			if why == "" && (len(s.matches)+len(more.matches) > maxMatches || len(s.ports)+len(more.ports) > maxMatches) {
				why = "group too large"
			}
			if why != "" {
				s.why = why
				return nil, why
			}
			s.matches = append(s.matches, more.matches...)
			s.ports = append(s.ports, more.ports...)
		}
	}
	s.done = true
	if len(s.matches) == 0 && len(s.ports) == 0 {
		return nil, "empty service"
	}
	return s, ""
}
