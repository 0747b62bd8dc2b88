package acl

import (
	"math/bits"
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// addresses returns the ranges of one side of a rule in one family, apart from
// one another and ascending. Where the file does not tell they are all
// addresses, and why says so.
func addresses(any model.F[bool], list model.F[[]netip.Prefix], mask *model.WildMask, not bool, family kinds) (out []span, why string) {
	last := maxIPv4
	if family == ipv6 {
		last = maxIPv6
	}
	whole := []span{{addr{}, last}}
	switch {
	case any.Known() && any.V:
		return whole, ""
	case mask != nil && !not:
		if family == ipv6 {
			return nil, ""
		}
		if out = masked(mask); out == nil {
			return whole, "is a mask with too many holes"
		}
		return out, ""
	case !list.Known():
		return whole, "not known"
	}
	for _, p := range list.V {
		if s, v6 := rangeOf(p); v6 == (family == ipv6) {
			out = append(out, s)
		}
	}
	out = joined(out)
	if not {
		out = complement(out, last)
	}
	return out, ""
}

// masked returns the ranges, ascending, of an IPv4 address with a wildcard mask;
// nil where they are too many.
func masked(m *model.WildMask) []span {
	base, _ := numberOf(m.Addr)
	f, _ := numberOf(m.Mask)
	free := uint32(f.lo)
	tail := uint32(1)<<bits.TrailingZeros32(^free) - 1 // bits at the end that all may differ
	holes := free &^ tail
	if bits.OnesCount32(holes) > bits.Len32(maxBoxes)-1 {
		return nil
	}
	var out []span
	for sub := uint32(0); ; sub = (sub - holes) & holes {
		lo := uint32(base.lo)&^free | sub
		if out = append(out, span{addr{0, uint64(lo)}, addr{0, uint64(lo | tail)}}); sub == holes {
			return out
		}
	}
}

// joined sorts ranges and makes one of those that touch.
func joined(list []span) []span {
	slices.SortFunc(list, func(a, b span) int { return compare(a.lo, b.lo) })
	var out []span
	for _, s := range list {
		if n := len(out); n > 0 && (out[n-1].hi == maxIPv6 || !out[n-1].hi.next().less(s.lo)) {
			if out[n-1].hi.less(s.hi) {
				out[n-1].hi = s.hi
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// complement returns what lies between and beyond joined ranges.
func complement(list []span, last addr) []span {
	var out []span
	next := addr{}
	for _, s := range list {
		if next.less(s.lo) {
			out = append(out, span{next, s.lo.prev()})
		}
		if s.hi == last {
			return out
		}
		next = s.hi.next()
	}
	return append(out, span{next, last})
}

// hull returns the one range that holds all of list.
func hull(list []span) []span {
	if len(list) == 0 {
		return nil
	}
	return []span{{list[0].lo, list[len(list)-1].hi}}
}

// services returns boxes that are bounded by protocol, ports and the like
// only. Where the file does not tell it is one without bounds, and why says so.
func services(r *model.Rule) (out []Box, why string) {
	if r.ServiceAny.Known() && r.ServiceAny.V {
		return []Box{every(ipv4 | ipv6)}, ""
	}
	if len(r.Match) == 0 {
		return []Box{every(ipv4 | ipv6)}, "service not known"
	}
	for i := range r.Match {
		switch m := &r.Match[i]; {
		case why != "":
		case m.Flags != "":
			why = "depends on " + m.Flags
		case m.Fragments && asksHeader(m):
			why = "asks fragments for ports, which they do not have"
		}
		out = append(out, fieldsOf(&r.Match[i])...)
	}
	return out, why
}

// asksHeader reports ports or an ICMP type, which only the first fragment of a
// packet shows.
func asksHeader(m *model.Match) bool {
	return m.ICMPType >= 0 || len(m.SrcPorts) > 0 || len(m.DstPorts) > 0
}

// fieldsOf returns the boxes of one alternative. A rule that names ports or
// ICMP types cannot match a fragment other than the first, which has none; one
// that asks for both matches by whatever bytes a system finds there.
func fieldsOf(m *model.Match) []Box {
	b := every(ipv4 | ipv6)
	if m.Proto >= 0 {
		b.field[proto] = limits{uint16(m.Proto), uint16(m.Proto)}
	}
	if m.ICMPType >= 0 {
		lo := uint16(m.ICMPType) << 8
		b.field[icmp] = limits{lo, lo | 255}
		if m.ICMPCode >= 0 {
			b.field[icmp] = limits{lo | uint16(m.ICMPCode), lo | uint16(m.ICMPCode)}
		}
	}
	if asksHeader(m) && !m.Fragments {
		b.kinds &^= fragment
	}
	if m.Established {
		b.kinds &= session
	}
	if m.Fragments {
		b.kinds &= fragment
	}
	var out []Box
	for _, d := range portsOf(m.DstPorts) {
		for _, s := range portsOf(m.SrcPorts) {
			b.field[dport], b.field[sport] = d, s
			out = append(out, b)
		}
	}
	return out
}

func portsOf(list []model.PortRange) []limits {
	if len(list) == 0 {
		return []limits{{0, top[dport]}}
	}
	out := make([]limits, 0, len(list))
	for _, p := range list {
		if p.From <= p.To {
			out = append(out, limits{p.From, p.To})
		}
	}
	return out
}
