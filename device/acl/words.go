package acl

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// protocols are the names of the protocols that filters usually tell apart
// (IANA Assigned Internet Protocol Numbers).
var protocols = map[uint16]string{1: "icmp", 2: "igmp", 4: "ipip", 6: "tcp", 17: "udp", 41: "ipv6-in-ip", 46: "rsvp", 47: "gre", 50: "esp", 51: "ah",
	58: "icmpv6", 88: "eigrp", 89: "ospf", 103: "pim", 112: "vrrp", 115: "l2tp", 132: "sctp"}

func protocol(n uint16) string {
	if name := protocols[n]; name != "" {
		return name
	}
	return "protocol " + strconv.Itoa(int(n))
}

// hasPorts reports a protocol whose packets carry ports.
func hasPorts(n uint16) bool { return n == 6 || n == 17 || n == 132 || n == 33 || n == 136 }

// PacketJSON is a packet as programs read it. Fields that the packet's protocol
// does not have are left out.
type PacketJSON struct {
	Src      netip.Addr `json:"src"`
	Dst      netip.Addr `json:"dst"`
	Proto    string     `json:"proto"`
	SrcPort  *uint16    `json:"src_port,omitempty"`
	DstPort  *uint16    `json:"dst_port,omitempty"`
	ICMPType *uint16    `json:"icmp_type,omitempty"`
	ICMPCode *uint16    `json:"icmp_code,omitempty"`
	From     string     `json:"from,omitempty"` // zone or interface
	To       string     `json:"to,omitempty"`
	// Established says that the packet belongs to a TCP session, Fragment that
	// it is a fragment other than the first.
	Established bool `json:"established,omitempty"`
	Fragment    bool `json:"fragment,omitempty"`
}

// Packet writes a packet of this list.
func (l *List) Packet(p Packet) PacketJSON {
	b := &p.box
	n := b.field[proto].lo
	out := PacketJSON{Src: b.src.lo.ip(b.v6()), Dst: b.dst.lo.ip(b.v6()), Proto: protocol(n), From: l.Zones.name(b.field[from].lo), To: l.Zones.name(b.field[to].lo)}
	switch {
	case b.kinds&fragment != 0:
		out.Fragment = true
		return out
	case hasPorts(n):
		src, dst := b.field[sport].lo, b.field[dport].lo
		out.SrcPort, out.DstPort = &src, &dst
		out.Established = n == 6 && b.kinds&session != 0
	case n == 1 || n == 58:
		kind, code := b.field[icmp].lo>>8, b.field[icmp].lo&255
		out.ICMPType, out.ICMPCode = &kind, &code
	}
	return out
}

// String writes a packet as one would say it: "tcp 192.0.2.1:49152 to
// 10.0.0.1:22".
func (p PacketJSON) String() string {
	var b strings.Builder
	b.WriteString(p.Proto + " ")
	if p.Fragment {
		b.WriteString("fragment ")
	}
	if p.Established {
		b.WriteString("of a session ")
	}
	b.WriteString(endpoint(p.Src, p.SrcPort) + " to " + endpoint(p.Dst, p.DstPort))
	if p.ICMPType != nil {
		fmt.Fprintf(&b, " type %d code %d", *p.ICMPType, *p.ICMPCode)
	}
	if p.From != "" {
		b.WriteString(" in by " + p.From)
	}
	if p.To != "" {
		b.WriteString(" out by " + p.To)
	}
	return b.String()
}

func endpoint(a netip.Addr, port *uint16) string {
	if port == nil {
		return a.String()
	}
	return netip.AddrPortFrom(a, *port).String()
}

// Words writes a box as one would say it: "tcp from 203.0.113.9/32 to any port
// 22". What is not bounded is left out.
func (l *List) Words(b *Box) string {
	parts := []string{b.service(), "from", b.src.words(b.v6())}
	if ports := b.field[sport]; ports != (limits{0, top[sport]}) {
		parts = append(parts, "port", ports.words())
	}
	parts = append(parts, "to", b.dst.words(b.v6()))
	if ports := b.field[dport]; ports != (limits{0, top[dport]}) {
		parts = append(parts, "port", ports.words())
	}
	if z := l.zonesIn(b.field[from]); z != "" {
		parts = append(parts, "in by", z)
	}
	if z := l.zonesIn(b.field[to]); z != "" {
		parts = append(parts, "out by", z)
	}
	switch k := b.kinds | b.kinds>>4; k & 0x0f {
	case session & 0x0f:
		parts = append(parts, "(sessions that exist)")
	case opening & 0x0f:
		parts = append(parts, "(new sessions)")
	case fragment & 0x0f:
		parts = append(parts, "(fragments)")
	}
	return strings.Join(parts, " ")
}

// service writes the protocol and ICMP type of a box.
func (b *Box) service() string {
	p := b.field[proto]
	switch {
	case p == limits{0, 255} && b.v6():
		return "ipv6"
	case p == limits{0, 255}:
		return "ip"
	case p.lo != p.hi:
		return fmt.Sprintf("protocols %d-%d", p.lo, p.hi)
	}
	name := protocol(p.lo)
	if i := b.field[icmp]; (p.lo == 1 || p.lo == 58) && i != (limits{0, top[icmp]}) {
		switch {
		case i.lo == i.hi:
			name += fmt.Sprintf(" type %d code %d", i.lo>>8, i.lo&255)
		case i.lo>>8 == i.hi>>8:
			name += fmt.Sprintf(" type %d", i.lo>>8)
		default:
			name += fmt.Sprintf(" types %d-%d", i.lo>>8, i.hi>>8)
		}
	}
	return name
}

func (l limits) words() string {
	if l.lo == l.hi {
		return strconv.Itoa(int(l.lo))
	}
	return fmt.Sprintf("%d-%d", l.lo, l.hi)
}

// words writes a range as a prefix where it is one.
func (s span) words(v6 bool) string {
	last := maxIPv4
	if v6 {
		last = maxIPv6
	}
	if s == (span{addr{}, last}) {
		return "any"
	}
	if p := s.prefixes(v6); len(p) == 1 {
		return p[0].String()
	}
	return s.lo.ip(v6).String() + "-" + s.hi.ip(v6).String()
}

// zonesIn names the zones of a range, "" where it is not bounded.
func (l *List) zonesIn(r limits) string {
	if r == (limits{0, top[from]}) {
		return ""
	}
	var names []string
	known := l.Zones.names
	for n := int(r.lo); n <= int(r.hi) && n <= len(known); n++ {
		if n == 0 {
			names = append(names, "any other")
		} else {
			names = append(names, known[n-1])
		}
	}
	if len(names) == 0 || int(r.hi) > len(known) && r.lo > 0 {
		names = append(names, "any other")
	}
	return strings.Join(names, ", ")
}

// Flow says who a box lets through and to what, as parts of a sentence:
// "203.0.113.9/32" and "tcp/22 of 10.0.0.1/32".
func (l *List) Flow(b *Box) (who, what string) {
	who, what = b.src.words(b.v6()), b.service()
	if what == "ip" || what == "ipv6" {
		what = "everything"
	}
	if ports := b.field[dport]; ports != (limits{0, top[dport]}) {
		what += "/" + ports.words()
	}
	switch {
	case who == "any" && b.v6():
		who = "any IPv6 source"
	case who == "any":
		who = "any source"
	}
	if dst := b.dst.words(b.v6()); dst != "any" {
		what += " of " + dst
	}
	if z := l.zonesIn(b.field[from]); z != "" {
		what += " in by " + z
	}
	if z := l.zonesIn(b.field[to]); z != "" {
		what += " out by " + z
	}
	return who, what
}
