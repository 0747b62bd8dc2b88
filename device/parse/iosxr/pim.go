package iosxr

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// casting is one level of what multicast routing and PIM say: of a routing
// table, a family, or an interface.
type casting struct {
	r *reader
	// pim says that the statements start PIM or limit it; those of IGMP do not.
	pim                bool
	vrf, family, iface string
}

// Own is the device, so that doubts reach it.
func (v *casting) Own() *model.Obj { return v.r.dev.Own() }

// castScope is multicast in one routing table and family.
type castScope struct {
	vrf, family string
	all         model.Span // the line that switches all interfaces on
	filter      model.Ref  // of the interfaces that name none
	ports       []*castPort
}

// castPort is what a scope says of one interface.
type castPort struct {
	name    string
	on, off model.Span
	filter  model.Ref
}

// casting opens a block about multicast.
func (t *tables) casting(pim bool) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block {
		return t.multicast.In(&casting{r: r, pim: pim, family: "ipv4"})
	}
}

func (t *tables) multicastBlock() []stmt.Entry[*casting] {
	type V = *casting
	below := func(set func(V, string)) func(*stmt.Ctx, V, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, v V, m *stmt.Match) stmt.Block {
			inner := *v
			set(&inner, m.Arg(0))
			return t.multicast.In(&inner)
		}
	}
	acl := func(c *stmt.Ctx, _ V, m *stmt.Match) { c.Use("acl", m.Arg(len(m.Args)-1), "multicast", m.Span) }
	return []stmt.Entry[V]{
		{Pattern: "address-family *", Sub: below(func(v V, name string) { v.family = name })},
		{Pattern: "vrf *", Sub: below(func(v V, name string) { v.vrf = name })},
		{Pattern: "interface *", Sub: below(func(v V, name string) { v.iface = name })},
		{Pattern: "interface all enable", Do: func(_ *stmt.Ctx, v V, m *stmt.Match) {
			if s := v.scope(); s != nil {
				s.all = m.Span
			}
		}},
		{Pattern: "enable", Do: func(_ *stmt.Ctx, v V, m *stmt.Match) {
			if p := v.port(); p != nil {
				p.on = m.Span
			}
		}},
		{Pattern: "disable", Do: func(_ *stmt.Ctx, v V, m *stmt.Match) {
			if p := v.port(); p != nil {
				p.off = m.Span
			}
		}},
		{Pattern: "access-group *", Do: acl},
		{Pattern: "explicit-tracking *", Do: acl},
		{Pattern: "maximum groups-per-interface * *", Do: acl},
		{Pattern: "ssm map static * *", Do: acl},
		{Pattern: "boundary *", Do: acl},
		{Pattern: "core-tree-protocol * group-list *", Do: acl},
		{Pattern: "accept-register *", Do: acl},
		{Pattern: "neighbor-filter *", Do: func(c *stmt.Ctx, v V, m *stmt.Match) {
			acl(c, v, m)
			v.limit(m)
		}},
	}
}

// scope returns the scope of the level, nil where it is not about PIM.
func (v *casting) scope() *castScope {
	if !v.pim {
		return nil
	}
	for _, s := range v.r.castings {
		if s.vrf == v.vrf && s.family == v.family {
			return s
		}
	}
	s := &castScope{vrf: v.vrf, family: v.family}
	v.r.castings = append(v.r.castings, s)
	return s
}

// port returns the interface of the level, nil where it is about none.
func (v *casting) port() *castPort {
	s := v.scope()
	if s == nil || v.iface == "" {
		return nil
	}
	return s.port(v.iface)
}

func (s *castScope) port(name string) *castPort {
	for _, p := range s.ports {
		if p.name == name {
			return p
		}
	}
	s.ports = append(s.ports, &castPort{name: name})
	return s.ports[len(s.ports)-1]
}

// limit reads who may be a neighbour.
func (v *casting) limit(m *stmt.Match) {
	kind := "acl"
	if v.family == "ipv6" {
		kind = "acl6"
	}
	ref := model.Ref{Kind: kind, Name: m.Arg(0), Span: m.Span}
	if p := v.port(); p != nil {
		p.filter = ref
	} else if s := v.scope(); s != nil {
		s.filter = ref
	}
}

// settlePIM adds PIM on the interfaces that run it: those on which multicast
// routing or PIM itself is switched on, also by a line for all of them.
func (r *reader) settlePIM() {
	for _, s := range r.castings {
		if s.all.Line != 0 {
			for _, i := range r.dev.Interfaces {
				if s.serves(i) {
					p := s.port(i.Name)
					if p.on.Line == 0 {
						p.on = s.all
					}
				}
			}
		}
		for _, p := range s.ports {
			i := r.ifaces[p.name]
			if p.on.Line == 0 || p.off.Line != 0 || i != nil && i.Enabled.How.Stated() && !i.Enabled.V {
				continue
			}
			g := &model.IGP{Obj: model.Obj{Span: p.on}, Proto: "pim", Instance: s.family, Interface: p.name, Filter: p.filter}
			if g.Filter.Name == "" {
				g.Filter = s.filter
			}
			r.dev.IGPs = append(r.dev.IGPs, g)
		}
	}
}

// serves reports whether an interface lies in the scope's table and has an
// address of its family.
func (s *castScope) serves(i *model.Interface) bool {
	if i.VRF.V != s.vrf || i.Kind == "loopback" {
		return false
	}
	for _, a := range i.Addresses.V {
		if a.Addr().Is4() == (s.family == "ipv4") {
			return true
		}
	}
	return false
}
