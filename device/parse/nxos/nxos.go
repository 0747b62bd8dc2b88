// Package nxos reads running and startup configurations of Cisco NX-OS.
//
// NX-OS switches most services on by `feature` lines, shows blocks by two
// spaces of indentation and writes no end marker. Object groups, templates and
// settings that apply to what stands elsewhere in the file are resolved after
// the tables have run.
package nxos

import (
	_ "embed"
	"fmt"

	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

//go:embed irrelevant.txt
var irrelevant string

// New compiles the tables of NX-OS.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("nxos: %w", err)
	}
	return system.System{
		Name: "nxos", Vendor: "cisco", Title: "Cisco NX-OS",
		Sniff: sniff, Lex: lexer, End: end, Shape: shape, Once: true, Read: t.read, Sections: sections,
	}, nil
}

// tables are the statement tables, one for each kind of block.
type tables struct {
	top       *stmt.Table[*run]
	user      *stmt.Table[*run]
	role      *stmt.Table[role]
	group     *stmt.Table[group]
	line      *stmt.Table[line]
	iface     *stmt.Table[iface]
	member    *stmt.Table[iface]
	hsrp      *stmt.Table[redundancy]
	vrrp      *stmt.Table[redundancy]
	acl       *stmt.Table[*acl]
	objects   *stmt.Table[*run]
	vrf       *stmt.Table[vrf]
	vrfAF     *stmt.Table[vrf]
	routeMap  *stmt.Table[*routeMap]
	bgp       *stmt.Table[*bgp]
	bgpAF     *stmt.Table[*bgp]
	peer      *stmt.Table[*peer]
	peerAF    *stmt.Table[*peer]
	igp       *stmt.Table[*process]
	mirror    *stmt.Table[mirror]
	exporter  *stmt.Table[exporter]
	monitor   *stmt.Table[*run]
	sampler   *stmt.Table[*run]
	keychain  *stmt.Table[keychain]
	key       *stmt.Table[keychain]
	classMap  *stmt.Table[*run]
	policy    *stmt.Table[*run]
	control   *stmt.Table[*run]
	qos       *stmt.Table[*run]
	applet    *stmt.Table[script]
	schedule  *stmt.Table[script]
	trust     *stmt.Table[trustpoint]
	callhome  *stmt.Table[*run]
	receivers *stmt.Table[*run]
	app       *stmt.Table[container]
	vdc       *stmt.Table[*run]
	vpc       *stmt.Table[*run]
	macsec    *stmt.Table[*run]
	telem     *stmt.Table[*run]
	evpn      *stmt.Table[*run]
	plain     *stmt.Table[*run]
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	t := &tables{}
	b := builder{lists: lists}
	t.buildTop(&b)
	t.buildAccess(&b)
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
		t.featureEntries(), t.aaaEntries(), t.userEntries(), t.sshEntries(), t.apiEntries(), t.lineEntries(), t.snmpEntries(),
		t.ntpEntries(), t.loggingEntries(), t.bannerEntries(), t.ifaceEntries(), t.l2Entries(), t.aclEntries(), t.policyEntries(),
		t.vrfEntries(), t.bgpEntries(), t.igpEntries(), t.mirrorEntries(), t.flowEntries(), t.keychainEntries(), t.platformEntries(),
		t.scriptEntries(), t.hostingEntries(), t.pkiEntries(),
	} {
		top = append(top, part...)
	}
	t.top = build(b, "top", top)
}

func (t *tables) buildAccess(b *builder) {
	t.user = build(b, "user", []stmt.Entry[*run](nil))
	t.role = build(b, "role", roleBlock())
	t.group = build(b, "group", groupBlock())
	t.line = build(b, "line", lineBlock())
}

func (t *tables) buildNetwork(b *builder) {
	t.iface = build(b, "interface", t.ifaceBlock())
	t.member = build(b, "member", t.memberBlock())
	t.hsrp = build(b, "hsrp", redundancyBlock())
	t.vrrp = build(b, "vrrp", redundancyBlock())
	t.acl = build(b, "acl", aclBlock())
	t.objects = build(b, "objects", objectBlock())
	t.vrf = build(b, "vrf", t.vrfBlock())
	t.vrfAF = build(b, "vrf-af", vrfFamilyBlock())
	t.mirror = build(b, "mirror", mirrorBlock())
	t.exporter = build(b, "exporter", exporterBlock())
	t.monitor = build(b, "monitor", monitorBlock())
	t.sampler = build(b, "sampler", samplerBlock())
	t.evpn = build(b, "evpn", []stmt.Entry[*run](nil))
	t.plain = build(b, "plain", []stmt.Entry[*run](nil))
}

func (t *tables) buildRouting(b *builder) {
	t.routeMap = build(b, "route-map", routeMapBlock())
	t.bgp = build(b, "bgp", t.bgpBlock())
	t.bgpAF = build(b, "bgp-af", bgpFamilyBlock())
	t.peer = build(b, "peer", t.peerBlock())
	t.peerAF = build(b, "peer-af", peerFamilyBlock())
	t.igp = build(b, "igp", t.processBlock())
	t.keychain = build(b, "keychain", t.keychainBlock())
	t.key = build(b, "key", keyBlock())
	t.macsec = build(b, "macsec", []stmt.Entry[*run](nil))
}

func (t *tables) buildSystem(b *builder) {
	t.classMap = build(b, "class-map", classMapBlock())
	t.policy = build(b, "policy-map", t.policyBlock())
	t.control = build(b, "control-plane", controlBlock())
	t.qos = build(b, "qos", qosBlock())
	t.applet = build(b, "applet", appletBlock())
	t.schedule = build(b, "schedule", scheduleBlock())
	t.trust = build(b, "trustpoint", trustBlock())
	t.callhome = build(b, "callhome", callHomeBlock())
	t.app = build(b, "app", appBlock())
	t.vdc = build(b, "vdc", []stmt.Entry[*run](nil))
	t.vpc = build(b, "vpc", vpcBlock())
	t.telem = build(b, "telemetry", t.telemetryBlock())
	t.receivers = build(b, "receivers", receiverBlock())
}
