// Package eos reads running and startup configurations of Arista EOS.
//
// EOS shows blocks by three spaces of indentation, ends a whole configuration
// with the line "end" and keeps its management services in blocks named
// "management …".
package eos

import (
	_ "embed"
	"fmt"

	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

//go:embed irrelevant.txt
var irrelevant string

// New compiles the tables of EOS.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("eos: %w", err)
	}
	return system.System{
		Name: "eos", Vendor: "arista", Title: "Arista EOS",
		Sniff: sniff, Lex: lexer, End: end, Shape: shape, Once: true, Read: t.read, Sections: sections,
	}, nil
}

// tables are the statement tables, one for each kind of block.
type tables struct {
	top       *stmt.Table[*run]
	role      *stmt.Table[role]
	group     *stmt.Table[group]
	ssh       *stmt.Table[*run]
	sshVRF    *stmt.Table[inTable]
	telnet    *stmt.Table[*run]
	telnetVRF *stmt.Table[inTable]
	console   *stmt.Table[*run]
	http      *stmt.Table[*run]
	httpVRF   *stmt.Table[inTable]
	rpc       *stmt.Table[rpc]
	transport *stmt.Table[rpc]
	security  *stmt.Table[*run]
	profile   *stmt.Table[*run]
	policy    *stmt.Table[*run]
	iface     *stmt.Table[iface]
	acl       *stmt.Table[*acl]
	macACL    *stmt.Table[*acl]
	vrf       *stmt.Table[vrf]
	prefix    *stmt.Table[*run]
	routeMap  *stmt.Table[*routeMap]
	bgp       *stmt.Table[*bgp]
	bgpAF     *stmt.Table[*bgp]
	bgpVLAN   *stmt.Table[*bgp]
	rpki      *stmt.Table[*run]
	igp       *stmt.Table[*process]
	ldp       *stmt.Table[*run]
	control   *stmt.Table[*run]
	traffic   *stmt.Table[*run]
	cpu       *stmt.Table[*run]
	classMap  *stmt.Table[*run]
	policyMap *stmt.Table[*run]
	daemon    *stmt.Table[container]
	handler   *stmt.Table[script]
	logging   *stmt.Table[script]
	alias     *stmt.Table[*run]
	macsec    *stmt.Table[*run]
	macsecKey *stmt.Table[*run]
	keychain  *stmt.Table[keychain]
	ipsec     *stmt.Table[*run]
	ike       *stmt.Table[proposal]
	sa        *stmt.Table[proposal]
	peer      *stmt.Table[vpnPeer]
	tap       *stmt.Table[*run]
	flow      *stmt.Table[*run]
	tracker   *stmt.Table[*run]
	exporter  *stmt.Table[exporter]
	matchList *stmt.Table[*run]
	qos       *stmt.Table[*run]
	email     *stmt.Table[*run]
	general   *stmt.Table[*run]
	leak      *stmt.Table[vrf]
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	t := &tables{}
	b := builder{lists: lists}
	t.buildTop(&b)
	t.buildManagement(&b)
	t.buildNetwork(&b)
	t.buildRouting(&b)
	t.buildSystem(&b)
	return t, b.err
}

// builder compiles tables and keeps the first error.
type builder struct {
	lists stmt.Lists
	err   error
}

func build[T any](b *builder, name string, entries []stmt.Entry[T]) *stmt.Table[T] {
	t, err := stmt.New(name, b.lists[name], entries...)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("%s: %w", name, err)
	}
	return t
}

func (t *tables) buildTop(b *builder) {
	var top []stmt.Entry[*run]
	for _, part := range [][]stmt.Entry[*run]{
		t.managementEntries(), t.aaaEntries(), t.userEntries(), t.snmpEntries(), t.ntpEntries(), t.dnsEntries(), t.loggingEntries(),
		t.bannerEntries(), t.ifaceEntries(), t.l2Entries(), t.aclEntries(), t.policyEntries(), t.vrfEntries(), t.bgpEntries(), t.igpEntries(),
		t.mirrorEntries(), t.flowEntries(), t.vpnEntries(), t.platformEntries(), t.scriptEntries(), t.hostingEntries(),
	} {
		top = append(top, part...)
	}
	t.top = build(b, "top", top)
}

func (t *tables) buildManagement(b *builder) {
	t.role = build(b, "role", roleBlock())
	t.group = build(b, "group", groupBlock())
	t.ssh = build(b, "ssh", t.sshBlock())
	t.sshVRF = build(b, "ssh-vrf", sshVRFBlock())
	t.telnet = build(b, "telnet", t.telnetBlock())
	t.telnetVRF = build(b, "telnet-vrf", telnetVRFBlock())
	t.console = build(b, "console", consoleBlock())
	t.http = build(b, "http", t.httpBlock())
	t.httpVRF = build(b, "http-vrf", httpVRFBlock())
	t.rpc = build(b, "rpc", t.rpcBlock())
	t.transport = build(b, "transport", transportBlock())
	t.security = build(b, "security", t.securityBlock())
	t.profile = build(b, "ssl-profile", sslProfileBlock())
	t.policy = build(b, "password-policy", passwordPolicyBlock())
}

func (t *tables) buildNetwork(b *builder) {
	t.iface = build(b, "interface", t.ifaceBlock())
	t.acl = build(b, "acl", aclBlock())
	t.macACL = build(b, "mac-acl", macBlock())
	t.vrf = build(b, "vrf", []stmt.Entry[vrf](nil))
	t.prefix = build(b, "prefix-list", []stmt.Entry[*run](nil))
	t.tap = build(b, "tap", []stmt.Entry[*run](nil))
	t.flow = build(b, "flow", t.flowBlock())
	t.tracker = build(b, "tracker", t.trackerBlock())
	t.exporter = build(b, "exporter", exporterBlock())
	t.qos = build(b, "qos", []stmt.Entry[*run](nil))
}

func (t *tables) buildRouting(b *builder) {
	t.routeMap = build(b, "route-map", routeMapBlock())
	t.bgp = build(b, "bgp", t.bgpBlock())
	t.bgpAF = build(b, "bgp-af", bgpFamilyBlock())
	t.bgpVLAN = build(b, "bgp-vlan", []stmt.Entry[*bgp](nil))
	t.rpki = build(b, "rpki", []stmt.Entry[*run](nil))
	t.igp = build(b, "igp", t.processBlock())
	t.general = build(b, "general", t.generalBlock())
	t.leak = build(b, "general-vrf", leakBlock())
	t.ldp = build(b, "ldp", ldpBlock())
}

func (t *tables) buildSystem(b *builder) {
	t.control = build(b, "control-plane", controlBlock())
	t.traffic = build(b, "traffic-policies", t.trafficBlock())
	t.cpu = build(b, "traffic-policies cpu", cpuBlock())
	t.classMap = build(b, "class-map", classMapBlock())
	t.policyMap = build(b, "policy-map", t.policyMapBlock())
	t.daemon = build(b, "daemon", daemonBlock())
	t.handler = build(b, "event-handler", t.handlerBlock())
	t.logging = build(b, "on-logging", triggerBlock())
	t.alias = build(b, "alias", aliasBlock())
	t.macsec = build(b, "macsec", t.macsecBlock())
	t.macsecKey = build(b, "macsec-profile", macsecProfileBlock())
	t.keychain = build(b, "keychain", keychainBlock())
	t.ipsec = build(b, "ipsec", t.ipsecBlock())
	t.ike = build(b, "ike", ikeBlock())
	t.sa = build(b, "sa", saBlock())
	t.peer = build(b, "ipsec-profile", peerBlock())
	t.email = build(b, "email", emailBlock())
	t.matchList = build(b, "match-list", []stmt.Entry[*run](nil))
}
