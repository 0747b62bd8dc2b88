package sflow

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/cputime"
)

type sink struct {
	events int
	last   event.Event
	gaps   []coverage.Gap
	bytes  int64
}

func (s *sink) Event(e *event.Event) { s.events++; s.last = *e; s.bytes += e.Length }
func (s *sink) Drop(g coverage.Gap)  { s.gaps = append(s.gaps, g); s.bytes += int64(g.Bytes) }
func (s *sink) Structure(n int64)    { s.bytes += n }

func words(values ...uint32) string {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return string(b)
}

// frame is Ethernet, VLAN 42, IPv4, TCP from 192.0.2.1:40000 to 198.51.100.2:22.
const frame = "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x81\x00\x00\x2a\x08\x00" +
	"\x45\x10\x00\x28\x00\x00\x00\x00\x40\x06\x00\x00\xc0\x00\x02\x01\xc6\x33\x64\x02" +
	"\x9c\x40\x00\x16\x00\x00\x00\x01\x00\x00\x00\x00\x50\x12\x00\x00\x00\x00\x00\x00\x00\x00"

func record(kind uint32, body string) string { return words(kind, uint32(len(body))) + body }

func header(f string) string {
	return record(rawHeader, words(1, 1500, 4, uint32(len(f)))+f)
}

func sampleOf(seq, drops uint32, records ...string) string {
	body := words(seq, 3, 512, 512*seq, drops, 3, 4, uint32(len(records))) + strings.Join(records, "")
	return words(1, uint32(len(body))) + body
}

func expandedOf(seq, drops uint32, records ...string) string {
	body := words(seq, 0, 3, 512, 512*seq, drops, 0, 3, 0, 4, uint32(len(records))) + strings.Join(records, "")
	return words(3, uint32(len(body))) + body
}

func packetOf(seq, uptime uint32, samples ...string) string {
	return words(5, 1, 0xc00002fe, 0, seq, uptime, uint32(len(samples))) + strings.Join(samples, "")
}

func feed(d *Decoder, s *sink, packets ...string) {
	for _, p := range packets {
		d.Decode(&Datagram{Exporter: netip.MustParseAddr("192.0.2.254"), Received: 1e15, Batch: &event.Batch{Source: "f", Text: p}, Payload: p}, s)
	}
}

func TestSamples(t *testing.T) {
	counter := words(2, 12, 1, 3, 0)
	gateway := record(gatewayData, words(1, 0x0a000001, 64500, 64501, 64502, 1, 2, 2, 64503, 64504, 0, 100))
	for name, make := range map[string]func(uint32, uint32, ...string) string{"plain": sampleOf, "expanded": expandedOf} {
		var s sink
		d := New()
		p := packetOf(1, 1000, counter, make(1, 0, header(frame), gateway))
		feed(d, &s, p)
		e := &s.last
		if s.events != 1 || len(s.gaps) != 0 || d.Counters() != 1 || s.bytes != int64(len(p)) {
			t.Fatalf("%s: %d events, %d counters, %d of %d bytes, %+v", name, s.events, d.Counters(), s.bytes, len(p), s.gaps)
		}
		rate, _ := e.Number(event.Sampling)
		size, _ := e.Number(event.Bytes)
		flags, _ := e.Number(event.TCPFlags)
		port, _ := e.Number(event.TargetPort)
		if rate != 512 || size != 1500 || flags != 0x12 || port != 22 || e.Addr(event.ActorAddr).String() != "192.0.2.1" || e.Time != 1e15 {
			t.Errorf("%s: %+v", name, e)
		}
		for field, want := range map[string]string{
			"vlan": "42", "actor_as": "64501", "target_as": "64504", "in_interface": "3", "out_interface": "4", "actor_mac": "02:00:00:00:00:02", "next_hop": "10.0.0.1", "tos": "16",
		} {
			if got := e.Lookup(field); got != want {
				t.Errorf("%s: %s is %q, not %q", name, field, got, want)
			}
		}
	}
}

func TestFieldsInsteadOfAHeader(t *testing.T) {
	var s sink
	feed(New(), &s, packetOf(1, 1, sampleOf(1, 0, record(sampledIP4, words(60, 17, 0xc0000201, 0xc6336402, 5000, 53, 0, 0)))))
	if port, _ := s.last.Number(event.TargetPort); s.events != 1 || port != 53 {
		t.Errorf("%d events, port %d", s.events, port)
	}
}

func TestLossIsTold(t *testing.T) {
	one := func(drops uint32) string { return sampleOf(1, drops, header(frame)) }
	for name, x := range map[string]struct {
		packets []string
		lost    uint64
		basis   coverage.Basis
	}{
		"in order":     {[]string{packetOf(1, 1000, one(0)), packetOf(2, 2000, one(0))}, 0, 0},
		"missing":      {[]string{packetOf(1, 1000, one(0)), packetOf(4, 2000, one(0))}, 2, coverage.Sequence},
		"drops":        {[]string{packetOf(1, 1000, one(7)), packetOf(2, 2000, one(10))}, 3, coverage.Counter},
		"drops wrap":   {[]string{packetOf(1, 1000, one(1<<32-1)), packetOf(2, 2000, one(1))}, 2, coverage.Counter},
		"restart":      {[]string{packetOf(900, 900_000, one(7)), packetOf(1, 2000, one(0))}, 0, coverage.Sequence},
		"first counts": {[]string{packetOf(900, 1000, one(70))}, 0, 0},
	} {
		var s sink
		feed(New(), &s, x.packets...)
		lost := uint64(0)
		for _, g := range s.gaps {
			lost += g.Count
			if g.Basis != x.basis || g.Kind != "flow" || g.Source != "192.0.2.254" {
				t.Errorf("%s: %+v", name, g)
			}
		}
		if lost != x.lost || name == "restart" && len(s.gaps) != 1 {
			t.Errorf("%s: %d lost, not %d: %+v", name, lost, x.lost, s.gaps)
		}
	}
}

func TestCutOff(t *testing.T) {
	whole := packetOf(1, 1, sampleOf(1, 0, header(frame)), sampleOf(2, 0, header(frame)))
	for n := range len(whole) {
		var s sink
		feed(New(), &s, whole[:n])
		if s.bytes != int64(n) || n > 0 && len(s.gaps) == 0 && s.events < 1 {
			t.Fatalf("%d bytes: %d accounted for, %d events", n, s.bytes, s.events)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(packetOf(1, 1, sampleOf(1, 0, header(frame)), expandedOf(2, 0, header(frame), record(gatewayData, words(1, 1, 2, 3, 4, 1, 2, 1, 5))))))
	f.Fuzz(func(t *testing.T, p []byte) {
		var s sink
		feed(New(), &s, string(p))
		if s.bytes != int64(len(p)) {
			t.Fatalf("%d of %d bytes accounted for", s.bytes, len(p))
		}
	})
}

type nobody struct{}

func (nobody) Event(*event.Event) {}
func (nobody) Drop(coverage.Gap)  {}

func fivePacket() *Datagram {
	long := frame + strings.Repeat("\x00", 66)
	var samples []string
	for i := range 5 {
		samples = append(samples, sampleOf(uint32(i), 0, header(long), record(switchData, words(10, 0, 10, 0))))
	}
	p := packetOf(1, 1, samples...)
	return &Datagram{Exporter: netip.MustParseAddr("192.0.2.254"), Batch: &event.Batch{Text: p}, Payload: p}
}

// BenchmarkSamples is a datagram of five samples into samples with the headers
// of their packets, and BenchmarkEvents into events.
func BenchmarkSamples(b *testing.B) {
	d := New()
	g := fivePacket()
	d.Decode(g, nobody{})
	a := d.agent(agentKey{g.Exporter, d.addr, d.sub})
	sum := uint64(0)
	b.ReportAllocs()
	start := cputime.Used()
	for b.Loop() {
		s, at := g.Payload, 28
		for range 5 {
			size := int(be32(s, at+4))
			if d.flow(a, s[at+8:at+8+size], false) {
				sum += uint64(d.headers.DstPort)
			}
			at += 8 + size
		}
	}
	b.ReportMetric(float64(cputime.Used()-start)/float64(b.N)/5, "cpu-ns/sample")
	if sum == 0 {
		b.Error("nothing was decoded")
	}
}

func BenchmarkEvents(b *testing.B) {
	d := New()
	g := fivePacket()
	b.ReportAllocs()
	start := cputime.Used()
	for b.Loop() {
		d.Decode(g, nobody{})
	}
	b.ReportMetric(float64(cputime.Used()-start)/float64(b.N)/5, "cpu-ns/sample")
}

func TestNoAllocations(t *testing.T) {
	d := New()
	g := fivePacket()
	d.Decode(g, nobody{})
	if n := testing.AllocsPerRun(100, func() { d.Decode(g, nobody{}) }); n > 0 {
		t.Errorf("%v allocations a packet", n)
	}
}
