package ios

import (
	"fmt"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

type readTable = *stmt.Table[*reader]

// tables are IOS's statement tables, one for each kind of block.
type tables struct {
	top, redundancy, telemetry, pubkeys, author, dhcp, pnp, cwmp, callHome, tlsProfile, archive, logConfig         readTable
	macACL, objects, prefixes, ikePolicy, easyGroup, gdoi, webvpn, flowMonitor, sampler, occurrence, onep, natPool readTable
	classMap, policyMap, controlPlane, zone, parameters, vacl, loose, raguard                                      readTable

	user        *stmt.Table[*model.User]
	policy      *stmt.Table[*policy]
	view        *stmt.Table[*model.Role]
	userKeys    *stmt.Table[*pubkeyUser]
	vlan        *stmt.Table[*vlanBlock]
	line        *stmt.Table[*model.Line]
	accounting  *stmt.Table[*accounting]
	group       *stmt.Table[*group]
	server      *stmt.Table[*model.AAAServer]
	wsma        *stmt.Table[*wsmaProfile]
	acl         *stmt.Table[*acl]
	iface       *stmt.Table[*iface]
	cts, vrrp   *stmt.Table[*iface]
	xconnect    *stmt.Table[*model.Tunnel]
	dialout     *stmt.Table[*caller]
	bgp         *stmt.Table[*bgpProcess]
	bgpFamily   *stmt.Table[*bgpFamily]
	bgpTemplate *stmt.Table[*bgpPeer]
	igp         *stmt.Table[*igpProcess]
	keychain    *stmt.Table[*model.Keychain]
	vrf         *stmt.Table[*model.VRF]
	routeMap    *stmt.Table[*pbr]
	proposal    *stmt.Table[*model.Proposal]
	transform   *stmt.Table[*transform]
	ipsecUser   *stmt.Table[*ipsecUser]
	keyring     *stmt.Table[*keyring]
	ikeProfile  *stmt.Table[*ikeProfile]
	trustpoint  *stmt.Table[*trustpoint]
	chain       *stmt.Table[*chain]
	session     *stmt.Table[*model.Mirror]
	farEnd      *stmt.Table[*model.Mirror]
	export      *stmt.Table[*model.Mirror]
	exporter    *stmt.Table[*model.FlowTarget]
	applet, job *stmt.Table[*applet]
	container   *stmt.Table[*model.Container]
}

// builder compiles tables and keeps the first error.
type builder struct {
	lists stmt.Lists
	used  map[string]bool
	err   error
}

// build compiles entries with the irrelevant statements of the list name.
func build[T any](b *builder, name string, out **stmt.Table[T], entries ...[]stmt.Entry[T]) {
	var all []stmt.Entry[T]
	for _, e := range entries {
		all = append(all, e...)
	}
	t, err := stmt.New(name, b.lists[name], all...)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("table %s: %w", name, err)
	}
	*out = t
	b.used[name] = true
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	t, b := &tables{}, &builder{lists: lists, used: map[string]bool{}}
	t.buildTop(b)
	t.buildManagement(b)
	t.buildNetwork(b)
	t.buildRouting(b)
	t.buildSecurity(b)
	for name := range lists {
		if !b.used[name] && b.err == nil {
			b.err = fmt.Errorf("list %q belongs to no table", name)
		}
	}
	return t, b.err
}

func (t *tables) buildTop(b *builder) {
	build(b, "top", &t.top, t.systemEntries(), t.userEntries(), t.aaaEntries(), t.lineTop(), t.sshEntries(), t.serviceEntries(), t.loggingEntries(),
		t.snmpEntries(), ntpEntries(), t.aclEntries(), t.ifaceTop(), t.switchEntries(), t.bgpEntries(), t.igpEntries(), t.vpnEntries(), t.pkiEntries(),
		t.routeEntries(), t.mirrorEntries(), t.flowEntries(), t.scriptEntries(), t.hostingEntries(), t.policyTop(), t.looseEntries())
}

func (t *tables) buildManagement(b *builder) {
	build(b, "redundancy", &t.redundancy, redundancyEntries())
	build(b, "telemetry", &t.telemetry, telemetryEntries())
	build(b, "pubkeys", &t.pubkeys, t.pubkeyEntries())
	build(b, "user-keys", &t.userKeys, userKeyEntries())
	build(b, "author", &t.author, authorEntries())
	build(b, "user", &t.user, userBlock())
	build(b, "policy", &t.policy, policyEntries())
	build(b, "view", &t.view, viewEntries())
	build(b, "line", &t.line, lineEntries())
	build(b, "accounting", &t.accounting, accountingEntries())
	build(b, "group", &t.group, groupEntries())
	build(b, "server", &t.server, serverEntries())
	build(b, "dhcp", &t.dhcp, dhcpEntries())
	build(b, "pnp", &t.pnp, pnpEntries())
	build(b, "cwmp", &t.cwmp, cwmpEntries())
	build(b, "call-home", &t.callHome, t.callHomeEntries())
	build(b, "wsma", &t.wsma, wsmaEntries())
	build(b, "tls-profile", &t.tlsProfile, tlsProfileEntries())
	build(b, "archive", &t.archive, t.archiveEntries())
	build(b, "log-config", &t.logConfig, logConfigEntries())
	build(b, "applet", &t.applet, t.appletEntries())
	build(b, "job", &t.job, jobEntries())
	build(b, "occurrence", &t.occurrence, occurrenceEntries())
	build(b, "container", &t.container, t.containerEntries())
	build(b, "onep", &t.onep, onepEntries())
}

func (t *tables) buildNetwork(b *builder) {
	build(b, "acl", &t.acl, aclRules())
	build(b, "mac-acl", &t.macACL, []stmt.Entry[*reader]{})
	build(b, "objects", &t.objects, objectEntries())
	build(b, "interface", &t.iface, ifaceEntries(), portEntries(), tunnelEntries(), protocolEntries())
	build(b, "vlan", &t.vlan, vlanEntries())
	build(b, "cts", &t.cts, ctsEntries())
	build(b, "vrrp", &t.vrrp, []stmt.Entry[*iface]{})
	build(b, "xconnect", &t.xconnect, xconnectEntries())
	build(b, "session", &t.session, t.sessionEntries())
	build(b, "far-end", &t.farEnd, farEndEntries())
	build(b, "export", &t.export, exportEntries())
	build(b, "exporter", &t.exporter, exporterEntries())
	build(b, "flow-monitor", &t.flowMonitor, flowMonitorEntries())
	build(b, "sampler", &t.sampler, samplerEntries())
	build(b, "class-map", &t.classMap, classMapEntries())
	build(b, "policy-map", &t.policyMap, t.policyMapEntries())
	build(b, "control-plane", &t.controlPlane, controlPlaneEntries())
	build(b, "zone", &t.zone, zoneEntries())
	build(b, "parameters", &t.parameters, []stmt.Entry[*reader]{})
	build(b, "vacl", &t.vacl, vaclEntries())
	build(b, "raguard", &t.raguard, []stmt.Entry[*reader]{})
	build(b, "loose", &t.loose, t.looseBlock())
	build(b, "dial-out", &t.dialout, t.dialOutBlock())
}

func (t *tables) buildRouting(b *builder) {
	build(b, "bgp", &t.bgp, t.bgpBlock())
	build(b, "bgp-family", &t.bgpFamily, t.familyBlock())
	build(b, "bgp-template", &t.bgpTemplate, templateBlock())
	build(b, "igp", &t.igp, t.igpBlock())
	build(b, "keychain", &t.keychain, t.keychainEntries())
	build(b, "vrf", &t.vrf, t.vrfEntries())
	build(b, "route-map", &t.routeMap, routeMapEntries())
	build(b, "prefixes", &t.prefixes, prefixEntries())
	build(b, "nat-pool", &t.natPool, []stmt.Entry[*reader]{{Pattern: "address|range ...", State: stmt.Irrelevant}})
}

func (t *tables) buildSecurity(b *builder) {
	build(b, "proposal", &t.proposal, proposalEntries())
	build(b, "transform", &t.transform, transformEntries())
	build(b, "ipsec-user", &t.ipsecUser, ipsecUserEntries())
	build(b, "ike-policy", &t.ikePolicy, ikePolicyEntries())
	build(b, "keyring", &t.keyring, t.keyringEntries())
	build(b, "ike-profile", &t.ikeProfile, ikeProfileEntries())
	build(b, "easy-group", &t.easyGroup, easyGroupEntries())
	build(b, "gdoi", &t.gdoi, gdoiEntries())
	build(b, "webvpn", &t.webvpn, webvpnEntries())
	build(b, "trustpoint", &t.trustpoint, trustpointEntries())
	build(b, "chain", &t.chain, chainEntries())
}
