package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// igp is one level of an interior protocol: the process, an area, a family or
// an interface. What a level does not state comes from its parent.
type igp struct {
	r       *reader
	parent  *igp
	proto   string
	name    string // instance
	auth    model.F[string]
	passive model.F[bool]
	out     *model.IGP      // set where the level is an entry of the model
	six     bool            // the level is about IPv6
	apart   bool            // the level is a process or a VRF of its own
	shared  model.F[string] // authentication with every neighbour of LDP
	// some is a line about the password of some neighbours of LDP only; bare
	// says that one of them needs none.
	some model.Span
	bare bool
}

func (t *tables) igpEntries() []stmt.Entry[*reader] {
	type R = *reader
	process := func(proto string, table func() *stmt.Table[*igp]) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return table().In(&igp{r: r, proto: proto, name: m.Arg(0)})
		}
	}
	ospf := func() *stmt.Table[*igp] { return t.ospf }
	eigrp := func() *stmt.Table[*igp] { return t.eigrp }
	fhrp := func() *stmt.Table[*igp] { return t.fhrp }
	whole := func(proto string, table func() *stmt.Table[*igp]) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			g := &igp{r: r, proto: proto, name: m.Arg(0)}
			return table().In(g.entry(c, m, ""))
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "router ospf *", Sub: process("ospf", ospf)},
		{Pattern: "router ospfv3 *", Sub: process("ospfv3", ospf)},
		{Pattern: "router isis *", Sub: whole("isis", func() *stmt.Table[*igp] { return t.isis })},
		{Pattern: "router eigrp *", Sub: process("eigrp", eigrp)},
		{Pattern: "router rip", Sub: process("rip", eigrp)},
		{Pattern: "router hsrp", Sub: process("hsrp", fhrp)},
		{Pattern: "router vrrp", Sub: process("vrrp", fhrp)},
		{Pattern: "mpls ldp", Sub: whole("ldp", func() *stmt.Table[*igp] { return t.ldp })},
		{Pattern: "rsvp", Sub: process("rsvp", func() *stmt.Table[*igp] { return t.rsvp })},
		{Pattern: "router igmp|mld", Sub: t.casting(false)},
		{Pattern: "router pim", Sub: t.casting(true)},
		{Pattern: "multicast-routing", Sub: t.casting(true)},
		{Pattern: "no? mpls ip-ttl-propagate disable ...", Do: fill.Not(func(r R) *model.F[bool] { return &r.dev.Routing.TTLPropagate })},
	}
}

// under opens a level without an entry of its own.
func (g *igp) under() *igp { return &igp{r: g.r, parent: g, proto: g.proto, name: g.name, six: g.six} }

// apartment is the process or the VRF that the level belongs to.
func (g *igp) apartment() *igp {
	for !g.apart && g.parent != nil {
		g = g.parent
	}
	return g
}

// entry opens a level that is an entry of the model.
func (g *igp) entry(c *stmt.Ctx, m *stmt.Match, iface string) *igp {
	e := g.under()
	e.out = &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: g.proto, Instance: g.name, Interface: iface}
	g.r.dev.IGPs = append(g.r.dev.IGPs, e.out)
	g.r.igps = append(g.r.igps, e)
	return e
}

// Own is the entry that the level belongs to, so that doubts reach it.
func (g *igp) Own() *model.Obj {
	for l := g; l != nil; l = l.parent {
		if l.out != nil {
			return l.out.Own()
		}
	}
	return g.r.dev.Own()
}

func (t *tables) ospfBlock() []stmt.Entry[*igp] {
	type G = *igp
	return []stmt.Entry[G]{
		{Pattern: "area *", Sub: func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.ospfArea.In(g.under()) }},
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			c.Use("vrf", m.Arg(0), "router ospf", m.Span)
			return t.ospf.In(g.under())
		}},
		{Pattern: "no? passive ...", Do: igpPassive},
		{Pattern: "redistribute * ...", Do: usePolicy[G]("ospf redistribute")},
		{Pattern: "distribute-list route-policy * ...", Do: fill.Use[G]("route-policy", "router ospf distribute-list")},
		{Pattern: "distribute-list * in|out", Do: fill.Use[G]("acl", "router ospf distribute-list")},
		{Pattern: "default-information originate ...", Do: usePolicy[G]("default-information originate")},
	}
}

func (t *tables) ospfAreaBlock() []stmt.Entry[*igp] {
	type G = *igp
	return []stmt.Entry[G]{
		{Pattern: "interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.ospfArea.In(g.entry(c, m, m.Arg(0)))
		}},
		{Pattern: "virtual-link *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.ospfArea.In(g.entry(c, m, "virtual-link "+m.Arg(0)))
		}},
		{Pattern: "sham-link * *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.ospfArea.In(g.entry(c, m, "sham-link "+m.Arg(1)))
		}},
		{Pattern: "multi-area-interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.ospfArea.In(g.entry(c, m, m.Arg(0)))
		}},
		{Pattern: "no? passive ...", Do: igpPassive},
		{Pattern: "distribute-list * in|out", Do: fill.Use[G]("acl", "router ospf distribute-list")},
		{Pattern: "route-policy * in|out", Do: fill.Use[G]("route-policy", "ospf area")},
	}
}

func igpPassive(_ *stmt.Ctx, g *igp, m *stmt.Match) {
	g.passive.Set(!m.Neg && !m.Has("disable"), m.Span)
}

// igpAuth reads authentication of OSPF at any level.
func igpAuth() []stmt.Entry[*igp] {
	type G = *igp
	set := func(kind string) func(*stmt.Ctx, G, *stmt.Match) {
		return func(_ *stmt.Ctx, g G, m *stmt.Match) { g.auth.Set(kind, m.Span) }
	}
	ipsec := func(c *stmt.Ctx, g G, m *stmt.Match) {
		g.auth.Set("ipsec", m.Span)
		for i, w := range m.Rest {
			switch w {
			case "md5", "sha1", "des", "3des", "aes":
				rest := m.Rest[i+1:]
				if len(rest) > 0 && (rest[0] == "128" || rest[0] == "192" || rest[0] == "256") {
					rest = rest[1:]
				}
				if len(rest) > 1 && rest[0] == "password" { // ciphered, as "encrypted" elsewhere
					rest = append([]string{"encrypted"}, rest[1:]...)
				}
				secret(c, "igp", g.owner(), rest, m.Span)
			}
		}
	}
	return []stmt.Entry[G]{
		{Pattern: "authentication", Do: set("clear")},
		{Pattern: "authentication null", Do: set("none")},
		{Pattern: "authentication message-digest", Do: set("md5")},
		{Pattern: "authentication message-digest keychain *", Do: igpChain},
		{Pattern: "authentication keychain *", Do: igpChain},
		{Pattern: "authentication ipsec ...", Do: ipsec},
		{Pattern: "encryption ipsec ...", Do: ipsec},
		{Pattern: "authentication-key ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) { secret(c, "igp", g.owner(), m.Rest, m.Span) }},
		{Pattern: "message-digest-key * md5 ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			secret(c, "igp", g.owner(), m.Rest, m.Span)
		}},
	}
}

func igpChain(c *stmt.Ctx, g *igp, m *stmt.Match) {
	g.auth.Set("keychain", m.Span)
	c.Use("keychain", m.Arg(0), "router "+g.proto, m.Span)
}

// owner names the level in words.
func (g *igp) owner() string {
	if g.out != nil && g.out.Interface != "" {
		return g.proto + " " + g.out.Interface
	}
	return strings.TrimSpace(g.proto + " " + g.name)
}

func (t *tables) isisBlock() []stmt.Entry[*igp] {
	type G = *igp
	password := func(c *stmt.Ctx, g G, m *stmt.Match) {
		words := m.Rest
		if len(words) > 0 && words[0] == "accept" {
			words = words[1:]
		}
		if len(words) < 2 {
			c.Mark(m.Node, stmt.Partial)
			return
		}
		switch words[0] {
		case "keychain":
			g.auth.Set("keychain", m.Span)
			c.Use("keychain", words[1], "router isis", m.Span)
			return
		case "hmac-md5":
			g.auth.Set("md5", m.Span)
		case "text":
			g.auth.Set("clear", m.Span)
		default:
			c.Mark(m.Node, stmt.Partial)
		}
		secret(c, "igp", g.owner(), words[1:], m.Span)
	}
	family := func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.isis.In(g.under()) }
	return []stmt.Entry[G]{
		{Pattern: "interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.isis.In(g.entry(c, m, m.Arg(0)))
		}},
		{Pattern: "address-family * ...", Sub: family},
		{Pattern: "vrf *", Sub: family},
		{Pattern: "lsp-password ...", Do: password},
		{Pattern: "hello-password ...", Do: password},
		{Pattern: "no? passive", Do: igpPassive},
		{Pattern: "suppressed", Do: igpPassive},
		{Pattern: "redistribute * ...", Do: usePolicy[G]("isis redistribute")},
		{Pattern: "propagate level ...", Do: usePolicy[G]("isis propagate")},
	}
}

func (t *tables) eigrpBlock() []stmt.Entry[*igp] {
	type G = *igp
	under := func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.eigrp.In(g.under()) }
	return []stmt.Entry[G]{
		{Pattern: "address-family *", Sub: under},
		{Pattern: "vrf *", Sub: under},
		{Pattern: "interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.eigrp.In(g.entry(c, m, m.Arg(0)))
		}},
		{Pattern: "authentication keychain * ...", Do: igpChain},
		{Pattern: "passive-interface", Do: igpPassive},
		{Pattern: "route-policy * in|out", Do: fill.Use[G]("route-policy", "router eigrp")},
		{Pattern: "redistribute * ...", Do: usePolicy[G]("eigrp redistribute")},
	}
}

func (t *tables) fhrpBlock() []stmt.Entry[*igp] {
	type G = *igp
	under := func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.fhrp.In(g.under()) }
	group := func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
		name := ""
		for l := g; l != nil; l = l.parent {
			if l.out != nil {
				name = l.out.Interface
			}
		}
		return t.fhrp.In(g.entry(c, m, name))
	}
	password := func(c *stmt.Ctx, g G, m *stmt.Match) {
		g.auth.Set("clear", m.Span)
		secret(c, "igp", g.owner(), m.Rest, m.Span)
	}
	return []stmt.Entry[G]{
		{Pattern: "interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			e := g.under()
			e.out = &model.IGP{Interface: m.Arg(0)} // only its name counts: the groups are the entries
			return t.fhrp.In(e)
		}},
		{Pattern: "address-family *", Sub: under},
		{Pattern: "hsrp|vrrp *", Sub: group},
		{Pattern: "hsrp|vrrp * version *", Sub: group},
		{Pattern: "authentication ...", Do: password},
		{Pattern: "text-authentication ...", Do: password},
	}
}

func (t *tables) ldpBlock() []stmt.Entry[*igp] {
	type G = *igp
	password := func(c *stmt.Ctx, g G, m *stmt.Match) {
		top := g
		for top.out == nil && top.parent != nil {
			top = top.parent
		}
		words := m.Rest
		off := len(words) > 0 && words[0] == "disable"
		if len(m.Args) > 0 || off || g.apartment().apart {
			top.some, top.bare = m.Span, top.bare || off
		} else {
			top.auth.Set("md5", m.Span)
		}
		if off {
			return
		}
		if len(m.Args) == 0 {
			g.apartment().shared.Set("md5", m.Span)
		}
		secret(c, "igp", strings.TrimSpace("ldp "+m.Arg(0)), words, m.Span)
	}
	again := func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.ldp.In(g.under()) }
	return []stmt.Entry[G]{
		{Pattern: "neighbor", Sub: again},
		{Pattern: "neighbor * password ...", Do: password},
		{Pattern: "password ...", Do: password},
		{Pattern: "* password ...", Do: password},
		{Pattern: "address-family *", Sub: func(_ *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			f := g.under()
			f.six = m.Arg(0) == "ipv6"
			return t.ldp.In(f)
		}},
		{Pattern: "vrf *", Sub: func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block {
			v := g.under()
			v.apart = true
			return t.ldp.In(v)
		}},
		{Pattern: "discovery targeted-hello accept", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) {
			g.hello(m).AnyNeighbor.Set(true, m.Span)
		}},
		{Pattern: "discovery targeted-hello accept from *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			kind := "acl"
			if g.six {
				kind = "acl6"
			}
			g.hello(m).Filter = model.Ref{Kind: kind, Name: m.Arg(0), Span: m.Span}
			c.Use("acl", m.Arg(0), "mpls ldp discovery", m.Span)
			return t.ldp.In(g.under())
		}},
		{Pattern: "redistribute", Sub: again},
		{Pattern: "redistribute bgp", Sub: again},
		{Pattern: "bgp", Sub: again},
		{Pattern: "advertise-to *", Do: fill.Use[G]("acl", "mpls ldp redistribute")},
	}
}

// hello adds LDP that answers targeted hellos.
func (g *igp) hello(m *stmt.Match) *model.IGP {
	out := &model.IGP{Obj: model.Obj{Span: m.Span}, Proto: "tldp"}
	g.r.dev.IGPs = append(g.r.dev.IGPs, out)
	g.r.hellos = append(g.r.hellos, hello{out, g.apartment()})
	return out
}

// hello is an entry of targeted hellos and the level whose password counts.
type hello struct {
	out *model.IGP
	of  *igp
}

func (t *tables) rsvpBlock() []stmt.Entry[*igp] {
	type G = *igp
	again := func(_ *stmt.Ctx, g G, _ *stmt.Match) stmt.Block { return t.rsvp.In(g) }
	return []stmt.Entry[G]{
		{Pattern: "interface *", Sub: func(c *stmt.Ctx, g G, m *stmt.Match) stmt.Block {
			return t.rsvp.In(g.entry(c, m, m.Arg(0)))
		}},
		{Pattern: "neighbor * authentication", Sub: again},
		{Pattern: "authentication", Sub: again},
		{Pattern: "key-source key-chain *", Do: igpChain},
	}
}

// settleIGPs gives each entry what its levels say, the nearest first.
func (r *reader) settleIGPs() {
	for _, h := range r.hellos {
		inherit(&h.out.Auth, h.of.shared)
	}
	for _, e := range r.igps {
		if e.some.Line != 0 && (e.bare || !e.auth.How.Stated()) {
			e.auth.Unsure(e.some) // the others are another matter
		}
		for l := e; l != nil; l = l.parent {
			if l != e && e.proto == "isis" && l.out != nil {
				continue // a password for link-state packets says nothing of hellos
			}
			inherit(&e.out.Auth, l.auth)
			inherit(&e.out.Passive, l.passive)
			if l == e && e.auth.How == model.Explicit {
				e.out.Auth.How = model.Explicit
			}
			if l == e && e.passive.How == model.Explicit {
				e.out.Passive.How = model.Explicit
			}
		}
	}
}
