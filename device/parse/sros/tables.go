package sros

import (
	"fmt"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are the statement tables, one for each kind of part.
type tables struct {
	lists stmt.Lists
	errs  []error

	conf     *stmt.Table[*reader]
	user     *stmt.Table[*user]
	profile  *stmt.Table[*profile]
	set      *stmt.Table[*ruleset]
	entry    *stmt.Table[*rule]
	prefixes *stmt.Table[*prefixList]
	syslog   *stmt.Table[*syslog]
	logID    *stmt.Table[*logID]
	filter   *stmt.Table[*logFilter]
	router   *stmt.Table[*router]
	iface    *stmt.Table[*iface]
	bgp      *stmt.Table[*bgp]
	peer     *stmt.Table[*peer]
	igp      *stmt.Table[*igp]
	link     *stmt.Table[*igp]
	route    *stmt.Table[*route]
	policy   *stmt.Table[*reader]
	service  *stmt.Table[*service]
	sap      *stmt.Table[*iface]
	sdp      *stmt.Table[*model.Tunnel]
	mirror   *stmt.Table[*mirror]
	script   *stmt.Table[*model.Script]
	port     *stmt.Table[*iface]
	proposal *stmt.Table[*model.Proposal]
	bof      *stmt.Table[*reader]
}

func compile[T any](t *tables, dst **stmt.Table[T], name string, entries []stmt.Entry[T]) {
	for _, p := range t.lists[name+"-structure"] {
		entries = append(entries, stmt.Entry[T]{Pattern: p, Do: nothing[T]})
	}
	delete(t.lists, name+"-structure")
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
	compile(t, &t.user, "user", userEntries())
	compile(t, &t.profile, "profile", profileEntries())
	compile(t, &t.entry, "entry", t.entryEntries())
	compile(t, &t.set, "filter", t.setEntries())
	compile(t, &t.prefixes, "prefix-list", prefixEntries())
	compile(t, &t.syslog, "syslog", syslogEntries())
	compile(t, &t.logID, "log-id", logIDEntries())
	compile(t, &t.filter, "log-filter", logFilterEntries())
	compile(t, &t.port, "port", portEntries())
	compile(t, &t.sap, "sap", sapEntries())
	compile(t, &t.iface, "interface", t.ifaceEntries())
	compile(t, &t.peer, "peer", t.peerEntries())
	compile(t, &t.bgp, "bgp", t.bgpEntries())
	compile(t, &t.link, "link", linkEntries())
	compile(t, &t.igp, "igp", t.igpEntries())
	compile(t, &t.route, "route", routeEntries())
	compile(t, &t.policy, "policy", policyEntries())
	compile(t, &t.router, "router", t.routerEntries())
	compile(t, &t.service, "service", t.serviceEntries())
	compile(t, &t.sdp, "sdp", sdpEntries())
	compile(t, &t.mirror, "mirror", mirrorEntries())
	compile(t, &t.script, "script", scriptEntries())
	compile(t, &t.proposal, "proposal", proposalEntries())
	compile(t, &t.bof, "bof", bofEntries())
	compile(t, &t.conf, "configure", t.confEntries())
	for name := range t.lists {
		t.errs = append(t.errs, fmt.Errorf("irrelevant.txt: no table %q", name))
	}
	if len(t.errs) > 0 {
		return nil, t.errs[0]
	}
	return t, nil
}

// confEntries are the statements below configure; fragments have them at the
// top.
func (t *tables) confEntries() []stmt.Entry[*reader] {
	return join(
		[]stmt.Entry[*reader]{
			{Pattern: "configure", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.conf.In(r) }},
			{Pattern: "apply-groups ...", Do: nothing[*reader]},
		},
		t.systemEntries(), t.securityEntries(), t.aaaEntries(), t.sshEntries(), t.snmpEntries(), t.ntpEntries(), t.logEntries(),
		t.filterEntries(), t.networkEntries(), t.vpnEntries(), t.platformEntries(),
	)
}

type conf = stmt.Entry[*reader]
