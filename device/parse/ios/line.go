package ios

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) lineTop() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "line ...", Sub: t.openLine},
		// Ways in beside the lines, to the underlying system's own console.
		{Pattern: "transport-map type ...", State: stmt.Unimplemented, Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.loose.In(r) }},
		{Pattern: "transport type persistent ...", State: stmt.Unimplemented},
	}
}

// openLine reads "line vty 0 4", "line con 0", "line 33 64", "line 0/0/0 0/0/15".
func (t *tables) openLine(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	l := &model.Line{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "tty", Name: strings.Join(m.Rest, " ")}
	rest := m.Rest
	if len(rest) > 0 {
		switch rest[0] {
		case "con", "console":
			l.Kind, rest = "console", rest[1:]
		case "aux", "vty", "tty":
			l.Kind, rest = rest[0], rest[1:]
		}
	}
	if len(rest) > 0 {
		l.From, _ = number(rest[0])
		l.To = l.From
	}
	if len(rest) > 1 {
		if n, ok := number(rest[1]); ok {
			l.To = n
		}
	}
	r.d.Lines = append(r.d.Lines, l)
	return t.line.In(l)
}

type ln = *model.Line

// accessClass reads "access-class LIST in [vrf-also]". With "vrfname VRF" the
// list stands before the sessions of one table only.
func accessClass(c *stmt.Ctx, l ln, m *stmt.Match) {
	fill.ACL("acl", "line access-class in", func(l ln) *model.ACLRef { return &l.ACLIn })(c, l, m)
	l.FromTables.Set(!m.Neg && m.Has("vrf-also"), m.Span)
	if !m.Neg && m.Has("vrfname") {
		l.ACLIn.Name.Unsure(m.Span)
	}
}

func lineEntries() []stmt.Entry[ln] {
	return []stmt.Entry[ln]{
		{Pattern: "no? transport input ...", Do: transport(func(l ln) *model.F[[]string] { return &l.TransportIn })},
		{Pattern: "no? transport output ...", Do: transport(func(l ln) *model.F[[]string] { return &l.TransportOut })},
		{Pattern: "no? access-class * in ...", Do: accessClass},
		{Pattern: "no? access-class * out ...", Do: fill.ACL("acl", "line access-class out", func(l ln) *model.ACLRef { return &l.ACLOut })},
		{Pattern: "no? ipv6 access-class * in ...", Do: fill.ACL("acl6", "line ipv6 access-class in", func(l ln) *model.ACLRef { return &l.ACL6In })},
		{Pattern: "ipv6 access-class * out ...", Do: use[ln]("acl6", "line ipv6 access-class out", 2)},
		{Pattern: "no? exec-timeout ...", Do: execTimeout},
		{Pattern: "no? absolute-timeout ...", Do: fill.Num(60, func(l ln) *model.F[int64] { return &l.SessionLimit })},
		{Pattern: "no? login ...", Do: login},
		{Pattern: "authorization exec *", Do: authz},
		{Pattern: "authorization commands * *", Do: listUse("authorization commands")},
		{Pattern: "authorization arap|reverse-access *", Do: none[ln]},
		{Pattern: "accounting exec *", Do: listUse("accounting exec")},
		{Pattern: "accounting commands * *", Do: listUse("accounting commands")},
		{Pattern: "accounting connection *", Do: listUse("accounting connection")},
		{Pattern: "no? exec", Do: fill.Bool(func(l ln) *model.F[bool] { return &l.Exec })},
		{Pattern: "exec prompt ...", State: stmt.Irrelevant},
		{Pattern: "privilege level *", Do: fill.Num(1, func(l ln) *model.F[int64] { return &l.Privilege })},
		{Pattern: "no? rotary ...", Do: fill.Num(1, func(l ln) *model.F[int64] { return &l.Rotary })},
		{Pattern: "no? password ...", Do: linePassword},
		{Pattern: "no? autocommand ...", Do: fill.Bool(func(l ln) *model.F[bool] { return &l.Autocmd })},
	}
}

// transport reads the protocols that may come in or go out. Its negation
// refuses all.
func transport(fact func(ln) *model.F[[]string]) func(*stmt.Ctx, ln, *stmt.Match) {
	return func(_ *stmt.Ctx, l ln, m *stmt.Match) {
		if m.Neg || len(m.Rest) == 0 {
			fact(l).Set([]string{"none"}, m.Span)
			return
		}
		fact(l).Set(append([]string{}, m.Rest...), m.Span)
	}
}

// execTimeout reads minutes and seconds; its negation is never.
func execTimeout(c *stmt.Ctx, l ln, m *stmt.Match) {
	if m.Neg {
		l.IdleTimeout.Set(0, m.Span)
		return
	}
	minutes, ok := number(fill.First(m))
	seconds := int64(0)
	if ok && len(m.Rest) > 1 {
		seconds, ok = number(m.Rest[1])
	}
	if !ok || minutes < 0 || seconds < 0 || minutes > 1<<31 || seconds > 1<<31 {
		l.IdleTimeout.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	l.IdleTimeout.Set(minutes*60+seconds, m.Span)
}

func login(c *stmt.Ctx, l ln, m *stmt.Match) {
	switch word := fill.First(m); {
	case m.Neg:
		l.Login.Set("none", m.Span)
	case word == "":
		l.Login.Set("password", m.Span)
	case word == "local":
		l.Login.Set("local", m.Span)
	case word == "tacacs":
		l.Login.Set("aaa", m.Span)
	case word == "authentication" && len(m.Rest) > 1:
		l.Login.Set("aaa", m.Span)
		l.LoginList.Set(m.Rest[1], m.Span)
		if m.Rest[1] != "default" {
			c.Use("aaa-list", "authentication login "+m.Rest[1], "line login", m.Span)
		}
	default:
		l.Login.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

func authz(c *stmt.Ctx, l ln, m *stmt.Match) {
	l.AuthzList.Set(m.Arg(0), m.Span)
	if m.Arg(0) != "default" {
		c.Use("aaa-list", "authorization exec "+m.Arg(0), "line authorization", m.Span)
	}
}

// listUse records the use of a list, whose name is the last captured word.
func listUse(space string) func(*stmt.Ctx, ln, *stmt.Match) {
	return func(c *stmt.Ctx, _ ln, m *stmt.Match) {
		if name := m.Arg(len(m.Args) - 1); name != "default" {
			c.Use("aaa-list", space+" "+name, "line", m.Span)
		}
	}
}

func linePassword(c *stmt.Ctx, l ln, m *stmt.Match) {
	if m.Neg {
		l.HasSecret.Set(false, m.Span)
		return
	}
	if secretAt(c, "line", "line "+l.Name, m, 1) != nil {
		l.HasSecret.Set(true, m.Span)
	}
}

// finishLines settles how a line without a login statement asks for one: by
// the default list where AAA is on; else a password on the network lines and
// nothing on the console (which is the system's own value, not a statement).
func (r *reader) finishLines() {
	on := r.d.AAA.Enabled
	for _, l := range r.d.Lines {
		switch {
		case on.How.Stated() && on.V:
			derived(&l.Login, "aaa", r.aaaLine)
			if l.Login.V == "aaa" {
				derived(&l.LoginList, "default", r.aaaLine)
			}
			derived(&l.AuthzList, "default", r.aaaLine)
		case l.Kind == "vty":
			byDefault(&l.Login, "password")
		default:
			byDefault(&l.Login, "none")
		}
		if l.Kind != "vty" {
			byDefault(&l.TransportIn, []string{"none"})
		}
		if l.Privilege.How.Stated() {
			r.overrule(l)
		}
	}
}

// overrule settles whether the level of a line counts. It does where sessions
// are not authorised: AAA is off, no list is there, or its first method asks
// nobody; the console is authorised by a switch of its own. The system writes
// AAA before its lines, so that a cut behind a line hides no list. Where a list
// asks the accounts alone and all name a level, no session gets the line's.
// Else it stays open: a server may name a level or none.
func (r *reader) overrule(l *model.Line) {
	aaa := r.d.AAA.Enabled
	name := cmp.Or(l.AuthzList.V, "default")
	list := r.authorization("exec", name)
	switch {
	case aaa.How.Stated() && !aaa.V,
		l.Kind == "console" && r.authorization("console", "default") == nil,
		list == nil && name == "default":
		l.Overruled.Inherit(false, l.Privilege.Span)
	case list == nil || !list.Methods.Known() || len(list.Methods.V) == 0:
	case list.Methods.V[0] == "none", list.Methods.V[0] == "if-authenticated":
		l.Overruled.Inherit(false, list.Span)
	case len(list.Methods.V) == 1 && list.Methods.V[0] == "local" && r.allLeveled():
		l.Overruled.Derive(true, list.Span)
	}
}

// authorization returns the last authorization list of a service and a name.
func (r *reader) authorization(service, name string) *model.MethodList {
	for _, l := range slices.Backward(r.d.AAA.Lists) {
		if l.Kind == "authorization" && l.Service == service && l.Name == name {
			return l
		}
	}
	return nil
}

// allLeveled reports that there are accounts and that each names its level.
func (r *reader) allLeveled() bool {
	return len(r.d.Users) > 0 && !slices.ContainsFunc(r.d.Users, func(u *model.User) bool { return !u.Privilege.How.Stated() })
}
