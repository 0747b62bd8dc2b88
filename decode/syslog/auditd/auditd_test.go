package auditd

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

func format() decode.Format {
	return decode.Format{Split: syslog.Split, New: func(opt decode.Options) decode.Decoder {
		return syslog.NewDecoder([]syslog.Family{Family{}}, opt)
	}}
}

func lines(s ...string) string { return strings.Join(s, "\n") + "\n" }

const (
	callLine  = `type=SYSCALL msg=audit(1795352531.123:417): arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=66 items=2 ppid=7 pid=99 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm="cp" exe="/usr/bin/cp" key="watch"`
	execLine  = `type=EXECVE msg=audit(1795352531.123:417): argc=4 a0="cp" a1="-a" a2=2F746D702F6120622D a3="x y"`
	cwdLine   = `type=CWD msg=audit(1795352531.123:417): cwd="/root"`
	pathLine  = `type=PATH msg=audit(1795352531.123:417): item=0 name="/usr/bin/cp" inode=1 nametype=NORMAL`
	titleLine = `type=PROCTITLE msg=audit(1795352531.123:417): proctitle=6370002D61`
	want      = `auditd command success 2026-11-22T13:02:11.123Z actor="1000" action="execute" object="cp -a /tmp/a b- x y" session="3" message_id="SYSCALL" program="/usr/bin/cp" task:"417" pid:"99" terminal:"pts0" policy:"watch" role:"0"`
)

func TestRecords(t *testing.T) {
	for text, want := range map[string]string{
		lines(callLine, execLine, cwdLine, pathLine, titleLine): want,
		lines(`node=db1 type=USER_LOGIN msg=audit(1795352531.5:9): pid=12 uid=0 auid=1000 ses=4 subj=x msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=h.example addr=203.0.113.9 terminal=ssh res=success'` + "\x1d" + `UID="root" AUID="jdoe" ID="jdoe"`):                                          `auditd login success 2026-11-22T13:02:11.5Z reporter="db1" actor="jdoe" action="login" session="4" message_id="USER_LOGIN" program="/usr/sbin/sshd" actor_addr="203.0.113.9" task:"9" pid:"12" actor_name:"h.example" terminal:"ssh"`,
		lines(`type=USER_AUTH msg=audit(1795352531.5:9): pid=12 uid=0 auid=4294967295 ses=4294967295 msg='op=PAM:authentication acct=28756E6B6E6F776E207573657229 exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed'`):                                                            `auditd login failure 2026-11-22T13:02:11.5Z actor="(unknown user)" message_id="USER_AUTH" program="/usr/sbin/sshd" actor_addr="203.0.113.9" task:"9" pid:"12" terminal:"ssh" service:"PAM"`,
		lines(`type=USER_CMD msg=audit(1795352531.5:9): pid=12 uid=1000 auid=1000 ses=4 msg='cwd="/" cmd=2F62696E2F6C73202D6C exe="/usr/bin/sudo" terminal=pts/0 res=success'`):                                                                                                                          `auditd command success 2026-11-22T13:02:11.5Z actor="1000" action="execute" object="/bin/ls -l" session="4" message_id="USER_CMD" program="/usr/bin/sudo" task:"9" pid:"12" terminal:"pts/0"`,
		lines(`type=ADD_USER msg=audit(1795352531.5:9): pid=12 uid=0 auid=1000 ses=4 msg='op=adding user id=1004 exe="/usr/sbin/useradd" hostname=h addr=127.0.0.1 terminal=pts/2 res=success'`):                                                                                                         `auditd config_change success 2026-11-22T13:02:11.5Z actor="1000" action="account_change" object="adding user" session="4" message_id="ADD_USER" program="/usr/sbin/useradd" actor_addr="127.0.0.1" task:"9" pid:"12" actor_name:"h" terminal:"pts/2" target_user:"1004" role:"0"`,
		lines(`type=CONFIG_CHANGE msg=audit(1795352531.5:9): audit_enabled=0 old=1 auid=1000 ses=4 res=1`):                                                                                                                                                                                               `auditd config_change success 2026-11-22T13:02:11.5Z actor="1000" action="logging_change" object="audit_enabled" session="4" message_id="CONFIG_CHANGE" task:"9" state:"off" old:"1" new:"0"`,
		lines(`type=DAEMON_END msg=audit(1795352531.5:9): op=terminate auid=0 pid=1 res=success`):                                                                                                                                                                                                        `auditd config_change success 2026-11-22T13:02:11.5Z actor="0" action="logging_change" object="auditd" message_id="DAEMON_END" task:"9" pid:"1" state:"stopped"`,
		lines(`type=SERVICE_STOP msg=audit(1795352531.5:9): pid=1 uid=0 auid=4294967295 ses=4294967295 msg='unit=rsyslog comm="systemd" exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success'`):                                                                                       `auditd system success 2026-11-22T13:02:11.5Z actor="0" action="stop" object="rsyslog" message_id="SERVICE_STOP" program="/usr/lib/systemd/systemd" task:"9" pid:"1"`,
		lines(`type=SYSCALL msg=audit(1795352531.5:9): arch=c000003e syscall=42 success=no exit=-115 pid=5 auid=4294967295 uid=33 euid=33 tty=(none) ses=4294967295 comm="sh" exe="/bin/sh" key=(null)`, `type=SOCKADDR msg=audit(1795352531.5:9): saddr=02000050CB0071090000000000000000`):              `auditd system failure 2026-11-22T13:02:11.5Z actor="33" action="open" message_id="SYSCALL" program="/bin/sh" target_addr="203.0.113.9" target_port="80" task:"9" pid:"5" direction:"outbound"`,
		lines(`type=SYSCALL msg=audit(1795352531.5:9): arch=c000003e syscall=288 success=yes exit=4 pid=5 auid=4294967295 uid=0 euid=0 comm="sshd" exe="/usr/sbin/sshd"`, `type=SOCKADDR msg=audit(1795352531.5:9): saddr=0A00C3500000000020010DB800000000000000000000000900000000`):                     `auditd system success 2026-11-22T13:02:11.5Z actor="0" action="open" message_id="SYSCALL" program="/usr/sbin/sshd" actor_addr="2001:db8::9" actor_port="50000" task:"9" pid:"5" direction:"inbound"`,
		lines(`type=SYSCALL msg=audit(1795352531.5:9): arch=c000003e syscall=87 success=yes pid=5 auid=0 uid=0 euid=0 exe="/bin/rm"`, `type=PATH msg=audit(1795352531.5:9): item=0 name="/var/log" nametype=PARENT`, `type=PATH msg=audit(1795352531.5:9): item=1 name="/var/log/wtmp" nametype=DELETE`): `auditd system success 2026-11-22T13:02:11.5Z actor="0" action="delete" object="/var/log/wtmp" message_id="SYSCALL" program="/bin/rm" task:"9" pid:"5"`,
		// As ausearch prints it, interpreted.
		lines(`----`, `type=PROCTITLE msg=audit(11/22/2026 13:02:11.123:417) : proctitle=cp -a /tmp/a res=success `):                                                                                 `auditd system 2026-11-22T13:02:11.123Z !zone_guessed object="cp -a /tmp/a res=success" message_id="PROCTITLE" task:"417"`,
		lines(`type=USER_CMD msg=audit(11/22/26 13:02:11.123:418) : pid=12 uid=jdoe auid=jdoe ses=4 msg='cwd=/root cmd=echo x res=failed terminal=no exe=/usr/bin/sudo terminal=pts/0 res=success'`): `auditd command success 2026-11-22T13:02:11.123Z !zone_guessed actor="jdoe" action="execute" object="echo x res=failed terminal=no" session="4" message_id="USER_CMD" program="/usr/bin/sudo" task:"418" pid:"12" terminal:"pts/0"`,
		// Carried in syslog.
		lines(`Nov 22 13:02:12 db1 audispd: node=db1 type=USER_LOGOUT msg=audit(1795352531.5:9): pid=12 uid=0 auid=1000 ses=4 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=? addr=? terminal=ssh res=success'`): `auditd login success 2026-11-22T13:02:11.5Z reporter="db1" actor="1000" action="logout" session="4" message_id="USER_LOGOUT" program="/usr/sbin/sshd" task:"9" pid:"12" terminal:"ssh"`,
		lines(`Nov 22 13:02:12 db1 kernel: [   12.345678] audit: type=1400 audit(1795352531.5:9): apparmor="DENIED" operation="open" profile="p" name="/etc/shadow" pid=12 comm="x"`):                                  `auditd system 2026-11-22T13:02:11.5Z reporter="db1" action="deny" object="/etc/shadow" message_id="AVC" program="x" task:"9" pid:"12"`,
		lines(`Nov 22 13:02:12 db1 audit[12]: USER_LOGIN pid=12 uid=0 auid=1000 ses=4 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=success'`):                               `auditd login success 2026-11-22T13:02:12Z !year_guessed !zone_guessed reporter="db1" actor="1000" action="login" session="4" message_id="USER_LOGIN" program="/usr/sbin/sshd" actor_addr="203.0.113.9" pid:"12" terminal:"ssh"`,
	} {
		got := recordstest.Run(t, format(), text)
		if len(got.Events) != 1 || recordstest.Line(got.Events[0]) != want || len(got.Gaps.Gaps()) != 0 {
			t.Errorf("%s", text)
			for _, e := range got.Events {
				t.Errorf(" got %s", recordstest.Line(e))
			}
			t.Errorf("want %s\n%v", want, got.Gaps.Gaps())
		}
	}
}

// Records of several serial numbers stand between each other, and of several
// hosts in syslog; each event has its own alone, and all places of them.
func TestJoined(t *testing.T) {
	other := strings.NewReplacer(":417)", ":418)", `"cp"`, `"mv"`)
	for name, text := range map[string]string{
		"serials":  lines(callLine, other.Replace(callLine), execLine, other.Replace(execLine), cwdLine, titleLine, other.Replace(titleLine)),
		"no end":   lines(callLine, execLine, other.Replace(callLine), other.Replace(execLine)),
		"hosts":    carried("db1", callLine) + carried("db2", other.Replace(callLine)) + carried("db1", execLine) + carried("db2", other.Replace(execLine)) + carried("db2", other.Replace(titleLine)) + carried("db1", titleLine),
		"one host": carried("db1", callLine) + "Nov 22 13:02:12 db1 cron[1]: words\n" + carried("db1", execLine) + carried("db1", titleLine) + carried("db1", other.Replace(callLine)) + carried("db1", other.Replace(execLine)),
	} {
		got := recordstest.Run(t, format(), text)
		commands := map[string]int{}
		for _, e := range got.Events {
			if e.Kind == event.Command {
				commands[e.Text(event.Object)]++
			}
			if e.Kind == event.Command && len(e.Parts) == 0 && strings.Count(e.Raw, "\n") == 0 {
				t.Errorf("%s: %q is not all of the record", name, e.Raw)
			}
		}
		if len(commands) != 2 || commands["cp -a /tmp/a b- x y"] != 1 || commands["mv -a /tmp/a b- x y"] != 1 {
			t.Errorf("%s: %v", name, commands)
		}
	}
}

func carried(host, record string) string {
	return "Nov 22 13:02:12 " + host + " audispd: " + record + "\n"
}

// What the kernel says it lost is a gap; of its total only what is new counts.
func TestLost(t *testing.T) {
	const at = "Nov 22 13:02:12 db1 kernel: "
	got := recordstest.Run(t, format(), lines(at+"[  1.5] audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64", at+"audit: audit_lost=5 audit_rate_limit=0", at+"audit: audit_lost=9 x", at+"audit: audit_lost=2 x"))
	gaps := got.Gaps.Gaps()
	if len(gaps) != 1 || gaps[0].Count != 5+4+2 || gaps[0].Basis != coverage.Counter || gaps[0].Source != "db1" || len(got.Events) != 4 {
		t.Errorf("%+v", gaps)
	}
}

// What a user types ends no value and begins no record: auditd writes it in
// hexadecimal, and only the programs that carry records are read.
func TestSpoofed(t *testing.T) {
	f := Family{}
	for _, line := range []string{
		"Nov 22 13:02:12 db1 sshd[4]: type=USER_LOGIN msg=audit(1.5:9): acct=\"root\" res=success",
		"Nov 22 13:02:12 db1 kernel: usb name type=USER_LOGIN msg=audit(1.5:9): acct=\"root\" res=success",
		"Nov 22 13:02:12 db1 sshd[4]: audit_lost=77 ",
	} {
		var h syslog.Header
		h.Parse(line)
		if f.Claim(&h) != syslog.No {
			t.Errorf("%s: claimed", line)
		}
	}
	got := recordstest.Run(t, format(), lines(`type=USER_CMD msg=audit(1795352531.5:9): uid=1000 auid=1000 msg='cwd="/" cmd=`+hexOf("x' res=failed auid=0 acct=\"root\"")+` terminal=pts/0 res=success'`))
	e := got.Events[0]
	if e.Text(event.Actor) != "1000" || e.Outcome != event.Success || e.Text(event.Object) != "x' res=failed auid=0 acct=\"root\"" {
		t.Error(recordstest.Line(e))
	}
}

func hexOf(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}

func FuzzAuditd(f *testing.F) {
	f.Add(lines("----", callLine, execLine, cwdLine, pathLine, titleLine))
	f.Add(`type=SOCKADDR msg=audit(11/22/2026 13:02:11.1:4) : saddr={ saddr_fam=inet laddr=192.0.2.1 lport=443 }`)
	f.Fuzz(func(t *testing.T, s string) {
		recordstest.Run(t, format(), s)
		recordstest.Run(t, format(), "type=SYSCALL msg=audit(1795352531.5:9): "+s)
		recordstest.Run(t, format(), "type=EXECVE msg=audit(11/22/2026 13:02:11.1:4) : "+s)
	})
}

func BenchmarkAuditd(b *testing.B) {
	text := strings.Repeat(lines(callLine, execLine, cwdLine, pathLine, titleLine), 200)
	d := format().New(decode.Options{})
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(&event.Batch{Text: text}, none{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/line")
}

type none struct{}

func (none) Event(*event.Event) {}
func (none) Drop(coverage.Gap)  {}
