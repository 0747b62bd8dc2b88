package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// area is one OSPF area.
type area struct {
	model.Obj
	proto, name, instance string
	auth                  model.F[string]
	members               []*model.IGP
}

// isisProc is one IS-IS instance with what its levels say.
type isisProc struct {
	model.Obj
	instance string
	auth     model.F[string] // of the level packets
	members  []*model.IGP
}

// protocolEntries reads the protocols hierarchy.
func protocolEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("bgp", openBGP),
		sub("ospf|ospf3 area *", openArea),
		do("ospf|ospf3 export|import *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { usePolicy(c, a.name(last(m)), "ospf policy", m) }),
		do("ldp|pim|msdp|rip import|export *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			usePolicy(c, a.name(last(m)), "protocol policy", m)
		}),
		do("rip group * import|export *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { usePolicy(c, a.name(last(m)), "rip policy", m) }),
		use[*model.Device]("ospf|ospf3 rib-group *", "rib-group", "ospf"),
		use[*model.Device]("pim|ldp|rip|msdp rib-group inet|inet6 *", "rib-group", "protocol"),
		use[*model.Device]("evpn ip-prefix-routes import|export *", "route-map", "evpn ip-prefix-routes"),
		sub("isis", openISIS),
		do("ldp interface * ...", onInterface("ldp")),
		do("ldp session|session-group * ...", ldpSession),
		do("ldp authentication-key-chain *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			a.r.instance("ldp", a, m).Auth.Set("keychain", m.Span)
		}),
		do("rsvp interface * ...", onInterface("rsvp")),
		do("rsvp authentication-key *", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.r.instance("rsvp", a, m).Auth, "md5", m)
			a.r.secret("igp", "rsvp", last(m), m)
		}),
		do("pim interface * ...", onInterface("pim")),
		do("rip group * neighbor * ...", ripNeighbor),
		do[*model.Device]("rip group * ...", nothing),
		do("rip authentication-type|authentication-key *", ripAuth),
		do("l2circuit|vpls neighbor * ...", pseudowire),
		do("vpls mesh-group * neighbor * ...", pseudowire),
		do("msdp peer * ...", msdpPeer),
		do("msdp group * ...", msdpGroup),
		do("lldp interface * ...", lldpInterface),
		do("lldp disable", lldpOff),
		do("lldp", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			if !a.r.noLLDP {
				rests(a.r, &a.v.L2.LLDP, true, a.r.c.Span(m.Node))
			}
		}),
		do("mpls no-propagate-ttl", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.Routing.TTLPropagate, false, m) }),
		do("sflow ...", sflow),
		do("rstp|mstp|vstp bpdu-block-on-edge", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.L2.BPDUGuard, true, m) }),
		do("layer2-control bpdu-block interface * ...", bpduBlock),
		do[*model.Device]("router-advertisement ...", nothing),
	}, notRead[*model.Device]("l2tp ...", "openflow ...", "static-subscribers ...")...)
}

func openArea(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	r := &area{Obj: model.Obj{Span: c.Span(m.Node)}, proto: "ospf", name: last(m), instance: a.table()}
	if p := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Parent; c.Tree.Nodes[p].Words[0] == "ospf3" {
		r.proto = "ospfv3"
	}
	a.r.areas = append(a.r.areas, r)
	return a.r.t.area.In(in(a, r))
}

func areaEntries(t *tables) []entry[*area] {
	return []entry[*area]{
		sub("interface *", openOSPFIf),
		do("virtual-link ...", func(_ *stmt.Ctx, a at[*area], m *stmt.Match) { a.r.authKeys(m.Node, "ospf virtual link") }),
		do("authentication-type *", func(_ *stmt.Ctx, a at[*area], m *stmt.Match) { put(&a.v.auth, simpleAuth(last(m)), m) }),
	}
}

// simpleAuth names the form of authentication by Junos's word.
func simpleAuth(w string) string {
	switch w {
	case "simple", "simple-password":
		return "clear"
	}
	return w
}

func openOSPFIf(c *stmt.Ctx, a at[*area], m *stmt.Match) stmt.Block {
	g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: a.v.proto, Instance: strings.TrimSpace(a.v.instance + " area " + a.v.name), Interface: last(m)}
	a.v.members = append(a.v.members, g)
	if c.Tree.Child(m.Node, "disable") == 0 {
		a.r.dev.IGPs = append(a.r.dev.IGPs, g)
	}
	return a.r.t.ospfIf.In(in(a, g))
}

func ospfIfEntries() []entry[*model.IGP] {
	return []entry[*model.IGP]{
		do("passive ...", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) { put(&a.v.Passive, true, m) }),
		do[*model.IGP]("disable", nothing),
		do("authentication simple-password *", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, "clear", m)
			a.r.secret("igp", a.v.Proto+" "+a.v.Interface, last(m), m)
		}),
		do("authentication md5 * ...", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, "md5", m)
			a.r.authKeys(m.Node, a.v.Proto+" "+a.v.Interface)
		}),
		do("authentication multi-active-md5 * ...", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, "md5", m)
			a.r.authKeys(m.Node, a.v.Proto+" "+a.v.Interface)
		}),
		do("authentication keychain *", func(c *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, "keychain", m)
			c.Use("keychain", a.name(last(m)), "ospf authentication", m.Span)
		}),
		do("ipsec-sa *", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) { put(&a.v.Auth, "ipsec", m) }),
	}
}

// authKeys records the keys that stand below node i.
func (r *reader) authKeys(i int32, owner string) {
	r.each(i, func(k int32, word string, n *lex.Node) {
		switch word {
		case "key", "simple-password", "authentication-key", "hello-authentication-key":
			if n.First != 0 {
				v := &r.c.Tree.Nodes[n.First]
				r.secret("igp", owner, v.Words[0], r.stands(n.First, model.Span{Line: v.Line, End: v.End}))
			}
		default:
			r.authKeys(k, owner)
		}
	})
}

func openISIS(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	p := &isisProc{Obj: model.Obj{Span: c.Span(m.Node)}, instance: a.table()}
	a.r.isis = append(a.r.isis, p)
	return a.r.t.isis.In(in(a, p))
}

func isisEntries(t *tables) []entry[*isisProc] {
	return []entry[*isisProc]{
		use[*isisProc]("rib-group inet|inet6 *", "rib-group", "isis"),
		{Pattern: "loose-authentication-check", State: stmt.Unimplemented},
		sub("interface *", func(c *stmt.Ctx, a at[*isisProc], m *stmt.Match) stmt.Block {
			g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "isis", Instance: a.v.instance, Interface: last(m)}
			a.v.members = append(a.v.members, g)
			if c.Tree.Child(m.Node, "disable") == 0 {
				a.r.dev.IGPs = append(a.r.dev.IGPs, g)
			}
			return a.r.t.isisIf.In(in(a, g))
		}),
		do("level * authentication-key *", func(_ *stmt.Ctx, a at[*isisProc], m *stmt.Match) {
			if !a.v.auth.How.Stated() {
				put(&a.v.auth, "clear", m)
			}
			a.r.secret("igp", "isis", last(m), m)
		}),
		do("level * authentication-type *", func(_ *stmt.Ctx, a at[*isisProc], m *stmt.Match) {
			a.v.auth = model.F[string]{V: simpleAuth(last(m)), Span: m.Span, How: model.Explicit}
		}),
		do("level * authentication-key-chain *", func(c *stmt.Ctx, a at[*isisProc], m *stmt.Match) {
			put(&a.v.auth, "keychain", m)
			c.Use("keychain", a.name(last(m)), "isis authentication", m.Span)
		}),
		do("export|import *", func(c *stmt.Ctx, a at[*isisProc], m *stmt.Match) { usePolicy(c, a.name(last(m)), "isis policy", m) }),
		do("no-authentication-check", func(_ *stmt.Ctx, a at[*isisProc], m *stmt.Match) {
			a.v.auth = model.F[string]{V: "none", Span: m.Span, How: model.Explicit}
			for _, g := range a.v.members {
				g.Auth.Set("none", m.Span)
			}
		}),
	}
}

func isisIfEntries() []entry[*model.IGP] {
	return []entry[*model.IGP]{
		do("passive ...", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) { put(&a.v.Passive, true, m) }),
		do[*model.IGP]("level * passive ...", nothing),
		do[*model.IGP]("level * disable", nothing),
		do[*model.IGP]("disable", nothing),
		do("level * hello-authentication-type *", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			a.v.Auth = model.F[string]{V: simpleAuth(last(m)), Span: m.Span, How: model.Explicit}
		}),
		do("level * hello-authentication-key *", func(_ *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, firstOf(a.v.Auth.V, "clear"), m)
			a.r.secret("igp", "isis "+a.v.Interface, last(m), m)
		}),
		do("level * hello-authentication-key-chain *", func(c *stmt.Ctx, a at[*model.IGP], m *stmt.Match) {
			put(&a.v.Auth, "keychain", m)
			c.Use("keychain", a.name(last(m)), "isis authentication", m.Span)
		}),
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// finishIGP gives interfaces what their area or instance states.
func (r *reader) finishIGP() {
	for _, a := range r.areas {
		for _, g := range a.members {
			from(&g.Auth, &a.auth)
		}
	}
	for _, p := range r.isis {
		for _, g := range p.members {
			from(&g.Auth, &p.auth)
		}
	}
	for _, g := range r.dev.IGPs {
		rest := r.rests[g.Filter.Name]
		if g.Filter.Name == "" || len(rest) != 1 {
			continue // a list of those who are refused, say, is left open
		}
		switch rest[0] {
		case "reject":
			g.AnyNeighbor.Derive(false, g.Filter.Span)
		case "accept":
			g.AnyNeighbor.Inherit(true, g.Filter.Span)
		}
	}
}

// instance returns the entry of a protocol as a whole.
func (r *reader) instance(proto string, a at[*model.Device], m *stmt.Match) *model.IGP {
	key := a.table() + "\x00" + proto
	if g := r.protos[key]; g != nil {
		return g
	}
	g := &model.IGP{Obj: model.Obj{Span: m.Span}, Proto: proto, Instance: a.table()}
	r.protos[key] = g
	r.dev.IGPs = append(r.dev.IGPs, g)
	return g
}

// onInterface reads one interface of a protocol with its key.
func onInterface(proto string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		if c.Tree.Child(m.Node, "disable") != 0 {
			return
		}
		g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: proto, Instance: a.table(), Interface: m.Arg(0)}
		if v, sp, ok := a.r.value(m.Node, "authentication-key"); ok {
			put(&g.Auth, "md5", a.r.stands(m.Node, sp))
			a.r.secret("igp", proto+" "+m.Arg(0), v, a.r.stands(m.Node, sp))
		}
		if policy, sp, ok := a.r.value(m.Node, "neighbor-policy"); ok && proto == "pim" {
			g.Filter = model.Ref{Kind: "route-map", Name: a.name(policy), Span: sp}
			usePolicy(c, a.name(policy), "pim neighbor-policy", m)
		}
		a.r.dev.IGPs = append(a.r.dev.IGPs, g)
	}
}

// ldpSession reads the key of sessions with one peer or a prefix of peers.
func ldpSession(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	n := &model.Neighbor{Obj: model.Obj{Span: a.r.c.Span(m.Node)}, Proto: "ldp", Peer: m.Arg(0), VRF: a.table()}
	if v, sp, ok := a.r.value(m.Node, "authentication-key"); ok {
		put(&n.Auth, "md5", a.r.stands(m.Node, sp))
		a.r.secret("igp", "ldp "+m.Arg(0), v, a.r.stands(m.Node, sp))
	}
	if chain, sp, ok := a.r.value(m.Node, "authentication-key-chain"); ok {
		put(&n.Auth, "keychain", a.r.stands(m.Node, sp))
		a.r.c.Use("keychain", a.name(chain), "ldp session", sp)
	}
	a.r.dev.Neighbors = append(a.r.dev.Neighbors, n)
}

func ripNeighbor(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "rip", Instance: a.table(), Interface: m.Arg(1)}
	if kind, sp, ok := a.r.value(m.Node, "authentication-type"); ok {
		put(&g.Auth, simpleAuth(kind), a.r.stands(m.Node, sp))
	}
	a.r.authKeys(m.Node, "rip "+m.Arg(1))
	a.r.dev.IGPs = append(a.r.dev.IGPs, g)
}

func ripAuth(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0] == "authentication-key" {
		a.r.secret("igp", "rip", last(m), m)
		return
	}
	put(&a.r.instance("rip", a, m).Auth, simpleAuth(last(m)), m)
}

func msdpPeer(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.msdp(m.Arg(0), m.Node, a) }

func msdpGroup(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if list := c.Tree.Child(m.Node, "peer"); list != 0 {
		a.r.each(list, func(k int32, word string, _ *lex.Node) { a.r.msdp(word, k, a) })
	}
}

func (r *reader) msdp(peer string, node int32, a at[*model.Device]) {
	n := &model.Neighbor{Obj: model.Obj{Span: r.c.Span(node)}, Proto: "msdp", Peer: peer, VRF: a.table()}
	if v, sp, ok := r.value(node, "authentication-key"); ok {
		put(&n.Auth, "md5", r.stands(node, sp))
		r.secret("igp", "msdp "+peer, v, r.stands(node, sp))
	}
	r.dev.Neighbors = append(r.dev.Neighbors, n)
}

func lldpInterface(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.lldp = append(a.r.lldp, lldpIf{m.Arg(0), !m.Has("disable"), m.Span})
}

func lldpOff(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.noLLDP = true
	a.v.L2.LLDP.Set(false, m.Span)
}
