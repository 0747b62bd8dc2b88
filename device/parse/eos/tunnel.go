package eos

import (
	"strings"

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
	if strings.HasPrefix(strings.ToLower(i.Name), "vxlan") {
		t.Kind.Inherit("vxlan", i.Span)
	}
	r.tunnels[i.Name] = t
	r.Tunnels = append(r.Tunnels, t)
	return t
}

func ifaceTunnel() []stmt.Entry[iface] {
	return []stmt.Entry[iface]{
		{Pattern: "tunnel mode *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			kind := m.Arg(0)
			switch kind {
			case "gre", "ipip":
			case "ipsec":
				kind = "vti"
				i.r.tunnel(i.Interface).Protected.Set(true, m.Span)
			default:
				kind = "other"
			}
			i.r.tunnel(i.Interface).Kind.Set(kind, m.Span)
		}},
		{Pattern: "tunnel source ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.r.tunnel(i.Interface).Source.Set(fill.Word(m.Rest, len(m.Rest)-1), m.Span)
		}},
		{Pattern: "tunnel destination *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.r.tunnel(i.Interface).Destination.Set(m.Arg(0), m.Span) }},
		{Pattern: "tunnel underlay vrf *", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.r.tunnel(i.Interface).VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "tunnel underlay vrf", m.Span)
		}},
		{Pattern: "tunnel ipsec profile *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			t := i.r.tunnel(i.Interface)
			t.Protected.Set(true, m.Span)
			t.Profile.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "vxlan source-interface *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.r.tunnel(i.Interface).Source.Set(m.Arg(0), m.Span) }},
		{Pattern: "vxlan flood vtep ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { addVTEPs(i, m.Rest, m.Span) }},
		{Pattern: "vxlan vlan * flood vtep ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { addVTEPs(i, m.Rest, m.Span) }},
		{Pattern: "vxlan vrf * vni *", Do: fill.Use[iface]("vrf", "vxlan vrf")},
	}
}

// addVTEPs adds far ends that are written down.
func addVTEPs(i iface, words []string, sp model.Span) {
	t := i.r.tunnel(i.Interface)
	switch fill.Word(words, 0) {
	case "remove":
		return
	case "add":
		words = words[1:]
	}
	list := strings.Join(words, " ")
	if t.Destination.V != "" && len(t.Destination.V) < 4096 {
		list = t.Destination.V + " " + list
	}
	t.Destination.Set(list, sp)
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
