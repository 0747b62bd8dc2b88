package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/stmt"
)

// parts says which parts of the model a block may state something of.
var parts = []struct {
	block string
	paths []string
}{
	{"system global", []string{"cli", "ssh", "services", "system", "aaa", "logging", "banners", "l2"}},
	{"system ssh-config", []string{"ssh"}},
	{"system settings", []string{"interfaces", "routing"}},
	{"system admin", []string{"users", "aaa"}},
	{"system sso-admin", []string{"users"}},
	{"system sso-forticloud-admin", []string{"users"}},
	{"system sso-fortigate-cloud-admin", []string{"users"}},
	{"system saml", []string{"aaa", "users"}},
	{"system api-user", []string{"users", "services.api"}},
	{"system accprofile", []string{"roles", "users"}},
	{"system password-policy", []string{"aaa"}},
	{"user", []string{"aaa"}},
	{"user fsso", []string{"aaa.servers"}},
	{"user fsso-polling", []string{"aaa.servers"}},
	{"user pop3", []string{"aaa.servers"}},
	{"user saml", []string{"aaa.servers"}},
	{"user domain-controller", []string{"aaa.servers"}},
	{"user exchange", []string{"aaa.servers"}},
	{"user external-identity-provider", []string{"aaa.servers"}},
	{"vpn ssl client", []string{"tunnels", "vpn"}},
	{"system vne-tunnel", []string{"tunnels"}},
	{"system vne-interface", []string{"tunnels"}},
	{"system interface", []string{"interfaces", "services", "ssh", "mirrors", "cli"}},
	{"system zone", []string{"interfaces"}},
	{"system virtual-switch", []string{"mirrors", "interfaces"}},
	{"system snmp", []string{"snmp"}},
	{"system ntp", []string{"ntp"}},
	{"system dns", []string{"dns"}},
	{"system dns-server", []string{"services.dns"}},
	{"system dhcp", []string{"services.dhcp"}},
	{"log", []string{"logging"}},
	{"firewall policy", []string{"rulesets"}},
	{"firewall local-in-policy", []string{"rulesets", "cli"}},
	{"firewall sniffer", []string{"mirrors", "captures"}},
	{"firewall vip", []string{"nats"}},
	{"firewall address", []string{"rulesets"}},
	{"firewall addrgrp", []string{"rulesets"}},
	{"firewall service", []string{"rulesets"}},
	{"firewall", []string{"rulesets", "nats"}},
	{"router static", []string{"routes"}},
	{"router policy", []string{"policy_routes"}},
	{"router bgp", []string{"neighbors", "routing"}},
	{"router", []string{"igps", "routes"}},
	{"vpn ipsec", []string{"vpn"}},
	{"vpn ssl", []string{"services.ssl_vpn", "vpn"}},
	{"vpn certificate", []string{"pki"}},
	{"vpn", []string{"vpn", "tunnels"}},
	{"system gre-tunnel", []string{"tunnels"}},
	{"system automation-stitch", []string{"scripts"}},
	{"system automation-action", []string{"scripts"}},
	{"system auto-script", []string{"scripts"}},
	{"system ha", []string{"system"}},
	{"system auto-install", []string{"system"}},
	{"system central-management", []string{"services.call_home", "transfers"}},
	{"system csf", []string{"transfers"}},
	{"system netflow", []string{"flow"}},
	{"system sflow", []string{"flow"}},
	{"switch-controller", []string{"mirrors"}},
}

// sections gives the parts, also inside config global and in virtual domains.
func sections() []stmt.Section {
	var out []stmt.Section
	for _, p := range parts {
		words := append([]string{"config"}, strings.Fields(p.block)...)
		out = append(out, stmt.Section{Words: words, Paths: p.paths},
			stmt.Section{Words: append([]string{"config", "global"}, words...), Paths: p.paths},
			stmt.Section{Words: append([]string{"config", "vdom", "edit", "*"}, words...), Paths: p.paths})
	}
	return out
}
