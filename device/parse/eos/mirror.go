package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) mirrorEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "monitor session * source ...", Do: readMirrorSource},
		{Pattern: "monitor session * destination ...", Do: readMirrorDestination},
		{Pattern: "monitor session * ip access-group *", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			c.Use("acl", m.Arg(1), "monitor session access-group", m.Span)
		}},
		{Pattern: "monitor session *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.mirror(m.Arg(0), m.Span) }},
		{Pattern: "no monitor session ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if len(m.Rest) > 1 {
				c.Mark(m.Node, stmt.Partial)
			}
		}},
		{Pattern: "tap aggregation", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.tap.In(r) }},
		{Pattern: "monitor capture|server ...", State: stmt.Unimplemented},
		{Pattern: "monitor telemetry **", State: stmt.Unimplemented},
	}
}

// mirror finds or adds a session. A session is active as soon as it is written.
func (r *run) mirror(name string, sp model.Span) *model.Mirror {
	if o := r.mirrors[name]; o != nil {
		return o
	}
	o := &model.Mirror{Obj: model.Obj{Span: sp}, Name: name}
	o.Kind.Inherit("span", sp)
	o.Active.Inherit(true, sp)
	r.mirrors[name] = o
	r.Mirrors = append(r.Mirrors, o)
	return o
}

func readMirrorSource(c *stmt.Ctx, r *run, m *stmt.Match) {
	o := r.mirror(m.Arg(0), m.Span)
	var name []string
	for i, w := range m.Rest {
		if w == "both" || w == "rx" || w == "tx" {
			break
		}
		if w == "access-group" {
			c.Use("acl", fill.Word(m.Rest, i+1), "monitor session access-group", m.Span)
			break
		}
		if w != "ip" {
			name = append(name, w)
		}
	}
	fill.Add(&o.Sources, strings.Join(name, " "), m.Span)
}

// readMirrorDestination reads an interface, the processor or a tunnel such as
// `tunnel mode gre source A destination B`.
func readMirrorDestination(_ *stmt.Ctx, r *run, m *stmt.Match) {
	o := r.mirror(m.Arg(0), m.Span)
	if fill.Word(m.Rest, 0) != "tunnel" {
		fill.Add(&o.DestIf, strings.Join(m.Rest, " "), m.Span)
		return
	}
	o.Kind.Set("erspan", m.Span)
	if v, ok := m.After("destination"); ok {
		o.DestIP.Set(v, m.Span)
	}
	if v, ok := m.After("vrf"); ok {
		o.VRF.Set(v, m.Span)
	}
}
