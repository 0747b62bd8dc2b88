package junos

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/redact"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
)

func family0(t testing.TB) syslog.Family {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMessages(t *testing.T) {
	for name, data := range map[string][]byte{"messages.yaml": messages, "structured.yaml": structured} {
		tb, err := table.Load(name, data)
		if err != nil {
			t.Fatal(err)
		}
		tabletest.Run(t, tb)
	}
}

// decode1 gives what one line says beyond its header.
func decode1(t *testing.T, line string) map[string]string {
	t.Helper()
	events, _ := agree.Syslog(family0(t), decode.Options{}, line)
	if len(events) != 1 {
		t.Fatalf("%q: %d events", line, len(events))
	}
	got := tabletest.Fields(events[0])
	for _, k := range []string{"message", "severity", "facility", "pid", "reporter", "program"} {
		delete(got, k)
	}
	return got
}

func TestDecode(t *testing.T) {
	for line, want := range map[string]map[string]string{
		"<14>Nov 22 13:02:11 fw1 RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 198.51.100.7/51022->192.0.2.1/443 0x0 junos-https 203.0.113.1/4022->192.0.2.1/443 0x0 source rule LAN N/A N/A 6 allow-web TRUST UNTRUST 4711 9(3000) 8(1200) 3 HTTP UNKNOWN N/A(N/A) ge-0/0/0.0 No": {
			"kind": "flow", "action": "close", "outcome": "success", "message_id": "RT_FLOW_SESSION_CLOSE", "reason": "TCP FIN", "actor_addr": "198.51.100.7", "actor_port": "51022",
			"target_addr": "192.0.2.1", "target_port": "443", "service": "junos-https", "nat_actor": "203.0.113.1", "nat_actor_port": "4022", "nat_target": "192.0.2.1", "nat_target_port": "443",
			"protocol": "6", "policy": "allow-web", "in_zone": "TRUST", "out_zone": "UNTRUST", "session": "4711", "packets": "9", "bytes": "3000", "packets_back": "8", "bytes_back": "1200", "duration_us": "3000000",
		},
		"<14>Nov 22 13:02:11 fw1 RT_FLOW: RT_FLOW_SESSION_DENY: session denied 203.0.113.9/51022->192.0.2.1/23 0x0 junos-telnet 6(0) deny-all UNTRUST TRUST UNKNOWN UNKNOWN N/A(N/A) ge-0/0/0.0 No Denied by policy": {
			"kind": "flow", "action": "deny", "outcome": "success", "message_id": "RT_FLOW_SESSION_DENY", "actor_addr": "203.0.113.9", "actor_port": "51022", "target_addr": "192.0.2.1", "target_port": "23",
			"service": "junos-telnet", "protocol": "6", "policy": "deny-all", "in_zone": "UNTRUST", "out_zone": "TRUST",
		},
		`<14>1 2026-11-22T13:02:11.003Z fw1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.26 reason="idle Timeout" source-address="198.51.100.7" source-port="51022" destination-address="192.0.2.1" destination-port="53" service-name="junos-dns-udp" protocol-id="17" policy-name="dns" packets-from-client="1" bytes-from-client="66" packets-from-server="1" bytes-from-server="130" elapsed-time="60" application="UNKNOWN" session-id-32="4712"]`: {
			"kind": "flow", "action": "close", "outcome": "success", "message_id": "RT_FLOW_SESSION_CLOSE", "reason": "idle Timeout", "actor_addr": "198.51.100.7", "actor_port": "51022", "target_addr": "192.0.2.1", "target_port": "53",
			"service": "junos-dns-udp", "protocol": "17", "policy": "dns", "packets": "1", "bytes": "66", "packets_back": "1", "bytes_back": "130", "duration_us": "60000000", "session": "4712",
		},
		`<37>1 2026-11-22T13:02:11.003Z r3 mgd 4163 UI_CMDLINE_READ_LINE [junos@2636.1.1.1.2.18 username="jdoe" command="request system reboot "] User 'jdoe', command 'request system reboot '`: {
			"kind": "command", "action": "command", "message_id": "UI_CMDLINE_READ_LINE", "actor": "jdoe", "object": "request system reboot ",
		},
		"<38>Nov 22 13:02:11 r3 mgd[4163]: UI_NEVER_SEEN: something new":                               {"message_id": "UI_NEVER_SEEN"},
		"<38>Nov 22 13:02:11 r3 sshd[91]: Accepted publickey for jdoe from 192.0.2.34 port 51022 ssh2": {"kind": "login", "action": "login", "outcome": "success", "service": "ssh", "auth_method": "publickey", "actor": "jdoe", "actor_addr": "192.0.2.34", "actor_port": "51022"},
		"<38>Nov 22 13:02:11 r3 fpc0 PFE_FW_SYSLOG_IP: FW: ge-0/0/0.0   D  udp 203.0.113.9 192.0.2.1 53 161 (2 packets)": {
			"kind": "flow", "action": "deny", "outcome": "success", "message_id": "PFE_FW_SYSLOG_IP", "in_interface": "ge-0/0/0.0", "protocol": "17", "actor_addr": "203.0.113.9", "target_addr": "192.0.2.1", "actor_port": "53", "target_port": "161", "packets": "2"},
	} {
		got := decode1(t, line)
		delete(got, "clock")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}

// A community that somebody guessed is a secret of the next device.
func TestCommunityIsGone(t *testing.T) {
	for _, line := range []string{
		"Nov 22 13:02:11 r3 snmpd[77]: SNMPD_AUTH_FAILURE: nsa_log_community: unauthorized SNMP community from 192.0.2.12 to unknown community name (hush)",
		`<28>1 2026-11-22T13:02:11.003Z r3 snmpd 77 SNMPD_AUTH_FAILURE [junos@2636.1.1.1.2.18 function-name="nsa_log_community" message="unauthorized SNMP community" source-address="192.0.2.12" destination-address="192.0.2.1" index1="hush"] nsa_log_community: unauthorized SNMP community from 192.0.2.12 to 192.0.2.1 (hush)`,
	} {
		events, _ := agree.Syslog(family0(t), decode.Options{}, line)
		e := events[0]
		if e.Addr(event.ActorAddr).String() != "192.0.2.12" || e.Lookup("service") != "snmp" {
			t.Errorf("%v", tabletest.Fields(e))
		}
		if _, err := redact.New([]byte("key"), nil).Event(e); err != nil {
			t.Fatal(err)
		}
		if all := fmt.Sprint(e.Raw, tabletest.Fields(e)); strings.Contains(all, "hush") {
			t.Errorf("the community is still there: %s", all)
		}
	}
}

func TestAgree(t *testing.T) {
	score := agree.Napalm(t, family0(t), "junos", nil)
	score.Check(t)
	named, err1 := table.Load("messages.yaml", messages)
	bare, err2 := table.Load("structured.yaml", structured)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	agree.Proven(t, []*table.Table{named, bare}, score)
}

func FuzzDecode(f *testing.F) {
	fam := family0(f)
	f.Add("<14>Nov 22 13:02:11 fw1 RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 198.51.100.7/51022->192.0.2.1/443 0x0 junos-https 203.0.113.1/4022->192.0.2.1/443 0x0 source rule LAN N/A N/A 6 allow-web TRUST UNTRUST 4711 9(3000) 8(1200) 3")
	f.Add(`<14>1 2026-11-22T13:02:11.003Z fw1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.26 reason="idle \" Timeout"] x`)
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

func BenchmarkDecode(b *testing.B) {
	fam := family0(b)
	for name, line := range map[string]string{
		"plain":      "<189>Nov 22 13:02:11 r3 mgd[4163]: UI_CFG_AUDIT_SET: User 'jdoe' set: [firewall family inet filter PROTECT-RE term 1 from source-address] <unconfigured> -> \"203.0.113.77/32\"",
		"structured": `<14>1 2026-11-22T13:02:11.003Z fw1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.26 reason="idle Timeout" source-address="198.51.100.7" source-port="51022" destination-address="192.0.2.1" destination-port="53" service-name="junos-dns-udp" protocol-id="17" policy-name="dns" packets-from-client="1" bytes-from-client="66" packets-from-server="1" bytes-from-server="130" elapsed-time="60" session-id-32="4712"]`,
	} {
		b.Run(name, func(b *testing.B) {
			var h syslog.Header
			var e event.Event
			b.ReportAllocs()
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				h.Parse(line)
				e.Reset()
				if fam.Claim(&h) == syslog.No {
					b.Fatal("not claimed")
				}
				fam.Decode(&h, &e)
			}
		})
	}
}
