package formats_test

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
)

// Each line belongs to one family, whatever others would take it for.
func TestClaims(t *testing.T) {
	syslog := syslogFormat(t)
	for line, want := range map[string]string{
		"*Nov 22 13:02:15: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)":                                                           "ios",
		"Nov 22 13:02:11 r3 mgd[4163]: UI_CMDLINE_READ_LINE: User 'jdoe', command 'show version '":                                                            "junos",
		"<14>Nov 22 13:02:11 fw1 RT_FLOW: RT_FLOW_SESSION_DENY: session denied 203.0.113.9/5->192.0.2.1/23 junos-telnet 6(0) deny-all A B":                    "junos",
		`<37>1 2026-11-22T13:02:11.003Z r3 mgd 4163 UI_NEW_THING [junos@2636.1.1.1.2.18 username="jdoe"]`:                                                     "junos",
		`<189>date=2026-11-22 time=13:02:11 devname="fw1" logid="0100044547" type="event" subtype="system" msg="%SYS-5-CONFIG_I: x"`:                          "fortios",
		"Nov 22 13:02:12 fw1 1,2026/11/22 13:02:11,0128,SYSTEM,general,2561,2026/11/22 13:02:11,,general,,0,0,general,informational,%SYS-5-CONFIG_I: x,8,0x0": "panos",
		"Nov 22 13:02:11 sw5 ConfigAgent: %SYS-5-CONFIG_I: Configured from console by jdoe on vty3 (198.51.100.7)":                                            "eos",
		"Nov 22 13:02:11 db1 sshd[411]: Failed password for root from 203.0.113.9 port 51220 ssh2":                                                            "linux",
		`<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[17]:Recorded command information. (Task=VTY0, Ip=198.51.100.7, User=jdoe, Command="x")`:      "vrp",
		"<187>Nov 22 13:02:11 pe7 TMNX: 417 Base SECURITY-MINOR-ssh_user_login-2009 [jdoe]:  User jdoe from 198.51.100.7 logged in":                           "sros",
		"<134>Nov 22 13:02:11 ccr1 system,info,account user admin logged in from 198.51.100.7 via winbox":                                                     "routeros",
		"<30>firewall,info input: in:ether1 out:(unknown 0), proto TCP (SYN), 203.0.113.9:1->192.0.2.1:22, len 60":                                            "routeros",
		"<13>Nov 22 13:02:11 h1 words of nobody": "syslog",
	} {
		events, gaps := agree.Decode(syslog.New(decode.Options{}), line)
		if gaps > 0 || len(events) != 1 {
			t.Errorf("%q: %d events", line, len(events))
			continue
		}
		if events[0].Format != want {
			t.Errorf("%q: %s, want %s", line, events[0].Format, want)
		}
	}
}
