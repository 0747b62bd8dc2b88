package eos

import (
	"strings"

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
	return []stmt.Entry[*run]{
		{Pattern: "no? aaa authentication login|enable|dot1x default|console ...", Do: readAuthentication},
		{Pattern: "no? aaa authorization exec default ...", Do: readAuthorization},
		{Pattern: "no? aaa authorization commands * default ...", Do: readCommandAuthorization},
		{Pattern: "aaa authorization policy local default-role *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.defaultRole.Set(m.Arg(0), m.Span) }},
		{Pattern: "no aaa authorization policy local default-role ...", Do: func(_ *stmt.Ctx, r *run, _ *stmt.Match) { r.defaultRole = model.F[string]{} }},
		// An open account may then log in over the network as well.
		{Pattern: "aaa authentication policy local allow-nopassword-remote-login", State: stmt.Unimplemented},
		{Pattern: "no aaa authentication policy local allow-nopassword-remote-login", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? aaa authorization config-commands", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.configAuthz.Set(!m.Neg, m.Span) }},
		{Pattern: "no? aaa accounting exec|system|dot1x default|console ...", Do: readAccounting},
		{Pattern: "no? aaa accounting commands * default|console ...", Do: readCommandAccounting},
		{Pattern: "no? aaa root secret * ...", Do: readRoot},
		{Pattern: "no aaa root ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.AAA.RootAccount.Set(false, m.Span) }},
		{Pattern: "aaa root nopassword", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.AAA.RootAccount.Set(true, m.Span)
			u := r.user("root", m.Span)
			u.NoPassword.Set(true, m.Span)
			u.HasSecret.Set(false, m.Span)
			u.Admin.Inherit(true, m.Span)
		}},
		{Pattern: "aaa root ssh-key|sshkey ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.addKey("root", m) }},
		{Pattern: "no? aaa authentication policy on-success log", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.LoginSuccess })},
		{Pattern: "no? aaa authentication policy on-failure log", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Logging.LoginFailure })},
		{Pattern: "aaa authentication policy lockout failure * ...", Do: readLockout},
		{Pattern: "no aaa authentication policy lockout ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.AAA.LockAttempts.Set(0, m.Span) }},
		{Pattern: "aaa group server tacacs+|radius|ldap *", Sub: t.openGroup},
		{Pattern: "no aaa group server ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? tacacs-server host * ...", Do: readServer("tacacs")},
		{Pattern: "no? radius-server host * ...", Do: readServer("radius")},
		{Pattern: "no? tacacs-server key ...", Do: readServerKey("tacacs")},
		{Pattern: "no? radius-server key ...", Do: readServerKey("radius")},
		{Pattern: "no? ip tacacs|radius source-interface *", Do: fill.Text(func(r *run) *model.F[string] { return &r.AAA.SourceIf })},
		{Pattern: "no? ip tacacs|radius vrf * source-interface *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				r.AAA.SourceIf.Set(m.Arg(1), m.Span)
			}
		}},
		{Pattern: "no? radius-server dynamic-authorization ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.AAA.CoA })},
	}
}

// methods turns "group A local" into "group A", "local".
func methods(c *stmt.Ctx, words []string, ctx string, sp model.Span) []string {
	out := []string{}
	inGroup := false
	for _, w := range words {
		switch {
		case w == "group":
			inGroup = true
		case inGroup:
			out = append(out, "group "+w)
			inGroup = false
			if w != "tacacs+" && w != "radius" && w != "ldap" {
				c.Use("server-group", w, ctx, sp)
			}
		case w == "tacacs+" || w == "radius":
			out = append(out, strings.TrimSuffix(w, "+"))
		default:
			out = append(out, w)
		}
	}
	return out
}

func (r *run) list(kind, service string, level int64, name string, sp model.Span) *model.MethodList {
	for _, l := range r.AAA.Lists {
		if l.Kind == kind && l.Service == service && l.Level == level && l.Name == name {
			return l
		}
	}
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: kind, Service: service, Level: level, Name: name}
	r.AAA.Lists = append(r.AAA.Lists, l)
	return l
}

func setMethods(c *stmt.Ctx, l *model.MethodList, words []string, ctx string, m *stmt.Match) {
	if m.Neg {
		l.Methods = model.F[[]string]{}
		return
	}
	l.Methods.Set(methods(c, words, ctx, m.Span), m.Span)
}

func readAuthentication(c *stmt.Ctx, r *run, m *stmt.Match) {
	w := c.Tree.Nodes[m.Node].Words
	service, name := w[2], "default"
	if w[3] == "console" {
		service = "console"
	}
	setMethods(c, r.list("authentication", service, -1, name, m.Span), m.Rest, "aaa authentication", m)
}

func readAuthorization(c *stmt.Ctx, r *run, m *stmt.Match) {
	setMethods(c, r.list("authorization", "exec", -1, "default", m.Span), m.Rest, "aaa authorization", m)
}

// levels turns "all", "15" and "1,15" into privilege levels; "all" is 1 and 15.
func levels(w string) []int64 {
	if w == "all" {
		return []int64{1, 15}
	}
	var out []int64
	for _, part := range strings.Split(w, ",") {
		from, to, isRange := strings.Cut(part, "-")
		a, b := fill.Int(from), fill.Int(to)
		if !isRange {
			b = a
		}
		for n := a; n >= 0 && n <= b && n <= 15; n++ {
			out = append(out, n)
		}
	}
	return out
}

func readCommandAuthorization(c *stmt.Ctx, r *run, m *stmt.Match) {
	for _, level := range levels(m.Arg(0)) {
		l := r.list("authorization", "commands", level, "default", m.Span)
		setMethods(c, l, m.Rest, "aaa authorization commands", m)
	}
}

func readAccounting(c *stmt.Ctx, r *run, m *stmt.Match) {
	w := c.Tree.Nodes[m.Node].Words
	r.account(c, w[2], -1, w[3], m)
}

func readCommandAccounting(c *stmt.Ctx, r *run, m *stmt.Match) {
	for _, level := range levels(m.Arg(0)) {
		r.account(c, "commands", level, c.Tree.Nodes[m.Node].Words[4], m)
	}
}

func (r *run) account(c *stmt.Ctx, service string, level int64, name string, m *stmt.Match) {
	l := r.list("accounting", service, level, name, m.Span)
	if m.Neg || len(m.Rest) == 0 {
		l.Methods, l.Mode = model.F[[]string]{}, model.F[string]{}
		return
	}
	l.Mode.Set(m.Rest[0], m.Span)
	l.Methods.Set(methods(c, m.Rest[1:], "aaa accounting", m.Span), m.Span)
}

// finishAccounting says whether commands leave the device through AAA, and
// repeats the lists of commands for configuration mode where they cover it.
func (r *run) finishAccounting() {
	for _, l := range r.AAA.Lists {
		if l.Service != "commands" || l.Methods.How != model.Explicit {
			continue
		}
		remote := false
		for _, m := range l.Methods.V {
			remote = remote || strings.HasPrefix(m, "group ") || m == "logging" || m == "tacacs" || m == "radius"
		}
		switch {
		case l.Kind == "accounting" && l.Name == "default" && l.Level == 15:
			r.Logging.ConfigChanges.Inherit(remote, l.Methods.Span)
			r.Logging.Commands.Inherit(remote, l.Methods.Span)
		case l.Kind == "authorization" && l.Level == 15 && !(r.configAuthz.How == model.Explicit && !r.configAuthz.V):
			c := r.list("authorization", "config-commands", -1, "default", l.Span)
			c.Methods.Inherit(l.Methods.V, l.Methods.Span)
		}
	}
}

func readLockout(c *stmt.Ctx, r *run, m *stmt.Match) {
	fill.Number(c, &r.AAA.LockAttempts, 1, m.Arg(0), m)
	if v, ok := m.After("window"); ok {
		fill.Number(c, &r.AAA.LockWindow, 1, v, m)
	}
	if v, ok := m.After("duration"); ok {
		fill.Number(c, &r.AAA.LockTime, 1, v, m)
	}
}

// readRoot reads the password of the operating system's own account.
func readRoot(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		r.AAA.RootAccount.Set(false, m.Span)
		return
	}
	r.AAA.RootAccount.Set(true, m.Span)
	u := r.user("root", m.Span)
	u.Admin.Inherit(true, m.Span)
	readSecret(c, u, append([]string{m.Arg(0)}, m.Rest...), m.Span)
}

func (t *tables) openGroup(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	g := &model.AAAGroup{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Proto: strings.TrimSuffix(c.Tree.Nodes[m.Node].Words[3], "+")}
	g.Servers.Set([]string{}, m.Span)
	r.AAA.Groups = append(r.AAA.Groups, g)
	c.Define("server-group", g.Name, m.Span)
	return t.group.In(group{g, r})
}

func groupBlock() []stmt.Entry[group] {
	return []stmt.Entry[group]{
		{Pattern: "server * ...", Do: func(c *stmt.Ctx, g group, m *stmt.Match) {
			fill.Add(&g.Servers, m.Arg(0), m.Span)
			if s := g.r.servers[g.Proto+" "+m.Arg(0)]; s != nil && s.Group == "" {
				s.Group = g.Name
			}
			if v, ok := m.After("vrf"); ok {
				g.VRF.Set(v, m.Span)
				useVRF(c, v, "aaa group server vrf", m.Span)
			}
		}},
		{Pattern: "no server * ...", Do: func(_ *stmt.Ctx, g group, m *stmt.Match) { g.Servers.V = fill.Without(g.Servers.V, m.Arg(0)) }},
	}
}

func readServer(proto string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) {
		key := proto + " " + m.Arg(0)
		s := r.servers[key]
		if m.Neg {
			return
		}
		if s == nil {
			s = &model.AAAServer{Obj: model.Obj{Span: m.Span}, Proto: proto, Name: m.Arg(0)}
			s.Host.Set(m.Arg(0), m.Span)
			r.servers[key] = s
			r.AAA.Servers = append(r.AAA.Servers, s)
		}
		for i := 0; i < len(m.Rest); i++ {
			switch m.Rest[i] {
			case "vrf":
				s.VRF.Set(fill.Word(m.Rest, i+1), m.Span)
				useVRF(c, s.VRF.V, proto+"-server host vrf", m.Span)
				i++
			case "port", "auth-port":
				fill.Number(c, &s.Port, 1, fill.Word(m.Rest, i+1), m)
				i++
			case "key":
				if typ, v := fill.CiscoKey(m.Rest[i+1:]); v != "" {
					c.Secret("aaa", proto+" "+s.Name, typ, v, m.Span)
					s.HasKey.Set(true, m.Span)
				}
				i += 2
			case "tls":
				s.TLS.Set(true, m.Span)
			}
		}
	}
}

func readServerKey(proto string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) {
		if typ, v := fill.CiscoKey(m.Rest); v != "" && !m.Neg {
			c.Secret("aaa", proto, typ, v, m.Span)
			r.sharedKey[proto] = m.Span
		}
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
