package eos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// vrf is the block of one `vrf instance`.
type vrf struct {
	*model.VRF
	r *run
}

func (t *tables) vrfEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "vrf instance|definition *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("vrf", m.Arg(0), m.Span)
			return t.vrf.In(vrf{r.vrf(m.Arg(0), c.Span(m.Node)), r})
		}},
		{Pattern: "no vrf instance|definition ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip|ipv6 route * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { r.route(c, "", m.Arg(0), m.Rest, m) }},
		{Pattern: "no? ip|ipv6 route vrf * * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				useVRF(c, m.Arg(0), "ip route vrf", m.Span)
			}
			r.route(c, m.Arg(0), m.Arg(1), m.Rest, m)
		}},
		{Pattern: "router general", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.general.In(r) }},
		{Pattern: "no? ip routing", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Routing.Forwarding })},
		{Pattern: "ip routing ipv6 interfaces", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Routing.Forwarding.Set(true, m.Span) }},
		{Pattern: "no? ip routing vrf *", Do: fill.Use[*run]("vrf", "ip routing vrf")},
		{Pattern: "no? ip icmp redirect", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Routing.Redirects })},
		{Pattern: "ip icmp rate-limit-unreachable *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.unreachables.Set(m.Arg(0) != "0", m.Span) }},
		{Pattern: "no ip icmp rate-limit-unreachable ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.unreachables.Set(true, m.Span) }},
	}
}

// generalBlock reads `router general`, where tables take routes of others.
func (t *tables) generalBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			useVRF(c, m.Arg(0), "router general vrf", m.Span)
			return t.leak.In(vrf{r.vrf(m.Arg(0), m.Span), r})
		}},
	}
}

func leakBlock() []stmt.Entry[vrf] {
	return []stmt.Entry[vrf]{
		{Pattern: "leak routes source-vrf * ...", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) {
			fill.Add(&v.Import, "vrf "+m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "router general leak", m.Span)
			if p, ok := m.After("subscribe-policy"); ok {
				c.Use("route-map", p, "router general leak", m.Span)
			}
		}},
	}
}

func (r *run) vrf(name string, sp model.Span) *model.VRF {
	if v := r.vrfs[name]; v != nil {
		return v
	}
	v := &model.VRF{Obj: model.Obj{Span: sp}, Name: name}
	v.Management.Inherit(fill.ManagementVRF(name), sp)
	r.vrfs[name] = v
	r.VRFs = append(r.VRFs, v)
	return v
}

// finishVRFs says whether management has a table of its own: by its name, or
// because the management port stands in it.
func (r *run) finishVRFs() {
	for _, i := range r.Interfaces { // one switch for all of them
		fill.Inherit(&i.Redirects, &r.Routing.Redirects)
		fill.Inherit(&i.Unreachables, &r.unreachables)
	}
	for n, i := range r.translations {
		fill.Inherit(&n.VRF, &i.VRF)
	}
	for _, i := range r.Interfaces {
		if v := r.vrfs[i.VRF.V]; v != nil && i.Kind == "management" {
			v.Management.Inherit(true, i.VRF.Span)
		}
	}
	for _, v := range r.VRFs {
		if v.Management.V {
			r.CLI.MgmtVRF.Inherit(v.Name, v.Span)
			return
		}
	}
}

// route reads what follows the prefix: an interface, a next hop, a distance,
// a tag and a name.
func (r *run) route(c *stmt.Ctx, table, prefix string, rest []string, m *stmt.Match) {
	if a, err := netip.ParseAddr(prefix); err == nil && a.Is4() {
		if mask, err := netip.ParseAddr(fill.Word(rest, 0)); err == nil {
			if p, ok := ciscoacl.Netmask(a, mask); ok {
				prefix, rest = p.String(), rest[1:]
			}
		}
	}
	if m.Neg {
		r.dropRoute(table, prefix, fill.Word(rest, 0))
		return
	}
	rt := &model.Route{Obj: model.Obj{Span: m.Span}}
	rt.Prefix.Set(prefix, m.Span)
	rt.VRF.Set(table, m.Span)
	rt.Discard.Set(false, m.Span)
	for i := 0; i < len(rest); i++ {
		switch w := rest[i]; w {
		case "egress-vrf":
			rt.NextHopVRF.Set(fill.Word(rest, i+1), m.Span)
			useVRF(c, rt.NextHopVRF.V, "ip route egress-vrf", m.Span)
			i++
		case "tag":
			rt.Tag.Set(fill.Word(rest, i+1), m.Span)
			i++
		case "name", "track", "metric", "label", "nexthop-group":
			i++
		default:
			readHop(rt, w, i, m.Span)
		}
	}
	r.Routes = append(r.Routes, rt)
}

func readHop(rt *model.Route, w string, at int, sp model.Span) {
	switch _, err := netip.ParseAddr(w); {
	case err == nil:
		rt.NextHop.Set(w, sp)
	case fill.Broken(w):
		rt.NextHop.Unsure(sp)
	case strings.EqualFold(w, "null0"):
		rt.Discard.Set(true, sp)
		rt.Interface.Set(w, sp)
	case fill.Int(w) < 0 && at == 0:
		rt.Interface.Set(w, sp)
	}
}

func (r *run) dropRoute(table, prefix, hop string) {
	for i, rt := range r.Routes {
		if rt.VRF.V == table && rt.Prefix.V == prefix && (hop == "" || rt.NextHop.V == hop || rt.Interface.V == hop) {
			r.Routes = append(r.Routes[:i], r.Routes[i+1:]...)
			return
		}
	}
}
