package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// process is one `router ospf|ospfv3|eigrp|isis|rip` with what it says for all
// of its links.
type process struct {
	r       *run
	proto   string
	name    string
	passive model.F[bool]
	auth    map[string]model.F[string] // by OSPF area; "" is the process
}

// igpLink is one protocol on one interface.
type igpLink struct {
	*model.IGP
	area string
}

// redundancy is the block of one HSRP or VRRP group.
type redundancy struct {
	*model.IGP
	r *run
}

func (t *tables) igpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "router ospf|ospfv3|eigrp|isis|rip *", Sub: t.openProcess},
		{Pattern: "mpls ldp configuration **", State: stmt.Unimplemented},
		{Pattern: "no router ospf|ospfv3|eigrp|isis|rip ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func (t *tables) openProcess(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	return t.igp.In(r.process(c.Tree.Nodes[m.Node].Words[1], m.Arg(0)))
}

func (r *run) process(proto, name string) *process {
	key := proto + " " + name
	p := r.processes[key]
	if p == nil {
		p = &process{r: r, proto: proto, name: name, auth: map[string]model.F[string]{}}
		r.processes[key] = p
	}
	return p
}

func (t *tables) processBlock() []stmt.Entry[*process] {
	use := func(c *stmt.Ctx, p *process, m *stmt.Match) {
		if v, ok := m.After("route-map"); ok {
			c.Use("route-map", v, "router "+p.proto, m.Span)
		}
	}
	state := func(p *process, area, auth string, sp model.Span) {
		var f model.F[string]
		f.Set(auth, sp)
		p.auth[area] = f
	}
	return []stmt.Entry[*process]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, p *process, m *stmt.Match) stmt.Block {
			useVRF(c, m.Arg(0), "router "+p.proto+" vrf", m.Span)
			return t.igp.In(p)
		}},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, p *process, _ *stmt.Match) stmt.Block { return t.igp.In(p) }},
		{Pattern: "no? passive-interface default ...", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.passive.Set(!m.Neg, m.Span) }},
		{Pattern: "area * authentication", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { state(p, m.Arg(0), "clear", m.Span) }},
		{Pattern: "area * authentication message-digest", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { state(p, m.Arg(0), "md5", m.Span) }},
		{Pattern: "area * authentication ipsec ...", Do: func(c *stmt.Ctx, p *process, m *stmt.Match) {
			state(p, m.Arg(0), "ipsec", m.Span)
			maskTail(c, "igp", p.proto+" area "+m.Arg(0), m)
		}},
		{Pattern: "no area * authentication ...", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { state(p, m.Arg(0), "none", m.Span) }},
		{Pattern: "area * virtual-link *", Sub: func(_ *stmt.Ctx, p *process, _ *stmt.Match) stmt.Block { return t.plain.In(p.r) }},
		{Pattern: "area * filter-list route-map * in|out", Do: func(c *stmt.Ctx, p *process, m *stmt.Match) {
			c.Use("route-map", m.Arg(1), "router ospf area filter-list", m.Span)
		}},
		{Pattern: "area * nssa ...", Do: use},
		{Pattern: "redistribute ...", Do: use},
		{Pattern: "default-information originate ...", Do: use},
		{Pattern: "table-map * ...", Do: fill.Use[*process]("route-map", "router table-map")},
		{Pattern: "distribute-list route-map * ...", Do: fill.Use[*process]("route-map", "router distribute-list")},
		{Pattern: "no redistribute|default-information|table-map|distribute-list ...", Do: func(*stmt.Ctx, *process, *stmt.Match) {}},
		{Pattern: "authentication-type cleartext|md5 ...", Do: func(c *stmt.Ctx, p *process, m *stmt.Match) {
			state(p, "", authWord(c.Tree.Nodes[m.Node].Words[1]), m.Span)
		}},
		{Pattern: "authentication key-chain * ...", Do: fill.Use[*process]("keychain", "router isis authentication")},
		{Pattern: "authentication mode md5", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { state(p, "", "md5", m.Span) }},
	}
}

func authWord(w string) string {
	switch w {
	case "cleartext", "text":
		return "clear"
	}
	return w
}

// link finds or adds a protocol on an interface.
func (i iface) link(proto, instance string, sp model.Span) *igpLink {
	for _, l := range i.r.links[i.Name] {
		if l.Proto == proto && (instance == "" || l.Instance == instance || l.Instance == "") {
			if l.Instance == "" {
				l.Instance = instance
			}
			return l
		}
	}
	l := &igpLink{IGP: &model.IGP{Obj: model.Obj{Span: sp}, Proto: proto, Instance: instance, Interface: i.Name}}
	i.r.igps = append(i.r.igps, l)
	i.r.links[i.Name] = append(i.r.links[i.Name], l)
	i.r.IGPs = append(i.r.IGPs, l.IGP)
	return l
}

// ifaceRouting reads the protocols that an interface speaks.
func (t *tables) ifaceRouting() []stmt.Entry[iface] {
	out := append(ospfLines(), eigrpLines()...)
	out = append(out, isisLines()...)
	return append(out, []stmt.Entry[iface]{
		{Pattern: "hsrp * ...", Sub: t.openRedundancy("hsrp")},
		{Pattern: "vrrp * ...", Sub: t.openRedundancy("vrrp")},
		{Pattern: "vrrpv3 * ...", Sub: t.openRedundancy("vrrp")},
		{Pattern: "glbp * ...", Sub: t.openRedundancy("glbp")},
		{Pattern: "no hsrp|vrrp|vrrpv3|glbp ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "no? ip pim sparse-mode", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if !m.Neg {
				i.link("pim", "", m.Span)
			}
		}},
		{Pattern: "ip pim neighbor-policy * ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "ip pim hello-authentication ah-md5 ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("pim", "", m.Span).Auth.Set("md5", m.Span)
			typ, v := fill.CiscoKey(m.Rest)
			c.Secret("igp", "pim "+i.Name, typ, v, m.Span)
		}},
		{Pattern: "bfd authentication * ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("bfd", "", m.Span).Auth.Set("sha1", m.Span)
			for _, k := range []string{"key", "hex-key"} {
				if v, ok := m.After(k); ok {
					c.Secret("igp", "bfd "+i.Name, "clear", v, m.Span)
				}
			}
		}},
		{Pattern: "mpls ip", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ldp", "", m.Span) }},
	}...)
}

func ospfLines() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "ip router ospf * area * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("ospf", m.Arg(0), m.Span).area = m.Arg(1)
		}},
		{Pattern: "ipv6 router ospfv3 * area * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("ospfv3", m.Arg(0), m.Span).area = m.Arg(1)
		}},
		{Pattern: "ip ospf authentication", Do: linkAuth("ospf", "clear")},
		{Pattern: "ip ospf authentication message-digest", Do: linkAuth("ospf", "md5")},
		{Pattern: "ip ospf authentication null", Do: linkAuth("ospf", "none")},
		{Pattern: "no ip ospf authentication ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospf", "", m.Span).Auth = model.F[string]{} }},
		{Pattern: "ip ospf authentication key-chain *", Do: linkKeychain("ospf")},
		{Pattern: "ip ospf authentication-key ...", Do: linkKey("ospf")},
		{Pattern: "ip ospf message-digest-key * md5 ...", Do: linkKey("ospf")},
		{Pattern: "no? ip ospf passive-interface", Do: linkPassive("ospf")},
		{Pattern: "no? ospfv3 passive-interface", Do: linkPassive("ospfv3")},
		{Pattern: "ospfv3 authentication ipsec ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("ospfv3", "", m.Span).Auth.Set("ipsec", m.Span)
			maskTail(c, "igp", "ospfv3 "+i.Name, m)
		}},
		{Pattern: "ospfv3 encryption ipsec ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("ospfv3", "", m.Span).Auth.Set("ipsec", m.Span)
			maskTail(c, "igp", "ospfv3 "+i.Name, m)
		}},
	}
}

func eigrpLines() []stmt.Entry[iface] {
	var out []stmt.Entry[iface]
	for _, ip := range []string{"ip", "ipv6"} {
		out = append(out, []stmt.Entry[iface]{
			{Pattern: ip + " router eigrp *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("eigrp", m.Arg(0), m.Span) }},
			{Pattern: ip + " authentication mode eigrp * md5", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
				i.link("eigrp", m.Arg(0), m.Span).Auth.Set("md5", m.Span)
			}},
			{Pattern: ip + " authentication key-chain eigrp * *", Do: func(c *stmt.Ctx, _ iface, m *stmt.Match) {
				c.Use("keychain", m.Arg(1), "interface eigrp authentication", m.Span)
			}},
			{Pattern: "no? " + ip + " passive-interface eigrp *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
				i.link("eigrp", m.Arg(0), m.Span).Passive.Set(!m.Neg, m.Span)
			}},
			{Pattern: "no? " + ip + " distribute-list eigrp * prefix-list * in|out", Do: useLast(1, "prefix-list", "interface eigrp distribute-list")},
			{Pattern: "no? " + ip + " distribute-list eigrp * route-map * in|out", Do: useLast(1, "route-map", "interface eigrp distribute-list")},
		}...)
	}
	return append(out, []stmt.Entry[iface]{
		{Pattern: "ip router rip *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("rip", m.Arg(0), m.Span) }},
		{Pattern: "ip rip authentication mode md5", Do: linkAuth("rip", "md5")},
		{Pattern: "ip rip authentication mode text", Do: linkAuth("rip", "clear")},
		{Pattern: "ip rip authentication key-chain *", Do: fill.Use[iface]("keychain", "interface rip authentication")},
		{Pattern: "no? ip rip passive-interface", Do: linkPassive("rip")},
		{Pattern: "no? ip rip route-filter prefix-list * in|out", Do: useLast(0, "prefix-list", "interface rip route-filter")},
		{Pattern: "no? ip rip route-filter route-map * in|out", Do: useLast(0, "route-map", "interface rip route-filter")},
	}...)
}

func isisLines() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "ip|ipv6 router isis *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("isis", m.Arg(0), m.Span) }},
		{Pattern: "isis authentication-type md5|cleartext ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("isis", "", m.Span).Auth.Set(authWord(c.Tree.Nodes[m.Node].Words[2]), m.Span)
		}},
		{Pattern: "isis authentication key-chain * ...", Do: fill.Use[iface]("keychain", "interface isis authentication")},
		{Pattern: "no? isis passive-interface ...", Do: linkPassive("isis")},
	}
}

func useLast(arg int, kind, ctx string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(c *stmt.Ctx, _ iface, m *stmt.Match) {
		if !m.Neg {
			c.Use(kind, m.Arg(arg), ctx, m.Span)
		}
	}
}

func linkAuth(proto, auth string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link(proto, "", m.Span).Auth.Set(auth, m.Span) }
}

func linkPassive(proto string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link(proto, "", m.Span).Passive.Set(!m.Neg, m.Span) }
}

func linkKeychain(proto string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(c *stmt.Ctx, i iface, m *stmt.Match) {
		i.link(proto, "", m.Span).Auth.Set("keychain", m.Span)
		c.Use("keychain", m.Arg(0), "interface "+proto+" authentication", m.Span)
	}
}

func linkKey(proto string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(c *stmt.Ctx, i iface, m *stmt.Match) {
		i.link(proto, "", m.Span)
		typ, v := fill.CiscoKey(m.Rest)
		c.Secret("igp", proto+" "+i.Name, typ, v, m.Span)
	}
}

// maskTail hides the key that ends an IPsec line, with the kind given.
func maskTail(c *stmt.Ctx, kind, owner string, m *stmt.Match) {
	if n := len(m.Rest); n > 0 && m.Rest[n-1] != "null" {
		typ := "clear"
		if n > 1 && m.Rest[n-2] == "7" {
			typ = "cisco7"
		}
		c.Secret(kind, owner, typ, m.Rest[n-1], m.Span)
	}
}

func (t *tables) openRedundancy(proto string) func(*stmt.Ctx, iface, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, i iface, m *stmt.Match) stmt.Block {
		if m.Arg(0) == "version" || m.Arg(0) == "delay" {
			return stmt.Block{}
		}
		g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: proto, Instance: m.Arg(0), Interface: i.Name}
		i.r.IGPs = append(i.r.IGPs, g)
		return t.hsrp.In(redundancy{g, i.r})
	}
}

func redundancyBlock() []stmt.Entry[redundancy] {
	return []stmt.Entry[redundancy]{
		{Pattern: "authentication text *", Do: func(c *stmt.Ctx, g redundancy, m *stmt.Match) {
			g.Auth.Set("clear", m.Span)
			c.Secret("igp", g.Proto+" "+g.Interface, "clear", m.Arg(0), m.Span)
		}},
		{Pattern: "authentication *", Do: func(c *stmt.Ctx, g redundancy, m *stmt.Match) {
			g.Auth.Set("clear", m.Span)
			c.Secret("igp", g.Proto+" "+g.Interface, "clear", m.Arg(0), m.Span)
		}},
		{Pattern: "authentication md5 key-chain *", Do: func(c *stmt.Ctx, g redundancy, m *stmt.Match) {
			g.Auth.Set("keychain", m.Span)
			c.Use("keychain", m.Arg(0), "interface "+g.Proto+" authentication", m.Span)
		}},
		{Pattern: "authentication md5 key-string ...", Do: func(c *stmt.Ctx, g redundancy, m *stmt.Match) {
			g.Auth.Set("md5", m.Span)
			typ, v := fill.CiscoKey(m.Rest)
			c.Secret("igp", g.Proto+" "+g.Interface, typ, v, m.Span)
		}},
		{Pattern: "no authentication ...", Do: func(_ *stmt.Ctx, g redundancy, m *stmt.Match) { g.Auth.Set("none", m.Span) }},
	}
}

// finishIGPs gives links what their process says for all of them.
func (r *run) finishIGPs() {
	for _, l := range r.igps {
		p := r.processes[l.Proto+" "+l.Instance]
		if p == nil {
			continue
		}
		fill.Inherit(&l.Passive, &p.passive)
		for _, area := range []string{l.area, dotted(l.area), ""} {
			if f, ok := p.auth[area]; ok {
				fill.Inherit(&l.Auth, &f)
			}
		}
	}
}

// dotted writes an area number as an address and back: 0 and 0.0.0.0 are one.
func dotted(area string) string {
	if n, ok := strings.CutPrefix(area, "0.0.0."); ok {
		return n
	}
	return "0.0.0." + area
}
