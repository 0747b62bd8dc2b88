package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/verdict"
)

// permitted is a filter of an ASA that permits every /9 from first on to any
// port but those that left names, and before that narrow permits.
func permitted(first, narrow int, ports ...string) string {
	var b strings.Builder
	b.WriteString("ASA Version 9.16(4)\n!\nhostname fw1\ninterface GigabitEthernet0/0\n nameif outside\n security-level 0\n ip address 198.51.100.1 255.255.255.252\n")
	for n := range narrow {
		fmt.Fprintf(&b, "access-list OUTSIDE extended permit ip host 10.1.%d.%d host 10.2.%d.%d\n", n/200, n%200, n%199, n/199)
	}
	if len(ports) == 0 {
		ports = []string{""}
	}
	for n := first; n < 448; n++ {
		for _, p := range ports {
			if p == "" {
				fmt.Fprintf(&b, "access-list OUTSIDE extended permit ip any4 %d.%d.0.0 255.128.0.0\n", n/2, n%2*128)
				continue
			}
			for _, proto := range []string{"tcp", "udp"} {
				fmt.Fprintf(&b, "access-list OUTSIDE extended permit %s any4 %d.%d.0.0 255.128.0.0 %s\n", proto, n/2, n%2*128, p)
			}
		}
	}
	b.WriteString("access-group OUTSIDE in interface outside\n: end\n")
	return b.String()
}

// TestManyNarrowPermits sees that permits each of which is narrow are everything
// where they are so together, and that the rest of a filter does not hide it.
func TestManyNarrowPermits(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	var check audit.Check
	for _, c := range embedded(t) {
		if c.ID == "firewall-admin-any" {
			check = c
		}
	}
	tests := []struct {
		name, config string
		want         verdict.Verdict
	}{
		{"every /9", permitted(0, 0), verdict.Fail},
		{"all but one", permitted(3, 0), verdict.Fail},
		{"all but some", permitted(12, 0), verdict.Pass},
		{"behind narrow ones", permitted(3, 1500), verdict.Fail},
		{"all ports but one", permitted(0, 0, "lt 22", "gt 22"), verdict.Pass},
	}
	for _, tt := range tests {
		if got := askAlone(t, &check, audit.Test{OS: "asa", Config: tt.config}, audit.Options{Absence: tables, Now: testTime}, reader(t)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
