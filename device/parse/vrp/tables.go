package vrp

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are VRP's statement tables, one for each kind of view.
type tables struct {
	top       *stmt.Table[*reader]
	line      *stmt.Table[*lineIn]
	aaa       *stmt.Table[*reader]
	scheme    *stmt.Table[*scheme]
	policy    *stmt.Table[*reader]
	domain    *stmt.Table[*domain]
	template  *stmt.Table[*template]
	acl       *stmt.Table[*ruleset]
	iface     *stmt.Table[*iface]
	vpn       *stmt.Table[*model.VRF]
	bgp       *stmt.Table[*bgp]
	rpki      *stmt.Table[*reader]
	ospf      *stmt.Table[*igp]
	area      *stmt.Table[*igp]
	isis      *stmt.Table[*igp]
	rip       *stmt.Table[*igp]
	ldp       *stmt.Table[*reader]
	mpls      *stmt.Table[*reader]
	keychain  *stmt.Table[*model.Keychain]
	keyID     *stmt.Table[*model.Keychain]
	proposal  *stmt.Table[*model.Proposal]
	peer      *stmt.Table[*vpnPeer]
	ipsec     *stmt.Table[*reader]
	realm     *stmt.Table[*model.Trustpoint]
	ssl       *stmt.Table[*tlsPolicy]
	behaviour *stmt.Table[*behaviour]
	class     *stmt.Table[*reader]
	pbr       *stmt.Table[*model.PolicyRoute]
	defend    *stmt.Table[*reader]
	cwmp      *stmt.Table[*reader]
	netconf   *stmt.Table[*reader]
	grpc      *stmt.Table[*reader]
	vlan      *stmt.Table[*reader]
	task      *stmt.Table[*model.Script]
	pubkey    *stmt.Table[*peerKey]
	zone      *stmt.Table[*zone]
	group     *stmt.Table[*model.Role]
	telemetry *stmt.Table[*reader]
}

func newTables() (*tables, error) {
	k, t := stmt.NewCompiler(irrelevant), &tables{}
	t.line = stmt.Compile(k, "line", lineEntries())
	t.policy = stmt.Compile(k, "policy", policyEntries())
	t.scheme = stmt.Compile(k, "scheme", schemeEntries())
	t.domain = stmt.Compile(k, "domain", domainEntries())
	t.aaa = stmt.Compile(k, "aaa", t.aaaEntries())
	t.template = stmt.Compile(k, "template", templateEntries())
	t.acl = stmt.Compile(k, "acl", aclEntries())
	t.iface = stmt.Compile(k, "interface", ifaceEntries())
	t.vpn = stmt.Compile(k, "vpn", vpnEntries(t))
	t.bgp = stmt.Compile(k, "bgp", bgpEntries(t))
	t.rpki = stmt.Compile(k, "rpki", rpkiEntries())
	t.area = stmt.Compile(k, "area", areaEntries())
	t.ospf = stmt.Compile(k, "ospf", ospfEntries(t))
	t.isis = stmt.Compile(k, "isis", isisEntries())
	t.rip = stmt.Compile(k, "rip", ripEntries())
	t.ldp = stmt.Compile(k, "ldp", ldpEntries(t))
	t.mpls = stmt.Compile(k, "mpls", mplsEntries())
	t.keyID = stmt.Compile(k, "key-id", keyIDEntries())
	t.keychain = stmt.Compile(k, "keychain", keychainEntries(t))
	t.proposal = stmt.Compile(k, "proposal", proposalEntries())
	t.peer = stmt.Compile(k, "ike-peer", peerEntries())
	t.ipsec = stmt.Compile(k, "ipsec", ipsecEntries())
	t.realm = stmt.Compile(k, "pki", realmEntries())
	t.ssl = stmt.Compile(k, "ssl", sslEntries())
	t.behaviour = stmt.Compile(k, "behaviour", behaviourEntries())
	t.class = stmt.Compile(k, "class", classEntries())
	t.pbr = stmt.Compile(k, "pbr", pbrEntries())
	t.defend = stmt.Compile(k, "defend", defendEntries())
	t.cwmp = stmt.Compile(k, "cwmp", cwmpEntries())
	t.netconf = stmt.Compile(k, "netconf", netconfEntries())
	t.grpc = stmt.Compile(k, "grpc", grpcEntries(t))
	t.vlan = stmt.Compile(k, "vlan", vlanEntries())
	t.task = stmt.Compile(k, "task", taskEntries())
	t.pubkey = stmt.Compile(k, "public-key", pubkeyEntries())
	t.zone = stmt.Compile(k, "zone", zoneEntries())
	t.group = stmt.Compile(k, "group", groupEntries())
	t.telemetry = stmt.Compile(k, "telemetry", telemetryEntries(t))
	t.top = stmt.Compile(k, "top", t.topEntries())
	return t, k.Err()
}

// topEntries are the statements outside every view.
func (t *tables) topEntries() []stmt.Entry[*reader] {
	var out []stmt.Entry[*reader]
	for _, part := range [][]stmt.Entry[*reader]{serviceEntries(t), sshEntries(t), t.lineTop(), aaaTop(t), snmpEntries(), ntpEntries(), loggingEntries(),
		aclTop(t), ifaceTop(t), mirrorTop(t), routeEntries(t), bgpTop(t), igpTop(t), vpnTop(t), platformEntries(t)} {
		out = append(out, part...)
	}
	return out
}
