package aaa

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
)

var (
	device = netip.MustParseAddrPort("192.0.2.9:40000")
	server = netip.MustParseAddrPort("198.51.100.1:49")
)

// talk is a conversation that a reader is told of, and what it made of it.
type talk struct {
	r               *Reader
	batch           *event.Batch
	now             int64
	lines           []string
	gaps            []string
	bytes, account  int64
	device, server  netip.AddrPort
	nextDev, nextSv uint32
}

func newTalk(port uint16) *talk {
	return &talk{
		r: New(), batch: &event.Batch{Source: "c.pcap"}, now: 1795352531e6,
		device: device, server: netip.AddrPortFrom(server.Addr(), port), nextDev: 1000, nextSv: 0xfffffff0, // which rolls over
	}
}

func (k *talk) Event(e *event.Event) {
	k.account += e.Length
	for _, p := range e.Parts {
		k.account += p.Length
	}
	line := recordstest.Line(e)
	if _, after, ok := strings.Cut(line, "!no_stamp "); ok {
		line = after
	}
	k.lines = append(k.lines, line)
}

func (k *talk) Drop(g coverage.Gap) {
	k.account += int64(g.Bytes)
	k.gaps = append(k.gaps, g.Reason)
}

func (k *talk) Structure(n int64) { k.account += n }

func (k *talk) packet(fromDevice bool, payload string) *Packet {
	k.now += 1000
	p := &Packet{Src: k.device, Dst: k.server, Received: k.now, Batch: k.batch, Offset: k.bytes, Payload: payload, Size: len(payload)}
	if !fromDevice {
		p.Src, p.Dst = p.Dst, p.Src
	}
	k.bytes += int64(len(payload))
	return p
}

func (k *talk) udp(fromDevice bool, payload string) {
	p := k.packet(fromDevice, payload)
	if !k.r.UDP(p, k) {
		k.Drop(coverage.Gap{Bytes: uint64(len(payload)), Reason: "not taken"})
	}
}

// tcp sends the next bytes of a direction.
func (k *talk) tcp(fromDevice bool, payload string) {
	next := &k.nextSv
	if fromDevice {
		next = &k.nextDev
	}
	k.at(fromDevice, *next, payload)
	*next += uint32(len(payload))
}

func (k *talk) at(fromDevice bool, seq uint32, payload string) {
	p := k.packet(fromDevice, payload)
	p.Seq = seq
	k.r.TCP(p, k)
}

func (k *talk) end(t *testing.T) {
	t.Helper()
	k.r.Flush(k)
	if k.account != k.bytes {
		t.Errorf("%d of %d bytes accounted for", k.account, k.bytes)
	}
}

func (k *talk) check(t *testing.T, lines, gaps []string) {
	t.Helper()
	k.end(t)
	if !slices.Equal(k.lines, lines) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(k.lines, "\n"), strings.Join(lines, "\n"))
	}
	if !slices.Equal(k.gaps, gaps) {
		t.Errorf("gaps %q, want %q", k.gaps, gaps)
	}
}

// tac is a packet of TACACS+.
func tac(kind, number, flags byte, exchange uint32, body string) string {
	b := append([]byte{0xc0, kind, number, flags}, binary.BigEndian.AppendUint32(nil, exchange)...)
	return string(binary.BigEndian.AppendUint32(b, uint32(len(body)))) + body
}

// request is the body of a request of authorisation, and behind a byte of flags
// of accounting.
func request(args ...string) string {
	var lengths, texts strings.Builder
	for _, a := range args {
		lengths.WriteByte(byte(len(a)))
		texts.WriteString(a)
	}
	return "\x06\x0f\x01\x01\x04\x04\x0c" + string(rune(len(args))) + lengths.String() + "jdoetty2198.51.100.7" + texts.String()
}

const ok = "\x00\x00\x00\x00\x01"

func TestTacacsSession(t *testing.T) {
	k := newTalk(49)
	k.tcp(true, tac(3, 1, 1, 7, "\x02"+request("task_id=5", "service=shell")))
	k.tcp(false, tac(3, 2, 1, 7, ok))
	k.tcp(true, tac(3, 1, 1, 8, "\x04"+request("task_id=5", "service=shell", "priv-lvl=15", "cmd=show users <cr>")))
	k.tcp(true, tac(3, 1, 1, 9, "\x04"+request("task_id=5", "service=shell", "elapsed_time=60")))
	k.check(t, []string{
		`reporter="192.0.2.9" actor="jdoe" action="login" session="tty2" message_id="start" actor_addr="198.51.100.7" sender="192.0.2.9" device_addr="192.0.2.9" task:"5" service:"shell" auth_method:"tacacs+"`,
		`reporter="192.0.2.9" actor="jdoe" message_id="accounting reply" sender="198.51.100.1" device_addr="192.0.2.9"`,
		`reporter="192.0.2.9" actor="jdoe" action="command" object="show users" session="tty2" message_id="stop" actor_addr="198.51.100.7" sender="192.0.2.9" device_addr="192.0.2.9" task:"5" service:"shell" level:"15" auth_method:"tacacs+"`,
		`reporter="192.0.2.9" actor="jdoe" action="logout" session="tty2" message_id="stop" actor_addr="198.51.100.7" sender="192.0.2.9" device_addr="192.0.2.9" duration_us="60000000" task:"5" service:"shell" auth_method:"tacacs+"`,
	}, nil)
}

// A password that a user types, in START and in CONTINUE, is nowhere.
func TestTacacsLogin(t *testing.T) {
	k := newTalk(49)
	k.tcp(true, tac(1, 1, 1, 7, "\x01\x0f\x02\x01\x04\x04\x0c\x06jdoetty2198.51.100.7hunter"))
	k.tcp(false, tac(1, 2, 1, 7, "\x05\x01\x00\x00\x00\x00"))
	k.tcp(true, tac(1, 3, 1, 7, "\x00\x06\x00\x00\x00hunter"))
	k.tcp(false, tac(1, 4, 1, 7, "\x02\x00\x00\x00\x00\x00"))
	k.tcp(true, tac(2, 1, 1, 8, request("service=shell", "cmd=tunnel", "cmd-arg=gre", "cmd-arg=<cr>")))
	k.tcp(false, tac(2, 2, 1, 8, "\x10\x00\x00\x00\x00\x00"))
	k.end(t)
	all := strings.Join(k.lines, "\n")
	if strings.Contains(all, "hunter") || len(k.gaps) > 0 || len(k.lines) != 6 {
		t.Errorf("%s %q", all, k.gaps)
	}
	for i, want := range map[int]string{3: `actor="jdoe" action="login" session="tty2"`, 5: `actor="jdoe" action="deny" object="tunnel gre" session="tty2"`} {
		if !strings.Contains(k.lines[i], want) {
			t.Errorf("%s: no %s", k.lines[i], want)
		}
	}
}

func TestTacacsEncrypted(t *testing.T) {
	k := newTalk(49)
	k.tcp(true, tac(3, 1, 0, 7, "........................"))
	k.check(t, []string{`reporter="192.0.2.9" message_id="accounting request" sender="192.0.2.9" device_addr="192.0.2.9"`},
		[]string{"body encrypted, key not given"})
}

// However a stream is cut into segments, and in whatever order neighbours come,
// the events are the same.
func TestTacacsSegments(t *testing.T) {
	var text string
	for i := range 5 {
		text += tac(3, 1, 1, uint32(i), "\x04"+request("service=shell", fmt.Sprintf("cmd=show %d", i)))
	}
	whole := newTalk(49)
	whole.tcp(false, text)
	whole.end(t)
	for n := 1; n < len(text); n += 7 {
		k := newTalk(49)
		k.at(true, 0xffffffe0, text[:n])
		rest := text[n:]
		half := len(rest) / 2
		k.at(true, 0xffffffe0+uint32(n+half), rest[half:])
		k.at(true, 0xffffffe0+uint32(n), rest[:half])
		k.end(t)
		if n >= 12 && (len(k.lines) != 5 || len(k.gaps) > 0 || !strings.Contains(k.lines[4], `object="show 4"`)) {
			t.Errorf("cut at %d: %d events, %q", n, len(k.lines), k.gaps)
		}
	}
}

func TestTacacsLoss(t *testing.T) {
	one := tac(3, 1, 1, 1, "\x04"+request("service=shell", "cmd=show 1"))
	for name, c := range map[string]struct {
		send   func(*talk)
		events int
		gaps   []string
	}{
		"hole": {func(k *talk) {
			k.tcp(true, one)
			k.nextDev += 100
			k.tcp(true, one)
		}, 2, []string{"bytes of a TACACS+ connection are missing in the capture"}},
		"half": {func(k *talk) {
			k.tcp(true, one[:20])
		}, 0, []string{"a TACACS+ packet whose rest did not come"}},
		"twice": {func(k *talk) {
			k.tcp(true, one)
			k.at(true, 1000, one)
		}, 1, []string{"bytes of a TACACS+ connection that came twice, and were not compared"}},
		"middle": {func(k *talk) {
			k.tcp(true, one[30:])
			k.tcp(true, one)
		}, 1, []string{"bytes of a TACACS+ connection that begin in no packet"}},
		"garbage": {func(k *talk) {
			k.tcp(true, one+"GET / HTTP/1.1\r\n\r\n")
			k.tcp(true, one)
		}, 2, []string{"bytes of a TACACS+ connection that are no packet"}},
		"lengths": {func(k *talk) {
			k.tcp(true, tac(3, 1, 1, 1, "\x04\x06\x0f\x01\x01\xff\xff\xff\xff"))
			k.tcp(true, one)
		}, 1, []string{"a TACACS+ packet whose lengths do not fit it"}},
	} {
		k := newTalk(49)
		c.send(k)
		k.end(t)
		if len(k.lines) != c.events || !slices.Equal(k.gaps, c.gaps) {
			t.Errorf("%s: %d events, %q", name, len(k.lines), k.gaps)
		}
	}
}

// Segments that wait for others are bounded, in one stream and in many.
func TestTacacsBounds(t *testing.T) {
	one := tac(3, 1, 1, 1, "\x04"+request("service=shell", "cmd=show 1"))
	k := newTalk(49)
	for i := range maxStreams + 1000 {
		k.device = netip.AddrPortFrom(device.Addr(), uint16(i))
		k.server = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(i >> 16)}), 49)
		k.at(true, 1, one[:20])
	}
	if n := len(k.r.streams.open); n > maxStreams || k.r.streams.waiting > maxWaiting {
		t.Errorf("%d streams, %d waiting", n, k.r.streams.waiting)
	}
	k.at(true, 1+20, one[20:])
	for i := range 4 * maxAhead {
		k.at(true, uint32(5000+i*500), one)
	}
	if k.r.streams.waiting > maxWaiting {
		t.Errorf("%d waiting", k.r.streams.waiting)
	}
	k.end(t)
	if k.r.streams.waiting != 0 || len(k.lines) != 1+4*maxAhead {
		t.Errorf("%d waiting, %d events", k.r.streams.waiting, len(k.lines))
	}
}

// rad is a packet of RADIUS.
func rad(code, id byte, auth string, attributes string) string {
	n := 20 + len(attributes)
	return string([]byte{code, id, byte(n >> 8), byte(n)}) + (auth + "0123456789abcdef")[:16] + attributes
}

const (
	user   = "\x01\x06jdoe"
	secret = "\x02\x12hunterhunterhunt"
	nas    = "\x04\x06\xc0\x00\x02\x09"
	caller = "\x1f\x0e198.51.100.7"
)

func TestRadiusLogin(t *testing.T) {
	k := newTalk(1812)
	k.udp(true, rad(1, 1, "a", user+secret+nas+caller))
	k.udp(false, rad(2, 1, "b", ""))
	k.udp(true, rad(1, 1, "a", user+secret+nas+caller)) // the answer was lost on the way
	k.udp(true, rad(1, 2, "c", user+secret+nas))
	k.udp(false, rad(3, 2, "d", "")+"padding")
	k.udp(false, rad(2, 9, "e", "")) // nobody asked
	k.check(t, []string{
		`reporter="192.0.2.9" actor="jdoe" message_id="Access-Request" actor_addr="198.51.100.7" sender="192.0.2.9" device_addr="192.0.2.9"`,
		`reporter="192.0.2.9" actor="jdoe" action="login" message_id="Access-Accept" actor_addr="198.51.100.7" sender="198.51.100.1" device_addr="192.0.2.9"`,
		`reporter="192.0.2.9" actor="jdoe" message_id="Access-Request" actor_addr="198.51.100.7" sender="192.0.2.9" device_addr="192.0.2.9" category:"retransmission"`,
		`reporter="192.0.2.9" actor="jdoe" message_id="Access-Request" sender="192.0.2.9" device_addr="192.0.2.9"`,
		`reporter="192.0.2.9" actor="jdoe" action="login" message_id="Access-Reject" sender="198.51.100.1" device_addr="192.0.2.9"`,
		`reporter="192.0.2.9" action="login" message_id="Access-Accept" sender="198.51.100.1" device_addr="192.0.2.9"`,
	}, nil)
}

func TestRadiusOrders(t *testing.T) {
	k := newTalk(3799)
	k.device, k.server = netip.AddrPortFrom(server.Addr(), 40000), netip.AddrPortFrom(device.Addr(), 3799) // the server asks
	k.udp(true, rad(40, 1, "a", user+"\x2c\x04\x30\x41"))
	k.udp(false, rad(42, 1, "b", "\x65\x06\x00\x00\x01\xf7"))
	k.check(t, []string{
		`reporter="192.0.2.9" action="clear" session="0A" message_id="Disconnect-Request" actor_addr="198.51.100.1" sender="198.51.100.1" device_addr="192.0.2.9" target_user:"jdoe"`,
		`reporter="192.0.2.9" action="clear" session="0A" message_id="Disconnect-NAK" actor_addr="198.51.100.1" sender="192.0.2.9" device_addr="192.0.2.9" reason:"Session-Context-Not-Found" target_user:"jdoe"`,
	}, nil)
}

func TestRadiusDrops(t *testing.T) {
	k := newTalk(1813)
	k.udp(true, rad(4, 1, "a", user+"\x01\x00"))
	p := k.packet(true, rad(4, 2, "a", user))
	p.Payload, k.bytes = p.Payload[:22], k.bytes-4
	k.r.UDP(p, k)
	k.udp(true, "words of another protocol")
	k.check(t, nil, []string{"a packet of RADIUS whose attributes do not fit it", "a packet of RADIUS that was cut off", "not taken"})
}

// Questions without an answer are bounded.
func TestExchangesBound(t *testing.T) {
	k := newTalk(1812)
	for i := range 2 * maxExchanges {
		k.device = netip.AddrPortFrom(device.Addr(), uint16(i))
		k.udp(true, rad(1, 1, "a", user))
	}
	if n := len(k.r.exchanges.open); n > maxExchanges {
		t.Errorf("%d remembered", n)
	}
}

func FuzzTalk(f *testing.F) {
	f.Add(tac(3, 1, 1, 7, "\x04"+request("service=shell", "cmd=show users <cr>")), uint64(0x0123456789))
	f.Add(tac(1, 2, 1, 7, "\x01\x00\x00\x00\x00\x00")+tac(2, 1, 0, 7, "????"), uint64(7))
	f.Add(rad(4, 1, "a", user+secret+nas+caller), uint64(1))
	f.Fuzz(func(t *testing.T, s string, steps uint64) {
		k := newTalk(49)
		k.udp(steps&1 == 0, s)
		k.server = netip.AddrPortFrom(server.Addr(), 1813)
		k.udp(steps&1 == 0, s)
		k.server = server
		at := 0
		for ; at < len(s) && steps != 0; steps >>= 4 {
			n := min(len(s)-at, 1+int(steps&15)*5)
			k.at(steps&2 == 0, uint32(at)+uint32(steps&4)*3, s[at:at+n])
			at += n
		}
		k.tcp(true, s[at:])
		k.end(t)
	})
}
