package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// tunnelEntries are the interface statements of tunnels, of the resolution
// protocol on them, and of dial-in secrets.
func tunnelEntries() []stmt.Entry[*iface] {
	tun := func(f func(*model.Tunnel) *model.F[string]) func(*stmt.Ctx, *iface, *stmt.Match) {
		return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if i.tunnel != nil {
				f(i.tunnel).Set(fill.First(m), m.Span)
			}
		}
	}
	return []stmt.Entry[*iface]{
		{Pattern: "tunnel source * ...", Do: tun(func(t *model.Tunnel) *model.F[string] { return &t.Source })},
		{Pattern: "source-interface *", Do: tun(func(t *model.Tunnel) *model.F[string] { return &t.Source })},
		{Pattern: "tunnel destination * ...", Do: tun(func(t *model.Tunnel) *model.F[string] { return &t.Destination })},
		{Pattern: "tunnel mode ...", Do: tunnelMode},
		{Pattern: "tunnel vrf *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			c.Use("vrf", m.Arg(0), "tunnel", m.Span)
			if i.tunnel != nil {
				i.tunnel.VRF.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "tunnel protection ipsec profile * ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			c.Use("ipsec-profile", m.Arg(0), "tunnel protection", m.Span)
			if i.tunnel != nil {
				i.tunnel.Protected.Set(true, m.Span)
				i.tunnel.Profile.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "tunnel protection ipsec policy ipv4|ipv6 *", Do: use[*iface]("acl", "tunnel protection", 5)},
		{Pattern: "tunnel key|checksum|sequence-datagrams|bandwidth|path-mtu-discovery|tos|ttl|route-via|mpls|rbscp|udlr|flow|endpoint|entropy|entropy-label|raw|nhrp ...", State: stmt.Irrelevant},
		{Pattern: "ip|ipv6 nhrp authentication ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { c.Secret("tunnel", i.Name, "clear", tail(m, 3), m.Span) }},
		{Pattern: "ip nhrp map multicast ...", State: stmt.Irrelevant},
		{Pattern: "ip|ipv6 nhrp map * * ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.nhrpPeer(i.Name, m.Arg(1), m.Span) }},
		{Pattern: "ip|ipv6 nhrp nhs * ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if a, ok := m.After("nbma"); ok {
				i.r.nhrpPeer(i.Name, a, m.Span)
			}
		}},
		{Pattern: "member vni ...", State: stmt.Irrelevant},
		{Pattern: "ppp chap password ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "ppp", i.Name, m, 3) }},
		{Pattern: "ppp pap sent-username * password ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "ppp", i.Name, m, 5) }},
		{Pattern: "ppp eap password ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "ppp", i.Name, m, 3) }},
		{Pattern: "wpa-psk ascii|hex ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "wifi", i.Name, m, 2) }},
		{Pattern: "xconnect * * ...", Sub: func(c *stmt.Ctx, i *iface, m *stmt.Match) stmt.Block {
			x := &model.Tunnel{Obj: model.Obj{Span: m.Span}, Name: i.Name + " xconnect"}
			x.Kind.Set("other", m.Span)
			x.Destination.Set(m.Arg(0), m.Span)
			i.r.d.Tunnels = append(i.r.d.Tunnels, x)
			return i.r.t.xconnect.In(x)
		}},
	}
}

func xconnectEntries() []stmt.Entry[*model.Tunnel] {
	return []stmt.Entry[*model.Tunnel]{
		{Pattern: "backup peer * ...", Do: func(_ *stmt.Ctx, x *model.Tunnel, m *stmt.Match) {
			x.Destination.Set(x.Destination.V+" "+m.Arg(0), x.Destination.Span)
		}},
		{Pattern: "mtu ...", State: stmt.Irrelevant},
	}
}

// tunnelMode maps the words of "tunnel mode".
func tunnelMode(c *stmt.Ctx, i *iface, m *stmt.Match) {
	kind := ""
	switch mode := strings.Join(m.Rest, " "); {
	case strings.HasPrefix(mode, "gre") && strings.Contains(mode, "multipoint"):
		kind = "mgre"
	case strings.HasPrefix(mode, "gre"):
		kind = "gre"
	case strings.HasPrefix(mode, "ipip"), strings.HasPrefix(mode, "ipv6"), mode == "ip", strings.HasPrefix(mode, "cayman"), strings.HasPrefix(mode, "eon"):
		kind = "ipip"
		if strings.HasPrefix(mode, "ipv6ip") {
			kind = "sit"
		}
	case strings.HasPrefix(mode, "ipsec"), strings.HasPrefix(mode, "sgt"):
		kind = "vti"
	case strings.HasPrefix(mode, "vxlan"), strings.HasPrefix(mode, "udp vxlan"):
		kind = "vxlan"
	default:
		kind = "other"
	}
	if i.tunnel == nil {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	i.tunnel.Kind.Set(kind, m.Span)
	if kind == "mgre" {
		i.tunnel.Destination.Inherit("", m.Span)
	}
}

// finishTunnels says that a tunnel without a mode is plain GRE and one without
// protection is clear: both follow from the block being there.
func (r *reader) finishTunnels() {
	for _, i := range r.ifaces {
		if t := i.tunnel; t != nil {
			t.Span, t.Doubt = i.Obj.Span, i.Obj.Doubt
			byDefault(&t.Kind, "gre")
		}
	}
}

// nhrpPeer is a far end that the resolution protocol is told of.
func (r *reader) nhrpPeer(tunnel, addr string, sp model.Span) {
	x := &model.Tunnel{Obj: model.Obj{Span: sp}, Name: tunnel + " nhrp"}
	x.Kind.Set("mgre", sp)
	x.Destination.Set(addr, sp)
	r.d.Tunnels = append(r.d.Tunnels, x)
}
