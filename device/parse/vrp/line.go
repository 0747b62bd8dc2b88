package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// lineIn is one user-interface view.
type lineIn struct {
	*model.Line
	r *reader
}

func (t *tables) lineTop() []readerEntry {
	return []readerEntry{
		{Pattern: "user-interface con|console|vty|aux|tty ...", Sub: t.openLine},
		{Pattern: "user-interface maximum-vty *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			fill.Number(r.c, &r.SSH.Service.SessionLimit, 1, m.Arg(0), m)
		}},
	}
}

func (t *tables) openLine(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	words := c.Tree.Nodes[m.Node].Words
	kind := words[1]
	if kind == "con" {
		kind = "console"
	}
	l := &model.Line{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: kind, Name: strings.Join(words[1:], " ")}
	l.From = max(fill.Int(fill.Word(m.Rest, 0)), 0)
	l.To = l.From
	if to := fill.Int(fill.Word(m.Rest, 1)); to >= 0 {
		l.To = to
	}
	r.Lines = append(r.Lines, l)
	return t.line.In(&lineIn{l, r})
}

func lineEntries() []stmt.Entry[*lineIn] {
	return []stmt.Entry[*lineIn]{
		{Pattern: "authentication-mode *", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
			l.Login.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "no? protocol inbound ...", Do: protocolIn},
		{Pattern: "acl * inbound", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
			l.r.guard(&l.ACLIn, m.Arg(0), "user-interface "+l.Name+" inbound", m.Span)
		}},
		{Pattern: "acl * outbound", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
			l.r.guard(&l.ACLOut, m.Arg(0), "user-interface "+l.Name+" outbound", m.Span)
		}},
		{Pattern: "acl ipv6 * inbound", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
			l.r.guard(&l.ACL6In, m.Arg(0), "user-interface "+l.Name+" inbound", m.Span)
		}},
		{Pattern: "acl ipv6 * outbound", Do: nothingIn[*lineIn]},
		{Pattern: "no? idle-timeout ...", Do: idle},
		{Pattern: "user privilege level *", Do: fill.Num(1, func(l *lineIn) *model.F[int64] { return &l.Privilege })},
		{Pattern: "set authentication password ...", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
			l.HasSecret.Set(true, m.Span)
			s := l.r.secret("line", "user-interface "+l.Name, m.Rest, m.Span)
			if s != nil && l.Privilege.How.Stated() {
				s.Level = l.Privilege.V
			}
		}},
		{Pattern: "auto-execute command ...", Do: func(_ *stmt.Ctx, l *lineIn, m *stmt.Match) { l.Autocmd.Set(true, m.Span) }},
		{Pattern: "no? shell", Do: fill.Bool(func(l *lineIn) *model.F[bool] { return &l.Exec })},
	}
}

func nothingIn[T any](*stmt.Ctx, T, *stmt.Match) {}

// protocolIn: "all" admits Telnet and SSH.
func protocolIn(_ *stmt.Ctx, l *lineIn, m *stmt.Match) {
	if m.Neg {
		l.TransportIn = model.F[[]string]{}
		return
	}
	var out []string
	for _, w := range m.Rest {
		switch w {
		case "pad":
		case "all", "ssh", "telnet":
			out = append(out, w)
		default:
			out = append(out, w)
		}
	}
	l.TransportIn.Set(out, m.Span)
}

// idle reads minutes and seconds; 0 0 is never.
func idle(c *stmt.Ctx, l *lineIn, m *stmt.Match) {
	if m.Neg {
		l.IdleTimeout = model.F[int64]{}
		return
	}
	minutes, seconds := fill.Int(fill.Word(m.Rest, 0)), fill.Int(fill.Word(m.Rest, 1))
	if minutes < 0 {
		l.IdleTimeout.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	l.IdleTimeout.Set(minutes*60+max(seconds, 0), m.Span)
}
