package nxos

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// role is the block of one `role name`.
type role struct {
	*model.Role
	r *run
}

func (t *tables) userEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? username * ...", Do: readUser},
		{Pattern: "no? username * sshkey ...", Do: readSSHKey},
		{Pattern: "no? username * passphrase ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? username * keypair|ssh-cert-dn ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? role name *", Sub: t.openRole},
		{Pattern: "no? enable secret ...", Do: readEnable},
	}
}

func (r *run) user(name string, sp model.Span) *model.User {
	if u := r.users[name]; u != nil {
		return u
	}
	u := &model.User{Obj: model.Obj{Span: sp}, Name: name}
	r.users[name] = u
	r.Users = append(r.Users, u)
	return u
}

// readUser reads one of the lines that make up an account.
func readUser(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		if len(m.Rest) == 0 {
			r.dropUser(m.Arg(0))
		}
		return
	}
	u := r.user(m.Arg(0), m.Span)
	for i := 0; i < len(m.Rest); i++ {
		switch m.Rest[i] {
		case "password":
			r.readPassword(c, u, m.Rest[i+1:], m.Span)
			i += 2
		case "role":
			r.setRole(c, u, fill.Word(m.Rest, i+1), m.Span)
			i++
		case "priv-lvl":
			r.setRole(c, u, "priv-"+fill.Word(m.Rest, i+1), m.Span)
			i++
		case "shelltype":
			u.Shell.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "expire":
			i++
		case "":
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

func (r *run) dropUser(name string) {
	delete(r.users, name)
	for i, u := range r.Users {
		if u.Name == name {
			r.Users = append(r.Users[:i], r.Users[i+1:]...)
			return
		}
	}
}

// readPassword reads "5 hash", "0 clear" or a clear value. "!" is the hash of
// an account that no password opens.
func (r *run) readPassword(c *stmt.Ctx, u *model.User, words []string, sp model.Span) {
	typ, v := "clear", fill.Word(words, 0)
	if len(words) > 1 && len(words[0]) == 1 {
		typ, v = passwordType(words[0], words[1]), words[1]
	}
	if v == "" {
		return
	}
	if v == "!" || v == "*" {
		u.HasSecret.Set(false, sp)
		u.NoPassword.Set(false, sp)
		return
	}
	r.passwords[u] = c.Secret("user", u.Name, typ, v, sp)
	u.HasSecret.Set(true, sp)
	u.NoPassword.Set(false, sp)
}

// passwordType names the form: the digit 5 covers MD5, SHA-256 and stronger
// hashes, told apart by their own mark.
func passwordType(digit, value string) string {
	switch {
	case model.MaskedValue(value):
		return "masked"
	case digit == "0":
		return "clear"
	case digit == "5" && strings.HasPrefix(value, "$"):
		return model.Shape(value)
	}
	return "cisco" + digit
}

// setRole states the role and what follows from it. An account may have more
// than one role; the strongest counts.
func (r *run) setRole(c *stmt.Ctx, u *model.User, name string, sp model.Span) {
	if name == "" {
		return
	}
	roles := name
	if u.Role.How == model.Explicit && u.Role.V != name {
		roles = u.Role.V + " " + name
	}
	u.Role.Set(roles, sp)
	admin := u.Admin.V || adminRole(name)
	u.Admin.Inherit(admin, sp)
	if level, ok := strings.CutPrefix(name, "priv-"); ok {
		if n, err := strconv.ParseInt(level, 10, 8); err == nil {
			u.Privilege.Set(n, sp)
		}
	}
	if !builtinRoles[name] && !strings.HasPrefix(name, "priv-") {
		c.Use("role", name, "username role", sp)
	}
}

// finishUsers gives passwords the level that their accounts' roles grant.
func (r *run) finishUsers() {
	for u, s := range r.passwords {
		switch {
		case u.Privilege.How == model.Explicit:
			s.Level = u.Privilege.V
		case u.Admin.V:
			s.Level = 15
		}
	}
}

var builtinRoles = map[string]bool{"network-admin": true, "network-operator": true, "vdc-admin": true, "vdc-operator": true, "dev-ops": true,
	"san-admin": true, "server-admin": true, "default-role": true}

func adminRole(name string) bool {
	return name == "network-admin" || name == "vdc-admin" || name == "priv-15"
}

func readSSHKey(c *stmt.Ctx, r *run, m *stmt.Match) {
	u := r.user(m.Arg(0), m.Span)
	if m.Neg {
		u.Keys = nil
		return
	}
	if fill.Word(m.Rest, 0) == "file" {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	u.Keys = append(u.Keys, sshkey.Parse(u.Name, strings.Join(m.Rest, " "), m.Span))
}

// readEnable reads the secret of `enable`, which exists with `feature privilege`.
func readEnable(c *stmt.Ctx, _ *run, m *stmt.Match) {
	typ, v := "clear", fill.Word(m.Rest, 0)
	if len(m.Rest) > 1 && len(m.Rest[0]) == 1 {
		typ, v = passwordType(m.Rest[0], m.Rest[1]), m.Rest[1]
	}
	if m.Neg || v == "" {
		return
	}
	s := c.Secret("enable", "enable", typ, v, m.Span)
	s.Level = 15
	if p, ok := m.After("priv-lvl"); ok {
		if n, err := strconv.ParseInt(p, 10, 8); err == nil {
			s.Level = n
		}
	}
}

func (t *tables) openRole(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
	if m.Neg {
		return stmt.Block{}
	}
	o := &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	r.Roles = append(r.Roles, o)
	if strings.HasPrefix(o.Name, "priv-") {
		c.Use("role", o.Name, "built in", m.Span)
	}
	c.Define("role", o.Name, m.Span)
	o.Admin.Inherit(false, o.Span)
	o.Shell.Inherit(false, o.Span)
	o.Outbound.Inherit(false, o.Span)
	return t.role.In(role{o, r})
}

func roleBlock() []stmt.Entry[role] {
	return []stmt.Entry[role]{
		{Pattern: "rule * permit|deny ...", Do: readRule},
		{Pattern: "no rule * ...", Do: func(*stmt.Ctx, role, *stmt.Match) {}},
	}
}

// readRule reads one permission. NX-OS applies rules from the highest number
// down; `show` lists them that way, so the first rule about a thing decides.
func readRule(c *stmt.Ctx, o role, m *stmt.Match) {
	permit := c.Tree.Nodes[m.Node].Words[2] == "permit"
	kind, what := fill.Word(m.Rest, 0), strings.Join(m.Rest, " ")
	if strings.HasPrefix(o.Name, "priv-") {
		e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "role-rule", Name: what}
		if n, err := strconv.ParseInt(o.Name[5:], 10, 8); err == nil {
			e.Level.Set(n, m.Span)
		}
		e.Lowers.Set(permit, m.Span)
		o.r.PrivEdits = append(o.r.PrivEdits, e)
	}
	switch {
	case kind == "read-write" && len(m.Rest) == 1:
		decide(&o.Admin, permit, m.Span)
		decide(&o.Shell, permit, m.Span)
		decide(&o.Outbound, permit, m.Span)
	case kind == "command":
		readCommandRule(o, strings.Trim(strings.Join(m.Rest[1:], " "), `"`), permit, m.Span)
	}
}

func readCommandRule(o role, command string, permit bool, sp model.Span) {
	first, _, _ := strings.Cut(command, " ")
	first = strings.TrimRight(first, "*;")
	every := command == "*" || first == ""
	if every || first == "configure" || first == "conf" || first == "config" {
		if every || permit {
			decide(&o.Admin, permit, sp)
		}
	}
	if every || first == "run" && strings.Contains(command, "bash") || first == "bash" || first == "guestshell" || first == "python" {
		decide(&o.Shell, permit, sp)
	}
	if every || first == "ssh" || first == "telnet" || first == "ssh6" || first == "telnet6" {
		decide(&o.Outbound, permit, sp)
	}
}

// decide states a permission unless a rule before it already did.
func decide(f *model.F[bool], v bool, sp model.Span) {
	if f.How != model.Explicit {
		f.Set(v, sp)
	}
}
