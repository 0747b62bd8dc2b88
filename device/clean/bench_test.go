package clean

import (
	"fmt"
	"strings"
	"testing"
)

// routerConfig returns a clean configuration of about n lines.
func routerConfig(n int) string {
	var b strings.Builder
	b.WriteString("! Last configuration change at 10:00:00 UTC Mon Jan 5 2026 by ops\n!\nversion 17.9\nhostname edge-1\n!\n")
	for i := 0; b.Len() < n*30; i++ {
		fmt.Fprintf(&b, "interface GigabitEthernet0/0/%d\n description customer %d, site north\n ip address 192.0.2.%d 255.255.255.252\n ip access-group EDGE-IN in\n no ip redirects\n no ip proxy-arp\n!\n", i, i, i%250)
		fmt.Fprintf(&b, "ip route 198.51.100.%d 255.255.255.255 192.0.2.%d name customer-%d\nsnmp-server host 192.0.2.%d version 3 priv ops\nip prefix-list CUST-%d seq 10 permit 198.51.100.0/24 le 32\n", i%250, i%250, i, i%250, i)
	}
	b.WriteString("line vty 0 4\n transport input ssh\n!\nend\n")
	return b.String()
}

// BenchmarkClean gives the time per 1,000 lines, without the hash.
func BenchmarkClean(b *testing.B) {
	plain := routerConfig(1000)
	for _, bc := range []struct{ name, text string }{
		{"lf", plain},
		{"crlf", strings.ReplaceAll(plain, "\n", "\r\n")},
		{"session", "edge-1#show running-config\r\n" + strings.ReplaceAll(strings.ReplaceAll(plain, "\n", "\r\n"), "line vty", " --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\bline vty") + "\r\nedge-1#"},
	} {
		raw := []byte(bc.text)
		lines := strings.Count(bc.text, "\n")
		b.Run(bc.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				var f File
				cleanInto(&f, raw)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*1000/float64(lines)/1e6, "ms/kline")
		})
	}
}
