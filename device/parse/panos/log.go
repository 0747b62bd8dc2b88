package panos

import (
	"maps"
	"slices"
	"sort"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// match sends one kind of log to syslog profiles. Where by names a forwarding
// profile, it does so for the rules that name that.
type match struct {
	model.Obj
	kind     string
	filter   string
	by       string
	profiles []string
	panorama bool
	sp       model.Span
}

// whole reports a match that leaves nothing of its kind out.
func (m *match) whole() bool { return m.filter == "" || m.filter == "All Logs" }

// delivers reports a match that something receives.
func (r *reader) delivers(m *match) bool {
	if m.by != "" && !r.forwards[m.by] {
		return false
	}
	return m.panorama || slices.ContainsFunc(m.profiles, func(p string) bool { return len(r.syslog[p]) > 0 })
}

func logEntries(b *builder) []stmt.Entry[*scope] {
	var out []stmt.Entry[*scope]
	kinds := []string{"system", "userid", "hipmatch", "globalprotect", "iptag", "correlation", "traffic", "threat", "wildfire", "auth"}
	for _, k := range kinds {
		out = append(out,
			block(b, "match", "log-settings "+k+" match-list *", openMatch(k), matchEntries()...),
			block(b, "match", "log-settings "+k+" informational|any", openMatch(k), matchEntries()...),
		)
		for _, severity := range []string{"low", "medium", "high", "critical"} {
			out = append(out, block(b, "match", "log-settings "+k+" "+severity, openSeverity(k, severity), matchEntries()...))
		}
	}
	return append(out,
		block(b, "match", "log-settings config", openMatch("config"), append(matchEntries(), block(b, "match", "match-list *", func(c *stmt.Ctx, m *match, _ string, sp model.Span) *match {
			m.sp = sp
			return m
		}, matchEntries()...))...),
		block(b, "log-profile", "log-settings profiles *", openProfileLog,
			block(b, "match", "match-list *", func(_ *stmt.Ctx, p *logProfile, _ string, sp model.Span) *match { return p.match(sp) }, matchEntries()...)),
		block(b, "syslog", "log-settings syslog *", func(_ *stmt.Ctx, s *scope, name string, _ model.Span) *syslogProfile { return &syslogProfile{s, name} },
			block(b, "syslog-server", "server *", openSyslog, syslogEntries()...)),
		block(b, "trap", "log-settings snmptrap *", func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *trapProfile { return &trapProfile{s: s} },
			block(b, "trap-server", "version v2c server *", func(_ *stmt.Ctx, p *trapProfile, name string, sp model.Span) *model.TrapHost { return p.host("2c", sp) }, trapEntries()...),
			block(b, "trap-server", "version v3 server *", func(_ *stmt.Ctx, p *trapProfile, name string, sp model.Span) *model.TrapHost { return p.host("3", sp) }, trapEntries()...)),
		block(b, "http-server", "log-settings http *", openHTTP,
			text("server * address", func(t *model.Transfer) *model.F[string] { return &t.Host }),
			fact("server * protocol", func(t *model.Transfer) *model.F[string] { return &t.Proto }, pick(map[string]string{"HTTP": "http", "HTTPS": "https"}))),
	)
}

func openMatch(kind string) opener[*scope, *match] {
	return func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *match {
		m := &match{Obj: model.Obj{Span: sp}, kind: kind, sp: sp}
		s.r.matches = append(s.r.matches, m)
		return m
	}
}

// openSeverity is what older releases have in place of a match-list.
func openSeverity(kind, severity string) opener[*scope, *match] {
	open := openMatch(kind)
	return func(c *stmt.Ctx, s *scope, name string, sp model.Span) *match {
		m := open(c, s, name, sp)
		m.filter = "severity " + severity
		return m
	}
}

// logProfile is a log-forwarding profile, which security rules name.
type logProfile struct {
	s    *scope
	name string
}

func openProfileLog(_ *stmt.Ctx, s *scope, name string, _ model.Span) *logProfile {
	return &logProfile{s, name}
}

func (p *logProfile) match(sp model.Span) *match {
	m := &match{Obj: model.Obj{Span: sp}, kind: "traffic", by: p.name, sp: sp}
	p.s.r.matches = append(p.s.r.matches, m)
	return m
}

func matchEntries() []stmt.Entry[*match] {
	profile := func(path string) stmt.Entry[*match] {
		return when(path, func(_ *stmt.Ctx, m *match, v string, sp model.Span) { m.profiles, m.sp = append(m.profiles, v), sp })
	}
	return []stmt.Entry[*match]{
		when("log-type", func(_ *stmt.Ctx, m *match, v string, _ model.Span) { m.kind = v }),
		when("filter", func(_ *stmt.Ctx, m *match, v string, _ model.Span) { m.filter = v }),
		when("send-to-panorama", func(_ *stmt.Ctx, m *match, v string, _ model.Span) { m.panorama = v == "yes" }),
		profile("send-syslog"), profile("send-syslog using-syslog-setting"),
		when("any send-syslog using-syslog-setting", func(_ *stmt.Ctx, m *match, v string, sp model.Span) { m.profiles, m.sp = append(m.profiles, v), sp }),
	}
}

// syslogProfile is a list of collectors.
type syslogProfile struct {
	s    *scope
	name string
}

func openSyslog(_ *stmt.Ctx, p *syslogProfile, name string, sp model.Span) *model.LogHost {
	key := p.name + "\x00" + name
	if h := p.s.r.collectors[key]; h != nil {
		return h
	}
	h := &model.LogHost{Obj: model.Obj{Span: sp}}
	p.s.r.collectors[key] = h
	p.s.r.syslog[p.name] = append(p.s.r.syslog[p.name], h)
	return h
}

func syslogEntries() []stmt.Entry[*model.LogHost] {
	return []stmt.Entry[*model.LogHost]{
		text("server", func(h *model.LogHost) *model.F[string] { return &h.Host }),
		fact("transport", func(h *model.LogHost) *model.F[string] { return &h.Transport }, pick(map[string]string{"UDP": "udp", "TCP": "tcp", "SSL": "tls"})),
		number("port", 1, func(h *model.LogHost) *model.F[int64] { return &h.Port }),
	}
}

type trapProfile struct{ s *scope }

func (p *trapProfile) host(version string, sp model.Span) *model.TrapHost {
	t := &model.TrapHost{Obj: model.Obj{Span: sp}}
	t.Version.Set(version, sp)
	if version == "3" {
		t.Level.Inherit("priv", sp)
	}
	p.s.SNMP.Hosts = append(p.s.SNMP.Hosts, t)
	return t
}

func trapEntries() []stmt.Entry[*model.TrapHost] {
	return []stmt.Entry[*model.TrapHost]{
		text("manager", func(t *model.TrapHost) *model.F[string] { return &t.Host }),
		when("community|authpwd|privpwd", func(*stmt.Ctx, *model.TrapHost, string, model.Span) {}),
	}
}

func openHTTP(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *model.Transfer {
	t := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: "automation"}
	s.Transfers = append(s.Transfers, t)
	return t
}

// finishLogging joins servers with what is sent to them.
func (r *reader) finishLogging() {
	kinds := map[string]map[string]bool{}
	at := map[string]model.Span{}
	filters := map[string]*match{}
	for _, m := range r.matches {
		if r.delivers(m) {
			r.logs(m)
		}
		for _, p := range m.profiles {
			if kinds[p] == nil {
				kinds[p] = map[string]bool{}
			}
			kinds[p][m.kind] = true
			at[p] = m.sp
			if !m.whole() && !r.all(m, p) {
				filters[p] = m
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(r.syslog)) {
		for _, h := range r.syslog[p] {
			r.dev.Logging.Hosts = append(r.dev.Logging.Hosts, h)
			h.Kinds.Derive(sorted(kinds[p]), spanOr(at[p], h.Span))
			if f := filters[p]; f != nil {
				h.Filter.Inherit(p, f.sp)
			}
		}
		if f := filters[p]; f != nil {
			x := &model.LogFilter{Obj: model.Obj{Span: f.sp}, Name: p, Detail: f.filter}
			x.Drops.Inherit(true, f.sp)
			x.Used.Inherit(true, f.sp)
			r.dev.Logging.Filters = append(r.dev.Logging.Filters, x)
		}
	}
}

// all reports that a profile gets what m leaves out by another match.
func (r *reader) all(m *match, profile string) bool {
	return slices.ContainsFunc(r.matches, func(o *match) bool {
		return o.kind == m.kind && o.by == m.by && o.whole() && slices.Contains(o.profiles, profile)
	})
}

// logs states what a match says of the log: whether a filter lets logins or
// changes through is not told.
func (r *reader) logs(m *match) {
	l := &r.dev.Logging
	state := func(f *model.F[bool]) {
		switch {
		case m.filter != "" && m.whole():
			f.Inherit(true, m.sp)
		case m.whole() && !f.How.Stated():
			f.Derive(true, m.sp) // no line behind it is a filter
		case f.How == model.NotRead:
			f.Unsure(m.sp)
		}
	}
	switch m.kind {
	case "system":
		state(&l.LoginSuccess)
		state(&l.LoginFailure)
	case "config":
		state(&l.ConfigChanges)
	}
	// Every message carries date and time with year, zone and milliseconds.
	for _, f := range []*model.F[bool]{&l.Enabled, &l.Timestamps, &l.Year} {
		f.Inherit(true, m.sp)
	}
}

func spanOr(a, b model.Span) model.Span {
	if a.Line == 0 {
		return b
	}
	return a
}

func sorted(m map[string]bool) []string {
	out := []string{}
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
