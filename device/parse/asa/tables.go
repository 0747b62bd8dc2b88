package asa

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are the statement tables, one for each kind of block.
type tables struct {
	top *stmt.Table[*reader]

	user       *stmt.Table[*model.User]
	group      *stmt.Table[*reader]
	server     *stmt.Table[*server]
	pubkeys    *stmt.Table[*reader]
	webvpn     *stmt.Table[*reader]
	dns        *stmt.Table[*reader]
	context    *stmt.Table[*reader]
	callHome   *stmt.Table[*reader]
	applet     *stmt.Table[*model.Script]
	iface      *stmt.Table[*iface]
	cts        *stmt.Table[*iface]
	object     *stmt.Table[*object]
	netGroup   *stmt.Table[*netGroup]
	service    *stmt.Table[*service]
	ike, ipsec *stmt.Table[*model.Proposal]
	trustpoint *stmt.Table[*model.Trustpoint]
	chain      *stmt.Table[*chain]
	tunnel     *stmt.Table[*tunnelGroup]
	nve        *stmt.Table[*model.Tunnel]
	policy     *stmt.Table[*reader]
	profile    *stmt.Table[*reader]
	class      *stmt.Table[*reader]
	polmap     *stmt.Table[*reader]
	polClass   *stmt.Table[*reader]
	bgp        *stmt.Table[*bgp]
	igp        *stmt.Table[*igp]
	routeMap   *stmt.Table[*routeMap]
	timeRange  *stmt.Table[*reader]
	keychain   *stmt.Table[*model.Keychain]
}

func newTables() (*tables, error) {
	k := stmt.NewCompiler(irrelevant)
	t := &tables{}
	t.managementTables(k)
	t.networkTables(k)
	t.top = stmt.Compile(k, "top", t.platformEntries(), t.aaaEntries(), t.userEntries(), sshEntries(), t.serviceEntries(), snmpEntries(),
		t.loggingEntries(), t.ifaceEntries(), t.aclEntries(), t.objectEntries(), natEntries(), t.vpnEntries(), t.tunnelEntries(),
		t.routingEntries(), t.policyEntries())
	return t, k.Err()
}

func (t *tables) managementTables(k *stmt.Compiler) {
	t.user = stmt.Compile(k, "user", userBlock())
	t.group = stmt.Compile(k, "group", groupBlock())
	t.server = stmt.Compile(k, "server", serverBlock())
	t.pubkeys = stmt.Compile(k, "pubkey-chain", pubkeyBlock())
	t.webvpn = stmt.Compile(k, "webvpn", t.webvpnBlock())
	t.dns = stmt.Compile(k, "dns", dnsBlock())
	t.context = stmt.Compile(k, "context", contextBlock())
	t.callHome = stmt.Compile(k, "call-home", t.callHomeBlock())
	t.applet = stmt.Compile(k, "applet", appletBlock())
}

func (t *tables) networkTables(k *stmt.Compiler) {
	t.iface = stmt.Compile(k, "interface", t.ifaceBlock(), ifaceRouting())
	t.cts = stmt.Compile(k, "cts", []stmt.Entry[*iface]{})
	t.object = stmt.Compile(k, "object", objectBlock())
	t.netGroup = stmt.Compile(k, "network-group", netGroupBlock())
	t.service = stmt.Compile(k, "service-group", serviceBlock())
	t.ike = stmt.Compile(k, "ike", ikeBlock())
	t.ipsec = stmt.Compile(k, "ipsec", ipsecBlock())
	t.trustpoint = stmt.Compile(k, "trustpoint", trustpointBlock())
	t.chain = stmt.Compile(k, "certificates", chainBlock())
	t.tunnel = stmt.Compile(k, "tunnel-group", tunnelBlock())
	t.nve = stmt.Compile(k, "nve", nveBlock())
	t.policy = stmt.Compile(k, "group-policy", t.groupPolicyBlock())
	t.profile = stmt.Compile(k, "ipsec-profile", profileBlock())
	t.class = stmt.Compile(k, "class-map", classBlock())
	t.polmap = stmt.Compile(k, "policy-map", t.polmapBlock())
	t.polClass = stmt.Compile(k, "policy-class", polClassBlock())
	t.bgp = stmt.Compile(k, "bgp", t.bgpBlock())
	t.igp = stmt.Compile(k, "igp", t.igpBlock())
	t.timeRange = stmt.Compile(k, "time-range", []stmt.Entry[*reader]{})
	t.routeMap = stmt.Compile(k, "route-map", routeMapBlock())
	t.keychain = stmt.Compile(k, "keychain", t.keychainBlock())
}
