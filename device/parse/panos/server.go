package panos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// authProfile says by which server a login is checked.
type authProfile struct {
	model.Obj
	name     string
	method   model.F[string]
	profile  string // server profile
	mfa      model.F[bool]
	attempts model.F[int64]
	lock     model.F[int64]
}

// serverProfile is a list of servers of one kind.
type serverProfile struct {
	s     *scope
	name  string
	proto string
}

func serverEntries(b *builder) []stmt.Entry[*scope] {
	var out []stmt.Entry[*scope]
	for _, p := range []struct{ word, proto string }{{"tacplus", "tacacs"}, {"radius", "radius"}, {"ldap", "ldap"}, {"kerberos", "kerberos"}, {"saml-idp", "saml"}} {
		proto := p.proto
		out = append(out, block(b, "server-profile", "server-profile "+p.word+" *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *serverProfile {
			c.Define("server-group", name, sp)
			return &serverProfile{s, name, proto}
		},
			block(b, "aaa-server", "server|servers *", openServer, aaaServerEntries()...),
			when("entity-id", func(_ *stmt.Ctx, p *serverProfile, v string, sp model.Span) { p.server(p.name, sp).Host.Set(v, sp) }),
			when("ssl", func(_ *stmt.Ctx, p *serverProfile, v string, sp model.Span) {
				p.s.r.finally(func() {
					for _, a := range p.s.r.servers[p.name] {
						a.TLS.Inherit(v == "yes", sp)
					}
				})
			}),
		))
	}
	return append(out,
		block(b, "authentication-profile", "authentication-profile *", openAuthProfile, authEntries()...),
		stmt.Entry[*scope]{Pattern: "authentication-sequence * authentication-profiles *", Do: func(c *stmt.Ctx, s *scope, m *stmt.Match) {
			s.r.sequence[m.Arg(0)] = append(s.r.sequence[m.Arg(0)], m.Arg(1))
			c.Use("aaa-list", m.Arg(1), "authentication sequence", m.Span)
		}},
		block(b, "netflow", "server-profile netflow * server *", openCollector, text("host", func(t *model.FlowTarget) *model.F[string] { return &t.Host })),
		block(b, "user-db", "local-user-database user *", same[*scope]),
	)
}

func openServer(_ *stmt.Ctx, p *serverProfile, name string, sp model.Span) *model.AAAServer {
	return p.server(name, sp)
}

// server returns the named server of the profile.
func (p *serverProfile) server(name string, sp model.Span) *model.AAAServer {
	for _, a := range p.s.r.servers[p.name] {
		if a.Name == name {
			return a
		}
	}
	a := &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: p.proto, Name: name, Group: p.name}
	p.s.AAA.Servers = append(p.s.AAA.Servers, a)
	p.s.r.servers[p.name] = append(p.s.r.servers[p.name], a)
	return a
}

func aaaServerEntries() []stmt.Entry[*model.AAAServer] {
	return []stmt.Entry[*model.AAAServer]{
		text("address|ip-address|host", func(a *model.AAAServer) *model.F[string] { return &a.Host }),
		number("port", 1, func(a *model.AAAServer) *model.F[int64] { return &a.Port }),
		when("secret", func(_ *stmt.Ctx, a *model.AAAServer, _ string, sp model.Span) { a.HasKey.Set(true, sp) }),
	}
}

func openAuthProfile(c *stmt.Ctx, s *scope, name string, sp model.Span) *authProfile {
	p := s.r.auth[name]
	if p == nil {
		p = &authProfile{Obj: model.Obj{Span: sp}, name: name}
		s.r.auth[name] = p
		c.Define("aaa-list", name, sp)
	}
	return p
}

func authEntries() []stmt.Entry[*authProfile] {
	out := []stmt.Entry[*authProfile]{
		yes("multi-factor-auth mfa-enable", func(p *authProfile) *model.F[bool] { return &p.mfa }),
		number("lockout failed-attempts", 1, func(p *authProfile) *model.F[int64] { return &p.attempts }),
		number("lockout lockout-time", 60, func(p *authProfile) *model.F[int64] { return &p.lock }),
	}
	for word, method := range map[string]string{"tacplus": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos", "saml-idp": "saml", "cloud": "cloud"} {
		out = append(out,
			when("method "+word+" server-profile", func(c *stmt.Ctx, p *authProfile, v string, sp model.Span) {
				p.method.Set(method, sp)
				p.profile = v
				c.Use("server-group", v, "authentication profile", sp)
			}),
			stmt.Entry[*authProfile]{Pattern: "method " + word, Do: func(_ *stmt.Ctx, p *authProfile, m *stmt.Match) { p.method.Set(method, m.Span) }},
			stmt.Entry[*authProfile]{Pattern: "method " + word + " **", State: stmt.Irrelevant},
		)
	}
	for word, method := range map[string]string{"local-database": "local", "none": "none"} {
		out = append(out, stmt.Entry[*authProfile]{Pattern: "method " + word, Do: func(_ *stmt.Ctx, p *authProfile, m *stmt.Match) { p.method.Set(method, m.Span) }})
	}
	return out
}

// remote reports that a server decides.
func (p *authProfile) remote() bool { return p.method.V != "local" && p.method.V != "none" }

func openCollector(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.FlowTarget {
	t := &model.FlowTarget{Obj: model.Obj{Span: sp}, Name: name}
	s.r.finally(func() {
		if t.Host.How.Stated() {
			s.Flow.Collectors = append(s.Flow.Collectors, t)
			s.Flow.Enabled.Inherit(true, t.Span)
		}
	})
	return t
}

// finishAAA lists groups and the order of methods.
func (r *reader) finishAAA() {
	seen := map[string]bool{}
	for _, a := range r.dev.AAA.Servers {
		if seen[a.Group] {
			continue
		}
		seen[a.Group] = true
		g := &model.AAAGroup{Obj: a.Obj, Name: a.Group, Proto: a.Proto}
		var hosts []string
		for _, m := range r.servers[a.Group] {
			if m.Host.How.Stated() {
				hosts = append(hosts, m.Host.V)
			}
		}
		g.Servers.Derive(hosts, a.Span)
		r.dev.AAA.Groups = append(r.dev.AAA.Groups, g)
	}
	r.finishUsers()
	r.methods()
}

// methods states how logins are checked: by the profile that the device or its
// administrators name, and by the accounts of the file. A profile in use that
// asks nothing is a list apart: whatever else the file names, its line stands.
func (r *reader) methods() {
	var out []string
	var sp model.Span
	use := func(name string, at model.Span) {
		sp = at
		names := r.sequence[name]
		if names == nil {
			names = []string{name}
		}
		for _, n := range names {
			p := r.auth[n]
			if p == nil || !p.method.How.Stated() {
				continue
			}
			m := p.method.V
			if m == "none" {
				r.askNothing(n, p.method.Span)
				continue
			}
			if p.profile != "" {
				m = "group " + p.profile
			}
			if !contains(out, m) {
				out = append(out, m)
			}
		}
	}
	if r.loginBy.How.Stated() {
		use(r.loginBy.V, r.loginBy.Span)
		r.c.Use("aaa-list", r.loginBy.V, "device", r.loginBy.Span)
	}
	local := false
	for _, u := range r.users {
		if sp.Line == 0 {
			sp = u.Span
		}
		if u.profile.How.Stated() {
			use(u.profile.V, u.profile.Span)
			r.c.Use("aaa-list", u.profile.V, "administrator", u.profile.Span)
			continue
		}
		local = true
	}
	if local && !contains(out, "local") {
		out = append(out, "local")
	}
	if len(out) == 0 {
		if len(r.dev.AAA.Lists) > 0 {
			r.dev.AAA.Enabled.Inherit(true, sp)
		}
		return
	}
	r.dev.AAA.Enabled.Inherit(true, sp) // logins are always checked; no switch turns it off
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: "authentication", Service: "login", Level: -1, Name: "default"}
	l.Methods.Derive(out, sp)
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
	for _, p := range r.auth {
		if p.attempts.How.Stated() && r.dev.AAA.LockAttempts.How == model.NotRead && p.name == r.loginBy.V {
			r.dev.AAA.LockAttempts.Inherit(p.attempts.V, p.attempts.Span)
		}
		if p.lock.How.Stated() && r.dev.AAA.LockTime.How == model.NotRead && p.name == r.loginBy.V {
			r.dev.AAA.LockTime.Inherit(p.lock.V, p.lock.Span)
		}
	}
}

// askNothing adds the list of a profile whose method is none, once.
func (r *reader) askNothing(profile string, sp model.Span) {
	for _, l := range r.dev.AAA.Lists {
		if l.Name == profile {
			return
		}
	}
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: "authentication", Service: "login", Level: -1, Name: profile}
	l.Methods.Set([]string{"none"}, sp)
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
}
