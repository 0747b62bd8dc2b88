package formats_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/event"
)

// provoked has, for each sentence of a gap, a source that brings it about: a
// format's name and bytes.
var provoked = map[string]struct{ format, data string }{
	"a record of more than 1 MiB":         {"syslog", "<13>Nov 22 13:02:11 h1 " + strings.Repeat("x", 3<<20) + "\n"},
	"a line that is no log record":        {"syslog", "<13>Nov 22 13:02:11 h1 x\nnothing of a log\n"},
	"zero bytes in place of a line":       {"syslog", "<13>Nov 22 13:02:11 h1 x\n" + strings.Repeat("\x00", 40) + "\n"},
	"parts of a record that did not come": {"syslog", "<181>Nov 22 13:02:11 ise1 CISE_TACACS_Accounting 0000000417 3 0 2026-11-22 13:02:11.402 +00:00 0000004711 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting START, ConfigVersionId=7, Device IP Address=192.0.2.11,\n"},

	"a block without a time":                               {"radius", "no time\n\tUser-Name = \"jdoe\"\n"},
	"a line of no accounting record":                       {"tacacs", "Nov 22 13:02:11\t192.0.2.11\tjdoe\ttty2\t198.51.100.7\tstop\ttask_id=1\nwords\n"},
	"a line before the names of the columns":               {"oracle", "a,b,c\n"},
	"a line with too few columns":                          {"oracle", "EVENT_TIMESTAMP,DBUSERNAME,ACTION_NAME,OBJECT_NAME,SQL_TEXT,RETURN_CODE\nx\n"},
	"a line before the names of the fields":                {"zeek", "1795352531.1\tC1\t10.0.0.1\n"},
	"a line with another number of fields than its header": {"zeek", "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\n1795352531.1\tC1\n"},
	"a line that is no JSON of a log":                      {"zeek", "{\"ts\":1795352531.1,\"uid\":\"C1\",\"id.orig_h\":\"10.0.0.1\"}\n{\"ts\":\n"},
	"a line of no audit record":                            {"mariadb", "words\n"},
	"a line of no slow query":                              {"mysql-slow", "words\n"},
	"a line of no general query log":                       {"mysql-general", "words\n"},
	"a line of no message":                                 {"postgresql-csv", "a,b\n"},
	"a line that is no JSON of a message":                  {"postgresql-json", "{\"timestamp\":\n"},
	"a line that is no JSON of a query":                    {"clickhouse", "{\"query\":\n"},
	"a line that is no JSON of an audit record":            {"ranger", "{\"repoType\":\n"},

	"bytes that are no export packet": {"netflow", v5(1, 1) + "these bytes are no packet at all"},

	"bytes of a capture that are no packet":                                   {"pcap", pcapHead + "\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\x7f\xff\xff\xff\x7f" + strings.Repeat("x", 40)},
	"a packet in a capture that is no flow export":                            {"pcap", capture(53, "a question")},
	"a fragment of a packet in a capture":                                     {"pcap", pcapHead + frame(fragment(udp(2055, v5(1, 1))), 0)},
	"a packet of flows that was cut off":                                      {"pcap", pcapHead + frame(udp(2055, v5(2, 2)), 30)},
	"bytes after the last flow of a packet":                                   {"pcap", capture(2055, v5(1, 2))},
	"a packet that is no NetFlow or IPFIX":                                    {"", ""},
	"records that the device says it lost":                                    {"syslog", "<190>420: Nov 22 13:02:17: %SEC-6-IPACCESSLOGRL: access-list logging rate-limited or missed 17 packets\n"},
	"a set with a number that is reserved":                                    {"pcap", capture(2055, v9(1, set(0, u16(256, 1, 8, 4))+set(100, "\x00\x01\x02\x03")))},
	"a template that cannot be read":                                          {"pcap", capture(2055, v9(1, set(0, u16(256, 5, 8, 4))))},
	"a template with a number that is none":                                   {"pcap", capture(2055, v9(1, set(0, u16(17, 1, 8, 4))))},
	"a template of records without length":                                    {"pcap", capture(2055, v9(1, set(0, u16(256, 1, 8, 0))))},
	"bytes after the last record of a set":                                    {"pcap", capture(2055, v9(1, set(0, u16(256, 2, 8, 4, 12, 4))), v9(2, set(256, "\x0a\x00\x00\x01\x0a\x00\x00\x02\x01\x02\x03\x04\x05\x06")))},
	"bytes after the last set of a packet":                                    {"pcap", capture(2055, v9(1, set(0, u16(256, 2, 8, 4, 12, 4)))+"\x01\x02")},
	"flow records without their template":                                     {"pcap", capture(2055, v9(1, set(300, "\x0a\x00\x00\x01")))},
	"flow records that waited too long for their template":                    {"pcap", capture(2055, many(9000, func(i int) string { return v9(uint32(i), set(300, "\x0a\x00\x00\x01")) })...)},
	"more templates than are remembered of one exporter":                      {"pcap", capture(2055, many(1100, func(i int) string { return v9(uint32(i), set(0, u16(uint16(256+i), 1, 8, 4))) })...)},
	"more exporters than are remembered: the templates of one were forgotten": {"pcap", capture(2055, many(4200, func(i int) string { return v9of(uint32(i), 1, set(0, u16(256, 1, 8, 4))) })...)},
	"export packets are missing by the exporter's sequence numbers": {"pcap", capture(2055, many(300, func(i int) string {
		return v9(uint32(i+i/2*2), set(0, u16(256, 1, 8, 4)))
	})...)},
	"flows are missing by the exporter's sequence numbers":         {"pcap", capture(2055, many(300, func(i int) string { return v5(1, 1, uint32(3*i)) })...)},
	"the exporter began to count anew: what it held then is lost":  {"pcap", capture(2055, v9(900_000, set(0, u16(256, 1, 8, 4))), v9(1, set(0, u16(256, 1, 8, 4))))},
	"the sequence numbers leapt: how much is missing is not known": {"pcap", capture(2055, v9(1, set(0, u16(256, 1, 8, 4))), v9(0x40000000, set(0, u16(256, 1, 8, 4))))},

	"a packet of RADIUS that was cut off":                                  {"pcap", pcapHead + frame(udp(1812, access(0)), 2)},
	"a packet of RADIUS whose attributes do not fit it":                    {"pcap", capture(1812, access(9))},
	"bytes in the segment that opens a connection":                         {"pcap", talk(segment(1, 0x02, "x"))},
	"a TACACS+ packet whose rest did not come":                             {"pcap", talk(segment(1, 0x18, tacacs(0, 9, "x")))},
	"more TACACS+ connections than are followed":                           {"pcap", talk(many(8194, func(i int) string { return segmentOf(uint16(i), 0, 1, 0x18, tacacs(0, uint32(2-min(i, 1)), "x")) })...)},
	"bytes of a TACACS+ connection that begin in no packet":                {"pcap", talk(segment(1, 0x18, "GET / HTTP/1.1"))},
	"bytes of a TACACS+ connection that came twice, and were not compared": {"pcap", talk(segment(1, 0x18, tacacs(0, 1, "x")), segment(1, 0x18, tacacs(0, 1, "x")))},
	"a TACACS+ packet that was cut off":                                    {"pcap", pcapHead + frame(segment(1, 0x18, tacacs(0, 9, "123456789")), 4)},
	"bytes of a TACACS+ connection that are no packet":                     {"pcap", talk(segment(1, 0x18, tacacs(0, 1, "x")+"GET / HTTP/1.1"))},
	"bytes of a TACACS+ connection are missing in the capture":             {"pcap", talk(segment(1, 0x18, tacacs(0, 1, "x")), segment(900, 0x18, tacacs(0, 1, "x")))},
	"more TACACS+ packets in parts than can wait":                          {"pcap", talk(many(300, func(i int) string { return segmentOf(uint16(i), 0, 1, 0x18, tacacs(0, 9, "x")) })...)},
	"a TACACS+ packet whose lengths do not fit it":                         {"pcap", talk(segment(1, 0x18, tacacs(1, 1, "x")))},
	"body encrypted, key not given":                                        {"pcap", talk(segment(1, 0x18, tacacs(0, 1, "x")))},
	"a packet that is no sFlow version 5":                                  {"", ""},
	"an sFlow packet that was cut off":                                     {"pcap", capture(6343, sflow(1, 2, sample(2, "\x00\x00\x00\x00")))},
	"an sFlow sample of an unknown kind":                                   {"pcap", capture(6343, sflow(1, 1, sample(77, "\x00\x00\x00\x00")))},
	"an sFlow sample that cannot be read":                                  {"pcap", capture(6343, sflow(1, 1, sample(1, "\x00\x00\x00\x00")))},
	"bytes after the last sFlow sample":                                    {"pcap", capture(6343, sflow(1, 1, sample(2, "\x00\x00\x00\x00"))+"rest")},
	"the exporter says that it dropped samples":                            {"pcap", capture(6343, sflow(1, 1, sample(1, flowSample(1, 0))), sflow(2, 1, sample(1, flowSample(2, 9))))},
}

// unreachable are sentences that the formats' own framing keeps from coming
// about; their packages' tests bring them about.
var unreachable = map[string]bool{
	"a packet that is no NetFlow or IPFIX": true,
	"a packet that is no sFlow version 5":  true,
}

const pcapHead = "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x65\x00\x00\x00" // raw IP

func u16(n ...uint16) string {
	var b []byte
	for _, v := range n {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return string(b)
}

func u32(n ...uint32) string {
	var b []byte
	for _, v := range n {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return string(b)
}

func many(n int, of func(int) string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = of(i)
	}
	return out
}

// udp is a datagram to a port, in IPv4.
func udp(port uint16, payload string) string {
	n := uint16(len(payload))
	return "\x45\x00" + u16(28+n, 7, 0) + "\x40\x11\x00\x00" + "\xc0\x00\x02\x0b\xc0\x00\x02\x01" + u16(40000, port, 8+n, 0) + payload
}

// access is a request of RADIUS whose one attribute says that it is longer than
// it is.
func access(more byte) string {
	return "\x01\x01" + u16(24) + "0123456789abcdef" + "\x01" + string([]byte{4 + more}) + "jd"
}

// tacacs is a packet of accounting that says how long its body is.
func tacacs(plain byte, says uint32, body string) string {
	return "\xc0\x03\x01" + string([]byte{plain}) + u32(7, says) + body
}

// segment is one of TCP, to the port of TACACS+.
func segment(seq uint32, flags byte, payload string) string {
	return segmentOf(40000, 0, seq, flags, payload)
}

func segmentOf(port uint16, host byte, seq uint32, flags byte, payload string) string {
	n := uint16(len(payload))
	return "\x45\x00" + u16(40+n, 7, 0) + "\x40\x06\x00\x00" + "\xc0\x00\x02" + string([]byte{host}) + "\xc0\x00\x02\x01" +
		u16(port, 49) + u32(seq, 0) + "\x50" + string([]byte{flags}) + u16(9000, 0, 0) + payload
}

// talk is a capture of packets.
func talk(packets ...string) string {
	var b strings.Builder
	b.WriteString(pcapHead)
	for _, p := range packets {
		b.WriteString(frame(p, 0))
	}
	return b.String()
}

// fragment says of a packet that more of it follows.
func fragment(p string) string { return p[:6] + "\x20\x00" + p[8:] }

// frame is one packet of a capture of which the last cut bytes were not kept.
func frame(p string, cut int) string {
	b := binary.LittleEndian.AppendUint32(nil, 1795352531)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(p)-cut))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(p)))
	return string(b) + p[:len(p)-cut]
}

func capture(port uint16, payloads ...string) string {
	var b strings.Builder
	b.WriteString(pcapHead)
	for _, p := range payloads {
		b.WriteString(frame(udp(port, p), 0))
	}
	return b.String()
}

// v5 is a packet of NetFlow version 5 that says it has so many flows, and has.
func v5(says, has int, seq ...uint32) string {
	at := uint32(0)
	for _, s := range seq {
		at = s
	}
	return u16(5, uint16(says)) + u32(100_000, 1795352531, 0, at) + u32(0) + strings.Repeat(u32(0x0a000001, 0x0a000002, 0)+u16(1, 2)+u32(9, 900, 50_000, 60_000)+u16(40000, 443)+"\x00\x1b\x06\x00"+u16(0, 0)+"\x18\x18\x00\x00", has)
}

func v9(seq uint32, sets string) string { return v9of(7, seq, sets) }

func v9of(source, seq uint32, sets string) string {
	return u16(9, 1) + u32(100_000, 1795352531, seq, source) + sets
}

func set(id uint16, body string) string { return u16(id, uint16(4+len(body))) + body }

// sflow is a datagram that says it has so many samples.
func sflow(seq uint32, says uint32, samples string) string {
	return u32(5, 1, 0xc000020b, 0, seq, 100_000+seq, says) + samples
}

func sample(kind uint32, body string) string { return u32(kind, uint32(len(body))) + body }

// flowSample is a flow sample without records, with the agent's count of drops.
func flowSample(seq, drops uint32) string { return u32(seq, 3, 1000, seq*1000, drops, 1, 2, 0) }

// account counts all that a format gives.
type account struct {
	log              coverage.Log
	gaps             []coverage.Gap
	events           int
	bytes, structure int64
}

func (a *account) Event(e *event.Event) { a.events++; a.bytes += e.Length }
func (a *account) Drop(g coverage.Gap) {
	a.gaps = append(a.gaps, g)
	a.log.Drop(g)
}
func (a *account) Structure(n int64) { a.structure += n }

// TestEveryDropPath walks every way in which decoding drops something: each
// becomes a gap of the log and is counted by it, and says where or when.
func TestEveryDropPath(t *testing.T) {
	found := findReasons(t, "../../decode")
	for _, p := range found.opaque {
		t.Errorf("%v: the sentence of this gap cannot be told", p)
	}
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]decode.Format{}
	for _, f := range all {
		byName[f.Name] = f
	}
	for reason := range provoked {
		if len(found.found[reason]) == 0 {
			t.Errorf("nothing drops with the sentence %q", reason)
		}
	}
	for reason, at := range found.found {
		if unreachable[reason] {
			continue
		}
		p, ok := provoked[reason]
		if !ok {
			t.Errorf("%v: no source brings %q about", at[0], reason)
			continue
		}
		var a account
		f := byName[p.format]
		_, err := decode.Read(context.Background(), strings.NewReader(p.data), []decode.Format{f}, decode.Options{Source: "s", Forced: true, Near: 1795352531e6}, &a)
		if err != nil {
			t.Errorf("%q: %v", reason, err)
			continue
		}
		checkDrop(t, reason, &a)
	}
}

func checkDrop(t *testing.T, reason string, a *account) {
	t.Helper()
	counted := uint64(0)
	for _, g := range a.log.Gaps() {
		counted += g.Count
	}
	if counted != a.log.Dropped() {
		t.Errorf("%q: the log counts %d, its gaps %d", reason, a.log.Dropped(), counted)
	}
	var got []string
	for _, g := range a.gaps {
		got = append(got, g.Reason)
		if g.Reason != reason {
			continue
		}
		if g.Where == "" && g.From == 0 && g.To == 0 {
			t.Errorf("%q: the gap says neither where nor when", reason)
		}
		if g.Source == "" && g.Basis == coverage.Observed {
			t.Errorf("%q: the gap names no source", reason)
		}
		return
	}
	t.Errorf("%q: not brought about; gaps: %s", reason, fmt.Sprintf("%.300q", got))
}
