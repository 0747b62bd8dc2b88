package packet

import (
	"strings"
	"testing"
)

const (
	macs = "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02"
	v4   = "\x45\x00\x00\x2c\x00\x00\x00\x00\x40\x11\x00\x00\xc0\x00\x02\x01\xc6\x33\x64\x02"
	udp  = "\x9c\x40\x00\x35\x00\x18\x00\x00" + "0123456789abcdef"
	v6   = "\x61\x20\x00\x00\x00\x20\x00\x40" + addr1 + addr2 // next: hop by hop
	hop  = "\x11\x00\x01\x04\x00\x00\x00\x00"
	gre  = "\x45\x00\x00\x2c\x00\x00\x00\x00\x40\x2f\x00\x00\xc0\x00\x02\x01\xc6\x33\x64\x02\x00\x00\x08\x00" + v4 + udp

	addr1 = "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"
	addr2 = "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02"
)

func TestRead(t *testing.T) {
	for name, x := range map[string]struct {
		link  Link
		bytes string
		check func(h *Headers, p string) bool
	}{
		"Ethernet": {Ethernet, macs + "\x08\x00" + v4 + udp, dns},
		"VLAN":     {Ethernet, macs + "\x81\x00\x00\x2a\x08\x00" + v4 + udp, func(h *Headers, p string) bool { return dns(h, p) && h.VLAN == 42 }},
		"QinQ":     {Ethernet, macs + "\x88\xa8\x00\x64\x81\x00\x00\x2a\x08\x00" + v4 + udp, func(h *Headers, p string) bool { return dns(h, p) && h.VLAN == 100 }},
		"MPLS":     {Ethernet, macs + "\x88\x47\x00\x01\x00\x40\x00\x02\x01\x40" + v4 + udp, func(h *Headers, p string) bool { return dns(h, p) && h.HasLabel && h.Label == 16 }},
		"PPPoE":    {Ethernet, macs + "\x88\x64\x11\x00\x00\x01\x00\x2e\x00\x21" + v4 + udp, dns},
		"raw":      {IP, v4 + udp, dns},
		"SLL":      {LinuxSLL, strings.Repeat("\x00", 14) + "\x08\x00" + v4 + udp, dns},
		"SLL2":     {LinuxSLL2, "\x08\x00" + strings.Repeat("\x00", 18) + v4 + udp, dns},
		"null":     {Null, "\x02\x00\x00\x00" + v4 + udp, dns},
		"IPv6 and an extension": {IP, v6 + hop + udp, func(h *Headers, p string) bool {
			return h.DstPort == 53 && h.Protocol == 17 && h.Src.String() == "2001:db8::1" && h.TOS == 0x12 && strings.HasPrefix(p[h.Payload:], "0123")
		}},
		"GRE is not looked into": {Ethernet, macs + "\x08\x00" + gre, func(h *Headers, _ string) bool { return h.Protocol == 47 && h.Layer == Network }},
		"a later fragment": {IP, v4[:6] + "\x00\x10" + v4[8:] + udp, func(h *Headers, _ string) bool {
			return h.Fragment && h.Layer == Network && h.Payload == 0
		}},
		"ICMP": {IP, v4[:9] + "\x01" + v4[10:] + "\x08\x00\x00\x00", func(h *Headers, _ string) bool { return h.ICMP && h.ICMPType == 8 && h.SrcPort == 0 }},
	} {
		var h Headers
		Read(x.link, x.bytes, &h)
		if !x.check(&h, x.bytes) {
			t.Errorf("%s: %+v", name, h)
		}
		for n := range len(x.bytes) { // cut anywhere
			Read(x.link, x.bytes[:n], &h)
		}
	}
}

func dns(h *Headers, p string) bool {
	return h.Layer == Ports && h.DstPort == 53 && h.Src.String() == "192.0.2.1" && h.PayloadLen == 16 && p[h.Payload:] == "0123456789abcdef"
}

func FuzzRead(f *testing.F) {
	f.Add(uint8(Ethernet), macs+"\x88\x47\x00\x01\x01\x40"+v6+hop+udp)
	f.Add(uint8(PPP), "\xff\x03\x00\x21"+v4+udp)
	f.Fuzz(func(t *testing.T, link uint8, p string) {
		var h Headers
		Read(Link(link%10), p, &h)
		if h.Payload > len(p) {
			t.Fatalf("the payload begins at %d of %d", h.Payload, len(p))
		}
	})
}
