package asa

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) loggingEntries() []stmt.Entry[*reader] {
	type R = *reader
	log := func(r R) *model.Logging { return &r.dev.Logging }
	level := func(fact func(*model.Logging) *model.F[int64]) func(*stmt.Ctx, R, *stmt.Match) {
		return func(c *stmt.Ctx, r R, m *stmt.Match) {
			f := fact(log(r))
			n, ok := severity(m.Arg(0))
			if !ok { // a message list, which the model does not hold
				f.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
				return
			}
			f.Set(n, m.Span)
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "no? logging enable", Do: fill.Bool(func(r R) *model.F[bool] { return &log(r).Enabled })},
		{Pattern: "no? logging timestamp", Do: timestamps},
		{Pattern: "logging timestamp rfc5424", Do: timestamps},
		{Pattern: "logging trap *", Do: level(func(l *model.Logging) *model.F[int64] { return &l.TrapSeverity })},
		{Pattern: "logging buffered *", Do: level(func(l *model.Logging) *model.F[int64] { return &l.BufferSeverity })},
		{Pattern: "logging console *", Do: level(func(l *model.Logging) *model.F[int64] { return &l.Console })},
		{Pattern: "no logging console", Do: none[R]},
		{Pattern: "logging buffer-size *", Do: fill.Num(1, func(r R) *model.F[int64] { return &log(r).BufferSize })},
		{Pattern: "logging host * * ...", Do: readLogHost},
		{Pattern: "no logging message *", Do: mute},
		{Pattern: "logging rate-limit * * level *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if n, ok := severity(m.Arg(2)); ok && n < 7 {
				fill.Add(&log(r).Suppressed, "level "+m.Arg(2)+" beyond "+m.Arg(0), m.Span)
			}
		}},
		{Pattern: "logging message * level *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			n, ok := severity(m.Arg(1))
			if !ok {
				return
			}
			r.levels[m.Arg(0)] = n
			if n == 7 {
				fill.Add(&log(r).Suppressed, m.Arg(0)+" at level 7", m.Span)
			}
		}},
		{Pattern: "logging message *", Do: none[R]},
		{Pattern: "no? logging flash-bufferwrap", Do: fill.Bool(func(r R) *model.F[bool] { return &log(r).Persistent })},
		{Pattern: "logging ftp-server * * * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			tr := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "archive"}
			tr.Proto.Set("ftp", m.Span)
			tr.Host.Set(m.Arg(0), m.Span)
			r.dev.Transfers = append(r.dev.Transfers, tr)
			secret(c, "ftp", "logging ftp-server", m.Rest, m.Span)
		}},
		{Pattern: "flow-export destination * * *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			f := &model.FlowTarget{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
			f.Host.Set(m.Arg(1), m.Span)
			r.dev.Flow.Collectors = append(r.dev.Flow.Collectors, f)
			r.dev.Flow.Enabled.Inherit(true, m.Span)
		}},
	}
}

// timestamps: the plain form writes date, year and time; rfc5424 adds the zone.
func timestamps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	l := &r.dev.Logging
	l.Timestamps.Set(!m.Neg, m.Span)
	l.Year.Inherit(!m.Neg, m.Span)
	l.Zone.Inherit(strings.HasSuffix(m.Text, "rfc5424"), m.Span)
}

// readLogHost reads INTERFACE HOST [PROTOCOL/PORT] [format emblem] [secure].
func readLogHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
	r.dev.Logging.Hosts = append(r.dev.Logging.Hosts, h)
	if !r.dev.Logging.SourceIf.How.Stated() {
		r.dev.Logging.SourceIf.Set(m.Arg(0), m.Span)
	}
	h.Host.Set(r.resolved(m.Arg(1)), m.Span)
	h.Transport.Inherit("udp", m.Span)
	for _, w := range m.Rest {
		proto, port, found := strings.Cut(w, "/")
		switch proto {
		case "tcp", "6":
			h.Transport.Set("tcp", m.Span)
		case "udp", "17":
			h.Transport.Set("udp", m.Span)
		case "secure":
			h.Transport.Set("tls", m.Span)
			continue
		default:
			continue
		}
		if n, err := strconv.ParseInt(port, 10, 32); err == nil {
			h.Port.Set(n, m.Span)
		} else if found {
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

func mute(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.levels[m.Arg(0)] = 8 // no severity lets it through
	fill.Add(&r.dev.Logging.Suppressed, m.Arg(0), m.Span)
}

// settleLogging says from the severity sent off the device what is recorded:
// changes are messages 111008 and 111010 at level 5, other commands 111009 at
// level 7, log-ins 605005 and 605004
// at level 6.
func (r *reader) settleLogging() {
	l := &r.dev.Logging
	if !l.TrapSeverity.How.Stated() {
		return
	}
	sent := func(f *model.F[bool], level int64, ids ...string) {
		on := !l.Enabled.How.Stated() || l.Enabled.V
		for _, id := range ids {
			at, changed := r.levels[id]
			if !changed {
				at = level
			}
			on = on && l.TrapSeverity.V >= at
		}
		if f.Inherit(on, l.TrapSeverity.Span); on && !l.Enabled.How.Stated() {
			f.Derive(false, l.TrapSeverity.Span) // nothing is logged unless logging enable stands
		}
	}
	sent(&l.ConfigChanges, 5, "111008", "111010")
	sent(&l.Commands, 7, "111009")
	sent(&l.LoginSuccess, 6, "605005")
	sent(&l.LoginFailure, 6, "605004")
	sent(&l.ImplicitDeny, 4, "106023")
}
