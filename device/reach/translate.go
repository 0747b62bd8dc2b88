package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// translated is open where a translation of destinations may send sessions to
// the service elsewhere: it asks for a port of the service, and for an address
// of the device or for one that its words do not tell.
func (d *Device) translated(s Service) []gate {
	for _, n := range d.dev.NATs {
		if n.Kind.V == "source" || !asksPort(n, s.Port) {
			continue
		}
		if before, known := outer(n); !known || slices.ContainsFunc(before, d.ownIn) {
			return []gate{unclear("address translation", fmt.Sprintf("the address translation of line %d may send it elsewhere", n.Span.Line), n.Span)}
		}
	}
	return nil
}

// ledHere is open where a translation may send sessions from elsewhere to the
// service.
func (d *Device) ledHere(s Service) []gate {
	for _, n := range d.dev.NATs {
		if n.Kind.V == "source" || !asksPort(n, s.Port) {
			continue
		}
		to, err := netip.ParseAddr(n.Target.V)
		if n.Target.V == "self" || err == nil && d.ownIn(netip.PrefixFrom(to, to.BitLen())) {
			return []gate{unclear("address translation", fmt.Sprintf("the address translation of line %d may lead to it from another address or port", n.Span.Line), n.Span)}
		}
	}
	return nil
}

// ownIn reports a prefix that holds an address of the device.
func (d *Device) ownIn(p netip.Prefix) bool {
	here := acl.AddressesOf([]netip.Prefix{p})
	for _, own := range d.tables {
		if !own.And(here).Empty() {
			return true
		}
	}
	return false
}

// itself are words for the address of an interface, or for every address.
var itself = []string{"interface", "current-interface", "self", "any", "all"}

// outer returns the addresses that a translation asks for, rounded up to
// prefixes; known is false where its words name none besides its target.
func outer(n *model.NAT) (list []netip.Prefix, known bool) {
	var last netip.Addr
	for _, w := range pieces(n.Words) {
		if slices.Contains(itself, w) {
			return nil, false
		}
		if p, err := netip.ParsePrefix(w); err == nil {
			list = append(list, p)
			continue
		}
		if from, to, ok := strings.Cut(w, "-"); ok {
			list = append(list, around(from, to)...)
			continue
		}
		a, err := netip.ParseAddr(w)
		switch bits, mask := maskBits(a); {
		case err != nil || w == n.Target.V:
			last = netip.Addr{}
		case mask && last.Is4():
			list, last = append(list, netip.PrefixFrom(last, bits)), netip.Addr{}
		default:
			list, last = append(list, netip.PrefixFrom(a, a.BitLen())), a
		}
	}
	return list, len(list) > 0
}

// around returns the smallest prefix that holds a range of addresses.
func around(from, to string) []netip.Prefix {
	lo, err := netip.ParseAddr(from)
	hi, err2 := netip.ParseAddr(to)
	if err != nil || err2 != nil || lo.BitLen() != hi.BitLen() {
		return nil
	}
	p := netip.PrefixFrom(lo, lo.BitLen())
	for p.Bits() > 0 && !p.Contains(hi) {
		p = netip.PrefixFrom(lo, p.Bits()-1).Masked()
	}
	return []netip.Prefix{p}
}

// maskBits reports an address that is the mask of a network.
func maskBits(a netip.Addr) (bits int, ok bool) {
	if !a.Is4() || a.As4()[0] != 255 {
		return 0, false
	}
	for _, b := range a.As4() {
		for ; b&128 != 0; b <<= 1 {
			bits++
		}
	}
	return bits, true
}

// pieces takes words apart: "dst-address=192.0.2.1" has two, and so has a range.
func pieces(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune(`=,"[];`, r) })...)
	}
	return out
}

// wellKnown are names of ports in translations.
var wellKnown = map[string]uint16{"ssh": 22, "telnet": 23, "www": 80, "http": 80, "https": 443, "snmp": 161, "ftp": 21}

// asksPort reports a translation that may be about a port: one that states
// ports states this one. Port 0 is not known, and may be any.
func asksPort(n *model.NAT, port uint16) bool {
	if port == 0 || !n.Ports.How.Stated() || len(n.Words) == 0 {
		return true
	}
	for _, w := range slices.Concat(pieces(n.Words), n.Ports.V) {
		from, to, both := strings.Cut(w, "-")
		if !both {
			to = from
		}
		lo, err := strconv.ParseUint(from, 10, 16)
		hi, err2 := strconv.ParseUint(to, 10, 16)
		if err == nil && err2 == nil && uint16(lo) <= port && port <= uint16(hi) || wellKnown[w] == port {
			return true
		}
	}
	return false
}
