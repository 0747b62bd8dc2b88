package iosxr

import (
	"strconv"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) mirrorEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "monitor-session * ...", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			v := &model.Mirror{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			v.Kind.Inherit("span", m.Span)
			v.Active.Inherit(true, m.Span)
			r.dev.Mirrors = append(r.dev.Mirrors, v)
			if m.Has("destination") {
				mirrorTo(c, v, &stmt.Match{Node: m.Node, Rest: after(m.Rest, "destination"), Span: m.Span})
			}
			return t.mirror.In(v)
		}},
		{Pattern: "flow exporter-map *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			e := &model.FlowTarget{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.dev.Flow.Collectors = append(r.dev.Flow.Collectors, e)
			c.Define("flow-exporter", e.Name, m.Span)
			return t.exporter.In(e)
		}},
		{Pattern: "flow monitor-map *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("flow-monitor", m.Arg(0), m.Span)
			return t.sampler.In(r)
		}},
		{Pattern: "sampler-map *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("sampler", m.Arg(0), m.Span)
			return t.sampler.In(r)
		}},
	}
}

func after(words []string, key string) []string {
	for i, w := range words {
		if w == key {
			return words[i+1:]
		}
	}
	return nil
}

func mirrorBlock() []stmt.Entry[*model.Mirror] {
	type V = *model.Mirror
	return []stmt.Entry[V]{
		{Pattern: "destination ...", Do: mirrorTo},
		{Pattern: "rate-limit ...", Do: none[V]},
		{Pattern: "inject-interface *", Do: none[V]},
	}
}

// mirrorTo reads interface NAME, pseudowire, next-hop ADDRESS, file …, rx|tx ….
func mirrorTo(c *stmt.Ctx, v *model.Mirror, m *stmt.Match) {
	words := m.Rest
	for len(words) > 0 && (words[0] == "rx" || words[0] == "tx") {
		words = words[1:]
	}
	switch {
	case len(words) > 1 && words[0] == "interface":
		fill.Add(&v.DestIf, words[1], m.Span)
	case len(words) > 1 && words[0] == "next-hop":
		v.DestIP.Set(words[len(words)-1], m.Span)
		v.Kind.Set("erspan", m.Span)
	case len(words) > 0 && words[0] == "file":
		v.Kind.Set("sniffer", m.Span)
	case len(words) > 0 && words[0] == "pseudowire":
		v.Kind.Set("rspan", m.Span)
	default:
		c.Mark(m.Node, stmt.Partial)
	}
}

// settleMirrors names the interfaces that feed each session, and where a
// session leaves through a tunnel its far end.
func (r *reader) settleMirrors() {
	for _, v := range r.dev.Mirrors {
		for _, u := range r.mirrorUses {
			if u.session == v.Name {
				fill.Add(&v.Sources, u.iface, u.span)
			}
		}
		if far, ok := r.pseudowires[v.Name]; ok {
			v.Kind.Inherit("erspan", far.Span)
			inherit(&v.DestIP, far)
		}
		for _, d := range v.DestIf.V {
			i := r.ifaces[d]
			if i == nil || i.tunnel == nil {
				continue
			}
			v.Kind.Inherit("erspan", i.tunnel.Span)
			inherit(&v.DestIP, i.tunnel.Destination)
			inherit(&v.VRF, i.tunnel.VRF)
		}
	}
}

func exporterBlock() []stmt.Entry[*model.FlowTarget] {
	type E = *model.FlowTarget
	return []stmt.Entry[E]{
		{Pattern: "destination * ...", Do: func(_ *stmt.Ctx, e E, m *stmt.Match) {
			e.Host.Set(m.Arg(0), m.Span)
			if v, ok := m.After("vrf"); ok {
				e.VRF.Set(tableName(v), m.Span)
			}
		}},
	}
}

func samplerBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "random * out-of *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			some, err1 := strconv.ParseInt(m.Arg(0), 10, 32)
			of, err2 := strconv.ParseInt(m.Arg(1), 10, 32)
			f := &r.dev.Flow.Sampling
			switch {
			case err1 != nil || err2 != nil || some <= 0:
				f.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
			case !f.How.Stated() || of/some > f.V: // the coarsest sampler counts
				f.Set(of/some, m.Span)
			}
		}},
		{Pattern: "exporter *", Do: fill.Use[R]("flow-exporter", "flow monitor")},
		{Pattern: "record ...", Do: none[R]},
	}
}
