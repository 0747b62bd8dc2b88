package asa

import (
	"fmt"
	"slices"

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
	t.top = compile(k, "top", t.platformEntries(), t.aaaEntries(), t.userEntries(), sshEntries(), t.serviceEntries(), snmpEntries(),
		t.loggingEntries(), t.ifaceEntries(), t.aclEntries(), t.objectEntries(), natEntries(), t.vpnEntries(), t.tunnelEntries(),
		t.routingEntries(), t.policyEntries())
	for name := range lists {
		if !k.used[name] && k.err == nil {
			k.err = fmt.Errorf("list %q belongs to no table", name)
		}
	}
	return t, k.err
}

func (t *tables) managementTables(k *compiler) {
	t.user = compile(k, "user", userBlock())
	t.group = compile(k, "group", groupBlock())
	t.server = compile(k, "server", serverBlock())
	t.pubkeys = compile(k, "pubkey-chain", pubkeyBlock())
	t.webvpn = compile(k, "webvpn", t.webvpnBlock())
	t.dns = compile(k, "dns", dnsBlock())
	t.context = compile(k, "context", contextBlock())
	t.callHome = compile(k, "call-home", callHomeBlock())
	t.applet = compile(k, "applet", appletBlock())
}

func (t *tables) networkTables(k *compiler) {
	t.iface = compile(k, "interface", t.ifaceBlock(), ifaceRouting())
	t.cts = compile(k, "cts", []stmt.Entry[*iface]{})
	t.object = compile(k, "object", objectBlock())
	t.netGroup = compile(k, "network-group", netGroupBlock())
	t.service = compile(k, "service-group", serviceBlock())
	t.ike = compile(k, "ike", ikeBlock())
	t.ipsec = compile(k, "ipsec", ipsecBlock())
	t.trustpoint = compile(k, "trustpoint", trustpointBlock())
	t.chain = compile(k, "certificates", chainBlock())
	t.tunnel = compile(k, "tunnel-group", tunnelBlock())
	t.nve = compile(k, "nve", nveBlock())
	t.policy = compile(k, "group-policy", t.groupPolicyBlock())
	t.profile = compile(k, "ipsec-profile", profileBlock())
	t.class = compile(k, "class-map", classBlock())
	t.polmap = compile(k, "policy-map", t.polmapBlock())
	t.polClass = compile(k, "policy-class", polClassBlock())
	t.bgp = compile(k, "bgp", t.bgpBlock())
	t.igp = compile(k, "igp", t.igpBlock())
	t.timeRange = compile(k, "time-range", []stmt.Entry[*reader]{})
	t.routeMap = compile(k, "route-map", routeMapBlock())
	t.keychain = compile(k, "keychain", t.keychainBlock())
}
