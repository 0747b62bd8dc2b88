package iosxr

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) loggingEntries() []stmt.Entry[*reader] {
	type R = *reader
	log := func(r R) *model.Logging { return &r.dev.Logging }
	return []stmt.Entry[R]{
		{Pattern: "logging * ...", Do: readLogHost},
		{Pattern: "no logging * ...", State: stmt.Unimplemented},
		{Pattern: "no logging events|console|monitor|buffered|history|suppress|archive|facility|hostnameprefix ...", Do: none[R]},
		{Pattern: "no logging on", Do: fill.Bool(func(r R) *model.F[bool] { return &log(r).Enabled })},
		{Pattern: "logging correlator ...", State: stmt.Unimplemented}, // holds messages back
		{Pattern: "logging disable", Do: fill.Not(func(r R) *model.F[bool] { return &log(r).Enabled })},
		{Pattern: "logging on", Do: fill.Bool(func(r R) *model.F[bool] { return &log(r).Enabled })},
		{Pattern: "logging trap *", Do: levelOf(func(l *model.Logging) *model.F[int64] { return &l.TrapSeverity })},
		{Pattern: "logging console *", Do: levelOf(func(l *model.Logging) *model.F[int64] { return &l.Console })},
		{Pattern: "logging buffered *", Do: readBuffered},
		{Pattern: "logging buffered * *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			readBuffered(c, r, &stmt.Match{Node: m.Node, Args: m.Args[:1], Span: m.Span})
			readBuffered(c, r, &stmt.Match{Node: m.Node, Args: m.Args[1:], Span: m.Span})
		}},
		{Pattern: "logging buffered|console|monitor discriminator", Sub: t.openDiscriminator},
		{Pattern: "logging archive", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.logArchive.In(log(r)) }},
		{Pattern: "logging source-interface * ...", Do: fill.Text(func(r R) *model.F[string] { return &log(r).SourceIf })},
		{Pattern: "logging tls-server *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			h := &model.LogHost{Obj: model.Obj{Span: c.Span(m.Node)}}
			h.Transport.Set("tls", m.Span)
			log(r).Hosts = append(log(r).Hosts, h)
			return t.logTLS.In(h)
		}},
		{Pattern: "no? logging container all", Do: fill.Bool(func(r R) *model.F[bool] { return &log(r).HostOS })},
		{Pattern: "logging suppress rule *", Sub: t.openSuppress},
		{Pattern: "logging suppress apply rule *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Use("log-rule", m.Arg(0), "logging suppress apply", m.Span)
			for _, f := range log(r).Filters {
				if f.Name == m.Arg(0) {
					f.Used.Set(true, m.Span)
				}
			}
			return t.logFilter.In(&model.LogFilter{})
		}},
		{Pattern: "service timestamps log ...", Do: readTimestamps},
		{Pattern: "no service timestamps log ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { log(r).Timestamps.Set(false, m.Span) }},
		{Pattern: "logging format *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if m.Arg(0) == "rfc5424" {
				log(r).Timestamps.Set(true, m.Span)
				log(r).Year.Set(true, m.Span)
			}
		}},
	}
}

// readLogHost reads HOST [vrf V] [severity S] [port N] ….
func readLogHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	host := m.Arg(0)
	_, err := netip.ParseAddr(host)
	if err != nil && !strings.Contains(host, ".") {
		c.Mark(m.Node, stmt.Unknown)
		r.dev.Doubtful("logging", m.Span.Line)
		return
	}
	h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
	r.dev.Logging.Hosts = append(r.dev.Logging.Hosts, h)
	h.Host.Set(host, m.Span)
	h.Transport.Inherit("udp", m.Span)
	if v, ok := m.After("vrf"); ok {
		h.VRF.Set(tableName(v), m.Span)
	}
	if s, ok := m.After("severity"); ok {
		setSeverity(c, &h.Severity, s, m)
	}
	if p, ok := m.After("port"); ok && p != "default" {
		fill.Number(c, &h.Port, 1, p, m)
	}
}

func setSeverity(c *stmt.Ctx, f *model.F[int64], w string, m *stmt.Match) {
	n, ok := severity(w)
	if !ok {
		f.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	f.Set(n, m.Span)
}

// levelOf reads a severity. "disable" switches the channel off; no message is
// as grave as -1.
func levelOf(fact func(*model.Logging) *model.F[int64]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		if m.Arg(0) == "disable" {
			fact(&r.dev.Logging).Set(-1, m.Span)
			return
		}
		setSeverity(c, fact(&r.dev.Logging), m.Arg(0), m)
	}
}

// readBuffered reads a size in bytes or a severity.
func readBuffered(c *stmt.Ctx, r *reader, m *stmt.Match) {
	l := &r.dev.Logging
	if n, err := strconv.ParseInt(m.Arg(0), 10, 64); err == nil && n >= 0 {
		l.BufferSize.Set(n, m.Span)
		return
	}
	if m.Arg(0) == "disable" {
		l.BufferSize.Set(0, m.Span)
		return
	}
	setSeverity(c, &l.BufferSeverity, m.Arg(0), m)
}

func (t *tables) openDiscriminator(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	f := &model.LogFilter{Obj: model.Obj{Span: c.Span(m.Node)}, Name: "discriminator"}
	f.Drops.Set(true, m.Span)
	f.Used.Set(true, m.Span)
	r.dev.Logging.Filters = append(r.dev.Logging.Filters, f)
	return t.logFilter.In(f)
}

func (t *tables) openSuppress(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	f := &model.LogFilter{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	f.Drops.Set(true, m.Span)
	r.dev.Logging.Filters = append(r.dev.Logging.Filters, f)
	c.Define("log-rule", f.Name, m.Span)
	fill.Add(&r.dev.Logging.Suppressed, "rule "+f.Name, m.Span)
	return t.logFilter.In(f)
}

func logFilterBlock() []stmt.Entry[*model.LogFilter] {
	detail := func(_ *stmt.Ctx, f *model.LogFilter, m *stmt.Match) {
		if len(f.Detail) < 4096 {
			f.Detail = strings.TrimPrefix(f.Detail+"; "+m.Text, "; ")
		}
	}
	return []stmt.Entry[*model.LogFilter]{
		{Pattern: "alarm ...", Do: detail},
		{Pattern: "all-alarms", Do: detail},
		{Pattern: "match1|match2|match3|nomatch1|nomatch2|nomatch3 ...", Do: detail},
		{Pattern: "all-of-router", Do: func(_ *stmt.Ctx, f *model.LogFilter, m *stmt.Match) { f.Used.Set(true, m.Span) }},
		{Pattern: "source ...", Do: func(_ *stmt.Ctx, f *model.LogFilter, m *stmt.Match) { f.Used.Set(true, m.Span) }},
	}
}

func logTLSBlock() []stmt.Entry[*model.LogHost] {
	type H = *model.LogHost
	return []stmt.Entry[H]{
		{Pattern: "address ipv4|ipv6 *", Do: fill.Text(func(h H) *model.F[string] { return &h.Host })},
		{Pattern: "address *", Do: fill.Text(func(h H) *model.F[string] { return &h.Host })},
		{Pattern: "tls-hostname *", Do: func(_ *stmt.Ctx, h H, m *stmt.Match) {
			if !h.Host.How.Stated() {
				h.Host.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "severity *", Do: func(c *stmt.Ctx, h H, m *stmt.Match) { setSeverity(c, &h.Severity, m.Arg(0), m) }},
		{Pattern: "port *", Do: fill.Num(1, func(h H) *model.F[int64] { return &h.Port })},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, h H, m *stmt.Match) { h.VRF.Set(tableName(m.Arg(0)), m.Span) }},
		{Pattern: "trustpoint *", Do: func(c *stmt.Ctx, _ H, m *stmt.Match) { c.Use("trustpoint", m.Arg(0), "logging tls-server", m.Span) }},
	}
}

func logArchiveBlock() []stmt.Entry[*model.Logging] {
	return []stmt.Entry[*model.Logging]{
		{Pattern: "device *", Do: func(_ *stmt.Ctx, l *model.Logging, m *stmt.Match) { l.Persistent.Set(true, m.Span) }},
	}
}

// readTimestamps reads datetime [localtime] [msec] [show-timezone] [year] | uptime | disable.
func readTimestamps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	l := &r.dev.Logging
	l.Timestamps.Set(m.Has("datetime"), m.Span)
	l.Milliseconds.Set(m.Has("msec"), m.Span)
	l.Zone.Set(m.Has("show-timezone"), m.Span)
	l.Year.Set(m.Has("year"), m.Span)
}

// settleLogging says from the severity sent off the device what is recorded:
// commits and log-ins are messages of level 6, refused log-ins of level 3.
func (r *reader) settleLogging() {
	l := &r.dev.Logging
	level := l.TrapSeverity
	for _, h := range l.Hosts {
		if h.Severity.How.Stated() && (!level.How.Stated() || h.Severity.V > level.V) {
			level = h.Severity
		}
	}
	if !level.How.Stated() {
		return
	}
	on := !(l.Enabled.How.Stated() && !l.Enabled.V)
	l.ConfigChanges.Inherit(on && level.V >= 6, level.Span)
	l.LoginSuccess.Inherit(on && level.V >= 6, level.Span)
	l.LoginFailure.Inherit(on && level.V >= 3, level.Span)
	for _, h := range l.Hosts {
		inherit(&h.Severity, l.TrapSeverity)
	}
}
