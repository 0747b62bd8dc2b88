package sros

import (
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// syslog is one collector.
type syslog struct {
	*model.LogHost
	id   string
	used bool
	on   model.F[bool]
}

// logID says which streams go where.
type logID struct {
	id      string
	sp      model.Span
	from    []string
	to      string // kind and name of the destination
	filter  model.F[string]
	on      model.F[bool]
	fromSp  model.Span
	persist bool
}

// logFilter selects or drops messages.
type logFilter struct {
	*model.LogFilter
	drops bool
}

func (t *tables) logEntries() []conf {
	openSyslog := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		s := r.syslogs[m.Arg(0)]
		if s == nil {
			s = &syslog{LogHost: &model.LogHost{Obj: model.Obj{Span: c.Span(m.Node)}}, id: m.Arg(0)}
			s.Transport.Inherit("udp", m.Span)
			s.Port.Inherit(514, m.Span)
			r.syslogs[s.id] = s
			r.hosts = append(r.hosts, s)
		}
		s.Span.End = max(s.Span.End, c.Span(m.Node).End)
		return t.syslog.In(s)
	}
	openID := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		l := r.logs[m.Arg(0)]
		if l == nil {
			l = &logID{id: m.Arg(0), sp: c.Span(m.Node)}
			r.logs[l.id] = l
		}
		return t.logID.In(l)
	}
	openFilter := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		f := &logFilter{LogFilter: &model.LogFilter{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}}
		r.filters[f.Name] = f
		r.Logging.Filters = append(r.Logging.Filters, f.LogFilter)
		return t.filter.In(f)
	}
	return []conf{
		{Pattern: "log syslog * ...", Sub: openSyslog},
		{Pattern: "log log-id * ...", Sub: openID},
		{Pattern: "log filter * ...", Sub: openFilter},
		{Pattern: "log event-control * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { eventControl(m.Arg(0), r, m.Rest, m.Span) }},
		{Pattern: "log log-events ...", Do: nothing[*reader]},
		{Pattern: "cflowd collector * ...", Do: collector},
		{Pattern: "cflowd collector *", Do: collector},
		{Pattern: "cflowd rate *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.Flow.Sampling })},
		{Pattern: "cflowd sample-profile * sample-rate *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { fill.Number(c, &r.Flow.Sampling, 1, m.Arg(1), m) }},
		{Pattern: "cflowd sample-profile * create sample-rate *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { fill.Number(c, &r.Flow.Sampling, 1, m.Arg(1), m) }},
		{Pattern: "no? cflowd shutdown", Do: off(func(r *reader) *model.F[bool] { return &r.Flow.Enabled })},
		{Pattern: "cflowd admin-state *", Do: on(func(r *reader) *model.F[bool] { return &r.Flow.Enabled })},
	}
}

func collector(c *stmt.Ctx, r *reader, m *stmt.Match) {
	host := m.Arg(0)
	if i := strings.LastIndexByte(host, ':'); i > 0 && strings.Count(host, ":") == 1 {
		host = host[:i]
	}
	t := &model.FlowTarget{Obj: model.Obj{Span: m.Span}, Name: host}
	t.Host.Set(host, m.Span)
	if t.VRF.Set("", m.Span); r.open(c.Span(m.Node)) {
		t.VRF.Unsure(m.Span)
	}
	if v, ok := m.After("router"); ok && v != "Base" {
		t.VRF.Set(v, m.Span)
	}
	if v, ok := m.After("router-instance"); ok && v != "Base" {
		t.VRF.Set(v, m.Span)
	}
	r.Flow.Collectors = append(r.Flow.Collectors, t)
	if !r.Flow.Enabled.How.Stated() {
		r.Flow.Enabled.Inherit(true, m.Span)
	}
}

// eventControl: suppress drops an event for every destination.
func eventControl(app string, r *reader, words []string, sp model.Span) {
	for i, w := range words {
		if w == "suppress" || (w == "generate" || w == "throttle") && fill.Word(words, i+1) == "false" && w == "generate" {
			addOnce(&r.Logging.Suppressed, app+" "+fill.Word(words, 0), sp)
			return
		}
	}
}

func syslogEntries() []stmt.Entry[*syslog] {
	return join([]stmt.Entry[*syslog]{
		{Pattern: "address *", Do: fill.Text(func(s *syslog) *model.F[string] { return &s.Host })},
		{Pattern: "no? port *", Do: fill.Num(1, func(s *syslog) *model.F[int64] { return &s.Port })},
		{Pattern: "level *", Do: severity},
		{Pattern: "severity *", Do: severity},
		{Pattern: "tls-client-profile *", Do: func(_ *stmt.Ctx, s *syslog, m *stmt.Match) { s.Transport.Set("tls", m.Span) }},
	}, admin("", func(s *syslog) *model.F[bool] { return &s.on }))
}

var levels = map[string]int64{"emergency": 0, "alert": 1, "critical": 2, "error": 3, "warning": 4, "notice": 5, "info": 6, "informational": 6, "debug": 7}

func severity(c *stmt.Ctx, s *syslog, m *stmt.Match) {
	n, ok := levels[m.Arg(0)]
	if !ok {
		s.Severity.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	s.Severity.Set(n, m.Span)
}

func logIDEntries() []stmt.Entry[*logID] {
	return join([]stmt.Entry[*logID]{
		{Pattern: "from ...", Do: source},
		{Pattern: "source ...", Do: source},
		{Pattern: "to ...", Do: destination},
		{Pattern: "destination ...", Do: destination},
		{Pattern: "filter *", Do: func(c *stmt.Ctx, l *logID, m *stmt.Match) {
			l.filter.Set(m.Arg(0), m.Span)
			c.Use("log-filter", m.Arg(0), "log-id "+l.id, m.Span)
		}},
	}, admin("", func(l *logID) *model.F[bool] { return &l.on }))
}

func source(_ *stmt.Ctx, l *logID, m *stmt.Match) {
	for i, w := range m.Rest {
		if w != "true" && w != "false" && fill.Word(m.Rest, i+1) != "false" {
			l.from = append(l.from, w)
		}
	}
	l.fromSp = m.Span
}

func destination(_ *stmt.Ctx, l *logID, m *stmt.Match) {
	l.to = fill.Word(m.Rest, 0)
	if l.to == "syslog" {
		l.to = "syslog " + fill.Word(m.Rest, 1)
	}
	l.persist = l.to == "file"
}

func logFilterEntries() []stmt.Entry[*logFilter] {
	drops := func(f *logFilter, w string, sp model.Span) {
		if w == "drop" {
			f.drops = true
			f.Drops.Set(true, sp)
		} else if !f.drops {
			f.Drops.Set(false, sp)
		}
	}
	return []stmt.Entry[*logFilter]{
		{Pattern: "default-action *", Do: func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { drops(f, m.Arg(0), m.Span) }},
		{Pattern: "entry * action *", Do: func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { drops(f, m.Arg(1), m.Span) }},
		{Pattern: "named-entry * action *", Do: func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { drops(f, m.Arg(1), m.Span) }},
		{Pattern: "entry * create action *", Do: func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { drops(f, m.Arg(1), m.Span) }},
		{Pattern: "entry * match ...", Do: condition},
		{Pattern: "named-entry * match ...", Do: condition},
		{Pattern: "entry * create match ...", Do: condition},
	}
}

func condition(_ *stmt.Ctx, f *logFilter, m *stmt.Match) {
	if len(f.Detail) < 512 {
		f.Detail = strings.TrimSpace(f.Detail + " " + strings.Join(m.Rest, " "))
	}
}

// finishLogging joins collectors, streams and filters.
func (r *reader) finishLogging() {
	log := &r.Logging
	var change, security bool
	for _, id := range slices.Sorted(maps.Keys(r.logs)) {
		l := r.logs[id]
		if l.on.How.Stated() && !l.on.V {
			continue
		}
		if l.persist {
			log.Persistent.Inherit(true, l.sp)
		}
		if f := r.filters[l.filter.V]; f != nil {
			f.Used.Inherit(true, l.filter.Span)
		}
		name, isHost := strings.CutPrefix(l.to, "syslog ")
		s := r.syslogs[name]
		if !isHost || s == nil {
			continue
		}
		s.used = true
		for _, k := range l.from {
			addOnce(&s.Kinds, k, l.fromSp)
		}
		if l.filter.How.Stated() {
			s.Filter.Inherit(l.filter.V, l.filter.Span)
		}
		change = change || slices.Contains(l.from, "change") // main holds what no other stream does
		security = security || slices.Contains(l.from, "security")
	}
	for _, f := range r.filters {
		if !f.drops && r.open(f.Span) {
			f.Drops.Unsure(f.Span)
		}
		if !f.Used.How.Stated() {
			f.Used.Derive(false, f.Span)
		}
	}
	for _, s := range r.hosts {
		if s.Transport.How == model.Inherited && r.open(s.Span) {
			s.Transport.Unsure(s.Span)
		}
		if s.Port.How == model.Inherited && r.open(s.Span) {
			s.Port.Unsure(s.Span)
		}
		if s.used {
			log.Hosts = append(log.Hosts, s.LogHost)
		}
	}
	if len(r.logs) > 0 {
		sp := model.Span{}
		for _, l := range r.logs {
			if sp.Line == 0 || l.sp.Line < sp.Line {
				sp = l.sp
			}
		}
		r.stateLogs(&log.ConfigChanges, change, sp)
		r.stateLogs(&log.LoginSuccess, security, sp)
		r.stateLogs(&log.LoginFailure, security, sp)
	}
}

// stateLogs: what some stream sends is known from its lines; that none does
// only from the whole file.
func (r *reader) stateLogs(f *model.F[bool], v bool, sp model.Span) {
	if v {
		f.Inherit(true, sp)
	} else {
		f.Derive(false, sp)
	}
}
