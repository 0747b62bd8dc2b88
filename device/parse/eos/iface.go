package eos

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
		{Pattern: "no interface * ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "interface defaults **", State: stmt.Unimplemented},
		{Pattern: "switchport default mode *", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func (t *tables) openIface(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	name := m.Arg(0)
	if w := fill.Word(m.Rest, 0); fill.Int(w) >= 0 {
		name += w
	}
	i := r.ifaces[name]
	if i == nil {
		i = &model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name, Kind: ifaceKind(name)}
		r.ifaces[name] = i
		r.Interfaces = append(r.Interfaces, i)
		if i.Kind == "management" {
			i.Managed.Inherit(true, m.Span)
		}
	}
	if i.Kind == "tunnel" {
		r.tunnel(i)
	}
	return t.iface.In(iface{i, r})
}

func ifaceKind(name string) string {
	lower := strings.ToLower(name)
	for _, k := range []struct{ start, kind string }{
		{"management", "management"}, {"ma", "management"}, {"loopback", "loopback"}, {"lo", "loopback"}, {"vlan", "vlan"}, {"port-channel", "bundle"},
		{"po", "bundle"}, {"tunnel", "tunnel"}, {"vxlan", "tunnel"}, {"ethernet", "physical"}, {"et", "physical"}, {"null", "null"},
		{"recirc-channel", "bundle"}, {"unconnectedethernet", "physical"},
	} {
		if strings.HasPrefix(lower, k.start) {
			return k.kind
		}
	}
	return "other"
}

func (t *tables) ifaceBlock() []stmt.Entry[iface] {
	var out []stmt.Entry[iface]
	for _, part := range [][]stmt.Entry[iface]{ifaceCore(), ifaceAnswers(), ifaceSwitching(), ifaceRouting(), ifaceTunnel(), ifaceNAT()} {
		out = append(out, part...)
	}
	return out
}

func ifaceCore() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "no? shutdown", Do: fill.Not(func(i iface) *model.F[bool] { return &i.Enabled })},
		{Pattern: "description ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.Description.Set(fill.After(m.Text, "description"), m.Span)
		}},
		{Pattern: "no description ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.Description.Set("", m.Span) }},
		{Pattern: "vrf *", Do: readIfaceVRF},
		{Pattern: "vrf forwarding *", Do: readIfaceVRF},
		{Pattern: "no vrf ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.VRF.Set("", m.Span) }},
		{Pattern: "ip address * ...", Do: readAddress},
		{Pattern: "ip address virtual * ...", Do: readAddress},
		{Pattern: "ipv6 address * ...", Do: readAddress},
		{Pattern: "ipv6 address virtual * ...", Do: readAddress},
		{Pattern: "no ip|ipv6 address ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.Addresses.Set([]netip.Prefix{}, m.Span) }},
		{Pattern: "no? ip access-group * in", Do: fill.ACL("acl", "interface access-group in", func(i iface) *model.ACLRef { return &i.ACLIn })},
		{Pattern: "no? ip access-group * out", Do: fill.ACL("acl", "interface access-group out", func(i iface) *model.ACLRef { return &i.ACLOut })},
		{Pattern: "no? ipv6 access-group * in", Do: fill.ACL("acl6", "interface access-group in", func(i iface) *model.ACLRef { return &i.ACL6In })},
		{Pattern: "no? ipv6 access-group * out", Do: fill.ACL("acl6", "interface access-group out", func(i iface) *model.ACLRef { return &i.ACL6Out })},
		{Pattern: "no? mac access-group * in|out", Do: fill.Use[iface]("mac-acl", "interface mac access-group")},
		{Pattern: "no? service-policy type pbr input *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			if !m.Neg {
				i.r.pbr[m.Arg(0)] = true
				c.Use("policy-map", m.Arg(0), "interface service-policy", m.Span)
			}
		}},
		{Pattern: "no? service-policy ...", Do: func(c *stmt.Ctx, _ iface, m *stmt.Match) {
			if n := len(m.Rest); n > 0 && !m.Neg && !strings.HasPrefix(m.Rest[n-1], "default-") {
				c.Use("policy-map", m.Rest[n-1], "interface service-policy", m.Span)
			}
		}},
		{Pattern: "no? sflow enable", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "no? flow tracker ...", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "no? ntp serve", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if !m.Neg {
				i.r.NTP.Serve.Set(true, m.Span)
			}
		}},
	}
}

func readIfaceVRF(c *stmt.Ctx, i iface, m *stmt.Match) {
	i.VRF.Set(m.Arg(0), m.Span)
	useVRF(c, m.Arg(0), "interface vrf", m.Span)
}

// readAddress reads "A/len", "A mask" and their secondary forms.
func readAddress(c *stmt.Ctx, i iface, m *stmt.Match) {
	w := m.Arg(0)
	if w == "dhcp" || w == "unnumbered" || w == "auto-config" {
		if i.Addresses.How == model.NotRead || w == "auto-config" {
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

func ifaceAnswers() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "no? ip proxy-arp", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? ip directed-broadcast", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "no? lldp transmit", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.LLDPSend })},
		{Pattern: "no? lldp receive", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.LLDPReceive })},
		{Pattern: "ip|ipv6 verify unicast source reachable-via * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if m.Arg(0) == "rx" {
				i.URPF.Set("strict", m.Span)
				return
			}
			i.URPF.Set("loose", m.Span)
		}},
		{Pattern: "no ip verify unicast ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.URPF.Set("off", m.Span) }},
		{Pattern: "no ipv6 verify unicast ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "no? mac security profile *", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.MACsec })},
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
		{Pattern: "switchport mode * ...", Do: readMode},
		{Pattern: "no? switchport access vlan ...", Do: fill.Num(1, func(i iface) *model.F[int64] { return &i.AccessVLAN })},
		{Pattern: "no? switchport trunk native vlan ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			if fill.Word(m.Rest, 0) != "tag" {
				fill.Number(c, &i.NativeVLAN, 1, fill.Word(m.Rest, 0), m)
			}
		}},
		{Pattern: "no? switchport port-security", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.PortSecurity })},
		{Pattern: "spanning-tree bpduguard *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.BPDUGuard.Set(m.Arg(0) == "enable", m.Span) }},
		{Pattern: "no spanning-tree bpduguard", Do: func(_ *stmt.Ctx, i iface, _ *stmt.Match) { i.BPDUGuard = model.F[bool]{} }},
		{Pattern: "storm-control broadcast|multicast|unknown-unicast|all ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.StormControl.Set(true, m.Span) }},
		{Pattern: "no storm-control broadcast|multicast|unknown-unicast|all ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if !i.StormControl.V {
				i.StormControl.Set(false, m.Span)
			}
		}},
		{Pattern: "no? ip dhcp snooping trust", Do: fill.Bool(func(i iface) *model.F[bool] { return &i.SnoopTrust })},
	}
}

// readMode reads the switching mode. A tap takes traffic in for analysis, a
// tool gives it out.
func readMode(_ *stmt.Ctx, i iface, m *stmt.Match) {
	i.Mode.Set(m.Arg(0), m.Span)
	if m.Arg(0) != "tap" && m.Arg(0) != "tool" && m.Arg(0) != "tap-tool" {
		return
	}
	o := i.r.mirror("tap "+i.Name, m.Span)
	o.Kind.Set("tap", m.Span)
	o.Active.Inherit(true, m.Span)
	if m.Arg(0) == "tool" {
		fill.Add(&o.DestIf, i.Name, m.Span)
		return
	}
	fill.Add(&o.Sources, i.Name, m.Span)
}

// ifaceNAT reads translations, which EOS writes at the interface.
func ifaceNAT() []stmt.Entry[iface] {
	static := func(_ *stmt.Ctx, i iface, m *stmt.Match) {
		n := &model.NAT{Obj: model.Obj{Span: m.Span}}
		n.Kind.Set("static", m.Span)
		i.r.translations[n] = i.Interface
		var ports []string
		for k, w := range append([]string{m.Arg(0)}, m.Rest...) {
			if _, err := netip.ParseAddr(w); err == nil {
				if k == 0 || n.Target.How == model.NotRead {
					n.Target.Set(w, m.Span)
				}
			} else if fill.Int(w) >= 0 {
				ports = append(ports, w)
			}
		}
		if ports != nil {
			n.Ports.Set(ports, m.Span)
		}
		i.r.NATs = append(i.r.NATs, n)
	}
	return []stmt.Entry[iface]{
		{Pattern: "ip nat source static * ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			static(c, i, m)
			if v, ok := m.After("access-list"); ok {
				c.Use("acl", v, "ip nat source static access-list", m.Span)
			}
		}},
		{Pattern: "ip nat destination static * ...", Do: static},
		{Pattern: "ip nat source dynamic access-list * ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			n := &model.NAT{Obj: model.Obj{Span: m.Span}}
			n.Kind.Set("source", m.Span)
			i.r.translations[n] = i.Interface
			i.r.NATs = append(i.r.NATs, n)
			c.Use("acl", m.Arg(0), "ip nat source dynamic", m.Span)
			if v, ok := m.After("pool"); ok {
				c.Use("nat-pool", v, "ip nat source dynamic", m.Span)
			}
		}},
		{Pattern: "no ip nat ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
	}
}
