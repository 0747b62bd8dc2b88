package iosxr

import (
	"strconv"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// pool is one range of virtual terminals and the template that rules them.
type pool struct {
	name, template string
	from, to       int64
	span           model.Span
}

func (t *tables) lineEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "line console", Sub: t.openLine("console", "console")},
		{Pattern: "line default", Sub: t.openLine("default", "default")},
		{Pattern: "line template *", Sub: t.openLine("tty", "")},
		{Pattern: "vty-pool * * * ...", Do: readPool},
	}
}

func (t *tables) openLine(kind, name string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		l := &model.Line{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: kind, Name: name}
		if name == "" {
			l.Name = "template " + m.Arg(0)
		}
		r.dev.Lines = append(r.dev.Lines, l)
		return t.line.In(l)
	}
}

// readPool reads vty-pool NAME FROM TO [line-template NAME].
func readPool(c *stmt.Ctx, r *reader, m *stmt.Match) {
	p := pool{name: m.Arg(0), template: "default", span: m.Span}
	var err1, err2 error
	p.from, err1 = strconv.ParseInt(m.Arg(1), 10, 32)
	p.to, err2 = strconv.ParseInt(m.Arg(2), 10, 32)
	if err1 != nil || err2 != nil {
		c.Mark(m.Node, stmt.Partial)
	}
	if name, ok := m.After("line-template"); ok {
		p.template = name
	}
	r.pools = append(r.pools, p)
}

func lineBlock() []stmt.Entry[*model.Line] {
	type L = *model.Line
	return []stmt.Entry[L]{
		{Pattern: "transport input ...", Do: func(_ *stmt.Ctx, l L, m *stmt.Match) { l.TransportIn.Set(m.Rest, m.Span) }},
		{Pattern: "transport output ...", Do: func(_ *stmt.Ctx, l L, m *stmt.Match) { l.TransportOut.Set(m.Rest, m.Span) }},
		{Pattern: "access-class ingress *", Do: lineACL(func(l L) *model.ACLRef { return &l.ACLIn }, "acl")},
		{Pattern: "access-class ipv4 ingress *", Do: lineACL(func(l L) *model.ACLRef { return &l.ACLIn }, "acl")},
		{Pattern: "access-class ipv6 ingress *", Do: lineACL(func(l L) *model.ACLRef { return &l.ACL6In }, "acl6")},
		{Pattern: "access-class egress *", Do: lineACL(func(l L) *model.ACLRef { return &l.ACLOut }, "acl")},
		{Pattern: "access-class ipv4|ipv6 egress *", Do: lineACL(func(l L) *model.ACLRef { return &l.ACLOut }, "acl")},
		{Pattern: "exec-timeout ...", Do: readTimeout},
		{Pattern: "no exec-timeout ...", Do: func(_ *stmt.Ctx, l L, m *stmt.Match) { l.IdleTimeout.Set(600, m.Span) }},
		{Pattern: "session-timeout * ...", Do: readSessionTimeout},
		{Pattern: "login authentication *", Do: func(c *stmt.Ctx, l L, m *stmt.Match) {
			l.Login.Set("aaa", m.Span)
			l.LoginList.Set(m.Arg(0), m.Span)
			c.Use("aaa-list", "authentication login "+m.Arg(0), "line login authentication", m.Span)
		}},
		{Pattern: "authorization * *", Do: func(c *stmt.Ctx, l L, m *stmt.Match) {
			if m.Arg(0) == "commands" || !l.AuthzList.How.Stated() {
				l.AuthzList.Set(m.Arg(1), m.Span)
			}
			c.Use("aaa-list", "authorization "+m.Arg(0)+" "+m.Arg(1), "line authorization", m.Span)
		}},
		{Pattern: "accounting * *", Do: func(c *stmt.Ctx, _ L, m *stmt.Match) {
			c.Use("aaa-list", "accounting "+m.Arg(0)+" "+m.Arg(1), "line accounting", m.Span)
		}},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, l L, m *stmt.Match) {
			l.HasSecret.Set(true, m.Span)
			secret(c, "line", l.Name, m.Rest, m.Span)
		}},
		{Pattern: "secret ...", Do: func(c *stmt.Ctx, l L, m *stmt.Match) {
			l.HasSecret.Set(true, m.Span)
			secret(c, "line", l.Name, m.Rest, m.Span)
		}},
		{Pattern: "users group ...", Do: none[L]},
	}
}

func lineACL(ref func(*model.Line) *model.ACLRef, kind string) func(*stmt.Ctx, *model.Line, *stmt.Match) {
	return func(c *stmt.Ctx, l *model.Line, m *stmt.Match) {
		c.ApplyACL(ref(l), kind, m.Arg(0), "line access-class", m.Span)
	}
}

// readTimeout reads MINUTES [SECONDS]; 0 0 is never.
func readTimeout(c *stmt.Ctx, l *model.Line, m *stmt.Match) {
	total := int64(0)
	for i, w := range m.Rest {
		n, err := strconv.ParseInt(w, 10, 32)
		if err != nil || i > 1 || n < 0 {
			l.IdleTimeout.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
		if i == 0 {
			n *= 60
		}
		total += n
	}
	l.IdleTimeout.Set(total, m.Span)
}

// readSessionTimeout reads MINUTES [output]. With "output" traffic of the
// device prolongs the session, which makes it no absolute limit; without, it
// is one of idle input, as session-timeout always is on this system.
func readSessionTimeout(c *stmt.Ctx, l *model.Line, m *stmt.Match) {
	n, err := strconv.ParseInt(m.Arg(0), 10, 32)
	if err != nil || n < 0 {
		l.SessionLimit.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	l.SessionLimit.Set(n*60, m.Span)
}

// settleLines gives templates their lines, and what they do not say from the
// default template.
func (r *reader) settleLines() {
	var base *model.Line
	for _, l := range r.dev.Lines {
		if l.Name == "default" {
			base = l
		}
	}
	for _, p := range r.pools {
		for _, l := range r.dev.Lines {
			if l.Name == "template "+p.template || l.Name == p.template && p.template == "default" {
				if l.Kind != "default" {
					l.Kind = "vty"
				}
				l.From, l.To = p.from, max(l.To, p.to)
			}
		}
	}
	for _, l := range r.dev.Lines {
		if base != nil && l != base {
			inheritLine(l, base)
		}
	}
}

func inheritLine(l, base *model.Line) {
	inherit(&l.TransportIn, base.TransportIn)
	inherit(&l.TransportOut, base.TransportOut)
	inherit(&l.ACLIn.Name, base.ACLIn.Name)
	inherit(&l.ACL6In.Name, base.ACL6In.Name)
	inherit(&l.ACLOut.Name, base.ACLOut.Name)
	inherit(&l.IdleTimeout, base.IdleTimeout)
	inherit(&l.SessionLimit, base.SessionLimit)
	inherit(&l.Login, base.Login)
	inherit(&l.LoginList, base.LoginList)
	inherit(&l.AuthzList, base.AuthzList)
	inherit(&l.HasSecret, base.HasSecret)
}

// inherit takes over a value that is stated elsewhere where none stands here.
func inherit[T model.Value](f *model.F[T], from model.F[T]) {
	switch {
	case f.How != model.NotRead:
	case from.How.Stated():
		f.Inherit(from.V, from.Span)
	case from.How == model.Unknown:
		f.Unsure(from.Span)
	}
}
