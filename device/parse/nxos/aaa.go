package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// group is the block of one `aaa group server`.
type group struct {
	*model.AAAGroup
	r *run
}

func (t *tables) aaaEntries() []stmt.Entry[*run] {
	return append([]stmt.Entry[*run]{
		{Pattern: "no? aaa authentication login default|console ...", Do: readLogin},
		{Pattern: "no? aaa authentication login default|console fallback error local", Do: readFallback},
		{Pattern: "no? aaa authorization commands|config-commands|ssh-publickey|ssh-certificate|config-commands-console * ...", Do: readAuthorization},
		{Pattern: "no? aaa accounting default ...", Do: readAccounting},
		{Pattern: "no? aaa group server tacacs+|radius|ldap *", Sub: t.openGroup},
		{Pattern: "aaa authentication rejected * in * ban *", Do: readRejected},
		{Pattern: "no? tacacs-server host * ...", Do: readServer("tacacs")},
		{Pattern: "no? radius-server host * ...", Do: readServer("radius")},
		{Pattern: "no? ldap-server host * ...", Do: readServer("ldap")},
		{Pattern: "no? tacacs-server key ...", Do: readServerKey("tacacs")},
		{Pattern: "no? radius-server key ...", Do: readServerKey("radius")},
		{Pattern: "no? tacacs-server|radius-server test ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			readServerTest(c, m.Rest, "test account", m.Span)
		}},
		{Pattern: "no? ip tacacs|radius source-interface ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			v := fill.Word(m.Rest, 0) + fill.Word(m.Rest, 1)
			if m.Neg {
				v = ""
			}
			r.AAA.SourceIf.Set(v, m.Span)
		}},
		{Pattern: "no? aaa server radius dynamic-author ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.AAA.CoA })},
	}, passwordEntries()...)
}

// passwordEntries read the policy for local passwords and failed logins.
func passwordEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? password strength-check", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.AAA.PasswordComplexity.Set(!m.Neg, m.Span)
			r.AAA.PasswordPolicy.Set(!m.Neg, m.Span)
		}},
		{Pattern: "no? userpassphrase min-length * ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "login block-for * attempts * within *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			fill.Number(c, &r.AAA.LockTime, 1, m.Arg(0), m)
			fill.Number(c, &r.AAA.LockAttempts, 1, m.Arg(1), m)
			fill.Number(c, &r.AAA.LockWindow, 1, m.Arg(2), m)
		}},
		{Pattern: "no login block-for ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.AAA.LockAttempts.Set(0, m.Span) }},
		{Pattern: "no? login quiet-mode access-class *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				c.Use("acl", m.Arg(0), "login quiet-mode access-class", m.Span)
			}
		}},
		{Pattern: "no? login on-success log", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.LoginSuccess })},
		{Pattern: "no? login on-failure log", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.LoginFailure })},
	}
}

// methods turns "group A B local" into "group A", "group B", "local".
func methods(c *stmt.Ctx, words []string, ctx string, sp model.Span) []string {
	out := []string{}
	inGroup := false
	for _, w := range words {
		switch w {
		case "group":
			inGroup = true
		case "local", "none", "local-case", "ldap":
			out = append(out, w)
			inGroup = false
		default:
			if inGroup {
				out = append(out, "group "+w)
				if w != "tacacs+" && w != "radius" {
					c.Use("server-group", w, ctx, sp)
				}
			}
		}
	}
	return out
}

func (r *run) list(kind, service, name string, sp model.Span) *model.MethodList {
	for _, l := range r.AAA.Lists {
		if l.Kind == kind && l.Service == service && l.Name == name {
			return l
		}
	}
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: kind, Service: service, Level: -1, Name: name}
	r.AAA.Lists = append(r.AAA.Lists, l)
	return l
}

func readLogin(c *stmt.Ctx, r *run, m *stmt.Match) {
	service := "login"
	if c.Tree.Nodes[m.Node].Words[3] == "console" {
		service = "console"
	}
	l := r.list("authentication", service, "default", m.Span)
	if m.Neg {
		l.Methods = model.F[[]string]{}
		return
	}
	l.Methods.Set(methods(c, m.Rest, "aaa authentication login", m.Span), m.Span)
}

// readFallback adds the local accounts, which answer when no server does.
func readFallback(c *stmt.Ctx, r *run, m *stmt.Match) {
	service := "login"
	if c.Tree.Nodes[m.Node].Words[3] == "console" {
		service = "console"
	}
	l := r.list("authentication", service, "default", m.Span)
	if l.Methods.How != model.Explicit {
		return
	}
	has := len(l.Methods.V) > 0 && l.Methods.V[len(l.Methods.V)-1] == "local"
	switch {
	case !m.Neg && !has:
		l.Methods.V = append(l.Methods.V, "local")
	case m.Neg && has:
		l.Methods.V = l.Methods.V[:len(l.Methods.V)-1]
	}
}

func readAuthorization(c *stmt.Ctx, r *run, m *stmt.Match) {
	l := r.list("authorization", c.Tree.Nodes[m.Node].Words[2], m.Arg(0), m.Span)
	if m.Neg {
		l.Methods = model.F[[]string]{}
		return
	}
	l.Methods.Set(methods(c, m.Rest, "aaa authorization", m.Span), m.Span)
}

// readAccounting states sessions and commands at once: NX-OS keeps one record
// of both and sends start and stop.
func readAccounting(c *stmt.Ctx, r *run, m *stmt.Match) {
	for _, service := range []string{"exec", "commands"} {
		l := r.list("accounting", service, "default", m.Span)
		if m.Neg {
			l.Methods = model.F[[]string]{}
			continue
		}
		l.Methods.Set(methods(c, m.Rest, "aaa accounting", m.Span), m.Span)
		l.Mode.Inherit("start-stop", m.Span)
	}
}

// finishAccounting says whether commands leave the device through AAA.
func (r *run) finishAccounting() {
	for _, l := range r.AAA.Lists {
		if l.Kind != "accounting" || l.Service != "commands" || l.Methods.How != model.Explicit {
			continue
		}
		remote := false
		for _, m := range l.Methods.V {
			remote = remote || len(m) > 6 && m[:6] == "group "
		}
		r.Logging.ConfigChanges.Inherit(remote, l.Methods.Span)
		r.Logging.Commands.Inherit(remote, l.Methods.Span)
	}
}

func readRejected(c *stmt.Ctx, r *run, m *stmt.Match) {
	fill.Number(c, &r.AAA.LockAttempts, 1, m.Arg(0), m)
	fill.Number(c, &r.AAA.LockWindow, 1, m.Arg(1), m)
	fill.Number(c, &r.AAA.LockTime, 1, m.Arg(2), m)
}

func (t *tables) openGroup(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	g := &model.AAAGroup{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Proto: proto(c.Tree.Nodes[m.Node].Words[3])}
	g.Servers.Set([]string{}, m.Span)
	if m.Neg {
		return stmt.Block{}
	}
	r.AAA.Groups = append(r.AAA.Groups, g)
	c.Define("server-group", g.Name, m.Span)
	return t.group.In(group{g, r})
}

func proto(w string) string {
	if w == "tacacs+" {
		return "tacacs"
	}
	return w
}

func groupBlock() []stmt.Entry[group] {
	return []stmt.Entry[group]{
		{Pattern: "no? server * ...", Do: func(_ *stmt.Ctx, g group, m *stmt.Match) {
			if m.Neg {
				g.Servers.V = fill.Without(g.Servers.V, m.Arg(0))
				return
			}
			fill.Add(&g.Servers, m.Arg(0), m.Span)
			if s := g.r.servers[g.Proto+" "+m.Arg(0)]; s != nil && s.Group == "" {
				s.Group = g.Name
			}
		}},
		{Pattern: "no? use-vrf *", Do: func(c *stmt.Ctx, g group, m *stmt.Match) {
			if m.Neg {
				g.VRF.Set("", m.Span)
				return
			}
			g.VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "aaa group server use-vrf", m.Span)
			for _, s := range g.r.AAA.Servers {
				if s.Group == g.Name && s.VRF.How == model.NotRead {
					s.VRF.Inherit(m.Arg(0), m.Span)
				}
			}
		}},
		{Pattern: "no? source-interface ...", Do: func(_ *stmt.Ctx, g group, m *stmt.Match) {
			for _, s := range g.r.AAA.Servers {
				if s.Group == g.Name && !m.Neg {
					s.Source.Inherit(fill.Word(m.Rest, 0)+fill.Word(m.Rest, 1), m.Span)
				}
			}
		}},
	}
}

// readServer reads one server; NX-OS may write it in several lines.
func readServer(proto string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) {
		s := r.server(proto, m.Arg(0), m.Span)
		if m.Neg {
			r.dropServer(s)
			return
		}
		var purposes []string
		for i := 0; i < len(m.Rest); i++ {
			switch w := m.Rest[i]; w {
			case "key":
				r.serverKey(c, s, proto, m.Rest[i+1:], m.Span)
				i += 2
			case "port", "auth-port":
				fill.Number(c, &s.Port, 1, fill.Word(m.Rest, i+1), m)
				i++
			case "authentication", "accounting", "authorization":
				purposes = append(purposes, w)
			case "enable-ssl":
				s.TLS.Set(true, m.Span)
			case "test":
				readServerTest(c, m.Rest[i+1:], s.Name, m.Span)
			}
		}
		if purposes != nil {
			s.Purposes.Set(purposes, m.Span)
		}
	}
}

// readServerTest masks the password of a server's test account.
func readServerTest(c *stmt.Ctx, words []string, owner string, sp model.Span) {
	for i, w := range words {
		if w != "password" {
			continue
		}
		typ, v := "clear", fill.Word(words, i+1)
		if len(v) == 1 && fill.Word(words, i+2) != "" {
			typ, v = "cisco"+v, fill.Word(words, i+2)
		}
		c.Secret("aaa", owner, typ, v, sp)
	}
}

func (r *run) server(proto, host string, sp model.Span) *model.AAAServer {
	if s := r.servers[proto+" "+host]; s != nil {
		return s
	}
	s := &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: proto, Name: host}
	s.Host.Set(host, sp)
	r.servers[proto+" "+host] = s
	r.AAA.Servers = append(r.AAA.Servers, s)
	return s
}

func (r *run) dropServer(s *model.AAAServer) {
	delete(r.servers, s.Proto+" "+s.Name)
	for i, o := range r.AAA.Servers {
		if o == s {
			r.AAA.Servers = append(r.AAA.Servers[:i], r.AAA.Servers[i+1:]...)
			return
		}
	}
}

// serverKey reads what follows "key": an optional type and the value.
func (r *run) serverKey(c *stmt.Ctx, s *model.AAAServer, owner string, words []string, sp model.Span) {
	typ, v := fill.CiscoKey(words)
	if v == "" {
		return
	}
	c.Secret("aaa", owner+" "+s.Name, typ, v, sp)
	s.HasKey.Set(true, sp)
}

// readServerKey reads the key that all servers of a protocol share.
func readServerKey(proto string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) {
		typ, v := fill.CiscoKey(m.Rest)
		if m.Neg || v == "" {
			return
		}
		c.Secret("aaa", proto, typ, v, m.Span)
		r.sharedKey[proto] = m.Span
	}
}

// finishServers gives servers without a key of their own the common one.
func (r *run) finishServers() {
	for _, s := range r.AAA.Servers {
		if sp, ok := r.sharedKey[s.Proto]; ok && s.HasKey.How == model.NotRead {
			s.HasKey.Inherit(true, sp)
		}
	}
}
