package pcap

import (
	"encoding/binary"
	"math/bits"
)

// The blocks of pcapng that are looked into.
const (
	interfaceBlock = 1
	packetBlock    = 2 // obsolete
	simpleBlock    = 3
	enhancedBlock  = 6
)

// block reads one block of pcapng.
func (r *Reader) block(s []byte, last bool) Frame {
	if len(s) < 12 {
		return Frame{}
	}
	if isSection(s) {
		r.section(s)
	}
	ok, known := r.plausibleBlock(s, last)
	if !known {
		return Frame{}
	}
	if !ok {
		return r.resync(s, last, 4, r.plausibleBlock)
	}
	n := int(r.u32(s, 4))
	f := Frame{Kind: Other, Len: n}
	body := s[8 : n-4]
	switch r.u32(s, 0) {
	case interfaceBlock:
		if len(body) < 8 || !r.addInterface(body) {
			f.Kind = Garbage
		}
	case enhancedBlock, packetBlock:
		r.enhanced(body, r.u32(s, 0) == packetBlock, &f)
	case simpleBlock:
		r.simple(body, &f)
	}
	return f
}

// section begins a new section, whose order and interfaces are its own.
func (r *Reader) section(s []byte) {
	r.ng, r.ifaces = true, nil
	r.order = binary.LittleEndian
	if string(s[8:12]) == "\x1a\x2b\x3c\x4d" {
		r.order = binary.BigEndian
	}
}

// plausibleBlock says whether s begins with a block whose two lengths agree.
func (r *Reader) plausibleBlock(s []byte, last bool) (good, known bool) {
	if len(s) < 12 {
		return false, last
	}
	order := r.order
	if isSection(s) {
		order = binary.LittleEndian
		if string(s[8:12]) == "\x1a\x2b\x3c\x4d" {
			order = binary.BigEndian
		}
	}
	n := order.Uint32(s[4:])
	if n < 12 || n > maxBlock || n%4 != 0 {
		return false, true
	}
	if int(n) > len(s) {
		return false, last
	}
	return order.Uint32(s[n-4:]) == n, true
}

func (r *Reader) addInterface(body []byte) bool {
	if len(r.ifaces) >= maxInterfaces {
		return false
	}
	i := iface{link: linkType(uint32(r.u16(body, 0))), perSecond: 1e6, snap: r.u32(body, 4)}
	for at := 8; at+4 <= len(body); {
		code, n := r.u16(body, at), int(r.u16(body, at+2))
		if code == 0 || at+4+n > len(body) {
			break
		}
		value := body[at+4 : at+4+n]
		switch {
		case code == 9 && n == 1:
			i.perSecond = resolution(value[0])
		case code == 14 && n == 8:
			i.offset = int64(r.order.Uint64(value))
		}
		at += 4 + (n+3)&^3
	}
	r.ifaces = append(r.ifaces, i)
	return true
}

// resolution is if_tsresol: a power of ten, or of two where the high bit is
// set; 0 where no unit that small is possible.
func resolution(b byte) uint64 {
	if b&0x80 != 0 {
		if b&0x7f > 63 {
			return 0
		}
		return 1 << (b & 0x7f)
	}
	if b > 19 {
		return 0
	}
	n := uint64(1)
	for range b {
		n *= 10
	}
	return n
}

// micros is a stamp of the interface in microseconds, 0 where that is no
// possible time.
func (i iface) micros(stamp uint64) int64 {
	if i.perSecond == 0 {
		return 0
	}
	sec, rest := stamp/i.perSecond, stamp%i.perSecond
	hi, lo := bits.Mul64(rest, 1e6)
	sub, _ := bits.Div64(hi, lo, i.perSecond)
	at := int64(sec) + i.offset
	if sec > 1<<34 || at < 0 || at > 1<<34 {
		return 0
	}
	return at*1e6 + int64(sub)
}

func (r *Reader) enhanced(body []byte, old bool, f *Frame) {
	f.Kind = Garbage
	if len(body) < 20 {
		return
	}
	id, n, whole := int(r.u32(body, 0)), r.u32(body, 12), r.u32(body, 16)
	if old {
		id = int(r.u16(body, 0))
	}
	if uint64(n) > uint64(len(body)-20) || id >= len(r.ifaces) {
		return
	}
	i := r.ifaces[id]
	f.Kind, f.Link, f.At = Packet, i.link, 28
	f.Time = i.micros(uint64(r.u32(body, 4))<<32 | uint64(r.u32(body, 8)))
	f.Captured, f.Cut = int(n), n < whole
}

// simple packets have no time, and belong to the first interface.
func (r *Reader) simple(body []byte, f *Frame) {
	f.Kind = Garbage
	if len(body) < 4 || len(r.ifaces) == 0 {
		return
	}
	whole := r.u32(body, 0)
	n := min(whole, uint32(len(body)-4))
	if snap := r.ifaces[0].snap; snap != 0 {
		n = min(n, snap)
	}
	f.Kind, f.Link, f.At = Packet, r.ifaces[0].link, 12
	f.Captured, f.Cut = int(n), n < whole
}
