package netflow

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// counter counts events and keeps gaps.
type counter struct {
	events int
	last   event.Event
	gaps   []coverage.Gap
	bytes  int64
}

func (c *counter) Event(e *event.Event) { c.events++; c.last = *e; c.bytes += e.Length }
func (c *counter) Drop(g coverage.Gap)  { c.gaps = append(c.gaps, g); c.bytes += int64(g.Bytes) }
func (c *counter) Structure(n int64)    { c.bytes += n }

func (c *counter) lost() (n uint64) {
	for _, g := range c.gaps {
		if g.Basis == coverage.Sequence {
			n += g.Count
		}
	}
	return n
}

const now = uint32(1795400000)

// put makes bytes of 16-bit numbers.
func put(values ...uint16) string {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return string(b)
}

func put32(values ...uint32) string {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return string(b)
}

func set(id int, body string) string { return put(uint16(id), uint16(len(body)+4)) + body }

func message(seq uint32, sets ...string) string {
	body := strings.Join(sets, "")
	return put(10, uint16(16+len(body))) + put32(now, seq, 7) + body
}

func nine(seq, uptime uint32, sets ...string) string {
	return put(9, 1) + put32(uptime, now, seq, 7) + strings.Join(sets, "")
}

var exporter = netip.MustParseAddr("192.0.2.9")

func feed(d *Decoder, c *counter, packets ...string) {
	for _, p := range packets {
		b := &event.Batch{Source: "f", Text: p}
		d.Decode(&Datagram{Exporter: exporter, Batch: b, Payload: p}, c)
	}
}

func TestElementsAreSorted(t *testing.T) {
	for _, list := range [][]element{elements[:], reversed[:], ofCisco[:]} {
		if !slices.IsSortedFunc(list, func(a, b element) int { return int(a.id) - int(b.id) }) {
			t.Error("a binary search would miss some")
		}
		for _, e := range list {
			if e.kind == text && e.slot >= numTexts || e.kind != text && e.slot >= numSlots {
				t.Errorf("element %d has no slot", e.id)
			}
		}
	}
}

func TestVariableLengthReducedSizeAndRanks(t *testing.T) {
	long := strings.Repeat("u", 300)
	template := set(2, put(300, 7, 371, 65535, 1, 3, 7, 2, 85, 8, 23, 4, 0x8000|12, 65535, 0, 99, 96, 65535))
	rec := "\xff" + put(300) + long + "\x01\x00\x02" + put(443) + put32(0, 9) + put32(8) + "\x02zz" + "\x05https"
	var c counter
	d := New()
	feed(d, &c, message(0, template, set(300, rec+rec)))
	if c.events != 2 || len(c.gaps) != 0 {
		t.Fatalf("%d events, %+v", c.events, c.gaps)
	}
	e := &c.last
	bytes, _ := e.Number(event.Bytes)
	port, _ := e.Number(event.ActorPort)
	if e.Text(event.Actor) != long || bytes != 0x010002 || port != 443 || e.Lookup("application") != "https" {
		t.Errorf("actor of %d bytes, %d bytes, port %d, %q", len(e.Text(event.Actor)), bytes, port, e.Lookup("application"))
	}
}

func TestOptionsSetRatesAndNames(t *testing.T) {
	flows := set(2, put(256, 3, 8, 4, 10, 4, 302, 4))
	samplers := set(3, put(257, 3, 1, 302, 4, 305, 4, 306, 4))
	ifs := set(3, put(258, 2, 1, 10, 4, 82, 8))
	rec := put32(0xc0000201, 12, 5)
	var c counter
	d := New()
	feed(d, &c, message(0, flows, set(256, rec)))
	if _, ok := c.last.Number(event.Sampling); ok {
		t.Error("a rate nobody announced")
	}
	feed(d, &c, message(1, samplers, ifs, set(257, put32(5, 1, 999)), set(258, put32(12)+"Gi0/0/1\x00")), message(3, set(256, rec)))
	if n, _ := c.last.Number(event.Sampling); n != 1000 || c.last.Lookup("in_interface") != "Gi0/0/1" {
		t.Errorf("1 of %d, %q", n, c.last.Lookup("in_interface"))
	}
	if len(c.gaps) != 0 {
		t.Errorf("%+v", c.gaps)
	}
	other := netip.MustParseAddr("192.0.2.10")
	p := message(0, flows, set(256, rec))
	d.Decode(&Datagram{Exporter: other, Batch: &event.Batch{Text: p}, Payload: p}, &c)
	if _, ok := c.last.Number(event.Sampling); ok {
		t.Error("one exporter's rate is another's")
	}
}

func TestBiflow(t *testing.T) {
	template := set(2, put(256, 4, 8, 4, 12, 4, 1, 4, 0x8001, 4)+put32(29305))
	var c counter
	feed(New(), &c, message(0, template, set(256, put32(0xc0000201, 0xc6336402, 10, 20))))
	out, _ := c.last.Number(event.Bytes)
	back, _ := c.last.Number(event.BytesBack)
	if out != 10 || back != 20 {
		t.Errorf("%d out, %d back", out, back)
	}
}

func TestSequences(t *testing.T) {
	data9 := set(256, put32(0xc0000201))
	template9 := set(0, put(256, 1, 8, 4))
	template := set(2, put(256, 1, 8, 4))
	two := set(256, put32(0xc0000201, 0xc0000202))
	for name, x := range map[string]struct {
		packets  []string
		lost     uint64
		restarts int
	}{
		"v9 in order":         {[]string{nine(1, 1000, template9, data9), nine(2, 2000, data9)}, 0, 0},
		"v9 three lost":       {[]string{nine(1, 1000, template9, data9), nine(5, 2000, data9)}, 3, 0},
		"v9 overtaken":        {[]string{nine(1, 1000, template9), nine(3, 2000, data9), nine(2, 1999, data9), nine(4, 3000, data9)}, 0, 0},
		"v9 wraps":            {[]string{nine(1<<32-1, 1000, template9), nine(0, 2000, data9)}, 0, 0},
		"v9 restart":          {[]string{nine(500, 900_000, template9), nine(1, 3000, template9)}, 0, 1},
		"ipfix counts flows":  {[]string{message(10, template, two), message(12, two), message(20, two)}, 6, 0},
		"ipfix restart":       {[]string{message(100_000, template, two), message(0, two)}, 0, 1},
		"ipfix leaps":         {[]string{message(0, template, two), message(1<<30, two)}, 0, 1},
		"ipfix unknown count": {[]string{message(0, template), message(0, set(999, "12345678")), message(7, two), message(10, two)}, 1, 0},
	} {
		var c counter
		d := New()
		feed(d, &c, x.packets...)
		d.Flush(&c)
		restarts := 0
		for _, g := range c.gaps {
			if g.Basis == coverage.Sequence && g.Count == 0 {
				restarts++
			}
		}
		if c.lost() != x.lost || restarts != x.restarts {
			t.Errorf("%s: %d lost, %d restarts, want %d and %d: %+v", name, c.lost(), restarts, x.lost, x.restarts, c.gaps)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var c counter
	d := New()
	b := &event.Batch{Source: "f", Text: strings.Repeat("x", 1<<20)}
	total := int64(0)
	for i := range 20_000 {
		p := message(uint32(i), set(300+i%60_000, "12345678"))
		from := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		if i%100 == 0 {
			b = &event.Batch{Source: "f", Text: b.Text}
		}
		d.Decode(&Datagram{Exporter: from, Batch: b, Payload: p}, &c)
		total += int64(len(p))
	}
	if len(d.domains) > maxDomains || len(d.held.queue) > maxHeld || d.held.text > maxHeldText+1<<20 {
		t.Errorf("%d domains, %d held sets over %d bytes", len(d.domains), len(d.held.queue), d.held.text)
	}
	d.Flush(&c)
	if c.bytes != total {
		t.Errorf("%d of %d bytes accounted for", c.bytes, total)
	}
	for i := range 30_000 {
		p := message(0, set(2, put(uint16(256+i%1024), 200)+strings.Repeat(put(1, 65535), 200)))
		from := netip.AddrFrom4([4]byte{10, 1, byte(i >> 18), byte(i >> 10)})
		d.Decode(&Datagram{Exporter: from, Batch: b, Payload: p}, &c)
	}
	sum := 0
	for _, dom := range d.domains {
		sum += dom.memory
	}
	if d.memory > maxMemory || sum != d.memory {
		t.Errorf("%d bytes of templates, %d by domain", d.memory, sum)
	}
}

// Wherever a packet is cut, that it was is told, and the whole flows are there.
func TestCutOff(t *testing.T) {
	rec := put32(0xc0000201)
	five := put(5, 2) + put32(9000, now, 0, 1, 0) + strings.Repeat("\x01", 96)
	for _, whole := range []string{message(0, set(2, put(256, 1, 8, 4)), set(256, rec+rec)), five} {
		for n := 16; n < len(whole); n++ {
			var c counter
			d := New()
			feed(d, &c, whole[:n])
			d.Flush(&c)
			if c.bytes != int64(n) || len(c.gaps) == 0 {
				t.Fatalf("%d of %d bytes: %d accounted for, %+v", n, len(whole), c.bytes, c.gaps)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(message(0, set(2, put(256, 2, 371, 65535, 1, 3)), set(256, "\x01u\x00\x00\x01"))), []byte(nine(1, 1, set(0, put(256, 1, 8, 4)))))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		var c counter
		d := New()
		feed(d, &c, string(one), string(two), string(one))
		d.Flush(&c)
		if want := int64(2*len(one) + len(two)); c.bytes != want {
			t.Fatalf("%d of %d bytes accounted for", c.bytes, want)
		}
	})
}
