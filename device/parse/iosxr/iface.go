package iosxr

import (
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
}

// mirrorUse is one interface that feeds a mirror.
type mirrorUse struct {
	iface, session string
	span           model.Span
}

func (t *tables) ifaceEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "interface * ...", Sub: t.openIface},
		{Pattern: "interface preconfigure * ...", Sub: t.openIface},
		{Pattern: "no interface * ...", Do: none[R]},
		{Pattern: "no? cdp", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.L2.CDP })},
		{Pattern: "no? lldp", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.L2.LLDP.Set(!m.Neg, m.Span)
			return t.lldp.In(r)
		}},
		{Pattern: "vrf *", Sub: t.openVRF},
		{Pattern: "router static", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.static.In(&static{r: r}) }},
		{Pattern: "no? ipv4 source-route", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Routing.SourceRoute })},
		{Pattern: "no? ipv6 source-route", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Routing.SourceRoute6 })},
	}
}

func (t *tables) openIface(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	name := m.Arg(0)
	if r.ifaces == nil {
		r.ifaces = map[string]*iface{}
	}
	i := r.ifaces[name]
	if i == nil {
		i = &iface{r: r, Interface: &model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name, Kind: kindOf(name)}}
		r.ifaces[name] = i
		r.dev.Interfaces = append(r.dev.Interfaces, i.Interface)
		if strings.HasPrefix(name, "tunnel-") || strings.HasPrefix(name, "nve") {
			i.tunnel = &model.Tunnel{Obj: i.Obj, Name: name}
			i.tunnel.Kind.Inherit(tunnelKind(name), m.Span)
			r.dev.Tunnels = append(r.dev.Tunnels, i.tunnel)
		}
	}
	if m.Has("l2transport") {
		i.Mode.Set("trunk", m.Span)
	}
	return t.iface.In(i)
}

func kindOf(name string) string {
	switch base := strings.ToLower(name); {
	case strings.HasPrefix(base, "loopback"):
		return "loopback"
	case strings.HasPrefix(base, "mgmteth"):
		return "management"
	case strings.HasPrefix(base, "tunnel-"), strings.HasPrefix(base, "nve"):
		return "tunnel"
	case strings.HasPrefix(base, "bvi"):
		return "vlan"
	case strings.HasPrefix(base, "bundle-"):
		return "bundle"
	case strings.HasPrefix(base, "null"):
		return "null"
	case strings.HasPrefix(base, "ptp"), strings.HasPrefix(base, "pw-ether"), strings.HasPrefix(base, "service"):
		return "other"
	}
	return "physical"
}

func (t *tables) ifaceBlock() []stmt.Entry[*iface] {
	type I = *iface
	filter := func(ref func(I) *model.ACLRef, kind, ctx string) func(*stmt.Ctx, I, *stmt.Match) {
		return func(c *stmt.Ctx, i I, m *stmt.Match) {
			if n := len(m.Args); n == 2 { // common LIST before the interface's own
				c.Use(kind, m.Arg(0), ctx+" common", m.Span)
			}
			c.ApplyACL(ref(i), kind, m.Args[len(m.Args)-1], ctx, m.Span)
		}
	}
	in4 := filter(func(i I) *model.ACLRef { return &i.ACLIn }, "acl", "interface ingress")
	out4 := filter(func(i I) *model.ACLRef { return &i.ACLOut }, "acl", "interface egress")
	in6 := filter(func(i I) *model.ACLRef { return &i.ACL6In }, "acl6", "interface ingress")
	out6 := filter(func(i I) *model.ACLRef { return &i.ACL6Out }, "acl6", "interface egress")
	return []stmt.Entry[I]{
		{Pattern: "no? shutdown", Do: fill.Not(func(i I) *model.F[bool] { return &i.Enabled })},
		{Pattern: "description ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.Description.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "no description ...", Do: none[I]},
		{Pattern: "vrf *", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			i.VRF.Set(tableName(m.Arg(0)), m.Span)
			c.Use("vrf", m.Arg(0), "interface", m.Span)
		}},
		{Pattern: "ipv4 address * ...", Do: ifaceAddress},
		{Pattern: "ipv6 address * ...", Do: ifaceAddress},
		{Pattern: "no ipv4|ipv6 address ...", Do: none[I]},
		{Pattern: "ipv4 access-group * ingress ...", Do: in4},
		{Pattern: "ipv4 access-group * egress ...", Do: out4},
		{Pattern: "ipv4 access-group common * ingress ...", Do: in4},
		{Pattern: "ipv4 access-group common * * ingress ...", Do: in4},
		{Pattern: "ipv6 access-group * ingress ...", Do: in6},
		{Pattern: "ipv6 access-group * egress ...", Do: out6},
		{Pattern: "ipv6 access-group common * ingress ...", Do: in6},
		{Pattern: "ipv6 access-group common * * ingress ...", Do: in6},
		{Pattern: "ethernet-services access-group * ...", Do: fill.Use[I]("esacl", "interface")},
		{Pattern: "cdp", Sub: func(_ *stmt.Ctx, i I, m *stmt.Match) stmt.Block {
			i.CDP.Set(true, m.Span)
			return t.ifCDP.In(i)
		}},
		{Pattern: "no cdp", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.CDP.Set(false, m.Span) }},
		{Pattern: "lldp", Sub: func(_ *stmt.Ctx, i I, _ *stmt.Match) stmt.Block { return t.ifLLDP.In(i) }},
		{Pattern: "l2transport", Sub: func(_ *stmt.Ctx, i I, m *stmt.Match) stmt.Block {
			i.Mode.Set("trunk", m.Span)
			return t.ifL2.In(i)
		}},
		{Pattern: "monitor-session * ...", Sub: func(_ *stmt.Ctx, i I, m *stmt.Match) stmt.Block {
			u := &mirrorUse{iface: i.Name, session: m.Arg(0), span: m.Span}
			i.r.mirrorUses = append(i.r.mirrorUses, u)
			return t.ifMirror.In(u)
		}},
		{Pattern: "macsec psk-keychain * ...", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			i.MACsec.Set(true, m.Span)
			c.Use("keychain", m.Arg(0), "macsec", m.Span)
		}},
		{Pattern: "macsec eap ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.MACsec.Set(true, m.Span) }},
		{Pattern: "service-policy input|output *", Do: fill.Use[I]("policy-map", "service-policy")},
		{Pattern: "service-policy type * input|output *", Do: func(c *stmt.Ctx, _ I, m *stmt.Match) {
			c.Use("policy-map", m.Arg(1), "service-policy", m.Span)
		}},
		{Pattern: "storm-control ...", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.StormControl.Set(true, m.Span) }},
		{Pattern: "ppp authentication ...", Do: none[I]},
		{Pattern: "ppp chap password ...", Do: func(c *stmt.Ctx, i I, m *stmt.Match) { secret(c, "ppp", i.Name, m.Rest, m.Span) }},
		{Pattern: "ppp pap sent-username * password ...", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			secret(c, "ppp", i.Name, m.Rest, m.Span)
		}},
	}
}

func ifaceRouting() []stmt.Entry[*iface] {
	type I = *iface
	urpf := func(_ *stmt.Ctx, i I, m *stmt.Match) {
		mode := "strict"
		if m.Arg(0) == "any" {
			mode = "loose"
		}
		if i.URPF.V != "strict" || mode == "strict" {
			i.URPF.Set(mode, m.Span)
		}
	}
	return []stmt.Entry[I]{
		{Pattern: "ipv4 verify unicast source reachable-via * ...", Do: urpf},
		{Pattern: "ipv6 verify unicast source reachable-via * ...", Do: urpf},
		{Pattern: "no? proxy-arp", Do: fill.Bool(func(i I) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? ipv4 redirects", Do: fill.Bool(func(i I) *model.F[bool] { return &i.Redirects })},
		{Pattern: "no? ipv6 redirects", Do: none[I]},
		{Pattern: "no? ipv4 unreachables disable", Do: fill.Not(func(i I) *model.F[bool] { return &i.Unreachables })},
		{Pattern: "no? ipv6 unreachables disable", Do: none[I]},
		{Pattern: "no? ipv4 directed-broadcast", Do: fill.Bool(func(i I) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "no? ipv4 mask-reply", Do: fill.Bool(func(i I) *model.F[bool] { return &i.MaskReply })},
		{Pattern: "flow ipv4|ipv6|mpls monitor * ...", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			c.Use("flow-monitor", m.Arg(0), "interface flow", m.Span)
			if s, ok := m.After("sampler"); ok {
				c.Use("sampler", s, "interface flow", m.Span)
			}
			if m.Has("ingress") {
				i.FlowIn.Set(true, m.Span)
			}
			i.r.dev.Flow.Enabled.Inherit(true, m.Span)
		}},
	}
}

// ifaceAddress reads A MASK, A/LEN or, for IPv6, A LEN. Automatic addresses
// are stated as none, since the file does not hold them.
func ifaceAddress(c *stmt.Ctx, i *iface, m *stmt.Match) {
	p, ok := address(append([]string{m.Arg(0)}, m.Rest...))
	if !ok {
		if m.Arg(0) != "dhcp" && m.Arg(0) != "autoconfig" {
			c.Mark(m.Node, stmt.Partial)
		}
		if !i.Addresses.How.Stated() || m.Arg(0) == "autoconfig" {
			i.Addresses.Unsure(m.Span)
		}
		return
	}
	list := i.Addresses.V
	i.Addresses.Set(append(list, p), m.Span)
}

func ifLLDPBlock() []stmt.Entry[*iface] {
	type I = *iface
	return []stmt.Entry[I]{
		{Pattern: "transmit disable", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.LLDPSend.Set(false, m.Span) }},
		{Pattern: "receive disable", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) { i.LLDPReceive.Set(false, m.Span) }},
		{Pattern: "enable", Do: func(_ *stmt.Ctx, i I, m *stmt.Match) {
			i.LLDPSend.Set(true, m.Span)
			i.LLDPReceive.Set(true, m.Span)
		}},
	}
}

func (t *tables) ifL2Block() []stmt.Entry[*iface] {
	type I = *iface
	return []stmt.Entry[I]{
		{Pattern: "service-policy input|output *", Do: fill.Use[I]("policy-map", "service-policy")},
		{Pattern: "ethernet-services access-group * ...", Do: fill.Use[I]("esacl", "interface")},
		{Pattern: "monitor-session * ...", Sub: func(_ *stmt.Ctx, i I, m *stmt.Match) stmt.Block {
			u := &mirrorUse{iface: i.Name, session: m.Arg(0), span: m.Span}
			i.r.mirrorUses = append(i.r.mirrorUses, u)
			return t.ifMirror.In(u)
		}},
	}
}

func ifMirrorBlock() []stmt.Entry[*mirrorUse] {
	return []stmt.Entry[*mirrorUse]{
		{Pattern: "acl * ...", Do: fill.Use[*mirrorUse]("acl", "monitor-session")},
		{Pattern: "acl", Do: none[*mirrorUse]},
	}
}

// settleInterfaces gives interfaces what the whole device says.
func (r *reader) settleInterfaces() {
	for _, i := range r.ifaces {
		if i.tunnel != nil {
			inherit(&i.tunnel.Enabled, i.Enabled)
		}
	}
	for _, i := range r.dev.Interfaces {
		if i.VRF.How.Stated() && managementVRF(i.VRF.V) || i.Kind == "management" {
			i.Managed.Inherit(true, i.Span)
		}
		if i.Kind == "physical" || i.Kind == "management" {
			inherit(&i.LLDPSend, r.dev.L2.LLDP)
			inherit(&i.LLDPReceive, r.dev.L2.LLDP)
		}
	}
}
