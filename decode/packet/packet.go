// Package packet reads the headers of one captured packet, from the link to the
// ports.
//
// Promise: it reads as far as it understands and the bytes go, says how far that
// was, and never fails otherwise. It does not allocate. What it does not look
// into: the inside of tunnels (of GRE the outer header counts) and what follows
// the first fragment. It reads at most maxTags VLAN tags, maxLabels MPLS labels
// and maxExtensions IPv6 extension headers.
package packet

import "net/netip"

// Link is how a packet begins.
type Link uint8

// The links. The zero Link is none that is known.
const (
	Unknown   Link = iota
	Ethernet       // IEEE 802.3
	IP             // IPv4 or IPv6, told by the first four bits
	LinuxSLL       // LINKTYPE_LINUX_SLL
	LinuxSLL2      // LINKTYPE_LINUX_SLL2
	Null           // four bytes of protocol family, in the capturing host's order
	PPP            // with or without the HDLC framing ff 03
	CiscoHDLC      // address, control, EtherType
)

const (
	maxTags       = 8
	maxLabels     = 32
	maxExtensions = 16
)

// Headers are what was read. A Layer says how far.
type Headers struct {
	Src, Dst         netip.Addr
	SrcMAC, DstMAC   [6]byte
	SrcPort, DstPort uint16
	// ICMPType and ICMPCode are set instead of ports where ICMP is true.
	ICMPType, ICMPCode uint8
	ICMP               bool
	Protocol           uint8 // IP protocol, behind extension headers
	TOS                uint8
	TCPFlags           uint8
	VLAN               uint16 // of the outermost tag; 0 is none
	Label              uint32 // of the outermost MPLS label
	HasMAC, HasLabel   bool
	HasFlags           bool
	Fragment           bool // a part of a datagram, the first included
	Layer              Layer
	// Payload is where the payload of UDP or TCP begins and PayloadLen how long
	// it was on the wire, which may be more than what was captured. They count
	// where Layer is Ports and Protocol 17 or 6; a Payload of 0 is none. Seq is
	// the sequence number of a TCP segment, RFC 9293 §3.1.
	Payload, PayloadLen int
	Seq                 uint32
}

// Layer is how far a packet could be read.
type Layer uint8

// The layers: nothing, link addresses, network addresses, ports or ICMP type.
const (
	None Layer = iota
	LinkLayer
	Network
	Ports
)

// Read reads the headers of p into h, which is overwritten.
func Read(link Link, p string, h *Headers) {
	*h = Headers{}
	switch link {
	case Ethernet:
		h.ethernet(p)
	case IP:
		h.ip(p, 0)
	case LinuxSLL:
		if len(p) >= 16 {
			h.network(p, 16, be16(p, 14))
		}
	case LinuxSLL2:
		if len(p) >= 20 {
			h.network(p, 20, be16(p, 0))
		}
	case Null:
		h.ip(p, 4)
	case PPP:
		h.ppp(p)
	case CiscoHDLC:
		if len(p) >= 4 {
			h.network(p, 4, be16(p, 2))
		}
	}
}

func (h *Headers) ethernet(p string) {
	if len(p) < 14 {
		return
	}
	copy(h.DstMAC[:], p[:6])
	copy(h.SrcMAC[:], p[6:12])
	h.HasMAC, h.Layer = true, LinkLayer
	h.network(p, 14, be16(p, 12))
}

func (h *Headers) ppp(p string) {
	at := 0
	if len(p) >= 2 && p[0] == 0xff && p[1] == 0x03 {
		at = 2
	}
	if len(p) < at+2 {
		return
	}
	switch be16(p, at) {
	case 0x0021, 0x0057:
		h.ip(p, at+2)
	case 0x0281:
		h.mpls(p, at+2)
	}
}

// network reads what an EtherType announces.
func (h *Headers) network(p string, at int, kind uint16) {
	for range maxTags {
		if kind != 0x8100 && kind != 0x88a8 && kind != 0x9100 {
			break
		}
		if len(p) < at+4 {
			return
		}
		if h.VLAN == 0 {
			h.VLAN = be16(p, at) & 0xfff
		}
		kind = be16(p, at+2)
		at += 4
	}
	switch kind {
	case 0x0800, 0x86dd:
		h.ip(p, at)
	case 0x8847, 0x8848:
		h.mpls(p, at)
	case 0x8864: // PPPoE session, RFC 2516: six bytes, then PPP's protocol
		if len(p) >= at+8 {
			h.ppp(p[at+6:])
			if h.Payload > 0 {
				h.Payload += at + 6
			}
		}
	}
}

// mpls skips the label stack, RFC 3032. What is below it is IP if it looks so.
func (h *Headers) mpls(p string, at int) {
	for i := range maxLabels {
		if len(p) < at+4 {
			return
		}
		label := be32(p, at)
		if i == 0 {
			h.Label, h.HasLabel = label>>12, true
		}
		at += 4
		if label&0x100 != 0 {
			h.ip(p, at)
			return
		}
	}
}

func (h *Headers) ip(p string, at int) {
	if len(p) <= at {
		return
	}
	switch p[at] >> 4 {
	case 4:
		h.ip4(p, at)
	case 6:
		h.ip6(p, at)
	}
}

// ip4 reads an IPv4 header, RFC 791 §3.1.
func (h *Headers) ip4(p string, at int) {
	if len(p) < at+20 {
		return
	}
	size := int(p[at]&15) * 4
	if size < 20 {
		return
	}
	h.TOS, h.Protocol = p[at+1], p[at+9]
	h.Src, h.Dst = addr4(p, at+12), addr4(p, at+16)
	h.Layer = Network
	part := be16(p, at+6)
	h.Fragment = part&0x3fff != 0
	end := at + int(be16(p, at+2))
	if part&0x1fff == 0 {
		h.transport(p, at+size, end)
	}
}

// ip6 reads an IPv6 header and its extension headers, RFC 8200 §3 and §4.
func (h *Headers) ip6(p string, at int) {
	if len(p) < at+40 {
		return
	}
	h.TOS = uint8(be16(p, at) >> 4)
	h.Src, h.Dst = addr6(p, at+8), addr6(p, at+24)
	h.Layer = Network
	next := p[at+6]
	end := at + 40 + int(be16(p, at+4))
	at += 40
	for range maxExtensions {
		h.Protocol = next
		size := 0
		switch next {
		case 0, 43, 60, 135: // hop by hop, routing, destination options, mobility
			if len(p) >= at+2 {
				size = int(p[at+1])*8 + 8
			}
		case 44: // fragment
			if len(p) >= at+8 {
				size, h.Fragment = 8, true
				if be16(p, at+2)&0xfff8 != 0 {
					h.Protocol = p[at]
					return
				}
			}
		case 51: // authentication, RFC 4302
			if len(p) >= at+2 {
				size = int(p[at+1])*4 + 8
			}
		default:
			h.transport(p, at, end)
			return
		}
		if size == 0 {
			return
		}
		next = p[at]
		at += size
	}
}

// transport reads ports; end is where the datagram ended on the wire.
func (h *Headers) transport(p string, at, end int) {
	if len(p) < at+4 {
		return
	}
	switch h.Protocol {
	case 6, 17, 33, 132, 136: // TCP, UDP, DCCP, SCTP, UDP-Lite begin with ports
		h.SrcPort, h.DstPort = be16(p, at), be16(p, at+2)
		h.Layer = Ports
	case 1, 58:
		h.ICMPType, h.ICMPCode, h.ICMP = p[at], p[at+1], true
		h.Layer = Ports
	}
	switch {
	case h.Protocol == 6 && len(p) >= at+14:
		h.TCPFlags, h.HasFlags, h.Seq = p[at+13], true, be32(p, at+4)
		if size := int(p[at+12]>>4) * 4; size >= 20 && len(p) >= at+size {
			h.Payload, h.PayloadLen = at+size, max(0, end-at-size)
		}
	case h.Protocol == 17 && len(p) >= at+8:
		h.Payload = at + 8
		h.PayloadLen = int(be16(p, at+4)) - 8
		if h.PayloadLen < 0 { // 0 stands for a jumbogram, RFC 2675
			h.PayloadLen = max(0, end-at-8)
		}
	}
}

func addr4(p string, at int) netip.Addr {
	var a [4]byte
	copy(a[:], p[at:at+4])
	return netip.AddrFrom4(a)
}

func addr6(p string, at int) netip.Addr {
	var a [16]byte
	copy(a[:], p[at:at+16])
	return netip.AddrFrom16(a)
}

func be16(p string, at int) uint16 { return uint16(p[at])<<8 | uint16(p[at+1]) }

func be32(p string, at int) uint32 {
	return uint32(p[at])<<24 | uint32(p[at+1])<<16 | uint32(p[at+2])<<8 | uint32(p[at+3])
}
