package asa

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is one interface while it is read.
type iface struct {
	*model.Interface
	r      *reader
	tunnel *model.Tunnel
	// Whether it is kept out of PIM, and which neighbours of PIM it takes.
	pimOff    bool
	pimFilter model.Ref
}

func (t *tables) ifaceEntries() []stmt.Entry[*reader] {
	type R = *reader
	group := func(control bool) func(*stmt.Ctx, R, *stmt.Match) {
		return func(c *stmt.Ctx, r R, m *stmt.Match) {
			words := c.Tree.Nodes[m.Node].Words
			a := applied{acl: m.Arg(0), iface: m.Arg(1), dir: arg(words, 2), control: control, span: m.Span}
			r.groups = append(r.groups, a)
			c.Use("acl", a.acl, "access-group "+a.dir, m.Span)
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "interface *", Sub: t.openIface},
		{Pattern: "no? multicast-routing", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if r.multicast = m.Span; m.Neg {
				r.multicast = model.Span{}
			}
		}},
		{Pattern: "no interface *", Do: none[R]},
		{Pattern: "access-group * in|out interface *", Do: group(false)},
		{Pattern: "access-group * in interface * per-user-override", Do: group(false)},
		{Pattern: "access-group * in|out interface * control-plane", Do: group(true)},
		{Pattern: "access-group * global", Do: group(false)},
		{Pattern: "ip verify reverse-path interface *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.antispoof = append(r.antispoof, named{name: m.Arg(0), span: m.Span})
		}},
		{Pattern: "ip address * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {}}, // the bridge address of transparent mode
		{Pattern: "mac-address auto ...", Do: none[R]},
	}
}

func (t *tables) openIface(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	i := &iface{r: r, Interface: &model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Kind: kindOf(m.Arg(0))}}
	r.dev.Interfaces = append(r.dev.Interfaces, i.Interface)
	if i.Kind == "tunnel" {
		i.tunnel = &model.Tunnel{Obj: i.Obj, Name: i.Name}
		i.tunnel.Kind.Inherit("vti", m.Span)
		r.dev.Tunnels = append(r.dev.Tunnels, i.tunnel)
	}
	return t.iface.In(i)
}

func kindOf(name string) string {
	switch n := strings.ToLower(name); {
	case strings.HasPrefix(n, "management"):
		return "management"
	case strings.HasPrefix(n, "tunnel"):
		return "tunnel"
	case strings.HasPrefix(n, "vlan"), strings.HasPrefix(n, "bvi"):
		return "vlan"
	case strings.HasPrefix(n, "port-channel"), strings.HasPrefix(n, "redundant"):
		return "bundle"
	case strings.HasPrefix(n, "loopback"):
		return "loopback"
	case strings.HasPrefix(n, "null"):
		return "null"
	case strings.HasPrefix(n, "vni"), strings.HasPrefix(n, "nve"):
		return "other"
	}
	return "physical"
}

func (t *tables) ifaceBlock() []stmt.Entry[*iface] {
	type I = *iface
	return []stmt.Entry[I]{
		{Pattern: "nameif *", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) {
			i.Zone.Set(m.Arg(0), m.Span)
			i.r.ifaces[m.Arg(0)] = i
		}},
		{Pattern: "no nameif ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.Zone.Set("", m.Span) }},
		{Pattern: "security-level *", Do: fill.Num(1, func(i I) *model.F[int64] { return &i.SecurityLevel })},
		{Pattern: "no security-level ...", Do: none[I]},
		{Pattern: "ip address * ...", Do: ifaceAddress},
		{Pattern: "ipv6 address * ...", Do: ifaceAddress},
		{Pattern: "no ip|ipv6 address ...", Do: none[I]},
		{Pattern: "no? shutdown", Do: fill.Not(func(i I) *model.F[bool] { return &i.Enabled })},
		{Pattern: "description ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.Description.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "no? management-only ...", Do: fill.Bool(func(i I) *model.F[bool] { return &i.Managed })},
		{Pattern: "vrf forwarding *", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) {
			i.VRF.Set(strings.TrimPrefix(m.Arg(0), "default"), m.Span)
		}},
		{Pattern: "switchport access vlan *", Do: fill.Num(1, func(i I) *model.F[int64] { return &i.AccessVLAN })},
		{Pattern: "switchport trunk native vlan *", Do: fill.Num(1, func(i I) *model.F[int64] { return &i.NativeVLAN })},
		{Pattern: "switchport mode *", Do: fill.Text(func(i I) *model.F[string] { return &i.Mode })},
		{Pattern: "switchport", Do: none[I]},
		{Pattern: "switchport monitor * ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) {
			v := &model.Mirror{Obj: model.Obj{Span: m.Span}, Name: i.Name}
			v.Kind.Set("span", m.Span)
			v.Active.Inherit(true, m.Span)
			v.Sources.Set([]string{m.Arg(0)}, m.Span)
			v.DestIf.Set([]string{i.Name}, m.Span)
			i.r.dev.Mirrors = append(i.r.dev.Mirrors, v)
		}},
		{Pattern: "no switchport ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.Mode.Set("routed", m.Span) }},
		{Pattern: "cts manual", Sub: func(_ *stmt.Ctx, i I, _ *stmt.Match) stmt.Block { return t.cts.In(i) }},
		{Pattern: "no cts manual", Do: none[I]},
		{Pattern: "policy-route route-map *", Do: fill.Use[I]("route-map", "interface policy-route")},
		{Pattern: "tunnel source interface *", Do: tunnelEnd(func(t *model.Tunnel) *model.F[string] { return &t.Source })},
		{Pattern: "tunnel destination *", Do: tunnelEnd(func(t *model.Tunnel) *model.F[string] { return &t.Destination })},
		{Pattern: "tunnel mode ipsec *", Do: none[I]},
		{Pattern: "tunnel protection ipsec profile *", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			if i.tunnel != nil {
				i.tunnel.Protected.Set(true, m.Span)
				i.tunnel.Profile.Set(m.Arg(0), m.Span)
			}
			c.Use("ipsec-profile", m.Arg(0), "tunnel protection", m.Span)
		}},
		{Pattern: "pppoe client vpdn group *", Do: none[I]},
	}
}

func tunnelEnd(fact func(*model.Tunnel) *model.F[string]) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
		if i.tunnel != nil {
			fact(i.tunnel).Set(m.Arg(0), m.Span)
		}
	}
}

// ifaceAddress reads A MASK [standby B], or for IPv6 A/LEN. An address that
// another system gives is not in the file.
func ifaceAddress(c *stmt.Ctx, i *iface, m *stmt.Match) {
	words := all(m)
	p, ok := i.r.subnet(words)
	if !ok {
		if !i.Addresses.How.Stated() || words[0] == "autoconfig" {
			i.Addresses.Unsure(m.Span)
		}
		if words[0] != "dhcp" && words[0] != "pppoe" && words[0] != "autoconfig" {
			c.Mark(m.Node, stmt.Partial)
		}
		return
	}
	fill.AddPrefix(&i.Addresses, p, m.Span)
}

// ifaceRouting reads what interior protocols say on an interface.
func ifaceRouting() []stmt.Entry[*iface] {
	type I = *iface
	set := func(proto, auth string) func(*stmt.Ctx, I, *stmt.Match) {
		return func(_ *stmt.Ctx, i I, m *stmt.Match) { i.igp(proto, m.Span).Auth.Set(auth, m.Span) }
	}
	key := func(proto string) func(*stmt.Ctx, I, *stmt.Match) {
		return func(c *stmt.Ctx, i I, m *stmt.Match) { secret(c, "igp", proto+" "+i.Name, m.Rest, m.Span) }
	}
	return []stmt.Entry[I]{
		{Pattern: "ospf authentication", Do: set("ospf", "clear")},
		{Pattern: "ospf authentication message-digest", Do: set("ospf", "md5")},
		{Pattern: "ospf authentication null", Do: set("ospf", "none")},
		{Pattern: "ospf authentication key-chain *", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			i.igp("ospf", m.Span).Auth.Set("keychain", m.Span)
			c.Use("keychain", m.Arg(0), "interface ospf", m.Span)
		}},
		{Pattern: "no? pim", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.pimOff = m.Neg }},
		{Pattern: "pim neighbor-filter *", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			i.pimFilter = model.Ref{Kind: "acl", Name: m.Arg(0), Span: m.Span}
			c.Use("acl", m.Arg(0), "interface pim neighbor-filter", m.Span)
		}},
		{Pattern: "ospf authentication-key ...", Do: key("ospf")},
		{Pattern: "ospf message-digest-key * md5 ...", Do: key("ospf")},
		{Pattern: "authentication mode eigrp * md5", Do: set("eigrp", "md5")},
		{Pattern: "authentication key eigrp * ...", Do: key("eigrp")},
		{Pattern: "rip authentication mode text", Do: set("rip", "clear")},
		{Pattern: "rip authentication mode md5", Do: set("rip", "md5")},
		{Pattern: "rip authentication key ...", Do: key("rip")},
		{Pattern: "isis authentication mode text", Do: set("isis", "clear")},
		{Pattern: "isis authentication mode md5", Do: set("isis", "md5")},
		{Pattern: "isis authentication key ...", Do: key("isis")},
		{Pattern: "ipv6 ospf authentication ipsec ...", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			i.igp("ospfv3", m.Span).Auth.Set("ipsec", m.Span)
			if n := len(m.Rest); n > 0 {
				c.Secret("igp", "ospfv3 "+i.Name, "clear", m.Rest[n-1], m.Span)
			}
		}},
	}
}

// igp is the interface's part in a protocol.
func (i *iface) igp(proto string, sp model.Span) *model.IGP {
	for _, g := range i.r.dev.IGPs {
		if g.Proto == proto && g.Interface == i.Name {
			return g
		}
	}
	g := &model.IGP{Obj: model.Obj{Span: sp}, Proto: proto, Interface: i.Name}
	i.r.dev.IGPs = append(i.r.dev.IGPs, g)
	return g
}

// settlePIM adds PIM to the interfaces that run it: with multicast routing on,
// all that have a name and an address and do not say "no pim".
func (r *reader) settlePIM() {
	if r.multicast.Line == 0 {
		return
	}
	for _, m := range r.dev.Interfaces {
		i := r.ifaces[m.Zone.V]
		if i == nil || i.Interface != m || i.pimOff || m.Kind == "management" || len(m.Addresses.V) == 0 || m.Enabled.How.Stated() && !m.Enabled.V {
			continue
		}
		i.igp("pim", r.multicast).Filter = i.pimFilter
	}
}

// settleInterfaces gives interfaces what statements elsewhere say of them.
func (r *reader) settleInterfaces() {
	for _, a := range r.groups {
		switch i := r.ifaces[a.iface]; {
		case a.control:
			r.dev.ControlPlane.ACL.Name.Set(a.acl, a.span)
			r.dev.CLI.Filter.Name.Set(a.acl, a.span)
		case a.dir == "global" || i == nil:
		case a.dir == "in":
			i.ACLIn.Name.Set(a.acl, a.span)
			i.ACL6In.Name.Set(a.acl, a.span)
		case a.dir == "out":
			i.ACLOut.Name.Set(a.acl, a.span)
			i.ACL6Out.Name.Set(a.acl, a.span)
		}
	}
	for _, n := range r.antispoof {
		if i := r.ifaces[n.name]; i != nil {
			i.URPF.Set("strict", n.span)
		}
	}
	for _, a := range r.access {
		if i := r.ifaces[a.iface]; i != nil && !slices.Contains(i.Management.V, a.service) {
			fill.Add(&i.Management, a.service, a.span)
		}
	}
	for _, i := range r.ifaces {
		r.settleZone(i)
		if i.tunnel != nil {
			fill.Inherit(&i.tunnel.Enabled, &i.Enabled)
		}
	}
	r.settleGlobal()
}

// settleZone derives what the interface's name and level mean: "inside" has
// level 100 unless a line says otherwise, every other name 0.
func (r *reader) settleZone(i *iface) {
	name := strings.ToLower(i.Zone.V)
	if i.SecurityLevel.How == model.NotRead {
		level := int64(0)
		if name == "inside" {
			level = 100
		}
		i.SecurityLevel.Derive(level, i.Zone.Span)
	}
	if strings.HasPrefix(name, "outside") || strings.HasPrefix(name, "wan") || strings.HasPrefix(name, "internet") {
		i.Edge.Inherit(true, i.Zone.Span)
	}
	if i.Kind == "management" && i.Managed.How == model.NotRead {
		i.Managed.Derive(false, i.Span)
	}
}

// settleGlobal gives interfaces without an own filter the one for all.
func (r *reader) settleGlobal() {
	for _, a := range r.groups {
		if a.dir != "global" {
			continue
		}
		for _, i := range r.ifaces {
			if i.ACLIn.Name.How == model.NotRead {
				i.ACLIn.Name.Inherit(a.acl, a.span)
				i.ACL6In.Name.Inherit(a.acl, a.span)
			}
		}
	}
}
