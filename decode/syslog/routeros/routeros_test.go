package routeros

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
)

func newFamily(t testing.TB) syslog.Family {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMessages(t *testing.T) {
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	tabletest.Run(t, tb)
}

func TestRecords(t *testing.T) {
	f := newFamily(t)
	for line, want := range map[string]map[string]string{
		"<134>Nov 22 13:02:11 ccr1 system,info,account user admin logged in from 198.51.100.7 via winbox": {
			"reporter": "ccr1", "message_id": "system,info,account", "severity": "6", "facility": "16", "kind": "login", "action": "login", "outcome": "success", "actor": "admin", "actor_addr": "198.51.100.7", "service": "winbox"},
		"system,error,critical login failure for user root from 203.0.113.9 via ssh": {
			"message_id": "system,error,critical", "severity": "3", "kind": "login", "action": "login", "outcome": "failure", "actor": "root", "actor_addr": "203.0.113.9", "service": "ssh"},
		"<30>script,info backup done": {"message_id": "script,info", "severity": "6", "facility": "3"},
		"<134>Nov 22 13:02:12 ccr1 firewall,info DROP IN input: in:ether1 out:(unknown 0), connection-state:new src-mac 00:00:5e:00:53:01, proto TCP (SYN), 203.0.113.9:51234->192.0.2.1:22, len 60": {
			"reporter": "ccr1", "message_id": "firewall,info", "severity": "6", "facility": "16", "kind": "flow", "acl": "input", "policy": "DROP IN", "in_interface": "ether1", "state": "new", "actor_mac": "00:00:5e:00:53:01",
			"protocol": "6", "tcp_flags": "2", "actor_addr": "203.0.113.9", "actor_port": "51234", "target_addr": "192.0.2.1", "target_port": "22", "bytes": "60"},
		"<134>Nov 22 13:02:13 ccr1 firewall,info forward: in:lan out:wan, connection-state:established,snat proto UDP, 10.0.0.5:53->203.0.113.53:53, NAT (10.0.0.5:53->192.0.2.1:53)->203.0.113.53:53, len 71": {
			"reporter": "ccr1", "message_id": "firewall,info", "severity": "6", "facility": "16", "kind": "flow", "acl": "forward", "in_interface": "lan", "out_interface": "wan", "state": "established",
			"protocol": "17", "actor_addr": "10.0.0.5", "actor_port": "53", "target_addr": "203.0.113.53", "target_port": "53", "nat_actor": "192.0.2.1:53", "bytes": "71"},
		"<134>Nov 22 13:02:14 ccr1 firewall,info input: in:ether1 out:(unknown 0), proto ICMP (type 8, code 0), 203.0.113.9->192.0.2.1, len 84": {
			"reporter": "ccr1", "message_id": "firewall,info", "severity": "6", "facility": "16", "kind": "flow", "acl": "input", "in_interface": "ether1",
			"protocol": "1", "icmp_type": "8", "icmp_code": "0", "actor_addr": "203.0.113.9", "target_addr": "192.0.2.1", "bytes": "84"},
		"<134>Nov 22 13:02:15 ccr1 firewall,info input: in:ether1 out:(unknown 0), proto TCP (SYN,ACK), [2001:db8::9]:443->[2001:db8::1]:22, len 60": {
			"reporter": "ccr1", "message_id": "firewall,info", "severity": "6", "facility": "16", "kind": "flow", "acl": "input", "in_interface": "ether1",
			"protocol": "6", "tcp_flags": "18", "actor_addr": "2001:db8::9", "actor_port": "443", "target_addr": "2001:db8::1", "target_port": "22", "bytes": "60"},
	} {
		events, gaps := agree.Syslog(f, decode.Options{}, line)
		if len(events) != 1 || gaps > 0 || events[0].Format != "routeros" {
			t.Errorf("%s: %d events, %d gaps", line, len(events), gaps)
			continue
		}
		got := tabletest.Fields(events[0])
		delete(got, "message")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

func TestClaim(t *testing.T) {
	f := newFamily(t)
	for line, want := range map[string]syslog.Claim{
		"<134>Nov 22 13:02:11 ccr1 system,info,account user admin logged in": syslog.Sure,
		"Nov 22 13:02:11 h1 one,two,three words":                             syslog.No,
		"Nov 22 13:02:11 h1 sshd[4]: system,info x":                          syslog.No,
		"Nov 22 13:02:11 r1 %SYS-5-CONFIG_I: x":                              syslog.No,
	} {
		var h syslog.Header
		h.Parse(line)
		if got := f.Claim(&h); got != want {
			t.Errorf("%q: claim %d, want %d", line, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add("<134>Nov 22 13:02:12 ccr1 firewall,info DROP input: in:ether1 out:(unknown 0), connection-state:new src-mac 00:00:5e:00:53:01, proto TCP (SYN), 203.0.113.9:51234->192.0.2.1:22, NAT (1.2.3.4:1->2.3.4.5:2)->3.4.5.6:3, len 60")
	f.Add("<134>Nov 22 13:02:11 ccr1 system,info,account user admin logged in from 198.51.100.7 via winbox")
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}
