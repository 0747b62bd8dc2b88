// Package gen writes synthetic configurations of any size for benchmarks and
// large-input tests. The same seed gives the same bytes. Addresses are from
// private and documentation ranges and every name is invented.
package gen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Config writes one configuration of about lines lines for a system: ios,
// nxos, junos or fortios. It returns "" for any other name.
func Config(os string, seed uint64, lines int) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 0x11e3a4de)), want: lines}
	switch os {
	case "ios":
		g.ios(seed)
	case "nxos":
		g.nxos(seed)
	case "junos":
		g.junos(seed)
	case "fortios":
		g.fortios(seed)
	}
	return g.b.String()
}

// Systems lists what Config can write.
func Systems() []string { return []string{"ios", "nxos", "junos", "fortios"} }

type generator struct {
	b    strings.Builder
	r    *rand.Rand
	want int
	n    int // lines written
}

func (g *generator) p(format string, args ...any) {
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
	g.n += 1 + strings.Count(format, "\n")
}

// left reports whether more lines are wanted, keeping room for the tail.
func (g *generator) left(tail int) bool { return g.n+tail < g.want }

func (g *generator) ip() string {
	return fmt.Sprintf("10.%d.%d.%d", g.r.IntN(256), g.r.IntN(256), 1+g.r.IntN(254))
}

func (g *generator) hexes(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("0123456789ABCDEF"[g.r.IntN(16)])
	}
	return b.String()
}

func (g *generator) port() int {
	return []int{22, 23, 25, 53, 80, 123, 161, 179, 443, 514, 1812, 3389, 8080}[g.r.IntN(13)]
}

func (g *generator) ios(seed uint64) {
	g.p("version 17.9\nservice timestamps debug datetime msec\nservice timestamps log datetime msec show-timezone year\nservice password-encryption")
	g.p("hostname gen-%d\nenable secret 9 $9$%s$%s\naaa new-model", seed, g.hexes(14), g.hexes(43))
	g.p("aaa group server tacacs+ TAC\n server name T1\n server name T2\naaa authentication login default group TAC local")
	g.p("aaa accounting commands 15 default start-stop group TAC\nno ip http server\nno ip http secure-server\nip ssh version 2")
	g.p("username ops privilege 15 secret 9 $9$%s$%s", g.hexes(14), g.hexes(43))
	g.p("tacacs server T1\n address ipv4 192.0.2.10\n key 7 0822455D0A16\ntacacs server T2\n address ipv4 192.0.2.11\n key 7 0822455D0A16")
	g.p("crypto pki certificate chain LAB\n certificate ca 01")
	for range min(40, g.want/40) {
		g.p("  %s %s %s %s", g.hexes(8), g.hexes(8), g.hexes(8), g.hexes(8))
	}
	g.p("  quit\nbanner login ^C\nAuthorised use only.\n^C")
	for i := 0; g.left(g.want / 2); i++ {
		g.p("interface GigabitEthernet0/%d\n description link %d\n ip address %s 255.255.255.252\n no ip redirects\n no ip unreachables\n no ip proxy-arp\n ip access-group EDGE-IN in\n!", i, i, g.ip())
	}
	g.p("router bgp 64500\n bgp log-neighbor-changes")
	for range min(40, g.want/60) {
		peer := g.ip()
		g.p(" neighbor %s remote-as %d\n neighbor %s description peer\n neighbor %s password 7 0822455D0A16", peer, 64501+g.r.IntN(400), peer, peer)
	}
	g.p("ip access-list extended EDGE-IN")
	for g.left(30) {
		g.p(" %s tcp %s 0.0.0.255 host %s eq %d", []string{"permit", "deny"}[g.r.IntN(2)], g.ip(), g.ip(), g.port())
	}
	g.p(" deny ip any any log\nip access-list standard MGMT\n permit 192.0.2.0 0.0.0.255\n deny any log")
	g.p("logging host 192.0.2.20\nlogging host 192.0.2.21\nsnmp-server group NET v3 priv\nntp server 192.0.2.30\nntp server 192.0.2.31")
	g.p("line con 0\n exec-timeout 5 0\nline vty 0 4\n access-class MGMT in\n exec-timeout 5 0\n transport input ssh\nend")
}

func (g *generator) nxos(seed uint64) {
	g.p("!Command: show running-config\nversion 9.3(10) Bios:version\nhostname gen-%d\nfeature tacacs+\nfeature bgp\nno feature telnet", seed)
	g.p("username admin password 5 $5$%s$%s role network-admin", g.hexes(8), g.hexes(43))
	g.p("ip access-list EDGE-IN")
	for i := 1; g.left(g.want / 2); i++ {
		g.p("  %d permit tcp %s/24 %s/32 eq %d", i*10, g.ip(), g.ip(), g.port())
	}
	for i := 1; g.left(6); i++ {
		g.p("interface Ethernet1/%d\n  description link %d\n  no switchport\n  ip address %s/30\n  ip access-group EDGE-IN in\n  no shutdown\n", i, i, g.ip())
	}
	g.p("logging server 192.0.2.20 6 use-vrf management\nline vty\n  exec-timeout 5")
}

func (g *generator) junos(seed uint64) {
	g.p("version 21.4R3;\nsystem {\n    host-name gen-%d;\n    root-authentication {\n        encrypted-password \"$6$%s$%s\"; ## SECRET-DATA\n    }", seed, g.hexes(8), g.hexes(64))
	g.p("    services {\n        ssh {\n            root-login deny;\n        }\n    }\n    syslog {\n        host 192.0.2.20 {\n            any info;\n        }\n    }\n}\ninterfaces {")
	for i := 0; g.left(g.want / 2); i++ {
		g.p("    ge-0/0/%d {\n        description \"link %d\";\n        unit 0 {\n            family inet {\n                address %s/30;\n            }\n        }\n    }", i, i, g.ip())
	}
	g.p("}\nfirewall {\n    family inet {\n        filter EDGE-IN {")
	for i := 0; g.left(12); i++ {
		g.p("            term t%d {\n                from {\n                    source-address {\n                        %s/32;\n                    }\n                    destination-port %d;\n                }\n                then accept;\n            }", i, g.ip(), g.port())
	}
	g.p("        }\n    }\n}")
}

func (g *generator) fortios(seed uint64) {
	g.p("#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\nconfig system global\n    set hostname \"gen-%d\"\n    set admintimeout 5\nend\nconfig system interface", seed)
	for i := 1; i <= max(2, g.want/100); i++ {
		g.p("    edit \"port%d\"\n        set ip %s 255.255.255.252\n        set allowaccess ping https ssh\n    next", i, g.ip())
	}
	g.p("end\nconfig firewall policy")
	for i := 1; g.left(2); i++ {
		g.p("    edit %d\n        set srcintf \"port1\"\n        set dstintf \"port2\"\n        set srcaddr \"all\"\n        set dstaddr \"all\"\n        set action accept\n        set service \"HTTPS\"\n        set logtraffic all\n    next", i)
	}
	g.p("end")
}
