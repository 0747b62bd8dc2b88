package iosxr

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// vrf is one routing table while it is read; list is the fact that bare
// route targets belong to.
type vrf struct {
	*model.VRF
	r    *reader
	list *model.F[[]string]
}

// managementVRF reports a table's name that says it is for management.
func managementVRF(name string) bool {
	n := strings.ToLower(name)
	return strings.HasPrefix(n, "mgmt") || strings.HasPrefix(n, "management") || strings.HasSuffix(n, "mgmt") ||
		n == "oob" || strings.HasPrefix(n, "oob-") || strings.HasPrefix(n, "oobm")
}

func (t *tables) openVRF(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	v := &vrf{r: r, VRF: &model.VRF{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}}
	r.dev.VRFs = append(r.dev.VRFs, v.VRF)
	v.Management.Inherit(managementVRF(v.Name), m.Span)
	c.Define("vrf", v.Name, m.Span)
	return t.vrf.In(v)
}

func (t *tables) vrfBlock() []stmt.Entry[*vrf] {
	targets := func(pick func(*vrf) *model.F[[]string]) func(*stmt.Ctx, *vrf, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, v *vrf, _ *stmt.Match) stmt.Block {
			return t.vrfTargets.In(&vrf{VRF: v.VRF, r: v.r, list: pick(v)})
		}
	}
	imports := func(v *vrf) *model.F[[]string] { return &v.Import }
	exports := func(v *vrf) *model.F[[]string] { return &v.Export }
	policy := func(pick func(*vrf) *model.F[[]string]) func(*stmt.Ctx, *vrf, *stmt.Match) {
		return func(c *stmt.Ctx, v *vrf, m *stmt.Match) {
			text := strings.Join(append(append([]string{}, m.Args...), m.Rest...), " ")
			fill.Add(pick(v), text, m.Span)
			if p, ok := m.After("route-policy"); ok {
				c.Use("route-policy", p, "vrf", m.Span)
			}
		}
	}
	return []stmt.Entry[*vrf]{
		{Pattern: "address-family * *", Sub: func(_ *stmt.Ctx, v *vrf, _ *stmt.Match) stmt.Block { return t.vrf.In(v) }},
		{Pattern: "import route-target", Sub: targets(imports)},
		{Pattern: "export route-target", Sub: targets(exports)},
		{Pattern: "import route-target *", Do: policy(imports)},
		{Pattern: "export route-target *", Do: policy(exports)},
		{Pattern: "import ...", Do: policy(imports)},
		{Pattern: "export ...", Do: policy(exports)},
	}
}

func vrfTargetsBlock() []stmt.Entry[*vrf] {
	return []stmt.Entry[*vrf]{
		{Pattern: "* ...", Do: func(c *stmt.Ctx, v *vrf, m *stmt.Match) {
			if !strings.Contains(m.Arg(0), ":") {
				c.Mark(m.Node, stmt.Partial)
			}
			fill.Add(v.list, m.Arg(0), m.Span)
		}},
	}
}

// static is a block of static routes.
type static struct {
	r   *reader
	vrf string
}

func (t *tables) staticBlock() []stmt.Entry[*static] {
	same := func(_ *stmt.Ctx, s *static, _ *stmt.Match) stmt.Block { return t.static.In(s) }
	return []stmt.Entry[*static]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, s *static, m *stmt.Match) stmt.Block {
			c.Use("vrf", m.Arg(0), "router static", m.Span)
			return t.static.In(&static{r: s.r, vrf: m.Arg(0)})
		}},
		{Pattern: "address-family * *", Sub: same},
		{Pattern: "* ...", Do: readRoute},
		{Pattern: "no * ...", Do: none[*static]},
	}
}

// readRoute reads PREFIX [vrf V] [INTERFACE] [NEXT-HOP] [DISTANCE] [tag T] ….
func readRoute(c *stmt.Ctx, s *static, m *stmt.Match) {
	p, err := netip.ParsePrefix(m.Arg(0))
	if err != nil {
		c.Mark(m.Node, stmt.Unknown)
		s.r.dev.Doubtful("routes", m.Span.Line)
		return
	}
	route := &model.Route{Obj: model.Obj{Span: m.Span}}
	s.r.dev.Routes = append(s.r.dev.Routes, route)
	route.VRF.Set(tableName(s.vrf), m.Span)
	route.Prefix.Set(p.String(), m.Span)
	words := m.Rest
	if len(words) > 1 && words[0] == "vrf" {
		table := tableName(words[1])
		if table == "" && tableName(s.vrf) != "" {
			table = "default" // another table than the route's own, so it needs its name
		}
		route.NextHopVRF.Set(table, m.Span)
		c.Use("vrf", words[1], "router static next hop", m.Span)
		words = words[2:]
	}
	for len(words) > 0 {
		w := words[0]
		if _, err := netip.ParseAddr(w); err == nil {
			route.NextHop.Set(w, m.Span)
		} else if fill.Broken(w) {
			route.NextHop.Unsure(m.Span)
		} else if _, err := strconv.Atoi(w); err == nil {
			// the administrative distance
		} else if w == "tag" && len(words) > 1 {
			route.Tag.Set(words[1], m.Span)
			break
		} else if strings.ContainsAny(w, "0123456789") && !route.Interface.How.Stated() {
			route.Interface.Set(w, m.Span)
			route.Discard.Set(strings.HasPrefix(strings.ToLower(w), "null"), m.Span)
		} else {
			break
		}
		words = words[1:]
	}
	if tag, ok := m.After("tag"); ok {
		route.Tag.Set(tag, m.Span)
	}
}
