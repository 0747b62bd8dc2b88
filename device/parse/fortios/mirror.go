package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// spanEntries copy the traffic of switch ports.
func spanEntries() []stmt.Entry[*iface] {
	return []stmt.Entry[*iface]{
		onOff("span", func(i *iface) *model.F[bool] { return &i.span }),
		when("span-source-port", func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.spanSrc = append([]string(nil), m.Rest...) }),
		text("span-dest-port", func(i *iface) *model.F[string] { return &i.spanDst }),
		when("span-direction", func(*stmt.Ctx, *iface, *stmt.Match) {}),
	}
}

// mirror states the copy that the interface makes.
func (i *iface) mirror(*reader) {
	if !i.span.How.Stated() || !i.span.V {
		return
	}
	m := &model.Mirror{Obj: model.Obj{Span: i.span.Span}, Name: i.Name}
	m.Kind.Set("span", i.span.Span)
	m.Active.Set(true, i.span.Span)
	m.Sources.Inherit(i.spanSrc, i.span.Span)
	if i.spanDst.How.Stated() {
		m.DestIf.Set([]string{i.spanDst.V}, i.spanDst.Span)
	}
	i.s.Mirrors = append(i.s.Mirrors, m)
}

// sniffer is one-armed inspection of a port, or a capture.
type sniffer struct {
	*model.Capture
}

func mirrorEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "firewall sniffer", openMirror("sniffer"), mirrorFacts(b)...),
		list(b, "firewall decrypted-traffic-mirror", openMirror("decrypt-mirror"),
			words("interface", func(m *mirror) *model.F[[]string] { return &m.DestIf }),
			when("dstmac", func(_ *stmt.Ctx, m *mirror, x *stmt.Match) { m.DestIP.Inherit("", x.Span) })),
		list(b, "firewall on-demand-sniffer", openCapture,
			text("interface", func(s *sniffer) *model.F[string] { return &s.Target })),
		group(b, "switch-controller traffic-sniffer", once("traffic-sniffer", openMirrorGroup),
			when("mode", func(_ *stmt.Ctx, m *mirror, x *stmt.Match) {
				if first(x.Rest) == "none" {
					m.Active.Set(false, x.Span)
				} else {
					m.Kind.Set("erspan", x.Span)
				}
			}),
			text("erspan-ip", func(m *mirror) *model.F[string] { return &m.DestIP }),
			list(b, "target-mac", addTarget), list(b, "target-ip", addTarget), list(b, "target-port", addTarget,
				words("in-ports|out-ports", func(m *mirror) *model.F[[]string] { return &m.Sources }))),
		list(b, "switch-controller managed-switch", openSwitch,
			list(b, "mirror", openSwitchMirror,
				onOff("status", func(m *mirror) *model.F[bool] { return &m.Active }),
				words("dst", func(m *mirror) *model.F[[]string] { return &m.DestIf }),
				words("src-ingress|src-egress", func(m *mirror) *model.F[[]string] { return &m.Sources })),
			list(b, "ports", same[*managedSwitch]),
			list(b, "custom-command", same[*managedSwitch]),
			list(b, "ip-source-guard", same[*managedSwitch]),
			group(b, "stp-settings", same[*managedSwitch]),
			group(b, "storm-control", same[*managedSwitch]),
			list(b, "stp-instance", same[*managedSwitch]),
		),
	}
}

type mirror struct {
	*model.Mirror
	s *scope
}

type managedSwitch struct {
	s    *scope
	name string
}

func openSwitch(_ *stmt.Ctx, s *scope, name string, _ model.Span) *managedSwitch {
	return &managedSwitch{s, name}
}

func openSwitchMirror(_ *stmt.Ctx, w *managedSwitch, name string, sp model.Span) *mirror {
	m := &mirror{&model.Mirror{Obj: model.Obj{Span: sp}, Name: w.name + " " + name}, w.s}
	m.Kind.Set("span", sp)
	w.s.Mirrors = append(w.s.Mirrors, m.Mirror)
	return m
}

func openMirror(kind string) opener[*scope, *mirror] {
	return func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *mirror {
		m := &mirror{&model.Mirror{Obj: model.Obj{Span: sp}, Name: kind + " " + name}, s}
		m.Kind.Set(kind, sp)
		s.otherwise(&m.Active, true, sp)
		s.Mirrors = append(s.Mirrors, m.Mirror)
		return m
	}
}

// openMirrorGroup makes the one mirror of the managed switches, which exists
// where it has a target.
func openMirrorGroup(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *mirror {
	m := &mirror{&model.Mirror{Obj: model.Obj{Span: sp}, Name: "managed switches"}, s}
	m.Kind.Inherit("erspan", sp)
	s.otherwise(&m.Active, true, sp)
	s.finally(func() {
		if len(m.Sources.V) > 0 || m.DestIP.How.Stated() {
			s.Mirrors = append(s.Mirrors, m.Mirror)
		}
	})
	return m
}

// addTarget names what is copied by its entry.
func addTarget(_ *stmt.Ctx, m *mirror, name string, sp model.Span) *mirror {
	m.Sources.Set(append(m.Sources.V[:len(m.Sources.V):len(m.Sources.V)], name), sp)
	return m
}

func mirrorFacts(b *builder) []stmt.Entry[*mirror] {
	return []stmt.Entry[*mirror]{
		onOff("status", func(m *mirror) *model.F[bool] { return &m.Active }),
		words("interface", func(m *mirror) *model.F[[]string] { return &m.Sources }),
		list(b, "anomaly", same[*mirror]),
	}
}

func openCapture(_ *stmt.Ctx, s *scope, name string, sp model.Span) *sniffer {
	c := &sniffer{&model.Capture{Obj: model.Obj{Span: sp}, Name: name}}
	c.Active.Unsure(sp) // the file holds the definition, not whether it runs
	s.Captures = append(s.Captures, c.Capture)
	return c
}
