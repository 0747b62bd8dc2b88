package parse

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/device/model"
)

// refs is one file of a system with the names that it uses and does not
// define, and the reverse, each as "kind name" in order.
type refs struct {
	os, name, text    string
	undefined, unused []string
}

// TestReferences sees that definitions and uses meet.
func TestReferences(t *testing.T) {
	p := compiled(t)
	for _, tc := range slices.Concat(iosRefs, nxosRefs, junosRefs, otherRefs) {
		t.Run(tc.os+"/"+tc.name, func(t *testing.T) {
			r := p.Parse([]byte(tc.text), Options{OS: tc.os, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
			list := func(ps []*model.RefProblem) []string {
				var out []string
				for _, x := range ps {
					out = append(out, x.Kind+" "+x.Name)
				}
				slices.Sort(out)
				return out
			}
			if d := cmp.Diff(tc.undefined, list(r.Device.Refs.Undefined)); d != "" {
				t.Errorf("undefined:\n%s", d)
			}
			if d := cmp.Diff(tc.unused, list(r.Device.Refs.Unused)); d != "" {
				t.Errorf("unused:\n%s", d)
			}
		})
	}
}

var iosRefs = []refs{
	{"ios", "peer group of old", "router bgp 65000\n neighbor RR peer-group nlri unicast multicast\n neighbor 192.0.2.1 peer-group RR\n bgp listen range 198.51.100.0/24 peer-group DYN\n",
		[]string{"peer-group DYN"}, nil},
	{"ios", "prefix lists of IPv6", "ipv6 router ospf 1\n distribute-list prefix-list L6 in\nrouter bgp 65000\n address-family ipv6\n  neighbor PG prefix-list L6 in\n exit-address-family\n" +
		" address-family ipv4\n  neighbor PG prefix-list L4 in\nipv6 prefix-list L6 permit 2001:db8::/32\nip prefix-list L4 permit 192.0.2.0/24\n", nil, nil},
	{"ios", "families as siblings", "router bgp 65000\n address-family ipv6\n neighbor PG prefix-list L6 in\n exit-address-family\n neighbor PG prefix-list L4 in\n" +
		"ipv6 prefix-list L6 permit 2001:db8::/32\nip prefix-list L4 permit 192.0.2.0/24\n", nil, nil},
	{"ios", "nat pool", "ip nat pool P1 192.0.2.1 192.0.2.9 prefix-length 24\nip nat pool P2 prefix-length 24\n address 192.0.2.1 192.0.2.9\n" +
		"ip nat inside source list 1 pool P1\naccess-list 1 permit 10.0.0.0 0.255.255.255\n", nil, []string{"nat-pool P2"}},
	{"ios", "profiles chosen by the far end", "crypto isakmp profile P1\n match identity address 192.0.2.1 255.255.255.255\ncrypto ikev2 profile P2\n match identity remote fqdn a.example\n" +
		"crypto ikev2 profile P3\n authentication remote pre-share\ncrypto ikev2 policy POL\n", nil, []string{"ikev2-profile P3"}},
	{"ios", "object groups", "object-group ip port PORTS\n eq 22\nip access-list extended A\n permit tcp any any portgroup PORTS\ninterface Gi1\n ip access-group A in\n", nil, nil},
	{"ios", "lists of inspection and policy servers", "access-list 11 permit any\naccess-list 12 permit any\nip inspect name FW http java-list 11\ncops listener access-list 12\ninterface Gi1\n ip inspect FW in\n flow-sampler S\n",
		[]string{"sampler S"}, nil},
}

var nxosRefs = []refs{
	{"nxos", "quality of service", "policy-map type qos V\npolicy-map type network-qos N\nsystem qos\n  service-policy type network-qos N\n  service-policy type queuing input default-in-policy\n" +
		"vlan configuration 10\n  vn-segment 10010\n  service-policy type qos input V\n", nil, nil},
	{"nxos", "class of any family", "mac access-list M\n  permit any any\nipv6 access-list S\n  permit ipv6 any any\nclass-map type qos C\n  match access-group name M\n  match access-group name S\n" +
		"policy-map type qos P\n  class type qos C\nsystem qos\n  service-policy type qos input P\n", nil, nil},
}

var junosRefs = []refs{
	{"junos", "routing instances", "set routing-instances A instance-type virtual-router\nset firewall family inet filter f term t then routing-instance A\nset firewall family inet filter f term u then routing-instance B\n" +
		"set policy-options policy-statement P term t from instance C\nset policy-options policy-statement P term t from instance master\nset routing-options instance-import P\nset interfaces ge-0/0/0 unit 0 family inet filter input f\n",
		[]string{"vrf B", "vrf C"}, nil},
	{"junos", "policies in expressions", "set policy-options policy-statement A then accept\nset policy-options policy-statement B then accept\nset policy-options policy-statement D then accept\n" +
		"set protocols bgp group G import \"( A && ! B )\"\nset protocols bgp group G export C\nset protocols bgp group G neighbor 192.0.2.1\nset routing-options aggregate route 192.0.2.0/24 policy D\n" +
		"set policy-options policy-statement E then accept\nset protocols rip group R export E\nset policy-options policy-statement F then accept\nset protocols pim import F\n",
		[]string{"route-map C"}, nil},
	{"junos", "groups of BGP", "set protocols bgp group EMPTY type external\nset protocols bgp group ONE neighbor 192.0.2.1\nset protocols bgp group DYN allow 192.0.2.0/24\n" +
		"set routing-instances V protocols bgp group ONE type internal\n", nil, []string{"bgp-group EMPTY", "bgp-group V ONE"}},
	{"junos", "filters of frames", "set firewall family ethernet-switching filter F term t then accept\nset firewall family ethernet-switching filter G term t then accept\n" +
		"set interfaces ge-0/0/0 unit 0 family ethernet-switching filter input F\n", nil, []string{"filter-l2 G"}},
	{"junos", "zones, screens, books", "set security zones security-zone in interfaces ge-0/0/0.0\nset security zones security-zone in screen S\nset security zones security-zone idle tcp-rst\nset security zones security-zone nat tcp-rst\n" +
		"set security screen ids-option S icmp ping-death\nset security nat source rule-set R from zone nat\nset security address-book global address a 192.0.2.1/32\nset security address-book B1 attach zone in\n" +
		"set security address-book B2 address a 192.0.2.2/32\n", nil, []string{"address-book B2", "zone idle"}},
	{"junos", "clients of SNMP", "set policy-options prefix-list P 192.0.2.0/24\nset snmp client-list C 192.0.2.0/24\nset snmp community a client-list-name P\nset snmp community b client-list-name C\nset snmp community d client-list-name N\n",
		[]string{"snmp-client-list N"}, nil},
	{"junos", "groups of nodes", "set groups node0 system host-name a\nset groups node1 system host-name b\nset groups other system host-name c\nset apply-groups \"${node}\"\n", nil, []string{"group other"}},
	{"junos", "rib groups", "set routing-options rib-groups R import-rib [ inet.0 V.inet.0 ]\nset routing-options rib-groups O import-rib [ inet.0 V.inet.0 ]\nset routing-instances V instance-type vrf\n" +
		"set protocols bgp group G family inet unicast rib-group R\nset protocols bgp group G neighbor 192.0.2.1\nset protocols ospf rib-group O\n", nil, nil},
	{"junos", "lists of systems", "set policy-options as-list L members 65001\nset protocols bgp group G peer-as-list L\nset protocols bgp group G allow 192.0.2.0/24\n", nil, nil},
}

var otherRefs = []refs{
	{"iosxr", "sets", "prefix-set null\n 192.0.2.0/24\nend-set\nroute-policy P\n if next-hop in null then\n  drop\n endif\nend-policy\nrouter bgp 65000\n neighbor 192.0.2.1\n  address-family ipv4 unicast\n   route-policy P in\n", nil, nil},
	{"iosxr", "sets by other words", "prefix-set PS\n 192.0.2.0/24\nend-set\nextcommunity-set rt RT\n 65000:1\nend-set\nextcommunity-set rt IDLE\n 65000:2\nend-set\nroute-policy P\n if source-prefix in PS and destination-prefix in NONE then\n" +
		"  set extcommunity rt RT additive\n endif\nend-policy\nrouter bgp 65000\n neighbor 192.0.2.1\n  address-family ipv4 unicast\n   route-policy P in\n",
		[]string{"prefix-set NONE"}, []string{"extcommunity-set IDLE"}},
	{"eos", "peer groups and families", "router bgp 65000\n   neighbor PG peer group\n   neighbor IDLE peer group\n   neighbor 192.0.2.1 peer group PG\n   neighbor 192.0.2.2 peer group NONE\n   address-family ipv6\n      neighbor PG prefix-list L in\n" +
		"ipv6 prefix-list L\n   seq 10 permit 2001:db8::/32\n", []string{"peer-group NONE"}, []string{"peer-group IDLE"}},
	{"eos", "multicast", "ip access-list standard A\n   10 permit 198.51.100.0/24\nip access-list standard B\n   10 permit 198.51.100.0/24\nip pim ssm range A\nip pim rp-address 192.0.2.1 access-list B\nip pim rp-address 192.0.2.2 access-list C\n",
		[]string{"acl C"}, nil},
	{"ios", "classes of any family", "class-map match-any C\n match access-group name M\n match access-group name S\n match not access-group name N\n match access-group 10\npolicy-map P\n class C\ninterface Gi1\n service-policy input P\n" +
		"access-list 10 permit any\nmac access-list extended M\n permit any any\nipv6 access-list S\n permit ipv6 any any\n", []string{"acl N"}, nil},
	{"ios", "first routes", "router ospf 1\n prefix-priority high route-map M\nroute-map M permit 10\n", nil, nil},
	{"asa", "object that becomes another", "object network A\n host 192.0.2.1\nobject network B\n host 192.0.2.2\nobject network A\n nat (in,out) static B\n", nil, []string{"object A"}},
	{"sros", "policies", "configure {\n    filter {\n        mac-filter \"M\" {\n        }\n    }\n    policy-options {\n        community \"A\" {\n            member \"65000:1\" { }\n        }\n        community \"B\" {\n            member \"65000:2\" { }\n        }\n" +
		"        policy-statement \"P\" {\n            entry 10 {\n                from {\n                    community {\n                        name \"A\"\n                    }\n                }\n                action {\n                    community {\n" +
		"                        add [\"C\"]\n                    }\n                }\n            }\n        }\n    }\n    router \"Base\" {\n        ospf 0 {\n            export-policy [\"P\"]\n        }\n    }\n}\n",
		[]string{"community-list C"}, []string{"acl M", "community-list B"}},
	{"fortios", "names that always exist", "config firewall address\n    edit \"all\"\n    next\n    edit \"idle\"\n        set subnet 192.0.2.0 255.255.255.0\n    next\n    edit \"pool\"\n        set subnet 198.51.100.0 255.255.255.0\n    next\nend\nconfig vpn ssl settings\n    set tunnel-ip-pools \"pool\"\n    set source-address \"all\"\nend\nconfig firewall service custom\n    edit \"HTTP\"\n        set tcp-portrange 80\n    next\nend\n",
		nil, []string{"object idle"}},
	{"panos", "zones and application groups", "set zone in network layer3 ethernet1/1\nset zone out network external\nset zone idle network external\nset application-group G members [ ssh ssl ]\nset application-group H members G\n" +
		"set rulebase security rules r from any\nset rulebase security rules r to out\nset rulebase security rules r application [ G ping ]\nset rulebase nat rules n from dmz\n",
		[]string{"zone dmz"}, []string{"application-group H", "zone idle"}},
	{"panos", "addresses", "set address A ip-netmask 192.0.2.1\nset address B ip-netmask 192.0.2.2\nset address C ip-netmask 192.0.2.3\nset rulebase nat rules n source-translation dynamic-ip-and-port translated-address A\n" +
		"set network virtual-router default routing-table ip static-route r nexthop ip-address B\nset network virtual-router default protocol bgp peer-group g peer p peer-address ip C\n" +
		"set network virtual-router default protocol bgp peer-group g peer p local-address ip D\n", []string{"object D"}, nil},
}
