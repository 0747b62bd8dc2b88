package junos

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// l2Entries reads switching, the chassis and access, at the top.
func l2Entries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		do[*model.Device]("vlans *", nothing),
		do("vlans * vlan-id *", vlanIDs),
		do("vlans * forwarding-options dhcp-security ...", dhcpSecurity),
		do("vlans * forwarding-options filter input|output *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			c.Use("filter-l2", a.name(last(m)), "vlan filter", m.Span)
		}),
		do("ethernet-switching-options secure-access-port vlan * ...", secureVLAN),
		do("ethernet-switching-options secure-access-port interface * ...", secureInterface),
		do("ethernet-switching-options storm-control interface * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			a.r.onPort(m.Arg(0), m, func(i *model.Interface, m *stmt.Match) { put(&i.StormControl, true, m) })
		}),
		do("ethernet-switching-options bpdu-block interface * ...", bpduBlock),
		do("switch-options interface * interface-mac-limit ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			a.r.onPort(m.Arg(0), m, func(i *model.Interface, m *stmt.Match) { put(&i.PortSecurity, true, m) })
		}),
		do("forwarding-options access-security router-advertisement-guard ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.L2.RAGuard, true, m) }),
		do("chassis auto-image-upgrade ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.v.Services.ZTP.Enabled, true, m)
			a.v.Services.ZTP.Span = m.Span
		}),
		do("chassis cluster ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.Platforms.HA, true, m) }),
		do("chassis no-source-route|source-route ...", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.v.Routing.SourceRoute, c.Tree.Nodes[m.Node].Words[0] == "source-route", m)
		}),
		do("access radius-server * ...", accessRadius),
		do("access profile * radius-server * ...", accessRadius),
		do("access profile * client * ...", accessSecret("ppp")),
		do("access profile * ...", accessSecret("aaa")),
		do[*model.Device]("access address-assignment|address-protection|domain|group-profile|firewall-authentication|gx-plus|radius-disconnect-port|radius-options|tunnel-profile ...", nothing),
		do("access radius-disconnect * ...", accessRadius),
		do("access ldap-server * ...", accessSecret("aaa")),
	}, notRead[*model.Device]("access securid-server ...")...)
}

// vlanIDs remembers the number of a VLAN.
func vlanIDs(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	n, err := strconv.ParseInt(m.Arg(1), 10, 16)
	if err != nil {
		if m.Arg(1) != "none" && m.Arg(1) != "all" {
			c.Mark(m.Node, stmt.Partial)
		}
		return
	}
	if a.r.vlans == nil {
		a.r.vlans = map[string]int64{}
	}
	a.r.vlans[m.Arg(0)] = n
}

// vlanID resolves a VLAN's name or number.
func (r *reader) vlanID(name string) (int64, bool) {
	if n, ok := r.vlans[name]; ok {
		return n, true
	}
	n, err := strconv.ParseInt(name, 10, 16)
	return n, err == nil
}

// dhcpSecurity reads the checks of a VLAN; any of them turns on snooping.
func dhcpSecurity(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.L2.DHCPSnooping, true, m)
	push(&a.v.L2.SnoopVLANs, m.Arg(0), m)
	if a.r.option(m.Node, "arp-inspection") != 0 {
		put(&a.v.L2.ARPInspect, true, m)
	}
	group := a.r.option(m.Node, "group")
	if group == 0 {
		return
	}
	a.r.each(group, func(k int32, _ string, _ *lex.Node) {
		list := a.r.c.Tree.Child(k, "interface")
		if a.r.option(k, "trusted") == 0 || list == 0 {
			return
		}
		a.r.each(list, func(p int32, name string, n *lex.Node) {
			a.r.trust(name, true, a.r.stands(p, model.Span{Line: n.Line, End: n.End}))
		})
	})
}

// trust states whether a port's DHCP answers are believed.
func (r *reader) trust(name string, trusted bool, m *stmt.Match) {
	r.onPort(name, m, func(i *model.Interface, m *stmt.Match) { put(&i.SnoopTrust, trusted, m) })
}

// onPort calls fn at the end for the port of a name, with or without unit.
func (r *reader) onPort(name string, m *stmt.Match, fn func(*model.Interface, *stmt.Match)) {
	copied := *m
	r.after(func() {
		base, _, _ := strings.Cut(name, ".")
		names := []string{name, base, base + ".0"}
		if name == "all" {
			names = sortedNames(r.ifaces)
		}
		slices.Sort(names)
		for _, n := range slices.Compact(names) {
			if i := r.ifaces[n]; i != nil {
				fn(i, &copied)
			}
		}
	})
}

// secureVLAN and secureInterface read the older form of the same checks.
func secureVLAN(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if m.Has("examine-dhcp") {
		put(&a.v.L2.DHCPSnooping, true, m)
		push(&a.v.L2.SnoopVLANs, m.Arg(0), m)
	}
	if m.Has("arp-inspection") {
		put(&a.v.L2.ARPInspect, true, m)
	}
}

func secureInterface(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if m.Has("mac-limit") || m.Has("allowed-mac") {
		a.r.onPort(m.Arg(0), m, func(i *model.Interface, m *stmt.Match) { put(&i.PortSecurity, true, m) })
	}
	switch {
	case m.Has("dhcp-trusted"):
		a.r.trust(m.Arg(0), true, m)
	case m.Has("no-dhcp-trusted"):
		a.r.trust(m.Arg(0), false, m)
	}
}

func bpduBlock(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.onPort(m.Arg(0), m, func(i *model.Interface, m *stmt.Match) { put(&i.BPDUGuard, true, m) })
}

// accessRadius reads the key of a server that checks subscribers, ports and
// users of the firewall. Whether it also checks administrators is not resolved,
// so the list of servers stays open.
func accessRadius(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.v.Doubtful("aaa.servers", m.Span.Line)
	for _, key := range []string{"secret", "preauthentication-secret"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("aaa", "access "+m.Arg(len(m.Args)-1), v, a.r.stands(m.Node, sp))
		}
	}
}

func accessSecret(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		for _, key := range []string{"chap-secret", "pap-password", "password", "secret", "shared-secret", "ascii-text"} {
			if v, sp, ok := a.r.value(m.Node, key); ok {
				a.r.secret(kind, m.Arg(len(m.Args)-1), v, a.r.stands(m.Node, sp))
			}
		}
	}
}
