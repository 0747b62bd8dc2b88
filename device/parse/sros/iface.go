package sros

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is one interface of a routing instance, or one port.
type iface struct {
	*model.Interface
	r        *reader
	addr     string // MD-CLI writes address and length apart
	addrSpan model.Span
	port     string
}

func (t *tables) ifaceEntries() []stmt.Entry[*iface] {
	filter := func(six bool, ref func(*iface) *model.ACLRef) func(*stmt.Ctx, *iface, *stmt.Match) {
		return applyFilter(six, ref)
	}
	in := filter(false, func(i *iface) *model.ACLRef { return &i.ACLIn })
	out := filter(false, func(i *iface) *model.ACLRef { return &i.ACLOut })
	in6 := filter(true, func(i *iface) *model.ACLRef { return &i.ACL6In })
	out6 := filter(true, func(i *iface) *model.ACLRef { return &i.ACL6Out })
	sub := func(_ *stmt.Ctx, i *iface, _ *stmt.Match) stmt.Block { return t.sap.In(i) }
	return join([]stmt.Entry[*iface]{
		{Pattern: "description *", Do: fill.Text(func(i *iface) *model.F[string] { return &i.Description })},
		{Pattern: "address * ...", Do: classicAddress},
		{Pattern: "secondary * ...", Do: classicAddress},
		{Pattern: "ipv6 address * ...", Do: classicAddress},
		{Pattern: "ipv4 primary address *", Do: mdAddress},
		{Pattern: "ipv4 primary prefix-length *", Do: mdLength},
		{Pattern: "ipv4 secondary * prefix-length *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { i.address(c, m.Arg(0)+"/"+m.Arg(1), m) }},
		{Pattern: "ipv6 address * prefix-length *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { i.address(c, m.Arg(0)+"/"+m.Arg(1), m) }},
		{Pattern: "port *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.port = m.Arg(0) }},
		{Pattern: "loopback", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Kind = "loopback" }},
		{Pattern: "loopback true", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Kind = "loopback" }},
		{Pattern: "tunnel ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Kind = "tunnel" }},
		{Pattern: "ingress filter ip *", Do: in},
		{Pattern: "ingress filter ipv6 *", Do: in6},
		{Pattern: "egress filter ip *", Do: out},
		{Pattern: "egress filter ipv6 *", Do: out6},
		{Pattern: "sap * ...", Sub: sub},
		{Pattern: "urpf-check mode *", Do: urpf},
		{Pattern: "urpf-check", Do: urpf},
		{Pattern: "ipv6 urpf-check ...", Do: urpf},
		{Pattern: "ipv4 urpf-check mode *", Do: urpf},
		{Pattern: "ipv4 urpf-check", Do: urpf},
		{Pattern: "no? icmp redirects ...", Do: icmp(func(i *iface) *model.F[bool] { return &i.Redirects })},
		{Pattern: "no? icmp unreachables ...", Do: icmp(func(i *iface) *model.F[bool] { return &i.Unreachables })},
		{Pattern: "no? icmp mask-reply", Do: on(func(i *iface) *model.F[bool] { return &i.MaskReply })},
		{Pattern: "ipv4 icmp redirects admin-state *", Do: on(func(i *iface) *model.F[bool] { return &i.Redirects })},
		{Pattern: "ipv4 icmp unreachables admin-state *", Do: on(func(i *iface) *model.F[bool] { return &i.Unreachables })},
		{Pattern: "ipv4 icmp mask-reply *", Do: on(func(i *iface) *model.F[bool] { return &i.MaskReply })},
		{Pattern: "no? allow-directed-broadcasts", Do: on(func(i *iface) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "ipv4 allow-directed-broadcasts *", Do: on(func(i *iface) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "no? local-proxy-arp", Do: on(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? remote-proxy-arp", Do: on(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "ipv4 neighbor-discovery local-proxy-arp *", Do: on(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "ipv4 neighbor-discovery remote-proxy-arp *", Do: on(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "cflowd-parameters ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.FlowIn.Set(!m.Has("egress-only"), m.Span) }},
		{Pattern: "no? cflowd ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.FlowIn.Set(!m.Neg, m.Span) }},
		{Pattern: "vrrp * authentication-key ...", Do: vrrpKey},
		{Pattern: "vrrp * owner authentication-key ...", Do: vrrpKey},
		{Pattern: "ipv4 vrrp * authentication-key ...", Do: vrrpKey},
		{Pattern: "gre-tunnel|ip-tunnel * ...", Do: ipTunnel},
		{Pattern: "ipsec-tunnel * ...", Do: ipTunnel},
	}, admin("", func(i *iface) *model.F[bool] { return &i.Enabled }))
}

// sapEntries are those of an access point, which carries an interface's
// filters in a service.
func sapEntries() []stmt.Entry[*iface] {
	in := applyFilter(false, func(i *iface) *model.ACLRef { return &i.ACLIn })
	out := applyFilter(false, func(i *iface) *model.ACLRef { return &i.ACLOut })
	return join([]stmt.Entry[*iface]{
		{Pattern: "description *", Do: nothing[*iface]},
		{Pattern: "ingress filter ip *", Do: in},
		{Pattern: "ingress filter mac *", Do: fill.Use[*iface]("acl", "ingress filter mac")},
		{Pattern: "ingress filter ipv6 *", Do: applyFilter(true, func(i *iface) *model.ACLRef { return &i.ACL6In })},
		{Pattern: "egress filter ip *", Do: out},
		{Pattern: "egress filter mac *", Do: fill.Use[*iface]("acl", "egress filter mac")},
		{Pattern: "egress filter ipv6 *", Do: applyFilter(true, func(i *iface) *model.ACLRef { return &i.ACL6Out })},
		{Pattern: "no? cflowd ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.FlowIn.Set(!m.Neg, m.Span) }},
		{Pattern: "anti-spoof *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.URPF.Set("strict", m.Span) }},
		{Pattern: "gre-tunnel|ip-tunnel|ipsec-tunnel * ...", Do: ipTunnel},
	}, admin("", func(i *iface) *model.F[bool] { return &i.Enabled }))
}

func applyFilter(six bool, ref func(*iface) *model.ACLRef) func(*stmt.Ctx, *iface, *stmt.Match) {
	kind := "acl"
	if six {
		kind = "acl6"
	}
	return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		c.ApplyACL(ref(i), kind, m.Arg(0), "interface "+i.Name, m.Span)
	}
}

func classicAddress(c *stmt.Ctx, i *iface, m *stmt.Match) {
	a := m.Arg(0)
	if len(m.Rest) > 0 && !strings.Contains(a, "/") {
		if n, ok := maskBits(m.Rest[0]); ok {
			a += "/" + strconv.Itoa(n)
		}
		if v, ok := fill.Next(m.Rest, "prefix-length"); ok {
			a = m.Arg(0) + "/" + v
		}
	}
	i.address(c, a, m)
}

func mdAddress(c *stmt.Ctx, i *iface, m *stmt.Match) {
	i.addr, i.addrSpan = m.Arg(0), m.Span
}

func mdLength(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if i.addr == "" {
		n, sp := m.Arg(0), m.Span
		i.r.finally(func() {
			if p, err := netip.ParsePrefix(i.addr + "/" + n); err == nil {
				fill.AddPrefix(&i.Addresses, p, sp)
			}
		})
		return
	}
	m.Span.Line = i.addrSpan.Line
	i.address(c, i.addr+"/"+m.Arg(0), m)
}

func (i *iface) address(c *stmt.Ctx, text string, m *stmt.Match) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		i.Addresses.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	fill.AddPrefix(&i.Addresses, p, m.Span)
}

func urpf(c *stmt.Ctx, i *iface, m *stmt.Match) {
	if len(m.Args) == 0 && c.Tree.Nodes[m.Node].First != 0 && !m.Has("mode") {
		return
	}
	mode := lastArg(m)
	if v, ok := m.After("mode"); ok {
		mode = v
	}
	switch mode {
	case "loose", "strict-no-ecmp":
		i.URPF.Set(strings.TrimSuffix(mode, "-no-ecmp"), m.Span)
	case "strict", "":
		if !i.URPF.How.Stated() {
			i.URPF.Set("strict", m.Span)
		}
	default:
		i.URPF.Unsure(m.Span)
	}
}

// icmp reads `redirects 100 10` and `no redirects`.
func icmp(fact func(*iface) *model.F[bool]) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) { fact(i).Set(!m.Neg, m.Span) }
}

func vrrpKey(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	g := i.r.process("vrrp", m.Arg(0), m.Span)
	g.Interface = i.Name
	g.Auth.Set("clear", m.Span)
	i.r.secret("igp", "vrrp "+i.Name, m.Rest, m.Span)
}

// ipTunnel is a GRE, IP-in-IP or IPsec tunnel below an access point.
func ipTunnel(c *stmt.Ctx, i *iface, m *stmt.Match) {
	t := &model.Tunnel{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	kind := "gre"
	for n := m.Node; n != 0; n = c.Tree.Nodes[n].Parent {
		switch c.Tree.Nodes[n].Words[0] {
		case "ipsec-tunnel":
			kind = "vti"
		case "ip-tunnel":
			kind = "ipip"
			if slices.Contains(m.Rest, "gre-header") {
				kind = "gre"
			}
		}
		if c.Tree.Nodes[n].Words[0] == "sap" || c.Tree.Nodes[n].Words[0] == "interface" {
			break
		}
	}
	t.Kind.Set(kind, m.Span)
	t.Enabled.Inherit(!slices.Contains(m.Rest, "disable"), m.Span)
	t.Protected.Inherit(kind == "vti", m.Span)
	t.Destination.Inherit("", m.Span)
	for _, key := range []string{"remote-ip", "remote-ip-address", "remote-gateway-address"} {
		if v, ok := m.After(key); ok {
			t.Destination.Set(v, m.Span)
		}
	}
	for _, key := range []string{"source", "local-ip-address", "local-gateway-address"} {
		if v, ok := m.After(key); ok {
			t.Source.Set(v, m.Span)
		}
	}
	if i.r.open(t.Span) {
		t.Destination.Unsure(m.Span)
		t.Source.Unsure(m.Span)
	}
	if v, ok := m.After("pre-shared-key"); ok {
		i.r.secret("ike", t.Name, []string{v}, t.Span)
	}
	i.r.Tunnels = append(i.r.Tunnels, t)
}

// portEntries are those of a physical port or a bundle.
func portEntries() []stmt.Entry[*iface] {
	lldp := func(send, receive bool) func(*stmt.Ctx, *iface, *stmt.Match) {
		return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if send {
				i.LLDPSend.Set(true, m.Span)
			}
			if receive {
				i.LLDPReceive.Set(true, m.Span)
			}
		}
	}
	return join([]stmt.Entry[*iface]{
		{Pattern: "description *", Do: fill.Text(func(i *iface) *model.F[string] { return &i.Description })},
		{Pattern: "ethernet lldp dest-mac * admin-status tx-rx", Do: lldp(true, true)},
		{Pattern: "ethernet lldp dest-mac * admin-status tx", Do: lldp(true, false)},
		{Pattern: "ethernet lldp dest-mac * admin-status rx", Do: lldp(false, true)},
		{Pattern: "ethernet lldp dest-mac * admin-status disabled", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.LLDPSend.Set(false, m.Span)
			i.LLDPReceive.Set(false, m.Span)
		}},
		{Pattern: "ethernet lldp dest-mac * transmit *", Do: on(func(i *iface) *model.F[bool] { return &i.LLDPSend })},
		{Pattern: "ethernet lldp dest-mac * receive *", Do: on(func(i *iface) *model.F[bool] { return &i.LLDPReceive })},
		{Pattern: "ethernet mode *", Do: nothing[*iface]},
		{Pattern: "ethernet dot1x macsec ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.MACsec.Set(true, m.Span) }},
	}, admin("", func(i *iface) *model.F[bool] { return &i.Enabled }))
}

// finishInterfaces spreads what is set once for all ports.
func (r *reader) finishInterfaces() {
	for _, v := range r.VRFs {
		if v.Management.V {
			r.CLI.MgmtVRF.Inherit(v.Name, v.Span)
			return
		}
	}
}
