package ios

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is an interface while it is read, with what other parts need of it.
type iface struct {
	*model.Interface
	r      *reader
	tunnel *model.Tunnel
	auth   map[string]protoAuth // by "ospf", "eigrp 100", "rip", "isis", "hsrp 1"
	runs   map[string]membership
	groups map[string]model.Span // first-hop redundancy groups by "hsrp 1"
	mpls   model.Span
	rsvp   model.Span
	pim    pim
}

// protoAuth is how one protocol authenticates on one interface.
type protoAuth struct {
	how  string
	span model.Span
}

// pim is where an interface takes part in multicast routing and is told to
// keep to itself, and what filters its neighbours.
type pim struct {
	on, passive model.Span
	filter      model.Ref
}

// membership is a protocol instance that an interface names itself.
type membership struct {
	area string
	span model.Span
}

func (t *tables) ifaceTop() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "interface * ...", Sub: t.openInterface},
		{Pattern: "no interface * ...", Do: none[*reader]},
	}
}

func (t *tables) openInterface(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	name := m.Arg(0)
	if len(m.Rest) > 0 && m.Rest[0] != "point-to-point" && m.Rest[0] != "multipoint" && m.Rest[0] != "type" && m.Rest[0] != "l2transport" {
		name += m.Rest[0] // "interface Vlan 10"
	}
	if i := r.ifByName[name]; i != nil {
		i.Obj.Span.End = max(i.Obj.Span.End, c.Span(m.Node).End)
		return t.iface.In(i)
	}
	i := &iface{r: r, Interface: &model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name, Kind: ifaceKind(name)},
		auth: map[string]protoAuth{}, runs: map[string]membership{}, groups: map[string]model.Span{}}
	if strings.HasPrefix(name, "range") {
		i.Kind = "other"
		r.d.Doubtful("interfaces", m.Span.Line) // it is laid over no port
	}
	if i.Kind == "tunnel" {
		i.tunnel = &model.Tunnel{Obj: i.Obj, Name: name}
		if strings.HasPrefix(name, "nve") {
			i.tunnel.Kind.Inherit("vxlan", m.Span)
			i.tunnel.Protected.Inherit(false, m.Span)
		}
		r.d.Tunnels = append(r.d.Tunnels, i.tunnel)
	}
	r.ifaces = append(r.ifaces, i)
	r.ifByName[name] = i
	r.d.Interfaces = append(r.d.Interfaces, i.Interface)
	return t.iface.In(i)
}

// kinds are the beginnings of interface names in lower case.
var kinds = []struct{ prefix, kind string }{
	{"loopback", "loopback"}, {"tunnel", "tunnel"}, {"nve", "tunnel"}, {"vlan", "vlan"}, {"port-channel", "bundle"}, {"multilink", "bundle"},
	{"bundle", "bundle"}, {"null", "null"}, {"virtualportgroup", "container"}, {"appgigabitethernet", "container"}, {"appnav", "other"},
	{"mgmt", "management"}, {"bvi", "vlan"}, {"bdi", "vlan"}, {"virtual-template", "other"}, {"dialer", "other"}, {"nvi", "other"},
	{"vasileft", "other"}, {"vasiright", "other"}, {"pseudowire", "other"}, {"lisp", "tunnel"}, {"virtual-access", "other"}, {"group-async", "other"},
	{"service-engine", "container"}, {"ucse", "container"}, {"embedded-service-engine", "container"}, {"async", "other"}, {"range", "other"},
}

func ifaceKind(name string) string {
	lower := strings.ToLower(name)
	if lower == "gigabitethernet0" || lower == "fastethernet0" && name == "FastEthernet0" {
		return "management"
	}
	for _, k := range kinds {
		if strings.HasPrefix(lower, k.prefix) {
			return k.kind
		}
	}
	return "physical"
}

type ifb = func(*iface) *model.F[bool]

func ifaceEntries() []stmt.Entry[*iface] {
	on := func(p string, f ifb) stmt.Entry[*iface] {
		return stmt.Entry[*iface]{Pattern: "no? " + p, Do: fill.Bool(f)}
	}
	return []stmt.Entry[*iface]{
		{Pattern: "description ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Description.Set(tail(m, 1), m.Span) }},
		{Pattern: "no? shutdown", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.Enabled.Set(m.Neg, m.Span)
			if i.tunnel != nil {
				i.tunnel.Enabled.Set(m.Neg, m.Span)
			}
		}},
		{Pattern: "ip vrf forwarding *  ...", Do: ifaceVRF}, {Pattern: "vrf forwarding * ...", Do: ifaceVRF},
		{Pattern: "no? ip address ...", Do: address},
		{Pattern: "no? ip unnumbered ...", Do: none[*iface]},
		{Pattern: "source template ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			i.AddDoubt(m.Span.Line) // what the template says of the port is not read
			c.Mark(m.Node, stmt.Partial)
		}},
		{Pattern: "no? ipv6 address ...", Do: address6},
		{Pattern: "ip access-group * in ...", Do: fill.ACL("acl", "interface access-group in", func(i *iface) *model.ACLRef { return &i.ACLIn })},
		{Pattern: "ip access-group * out ...", Do: fill.ACL("acl", "interface access-group out", func(i *iface) *model.ACLRef { return &i.ACLOut })},
		{Pattern: "ip access-group common * * in", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			c.Use("acl", m.Arg(0), "interface access-group common", m.Span)
			c.ApplyACL(&i.ACLIn, "acl", m.Arg(1), "interface access-group in", m.Span)
		}},
		{Pattern: "no ip access-group ...", Do: none[*iface]},
		{Pattern: "flow-sampler * ...", Do: use[*iface]("sampler", "interface flow-sampler", 1)},
		{Pattern: "mac access-group * ...", Do: use[*iface]("mac-acl", "interface", 2)},
		{Pattern: "ipv6 traffic-filter * in", Do: fill.ACL("acl6", "interface traffic-filter in", func(i *iface) *model.ACLRef { return &i.ACL6In })},
		{Pattern: "ipv6 traffic-filter * out", Do: fill.ACL("acl6", "interface traffic-filter out", func(i *iface) *model.ACLRef { return &i.ACL6Out })},
		{Pattern: "ip verify unicast ...", Do: urpf("acl")},
		{Pattern: "ipv6 verify unicast ...", Do: urpf("acl6")},
		on("ip proxy-arp", func(i *iface) *model.F[bool] { return &i.ProxyARP }),
		on("ip redirects", func(i *iface) *model.F[bool] { return &i.Redirects }),
		on("ip unreachables", func(i *iface) *model.F[bool] { return &i.Unreachables }),
		on("ip mask-reply", func(i *iface) *model.F[bool] { return &i.MaskReply }),
		{Pattern: "no? ip directed-broadcast ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			i.DirectedBroadcast.Set(!m.Neg, m.Span)
			if len(m.Rest) > 0 && !m.Neg {
				c.Use("acl", m.Rest[0], "interface directed-broadcast", m.Span)
			}
		}},
		on("cdp enable", func(i *iface) *model.F[bool] { return &i.CDP }),
		on("lldp transmit", func(i *iface) *model.F[bool] { return &i.LLDPSend }),
		on("lldp receive", func(i *iface) *model.F[bool] { return &i.LLDPReceive }),
		on("mop enabled", func(i *iface) *model.F[bool] { return &i.MOP }),
		// Some releases indent what follows these by one more; it is still the
		// interface's own.
		{Pattern: "no? ipv6 nd ...", State: stmt.Irrelevant, Sub: same}, {Pattern: "no? arp ...", State: stmt.Irrelevant, Sub: same},
		{Pattern: "ssid *", State: stmt.Irrelevant, Sub: func(_ *stmt.Ctx, i *iface, _ *stmt.Match) stmt.Block { return i.r.t.loose.In(i.r) }},
		{Pattern: "ip vrf receive|select ...", Do: receive}, {Pattern: "vrf receive|select ...", Do: receive},
		{Pattern: "no ip vrf receive|select ...", Do: none[*iface]}, {Pattern: "no vrf receive|select ...", Do: none[*iface]},
		{Pattern: "no? ip flow ingress|egress", Do: flowIn}, {Pattern: "ip route-cache flow", Do: flowIn},
		{Pattern: "no? ip flow monitor * ...", Do: flowMonitor}, {Pattern: "no? ipv6 flow monitor * ...", Do: flowMonitor},
		{Pattern: "no? datalink flow monitor * ...", Do: flowMonitor},
		{Pattern: "zone-member security *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			i.Zone.Set(m.Arg(0), m.Span)
			c.Use("zone", m.Arg(0), "interface zone-member", m.Span)
		}},
		{Pattern: "service-policy ...", Do: servicePolicy[*iface]("interface")},
		{Pattern: "crypto map *", Do: use[*iface]("crypto-map", "interface", 2)},
		{Pattern: "ip policy route-map *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { i.r.pbr(c, m.Arg(0), "interface policy", m.Span) }},
		{Pattern: "ipv6 policy route-map *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { i.r.pbr(c, m.Arg(0), "interface policy", m.Span) }},
		{Pattern: "ip traffic-export apply *", Do: trafficExport},
		{Pattern: "port monitor ...", Do: portMonitor},
		{Pattern: "ip inspect * in|out", Do: use[*iface]("inspect", "interface", 2)},
		{Pattern: "ip nat|virtual-reassembly ...", Do: none[*iface]},
		{Pattern: "ip pim sparse-mode|dense-mode|sparse-dense-mode ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.pim.on = m.Span }},
		{Pattern: "ip pim passive", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.pim.on, i.pim.passive = m.Span, m.Span }},
		{Pattern: "ip pim neighbor-filter *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			i.pim.filter = model.Ref{Kind: "acl", Name: m.Arg(0), Span: m.Span}
			c.Use("acl", m.Arg(0), "interface pim neighbor-filter", m.Span)
		}},
		{Pattern: "ip igmp access-group * ...", Do: use[*iface]("acl", "interface igmp", 3)},
		{Pattern: "ip multicast boundary * ...", Do: use[*iface]("acl", "interface multicast boundary", 3)},
		{Pattern: "rate-limit input|output access-group * ...", Do: use[*iface]("acl", "interface rate-limit", 3)},
	}
}

func same(_ *stmt.Ctx, i *iface, _ *stmt.Match) stmt.Block { return i.r.t.iface.In(i) }

func ifaceVRF(c *stmt.Ctx, i *iface, m *stmt.Match) {
	i.VRF.Set(m.Arg(0), m.Span)
	c.Use("vrf", m.Arg(0), "interface", m.Span)
}

// address reads "ip address A M [secondary]" and "ip address A/N".
func address(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if m.Neg {
		if len(i.Addresses.V) == 0 {
			i.Addresses.Set([]netip.Prefix{}, m.Span)
		}
		return
	}
	switch first := fill.First(m); first {
	case "dhcp", "negotiated", "pool", "slarp":
		i.Addresses.Unsure(m.Span)
		return
	default:
		if p, ok := withMask(m.Rest); ok {
			fill.AddPrefix(&i.Addresses, p, m.Span)
			return
		}
	}
	i.Addresses.Unsure(m.Span)
	c.Mark(m.Node, stmt.Partial)
}

// withMask reads "A M" or "A/N", keeping the host part.
func withMask(w []string) (netip.Prefix, bool) {
	if len(w) == 0 {
		return netip.Prefix{}, false
	}
	if p, err := netip.ParsePrefix(w[0]); err == nil {
		return p, true
	}
	if len(w) < 2 {
		return netip.Prefix{}, false
	}
	a, err1 := netip.ParseAddr(w[0])
	mask, err2 := netip.ParseAddr(w[1])
	if err1 != nil || err2 != nil {
		return netip.Prefix{}, false
	}
	return ciscoacl.Netmask(a, mask)
}

func address6(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if m.Neg {
		return
	}
	first := fill.First(m)
	if first == "autoconfig" || first == "dhcp" {
		i.Addresses.Unsure(m.Span)
		return
	}
	if p, err := netip.ParsePrefix(first); err == nil {
		fill.AddPrefix(&i.Addresses, p, m.Span)
		return
	}
	if a, err := netip.ParseAddr(first); err == nil && m.Has("link-local") {
		fill.AddPrefix(&i.Addresses, netip.PrefixFrom(a, 64), m.Span)
		return
	}
	if len(m.Rest) > 1 { // a named prefix with the rest of the address
		i.Addresses.Unsure(m.Span)
		return
	}
	c.Mark(m.Node, stmt.Partial)
}

// urpf reads "ip verify unicast source reachable-via rx|any [ACL]" and the
// older "reverse-path [ACL]".
func urpf(kind string) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		mode := "strict"
		if via, ok := m.After("reachable-via"); ok && via == "any" {
			mode = "loose"
		}
		i.URPF.Set(mode, m.Span)
		last := m.Rest
		if len(last) == 0 {
			return
		}
		switch w := last[len(last)-1]; w {
		case "rx", "any", "reverse-path", "allow-default", "allow-self-ping", "l2-src":
		default:
			c.Use(kind, w, "interface verify unicast", m.Span)
		}
	}
}

func flowIn(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if w := words(c, m); w[len(w)-1] != "egress" {
		i.FlowIn.Set(!m.Neg, m.Span)
	}
}

func flowMonitor(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if m.Neg {
		return
	}
	c.Use("flow-monitor", m.Arg(0), "interface", m.Span)
	if s, ok := m.After("sampler"); ok {
		c.Use("sampler", s, "interface", m.Span)
	}
	if m.Has("input") {
		i.FlowIn.Set(true, m.Span)
	}
}

// trafficExport copies packets out of another interface.
func trafficExport(c *stmt.Ctx, i *iface, m *stmt.Match) {
	x := i.r.mirror("export "+m.Arg(0), m.Span)
	x.Kind.Set("span", m.Span)
	fill.Add(&x.Sources, i.Name, m.Span)
	x.Active.Set(true, m.Span)
}

// portMonitor is how early switches wrote a mirror: at its destination.
func portMonitor(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	x := i.r.mirror("port monitor "+i.Name, m.Span)
	x.Kind.Set("span", m.Span)
	x.DestIf.Set([]string{i.Name}, m.Span)
	x.Active.Set(true, m.Span)
	for _, s := range m.Rest {
		fill.Add(&x.Sources, s, m.Span)
	}
}

// servicePolicy records the policy that a statement names last.
func servicePolicy[T any](ctx string) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, _ T, m *stmt.Match) {
		if len(m.Rest) > 0 && !m.Neg {
			c.Use("policy-map", m.Rest[len(m.Rest)-1], ctx+" service-policy", m.Span)
		}
	}
}

// neighborDiscovery says that an interface announces nothing where the
// protocol does not run at all.
func (r *reader) neighborDiscovery(i *iface) {
	cdp, lldp := &r.d.L2.CDP, &r.d.L2.LLDP
	if cdp.How.Stated() && !cdp.V {
		implied(&i.CDP, false, cdp.Span)
	}
	for _, f := range []*model.F[bool]{&i.LLDPSend, &i.LLDPReceive} {
		switch {
		case !lldp.How.Stated():
			byDefault(f, false)
		case !lldp.V:
			implied(f, false, lldp.Span)
		}
	}
}

// finishInterfaces says what a port is by its addresses and its mode.
func (r *reader) finishInterfaces() {
	for _, i := range r.ifaces {
		r.neighborDiscovery(i)
		switch i.VRF.V { // the names that the system gives its own port's table
		case "Mgmt-vrf", "Mgmt-intf", "mgmtVrf", "Mgmtvrf":
			if i.Kind == "physical" {
				i.Kind = "management"
				i.Managed.Inherit(true, i.VRF.Span)
			}
		}
		if i.Kind == "management" {
			implied(&i.Managed, true, i.Obj.Span)
		}
		sub := strings.Contains(i.Name, ".")
		routed := sub || i.Kind != "physical" && i.Kind != "bundle" || len(i.Addresses.V) > 0
		head := model.Span{Line: i.Obj.Span.Line, End: i.Obj.Span.Line}
		if routed {
			implied(&i.Mode, "routed", head)
		}
		switch {
		case i.Mode.V == "routed", i.Mode.V == "access":
			implied(&i.Negotiate, false, i.Mode.Span)
		case i.Mode.How.Stated() && i.Mode.V != "":
			derived(&i.Negotiate, true, i.Mode.Span)
		}
	}
}

// receive: the interface's addresses enter another table as well, or packets
// choose their table by their source; which tables that joins is not resolved.
func receive(c *stmt.Ctx, _ *iface, m *stmt.Match) {
	c.Mark(m.Node, stmt.Partial)
	c.Dev.Doubtful("vrfs", m.Span.Line)
}
