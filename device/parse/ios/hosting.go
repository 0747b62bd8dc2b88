package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) hostingEntries() []stmt.Entry[*reader] {
	guest := func(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block { return t.container.In(r.container(kind, c, m)) }
	}
	return []stmt.Entry[*reader]{
		{Pattern: "no? iox", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Hosting.Enabled })},
		{Pattern: "iox hdm-enable|usb|client ...", Do: none[*reader]},
		{Pattern: "app-hosting appid *", Sub: guest("app-hosting")},
		{Pattern: "no? app-hosting signed-verification|verification", Do: none[*reader]},
		{Pattern: "virtual-service *", Sub: guest("container")},
		{Pattern: "virtual-service", Do: none[*reader]},
		{Pattern: "onep", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.d.Hosting.OpenAPI.Set(true, m.Span)
			return t.onep.In(r)
		}},
		{Pattern: "no onep", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.Hosting.OpenAPI.Set(false, m.Span) }},
		{Pattern: "li-view ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.li("li-view", m.Span)
			secretWord(c, "enable", "li-view", m, 1)
			if i := index(words(c, m), "password"); i > 0 {
				secretAt(c, "user", "li-view", m, i+1)
			}
		}},
		{Pattern: "no? lawful-intercept ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.li("mediation", m.Span) }},
	}
}

func (r *reader) container(kind string, c *stmt.Ctx, m *stmt.Match) *model.Container {
	x := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: kind, Name: m.Arg(0)}
	if strings.HasPrefix(strings.ToLower(m.Arg(0)), "guestshell") {
		x.Kind = "guestshell"
	}
	if kind == "app-hosting" {
		x.Enabled.Inherit(true, m.Span) // defined is as good as running
	}
	r.d.Containers = append(r.d.Containers, x)
	return x
}

// containerEntries are shared by applications and the older virtual services.
func (t *tables) containerEntries() []stmt.Entry[*model.Container] {
	type ct = *model.Container
	open := func(_ *stmt.Ctx, x ct, _ *stmt.Match) stmt.Block { return t.container.In(x) }
	return []stmt.Entry[ct]{
		{Pattern: "no? start|activate", Do: fill.Bool(func(x ct) *model.F[bool] { return &x.Enabled })},
		{Pattern: "app-vnic * virtualportgroup * ...", Sub: func(_ *stmt.Ctx, x ct, m *stmt.Match) stmt.Block {
			x.Interface.Set("VirtualPortGroup"+m.Arg(1), m.Span)
			return t.container.In(x)
		}},
		{Pattern: "app-vnic * ...", Sub: func(_ *stmt.Ctx, x ct, m *stmt.Match) stmt.Block {
			implied(&x.Interface, m.Arg(0), m.Span)
			return t.container.In(x)
		}},
		{Pattern: "vnic gateway|management *", Sub: func(_ *stmt.Ctx, x ct, m *stmt.Match) stmt.Block {
			x.Interface.Set(m.Arg(0), m.Span)
			return t.container.In(x)
		}},
		{Pattern: "ip shared host-interface *", Do: fill.Text(func(x ct) *model.F[string] { return &x.Interface })},
		{Pattern: "app-resource ...", Sub: open},
		{Pattern: "vlan * ...", Sub: open},
		{Pattern: "run-opts * ...", Do: func(c *stmt.Ctx, _ ct, m *stmt.Match) { c.Mask(tail(m, 2), m.Span) }},
	}
}

func onepEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "transport|service|start|session|datapath|authenticate ...", Do: none[*reader]}}
}

// finishContainers gives guests the filter and the table of their interface.
func (r *reader) finishContainers() {
	for _, x := range r.d.Containers {
		if i := r.ifByName[x.Interface.V]; i != nil {
			fill.Inherit(&x.VRF, &i.VRF)
			fill.Inherit(&x.ACL.Name, &i.ACLIn.Name)
		}
	}
}

// li notes that a lawful-interception function is present, and no more.
func (r *reader) li(kind string, sp model.Span) {
	l := &r.d.LI
	l.Present.Set(true, sp)
	if !contains(l.Kinds.V, kind) {
		fill.Add(&l.Kinds, kind, sp)
	}
}
