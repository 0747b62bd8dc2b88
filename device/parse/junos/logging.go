package junos

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// logHost is one destination of messages: a host, or a file on the device.
type logHost struct {
	*model.LogHost
	facilities map[string]level
	structured bool
	name       string
}

// level is the highest severity that one facility sends, -1 for none.
type level struct {
	severity int64
	sp       model.Span
}

// severities are the words that Junos uses for the levels of RFC 5424 §6.2.1.
var severities = map[string]int64{"any": 7, "debug": 7, "info": 6, "notice": 5, "warning": 4, "error": 3, "critical": 2, "alert": 1, "emergency": 0, "none": -1}

// facilities are the sources of messages that Junos can select.
const facilities = "any|authorization|change-log|conflict-log|daemon|dfc|external|firewall|ftp|interactive-commands|kernel|ntp|pfe|security|user|explicit-priority-user|cron|" +
	"syslog|lpr|mail|news|uucp|local0|local1|local2|local3|local4|local5|local6|local7|host-os|dcs"

func loggingEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("syslog host *", openLogHost),
		sub("syslog file *", openLogFile),
		do("syslog user * ...", logOn),
		do("syslog console * *", consoleLevel),
		do("syslog time-format ...", timeFormat),
		do("syslog archive ...", archive),
		text("syslog source-address *", func(d *model.Device) *model.F[string] { return &d.Logging.SourceIf }),
		yes("syslog host-os ...", func(d *model.Device) *model.F[bool] { return &d.Logging.HostOS }),
		do[*model.Device]("syslog routing-instance *", nothing),
		do[*model.Device]("syslog allow-duplicates|log-rotate-frequency ...", nothing),
	}, notRead[*model.Device]("syslog server ...")...)
}

// logOn: what stands below syslog is in force unless the process is off.
func logOn(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if !a.v.Logging.Enabled.How.Stated() {
		put(&a.v.Logging.Enabled, true, m)
	}
}

func openLogHost(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	h := newDestination(c, m)
	put(&h.Host, last(m), m)
	a.r.hosts = append(a.r.hosts, h)
	a.v.Logging.Hosts = append(a.v.Logging.Hosts, h.LogHost)
	logOn(c, a, m)
	return a.r.t.logHost.In(in(a, h))
}

func openLogFile(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	h := newDestination(c, m)
	a.r.files = append(a.r.files, h)
	put(&a.v.Logging.Persistent, true, m)
	logOn(c, a, m)
	return a.r.t.logFile.In(in(a, h))
}

func newDestination(c *stmt.Ctx, m *stmt.Match) *logHost {
	return &logHost{LogHost: &model.LogHost{Obj: model.Obj{Span: c.Span(m.Node)}}, facilities: map[string]level{}, name: last(m)}
}

// logFileEntries reads what a file and a host have in common.
func logFileEntries() []entry[*logHost] {
	return append([]entry[*logHost]{
		do(facilities+" *", facility),
		do("structured-data ...", func(_ *stmt.Ctx, a at[*logHost], _ *stmt.Match) { a.v.structured = true }),
		do("match|match-strings *", logMatch),
		do("archive ...", fileArchive),
		do[*logHost]("explicit-priority|allow-duplicates", nothing),
	}, notRead[*logHost]()...)
}

func logHostEntries() []entry[*logHost] {
	return append(logFileEntries(),
		number("port *", 1, func(h *logHost) *model.F[int64] { return &h.Port }),
		text("routing-instance *", func(h *logHost) *model.F[string] { return &h.VRF }),
		do("transport ...", transport),
		do[*logHost]("source-address|facility-override|log-prefix|tlsdetails ...", nothing),
		do[*logHost]("exclude-hostname", nothing))
}

func transport(c *stmt.Ctx, a at[*logHost], m *stmt.Match) {
	if len(m.Rest) == 0 {
		return
	}
	switch m.Rest[0] {
	case "udp", "tcp", "tls":
		put(&a.v.Transport, m.Rest[0], m)
	default:
		a.v.Transport.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

func facility(c *stmt.Ctx, a at[*logHost], m *stmt.Match) {
	n, ok := severities[last(m)]
	if !ok {
		c.Mark(m.Node, stmt.Partial)
		a.v.AddDoubt(m.Span.Line)
		return
	}
	name := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0]
	if have, ok := a.v.facilities[name]; ok && (m.Inherited || have.severity > n) {
		return
	}
	a.v.facilities[name] = level{n, m.Span}
}

// logMatch reads a condition on the text: what it does not fit never leaves.
func logMatch(_ *stmt.Ctx, a at[*logHost], m *stmt.Match) {
	if !a.v.Host.How.Stated() {
		return // what a file on the device holds is nobody's concern here
	}
	put(&a.v.Filter, "match", m)
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: a.v.name, Detail: last(m)}
	switch expr := strings.TrimLeft(last(m), "( "); {
	case strings.HasPrefix(expr, "!"):
		put(&f.Drops, true, m)
	case strings.Trim(expr, ".*+)") == "":
		put(&f.Drops, false, m)
	default:
		f.Drops.Unsure(m.Span) // only what it fits leaves for this host
	}
	put(&f.Used, true, m)
	a.r.dev.Logging.Filters = append(a.r.dev.Logging.Filters, f)
}

func consoleLevel(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	n, ok := severities[m.Arg(1)]
	if !ok || n < 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	if f := &a.v.Logging.Console; !f.How.Stated() || f.V < n {
		f.Set(n, m.Span)
	}
}

func timeFormat(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Logging.Year, m.Has("year"), m)
	put(&a.v.Logging.Milliseconds, m.Has("millisecond"), m)
}

// archive and fileArchive read how much of the messages is kept.
func archive(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.keep(m)
}

func fileArchive(_ *stmt.Ctx, a at[*logHost], m *stmt.Match) {
	if a.v.name == "messages" {
		a.r.keep(m)
	}
	for _, w := range m.Rest {
		if strings.Contains(w, "://") {
			a.r.transfer("archive", w, m)
		}
	}
}

func (r *reader) keep(m *stmt.Match) {
	size, ok := m.After("size")
	if !ok {
		return
	}
	if n := bytesOf(size); n > 0 {
		put(&r.dev.Logging.BufferSize, n, m)
	}
}

// bytesOf reads 10m, 1000k, 1g or a number of bytes; 0 where it is none.
func bytesOf(s string) int64 {
	if s == "" {
		return 0
	}
	unit := int64(1)
	switch s[len(s)-1] {
	case 'k', 'K':
		unit = 1 << 10
	case 'm', 'M':
		unit = 1 << 20
	case 'g', 'G':
		unit = 1 << 30
	}
	if unit > 1 {
		s = s[:len(s)-1]
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n * unit
}

// finishLogging says what the hosts get together.
func (r *reader) finishLogging() {
	l := &r.dev.Logging
	for _, h := range r.hosts {
		h.settle(l)
	}
	for _, f := range r.files {
		if any, ok := f.facilities["any"]; ok && f.name == "messages" && any.severity >= 0 {
			l.BufferSeverity.Set(any.severity, any.sp)
		}
	}
	l.Hosts = slices.DeleteFunc(l.Hosts, func(x *model.LogHost) bool {
		return slices.ContainsFunc(r.hosts, func(h *logHost) bool { return h.LogHost == x && h.silent() })
	})
	if len(r.hosts) == 0 {
		return
	}
	reach := func(f *model.F[bool], facility string, least int64) {
		sp, filtered := r.hosts[len(r.hosts)-1].Span, false
		for _, h := range r.hosts {
			have, at, ok := h.reaches(facility)
			switch {
			case !ok || have < least:
			case h.LogHost.Filter.How.Stated():
				filtered, sp = true, at // what its condition fits, and no more
			default:
				f.Inherit(true, at)
				return
			}
		}
		if filtered {
			f.Unsure(sp)
			return
		}
		rests(r, f, false, sp)
	}
	reach(&l.LoginSuccess, "authorization", 6)
	reach(&l.LoginFailure, "authorization", 6)
	reach(&l.ConfigChanges, "change-log", 5)
	reach(&l.Commands, "interactive-commands", 6)
	r.timestamps()
}

// silent reports a host to which every facility that it names sends nothing.
func (h *logHost) silent() bool {
	for _, f := range h.facilities {
		if f.severity >= 0 {
			return false
		}
	}
	return len(h.facilities) > 0 && len(h.Doubt) == 0
}

// timestamps: structured messages carry year, milliseconds and zone (RFC 5424).
func (r *reader) timestamps() {
	l := &r.dev.Logging
	for _, h := range r.hosts {
		if !h.structured {
			return
		}
	}
	sp := r.hosts[len(r.hosts)-1].Span
	for _, f := range []*model.F[bool]{&l.Year, &l.Milliseconds, &l.Zone} {
		rests(r, f, true, sp)
	}
}

// reaches returns the highest severity of a facility that goes to the host.
func (h *logHost) reaches(facility string) (int64, model.Span, bool) {
	if have, ok := h.facilities[facility]; ok {
		return have.severity, have.sp, true
	}
	have, ok := h.facilities["any"]
	return have.severity, have.sp, ok
}

// settle fills the facts of one host from its facilities.
func (h *logHost) settle(l *model.Logging) {
	kinds := map[string]string{"any": "all", "authorization": "auth", "change-log": "config", "interactive-commands": "commands"}
	for _, name := range sortedNames(h.facilities) {
		have := h.facilities[name]
		m := &stmt.Match{Span: have.sp}
		if have.severity < 0 {
			push(&l.Suppressed, name, m)
			continue
		}
		if k := kinds[name]; k != "" {
			push(&h.Kinds, k, m)
		} else {
			push(&h.Kinds, name, m)
		}
	}
	if any, ok := h.facilities["any"]; ok && any.severity >= 0 {
		h.Severity.Set(any.severity, any.sp)
		if !l.TrapSeverity.How.Stated() || l.TrapSeverity.V < any.severity {
			l.TrapSeverity.Inherit(any.severity, any.sp)
		}
	}
}
