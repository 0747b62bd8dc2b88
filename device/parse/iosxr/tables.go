package iosxr

import (
	"fmt"
	"slices"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are the statement tables, one for each kind of block.
type tables struct {
	top *stmt.Table[*reader]

	line       *stmt.Table[*model.Line]
	user       *stmt.Table[*user]
	role       *stmt.Table[*role]
	server     *stmt.Table[*server]
	group      *stmt.Table[*group]
	author     *stmt.Table[*reader]
	policy     *stmt.Table[*model.AAA]
	snmpVRF    *stmt.Table[*snmp]
	ntp        *stmt.Table[*ntp]
	ntpIf      *stmt.Table[*ntp]
	logTLS     *stmt.Table[*model.LogHost]
	logArchive *stmt.Table[*model.Logging]
	logFilter  *stmt.Table[*model.LogFilter]

	netconf, xml *stmt.Table[*model.Service]
	xmlVRF       *stmt.Table[*model.Service]
	grpc         *stmt.Table[*model.Service]
	callHome     *stmt.Table[*reader]
	mpp          *stmt.Table[*mpp]
	mppPeer      *stmt.Table[*mppRule]
	hosting      *stmt.Table[*reader]
	app          *stmt.Table[*model.Container]
	dhcp         *stmt.Table[*reader]

	iface      *stmt.Table[*iface]
	ifCDP      *stmt.Table[*iface]
	ifLLDP     *stmt.Table[*iface]
	ifMember   *stmt.Table[*iface]
	ifL2       *stmt.Table[*iface]
	ifMirror   *stmt.Table[*mirrorUse]
	vrf        *stmt.Table[*vrf]
	vrfTargets *stmt.Table[*vrf]
	static     *stmt.Table[*static]
	lldp       *stmt.Table[*reader]

	acl, esacl *stmt.Table[*acl]
	addrs      *stmt.Table[*addrGroup]
	ports      *stmt.Table[*portGroup]

	mirror   *stmt.Table[*model.Mirror]
	exporter *stmt.Table[*model.FlowTarget]
	sampler  *stmt.Table[*reader]

	bgp, bgpVRF, bgpAF *stmt.Table[*bgp]
	peer               *stmt.Table[*peer]
	peerAF             *stmt.Table[*peerAF]
	rpki               *stmt.Table[*bgp]
	ospf, ospfArea     *stmt.Table[*igp]
	isis               *stmt.Table[*igp]
	eigrp              *stmt.Table[*igp]
	fhrp               *stmt.Table[*igp]
	ldp                *stmt.Table[*igp]
	rsvp               *stmt.Table[*igp]
	msdp               *stmt.Table[*msdp]
	multicast          *stmt.Table[*reader]

	chain   *stmt.Table[*chain]
	ca      *stmt.Table[*model.Trustpoint]
	ike     *stmt.Table[*model.Proposal]
	keyring *stmt.Table[*reader]
	ipsec   *stmt.Table[*model.Proposal]
	profile *stmt.Table[*reader]
	l2tp    *stmt.Table[*reader]

	rpl    *stmt.Table[*reader]
	set    *stmt.Table[*reader]
	class  *stmt.Table[*reader]
	polmap *stmt.Table[*polmap]
	script *stmt.Table[*model.Script]
	lpts   *stmt.Table[*reader]

	telemetry *stmt.Table[*export]
}

// compiler collects the first error of many tables.
type compiler struct {
	lists stmt.Lists
	used  map[string]bool
	err   error
}

func compile[T any](k *compiler, name string, entries ...[]stmt.Entry[T]) *stmt.Table[T] {
	k.used[name] = true
	t, err := stmt.New(name, k.lists[name], slices.Concat(entries...)...)
	if err != nil && k.err == nil {
		k.err = fmt.Errorf("table %s: %w", name, err)
	}
	return t
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	k := &compiler{lists: lists, used: map[string]bool{}}
	t := &tables{}
	t.managementTables(k)
	t.networkTables(k)
	t.routingTables(k)
	t.top = compile(k, "top", t.platformEntries(), t.aaaEntries(), t.userEntries(), t.sshEntries(), t.serviceEntries(), t.lineEntries(),
		t.snmpEntries(), t.ntpEntries(), t.loggingEntries(), t.ifaceEntries(), t.aclEntries(), t.mirrorEntries(), t.bgpEntries(),
		t.igpEntries(), t.vpnEntries(), t.policyEntries(), t.hostingEntries(), t.telemetryEntries(), t.groupEntries())
	for name := range lists {
		if !k.used[name] && k.err == nil {
			k.err = fmt.Errorf("list %q belongs to no table", name)
		}
	}
	return t, k.err
}

func (t *tables) managementTables(k *compiler) {
	t.line = compile(k, "line", lineBlock())
	t.user = compile(k, "user", userBlock())
	t.role = compile(k, "role", roleBlock())
	t.server = compile(k, "server", serverBlock())
	t.group = compile(k, "group", t.groupBlock())
	t.author = compile(k, "author", authorBlock())
	t.policy = compile(k, "policy", policyBlock())
	t.snmpVRF = compile(k, "snmp-vrf", snmpVRFBlock())
	t.ntp = compile(k, "ntp", t.ntpBlock())
	t.ntpIf = compile(k, "ntp-interface", []stmt.Entry[*ntp]{})
	t.logTLS = compile(k, "log-tls", logTLSBlock())
	t.logArchive = compile(k, "log-archive", logArchiveBlock())
	t.logFilter = compile(k, "log-filter", logFilterBlock())
	t.netconf = compile(k, "netconf", netconfBlock())
	t.xml = compile(k, "xml", t.xmlBlock())
	t.xmlVRF = compile(k, "xml-vrf", xmlVRFBlock())
	t.grpc = compile(k, "grpc", grpcBlock())
	t.callHome = compile(k, "call-home", callHomeBlock())
	t.mpp = compile(k, "management-plane", t.mppBlock())
	t.mppPeer = compile(k, "management-peer", t.mppPeerBlock())
	t.hosting = compile(k, "hosting", t.hostingBlock())
	t.app = compile(k, "application", appBlock())
	t.dhcp = compile(k, "dhcp", dhcpBlock())
	t.script = compile(k, "script", scriptBlock())
	t.telemetry = compile(k, "telemetry", t.telemetryBlock())
	t.lpts = compile(k, "lpts", []stmt.Entry[*reader]{})
}

func (t *tables) networkTables(k *compiler) {
	t.iface = compile(k, "interface", t.ifaceBlock(), ifaceRouting(), t.ifaceTunnel())
	t.ifMember = compile(k, "interface-member", memberBlock())
	t.ifCDP = compile(k, "interface-cdp", []stmt.Entry[*iface]{})
	t.ifLLDP = compile(k, "interface-lldp", ifLLDPBlock())
	t.ifL2 = compile(k, "interface-l2", t.ifL2Block())
	t.ifMirror = compile(k, "interface-mirror", ifMirrorBlock())
	t.vrf = compile(k, "vrf", t.vrfBlock())
	t.vrfTargets = compile(k, "vrf-targets", vrfTargetsBlock())
	t.static = compile(k, "static", t.staticBlock())
	t.lldp = compile(k, "lldp", []stmt.Entry[*reader]{})
	t.acl = compile(k, "acl", aclBlock())
	t.esacl = compile(k, "esacl", esaclBlock())
	t.addrs = compile(k, "address-group", addrsBlock())
	t.ports = compile(k, "port-group", portsBlock())
	t.mirror = compile(k, "monitor-session", mirrorBlock())
	t.exporter = compile(k, "exporter", exporterBlock())
	t.sampler = compile(k, "sampler", samplerBlock())
	t.chain = compile(k, "keychain", t.chainBlock())
	t.ca = compile(k, "trustpoint", trustpointBlock())
	t.ike = compile(k, "ike", ikeBlock())
	t.keyring = compile(k, "keyring", t.keyringBlock())
	t.ipsec = compile(k, "ipsec", ipsecBlock())
	t.profile = compile(k, "vpn-profile", profileBlock())
	t.l2tp = compile(k, "l2tp", l2tpBlock())
}

func (t *tables) routingTables(k *compiler) {
	t.bgp = compile(k, "bgp", t.bgpBlock())
	t.bgpVRF = compile(k, "bgp-vrf", t.bgpVRFBlock())
	t.bgpAF = compile(k, "bgp-af", t.bgpAFBlock())
	t.peer = compile(k, "peer", t.peerBlock())
	t.peerAF = compile(k, "peer-af", peerAFBlock())
	t.rpki = compile(k, "rpki", rpkiBlock())
	t.ospf = compile(k, "ospf", t.ospfBlock(), igpAuth())
	t.ospfArea = compile(k, "ospf-area", t.ospfAreaBlock(), igpAuth())
	t.isis = compile(k, "isis", t.isisBlock())
	t.eigrp = compile(k, "eigrp", t.eigrpBlock())
	t.fhrp = compile(k, "fhrp", t.fhrpBlock())
	t.ldp = compile(k, "ldp", t.ldpBlock())
	t.rsvp = compile(k, "rsvp", t.rsvpBlock())
	t.msdp = compile(k, "msdp", t.msdpBlock())
	t.multicast = compile(k, "multicast", t.multicastBlock())
	t.rpl = compile(k, "rpl", t.rplBlock())
	t.set = compile(k, "set", setBlock())
	t.class = compile(k, "class-map", classBlock())
	t.polmap = compile(k, "policy-map", t.polmapBlock())
}
