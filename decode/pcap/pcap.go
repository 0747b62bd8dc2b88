// Package pcap finds the packets of a capture file, pcap or pcapng.
//
// Promise: every byte of the file belongs to a Frame, in order; memory is that
// of the frame; a length that cannot be true costs the bytes up to the next
// header that can, and nothing after them. Sources: libpcap's savefile format and
// draft-ietf-opsawg-pcapng.
package pcap

import (
	"encoding/binary"

	"github.com/linewarden/linewarden/decode/packet"
)

const (
	// maxPacket is the longest packet that is believed, libpcap's own maximum.
	maxPacket = 256 << 10
	// maxBlock is the longest block of pcapng that is believed.
	maxBlock = 512 << 10
	// maxInterfaces bounds the interfaces of one section of pcapng.
	maxInterfaces = 4096
	// apart is how far the times of neighbours may be apart where a damaged
	// file is searched for its next packet, in seconds.
	apart = 7 * 86400

	ngMagic = 0x0a0d0d0a
)

// Kind is what a frame is.
type Kind uint8

// The kinds of frames.
const (
	// Short means that the frame is not whole in the data.
	Short Kind = iota
	// Packet is one captured packet.
	Packet
	// Other is a header or a block that is understood and holds no packet.
	Other
	// Garbage is what cannot be read.
	Garbage
)

// Frame is a piece of the file.
type Frame struct {
	Kind Kind
	// Len is the length of the whole frame in the file.
	Len int
	// Time is the time of capture, 0 where the file has none.
	Time int64
	Link packet.Link
	// At is where in the frame the packet begins, and Captured how much of it
	// there is.
	At, Captured int
	// Cut says that the packet was longer than what was captured.
	Cut bool
}

// Reader knows what the headers of one file have said. The zero Reader is ready
// for the beginning of a file.
type Reader struct {
	order   binary.ByteOrder
	ng      bool
	link    packet.Link
	nano    bool
	lastSec uint32
	ifaces  []iface
	out     []Frame
}

// iface is an interface of pcapng.
type iface struct {
	link packet.Link
	// perSecond is how many units a second has; offset is added, in seconds.
	perSecond uint64
	offset    int64
	snap      uint32
}

// Is says whether a file that begins so is a capture.
func Is(head string) bool {
	if len(head) < 12 {
		return false
	}
	start := []byte(head[:12])
	_, _, ok := magic(start)
	return ok || isSection(start)
}

func isSection(s []byte) bool {
	if len(s) < 12 || binary.BigEndian.Uint32(s) != ngMagic {
		return false
	}
	m := string(s[8:12])
	return m == "\x1a\x2b\x3c\x4d" || m == "\x4d\x3c\x2b\x1a"
}

func magic(s []byte) (order binary.ByteOrder, nano, ok bool) {
	switch string(s[:4]) {
	case "\xa1\xb2\xc3\xd4":
		return binary.BigEndian, false, true
	case "\xd4\xc3\xb2\xa1":
		return binary.LittleEndian, false, true
	case "\xa1\xb2\x3c\x4d":
		return binary.BigEndian, true, true
	case "\x4d\x3c\xb2\xa1":
		return binary.LittleEndian, true, true
	}
	return nil, false, false
}

// Frames returns the frames at the beginning of data, which continues what the
// last call returned. Where atEOF is true they cover data, and what is cut off at
// its end is Garbage; otherwise what is not whole is left for the next call.
func (r *Reader) Frames(data []byte, atEOF bool) []Frame {
	r.out = r.out[:0]
	for len(data) > 0 {
		f := r.frame(data, atEOF)
		if f.Kind == Short {
			if !atEOF {
				break
			}
			f = Frame{Kind: Garbage, Len: len(data)}
		}
		r.out = append(r.out, f)
		data = data[f.Len:]
	}
	return r.out
}

func (r *Reader) frame(s []byte, last bool) Frame {
	if r.order == nil && !isSection(s) {
		return r.fileHeader(s)
	}
	if r.ng || r.order == nil {
		return r.block(s, last)
	}
	if len(s) < 16 {
		return Frame{}
	}
	if !r.plausible(s) {
		return r.resync(s, last, 1, r.plausibleNear)
	}
	return r.packet(s)
}

func (r *Reader) fileHeader(s []byte) Frame {
	if len(s) < 24 {
		return Frame{}
	}
	order, nano, ok := magic(s)
	if !ok {
		return Frame{Kind: Garbage, Len: len(s)}
	}
	r.order, r.nano = order, nano
	r.link = linkType(r.u32(s, 20) & 0xffff)
	return Frame{Kind: Other, Len: 24}
}

func (r *Reader) u32(s []byte, at int) uint32 { return r.order.Uint32(s[at : at+4]) }
func (r *Reader) u16(s []byte, at int) uint16 { return r.order.Uint16(s[at : at+2]) }

// packet reads a packet of pcap, whose header is plausible.
func (r *Reader) packet(s []byte) Frame {
	sec, sub, n, whole := r.u32(s, 0), r.u32(s, 4), int(r.u32(s, 8)), int(r.u32(s, 12))
	if len(s) < 16+n {
		return Frame{}
	}
	r.lastSec = sec
	if r.nano {
		sub /= 1000
	}
	return Frame{
		Kind: Packet, Len: 16 + n, Time: int64(sec)*1e6 + int64(sub), Link: r.link,
		At: 16, Captured: n, Cut: n < whole,
	}
}

func (r *Reader) plausible(s []byte) bool {
	sub, n, whole := r.u32(s, 4), r.u32(s, 8), r.u32(s, 12)
	limit := uint32(1e6) // inclusive: some writers round up to a whole second
	if r.nano {
		limit = 1e9
	}
	return sub <= limit && n <= maxPacket && n <= whole && n > 0 || n == 0 && whole <= maxPacket && sub <= limit
}

// plausibleNear is plausible in a damaged file: the time must be near that of
// the last good packet. Where there was none, another header must follow. It
// says too whether that could be decided.
func (r *Reader) plausibleNear(s []byte, last bool) (good, known bool) {
	if len(s) < 16 {
		return false, last
	}
	n := int(r.u32(s, 8))
	if !r.plausible(s) || n == 0 {
		return false, true
	}
	if r.lastSec != 0 {
		d := int64(r.u32(s, 0)) - int64(r.lastSec)
		return -apart < d && d < apart, true
	}
	rest := s[min(16+n, len(s)):]
	switch {
	case len(s) == 16+n && last:
		return true, true
	case len(rest) < 16:
		return false, last
	}
	return r.plausible(rest), true
}

// resync returns as garbage what lies before the next good frame, which can
// only begin at a multiple of step. A place that cannot be judged yet is waited
// for only in the last half of s, so that time stays linear.
func (r *Reader) resync(s []byte, last bool, step int, good func([]byte, bool) (bool, bool)) Frame {
	for at := step; at < len(s); at += step {
		if ok, known := good(s[at:], last); ok || !known && at >= len(s)/2 {
			return Frame{Kind: Garbage, Len: at}
		}
	}
	return Frame{Kind: Garbage, Len: len(s)}
}

// linkType maps the registry's numbers, LINKTYPE_*.
func linkType(n uint32) packet.Link {
	switch n {
	case 1:
		return packet.Ethernet
	case 12, 14, 101, 228, 229:
		return packet.IP
	case 0, 108:
		return packet.Null
	case 9, 50:
		return packet.PPP
	case 104:
		return packet.CiscoHDLC
	case 113:
		return packet.LinuxSLL
	case 276:
		return packet.LinuxSLL2
	}
	return packet.Unknown
}
