package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/stmt"
)

// sections says which parts of the model a line that nobody understood may
// have been about.
var sections = makeSections(
	"line: lines",
	"username: users", "user-name: users", "enable: secrets",
	"aaa: aaa users", "tacacs: aaa", "tacacs-server: aaa", "radius: aaa", "radius-server: aaa", "ldap: aaa", "login: aaa logging",
	"security: aaa", "password: system", "ip ssh: ssh", "ip http: services.http services.https",
	"ip scp: services.scp", "ip rcmd: services.rcp services.rsh", "ftp-server: services.ftp", "tftp-server: services.tftp",
	"netconf-yang: services.netconf", "netconf: services.netconf", "restconf: services.restconf", "gnxi: services.grpc", "gnmi-yang: services.grpc",
	"wsma: services.wsma", "vstack: services.smart_install", "pnp: services.pnp", "cwmp: services.tr069", "call-home: services.call_home transfers",
	"service: services system logging", "ip bootp: services.bootp", "ip dns: services.dns", "ip identd: services.identd", "ip finger: services.finger",
	"snmp-server: snmp", "snmp: snmp", "ntp: ntp", "sntp: ntp", "logging: logging", "archive: logging transfers", "banner: banners",
	"interface: interfaces tunnels", "ip dhcp: services.dhcp l2", "ip arp: l2", "spanning-tree: l2", "cdp: l2", "lldp: l2", "vtp: l2",
	"vrf: vrfs", "ip vrf: vrfs", "ip route: routes", "ipv6 route: routes", "route-map: policy_routes", "ip nat: nats", "ip local: policy_routes",
	"router bgp: neighbors", "router: igps", "ipv6 router: igps", "mpls: igps neighbors", "ip msdp: neighbors", "key: keychains",
	"crypto isakmp: vpn", "crypto ikev2: vpn", "crypto ipsec: vpn", "crypto map: vpn", "crypto dynamic-map: vpn", "crypto keyring: vpn", "crypto gdoi: vpn",
	"crypto ssl: vpn services.ssl_vpn", "webvpn: vpn services.ssl_vpn", "crypto pki: pki", "crypto ca: pki",
	"access-list: rulesets", "ip access-list: rulesets", "ipv6 access-list: rulesets", "object-group: rulesets",
	"monitor session: mirrors", "monitor: captures mirrors", "ip traffic-export: mirrors", "flow: flow", "ip flow-export: flow", "sampler: flow",
	"event manager: scripts", "kron: scripts", "scripting: scripts", "macro: scripts", "alias: privilege_edits", "privilege: privilege_edits",
	"parser: privilege_edits roles", "menu: privilege_edits", "iox: hosting", "app-hosting: containers hosting", "virtual-service: containers hosting",
	"guestshell: containers hosting", "onep: hosting", "platform: system", "boot: system", "control-plane: control_plane", "policy-map: control_plane",
	"telemetry: system transfers", "redundancy: system", "transport: lines services", "transport-map: lines services", "debug: captures",
	"ip domain: dns", "ip name-server: dns", "li-view: lawful_intercept", "lawful-intercept: lawful_intercept", "license: services.call_home",
	"software: transfers system", "upgrade: transfers system", "exception: transfers", "ip alias: lines", "shell: scripts", "default: interfaces",
	"vpdn-group: vpn tunnels", "vpdn: vpn tunnels", "radius-server local: secrets users", "system: system",
)

// makeSections reads "words: path path".
func makeSections(rows ...string) []stmt.Section {
	out := make([]stmt.Section, 0, len(rows))
	for _, row := range rows {
		words, paths, _ := strings.Cut(row, ":")
		out = append(out, stmt.Section{Words: strings.Fields(words), Paths: strings.Fields(paths)})
	}
	return out
}
