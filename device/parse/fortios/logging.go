package fortios

import (
	"sort"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// logHost is one destination with its filter, gathered from two blocks.
type logHost struct {
	*model.LogHost
	s       *scope
	name    string
	status  model.F[bool]
	mode    model.F[string]
	enc     model.F[string]
	dropped []string // kinds of messages that the filter keeps back
	filters []*logFilter
}

type logFilter struct {
	*model.LogFilter
	h *logHost
}

func logEntries(b *builder) []stmt.Entry[*scope] {
	var out []stmt.Entry[*scope]
	for _, n := range []string{"syslogd", "syslogd2", "syslogd3", "syslogd4"} {
		out = append(out, destination(b, n)...)
	}
	for _, n := range []string{"fortianalyzer", "fortianalyzer2", "fortianalyzer3", "fortianalyzer-cloud", "fortiguard", "webtrends", "tacacs+accounting", "tacacs+accounting2", "tacacs+accounting3"} {
		out = append(out, destination(b, n)...)
	}
	out = append(out, localLogs(b)...)
	return append(out,
		group(b, "log setting", same[*scope],
			onOff("fwpolicy-implicit-log|fwpolicy6-implicit-log", func(s *scope) *model.F[bool] { return &s.r.implicit }),
		),
		group(b, "log eventfilter", same[*scope], eventEntries()...),
		group(b, "log gui-display", same[*scope]),
		group(b, "log threat-weight", same[*scope]),
		group(b, "log null-device setting", same[*scope]),
		group(b, "log null-device filter", same[*scope]),
	)
}

// destination is the setting and the filter of one place that logs go to.
func destination(b *builder, name string) []stmt.Entry[*scope] {
	open := func(override bool) opener[*scope, *logHost] {
		return func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *logHost { return s.logHost(name, override, sp) }
	}
	var out []stmt.Entry[*scope]
	for _, override := range []bool{false, true} {
		prefix := "log " + name + " "
		if override {
			prefix += "override-"
		}
		out = append(out,
			group(b, prefix+"setting", open(override), append(settingEntries(), list(b, "custom-field-name", same[*logHost]))...),
			group(b, prefix+"filter", open(override), append(filterEntries(), list(b, "free-style", openFilter, freeStyleEntries()...))...))
	}
	return out
}

func (s *scope) logHost(name string, override bool, sp model.Span) *logHost {
	key := name
	if override {
		key = s.title(name) + " override"
	}
	if h := s.r.hosts[key]; h != nil {
		return h
	}
	h := &logHost{LogHost: &model.LogHost{Obj: model.Obj{Span: sp}}, s: s, name: name}
	s.r.hosts[key] = h
	s.finally(h.finish)
	return h
}

func settingEntries() []stmt.Entry[*logHost] {
	return []stmt.Entry[*logHost]{
		onOff("status", func(h *logHost) *model.F[bool] { return &h.status }),
		text("server", func(h *logHost) *model.F[string] { return &h.Host }),
		number("port", 1, func(h *logHost) *model.F[int64] { return &h.Port }),
		text("mode|reliable", func(h *logHost) *model.F[string] { return &h.mode }),
		text("enc-algorithm", func(h *logHost) *model.F[string] { return &h.enc }),
		text("source-ip|source-ip-interface", func(h *logHost) *model.F[string] { return &h.s.Logging.SourceIf }),
		when("server-key", func(*stmt.Ctx, *logHost, *stmt.Match) {}),
	}
}

// kinds are the message kinds that a filter can keep back.
var kinds = []string{"forward-traffic", "local-traffic", "multicast-traffic", "sniffer-traffic", "ztna-traffic", "anomaly", "voip", "dns", "ssh", "ssl", "netscan-discovery", "netscan-vulnerability", "gtp", "event", "admin", "system", "vpn", "user", "router", "wireless-activity", "cifs", "dlp-archive", "http-transaction"}

func filterEntries() []stmt.Entry[*logHost] {
	severity := map[string]int64{"emergency": 0, "alert": 1, "critical": 2, "error": 3, "warning": 4, "notification": 5, "information": 6, "debug": 7}
	out := []stmt.Entry[*logHost]{
		fact("severity", func(h *logHost) *model.F[int64] { return &h.Severity }, func(w []string) (int64, bool) {
			v, ok := severity[first(w)]
			return v, ok
		}),
		when("filter", func(_ *stmt.Ctx, h *logHost, m *stmt.Match) {
			if strings.Join(m.Rest, "") != "" {
				h.filter(m.Span).Detail = strings.Join(m.Rest, " ")
			}
		}),
		when("filter-type", func(_ *stmt.Ctx, h *logHost, m *stmt.Match) {
			if first(m.Rest) == "exclude" {
				h.filter(m.Span).Drops.Set(true, m.Span)
			}
		}),
	}
	for _, k := range kinds {
		kind := k
		out = append(out, when(kind, func(_ *stmt.Ctx, h *logHost, m *stmt.Match) {
			if on, ok := truth(first(m.Rest)); ok && !on {
				h.dropped = append(h.dropped, kind)
				h.Kinds.Set(nil, m.Span)
			}
		}))
	}
	return out
}

// filter returns the filter of the destination itself.
func (h *logHost) filter(sp model.Span) *logFilter {
	for _, f := range h.filters {
		if f.Name == h.name {
			return f
		}
	}
	return h.add(h.name, sp)
}

func (h *logHost) add(name string, sp model.Span) *logFilter {
	f := &logFilter{LogFilter: &model.LogFilter{Obj: model.Obj{Span: sp}, Name: name}, h: h}
	f.Drops.Inherit(true, sp) // what an including filter does not name stays back
	f.Used.Inherit(true, sp)
	h.filters = append(h.filters, f)
	h.s.Logging.Filters = append(h.s.Logging.Filters, f.LogFilter)
	h.Filter.Inherit(name, sp)
	return f
}

func openFilter(_ *stmt.Ctx, h *logHost, name string, sp model.Span) *logFilter {
	return h.add(h.name+" free-style "+name, sp)
}

func freeStyleEntries() []stmt.Entry[*logFilter] {
	return []stmt.Entry[*logFilter]{
		when("filter", func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { f.Detail = strings.Join(m.Rest, " ") }),
		when("filter-type", func(_ *stmt.Ctx, f *logFilter, m *stmt.Match) { f.Drops.Set(true, m.Span) }),
	}
}

func eventEntries() []stmt.Entry[*scope] {
	out := []stmt.Entry[*scope]{
		when("event", func(c *stmt.Ctx, s *scope, m *stmt.Match) {
			switch on, ok := truth(first(m.Rest)); {
			case !ok:
				s.Logging.Enabled.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
			case on:
				s.Logging.Enabled.Set(true, m.Span)
			default: // no kind of event is recorded, whatever its own line says
				s.Logging.Enabled.Set(false, m.Span)
				s.events(false, m.Span)
			}
		}),
		when("system", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
			on, ok := truth(first(m.Rest))
			if !ok {
				return
			}
			s.events(on, m.Span)
			s.suppress("system", on, m.Span)
		}),
	}
	for _, k := range []string{"vpn", "user", "router", "wireless-activity", "wan-opt", "endpoint", "ha", "security-rating", "fortiextender", "connector", "sdwan", "cifs", "switch-controller", "rest-api", "web-svc", "webproxy", "compliance-check"} {
		kind := k
		out = append(out, when(kind, func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
			if on, ok := truth(first(m.Rest)); ok {
				s.suppress(kind, on, m.Span)
			}
		}))
	}
	return out
}

// events states whether logins and changes are logged: by every virtual domain.
func (s *scope) events(on bool, sp model.Span) {
	for _, f := range []*model.F[bool]{&s.Logging.LoginSuccess, &s.Logging.LoginFailure, &s.Logging.ConfigChanges} {
		if f.How == model.NotRead || !on {
			f.Set(on, sp)
		}
	}
}

// suppress lists a kind of events that is not recorded.
func (s *scope) suppress(kind string, on bool, sp model.Span) {
	f := &s.Logging.Suppressed
	if !on {
		f.Set(append(f.V[:len(f.V):len(f.V)], kind), sp)
	} else if f.How == model.NotRead {
		f.Set([]string{}, sp)
	}
}

// localLogs are the logs that the device keeps.
func localLogs(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		group(b, "log disk setting", same[*scope], onOff("status", func(s *scope) *model.F[bool] { return &s.Logging.Persistent })),
		group(b, "log disk filter", same[*scope], list(b, "free-style", same[*scope])),
		group(b, "log memory setting", same[*scope], fact("status", func(s *scope) *model.F[bool] { return &s.r.memory }, func(w []string) (bool, bool) { return truth(first(w)) })),
		group(b, "log memory global-setting", same[*scope], number("max-size", 1, func(s *scope) *model.F[int64] { return &s.Logging.BufferSize })),
		group(b, "log memory filter", same[*scope],
			fact("severity", func(s *scope) *model.F[int64] { return &s.Logging.BufferSeverity }, func(w []string) (int64, bool) {
				v, ok := map[string]int64{"emergency": 0, "alert": 1, "critical": 2, "error": 3, "warning": 4, "notification": 5, "information": 6, "debug": 7}[first(w)]
				return v, ok
			}),
			list(b, "free-style", same[*scope])),
	}
}

// finish lists the destination where it is switched on.
func (h *logHost) finish() {
	if !h.status.V {
		return
	}
	sp := h.status.Span
	analyzer := strings.HasPrefix(h.name, "forti")
	if !analyzer && !h.Host.How.Stated() && len(h.Doubt) == 0 {
		return // without a server nothing is sent
	}
	if analyzer && !h.Host.How.Stated() && h.name != "fortianalyzer" {
		h.Host.Inherit(h.name, sp) // the maker's cloud has no address in the file
	}
	switch {
	case h.enc.How.Stated() && h.enc.V != "disable" && h.enc.V != "":
		h.Transport.Inherit("tls", h.enc.Span)
	case analyzer && !h.enc.How.Stated():
		h.Transport.Inherit("tls", sp) // OFTP is encrypted unless switched off
	case analyzer || h.mode.How.Stated() && h.mode.V != "udp" && h.mode.V != "disable":
		h.Transport.Inherit("tcp", h.mode.Span)
	case h.mode.How.Stated():
		h.Transport.Inherit("udp", h.mode.Span)
	}
	if len(h.dropped) > 0 {
		h.Kinds.Inherit(left(h.dropped), h.Kinds.Span)
	}
	h.s.Logging.Hosts = append(h.s.Logging.Hosts, h.LogHost)
	// Every message carries date, time, zone and an event time in nanoseconds.
	for _, f := range []*model.F[bool]{&h.s.Logging.Timestamps, &h.s.Logging.Milliseconds, &h.s.Logging.Year, &h.s.Logging.Zone} {
		f.Inherit(true, sp)
	}
}

// left lists the kinds that are not dropped.
func left(dropped []string) []string {
	var out []string
	for _, k := range kinds {
		if !contains(dropped, k) {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}

// finishLogging states what holds for all rulesets.
func (r *reader) finishLogging() {
	if r.memory.How.Stated() && !r.memory.V {
		r.dev.Logging.BufferSize.Set(0, r.memory.Span)
	}
	r.dev.Logging.ImplicitDeny = r.implicit
	if !r.implicit.How.Stated() {
		return
	}
	for _, rs := range r.dev.Rulesets {
		if rs.Kind != "policy" {
			continue
		}
		rs.DefaultLog.Inherit(r.implicit.V, r.implicit.Span)
		if r.implicit.V {
			rs.FinalDeny.Inherit(true, r.implicit.Span)
			rs.FinalDenyLogged.Inherit(true, r.implicit.Span)
		}
	}
}
