package pcap

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/packet"
)

const sec = 1795400000

// file makes a capture of one order.
type file struct {
	order binary.AppendByteOrder
	b     []byte
}

func (f *file) u16(values ...uint16) *file {
	for _, v := range values {
		f.b = f.order.AppendUint16(f.b, v)
	}
	return f
}

func (f *file) u32(values ...uint32) *file {
	for _, v := range values {
		f.b = f.order.AppendUint32(f.b, v)
	}
	return f
}

func (f *file) text(s string) *file { f.b = append(f.b, s...); return f }

func (f *file) head(magic, link uint32) *file { return f.u32(magic).u16(2, 4).u32(0, 0, 65535, link) }

func (f *file) packet(sub, whole uint32, p string) *file {
	return f.u32(sec, sub, uint32(len(p)), whole).text(p)
}

// block makes a block of pcapng.
func (f *file) block(kind uint32, body *file) *file {
	n := uint32(12 + len(body.b))
	return f.u32(kind, n).text(string(body.b)).u32(n)
}

func (f *file) section() *file {
	return f.block(ngMagic, (&file{order: f.order}).u32(0x1a2b3c4d).u16(1, 0).u32(1<<32-1, 1<<32-1))
}

// iface is an interface of Ethernet with times of 10^-9 s.
func (f *file) iface() *file {
	return f.block(interfaceBlock, (&file{order: f.order}).u16(1, 0).u32(0).u16(9, 1).text("\x09\x00\x00\x00").u16(0, 0))
}

func (f *file) enhanced(at uint64, whole uint32, p string) *file {
	pad := strings.Repeat("\x00", (4-len(p)%4)%4)
	return f.block(enhancedBlock, (&file{order: f.order}).u32(0, uint32(at>>32), uint32(at), uint32(len(p)), whole).text(p+pad))
}

func orders() map[string]func() *file {
	return map[string]func() *file{
		"big":    func() *file { return &file{order: binary.BigEndian} },
		"little": func() *file { return &file{order: binary.LittleEndian} },
	}
}

// packets are those of a file, which it reads in pieces of that size.
func packets(t *testing.T, data []byte, size int) (out []Frame, texts []string) {
	t.Helper()
	var r Reader
	for have := 0; len(data) > 0; {
		have = min(have+size, len(data))
		used := 0
		for _, f := range r.Frames(data[:have], have == len(data)) {
			if f.Kind == Packet {
				out, texts = append(out, f), append(texts, string(data[used+f.At:used+f.At+f.Captured]))
			}
			used += f.Len
		}
		if have == len(data) && used != have {
			t.Fatalf("%d of %d bytes at the end", used, have)
		}
		data, have = data[used:], have-used
	}
	return out, texts
}

func TestFiles(t *testing.T) {
	for name, order := range orders() {
		for kind, x := range map[string]struct {
			data []byte
			time int64
		}{
			"micro":  {order().head(0xa1b2c3d4, 1).packet(250_000, 4, "abcd").packet(250_000, 9, "efg").b, sec*1e6 + 250_000},
			"nano":   {order().head(0xa1b23c4d, 1).packet(250_000_999, 4, "abcd").packet(250_000_000, 9, "efg").b, sec*1e6 + 250_000},
			"pcapng": {order().section().iface().enhanced(sec*1e9+250_000_999, 4, "abcd").block(0x0bad, order().text("skip")).enhanced(sec*1e9+250_000_000, 9, "efg").b, sec*1e6 + 250_000},
		} {
			for _, size := range []int{1, 7, 1000} {
				got, texts := packets(t, x.data, size)
				if len(got) != 2 || texts[0] != "abcd" || texts[1] != "efg" || got[0].Cut || !got[1].Cut || got[1].Time != x.time || got[0].Link != packet.Ethernet {
					t.Fatalf("%s, %s, by %d: %q, %+v", name, kind, size, texts, got)
				}
			}
			if !Is(string(x.data)) {
				t.Errorf("%s, %s: not recognised", name, kind)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	order := orders()["little"]
	junk := strings.Repeat("\xee\x00\x01", 333) + "\x00"
	for kind, data := range map[string][]byte{
		"pcap":   order().head(0xa1b2c3d4, 1).packet(1, 4, "abcd").text(junk).packet(2, 4, "efgh").b,
		"pcapng": order().section().iface().enhanced(1, 4, "abcd").text(junk).enhanced(2, 4, "efgh").b,
	} {
		if _, texts := packets(t, data, 1<<20); len(texts) != 2 || texts[1] != "efgh" {
			t.Errorf("%s: %q", kind, texts)
		}
	}
}

func TestSimpleAndOld(t *testing.T) {
	order := orders()["big"]
	data := order().section().iface().block(simpleBlock, order().u32(3).text("abc\x00")).
		block(packetBlock, order().u16(0, 0).u32(0, 5, 4, 4).text("defg")).b
	got, texts := packets(t, data, 1<<20)
	if len(got) != 2 || texts[0] != "abc" || texts[1] != "defg" || got[0].Time != 0 {
		t.Errorf("%q, %+v", texts, got)
	}
}

func FuzzFrames(f *testing.F) {
	for _, order := range orders() {
		f.Add(order().head(0xa1b2c3d4, 1).packet(1, 4, "abcd").text("junk").packet(1, 4, "abcd").b, 3)
		f.Add(order().section().iface().enhanced(1, 4, "abcd").block(simpleBlock, order().u32(3).text("abc\x00")).b, 9)
	}
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		if size = min(max(size, 1), 1<<20); len(data)/size < 4096 {
			packets(t, data, size)
		}
	})
}
