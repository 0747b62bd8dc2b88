package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// exporter is the block of one exporter of a flow tracker.
type exporter struct {
	*model.FlowTarget
	r *run
}

func (t *tables) flowEntries() []stmt.Entry[*run] {
	dest := func(c *stmt.Ctx, r *run, vrf, host string, sp model.Span) {
		f := &model.FlowTarget{Obj: model.Obj{Span: sp}, Name: "sflow"}
		f.Host.Set(host, sp)
		if vrf != "" {
			f.VRF.Set(vrf, sp)
			useVRF(c, vrf, "sflow vrf", sp)
		}
		r.Flow.Collectors = append(r.Flow.Collectors, f)
	}
	return []stmt.Entry[*run]{
		{Pattern: "no? sflow run", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Flow.Enabled })},
		{Pattern: "sflow destination * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { dest(c, r, "", m.Arg(0), m.Span) }},
		{Pattern: "sflow vrf * destination * ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { dest(c, r, m.Arg(0), m.Arg(1), m.Span) }},
		{Pattern: "no sflow destination|vrf ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? sflow sample ...", Do: readSample},
		{Pattern: "flow tracking sampled|hardware|mirror-on-drop", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.flow.In(r) }},
	}
}

// readSample reads `sflow sample [dangerous] 16384`.
func readSample(c *stmt.Ctx, r *run, m *stmt.Match) {
	rest := m.Rest
	if fill.Word(rest, 0) == "dangerous" {
		rest = rest[1:]
	}
	if fill.Word(rest, 0) == "input" || fill.Word(rest, 0) == "output" {
		return
	}
	fill.Number(c, &r.Flow.Sampling, 1, fill.Word(rest, 0), m)
}

func (t *tables) flowBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? shutdown", Do: fill.Not(func(r *run) *model.F[bool] { return &r.Flow.Enabled })},
		{Pattern: "sample *", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.Flow.Sampling })},
		{Pattern: "tracker *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.tracker.In(r) }},
	}
}

func (t *tables) trackerBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "exporter *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			f := &model.FlowTarget{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.Flow.Collectors = append(r.Flow.Collectors, f)
			return t.exporter.In(exporter{f, r})
		}},
	}
}

func exporterBlock() []stmt.Entry[exporter] {
	return []stmt.Entry[exporter]{
		{Pattern: "collector * ...", Do: func(_ *stmt.Ctx, f exporter, m *stmt.Match) { f.Host.Set(m.Arg(0), m.Span) }},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, f exporter, m *stmt.Match) { f.VRF.Set(m.Arg(0), m.Span) }},
	}
}
