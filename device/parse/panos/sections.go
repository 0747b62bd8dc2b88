package panos

import (
	"strings"

	"github.com/linewarden/linewarden/device/stmt"
)

// parts says which parts of the model a section may state something of.
var parts = []struct {
	words string
	paths []string
}{
	{"deviceconfig system", []string{"system", "services", "ssh", "cli", "dns", "banners", "hostname"}},
	{"deviceconfig system permitted-ip", []string{"cli", "services", "ssh", "snmp"}},
	{"deviceconfig system service", []string{"services", "ssh", "snmp"}},
	{"deviceconfig system snmp-setting", []string{"snmp"}},
	{"deviceconfig system ntp-servers", []string{"ntp"}},
	{"deviceconfig system ssh", []string{"ssh"}},
	{"deviceconfig setting management", []string{"cli", "aaa", "logging"}},
	{"deviceconfig high-availability", []string{"system"}},
	{"mgt-config users", []string{"users", "aaa"}},
	{"mgt-config password-complexity", []string{"aaa"}},
	{"mgt-config", []string{"users", "aaa"}},
	{"admin-role", []string{"roles", "users"}},
	{"authentication-profile", []string{"aaa", "users"}},
	{"server-profile", []string{"aaa"}},
	{"log-settings", []string{"logging", "snmp"}},
	{"network interface", []string{"interfaces", "mirrors", "services", "ssh"}},
	{"network profiles interface-management-profile", []string{"interfaces", "services", "ssh"}},
	{"network virtual-router", []string{"routes", "neighbors", "igps"}},
	{"network ike", []string{"vpn"}},
	{"network tunnel", []string{"vpn", "tunnels"}},
	{"zone", []string{"interfaces"}},
	{"rulebase network-packet-broker", []string{"mirrors"}},
	{"pre-rulebase network-packet-broker", []string{"mirrors"}},
	{"post-rulebase network-packet-broker", []string{"mirrors"}},
	{"rulebase", []string{"rulesets", "nats", "policy_routes"}},
	{"pre-rulebase", []string{"rulesets", "nats", "policy_routes"}},
	{"post-rulebase", []string{"rulesets", "nats", "policy_routes"}},
	{"address", []string{"rulesets"}}, {"address-group", []string{"rulesets"}}, {"service", []string{"rulesets"}}, {"service-group", []string{"rulesets"}},
	{"certificate", []string{"pki"}}, {"ssl-tls-service-profile", []string{"services.https"}}, {"global-protect", []string{"vpn", "services.ssl_vpn"}},
}

// wrappers are the words that may stand before a section.
var wrappers = []string{"", "shared", "vsys *", "device-group *", "config shared", "config devices * vsys *", "config devices *", "devices * vsys *", "devices *", "config",
	"template * config devices *", "template * config devices * vsys *", "template * config shared",
	"template-stack * config devices *", "template-stack * config devices * vsys *", "template-stack * config shared",
	"config devices * template-stack * config devices *", "config devices * template-stack * config devices * vsys *", "config devices * template-stack * config shared", "policy panorama", "panorama",
	"config devices * device-group *", "config devices * template * config devices *", "config devices * template * config devices * vsys *", "config devices * template * config shared"}

// sections gives the parts behind each wrapper.
func sections() []stmt.Section {
	var out []stmt.Section
	for _, w := range wrappers {
		for _, p := range parts {
			out = append(out, stmt.Section{Words: strings.Fields(w + " " + p.words), Paths: p.paths})
		}
	}
	return out
}
