package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// optionEntries reads routing-options, of the device or of an instance.
func optionEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("static route *", openRoute),
		sub("rib * static route *", openRoute),
		do[*model.Device]("static defaults ...", nothing),
		do("autonomous-system * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			if !m.Inherited || a.r.asns[a.table()].How == model.NotRead {
				a.r.asns[a.table()] = model.F[string]{V: m.Arg(0), Span: m.Span, How: model.Explicit}
			}
			push(&a.v.Routing.LocalAS, m.Arg(0), m)
		}),
		do("source-routing ip", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.Routing.SourceRoute, true, m) }),
		do("source-routing ipv6", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.Routing.SourceRoute6, true, m) }),
		do[*model.Device]("source-routing", nothing),
		do("validation group * session * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.v.Routing.RPKI, true, m)
			if v, sp, ok := a.r.value(m.Node, "authentication-key"); ok {
				a.r.secret("bgp", "rpki "+m.Arg(1), v, a.r.stands(m.Node, sp))
			}
		}),
		do[*model.Device]("validation static|notification-rib|traceoptions ...", nothing),
		do[*model.Device]("validation group * max-sessions *", nothing),
		do("dynamic-tunnels * ...", dynamicTunnel),
		do("forwarding-table export *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			usePolicy(c, a.name(last(m)), "forwarding-table export", m)
		}),
		do("instance-import *", leak("instance-import")),
		do("instance-export *", leak("instance-export")),
		do("rib-groups * import-rib *", ribGroup),
		do("rib-groups * import-policy|export-rib *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			if c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0] == "import-policy" {
				usePolicy(c, a.name(last(m)), "rib-group import-policy", m)
			}
		}),
		do("interface-routes rib-group ...", importsGroup),
		use[*model.Device]("aggregate|generate route * policy *", "route-map", "aggregate route"),
		use[*model.Device]("rib * aggregate|generate route * policy *", "route-map", "aggregate route"),
		use[*model.Device]("resolution rib * import *", "route-map", "next-hop resolution"),
		do("static rib-group *", importsGroup),
		do("bmp ...", bmp),
	}, notRead[*model.Device]("flow ...", "programmable-rpd ...")...)
}

func openRoute(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	r := &model.Route{Obj: model.Obj{Span: c.Span(m.Node)}}
	put(&r.Prefix, last(m), m)
	if p, ok := prefix(last(m)); ok {
		put(&r.Prefix, p.String(), m)
	}
	put(&r.VRF, a.table(), m)
	a.v.Routes = append(a.v.Routes, r)
	return a.r.t.static.In(in(a, r))
}

func routeEntries() []entry[*model.Route] {
	discard := func(_ *stmt.Ctx, a at[*model.Route], m *stmt.Match) { put(&a.v.Discard, true, m) }
	return []entry[*model.Route]{
		do("next-hop * ...", nextHop),
		do("qualified-next-hop * ...", nextHop),
		do("next-table *", func(_ *stmt.Ctx, a at[*model.Route], m *stmt.Match) {
			put(&a.v.NextHopVRF, tableName(last(m)), m)
		}),
		do("discard|reject ...", discard),
		do[*model.Route]("receive", nothing),
		do("tag *", func(_ *stmt.Ctx, a at[*model.Route], m *stmt.Match) { put(&a.v.Tag, last(m), m) }),
		do[*model.Route]("lsp-next-hop|static-lsp-next-hop|p2mp-lsp-next-hop|backup-pe-group|bfd-liveness-detection ...", nothing),
	}
}

// nextHop reads an address or an interface; of several the first is kept.
func nextHop(_ *stmt.Ctx, a at[*model.Route], m *stmt.Match) {
	hop := m.Arg(0)
	if _, ok := prefix(hop); !ok {
		if !a.v.Interface.How.Stated() {
			put(&a.v.Interface, hop, m)
		}
		return
	}
	if !a.v.NextHop.How.Stated() {
		put(&a.v.NextHop, hop, m)
	}
}

// tableName turns VRF.inet.0 into VRF, and inet.0 into "".
func tableName(t string) string {
	for _, s := range []string{"inet.0", "inet6.0", "inet.2", "inet.3", "mpls.0"} {
		if t == s {
			return "global"
		}
		if name, ok := strings.CutSuffix(t, "."+s); ok {
			return name
		}
	}
	return t
}

// leak reads routes that an instance takes from another.
func leak(word string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		usePolicy(c, a.name(last(m)), word, m)
		if v := a.r.vrf(a.table()); v != nil {
			if word == "instance-import" {
				push(&v.Import, last(m), m)
			} else {
				push(&v.Export, last(m), m)
			}
		}
	}
}

// ribGroup reads the tables that routes of the first one are copied into.
func ribGroup(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	name, group, copied := tableName(m.Arg(1)), m.Arg(0), *m
	a.r.c.Define("rib-group", a.name(group), m.Span)
	a.r.after(func() {
		if v := a.r.vrf(a.name(name)); v != nil {
			push(&v.Import, "rib-group "+group, &copied)
		}
	})
}

func importsGroup(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	words := m.Rest
	if len(m.Args) > 0 {
		words = m.Args
	}
	for _, w := range words {
		if w == "inet" || w == "inet6" {
			continue
		}
		a.r.c.Use("rib-group", a.name(w), "rib-group", m.Span)
		if v := a.r.vrf(a.table()); v != nil {
			push(&v.Export, "rib-group "+w, m)
		}
	}
}

// vrf returns the routing instance of a name, or nil.
func (r *reader) vrf(name string) *model.VRF {
	return r.vrfs[name]
}

// openInstance reads one routing instance.
func openInstance(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	v := &model.VRF{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.name(last(m))}
	low := strings.ToLower(last(m))
	if low == "mgmt_junos" {
		v.Management.Inherit(true, m.Span)
	} else {
		v.Management.Inherit(strings.HasPrefix(low, "mgmt") || low == "management" || low == "oob", m.Span)
	}
	a.v.VRFs = append(a.v.VRFs, v)
	a.r.vrfs[v.Name] = v
	a.vrf = last(m)
	c.Define("vrf", v.Name, m.Span)
	c.Use("vrf", v.Name, "routing-instances", m.Span) // in force without being named elsewhere
	return a.r.t.instance.In(in(a, v))
}

func instanceEntries(t *tables) []entry[*model.VRF] {
	device := func(a at[*model.VRF]) at[*model.Device] { return in(a, a.r.dev) }
	return append([]entry[*model.VRF]{
		do("interface * ...", instanceInterface),
		sub("routing-options", func(_ *stmt.Ctx, a at[*model.VRF], _ *stmt.Match) stmt.Block { return a.r.t.options.In(device(a)) }),
		sub("protocols", func(_ *stmt.Ctx, a at[*model.VRF], _ *stmt.Match) stmt.Block { return a.r.t.protos.In(device(a)) }),
		do("vrf-target import *", func(_ *stmt.Ctx, a at[*model.VRF], m *stmt.Match) { push(&a.v.Import, last(m), m) }),
		do("vrf-target export *", func(_ *stmt.Ctx, a at[*model.VRF], m *stmt.Match) { push(&a.v.Export, last(m), m) }),
		do("vrf-target *", func(_ *stmt.Ctx, a at[*model.VRF], m *stmt.Match) {
			push(&a.v.Import, last(m), m)
			push(&a.v.Export, last(m), m)
		}),
		do("vrf-import *", func(c *stmt.Ctx, a at[*model.VRF], m *stmt.Match) {
			push(&a.v.Import, last(m), m)
			usePolicy(c, a.name(last(m)), "vrf-import", m)
		}),
		do("vrf-export *", func(c *stmt.Ctx, a at[*model.VRF], m *stmt.Match) {
			push(&a.v.Export, last(m), m)
			usePolicy(c, a.name(last(m)), "vrf-export", m)
		}),
		do("system services dhcp-local-server ...", func(_ *stmt.Ctx, a at[*model.VRF], m *stmt.Match) { put(&a.r.dev.Services.DHCP.Enabled, true, m) }),
		do("forwarding-options family inet|inet6 filter input|output *", func(c *stmt.Ctx, a at[*model.VRF], m *stmt.Match) {
			six, _ := a.r.direction(m.Node)
			kind := "acl"
			if six {
				kind = "acl6"
			}
			c.Use(kind, a.name(last(m)), "routing instance filter", m.Span)
		}),
		do[*model.VRF]("forwarding-options dhcp-relay ...", nothing),
	}, notRead[*model.VRF]("services ...")...)
}

func instanceInterface(_ *stmt.Ctx, a at[*model.VRF], m *stmt.Match) {
	name, table, copied := m.Arg(0), a.table(), *m
	a.r.after(func() {
		if i := a.r.iface(name); i != nil {
			put(&i.VRF, table, &copied)
		} else if i := a.r.iface(name + ".0"); i != nil {
			put(&i.VRF, table, &copied)
		}
	})
}

// addMgmt adds the management instance where only the switch for it stands.
func (r *reader) addMgmt() {
	const name = "mgmt_junos"
	if on := r.dev.CLI.OutOfBand; on.How.Stated() && r.vrf(name) == nil {
		v := &model.VRF{Obj: model.Obj{Span: on.Span}, Name: name}
		v.Management.Inherit(true, on.Span)
		r.dev.VRFs = append(r.dev.VRFs, v)
		r.vrfs[name] = v
	}
}

// finishMgmt puts the management port into the management instance.
func (r *reader) finishMgmt() {
	cli := &r.dev.CLI
	if !cli.OutOfBand.How.Stated() {
		return
	}
	for _, i := range r.dev.Interfaces {
		if i.Kind == "management" && strings.Contains(i.Name, ".") && !i.VRF.How.Stated() {
			i.VRF.Inherit("mgmt_junos", cli.OutOfBand.Span)
		}
	}
}

// dynamicTunnel reads tunnels that come up towards whole networks.
func dynamicTunnel(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	t := &model.Tunnel{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	put(&t.Kind, "mgre", m)
	put(&t.Enabled, true, m)
	put(&t.VRF, a.table(), m)
	if src, sp, ok := a.r.value(m.Node, "source-address"); ok {
		put(&t.Source, src, a.r.stands(m.Node, sp))
	}
	if list := a.r.option(m.Node, "destination-networks"); list != 0 {
		a.r.each(list, func(k int32, word string, n *lex.Node) {
			if !t.Destination.How.Stated() {
				put(&t.Destination, word, a.r.stands(k, model.Span{Line: n.Line, End: n.End}))
			}
		})
	}
	a.v.Tunnels = append(a.v.Tunnels, t)
}

// pseudowire reads the router at the other end of a link of layer 2.
func pseudowire(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	far := m.Args[len(m.Args)-1]
	t := &model.Tunnel{Obj: model.Obj{Span: c.Span(m.Node)}, Name: "pseudowire " + far}
	put(&t.Kind, "pseudowire", m)
	put(&t.Enabled, true, m)
	put(&t.Destination, far, m)
	a.v.Tunnels = append(a.v.Tunnels, t)
}

// bmp reads a station that is told all routes; its key is a secret.
func bmp(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.authKeys(m.Node, "bmp") }

// openTunnel reads the ends of a tunnel interface.
func openTunnel(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	t := &model.Tunnel{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.v.Name}
	put(&t.Kind, tunnelKind(a.v.Name, m), m)
	put(&t.Enabled, true, m)
	put(&t.Protected, false, m)
	for key, f := range map[string]*model.F[string]{"source": &t.Source, "destination": &t.Destination} {
		v, sp, ok := a.r.value(m.Node, key)
		if ok && v == "address" {
			v, sp, ok = a.r.value(a.r.option(m.Node, key), "address")
		}
		if ok {
			put(f, v, a.r.stands(m.Node, sp))
		}
	}
	if k := a.r.option(m.Node, "routing-instance"); k != 0 {
		if v, sp, ok := a.r.value(k, "destination"); ok {
			put(&t.VRF, v, a.r.stands(m.Node, sp))
		}
	}
	a.r.dev.Tunnels = append(a.r.dev.Tunnels, t)
}

func tunnelKind(name string, m *stmt.Match) string {
	switch {
	case strings.HasPrefix(name, "gr-"), strings.HasPrefix(name, "gre"), m.Has("gre"):
		return "gre"
	case strings.HasPrefix(name, "ip-"), strings.HasPrefix(name, "ipip"), m.Has("ipip"):
		return "ipip"
	case strings.HasPrefix(name, "st"):
		return "vti"
	case m.Has("vxlan-gpe"), m.Has("vxlan"):
		return "vxlan"
	}
	return "other"
}
