package linux

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func newFamily(t testing.TB) syslog.Family {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDecode(t *testing.T) {
	for line, want := range map[string]map[string]string{
		"Nov 22 13:02:11 gw1 kernel: [16572.482458] [UFW BLOCK] IN=eth0 OUT= MAC=00:11:22:33:44:55:66:77:88:99:aa:bb:08:00 SRC=203.0.113.9 DST=192.0.2.1 LEN=52 TOS=0x00 TTL=115 DF PROTO=TCP SPT=50122 DPT=22 WINDOW=8192 SYN URGP=0 ": {
			"kind": "flow", "action": "deny", "outcome": "success", "policy": "UFW BLOCK", "in_interface": "eth0", "target_mac": "00:11:22:33:44:55", "actor_mac": "66:77:88:99:aa:bb",
			"actor_addr": "203.0.113.9", "target_addr": "192.0.2.1", "bytes": "52", "packets": "1", "tos": "0x00", "protocol": "6", "actor_port": "50122", "target_port": "22", "tcp_flags": "2"},
		"Nov 22 13:02:11 gw1 kernel: IN= OUT=lo SRC=2001:db8::1 DST=2001:db8::2 LEN=104 PROTO=ICMPv6 TYPE=128 CODE=0": {
			"kind": "flow", "out_interface": "lo", "actor_addr": "2001:db8::1", "target_addr": "2001:db8::2", "bytes": "104", "packets": "1", "protocol": "58", "icmp_type": "128", "icmp_code": "0"},
		"Nov 22 13:02:11 gw1 su(pam_unix)[23164]: authentication failure; logname= uid=1342 euid=0 tty= ruser=jdoe rhost=  user=root": {
			"kind": "login", "action": "login", "outcome": "failure", "actor": "jdoe", "role": "root"},
		"Nov 22 13:02:11 gw1 kernel: eth0: link up": {},
	} {
		events, _ := agree.Syslog(newFamily(t), decode.Options{}, line)
		got := tabletest.Fields(events[0])
		for _, k := range []string{"message", "severity", "facility", "pid", "reporter", "program"} {
			delete(got, k)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}

// each gives the records of a set's files with their answers.
func each(t *testing.T, folder string, do func(place string, want map[string]any, e *event.Event)) {
	t.Helper()
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, folder) || filepath.Ext(file) != ".log" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var events []*event.Event
		offsets := map[int64]*event.Event{}
		events, _ = agree.Syslog(newFamily(t), decode.Options{Near: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro(), ZoneOffset: -2 * 3600, HasZone: true}, string(text))
		for _, e := range events {
			offsets[e.Offset] = e
		}
		for _, want := range agree.Answers(t, file+"-expected.json") {
			at := int64(0)
			fmt.Sscan(agree.Text(want["log.offset"]), &at)
			place := fmt.Sprintf("%s@%d", filepath.Base(file), at)
			if e := offsets[at]; e != nil {
				do(place, want, e)
			} else {
				t.Errorf("%s: no event begins there", place)
			}
		}
	}
}

func compare(score *agree.Score, place string, want map[string]any, e *event.Event, fields map[string]string) {
	got := tabletest.Fields(e)
	for theirs, ours := range fields {
		if v := agree.Text(want[theirs]); v != "" {
			if a, err := netip.ParseAddr(v); err == nil {
				v = a.String()
			}
			score.Field(theirs, place, v, got[ours])
		}
	}
}

func TestElasticAuth(t *testing.T) {
	var score agree.Score
	fields := map[string]string{"host.hostname": "reporter", "process.name": "program", "process.pid": "pid", "source.ip": "actor_addr", "source.port": "actor_port",
		"event.outcome": "outcome", "system.auth.ssh.method": "auth_method", "system.auth.sudo.command": "object", "system.auth.sudo.tty": "terminal", "system.auth.sudo.error": "reason"}
	each(t, "/system/auth/test/", func(place string, want map[string]any, e *event.Event) {
		compare(&score, place, want, e, fields)
		if v := agree.Text(want["user.name"]); v != "" && e.Kind != event.ConfigChange {
			score.Field("user", place, v, e.Text(event.Actor))
		}
		if v, ok := want["event.action"]; ok && agree.Text(v) == "ssh_login" {
			score.Field("action", place, "login", e.Text(event.Action))
		}
	})
	score.Check(t, 0.95, "host.hostname", "source.ip", "source.port", "event.outcome", "action", "user")
}

func TestElasticIptables(t *testing.T) {
	var score agree.Score
	fields := map[string]string{"source.ip": "actor_addr", "destination.ip": "target_addr", "source.port": "actor_port", "destination.port": "target_port",
		"source.mac": "actor_mac", "destination.mac": "target_mac", "iptables.input_device": "in_interface", "iptables.output_device": "out_interface", "iptables.length": "bytes",
		"iptables.icmp.type": "icmp_type", "iptables.icmp.code": "icmp_code", "observer.name": "reporter"}
	each(t, "/iptables/log/test/", func(place string, want map[string]any, e *event.Event) {
		if !strings.Contains(e.Raw, "SRC=") {
			return // the rest of a line that was cut: no packet without its addresses
		}
		compare(&score, place, want, e, fields)
		if v := agree.Text(want["network.transport"]); v != "" {
			p, _ := table.Protocol(v)
			got, _ := e.Number(event.Protocol)
			score.Field("protocol", place, fmt.Sprint(p), fmt.Sprint(got))
		}
	})
	score.Check(t, 0.95)
}

const login = "Nov 22 13:02:11 db1 sshd[411]: Failed password for invalid user oracle from 203.0.113.9 port 51220 ssh2"

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(login)
	f.Add("Nov 22 13:02:11 gw1 kernel: [1.2] x IN=eth0 OUT= MAC=1 SRC=203.0.113.9 DST=192.0.2.1 LEN=52 PROTO=TCP SPT=1 DPT=2 SYN")
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

func BenchmarkDecode(b *testing.B) {
	fam := newFamily(b)
	for name, line := range map[string]string{"ssh": login, "netfilter": "Nov 22 13:02:11 gw1 kernel: DROP IN=eth0 OUT= MAC=00:11:22:33:44:55:66:77:88:99:aa:bb:08:00 SRC=203.0.113.9 DST=192.0.2.1 LEN=52 TOS=0x00 TTL=115 DF PROTO=TCP SPT=50122 DPT=22 WINDOW=8192 SYN"} {
		b.Run(name, func(b *testing.B) {
			var h syslog.Header
			var e event.Event
			b.ReportAllocs()
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				h.Parse(line)
				e.Reset()
				if fam.Claim(&h) < syslog.Likely {
					b.Fatal("not claimed")
				}
				fam.Decode(&h, &e)
			}
		})
	}
}
