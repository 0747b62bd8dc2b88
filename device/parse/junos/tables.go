package junos

import (
	"fmt"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are Junos's statement tables, one for each kind of block.
type tables struct {
	top      *stmt.Table[at[*model.Device]]
	system   *stmt.Table[at[*model.Device]]
	ssh      *stmt.Table[at[*model.SSH]]
	user     *stmt.Table[at[*model.User]]
	port     *stmt.Table[at[*model.Line]]
	class    *stmt.Table[at[*class]]
	server   *stmt.Table[at[*model.AAAServer]]
	logHost  *stmt.Table[at[*logHost]]
	logFile  *stmt.Table[at[*logHost]]
	service  *stmt.Table[at[*model.Service]]
	snmp     *stmt.Table[at[*model.SNMP]]
	comm     *stmt.Table[at[*model.Community]]
	usmUser  *stmt.Table[at[*model.SNMPUser]]
	iface    *stmt.Table[at[*model.Interface]]
	unit     *stmt.Table[at[*model.Interface]]
	firewall *stmt.Table[at[*model.Device]]
	filter   *stmt.Table[at[*filter]]
	from     *stmt.Table[at[*term]]
	then     *stmt.Table[at[*term]]
	term     *stmt.Table[at[*term]]
	options  *stmt.Table[at[*model.Device]] // routing-options
	protos   *stmt.Table[at[*model.Device]] // protocols
	instance *stmt.Table[at[*model.VRF]]
	static   *stmt.Table[at[*model.Route]]
	bgp      *stmt.Table[at[*bgpGroup]]
	area     *stmt.Table[at[*area]]
	ospfIf   *stmt.Table[at[*model.IGP]]
	isis     *stmt.Table[at[*isisProc]]
	isisIf   *stmt.Table[at[*model.IGP]]
	plcy     *stmt.Table[at[*model.Device]] // policy-options
	security *stmt.Table[at[*model.Device]]
	zone     *stmt.Table[at[*zone]]
	book     *stmt.Table[at[*book]]
	policy   *stmt.Table[at[*policy]]
	ike      *stmt.Table[at[*model.Device]]
	ipsec    *stmt.Table[at[*model.Device]]
	proposal *stmt.Table[at[*model.Proposal]]
	vpnPol   *stmt.Table[at[*policyVPN]]
	gateway  *stmt.Table[at[*gateway]]
	vpn      *stmt.Table[at[*vpn]]
	app      *stmt.Table[at[*application]]
	mirror   *stmt.Table[at[*model.Mirror]]
	event    *stmt.Table[at[*event]]
}

// builder compiles tables and keeps the first error.
type builder struct {
	lists stmt.Lists
	used  map[string]bool
	err   error
}

func build[T model.Owner](b *builder, name string, entries ...[]entry[T]) *stmt.Table[at[T]] {
	var all []entry[T]
	for _, e := range entries {
		all = append(all, e...)
	}
	b.used[name] = true
	t, err := stmt.New(name, b.lists[name], all...)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("table %s: %w", name, err)
	}
	return t
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	b := &builder{lists: lists, used: map[string]bool{}}
	t := &tables{}
	t.leaves(b)
	t.blocks(b)
	t.top = build(b, "top", topEntries(t), mirrorEntries(t), scriptEntries(t), l2Entries(t), snmpTop(t))
	for name := range lists {
		if !b.used[name] && b.err == nil {
			b.err = fmt.Errorf("irrelevant.txt: no table %q", name)
		}
	}
	return t, b.err
}

// leaves compiles the tables that open no other table's blocks.
func (t *tables) leaves(b *builder) {
	t.user = build(b, "user", userEntries())
	t.class = build(b, "class", classEntries())
	t.port = build(b, "port", portEntries())
	t.server = build(b, "server", serverEntries())
	t.service = build(b, "service", serviceEntries())
	t.ssh = build(b, "ssh", sshEntries())
	t.logHost = build(b, "loghost", logHostEntries())
	t.logFile = build(b, "logfile", logFileEntries())
	t.comm = build(b, "community", communityEntries())
	t.usmUser = build(b, "usm", usmEntries())
	t.from = build(b, "from", fromEntries())
	t.then = build(b, "then", thenEntries())
	t.static = build(b, "static", routeEntries())
	t.ospfIf = build(b, "ospf-interface", ospfIfEntries())
	t.isisIf = build(b, "isis-interface", isisIfEntries())
	t.book = build(b, "book", bookEntries())
	t.policy = build(b, "policy", policyEntries())
	t.proposal = build(b, "proposal", proposalEntries())
	t.vpnPol = build(b, "vpn-policy", vpnPolicyEntries())
	t.gateway = build(b, "gateway", gatewayEntries())
	t.vpn = build(b, "vpn", vpnEntries())
	t.mirror = build(b, "mirror", mirrorBlock())
	t.event = build(b, "event", eventEntries())
}

// blocks compiles the tables that open others.
func (t *tables) blocks(b *builder) {
	t.system = build(b, "system", systemEntries(t), aaaEntries(t), serviceTop(t), loggingEntries(t), ntpEntries(), scriptSystem())
	t.snmp = build(b, "snmp", snmpEntries(t))
	t.term = build(b, "term", termEntries(t))
	t.filter = build(b, "filter", filterEntries(t))
	t.firewall = build(b, "firewall", firewallEntries(t))
	t.unit = build(b, "unit", unitEntries())
	t.iface = build(b, "interface", ifaceEntries(t))
	t.options = build(b, "routing-options", optionEntries(t))
	t.bgp = build(b, "bgp", bgpEntries(t))
	t.area = build(b, "area", areaEntries(t))
	t.isis = build(b, "isis", isisEntries(t))
	t.protos = build(b, "protocols", protocolEntries(t))
	t.plcy = build(b, "policy-options", policyOptionEntries())
	t.instance = build(b, "instance", instanceEntries(t))
	t.app = build(b, "application", appEntries(t))
	t.zone = build(b, "zone", zoneEntries(t))
	t.ike = build(b, "ike", ikeEntries(t))
	t.ipsec = build(b, "ipsec", ipsecEntries(t))
	t.security = build(b, "security", securityEntries(t), policyTop(t))
}

// topEntries reads the top level, which is also that of a logical system.
func topEntries(t *tables) []entry[*model.Device] {
	goOn := func(table **stmt.Table[at[*model.Device]]) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, a at[*model.Device], _ *stmt.Match) stmt.Block { return (*table).In(a) }
	}
	return append([]entry[*model.Device]{
		text("version *", func(d *model.Device) *model.F[string] { return &d.Version }),
		sub("system", goOn(&t.system)),
		sub("firewall", goOn(&t.firewall)),
		sub("routing-options", goOn(&t.options)),
		sub("protocols", goOn(&t.protos)),
		sub("policy-options", goOn(&t.plcy)),
		sub("security", goOn(&t.security)),
		sub("interfaces *", openInterface),
		sub("routing-instances *", openInstance),
		sub("applications application *", openApplication),
		do("applications application-set * application|application-set *", applicationSet),
		sub("logical-systems|tenants *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
			push(&a.v.Contexts, last(m), m)
			a.ls = last(m)
			return a.r.t.top.In(a)
		}),
	}, notRead[*model.Device]("dynamic-profiles ...", "services nat ...", "services ssl ...", "services unified-access-control ...", "services user-identification ...",
		"forwarding-options next-hop-group|sflow|monitoring|accounting ...", "services inline-monitoring|monitoring|jflow-log|icap-redirect ...",
		"security group-vpn|tcp-encap|forwarding-options ...", "security log disable|exclude|rate-cap ...")...)
}

// sections says which parts of the model an unread line may have been about.
func sections() []stmt.Section {
	at := func(paths []string, words ...string) stmt.Section { return stmt.Section{Words: words, Paths: paths} }
	return []stmt.Section{
		at([]string{"hostname", "system", "dns", "banners", "cli", "routing"}, "system"),
		at([]string{"users", "roles", "lines", "cli", "aaa", "banners"}, "system", "login"),
		at([]string{"aaa", "users"}, "system", "root-authentication"),
		at([]string{"aaa"}, "system", "authentication-order"),
		at([]string{"aaa"}, "system", "tacplus-server"),
		at([]string{"aaa"}, "system", "tacplus-options"),
		at([]string{"aaa"}, "system", "radius-server"),
		at([]string{"aaa"}, "system", "radius-options"),
		at([]string{"aaa"}, "system", "accounting"),
		at([]string{"services", "hosting", "lawful_intercept"}, "system", "services"),
		at([]string{"ssh", "services.sftp"}, "system", "services", "ssh"),
		at([]string{"logging"}, "system", "syslog"),
		at([]string{"ntp"}, "system", "ntp"),
		at([]string{"lines", "system"}, "system", "ports"),
		at([]string{"scripts"}, "system", "scripts"),
		at([]string{"hosting", "containers"}, "system", "extensions"),
		at([]string{"transfers"}, "system", "archival"),
		at([]string{"snmp"}, "snmp"),
		at([]string{"scripts", "transfers"}, "event-options"),
		at([]string{"interfaces"}, "interfaces"),
		at([]string{"rulesets", "control_plane", "mirrors"}, "firewall"),
		at([]string{"routes", "routing", "flow", "tunnels"}, "routing-options"),
		at([]string{"neighbors", "igps", "routing", "l2", "flow", "tunnels"}, "protocols"),
		at([]string{"neighbors"}, "protocols", "bgp"),
		at([]string{"igps"}, "protocols", "ospf"),
		at([]string{"igps"}, "protocols", "ospf3"),
		at([]string{"igps"}, "protocols", "isis"),
		at([]string{"igps"}, "protocols", "ldp"),
		at([]string{"igps"}, "protocols", "rsvp"),
		at([]string{"l2", "interfaces"}, "protocols", "lldp"),
		at([]string{"vrfs", "routes", "neighbors", "igps"}, "routing-instances"),
		at([]string{"mirrors", "captures", "flow"}, "forwarding-options"),
		at([]string{"lawful_intercept", "flow", "mirrors", "vpn", "nats"}, "services"),
		at([]string{"system", "services.ztp"}, "chassis"),
		at([]string{"rulesets", "interfaces", "vpn", "nats", "keychains", "pki", "captures"}, "security"),
		at([]string{"vpn"}, "security", "ike"),
		at([]string{"vpn"}, "security", "ipsec"),
		at([]string{"rulesets"}, "security", "policies"),
		at([]string{"interfaces", "rulesets"}, "security", "zones"),
		at([]string{"nats"}, "security", "nat"),
		at([]string{"keychains"}, "security", "authentication-key-chains"),
		at([]string{"rulesets"}, "applications"),
		at([]string{"vpn", "tunnels"}, "security", "group-vpn"),
		at([]string{"vpn"}, "security", "tcp-encap"),
		at([]string{"rulesets"}, "security", "forwarding-options"),
		at([]string{"logging"}, "security", "log"),
		at([]string{"logging"}, "system", "tracing"),
		at([]string{"scripts"}, "system", "processes"),
		at([]string{"l2"}, "vlans"),
		at([]string{"l2", "interfaces", "mirrors"}, "ethernet-switching-options"),
		at([]string{"aaa", "secrets"}, "access"),
	}
}
