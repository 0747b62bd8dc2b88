package acl

import (
	"math/rand/v2"
	"net/netip"
)

// The sets of lists that are measured: what an ISP has at its customers' edge,
// the same with lines that only two earlier ones cover together, and two that
// are made to be hard.

func prefixBox(dst, src string) Box {
	d, v6 := rangeOf(netip.MustParsePrefix(dst))
	s, _ := rangeOf(netip.MustParsePrefix(src))
	b := every(ipv4)
	if v6 {
		b = every(ipv6)
	}
	b.dst, b.src = d, s
	return b
}

func pool(r *rand.Rand, bits int) span {
	base := uint32(10)<<24 | r.Uint32N(1<<24)
	ip := addr{0, uint64(base)}.ip(false)
	s, _ := rangeOf(netip.PrefixFrom(ip, bits))
	return s
}

func anySpan(r *rand.Rand, bits int) span {
	s, _ := rangeOf(netip.PrefixFrom(addr{0, uint64(r.Uint32())}.ip(false), bits))
	return s
}

func tcp(b Box, lo, hi uint16) Box {
	b.field[proto], b.field[dport] = limits{6, 6}, limits{lo, hi}
	return b
}

func ispList(n int, union bool) *List {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	pools := make([]span, 400)
	for i := range pools {
		pools[i] = pool(r, 18+r.IntN(9))
	}
	ports := []uint16{22, 25, 53, 80, 123, 161, 179, 443, 3389, 8080}
	l := &List{Default: Deny, Zones: &Zones{}}
	add := func(b Box) {
		l.Lines = append(l.Lines, Line{Action: Action(r.IntN(2)), Boxes: []Box{b}})
	}
	for len(l.Lines) < n {
		b := every(ipv4)
		b.dst = pools[r.IntN(len(pools))]
		if r.IntN(3) > 0 {
			lo := b.dst.lo.lo + r.Uint64N(b.dst.hi.lo-b.dst.lo.lo+1)
			b.dst = span{addr{0, lo}, addr{0, lo}}
		}
		if r.IntN(2) == 0 {
			b.src = pool(r, 12+r.IntN(21))
		}
		p := ports[r.IntN(len(ports))]
		switch r.IntN(4) {
		case 0:
			b = tcp(b, p, p)
		case 1:
			b.field[proto], b.field[dport] = limits{17, 17}, limits{p, p}
		case 2:
			b = tcp(b, 1024, 65535)
		case 3:
			b = tcp(b, p, p+uint16(r.IntN(100)))
		}
		add(b)
		if len(l.Lines) > 10 && r.IntN(50) == 0 {
			add(l.Lines[r.IntN(len(l.Lines))].Boxes[0])
		}
		if union && r.IntN(5) == 0 && len(l.Lines)+3 < n {
			whole := l.Lines[r.IntN(len(l.Lines))].Boxes[0]
			if whole.dst.lo == whole.dst.hi {
				continue
			}
			a, b := whole, whole
			mid := addr{0, (whole.dst.lo.lo + whole.dst.hi.lo) / 2}
			a.dst.hi, b.dst.lo = mid, mid.next()
			add(a)
			add(b)
			add(whole)
		}
	}
	return l
}

// hardList has short prefixes and wide ranges of ports: anywhere, where most
// overlap a little, or all in one /8, where nearly every line is covered.
func hardList(n, bits int, anywhere bool) *List {
	r := rand.New(rand.NewPCG(2, uint64(n)))
	l := &List{Default: Deny, Zones: &Zones{}}
	for range n {
		b := every(ipv4)
		b.dst, b.src = pool(r, 8+r.IntN(max(bits, 1))), pool(r, 8+r.IntN(max(bits, 1)))
		if anywhere {
			b.dst, b.src = anySpan(r, 4+r.IntN(13)), anySpan(r, 4+r.IntN(13))
		}
		lo := uint16(r.IntN(60000))
		b = tcp(b, lo, lo+uint16(r.IntN(5000)))
		l.Lines = append(l.Lines, Line{Action: Action(r.IntN(2)), Boxes: []Box{b}})
	}
	return l
}

// portsList has a line for each port, from anywhere to anywhere.
func portsList(n int) *List {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	l := &List{Default: Deny, Zones: &Zones{}}
	for range n {
		lo := uint16(r.IntN(60000))
		l.Lines = append(l.Lines, Line{Action: Action(r.IntN(2)), Boxes: []Box{tcp(every(ipv4), lo, lo+uint16(r.IntN(40)))}})
	}
	return l
}
