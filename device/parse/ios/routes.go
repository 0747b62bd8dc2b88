package ios

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// pbr is one sequence of a route map that sends packets elsewhere.
type pbr struct {
	*model.PolicyRoute
	r     *reader
	name  string
	other bool // it names a table or an interface, which routing protocols never do
}

func (t *tables) routeEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "ip vrf *", Sub: t.openVRF}, {Pattern: "vrf definition *", Sub: t.openVRF},
		{Pattern: "ip route * * ...", Do: staticRoute}, {Pattern: "ipv6 route * ...", Do: staticRoute6},
		{Pattern: "ip route static|profile ...", State: stmt.Irrelevant}, {Pattern: "ipv6 route static ...", State: stmt.Irrelevant},
		{Pattern: "ip default-network *", State: stmt.Irrelevant},
		{Pattern: "ip default-gateway *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.route("", "0.0.0.0/0", m.Span).NextHop.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "route-map * ...", Sub: t.openRouteMap},
		{Pattern: "ip local policy route-map *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { r.pbr(c, m.Arg(0), "local policy", m.Span) }},
		{Pattern: "ipv6 local policy route-map *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { r.pbr(c, m.Arg(0), "local policy", m.Span) }},
		{Pattern: "ip prefix-list * ...", Do: prefixList("prefix-list")}, {Pattern: "ipv6 prefix-list * ...", Sub: prefixBlock("prefix-list6")},
		{Pattern: "ip prefix-list sequence-number", State: stmt.Irrelevant},
		{Pattern: "ip as-path access-list * ...", Do: define("as-path", 3)},
		{Pattern: "ip community-list * ...", Do: communityList("community-list")},
		{Pattern: "ip extcommunity-list * ...", Sub: extcommunityList},
		{Pattern: "ip large-community-list * ...", Do: communityList("large-community-list")},
		{Pattern: "ip nat inside|outside source|destination ...", Do: nat},
		{Pattern: "ip nat pool * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("nat-pool", m.Arg(0), m.Span)
			return r.t.natPool.In(r)
		}},
		{Pattern: "no ip nat pool * ...", Do: none[*reader]},
	}
}

// define makes a handler that records the word at index n as defined.
func define(kind string, n int) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
		if w := words(c, m); n < len(w) {
			c.Define(kind, w[n], m.Span)
		}
	}
}

func prefixList(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Define(kind, m.Arg(0), m.Span) }
}

func prefixBlock(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		c.Define(kind, m.Arg(0), m.Span)
		return r.t.prefixes.In(r)
	}
}

func prefixEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "seq|permit|deny|description ...", Do: none[*reader]}}
}

// communityList reads "ip community-list [standard|expanded] NAME …".
func communityList(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
		name := m.Arg(0)
		if (name == "standard" || name == "expanded") && len(m.Rest) > 0 {
			name = m.Rest[0]
		}
		c.Define(kind, name, m.Span)
	}
}

func extcommunityList(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	communityList("extcommunity-list")(c, r, m)
	return r.t.prefixes.In(r)
}

func (t *tables) openVRF(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	v := &model.VRF{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	v.Management.Inherit(managementName(m.Arg(0)), m.Span)
	v.Import.Derive([]string{}, m.Span)
	v.Export.Derive([]string{}, m.Span)
	if v.Management.V {
		implied(&r.d.CLI.MgmtVRF, v.Name, m.Span)
	}
	r.d.VRFs = append(r.d.VRFs, v)
	c.Define("vrf", m.Arg(0), m.Span)
	return t.vrf.In(v)
}

// managementName reports the usual names of the management table.
func managementName(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "mgmt") || strings.HasPrefix(s, "management") || s == "oob" || s == "oobm" || strings.HasSuffix(s, "-mgmt") || strings.HasSuffix(s, "_mgmt")
}

func (t *tables) vrfEntries() []stmt.Entry[*model.VRF] {
	type vr = *model.VRF
	return []stmt.Entry[vr]{
		{Pattern: "route-target * ...", Do: routeTarget},
		{Pattern: "import|export map *", Do: vrfMap}, {Pattern: "import|export ipv4|ipv6 ...", Do: vrfMap},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, v vr, _ *stmt.Match) stmt.Block { return t.vrf.In(v) }},
	}
}

func routeTarget(_ *stmt.Ctx, v *model.VRF, m *stmt.Match) {
	dir, rt := m.Arg(0), fill.First(&stmt.Match{Rest: m.Rest})
	if dir != "import" && dir != "export" {
		if dir != "both" {
			rt = dir
		}
		fill.Add(&v.Import, rt, m.Span)
		fill.Add(&v.Export, rt, m.Span)
		return
	}
	if dir == "import" {
		fill.Add(&v.Import, rt, m.Span)
	} else {
		fill.Add(&v.Export, rt, m.Span)
	}
}

// vrfMap reads "import map X" and "import ipv4 unicast [N] map X".
func vrfMap(c *stmt.Ctx, v *model.VRF, m *stmt.Match) {
	w := words(c, m)
	name := w[len(w)-1]
	c.Use("route-map", name, "vrf "+w[0]+" map", m.Span)
	if w[0] == "import" {
		fill.Add(&v.Import, "map "+name, m.Span)
	} else {
		fill.Add(&v.Export, "map "+name, m.Span)
	}
}

func (r *reader) route(vrf, prefix string, sp model.Span) *model.Route {
	x := &model.Route{Obj: model.Obj{Span: sp}}
	x.VRF.Set(vrf, sp)
	x.Prefix.Set(prefix, sp)
	x.NextHop.Inherit("", sp)
	x.Interface.Inherit("", sp)
	x.NextHopVRF.Inherit("", sp)
	x.Tag.Inherit("", sp)
	x.Discard.Inherit(false, sp)
	r.d.Routes = append(r.d.Routes, x)
	return x
}

// staticRoute reads "ip route [vrf V] A M [INTERFACE] [NEXTHOP] [options]".
func staticRoute(c *stmt.Ctx, r *reader, m *stmt.Match) {
	w, vrf := words(c, m)[2:], ""
	if len(w) > 2 && w[0] == "vrf" {
		vrf, w = w[1], w[2:]
		c.Use("vrf", vrf, "ip route", m.Span)
	}
	if len(w) > 0 && w[0] == "topology" && len(w) > 2 {
		w = w[2:]
	}
	p, ok := withMask(w)
	if !ok {
		x := r.route(vrf, "", m.Span)
		x.Prefix.Unsure(m.Span)
		x.AddDoubt(m.Span.Line)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	n := 2
	if strings.Contains(w[0], "/") {
		n = 1
	}
	r.hop(c, r.route(vrf, p.Masked().String(), m.Span), w[n:], m)
}

// staticRoute6 reads "ipv6 route [vrf V] P [INTERFACE] [NEXTHOP [nexthop-vrf V]]".
func staticRoute6(c *stmt.Ctx, r *reader, m *stmt.Match) {
	w, vrf := words(c, m)[2:], ""
	if len(w) > 2 && w[0] == "vrf" {
		vrf, w = w[1], w[2:]
		c.Use("vrf", vrf, "ipv6 route", m.Span)
	}
	p, err := netip.ParsePrefix(w[0])
	if err != nil {
		x := r.route(vrf, "", m.Span)
		x.Prefix.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	r.hop(c, r.route(vrf, p.Masked().String(), m.Span), w[1:], m)
}

// hop reads what stands behind the prefix of a route.
func (r *reader) hop(c *stmt.Ctx, x *model.Route, w []string, m *stmt.Match) {
	for i := 0; i < len(w); i++ {
		arg := ""
		if i+1 < len(w) {
			arg = w[i+1]
		}
		switch s := w[i]; s {
		case "tag":
			x.Tag.Set(arg, m.Span)
			i++
		case "name", "track":
			i++
		case "global":
			x.NextHopVRF.Set("global", m.Span)
		case "nexthop-vrf":
			x.NextHopVRF.Set(arg, m.Span)
			c.Use("vrf", arg, "ipv6 route nexthop-vrf", m.Span)
			i++
		case "permanent", "multicast", "unicast", "dhcp", "bfd":
			if s == "dhcp" {
				x.NextHop.Unsure(m.Span)
			}
		default:
			r.hopWord(x, s, arg, m)
			if i+1 < len(w) && isSlot(arg) && !strings.ContainsAny(s, "0123456789.:") {
				x.Interface.Set(s+arg, m.Span) // "Vlan 10"
				i++
			}
		}
	}
}

// isSlot reports a word such as 0/1 that belongs to the interface name before.
func isSlot(w string) bool {
	return w != "" && strings.Trim(w, "0123456789/.") == "" && strings.ContainsAny(w, "0123456789") && !strings.Contains(w, ".")
}

func (r *reader) hopWord(x *model.Route, s, _ string, m *stmt.Match) {
	if _, err := netip.ParseAddr(s); err == nil {
		x.NextHop.Set(s, m.Span)
		return
	}
	if _, isNumber := number(s); isNumber {
		return // the distance
	}
	if fill.Broken(s) {
		x.NextHop.Unsure(m.Span)
		return
	}
	x.Interface.Set(s, m.Span)
	x.Discard.Set(strings.HasPrefix(strings.ToLower(s), "null"), m.Span)
}

// pbr records that packets are routed by a route map.
func (r *reader) pbr(c *stmt.Ctx, name, ctx string, sp model.Span) {
	c.Use("route-map", name, ctx, sp)
	r.pbrMaps[name] = true
}

func (t *tables) openRouteMap(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	c.Define("route-map", m.Arg(0), m.Span)
	return t.routeMap.In(&pbr{r: r, name: m.Arg(0), PolicyRoute: &model.PolicyRoute{Obj: model.Obj{Span: c.Span(m.Node)}, Name: strings.Join(words(c, m)[1:], " ")}})
}

// keep lists the sequence once it sends packets anywhere.
func (p *pbr) keep(other bool) {
	if !p.SetVRF.How.Stated() && !p.NextHop.How.Stated() && !p.Interface.How.Stated() {
		p.r.pbrs = append(p.r.pbrs, p)
	}
	p.other = p.other || other
}

func routeMapEntries() []stmt.Entry[*pbr] {
	lists := func(kind string, n int) func(*stmt.Ctx, *pbr, *stmt.Match) {
		return func(c *stmt.Ctx, _ *pbr, m *stmt.Match) {
			for _, s := range words(c, m)[min(n, len(words(c, m))):] {
				if s != "exact-match" && s != "exact" {
					c.Use(kind, s, "route-map match", m.Span)
				}
			}
		}
	}
	return []stmt.Entry[*pbr]{
		{Pattern: "match ip address prefix-list ...", Do: lists("prefix-list", 4)}, {Pattern: "match ip next-hop prefix-list ...", Do: lists("prefix-list", 4)},
		{Pattern: "match ip route-source prefix-list ...", Do: lists("prefix-list", 4)},
		{Pattern: "match ipv6 address prefix-list ...", Do: lists("prefix-list6", 4)}, {Pattern: "match ipv6 next-hop prefix-list ...", Do: lists("prefix-list6", 4)},
		{Pattern: "match ip address ...", Do: lists("acl", 3)}, {Pattern: "match ip next-hop ...", Do: lists("acl", 3)},
		{Pattern: "match ip route-source ...", Do: lists("acl", 3)}, {Pattern: "match ipv6 address|next-hop ...", Do: lists("acl6", 3)},
		{Pattern: "match as-path ...", Do: lists("as-path", 2)}, {Pattern: "match community ...", Do: lists("community-list", 2)},
		{Pattern: "match extcommunity ...", Do: lists("extcommunity-list", 2)}, {Pattern: "match large-community ...", Do: lists("large-community-list", 2)},
		{Pattern: "match policy-list *", Do: none[*pbr]},
		{Pattern: "set comm-list * ...", Do: use[*pbr]("community-list", "route-map set comm-list", 2)},
		{Pattern: "set extcomm-list * ...", Do: use[*pbr]("extcommunity-list", "route-map set extcomm-list", 2)},
		{Pattern: "set vrf *", Do: func(c *stmt.Ctx, p *pbr, m *stmt.Match) { p.table(c, m.Arg(0), m) }},
		{Pattern: "set global", Do: func(_ *stmt.Ctx, p *pbr, m *stmt.Match) {
			p.keep(true)
			p.SetVRF.Set("global", m.Span)
		}},
		{Pattern: "set ip|ipv6 vrf * next-hop ...", Do: func(c *stmt.Ctx, p *pbr, m *stmt.Match) {
			p.table(c, m.Arg(0), m)
			p.hops(m)
		}},
		{Pattern: "set ip|ipv6 global next-hop ...", Do: func(_ *stmt.Ctx, p *pbr, m *stmt.Match) {
			p.keep(true)
			p.SetVRF.Set("global", m.Span)
			p.hops(m)
		}},
		{Pattern: "set ip|ipv6 next-hop ...", Do: nextHops}, {Pattern: "set ip|ipv6 default next-hop ...", Do: nextHops},
		{Pattern: "set interface ...", Do: outInterface}, {Pattern: "set default interface ...", Do: outInterface},
	}
}

func (p *pbr) table(c *stmt.Ctx, vrf string, m *stmt.Match) {
	p.keep(true)
	p.SetVRF.Set(vrf, m.Span)
	c.Use("vrf", vrf, "route-map set vrf", m.Span)
}

func nextHops(_ *stmt.Ctx, p *pbr, m *stmt.Match) {
	p.keep(false)
	p.hops(m)
}

func (p *pbr) hops(m *stmt.Match) {
	for _, s := range m.Rest {
		if _, err := netip.ParseAddr(s); err == nil {
			fill.Add(&p.NextHop, s, m.Span)
		}
	}
	if !p.NextHop.How.Stated() {
		p.NextHop.Set([]string{}, m.Span) // peer-address, self, unchanged
	}
}

func outInterface(_ *stmt.Ctx, p *pbr, m *stmt.Match) {
	p.keep(true)
	p.Interface.Set(strings.Join(m.Rest, " "), m.Span)
}

// nat reads one translation: "ip nat inside source static tcp A P interface X P".
func nat(c *stmt.Ctx, r *reader, m *stmt.Match) {
	n := &model.NAT{Obj: model.Obj{Span: m.Span}}
	w := words(c, m)
	kind := "source"
	if w[3] == "destination" || w[2] == "outside" {
		kind = "destination"
	}
	if m.Has("static") {
		kind = "static"
	}
	n.Kind.Set(kind, m.Span)
	n.VRF.Inherit("", m.Span)
	if v, ok := m.After("vrf"); ok {
		n.VRF.Set(v, m.Span)
		c.Use("vrf", v, "ip nat", m.Span)
	}
	if l, ok := m.After("list"); ok {
		c.Use("acl", l, "ip nat", m.Span)
	}
	if l, ok := m.After("route-map"); ok {
		c.Use("route-map", l, "ip nat", m.Span)
	}
	if l, ok := m.After("pool"); ok {
		c.Use("nat-pool", l, "ip nat", m.Span)
	}
	if kind == "static" {
		staticTarget(n, m)
	}
	r.d.NATs = append(r.d.NATs, n)
}

// staticTarget reads the inside address of a static translation, and the
// ports that it publishes.
func staticTarget(n *model.NAT, m *stmt.Match) {
	at := index(m.Rest, "static") + 1
	rest := m.Rest[at:]
	ports := false
	if len(rest) > 0 && (rest[0] == "tcp" || rest[0] == "udp") {
		ports, rest = true, rest[1:]
	}
	if len(rest) > 0 && rest[0] == "network" {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		n.Target.Unsure(m.Span)
		return
	}
	n.Target.Set(rest[0], m.Span)
	if ports && len(rest) > 1 {
		n.Ports.Set([]string{rest[1]}, m.Span)
	}
}

// finishRoutes keeps the route maps that route packets, and says where a route
// leaves its table by an interface of another.
func (r *reader) finishRoutes() {
	for _, p := range r.pbrs {
		if p.other || r.pbrMaps[p.name] {
			implied(&p.SetVRF, "", p.Obj.Span)
			implied(&p.Interface, "", p.Obj.Span)
			implied(&p.NextHop, []string{}, p.Obj.Span)
			r.d.PBRs = append(r.d.PBRs, p.PolicyRoute)
		}
	}
	for _, x := range r.d.Routes {
		i := r.ifByName[x.Interface.V]
		if i == nil || x.Interface.V == "" || x.NextHopVRF.V != "" || i.VRF.V == x.VRF.V || i.Kind == "null" {
			continue
		}
		other := i.VRF.V
		if other == "" {
			other = "global"
		}
		x.NextHopVRF.Inherit(other, x.Span)
	}
}
