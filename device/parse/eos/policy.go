package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// routeMap is one policy that may steer packets; only those that do so become
// part of the model.
type routeMap struct {
	name string
	pr   *model.PolicyRoute
}

func (t *tables) policyEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "route-map * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("route-map", m.Arg(0), m.Span)
			return t.routeMap.In(&routeMap{name: m.Arg(0)})
		}},
		{Pattern: "no route-map ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "class-map ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			if n := len(m.Rest); n > 0 {
				c.Define("class-map", m.Rest[n-1], m.Span)
			}
			return t.classMap.In(r)
		}},
		{Pattern: "policy-map ...", Sub: t.openPolicy},
		{Pattern: "system control-plane", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.control.In(r) }},
		{Pattern: "control-plane", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.control.In(r) }},
		{Pattern: "traffic-policies", State: stmt.Unimplemented, Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.traffic.In(r) }},
	}
}

// openPolicy reads a policy of any kind; one of kind pbr steers packets.
func (t *tables) openPolicy(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	name := fill.Word(m.Rest, len(m.Rest)-1)
	c.Define("policy-map", name, m.Span)
	r.steer = nil
	switch kind, _ := m.After("type"); kind {
	case "pbr":
		rm := &routeMap{name: name, pr: &model.PolicyRoute{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}}
		r.routeMaps = append(r.routeMaps, rm)
		r.steer = rm
	case "copp", "control-plane":
		r.ControlPlane.Policing.Set(true, m.Span)
		r.ControlPlane.Policy.Set(name, m.Span)
	}
	return t.policyMap.In(r)
}

func (t *tables) policyMapBlock() []stmt.Entry[*run] {
	set := func(fn func(*model.PolicyRoute, *stmt.Ctx, *stmt.Match)) func(*stmt.Ctx, *run, *stmt.Match) {
		return func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if r.steer != nil {
				fn(r.steer.pr, c, m)
			}
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "class ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block { return t.openClass(c, r, m) }},
		{Pattern: "* class ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block { return t.openClass(c, r, m) }},
		{Pattern: "set nexthop ...", Do: set(func(p *model.PolicyRoute, _ *stmt.Ctx, m *stmt.Match) {
			p.NextHop.Set(append([]string{}, m.Rest...), m.Span)
		})},
		{Pattern: "set vrf *", Do: set(func(p *model.PolicyRoute, c *stmt.Ctx, m *stmt.Match) {
			p.SetVRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "policy-map set vrf", m.Span)
		})},
		{Pattern: "set interface ...", Do: set(func(p *model.PolicyRoute, _ *stmt.Ctx, m *stmt.Match) {
			p.Interface.Set(strings.Join(m.Rest, " "), m.Span)
		})},
	}
}

func (t *tables) openClass(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	name := fill.Word(m.Rest, len(m.Rest)-1)
	if name != "class-default" && !strings.HasPrefix(name, "copp-system-") && name != "" {
		c.Use("class-map", name, "policy-map class", m.Span)
	}
	return t.policyMap.In(r)
}

func classMapBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "match ip access-group *", Do: fill.Use[*run]("acl", "class-map match access-group")},
		{Pattern: "match ipv6 access-group *", Do: fill.Use[*run]("acl6", "class-map match access-group")},
		{Pattern: "match mac access-group *", Do: fill.Use[*run]("mac-acl", "class-map match access-group")},
		{Pattern: "* match ip access-group *", Do: useSecond("acl")},
		{Pattern: "* match ipv6 access-group *", Do: useSecond("acl6")},
	}
}

func useSecond(kind string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, _ *run, m *stmt.Match) {
		c.Use(kind, m.Arg(1), "class-map match access-group", m.Span)
	}
}

// controlBlock reads the filter in front of the device's own processor.
func controlBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? ip access-group * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.applyControl(c, &r.ControlPlane.ACL, &r.CLI.Filter, "acl", m)
		}},
		{Pattern: "no? ipv6 access-group * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.applyControl(c, &r.ControlPlane.ACL6, &r.CLI.Filter6, "acl6", m)
		}},
		{Pattern: "traffic-policy * ...", State: stmt.Unimplemented, Do: guardCPU},
		{Pattern: "no? service-policy input *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.ControlPlane.Policing.Set(!m.Neg, m.Span)
			r.ControlPlane.Policy.Set(m.Arg(0), m.Span)
		}},
	}
}

// trafficBlock reads which policies are in force before the processor; what
// they do is not read.
func (t *tables) trafficBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "cpu", State: stmt.Unimplemented, Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.cpu.In(r) }},
		{Pattern: "cpu traffic-policy * ...", State: stmt.Unimplemented, Do: guardCPU},
		{Pattern: "* **", State: stmt.Unimplemented},
	}
}

func cpuBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{{Pattern: "traffic-policy * ...", State: stmt.Unimplemented, Do: guardCPU}, {Pattern: "* **", State: stmt.Unimplemented}}
}

func guardCPU(_ *stmt.Ctx, r *run, m *stmt.Match) {
	r.ControlPlane.Policies = append(r.ControlPlane.Policies,
		&model.ClassPolicy{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), Opaque: "traffic policies are not read"})
}

func (r *run) applyControl(c *stmt.Ctx, ref, filter *model.ACLRef, kind string, m *stmt.Match) {
	if m.Neg {
		ref.Name.Set("", m.Span)
		filter.Name.Set("", m.Span)
		return
	}
	if _, perVRF := m.After("vrf"); perVRF && ref.Name.How == model.Explicit {
		c.Use(kind, m.Arg(0), "system control-plane access-group", m.Span)
		return
	}
	c.ApplyACL(ref, kind, m.Arg(0), "system control-plane access-group", m.Span)
	filter.Name.Set(m.Arg(0), m.Span)
}

func routeMapBlock() []stmt.Entry[*routeMap] {
	refer := func(kind string) func(*stmt.Ctx, *routeMap, *stmt.Match) {
		return func(c *stmt.Ctx, _ *routeMap, m *stmt.Match) {
			for _, w := range m.Rest {
				if w != "exact-match" && w != "or-results" {
					c.Use(kind, w, "route-map match", m.Span)
				}
			}
		}
	}
	return []stmt.Entry[*routeMap]{
		{Pattern: "match ip address prefix-list ...", Do: refer("prefix-list")},
		{Pattern: "match ip address access-list ...", Do: refer("acl")},
		{Pattern: "match ipv6 address prefix-list ...", Do: refer("prefix-list6")},
		{Pattern: "match ip next-hop prefix-list ...", Do: refer("prefix-list")},
		{Pattern: "match ipv6 next-hop prefix-list ...", Do: refer("prefix-list6")},
		{Pattern: "match ip resolved-next-hop prefix-list ...", Do: refer("prefix-list")},
		{Pattern: "match as-path ...", Do: refer("as-path")},
		{Pattern: "match community ...", Do: refer("community-list")},
		{Pattern: "match extcommunity ...", Do: refer("extcommunity-list")},
		{Pattern: "set community community-list ...", Do: func(c *stmt.Ctx, _ *routeMap, m *stmt.Match) {
			for _, w := range m.Rest {
				if w != "additive" && w != "delete" {
					c.Use("community-list", w, "route-map set community", m.Span)
				}
			}
		}},
		{Pattern: "sub-route-map *", Do: fill.Use[*routeMap]("route-map", "route-map sub-route-map")},
	}
}

// finishRouteMaps keeps the policies that an interface applies.
func (r *run) finishRouteMaps() {
	for _, rm := range r.routeMaps {
		if r.pbr[rm.name] {
			r.PBRs = append(r.PBRs, rm.pr)
		}
	}
}
