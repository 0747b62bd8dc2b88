package intended

// style is how a system takes commands.
type style uint8

const (
	blocks style = iota // a section is entered, its lines are written, it is left
	paths               // each line is a verb and a path from the top
	tables              // config, edit, set, next, end
	menus               // a menu, then add, set and remove in it
)

// system is what has to be known of a system to change its configuration.
//
// A pattern is the beginning of a statement: "*" stands for any one word that
// names what is stated, "?" for one that is its value, "#" for a number, and a
// word that ends in "*" for its beginning. " / " parts the statements around
// it. A pattern holds at any depth, or at the top only where it begins with
// "/". Patterns of paths are the words up to a value.
type system struct {
	style style
	// verb begins a line that states a path.
	verb string
	// not takes a statement back, exit leaves a section; begin and finish stand
	// around all commands.
	not, exit     string
	begin, finish []string
	// reset, where not "", is written before a statement whose negation is to
	// be forgotten: "default shutdown".
	reset string
	// atomic says that the commands take effect together at the end.
	atomic bool
	// held says that what others refer to are entries of a section, and not the
	// section itself.
	held bool
	// depth is how many words name a section of a template, for paths.
	depth int
	// wide are first words that say too little to name a section alone.
	wide []string
	// ordered are the sections in which the order of lines means something.
	ordered []string
	// lists are lines of the top that are one ordered list together, by what
	// they begin with. Where whole is set, one line cannot be taken back.
	lists []string
	whole bool
	// rewrite are sections that replace their former selves when written.
	rewrite []string
	// single are statements of which one value is possible: the new one
	// replaces the old one.
	single []string
	// renew are those whose old value must be taken back first.
	renew []string
	// keep are statements of which the negation takes only what the pattern says.
	keep []string
	// clear are sections that cannot be removed and how they are emptied.
	clear [][2]string
	// frees are values that only one section may have at a time.
	frees []string
	// define is what others refer to, each after what it refers to itself.
	define []string
	// opens are statements that open a section even where nothing is in it.
	opens []string
	// ignore are lines that are no part of what is intended.
	ignore []string
	// before and after move an entry X to its place beside Y, in path P.
	before, after string
}

// cisco is what IOS and its kin share.
var cisco = system{
	style: blocks, not: "no", exit: "exit", begin: []string{"configure terminal"}, finish: []string{"end"},
	wide:    []string{"ip", "ipv6", "ipv4", "aaa", "crypto", "router", "service", "mac", "spanning-tree"},
	ordered: []string{"ip access-list", "ipv6 access-list", "ipv4 access-list", "mac access-list", "policy-map", "control-plane"},
	single: []string{
		"/hostname", "/domain-name", "/ip domain-name", "/ip domain name", "description", "mtu", "/clock timezone", "/enable secret", "/enable password",
		"/snmp-server location", "/snmp-server contact", "/snmp-server trap-source", "/ntp source", "/logging trap", "/logging buffered", "/logging source-interface",
		"/logging facility", "/logging console", "/logging monitor", "/ip ssh version", "/ip ssh time-out", "/ip ssh authentication-retries", "/ip default-gateway",
		"/ip tftp source-interface", "/ip tacacs source-interface", "/ip radius source-interface", "/banner *",
		"interface * / ip address", "interface * / ip access-group ? in", "interface * / ip access-group ? out", "interface * / ipv6 traffic-filter ? in",
		"interface * / ipv6 traffic-filter ? out", "interface * / switchport mode", "interface * / switchport access vlan", "interface * / speed", "interface * / duplex",
		"interface * / bandwidth", "interface * / encapsulation", "interface * / load-interval", "interface * / ip mtu", "interface * / switchport trunk native vlan",
		"line * / access-class ? in", "line * / access-class ? out", "line * / ipv6 access-class ? in", "line * / exec-timeout", "line * / transport input", "line * / transport output",
		"line * / login authentication", "line * / session-timeout", "vlan * / name", "router bgp * / bgp router-id", "router-id", "router ospf * / router-id",
		"neighbor * remote-as", "neighbor * description", "remote-as",
	},
	renew:  []string{"#", "interface * / vrf forwarding", "interface * / ip vrf forwarding"},
	keep:   []string{"/username *", "/banner *", "/enable secret level #", "key-string", "/tacacs-server key", "/radius-server key"},
	frees:  []string{"ip address", "ipv4 address", "ipv6 address"},
	define: []string{"vrf definition", "ip vrf", "vrf context", "vrf", "vlan", "object-group", "object", "time-range", "key chain", "ip access-list", "ipv4 access-list", "ipv6 access-list", "mac access-list", "access-list", "ip prefix-list", "ipv6 prefix-list", "ip as-path", "ip community-list", "prefix-set", "as-path-set", "community-set", "route-policy", "route-map", "class-map", "policy-map", "tacacs server", "radius server", "aaa group", "crypto pki trustpoint", "crypto"},
	opens:  []string{"/interface", "/line", "/router", "/vlan", "/vrf definition", "/ip access-list", "/ipv6 access-list", "/class-map", "/policy-map", "/route-map", "/key chain", "/tacacs server", "/radius server", "/aaa group", "/ipv4 access-list", "/vrf context"},
	ignore: []string{"/version", "/end", "/ntp clock-period", "/Building", "/Current configuration", "exit-address-family", "exit-af-interface", "exit-peer-policy", "exit-peer-session", "/boot-start-marker", "/boot-end-marker"},
}

// systemsTable is what is known of each system.
var systemsTable = map[string]*system{
	"ios": cisco.with(func(s *system) {
		s.reset, s.lists, s.whole = "default", []string{"access-list *"}, true
		s.clear = physical("default interface")
	}),
	"eos": cisco.with(func(s *system) { s.reset, s.clear = "default", physical("default interface") }),
	"nxos": cisco.with(func(s *system) {
		s.clear = physical("default interface")
		s.define = append([]string{"feature"}, s.define...)
	}),
	"asa": cisco.with(func(s *system) {
		s.lists, s.clear = []string{"access-list *"}, physical("clear configure interface")
		s.single = append([]string{"/access-group ? in interface *", "/access-group ? out interface *", "/logging buffer-size", "/logging asdm", "/logging queue", "/logging device-id",
			"interface * / nameif", "interface * / security-level", "/domain-name", "/route * * * ?"}, s.single...)
		s.frees = append(s.frees, "nameif")
		s.ignore = append([]string{"/: Saved", "/ASA Version", "/Cryptochecksum:*", "/:"}, s.ignore...)
	}),
	"iosxr": cisco.with(func(s *system) {
		s.begin, s.finish = []string{"configure"}, []string{"commit", "end"}
		s.atomic = true
		s.rewrite = []string{"route-policy", "prefix-set", "as-path-set", "community-set", "extcommunity-set", "rd-set"}
		s.single = append([]string{"interface * / ipv4 address", "interface * / ipv4 access-group ? ingress", "interface * / ipv4 access-group ? egress", "interface * / vrf", "/domain name"}, s.single...)
	}),
	"vrp": {
		style: blocks, not: "undo", exit: "quit", begin: []string{"system-view"}, finish: []string{"return"},
		wide: []string{"ip", "ipv6", "undo", "hwtacacs", "radius"},
		single: []string{"/sysname", "description", "mtu", "interface * / ip address", "interface * / traffic-filter inbound", "interface * / traffic-filter outbound",
			"acl inbound", "acl ? inbound", "acl ? outbound", "idle-timeout", "authentication-mode", "protocol inbound", "/snmp-agent sys-info location", "/snmp-agent sys-info contact", "/router id", "user privilege level"},
		renew:  []string{"rule #", "interface * / ip binding vpn-instance"},
		keep:   []string{"rule #", "local-user *"},
		frees:  []string{"ip address", "ipv6 address"},
		clear:  [][2]string{{"interface GigabitEthernet*", "clear configuration interface"}, {"interface XGigabitEthernet*", "clear configuration interface"}, {"interface Ethernet*", "clear configuration interface"}, {"interface 10GE*", "clear configuration interface"}, {"interface GE*", "clear configuration interface"}},
		define: []string{"ip vpn-instance", "vlan", "time-range", "acl", "ip ip-prefix", "route-policy", "traffic classifier", "traffic behavior", "traffic policy", "hwtacacs-server template", "radius-server template"},
		opens:  []string{"/interface", "/acl", "/user-interface", "/vlan", "/ip vpn-instance", "/bgp", "/ospf", "/aaa", "/traffic"},
		ignore: []string{"/return", "/#"},
	},
	"sros": {
		style: paths, not: "delete", begin: []string{"edit-config exclusive", "configure"}, finish: []string{"commit"}, atomic: true, depth: 3,
		single: []string{"description", "name", "admin-state", "mtu"},
	},
	"sros classic": {
		style: blocks, not: "no", exit: "exit", begin: []string{"exit all"}, finish: []string{"exit all"}, depth: 3,
		single: []string{"name", "description", "zone", "address", "mtu", "packet-size", "action", "match", "module", "power", "password", "access"},
		ignore: []string{"/exit all"},
	},
	"junos": {
		style: paths, verb: "set", not: "delete", begin: []string{"configure exclusive"}, finish: []string{"commit confirmed 5", "commit"}, atomic: true, depth: 2,
		ordered: []string{"term", "from-zone * to-zone * policy", "rule-set * rule", "import", "export", "authentication-order", "filter input-list", "filter output-list", "apply-groups"},
		single: []string{"host-name", "description", "mtu", "vlan-id", "l3-interface", "peer-as", "local-as", "local-address", "filter input", "filter output", "encrypted-password",
			"authentication-key", "location", "contact", "domain-name", "time-zone", "class", "message", "idle-timeout", "connection-limit", "rate-limit", "root-login", "protocol-version", "router-id", "retry-options tries-before-disconnect"},
		before: "insert P X before Y", after: "insert P X after Y",
		ignore: []string{"version"},
	},
	"panos": {
		style: paths, verb: "set", not: "delete", begin: []string{"configure"}, finish: []string{"commit"}, held: true, depth: 3,
		ordered: []string{"rulebase * rules", "pre-rulebase * rules", "post-rulebase * rules"},
		single: []string{"hostname", "description", "login-banner", "domain", "timezone", "ip-address", "netmask", "default-gateway", "action", "log-setting", "log-start", "log-end",
			"disable-telnet", "disable-http", "disable-https", "disable-ssh", "disable-snmp", "phash", "superuser", "superreader", "disabled", "idle-timeout"},
		define: []string{"tag", "address", "address-group", "service", "service-group", "application", "application-group", "external-list", "profiles", "profile-group", "zone", "network", "shared"},
		before: "move P X before Y", after: "move P X after Y",
	},
	"fortios": {
		style: tables, not: "unset", exit: "end", held: true,
		ordered: []string{"config firewall policy", "config firewall policy6", "config firewall local-in-policy", "config firewall security-policy", "config firewall shaping-policy"},
		single:  []string{"set *"},
		define: []string{"config system zone", "config firewall address", "config firewall address6", "config firewall addrgrp", "config firewall addrgrp6", "config firewall service category", "config firewall service custom",
			"config firewall service group", "config firewall schedule", "config firewall vip", "config firewall ippool", "config user local", "config user group", "config system accprofile", "config system interface"},
		ignore: []string{"/#config-version="},
		before: "move X before Y", after: "move X after Y",
	},
	"routeros": {
		style: menus, not: "remove", held: true,
		ordered: []string{"ip firewall", "ipv6 firewall", "queue simple", "routing filter"},
		single:  []string{"set *"},
		define:  []string{"interface bridge", "interface vlan", "interface list", "ip firewall address-list", "ip pool", "ip ipsec profile", "user group"},
		ignore:  []string{"/by RouterOS", "/# model"},
	},
}

// with returns a copy of s that change has changed.
func (s system) with(change func(*system)) *system {
	change(&s)
	return &s
}

// physical names the interfaces that hardware makes.
func physical(command string) [][2]string {
	var out [][2]string
	for _, name := range []string{"Ethernet*", "FastEthernet*", "GigabitEthernet*", "TenGigabitEthernet*", "TwentyFiveGigE*", "FortyGigabitEthernet*", "HundredGigE*", "Management*", "mgmt*", "Serial*"} {
		out = append(out, [2]string{"interface " + name, command})
	}
	return out
}
