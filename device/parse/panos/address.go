package panos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/parse/ciscoacl"
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
	return ciscoacl.Between(lo, hi), true
}
