package gen

import (
	"strconv"
	"strings"
)

// Form is one way of writing configurations, of those that a lexer of its own
// or a part of one reads.
type Form struct {
	Name, System string
	head, block  string // block is repeated; $ is its number, @ the number below 250
}

// Forms lists every form.
func Forms() []Form { return forms }

// Write writes a configuration of the form, of lines lines or a few more.
// Everything in it is about interfaces, filters and routes.
func (f Form) Write(lines int) string {
	if f.block == "" {
		return Config(f.System, 1, lines)
	}
	var b strings.Builder
	b.WriteString(f.head)
	per := strings.Count(f.block, "\n")
	for i := 1; i*per <= lines+per; i++ {
		n := strconv.Itoa(i)
		b.WriteString(strings.NewReplacer("$", n, "@", strconv.Itoa(i%250)).Replace(f.block))
	}
	return b.String()
}

var forms = []Form{
	{Name: "ios", System: "ios"},
	{Name: "nxos", System: "nxos"},
	{Name: "junos", System: "junos"},
	{Name: "fortios", System: "fortios"},
	{Name: "junos-set", System: "junos", head: "set version 21.4R3\nset system host-name gen\n", block: `set interfaces ge-0/0/$ description "link $"
set interfaces ge-0/0/$ unit 0 family inet filter input EDGE-IN
set interfaces ge-0/0/$ unit 0 family inet address 192.0.2.@/31
set firewall family inet filter EDGE-IN term t$ from source-address 198.51.100.@/32
set firewall family inet filter EDGE-IN term t$ from protocol [ tcp udp ]
set firewall family inet filter EDGE-IN term t$ from destination-port 443
set firewall family inet filter EDGE-IN term t$ then accept
set protocols bgp group CUST neighbor 192.0.2.@ peer-as 64$
set policy-options prefix-list CUST 198.51.100.@/32
set routing-options static route 198.51.100.@/32 next-hop 192.0.2.@
`},
	{Name: "panos-xml", System: "panos", head: "<?xml version=\"1.0\"?>\n<config version=\"10.2.0\" urldb=\"paloaltonetworks\">\n", block: `<entry name="rule $">
  <from>
    <member>trust</member>
  </from>
  <source>
    <member>198.51.100.@</member>
  </source>
  <service>
    <member>tcp-$</member>
  </service>
  <action>allow</action>
</entry>
`},
	{Name: "panos-set", System: "panos", head: "set deviceconfig system hostname gen\n", block: `set network interface ethernet ethernet1/$ comment "link $"
set network interface ethernet ethernet1/$ layer3 ip 192.0.2.@/31
set rulebase security rules "rule $" from trust
set rulebase security rules "rule $" to untrust
set rulebase security rules "rule $" source [ 198.51.100.@ 203.0.113.@ ]
set rulebase security rules "rule $" destination any
set rulebase security rules "rule $" application ssl
set rulebase security rules "rule $" service application-default
set rulebase security rules "rule $" action allow
set address "host $" ip-netmask 198.51.100.@
`},
	{Name: "routeros", System: "routeros", head: "# 2026-05-05 05:05:05 by RouterOS 7.20\n/interface ethernet\n", block: `set [ find default-name=ether$ ] comment="link $" name=ether$
/ip address
add address=192.0.2.@/30 interface=ether$ network=192.0.2.@
/ip firewall filter
add action=accept chain=forward comment="customer $" dst-port=443 \
    in-interface=ether$ protocol=tcp src-address=198.51.100.@
add action=drop chain=forward dst-address=198.51.100.@ log=yes log-prefix=drop$
/ip route
add disabled=no distance=1 dst-address=198.51.100.@/32 gateway=192.0.2.@
/interface ethernet
`},
	{Name: "vrp", System: "vrp", head: "!Software Version V800R021C00SPC100\n#\nsysname gen\n#\n", block: `interface GigabitEthernet0/0/$
 description link $
 undo shutdown
 ip address 192.0.2.@ 255.255.255.252
 traffic-filter inbound acl 3000
#
acl number 3000
 rule $ permit tcp source 198.51.100.@ 0 destination-port eq 443
 rule $ deny ip
#
ip route-static 198.51.100.@ 255.255.255.255 192.0.2.@
`},
	{Name: "sros", System: "sros", head: "# TiMOS-C-16.0.R9 cpm/hops64 Nokia 7750 SR\nexit all\nconfigure\n", block: `    router Base
        interface "to-$"
            address 192.0.2.@/31
            description "link $"
            port 1/1/$
            ingress
                filter ip $
            exit
            no shutdown
        exit
    exit
`},
	{Name: "sros-md", System: "sros", head: "# TiMOS-C-24.7.R1 cpm/hops64 Nokia 7750 SR-1\nconfigure {\n", block: `    router "Base" {
        interface "to-$" {
            admin-state enable
            description "link $"
            port 1/1/$
            ipv4 {
                primary {
                    address 192.0.2.@
                    prefix-length 31
                }
            }
        }
    }
`},
	{Name: "sros-set", System: "sros", head: "# TiMOS-B-26.3.R1 both/x86_64 Nokia 7750 SR-1\n", block: `/configure router "Base" interface "to-$" admin-state enable
/configure router "Base" interface "to-$" description "link $"
/configure router "Base" interface "to-$" port 1/1/$
/configure router "Base" interface "to-$" ipv4 primary address 192.0.2.@
/configure router "Base" interface "to-$" ipv4 primary prefix-length 31
/configure router "Base" bgp neighbor "192.0.2.@" group "CUST"
/configure router "Base" bgp neighbor "192.0.2.@" peer-as 64$
/configure filter ip-filter "EDGE-IN" entry $ match protocol tcp
/configure filter ip-filter "EDGE-IN" entry $ match src-ip address 198.51.100.@/32
/configure filter ip-filter "EDGE-IN" entry $ action accept
`},
}
