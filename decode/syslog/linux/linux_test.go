package linux

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
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
				if fam.Claim(&h) < syslog.Shared {
					b.Fatal("not claimed")
				}
				fam.Decode(&h, &e)
			}
		})
	}
}
