package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) userEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "username * ...", Do: username},
		{Pattern: "user-name *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			return t.user.In(r.user(m.Arg(0), c.Span(m.Node)))
		}},
		{Pattern: "enable secret|password ...", Do: enable},
		{Pattern: "no enable secret|password ...", Do: none[*reader]},
		{Pattern: "security passwords min-length *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.d.AAA.PasswordMinLength })},
		{Pattern: "aaa common-criteria policy *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.d.AAA.PasswordPolicy.Set(true, m.Span)
			c.Define("password-policy", m.Arg(0), m.Span)
			return t.policy.In(&policy{r: r})
		}},
		{Pattern: "aaa password restriction", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.AAA.PasswordComplexity.Set(true, m.Span) }},
		{Pattern: "parser view * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block { return t.view.In(r.view(c, m)) }},
		{Pattern: "ip ssh pubkey-chain", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.pubkeys.In(r) }},
	}
}

// user returns the account of that name, new or met before.
func (r *reader) user(name string, sp model.Span) *model.User {
	u := r.users[name]
	if u == nil {
		u = &model.User{Obj: model.Obj{Span: sp}, Name: name}
		r.users[name] = u
		r.d.Users = append(r.d.Users, u)
	}
	return u
}

// username reads "username NAME" with any number of attributes in a line. A
// password stands last.
func username(c *stmt.Ctx, r *reader, m *stmt.Match) {
	u := r.user(m.Arg(0), m.Span)
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "password", "secret":
			r.userSecret(c, u, m, i+3)
			i = len(m.Rest)
		case "nopassword":
			u.NoPassword.Set(true, m.Span)
		default:
			i += r.userWord(c, u, m, i)
		}
	}
}

// userWord reads one attribute and returns how many further words it took.
func (r *reader) userWord(c *stmt.Ctx, u *model.User, m *stmt.Match, i int) int {
	arg := ""
	if i+1 < len(m.Rest) {
		arg = m.Rest[i+1]
	}
	switch m.Rest[i] {
	case "privilege":
		level(c, u, arg, m)
		return 1
	case "view":
		u.Role.Set(arg, m.Span)
		c.Use("view", arg, "username", m.Span)
		return 1
	case "access-class":
		c.Use("acl", arg, "username access-class", m.Span)
		return 1
	case "common-criteria-policy":
		c.Use("password-policy", arg, "username", m.Span)
		return 1
	case "algorithm-type", "user-maxlinks", "callback-rotary", "callback-line", "dnis", "serial-number", "description", "mac":
		return 1
	case "aaa":
		return 3
	case "noescape", "nohangup", "one-time", "callback-dialstring", "autocommand-options":
		return 0
	case "autocommand":
		u.Shell.Set("autocommand", m.Span)
		return len(m.Rest)
	case "lawful-intercept":
		r.li("li-view", m.Span)
		return 0
	case "<removed>":
		u.HasSecret.Mask(m.Span)
		c.Secret("user", u.Name, "", "<removed>", m.Span)
		return 0
	}
	u.AddDoubt(m.Span.Line)
	c.Mark(m.Node, stmt.Partial)
	return len(m.Rest)
}

func (r *reader) userSecret(c *stmt.Ctx, u *model.User, m *stmt.Match, i int) {
	s := secretAt(c, "user", u.Name, m, i)
	if s == nil {
		u.HasSecret.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	u.HasSecret.Set(true, m.Span)
	if u.Privilege.How == model.Explicit {
		s.Level = u.Privilege.V
	}
}

func level(c *stmt.Ctx, u *model.User, arg string, m *stmt.Match) {
	n, ok := number(arg)
	if !ok {
		u.Privilege.Unsure(m.Span)
		u.Admin.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	u.Privilege.Set(n, m.Span)
	u.Admin.Set(n == 15, m.Span)
}

// userBlock is the account as newer IOS-XE writes it, one line an attribute.
func userBlock() []stmt.Entry[*model.User] {
	return []stmt.Entry[*model.User]{
		{Pattern: "privilege *", Do: func(c *stmt.Ctx, u *model.User, m *stmt.Match) { level(c, u, m.Arg(0), m) }},
		{Pattern: "password|secret ...", Do: func(c *stmt.Ctx, u *model.User, m *stmt.Match) {
			if s := secretAt(c, "user", u.Name, m, 1); s != nil {
				u.HasSecret.Set(true, m.Span)
			}
		}},
		{Pattern: "nopassword", Do: fill.Bool(func(u *model.User) *model.F[bool] { return &u.NoPassword })},
		{Pattern: "type *  ...", Do: func(_ *stmt.Ctx, u *model.User, m *stmt.Match) { u.Services.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "view *", Do: fill.Text(func(u *model.User) *model.F[string] { return &u.Role })},
	}
}

// enable reads the secrets that open the privileged levels.
func enable(c *stmt.Ctx, r *reader, m *stmt.Match) {
	at, lvl := 2, int64(15)
	if len(m.Rest) > 1 && m.Rest[0] == "level" {
		at = 4
		n, ok := number(m.Rest[1])
		if !ok {
			c.Mark(m.Node, stmt.Partial)
		}
		lvl = n
	}
	w := words(c, m)
	if at+1 < len(w) && w[at] == "10" {
		at++
	}
	if s := secretAt(c, "enable", "enable "+w[1], m, at); s != nil {
		s.Level = lvl
	}
}

// policy is a common-criteria password policy while it is read.
type policy struct {
	r       *reader
	classes int
}

func policyEntries() []stmt.Entry[*policy] {
	class := func(_ *stmt.Ctx, p *policy, m *stmt.Match) {
		if n, ok := number(m.Arg(0)); ok && n > 0 {
			p.classes++
		}
		p.r.d.AAA.PasswordComplexity.Set(p.classes >= 3, m.Span)
	}
	return []stmt.Entry[*policy]{
		{Pattern: "min-length *", Do: fill.Num(1, func(p *policy) *model.F[int64] { return &p.r.d.AAA.PasswordMinLength })},
		{Pattern: "numeric-count *", Do: class}, {Pattern: "upper-case *", Do: class},
		{Pattern: "lower-case *", Do: class}, {Pattern: "special-case *", Do: class},
	}
}

// view is a named set of commands.
func (r *reader) view(c *stmt.Ctx, m *stmt.Match) *model.Role {
	role := &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	role.Admin.Derive(false, m.Span)
	role.LI.Set(m.Arg(0) == "li-view", m.Span)
	if role.LI.V {
		r.li("li-view", m.Span)
	}
	role.Shell.Derive(false, m.Span)
	role.Outbound.Derive(false, m.Span)
	r.d.Roles = append(r.d.Roles, role)
	r.d.PrivEdits = append(r.d.PrivEdits, viewEdit(m))
	c.Define("view", m.Arg(0), m.Span)
	return role
}

func viewEdit(m *stmt.Match) *model.PrivEdit {
	e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "view", Name: m.Arg(0)}
	e.Lowers.Set(false, m.Span)
	e.Shadows.Set(false, m.Span)
	e.Level.Unsure(m.Span)
	return e
}

func viewEntries() []stmt.Entry[*model.Role] {
	return []stmt.Entry[*model.Role]{
		{Pattern: "secret|password ...", Do: func(c *stmt.Ctx, v *model.Role, m *stmt.Match) { secretAt(c, "enable", "view "+v.Name, m, 1) }},
		{Pattern: "commands * include|include-exclusive ...", Do: viewCommand},
		{Pattern: "commands * exclude ...", Do: none[*model.Role]},
		{Pattern: "view *", Do: use[*model.Role]("view", "superview", 1)},
	}
}

// viewCommand notes what a view admits: the shell, sessions to elsewhere, and
// configuration as a whole.
func viewCommand(_ *stmt.Ctx, v *model.Role, m *stmt.Match) {
	cmd := strings.TrimPrefix(strings.Join(m.Rest, " "), "all ")
	switch first, _, _ := strings.Cut(cmd, " "); first {
	case "ssh", "telnet", "rlogin", "connect":
		v.Outbound.Set(true, m.Span)
	case "guestshell", "tclsh", "request":
		v.Shell.Set(true, m.Span)
	case "configure":
		if cmd != first && !strings.HasPrefix(cmd, "configure terminal") {
			return
		}
		if len(m.Rest) > 0 && m.Rest[0] == "all" {
			v.Admin.Set(true, m.Span)
		}
	}
}

// pubkeyUser is one account's list of public keys.
type pubkeyUser struct{ *model.User }

func (t *tables) pubkeyEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "username *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			u := r.user(m.Arg(0), c.Span(m.Node))
			return t.userKeys.In(&pubkeyUser{u})
		}},
		{Pattern: "quit|exit", State: stmt.Irrelevant},
	}
}

func userKeyEntries() []stmt.Entry[*pubkeyUser] {
	return []stmt.Entry[*pubkeyUser]{
		{Pattern: "key-hash * * ...", Do: func(_ *stmt.Ctx, u *pubkeyUser, m *stmt.Match) {
			k := &model.SSHKey{Obj: model.Obj{Span: m.Span}, User: u.Name, Type: m.Arg(0), Fingerprint: m.Arg(1)}
			k.Bits.Unsure(m.Span)
			u.Keys = append(u.Keys, k)
		}},
		{Pattern: "key-string ...", Do: func(c *stmt.Ctx, u *pubkeyUser, m *stmt.Match) { u.Keys = append(u.Keys, keyString(c, u.Name, m)) }},
		{Pattern: "quit|exit", State: stmt.Irrelevant},
	}
}
