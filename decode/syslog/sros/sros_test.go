package sros

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
		"<187>Nov 22 13:02:11 192.0.2.30 TMNX: 417 Base SECURITY-MINOR-ssh_user_login-2009 [jdoe]:  User jdoe from 198.51.100.7 logged in": {
			"reporter": "192.0.2.30", "program": "TMNX", "message_id": "SECURITY-MINOR-ssh_user_login-2009", "sequence": "417", "kind": "login", "action": "login", "outcome": "success", "actor": "jdoe", "actor_addr": "198.51.100.7"},
		"<187>Nov 22 13:02:11 pe7 pe7-log: 418 vprn170 USER-MINOR-cli_user_login-2001 [jdoe]:  User from 198.51.100.7 logged in": {
			"reporter": "pe7", "program": "pe7-log", "message_id": "USER-MINOR-cli_user_login-2001", "sequence": "418", "vrf": "vprn170", "kind": "login", "action": "login", "outcome": "success", "actor": "jdoe", "actor_addr": "198.51.100.7"},
		"<188>Nov 22 13:02:12 pe7 TMNX: 419 Base USER-WARNING-cli_config_io-2011 [jdoe]:  User from 198.51.100.7: A:pe7>config>system#  ptp": {
			"reporter": "pe7", "program": "TMNX", "message_id": "USER-WARNING-cli_config_io-2011", "sequence": "419", "kind": "command", "action": "configure", "actor": "jdoe", "actor_addr": "198.51.100.7", "object": "ptp"},
		"<188>Nov 22 13:02:13 pe7 TMNX: 420 management USER-MINOR-cli_user_io-2009 [jdoe]:  User jdoe from 198.51.100.7:5020 : A:pe7# show version": {
			"reporter": "pe7", "program": "TMNX", "message_id": "USER-MINOR-cli_user_io-2009", "sequence": "420", "vrf": "management", "kind": "command", "action": "command", "actor": "jdoe", "actor_addr": "198.51.100.7", "object": "show version"},
		// of a script, the subject names nobody
		"<188>Nov 22 13:02:13 pe7 TMNX: 421 Base USER-MINOR-cli_user_io-2009 [script auto 7]:  User from console: A:pe7# admin save": {
			"reporter": "pe7", "program": "TMNX", "message_id": "USER-MINOR-cli_user_io-2009", "sequence": "421", "kind": "command", "action": "command", "actor_name": "console", "object": "admin save"},
		// an account may look like anything
		"<187>Nov 22 13:02:14 pe7 TMNX: 422 Base SECURITY-MINOR-ssh_user_login_failed-2011 [${jndi:x}]:  User ${jndi:x} from 203.0.113.9 failed authentication": {
			"reporter": "pe7", "program": "TMNX", "message_id": "SECURITY-MINOR-ssh_user_login_failed-2011", "sequence": "422", "kind": "login", "action": "login", "outcome": "failure", "actor": "${jndi:x}", "actor_addr": "203.0.113.9"},
		"<187>Nov 22 13:02:15 pe7 TMNX: 423 Base LI-MINOR-liTargetChange-2099 [7]:  Words": {
			"reporter": "pe7", "program": "TMNX", "message_id": "LI-MINOR-liTargetChange-2099", "sequence": "423", "kind": "intercept"},
		"<187>Nov 22 13:02:16 pe7 TMNX: 424 Base PORT-MINOR-etherAlarmSet-2017 [Port 1/1/1]:  Alarm Remote Fault Set": {
			"reporter": "pe7", "program": "TMNX", "message_id": "PORT-MINOR-etherAlarmSet-2017", "sequence": "424"},
	} {
		events, gaps := agree.Syslog(f, decode.Options{}, line)
		if len(events) != 1 || gaps > 0 || events[0].Format != "sros" {
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
		"<187>Nov 22 13:02:11 pe7 TMNX: 417 Base SECURITY-MINOR-x-2009 [jdoe]:  x": syslog.Sure,
		"Nov 22 13:02:11 pe7 TMNX: 417 Base SECURITY-LOUD-x-2009 [jdoe]:  x":       syslog.No,
		"Nov 22 13:02:11 pe7 TMNX: Base SECURITY-MINOR-x-2009 [jdoe]:  x":          syslog.No,
		"Nov 22 13:02:11 db1 sshd[411]: 417 Base SECURITY-MINOR-x-2009 [jdoe]: x":  syslog.No,
		"Nov 22 13:02:11 r1 %SYS-5-CONFIG_I: x":                                    syslog.No,
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
	f.Add("<188>Nov 22 13:02:13 pe7 TMNX: 420 management USER-MINOR-cli_user_io-2009 [jdoe]:  User jdoe from 198.51.100.7:5020 : A:pe7# show version")
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}
