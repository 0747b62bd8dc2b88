package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// mirror is the block of one `monitor session`.
type mirror struct {
	*model.Mirror
	r *run
}

func (t *tables) mirrorEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "monitor session * ...", Sub: t.openMirror},
		{Pattern: "no monitor session * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			for i, o := range r.Mirrors {
				if o.Name == m.Arg(0) && fill.Word(m.Rest, 0) != "shut" {
					r.Mirrors = append(r.Mirrors[:i], r.Mirrors[i+1:]...)
					return
				}
				if o.Name == m.Arg(0) {
					o.Active.Set(true, m.Span)
				}
			}
		}},
	}
}

// openMirror opens a session; `monitor session 1 shut` sets its state.
func (t *tables) openMirror(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	var o *model.Mirror
	for _, old := range r.Mirrors {
		if old.Name == m.Arg(0) {
			o = old
		}
	}
	if o == nil {
		o = &model.Mirror{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
		o.Kind.Inherit("span", m.Span)
		r.Mirrors = append(r.Mirrors, o)
	}
	switch v, ok := m.After("type"); {
	case !ok:
	case v == "erspan-source":
		o.Kind.Set("erspan", m.Span)
	case v == "erspan-destination":
		o.Kind.Set("erspan", m.Span)
	case v == "rspan":
		o.Kind.Set("rspan", m.Span)
	case v == "local", v == "acl-drop", v == "sflow":
		o.Kind.Set("span", m.Span)
	default:
		o.Kind.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
	if m.Has("shut") {
		o.Active.Set(false, m.Span)
	}
	return t.mirror.In(mirror{o, r})
}

func mirrorBlock() []stmt.Entry[mirror] {
	return []stmt.Entry[mirror]{
		{Pattern: "no? shut|shutdown ...", Do: fill.Not(func(o mirror) *model.F[bool] { return &o.Active })},
		{Pattern: "source interface ...", Do: func(_ *stmt.Ctx, o mirror, m *stmt.Match) { addSource(o, m.Rest, m.Span) }},
		{Pattern: "source vlan ...", Do: func(_ *stmt.Ctx, o mirror, m *stmt.Match) {
			addSource(o, append([]string{"vlan " + fill.Word(m.Rest, 0)}, m.Rest[min(1, len(m.Rest)):]...), m.Span)
		}},
		{Pattern: "source ip *", Do: func(_ *stmt.Ctx, o mirror, m *stmt.Match) { fill.Add(&o.Sources, "ip "+m.Arg(0), m.Span) }},
		{Pattern: "source vsan|port-channel|exception|forward-drops ...", Do: func(c *stmt.Ctx, o mirror, m *stmt.Match) {
			fill.Add(&o.Sources, strings.Join(c.Tree.Nodes[m.Node].Words[1:], " "), m.Span)
		}},
		{Pattern: "destination interface ...", Do: func(_ *stmt.Ctx, o mirror, m *stmt.Match) {
			fill.Add(&o.DestIf, strings.Join(m.Rest, " "), m.Span)
		}},
		{Pattern: "destination ip *", Do: fill.Text(func(o mirror) *model.F[string] { return &o.DestIP })},
		{Pattern: "destination remote vlan *", Do: func(_ *stmt.Ctx, o mirror, m *stmt.Match) {
			o.VLAN.Set(m.Arg(0), m.Span)
			o.Kind.Set("rspan", m.Span)
		}},
		{Pattern: "vrf *", Do: func(c *stmt.Ctx, o mirror, m *stmt.Match) {
			o.VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "monitor session vrf", m.Span)
		}},
		{Pattern: "no? filter access-group *", Do: fill.Use[mirror]("acl", "monitor session filter")},
		{Pattern: "no? filter vlan ...", Do: func(*stmt.Ctx, mirror, *stmt.Match) {}},
		{Pattern: "no source|destination|vrf ...", Do: func(c *stmt.Ctx, _ mirror, m *stmt.Match) { c.Mark(m.Node, stmt.Partial) }},
	}
}

// addSource adds names up to the direction.
func addSource(o mirror, words []string, sp model.Span) {
	var name []string
	for _, w := range words {
		if w == "both" || w == "rx" || w == "tx" || w == "allow-pfc" {
			break
		}
		name = append(name, w)
	}
	fill.Add(&o.Sources, strings.Join(name, " "), sp)
}
