package iosxr

import (
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
	multicast          *stmt.Table[*casting]

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

func newTables() (*tables, error) {
	k := stmt.NewCompiler(irrelevant)
	t := &tables{}
	t.managementTables(k)
	t.networkTables(k)
	t.routingTables(k)
	t.top = stmt.Compile(k, "top", t.platformEntries(), t.aaaEntries(), t.userEntries(), t.sshEntries(), t.serviceEntries(), t.lineEntries(),
		t.snmpEntries(), t.ntpEntries(), t.loggingEntries(), t.ifaceEntries(), t.aclEntries(), t.mirrorEntries(), t.bgpEntries(),
		t.igpEntries(), t.vpnEntries(), t.policyEntries(), t.hostingEntries(), t.telemetryEntries(), t.groupEntries())
	return t, k.Err()
}

func (t *tables) managementTables(k *stmt.Compiler) {
	t.line = stmt.Compile(k, "line", lineBlock())
	t.user = stmt.Compile(k, "user", userBlock())
	t.role = stmt.Compile(k, "role", roleBlock())
	t.server = stmt.Compile(k, "server", serverBlock())
	t.group = stmt.Compile(k, "group", t.groupBlock())
	t.author = stmt.Compile(k, "author", authorBlock())
	t.policy = stmt.Compile(k, "policy", policyBlock())
	t.snmpVRF = stmt.Compile(k, "snmp-vrf", snmpVRFBlock())
	t.ntp = stmt.Compile(k, "ntp", t.ntpBlock())
	t.ntpIf = stmt.Compile(k, "ntp-interface", []stmt.Entry[*ntp]{})
	t.logTLS = stmt.Compile(k, "log-tls", logTLSBlock())
	t.logArchive = stmt.Compile(k, "log-archive", logArchiveBlock())
	t.logFilter = stmt.Compile(k, "log-filter", logFilterBlock())
	t.netconf = stmt.Compile(k, "netconf", netconfBlock())
	t.xml = stmt.Compile(k, "xml", t.xmlBlock())
	t.xmlVRF = stmt.Compile(k, "xml-vrf", xmlVRFBlock())
	t.grpc = stmt.Compile(k, "grpc", grpcBlock())
	t.callHome = stmt.Compile(k, "call-home", t.callHomeBlock())
	t.mpp = stmt.Compile(k, "management-plane", t.mppBlock())
	t.mppPeer = stmt.Compile(k, "management-peer", t.mppPeerBlock())
	t.hosting = stmt.Compile(k, "hosting", t.hostingBlock())
	t.app = stmt.Compile(k, "application", appBlock())
	t.dhcp = stmt.Compile(k, "dhcp", dhcpBlock())
	t.script = stmt.Compile(k, "script", scriptBlock())
	t.telemetry = stmt.Compile(k, "telemetry", t.telemetryBlock())
	t.lpts = stmt.Compile(k, "lpts", []stmt.Entry[*reader]{{Pattern: "flow ...", Do: readFlow}})
}

func (t *tables) networkTables(k *stmt.Compiler) {
	t.iface = stmt.Compile(k, "interface", t.ifaceBlock(), ifaceRouting(), t.ifaceTunnel())
	t.ifMember = stmt.Compile(k, "interface-member", memberBlock())
	t.ifCDP = stmt.Compile(k, "interface-cdp", []stmt.Entry[*iface]{})
	t.ifLLDP = stmt.Compile(k, "interface-lldp", ifLLDPBlock())
	t.ifL2 = stmt.Compile(k, "interface-l2", t.ifL2Block())
	t.ifMirror = stmt.Compile(k, "interface-mirror", ifMirrorBlock())
	t.vrf = stmt.Compile(k, "vrf", t.vrfBlock())
	t.vrfTargets = stmt.Compile(k, "vrf-targets", vrfTargetsBlock())
	t.static = stmt.Compile(k, "static", t.staticBlock())
	t.lldp = stmt.Compile(k, "lldp", []stmt.Entry[*reader]{})
	t.acl = stmt.Compile(k, "acl", aclBlock())
	t.esacl = stmt.Compile(k, "esacl", esaclBlock())
	t.addrs = stmt.Compile(k, "address-group", addrsBlock())
	t.ports = stmt.Compile(k, "port-group", portsBlock())
	t.mirror = stmt.Compile(k, "monitor-session", mirrorBlock())
	t.exporter = stmt.Compile(k, "exporter", exporterBlock())
	t.sampler = stmt.Compile(k, "sampler", samplerBlock())
	t.chain = stmt.Compile(k, "keychain", t.chainBlock())
	t.ca = stmt.Compile(k, "trustpoint", trustpointBlock())
	t.ike = stmt.Compile(k, "ike", ikeBlock())
	t.keyring = stmt.Compile(k, "keyring", t.keyringBlock())
	t.ipsec = stmt.Compile(k, "ipsec", ipsecBlock())
	t.profile = stmt.Compile(k, "vpn-profile", profileBlock())
	t.l2tp = stmt.Compile(k, "l2tp", l2tpBlock())
}

func (t *tables) routingTables(k *stmt.Compiler) {
	t.bgp = stmt.Compile(k, "bgp", t.bgpBlock())
	t.bgpVRF = stmt.Compile(k, "bgp-vrf", t.bgpVRFBlock())
	t.bgpAF = stmt.Compile(k, "bgp-af", t.bgpAFBlock())
	t.peer = stmt.Compile(k, "peer", t.peerBlock())
	t.peerAF = stmt.Compile(k, "peer-af", peerAFBlock())
	t.rpki = stmt.Compile(k, "rpki", rpkiBlock())
	t.ospf = stmt.Compile(k, "ospf", t.ospfBlock(), igpAuth())
	t.ospfArea = stmt.Compile(k, "ospf-area", t.ospfAreaBlock(), igpAuth())
	t.isis = stmt.Compile(k, "isis", t.isisBlock())
	t.eigrp = stmt.Compile(k, "eigrp", t.eigrpBlock())
	t.fhrp = stmt.Compile(k, "fhrp", t.fhrpBlock())
	t.ldp = stmt.Compile(k, "ldp", t.ldpBlock())
	t.rsvp = stmt.Compile(k, "rsvp", t.rsvpBlock())
	t.msdp = stmt.Compile(k, "msdp", t.msdpBlock())
	t.multicast = stmt.Compile(k, "multicast", t.multicastBlock())
	t.rpl = stmt.Compile(k, "rpl", t.rplBlock())
	t.set = stmt.Compile(k, "set", setBlock())
	t.class = stmt.Compile(k, "class-map", classBlock())
	t.polmap = stmt.Compile(k, "policy-map", t.polmapBlock())
}
