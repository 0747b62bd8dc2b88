package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) loggingEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? logging server * ...", Do: readLogServer},
		{Pattern: "no? logging source-interface ...", Do: readJoined(func(r *run) *model.F[string] { return &r.Logging.SourceIf })},
		{Pattern: "logging logfile * ...", Do: readLogfile},
		{Pattern: "no logging logfile ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.Logging.BufferSize.Set(0, m.Span)
			r.Logging.Persistent.Set(false, m.Span)
		}},
		{Pattern: "logging console", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "logging console *", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.Logging.Console })},
		{Pattern: "no logging console", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Logging.Console.Set(-1, m.Span) }},
		{Pattern: "no? logging level * ...", Do: readLevel},
		{Pattern: "no? logging timestamp *", Do: readTimestamp},
		{Pattern: "no? logging rfc-strict ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.Logging.Year.Set(!m.Neg, m.Span)
			r.Logging.Zone.Set(!m.Neg, m.Span)
		}},
		{Pattern: "no? aaa authentication login invalid-username-log", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

// readLogServer reads `logging server A 6 port 6514 secure use-vrf V`.
func readLogServer(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		for i, h := range r.Logging.Hosts {
			if h.Host.V == m.Arg(0) {
				r.Logging.Hosts = append(r.Logging.Hosts[:i], r.Logging.Hosts[i+1:]...)
				return
			}
		}
		return
	}
	h := &model.LogHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Arg(0), m.Span)
	h.Transport.Set("udp", m.Span)
	r.Logging.Hosts = append(r.Logging.Hosts, h)
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "port":
			fill.Number(c, &h.Port, 1, fill.Word(m.Rest, i+1), m)
			i++
		case "secure":
			h.Transport.Set("tls", m.Span)
		case "trustpoint":
			if fill.Word(m.Rest, i+1) == "client-identity" {
				i++
			}
			c.Use("trustpoint", fill.Word(m.Rest, i+1), "logging server", m.Span)
			i++
		case "use-vrf":
			h.VRF.Set(fill.Word(m.Rest, i+1), m.Span)
			useVRF(c, h.VRF.V, "logging server use-vrf", m.Span)
			i++
		case "facility":
			i++
		default:
			if n, ok := fill.Severity(w); ok && i == 0 {
				h.Severity.Set(n, m.Span)
				continue
			}
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

// readLogfile reads `logging logfile messages 6 size 4194304`. The file
// stands in log: and survives a restart of processes only.
func readLogfile(c *stmt.Ctx, r *run, m *stmt.Match) {
	if n, ok := fill.Severity(fill.Word(m.Rest, 0)); ok {
		r.Logging.BufferSeverity.Set(n, m.Span)
	}
	if s, ok := m.After("size"); ok {
		fill.Number(c, &r.Logging.BufferSize, 1, s, m)
	}
	if m.Has("persistent") {
		r.Logging.Persistent.Set(true, m.Span)
	}
}

// auditModules are the facilities whose messages an audit needs.
var auditModules = map[string]bool{"aaa": true, "auth": true, "authpri": true, "authpriv": true, "vshd": true, "security": true, "securityd": true,
	"syslog": true, "sysmgr": true, "snmpd": true, "monitor": true, "tacacs+": true, "radius": true, "session": true, "eth-port-sec": true}

// readLevel notes a facility that an audit needs and that is cut below
// notifications: such messages never leave.
func readLevel(_ *stmt.Ctx, r *run, m *stmt.Match) {
	n, ok := fill.Severity(fill.Word(m.Rest, len(m.Rest)-1))
	if m.Neg || !ok || !auditModules[m.Arg(0)] {
		return
	}
	if n < 5 {
		fill.Add(&r.Logging.Suppressed, m.Arg(0), m.Span)
	}
}

func readTimestamp(_ *stmt.Ctx, r *run, m *stmt.Match) {
	fine := !m.Neg && (m.Arg(0) == "milliseconds" || m.Arg(0) == "microseconds")
	r.Logging.Milliseconds.Set(fine, m.Span)
	r.Logging.Timestamps.Set(true, m.Span)
}

func (t *tables) bannerEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "banner motd|exec|login|incoming ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			n := &c.Tree.Nodes[m.Node]
			kind := n.Words[1]
			r.Banners = append(r.Banners, &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, PreLogin: kind != "exec", Bytes: int64(len(c.Tree.Bodies[m.Node]))})
		}},
	}
}
