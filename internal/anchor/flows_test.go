package anchor

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	peernetflow "github.com/netsampler/goflow2/v2/decoders/netflow"
	peersflow "github.com/netsampler/goflow2/v2/decoders/sflow"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode/netflow"
	"github.com/linewarden/linewarden/decode/sflow"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/cputime"
)

type sink struct{ events int }

func (s *sink) Event(*event.Event) { s.events++ }
func (s *sink) Drop(coverage.Gap)  {}

const (
	records = 20
	samples = 5
)

// fields is a template of 23 fields and 65 bytes: id and length of each.
var fields = []uint16{
	8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 5, 1, 6, 1, 1, 4, 2, 4, 10, 4, 14, 4, 21, 4, 22, 4, 15, 4, 16, 4, 17, 4,
	9, 1, 13, 1, 61, 1, 89, 1, 234, 4, 235, 4, 48, 2,
}

func numbers16(values ...uint16) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

func numbers32(values ...uint32) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// packet9 and packet10 are one set in a packet of NetFlow version 9 and of IPFIX.
func packet9(seq uint32, set uint16, body []byte) []byte {
	b := append(numbers16(9, 1), numbers32(9000, 1795400000, seq, 7)...)
	return append(append(b, numbers16(set, uint16(4+len(body)))...), body...)
}

func packet10(seq uint32, set uint16, body []byte) []byte {
	b := append(numbers16(10, uint16(20+len(body))), numbers32(1795400000, seq, 7)...)
	return append(append(b, numbers16(set, uint16(4+len(body)))...), body...)
}

func template() []byte { return append(numbers16(260, uint16(len(fields)/2)), numbers16(fields...)...) }

func flows() (b []byte) {
	for i := range records {
		for f := 1; f < len(fields); f += 2 {
			b = append(b, bytes.Repeat([]byte{byte(i + f)}, int(fields[f]))...)
		}
	}
	return b
}

func perItem(b *testing.B, items int, fn func()) {
	b.ReportAllocs()
	start := cputime.Used()
	for b.Loop() {
		fn()
	}
	b.ReportMetric(float64(cputime.Used()-start)/float64(b.N)/float64(items), "cpu-ns/item")
}

func BenchmarkNetFlow9(b *testing.B) {
	benchmark(b, packet9(0, 0, template()), packet9(1, 260, flows()))
}
func BenchmarkIPFIX(b *testing.B) {
	benchmark(b, packet10(0, 2, template()), packet10(0, 260, flows()))
}

func benchmark(b *testing.B, first, packet []byte) {
	b.Run("events", func(b *testing.B) {
		d, s := netflow.New(), &sink{}
		for _, p := range [][]byte{first, packet} {
			d.Decode(&netflow.Datagram{Exporter: netip.IPv4Unspecified(), Batch: &event.Batch{}, Payload: string(p)}, s)
		}
		if s.events != records {
			b.Fatalf("%d events", s.events)
		}
		g := &netflow.Datagram{Exporter: netip.IPv4Unspecified(), Batch: &event.Batch{}, Payload: string(packet)}
		perItem(b, records, func() { d.Decode(g, s) })
	})
	b.Run("goflow2 decode", func(b *testing.B) {
		ts := peernetflow.CreateTemplateSystem()
		decode := func(p []byte) error {
			var nine peernetflow.NFv9Packet
			var ten peernetflow.IPFIXPacket
			return peernetflow.DecodeMessageVersion(bytes.NewBuffer(p), ts, &nine, &ten)
		}
		if err := decode(first); err != nil {
			b.Fatal(err)
		}
		if err := decode(packet); err != nil {
			b.Fatal(err)
		}
		perItem(b, records, func() { _ = decode(packet) })
	})
}

func sflowPacket() []byte {
	frame := "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00\x45\x10\x00\x28\x00\x00\x00\x00\x40\x06\x00\x00\xc0\x00\x02\x01\xc6\x33\x64\x02" +
		"\x9c\x40\x00\x16\x00\x00\x00\x01\x00\x00\x00\x00\x50\x12\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 74)
	b := numbers32(5, 1, 0xc00002fe, 0, 1, 9000, samples)
	for i := range uint32(samples) {
		s := numbers32(i, 3, 512, 512, 0, 3, 4, 2, 1, uint32(16+len(frame)), 1, 1500, 4, uint32(len(frame)))
		s = append(s, frame...)
		s = append(s, numbers32(1001, 16, 10, 0, 10, 0)...)
		b = append(append(b, numbers32(1, uint32(len(s)))...), s...)
	}
	return b
}

func BenchmarkSFlow(b *testing.B) {
	packet := sflowPacket()
	b.Run("events", func(b *testing.B) {
		d, s := sflow.New(), &sink{}
		g := &sflow.Datagram{Exporter: netip.IPv4Unspecified(), Batch: &event.Batch{}, Payload: string(packet)}
		if d.Decode(g, s); s.events != samples {
			b.Fatalf("%d events", s.events)
		}
		perItem(b, samples, func() { d.Decode(g, s) })
	})
	b.Run("goflow2 decode", func(b *testing.B) {
		var p peersflow.Packet
		if err := peersflow.DecodeMessageVersion(bytes.NewBuffer(packet), &p); err != nil {
			b.Fatal(err)
		}
		perItem(b, samples, func() {
			var p peersflow.Packet
			_ = peersflow.DecodeMessageVersion(bytes.NewBuffer(packet), &p)
		})
	})
}
