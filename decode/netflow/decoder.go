package netflow

import (
	"container/list"
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/event"
)

// Datagram is one export packet.
type Datagram struct {
	// Exporter is the address it came from, invalid where that is not known.
	Exporter netip.Addr
	// Received is when, 0 where that is not known.
	Received int64
	// Batch holds the packet, and Offset is where in its source Payload begins.
	Batch   *event.Batch
	Offset  int64
	Payload string
	// Cut says that the packet was longer than what is left of it.
	Cut bool
}

// header is what is needed of a packet's header.
type header struct {
	version   uint8
	time      int64  // of export, microseconds since 1970; 0 where it is no possible time
	uptime    uint32 // milliseconds
	hasUptime bool
	seq       uint32
	id        uint32 // source id, observation domain, engine
	count     int    // records, as version 5 says it
	rate      uint64 // of version 5; 0 is not said
	size      int
}

// Decoder reads the packets of any number of exporters. It is used by one
// goroutine. The zero Decoder is not ready; see New.
type Decoder struct {
	domains map[key]*domain
	last    *domain
	v5      *plan
	byUse   *list.List // of *domain, that used last first
	memory  int        // of all domains
	names   names
	held    held
	event   event.Event
	rec     Record

	// Of the packet being read.
	to        decode.Sink
	gram      *Datagram
	head      header
	accounted int // bytes that were given, dropped or held
	toldCut   bool
}

// New returns a Decoder that knows no template.
func New() *Decoder {
	return &Decoder{domains: map[key]*domain{}, byUse: list.New(), v5: compile(v5Fields[:], true), names: newNames()}
}

const v5Set = 256

// v5Fields are the records of version 5, which needs no template.
var v5Fields = [...]field{
	{id: 8, size: 4}, {id: 12, size: 4}, {id: 15, size: 4}, {id: 10, size: 2}, {id: 14, size: 2},
	{id: 2, size: 4}, {id: 1, size: 4}, {id: 22, size: 4}, {id: 21, size: 4}, {id: 7, size: 2}, {id: 11, size: 2},
	{id: 210, size: 1}, {id: 6, size: 1}, {id: 4, size: 1}, {id: 5, size: 1}, {id: 16, size: 2}, {id: 17, size: 2},
	{id: 9, size: 1}, {id: 13, size: 1}, {id: 210, size: 2},
}

// Decode reads one packet.
func (d *Decoder) Decode(g *Datagram, to decode.Sink) {
	d.to, d.gram, d.accounted, d.toldCut = to, g, 0, false
	h, ok := readHeader(g.Payload)
	if !ok {
		d.gap(len(g.Payload), "a packet that is no NetFlow or IPFIX")
		return
	}
	d.head = h
	dom := d.domain(key{g.Exporter, h.id, h.version})
	switch h.version {
	case 5:
		d.version5(dom)
	default:
		d.sets(dom)
	}
	decode.Structure(to, int64(len(g.Payload)-d.accounted))
}

// Flush ends the source: sets that still wait for a template are dropped.
func (d *Decoder) Flush(to decode.Sink) {
	d.to, d.gram = to, nil
	for len(d.held.queue) > 0 {
		d.dropOldest("flow records without their template")
	}
	for at := d.byUse.Back(); at != nil; at = at.Prev() {
		dom := at.Value.(*domain)
		dom.seq.flush(d, dom.key)
	}
}

func readHeader(s string) (h header, ok bool) {
	if len(s) < 16 {
		return h, false
	}
	h.version = uint8(be16(s, 0))
	var sec, micros uint32
	switch be16(s, 0) {
	case 5: // header of 24 bytes, then 48 a record
		if len(s) < 24 {
			return h, false
		}
		h.count, h.uptime, sec, micros, h.seq = int(be16(s, 2)), be32(s, 4), be32(s, 8), be32(s, 12)/1000, be32(s, 16)
		h.id, h.size, h.hasUptime = uint32(be16(s, 20)), 24, true
		h.rate = uint64(be16(s, 22) & 0x3fff)
	case 9: // RFC 3954 §5.1
		if len(s) < 20 {
			return h, false
		}
		h.count, h.uptime, sec, h.seq, h.id = int(be16(s, 2)), be32(s, 4), be32(s, 8), be32(s, 12), be32(s, 16)
		h.size, h.hasUptime = 20, true
	case 10: // RFC 7011 §3.1
		sec, h.seq, h.id, h.size = be32(s, 4), be32(s, 8), be32(s, 12), 16
	default:
		return h, false
	}
	if sec >= earliest {
		h.time = int64(sec)*1e6 + int64(micros%1e6)
	}
	return h, true
}

// earliest is 1996, the year of the first NetFlow: a clock before it is not set.
const earliest = 820454400

func (d *Decoder) version5(dom *domain) {
	s := d.gram.Payload
	dom.rate = d.head.rate
	n := 0
	at := d.head.size
	for ; n < d.head.count && at+48 <= len(s); n++ {
		d.v5.read(s[at:], &d.rec)
		d.flow(dom, d.v5, v5Set, s[at:at+48], at)
		at += 48
	}
	switch {
	case n < d.head.count:
		d.gap(len(s)-at, "a packet of flows that was cut off")
	case at < len(s):
		d.gap(len(s)-at, "bytes after the last flow of a packet")
	}
	dom.seq.see(d, dom.key, &d.head, uint32(d.head.count), true)
}

// sets reads the sets of a packet, FlowSets in RFC 3954.
func (d *Decoder) sets(dom *domain) {
	s, end := d.gram.Payload, len(d.gram.Payload)
	cut := d.gram.Cut
	if d.head.version == 10 {
		n := int(be16(s, 2))
		switch {
		case n > len(s):
			cut = true
		case n >= d.head.size:
			end = n
		}
	}
	records, counted := uint32(0), true
	at := d.head.size
	for at+4 <= end {
		id, n := be16(s, at), int(be16(s, at+2))
		if n < 4 {
			break
		}
		stop := min(at+n, end)
		cut = cut || at+n > end
		k, ok := d.set(dom, id, at+4, stop, at+n > end)
		records, counted = records+k, counted && ok
		at = stop
	}
	d.rest(s[min(at, len(s)):], cut)
	if d.head.version == 9 {
		records, counted = 1, true
	} else if cut {
		counted = false
	}
	dom.seq.see(d, dom.key, &d.head, records, counted)
}

// rest is what follows the last set. Zeros are padding.
func (d *Decoder) rest(s string, cut bool) {
	switch {
	case cut && !d.toldCut:
		d.gap(len(s), "a packet of flows that was cut off")
	case strings.Trim(s, "\x00") == "":
	default:
		d.gap(len(s), "bytes after the last set of a packet")
	}
}

// set reads the set from at to end of the packet, and returns how many records
// of data it has and whether that is known.
func (d *Decoder) set(dom *domain, id uint16, at, end int, cut bool) (uint32, bool) {
	body := d.gram.Payload[at:end]
	template, options := uint16(0), uint16(1)
	if d.head.version == 10 {
		template, options = 2, 3
	}
	switch {
	case id == template, id == options:
		d.templates(dom, body, id == options)
		return 0, true
	case id < 256:
		d.gap(len(body), "a set with a number that is reserved")
		return 0, true
	}
	p := dom.templates[id]
	if p == nil {
		d.hold(dom.key, id, at, body)
		return 0, false
	}
	return d.data(dom, p, id, body, at, cut), true
}

// data reads records; at is where body begins in the packet.
func (d *Decoder) data(dom *domain, p *plan, id uint16, body string, at int, cut bool) (count uint32) {
	for len(body) > 0 {
		n := p.read(body, &d.rec)
		if n == 0 {
			break
		}
		raw := body[:n]
		if p.options {
			d.options(dom, &d.rec, raw)
		} else {
			d.flow(dom, p, id, raw, at)
		}
		count++
		body = body[n:]
		at += n
	}
	switch {
	case cut:
		d.gap(len(body), "a packet of flows that was cut off")
		d.toldCut = true
	case strings.Trim(body, "\x00") == "":
	case len(body) > 3 || p.min <= 3:
		d.gap(len(body), "bytes after the last record of a set")
	}
	return count
}

// flow gives the record in d.rec.
func (d *Decoder) flow(dom *domain, p *plan, id uint16, raw string, at int) {
	e := &d.event
	d.fill(e, dom, id, raw)
	e.Batch, e.Offset, e.Length = d.gram.Batch, d.gram.Offset+int64(at), int64(len(raw))
	d.accounted += len(raw)
	d.to.Event(e)
}

// gap drops bytes of the packet being read; 0 where what is missing was never
// there.
func (d *Decoder) gap(n int, reason string) {
	d.accounted += n
	g := coverage.Gap{
		Kind: "flow", From: d.head.time, To: d.head.time, Bytes: uint64(n), Cause: coverage.Unparsed, Reason: reason,
	}
	d.place(&g)
	d.drop(g)
}

// place says whose packet it was and where.
func (d *Decoder) place(g *coverage.Gap) {
	if d.gram == nil {
		return
	}
	g.Source = exporterName(d.gram)
	g.Where = where(d.gram)
}

func (d *Decoder) drop(g coverage.Gap) { d.to.Drop(g) }
