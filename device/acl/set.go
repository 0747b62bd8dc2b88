package acl

import (
	"net/netip"
	"slices"
)

// Addresses is a set of addresses of both families. The zero Addresses is
// empty.
type Addresses struct{ v4, v6 []span } // ascending, and apart from one another

// Everywhere returns all addresses.
func Everywhere() Addresses {
	return Addresses{[]span{{addr{}, maxIPv4}}, []span{{addr{}, maxIPv6}}}
}

// AddressesOf returns the addresses of prefixes.
func AddressesOf(list []netip.Prefix) Addresses {
	var a Addresses
	for _, p := range list {
		if s, v6 := rangeOf(p); v6 {
			a.v6 = append(a.v6, s)
		} else {
			a.v4 = append(a.v4, s)
		}
	}
	return Addresses{joined(a.v4), joined(a.v6)}
}

// SourcesOf returns the sources of boxes.
func SourcesOf(boxes []Box) Addresses {
	var a Addresses
	for i := range boxes {
		if b := &boxes[i]; b.v6() {
			a.v6 = append(a.v6, b.src)
		} else {
			a.v4 = append(a.v4, b.src)
		}
	}
	return Addresses{joined(a.v4), joined(a.v6)}
}

// Empty reports a set without an address.
func (a Addresses) Empty() bool { return len(a.v4)+len(a.v6) == 0 }

// Or returns the addresses of either set.
func (a Addresses) Or(b Addresses) Addresses {
	return Addresses{joined(slices.Concat(a.v4, b.v4)), joined(slices.Concat(a.v6, b.v6))}
}

// And returns the addresses of both sets.
func (a Addresses) And(b Addresses) Addresses { return a.Minus(b.not()) }

// Minus returns the addresses of a that are not in b.
func (a Addresses) Minus(b Addresses) Addresses {
	if b.Empty() {
		return a
	}
	return Addresses{without(a.v4, b.v4), without(a.v6, b.v6)}
}

func (a Addresses) not() Addresses {
	return Addresses{complement(a.v4, maxIPv4), complement(a.v6, maxIPv6)}
}

func (a Addresses) of(family kinds) []span {
	if family&ipv4 != 0 {
		return a.v4
	}
	return a.v6
}

// without returns what of the ranges a lies in none of b.
func without(a, b []span) []span {
	var out []span
	for _, s := range a {
		i, _ := slices.BinarySearchFunc(b, s.lo, func(x span, lo addr) int { return compare(x.hi, lo) })
		for ; i < len(b) && !s.hi.less(b[i].lo); i++ {
			if s.lo.less(b[i].lo) {
				out = append(out, span{s.lo, b[i].lo.prev()})
			}
			if !b[i].hi.less(s.hi) {
				break
			}
			s.lo = b[i].hi.next()
		}
		if i == len(b) || s.hi.less(b[i].lo) {
			out = append(out, s)
		}
	}
	return out
}

// touches reports whether some address of s is in list.
func touches(list []span, s span) bool {
	i, _ := slices.BinarySearchFunc(list, s.lo, func(x span, lo addr) int { return compare(x.hi, lo) })
	return i < len(list) && !s.hi.less(list[i].lo)
}

// Equal reports sets of the same addresses.
func (a Addresses) Equal(b Addresses) bool {
	return slices.Equal(a.v4, b.v4) && slices.Equal(a.v6, b.v6)
}

// Wider reports whether the set holds a whole prefix that is shorter than bits4
// in IPv4 or bits6 in IPv6.
func (a Addresses) Wider(bits4, bits6 int) bool {
	return slices.ContainsFunc(a.v4, func(s span) bool { return s.wider(bits4 + 96) }) || slices.ContainsFunc(a.v6, func(s span) bool { return s.wider(bits6) })
}

// Wide reports whether the sources of b hold a whole prefix that is shorter than
// bits4 in IPv4 or bits6 in IPv6.
func (b *Box) Wide(bits4, bits6 int) bool {
	if b.v6() {
		return b.src.wider(bits6)
	}
	return b.src.wider(bits4 + 96)
}

// wider reports whether s holds an aligned block of fewer than bits of 128 bits.
func (s span) wider(bits int) bool {
	if bits <= 0 || bits > 128 {
		return false
	}
	free := 129 - bits // bits that vary within the block
	mask := addr{0, 1<<free - 1}
	if free >= 64 {
		mask = addr{1<<(free-64) - 1, ^uint64(0)}
	}
	first := s.lo
	if first.lo&mask.lo|first.hi&mask.hi != 0 { // the next block begins behind this one
		first = addr{first.hi | mask.hi, first.lo | mask.lo}
		if first == maxIPv6 {
			return false
		}
		first = first.next()
	}
	last := addr{first.hi | mask.hi, first.lo | mask.lo}
	return !s.hi.less(last)
}

// Family returns the addresses of one family.
func (a Addresses) Family(six bool) Addresses {
	if six {
		return Addresses{v6: a.v6}
	}
	return Addresses{v4: a.v4}
}

// Share returns which part of the addresses of a family are in the set, roughly,
// from 0 to 1.
func (a Addresses) Share(six bool) float64 {
	list, all := a.v4, span{hi: maxIPv4}
	if six {
		list, all = a.v6, span{hi: maxIPv6}
	}
	sum := 0.0
	for _, s := range list {
		sum += s.size() / all.size()
	}
	return sum
}

// AtMost returns the set, or where that has more than n ranges in a family one
// range that holds all of them.
func (a Addresses) AtMost(n int) Addresses {
	if len(a.v4) > n {
		a.v4 = hull(a.v4)
	}
	if len(a.v6) > n {
		a.v6 = hull(a.v6)
	}
	return a
}

// Prefixes returns the fewest prefixes that hold exactly the addresses of the
// set, IPv4 first.
func (a Addresses) Prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range a.v4 {
		out = append(out, s.prefixes(false)...)
	}
	for _, s := range a.v6 {
		out = append(out, s.prefixes(true)...)
	}
	return out
}
