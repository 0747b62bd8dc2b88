package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) mirrorEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "monitor session * type * ...", Sub: t.openSession},
		{Pattern: "monitor session * source|destination|filter|packet-type|servicemodule ...", Do: sessionLine},
		{Pattern: "monitor session * ...", Do: sessionLine},
		{Pattern: "no monitor session servicemodule", State: stmt.Irrelevant},
		{Pattern: "no? monitor session all|local|range|remote|servicemodule ...", State: stmt.Irrelevant},
		{Pattern: "monitor capture * ...", Do: capture},
		{Pattern: "monitor event-trace|permit-list|drop ...", State: stmt.Irrelevant},
		{Pattern: "ip traffic-export profile * ...", Sub: t.openExport},
		{Pattern: "no? debug ...", State: stmt.Unimplemented},
	}
}

// mirror returns the copy of that name, new or met before.
func (r *reader) mirror(name string, sp model.Span) *model.Mirror {
	x := r.mirrors[name]
	if x == nil {
		x = &model.Mirror{Obj: model.Obj{Span: sp}, Name: name}
		r.mirrors[name] = x
		r.d.Mirrors = append(r.d.Mirrors, x)
	}
	x.Obj.Span.End = max(x.Obj.Span.End, sp.End)
	return x
}

// sessionLine reads the forms that write one line for each part of a session.
func sessionLine(c *stmt.Ctx, r *reader, m *stmt.Match) {
	x := r.mirror(m.Arg(0), m.Span)
	w := words(c, m)[3:]
	implied(&x.Kind, "span", m.Span)
	implied(&x.Active, true, m.Span)
	if len(w) == 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	switch w[0] {
	case "source", "destination":
		sessionPart(c, x, w[0], w[1:], m)
	case "filter":
		sessionFilter(c, w[1:], m)
	}
}

func sessionFilter(c *stmt.Ctx, w []string, m *stmt.Match) {
	for i := 0; i+1 < len(w); i++ {
		if w[i] == "access-group" {
			name := w[i+1]
			if name == "name" && i+2 < len(w) {
				name = w[i+2]
			}
			c.Use("acl", name, "monitor session filter", m.Span)
			return
		}
	}
}

// sessionPart reads "source interface A , B both", "source vlan 10 - 12 rx",
// "source remote vlan N", "destination remote vlan N", "destination interface X".
func sessionPart(c *stmt.Ctx, x *model.Mirror, part string, w []string, m *stmt.Match) {
	if len(w) < 2 {
		c.Mark(m.Node, stmt.Partial)
		x.AddDoubt(m.Span.Line)
		return
	}
	remote := w[0] == "remote" && len(w) > 2
	if remote {
		w = w[1:]
	}
	kind, list := w[0], members(w[1:])
	switch {
	case remote && part == "destination":
		x.Kind.Set("rspan", m.Span)
		x.VLAN.Set(strings.Join(list, " "), m.Span)
	case remote:
		x.Kind.Set("rspan", m.Span)
		fill.Add(&x.Sources, "remote vlan "+strings.Join(list, " "), m.Span)
	case part == "destination":
		for _, s := range list {
			fill.Add(&x.DestIf, s, m.Span)
		}
	default:
		for _, s := range list {
			if kind != "interface" {
				s = kind + " " + s
			}
			fill.Add(&x.Sources, s, m.Span)
		}
	}
}

// members are the ports or VLANs of a part, without direction and options.
func members(w []string) []string {
	var out []string
	for i := 0; i < len(w); i++ {
		switch w[i] {
		case "rx", "tx", "both", ",":
		case "encapsulation", "ingress", "reflector-port", "encap":
			return out
		case "-":
			if i+1 < len(w) && len(out) > 0 {
				i++
				out[len(out)-1] += "-" + w[i]
			}
		default:
			if isSlot(w[i]) && len(out) > 0 && strings.Trim(out[len(out)-1], "0123456789/,-") == out[len(out)-1] && !strings.ContainsAny(out[len(out)-1], "0123456789") {
				out[len(out)-1] += w[i] // "GigabitEthernet 0/1"
				continue
			}
			out = append(out, w[i])
		}
	}
	return out
}

// openSession reads the block form, which ERSPAN needs.
func (t *tables) openSession(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	x := r.mirror(m.Arg(0), c.Span(m.Node))
	switch kind := m.Arg(1); {
	case strings.HasPrefix(kind, "erspan"):
		x.Kind.Set("erspan", m.Span)
	case strings.HasPrefix(kind, "rspan"):
		x.Kind.Set("rspan", m.Span)
	case kind == "capture":
		x.Kind.Set("sniffer", m.Span)
	default:
		x.Kind.Set("span", m.Span)
	}
	return t.session.In(x)
}

func (t *tables) sessionEntries() []stmt.Entry[*model.Mirror] {
	type mi = *model.Mirror
	part := func(c *stmt.Ctx, x mi, m *stmt.Match) { w := words(c, m); sessionPart(c, x, w[0], w[1:], m) }
	return []stmt.Entry[mi]{
		{Pattern: "source interface|vlan|remote|cpu ...", Do: part},
		{Pattern: "destination interface|remote ...", Do: part},
		{Pattern: "source", Sub: func(_ *stmt.Ctx, x mi, _ *stmt.Match) stmt.Block { return t.farEnd.In(x) }},
		{Pattern: "destination", Sub: func(_ *stmt.Ctx, x mi, _ *stmt.Match) stmt.Block { return t.farEnd.In(x) }},
		{Pattern: "no? shutdown", Do: fill.Not(func(x mi) *model.F[bool] { return &x.Active })},
		{Pattern: "filter ...", Do: func(c *stmt.Ctx, _ mi, m *stmt.Match) { sessionFilter(c, m.Rest, m) }},
		{Pattern: "description ...", State: stmt.Irrelevant},
	}
}

// farEndEntries are the far end of a copy that travels over the network.
func farEndEntries() []stmt.Entry[*model.Mirror] {
	type mi = *model.Mirror
	return []stmt.Entry[mi]{
		{Pattern: "ip|ipv6 address * ...", Do: fill.Text(func(x mi) *model.F[string] { return &x.DestIP })},
		{Pattern: "vrf *", Do: func(c *stmt.Ctx, x mi, m *stmt.Match) {
			x.VRF.Set(m.Arg(0), m.Span)
			c.Use("vrf", m.Arg(0), "monitor session", m.Span)
		}},
		{Pattern: "interface * ...", Do: func(_ *stmt.Ctx, x mi, m *stmt.Match) { fill.Add(&x.DestIf, strings.Join(words2(m), ""), m.Span) }},
		{Pattern: "erspan-id|mtu|ipv6-dscp ...", State: stmt.Irrelevant},
		{Pattern: "origin ip|ipv6 ...", State: stmt.Irrelevant},
		{Pattern: "ip ttl|dscp|prec ...", State: stmt.Irrelevant},
	}
}

func words2(m *stmt.Match) []string { return append(append([]string{}, m.Args...), m.Rest...) }

// capture reads "monitor capture NAME interface X both" and the older forms.
func capture(c *stmt.Ctx, r *reader, m *stmt.Match) {
	name := m.Arg(0)
	if (name == "point" || name == "buffer") && len(m.Rest) > 0 {
		name = m.Rest[len(m.Rest)-1]
		if words(c, m)[2] == "buffer" {
			name = m.Rest[0]
		}
	}
	x := r.captures[name]
	if x == nil {
		x = &model.Capture{Obj: model.Obj{Span: m.Span}, Name: name}
		x.Active.Unsure(m.Span) // whether it runs now is not in the file
		r.captures[name] = x
		r.d.Captures = append(r.d.Captures, x)
	}
	if i, ok := m.After("interface"); ok {
		x.Target.Set(i, m.Span)
	} else if m.Has("control-plane") {
		x.Target.Set("control-plane", m.Span)
	}
	if l, ok := m.After("access-list"); ok {
		c.Use("acl", l, "monitor capture", m.Span)
	}
}

// openExport reads a profile that copies packets to a station by its address.
func (t *tables) openExport(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	x := r.mirror("export "+m.Arg(0), c.Span(m.Node))
	x.Kind.Set("span", m.Span)
	if m.Has("capture") {
		x.Kind.Set("sniffer", m.Span)
	}
	return t.export.In(x)
}

func exportEntries() []stmt.Entry[*model.Mirror] {
	return []stmt.Entry[*model.Mirror]{
		{Pattern: "interface *", Do: func(_ *stmt.Ctx, x *model.Mirror, m *stmt.Match) { fill.Add(&x.DestIf, m.Arg(0), m.Span) }},
		{Pattern: "incoming|outgoing access-list *", Do: use[*model.Mirror]("acl", "ip traffic-export", 2)},
		{Pattern: "incoming|outgoing sample ...", Do: none[*model.Mirror]},
		{Pattern: "bidirectional|mac-address|length ...", State: stmt.Irrelevant},
	}
}
