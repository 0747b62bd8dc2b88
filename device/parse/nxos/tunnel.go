package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// tunnel finds or adds the tunnel of an interface.
func (r *run) tunnel(i *model.Interface) *model.Tunnel {
	if t := r.tunnels[i.Name]; t != nil {
		return t
	}
	t := &model.Tunnel{Obj: model.Obj{Span: i.Span}, Name: i.Name}
	if len(i.Name) > 3 && (i.Name[:3] == "nve" || i.Name[:3] == "Nve") {
		t.Kind.Inherit("vxlan", i.Span)
	}
	r.tunnels[i.Name] = t
	r.Tunnels = append(r.Tunnels, t)
	return t
}

func ifaceTunnel() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "tunnel source ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.r.tunnel(i.Interface).Source.Set(fill.Word(m.Rest, 0)+fill.Word(m.Rest, 1), m.Span)
		}},
		{Pattern: "tunnel destination *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.r.tunnel(i.Interface).Destination.Set(m.Arg(0), m.Span) }},
		{Pattern: "tunnel mode ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			kind := fill.Word(m.Rest, 0)
			switch {
			case kind == "gre", kind == "ipip":
			case kind == "ipv6ipv6", kind == "ipip6":
				kind = "ipip"
			default:
				kind = "other"
			}
			i.r.tunnel(i.Interface).Kind.Set(kind, m.Span)
		}},
		{Pattern: "tunnel use-vrf *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.r.tunnel(i.Interface).VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "tunnel use-vrf", m.Span)
		}},
		{Pattern: "tunnel protection ipsec profile * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			t := i.r.tunnel(i.Interface)
			t.Protected.Set(true, m.Span)
			t.Profile.Set(m.Arg(0), m.Span)
		}},
	}
}

// ifaceNVE reads the overlay interface: where its packets start and the far
// ends that are written down.
func (t *tables) ifaceNVE() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "source-interface * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.r.tunnel(i.Interface).Source.Set(m.Arg(0), m.Span) }},
		{Pattern: "member vni * ...", Sub: func(_ *stmt.Ctx, i iface, _ *stmt.Match) stmt.Block { return t.member.In(i) }},
		{Pattern: "no member vni ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
	}
}

func (t *tables) memberBlock() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "ingress-replication ...", Sub: func(_ *stmt.Ctx, i iface, _ *stmt.Match) stmt.Block { return t.member.In(i) }},
		{Pattern: "no ingress-replication ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "peer-ip *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			t := i.r.tunnel(i.Interface)
			if t.Destination.V != "" {
				t.Destination.Set(t.Destination.V+" "+m.Arg(0), m.Span)
				return
			}
			t.Destination.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "no peer-ip *", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
	}
}

// finishTunnels gives tunnels the state of their interfaces.
func (r *run) finishTunnels() {
	for _, t := range r.Tunnels {
		if i := r.ifaces[t.Name]; i != nil {
			fill.Inherit(&t.Enabled, &i.Enabled)
			fill.Inherit(&t.VRF, &i.VRF)
		}
	}
}
