package sros

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tables are the statement tables, one for each kind of part.
type tables struct {
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

// compile makes a table of the entries, and of statements that only hold
// others and have a list of their own.
func compile[T any](k *stmt.Compiler, name string, entries []stmt.Entry[T]) *stmt.Table[T] {
	for _, p := range k.List(name + "-structure") {
		entries = append(entries, stmt.Entry[T]{Pattern: p, Do: nothing[T]})
	}
	return stmt.Compile(k, name, entries)
}

func newTables() (*tables, error) {
	k, t := stmt.NewCompiler(irrelevant), &tables{}
	t.user = compile(k, "user", userEntries())
	t.profile = compile(k, "profile", profileEntries())
	t.entry = compile(k, "entry", t.entryEntries())
	t.set = compile(k, "filter", t.setEntries())
	t.prefixes = compile(k, "prefix-list", prefixEntries())
	t.syslog = compile(k, "syslog", syslogEntries())
	t.logID = compile(k, "log-id", logIDEntries())
	t.filter = compile(k, "log-filter", logFilterEntries())
	t.port = compile(k, "port", portEntries())
	t.sap = compile(k, "sap", sapEntries())
	t.iface = compile(k, "interface", t.ifaceEntries())
	t.peer = compile(k, "peer", t.peerEntries())
	t.bgp = compile(k, "bgp", t.bgpEntries())
	t.link = compile(k, "link", linkEntries())
	t.igp = compile(k, "igp", t.igpEntries())
	t.route = compile(k, "route", routeEntries())
	t.policy = compile(k, "policy", policyEntries())
	t.router = compile(k, "router", t.routerEntries())
	t.service = compile(k, "service", t.serviceEntries())
	t.sdp = compile(k, "sdp", sdpEntries())
	t.mirror = compile(k, "mirror", mirrorEntries())
	t.script = compile(k, "script", scriptEntries())
	t.proposal = compile(k, "proposal", proposalEntries())
	t.bof = compile(k, "bof", bofEntries())
	t.conf = compile(k, "configure", t.confEntries())
	return t, k.Err()
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
