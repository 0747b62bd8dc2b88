package vrp

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// scheme is one authentication, authorization, accounting or recording scheme.
type scheme struct {
	kind, name string
	sp         model.Span
	methods    model.F[[]string]
	commands   []*model.MethodList // per-level command authorisation
	template   string              // recording-mode names its template itself
	r          *reader
}

// domain says which schemes and servers the accounts of one domain use. The
// domain default_admin is that of administrators.
type domain struct {
	name    string
	sp      model.Span
	schemes map[string]string // kind → scheme
	servers []string
	r       *reader
}

func aaaTop(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "aaa", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.AAA.Span = c.Span(m.Node)
			return t.aaa.In(r)
		}},
		{Pattern: "hwtacacs-server template *", Sub: t.openTemplate("tacacs")},
		{Pattern: "hwtacacs server template *", Sub: t.openTemplate("tacacs")},
		{Pattern: "radius-server template *", Sub: t.openTemplate("radius")},
		{Pattern: "radius server group *", Sub: t.openTemplate("radius")},
		{Pattern: "radius-server authorization * ...", Do: coa},
		{Pattern: "no? hwtacacs enable", Do: nothing},
		{Pattern: "no? radius enable", Do: nothing},
		{Pattern: "super password ...", Do: superPassword},
		{Pattern: "set password min-length *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "password-policy **", State: stmt.Unimplemented},
		{Pattern: "authentication-scheme **", State: stmt.Unimplemented}, // outside the view aaa
		{Pattern: "local-user *  ...", Do: localUser},
	}
}

// coa: a server that may change what a session is allowed to do.
func coa(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.AAA.CoA.Set(true, m.Span)
	if len(m.Rest) > 1 {
		r.secret("aaa", m.Arg(0), m.Rest, m.Span)
	}
}

func superPassword(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	level := int64(3)
	if l, ok := m.After("level"); ok {
		level = max(fill.Int(l), 0)
	}
	if s := r.secret("enable", "super", m.Rest, m.Span); s != nil {
		s.Level = level
	}
}

// template is a list of servers.
type template struct {
	*model.AAAGroup
	proto  string
	r      *reader
	source model.F[string]
	hasKey model.F[bool]
	list   []*model.AAAServer
}

func (t *tables) openTemplate(proto string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		g := r.groups[m.Arg(0)]
		if g == nil {
			g = &model.AAAGroup{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0), Proto: proto}
			r.groups[g.Name] = g
			r.AAA.Groups = append(r.AAA.Groups, g)
			c.Define("server-group", g.Name, m.Span)
		}
		x := &template{AAAGroup: g, proto: proto, r: r}
		r.finally(x.finish)
		return t.template.In(x)
	}
}

// finish gives each server what its template says for all of them.
func (x *template) finish() {
	var hosts []string
	sp := x.Span
	for _, s := range x.list {
		fill.Inherit(&s.Source, &x.source)
		if s.HasKey.How == model.NotRead {
			if x.hasKey.How.Stated() {
				s.HasKey.Inherit(true, x.hasKey.Span)
			} else {
				s.HasKey.Derive(false, x.Span)
			}
		}
		if !slices.Contains(hosts, s.Host.V) {
			hosts = append(hosts, s.Host.V)
		}
	}
	if hosts == nil {
		hosts = []string{}
	}
	x.Servers.Set(hosts, sp)
}

func templateEntries() []stmt.Entry[*template] {
	var out []stmt.Entry[*template]
	for _, prefix := range []string{"hwtacacs-server", "hwtacacs server", "radius-server", "radius server"} {
		for _, purpose := range []string{"authentication", "authorization", "accounting"} {
			out = append(out, stmt.Entry[*template]{Pattern: prefix + " " + purpose + " * ...", Do: server(purpose)})
		}
		out = append(out,
			stmt.Entry[*template]{Pattern: "no? " + prefix + " shared-key ...", Do: sharedKey},
			stmt.Entry[*template]{Pattern: prefix + " source-ip *", Do: func(_ *stmt.Ctx, x *template, m *stmt.Match) { x.source.Set(m.Arg(0), m.Span) }},
			stmt.Entry[*template]{Pattern: "no? " + prefix + " user-name ...", Do: nothingIn[*template]},
			stmt.Entry[*template]{Pattern: "no? " + prefix + " timer|retransmit|timeout|traffic-unit|dead-count|dead-interval|dead-time|detect-server|algorithm|format-attribute|attribute ...", Do: nothingIn[*template]},
		)
	}
	return out
}

func sharedKey(_ *stmt.Ctx, x *template, m *stmt.Match) {
	if m.Neg {
		return
	}
	x.hasKey.Set(true, m.Span)
	x.r.secret("aaa", x.Name, m.Rest, m.Span)
}

// server reads one address of a template: the same address may serve several
// purposes.
func server(purpose string) func(*stmt.Ctx, *template, *stmt.Match) {
	return func(_ *stmt.Ctx, x *template, m *stmt.Match) {
		host := m.Arg(0)
		if host == "ipv6-address" || host == "hostname" {
			host = fill.First(&stmt.Match{Rest: m.Rest})
		}
		var s *model.AAAServer
		for _, old := range x.list {
			if old.Host.V == host {
				s = old
			}
		}
		if s == nil {
			s = &model.AAAServer{Obj: model.Obj{Span: m.Span}, Proto: x.proto, Name: host, Group: x.Name}
			s.Host.Set(host, m.Span)
			s.TLS.Inherit(false, m.Span)
			x.list = append(x.list, s)
			x.r.AAA.Servers = append(x.r.AAA.Servers, s)
		}
		if n := fill.Int(fill.Word(m.Rest, 0)); n > 0 {
			s.Port.Set(n, m.Span)
		}
		if v, ok := m.After("vpn-instance"); ok {
			s.VRF.Set(v, m.Span)
		}
		if v, ok := m.After("source"); ok {
			s.Source.Set(v, m.Span)
		}
		if m.Has("shared-key") {
			s.HasKey.Set(true, m.Span)
			x.r.secret("aaa", x.Name, m.Rest, m.Span)
		}
		fill.Add(&s.Purposes, purpose, m.Span)
	}
}

func (t *tables) aaaEntries() []readerEntry {
	open := func(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			s := &scheme{kind: kind, name: m.Arg(0), sp: c.Span(m.Node), r: r}
			r.schemes[kind+" "+s.name] = s
			return t.scheme.In(s)
		}
	}
	return []readerEntry{
		{Pattern: "authentication-scheme *", Sub: open("authentication")},
		{Pattern: "authorization-scheme *", Sub: open("authorization")},
		{Pattern: "accounting-scheme *", Sub: open("accounting")},
		{Pattern: "recording-scheme *", Sub: open("recording")},
		{Pattern: "cmd recording-scheme *", Do: recording("commands")},
		{Pattern: "outbound recording-scheme *", Do: recording("connection")},
		{Pattern: "system recording-scheme *", Do: recording("system")},
		{Pattern: "domain * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			d := &domain{name: m.Arg(0), sp: c.Span(m.Node), schemes: map[string]string{}, r: r}
			r.domains = append(r.domains, d)
			return t.domain.In(d)
		}},
		{Pattern: "local-user * ...", Do: localUser},
		{Pattern: "no local-user * ...", Do: nothing},
		{Pattern: "local-aaa-user wrong-password ...", Do: wrongPassword},
		{Pattern: "no local-aaa-user wrong-password ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.AAA.LockAttempts.Set(0, m.Span) }},
		{Pattern: "local-aaa-user password policy administrator", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.AAA.PasswordPolicy.Set(true, m.Span)
			return t.policy.In(r)
		}},
		{Pattern: "no local-aaa-user password policy administrator", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.AAA.PasswordPolicy })},
		{Pattern: "no? user-password complexity-check ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.AAA.PasswordComplexity })},
		{Pattern: "user-password min-len *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "no? local-user policy security-enhance", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.AAA.PasswordComplexity })},
		{Pattern: "local-user policy password min-len *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "user-group *", Sub: t.openGroup},
		{Pattern: "task-group *", Sub: t.openGroup},
		{Pattern: "service-scheme *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.policy.In(r) }},
	}
}

func (t *tables) openGroup(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	r.Roles = append(r.Roles, g)
	return t.group.In(g)
}

func groupEntries() []stmt.Entry[*model.Role] {
	return []stmt.Entry[*model.Role]{
		{Pattern: "task-group manage-tg", Do: func(_ *stmt.Ctx, g *model.Role, m *stmt.Match) { g.Admin.Set(true, m.Span) }},
		{Pattern: "task-group *", Do: func(_ *stmt.Ctx, g *model.Role, m *stmt.Match) { g.Admin.Set(false, m.Span) }},
	}
}

func policyEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "password min-length|minimum-length *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.AAA.PasswordMinLength })},
		{Pattern: "no? password complexity ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.AAA.PasswordComplexity })},
		{Pattern: "admin-user privilege level *", Do: nothing},
	}
}

// wrongPassword reads "retry-interval 5 retry-time 3 block-time 5", the times
// in minutes.
func wrongPassword(c *stmt.Ctx, r *reader, m *stmt.Match) {
	for _, x := range []struct {
		key  string
		f    *model.F[int64]
		unit int64
	}{{"retry-interval", &r.AAA.LockWindow, 60}, {"retry-time", &r.AAA.LockAttempts, 1}, {"block-time", &r.AAA.LockTime, 60}} {
		if v, ok := m.After(x.key); ok {
			fill.Number(c, x.f, x.unit, v, m)
		}
	}
}

func schemeEntries() []stmt.Entry[*scheme] {
	set := func(_ *stmt.Ctx, s *scheme, m *stmt.Match) {
		out := []string{}
		for _, w := range m.Rest {
			out = append(out, method(w))
		}
		s.methods.Set(out, m.Span)
	}
	return []stmt.Entry[*scheme]{
		{Pattern: "authentication-mode ...", Do: set},
		{Pattern: "authorization-mode ...", Do: set},
		{Pattern: "accounting-mode ...", Do: set},
		{Pattern: "authorization-cmd * ...", Do: func(_ *stmt.Ctx, s *scheme, m *stmt.Match) {
			l := &model.MethodList{Obj: model.Obj{Span: m.Span}, Kind: "authorization", Service: "commands", Level: fill.Int(m.Arg(0)), Name: s.name}
			out := []string{}
			for _, w := range m.Rest {
				out = append(out, method(w))
			}
			l.Methods.Set(out, m.Span)
			s.commands = append(s.commands, l)
		}},
		{Pattern: "recording-mode hwtacacs *", Do: func(c *stmt.Ctx, s *scheme, m *stmt.Match) {
			s.template = m.Arg(0)
			s.methods.Set([]string{"group " + m.Arg(0)}, m.Span)
			c.Use("server-group", m.Arg(0), "recording-mode", m.Span)
		}},
	}
}

// method gives the model's word for a mode.
func method(w string) string {
	switch w {
	case "hwtacacs", "hwtacacs-server":
		return "tacacs"
	case "local-case":
		return "local"
	}
	return w
}

func domainEntries() []stmt.Entry[*domain] {
	pick := func(kind string) func(*stmt.Ctx, *domain, *stmt.Match) {
		return func(_ *stmt.Ctx, d *domain, m *stmt.Match) { d.schemes[kind] = m.Arg(0) }
	}
	group := func(c *stmt.Ctx, d *domain, m *stmt.Match) {
		d.servers = append(d.servers, m.Arg(0))
		c.Use("server-group", m.Arg(0), "domain "+d.name, m.Span)
	}
	return []stmt.Entry[*domain]{
		{Pattern: "authentication-scheme *", Do: pick("authentication")},
		{Pattern: "authorization-scheme *", Do: pick("authorization")},
		{Pattern: "accounting-scheme *", Do: pick("accounting")},
		{Pattern: "hwtacacs-server *", Do: group},
		{Pattern: "hwtacacs server *", Do: group},
		{Pattern: "radius-server *", Do: group},
		{Pattern: "radius-server group *", Do: group},
	}
}

// recording remembers which scheme records what.
func recording(service string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		name, sp := m.Arg(0), m.Span
		r.finally(func() {
			s := r.schemes["recording "+name]
			l := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: "accounting", Service: service, Level: -1, Name: name}
			if service == "commands" {
				l.Level = 15
			}
			if s != nil {
				l.Methods.Inherit(s.methods.V, s.sp)
			} else {
				l.Methods.Unsure(sp)
			}
			l.Mode.Inherit("start-stop", sp)
			r.AAA.Lists = append(r.AAA.Lists, l)
		})
	}
}

// finishAAA makes a list of each scheme that a domain uses.
func (r *reader) finishAAA() {
	if s := r.schemes["authentication default"]; s != nil && len(r.domains) == 0 {
		r.domains = append(r.domains, &domain{name: "default", sp: s.sp, r: r})
	}
	for _, d := range r.domains {
		for _, kind := range []string{"authentication", "authorization", "accounting"} {
			name, named := d.schemes[kind]
			if !named && kind == "authentication" {
				name = "default" // what a domain uses that names none
			}
			switch s := r.schemes[kind+" "+name]; {
			case s != nil:
				r.list(d, s, kind)
			case named:
				l := &model.MethodList{Obj: model.Obj{Span: d.sp}, Kind: kind, Service: purposes[kind], Level: -1, Name: d.name}
				l.Methods.Unsure(d.sp)
				r.AAA.Lists = append(r.AAA.Lists, l)
			}
		}
	}
}

// purposes are what the lists of a domain are for.
var purposes = map[string]string{"authentication": "login", "authorization": "exec", "accounting": "exec"}

func (r *reader) list(d *domain, s *scheme, kind string) {
	l := &model.MethodList{Obj: model.Obj{Span: s.sp}, Kind: kind, Service: purposes[kind], Level: -1, Name: d.name}
	methods := d.named(s.methods.V)
	switch {
	case s.methods.How.Stated():
		l.Methods.Set(methods, s.methods.Span)
	case kind == "accounting":
		l.Methods.Inherit([]string{"none"}, s.sp)
	default:
		l.Methods.Inherit([]string{"local"}, s.sp) // the system's own mode
	}
	if kind == "accounting" {
		l.Mode.Inherit(map[bool]string{true: "none", false: "start-stop"}[len(l.Methods.V) == 1 && l.Methods.V[0] == "none"], s.sp)
	}
	r.AAA.Lists = append(r.AAA.Lists, l)
	for _, c := range s.commands {
		c.Methods.V = d.named(c.Methods.V)
		c.Name = d.name
		r.AAA.Lists = append(r.AAA.Lists, c)
	}
	for _, m := range l.Methods.V {
		if kind == "authentication" && (strings.HasPrefix(m, "group ") || m == "tacacs" || m == "radius") {
			r.AAA.Enabled.Inherit(true, l.Methods.Span)
		}
	}
}

// named replaces a protocol by the domain's template for it.
func (d *domain) named(methods []string) []string {
	out := []string{}
	for _, m := range methods {
		for _, g := range d.servers {
			if group := d.r.groups[g]; group != nil && group.Proto == m {
				m = "group " + g
			}
		}
		out = append(out, m)
	}
	return out
}
