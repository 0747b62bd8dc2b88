package flows_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/flows"
	"github.com/linewarden/linewarden/event"
)

// account gathers what a source gave; it is a decode.Accountant.
type account struct {
	events    []*event.Event
	log       coverage.Log
	structure int64
}

func (a *account) Event(e *event.Event) { a.events = append(a.events, e.Clone()) }
func (a *account) Drop(g coverage.Gap)  { a.log.Drop(g) }
func (a *account) Structure(n int64)    { a.structure += n }

// bytes is what was accounted for.
func (a *account) bytes() (n int64) {
	for _, e := range a.events {
		n += e.Length
	}
	for _, g := range a.log.Gaps() {
		n += int64(g.Bytes)
	}
	return n + a.structure
}

var both = []decode.Format{
	{Name: "pcap", Sniff: flows.SniffCapture, New: flows.NewCapture},
	{Name: "netflow", Sniff: flows.SniffBare, New: flows.NewBare},
}

func read(t testing.TB, data []byte, slow bool, formats []decode.Format, forced bool) (*account, decode.Reading) {
	t.Helper()
	var a account
	r := decode.Options{Source: "a.pcap", Forced: forced}
	var in = bytes.NewReader(data)
	var err error
	var got decode.Reading
	if slow {
		got, err = decode.Read(context.Background(), iotest.HalfReader(in), formats, r, &a)
	} else {
		got, err = decode.Read(context.Background(), in, formats, r, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	if n := a.bytes(); n != int64(len(data)) {
		t.Fatalf("%d of %d bytes accounted for: %d events, %d of structure, %+v", n, len(data), len(a.events), a.structure, a.log.Gaps())
	}
	return &a, got
}

// be makes bytes of numbers: uint8, uint16, uint32, uint64 and strings.
func be(values ...any) string {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = append(b, v...)
		case int:
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		case uint8:
			b = append(b, v)
		case uint32:
			b = binary.BigEndian.AppendUint32(b, v)
		case uint64:
			b = binary.BigEndian.AppendUint64(b, v)
		}
	}
	return string(b)
}

const exported = uint32(1795400000)

// ip4 are 192.0.2.1 and 198.51.100.2.
const client, server = "\xc0\x00\x02\x01", "\xc6\x33\x64\x02"

func set(id int, body string) string { return be(id, len(body)+4) + body }

func ipfix(seq uint32, sets ...string) string {
	body := strings.Join(sets, "")
	return be(10, 16+len(body), exported, seq, uint32(7)) + body
}

func v9(seq, uptime uint32, sets ...string) string {
	return be(9, len(sets), uptime, exported, seq, uint32(7)) + strings.Join(sets, "")
}

var (
	template  = set(2, be(256, 6, 8, 4, 12, 4, 7, 2, 11, 2, 1, 8, 150, 4))
	record    = be(client, server, 40000, 22, uint64(1000), exported)
	template9 = set(0, be(256, 6, 8, 4, 12, 4, 7, 2, 11, 2, 1, 8, 22, 4))
	record9   = be(client, server, 40000, 22, uint64(1000), uint32(5000))
	flow5     = be(client, server, uint32(0), 1, 2, uint32(10), uint32(1000), uint32(5000), uint32(6000), 40000, 22, 0x0018, uint8(6), uint8(0), 0, 0, 0, 0)
	packet5   = be(5, 1, uint32(9000), exported, uint32(0), uint32(1), 0, 0) + flow5
	sflow5    = be(uint32(5), uint32(1), client, uint32(0), uint32(1), uint32(9000), uint32(1),
		uint32(1), uint32(32+8+16+len(frame)), uint32(1), uint32(3), uint32(512), uint32(512), uint32(0), uint32(3), uint32(4), uint32(1),
		uint32(1), uint32(16+len(frame)), uint32(1), uint32(1500), uint32(4), uint32(len(frame))) + frame
)

// frame is an Ethernet frame with a VLAN tag and a TCP segment.
var frame = be("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 0x8100, 42, 0x0800) +
	be(0x4500, 40, 0, 0, 0x4006, 0, client, server) + be(40000, 22, uint32(1), uint32(0), 0x5012, 0, 0, 0)

// udp puts a payload into a packet of pcap.
func udp(payload string) string {
	ip := be(0x4500, 28+len(payload), 0, 0, 0x4011, 0, "\xc0\x00\x02\xfe", server) + be(30000, 2055, 8+len(payload), 0) + payload
	p := be("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 0x0800) + ip
	return be(exported, uint32(250000), uint32(len(p)), uint32(len(p))) + p
}

var fileHeader = be("\xa1\xb2\xc3\xd4", 2, 4, uint32(0), uint32(0), uint32(65535), uint32(1))

func want(t *testing.T, e *event.Event) {
	t.Helper()
	port, _ := e.Number(event.TargetPort)
	if e.Addr(event.ActorAddr).String() != "192.0.2.1" || e.Addr(event.TargetAddr).String() != "198.51.100.2" || port != 22 {
		t.Errorf("%s: %v to %v port %d", e.Format, e.Addr(event.ActorAddr), e.Addr(event.TargetAddr), port)
	}
}

func TestEveryVersionInBothFiles(t *testing.T) {
	packets := []string{
		packet5, ipfix(0, template, set(256, record+record)), v9(1, 9000, template9, set(256, record9)), sflow5,
	}
	counts := 5
	for name, data := range map[string]string{
		"bare":    strings.Join(packets, ""),
		"capture": fileHeader + udp(packets[0]) + udp(packets[1]) + udp(packets[2]) + udp(packets[3]),
	} {
		a, got := read(t, []byte(data), true, both, false)
		if len(a.events) != counts || a.log.Dropped() != 0 {
			t.Fatalf("%s: %d events of %s, %+v", name, len(a.events), got.Format.Name, a.log.Gaps())
		}
		for _, e := range a.events {
			want(t, e)
			if name == "capture" && (e.Addr(event.Sender).String() != "192.0.2.254" || e.Received != int64(exported)*1e6+250000) {
				t.Errorf("%s: from %v at %d", e.Format, e.Addr(event.Sender), e.Received)
			}
		}
		if at := a.events[0].Time; at != (int64(exported)-4)*1e6 {
			t.Errorf("version 5 begins at %d", at)
		}
		if n, _ := a.events[4].Number(event.Sampling); n != 512 || a.events[4].Lookup("vlan") != "42" {
			t.Errorf("sFlow: 1 of %d, VLAN %q", n, a.events[4].Lookup("vlan"))
		}
	}
}

func TestRecordsWaitForTheirTemplate(t *testing.T) {
	late := ipfix(0, set(256, record)) + ipfix(1, template)
	a, _ := read(t, []byte(late), false, both, false)
	if len(a.events) != 1 || a.log.Dropped() != 0 {
		t.Fatalf("%d events, %+v", len(a.events), a.log.Gaps())
	}
	want(t, a.events[0])
	a, _ = read(t, []byte(ipfix(0, set(256, record))), false, both, false)
	if len(a.events) != 0 || a.log.Dropped() != 1 || a.log.Gaps()[0].Bytes != uint64(len(record)) {
		t.Errorf("%d events, %+v", len(a.events), a.log.Gaps())
	}
}

func TestWithdrawnTemplate(t *testing.T) {
	data := ipfix(0, template, set(2, be(256, 0))) + ipfix(0, set(256, record))
	if a, _ := read(t, []byte(data), false, both, false); len(a.events) != 0 {
		t.Error("a template that was withdrawn decodes")
	}
}

// However a file arrives and whatever it holds, each byte is accounted for.
func TestNothingIsLost(t *testing.T) {
	pieces := []string{
		packet5, ipfix(0, template), ipfix(1, set(256, record)), v9(1, 9000, template9), v9(2, 9100, set(256, record9), "\x00\x00\x00"), sflow5,
		packet5[:50], sflow5[:60], record, "\x00\x05", "\x00\x00\x00\x05", strings.Repeat("\x00", 70000), "\xff", strings.Repeat("x", 300_000),
		ipfix(9, set(3, be(257, 3, 1, 302, 4, 305, 4, 306, 4))), ipfix(9, set(257, be(uint32(1), uint32(10), uint32(90)))),
	}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		capture := rapid.Bool().Draw(t, "capture")
		formats := both[1:]
		if capture {
			formats = both[:1]
			b.WriteString(fileHeader)
		}
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces") {
			if capture && len(p) < 60_000 && rapid.IntRange(0, 4).Draw(t, "wrapped") > 0 {
				p = udp(p)
			}
			b.WriteString(p)
		}
		var a account
		var in = strings.NewReader(b.String())
		if _, err := decode.Read(context.Background(), iotest.HalfReader(in), formats, decode.Options{Source: "f", Forced: true}, &a); err != nil {
			t.Fatal(err)
		}
		if n := a.bytes(); n != int64(b.Len()) {
			t.Fatalf("%d of %d bytes accounted for", n, b.Len())
		}
	})
}

// A damaged packet costs itself, not its neighbours.
func TestDamageStaysWhereItIs(t *testing.T) {
	good := udp(packet5)
	data := fileHeader + strings.Repeat(good, 3) + strings.Repeat("\xee", 999) + strings.Repeat(good, 3)
	a, _ := read(t, []byte(data), false, both, false)
	if len(a.events) != 6 || a.log.Gaps()[0].Bytes != 999 {
		t.Errorf("%d events, %+v", len(a.events), a.log.Gaps())
	}
}

// A capture that has grown is read on from where it was left.
func TestResumed(t *testing.T) {
	data := fileHeader + udp(packet5) + udp(packet5)
	at := len(data) - len(udp(packet5))
	var a account
	opt := decode.Options{Source: "f", Offset: int64(at), Head: data[:at]}
	if _, err := decode.Read(context.Background(), strings.NewReader(data[at:]), both, opt, &a); err != nil {
		t.Fatal(err)
	}
	if len(a.events) != 1 || a.log.Dropped() != 0 || a.bytes() != int64(len(data)-at) {
		t.Errorf("%d events, %+v", len(a.events), a.log.Gaps())
	}
}

// Other traffic is counted, and not taken for flows.
func TestOtherTraffic(t *testing.T) {
	for _, id := range []int{5, 9, 10} {
		query := be(id, 0x0100, 1, 0, 0, 0) + "\x06router\x07example\x03net\x00" + be(1, 1)
		a, _ := read(t, []byte(fileHeader+udp(query)), false, both, false)
		if gaps := a.log.Gaps(); len(a.events) != 0 || len(gaps) != 1 || gaps[0].Kind != "" {
			t.Errorf("%d: %d events, %+v", id, len(a.events), gaps)
		}
	}
}

func FuzzFlows(f *testing.F) {
	for _, p := range []string{packet5, ipfix(0, template, set(256, record)), v9(1, 1, template9, set(256, record9)), sflow5} {
		f.Add([]byte(p), false)
		f.Add([]byte(fileHeader+udp(p)+udp(p)), true)
	}
	f.Add([]byte("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00"), true)
	f.Fuzz(func(t *testing.T, data []byte, capture bool) {
		formats := both[1:]
		if capture {
			formats = both[:1]
		}
		a, _ := read(t, data, false, formats, true)
		for _, e := range a.events {
			if at := e.Offset - e.Batch.Offset; at < 0 || at+e.Length > int64(len(e.Batch.Text)) {
				t.Fatal("an event lies outside its batch: ", e.Offset, e.Length)
			}
		}
	})
}
