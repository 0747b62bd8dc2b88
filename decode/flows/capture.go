package flows

import (
	"fmt"
	"net/netip"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/aaa"
	"github.com/linewarden/linewarden/decode/packet"
	"github.com/linewarden/linewarden/decode/pcap"
	"github.com/linewarden/linewarden/event"
)

// capture decodes pcap and pcapng.
type capture struct {
	exporters
	aaa     *aaa.Reader
	file    pcap.Reader
	frames  []pcap.Frame // of the batch to come
	headers packet.Headers
}

// NewCapture returns the decoder of a capture file; it is a decode.Splitter. It
// goes on in the middle of a file after the headers of its Head.
func NewCapture(opt decode.Options) decode.Decoder {
	c := &capture{exporters: newExporters(), aaa: aaa.New()}
	if opt.Offset > 0 {
		c.file.Frames([]byte(opt.Head), false)
	}
	return c
}

// SniffCapture is decode.Format's Sniff for captures.
func SniffCapture(head string) int {
	if pcap.Is(head) {
		return 100
	}
	return 0
}

// Split implements decode.Splitter.
func (c *capture) Split(data []byte, atEOF bool) int {
	c.frames = c.file.Frames(data, atEOF)
	n := 0
	for i := range c.frames {
		n += c.frames[i].Len
	}
	return n
}

// Decode implements decode.Decoder.
func (c *capture) Decode(b *event.Batch, to decode.Sink) {
	at := 0
	for i := range c.frames {
		f := &c.frames[i]
		switch f.Kind {
		case pcap.Other:
			decode.Structure(to, int64(f.Len))
		case pcap.Packet:
			c.packet(b, at, f, to)
		default:
			c.drop(b, at, f, f.Len, "bytes of a capture that are no packet", to)
		}
		at += f.Len
	}
}

// Flush implements decode.Decoder.
func (c *capture) Flush(to decode.Sink) {
	c.flush(to)
	c.aaa.Flush(to)
}

func (c *capture) packet(b *event.Batch, at int, f *pcap.Frame, to decode.Sink) {
	data := b.Text[at+f.At : at+f.At+f.Captured]
	h := &c.headers
	packet.Read(f.Link, data, h)
	switch {
	case h.Fragment:
		c.drop(b, at, f, f.Len, "a fragment of a packet in a capture", to)
		return
	case h.Layer != packet.Ports || h.Protocol != 17 && h.Protocol != 6 || h.Payload == 0:
		c.drop(b, at, f, f.Len, "a packet in a capture that is no flow export", to)
		return
	}
	payload := data[h.Payload:min(len(data), h.Payload+h.PayloadLen)]
	kind := noExport
	if h.Protocol == 17 {
		kind = recognise([]byte(payload[:min(len(payload), minHead)]))
	}
	if kind == noExport || !f.Cut && !fits(kind, payload) {
		if c.talk(b, at, f, payload, to) {
			decode.Structure(to, int64(f.Len-len(payload)))
			return
		}
		c.drop(b, at, f, f.Len, "a packet in a capture that is no flow export", to)
		return
	}
	decode.Structure(to, int64(f.Len-len(payload)))
	c.decode(kind, datagram{
		exporter: h.Src, received: f.Time, batch: b, offset: b.Offset + int64(at+f.At+h.Payload),
		payload: payload, cut: len(payload) < h.PayloadLen,
	}, to)
}

// talk reads a packet of RADIUS or TACACS+, and says whether it is one.
func (c *capture) talk(b *event.Batch, at int, f *pcap.Frame, payload string, to decode.Sink) bool {
	h := &c.headers
	p := aaa.Packet{
		Src: netip.AddrPortFrom(h.Src, h.SrcPort), Dst: netip.AddrPortFrom(h.Dst, h.DstPort), Received: f.Time,
		Batch: b, Offset: b.Offset + int64(at+f.At+h.Payload), Payload: payload, Size: h.PayloadLen,
	}
	if h.Protocol == 17 {
		return c.aaa.UDP(&p, to)
	}
	p.Seq, p.Begin, p.End = h.Seq, h.TCPFlags&0x02 != 0, h.TCPFlags&0x05 != 0
	return c.aaa.TCP(&p, to)
}

// fits says whether a packet's own count can be true of a payload that is whole.
// Names in packets of DNS look like sets now and then; their flags are no count.
func fits(kind export, payload string) bool {
	n := int(payload[2])<<8 | int(payload[3])
	switch kind {
	case netFlow5:
		return 24+48*n <= len(payload)
	case netFlow9, ipfix: // flows or sets of at least a byte; a length
		return n <= len(payload)
	}
	return true
}

func (c *capture) drop(b *event.Batch, at int, f *pcap.Frame, n int, reason string, to decode.Sink) {
	to.Drop(coverage.Gap{
		Source: b.Source, From: f.Time, To: f.Time, Bytes: uint64(n), Cause: coverage.Unparsed, Reason: reason,
		Where: fmt.Sprintf("%s@%d", b.Source, b.Offset+int64(at)),
	})
}
