package acl

import (
	"encoding/binary"
	"net/netip"
)

// addr is an address as an unsigned number of 128 bits, most significant half
// first. IPv4 addresses are the numbers below 2^32: which family a number
// belongs to, Box.kinds says.
type addr struct{ hi, lo uint64 }

// maxIPv4 and maxIPv6 are the last address of each family.
var (
	maxIPv4 = addr{0, 1<<32 - 1}
	maxIPv6 = addr{^uint64(0), ^uint64(0)}
)

func (a addr) less(b addr) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

// next returns a+1; the last address has none, and callers see to it that they
// do not ask.
func (a addr) next() addr {
	if a.lo++; a.lo == 0 {
		a.hi++
	}
	return a
}

// prev returns a-1, under the same condition.
func (a addr) prev() addr {
	if a.lo == 0 {
		a.hi--
	}
	a.lo--
	return a
}

// numberOf returns an address as a number, and whether it is IPv6. An IPv4
// address that is written as an IPv6 one counts as IPv4.
func numberOf(ip netip.Addr) (addr, bool) {
	ip = ip.Unmap()
	if ip.Is4() {
		b := ip.As4()
		return addr{0, uint64(binary.BigEndian.Uint32(b[:]))}, false
	}
	b := ip.As16()
	return addr{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}, true
}

// ip is the inverse of numberOf.
func (a addr) ip(v6 bool) netip.Addr {
	if !v6 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(a.lo))
		return netip.AddrFrom4(b)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], a.hi)
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return netip.AddrFrom16(b)
}

// span is a range of addresses, both ends inclusive.
type span struct{ lo, hi addr }

// rangeOf returns the addresses of a prefix and whether they are IPv6.
func rangeOf(p netip.Prefix) (span, bool) {
	lo, v6 := numberOf(p.Masked().Addr())
	bits := p.Bits()
	if !v6 {
		if p.Addr().Is4In6() {
			bits = max(bits-96, 0)
		}
		return span{lo, addr{0, lo.lo | (1<<(32-bits) - 1)}}, false
	}
	hi := lo
	if bits < 64 {
		hi.hi |= ^uint64(0) >> bits
		hi.lo = ^uint64(0)
	} else {
		hi.lo |= 1<<(128-bits) - 1
	}
	return span{lo, hi}, true
}

// prefixes returns the fewest prefixes that hold exactly the addresses of s.
func (s span) prefixes(v6 bool) []netip.Prefix {
	width := 32
	if v6 {
		width = 128
	}
	var out []netip.Prefix
	for lo := s.lo; !s.hi.less(lo); {
		bits := width
		end := lo
		for bits > 0 {
			wider, _ := rangeOf(netip.PrefixFrom(lo.ip(v6), bits-1))
			if wider.lo != lo || s.hi.less(wider.hi) {
				break
			}
			bits, end = bits-1, wider.hi
		}
		out = append(out, netip.PrefixFrom(lo.ip(v6), bits))
		if end == s.hi {
			break
		}
		lo = end.next()
	}
	return out
}
