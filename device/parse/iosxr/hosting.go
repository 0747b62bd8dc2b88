package iosxr

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) hostingEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "appmgr", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.hosting.In(r) }},
		{Pattern: "appmgr application * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			app := newApp(c, r, m)
			if m.Has("activate") {
				app.Enabled.Set(true, m.Span)
			}
		}},
		{Pattern: "tpa", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.Hosting.Enabled.Set(true, m.Span)
			return t.hosting.In(r)
		}},
		{Pattern: "linux networking", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.Hosting.Enabled.Set(true, m.Span)
			return t.hosting.In(r)
		}},
		{Pattern: "onep **", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Hosting.OpenAPI.Set(true, m.Span) }},
		{Pattern: "virtual-service *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			app := newApp(c, r, m)
			app.Kind = "container"
			return t.app.In(app)
		}},
	}
}

func newApp(c *stmt.Ctx, r *reader, m *stmt.Match) *model.Container {
	app := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "appmgr", Name: m.Arg(0)}
	r.dev.Containers = append(r.dev.Containers, app)
	r.dev.Hosting.Enabled.Set(true, m.Span)
	return app
}

// hostingBlock reads what lies below appmgr, tpa and linux networking: the
// guests, and the routing tables and services that reach them.
func (t *tables) hostingBlock() []stmt.Entry[*reader] {
	type R = *reader
	again := func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.hosting.In(r) }
	return []stmt.Entry[R]{
		{Pattern: "application *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.app.In(newApp(c, r, m)) }},
		{Pattern: "application * activate ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			newApp(c, r, m).Enabled.Set(true, m.Span)
		}},
		{Pattern: "process-script *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			s := newScript(r, c.Span(m.Node), "op-script", m.Arg(0))
			s.Enabled.Inherit(true, m.Span)
			return t.script.In(s)
		}},
		{Pattern: "vrf *", Sub: again},
		{Pattern: "address-family *", Sub: again},
		{Pattern: "east-west *", Do: none[R]},
		{Pattern: "allow ...", Do: none[R]},
		{Pattern: "protection", Sub: again},
	}
}

func appBlock() []stmt.Entry[*model.Container] {
	type A = *model.Container
	return []stmt.Entry[A]{
		{Pattern: "activate", Do: func(_ *stmt.Ctx, a A, m *stmt.Match) { a.Enabled.Set(true, m.Span) }},
		{Pattern: "activate type * ...", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			a.Enabled.Set(true, m.Span)
			if m.Arg(0) == "docker" {
				a.Kind = "docker"
			}
			maskEnvironment(c, m)
		}},
		{Pattern: "vnic interface *", Do: fill.Text(func(a A) *model.F[string] { return &a.Interface })},
	}
}

// maskEnvironment keeps environment variables and options of a container out
// of print: they may hold passwords.
func maskEnvironment(c *stmt.Ctx, m *stmt.Match) {
	for _, w := range m.Rest {
		for i := range len(w) {
			if w[i] == '=' && i+1 < len(w) {
				c.Mask(w[i+1:], m.Span)
				break
			}
		}
	}
}
