package sflow

import (
	"encoding/hex"
	"net/netip"
	"strconv"

	"github.com/linewarden/linewarden/decode/packet"
	"github.com/linewarden/linewarden/event"
)

// sample is what was read of a flow sample.
type sample struct {
	rate         uint32
	input        uint32
	output       uint32
	length       uint32 // of the packet on the wire
	hasLength    bool
	vlan         uint32 // of the ingress, by extended switch data
	hop          netip.Addr
	srcAS, dstAS uint32
	user         string
}

// The records of a flow sample that are read, all of enterprise 0.
const (
	rawHeader   = 1
	sampledIP4  = 3
	sampledIP6  = 4
	switchData  = 1001
	routerData  = 1002
	gatewayData = 1003
	userData    = 1004
	maxASPath   = 256 // segments and numbers that are walked along
	unknownIf   = 0   // SFLOW §5.3: not known
	internalIf  = 0x3fffffff
)

// flow reads a flow sample into d.sample and d.headers.
func (d *Decoder) flow(a *agent, s string, expanded bool) bool {
	d.sample, d.headers = sample{}, packet.Headers{}
	m := &d.sample
	var source uint64
	var drops uint32
	var n uint32
	at := 0
	if expanded {
		if len(s) < 44 {
			return false
		}
		source = uint64(be32(s, 4))<<32 | uint64(be32(s, 8))
		m.rate, drops = be32(s, 12), be32(s, 20)
		m.input, m.output = be32(s, 28), be32(s, 36)
		if be32(s, 24) != 0 {
			m.input = unknownIf
		}
		if be32(s, 32) != 0 { // dropped, or to several
			m.output = unknownIf
		}
		n, at = be32(s, 40), 44
	} else {
		if len(s) < 32 {
			return false
		}
		source = uint64(be32(s, 4))
		m.rate, drops = be32(s, 8), be32(s, 16)
		m.input, m.output = be32(s, 20), be32(s, 24)
		if m.output>>30 != 0 {
			m.output = unknownIf
		}
		n, at = be32(s, 28), 32
	}
	d.dropped(a, source, drops)
	for ; n > 0; n-- {
		if len(s) < at+8 {
			return false
		}
		kind, size := be32(s, at), int(be32(s, at+4))
		if at += 8; size > len(s)-at {
			return false
		}
		d.record(kind, s[at:at+size])
		at += size
	}
	return d.headers.Layer != packet.None || m.hasLength
}

// record reads one record of a sample. What is too short for its kind is left.
func (d *Decoder) record(kind uint32, s string) {
	m := &d.sample
	switch {
	case kind == rawHeader && len(s) >= 16:
		m.length, m.hasLength = be32(s, 4), true
		size := min(int(be32(s, 12)), len(s)-16)
		packet.Read(link(be32(s, 0)), s[16:16+size], &d.headers)
	case kind == sampledIP4 && len(s) >= 32 && d.headers.Layer < packet.Network:
		d.sampled(s, 8, 4)
	case kind == sampledIP6 && len(s) >= 56 && d.headers.Layer < packet.Network:
		d.sampled(s, 8, 16)
	case kind == switchData && len(s) >= 16:
		m.vlan = be32(s, 0)
	case kind == routerData:
		m.hop, _ = address(s, 0)
	case kind == gatewayData:
		m.gateway(s)
	case kind == userData && len(s) >= 8:
		if n := int(be32(s, 4)); n <= len(s)-8 {
			m.user = s[8 : 8+n]
		}
	}
}

// sampled is a packet of which the agent sends the fields and not the header:
// length, protocol, addresses of that size, ports, flags, type of service.
func (d *Decoder) sampled(s string, at, size int) {
	h := &d.headers
	if !d.sample.hasLength {
		d.sample.length, d.sample.hasLength = be32(s, 0), true
	}
	h.Protocol = uint8(be32(s, 4))
	h.Src, _ = netip.AddrFromSlice([]byte(s[at : at+size]))
	h.Dst, _ = netip.AddrFromSlice([]byte(s[at+size : at+2*size]))
	at += 2 * size
	h.SrcPort, h.DstPort = uint16(be32(s, at)), uint16(be32(s, at+4))
	h.TCPFlags, h.HasFlags = uint8(be32(s, at+8)), h.Protocol == 6
	h.TOS = uint8(be32(s, at+12))
	h.Layer = packet.Ports
}

// gateway reads the AS numbers: that of the source, and the last of the path.
func (m *sample) gateway(s string) {
	hop, at := address(s, 0)
	if at == 0 || len(s) < at+16 {
		return
	}
	if !m.hop.IsValid() {
		m.hop = hop
	}
	m.srcAS = be32(s, at+4)
	segments := be32(s, at+12)
	at += 16
	for i := uint32(0); i < segments && i < maxASPath && len(s) >= at+8; i++ {
		n := int(be32(s, at+4))
		at += 8
		if n < 0 || n > (len(s)-at)/4 {
			return
		}
		if at += 4 * n; n > 0 {
			m.dstAS = be32(s, at-4)
		}
	}
}

// link maps the header protocols of sFlow.
func link(n uint32) packet.Link {
	switch n {
	case 1:
		return packet.Ethernet
	case 7:
		return packet.PPP
	case 11, 12:
		return packet.IP
	}
	return packet.Unknown
}

// give gives the sample that was read as an event.
func (d *Decoder) give(at, size int) {
	e, m, h := &d.event, &d.sample, &d.headers
	e.Reset()
	e.Kind, e.Format, e.Clock = event.Flow, "sflow", event.NoStamp
	e.Time, e.Received = d.gram.Received, d.gram.Received
	e.SetText(event.Actor, m.user)
	e.SetAddr(event.Sender, d.gram.Exporter)
	e.SetAddr(event.DeviceAddr, d.addr)
	e.SetNumber(event.Packets, 1)
	if m.hasLength {
		e.SetNumber(event.Bytes, uint64(m.length))
	}
	if m.rate != 0 {
		e.SetNumber(event.Sampling, uint64(m.rate))
	}
	d.network(e, h)
	d.extras(e, m, h)
	e.Batch, e.Offset, e.Length = d.gram.Batch, d.gram.Offset+int64(at), int64(size)
	d.accounted += size
	d.to.Event(e)
}

func (d *Decoder) network(e *event.Event, h *packet.Headers) {
	if h.Layer < packet.Network {
		return
	}
	e.SetAddr(event.ActorAddr, h.Src)
	e.SetAddr(event.TargetAddr, h.Dst)
	e.SetNumber(event.Protocol, uint64(h.Protocol))
	if h.Layer == packet.Ports && !h.ICMP {
		e.SetNumber(event.ActorPort, uint64(h.SrcPort))
		e.SetNumber(event.TargetPort, uint64(h.DstPort))
	}
	if h.HasFlags {
		e.SetNumber(event.TCPFlags, uint64(h.TCPFlags))
	}
}

func (d *Decoder) extras(e *event.Event, m *sample, h *packet.Headers) {
	d.number(e, "actor_as", m.srcAS)
	d.number(e, "target_as", m.dstAS)
	d.number(e, "in_interface", m.input)
	if m.output != internalIf {
		d.number(e, "out_interface", m.output)
	}
	vlan := m.vlan
	if h.VLAN != 0 {
		vlan = uint32(h.VLAN)
	}
	d.number(e, "vlan", vlan)
	d.number(e, "tos", uint32(h.TOS))
	d.number(e, "domain", d.sub)
	if h.ICMP {
		e.AddExtra("icmp_type", d.names.number(uint32(h.ICMPType)))
		e.AddExtra("icmp_code", d.names.number(uint32(h.ICMPCode)))
	}
	if h.HasMAC {
		e.AddExtra("actor_mac", d.names.mac(h.SrcMAC))
		e.AddExtra("target_mac", d.names.mac(h.DstMAC))
	}
	if m.hop.IsValid() && !m.hop.IsUnspecified() {
		e.AddExtra("next_hop", d.names.addr(m.hop))
	}
}

// number adds a number, unless it is the 0 that stands for none.
func (d *Decoder) number(e *event.Event, name string, n uint32) {
	if n != 0 {
		e.AddExtra(name, d.names.number(n))
	}
}

// names keeps texts that come again and again, so that known ones cost no
// allocation. It is emptied when full.
type names struct {
	numbers map[uint32]string
	macs    map[[6]byte]string
	addrs   map[netip.Addr]string
}

const maxWords = 1 << 16

func (n *names) number(v uint32) string {
	return lookup(&n.numbers, v, func(v uint32) string { return strconv.FormatUint(uint64(v), 10) })
}

func (n *names) addr(a netip.Addr) string { return lookup(&n.addrs, a, netip.Addr.String) }

func (n *names) mac(m [6]byte) string { return lookup(&n.macs, m, macText) }

func macText(m [6]byte) string {
	b := make([]byte, 0, 17)
	for i := range m {
		if i > 0 {
			b = append(b, ':')
		}
		b = hex.AppendEncode(b, m[i:i+1])
	}
	return string(b)
}

func lookup[K comparable](m *map[K]string, v K, text func(K) string) string {
	s, ok := (*m)[v]
	if !ok {
		if *m == nil {
			*m = map[K]string{}
		}
		if len(*m) >= maxWords {
			clear(*m)
		}
		s = text(v)
		(*m)[v] = s
	}
	return s
}
