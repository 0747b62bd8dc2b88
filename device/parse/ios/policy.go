package ios

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// policyTop are traffic classes, the policies made of them, zones, and what
// guards the device's own processor.
func (t *tables) policyTop() []stmt.Entry[*reader] {
	type re = *reader
	return []stmt.Entry[re]{
		{Pattern: "class-map ...", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			c.Define("class-map", last1(m), m.Span)
			r.classes.Map(c, m, true)
			return t.classMap.In(r)
		}},
		{Pattern: "policy-map ...", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			c.Define("policy-map", last1(m), m.Span)
			r.classes.Policy(c, m)
			return t.policyMap.In(r)
		}},
		{Pattern: "control-plane ...", Sub: func(_ *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			r.plane = strings.Join(m.Rest, " ")
			return t.controlPlane.In(r)
		}},
		{Pattern: "zone security *", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			c.Define("zone", m.Arg(0), m.Span)
			return t.zone.In(r)
		}},
		{Pattern: "zone-pair security * ...", Sub: func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
			for _, k := range []string{"source", "destination"} {
				if z, ok := m.After(k); ok && z != "self" && z != "default" {
					c.Use("zone", z, "zone-pair", m.Span)
				}
			}
			return t.zone.In(r)
		}},
		{Pattern: "ip inspect name * ...", Do: func(c *stmt.Ctx, _ re, m *stmt.Match) {
			c.Define("inspect", m.Arg(0), m.Span)
			if l, ok := m.After("java-list"); ok {
				c.Use("acl", l, "ip inspect java-list", m.Span)
			}
		}},
		{Pattern: "cops listener access-list *", Do: use[re]("acl", "cops listener", 3)},
		{Pattern: "parameter-map type ...", Sub: func(_ *stmt.Ctx, r re, _ *stmt.Match) stmt.Block { return t.parameters.In(r) }},
		{Pattern: "vlan access-map * ...", Sub: func(_ *stmt.Ctx, r re, _ *stmt.Match) stmt.Block { return t.vacl.In(r) }},
		{Pattern: "ip wccp * ...", Do: wccp},
		{Pattern: "dialer-list * protocol * list *", Do: use[re]("acl", "dialer-list", 5)},
		{Pattern: "ip rtp|tcp|udp header-compression ...", State: stmt.Irrelevant},
		{Pattern: "ip pim rp-address * ...", Do: rpList}, {Pattern: "ip pim vrf * rp-address * ...", Do: rpList},
		{Pattern: "ip pim ssm range *", Do: use[re]("acl", "ip pim ssm", 4)},
		{Pattern: "ip igmp|multicast group-list|boundary * ...", Do: none[re]},
	}
}

// last1 is the name at the end of "class-map [type T] [match-any] NAME".
func last1(m *stmt.Match) string {
	if len(m.Rest) == 0 {
		return ""
	}
	return m.Rest[len(m.Rest)-1]
}

// wccp hands traffic to another host, which may be an intruder's.
func wccp(c *stmt.Ctx, _ *reader, m *stmt.Match) {
	for _, k := range []string{"redirect-list", "group-list"} {
		if l, ok := m.After(k); ok {
			c.Use("acl", l, "ip wccp", m.Span)
		}
	}
	w := words(c, m)
	if i := index(w, "password"); i > 0 {
		secretWord(c, "other", "wccp", m, i+1)
	}
}

func rpList(c *stmt.Ctx, _ *reader, m *stmt.Match) {
	if len(m.Rest) > 0 && m.Rest[0] != "override" {
		c.Use("acl", m.Rest[0], "ip pim rp-address", m.Span)
	}
}

// classList notes a list of any family: which one has the name is known when
// all lists are.
func classList(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.classLists = append(r.classLists, model.Ref{Name: m.Arg(0), Ctx: "class-map", Span: m.Span})
}

// finishClasses records the lists that classes name.
func (r *reader) finishClasses() {
	for _, l := range r.classLists {
		kind := "acl"
		switch {
		case r.acls["acl "+l.Name] != nil:
		case r.acls["acl6 "+l.Name] != nil:
			kind = "acl6"
		case r.macACLs[l.Name]:
			kind = "mac-acl"
		}
		r.c.Use(kind, l.Name, l.Ctx, l.Span)
	}
}

func classMapEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "match access-group name *", Do: classList},
		{Pattern: "match not access-group name *", Do: classList},
		{Pattern: "match access-group *", Do: use[*reader]("acl", "class-map", 2)},
		{Pattern: "match not access-group *", Do: use[*reader]("acl", "class-map", 3)},
		{Pattern: "match class-map *", Do: use[*reader]("class-map", "class-map", 2)},
		{Pattern: "match not class-map *", Do: use[*reader]("class-map", "class-map", 3)},
	}
}

func (t *tables) policyMapEntries() []stmt.Entry[*reader] {
	type re = *reader
	class := func(c *stmt.Ctx, r re, m *stmt.Match) stmt.Block {
		name := last1(m)
		if i := index(m.Rest, "insert-before"); i > 0 {
			name = m.Rest[i-1]
		}
		if name != "class-default" {
			c.Use("class-map", name, "policy-map", m.Span)
		}
		return t.policyMap.In(r)
	}
	return []stmt.Entry[re]{
		{Pattern: "class ...", Sub: class},
		{Pattern: "service-policy ...", Do: servicePolicy[re]("policy-map")},
		{Pattern: "police ...", Sub: func(_ *stmt.Ctx, r re, _ *stmt.Match) stmt.Block { return t.policyMap.In(r) }},
	}
}

func controlPlaneEntries() []stmt.Entry[*reader] {
	type re = *reader
	return []stmt.Entry[re]{
		{Pattern: "service-policy input *", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			r.d.ControlPlane.Policing.Set(true, m.Span)
			r.d.ControlPlane.Policy.Set(m.Arg(0), m.Span)
			r.guard(m.Arg(0), m.Span)
			c.Use("policy-map", m.Arg(0), "control-plane service-policy", m.Span)
		}},
		{Pattern: "no service-policy input ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			r.d.ControlPlane.Policing.Set(false, m.Span)
			r.guard("", m.Span)
		}},
		{Pattern: "service-policy output ...", Do: servicePolicy[re]("control-plane")},
		{Pattern: "service-policy type * ...", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			servicePolicy[re]("control-plane")(c, r, m)
			if m.Arg(0) == "port-filter" {
				r.guards = append(r.guards, guard{area: "ports", name: last1(m), span: m.Span})
			}
		}},
		{Pattern: "management-interface * allow ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			r.d.CLI.OutOfBand.Set(true, m.Span)
			if i := r.ifByName[m.Arg(0)]; i != nil {
				i.Management.Set(append([]string{}, m.Rest...), m.Span)
			}
		}},
	}
}

func zoneEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "service-policy ...", Do: servicePolicy[*reader]("zone-pair")},
	}
}

func vaclEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "match ip|ipv6 address ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			for _, s := range m.Rest {
				c.Use("acl", s, "vlan access-map", m.Span)
			}
		}},
		{Pattern: "match mac address *", Do: use[*reader]("mac-acl", "vlan access-map", 3)},
		{Pattern: "action ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			// A VLAN map may capture what it forwards, or redirect it.
			if m.Has("capture") || m.Has("redirect") {
				x := r.mirror("vlan access-map", m.Span)
				x.Kind.Set("span", m.Span)
				x.Active.Set(true, m.Span)
			}
		}},
	}
}

// guard is a policy that packets to one part of the processor meet.
type guard struct {
	area, name string
	span       model.Span
}

// guard notes the policy of the part of the processor that is read; "" takes it
// away.
func (r *reader) guard(name string, sp model.Span) {
	r.guards = slices.DeleteFunc(r.guards, func(g guard) bool { return g.area == r.plane })
	if name != "" {
		r.guards = append(r.guards, guard{r.plane, name, sp})
	}
}

// finishGuards gathers the policies that sessions to the device meet: those of
// the processor as a whole and of the host. Packets that are carried on, and
// those that need more than forwarding, are none of them.
func (r *reader) finishGuards() {
	for _, g := range r.guards {
		switch word, _, _ := strings.Cut(g.area, " "); word {
		case "transit", "cef-exception":
		case "", "host":
			r.d.ControlPlane.Policies = append(r.d.ControlPlane.Policies, r.classes.Named(g.name, g.span, r.filters))
		case "ports":
			r.d.ControlPlane.Policies = append(r.d.ControlPlane.Policies, &model.ClassPolicy{Obj: model.Obj{Span: g.span}, Name: g.name, Opaque: "filters by port are not read"})
		default:
			r.d.ControlPlane.Policies = append(r.d.ControlPlane.Policies, &model.ClassPolicy{Obj: model.Obj{Span: g.span}, Name: g.name, Opaque: "it guards " + g.area + " only"})
		}
	}
}

// filters returns the lists of a name, of both families.
func (r *reader) filters(name string) []*model.Ruleset {
	var out []*model.Ruleset
	for _, kind := range []string{"acl ", "acl6 "} {
		if a := r.acls[kind+name]; a != nil {
			out = append(out, a.Ruleset)
		}
	}
	return out
}
