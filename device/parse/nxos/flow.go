package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// exporter is the block of one `flow exporter`.
type exporter struct {
	*model.FlowTarget
	r *run
}

func (t *tables) flowEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "flow exporter *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			f := &model.FlowTarget{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.Flow.Collectors = append(r.Flow.Collectors, f)
			c.Define("flow-exporter", m.Arg(0), m.Span)
			return t.exporter.In(exporter{f, r})
		}},
		{Pattern: "flow monitor *", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.Flow.Enabled.Inherit(true, m.Span)
			return t.monitor.In(r)
		}},
		{Pattern: "sampler *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.sampler.In(r) }},
		{Pattern: "sflow collector-ip * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			f := &model.FlowTarget{Obj: model.Obj{Span: m.Span}, Name: "sflow"}
			f.Host.Set(m.Arg(0), m.Span)
			if v, ok := m.After("vrf"); ok {
				f.VRF.Set(v, m.Span)
			}
			r.Flow.Collectors = append(r.Flow.Collectors, f)
			r.Flow.Enabled.Inherit(true, m.Span)
		}},
		{Pattern: "no? sflow sampling-rate ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.Flow.Sampling })},
		{Pattern: "no? sflow data-source interface ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if i := r.ifaces[ifaceName(fill.Word(m.Rest, 0), m.Rest[min(1, len(m.Rest)):])]; i != nil {
				i.FlowIn.Set(!m.Neg, m.Span)
			}
		}},
		{Pattern: "no? feature netflow|sflow", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Flow.Enabled })},
	}
}

func exporterBlock() []stmt.Entry[exporter] {
	return []stmt.Entry[exporter]{
		{Pattern: "destination * ...", Do: func(c *stmt.Ctx, f exporter, m *stmt.Match) {
			f.Host.Set(m.Arg(0), m.Span)
			if v, ok := m.After("use-vrf"); ok {
				f.VRF.Set(v, m.Span)
				useVRF(c, v, "flow exporter use-vrf", m.Span)
			}
		}},
	}
}

func monitorBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "exporter *", Do: fill.Use[*run]("flow-exporter", "flow monitor exporter")},
	}
}

func samplerBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "mode * out-of *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			n, of := fill.Int(m.Arg(0)), fill.Int(m.Arg(1))
			if n < 1 || of < n {
				r.Flow.Sampling.Unsure(m.Span)
				return
			}
			r.Flow.Sampling.Set(of/n, m.Span)
		}},
	}
}
