package junos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// openUser reads one local account.
func openUser(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	u := &model.User{Obj: model.Obj{Span: c.Span(m.Node)}, Name: last(m)}
	put(&u.Enabled, true, m)
	a.v.Users = append(a.v.Users, u)
	return a.r.t.user.In(in(a, u))
}

func userEntries() []entry[*model.User] {
	return append([]entry[*model.User]{
		text("class *", func(u *model.User) *model.F[string] { return &u.Role }),
		text("shell *", func(u *model.User) *model.F[string] { return &u.Shell }),
		do("authentication encrypted-password|plain-text-password-value *", userPassword),
		do("authentication ssh-rsa|ssh-dsa|ssh-ecdsa|ssh-ed25519 * ...", userKey),
		do[*model.User]("authentication no-public-keys|plain-text-password", nothing),
		do[*model.User]("authentication", nothing),
	}, notRead[*model.User]("authentication load-key-file ...", "authentication remote-debug-permission ...")...)
}

func userPassword(_ *stmt.Ctx, a at[*model.User], m *stmt.Match) {
	if last(m) == "" {
		put(&a.v.NoPassword, true, m)
		return
	}
	put(&a.v.HasSecret, true, m)
	put(&a.v.NoPassword, false, m)
	a.r.hash("user", a.v.Name, last(m), m)
}

func userKey(c *stmt.Ctx, a at[*model.User], m *stmt.Match) {
	kind := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0]
	a.v.Keys = append(a.v.Keys, publicKey(a.v.Name, kind, last(m), m))
	a.r.keySources(c, a.v, m)
}

// keySources limits an account to the hosts that its keys are taken from; a
// key without such hosts opens it to all.
func (r *reader) keySources(c *stmt.Ctx, u *model.User, m *stmt.Match) {
	from, ok := m.After("from")
	if !ok {
		r.anywhere[u] = true
		return
	}
	for _, h := range strings.FieldsFunc(from, func(r rune) bool { return r == ',' || r == ' ' }) {
		pushPrefix(c, &u.From, h, m)
	}
}

// publicKey reads a key with or without its type in front.
func publicKey(user, kind, body string, m *stmt.Match) *model.SSHKey {
	if !strings.Contains(body, " ") {
		body = kind + " " + body
	}
	k := sshkey.Parse(user, body, m.Span)
	if k.Type == "" {
		k.Type = kind
	}
	return k
}

// rootPassword and rootKey read root-authentication. Root is listed as an
// account only where a key opens it.
func rootPassword(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.AAA.RootAccount, true, m)
	if last(m) != "" {
		a.r.hash("user", "root", last(m), m).Level = 15
	}
}

func rootKey(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.AAA.RootAccount, true, m)
	kind := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0]
	root := a.r.root
	if root == nil {
		root = &model.User{Obj: model.Obj{Span: m.Span}, Name: "root"}
		put(&root.Enabled, true, m)
		put(&root.Admin, true, m)
		put(&root.Role, "root", m)
		a.v.Users = append(a.v.Users, root)
		a.r.root = root
	}
	root.Keys = append(root.Keys, publicKey("root", kind, last(m), m))
	a.r.keySources(c, root, m)
}

// class is a login class on its way to a role and a line.
type class struct {
	*model.Role
	permissions  []string
	denied       []string // regular expressions of denied commands
	allowed      []string
	line         *model.Line
	fromPrefixes *model.User // carries the prefixes of allow-sources
}

func openClass(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	sp := c.Span(m.Node)
	k := &class{Role: &model.Role{Obj: model.Obj{Span: sp}, Name: last(m)}, fromPrefixes: &model.User{},
		line: &model.Line{Obj: model.Obj{Span: sp}, Kind: "class", Name: last(m)}}
	a.r.classes[k.Name] = k
	a.v.Roles = append(a.v.Roles, k.Role)
	a.v.Lines = append(a.v.Lines, k.line)
	return a.r.t.class.In(in(a, k))
}

func classEntries() []entry[*class] {
	keep := func(list func(*class) *[]string) func(*stmt.Ctx, at[*class], *stmt.Match) {
		return func(_ *stmt.Ctx, a at[*class], m *stmt.Match) { *list(a.v) = append(*list(a.v), last(m)) }
	}
	return append([]entry[*class]{
		do("permissions *", keep(func(k *class) *[]string { return &k.permissions })),
		do("deny-commands|deny-commands-regexps *", keep(func(k *class) *[]string { return &k.denied })),
		do("allow-commands|allow-commands-regexps *", allowCommand),
		do("login-script *", func(_ *stmt.Ctx, a at[*class], m *stmt.Match) { a.r.scriptFile("op-script", m) }),
		do("idle-timeout *", func(c *stmt.Ctx, a at[*class], m *stmt.Match) {
			count(c, &a.v.IdleTimeout, 60, last(m), m)
			a.v.line.IdleTimeout = a.v.IdleTimeout
		}),
		do("allow-sources *", func(c *stmt.Ctx, a at[*class], m *stmt.Match) { pushPrefix(c, &a.v.fromPrefixes.From, last(m), m) }),
	}, notRead[*class]("deny-sources ...", "security-role ...", "confirm-commands ...")...)
}

// allowCommand reads a command that a class may use beyond its permissions.
func allowCommand(_ *stmt.Ctx, a at[*class], m *stmt.Match) {
	a.v.allowed = append(a.v.allowed, last(m))
	e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "role-rule", Name: last(m)}
	put(&e.Lowers, true, m)
	a.r.dev.PrivEdits = append(a.r.dev.PrivEdits, e)
}

// predefined are the classes that need no definition, with their permissions.
var predefined = map[string][]string{
	"super-user": {"all"}, "superuser": {"all"}, "operator": {"clear", "network", "reset", "trace", "view"}, "read-only": {"view"}, "unauthorized": nil,
}

// finishUsers says what classes allow and what accounts therefore can do.
func (r *reader) finishUsers() {
	for _, role := range r.dev.Roles {
		if k := r.classes[role.Name]; k != nil {
			k.judge(r, k.Span)
		}
	}
	for _, u := range r.dev.Users {
		r.finishUser(u)
	}
	admin := map[string]bool{}
	for _, u := range r.dev.Users {
		admin[u.Name] = u.Admin.V
	}
	for _, s := range r.dev.Secrets {
		if s.Kind == "user" && admin[s.Owner] {
			s.Level = 15
		}
	}
	r.finishShell()
	r.idleTimes()
}

// idleTimes gives classes the time that holds for all logins.
func (r *reader) idleTimes() {
	all := &r.dev.CLI.IdleTimeout
	for _, role := range r.dev.Roles {
		from(&role.IdleTimeout, all)
	}
	var longest model.F[int64] // of the classes, where each states one
	known := len(r.classes) > 0
	for _, l := range r.dev.Lines {
		if l.Kind != "class" {
			continue
		}
		from(&l.IdleTimeout, all)
		known = known && l.IdleTimeout.How.Stated()
		if l.IdleTimeout.V == 0 || longest.How == model.NotRead || longest.V != 0 && l.IdleTimeout.V > longest.V {
			longest = l.IdleTimeout
		}
	}
	r.port("console")
	for _, l := range r.dev.Lines {
		if from(&l.IdleTimeout, all); known {
			from(&l.IdleTimeout, &longest)
		}
	}
}

func (r *reader) finishUser(u *model.User) {
	switch {
	case u.Name != "remote":
		u.Remote.Inherit(false, u.Span) // nothing but the name makes an account a template
	case !u.HasSecret.How.Stated():
		u.Remote.Inherit(true, u.Span)
	}
	r.sources(u)
	if !u.Role.How.Stated() || u.Name == "root" {
		return
	}
	sp := u.Role.Span
	k := r.classes[u.Role.V]
	if k == nil {
		permissions, known := predefined[u.Role.V]
		if !known {
			u.Admin.Unsure(sp)
			return
		}
		k = &class{Role: &model.Role{Obj: model.Obj{Span: sp}, Name: u.Role.V}, permissions: permissions, fromPrefixes: &model.User{},
			line: &model.Line{Obj: model.Obj{Span: sp}, Kind: "class", Name: u.Role.V}}
		k.judge(r, sp)
		r.classes[k.Name] = k
		r.dev.Roles = append(r.dev.Roles, k.Role)
		r.dev.Lines = append(r.dev.Lines, k.line)
	}
	u.Admin = k.Admin
	u.Admin.Span = sp
	if u.Role.V == "unauthorized" {
		u.Enabled.Inherit(false, sp)
	}
	if from := k.fromPrefixes.From; from.How.Stated() {
		u.From.Inherit(from.V, from.Span)
	}
}

// sources settles the hosts of an account's keys: they hold only where each
// key names some and no password opens the account too.
func (r *reader) sources(u *model.User) {
	if !u.From.How.Stated() {
		return
	}
	if r.anywhere[u] || u.HasSecret.How.Stated() && u.HasSecret.V {
		u.From = model.F[[]netip.Prefix]{}
		return
	}
	if sp := u.From.Span; !r.ended(u.Span) {
		u.From.Derive(u.From.V, sp)
	}
}

// judge says what a class can do. Expressions that deny commands are searched
// for the commands' names: a class that denies them under another spelling
// counts as allowing them.
func (k *class) judge(r *reader, sp model.Span) {
	has := func(words ...string) bool {
		for _, p := range k.permissions {
			for _, w := range words {
				if p == w {
					return true
				}
			}
		}
		return false
	}
	all := has("all")
	rests(r, &k.Admin, all && !k.denies("configure") || has("admin-control"), sp)
	rests(r, &k.Shell, has("all", "shell", "maintenance") && !(k.denies("start shell") || k.denies("start")), sp)
	rests(r, &k.Outbound, has("all", "network") && !(k.denies("ssh") && k.denies("telnet")), sp)
	rests(r, &k.LI, has("all", "flow-tap", "flow-tap-control", "flow-tap-operation"), sp)
	out := "none"
	if k.Outbound.V {
		out = "all"
	}
	rests(r, &k.line.TransportOut, []string{out}, sp)
}

// denies reports whether an expression that denies commands names cmd at the
// start of a command, and none that allows commands does.
func (k *class) denies(cmd string) bool {
	for _, e := range k.allowed {
		if names(e, cmd) {
			return false
		}
	}
	for _, e := range k.denied {
		if names(e, cmd) {
			return true
		}
	}
	return false
}

// names reports whether one alternative of a regular expression begins with cmd.
func names(expr, cmd string) bool {
	for _, alt := range strings.FieldsFunc(expr, func(r rune) bool { return r == '|' || r == '(' || r == ')' }) {
		alt = strings.ReplaceAll(strings.TrimLeft(alt, "^ "), `\s+`, " ")
		if alt == ".*" || alt == cmd || strings.HasPrefix(alt, cmd) && !word(alt[len(cmd)]) {
			return true
		}
	}
	return false
}

func word(c byte) bool { return c >= 'a' && c <= 'z' || c == '-' }

// finishShell says whether some account can open the system's shell.
func (r *reader) finishShell() {
	known := len(r.dev.Users) > 0
	for _, u := range r.dev.Users {
		k := r.classes[u.Role.V]
		switch {
		case u.Name == "root" || k != nil && k.Shell.V:
			r.dev.Platforms.Shell.Inherit(true, u.Span)
			if k != nil {
				r.dev.Platforms.Shell.How = k.Shell.How
			}
			return
		case k == nil:
			known = false
		}
	}
	if known {
		rests(r, &r.dev.Platforms.Shell, false, r.dev.Users[len(r.dev.Users)-1].Span)
	}
}
