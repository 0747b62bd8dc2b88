package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) l2Entries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? cdp enable", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.CDP })},
		{Pattern: "no? ip dhcp snooping", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.DHCPSnooping })},
		{Pattern: "no? ip dhcp snooping vlan *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				fill.Add(&r.L2.SnoopVLANs, m.Arg(0), m.Span)
			}
		}},
		{Pattern: "no? ip arp inspection vlan *", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.ARPInspect })},
		{Pattern: "no? spanning-tree port type edge bpduguard default", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.BPDUGuard })},
		{Pattern: "vtp mode *", Do: fill.Text(func(r *run) *model.F[string] { return &r.L2.VTPMode })},
		{Pattern: "no? vtp password *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.L2.VTPSecret.Set(!m.Neg, m.Span)
			if !m.Neg {
				c.Secret("other", "vtp", "clear", m.Arg(0), m.Span)
			}
		}},
		{Pattern: "no? ipv6 nd raguard ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.RAGuard })},
		{Pattern: "port-profile type * *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			return t.iface.In(iface{&model.Interface{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(1), Kind: "other"}, r})
		}},
		{Pattern: "no? vpc domain *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.vpc.In(r) }},
		{Pattern: "evpn", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.evpn.In(r) }},
	}
}

func vpcBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "peer-keepalive ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if v, ok := m.After("vrf"); ok {
				useVRF(c, v, "vpc peer-keepalive", m.Span)
			}
		}},
	}
}
