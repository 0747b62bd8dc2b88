package flows_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/packet"
	"github.com/linewarden/linewarden/decode/pcap"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func files(t *testing.T, patterns ...string) []byte {
	t.Helper()
	var data []byte
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil || len(names) == 0 {
			t.Fatal("nothing at ", p)
		}
		for _, name := range names {
			part, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			data = append(data, part...)
		}
	}
	return data
}

// telegrafNames maps the names of expected fields to ours.
var telegrafNames = map[string]string{
	"src": "actor_addr", "dst": "target_addr", "src_port": "actor_port", "dst_port": "target_port", "in_bytes": "bytes", "in_total_bytes": "bytes",
	"in_packets": "packets", "in_total_packets": "packets", "flow_start_ms": "time", "protocol": "protocol", "tcp_flags": "tcp_flags", "vlan_src": "vlan",
	"flow_end_reason": "reason",
}

var telegrafPair = regexp.MustCompile(`([a-z0-9_]+)=("[^"]*"|[0-9]+u)`)

var protocols = map[string]string{"icmp": "1", "tcp": "6", "udp": "17", "ipv6-icmp": "58"}

func telegrafLine(line string) map[string]string {
	want := map[string]string{}
	for _, m := range telegrafPair.FindAllStringSubmatch(line, -1) {
		name, value := telegrafNames[m[1]], strings.Trim(strings.TrimSuffix(m[2], "u"), `"`)
		switch m[1] {
		case "flow_start_ms":
			value += "000"
		case "protocol":
			value = protocols[value]
		case "tcp_flags":
			n := 0
			for i, c := range value {
				if c != '.' {
					n |= 0x80 >> i
				}
			}
			value = strconv.Itoa(n)
		case "vlan_src":
			if value == "0" {
				continue
			}
		}
		if name != "" {
			want[name] = value
		}
	}
	return want
}

func TestAgreeTelegraf(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "telegraf-netflow"), "plugins/inputs/netflow/testcases")
	s := agree.New("telegraf-netflow")
	for _, name := range []string{"netflow_v5_example", "netflow_v9_example", "ipfix_example"} {
		a, _ := read(t, files(t, filepath.Join(dir, name, "*.bin")), false, both, false)
		var lines []map[string]string
		for line := range strings.Lines(string(files(t, filepath.Join(dir, name, "expected.out")))) {
			if strings.HasPrefix(line, "netflow,") && strings.Contains(line, "src=") {
				lines = append(lines, telegrafLine(line))
			}
		}
		if len(lines) != len(a.events) {
			t.Errorf("%s: %d flows, expected %d", name, len(a.events), len(lines))
		}
		for i, want := range lines {
			if i < len(a.events) {
				flow(s, fmt.Sprintf("%s #%d", name, i+1), a.events[i], want)
			}
		}
	}
	s.Check(t)
	a, _ := read(t, files(t, filepath.Join(dir, "sflow_v5_example", "*.bin")), false, both, false)
	if len(a.events) != 0 || a.log.Dropped() != 0 {
		t.Errorf("a counter sample gives %d events, %+v", len(a.events), a.log.Gaps())
	}
}

// pmacct sums flows by these columns.
type pmacctFlow struct {
	Src, Dst     string
	SPort, DPort uint64
	Proto        string
}

type sums struct{ bytes, packets uint64 }

func TestAgreePmacct(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "pmacct-tests"), "tests")
	score := agree.New("pmacct-tests")
	names := map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "ipv6-icmp", "89": "ospf", "103": "pim"}
	for _, test := range []string{"100-IPFIXv10-CISCO", "101-NFv9-CISCO-cust_primitives", "110-IPFIXv10-NFv9-multiple-sources", "111-IPFIXv10-NFv9-IPv6-IPv4-mix_sources", "112-IPFIXv10-CISCO-options-map-reassignment", "401-IPFIXv10-BMP-IPv6-CISCO-MPLS-multiple-sources"} {
		got, families := map[pmacctFlow]sums{}, map[pmacctFlow]string{}
		captures, _ := filepath.Glob(filepath.Join(dir, test, "*.pcap"))
		for _, c := range captures {
			a, _ := read(t, files(t, c), false, both, false)
			for _, e := range a.events {
				sport, _ := e.Number(event.ActorPort)
				dport, _ := e.Number(event.TargetPort)
				k := pmacctFlow{ours(e, "actor_addr"), ours(e, "target_addr"), sport, dport, names[ours(e, "protocol")]}
				b, _ := e.Number(event.Bytes)
				p, _ := e.Number(event.Packets)
				families[k] = e.Format
				got[k] = sums{got[k].bytes + b, got[k].packets + p}
			}
		}
		want := map[pmacctFlow]sums{}
		dec := json.NewDecoder(bytes.NewReader(files(t, filepath.Join(dir, test, "output-flow-00.json"))))
		for dec.More() {
			var w struct {
				Peer    string `json:"peer_ip_src"`
				Src     string `json:"ip_src"`
				Dst     string `json:"ip_dst"`
				SPort   uint64 `json:"port_src"`
				DPort   uint64 `json:"port_dst"`
				Proto   string `json:"ip_proto"`
				Packets uint64 `json:"packets"`
				Bytes   uint64 `json:"bytes"`
			}
			if err := dec.Decode(&w); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(test, "110") && w.Peer == "172.21.1.103" {
				continue // the capture of this exporter is not in the set
			}
			k := pmacctFlow{w.Src, w.Dst, w.SPort, w.DPort, w.Proto}
			want[k] = sums{want[k].bytes + w.Bytes, want[k].packets + w.Packets}
		}
		for k, w := range want {
			place := fmt.Sprintf("%s %v", test, k)
			score.Sum(families[k])
			score.Field("bytes", place, fmt.Sprint(w.bytes), fmt.Sprint(got[k].bytes))
			score.Field("packets", place, fmt.Sprint(w.packets), fmt.Sprint(got[k].packets))
		}
	}
	score.Check(t)
}

// The headers of real packets give the flows that a probe made of them.
func TestIpfixprobe(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "ipfixprobe-functional"), "tests/functional")
	found, total := 0, 0
	for _, name := range []string{"dns", "dnssd", "http", "mqtt", "netbios", "ntp", "rtsp", "sip", "smtp", "ssdp", "tls", "vlan", "wg"} {
		data := files(t, filepath.Join(dir, "inputs", name+".pcap"))
		seen := map[string]bool{}
		at := 0
		var r pcap.Reader
		for _, f := range r.Frames(data, true) {
			var h packet.Headers
			packet.Read(f.Link, string(data[at+f.At:at+f.At+f.Captured]), &h)
			seen[fmt.Sprint(h.Src, h.Dst, h.SrcPort, h.DstPort)] = true
			at += f.Len
		}
		for line := range strings.Lines(string(files(t, filepath.Join(dir, "outputs", name)))) {
			c := strings.Split(strings.TrimSpace(line), ",")
			src, dst := -1, -1 // the columns differ: two addresses beside each other
			for i := range c[1:] {
				_, err := netip.ParseAddr(c[i])
				_, err2 := netip.ParseAddr(c[i+1])
				if err == nil && err2 == nil && src < 0 {
					src, dst = i, i+1
				}
			}
			if src < 0 {
				continue
			}
			total++
			before := found
			for k := range seen {
				if strings.HasPrefix(k, c[src]+" "+c[dst]+" ") || strings.HasPrefix(k, c[dst]+" "+c[src]+" ") {
					found++
					break
				}
			}
			if found == before {
				t.Logf("%s: %s to %s", name, c[src], c[dst])
			}
		}
	}
	t.Logf("%d of %d flows of the probe are found in the headers", found, total)
	if total == 0 || found*100 < 97*total {
		t.Error("less than 97 % are found")
	}
}

var tcpdumpSample = regexp.MustCompile(`flow sample \([13]\),.*rate (\d+),.*input (\d+)`)
var tcpdumpPacket = regexp.MustCompile(`protocol Ethernet \(1\), length (\d+)`)

// The sampling rate, interface and length of every sample that tcpdump prints.
func TestAgreeTcpdump(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "tcpdump-tests"), "tests")
	s := agree.New("tcpdump-tests, sFlow")
	for _, name := range []string{"sflow-print-v6"} {
		a, _ := read(t, files(t, filepath.Join(dir, name+".pcap")), false, both, false)
		var want []map[string]string
		for line := range strings.Lines(string(files(t, filepath.Join(dir, name+".out")))) {
			if m := tcpdumpSample.FindStringSubmatch(line); m != nil {
				want = append(want, map[string]string{"sampling": m[1], "in_interface": m[2]})
			}
			if m := tcpdumpPacket.FindStringSubmatch(line); m != nil && len(want) > 0 {
				want[len(want)-1]["bytes"] = m[1]
			}
		}
		if len(a.events) != len(want) {
			t.Errorf("%s: %d samples, expected %d", name, len(a.events), len(want))
		}
		for i := range min(len(want), len(a.events)) {
			flow(s, fmt.Sprintf("%s #%d", name, i+1), a.events[i], want[i])
		}
	}
	s.Check(t)
	a, _ := read(t, files(t, filepath.Join(dir, "sflow_print-segv.pcap")), false, both, false)
	if len(a.events) != 0 || a.log.Dropped() == 0 {
		t.Errorf("a malformed packet: %d events, %+v", len(a.events), a.log.Gaps())
	}
}
