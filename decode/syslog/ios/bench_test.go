package ios

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

type count int

func (c *count) Event(*event.Event) { *c++ }
func (c *count) Drop(coverage.Gap)  {}

// BenchmarkDecode is a device's usual mixture: line to typed event.
func BenchmarkDecode(b *testing.B) {
	lines := []string{
		"<189>000418: Nov 22 2026 13:02:15.008 UTC: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)",
		"<189>Nov 22 13:02:16 192.0.2.11 419: Nov 22 13:02:15.900: %PARSER-5-CFGLOG_LOGGEDCMD: User:jdoe  logged command:ip access-list extended EDGE",
		"<190>Nov 22 13:02:17 192.0.2.11 420: *Nov 22 13:02:16.900: %SEC-6-IPACCESSLOGP: list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet",
		"<189>421: r1: Nov 22 13:02:18.900 UTC: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: jdoe] [Source: 198.51.100.7] [localport: 22] at 13:02:18 UTC Sun Nov 22 2026",
		"<189>422: r1: Nov 22 13:02:19.900 UTC: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel77, changed state to up",
	}
	f, err := New()
	if err != nil {
		b.Fatal(err)
	}
	d := syslog.NewDecoder([]syslog.Family{f}, decode.Options{Source: "bench", Near: 1795000000e6})
	batch := &event.Batch{Source: "bench", Text: strings.Repeat(strings.Join(lines, "\n")+"\n", 1000)}
	n := len(lines) * 1000
	var got count
	d.Decode(batch, &got)
	if int(got) != n {
		b.Fatalf("%d events of %d lines", got, n)
	}
	b.SetBytes(int64(len(batch.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(batch, &got)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
}
