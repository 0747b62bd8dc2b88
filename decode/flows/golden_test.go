package flows_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// flow compares one flow: want by our names, as texts.
func flow(s *agree.Score, place string, e *event.Event, want map[string]string) {
	s.Record(e)
	for field, w := range want {
		s.Field(field, place, w, ours(e, field))
	}
}

// ours is a field of an event by its name, as text.
func ours(e *event.Event, name string) string {
	if name == "time" {
		return strconv.FormatInt(e.Time, 10)
	}
	return agree.Value(e, name)
}

// elasticNames maps the names of expected fields to ours, in the order of
// preference. Zeros of optional numbers stand for nothing and are left out.
var elasticNames = [][2]string{
	{"source_ipv4_address", "actor_addr"}, {"source_ipv6_address", "actor_addr"}, {"destination_ipv4_address", "target_addr"}, {"destination_ipv6_address", "target_addr"},
	{"source_transport_port", "actor_port"}, {"udp_source_port", "actor_port"}, {"tcp_source_port", "actor_port"},
	{"destination_transport_port", "target_port"}, {"udp_destination_port", "target_port"},
	{"protocol_identifier", "protocol"}, {"octet_delta_count", "bytes"}, {"octet_total_count", "bytes"}, {"initiator_octets", "bytes"},
	{"packet_delta_count", "packets"}, {"packet_total_count", "packets"}, {"initiator_packets", "packets"},
	{"responder_octets", "bytes_back"}, {"responder_packets", "packets_back"}, {"tcp_control_bits", "tcp_flags"},
	{"ingress_interface", "in_interface"}, {"egress_interface", "out_interface"}, {"ip_class_of_service", "tos"}, {"vlan_id", "vlan"},
	{"source_mac_address", "actor_mac"}, {"destination_mac_address", "target_mac"}, {"ip_next_hop_ipv4_address", "next_hop"},
	{"bgp_source_as_number", "actor_as"}, {"bgp_destination_as_number", "target_as"}, {"asa_username", "actor"}, {"ingress_vrfid", "vrf"},
}

var nothing = map[string]bool{"0": true, "": true, "0.0.0.0": true, "00:00:00:00:00:00": true}

// elasticFlow is an expected flow by our names.
func elasticFlow(n map[string]any, stamp, boot time.Time) map[string]string {
	want := map[string]string{}
	for _, m := range elasticNames {
		v, ok := n[m[0]]
		if _, has := want[m[1]]; !ok || has {
			continue
		}
		text := fmt.Sprint(v)
		if f, ok := v.(float64); ok {
			text = strconv.FormatUint(uint64(f), 10)
		}
		if (event.FieldNamed(m[1]) == event.None || m[1] == "actor") && nothing[text] {
			continue
		}
		want[m[1]] = text
	}
	want["time"] = strconv.FormatInt(elasticTime(n, stamp, boot).UnixMicro(), 10)
	return want
}

// elasticTime is the beginning of a flow by the expected fields, or the time of
// export where it cannot be known.
func elasticTime(n map[string]any, stamp, boot time.Time) time.Time {
	for _, name := range []string{"flow_start_milliseconds", "flow_start_seconds"} {
		if at, err := time.Parse(time.RFC3339, fmt.Sprint(n[name])); err == nil {
			return at
		}
	}
	if up, ok := n["flow_start_sys_up_time"].(float64); ok {
		now := n["exporter"].(map[string]any)["uptime_millis"].(float64)
		switch {
		case now == 0 && boot.IsZero(): // IPFIX has none, and none was announced
			return stamp
		case now == 0:
			return boot.Add(time.Duration(up) * time.Millisecond)
		}
		return stamp.Add(-time.Duration(int32(uint32(now)-uint32(up))) * time.Millisecond)
	}
	if at, err := time.Parse(time.RFC3339, fmt.Sprint(n["observation_time_milliseconds"])); err == nil {
		return at
	}
	return stamp
}

// moreThanExpected is how many flows we find before the expected ones; see
// docs/coverage-events.md.
var moreThanExpected = map[string]int{
	"Netflow 9 invalid 01":      2, // flows after sound templates, in a packet whose count is wrong
	"netflow9_e10s_4_7byte_pad": 2, // flows that came before their template
}

func TestAgreeElastic(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "elastic-netflow-testdata"), "x-pack/filebeat/input/netflow/testdata")
	golden, err := filepath.Glob(filepath.Join(dir, "golden", "*.json"))
	if err != nil || len(golden) == 0 {
		t.Fatal("no expected answers", err)
	}
	s := agree.New("elastic-netflow-testdata")
	for _, file := range golden {
		var want struct {
			Name   string `json:"test_name"`
			Events []struct {
				Timestamp time.Time
				Fields    struct{ Netflow map[string]any }
			}
		}
		load(t, file, &want)
		data := elasticInput(t, dir, file, want.Name)
		if data == nil {
			continue
		}
		a, _ := read(t, data, false, both, false)
		i := moreThanExpected[want.Name]
		var boot time.Time
		for _, w := range want.Events {
			if w.Fields.Netflow["type"] != "netflow_flow" {
				o, _ := w.Fields.Netflow["options"].(map[string]any)
				if at, err := time.Parse(time.RFC3339, fmt.Sprint(o["system_init_time_milliseconds"])); err == nil {
					boot = at
				}
				continue
			}
			if i < len(a.events) {
				flow(s, fmt.Sprintf("%s #%d", want.Name, i+1), a.events[i], elasticFlow(w.Fields.Netflow, w.Timestamp, boot))
			} else {
				t.Errorf("%s: an expected flow is missing", want.Name)
			}
			i++
		}
		if i < len(a.events) {
			t.Errorf("%s: %d flows, expected %d", want.Name, len(a.events), i)
		}
	}
	s.Check(t)
}

// The routers of one capture write client and server in elements of their own,
// which the expected answers lack.
func TestClientAndServer(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "elastic-netflow-testdata"), "x-pack/filebeat/input/netflow/testdata")
	a, _ := read(t, files(t, filepath.Join(dir, "pcap/ipfix_cisco.pcap")), false, both, false)
	for _, e := range a.events {
		port, _ := e.Number(event.TargetPort)
		if !e.Addr(event.ActorAddr).Is4() || !e.Addr(event.TargetAddr).Is4() || port == 0 {
			t.Errorf("from %v to %v port %d", e.Addr(event.ActorAddr), e.Addr(event.TargetAddr), port)
		}
	}
	if len(a.events) != 29 {
		t.Errorf("%d flows, expected 29", len(a.events))
	}
}

func load(t *testing.T, file string, to any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// elasticInput is what a test of that name reads: a capture, or several files
// of packets, one after the other. nil says that the set does not have it.
func elasticInput(t *testing.T, dir, golden, name string) []byte {
	t.Helper()
	if strings.HasSuffix(golden, ".pcap.golden.json") {
		data, err := os.ReadFile(filepath.Join(dir, "pcap", strings.TrimSuffix(filepath.Base(golden), ".golden.json")))
		if err != nil {
			return nil
		}
		return data
	}
	list, err := os.ReadFile(filepath.Join(dir, "dat_tests.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(list), "\n  "+name+":\n")
	if !ok {
		t.Fatalf("no files of %q", name)
	}
	var data []byte
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "    ") {
			break
		}
		if f, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok && strings.HasSuffix(f, ".dat") {
			part, err := os.ReadFile(filepath.Join(dir, "dat", f))
			if err != nil {
				return nil
			}
			data = append(data, part...)
		}
	}
	return data
}

// The packets of logstash-netflow-dat have no expected answers in the set. What
// must hold: whole packets, no byte unaccounted for, and no time in the future.
func TestLogstash(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(realdata.Set(t, "logstash-netflow-dat"), "spec/codecs/*.dat"))
	if err != nil || len(names) == 0 {
		t.Fatal("no packets", err)
	}
	total := 0
	for _, name := range names {
		if strings.HasSuffix(name, "netflow5_test_invalid01.dat") {
			continue // a count that no packet can have
		}
		a, _ := read(t, files(t, name), true, both, false)
		total += len(a.events)
		for _, e := range a.events {
			if !e.Addr(event.ActorAddr).IsValid() || e.Time > 1600000000e6 || e.Time == 0 && e.Clock == 0 {
				t.Errorf("%s: from %v at %d", filepath.Base(name), e.Addr(event.ActorAddr), e.Time)
			}
		}
		for _, g := range a.log.Gaps() {
			if strings.HasSuffix(name, "nprobe_dpi.dat") && g.Bytes == 17 {
				continue // of a second record that is not whole
			}
			if g.Reason != "flow records without their template" && g.Count > 0 {
				t.Errorf("%s: %+v", filepath.Base(name), g)
			}
		}
	}
	t.Logf("%d flows of %d files", total, len(names))
}
