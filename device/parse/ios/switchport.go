package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// switchEntries are the switch-wide protections.
func (t *tables) switchEntries() []stmt.Entry[*reader] {
	type re = *reader
	return []stmt.Entry[re]{
		{Pattern: "no? cdp run", Do: fill.Bool(func(r re) *model.F[bool] { return &r.d.L2.CDP })},
		{Pattern: "no? lldp run", Do: fill.Bool(func(r re) *model.F[bool] { return &r.d.L2.LLDP })},
		{Pattern: "no? ip dhcp snooping", Do: fill.Bool(func(r re) *model.F[bool] { return &r.d.L2.DHCPSnooping })},
		{Pattern: "ip dhcp snooping vlan ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			for _, v := range strings.Split(strings.Join(m.Rest, ","), ",") {
				fill.Add(&r.d.L2.SnoopVLANs, v, m.Span)
			}
		}},
		{Pattern: "no ip dhcp snooping vlan ...", Do: none[re]},
		{Pattern: "ip arp inspection vlan ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			if !m.Has("logging") {
				r.d.L2.ARPInspect.Set(true, m.Span)
			}
		}},
		{Pattern: "no ip arp inspection vlan ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { implied(&r.d.L2.ARPInspect, false, m.Span) }},
		{Pattern: "no? spanning-tree portfast bpduguard default", Do: fill.Bool(func(r re) *model.F[bool] { return &r.d.L2.BPDUGuard })},
		{Pattern: "no? spanning-tree portfast edge bpduguard default", Do: fill.Bool(func(r re) *model.F[bool] { return &r.d.L2.BPDUGuard })},
		{Pattern: "vtp mode * ...", Do: fill.Text(func(r re) *model.F[string] { return &r.d.L2.VTPMode })},
		{Pattern: "vtp password ...", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			r.d.L2.VTPSecret.Set(true, m.Span)
			c.Secret("other", "vtp", "clear", fill.First(m), m.Span)
		}},
		{Pattern: "no vtp password", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { r.d.L2.VTPSecret.Set(false, m.Span) }},
		{Pattern: "ipv6 nd raguard policy *", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			raguard(c, r, m)
			return t.raguard.In(r)
		}},
		{Pattern: "ipv6 nd raguard attach-policy ...", Do: raguard},
		{Pattern: "no? ip arp inspection validate ...", Do: none[re]},
		{Pattern: "vlan *", Sub: func(_ *stmt.Ctx, r re, m *stmt.Match) stmt.Block { return t.vlan.In(&vlanBlock{r, m.Arg(0)}) }},
	}
}

// vlanBlock is a VLAN, or a list of them, while it is read.
type vlanBlock struct {
	r  *reader
	id string
}

func vlanEntries() []stmt.Entry[*vlanBlock] {
	return []stmt.Entry[*vlanBlock]{
		{Pattern: "remote-span", Do: func(_ *stmt.Ctx, v *vlanBlock, m *stmt.Match) {
			x := v.r.mirror("vlan "+v.id, m.Span)
			x.Kind.Set("rspan", m.Span)
			x.VLAN.Set(v.id, m.Span)
			x.Active.Unsure(m.Span) // it only carries what others copy
		}},
	}
}

func raguard(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.L2.RAGuard.Set(true, m.Span) }

// portEntries are what an interface says of its switch port.
func portEntries() []stmt.Entry[*iface] {
	yes := func(f ifb) func(*stmt.Ctx, *iface, *stmt.Match) { return fill.Bool(f) }
	return []stmt.Entry[*iface]{
		{Pattern: "no switchport", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Mode.Set("routed", m.Span) }},
		{Pattern: "switchport", Do: none[*iface]},
		{Pattern: "switchport mode ...", Do: portMode},
		{Pattern: "no switchport mode ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Mode = model.F[string]{} }},
		{Pattern: "switchport access vlan *", Do: vlan(func(i *iface) *model.F[int64] { return &i.AccessVLAN })},
		{Pattern: "switchport trunk native vlan *", Do: vlan(func(i *iface) *model.F[int64] { return &i.NativeVLAN })},
		{Pattern: "no? switchport nonegotiate", Do: fill.Not(func(i *iface) *model.F[bool] { return &i.Negotiate })},
		{Pattern: "no? switchport port-security", Do: yes(func(i *iface) *model.F[bool] { return &i.PortSecurity })},
		{Pattern: "authentication|dot1x|access-session port-control *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.PortAccess.Set(m.Arg(0) != "force-authorized", m.Span) }},
		{Pattern: "no authentication|dot1x|access-session port-control ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.PortAccess.Set(false, m.Span) }},
		{Pattern: "spanning-tree bpduguard enable", Do: yes(func(i *iface) *model.F[bool] { return &i.BPDUGuard })},
		{Pattern: "spanning-tree bpduguard disable", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.BPDUGuard.Set(false, m.Span) }},
		{Pattern: "storm-control broadcast|multicast|unicast|unknown-unicast ...", Do: yes(func(i *iface) *model.F[bool] { return &i.StormControl })},
		{Pattern: "no? ip dhcp snooping trust", Do: yes(func(i *iface) *model.F[bool] { return &i.SnoopTrust })},
		{Pattern: "no? macsec ...", Do: yes(func(i *iface) *model.F[bool] { return &i.MACsec })},
		{Pattern: "mka policy|default-policy ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { implied(&i.MACsec, true, m.Span) }},
		{Pattern: "mka pre-shared-key key-chain * ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			implied(&i.MACsec, true, m.Span)
			i.r.useKeychain(m.Arg(0), "mka", m.Span)
		}},
		{Pattern: "cts manual", Sub: func(_ *stmt.Ctx, i *iface, m *stmt.Match) stmt.Block { return i.r.t.cts.In(i) }},
		{Pattern: "ipv6 nd raguard ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.d.L2.RAGuard.Set(true, m.Span) }},
		{Pattern: "encapsulation dot1Q *  ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if m.Has("native") {
				if n, ok := number(m.Arg(0)); ok {
					i.NativeVLAN.Set(n, m.Span)
				}
			}
		}},
	}
}

func ctsEntries() []stmt.Entry[*iface] {
	return []stmt.Entry[*iface]{
		{Pattern: "sap pmk ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			c.Secret("other", i.Name, "clear", fill.First(m), m.Span)
			i.MACsec.Set(true, m.Span)
		}},
	}
}

func portMode(c *stmt.Ctx, i *iface, m *stmt.Match) {
	mode := strings.Join(m.Rest, "-")
	switch mode {
	case "access", "trunk", "dynamic-auto", "dynamic-desirable":
	case "dot1q-tunnel", "private-vlan-host", "private-vlan-promiscuous", "private-vlan-trunk", "private-vlan-trunk-promiscuous":
	default:
		i.Mode.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	i.Mode.Set(mode, m.Span)
}

func vlan(f func(*iface) *model.F[int64]) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		if m.Arg(0) == "dynamic" || m.Arg(0) == "name" || m.Arg(0) == "tag" {
			f(i).Unsure(m.Span)
			return
		}
		fill.Number(c, f(i), 1, m.Arg(0), m)
	}
}
