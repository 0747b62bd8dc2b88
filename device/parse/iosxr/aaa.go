package iosxr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// server is one AAA server while it is read.
type server struct{ *model.AAAServer }

// group is one AAA server group while it is read.
type group struct {
	*model.AAAGroup
	r *reader
}

func (t *tables) aaaEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "aaa authentication * * ...", Do: methodList("authentication")},
		{Pattern: "aaa authorization * * ...", Do: methodList("authorization")},
		{Pattern: "aaa accounting * * ...", Do: methodList("accounting")},
		{Pattern: "aaa group server * *", Sub: t.openGroup},
		{Pattern: "aaa password-policy *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.dev.AAA.PasswordPolicy.Set(true, m.Span)
			c.Define("password-policy", m.Arg(0), m.Span)
			return t.policy.In(&r.dev.AAA)
		}},
		{Pattern: "aaa server radius dynamic-author", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.dev.AAA.CoA.Set(true, m.Span)
			return t.author.In(r)
		}},
		{Pattern: "aaa default-taskgroup *", Do: none[*reader]},
		{Pattern: "tacacs-server host * ...", Sub: t.openServer("tacacs")},
		{Pattern: "radius-server host * ...", Sub: t.openServer("radius")},
		{Pattern: "tacacs-server key ...", Do: globalKey("tacacs")},
		{Pattern: "radius-server key ...", Do: globalKey("radius")},
		{Pattern: "tacacs source-interface * ...", Do: aaaSource},
		{Pattern: "radius source-interface * ...", Do: aaaSource},
	}
}

// methodList reads SERVICE NAME METHOD….
func methodList(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		l := &model.MethodList{Obj: model.Obj{Span: m.Span}, Kind: kind, Service: m.Arg(0), Level: -1, Name: m.Arg(1)}
		words := m.Rest
		if kind == "accounting" {
			for len(words) > 0 && words[0] == "broadcast" {
				words = words[1:]
			}
			if len(words) > 0 {
				l.Mode.Set(words[0], m.Span)
				words = words[1:]
			}
		}
		l.Methods.Set(r.methods(words, kind+" "+l.Service, m.Span), m.Span)
		r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
		c.Define("aaa-list", kind+" "+l.Service+" "+l.Name, m.Span)
		if l.Name == "default" || l.Service == "system" {
			c.Use("aaa-list", kind+" "+l.Service+" "+l.Name, "default list", m.Span)
		}
	}
}

// methods reads METHOD… where "group NAME" is one method.
func (r *reader) methods(words []string, ctx string, sp model.Span) []string {
	out := []string{}
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "broadcast":
		case words[i] == "group" && i+1 < len(words):
			i++
			out = append(out, "group "+words[i])
			if w := words[i]; w != "tacacs+" && w != "radius" {
				r.c.Use("server-group", w, "aaa "+ctx, sp)
			}
		default:
			out = append(out, words[i])
		}
	}
	return out
}

func (t *tables) openGroup(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := &group{r: r, AAAGroup: &model.AAAGroup{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(1), Proto: strings.TrimSuffix(m.Arg(0), "+")}}
	r.dev.AAA.Groups = append(r.dev.AAA.Groups, g.AAAGroup)
	c.Define("server-group", g.Name, m.Span)
	return t.group.In(g)
}

func (t *tables) groupBlock() []stmt.Entry[*group] {
	return []stmt.Entry[*group]{
		{Pattern: "server * ...", Do: func(_ *stmt.Ctx, g *group, m *stmt.Match) { fill.Add(&g.Servers, m.Arg(0), m.Span) }},
		{Pattern: "server-private * ...", Sub: func(c *stmt.Ctx, g *group, m *stmt.Match) stmt.Block {
			fill.Add(&g.Servers, m.Arg(0), m.Span)
			s := g.r.newServer(g.Proto, m)
			s.Group = g.Name
			return t.server.In(&server{s})
		}},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, g *group, m *stmt.Match) { g.VRF.Set(tableName(m.Arg(0)), m.Span) }},
		{Pattern: "source-interface * ...", Do: func(_ *stmt.Ctx, g *group, m *stmt.Match) {
			for _, s := range g.r.dev.AAA.Servers {
				if s.Group == g.Name {
					s.Source.Set(m.Arg(0), m.Span)
				}
			}
			if !g.r.dev.AAA.SourceIf.How.Stated() {
				g.r.dev.AAA.SourceIf.Set(m.Arg(0), m.Span)
			}
		}},
	}
}

// newServer records the server that m.Arg(0) names.
func (r *reader) newServer(proto string, m *stmt.Match) *model.AAAServer {
	s := &model.AAAServer{Obj: model.Obj{Span: r.c.Span(m.Node)}, Proto: proto, Name: m.Arg(0)}
	s.Host.Set(m.Arg(0), m.Span)
	for _, key := range []string{"port", "auth-port"} {
		if p, ok := m.After(key); ok {
			fill.Number(r.c, &s.Port, 1, p, m)
		}
	}
	if v, ok := m.After("vrf"); ok {
		s.VRF.Set(tableName(v), m.Span)
	}
	r.dev.AAA.Servers = append(r.dev.AAA.Servers, s)
	return s
}

func (t *tables) openServer(proto string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		s := r.newServer(proto, m)
		for i, w := range m.Rest {
			if w == "key" && i+1 < len(m.Rest) {
				serverKey(c, &server{s}, m.Rest[i+1:], m.Span)
			}
		}
		return t.server.In(&server{s})
	}
}

func serverBlock() []stmt.Entry[*server] {
	return []stmt.Entry[*server]{
		{Pattern: "key ...", Do: func(c *stmt.Ctx, s *server, m *stmt.Match) { serverKey(c, s, m.Rest, m.Span) }},
		{Pattern: "tls ...", Do: func(_ *stmt.Ctx, s *server, m *stmt.Match) { s.TLS.Set(true, m.Span) }},
	}
}

func serverKey(c *stmt.Ctx, s *server, words []string, sp model.Span) {
	s.HasKey.Set(true, sp)
	secret(c, "aaa", s.Proto+" "+s.Name, words, sp)
}

// globalKey reads the key of all servers that have none of their own.
func globalKey(proto string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		if r.keys == nil {
			r.keys = map[string]model.Span{}
		}
		r.keys[proto] = m.Span
		secret(c, "aaa", proto+" servers", m.Rest, m.Span)
	}
}

func aaaSource(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.dev.AAA.SourceIf.Set(m.Arg(0), m.Span) }

func authorBlock() []stmt.Entry[*reader] {
	key := func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
		for i, w := range m.Rest {
			if w == "server-key" && i+1 < len(m.Rest) {
				secret(c, "aaa", "dynamic-author", m.Rest[i+1:], m.Span)
			}
		}
	}
	return []stmt.Entry[*reader]{
		{Pattern: "client * ...", Do: key},
		{Pattern: "server-key ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			secret(c, "aaa", "dynamic-author", m.Rest, m.Span)
		}},
	}
}

// policyBlock reads a password policy; where there are several, the last
// statement of a kind counts.
func policyBlock() []stmt.Entry[*model.AAA] {
	type A = *model.AAA
	complexity := func(_ *stmt.Ctx, a A, m *stmt.Match) { a.PasswordComplexity.Set(m.Arg(0) != "0", m.Span) }
	return []stmt.Entry[A]{
		{Pattern: "min-length *", Do: fill.Num(1, func(a A) *model.F[int64] { return &a.PasswordMinLength })},
		{Pattern: "upper-case|lower-case|numeric|special-char *", Do: complexity},
		{Pattern: "authen-max-attempts *", Do: fill.Num(1, func(a A) *model.F[int64] { return &a.LockAttempts })},
		{Pattern: "lockout-time ...", Do: func(c *stmt.Ctx, a A, m *stmt.Match) {
			setPeriods(c, &a.LockTime, m.Rest, m)
		}},
	}
}

// setPeriods reads UNIT N … with units years to seconds.
func setPeriods(c *stmt.Ctx, f *model.F[int64], words []string, m *stmt.Match) {
	units := map[string]int64{"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
	total := int64(0)
	for i := 0; i+1 < len(words); i += 2 {
		n, err := strconv.ParseInt(words[i+1], 10, 32)
		if err != nil || units[words[i]] == 0 {
			f.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
		total += n * units[words[i]]
	}
	f.Set(total, m.Span)
}

// settleAAA gives servers what their group and the global lines say.
func (r *reader) settleAAA() {
	a := &r.dev.AAA
	for _, s := range a.Servers {
		if sp, ok := r.keys[s.Proto]; ok && s.HasKey.How == model.NotRead {
			s.HasKey.Inherit(true, sp)
		}
		for _, g := range a.Groups {
			if g.Proto != s.Proto || s.Group != "" && s.Group != g.Name || s.Group == "" && !slices.Contains(g.Servers.V, s.Name) {
				continue
			}
			s.Group = g.Name
			inherit(&s.VRF, g.VRF)
		}
		inherit(&s.Source, a.SourceIf)
	}
}
