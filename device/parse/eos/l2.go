package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) l2Entries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? lldp run", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.LLDP })},
		{Pattern: "no? ip dhcp snooping", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.DHCPSnooping })},
		{Pattern: "no? ip dhcp snooping vlan *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				fill.Add(&r.L2.SnoopVLANs, m.Arg(0), m.Span)
			}
		}},
		{Pattern: "no? ip arp inspection vlan *", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.ARPInspect })},
		{Pattern: "no? spanning-tree edge-port bpduguard default", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.BPDUGuard })},
		{Pattern: "no? spanning-tree portfast bpduguard default", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.L2.BPDUGuard })},
		{Pattern: "mac security", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.macsec.In(r) }},
		{Pattern: "no? dhcp server ...", State: stmt.Unimplemented},
		{Pattern: "no? ip dhcp server ...", State: stmt.Unimplemented},
	}
}

func (t *tables) macsecBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "profile * ...", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.macsecKey.In(r) }},
	}
}

func macsecProfileBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "key * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("tunnel", "mac security", typ, v, m.Span)
			}
		}},
	}
}
