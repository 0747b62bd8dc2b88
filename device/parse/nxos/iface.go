package nxos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is the block of one interface.
type iface struct {
	*model.Interface
	r *run
}

func (t *tables) ifaceEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "interface * ...", Sub: t.openIface},
		{Pattern: "no interface * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.dropIface(ifaceName(m.Arg(0), m.Rest)) }},
		{Pattern: "no? system default switchport", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? system default switchport shutdown", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func (t *tables) openIface(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	name := ifaceName(m.Arg(0), m.Rest)
	i := r.ifaces[name]
	if i == nil {
		i = &model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name, Kind: ifaceKind(name)}
		r.ifaces[name] = i
		r.Interfaces = append(r.Interfaces, i)
		if i.Kind == "management" {
			i.Managed.Inherit(true, m.Span)
			i.VRF.Inherit("management", m.Span)
		}
	}
	if i.Kind == "tunnel" || strings.HasPrefix(strings.ToLower(name), "nve") {
		r.tunnel(i)
	}
	return t.iface.In(iface{i, r})
}

// finishInterfaces states what holds on every platform: the management port
// and loopbacks are up unless they are shut.
func (r *run) finishInterfaces() {
	for _, i := range r.Interfaces {
		if i.Enabled.How == model.NotRead && (i.Kind == "management" || i.Kind == "loopback") {
			i.Enabled = model.F[bool]{V: true, How: model.Default}
		}
	}
}

func (r *run) dropIface(name string) {
	delete(r.ifaces, name)
	for k, i := range r.Interfaces {
		if i.Name == name {
			r.Interfaces = append(r.Interfaces[:k], r.Interfaces[k+1:]...)
			return
		}
	}
}

// ifaceName joins "port-channel 5" to port-channel5.
func ifaceName(first string, rest []string) string {
	if w := fill.Word(rest, 0); w != "" && w[0] >= '0' && w[0] <= '9' {
		return first + w
	}
	return first
}

func ifaceKind(name string) string {
	lower := strings.ToLower(name)
	for _, k := range []struct{ start, kind string }{
		{"mgmt", "management"}, {"loopback", "loopback"}, {"vlan", "vlan"}, {"port-channel", "bundle"}, {"tunnel", "tunnel"}, {"nve", "tunnel"},
		{"null", "null"}, {"ethernet", "physical"}, {"bdi", "vlan"}, {"overlay", "tunnel"}, {"breakout", "other"}, {"vfc", "physical"}, {"fc", "physical"},
	} {
		if strings.HasPrefix(lower, k.start) {
			return k.kind
		}
	}
	return "other"
}

func (t *tables) ifaceBlock() []stmt.Entry[iface] {
	var out []stmt.Entry[iface]
	for _, part := range [][]stmt.Entry[iface]{ifaceCore(), ifaceAnswers(), ifaceSwitching(), t.ifaceRouting(), ifaceTunnel(), t.ifaceNVE()} {
		out = append(out, part...)
	}
	return out
}

// ifaceCore reads what an interface is and which filters stand before it.
func ifaceCore() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "no? shutdown ...", Do: fill.Not(func(i iface) *model.F[bool] { return &i.Enabled })},
		{Pattern: "no? description ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.Description.Set(fill.After(m.Text, "description"), m.Span)
		}},
		{Pattern: "vrf member *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "interface vrf member", m.Span)
		}},
		{Pattern: "no vrf member ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.VRF.Set("", m.Span) }},
		{Pattern: "ip address * ...", Do: readAddress},
		{Pattern: "ipv6 address * ...", Do: readAddress},
		{Pattern: "no ip address ...", Do: dropAddress},
		{Pattern: "no ipv6 address ...", Do: dropAddress},
		{Pattern: "no? ip access-group * in", Do: fill.ACL("acl", "interface access-group in", func(i iface) *model.ACLRef { return &i.ACLIn })},
		{Pattern: "no? ip access-group * out", Do: fill.ACL("acl", "interface access-group out", func(i iface) *model.ACLRef { return &i.ACLOut })},
		{Pattern: "no? ipv6 traffic-filter * in", Do: fill.ACL("acl6", "interface traffic-filter in", func(i iface) *model.ACLRef { return &i.ACL6In })},
		{Pattern: "no? ipv6 traffic-filter * out", Do: fill.ACL("acl6", "interface traffic-filter out", func(i iface) *model.ACLRef { return &i.ACL6Out })},
		{Pattern: "no? ip port access-group * in", Do: fill.ACL("acl", "interface port access-group in", func(i iface) *model.ACLRef { return &i.ACLIn })},
		{Pattern: "no? ipv6 port traffic-filter * in", Do: fill.ACL("acl6", "interface port traffic-filter in", func(i iface) *model.ACLRef { return &i.ACL6In })},
		{Pattern: "no? mac port access-group *", Do: fill.Use[iface]("mac-acl", "interface mac port access-group")},
		{Pattern: "no? ip policy route-map *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			if !m.Neg {
				i.r.pbr[m.Arg(0)] = true
				c.Use("route-map", m.Arg(0), "interface ip policy", m.Span)
			}
		}},
		{Pattern: "no? ipv6 policy route-map *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			if !m.Neg {
				i.r.pbr[m.Arg(0)] = true
				c.Use("route-map", m.Arg(0), "interface ipv6 policy", m.Span)
			}
		}},
		{Pattern: "no? ip|ipv6 flow monitor * input ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.FlowIn.Set(!m.Neg, m.Span) }},
		{Pattern: "no? ip|ipv6 flow monitor * output ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "no? inherit port-profile *", State: stmt.Unimplemented},
		{Pattern: "no? service-policy ...", Do: func(c *stmt.Ctx, _ iface, m *stmt.Match) {
			if !m.Neg && len(m.Rest) > 0 {
				c.Use("policy-map", m.Rest[len(m.Rest)-1], "interface service-policy", m.Span)
			}
		}},
	}
}

// ifaceAnswers read what an interface says or lets through unasked.
func ifaceAnswers() []stmt.Entry[iface] {
	b := func(f func(iface) *model.F[bool]) func(*stmt.Ctx, iface, *stmt.Match) { return fill.Bool(f) }
	return []stmt.Entry[iface]{
		{Pattern: "no? ip proxy-arp", Do: b(func(i iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? ip redirects", Do: b(func(i iface) *model.F[bool] { return &i.Redirects })},
		{Pattern: "no? ip unreachables", Do: b(func(i iface) *model.F[bool] { return &i.Unreachables })},
		{Pattern: "no? ip directed-broadcast ...", Do: b(func(i iface) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "no? cdp enable", Do: b(func(i iface) *model.F[bool] { return &i.CDP })},
		{Pattern: "no? lldp transmit", Do: b(func(i iface) *model.F[bool] { return &i.LLDPSend })},
		{Pattern: "no? lldp receive", Do: b(func(i iface) *model.F[bool] { return &i.LLDPReceive })},
		{Pattern: "no? ip verify unicast source reachable-via * ...", Do: readURPF},
		{Pattern: "no? ipv6 verify unicast source reachable-via * ...", Do: readURPF},
		{Pattern: "no? macsec keychain * ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.MACsec.Set(!m.Neg, m.Span)
			if !m.Neg {
				c.Use("keychain", m.Arg(0), "interface macsec", m.Span)
			}
		}},
	}
}

func readURPF(_ *stmt.Ctx, i iface, m *stmt.Match) {
	switch {
	case m.Neg:
		i.URPF.Set("off", m.Span)
	case m.Arg(0) == "rx":
		i.URPF.Set("strict", m.Span)
	default:
		i.URPF.Set("loose", m.Span)
	}
}

func ifaceSwitching() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "switchport", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if i.Mode.How != model.Explicit || i.Mode.V == "routed" {
				i.Mode.Inherit("access", m.Span)
			}
		}},
		{Pattern: "no switchport", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.Mode.Set("routed", m.Span) }},
		{Pattern: "switchport mode * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.Mode.Set(m.Arg(0), m.Span) }},
		{Pattern: "no? switchport access vlan *", Do: fill.Num(1, func(i iface) *model.F[int64] { return &i.AccessVLAN })},
		{Pattern: "no? switchport trunk native vlan *", Do: fill.Num(1, func(i iface) *model.F[int64] { return &i.NativeVLAN })},
		{Pattern: "no? switchport port-security ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if len(m.Rest) == 0 {
				i.PortSecurity.Set(!m.Neg, m.Span)
			}
		}},
		{Pattern: "spanning-tree bpduguard *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.BPDUGuard.Set(m.Arg(0) == "enable", m.Span) }},
		{Pattern: "no spanning-tree bpduguard ...", Do: func(_ *stmt.Ctx, i iface, _ *stmt.Match) { i.BPDUGuard = model.F[bool]{} }},
		{Pattern: "no? storm-control broadcast|multicast|unicast ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.StormControl.Set(!m.Neg, m.Span) }},
		{Pattern: "no? ip dhcp snooping trust", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.SnoopTrust })},
	}
}

// readAddress reads "A/len", "A mask" and their secondary forms.
func readAddress(c *stmt.Ctx, i iface, m *stmt.Match) {
	w := m.Arg(0)
	if w == "dhcp" || w == "use-link-local-only" || w == "autoconfig" {
		if i.Addresses.How == model.NotRead || w == "autoconfig" {
			i.Addresses.Unsure(m.Span)
		}
		return
	}
	p, err := netip.ParsePrefix(w)
	if err != nil {
		a, err1 := netip.ParseAddr(w)
		mask, err2 := netip.ParseAddr(fill.Word(m.Rest, 0))
		ok := false
		if err1 == nil && err2 == nil {
			p, ok = ciscoacl.Netmask(a, mask)
		}
		if !ok {
			i.Addresses.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
	}
	fill.AddPrefix(&i.Addresses, p, m.Span)
}

func dropAddress(_ *stmt.Ctx, i iface, m *stmt.Match) {
	i.Addresses.Set([]netip.Prefix{}, m.Span)
}
