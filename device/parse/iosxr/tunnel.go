package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func tunnelKind(name string) string {
	switch {
	case strings.HasPrefix(name, "tunnel-ip"):
		return "gre"
	case strings.HasPrefix(name, "tunnel-ipsec"):
		return "vti"
	case strings.HasPrefix(name, "nve"):
		return "vxlan"
	}
	return "other"
}

// ifaceTunnel reads the tunnel's ends; on other interfaces the statements do
// not occur.
func (t *tables) ifaceTunnel() []stmt.Entry[*iface] {
	type I = *iface
	end := func(fact func(*model.Tunnel) *model.F[string]) func(*stmt.Ctx, I, *stmt.Match) {
		return func(_ *stmt.Ctx, i I, m *stmt.Match) {
			if i.tunnel != nil {
				fact(i.tunnel).Set(m.Arg(0), m.Span)
			}
		}
	}
	return []stmt.Entry[I]{
		{Pattern: "tunnel source *", Do: end(func(t *model.Tunnel) *model.F[string] { return &t.Source })},
		{Pattern: "tunnel destination *", Do: end(func(t *model.Tunnel) *model.F[string] { return &t.Destination })},
		{Pattern: "tunnel destination ipv4|ipv6 *", Do: end(func(t *model.Tunnel) *model.F[string] { return &t.Destination })},
		{Pattern: "destination *", Do: end(func(t *model.Tunnel) *model.F[string] { return &t.Destination })},
		{Pattern: "tunnel vrf *", Do: end(func(t *model.Tunnel) *model.F[string] { return &t.VRF })},
		{Pattern: "tunnel mode * ...", Do: tunnelMode},
		{Pattern: "member vni * ...", Sub: func(_ *stmt.Ctx, i I, _ *stmt.Match) stmt.Block { return t.ifMember.In(i) }},
		{Pattern: "profile *", Do: func(c *stmt.Ctx, i I, m *stmt.Match) {
			if i.tunnel != nil {
				i.tunnel.Profile.Set(m.Arg(0), m.Span)
				i.tunnel.Protected.Set(true, m.Span)
			}
			c.Use("ipsec-profile", m.Arg(0), "tunnel", m.Span)
		}},
	}
}

// memberBlock reads the far ends of an overlay that are written down.
func memberBlock() []stmt.Entry[*iface] {
	return []stmt.Entry[*iface]{
		{Pattern: "remote-ip * ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if i.tunnel != nil {
				i.tunnel.Destination.Set(strings.TrimSpace(i.tunnel.Destination.V+" "+m.Arg(0)), m.Span)
			}
		}},
	}
}

// tunnelMode reads gre ipv4, ipv4, mpls, … as in "tunnel mode gre ipv4".
func tunnelMode(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	if i.tunnel == nil {
		return
	}
	kind := "other"
	switch m.Arg(0) {
	case "gre":
		kind = "gre"
		if m.Has("multipoint") {
			kind = "mgre"
		}
	case "ipv4", "ipv6":
		kind = "ipip"
		if m.Has("decap") {
			kind = "other"
		}
	}
	i.tunnel.Kind.Set(kind, m.Span)
}
