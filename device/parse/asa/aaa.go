package asa

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// server is one AAA server while it is read.
type server struct{ *model.AAAServer }

func (t *tables) aaaEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "aaa authentication * console ...", Do: consoleList},
		{Pattern: "aaa authentication match * * *", Do: fill.Use[R]("acl", "aaa authentication match")},
		{Pattern: "aaa authorization match * * *", Do: fill.Use[R]("acl", "aaa authorization match")},
		{Pattern: "aaa accounting match * * *", Do: fill.Use[R]("acl", "aaa accounting match")},
		{Pattern: "aaa authorization command ...", Do: plainList("authorization", "commands")},
		{Pattern: "aaa authorization exec ...", Do: execList},
		{Pattern: "aaa authorization http console ...", Do: plainList("authorization", "http")},
		{Pattern: "aaa accounting command privilege * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			l := r.addList(c, "accounting", "commands", "default", m.Rest, m.Span)
			if n, err := strconv.ParseInt(m.Arg(0), 10, 8); err == nil {
				l.Level = n
			}
		}},
		{Pattern: "aaa accounting command ...", Do: plainList("accounting", "commands")},
		{Pattern: "aaa accounting * console ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			r.addList(c, "accounting", "exec", m.Arg(0), m.Rest, m.Span)
		}},
		{Pattern: "aaa local authentication attempts max-fail *", Do: fill.Num(1, func(r R) *model.F[int64] { return &r.dev.AAA.LockAttempts })},
		{Pattern: "aaa-server * protocol *", Sub: t.openGroup},
		{Pattern: "aaa-server * host * ...", Sub: t.openServer},
		{Pattern: "aaa-server * * host * ...", Sub: t.openServer},
		{Pattern: "password-policy minimum-length *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.AAA.PasswordPolicy.Set(true, m.Span)
			fill.Number(c, &r.dev.AAA.PasswordMinLength, 1, m.Arg(0), m)
		}},
		{Pattern: "password-policy minimum-lowercase|minimum-uppercase|minimum-numeric|minimum-special *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.AAA.PasswordPolicy.Set(true, m.Span)
			r.dev.AAA.PasswordComplexity.Set(m.Arg(0) != "0", m.Span)
		}},
		{Pattern: "password-policy lifetime|minimum-changes|authenticate|reuse-interval|username-check ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.AAA.PasswordPolicy.Set(true, m.Span)
		}},
		{Pattern: "no? password encryption aes", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Platforms.MasterKey })},
	}
}

// addList records one method list; a method is a server group or LOCAL.
func (r *reader) addList(c *stmt.Ctx, kind, service, name string, words []string, sp model.Span) *model.MethodList {
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: kind, Service: service, Level: -1, Name: name}
	methods := []string{}
	for _, w := range words {
		switch w {
		case "LOCAL":
			methods = append(methods, "local")
		case "auto-enable":
		default:
			methods = append(methods, "group "+w)
			c.Use("server-group", w, "aaa "+kind+" "+service, sp)
		}
	}
	l.Methods.Set(methods, sp)
	if kind == "accounting" {
		l.Mode.Inherit("start-stop", sp)
	}
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
	return l
}

// consoleList reads aaa authentication WAY console GROUP [LOCAL].
func consoleList(c *stmt.Ctx, r *reader, m *stmt.Match) {
	way, service := m.Arg(0), m.Arg(0)
	switch way {
	case "ssh", "telnet":
		service = "login"
	case "serial":
		service = "console"
		line := r.consoleLine(m.Span)
		line.Login.Set("aaa", m.Span)
		line.LoginList.Set(way, m.Span)
	}
	l := r.addList(c, "authentication", service, way, m.Rest, m.Span)
	s := map[string]*model.Service{"ssh": &r.dev.SSH.Service, "telnet": &r.dev.Services.Telnet, "http": &r.dev.Services.HTTPS}[way]
	if s != nil {
		s.Auth.Set(l.Methods.V, m.Span)
	}
}

func plainList(kind, service string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		r.addList(c, kind, service, "default", m.Rest, m.Span)
	}
}

// execList reads authentication-server | LOCAL [auto-enable]: the first asks
// the server that knows the person.
func execList(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if !m.Has("authentication-server") {
		r.addList(c, "authorization", "exec", "default", m.Rest, m.Span)
		return
	}
	l := &model.MethodList{Obj: model.Obj{Span: m.Span}, Kind: "authorization", Service: "exec", Level: -1, Name: "default"}
	l.Methods.Set([]string{"if-authenticated"}, m.Span)
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
}

func (t *tables) openGroup(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := r.group(m.Arg(0))
	g.Obj = model.Obj{Span: c.Span(m.Node)}
	g.Proto = strings.TrimSuffix(m.Arg(1), "+")
	c.Define("server-group", g.Name, m.Span)
	return t.group.In(r)
}

func (r *reader) group(name string) *model.AAAGroup {
	for _, g := range r.dev.AAA.Groups {
		if g.Name == name {
			return g
		}
	}
	g := &model.AAAGroup{Name: name}
	r.dev.AAA.Groups = append(r.dev.AAA.Groups, g)
	return g
}

func groupBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "no? dynamic-authorization ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.dev.AAA.CoA })},
	}
}

// openServer reads aaa-server GROUP [(INTERFACE)] host ADDRESS [KEY] [timeout N].
func (t *tables) openServer(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := r.group(m.Arg(0))
	host := r.resolved(m.Arg(len(m.Args) - 1))
	fill.Add(&g.Servers, host, m.Span)
	s := &model.AAAServer{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: g.Proto, Name: host, Group: g.Name}
	s.Host.Set(host, m.Span)
	if len(m.Args) == 3 {
		s.Source.Set(strings.Trim(m.Arg(1), "()"), m.Span)
	}
	if len(m.Rest) > 0 && m.Rest[0] != "timeout" {
		s.HasKey.Set(true, m.Span)
		secret(c, "aaa", g.Name+" "+host, m.Rest, m.Span)
	}
	r.dev.AAA.Servers = append(r.dev.AAA.Servers, s)
	return t.server.In(&server{s})
}

func serverBlock() []stmt.Entry[*server] {
	key := func(c *stmt.Ctx, s *server, m *stmt.Match) {
		s.HasKey.Set(true, m.Span)
		secret(c, "aaa", s.Group+" "+s.Name, m.Rest, m.Span)
	}
	return []stmt.Entry[*server]{
		{Pattern: "key ...", Do: key},
		{Pattern: "radius-common-pw ...", Do: key},
		{Pattern: "ldap-login-password ...", Do: key},
		{Pattern: "no? ldap-over-ssl enable", Do: fill.Bool(func(s *server) *model.F[bool] { return &s.TLS })},
		{Pattern: "server-port|authentication-port *", Do: fill.Num(1, func(s *server) *model.F[int64] { return &s.Port })},
	}
}

// settleAAA gives servers the protocol of their group, which may follow them.
func (r *reader) settleAAA() {
	for _, s := range r.dev.AAA.Servers {
		if s.Proto == "" {
			s.Proto = r.group(s.Group).Proto
		}
	}
}
