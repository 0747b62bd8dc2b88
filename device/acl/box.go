package acl

// What a box bounds besides the two addresses. A field that means nothing for a
// packet (the ports of OSPF, the ICMP type of TCP) is simply not bounded.
const (
	proto = iota // IP protocol number, 0-255
	dport        // destination port of TCP, UDP, SCTP
	sport        // source port
	icmp         // ICMP type times 256 plus code
	from         // number of the zone or interface that the packet comes by
	to           // number of the zone or interface that it leaves by
	fields
)

// top is the last value of each field.
var top = [fields]uint16{proto: 255, dport: 65535, sport: 65535, icmp: 65535, from: 65535, to: 65535}

// kinds is a set of kinds of packets: three for each family. A fragment other
// than the first shows no ports and no flags.
type kinds uint8

const (
	opening  kinds = 0x11 // first packet, or no TCP
	session  kinds = 0x22 // TCP with ACK or RST
	fragment kinds = 0x44 // not the first fragment: without ports and flags
	ipv4     kinds = 0x07
	ipv6     kinds = 0x70
)

// limits is a range of values of one field, both ends inclusive.
type limits struct{ lo, hi uint16 }

// Box is a set of packets: all that lie within its bounds in every field. It
// is never empty, and belongs to one family.
type Box struct {
	dst, src span
	field    [fields]limits
	kinds    kinds
}

// every returns the box of all packets of one family.
func every(family kinds) Box {
	b := Box{kinds: family}
	last := maxIPv4
	if family == ipv6 {
		last = maxIPv6
	}
	b.dst.hi, b.src.hi = last, last
	for f := range b.field {
		b.field[f].hi = top[f]
	}
	return b
}

// v6 reports the family of the box's addresses.
func (b *Box) v6() bool { return b.kinds&ipv4 == 0 }

// meets reports whether some packet lies in both boxes.
func (b *Box) meets(c *Box) bool {
	if b.dst.hi.less(c.dst.lo) || c.dst.hi.less(b.dst.lo) || b.src.hi.less(c.src.lo) || c.src.hi.less(b.src.lo) || b.kinds&c.kinds == 0 {
		return false
	}
	for f := range b.field {
		if b.field[f].hi < c.field[f].lo || c.field[f].hi < b.field[f].lo {
			return false
		}
	}
	return true
}

// within reports whether every packet of b lies in c.
func (b *Box) within(c *Box) bool {
	if b.dst.lo.less(c.dst.lo) || c.dst.hi.less(b.dst.hi) || b.src.lo.less(c.src.lo) || c.src.hi.less(b.src.hi) || b.kinds&^c.kinds != 0 {
		return false
	}
	for f := range b.field {
		if b.field[f].lo < c.field[f].lo || c.field[f].hi < b.field[f].hi {
			return false
		}
	}
	return true
}

// and returns the packets in both boxes; false where there are none.
func (b *Box) and(c *Box) (Box, bool) {
	if !b.meets(c) {
		return Box{}, false
	}
	out := *b
	out.dst, out.src = b.dst.and(c.dst), b.src.and(c.src)
	for f := range out.field {
		out.field[f] = limits{max(b.field[f].lo, c.field[f].lo), min(b.field[f].hi, c.field[f].hi)}
	}
	out.kinds &= c.kinds
	return out, true
}

func (s span) and(t span) span {
	if s.lo.less(t.lo) {
		s.lo = t.lo
	}
	if t.hi.less(s.hi) {
		s.hi = t.hi
	}
	return s
}

// minus appends to out the packets of b that are not in c, as boxes apart from
// one another; the two must meet. There are at most seventeen.
func (b Box) minus(c *Box, out []Box) []Box {
	out = b.cut(&b.dst, c.dst, out)
	out = b.cut(&b.src, c.src, out)
	for f := range b.field {
		p, q := &b.field[f], c.field[f]
		if p.lo < q.lo {
			piece := b
			piece.field[f].hi = q.lo - 1
			out, p.lo = append(out, piece), q.lo
		}
		if q.hi < p.hi {
			piece := b
			piece.field[f].lo = q.hi + 1
			out, p.hi = append(out, piece), q.hi
		}
	}
	if rest := b.kinds &^ c.kinds; rest != 0 {
		b.kinds = rest
		out = append(out, b)
	}
	return out
}

// cut appends what of b lies outside of t in the range side, which is one of
// b's own, and leaves b with what lies inside.
func (b *Box) cut(side *span, t span, out []Box) []Box {
	whole := *side
	if whole.lo.less(t.lo) {
		*side = span{whole.lo, t.lo.prev()}
		out = append(out, *b)
		whole.lo = t.lo
	}
	if t.hi.less(whole.hi) {
		*side = span{t.hi.next(), whole.hi}
		out = append(out, *b)
		whole.hi = t.hi
	}
	*side = whole
	return out
}
