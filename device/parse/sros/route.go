package sros

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// route is one static route while it is read.
type route struct {
	rt     *router
	prefix string
	sp     model.Span
}

func (x *route) add(sp model.Span) *model.Route {
	t := &model.Route{Obj: model.Obj{Span: model.Span{Line: x.sp.Line, End: max(sp.End, x.sp.End)}}}
	t.VRF.Set(x.rt.vrf, x.sp)
	t.Prefix.Set(x.prefix, x.sp)
	t.NextHop.Inherit("", sp)
	t.NextHopVRF.Inherit("", sp)
	t.Interface.Inherit("", sp)
	t.Tag.Inherit("", sp)
	t.Discard.Inherit(false, sp)
	x.rt.r.Routes = append(x.rt.r.Routes, t)
	return t
}

func routeEntries() []stmt.Entry[*route] {
	hop := func(_ *stmt.Ctx, x *route, m *stmt.Match) {
		t := x.add(m.Span)
		t.NextHop.Set(m.Arg(0), m.Span)
		if v, ok := m.After("tag"); ok {
			t.Tag.Set(v, m.Span)
		}
	}
	hole := func(_ *stmt.Ctx, x *route, m *stmt.Match) { x.add(m.Span).Discard.Set(true, m.Span) }
	return []stmt.Entry[*route]{
		{Pattern: "next-hop|indirect * ...", Do: hop},
		{Pattern: "blackhole ...", Do: hole},
		{Pattern: "black-hole ...", Do: hole},
		{Pattern: "interface * ...", Do: func(_ *stmt.Ctx, x *route, m *stmt.Match) { x.add(m.Span).Interface.Set(m.Arg(0), m.Span) }},
		{Pattern: "grt ...", Do: func(_ *stmt.Ctx, x *route, m *stmt.Match) { x.add(m.Span).NextHopVRF.Set("Base", m.Span) }},
		{Pattern: "vprn-leak ...", Do: func(_ *stmt.Ctx, x *route, m *stmt.Match) { x.add(m.Span).NextHopVRF.Set(fill.Word(m.Rest, 0), m.Span) }},
	}
}

func policyEntries() []conf {
	define := func(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
		return func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Define(kind, m.Arg(0), m.Span) }
	}
	return []conf{
		{Pattern: "prefix-list * ...", Do: define("prefix-list")},
		{Pattern: "community * ...", Do: define("community-list")},
		{Pattern: "as-path * ...", Do: define("as-path")},
		{Pattern: "as-path-group * ...", Do: define("as-path")},
		{Pattern: "policy-statement * ...", Do: statement},
	}
}

// policyVerbs stand before the names of lists.
var policyVerbs = map[string]bool{"name": true, "add": true, "remove": true, "replace": true}

// statement records what a policy names.
func statement(c *stmt.Ctx, _ *reader, m *stmt.Match) {
	c.Define("route-map", m.Arg(0), m.Span)
	kinds := map[string]string{"prefix-list": "prefix-list", "as-path": "as-path", "community": "community-list"}
	var walk func(int32, int)
	walk = func(n int32, depth int) {
		if depth > 32 {
			return
		}
		for k := range c.Tree.Kids(n) {
			x := &c.Tree.Nodes[k]
			sp := model.Span{Line: x.Line, End: x.End}
			if kind := kinds[x.Words[0]]; kind != "" {
				names := append(append([]string{}, x.Words[1:]...), c.Tree.Below(k, 64)...)
				if slices.Contains(names, "expression") {
					continue // names among operators are not taken apart
				}
				for _, name := range names {
					if !policyVerbs[name] {
						c.Use(kind, name, "policy-statement "+m.Arg(0), sp)
					}
				}
				continue
			}
			walk(k, depth+1)
		}
	}
	walk(m.Node, 0)
}

func (t *tables) openSDP(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	x := r.tunnels[m.Arg(0)]
	if x == nil {
		x = &model.Tunnel{Obj: model.Obj{Span: c.Span(m.Node)}, Name: "sdp " + m.Arg(0)}
		x.Kind.Inherit("sdp", m.Span)
		x.Protected.Inherit(false, m.Span)
		r.tunnels[m.Arg(0)] = x
		r.Tunnels = append(r.Tunnels, x)
	}
	if slices.Contains(m.Rest, "gre") {
		x.Kind.Set("gre", m.Span)
	}
	return t.sdp.In(x)
}

func sdpEntries() []stmt.Entry[*model.Tunnel] {
	far := func(_ *stmt.Ctx, t *model.Tunnel, m *stmt.Match) { t.Destination.Set(lastArg(m), m.Span) }
	return join([]stmt.Entry[*model.Tunnel]{
		{Pattern: "far-end *", Do: far},
		{Pattern: "far-end ip-address *", Do: far},
		{Pattern: "local-end *", Do: func(_ *stmt.Ctx, t *model.Tunnel, m *stmt.Match) { t.Source.Set(m.Arg(0), m.Span) }},
		{Pattern: "delivery-type *", Do: func(_ *stmt.Ctx, t *model.Tunnel, m *stmt.Match) {
			if strings.HasPrefix(m.Arg(0), "gre") {
				t.Kind.Set("gre", m.Span)
			} else {
				t.Kind.Set("sdp", m.Span)
			}
		}},
	}, admin("", func(t *model.Tunnel) *model.F[bool] { return &t.Enabled }))
}
