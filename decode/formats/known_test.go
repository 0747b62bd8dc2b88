package formats_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
)

// A line of a daemon that many systems have belongs to the system that its
// device is known to be, by lines of the same source; nothing else does.
func TestKnownDevices(t *testing.T) {
	const (
		sshd   = "Nov 22 13:02:12 r3 sshd[411]: Failed password for root from 203.0.113.9 port 51220 ssh2"
		others = "Nov 22 13:02:12 db1 sshd[411]: Failed password for root from 203.0.113.9 port 51220 ssh2"
		mgd    = "Nov 22 13:02:11 r3 mgd[4163]: UI_CMDLINE_READ_LINE: User 'jdoe', command 'show version '"
		flow   = "Nov 22 13:02:11 r3 RT_FLOW: RT_FLOW_SESSION_DENY: session denied 203.0.113.9/5->192.0.2.1/23 junos-telnet 6(0) deny-all A B"
		named  = `<37>1 2026-11-22T13:02:11.003Z r3 mgd 4163 UI_LOGIN_EVENT - User 'jdoe' login`
		kernel = "Nov 22 13:02:13 r3 kernel: DROP IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.1 LEN=52 TOS=0x00 TTL=115 DF PROTO=TCP SPT=50122 DPT=22 WINDOW=8192 SYN"
		ios    = "*Nov 22 13:02:15: r3: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)"
	)
	format := syslogFormat(t)
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"alone", []string{sshd}, "linux"},
		{"Junos by a daemon", []string{mgd, sshd, sshd}, "junos junos junos"},
		{"Junos by a flow", []string{flow, sshd}, "junos junos"},
		{"Junos by a message's name", []string{named, sshd}, "junos junos"},
		{"Junos that began with the daemon", []string{sshd, named, sshd}, "linux junos junos"},
		{"Junos that began with two", []string{sshd, sshd, mgd, sshd}, "linux linux junos junos"},
		{"another device", []string{mgd, others, sshd, others}, "junos linux junos linux"},
		{"Linux", []string{kernel, sshd, others}, "linux linux linux"},
		{"Linux after all", []string{mgd, kernel, sshd}, "junos linux linux"},
		{"a system that has no such lines", []string{ios, sshd}, "ios linux"},
	} {
		events, _ := agree.Decode(format.New(decode.Options{}), strings.Join(c.lines, "\n")+"\n")
		var got []string
		for _, e := range events {
			got = append(got, e.Format)
		}
		if want := strings.Fields(c.want); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}
