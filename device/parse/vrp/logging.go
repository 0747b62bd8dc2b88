package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func loggingEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "no? info-center enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Logging.Enabled })},
		{Pattern: "info-center loghost source ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Logging.SourceIf.Set(fill.First(m), m.Span) }},
		{Pattern: "info-center loghost ipv6 * ...", Do: logHost},
		{Pattern: "info-center loghost domain * ...", Do: logHost},
		{Pattern: "info-center loghost * ...", Do: logHost},
		{Pattern: "info-center source * channel * ...", Do: logSource},
		{Pattern: "info-center channel ...", State: stmt.Unimplemented}, // gives the channels other names
		{Pattern: "no info-center source * channel * ...", Do: nothing},
		{Pattern: "info-center timestamp log ...", Do: timestamp},
		{Pattern: "info-center timestamp debugging|trap ...", Do: nothing},
		{Pattern: "no? info-center logbuffer", Do: nothing},
		{Pattern: "info-center logbuffer size *", Do: nothing},
		{Pattern: "info-center logbuffer channel ...", Do: nothing},
		{Pattern: "info-center filter-id ...", Do: logFilter},
		{Pattern: "no? info-center statistic-suppress enable", Do: nothing},
		{Pattern: "no? info-center console channel ...", Do: nothing},
		{Pattern: "no? info-center logfile ...", Do: logFile},
		{Pattern: "flow-log|session-log ...", State: stmt.Irrelevant},
		{Pattern: "ip netstream export host * ...", Do: collector},
		{Pattern: "ip netstream export destination * ...", Do: collector},
		{Pattern: "ipv6 netstream export host * ...", Do: collector},
		{Pattern: "netstream export ip|ipv6 host * ...", Do: collector},
		{Pattern: "netstream export host * ...", Do: collector},
		{Pattern: "sflow collector * ip * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { addCollector(r, m.Arg(1), m) }},
		{Pattern: "ip netstream sampler ...", Do: sampler},
		{Pattern: "netstream sampler ...", Do: sampler},
	}
}

// levels are VRP's names of severities.
var levels = map[string]int64{"emergencies": 0, "alert": 1, "alerts": 1, "critical": 2, "error": 3, "errors": 3, "warning": 4, "warnings": 4,
	"notification": 5, "notifications": 5, "informational": 6, "debugging": 7}

// logHost reads one collector. Without a level the channel's applies.
func logHost(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Arg(0), m.Span)
	h.Transport.Set("udp", m.Span)
	h.Port.Inherit(514, m.Span)
	h.VRF.Set("", m.Span)
	if v, ok := m.After("transport"); ok {
		h.Transport.Set(v, m.Span)
	}
	if m.Has("ssl-policy") || h.Transport.V == "tls" {
		h.Transport.Set("tls", m.Span)
		h.Port.Inherit(6514, m.Span)
	}
	if v, ok := m.After("port"); ok && fill.Int(v) > 0 {
		h.Port.Set(fill.Int(v), m.Span)
	}
	if v, ok := m.After("vpn-instance"); ok {
		h.VRF.Set(v, m.Span)
	}
	if v, ok := m.After("level"); ok {
		if n, known := levels[v]; known {
			h.Severity.Set(n, m.Span)
		} else {
			h.Severity.Unsure(m.Span)
		}
	}
	if v, ok := m.After("channel"); ok {
		r.channels[channel(v)] = true
	}
	if v, ok := m.After("source-ip"); ok && !r.Logging.SourceIf.How.Stated() {
		r.Logging.SourceIf.Inherit(v, m.Span)
	}
	r.Logging.Hosts = append(r.Logging.Hosts, h)
}

// channel gives the number of a channel by its first name; the names of 6 to 9
// hold it.
func channel(w string) string {
	if n, ok := map[string]string{"console": "0", "monitor": "1", "loghost": "2", "trapbuffer": "3", "logbuffer": "4", "snmpagent": "5"}[w]; ok {
		return n
	}
	return strings.TrimPrefix(w, "channel")
}

// logSource reads "source MODULE channel C log level L state on|off" when it is
// known which channels lead to collectors.
func logSource(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.finally(func() { r.logSource(m.Arg(0), channel(m.Arg(1)), m) })
}

func (r *reader) logSource(module, channel string, m *stmt.Match) {
	at := index(m.Rest, "log")
	if at < 0 {
		return // traps and debugging only
	}
	part := m.Rest[at+1:]
	if end := index(part, "trap"); end >= 0 {
		part = part[:end]
	}
	state, _ := fill.Next(part, "state")
	word, hasLevel := fill.Next(part, "level")
	n, known := levels[word]
	log := &r.Logging
	all, toHost := module == "default", channel == "2" || r.channels[channel]
	switch {
	case state == "off" && toHost:
		f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: m.Arg(1), Detail: "source " + module}
		f.Drops.Set(true, m.Span)
		f.Used.Set(true, m.Span)
		log.Filters = append(log.Filters, f)
		addOnce(&log.Suppressed, module, m.Span)
	case !hasLevel:
	case !known:
		log.TrapSeverity.Unsure(m.Span)
	case toHost && all:
		if t := &log.TrapSeverity; !t.How.Stated() || n < t.V { // of several channels the weakest counts
			t.Set(n, m.Span)
		}
	case toHost && n < 6:
		addOnce(&log.Suppressed, module, m.Span)
	case channel == "4":
		if all {
			log.BufferSeverity.Set(n, m.Span)
		}
	case channel == "0":
		if all {
			log.Console.Set(n, m.Span)
		}
	}
}

func timestamp(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	log := &r.Logging
	kind := fill.Word(m.Rest, 0)
	log.Timestamps.Set(kind != "none", m.Span)
	log.Year.Set(kind == "date" || kind == "format-date", m.Span)
	log.Milliseconds.Set(m.Has("millisecond"), m.Span)
}

// logFilter drops messages by their id.
func logFilter(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Name: "filter-id", Detail: strings.Join(m.Rest, " ")}
	f.Drops.Set(true, m.Span)
	f.Used.Set(true, m.Span)
	r.Logging.Filters = append(r.Logging.Filters, f)
	addOnce(&r.Logging.Suppressed, fill.First(m), m.Span)
}

func logFile(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Has("channel") || m.Has("size") || m.Has("path") {
		r.Logging.Persistent.Set(!m.Neg, m.Span)
	}
}

// finishLogging gives each collector the level of the channel where its line
// names none.
func (r *reader) finishLogging() {
	for _, h := range r.Logging.Hosts {
		fill.Inherit(&h.Severity, &r.Logging.TrapSeverity)
	}
}

func collector(_ *stmt.Ctx, r *reader, m *stmt.Match) { addCollector(r, m.Arg(0), m) }

func addCollector(r *reader, host string, m *stmt.Match) {
	t := &model.FlowTarget{Obj: model.Obj{Span: m.Span}, Name: host}
	t.Host.Set(host, m.Span)
	t.VRF.Set("", m.Span)
	if v, ok := m.After("vpn-instance"); ok {
		t.VRF.Set(v, m.Span)
	}
	r.Flow.Collectors = append(r.Flow.Collectors, t)
	r.Flow.Enabled.Set(true, m.Span)
}

func sampler(c *stmt.Ctx, r *reader, m *stmt.Match) {
	for _, key := range []string{"fix-packets", "random-packets", "packets"} {
		if v, ok := m.After(key); ok {
			fill.Number(c, &r.Flow.Sampling, 1, v, m)
		}
	}
}
