package panos

import (
	"net/netip"
	"strings"
)

// prefix reads an address with or without a length, keeping the host part.
func prefix(v string) (netip.Prefix, bool) {
	if strings.Contains(v, "/") {
		p, err := netip.ParsePrefix(v)
		return p, err == nil
	}
	a, err := netip.ParseAddr(v)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// span covers the addresses of "from-to" with prefixes.
func span(v string) ([]netip.Prefix, bool) {
	from, to, ok := strings.Cut(v, "-")
	lo, err1 := netip.ParseAddr(strings.TrimSpace(from))
	hi, err2 := netip.ParseAddr(strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil || lo.BitLen() != hi.BitLen() || lo.Zone() != "" || hi.Less(lo) {
		return nil, false
	}
	var out []netip.Prefix
	for {
		p := netip.PrefixFrom(lo, lo.BitLen())
		for p.Bits() > 0 {
			wider := netip.PrefixFrom(lo, p.Bits()-1)
			if wider.Masked().Addr() != lo || hi.Less(lastOf(wider)) {
				break
			}
			p = wider
		}
		out = append(out, p)
		last := lastOf(p)
		if !last.Less(hi) {
			return out, true
		}
		lo = last.Next()
	}
}

// lastOf returns the highest address of p.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}
