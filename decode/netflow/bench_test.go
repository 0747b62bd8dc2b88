package netflow

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/cputime"
)

// wide is a template of 23 fields and 65 bytes, like those of core routers.
var wide = []uint16{
	8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 5, 1, 6, 1, 1, 4, 2, 4, 10, 4, 14, 4, 21, 4, 22, 4, 15, 4, 16, 4, 17, 4,
	9, 1, 13, 1, 61, 1, 89, 1, 234, 4, 235, 4, 48, 2,
}

func wideTemplate() string { return put(append([]uint16{260, uint16(len(wide) / 2)}, wide...)...) }

// wideRecord is the i-th of distinct flows.
func wideRecord(i uint32) string {
	b := []byte(put32(0xc0000200+i, 0xc6336400+i*7))
	b = append(b, put(uint16(40000+i), 443)...)
	b = append(b, 6, 0, 0x1b)
	b = append(b, put32(1000+i, 10+i, 101+i%4, 202, 5000, 4000, 0x0a000001, 64496, 64511)...)
	b = append(b, 24, 16, 0, 64)
	b = append(b, put32(0x60000001, 0x60000001)...)
	return string(binary.BigEndian.AppendUint16(b, 1))
}

func widePacket(v9 bool, records int) string {
	var recs strings.Builder
	for i := range records {
		recs.WriteString(wideRecord(uint32(i)))
	}
	if v9 {
		return nine(1, 9000, set(260, recs.String()))
	}
	return message(0, set(260, recs.String()))
}

// nobody is a sink that lets everything go.
type nobody struct{ events int }

func (n *nobody) Event(*event.Event) { n.events++ }
func (n *nobody) Drop(coverage.Gap)  {}

const perPacket = 20

// report gives the processor time of one flow.
func report(b *testing.B, flows int, fn func()) {
	b.Helper()
	b.ReportAllocs()
	start := cputime.Used()
	for b.Loop() {
		fn()
	}
	b.ReportMetric(float64(cputime.Used()-start)/float64(b.N)/float64(flows), "cpu-ns/flow")
}

// BenchmarkRecords is a packet into Records.
func BenchmarkRecords(b *testing.B) {
	d := New()
	feed(d, &counter{}, nine(0, 9000, set(0, wideTemplate())))
	dom := d.last
	packet := widePacket(true, perPacket)
	var r Record
	sum := uint64(0)
	report(b, perPacket, func() {
		h, _ := readHeader(packet)
		body := packet[h.size+4:]
		p := dom.templates[be16(packet, h.size)]
		for {
			n := p.read(body, &r)
			if n == 0 {
				break
			}
			sum += r.n[bytesOut] + r.n[srcPort]
			body = body[n:]
		}
	})
	if sum == 0 {
		b.Error("nothing was decoded")
	}
}

func benchmarkEvents(b *testing.B, v9 bool) {
	d := New()
	var c counter
	if v9 {
		feed(d, &c, nine(0, 9000, set(0, wideTemplate())))
	} else {
		feed(d, &c, message(0, set(2, wideTemplate())))
	}
	packet := widePacket(v9, perPacket)
	g := &Datagram{Exporter: exporter, Batch: &event.Batch{Text: packet}, Payload: packet}
	var n nobody
	report(b, perPacket, func() { d.Decode(g, &n) })
	if n.events == 0 {
		b.Error("nothing was decoded")
	}
}

// BenchmarkEvents9 and BenchmarkEventsIPFIX are a packet into events.
func BenchmarkEvents9(b *testing.B)     { benchmarkEvents(b, true) }
func BenchmarkEventsIPFIX(b *testing.B) { benchmarkEvents(b, false) }

// An event of a known exporter allocates nothing.
func TestNoAllocations(t *testing.T) {
	d := New()
	feed(d, &counter{}, nine(0, 9000, set(0, wideTemplate())))
	packet := widePacket(true, perPacket)
	g := &Datagram{Exporter: exporter, Batch: &event.Batch{Text: packet}, Payload: packet}
	var n nobody
	d.Decode(g, &n)
	if a := testing.AllocsPerRun(100, func() { d.Decode(g, &n) }); a > 0 {
		t.Errorf("%v allocations a packet", a)
	}
}
