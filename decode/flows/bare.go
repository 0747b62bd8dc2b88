package flows

import (
	"fmt"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// bare decodes files of export packets without anything between them.
type bare struct {
	exporters
	pieces []piece // of the batch to come
}

// piece is a packet, or what is none.
type piece struct {
	kind export
	n    int
}

// NewBare returns the decoder of a file of bare packets; it is a
// decode.Splitter.
func NewBare(decode.Options) decode.Decoder { return &bare{exporters: newExporters()} }

// SniffBare is decode.Format's Sniff for bare packets: the first has to be
// possible. A time before 1996 makes it less sure: the clock was not set, or it
// is no time.
func SniffBare(head string) int {
	s := []byte(head)
	kind := recognise(s)
	sec := uint32(0)
	switch kind {
	case noExport:
		return 0
	case netFlow5, netFlow9:
		sec = be32(s, 8)
	case ipfix:
		sec = be32(s, 4)
	case sFlow:
		return 80
	}
	if sec < 820454400 {
		return 20
	}
	return 80
}

// Split implements decode.Splitter.
func (d *bare) Split(data []byte, atEOF bool) int {
	d.pieces = d.pieces[:0]
	at := 0
	for at < len(data) {
		p := next(data[at:], atEOF)
		if p.n == 0 {
			break
		}
		d.pieces = append(d.pieces, p)
		at += p.n
	}
	return at
}

// Decode implements decode.Decoder.
func (d *bare) Decode(b *event.Batch, to decode.Sink) {
	at := 0
	for _, p := range d.pieces {
		offset := b.Offset + int64(at)
		payload := b.Text[at : at+p.n]
		at += p.n
		if p.kind != noExport {
			d.decode(p.kind, datagram{batch: b, offset: offset, payload: payload}, to)
			continue
		}
		to.Drop(coverage.Gap{
			Source: b.Source, Kind: "flow", Bytes: uint64(p.n), Cause: coverage.Unparsed,
			Reason: "bytes that are no export packet", Where: fmt.Sprintf("%s@%d", b.Source, offset),
		})
	}
}

// Flush implements decode.Decoder.
func (d *bare) Flush(to decode.Sink) { d.flush(to) }

// maxDatagram is the longest payload of UDP.
const maxDatagram = 65535

// next returns the piece at the beginning of data; its length is 0 where that
// cannot be said before more has been read. The last packet may be cut off.
func next(data []byte, atEOF bool) piece {
	if len(data) < minHead && !atEOF {
		return piece{}
	}
	kind := recognise(data)
	n := 0
	switch kind {
	case noExport:
		return garbage(data, atEOF)
	case netFlow5:
		n = 24 + 48*int(be16(data, 2))
	case ipfix:
		n = int(be16(data, 2))
	case netFlow9:
		n = lengthV9(data, atEOF)
	case sFlow:
		n = lengthSFlow(data)
	}
	switch {
	case n > 0 && n <= len(data):
		return piece{kind, n}
	case atEOF || len(data) >= maxDatagram:
		return piece{kind, min(len(data), maxDatagram)}
	}
	return piece{}
}

// garbage is up to where the next packet can begin: all versions begin with a
// zero byte.
func garbage(data []byte, atEOF bool) piece {
	for at := 1; at < len(data); at++ {
		if data[at] != 0 {
			continue
		}
		if len(data)-at < minHead && !atEOF || recognise(data[at:]) != noExport {
			return piece{noExport, at}
		}
	}
	return piece{noExport, len(data)}
}

// lengthV9 finds the end of a packet of version 9, which does not say it: where
// a packet begins, since its version is the number of no set, or where no set
// can. 0 asks for more.
func lengthV9(data []byte, atEOF bool) int {
	at := 20
	for at <= maxDatagram {
		if len(data)-at < 4 {
			if atEOF {
				return len(data)
			}
			return 0
		}
		if !setHead(data[at:], 0, 1) || len(data)-at >= minHead && recognise(data[at:]) == sFlow {
			break
		}
		n := int(be16(data, at+2))
		if at+n > len(data) {
			return 0
		}
		at += n
	}
	if at > maxDatagram {
		return maxDatagram
	}
	if be16(data, at) == 0 && be16(data, at+2) == 0 { // zeros fill the packet up
		for at < len(data) && at < maxDatagram && data[at] == 0 {
			at++
		}
		if at < len(data) && at < maxDatagram && data[at] != 0 {
			at-- // the first byte of what follows is zero too
		} else if !atEOF && at < maxDatagram {
			return 0
		}
	}
	return at
}

// lengthSFlow walks along the samples of a datagram. 0 asks for more.
func lengthSFlow(data []byte) int {
	at := 12
	if be32(data, 4) == 2 {
		at = 24
	}
	if len(data) < at+16 {
		return 0
	}
	n := be32(data, at+12)
	at += 16
	for ; n > 0 && at <= maxDatagram; n-- {
		if len(data) < at+8 {
			return 0
		}
		size := be32(data, at+4)
		if size > maxDatagram {
			return min(maxDatagram, len(data))
		}
		at += 8 + int(size)
	}
	return min(at, maxDatagram)
}
