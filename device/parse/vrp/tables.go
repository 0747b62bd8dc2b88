package vrp

import (
	"fmt"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are VRP's statement tables, one for each kind of view.
type tables struct {
	lists stmt.Lists
	errs  []error

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

// compile builds one table and remembers an error.
func compile[T any](t *tables, dst **stmt.Table[T], name string, entries []stmt.Entry[T]) {
	var err error
	if *dst, err = stmt.New(name, t.lists[name], entries...); err != nil {
		t.errs = append(t.errs, fmt.Errorf("table %s: %w", name, err))
	}
	delete(t.lists, name)
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	t := &tables{lists: lists}
	compile(t, &t.line, "line", lineEntries())
	compile(t, &t.policy, "policy", policyEntries())
	compile(t, &t.scheme, "scheme", schemeEntries())
	compile(t, &t.domain, "domain", domainEntries())
	compile(t, &t.aaa, "aaa", t.aaaEntries())
	compile(t, &t.template, "template", templateEntries())
	compile(t, &t.acl, "acl", aclEntries())
	compile(t, &t.iface, "interface", ifaceEntries())
	compile(t, &t.vpn, "vpn", vpnEntries(t))
	compile(t, &t.bgp, "bgp", bgpEntries(t))
	compile(t, &t.rpki, "rpki", rpkiEntries())
	compile(t, &t.area, "area", areaEntries())
	compile(t, &t.ospf, "ospf", ospfEntries(t))
	compile(t, &t.isis, "isis", isisEntries())
	compile(t, &t.rip, "rip", ripEntries())
	compile(t, &t.ldp, "ldp", ldpEntries(t))
	compile(t, &t.mpls, "mpls", mplsEntries())
	compile(t, &t.keyID, "key-id", keyIDEntries())
	compile(t, &t.keychain, "keychain", keychainEntries(t))
	compile(t, &t.proposal, "proposal", proposalEntries())
	compile(t, &t.peer, "ike-peer", peerEntries())
	compile(t, &t.ipsec, "ipsec", ipsecEntries())
	compile(t, &t.realm, "pki", realmEntries())
	compile(t, &t.ssl, "ssl", sslEntries())
	compile(t, &t.behaviour, "behaviour", behaviourEntries())
	compile(t, &t.class, "class", classEntries())
	compile(t, &t.pbr, "pbr", pbrEntries())
	compile(t, &t.defend, "defend", defendEntries())
	compile(t, &t.cwmp, "cwmp", cwmpEntries())
	compile(t, &t.netconf, "netconf", netconfEntries())
	compile(t, &t.grpc, "grpc", grpcEntries(t))
	compile(t, &t.vlan, "vlan", vlanEntries())
	compile(t, &t.task, "task", taskEntries())
	compile(t, &t.pubkey, "public-key", pubkeyEntries())
	compile(t, &t.zone, "zone", zoneEntries())
	compile(t, &t.group, "group", groupEntries())
	compile(t, &t.telemetry, "telemetry", telemetryEntries(t))
	compile(t, &t.top, "top", t.topEntries())
	for name := range t.lists {
		t.errs = append(t.errs, fmt.Errorf("irrelevant.txt: no table %q", name))
	}
	if len(t.errs) > 0 {
		return nil, t.errs[0]
	}
	return t, nil
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
