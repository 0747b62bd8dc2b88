package vrp

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is one interface view.
type iface struct {
	*model.Interface
	r   *reader
	tun *model.Tunnel
	igp map[string]*model.IGP
	pim map[string]model.Ref // the filters of neighbours, by family
}

func ifaceTop(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "interface * ...", Sub: t.openIface},
		{Pattern: "ip vpn-instance *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			v := &model.VRF{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			v.Management.Inherit(managementName(v.Name), v.Span)
			r.VRFs = append(r.VRFs, v)
			c.Define("vrf", v.Name, m.Span)
			return t.vpn.In(v)
		}},
		{Pattern: "vlan *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.vlan.In(r) }},
		{Pattern: "firewall zone ...", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			return t.zone.In(&zone{name: m.Rest[max(len(m.Rest)-1, 0):], r: r})
		}},
		{Pattern: "no? lldp enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.L2.LLDP })},
		{Pattern: "no? dhcp snooping enable ...", Do: snoop},
		{Pattern: "no? stp bpdu-protection", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.L2.BPDUGuard })},
		{Pattern: "no? nd raguard ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.L2.RAGuard })},
		{Pattern: "no? arp anti-attack check user-bind enable ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.L2.ARPInspect })},
		{Pattern: "no? icmp redirect send", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Routing.Redirects })},
		{Pattern: "no? ip option source-route enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Routing.SourceRoute })},
		{Pattern: "no? ip source-route", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Routing.SourceRoute })},
	}
}

func managementName(name string) bool {
	low := strings.ToLower(strings.Trim(name, "_"))
	return strings.HasPrefix(low, "mgmt") || strings.HasPrefix(low, "management") || low == "local_oam_vpn" || low == "oob" || low == "dcn_vpn"
}

func snoop(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.L2.DHCPSnooping.Set(!m.Neg, m.Span)
	if v, ok := m.After("vlan"); ok {
		addOnce(&r.L2.SnoopVLANs, v, m.Span)
	}
}

// zone is a firewall's zone.
type zone struct {
	name []string
	r    *reader
}

func zoneEntries() []stmt.Entry[*zone] {
	return []stmt.Entry[*zone]{
		{Pattern: "add interface *", Do: func(_ *stmt.Ctx, z *zone, m *stmt.Match) {
			i := z.r.iface(m.Arg(0), m.Span)
			name := fill.Word(z.name, 0)
			i.Zone.Set(name, m.Span)
			if name == "untrust" {
				i.Edge.Inherit(true, m.Span)
			}
		}},
	}
}

// kinds are VRP's interface names by their beginning.
var kinds = []struct{ prefix, kind string }{{"MEth", "management"}, {"Meth", "management"}, {"LoopBack", "loopback"}, {"Loopback", "loopback"}, {"Tunnel", "tunnel"},
	{"Vlanif", "vlan"}, {"Vbdif", "vlan"}, {"Eth-Trunk", "bundle"}, {"NULL", "null"}, {"Null", "null"}, {"GigabitEthernet", "physical"}, {"XGigabitEthernet", "physical"},
	{"Ethernet", "physical"}, {"GE", "physical"}, {"10GE", "physical"}, {"25GE", "physical"}, {"40GE", "physical"}, {"100GE", "physical"}, {"400GE", "physical"},
	{"50GE", "physical"}, {"200GE", "physical"}, {"Pos", "physical"}, {"Serial", "physical"}, {"Nve", "tunnel"}, {"Cellular", "physical"},
	{"MultiGE", "physical"}, {"Virtual-Ethernet", "other"}}

// iface returns the interface of that name, made where it is not known yet.
func (r *reader) iface(name string, sp model.Span) *model.Interface {
	i := r.ifaces[name]
	if i == nil {
		i = &model.Interface{Obj: model.Obj{Span: sp}, Name: name, Kind: "other"}
		for _, k := range kinds {
			if strings.HasPrefix(name, k.prefix) {
				i.Kind = k.kind
				break
			}
		}
		if i.Kind == "management" {
			i.Managed.Inherit(true, sp)
		}
		r.ifaces[name] = i
		r.Interfaces = append(r.Interfaces, i)
	}
	return i
}

func (t *tables) openIface(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	name := m.Arg(0)
	if len(m.Rest) > 0 && m.Rest[0] != "mode" && m.Rest[0] != "p2p" {
		name += strings.Join(m.Rest, "") // "interface Eth-Trunk 1"
	}
	i := r.iface(name, m.Span)
	i.Span = c.Span(m.Node)
	x := &iface{Interface: i, r: r, igp: map[string]*model.IGP{}, pim: map[string]model.Ref{}}
	if i.Kind == "tunnel" {
		x.tun = &model.Tunnel{Obj: i.Obj, Name: name}
		x.tun.Protected.Inherit(false, m.Span)
		r.Tunnels = append(r.Tunnels, x.tun)
	}
	return t.iface.In(x)
}

type ifaceEntry = stmt.Entry[*iface]

func ifaceEntries() []ifaceEntry {
	out := []ifaceEntry{
		{Pattern: "description ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.Description.Set(strings.Join(m.Rest, " "), m.Span)
		}},
		{Pattern: "no? shutdown", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.Enabled.Set(m.Neg, m.Span)
			if i.tun != nil {
				i.tun.Enabled.Set(m.Neg, m.Span)
			}
		}},
		{Pattern: "ip binding vpn-instance *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			i.VRF.Set(m.Arg(0), m.Span)
			c.Use("vrf", m.Arg(0), "interface "+i.Name, m.Span)
			if i.tun != nil {
				i.tun.VRF.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "ip address * * ...", Do: address},
		{Pattern: "ipv6 address * ...", Do: address},
		{Pattern: "no? ip address ppp-negotiate|dhcp-alloc|unnumbered ...", Do: nothingIn[*iface]},
		{Pattern: "traffic-filter inbound|outbound acl *", Do: trafficFilter},
		{Pattern: "traffic-filter inbound|outbound acl name *", Do: trafficFilter},
		{Pattern: "traffic-filter inbound|outbound ipv6 acl * ...", Do: trafficFilter6},
		{Pattern: "traffic-secure inbound acl * ...", Do: trafficFilter},
		{Pattern: "traffic-policy * inbound|outbound ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { c.Use("policy-map", m.Arg(0), "interface "+i.Name, m.Span) }},
		{Pattern: "urpf *  ...", Do: urpf},
		{Pattern: "ip urpf * ...", Do: urpf},
		{Pattern: "no urpf", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.URPF.Set("off", m.Span) }},
		{Pattern: "no? arp-proxy enable", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? arp proxy enable", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? arp-proxy inner-sub-vlan-proxy|inter-sub-vlan-proxy enable", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.ProxyARP })},
		{Pattern: "no? icmp redirect send", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.Redirects })},
		{Pattern: "no? icmp host-unreachable send", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.Unreachables })},
		{Pattern: "no? ip forward-broadcast ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.DirectedBroadcast })},
		{Pattern: "no? ip netstream inbound|outbound ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "no? netstream inbound|outbound ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "no? sflow sampling ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "sflow flow-sampling collector ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.FlowIn })},
		{Pattern: "service-manage * permit", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { addOnce(&i.Management, m.Arg(0), m.Span) }},
		{Pattern: "service-manage * deny", Do: nothingIn[*iface]},
		{Pattern: "no? service-manage enable", Do: nothingIn[*iface]},
		{Pattern: "zone *", Do: fill.Text(func(i *iface) *model.F[string] { return &i.Zone })},
		{Pattern: "macsec profile *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.MACsec.Set(true, m.Span) }},
		{Pattern: "port-mirroring to observe-port * ...", Do: mirrorPort},
		{Pattern: "port-mirroring to observe-port group * ...", Do: mirrorPort},
		{Pattern: "port-mirroring observe-port * ...", Do: mirrorPort},
		{Pattern: "mirroring to observe-port * ...", Do: mirrorPort},
		{Pattern: "nat server ...", Do: natServer},
		{Pattern: "nat static ...", Do: natServer},
		{Pattern: "nat outbound ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			n := &model.NAT{Obj: model.Obj{Span: m.Span}}
			n.Kind.Set("source", m.Span)
			i.r.NATs = append(i.r.NATs, n)
			i.r.c.Use("acl", fill.First(m), "nat outbound", m.Span)
		}},
		{Pattern: "ip policy-based-route *", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { c.Use("route-map", m.Arg(0), "interface "+i.Name, m.Span) }},
		{Pattern: "ppp chap password ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.secret("ppp", "interface "+i.Name, m.Rest, m.Span) }},
		{Pattern: "ppp pap local-user * password ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.secret("ppp", m.Arg(0), m.Rest, m.Span) }},
	}
	return slices.Concat(out, portEntries(), tunnelEntries(), igpIfaceEntries())
}

// portEntries are those of a switch's port.
func portEntries() []ifaceEntry {
	return []ifaceEntry{
		{Pattern: "no? lldp enable", Do: lldp},
		{Pattern: "lldp disable", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.LLDPSend.Set(false, m.Span)
			i.LLDPReceive.Set(false, m.Span)
		}},
		{Pattern: "lldp admin-status *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.LLDPSend.Set(m.Arg(0) == "tx" || m.Arg(0) == "txrx", m.Span)
			i.LLDPReceive.Set(m.Arg(0) == "rx" || m.Arg(0) == "txrx", m.Span)
		}},
		{Pattern: "port link-type *", Do: fill.Text(func(i *iface) *model.F[string] { return &i.Mode })},
		{Pattern: "no portswitch", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.Mode.Set("routed", m.Span) }},
		{Pattern: "portswitch", Do: nothingIn[*iface]},
		{Pattern: "port default vlan *", Do: fill.Num(1, func(i *iface) *model.F[int64] { return &i.AccessVLAN })},
		{Pattern: "port trunk pvid vlan *", Do: fill.Num(1, func(i *iface) *model.F[int64] { return &i.NativeVLAN })},
		{Pattern: "port hybrid pvid vlan *", Do: fill.Num(1, func(i *iface) *model.F[int64] { return &i.NativeVLAN })},
		{Pattern: "no? port-security enable", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.PortSecurity })},
		{Pattern: "no? storm-control ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.StormControl })},
		{Pattern: "no? storm suppression ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.StormControl })},
		{Pattern: "no? dhcp snooping trusted ...", Do: fill.Bool(func(i *iface) *model.F[bool] { return &i.SnoopTrust })},
		{Pattern: "no? dhcp snooping enable ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.L2.DHCPSnooping.Set(!m.Neg, m.Span) }},
	}
}

// address reads A MASK, A LEN and, for IPv6, A/LEN and A LEN.
func address(c *stmt.Ctx, i *iface, m *stmt.Match) {
	words := append(append([]string{}, m.Args...), m.Rest...)
	p, ok := prefixOf(words)
	if !ok {
		if len(words) > 0 && (words[0] == "auto" || strings.HasPrefix(words[0], "dhcp")) || slices.Contains(words, "link-local") {
			return
		}
		i.Addresses.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	fill.AddPrefix(&i.Addresses, p, m.Span)
}

func prefixOf(words []string) (netip.Prefix, bool) {
	if len(words) == 0 {
		return netip.Prefix{}, false
	}
	if p, err := netip.ParsePrefix(words[0]); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(words[0])
	if err != nil || len(words) < 2 {
		return netip.Prefix{}, false
	}
	if n, err := strconv.Atoi(words[1]); err == nil {
		if n < 0 || n > a.BitLen() {
			return netip.Prefix{}, false
		}
		return netip.PrefixFrom(a, n), true
	}
	mask, err := netip.ParseAddr(words[1])
	if err != nil || !mask.Is4() || !a.Is4() {
		return netip.Prefix{}, false
	}
	b := mask.As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n := 0
	for n < 32 && v&(1<<(31-n)) != 0 {
		n++
	}
	if n < 32 && v<<n != 0 {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, n), true
}

func trafficFilter(c *stmt.Ctx, i *iface, m *stmt.Match) {
	words := c.Tree.Nodes[m.Node].Words
	if words[1] == "inbound" {
		i.r.filter(&i.ACLIn, m.Arg(0), "interface "+i.Name+" inbound", m.Span)
	} else {
		i.r.filter(&i.ACLOut, m.Arg(0), "interface "+i.Name+" outbound", m.Span)
	}
}

func trafficFilter6(c *stmt.Ctx, i *iface, m *stmt.Match) {
	name := m.Arg(0)
	if name == "name" {
		name = fill.Word(m.Rest, 0)
	}
	ref := &i.ACL6In
	if c.Tree.Nodes[m.Node].Words[1] == "outbound" {
		ref = &i.ACL6Out
	}
	c.ApplyACL(ref, "acl6", name, "interface "+i.Name, m.Span)
	i.r.filters[name] = true
}

func urpf(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	if m.Arg(0) == "strict" || m.Arg(0) == "loose" {
		i.URPF.Set(m.Arg(0), m.Span)
		return
	}
	i.URPF.Unsure(m.Span)
}

func lldp(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	i.LLDPSend.Set(!m.Neg, m.Span)
	i.LLDPReceive.Set(!m.Neg, m.Span)
}

// natServer publishes an inside address: "nat server protocol tcp global
// current-interface 8080 inside 192.0.2.1 80".
func natServer(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	n := &model.NAT{Obj: model.Obj{Span: m.Span}}
	n.Kind.Set("destination", m.Span)
	if at := index(m.Rest, "inside"); at >= 0 {
		n.Target.Set(fill.Word(m.Rest, at+1), m.Span)
		if p := fill.Word(m.Rest, at+2); p != "" {
			n.Ports.Set([]string{p}, m.Span)
		}
	}
	i.r.NATs = append(i.r.NATs, n)
}

// outOfBand: the secure shell listens on management interfaces only.
func (r *reader) outOfBand() {
	for _, v := range r.VRFs {
		if v.Management.V {
			r.CLI.MgmtVRF.Inherit(v.Name, v.Span)
		}
	}
	f := &r.SSH.Service.Interfaces
	if !f.How.Stated() {
		return
	}
	only := true
	for _, name := range f.V {
		i := r.ifaces[name]
		only = only && i != nil && (i.Kind == "management" || managementName(i.VRF.V))
	}
	r.CLI.OutOfBand.Inherit(only, f.Span)
}

// finishInterfaces spreads what is set once for all interfaces.
func (r *reader) finishInterfaces() {
	r.outOfBand()
	for _, i := range r.Interfaces {
		fill.Inherit(&i.Redirects, &r.Routing.Redirects)
		fill.Inherit(&i.LLDPSend, &r.L2.LLDP)
		fill.Inherit(&i.LLDPReceive, &r.L2.LLDP)
	}
}

func vpnEntries(t *tables) []stmt.Entry[*model.VRF] {
	return []stmt.Entry[*model.VRF]{
		{Pattern: "ipv4-family|ipv6-family", Sub: func(_ *stmt.Ctx, v *model.VRF, _ *stmt.Match) stmt.Block { return t.vpn.In(v) }},
		{Pattern: "vpn-target ...", Do: vpnTarget},
		{Pattern: "import route-policy *", Do: func(c *stmt.Ctx, v *model.VRF, m *stmt.Match) {
			fill.Add(&v.Import, m.Arg(0), m.Span)
			c.Use("route-map", m.Arg(0), "vpn-instance import", m.Span)
		}},
		{Pattern: "export route-policy *", Do: func(c *stmt.Ctx, v *model.VRF, m *stmt.Match) {
			fill.Add(&v.Export, m.Arg(0), m.Span)
			c.Use("route-map", m.Arg(0), "vpn-instance export", m.Span)
		}},
	}
}

// vpnTarget: without a direction a target is for both.
func vpnTarget(_ *stmt.Ctx, v *model.VRF, m *stmt.Match) {
	dir := ""
	if n := len(m.Rest); n > 0 {
		dir = m.Rest[n-1]
	}
	for _, t := range m.Rest {
		if !strings.Contains(t, ":") {
			continue
		}
		if dir != "export-extcommunity" {
			fill.Add(&v.Import, t, m.Span)
		}
		if dir != "import-extcommunity" {
			fill.Add(&v.Export, t, m.Span)
		}
	}
}

func vlanEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "no? dhcp snooping enable", Do: snoop},
		{Pattern: "no? arp anti-attack check user-bind enable ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.L2.ARPInspect })},
		{Pattern: "mirroring to observe-port * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.mirrorTo(m.Arg(0), "vlan "+strings.Join(c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[1:], " "), m.Span)
		}},
		{Pattern: "traffic-policy * inbound|outbound ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("policy-map", m.Arg(0), "vlan", m.Span) }},
	}
}
