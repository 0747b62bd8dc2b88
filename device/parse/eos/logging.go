package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) loggingEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? logging on", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.Enabled })},
		{Pattern: "logging host ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { r.logHost(c, "", m.Rest, m) }},
		{Pattern: "logging vrf * host ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { r.logHost(c, m.Arg(0), m.Rest, m) }},
		{Pattern: "no logging host * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.dropLogHost(m.Arg(0)) }},
		{Pattern: "no logging vrf * host * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.dropLogHost(m.Arg(1)) }},
		{Pattern: "logging trap ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) { r.trapLevel(c, m) }},
		{Pattern: "no logging trap ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Logging.TrapSeverity.Set(-1, m.Span) }},
		{Pattern: "logging buffered ...", Do: readBuffered},
		{Pattern: "no logging buffered ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Logging.BufferSize.Set(0, m.Span) }},
		{Pattern: "logging console ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if n, ok := fill.Severity(fill.Word(m.Rest, 0)); ok {
				r.Logging.Console.Set(n, m.Span)
			} else if len(m.Rest) > 0 {
				c.Mark(m.Node, stmt.Partial)
			}
		}},
		{Pattern: "no logging console ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Logging.Console.Set(-1, m.Span) }},
		{Pattern: "no? logging persistent ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.Persistent })},
		{Pattern: "logging format timestamp ...", Do: readTimestamp},
		{Pattern: "no logging format timestamp ...", Do: func(_ *stmt.Ctx, r *run, _ *stmt.Match) {
			r.Logging.Milliseconds, r.Logging.Year, r.Logging.Zone = model.F[bool]{}, model.F[bool]{}, model.F[bool]{}
		}},
		{Pattern: "no? logging format sequence-numbers", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.Sequence })},
		{Pattern: "no? logging format rfc5424", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.Logging.Milliseconds.Set(!m.Neg, m.Span)
			r.Logging.Year.Set(!m.Neg, m.Span)
			r.Logging.Zone.Set(!m.Neg, m.Span)
		}},
		{Pattern: "no? logging source-interface *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Logging.SourceIf })},
		{Pattern: "no? logging local-interface *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Logging.SourceIf })},
		{Pattern: "no? logging vrf * source-interface|local-interface *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				r.Logging.SourceIf.Set(m.Arg(1), m.Span)
			}
		}},
		{Pattern: "no? logging level * ...", Do: readLevel},
		{Pattern: "logging policy match ...", Do: readPolicyMatch},
		{Pattern: "no logging policy ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "match-list input string|prefix-ipv4|prefix-ipv6 *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			c.Define("match-list", m.Arg(0), m.Span)
			return t.matchList.In(r)
		}},
	}
}

// logHost reads what follows "host": one address or several, a port, and how
// messages travel.
func (r *run) logHost(c *stmt.Ctx, vrf string, words []string, m *stmt.Match) {
	var hosts []*model.LogHost
	transport, port := "udp", int64(-1)
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case w == "protocol":
			transport = fill.Word(words, i+1)
			i++
		case w == "ssl-profile", w == "ssl":
			i = len(words)
		case w == "add":
		case fill.Int(w) >= 0:
			port = fill.Int(w)
		default:
			h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
			h.Host.Set(w, m.Span)
			hosts = append(hosts, h)
		}
	}
	for _, h := range hosts {
		h.Transport.Set(transport, m.Span)
		if port >= 0 {
			h.Port.Set(port, m.Span)
		}
		if vrf != "" && vrf != "default" {
			h.VRF.Set(vrf, m.Span)
		}
		r.Logging.Hosts = append(r.Logging.Hosts, h)
	}
	if vrf != "" && vrf != "default" {
		useVRF(c, vrf, "logging host vrf", m.Span)
	}
}

func (r *run) dropLogHost(host string) {
	for i, h := range r.Logging.Hosts {
		if h.Host.V == host {
			r.Logging.Hosts = append(r.Logging.Hosts[:i], r.Logging.Hosts[i+1:]...)
			return
		}
	}
}

// trapLevel reads `logging trap informational`. `logging trap` alone restores
// the default; other forms select by facility.
func (r *run) trapLevel(c *stmt.Ctx, m *stmt.Match) {
	switch n, ok := fill.Severity(fill.Word(m.Rest, 0)); {
	case ok:
		r.Logging.TrapSeverity.Set(n, m.Span)
	case len(m.Rest) == 0:
		r.Logging.TrapSeverity = model.F[int64]{}
	case m.Rest[0] == "system":
		if v, ok := m.After("severity"); ok {
			if n, ok := fill.Severity(v); ok {
				r.Logging.TrapSeverity.Set(n, m.Span)
				return
			}
		}
		c.Mark(m.Node, stmt.Partial)
	default:
		c.Mark(m.Node, stmt.Partial)
	}
}

// readBuffered reads `logging buffered 10000 informational`. EOS counts lines
// of the buffer; a line is taken as 100 bytes.
func readBuffered(c *stmt.Ctx, r *run, m *stmt.Match) {
	for _, w := range m.Rest {
		if n := fill.Int(w); n > 7 {
			r.Logging.BufferSize.Set(n*100, m.Span)
			continue
		}
		if n, ok := fill.Severity(w); ok {
			r.Logging.BufferSeverity.Set(n, m.Span)
			continue
		}
		c.Mark(m.Node, stmt.Partial)
	}
}

// readTimestamp reads `high-resolution` or `traditional [year] [timezone]`.
func readTimestamp(_ *stmt.Ctx, r *run, m *stmt.Match) {
	r.Logging.Timestamps.Set(true, m.Span)
	high := m.Has("high-resolution") || m.Has("high-resolution-rfc3339")
	r.Logging.Milliseconds.Set(high, m.Span)
	r.Logging.Year.Set(high || m.Has("year"), m.Span)
	r.Logging.Zone.Set(high || m.Has("timezone"), m.Span)
}

// auditModules are the facilities whose messages an audit needs.
var auditModules = map[string]bool{"AAA": true, "ACCOUNTING": true, "SECURITY": true, "SYS": true, "SSH": true, "SNMP": true, "CONFIG": true, "all": true,
	"EVENTMGR": true, "PROCMGR": true, "CAPI": true, "EAPI": true}

// readLevel notes a facility that an audit needs and whose messages below
// notifications never leave.
func readLevel(_ *stmt.Ctx, r *run, m *stmt.Match) {
	n, ok := fill.Severity(fill.Word(m.Rest, len(m.Rest)-1))
	if !m.Neg && ok && n < 5 && auditModules[m.Arg(0)] {
		fill.Add(&r.Logging.Suppressed, m.Arg(0), m.Span)
	}
}

// readPolicyMatch reads a rule that drops messages before they are stored or
// sent.
func readPolicyMatch(c *stmt.Ctx, r *run, m *stmt.Match) {
	f := &model.LogFilter{Obj: model.Obj{Span: m.Span}, Detail: strings.Join(m.Rest, " ")}
	if v, ok := m.After("match-list"); ok {
		f.Name = v
		c.Use("match-list", v, "logging policy", m.Span)
	}
	f.Drops.Set(m.Has("discard"), m.Span)
	f.Used.Set(true, m.Span)
	r.Logging.Filters = append(r.Logging.Filters, f)
}

func (t *tables) bannerEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "banner login|motd|exec", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			n := &c.Tree.Nodes[m.Node]
			kind := n.Words[1]
			r.Banners = append(r.Banners, &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, PreLogin: kind == "login", Bytes: int64(len(c.Tree.Bodies[m.Node]))})
		}},
		{Pattern: "no banner login|motd|exec", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}
