package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// routeMap is one entry of a route map; only those that steer packets of an
// interface become part of the model.
type routeMap struct {
	name string
	pr   *model.PolicyRoute
	set  bool
}

func (t *tables) policyEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "route-map * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("route-map", m.Arg(0), m.Span)
			rm := &routeMap{name: m.Arg(0), pr: &model.PolicyRoute{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}}
			r.routeMaps = append(r.routeMaps, rm)
			return t.routeMap.In(rm)
		}},
		{Pattern: "no route-map * ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip|ipv6 local policy route-map *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				r.pbr[m.Arg(0)] = true
				c.Use("route-map", m.Arg(0), "ip local policy", m.Span)
			}
		}},
		{Pattern: "class-map ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			if n := len(m.Rest); n > 0 {
				c.Define("class-map", m.Rest[n-1], m.Span)
			}
			r.classes.Map(c, m, false)
			return t.classMap.In(r)
		}},
		{Pattern: "policy-map ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			if n := len(m.Rest); n > 0 {
				c.Define("policy-map", m.Rest[n-1], m.Span)
			}
			r.classes.Policy(c, m)
			return t.policy.In(r)
		}},
		{Pattern: "no? copp profile ...", Do: readCopp},
		{Pattern: "system qos", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.qos.In(r) }},
		{Pattern: "no vlan configuration *", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "vlan configuration *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.qos.In(r) }},
		{Pattern: "control-plane", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.control.In(r) }},
	}
}

func readCopp(_ *stmt.Ctx, r *run, m *stmt.Match) {
	r.ControlPlane.Policing.Set(!m.Neg, m.Span)
	if !m.Neg {
		r.ControlPlane.Policy.Set(fill.Word(m.Rest, 0), m.Span)
	}
}

func controlBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? service-policy input *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.ControlPlane.Policing.Set(!m.Neg, m.Span)
			if m.Neg {
				return
			}
			r.ControlPlane.Policy.Set(m.Arg(0), m.Span)
			if !strings.HasPrefix(m.Arg(0), "copp-system-p") {
				c.Use("policy-map", m.Arg(0), "control-plane service-policy", m.Span)
			}
		}},
	}
}

// qosBlock reads what applies policies to the whole switch or to a VLAN. The
// policies whose names start with "default-" are the system's own.
func qosBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? service-policy ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if n := len(m.Rest); !m.Neg && n > 0 && !strings.HasPrefix(m.Rest[n-1], "default-") {
				c.Use("policy-map", m.Rest[n-1], "service-policy", m.Span)
			}
		}},
	}
}

func classMapBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? match access-group name *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				c.Use(r.listKind(m.Arg(0)), m.Arg(0), "class-map match access-group", m.Span)
			}
		}},
	}
}

// listKind returns the name space of a list that is named without its family.
// Lists stand before the classes that match them.
func (r *run) listKind(name string) string {
	switch {
	case r.acls["ipv4 "+name] != nil:
	case r.acls["ipv6 "+name] != nil:
		return "acl6"
	case r.acls["mac "+name] != nil:
		return "mac-acl"
	}
	return "acl"
}

func (t *tables) policyBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "class ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			if n := len(m.Rest); n > 0 && m.Rest[n-1] != "class-default" && fill.Word(m.Rest, 0) != "insert-before" {
				c.Use("class-map", m.Rest[n-1], "policy-map class", m.Span)
			}
			return t.policy.In(r)
		}},
		{Pattern: "service-policy *", Do: fill.Use[*run]("policy-map", "policy-map service-policy")},
	}
}

func routeMapBlock() []stmt.Entry[*routeMap] {
	refer := func(kind string) func(*stmt.Ctx, *routeMap, *stmt.Match) {
		return func(c *stmt.Ctx, rm *routeMap, m *stmt.Match) {
			for _, w := range m.Rest {
				if w != "exact-match" && w != "route-map" {
					c.Use(kind, w, "route-map match", m.Span)
				}
			}
		}
	}
	return []stmt.Entry[*routeMap]{
		{Pattern: "match ip address prefix-list ...", Do: refer("prefix-list")},
		{Pattern: "match ipv6 address prefix-list ...", Do: refer("prefix-list6")},
		{Pattern: "match ip next-hop|route-source prefix-list ...", Do: refer("prefix-list")},
		{Pattern: "match ipv6 next-hop|route-source prefix-list ...", Do: refer("prefix-list6")},
		{Pattern: "match ip address ...", Do: refer("acl")},
		{Pattern: "match ipv6 address ...", Do: refer("acl6")},
		{Pattern: "match as-path ...", Do: refer("as-path")},
		{Pattern: "match community ...", Do: refer("community-list")},
		{Pattern: "match extcommunity ...", Do: refer("extcommunity-list")},
		{Pattern: "set comm-list * delete", Do: fill.Use[*routeMap]("community-list", "route-map set comm-list")},
		{Pattern: "set ip|ipv6 next-hop ...", Do: func(_ *stmt.Ctx, rm *routeMap, m *stmt.Match) {
			switch fill.Word(m.Rest, 0) {
			case "unchanged", "peer-address", "redist-unchanged":
				return
			}
			rm.set = true
			rm.pr.NextHop.Set(append([]string{}, m.Rest...), m.Span)
		}},
		{Pattern: "set ip|ipv6 default next-hop ...", Do: func(_ *stmt.Ctx, rm *routeMap, m *stmt.Match) {
			rm.set = true
			rm.pr.NextHop.Set(append([]string{}, m.Rest...), m.Span)
		}},
		{Pattern: "set interface ...", Do: func(_ *stmt.Ctx, rm *routeMap, m *stmt.Match) {
			rm.set = true
			rm.pr.Interface.Set(strings.Join(m.Rest, " "), m.Span)
		}},
		{Pattern: "set vrf *", Do: func(c *stmt.Ctx, rm *routeMap, m *stmt.Match) {
			rm.set = true
			rm.pr.SetVRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "route-map set vrf", m.Span)
		}},
	}
}

// finishRouteMaps keeps what steers packets: entries of maps that interfaces
// apply, and every entry that puts packets into another table.
func (r *run) finishRouteMaps() {
	for _, rm := range r.routeMaps {
		if rm.set && (r.pbr[rm.name] || rm.pr.SetVRF.How == model.Explicit) {
			r.PBRs = append(r.PBRs, rm.pr)
		}
	}
}

// finishControl gathers the classes of the policy before the processor. Those
// of the profiles that the maker supplies need not be in the file.
func (r *run) finishControl() {
	cp := &r.ControlPlane
	if !cp.Policing.How.Stated() || !cp.Policing.V || cp.Policy.V == "" {
		return
	}
	cp.Policies = append(cp.Policies, r.classes.Named(cp.Policy.V, cp.Policy.Span, func(name string) []*model.Ruleset {
		var out []*model.Ruleset
		for _, family := range []string{"ipv4 ", "ipv6 "} {
			if a := r.acls[family+name]; a != nil {
				out = append(out, a.Ruleset)
			}
		}
		return out
	}))
}
