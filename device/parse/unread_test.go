package parse

import (
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestUnreadIsDoubtful sees that statements which matter and are not read make
// the facts that they may state unknown: the last line of each text does.
func TestUnreadIsDoubtful(t *testing.T) {
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	ros := "# 2026-10-01 08:00:00 by RouterOS 7.15.3\n"
	for _, tt := range []struct{ os, text, path string }{
		{"routeros", ros + "/interface ethernet switch acl\nadd mirror-to=mirror0 src-ports=ether2", "mirrors"},
		{"routeros", ros + "/interface wireless sniffer\nset streaming-enabled=yes streaming-server=192.0.2.9", "mirrors"},
		{"routeros", ros + "/interface amt\nadd name=amt1 gateway-port=1 relay-port=2", "tunnels"},
		{"routeros", ros + "/ip cloud back-to-home-user\nadd allow-lan=yes name=guest", "tunnels"},
		{"routeros", ros + "/ip reverse-proxy\nadd name=one port=443", "services.proxy"},
		{"routeros", ros + "/tool calea\nadd case-id=1 intercept-ip=192.0.2.9", "lawful_intercept"},
		{"routeros", ros + "/file\nadd name=flash/one.auto.rsc", "scripts"},
		{"routeros", ros + "/zerotier controller\nadd name=own network=1", "tunnels"},
		{"junos", "set security group-vpn member ike gateway g address 203.0.113.9", "vpn"},
		{"junos", "set security tcp-encap profile p", "vpn"},
		{"junos", "set security forwarding-options family mpls mode packet-based", "rulesets"},
		{"junos", "set security log disable", "logging"},
		{"junos", "set system tracing destination-override syslog host 203.0.113.9", "logging"},
		{"junos", "set system processes routing command /var/tmp/rpd", "scripts"},
		{"junos", "set system processes web-management command /var/tmp/own", "scripts"},
		{"junos", "set system tacplus-options no-cmd-attribute-value", "aaa"},
		{"junos", "set protocols isis loose-authentication-check", "igps"},
		{"junos", "set firewall family inet filter f term a then next-hop-group copies", "mirrors"},
		{"junos", "set forwarding-options next-hop-group copies interface ge-0/0/1.0", "mirrors"},
		{"junos", "set services inline-monitoring instance one collector c destination address 203.0.113.9", "mirrors"},
		{"asa", "vpnclient server 203.0.113.9", "tunnels"},
		{"asa", "logging rate-limit 1 86400 message 111008", "logging"},
		{"eos", "monitor telemetry postcard policy", "mirrors"},
		{"panos", "set network tunnel global-protect-site-to-site s portal address 203.0.113.9", "tunnels"},
		{"panos", "set network tunnel ipsec t global-protect-satellite portal-address 203.0.113.9", "tunnels"},
		{"panos", "set deviceconfig system ssh ciphers mgmt aes128-cbc", "ssh"},
		{"panos", "set rulebase network-packet-broker rules r profile p", "mirrors"},
		{"fortios", "config system sso-fortigate-cloud-admin\n    edit \"a\"\n        set accprofile \"super_admin\"\n    next\nend", "users"},
		{"fortios", "config vpn ssl client\n    edit \"c\"\n        set server \"203.0.113.9\"\n    next\nend", "tunnels"},
		{"fortios", "config system vne-interface\n    edit \"v\"\n        set interface \"wan1\"\n    next\nend", "tunnels"},
		{"fortios", "config user saml\n    edit \"s\"\n        set entity-id \"own\"\n    next\nend", "aaa.servers"},
		{"fortios", "config user fsso\n    edit \"s\"\n        set server \"203.0.113.9\"\n    next\nend", "aaa.servers"},
		{"fortios", "config user external-identity-provider\n    edit \"s\"\n        set type ms-graph\n    next\nend", "aaa.servers"},
	} {
		r := p.Parse([]byte(tt.text+"\n"), Options{OS: tt.os, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
		if r.Device == nil || len(r.Device.Doubts[tt.path]) == 0 {
			t.Errorf("%s: %s is not in doubt after\n%s", tt.os, tt.path, tt.text)
		}
	}
}
