package ios

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// severities are the names of the levels that messages have.
var severities = map[string]int64{
	"emergencies": 0, "alerts": 1, "critical": 2, "errors": 3, "warnings": 4, "notifications": 5, "informational": 6, "debugging": 7,
	"emergency": 0, "alert": 1, "error": 3, "warning": 4, "notification": 5, "debug": 7,
	"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
}

func (t *tables) loggingEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "no? logging on", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Logging.Enabled })},
		{Pattern: "logging host * ...", Do: logHost},
		{Pattern: "logging host ipv6 * ...", Do: logHost},
		{Pattern: "logging *", Do: oldLogHost},
		{Pattern: "no? logging trap ...", Do: logLevel(6, func(r *reader) *model.F[int64] { return &r.d.Logging.TrapSeverity })},
		{Pattern: "no? logging console ...", Do: logLevel(7, func(r *reader) *model.F[int64] { return &r.d.Logging.Console })},
		{Pattern: "no? logging monitor ...", Do: logLevel(7, func(*reader) *model.F[int64] { return new(model.F[int64]) })},
		{Pattern: "no? logging buffered ...", Do: buffered},
		{Pattern: "logging source-interface * ...", Do: fill.Text(func(r *reader) *model.F[string] { return &r.d.Logging.SourceIf })},
		{Pattern: "no logging source-interface ...", Do: none[*reader]},
		{Pattern: "no? logging persistent ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Logging.Persistent })},
		{Pattern: "logging discriminator * ...", Do: discriminator},
		{Pattern: "logging filter *  ...", Do: esmFilter},
		{Pattern: "logging rate-limit ...", Do: rateLimit},
		{Pattern: "logging tls-profile *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.tlsProfile.In(r) }},
		{Pattern: "archive", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.archive.In(r) }},
	}
}

// fewPerSecond is the rate below which a limit loses what one login writes.
const fewPerSecond = 10

// rateLimit reads [all | console [all]] N [except SEVERITY]; without "console"
// it holds for every destination.
func rateLimit(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	w := m.Rest
	if len(w) > 0 && w[0] == "all" {
		w = w[1:]
	}
	if len(w) == 0 {
		return
	}
	n, err := strconv.Atoi(w[0])
	if err != nil || n >= fewPerSecond {
		return
	}
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: "rate-limit", Detail: strings.Join(m.Rest, " ")}
	f.Drops.Set(true, m.Span)
	f.Used.Set(true, m.Span)
	r.d.Logging.Filters = append(r.d.Logging.Filters, f)
}

// logHost reads a collector and its options. What the line does not say has
// its meaning from the line itself.
func logHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Arg(0), m.Span)
	h.VRF.Inherit("", m.Span)
	h.Filter.Inherit("", m.Span)
	h.Transport.Inherit("udp", m.Span)
	for i := 0; i+1 < len(m.Rest); i++ {
		switch v := m.Rest[i+1]; m.Rest[i] {
		case "vrf":
			h.VRF.Set(v, m.Span)
			c.Use("vrf", v, "logging host", m.Span)
			i++
		case "transport":
			h.Transport.Set(v, m.Span)
			i++
		case "port":
			fill.Number(c, &h.Port, 1, v, m)
			i++
		case "discriminator":
			h.Filter.Set(v, m.Span)
			r.useFilter(v, m.Span)
			i++
		}
	}
	if m.Has("filtered") {
		h.Filter.Set("filtered", m.Span)
	}
	implied(&h.Port, logPorts[h.Transport.V], m.Span)
	r.d.Logging.Hosts = append(r.d.Logging.Hosts, h)
}

// logPorts are the ports where a host line names none.
var logPorts = map[string]int64{"udp": 514, "tcp": 601, "tls": 6514}

// oldLogHost reads "logging 192.0.2.1"; a word that is no host is another
// statement.
func oldLogHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if !strings.ContainsAny(m.Arg(0), ".:") {
		c.Mark(m.Node, stmt.Unknown)
		c.Dev.Doubtful("logging", m.Span.Line)
		return
	}
	logHost(c, r, m)
}

func (r *reader) useFilter(name string, sp model.Span) {
	r.logUses[name] = true
	r.c.Use("log-discriminator", name, "logging", sp)
}

// logLevel reads a severity; none in the line means the given one, and the
// negation -1: nothing goes there.
func logLevel(plain int64, f func(*reader) *model.F[int64]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		fact := f(r)
		if m.Neg {
			fact.Set(-1, m.Span)
			return
		}
		fact.Set(plain, m.Span)
		r.destination(c, fact, nil, m)
	}
}

// destination reads the options of a local destination: level, size and
// discriminator, in any order.
func (r *reader) destination(c *stmt.Ctx, lvl, size *model.F[int64], m *stmt.Match) {
	for i := 0; i < len(m.Rest); i++ {
		w := m.Rest[i]
		n, isNumber := number(w)
		s, isLevel := severities[w]
		switch {
		case isNumber && size != nil && n >= 4096:
			size.Set(n, m.Span)
		case isLevel:
			lvl.Set(s, m.Span)
		case w == "discriminator" && i+1 < len(m.Rest):
			i++
			r.useFilter(m.Rest[i], m.Span)
		case w == "xml", w == "filtered", w == "guaranteed", w == "console":
		case isNumber:
		default:
			lvl.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

func buffered(c *stmt.Ctx, r *reader, m *stmt.Match) {
	l := &r.d.Logging
	if m.Neg {
		l.BufferSize.Set(0, m.Span)
		l.BufferSeverity.Set(-1, m.Span)
		return
	}
	l.BufferSeverity.Set(7, m.Span)
	r.destination(c, &l.BufferSeverity, &l.BufferSize, m)
}

// discriminator reads a filter by severity, facility, mnemonic or text. What
// only includes some messages drops all others.
func discriminator(c *stmt.Ctx, r *reader, m *stmt.Match) {
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), Detail: strings.Join(m.Rest, " ")}
	f.Drops.Set(m.Has("drops") || m.Has("includes") || m.Has("rate-limit"), m.Span)
	r.d.Logging.Filters = append(r.d.Logging.Filters, f)
	c.Define("log-discriminator", m.Arg(0), m.Span)
	for i, w := range m.Rest {
		if w == "drops" && i > 0 && i+1 < len(m.Rest) && (m.Rest[i-1] == "facility" || m.Rest[i-1] == "mnemonics") {
			fill.Add(&r.d.Logging.Suppressed, m.Rest[i+1], m.Span)
		}
	}
}

// esmFilter is a Tcl script that may change or drop any message.
func esmFilter(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), Detail: "script"}
	f.Drops.Unsure(m.Span)
	f.Used.Set(true, m.Span)
	r.d.Logging.Filters = append(r.d.Logging.Filters, f)
	r.script("tcl", m.Arg(0), "syslog", nil, m.Span)
}

func tlsProfileEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "tls-version *", Do: none[*reader]},
		{Pattern: "ciphersuite ...", Do: none[*reader]},
		{Pattern: "client-id-trustpoint *", Do: use[*reader]("trustpoint", "logging tls-profile", 1)},
	}
}

// archiveEntries are copies of the configuration and the record of its changes.
func (t *tables) archiveEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "log config", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.logConfig.In(r) }},
		{Pattern: "path ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			proto, host := urlParts(safeURL(c, fill.First(m), m.Span))
			r.transfer("archive", proto, host, m.Span)
		}},
	}
}

func logConfigEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "no? logging enable", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.logConfig[0].Set(!m.Neg, m.Span) }},
		{Pattern: "no? notify syslog ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.logConfig[1].Set(!m.Neg, m.Span) }},
		{Pattern: "no? hidekeys", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Logging.HideKeys })},
	}
}

// finishLogging settles what two statements make together.
func (r *reader) finishLogging() {
	l := &r.d.Logging
	on, sent := r.logConfig[0], r.logConfig[1]
	switch {
	case on.How.Stated() && !on.V:
		l.ConfigChanges.Set(false, on.Span)
	case sent.How.Stated() && !sent.V:
		l.ConfigChanges.Set(false, sent.Span)
	case on.How.Stated() && sent.How.Stated():
		l.ConfigChanges.Set(true, model.Span{Line: min(on.Span.Line, sent.Span.Line), End: max(on.Span.End, sent.Span.End)})
	}
	for _, f := range l.Filters {
		if r.logUses[f.Name] {
			f.Used.Inherit(true, f.Span)
		}
	}
	for _, h := range l.Hosts {
		fill.Inherit(&h.Severity, &l.TrapSeverity)
	}
}
