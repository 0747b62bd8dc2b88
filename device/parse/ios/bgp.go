package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// bgpProcess is "router bgp" while it is read.
type bgpProcess struct {
	model.Obj
	r         *reader
	asn       string
	head      model.Span
	peers     map[string]*bgpPeer // by table and name
	order     []*bgpPeer
	templates map[string]*bgpPeer
	vrf       string // table of the statements that follow, where they are not nested
	six       bool   // and whether they are about IPv6
}

// bgpPeer is a neighbour, a peer group or a template.
type bgpPeer struct {
	*model.Neighbor
	p         *bgpProcess
	group     bool
	groupOf   string
	inherits  []string
	inherited bool
	six       bool // the statement being read is about IPv6
}

// bgpFamily is one address family of a process.
type bgpFamily struct {
	*bgpProcess
	table string
	v6    bool
}

func (t *tables) bgpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "router bgp *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			p := r.process(fill.PlainAS(m.Arg(0)), c.Span(m.Node), m.Span)
			p.vrf, p.six = "", false
			return t.bgp.In(p)
		}},
	}
}

func (r *reader) process(asn string, sp, head model.Span) *bgpProcess {
	if p := r.bgpByAS[asn]; p != nil {
		return p
	}
	p := &bgpProcess{r: r, asn: asn, head: head, Obj: model.Obj{Span: sp}, peers: map[string]*bgpPeer{}, templates: map[string]*bgpPeer{}}
	r.bgps = append(r.bgps, p)
	r.bgpByAS[asn] = p
	fill.Add(&r.d.Routing.LocalAS, asn, head)
	return p
}

// peer returns the neighbour of that name in a table, new or met before.
func (p *bgpProcess) peer(vrf, name string, sp model.Span) *bgpPeer {
	key := vrf + " " + name
	n := p.peers[key]
	if n == nil {
		n = &bgpPeer{p: p, Neighbor: &model.Neighbor{Obj: model.Obj{Span: sp}, Proto: "bgp", Peer: name, VRF: vrf}}
		p.peers[key] = n
		p.order = append(p.order, n)
	}
	return n
}

func (t *tables) bgpBlock() []stmt.Entry[*bgpProcess] {
	nb := func(c *stmt.Ctx, p *bgpProcess, m *stmt.Match) { p.neighbor(c, p.vrf, p.six, m) }
	return []stmt.Entry[*bgpProcess]{
		{Pattern: "no? neighbor * ...", Do: nb},
		{Pattern: "address-family ...", Sub: t.openFamily},
		{Pattern: "scope vrf *", Sub: t.openFamily}, {Pattern: "scope global", Sub: t.openFamily},
		{Pattern: "exit-address-family", Do: func(_ *stmt.Ctx, p *bgpProcess, m *stmt.Match) { p.vrf, p.six = "", false }},
		{Pattern: "template peer-session|peer-policy *", Sub: t.openTemplate},
		{Pattern: "bgp listen range * peer-group *", Do: func(_ *stmt.Ctx, p *bgpProcess, m *stmt.Match) {
			p.peer(p.vrf, m.Arg(0), m.Span).join(m.Arg(1), m.Span)
		}},
		{Pattern: "bgp rpki server ...", Do: func(_ *stmt.Ctx, p *bgpProcess, m *stmt.Match) { p.r.d.Routing.RPKI.Set(true, m.Span) }},
		{Pattern: "redistribute ...", Do: redistribute[*bgpProcess]},
		{Pattern: "network * ...", Do: networkMap[*bgpProcess]},
		{Pattern: "aggregate-address ...", Do: aggregate[*bgpProcess]},
		{Pattern: "no? distribute-list ...", Do: distribute(func(p *bgpProcess) bool { return p.six })},
		{Pattern: "table-map * ...", Do: use[*bgpProcess]("route-map", "bgp table-map", 1)},
		{Pattern: "bgp nexthop route-map *", Do: use[*bgpProcess]("route-map", "bgp nexthop", 3)},
		{Pattern: "bgp dampening route-map *", Do: use[*bgpProcess]("route-map", "bgp dampening", 3)},
		{Pattern: "default-information originate ...", State: stmt.Irrelevant},
	}
}

// openFamily reads "address-family ipv4 vrf V". Where its statements are not
// indented below it, they follow as its siblings up to exit-address-family.
func (t *tables) openFamily(c *stmt.Ctx, p *bgpProcess, m *stmt.Match) stmt.Block {
	w, vrf := words(c, m), ""
	if i := index(w, "vrf"); i > 0 && i+1 < len(w) {
		vrf = w[i+1]
		c.Use("vrf", vrf, "router bgp", m.Span)
	}
	six := len(w) > 1 && (w[1] == "ipv6" || w[1] == "vpnv6")
	p.vrf, p.six = "", false
	if c.Tree.Nodes[m.Node].First == 0 {
		p.vrf, p.six = vrf, six
	}
	return t.bgpFamily.In(&bgpFamily{p, vrf, six})
}

func (t *tables) familyBlock() []stmt.Entry[*bgpFamily] {
	return []stmt.Entry[*bgpFamily]{
		{Pattern: "no? neighbor * ...", Do: func(c *stmt.Ctx, f *bgpFamily, m *stmt.Match) { f.neighbor(c, f.table, f.v6, m) }},
		{Pattern: "redistribute ...", Do: redistribute[*bgpFamily]},
		{Pattern: "network * ...", Do: networkMap[*bgpFamily]},
		{Pattern: "aggregate-address ...", Do: aggregate[*bgpFamily]},
		{Pattern: "no? distribute-list ...", Do: distribute(func(f *bgpFamily) bool { return f.v6 })},
		{Pattern: "table-map * ...", Do: use[*bgpFamily]("route-map", "bgp table-map", 1)},
		{Pattern: "bgp nexthop route-map *", Do: use[*bgpFamily]("route-map", "bgp nexthop", 3)},
		{Pattern: "bgp dampening route-map *", Do: use[*bgpFamily]("route-map", "bgp dampening", 3)},
		{Pattern: "import|export path|map ...", Do: none[*bgpFamily]},
		{Pattern: "address-family ...", Sub: func(c *stmt.Ctx, f *bgpFamily, m *stmt.Match) stmt.Block {
			return t.bgpFamily.In(f) // below "scope vrf"
		}},
		{Pattern: "default-information originate ...", State: stmt.Irrelevant},
	}
}

func (t *tables) openTemplate(c *stmt.Ctx, p *bgpProcess, m *stmt.Match) stmt.Block {
	n := &bgpPeer{p: p, Neighbor: &model.Neighbor{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "bgp", Peer: m.Arg(0)}}
	kind := words(c, m)[1]
	p.templates[kind+" "+m.Arg(0)] = n
	c.Define(kind, m.Arg(0), m.Span)
	return t.bgpTemplate.In(n)
}

func templateBlock() []stmt.Entry[*bgpPeer] {
	return []stmt.Entry[*bgpPeer]{
		{Pattern: "no? * ...", Do: func(c *stmt.Ctx, n *bgpPeer, m *stmt.Match) { n.attribute(c, m, m.Arg(0), m.Rest, 0) }},
	}
}

// neighbor reads "neighbor PEER ATTRIBUTE …".
func (p *bgpProcess) neighbor(c *stmt.Ctx, vrf string, six bool, m *stmt.Match) {
	if len(m.Rest) == 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	if m.Neg && (m.Rest[0] == "activate" || m.Rest[0] == "remote-as") && p.peers[vrf+" "+m.Arg(0)] == nil {
		return
	}
	n := p.peer(vrf, m.Arg(0), m.Span)
	n.Obj.Span.End = max(n.Obj.Span.End, m.Span.End)
	n.six = six || strings.Contains(n.Peer, ":")
	n.attribute(c, m, m.Rest[0], m.Rest[1:], 2)
}

// attribute reads one property of a neighbour, group or template; at is where
// its name stands in the statement.
func (n *bgpPeer) attribute(c *stmt.Ctx, m *stmt.Match, name string, args []string, at int) {
	sp, yes := m.Span, !m.Neg
	arg := ""
	if len(args) > 0 {
		arg = args[0]
	}
	switch name {
	case "remote-as":
		n.RemoteAS.Set(fill.PlainAS(arg), sp)
	case "local-as":
		n.LocalAS.Set(fill.PlainAS(arg), sp)
	case "peer-group":
		n.join(arg, sp)
	case "inherit":
		if len(args) > 1 {
			n.inherits = append(n.inherits, args[0]+" "+args[1])
			c.Use(args[0], args[1], "neighbor inherit", sp)
		}
	case "shutdown":
		n.Enabled.Set(!yes, sp)
	case "password":
		if yes {
			secretAt(c, "bgp", n.Peer, m, at+1)
			n.Auth.Set("md5", sp)
		} else {
			n.Auth.Set("none", sp)
		}
	case "ao":
		n.Auth.Set("ao", sp)
		n.p.r.useKeychain(arg, "bgp neighbor", sp)
	case "ttl-security":
		n.TTL.Set(yes, sp)
	case "ebgp-multihop":
		n.MultiHop.Set(yes && arg != "1", sp)
	case "maximum-prefix":
		n.MaxPfx.Set(yes, sp)
	case "route-map", "prefix-list", "filter-list", "distribute-list", "advertise-map", "unsuppress-map", "default-originate":
		n.filter(c, m, name, args)
	default:
		if !plainAttributes[name] {
			c.Mark(m.Node, stmt.Unknown)
			n.AddDoubt(sp.Line)
		}
	}
}

// plainAttributes are properties of a neighbour that no check needs.
var plainAttributes = map[string]bool{
	"activate": true, "description": true, "update-source": true, "next-hop-self": true, "next-hop-unchanged": true, "send-community": true,
	"route-reflector-client": true, "soft-reconfiguration": true, "timers": true, "version": true, "weight": true, "allowas-in": true,
	"as-override": true, "advertisement-interval": true, "advertise": true, "additional-paths": true, "capability": true, "fall-over": true,
	"disable-connected-check": true, "remove-private-as": true, "soo": true, "transport": true, "translate-update": true, "send-label": true,
	"dmzlink-bw": true, "ha-mode": true, "log-neighbor-changes": true, "maximum-routes": true, "metric-type": true, "cluster-id": true,
	"internal-vpn-client": true, "inter-as-hybrid": true, "path-attribute": true, "slow-peer": true, "aigp": true, "accept-route-legacy-rt": true,
	"suppress-signaling-protocol": true, "graceful-shutdown": true, "rtfilter": true, "bmp-activate": true, "local-site": true, "exit-peer-session": true,
	"exit-peer-policy": true, "bestpath": true, "validation": true, "announce": true, "disable-peer-as-check": true, "encap": true, "prefix-length-size": true,
	"default": true, "peer-template": true, "auto-local-addr": true, "lb-ratio": true,
}

// join reads "peer-group [NAME]": without a name the neighbour is a group
// itself, which old systems follow with what it carries ("nlri unicast").
func (n *bgpPeer) join(name string, sp model.Span) {
	if name == "" || name == "nlri" {
		n.group = true
		n.p.r.c.Define("peer-group", n.Peer, sp)
		return
	}
	n.groupOf = name
	n.Group.Set(name, sp)
	n.p.r.c.Use("peer-group", name, "neighbor", sp)
}

// filterKinds are the name spaces of what filters routes.
var filterKinds = map[string]string{
	"route-map": "route-map", "prefix-list": "prefix-list", "filter-list": "as-path", "distribute-list": "acl",
	"advertise-map": "route-map", "unsuppress-map": "route-map",
}

func (n *bgpPeer) filter(c *stmt.Ctx, m *stmt.Match, kind string, args []string) {
	if m.Neg || len(args) == 0 {
		return
	}
	if kind == "default-originate" {
		if args[0] == "route-map" && len(args) > 1 {
			c.Use("route-map", args[1], "neighbor default-originate", m.Span)
		}
		return
	}
	space := filterKinds[kind]
	if space == "prefix-list" && n.six {
		space = "prefix-list6"
	}
	c.Use(space, args[0], "neighbor "+kind, m.Span)
	switch args[len(args)-1] {
	case "in":
		n.In.Set(true, m.Span)
	case "out":
		n.Out.Set(true, m.Span)
	}
	if i := index(args, "exist-map"); i > 0 && i+1 < len(args) {
		c.Use("route-map", args[i+1], "neighbor advertise-map", m.Span)
	}
	if i := index(args, "non-exist-map"); i > 0 && i+1 < len(args) {
		c.Use("route-map", args[i+1], "neighbor advertise-map", m.Span)
	}
}

// redistribute records the maps that "redistribute … route-map X" names.
// Routes that come from another table join the two.
func redistribute[T any](c *stmt.Ctx, _ T, m *stmt.Match) {
	if len(m.Rest) > 0 && m.Rest[0] == "vrf" {
		c.Mark(m.Node, stmt.Partial)
		c.Dev.Doubtful("vrfs", m.Span.Line)
	}
	if name, ok := m.After("route-map"); ok {
		c.Use("route-map", name, "redistribute", m.Span)
	}
}

func networkMap[T any](c *stmt.Ctx, _ T, m *stmt.Match) {
	if name, ok := m.After("route-map"); ok {
		c.Use("route-map", name, "network", m.Span)
	}
}

func aggregate[T any](c *stmt.Ctx, _ T, m *stmt.Match) {
	for _, k := range []string{"attribute-map", "suppress-map", "advertise-map", "route-map"} {
		if name, ok := m.After(k); ok {
			c.Use("route-map", name, "aggregate-address", m.Span)
		}
	}
}

// distribute reads "distribute-list [prefix|gateway|route-map] NAME in|out";
// six tells whether it filters IPv6, whose lists have names of their own.
func distribute[T any](six func(T) bool) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, t T, m *stmt.Match) {
		if m.Neg {
			return
		}
		lists, filters := "prefix-list", "acl"
		if six(t) {
			lists, filters = "prefix-list6", "acl6"
		}
		for i := 0; i < len(m.Rest); i++ {
			w := m.Rest[i]
			more := i+1 < len(m.Rest)
			switch {
			case (w == "prefix" || w == "gateway" || w == "prefix-list") && more:
				i++
				c.Use(lists, m.Rest[i], "distribute-list", m.Span)
			case w == "route-map" && more:
				i++
				c.Use("route-map", m.Rest[i], "distribute-list", m.Span)
			case i == 0:
				c.Use(filters, w, "distribute-list", m.Span)
			}
		}
	}
}

// finishBGP resolves groups and templates and lists the neighbours.
func (r *reader) finishBGP() {
	for _, p := range r.bgps {
		for _, n := range p.order {
			if n.group {
				continue
			}
			n.resolve()
			implied(&n.LocalAS, p.asn, p.head)
			if n.RemoteAS.How.Stated() || n.groupOf != "" || len(n.inherits) > 0 || n.Auth.How.Stated() {
				r.d.Neighbors = append(r.d.Neighbors, n.Neighbor)
			}
		}
	}
}

// resolve copies what the neighbour's group and templates state.
func (n *bgpPeer) resolve() {
	if n.groupOf != "" {
		for _, vrf := range []string{n.VRF, ""} {
			if g := n.p.peers[vrf+" "+n.groupOf]; g != nil && g.group {
				g.inherit()
				n.from(g)
			}
		}
	}
	n.inherit()
}

// inherit copies what the templates of n state, and theirs, once.
func (n *bgpPeer) inherit() {
	if n.inherited {
		return
	}
	n.inherited = true // before the walk, so that a circle ends
	for _, name := range n.inherits {
		if t := n.p.templates[name]; t != nil {
			t.inherit()
			n.from(t)
		}
	}
}

func (n *bgpPeer) from(g *bgpPeer) {
	fill.Inherit(&n.RemoteAS, &g.RemoteAS)
	fill.Inherit(&n.LocalAS, &g.LocalAS)
	fill.Inherit(&n.Enabled, &g.Enabled)
	fill.Inherit(&n.Auth, &g.Auth)
	fill.Inherit(&n.TTL, &g.TTL)
	fill.Inherit(&n.MultiHop, &g.MultiHop)
	fill.Inherit(&n.MaxPfx, &g.MaxPfx)
	fill.Inherit(&n.In, &g.In)
	fill.Inherit(&n.Out, &g.Out)
	for _, line := range g.Doubt {
		n.AddDoubt(line)
	}
}
