package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// role is the block of one `role`.
type role struct {
	*model.Role
	r *run
}

func (t *tables) userEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "username * ...", Do: readUser},
		{Pattern: "no username * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if len(m.Rest) == 0 {
				r.dropUser(m.Arg(0))
			}
		}},
		{Pattern: "no? username * ssh-key|sshkey ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				r.user(m.Arg(0), m.Span).Keys = nil
				return
			}
			r.addKey(m.Arg(0), m)
			if m.Arg(0) == "root" { // whether a key opens an account that has no password is not written
				r.AAA.RootAccount.Unsure(m.Span)
			}
		}},
		{Pattern: "enable secret|password ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			typ, v := secretForm(m.Rest)
			if v != "" {
				c.Secret("enable", "enable", typ, v, m.Span).Level = 15
			}
		}},
		{Pattern: "no enable secret|password", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "role *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			o := &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.Roles = append(r.Roles, o)
			c.Define("role", o.Name, m.Span)
			o.Admin.Inherit(false, o.Span)
			o.Shell.Inherit(false, o.Span)
			o.Outbound.Inherit(false, o.Span)
			return t.role.In(role{o, r})
		}},
		{Pattern: "no role ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
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

func (r *run) dropUser(name string) {
	delete(r.users, name)
	for i, u := range r.Users {
		if u.Name == name {
			r.Users = append(r.Users[:i], r.Users[i+1:]...)
			return
		}
	}
}

func (r *run) addKey(name string, m *stmt.Match) {
	rest := m.Rest
	if len(rest) > 0 && (rest[0] == "secondary" || rest[0] == "role") {
		rest = rest[1:]
	}
	u := r.user(name, m.Span)
	u.Keys = append(u.Keys, sshkey.Parse(name, strings.Join(rest, " "), m.Span))
}

// readUser reads `username X [privilege N] [role R] secret …|nopassword`.
func readUser(c *stmt.Ctx, r *run, m *stmt.Match) {
	u := r.user(m.Arg(0), m.Span)
	for i := 0; i < len(m.Rest); i++ {
		switch m.Rest[i] {
		case "privilege":
			fill.Number(c, &u.Privilege, 1, fill.Word(m.Rest, i+1), m)
			i++
		case "role":
			name := fill.Word(m.Rest, i+1)
			u.Role.Set(name, m.Span)
			if name != "network-admin" && name != "network-operator" {
				c.Use("role", name, "username role", m.Span)
			}
			i++
		case "shell":
			u.Shell.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "nopassword":
			u.NoPassword.Set(true, m.Span)
			u.HasSecret.Set(false, m.Span)
		case "secret":
			readSecret(c, u, m.Rest[i+1:], m.Span)
			i = len(m.Rest)
		case "ssh", "principal":
			i = len(m.Rest)
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
	// Roles limit commands; privilege 15 without a role of its own, or the
	// built-in role, changes everything.
	switch {
	case u.Role.How == model.Explicit:
		u.Admin.Inherit(u.Role.V == "network-admin", m.Span)
	case u.Privilege.How == model.Explicit:
		u.Admin.Inherit(u.Privilege.V == 15, m.Span)
	}
}

// finishUsers gives accounts without a role the default one, where a line
// names it.
func (r *run) finishUsers() {
	for _, u := range r.Users {
		if u.Role.How == model.NotRead && r.defaultRole.How.Stated() && u.Name != "root" {
			u.Role.Inherit(r.defaultRole.V, r.defaultRole.Span)
			u.Admin.Inherit(u.Role.V == "network-admin", r.defaultRole.Span)
		}
	}
}

// readSecret reads "sha512 hash", "5 hash", "0 clear", "*" or a clear value.
func readSecret(c *stmt.Ctx, u *model.User, words []string, sp model.Span) {
	typ, v := secretForm(words)
	if v == "" {
		return
	}
	u.NoPassword.Set(false, sp)
	if v == "*" {
		u.HasSecret.Set(false, sp)
		return
	}
	s := c.Secret("user", u.Name, typ, v, sp)
	if u.Privilege.How == model.Explicit {
		s.Level = u.Privilege.V
	}
	u.HasSecret.Set(true, sp)
}

func secretForm(words []string) (typ, value string) {
	if len(words) < 2 {
		return "clear", fill.Word(words, 0)
	}
	switch words[0] {
	case "0":
		return "clear", words[1]
	case "5":
		return "md5-crypt", words[1]
	case "sha512":
		return "sha512", words[1]
	case "7", "8a":
		return "cisco" + words[0], words[1]
	}
	return "clear", words[0]
}

func roleBlock() []stmt.Entry[role] {
	return []stmt.Entry[role]{
		{Pattern: "* permit|deny ...", Do: readRoleRule},
		{Pattern: "permit|deny ...", Do: readRoleRule},
		{Pattern: "no *", Do: func(*stmt.Ctx, role, *stmt.Match) {}},
	}
}

// readRoleRule reads `10 deny mode exec command bash|ssh`. The command is a
// regular expression; the first rule that matches decides.
func readRoleRule(c *stmt.Ctx, o role, m *stmt.Match) {
	w := c.Tree.Nodes[m.Node].Words
	permit := w[0] == "permit" || len(w) > 1 && w[1] == "permit"
	mode, command := "", ""
	for i, x := range m.Rest {
		switch x {
		case "mode":
			mode = fill.Word(m.Rest, i+1)
		case "command":
			command = strings.Join(m.Rest[i+1:], " ")
		}
	}
	every := command == ".*" || command == ".+" || command == "all"
	if every && mode == "" {
		decide(&o.Admin, permit, m.Span)
	}
	if strings.Contains(command, "configure") && permit || every && strings.HasPrefix(mode, "config") {
		decide(&o.Admin, permit, m.Span)
	}
	exec := mode == "" || mode == "exec"
	if exec && (every || strings.Contains(command, "bash") || strings.Contains(command, "python")) {
		decide(&o.Shell, permit, m.Span)
	}
	if exec && (every || strings.Contains(command, "ssh") || strings.Contains(command, "telnet")) {
		decide(&o.Outbound, permit, m.Span)
	}
}

// decide states a permission unless a rule before it already did.
func decide(f *model.F[bool], v bool, sp model.Span) {
	if f.How != model.Explicit {
		f.Set(v, sp)
	}
}
