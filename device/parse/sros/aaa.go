package sros

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
	"slices"
)

// aaaState is what the lists of methods are made of.
type aaaState struct {
	accounting [2]model.F[string] // record type, by protocol
	authorize  [2]model.F[bool]
	enabled    [2]model.F[bool]
}

var protocols = [2]string{"tacacs", "radius"}

func (t *tables) aaaEntries() []conf {
	out := []conf{
		{Pattern: "system security password attempts ...", Do: attempts},
		{Pattern: "system security user-params attempts count *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.AAA.LockAttempts })},
		{Pattern: "system security user-params attempts time *", Do: fill.Num(60, func(r *reader) *model.F[int64] { return &r.AAA.LockWindow })},
		{Pattern: "system security user-params attempts lockout *", Do: lockout},
		{Pattern: "system security password authentication-order ...", Do: order},
		{Pattern: "system security user-params authentication-order order *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			addOnce(&r.order, method(m.Arg(0)), m.Span)
		}},
		{Pattern: "system security user-params authentication-order exit-on-reject *", Do: nothing[*reader]},
		{Pattern: "system security password minimum-length *", Do: minLength},
		{Pattern: "system security password complexity-rules minimum-length *", Do: minLength},
		{Pattern: "system security user-params local-user password complexity-rules minimum-length *", Do: minLength},
		{Pattern: "system security password hashing *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.AAA.PasswordFormat })},
		{Pattern: "system security user-params local-user password hashing *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.AAA.PasswordFormat })},
		{Pattern: "system security password complexity-rules required ...", Do: complexity},
		{Pattern: "system security password complexity-rules minimum-classes ...", Do: complexity},
		{Pattern: "system security user-params local-user password complexity-rules required ...", Do: complexity},
		{Pattern: "system security user-params local-user password complexity-rules minimum-classes ...", Do: complexity},
		{Pattern: "system security password complexity ...", Do: complexity},
		{Pattern: "system security password admin-password ...", Do: adminPassword},
		{Pattern: "system security system-passwords admin-password ...", Do: adminPassword},
		{Pattern: "system security system-passwords vsd-password ...", Do: adminPassword},
	}
	for i, proto := range [2]string{"tacplus", "radius"} {
		for _, prefix := range []string{"system security " + proto, "system security aaa remote-servers " + proto} {
			out = append(out, serverEntries(prefix, i)...)
		}
	}
	return out
}

// attempts reads `attempts 3 time 5 lockout 10`, the times in minutes.
func attempts(c *stmt.Ctx, r *reader, m *stmt.Match) {
	fill.Number(c, &r.AAA.LockAttempts, 1, fill.Word(m.Rest, 0), m)
	if v, ok := m.After("time"); ok {
		fill.Number(c, &r.AAA.LockWindow, 60, v, m)
	}
	if v, ok := m.After("lockout"); ok {
		lock(c, r, v, m)
	}
}

func lockout(c *stmt.Ctx, r *reader, m *stmt.Match) { lock(c, r, m.Arg(0), m) }

// lock: "infinite" locks until somebody unlocks.
func lock(c *stmt.Ctx, r *reader, w string, m *stmt.Match) {
	if w == "infinite" {
		r.AAA.LockTime.Set(1<<31-1, m.Span)
		return
	}
	fill.Number(c, &r.AAA.LockTime, 60, w, m)
}

func order(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	out := []string{}
	for _, w := range m.Rest {
		if w != "exit-on-reject" && w != "use-default" {
			out = append(out, method(w))
		}
	}
	r.order.Set(out, m.Span)
}

func method(w string) string {
	if w == "tacplus" {
		return "tacacs"
	}
	return w
}

func minLength(c *stmt.Ctx, r *reader, m *stmt.Match) {
	fill.Number(c, &r.AAA.PasswordMinLength, 1, m.Arg(0), m)
	r.AAA.PasswordPolicy.Set(true, m.Span)
}

func complexity(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.AAA.PasswordComplexity.Set(true, m.Span)
	r.AAA.PasswordPolicy.Set(true, m.Span)
}

func adminPassword(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if s := r.secret("enable", "admin-password", m.Rest, m.Span); s != nil {
		s.Level = 15
	}
}

// serverEntries are those of one protocol below prefix.
func serverEntries(prefix string, i int) []conf {
	proto := protocols[i]
	with := func(do func(c *stmt.Ctx, r *reader, s *model.AAAServer, m *stmt.Match)) func(*stmt.Ctx, *reader, *stmt.Match) {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) { do(c, r, r.server(proto, m.Arg(0), m.Span), m) }
	}
	return join([]conf{
		// Classic writes a server on one line, MD-CLI as a block.
		{Pattern: prefix + " server * address * ...", Do: with(func(_ *stmt.Ctx, r *reader, s *model.AAAServer, m *stmt.Match) {
			s.Host.Set(m.Arg(1), m.Span)
			if at := index(m.Rest, "secret"); at >= 0 {
				s.HasKey.Set(true, m.Span)
				r.secret("aaa", m.Arg(1), m.Rest[at+1:], m.Span)
			}
			if v, ok := m.After("port"); ok {
				s.Port.Set(max(fill.Int(v), 0), m.Span)
			}
		})},
		{Pattern: prefix + " server * secret ...", Do: with(func(_ *stmt.Ctx, r *reader, s *model.AAAServer, m *stmt.Match) {
			s.HasKey.Set(true, m.Span)
			r.secret("aaa", proto+" server "+m.Arg(0), m.Rest, m.Span)
		})},
		{Pattern: prefix + " server * port *", Do: with(func(c *stmt.Ctx, _ *reader, s *model.AAAServer, m *stmt.Match) {
			fill.Number(c, &s.Port, 1, m.Arg(1), m)
		})},
		{Pattern: prefix + " server * tls-client-profile *", Do: with(func(_ *stmt.Ctx, _ *reader, s *model.AAAServer, m *stmt.Match) { s.TLS.Set(true, m.Span) })},
		{Pattern: prefix + " port *", Do: nothing[*reader]},
		{Pattern: prefix + " accounting-port *", Do: nothing[*reader]},
		{Pattern: "no " + prefix + " accounting", Do: nothing[*reader]},
		{Pattern: prefix + " accounting record-type *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.aaa.accounting[i].Set(m.Arg(0), m.Span) }},
		{Pattern: prefix + " accounting", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			if c.Tree.Nodes[m.Node].First == 0 {
				r.aaa.accounting[i].Set("start-stop", m.Span)
			}
		}},
		{Pattern: prefix + " accounting true", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.aaa.accounting[i].Set("start-stop", m.Span) }},
		{Pattern: prefix + " accounting false", Do: nothing[*reader]},
		{Pattern: "no? " + prefix + " authorization", Do: on(func(r *reader) *model.F[bool] { return &r.aaa.authorize[i] })},
		{Pattern: prefix + " authorization use-priv-lvl ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.aaa.authorize[i].Set(true, m.Span) }},
		{Pattern: prefix + " authorization request-format ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.aaa.authorize[i].Set(true, m.Span) }},
		{Pattern: prefix + " authorization true|false", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			w := c.Tree.Nodes[m.Node].Words
			r.aaa.authorize[i].Set(w[len(w)-1] == "true", m.Span)
		}},
	}, admin(prefix, func(r *reader) *model.F[bool] { return &r.aaa.enabled[i] }))
}

func index(words []string, w string) int {
	for i, x := range words {
		if x == w {
			return i
		}
	}
	return -1
}

func (r *reader) server(proto, id string, sp model.Span) *model.AAAServer {
	key := proto + " " + id
	s := r.servers[key]
	if s == nil {
		s = &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: proto, Name: id}
		r.servers[key] = s
		r.AAA.Servers = append(r.AAA.Servers, s)
	}
	s.Span.End = max(s.Span.End, sp.End)
	return s
}

// finishAAA makes lists of the order, the accounting and the authorisation.
func (r *reader) finishAAA() {
	add := func(kind, service string, methods []string, sp model.Span) *model.MethodList {
		l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: kind, Service: service, Level: -1, Name: "default"}
		l.Methods.Inherit(methods, sp)
		r.AAA.Lists = append(r.AAA.Lists, l)
		return l
	}
	if r.order.How.Stated() {
		l := add("authentication", "login", r.order.V, r.order.Span)
		l.Methods.How = model.Explicit
		remote := slices.Contains(r.order.V, "tacacs") || slices.Contains(r.order.V, "radius") || slices.Contains(r.order.V, "ldap")
		r.AAA.Enabled.Inherit(remote, r.order.Span)
	} else if len(r.AAA.Servers) > 0 {
		sp := r.AAA.Servers[0].Span
		add("authentication", "login", []string{"radius", "tacacs", "local"}, sp).Methods.How = model.Derived
		r.AAA.Enabled.Derive(true, sp)
	}
	for i, proto := range protocols {
		if f := r.aaa.accounting[i]; f.How.Stated() {
			for _, service := range []string{"exec", "commands"} {
				add("accounting", service, []string{proto}, f.Span).Mode.Inherit(f.V, f.Span)
			}
		}
		if f := r.aaa.authorize[i]; f.How.Stated() && f.V {
			add("authorization", "commands", []string{proto, "local"}, f.Span)
		}
	}
}
