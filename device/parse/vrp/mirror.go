package vrp

import (
	"sort"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// observe is a destination of copies.
type observe struct {
	sp     model.Span
	ip     string
	ifaces []string
	vlan   string
	vrf    string
}

// behaviour is what a traffic policy does to what a classifier selects.
type behaviour struct {
	name string
	r    *reader
}

func mirrorTop(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "observe-port * ...", Do: observePort},
		{Pattern: "observe-port group * ...", Do: observePort},
		{Pattern: "observe-server destination-ip * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.observes["server"] = &observe{sp: m.Span, ip: m.Arg(0)}
		}},
		{Pattern: "mirroring to observe-port * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.mirrorTo(m.Arg(0), "all", m.Span) }},
		{Pattern: "traffic behavior *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			b := &behaviour{m.Arg(0), r}
			r.behave[b.name] = b
			return t.behaviour.In(b)
		}},
		{Pattern: "traffic classifier * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("class-map", m.Arg(0), m.Span)
			return t.class.In(r)
		}},
		{Pattern: "traffic policy * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("policy-map", m.Arg(0), m.Span)
			return t.class.In(r)
		}},
		{Pattern: "traffic-policy * global inbound|outbound ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("policy-map", m.Arg(0), "global", m.Span) }},
		{Pattern: "traffic-filter global inbound|outbound acl *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			c.Use("acl", m.Arg(0), "traffic-filter global", m.Span)
			r.filters[m.Arg(0)] = true
		}},
		{Pattern: "traffic-filter vlan * inbound|outbound acl *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			c.Use("acl", m.Arg(1), "traffic-filter vlan", m.Span)
			r.filters[m.Arg(1)] = true
		}},
		{Pattern: "policy-based-route * permit|deny node *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			p := &model.PolicyRoute{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.PBRs = append(r.PBRs, p)
			c.Define("route-map", m.Arg(0), m.Span)
			return t.pbr.In(p)
		}},
		{Pattern: "ip local policy-based-route *", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("route-map", m.Arg(0), "local", m.Span) }},
		{Pattern: "lawful-interception ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			lawful(r, m)
			return t.class.In(r)
		}},
	}
}

// observePort reads "observe-port 1 interface GE1/0/1", "observe-port 1
// destination-ip A source-ip B", "observe-port 1 remote vlan …".
func observePort(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	o := &observe{sp: m.Span}
	if v, ok := m.After("destination-ip"); ok {
		o.ip = v
	}
	if v, ok := m.After("interface"); ok {
		o.ifaces = []string{v}
	}
	if v, ok := m.After("interface-range"); ok {
		o.ifaces = []string{v}
	}
	if v, ok := m.After("vlan"); ok {
		o.vlan = v
	}
	if v, ok := m.After("vpn-instance"); ok {
		o.vrf = v
	}
	if old := r.observes[m.Arg(0)]; old != nil && o.ip == "" && o.vlan == "" {
		old.ifaces = append(old.ifaces, o.ifaces...)
		return
	}
	r.observes[m.Arg(0)] = o
}

func mirrorPort(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.r.mirrorTo(m.Arg(0), i.Name, m.Span) }

// mirrorTo adds a source to the copies that go to one destination.
func (r *reader) mirrorTo(port, source string, sp model.Span) {
	x := r.mirrors[port]
	if x == nil {
		x = &model.Mirror{Obj: model.Obj{Span: sp}, Name: port}
		x.Active.Set(true, sp)
		r.mirrors[port] = x
	}
	fill.Add(&x.Sources, source, sp)
}

// finishMirrors joins sources and destinations.
func (r *reader) finishMirrors() {
	var names []string
	for n := range r.observes {
		names = append(names, n)
	}
	for n := range r.mirrors {
		if r.observes[n] == nil {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	for _, n := range names {
		o, x := r.observes[n], r.mirrors[n]
		if x == nil {
			x = &model.Mirror{Obj: model.Obj{Span: o.sp}, Name: n}
			x.Active.Unsure(o.sp) // a destination; what copies to it is not in sight
		}
		if o == nil {
			x.Kind.Unsure(x.Span)
			r.Mirrors = append(r.Mirrors, x)
			continue
		}
		switch {
		case o.ip != "":
			x.Kind.Set("erspan", o.sp)
			x.DestIP.Set(o.ip, o.sp)
		case o.vlan != "":
			x.Kind.Set("rspan", o.sp)
			x.VLAN.Set(o.vlan, o.sp)
		default:
			x.Kind.Set("port-mirroring", o.sp)
		}
		if len(o.ifaces) > 0 {
			x.DestIf.Set(o.ifaces, o.sp)
		}
		if o.vrf != "" {
			x.VRF.Set(o.vrf, o.sp)
		}
		r.Mirrors = append(r.Mirrors, x)
	}
}

func behaviourEntries() []stmt.Entry[*behaviour] {
	mirror := func(_ *stmt.Ctx, b *behaviour, m *stmt.Match) {
		b.r.mirrorTo(m.Args[len(m.Args)-1], "traffic behavior "+b.name, m.Span)
	}
	return []stmt.Entry[*behaviour]{
		{Pattern: "mirroring to observe-port *", Do: mirror},
		{Pattern: "mirroring to observe-port group *", Do: mirror},
		{Pattern: "port-mirroring to observe-port *", Do: mirror},
		{Pattern: "mirror to observe-port *", Do: mirror},
		{Pattern: "mirror to observe-server", Do: func(_ *stmt.Ctx, b *behaviour, m *stmt.Match) {
			b.r.mirrorTo("server", "traffic behavior "+b.name, m.Span)
		}},
		{Pattern: "redirect ip-nexthop|ipv6-nexthop|nexthop ...", Do: redirect},
		{Pattern: "redirect vpn-instance *", Do: func(_ *stmt.Ctx, b *behaviour, m *stmt.Match) {
			p := b.policy(m)
			p.SetVRF.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "redirect interface *", Do: func(_ *stmt.Ctx, b *behaviour, m *stmt.Match) {
			p := b.policy(m)
			p.Interface.Set(m.Arg(0), m.Span)
		}},
	}
}

func (b *behaviour) policy(m *stmt.Match) *model.PolicyRoute {
	p := &model.PolicyRoute{Obj: model.Obj{Span: m.Span}, Name: "traffic behavior " + b.name}
	b.r.PBRs = append(b.r.PBRs, p)
	return p
}

func redirect(_ *stmt.Ctx, b *behaviour, m *stmt.Match) {
	p := b.policy(m)
	p.NextHop.Set(m.Rest[:min(len(m.Rest), 1)], m.Span)
	if v, ok := m.After("vpn-instance"); ok {
		p.SetVRF.Set(v, m.Span)
		p.NextHop.Set(m.Rest[len(m.Rest)-1:], m.Span)
	}
}

// classEntries are what classifiers and policies hold.
func classEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "if-match acl *", Do: classACL},
		{Pattern: "if-match acl name *", Do: classACL},
		{Pattern: "if-match ipv6 acl * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			c.Use("acl6", m.Arg(0), "traffic classifier", m.Span)
			r.filters[m.Arg(0)] = true
		}},
		{Pattern: "classifier * behavior * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			c.Use("class-map", m.Arg(0), "traffic policy", m.Span)
		}},
	}
}

func classACL(c *stmt.Ctx, r *reader, m *stmt.Match) {
	c.Use("acl", m.Arg(0), "traffic classifier", m.Span)
	r.filters[m.Arg(0)] = true
}

func pbrEntries() []stmt.Entry[*model.PolicyRoute] {
	hop := func(_ *stmt.Ctx, p *model.PolicyRoute, m *stmt.Match) { fill.Add(&p.NextHop, m.Arg(0), m.Span) }
	return []stmt.Entry[*model.PolicyRoute]{
		{Pattern: "apply ip-address next-hop * ...", Do: hop},
		{Pattern: "apply next-hop * ...", Do: hop},
		{Pattern: "apply access-vpn vpn-instance *", Do: func(_ *stmt.Ctx, p *model.PolicyRoute, m *stmt.Match) { p.SetVRF.Set(m.Arg(0), m.Span) }},
		{Pattern: "apply output-interface *", Do: func(_ *stmt.Ctx, p *model.PolicyRoute, m *stmt.Match) { p.Interface.Set(m.Arg(0), m.Span) }},
		{Pattern: "if-match acl *", Do: func(c *stmt.Ctx, _ *model.PolicyRoute, m *stmt.Match) {
			c.Use("acl", m.Arg(0), "policy-based-route", m.Span)
		}},
	}
}

// lawful records that interception functions are there, and no more.
func lawful(r *reader, m *stmt.Match) {
	li := &r.LI
	if !li.Present.How.Stated() {
		li.Span = m.Span
		li.Present.Set(true, m.Span)
		li.Kinds.Set([]string{"mediation"}, m.Span)
	}
	for i, w := range m.Rest {
		if (w == "destination-ip" || w == "lig" || w == "ip") && i+1 < len(m.Rest) && strings.Count(m.Rest[i+1], ".") == 3 {
			fill.Add(&li.Mediation, m.Rest[i+1], m.Span)
		}
	}
}
