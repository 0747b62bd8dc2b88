package ios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) flowEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "flow exporter *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			f := &model.FlowTarget{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.d.Flow.Collectors = append(r.d.Flow.Collectors, f)
			implied(&r.d.Flow.Enabled, true, m.Span)
			c.Define("flow-exporter", m.Arg(0), m.Span)
			return t.exporter.In(f)
		}},
		{Pattern: "flow monitor *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("flow-monitor", m.Arg(0), m.Span)
			return t.flowMonitor.In(r)
		}},
		{Pattern: "sampler *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("sampler", m.Arg(0), m.Span)
			return t.sampler.In(r)
		}},
		{Pattern: "flow-sampler-map *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("sampler", m.Arg(0), m.Span)
			return t.sampler.In(r)
		}},
		{Pattern: "ip flow-export destination * * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			f := &model.FlowTarget{Obj: model.Obj{Span: m.Span}, Name: "ip flow-export"}
			f.Host.Set(m.Arg(0), m.Span)
			v, _ := m.After("vrf")
			f.VRF.Set(v, m.Span)
			r.d.Flow.Collectors = append(r.d.Flow.Collectors, f)
			r.d.Flow.Enabled.Set(true, m.Span)
		}},
	}
}

func exporterEntries() []stmt.Entry[*model.FlowTarget] {
	return []stmt.Entry[*model.FlowTarget]{
		{Pattern: "destination * ...", Do: func(c *stmt.Ctx, f *model.FlowTarget, m *stmt.Match) {
			f.Host.Set(m.Arg(0), m.Span)
			v, ok := m.After("vrf")
			f.VRF.Set(v, m.Span)
			if ok {
				c.Use("vrf", v, "flow exporter", m.Span)
			}
		}},
	}
}

func flowMonitorEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "exporter *", Do: use[*reader]("flow-exporter", "flow monitor", 1)}}
}

// samplerEntries read "mode random 1 out-of 100" and "mode random one-out-of 100".
func samplerEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "mode * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			n := ""
			if len(m.Rest) > 0 {
				n = m.Rest[len(m.Rest)-1]
			}
			fill.Number(c, &r.d.Flow.Sampling, 1, n, m)
		}},
	}
}
