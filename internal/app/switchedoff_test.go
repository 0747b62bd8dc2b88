package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// maker is how one maker's devices write a log: a line as usual, and the record
// of what switches the log off. %[1]s is the name, the rest stamps.
type maker struct {
	stamp, usual, off string
	quoted            string // what the finding must quote of it
}

var makers = map[string]maker{
	"ios": {"Jan _2 2006 15:04:05", "<189>%s: %s UTC: %%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up",
		"<189>%s: %s UTC: %%PARSER-5-CFGLOG_LOGGEDCMD: User:jdoe  logged command:no logging host 192.0.2.9", "jdoe: no logging host 192.0.2.9"},
	"junos": {"Jan _2 15:04:05", "<189>%[2]s %[1]s mib2d[2077]: SNMP_TRAP_LINK_DOWN: ifIndex 521, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/1",
		"<189>%[2]s %[1]s mgd[3000]: UI_CMDLINE_READ_LINE: User 'jdoe', command 'delete system syslog '", "jdoe: delete system syslog"},
	"junos-off": {"Jan _2 15:04:05", "<189>%[2]s %[1]s mib2d[2077]: SNMP_TRAP_LINK_DOWN: ifIndex 521, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/1",
		"<189>%[2]s %[1]s mgd[3000]: UI_CFG_AUDIT_OTHER: User 'jdoe' deactivate: [system syslog host 192.0.2.9] \"\"", "jdoe: system syslog host 192.0.2.9 inactive"},
	"panos": {"2006/01/02 15:04:05", "<14>1,%[2]s,007000000001,SYSTEM,general,0,%[2]s,,general,,0,0,general,informational,\"Connected\",1,0x0,0,0,0,0,,%[1]s",
		"<14>1,%[2]s,007000000001,CONFIG,0,0,%[2]s,198.51.100.7,,delete,jdoe,CLI,Succeeded,shared log-settings syslog central,2,0x0,0,0,0,0,,%[1]s", "jdoe: shared log-settings syslog central removed"},
	"fortios": {"date=2006-01-02 time=15:04:05", "<189>%[2]s devname=\"%[1]s\" devid=\"FGT60E0000000001\" tz=\"+0000\" logid=\"0100032001\" type=\"event\" subtype=\"system\" level=\"information\" vd=\"root\" logdesc=\"Admin login successful\" user=\"ops\" action=\"login\" status=\"success\" msg=\"Administrator ops logged in\"",
		"<189>%[2]s devname=\"%[1]s\" devid=\"FGT60E0000000001\" tz=\"+0000\" logid=\"0100044547\" type=\"event\" subtype=\"system\" level=\"information\" vd=\"root\" logdesc=\"Object attribute configured\" user=\"jdoe\" ui=\"ssh(198.51.100.7)\" action=\"Edit\" cfgpath=\"log.syslogd.setting\" cfgattr=\"status[enable->disable]\" msg=\"Edit log.syslogd.setting\"", "jdoe: log.syslogd.setting disabled"},
	"eos": {"Jan _2 15:04:05", "<189>%[2]s %[1]s Ebra: %%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1, changed state to up",
		"<189>%[2]s %[1]s Aaa: %%ACCOUNTING-6-CMD: jdoe vty2 198.51.100.7 stop task_id=1 start_time=1 timezone=UTC service=shell priv-lvl=15 cmd=no logging host 192.0.2.9 <cr>", "jdoe: no logging host 192.0.2.9"},
	"asa": {"Jan _2 2006 15:04:05", "<189>%[2]s %[1]s : %%ASA-6-302013: Built outbound TCP connection 1 for outside:203.0.113.7/443 (203.0.113.7/443) to inside:10.1.1.2/5000 (198.51.100.9/5000)",
		"<189>%[2]s %[1]s : %%ASA-5-111008: User 'jdoe' executed the 'no logging enable' command.", "jdoe: no logging enable"},
	"vrp": {"Jan _2 2006 15:04:05", "<189>%[2]s %[1]s %%%%01IFNET/4/LINK_STATE(l)[10]:The line protocol IP on the interface GigabitEthernet0/0/1 has entered the UP state.",
		"<189>%[2]s %[1]s %%%%01SHELL/5/CMDRECORD(s)[11]:Recorded command information. (Task=vt0, Ip=198.51.100.7, VpnName=, User=jdoe, AuthenticationMethod=\"Local-user\", Command=\"undo info-center enable\")", "jdoe: undo info-center enable"},
	"routeros": {"Jan _2 15:04:05", "<189>%[2]s %[1]s system,info,account user ops logged in from 198.51.100.7 via ssh",
		"<189>%[2]s %[1]s system,info log action removed by jdoe", "jdoe: action removed"},
	"linux": {"Jan _2 15:04:05", "<38>%[2]s %[1]s sshd[100]: Accepted publickey for backup from 198.51.100.7 port 5000 ssh2",
		"<86>%[2]s %[1]s sudo:     jdoe : TTY=pts/0 ; PWD=/home/jdoe ; USER=root ; COMMAND=/usr/bin/systemctl stop rsyslog", "jdoe: /usr/bin/systemctl stop rsyslog"},
}

// Whatever its maker, a device whose log is switched off is one finding, which
// quotes who did it with what, and where that is recorded.
func TestSwitchedOff(t *testing.T) {
	for name, m := range makers {
		dir := t.TempDir()
		begin, off := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 4, 3, 4, 0, 0, time.UTC)
		var b strings.Builder
		lines := 0
		for at := begin; at.Before(begin.AddDate(0, 0, 6)); at = at.Add(4 * time.Minute) {
			if at.Before(off) || at.After(off.Add(30*time.Hour)) {
				fmt.Fprintf(&b, m.usual+"\n", name, at.Format(m.stamp))
			}
			if at.Equal(off) {
				fmt.Fprintf(&b, m.off+"\n", name, off.Format(m.stamp))
			}
			if !at.After(off) {
				lines++
			}
		}
		path := filepath.Join(dir, name+".log")
		must(t, os.WriteFile(path, []byte(b.String()), 0o600))
		must(t, os.Chtimes(path, off, begin.AddDate(0, 0, 7)))
		var out, errs bytes.Buffer
		env := System("test")
		env.Stdout, env.Stderr, env.Terminal, env.Progress = &out, &errs, false, false
		env.Getenv = func(name string) string { return map[string]string{"XDG_STATE_HOME": dir}[name] }
		code := Main(context.Background(), []string{"coverage", path, "--ascii", "--zone", "UTC"}, env)
		for _, want := range []string{
			"x 1 gap where somebody switched records off     ? 0 other gaps     ? 0 records not understood",
			"x tampered     " + name + " syslog  2026-10-04 03:0",
			" (30 hours)\n      somebody switched the records off, and silence followed (known by: declared)\n      " + m.quoted + "  (",
			fmt.Sprintf("%s:%d)", path, lines),
		} {
			if code != exitFindings || !strings.Contains(out.String(), want) {
				t.Errorf("%s, exit %d: missing %q in\n%s%s", name, code, want, out.String(), errs.String())
				break
			}
		}
	}
}
