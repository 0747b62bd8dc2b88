package fortios

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is an interface with what is judged once all blocks are known.
type iface struct {
	*model.Interface
	s       *scope
	typ     string
	vlan    bool
	span    model.F[bool]
	spanSrc []string
	spanDst model.F[string]
	dynamic model.F[string]
	second  model.F[bool]
	addrs   []netip.Prefix // further addresses
	addrsAt model.Span
	vdom    string
	more    []string // services that further addresses admit
	moreAt  model.Span
}

// zone is what an interface's zone is called and where that is said.
type zone struct {
	name string
	sp   model.Span
}

func ifaceEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "system interface", openIface, interfaceEntries(b)...),
		list(b, "system zone", openZone,
			stmt.Entry[*zoneBlock]{Pattern: "no? set|append|select interface ...", Do: func(_ *stmt.Ctx, z *zoneBlock, m *stmt.Match) {
				for _, n := range m.Rest {
					z.s.r.zones[n] = zone{z.name, m.Span}
				}
			}},
			list(b, "tagging", same[*zoneBlock])),
		list(b, "system virtual-switch", openIface, append(spanEntries(), list(b, "port", same[*iface]))...),
		list(b, "system switch-interface", openIface, spanEntries()...),
		list(b, "system physical-switch", same[*scope], list(b, "port", same[*scope])),
	}
}

type zoneBlock struct {
	s    *scope
	name string
}

func openZone(c *stmt.Ctx, s *scope, name string, sp model.Span) *zoneBlock {
	c.Define("zone", name, sp)
	s.r.zoned[name] = true
	return &zoneBlock{s, name}
}

func openIface(_ *stmt.Ctx, s *scope, name string, sp model.Span) *iface {
	if i := s.r.byName[name]; i != nil {
		return i
	}
	i := &iface{Interface: &model.Interface{Obj: model.Obj{Span: sp}, Name: name}, s: s}
	s.r.byName[name] = i
	s.r.ifaces = append(s.r.ifaces, i)
	s.Interfaces = append(s.Interfaces, i.Interface)
	return i
}

func interfaceEntries(b *builder) []stmt.Entry[*iface] {
	further := func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.address(m) }
	out := []stmt.Entry[*iface]{
		onOff("status", func(i *iface) *model.F[bool] { return &i.Enabled }),
		text("description|alias", func(i *iface) *model.F[string] { return &i.Description }),
		fact("vrf", func(i *iface) *model.F[string] { return &i.VRF }, func(w []string) (string, bool) {
			if first(w) == "0" {
				return "", true
			}
			return first(w), len(w) > 0
		}),
		when("vdom", func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.vdom = first(m.Rest) }),
		when("type", func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.typ = first(m.Rest) }),
		when("vlanid", func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.vlan = first(m.Rest) != "0" }),
		when("ip|management-ip", further),
		text("mode", func(i *iface) *model.F[string] { return &i.dynamic }),
		words("allowaccess", func(i *iface) *model.F[[]string] { return &i.Management }),
		when("role", func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if w := first(m.Rest); w != "undefined" { // undefined says nothing
				i.Edge.Set(w == "wan", m.Span)
			}
		}),
		fact("src-check", func(i *iface) *model.F[string] { return &i.URPF }, func(w []string) (string, bool) {
			on, ok := truth(first(w))
			if on {
				return "loose", ok
			}
			return "off", ok
		}),
		onOff("icmp-send-redirect", func(i *iface) *model.F[bool] { return &i.Redirects }),
		onOff("broadcast-forward", func(i *iface) *model.F[bool] { return &i.DirectedBroadcast }),
		lldp("lldp-transmission", func(i *iface) *model.F[bool] { return &i.LLDPSend }),
		lldp("lldp-reception", func(i *iface) *model.F[bool] { return &i.LLDPReceive }),
		fact("dedicated-to", func(i *iface) *model.F[bool] { return &i.Managed }, func(w []string) (bool, bool) { return first(w) == "management", len(w) > 0 }),
		fact("netflow-sampler|sflow-sampler", func(i *iface) *model.F[bool] { return &i.FlowIn }, func(w []string) (bool, bool) {
			switch first(w) {
			case "rx", "both", "enable":
				return true, true
			case "tx", "disable":
				return false, true
			}
			return false, false
		}),
		when("ident-accept", func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if on, ok := truth(first(m.Rest)); ok && (on || i.s.Services.Identd.Enabled.How == model.NotRead) {
				i.s.Services.Identd.Enabled.Set(on, m.Span)
			}
		}),
		onOff("secondary-IP", func(i *iface) *model.F[bool] { return &i.second }),
		list(b, "secondaryip", same[*iface], when("ip", further),
			when("allowaccess", func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.allow(m) })),
		group(b, "ipv6", same[*iface],
			when("ip6-address", func(c *stmt.Ctx, i *iface, m *stmt.Match) {
				further(c, i, m)
				if _, ok := prefix(m.Rest); !ok {
					i.IPv6.Unsure(m.Span)
				}
			}),
			when("ip6-mode", func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
				if first(m.Rest) != "static" {
					i.IPv6.Set(true, m.Span)
				}
			}),
			when("autoconf", func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
				if first(m.Rest) != "disable" {
					i.IPv6.Set(true, m.Span)
				}
			}),
			stmt.Entry[*iface]{Pattern: "no? set|append|select ip6-allowaccess ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.allow(m) }},
			list(b, "ip6-extra-addr", func(_ *stmt.Ctx, i *iface, name string, sp model.Span) *iface {
				if p, ok := prefix([]string{name}); ok {
					i.addrs, i.addrsAt = append(i.addrs, p), sp
				}
				return i
			}),
			list(b, "ip6-prefix-list", same[*iface]),
			list(b, "ip6-delegated-prefix-list", same[*iface]),
			list(b, "vrrp6", vrrp),
		),
		list(b, "vrrp", vrrp),
		list(b, "tagging", same[*iface]),
		list(b, "client-options", same[*iface]),
		list(b, "dhcp-snooping-server-list", same[*iface]),
	}
	return append(out, spanEntries()...)
}

// vrrp states that the interface runs the protocol; FortiOS's has no strong
// authentication.
func vrrp(_ *stmt.Ctx, i *iface, name string, sp model.Span) *iface {
	v := &model.IGP{Obj: model.Obj{Span: sp}, Proto: "vrrp", Instance: name, Interface: i.Name}
	v.Auth.Inherit("none", sp)
	i.s.IGPs = append(i.s.IGPs, v)
	return i
}

func lldp(name string, at func(*iface) *model.F[bool]) stmt.Entry[*iface] {
	return when(name, func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		switch on, ok := truth(first(m.Rest)); {
		case ok:
			at(i).Set(on, m.Span)
		case first(m.Rest) == "vdom":
			if g := i.s.L2.LLDP; g.How.Stated() {
				at(i).Inherit(g.V, g.Span)
			}
		default:
			at(i).Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
		}
	})
}

// allow notes services that the interface admits at a further address.
func (i *iface) allow(m *stmt.Match) {
	if !m.Neg {
		i.more, i.moreAt = append(i.more, m.Rest...), m.Span
	}
}

// access are the services that an interface can admit.
var access = []string{"ping", "https", "ssh", "snmp", "http", "telnet", "fgfm", "radius-acct", "probe-response", "fabric", "ftm", "speed-test", "capwap", "auto-ipsec", "scim"}

// allowed adds those services to the interface's own. What a word that is none
// of them opens is not known.
func (i *iface) allowed() {
	f := &i.Management
	for _, w := range append(f.V[:len(f.V):len(f.V)], i.more...) {
		if !contains(access, w) {
			f.Unsure(spanOf(f.Span, i.moreAt))
			return
		}
	}
	for _, w := range i.more {
		switch {
		case f.How != model.Explicit:
			f.Set([]string{w}, i.moreAt)
		case !contains(f.V, w):
			f.V = append(f.V[:len(f.V):len(f.V)], w)
		}
	}
}

func spanOf(a, b model.Span) model.Span {
	if a.Line == 0 {
		return b
	}
	return a
}

// address adds an address of the interface; 0.0.0.0 and :: are none.
func (i *iface) address(m *stmt.Match) {
	p, ok := prefix(m.Rest)
	if !ok {
		i.Addresses.Unsure(m.Span)
		return
	}
	if p.Addr().IsUnspecified() {
		return
	}
	i.addrs = append(i.addrs, p)
	if i.addrsAt.Line == 0 {
		i.addrsAt = m.Span
	}
	i.addrsAt.End = m.Span.End
}

// finishInterfaces states what needs other blocks.
func (r *reader) finishInterfaces() {
	for _, i := range r.ifaces {
		i.finish(r)
	}
}

func (i *iface) finish(r *reader) {
	i.Kind = i.kind()
	i.allowed()
	for _, p := range i.addrs {
		if p.Addr().Is6() && !p.Addr().IsLinkLocalUnicast() {
			i.IPv6.Set(true, i.addrsAt)
		}
	}
	if len(i.addrs) > 0 && i.Addresses.How != model.Unknown {
		i.Addresses.Set(i.addrs, i.addrsAt)
	}
	if i.dynamic.V == "dhcp" || i.dynamic.V == "pppoe" {
		i.Addresses.Unsure(i.dynamic.Span)
	}
	if z, ok := r.zones[i.Name]; ok {
		i.Zone.Set(z.name, z.sp)
	}
	vdom := i.vdom
	if len(r.dev.Contexts.V) == 0 {
		vdom = ""
	}
	if r.strict[vdom] && i.URPF.V == "loose" {
		i.URPF.Inherit("strict", i.URPF.Span)
	}
	i.mirror(r)
}

// kind maps FortiOS's interface types.
func (i *iface) kind() string {
	switch i.typ {
	case "loopback":
		return "loopback"
	case "tunnel", "vap-switch", "vxlan", "geneve", "gre":
		return "tunnel"
	case "aggregate", "redundant":
		return "bundle"
	case "vlan", "emac-vlan":
		return "vlan"
	case "hard-switch", "switch", "vdom-link", "wl-mesh", "hdlc", "vlan-ext", "lan-extension", "ssl":
		return "other"
	}
	switch {
	case i.Managed.V, strings.HasPrefix(i.Name, "mgmt"):
		return "management"
	case i.vlan:
		return "vlan"
	}
	return "physical"
}
