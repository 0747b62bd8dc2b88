package ciscoacl

import (
	"math/bits"
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// address reads one side of an entry. list is nil where the side cannot be
// resolved; ok is false where the words are no address.
func (e *entry) address() (all bool, list []netip.Prefix, ok bool) {
	w := e.next()
	switch w {
	case "any", "any4", "any6":
		return true, nil, true
	case "host":
		name := e.next()
		a, err := netip.ParseAddr(name)
		if err != nil {
			e.opaque("host name " + name)
			return false, nil, true
		}
		return false, []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, true
	case "addrgroup", "object-group":
		return false, e.group(e.next()), true
	case "":
		return false, nil, false
	}
	if strings.IndexByte(w, '/') >= 0 {
		p, err := netip.ParsePrefix(w)
		if err != nil {
			return false, nil, false
		}
		return p.Bits() == 0, []netip.Prefix{p.Masked()}, true
	}
	a, err := netip.ParseAddr(w)
	if err != nil {
		return false, nil, false
	}
	mask, err := netip.ParseAddr(e.peek())
	if err != nil || !a.Is4() || !mask.Is4() {
		return false, []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, true
	}
	e.next()
	p, ok := Wildcard(a, mask)
	if !ok {
		e.opaque(model.Holes)
		e.holes = &model.WildMask{Addr: a, Mask: mask}
		return false, nil, true
	}
	return p.Bits() == 0, []netip.Prefix{p}, true
}

func (e *entry) group(name string) []netip.Prefix {
	if e.d.Addrs != nil {
		if list, ok := e.d.Addrs(name); ok && list != nil {
			return list
		}
	}
	e.opaque("address group " + name + " that the file does not define in full")
	return nil
}

// Wildcard joins an IPv4 address and an inverse mask to a prefix. It reports
// false where the mask has holes.
func Wildcard(addr, mask netip.Addr) (netip.Prefix, bool) {
	return contiguous(addr, ^word(mask))
}

// Netmask joins an IPv4 address and a mask such as 255.255.255.0 to a prefix
// that keeps the address. It reports false where the mask has holes.
func Netmask(addr, mask netip.Addr) (netip.Prefix, bool) {
	if !addr.Is4() || !mask.Is4() {
		return netip.Prefix{}, false
	}
	m := word(mask)
	n := bits.LeadingZeros32(^m)
	if m != ^uint32(0)<<(32-n) {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr, n), true
}

func contiguous(addr netip.Addr, m uint32) (netip.Prefix, bool) {
	n := bits.LeadingZeros32(^m)
	if m != ^uint32(0)<<(32-n) {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr, n).Masked(), true
}

func word(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
