package nxos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// vrf is the block of one `vrf context`.
type vrf struct {
	*model.VRF
	r *run
}

func (t *tables) vrfEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "vrf context *", Sub: t.openVRF},
		{Pattern: "no vrf context *", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip|ipv6 route * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { r.route(c, "", m) }},
		{Pattern: "no? ip source-route", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Routing.SourceRoute })},
		{Pattern: "no? ipv6 source-route", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Routing.SourceRoute6 })},
		{Pattern: "no? mpls ip propagate-ttl ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Routing.TTLPropagate })},
	}
}

func (t *tables) openVRF(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	v := r.vrf(m.Arg(0), c.Span(m.Node))
	if v.Name != "management" {
		c.Define("vrf", v.Name, m.Span)
	}
	return t.vrf.In(vrf{v, r})
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

func (t *tables) vrfBlock() []stmt.Entry[vrf] {
	return []stmt.Entry[vrf]{
		{Pattern: "no? ip|ipv6 route * ...", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) { v.r.route(c, v.Name, m) }},
		{Pattern: "address-family ipv4|ipv6 unicast", Sub: func(_ *stmt.Ctx, v vrf, _ *stmt.Match) stmt.Block { return t.vrfAF.In(v) }},
		{Pattern: "no? ip name-server ...", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) { readNameServers(c, v.r, m) }},
	}
}

func vrfFamilyBlock() []stmt.Entry[vrf] {
	leak := func(v vrf, in bool, what string, sp model.Span) {
		if in {
			fill.Add(&v.Import, what, sp)
			return
		}
		fill.Add(&v.Export, what, sp)
	}
	return []stmt.Entry[vrf]{
		{Pattern: "route-target import|export|both * ...", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) {
			dir := c.Tree.Nodes[m.Node].Words[1]
			if dir != "export" {
				leak(v, true, m.Arg(0), m.Span)
			}
			if dir != "import" {
				leak(v, false, m.Arg(0), m.Span)
			}
		}},
		{Pattern: "import|export map *", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) {
			leak(v, c.Tree.Nodes[m.Node].Words[0] == "import", "map "+m.Arg(0), m.Span)
			c.Use("route-map", m.Arg(0), "vrf context", m.Span)
		}},
		{Pattern: "import|export vrf * ...", Do: func(c *stmt.Ctx, v vrf, m *stmt.Match) {
			leak(v, c.Tree.Nodes[m.Node].Words[0] == "import", "vrf "+m.Arg(0), m.Span)
			if name, ok := m.After("map"); ok {
				c.Use("route-map", name, "vrf context", m.Span)
			}
		}},
		{Pattern: "no route-target|import|export ...", Do: func(*stmt.Ctx, vrf, *stmt.Match) {}},
	}
}

// finishVRFs says whether management has a table of its own.
func (r *run) finishVRFs() {
	for _, v := range r.VRFs {
		if v.Management.V {
			r.CLI.MgmtVRF.Inherit(v.Name, v.Span)
			return
		}
	}
}

// route reads `ip route P [interface] [hop] [vrf V] [name N] [tag T] [D] [track X]`.
func (r *run) route(c *stmt.Ctx, table string, m *stmt.Match) {
	prefix, rest := m.Arg(0), m.Rest
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
		case "vrf":
			rt.NextHopVRF.Set(fill.Word(rest, i+1), m.Span)
			useVRF(c, rt.NextHopVRF.V, "ip route vrf", m.Span)
			i++
		case "tag":
			rt.Tag.Set(fill.Word(rest, i+1), m.Span)
			i++
		case "name", "track":
			i++
		default:
			readHop(rt, w, i, m.Span)
		}
	}
	r.Routes = append(r.Routes, rt)
}

func readHop(rt *model.Route, w string, at int, sp model.Span) {
	if at > 1 {
		return // a preference
	}
	bare, _, _ := strings.Cut(w, "/")
	switch _, err := netip.ParseAddr(bare); {
	case err == nil:
		rt.NextHop.Set(w, sp)
	case fill.Broken(w):
		rt.NextHop.Unsure(sp)
	case strings.EqualFold(w, "null0"):
		rt.Discard.Set(true, sp)
		rt.Interface.Set(w, sp)
	case fill.Int(w) < 0:
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
