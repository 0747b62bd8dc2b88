package flows

import (
	"net/netip"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/netflow"
	"github.com/linewarden/linewarden/decode/sflow"
	"github.com/linewarden/linewarden/event"
)

// export is a way of exporting flows.
type export uint8

const (
	noExport export = iota
	netFlow5
	netFlow9
	ipfix
	sFlow
)

// exporters decodes what was found to be an export packet.
type exporters struct {
	netflow *netflow.Decoder
	sflow   *sflow.Decoder
}

func newExporters() exporters { return exporters{netflow.New(), sflow.New()} }

// datagram is one packet, wherever it was found.
type datagram struct {
	exporter netip.Addr
	received int64
	batch    *event.Batch
	offset   int64
	payload  string
	cut      bool
}

func (x exporters) decode(kind export, g datagram, to decode.Sink) {
	if kind == sFlow {
		x.sflow.Decode(&sflow.Datagram{Exporter: g.exporter, Received: g.received, Batch: g.batch, Offset: g.offset, Payload: g.payload}, to)
		return
	}
	x.netflow.Decode(&netflow.Datagram{Exporter: g.exporter, Received: g.received, Batch: g.batch, Offset: g.offset, Payload: g.payload, Cut: g.cut}, to)
}

func (x exporters) flush(to decode.Sink) {
	x.netflow.Flush(to)
	x.sflow.Flush(to)
}

// minHead is how much of a packet recognise needs.
const minHead = 28

// recognise says what a packet that begins with s is. Other protocols begin with
// the same few bytes now and then, so lengths and counts have to be possible too.
func recognise(s []byte) export {
	if len(s) < 16 {
		return noExport
	}
	switch be16(s, 0) {
	case 0:
		if be16(s, 2) == 5 && len(s) >= minHead && (be32(s, 4) == 1 || be32(s, 4) == 2) {
			return sFlow
		}
	case 5:
		if n := be16(s, 2); len(s) >= 24 && n > 0 && n <= maxV5 {
			return netFlow5
		}
	case 9:
		if len(s) == 20 && be16(s, 2) == 0 || len(s) >= 24 && setHead(s[20:], 0, 1) {
			return netFlow9
		}
	case 10:
		n := be16(s, 2)
		if n == 16 || n >= 20 && len(s) >= 20 && setHead(s[16:], 2, 3) {
			return ipfix
		}
	}
	return noExport
}

// maxV5 is how many flows fit into the largest packet of version 5. Exporters
// send up to 30.
const maxV5 = (65535 - 24) / 48

// setHead says whether a set begins at s, given the numbers of templates.
func setHead(s []byte, template, options uint16) bool {
	id := be16(s, 0)
	return (id == template || id == options || id >= 256) && be16(s, 2) >= 4
}

func be16(s []byte, at int) uint16 { return uint16(s[at])<<8 | uint16(s[at+1]) }

func be32(s []byte, at int) uint32 { return uint32(be16(s, at))<<16 | uint32(be16(s, at+2)) }
