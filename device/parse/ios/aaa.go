package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) aaaEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "no? aaa new-model", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.d.AAA.Enabled.Set(!m.Neg, m.Span)
			r.aaaLine = m.Span
		}},
		{Pattern: "no aaa authentication|authorization|accounting ...", Do: none[*reader]},
		{Pattern: "aaa authentication attempts|banner|fail-message|password-prompt|username-prompt|suppress ...", State: stmt.Irrelevant},
		{Pattern: "aaa authentication * * ...", Do: methodList("authentication")},
		{Pattern: "aaa authorization config-commands", Do: authorizeAll("config-commands")},
		{Pattern: "aaa authorization console", Do: authorizeAll("console")},
		{Pattern: "aaa authorization commands * * ...", Do: levelList("authorization")},
		{Pattern: "aaa authorization * * ...", Do: methodList("authorization")},
		{Pattern: "aaa accounting update|send|nested|suppress|delay-start|gigawords|include|redundancy|session-duration|jitter ...", State: stmt.Irrelevant},
		{Pattern: "aaa accounting commands * * ...", Sub: t.openAccounting(true)},
		{Pattern: "aaa accounting * * ...", Sub: t.openAccounting(false)},
		{Pattern: "aaa group server * *", Sub: t.openGroup},
		{Pattern: "aaa server radius dynamic-author", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.d.AAA.CoA.Set(true, m.Span)
			return t.author.In(r)
		}},
		{Pattern: "aaa pod server ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			if i := index(words(c, m), "server-key"); i > 0 {
				secretAt(c, "aaa", "pod", m, i+1)
			}
		}},
		{Pattern: "aaa intercept", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.li("radius-li", m.Span) }},
		{Pattern: "aaa local authentication attempts max-fail *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			if !r.d.AAA.LockAttempts.How.Stated() {
				fill.Number(c, &r.d.AAA.LockAttempts, 1, m.Arg(0), m)
			}
		}},
		{Pattern: "aaa local authentication ... ", Do: none[*reader]},

		{Pattern: "tacacs server *", Sub: t.openServer("tacacs")},
		{Pattern: "radius server *", Sub: t.openServer("radius")},
		{Pattern: "ldap server *", Sub: t.openServer("ldap")},
		{Pattern: "tacacs-server host * ...", Do: oldServer("tacacs")},
		{Pattern: "radius-server host * ...", Do: oldServer("radius")},
		{Pattern: "kerberos server * * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := r.addServer("kerberos", m.Arg(1), m.Span)
			s.Host.Set(m.Arg(1), m.Span)
			if len(m.Rest) > 0 {
				s.Port.Unsure(m.Span)
			}
		}},
		{Pattern: "kerberos srvtab ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			w := words(c, m)
			c.Secret("aaa", "kerberos", "clear", w[len(w)-1], m.Span)
		}},
		{Pattern: "kerberos local-realm|realm|credentials|clients|preauth|timeout|retry|processes|instance ...", Do: none[*reader]},
		{Pattern: "tacacs-server key ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.tacacsKey = secretAt(c, "aaa", "tacacs", m, 2) != nil
		}},
		{Pattern: "radius-server key ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.radiusKey = secretAt(c, "aaa", "radius", m, 2) != nil
		}},
		{Pattern: "ip|ipv6 tacacs|radius source-interface * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.d.AAA.SourceIf.Set(m.Arg(0), m.Span)
		}},

		{Pattern: "login block-for * attempts * within *", Do: blockFor},
		{Pattern: "no login block-for ...", Do: none[*reader]},
		{Pattern: "login quiet-mode access-class *", Do: use[*reader]("acl", "login quiet-mode", 3)},
		{Pattern: "no? login on-failure ...", Do: loginLog(func(r *reader) *model.F[bool] { return &r.d.Logging.LoginFailure })},
		{Pattern: "no? login on-success ...", Do: loginLog(func(r *reader) *model.F[bool] { return &r.d.Logging.LoginSuccess })},
	}
}

// loginLog reads "login on-success log"; a trap alone is no log.
func loginLog(f rfb) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		switch fact := f(r); {
		case m.Neg:
			fact.Set(false, m.Span)
		case m.Has("log"), len(m.Rest) == 0:
			fact.Set(true, m.Span)
		}
	}
}

// blockFor reads "login block-for SECONDS attempts N within SECONDS".
func blockFor(c *stmt.Ctx, r *reader, m *stmt.Match) {
	a := &r.d.AAA
	fill.Number(c, &a.LockTime, 1, m.Arg(0), m)
	fill.Number(c, &a.LockAttempts, 1, m.Arg(1), m)
	fill.Number(c, &a.LockWindow, 1, m.Arg(2), m)
}

// list adds a method list. The name of its definition holds kind and service,
// as each has names of its own.
func (r *reader) list(kind, service, name string, lvl int64, sp model.Span) *model.MethodList {
	l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: kind, Service: service, Level: lvl, Name: name}
	r.d.AAA.Lists = append(r.d.AAA.Lists, l)
	if name != "default" {
		r.c.Define("aaa-list", kind+" "+service+" "+name, sp)
	}
	return l
}

func methodList(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		l := r.list(kind, m.Arg(0), m.Arg(1), -1, m.Span)
		l.Methods.Set(r.methods(m.Rest, kind, m.Span), m.Span)
	}
}

func levelList(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		lvl, ok := number(m.Arg(0))
		if !ok {
			c.Mark(m.Node, stmt.Partial)
			lvl = -1
		}
		l := r.list(kind, "commands", m.Arg(1), lvl, m.Span)
		l.Methods.Set(r.methods(m.Rest, kind, m.Span), m.Span)
	}
}

// authorizeAll is a switch that extends the lists of commands.
func authorizeAll(service string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		l := r.list("authorization", service, "default", -1, m.Span)
		l.Methods.Set([]string{}, m.Span)
	}
}

// methods reads METHOD… where "group NAME" is one method.
func (r *reader) methods(w []string, ctx string, sp model.Span) []string {
	out := []string{}
	for i := 0; i < len(w); i++ {
		switch w[i] {
		case "group", "cache":
			if i+1 >= len(w) {
				continue
			}
			i++
			out = append(out, w[i-1]+" "+w[i])
			if w[i] != "tacacs+" && w[i] != "radius" && w[i] != "ldap" {
				r.c.Use("server-group", w[i], "aaa "+ctx, sp)
			}
		case "local-case":
			out = append(out, "local")
		case "tacacs+":
			out = append(out, "tacacs")
		default:
			out = append(out, w[i])
		}
	}
	return out
}

// accounting is an accounting list while it is read; newer releases write it
// as a block.
type accounting struct {
	*model.MethodList
	r *reader
}

func (t *tables) openAccounting(leveled bool) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		service, lvl := m.Arg(0), int64(-1)
		if leveled {
			n, ok := number(m.Arg(0))
			if !ok {
				c.Mark(m.Node, stmt.Partial)
				n = -1
			}
			service, lvl = "commands", n
		}
		l := r.list("accounting", service, m.Arg(1), lvl, c.Span(m.Node))
		rest := m.Rest
		if len(rest) > 1 && rest[0] == "vrf" {
			rest = rest[2:]
		}
		if len(rest) > 0 {
			l.Mode.Set(rest[0], m.Span)
			rest = rest[1:]
			if len(rest) > 0 && rest[0] == "broadcast" {
				rest = rest[1:]
			}
			l.Methods.Set(r.methods(rest, "accounting", m.Span), m.Span)
		}
		return t.accounting.In(&accounting{l, r})
	}
}

func accountingEntries() []stmt.Entry[*accounting] {
	return []stmt.Entry[*accounting]{
		{Pattern: "action-type *", Do: fill.Text(func(a *accounting) *model.F[string] { return &a.Mode })},
		{Pattern: "group *", Do: func(_ *stmt.Ctx, a *accounting, m *stmt.Match) {
			for _, s := range a.r.methods([]string{"group", m.Arg(0)}, "accounting", m.Span) {
				fill.Add(&a.Methods, s, m.Span)
			}
		}},
		{Pattern: "broadcast", State: stmt.Irrelevant},
	}
}

// group is a server group while it is read.
type group struct {
	*model.AAAGroup
	r       *reader
	private []*model.AAAServer
}

func (t *tables) openGroup(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := &group{r: r, AAAGroup: &model.AAAGroup{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(1), Proto: strings.TrimSuffix(m.Arg(0), "+")}}
	r.d.AAA.Groups = append(r.d.AAA.Groups, g.AAAGroup)
	r.aaaGroups = append(r.aaaGroups, g)
	c.Define("server-group", g.Name, m.Span)
	return t.group.In(g)
}

func groupEntries() []stmt.Entry[*group] {
	return []stmt.Entry[*group]{
		{Pattern: "server name *", Do: func(c *stmt.Ctx, g *group, m *stmt.Match) {
			fill.Add(&g.Servers, m.Arg(0), m.Span)
			c.Use("aaa-server", g.Proto+" "+m.Arg(0), "aaa group server", m.Span)
		}},
		{Pattern: "server * ...", Do: func(_ *stmt.Ctx, g *group, m *stmt.Match) { fill.Add(&g.Servers, m.Arg(0), m.Span) }},
		{Pattern: "server-private * ...", Do: func(c *stmt.Ctx, g *group, m *stmt.Match) {
			fill.Add(&g.Servers, m.Arg(0), m.Span)
			s := g.r.addServer(g.Proto, m.Arg(0), m.Span)
			s.Group = g.Name
			g.private = append(g.private, s)
			s.Host.Set(m.Arg(0), m.Span)
			serverWords(c, s, m)
			implied(&s.HasKey, false, m.Span)
		}},
		{Pattern: "ip vrf forwarding *", Do: groupVRF},
		{Pattern: "vrf *", Do: groupVRF},
		{Pattern: "ip|ipv6 tacacs|radius source-interface * ...", Do: func(_ *stmt.Ctx, g *group, m *stmt.Match) {
			for _, s := range g.private {
				s.Source.Set(m.Arg(0), m.Span)
			}
			implied(&g.r.d.AAA.SourceIf, m.Arg(0), m.Span)
		}},
	}
}

func groupVRF(c *stmt.Ctx, g *group, m *stmt.Match) {
	g.VRF.Set(m.Arg(0), m.Span)
	c.Use("vrf", m.Arg(0), "aaa group server", m.Span)
}

func (r *reader) addServer(proto, name string, sp model.Span) *model.AAAServer {
	s := &model.AAAServer{Obj: model.Obj{Span: sp}, Proto: proto, Name: name}
	r.d.AAA.Servers = append(r.d.AAA.Servers, s)
	return s
}

// serverWords reads the options of a server written in one line.
func serverWords(c *stmt.Ctx, s *model.AAAServer, m *stmt.Match) {
	w := words(c, m)
	for i := range w {
		if i+1 >= len(w) {
			break
		}
		switch w[i] {
		case "port", "auth-port":
			fill.Number(c, &s.Port, 1, w[i+1], m)
		case "key":
			secretAt(c, "aaa", s.Name, m, i+1)
			s.HasKey.Set(true, m.Span)
			return
		case "vrf":
			s.VRF.Set(w[i+1], m.Span)
		}
	}
}

// oldServer is "tacacs-server host ADDRESS …". Its key may stand in a line of
// its own for all servers.
func oldServer(proto string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		s := r.addServer(proto, m.Arg(0), m.Span)
		s.Host.Set(m.Arg(0), m.Span)
		s.TLS.Inherit(false, m.Span)
		serverWords(c, s, m)
		r.oldServers = append(r.oldServers, s)
	}
}

func (t *tables) openServer(proto string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		s := r.addServer(proto, m.Arg(0), c.Span(m.Node))
		c.Define("aaa-server", proto+" "+m.Arg(0), m.Span)
		return t.server.In(s)
	}
}

func serverEntries() []stmt.Entry[*model.AAAServer] {
	type srv = *model.AAAServer
	address := func(c *stmt.Ctx, s srv, m *stmt.Match) {
		s.Host.Set(m.Arg(0), m.Span)
		if p, ok := m.After("auth-port"); ok {
			fill.Number(c, &s.Port, 1, p, m)
		}
	}
	encrypted := func(_ *stmt.Ctx, s srv, m *stmt.Match) { s.TLS.Set(!m.Neg, m.Span) }
	return []stmt.Entry[srv]{
		{Pattern: "address ipv4|ipv6 * ...", Do: address},
		{Pattern: "ipv4|ipv6 * ...", Do: address},
		{Pattern: "key ...", Do: serverKey},
		{Pattern: "pac key ...", Do: func(c *stmt.Ctx, s srv, m *stmt.Match) {
			secretAt(c, "aaa", s.Name, m, 2)
			s.HasKey.Set(true, m.Span)
		}},
		{Pattern: "key-wrap ...", Do: func(c *stmt.Ctx, s srv, m *stmt.Match) { secretAt(c, "aaa", s.Name, m, len(words(c, m))-1) }},
		{Pattern: "port *", Do: fill.Num(1, func(s srv) *model.F[int64] { return &s.Port })},
		{Pattern: "transport port *", Do: fill.Num(1, func(s srv) *model.F[int64] { return &s.Port })},
		{Pattern: "vrf *", Do: fill.Text(func(s srv) *model.F[string] { return &s.VRF })},
		{Pattern: "vrf forwarding *", Do: fill.Text(func(s srv) *model.F[string] { return &s.VRF })},
		{Pattern: "ip|ipv6 tacacs|radius source-interface * ...", Do: fill.Text(func(s srv) *model.F[string] { return &s.Source })},
		{Pattern: "no? tls ...", Do: encrypted}, {Pattern: "no? dtls ...", Do: encrypted},
		{Pattern: "mode secure ...", Do: encrypted}, {Pattern: "secure ...", Do: encrypted},
		{Pattern: "bind authenticate root-dn * password ...", Do: func(c *stmt.Ctx, s srv, m *stmt.Match) {
			secretAt(c, "aaa", s.Name, m, 5)
			s.HasKey.Set(true, m.Span)
		}},
	}
}

func serverKey(c *stmt.Ctx, s *model.AAAServer, m *stmt.Match) {
	if m.Neg || secretAt(c, "aaa", s.Name, m, 1) == nil {
		s.HasKey.Set(false, m.Span)
		return
	}
	s.HasKey.Set(true, m.Span)
}

// authorEntries are the servers that may change a session from outside.
func authorEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "client * ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			if i := index(words(c, m), "server-key"); i > 0 {
				secretAt(c, "aaa", m.Arg(0), m, i+1)
			}
		}},
		{Pattern: "server-key ...", Do: key[*reader]("aaa", "dynamic-author", 1)},
	}
}

// serverPorts are the ports that the system asks where none is named.
var serverPorts = map[string]int64{"tacacs": 49, "radius": 1645, "ldap": 389}

// finishAAA gives old servers the key that stands for all, and every server of
// a group the group's table.
func (r *reader) finishAAA() {
	for _, s := range r.oldServers {
		if s.Proto == "tacacs" && r.tacacsKey || s.Proto == "radius" && r.radiusKey {
			implied(&s.HasKey, true, s.Span)
		}
	}
	for _, s := range r.d.AAA.Servers {
		if n, ok := serverPorts[s.Proto]; ok {
			byDefault(&s.Port, n)
		}
	}
	named := map[string]*model.AAAServer{}
	for _, s := range r.d.AAA.Servers {
		if s.Group == "" {
			named[s.Proto+" "+s.Name] = s
		}
	}
	for _, g := range r.aaaGroups {
		for _, s := range g.private {
			fill.Inherit(&s.VRF, &g.VRF)
		}
		for _, name := range g.Servers.V {
			if s := named[g.Proto+" "+name]; s != nil {
				fill.Inherit(&s.VRF, &g.VRF)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
