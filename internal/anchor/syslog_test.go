package anchor

import (
	"strings"
	"testing"

	"github.com/leodido/go-syslog/v4/rfc3164"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/syslog/ios"
	"github.com/linewarden/linewarden/event"
)

const logLine = "<190>Nov 22 13:02:17 r1 asa[7]: list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet"

const iosLine = "<190>Nov 22 13:02:17 192.0.2.11 420: Nov 22 13:02:16.900: %SEC-6-IPACCESSLOGP: list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet"

// BenchmarkSyslog is a line to a typed event here, and the header alone of a
// simpler line there; "cpu-ns/item" is CPU time.
func BenchmarkSyslog(b *testing.B) {
	family, err := ios.New()
	if err != nil {
		b.Fatal(err)
	}
	const lines = 1000
	d := syslog.NewDecoder([]syslog.Family{family}, decode.Options{Source: "bench", Near: 1795000000e6})
	batch := &event.Batch{Source: "bench", Text: strings.Repeat(iosLine+"\n", lines)}
	var to logSink
	b.Run("linewarden", func(b *testing.B) { perItem(b, lines, func() { d.Decode(batch, &to) }) })
	p, line := rfc3164.NewParser(), []byte(logLine)
	b.Run("go-syslog, header", func(b *testing.B) {
		perItem(b, 1, func() {
			if _, err := p.Parse(line); err != nil {
				b.Fatal(err)
			}
		})
	})
}

type logSink int

func (s *logSink) Event(*event.Event) { *s++ }
func (s *logSink) Drop(coverage.Gap)  {}
