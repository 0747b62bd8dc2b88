package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// tunnel is a tunnel with the interface that it leaves by.
type tunnel struct {
	*model.Tunnel
	port string
}

// protect says whether the tunnel runs inside IPsec.
func (t *tunnel) protect(r *reader) {
	t.Protected.Derive(false, t.Span)
	for _, p := range r.phases {
		if p.peer != nil && p.Name == t.port {
			t.Protected.Inherit(true, p.Span)
		}
	}
	if !t.Source.How.Stated() && t.port != "" && !r.unfinished(t.Span) {
		t.Source.Inherit(t.port, t.Span)
	}
}

func tunnelEntries(b *builder) []stmt.Entry[*scope] {
	open := func(kind string) opener[*scope, *tunnel] {
		return func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *tunnel {
			t := &tunnel{Tunnel: &model.Tunnel{Obj: model.Obj{Span: sp}, Name: name}}
			t.Kind.Set(kind, sp)
			t.Enabled.Inherit(true, sp) // no line can switch it off
			s.Tunnels = append(s.Tunnels, t.Tunnel)
			s.finally(func() { t.protect(s.r) })
			return t
		}
	}
	one := func(kind string) opener[*scope, *tunnel] {
		return func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *tunnel {
			t := &tunnel{Tunnel: &model.Tunnel{Obj: model.Obj{Span: sp}, Name: kind}}
			t.Kind.Set(kind, sp)
			s.finally(func() {
				if t.Enabled.V {
					s.Tunnels = append(s.Tunnels, t.Tunnel)
				}
			})
			return t
		}
	}
	ends := func() []stmt.Entry[*tunnel] {
		return []stmt.Entry[*tunnel]{
			text("remote-gw|remote-gw6|destination|remote-ip|remote-ip6", func(t *tunnel) *model.F[string] { return &t.Destination }),
			when("interface", func(_ *stmt.Ctx, t *tunnel, m *stmt.Match) { t.port = first(m.Rest) }),
			text("local-gw|local-gw6|source|local-ip", func(t *tunnel) *model.F[string] { return &t.Source }),
			when("use-sdwan|auto-asic-offload", func(*stmt.Ctx, *tunnel, *stmt.Match) {}),
		}
	}
	dial := []stmt.Entry[*tunnel]{onOff("status", func(t *tunnel) *model.F[bool] { return &t.Enabled })}
	return []stmt.Entry[*scope]{
		list(b, "system gre-tunnel", open("gre"), ends()...),
		list(b, "system ipip-tunnel", open("ipip"), ends()...),
		list(b, "system sit-tunnel", open("sit"), ends()...),
		list(b, "system ipv6-tunnel", open("other"), ends()...),
		list(b, "system vxlan", open("vxlan"), ends()...),
		list(b, "system geneve", open("other"), ends()...),
		group(b, "vpn l2tp", once("vpn l2tp", one("l2tp")), dial...),
		group(b, "vpn pptp", once("vpn pptp", one("pptp")), dial...),
	}
}
