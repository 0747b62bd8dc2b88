package netflow

import (
	"net/netip"
	"strconv"
)

const (
	// maxWords bounds how many texts of each sort are kept ready.
	maxWords = 1 << 16
	// maxSmall is below which numbers are found without looking them up.
	maxSmall = 1 << 12
)

// names keeps the texts of numbers and addresses that come again and again, so
// that an event of a known interface costs no allocation.
type names struct {
	small   []string // of the numbers below its length, where they were seen
	numbers map[uint64]string
	addrs   map[netip.Addr]string
	macs    map[uint64]string
	apps    map[uint64]string
}

func newNames() names {
	return names{small: make([]string, maxSmall), numbers: map[uint64]string{}, addrs: map[netip.Addr]string{}, macs: map[uint64]string{}, apps: map[uint64]string{}}
}

func (n *names) number(v uint64) string {
	if v < uint64(len(n.small)) {
		if n.small[v] == "" {
			n.small[v] = strconv.FormatUint(v, 10)
		}
		return n.small[v]
	}
	return lookup(n.numbers, v, func(v uint64) string { return strconv.FormatUint(v, 10) })
}

func (n *names) addr(a netip.Addr) string { return lookup(n.addrs, a, netip.Addr.String) }

func (n *names) mac(v uint64) string { return lookup(n.macs, v, macText) }

// app is a number of RFC 6759 §4.1: one byte says whose, the others which.
func (n *names) app(v uint64) string {
	return lookup(n.apps, v, func(v uint64) string {
		return strconv.FormatUint(v>>24, 10) + ":" + strconv.FormatUint(v&0xffffff, 10)
	})
}

// lookup returns the text of v, ready or made. A full map is emptied: what is
// in use comes back at once.
func lookup[K comparable](m map[K]string, v K, text func(K) string) string {
	s, ok := m[v]
	if !ok {
		if len(m) >= maxWords {
			clear(m)
		}
		s = text(v)
		m[v] = s
	}
	return s
}

func macText(v uint64) string {
	const hex = "0123456789abcdef"
	b := make([]byte, 0, 17)
	for shift := 40; shift >= 0; shift -= 8 {
		if len(b) > 0 {
			b = append(b, ':')
		}
		b = append(b, hex[v>>(shift+4)&15], hex[v>>shift&15])
	}
	return string(b)
}
