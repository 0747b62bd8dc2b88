package formats_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/event"
)

// families has, for each, lines as a relay's file holds them: several devices,
// several shapes of header, messages that are everyday's.
var families = map[string][]string{
	"ios": {
		"<189>000418: Nov 22 2026 13:02:15.008 UTC: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)",
		"<189>Nov 22 13:02:16 192.0.2.11 419: Nov 22 13:02:15.900: %PARSER-5-CFGLOG_LOGGEDCMD: User:jdoe  logged command:ip access-list extended EDGE",
		"<190>Nov 22 13:02:17 192.0.2.11 420: *Nov 22 13:02:16.900: %SEC-6-IPACCESSLOGP: list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet",
		"<189>421: r1: Nov 22 13:02:18.900 UTC: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: jdoe] [Source: 198.51.100.7] [localport: 22] at 13:02:18 UTC Sun Nov 22 2026",
		"<189>422: r1: Nov 22 13:02:19.900 UTC: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel77, changed state to up",
	},
	"iosxr": {
		"<189>Nov 22 13:02:16 core1 417: RP/0/RSP0/CPU0:Nov 22 13:02:15.900 UTC: config[66132]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'jdoe'. Use 'show configuration commit changes 1000000417' to view the changes.",
		"<190>418: core1 RP/0/RP0/CPU0:Nov 22 13:02:17.100 UTC: SSHD_[65697]: %SECURITY-SSHD-6-INFO_SUCCESS : Successfully authenticated user 'jdoe' from '198.51.100.7' on 'vty0'(cipher 'aes128-ctr', mac 'hmac-sha2-256')",
	},
	"nxos": {
		"<189>: 2026 Nov 22 13:02:15.900 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by jdoe on 198.51.100.7@pts/0",
		"<187>Nov 22 13:02:16 dc1 : 2026 Nov 22 13:02:16 UTC: %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/7 is down (Link failure)",
	},
	"asa": {
		"<166>Nov 22 2026 13:02:15 fw1 : %ASA-6-302013: Built inbound TCP connection 417 for outside:203.0.113.9/51234 (203.0.113.9/51234) to inside:10.1.1.5/443 (192.0.2.5/443)",
		"<164>Nov 22 2026 13:02:16: %ASA-4-106023: Deny tcp src outside:203.0.113.9/51234 dst inside:10.1.1.5/22 by access-group \"outside_in\" [0x0, 0x0]",
		"<166>Nov 22 2026 13:02:17 fw1 : %ASA-6-302014: Teardown TCP connection 417 for outside:203.0.113.9/51234 to inside:10.1.1.5/443 duration 0:01:02 bytes 41700 TCP FINs",
		"<165>Nov 22 2026 13:02:18 fw1 : %ASA-5-111008: User 'jdoe' executed the 'write memory' command.",
	},
	"eos": {
		"<189>Nov 22 13:02:15 leaf1 Cli: %SYS-5-CONFIG_I: Configured from console by jdoe on vty3 (198.51.100.7)",
		"<190>Nov 22 13:02:16 leaf1 Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet7, changed state to up",
	},
	"junos": {
		"<189>Nov 22 13:02:15 pe1 mgd[4711]: UI_CMDLINE_READ_LINE: User 'jdoe', command 'show route 10.0.0.0/8 '",
		"<38>Nov 22 13:02:16 pe1 sshd[4712]: Accepted publickey for jdoe from 198.51.100.7 port 51234 ssh2",
		"<28>Nov 22 13:02:17 pe1 rpd[1417]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 192.0.2.9 (External AS 64500) changed state from OpenConfirm to Established (event RecvKeepAlive) (instance master)",
	},
	"panos": {
		"<14>Nov 22 13:02:15 fw2 1,2026/11/22 13:02:15,001801000001,TRAFFIC,end,2049,2026/11/22 13:02:15,10.1.1.5,203.0.113.9,192.0.2.5,203.0.113.9,out,corp\\jdoe,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,logall,2026/11/22 13:02:15,4711,1,51234,443,31234,443,0x400053,tcp,allow,5417,1417,4000,21,2026/11/22 13:01:14,61,any,0,417,0x0,10.0.0.0-10.255.255.255,United States,0,9,12,tcp-fin,0,0,0,0,,fw2,from-policy,,,0,,0,,N/A,0,0,0,0",
	},
	"fortios": {
		"<189>date=2026-11-22 time=13:02:15 devname=\"fw3\" devid=\"FG100D0000000001\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" eventtime=1795352535 srcip=10.1.1.5 srcport=51234 srcintf=\"lan\" srcintfrole=\"lan\" dstip=203.0.113.9 dstport=443 dstintf=\"wan1\" dstintfrole=\"wan\" sessionid=4711 proto=6 action=\"close\" policyid=7 policytype=\"policy\" service=\"HTTPS\" dstcountry=\"Reserved\" srccountry=\"Reserved\" trandisp=\"snat\" transip=192.0.2.5 transport=51234 duration=61 sentbyte=1417 rcvdbyte=4000 sentpkt=9 rcvdpkt=12",
		"<189>date=2026-11-22 time=13:02:16 devname=\"fw3\" devid=\"FG100D0000000001\" logid=\"0100032001\" type=\"event\" subtype=\"system\" level=\"information\" vd=\"root\" logdesc=\"Admin login successful\" sn=\"1795352536\" user=\"admin\" ui=\"https(198.51.100.7)\" method=\"https\" srcip=198.51.100.7 dstip=192.0.2.1 action=\"login\" status=\"success\" reason=\"none\" profile=\"super_admin\" msg=\"Administrator admin logged in successfully from https(198.51.100.7)\"",
	},
	"linux": {
		"<86>Nov 22 13:02:15 db1 sshd[411]: Accepted publickey for jdoe from 198.51.100.7 port 51234 ssh2: RSA SHA256:abcdefghijklmnopqrstuvwxyz",
		"<85>Nov 22 13:02:16 db1 sudo:     jdoe : TTY=pts/0 ; PWD=/home/jdoe ; USER=root ; COMMAND=/usr/bin/tail -f /var/log/syslog",
		"<86>Nov 22 13:02:17 db1 sshd[411]: pam_unix(sshd:session): session opened for user jdoe by (uid=0)",
	},
	"rfc5424": {
		"<165>1 2026-11-22T13:02:15.003Z host.example.net evntslog 111 ID47 - an application event log entry",
	},
}

type tally struct{ events, gaps int }

func (t *tally) Event(*event.Event) { t.events++ }
func (t *tally) Drop(coverage.Gap)  { t.gaps++ }

// BenchmarkSyslog is one line into a typed event, with every family at hand; it
// does not hash. The figure to look at is cpu-ns/line.
func BenchmarkSyslog(b *testing.B) {
	all, err := formats.All()
	if err != nil {
		b.Fatal(err)
	}
	for name, lines := range families {
		b.Run(name, func(b *testing.B) {
			n := 2000 / len(lines) * len(lines)
			batch := &event.Batch{Source: "bench", Text: strings.Repeat(strings.Join(lines, "\n")+"\n", n/len(lines))}
			d := all[0].New(decode.Options{Source: "bench", Near: 1795000000e6})
			var got tally
			d.Decode(batch, &got)
			if got.events != n || got.gaps != 0 {
				b.Fatalf("%d events and %d gaps of %d lines", got.events, got.gaps, n)
			}
			b.ReportAllocs()
			fastest := int64(1 << 62)
			for b.Loop() {
				start := cpu(b)
				d.Decode(batch, &got)
				fastest = min(fastest, cpu(b)-start)
			}
			b.ReportMetric(float64(fastest)/float64(n), "cpu-ns/line")
			b.ReportMetric(float64(len(batch.Text))/float64(n), "bytes/line")
		})
	}
}

// cpu is the processor time of all threads so far, in nanoseconds.
func cpu(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
