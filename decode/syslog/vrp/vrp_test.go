package vrp

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

// TestRecords reads whole lines, in every spelling that is known of the record
// of a command among them.
func TestRecords(t *testing.T) {
	f := newFamily(t)
	command := map[string]string{"reporter": "ne40", "kind": "command", "action": "command", "actor": "jdoe", "actor_addr": "198.51.100.7", "session": "VTY0", "object": "display current-configuration"}
	with := func(base map[string]string, more ...string) map[string]string {
		out := map[string]string{}
		for k, v := range base {
			out[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			if out[more[i]] = more[i+1]; more[i+1] == "" {
				delete(out, more[i])
			}
		}
		return out
	}
	for line, want := range map[string]map[string]string{
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[17]:Recorded command information. (Task=VTY0, Ip=198.51.100.7, VpnName=mgmt, User=jdoe, AuthenticationMethod="Aaa", Command="display current-configuration")`:  with(command, "message_id", "SHELL/5/CMDRECORD", "vrf", "mgmt", "auth_method", "Aaa"),
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(l)[17]:Record command information. (Task=VTY0 , Ip=198.51.100.7, User=jdoe, Command="display current-configuration")`:                                             with(command, "message_id", "SHELL/5/CMDRECORD"),
		`<189>Nov 22 13:02:11 ne40 %%01SHELL/5/CMDRECORD[l](17):Record command information. (Task=VTY0, Ip=198.51.100.7, User=jdoe, Command="display current-configuration", Result=Success) )`:                                 with(command, "message_id", "SHELL/5/CMDRECORD", "outcome", "success", "reason", "Success"),
		`2026-11-22 13:02:11 ne40 %%01SHELL/5/CMDRECORD(l): task:VTY0 ip:198.51.100.7 user:jdoe vrf:public command:display current-configuration.`:                                                                              with(command, "message_id", "SHELL/5/CMDRECORD", "vrf", "public"),
		`<189>Nov 22 2026 13:02:11 ne40 %%10SHELL/6/DISPLAY_CMDRECORD(s)[204]: Recorded display command information. (Command="display current-configuration", Task=VTY0, Ip=198.51.100.7, VpnName=, User=jdoe)`:                with(command, "message_id", "SHELL/6/DISPLAY_CMDRECORD"),
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[18]:Recorded command information. (Task=VTY0, Ip=198.51.100.7, VpnName=, User=jdoe, AuthenticationMethod="Aaa", Command="undo info-center loghost 192.0.2.9")`: with(command, "message_id", "SHELL/5/CMDRECORD", "auth_method", "Aaa", "object", "undo info-center loghost 192.0.2.9"),
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[19]:Recorded command information. (Task=CON0, Ip=**, VpnName=, User=**, AuthenticationMethod="Null", Command="quit")`:                                          {"reporter": "ne40", "kind": "command", "action": "command", "session": "CON0", "object": "quit", "message_id": "SHELL/5/CMDRECORD", "auth_method": "Null"},
		// what was typed brings no name and no address of its own
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[20]:Recorded command information. (Task=VTY0, Ip=198.51.100.7, VpnName=mgmt, User=jdoe, AuthenticationMethod="Aaa", Command="description x", User=root, Ip=203.0.113.9")`:                                      with(command, "message_id", "SHELL/5/CMDRECORD", "vrf", "mgmt", "auth_method", "Aaa", "object", `description x", User=root, Ip=203.0.113.9`),
		`<188>Nov 22 2026 13:02:12 ne40 %%01SSH/4/SSH_FAIL(s)[5]:Failed to log in through SSH. (IP=203.0.113.9, VpnName= , UserName=root, Times=3, FailedReason=User public key authentication failed)`:                                                                         {"reporter": "ne40", "kind": "login", "action": "login", "outcome": "failure", "actor": "root", "actor_addr": "203.0.113.9", "count": "3", "reason": "User public key authentication failed", "message_id": "SSH/4/SSH_FAIL"},
		`<188>Nov 22 2026 13:02:13 ne40 %%01CLI/5/LOGIN(s):CID=0x80ca2713;The user succeeded in logging in to VTY0. (UserType=SSH, UserName=jdoe, AuthenticationMethod="Local-user", Ip=198.51.100.7, VpnName=_public_)`:                                                        {"reporter": "ne40", "kind": "login", "action": "login", "outcome": "success", "session": "VTY0", "actor": "jdoe", "actor_addr": "198.51.100.7", "service": "SSH", "auth_method": "Local-user", "vrf": "_public_", "message_id": "CLI/5/LOGIN"},
		`Nov 22 2026 13:02:14 ne40 CONFIG/4/CONFIGCHANGE:OID 1.3.6.1.4.1.2011.6.122.83.1.2.1 The configuration has been changed.( UserName=jdoe, TerminalIp=198.51.100.7)`:                                                                                                      {"reporter": "ne40", "kind": "config_change", "action": "configure", "actor": "jdoe", "actor_addr": "198.51.100.7", "message_id": "CONFIG/4/CONFIGCHANGE"},
		`<190>Nov 22 2026 13:02:15 usg1 %%01POLICY/6/POLICYDENY(l):vsys=public, protocol=6, source-ip=203.0.113.9, source-port=51234, destination-ip=192.0.2.5, destination-port=22, time=2026/11/22 13:02:15, source-zone=untrust, destination-zone=local, rule-name=default.`: {"reporter": "usg1", "kind": "flow", "action": "deny", "outcome": "success", "domain": "public", "protocol": "6", "actor_addr": "203.0.113.9", "actor_port": "51234", "target_addr": "192.0.2.5", "target_port": "22", "in_zone": "untrust", "out_zone": "local", "policy": "default", "message_id": "POLICY/6/POLICYDENY"},
		`<190>Nov 22 2026 13:02:16 ne40 %%01NEW/3/THING(l)[9]:Something. (User=jdoe)`: {"reporter": "ne40", "message_id": "NEW/3/THING"},
	} {
		events, gaps := agree.Syslog(f, decode.Options{}, line)
		if len(events) != 1 || gaps > 0 || events[0].Format != "vrp" {
			t.Errorf("%s: %d events", line, len(events))
			continue
		}
		got := tabletest.Fields(events[0])
		for _, other := range []string{"message", "severity", "facility"} {
			delete(got, other)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

func TestClaim(t *testing.T) {
	f := newFamily(t)
	for line, want := range map[string]syslog.Claim{
		"<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[1]:x": syslog.Sure,
		"Nov 22 2026 13:02:11 ne40 CONFIG/4/CONFIGCHANGE:OID 1.3":      syslog.Likely,
		"Nov 22 2026 13:02:11 ne40 OTHER/4/THING:OID 1.3":              syslog.No,
		"Nov 22 13:02:11 r1 %SYS-5-CONFIG_I: x":                        syslog.No,
		"Nov 22 13:02:11 db1 sshd[411]: x":                             syslog.No,
	} {
		var h syslog.Header
		h.Parse(line)
		if got := f.Claim(&h); got != want {
			t.Errorf("%q: claim %d, want %d (%+v)", line, got, want, h)
		}
	}
}

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[17]:Recorded command information. (Task=VTY0, Ip=198.51.100.7, VpnName=, User=jdoe, AuthenticationMethod="Aaa", Command="x", Result=Success)`)
	f.Add("2026-11-22 13:02:11 ne40 %%01SHELL/5/CMDRECORD(l): task:VTY0 ip:198.51.100.7 user:jdoe vrf:public command:x.")
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}
