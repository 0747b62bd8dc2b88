package junos

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
)

// hostile are statements of which a file may hold many that refer to each
// other, by name; each takes the number of the line.
var hostile = map[string]func(i int) string{
	"a long list in many terms": func(i int) string {
		return fmt.Sprintf("set policy-options prefix-list p 10.%d.%d.0/24\nset firewall filter f term t%d from source-prefix-list p\nset firewall filter f term t%d then accept\n", i>>8&255, i&255, i, i)
	},
	"many exceptions": func(i int) string {
		return fmt.Sprintf("set firewall filter f term t%d from source-address 0.0.0.0/0\nset firewall filter f term t%d from source-address 10.%d.%d.1/32 except\n", i/500, i/500, i>>8&255, i&255)
	},
	"ICMP types and codes": func(i int) string {
		return fmt.Sprintf("set firewall filter f term t%d from protocol icmp\nset firewall filter f term t%d from icmp-type 0-255\nset firewall filter f term t%d from icmp-code 0-255\n", i, i, i)
	},
	"a wide set in many policies": func(i int) string {
		return fmt.Sprintf("set security address-book global address a%d 10.%d.%d.0/24\nset security address-book global address-set s address a%d\nset security policies global policy p%d match source-address s\n", i, i>>8&255, i&255, i, i)
	},
	"interface ranges": func(i int) string {
		return fmt.Sprintf("set interfaces interface-range r%d member-range ge-%d/0/0 to ge-%d/0/900\nset interfaces interface-range r%d mtu 9000\n", i, i, i, i)
	},
	"groups with patterns": func(i int) string {
		return fmt.Sprintf("set groups g%d interfaces <*> unit <*> family inet mtu %d\nset apply-groups g%d\nset interfaces ge-%d unit 0\n", i, i, i, i)
	},
	"apply-path": func(i int) string {
		return fmt.Sprintf("set policy-options prefix-list p%d apply-path \"interfaces <*> unit <*> family inet address <*>\"\nset interfaces ge-%d unit 0 family inet address 10.%d.%d.1/24\n", i, i, i>>8&255, i&255)
	},
	"copies of copies": func(i int) string { return fmt.Sprintf("set a b%d c\ncopy a to a%d\n", i, i) },
	"zones": func(i int) string {
		return fmt.Sprintf("set interfaces ge-%d unit 0\nset security zones security-zone z%d interfaces all\n", i, i)
	},
	"one statement": func(int) string { return "set system host-name x\n" },
	"filters in a list": func(i int) string {
		return fmt.Sprintf("set interfaces ge-0 unit 0 family inet filter input-list f%d\n", i)
	},
}

// TestBounded: twice the lines take no more than about twice the memory, or
// stay below what is allowed for a file of that length.
func TestBounded(t *testing.T) {
	sys, err := New()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range hostile {
		cost := func(n int) float64 {
			var s strings.Builder
			for i := range n {
				s.WriteString(line(i))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			parseWith(sys, s.String()).dev.Finish(tables["junos"])
			runtime.ReadMemStats(&after)
			return float64(after.TotalAlloc-before.TotalAlloc) / (1 << 20)
		}
		one, two := cost(1000), cost(2000)
		if two > 3*one && two > 64 || two > 512 {
			t.Errorf("%s: 1,000 take %.0f MiB, 2,000 take %.0f MiB", name, one, two)
		}
	}
}
