package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// container is the block of one hosted application.
type container struct {
	*model.Container
	r *run
}

func (t *tables) hostingEntries() []stmt.Entry[*run] {
	open := func(kind string) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			o := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: kind, Name: m.Arg(0)}
			r.Containers = append(r.Containers, o)
			r.Hosting.Enabled.Inherit(true, m.Span)
			return t.app.In(container{o, r})
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "app-hosting appid * ...", Sub: open("app-hosting")},
		{Pattern: "virtual-service *", Sub: open("container")},
		{Pattern: "guestshell enable ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			o := &model.Container{Obj: model.Obj{Span: m.Span}, Kind: "guestshell", Name: "guestshell"}
			o.Enabled.Set(true, m.Span)
			r.Containers = append(r.Containers, o)
			r.Hosting.Enabled.Set(true, m.Span)
		}},
		{Pattern: "no guestshell ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Hosting.Enabled.Set(false, m.Span) }},
		{Pattern: "guestshell disable", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Hosting.Enabled.Set(false, m.Span) }},
	}
}

func appBlock() []stmt.Entry[container] {
	return []stmt.Entry[container]{
		{Pattern: "no? activate", Do: fill.Bool(func(o container) *model.F[bool] { return &o.Enabled })},
		{Pattern: "no? start", Do: fill.Bool(func(o container) *model.F[bool] { return &o.Enabled })},
		{Pattern: "app-vnic * ...", Do: func(_ *stmt.Ctx, o container, m *stmt.Match) { o.Interface.Set(m.Arg(0), m.Span) }},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, o container, m *stmt.Match) { o.VRF.Set(m.Arg(0), m.Span) }},
	}
}
