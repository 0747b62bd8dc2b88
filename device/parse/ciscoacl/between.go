package ciscoacl

import "net/netip"

// Between covers the addresses from lo to hi, both inclusive, with as few
// prefixes as possible, at most two for each bit of an address. It returns nil
// where the two are of different families or in the wrong order.
func Between(lo, hi netip.Addr) []netip.Prefix {
	lo, hi = lo.WithZone(""), hi.WithZone("")
	if !lo.IsValid() || lo.BitLen() != hi.BitLen() || hi.Less(lo) {
		return nil
	}
	var out []netip.Prefix
	for lo.IsValid() && !hi.Less(lo) {
		p := netip.PrefixFrom(lo, lo.BitLen())
		for p.Bits() > 0 {
			wider := netip.PrefixFrom(lo, p.Bits()-1)
			if wider.Masked().Addr() != lo || hi.Less(last(wider)) {
				break
			}
			p = wider
		}
		out = append(out, p)
		lo = last(p).Next()
	}
	return out
}

// last is the highest address of p.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}
