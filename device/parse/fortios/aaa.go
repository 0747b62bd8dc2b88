package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// aaaServers is one server object of up to three hosts that share its settings.
type aaaServers struct {
	*model.AAAServer
	s      *scope
	others []*model.AAAServer
}

// aaaGroup is a user group.
type aaaGroup struct {
	*model.AAAGroup
	members []string
}

func aaaEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "user tacacs+", openServer("tacacs"), serverEntries("key", "secondary-key", "tertiary-key", "port")...),
		list(b, "user radius", openServer("radius"), append(serverEntries("secret", "secondary-secret", "tertiary-secret", "radius-port"),
			onOff("rsso|radius-coa", func(a *aaaServers) *model.F[bool] { return &a.s.AAA.CoA }),
			fact("transport-protocol", func(a *aaaServers) *model.F[bool] { return &a.TLS }, func(w []string) (bool, bool) { return first(w) == "tls", len(w) > 0 }),
			list(b, "accounting-server", same[*aaaServers],
				when("server", func(_ *stmt.Ctx, a *aaaServers, m *stmt.Match) { a.add(first(m.Rest), []string{"accounting"}, m) }),
				stmt.Entry[*aaaServers]{Pattern: "set secret|port|source-ip|status|interface|interface-select-method ...", State: stmt.Irrelevant}),
		)...),
		list(b, "user ldap", openServer("ldap"), append(serverEntries("password", "", "", "port"),
			fact("secure", func(a *aaaServers) *model.F[bool] { return &a.TLS }, func(w []string) (bool, bool) { return first(w) != "disable", len(w) > 0 }))...),
		list(b, "user group", openGroup,
			stmt.Entry[*aaaGroup]{Pattern: "no? set|append|select member ...", Do: func(c *stmt.Ctx, g *aaaGroup, m *stmt.Match) {
				g.members = appended(c, g.members, m)
				for _, n := range m.Rest {
					c.Use("aaa-server", n, "user group", m.Span)
				}
			}},
			list(b, "match", same[*aaaGroup]),
			list(b, "guest", same[*aaaGroup]),
		),
		list(b, "user local", openLocal,
			fact("status", func(l *localUser) *model.F[bool] { return &l.enabled }, func(w []string) (bool, bool) { return truth(first(w)) })),
		list(b, "user peer", same[*scope]),
		group(b, "system saml", once("system saml", openSAML),
			onOff("status", func(a *saml) *model.F[bool] { return &a.on }),
			text("idp-single-sign-on-url", func(a *saml) *model.F[string] { return &a.Host })),
	}
}

// saml is the sign-on of administrators at another system.
type saml struct {
	*model.AAAServer
	on model.F[bool]
}

func openSAML(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *saml {
	a := &saml{AAAServer: &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: "saml", Name: "saml"}}
	s.finally(func() {
		if a.on.V {
			s.AAA.Servers = append(s.AAA.Servers, a.AAAServer)
		}
	})
	return a
}

// localUser is an account for firewall and VPN logins; it administers
// only where the group of a remote administrator holds it.
type localUser struct{ enabled model.F[bool] }

func openLocal(c *stmt.Ctx, s *scope, name string, sp model.Span) *localUser {
	c.Define("aaa-server", name, sp)
	l := &localUser{}
	s.r.locals[name] = l
	return l
}

// locals adds the local accounts that log in as the administrator: members of
// the group that checks him, and any name where he is a wildcard.
func (a *admin) locals(r *reader, groups []*aaaGroup) {
	for _, g := range groups {
		if !a.Remote.V || a.group.V == "" || g.Name != a.group.V {
			continue
		}
		for _, m := range g.members {
			l := r.locals[m]
			if l == nil || (l.enabled.How.Stated() && !l.enabled.V) || (!a.wild && m != a.Name) {
				continue
			}
			u := &model.User{Obj: model.Obj{Span: g.Span}, Name: m, Role: a.Role, Admin: a.Admin, From: a.From, MFA: a.MFA}
			u.Enabled.Inherit(true, g.Span)
			u.HasSecret.Inherit(true, g.Span)
			u.NoPassword.Inherit(false, g.Span)
			u.Remote.Inherit(false, g.Span)
			u.API.Inherit(false, g.Span)
			r.dev.Users = append(r.dev.Users, u)
		}
	}
}

func openServer(proto string) opener[*scope, *aaaServers] {
	return func(c *stmt.Ctx, s *scope, name string, sp model.Span) *aaaServers {
		c.Define("aaa-server", name, sp)
		a := &aaaServers{AAAServer: &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: proto, Name: name, Group: name}, s: s}
		s.AAA.Servers = append(s.AAA.Servers, a.AAAServer)
		s.r.servers[name] = append(s.r.servers[name], a.AAAServer)
		s.finally(a.share)
		return a
	}
}

func serverEntries(key, second, third, port string) []stmt.Entry[*aaaServers] {
	out := []stmt.Entry[*aaaServers]{
		text("server", func(a *aaaServers) *model.F[string] { return &a.Host }),
		when("secondary-server|tertiary-server", func(_ *stmt.Ctx, a *aaaServers, m *stmt.Match) { a.add(first(m.Rest), nil, m) }),
		when(key, func(_ *stmt.Ctx, a *aaaServers, m *stmt.Match) { a.HasKey.Set(true, m.Span) }),
		number(port, 1, func(a *aaaServers) *model.F[int64] { return &a.Port }),
		text("source-ip|source-ip-interface", func(a *aaaServers) *model.F[string] { return &a.Source }),
	}
	for _, k := range []string{second, third} {
		if k != "" {
			out = append(out, when(k, func(*stmt.Ctx, *aaaServers, *stmt.Match) {}))
		}
	}
	return out
}

// add makes a further host of the object.
func (a *aaaServers) add(host string, purposes []string, m *stmt.Match) {
	if host == "" {
		return
	}
	n := &model.AAAServer{Obj: model.Obj{Span: m.Span}, Proto: a.Proto, Name: a.Name, Group: a.Group}
	n.Host.Set(host, m.Span)
	n.HasKey.Inherit(true, m.Span)
	if purposes != nil {
		n.Purposes.Set(purposes, m.Span)
	}
	a.others = append(a.others, n)
	a.s.AAA.Servers = append(a.s.AAA.Servers, n)
	a.s.r.servers[a.Name] = append(a.s.r.servers[a.Name], n)
}

// share gives the further hosts the settings of the object.
func (a *aaaServers) share() {
	for _, n := range a.others {
		if a.Source.How.Stated() {
			n.Source.Inherit(a.Source.V, a.Source.Span)
		}
		if a.TLS.How.Stated() {
			n.TLS.Inherit(a.TLS.V, a.TLS.Span)
		}
		if a.Port.How.Stated() && n.Purposes.How == model.NotRead {
			n.Port.Inherit(a.Port.V, a.Port.Span)
		}
	}
}

func openGroup(c *stmt.Ctx, s *scope, name string, sp model.Span) *aaaGroup {
	c.Define("server-group", name, sp)
	g := &aaaGroup{AAAGroup: &model.AAAGroup{Obj: model.Obj{Span: sp}, Name: name}}
	s.AAA.Groups = append(s.AAA.Groups, g.AAAGroup)
	s.r.userGroups = append(s.r.userGroups, g)
	s.finally(func() { g.finish(s.r) })
	return g
}

// finish lists the addresses of the group's servers.
func (g *aaaGroup) finish(r *reader) {
	var hosts []string
	for _, m := range g.members {
		for _, s := range r.servers[m] {
			if s.Host.How.Stated() && s.Host.V != "" {
				hosts = append(hosts, s.Host.V)
			}
			g.Proto = s.Proto
		}
	}
	if len(g.members) > 0 && len(g.Doubt) == 0 && !r.unfinished(g.Span) {
		g.Servers.Inherit(hosts, g.Span)
	}
}
