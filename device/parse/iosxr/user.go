package iosxr

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// user is an account with the groups that give it its rights.
type user struct {
	*model.User
	groups []string
}

// role is a task group or user group while it is read.
type role struct {
	*model.Role
	parents []string
	tasks   []string // "write aaa", …
}

func (t *tables) userEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "username *", Sub: t.openUser},
		{Pattern: "username * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { userLine(c, r.user(m), m) }},
		{Pattern: "taskgroup *", Sub: t.openRole("task")},
		{Pattern: "usergroup *", Sub: t.openRole("user")},
		{Pattern: "ssh server username * keystring ...", Do: readKeystring},
	}
}

// user finds or makes the account that m names.
func (r *reader) user(m *stmt.Match) *user {
	for _, u := range r.users {
		if u.Name == m.Arg(0) {
			return u
		}
	}
	u := &user{User: &model.User{Obj: model.Obj{Span: r.c.Span(m.Node)}, Name: m.Arg(0)}}
	r.users = append(r.users, u)
	r.dev.Users = append(r.dev.Users, u.User)
	return u
}

func (t *tables) openUser(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	return t.user.In(r.user(m))
}

// userLine reads the form that has everything in one line.
func userLine(c *stmt.Ctx, u *user, m *stmt.Match) {
	switch m.Rest[0] {
	case "group":
		if len(m.Rest) > 1 {
			u.groups = append(u.groups, m.Rest[1])
		}
	case "secret", "password":
		userSecret(c, u, m.Rest[1:], m)
	default:
		c.Mark(m.Node, stmt.Partial)
	}
}

func userBlock() []stmt.Entry[*user] {
	return []stmt.Entry[*user]{
		{Pattern: "group *", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.groups = append(u.groups, m.Arg(0)) }},
		{Pattern: "secret ...", Do: func(c *stmt.Ctx, u *user, m *stmt.Match) { userSecret(c, u, m.Rest, m) }},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, u *user, m *stmt.Match) { userSecret(c, u, m.Rest, m) }},
		{Pattern: "password-policy * ...", Do: func(c *stmt.Ctx, u *user, m *stmt.Match) {
			if len(m.Rest) > 1 {
				userSecret(c, u, m.Rest[1:], m)
			}
		}},
	}
}

func userSecret(c *stmt.Ctx, u *user, words []string, m *stmt.Match) {
	u.HasSecret.Set(true, m.Span)
	secret(c, "user", u.Name, words, m.Span)
}

// readKeystring reads a public key that may log in as a user.
func readKeystring(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	u := r.user(m)
	for i, w := range m.Rest {
		if !strings.HasPrefix(w, "AAAA") {
			continue
		}
		typ := "ssh-rsa"
		if i > 0 {
			typ = m.Rest[i-1]
		}
		u.Keys = append(u.Keys, sshkey.Parse(u.Name, typ+" "+w, m.Span))
		return
	}
	u.AddDoubt(m.Span.Line)
}

func (t *tables) openRole(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		ro := &role{Role: &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}}
		if r.roles == nil {
			r.roles = map[string]*role{}
		}
		r.roles[kind+" "+ro.Name] = ro
		r.dev.Roles = append(r.dev.Roles, ro.Role)
		c.Define(kind+"-group", ro.Name, m.Span)
		return t.role.In(ro)
	}
}

func roleBlock() []stmt.Entry[*role] {
	inherit := func(kind string) func(*stmt.Ctx, *role, *stmt.Match) {
		return func(c *stmt.Ctx, ro *role, m *stmt.Match) {
			ro.parents = append(ro.parents, kind+" "+m.Arg(0))
			if !slices.Contains(builtin, m.Arg(0)) {
				c.Use(kind+"-group", m.Arg(0), "group inheritance", m.Span)
			}
		}
	}
	return []stmt.Entry[*role]{
		{Pattern: "task * *", Do: func(_ *stmt.Ctx, ro *role, m *stmt.Match) {
			ro.tasks = append(ro.tasks, m.Arg(0)+" "+m.Arg(1))
		}},
		{Pattern: "inherit taskgroup *", Do: inherit("task")},
		{Pattern: "inherit usergroup *", Do: inherit("user")},
		{Pattern: "taskgroup *", Do: inherit("task")},
	}
}

// builtin are the groups that the system itself defines.
var builtin = []string{"root-system", "root-lr", "root-owner", "netadmin", "sysadmin", "operator", "cisco-support", "serviceadmin",
	"maintenance", "provisioning", "read-only-tg", "retrieve"}

// rights are what a group may do, with all that it inherits.
type rights struct{ admin, shell, li bool }

// rightsOf follows inheritance from "task NAME" or "user NAME"; seen stops
// circles.
func (r *reader) rightsOf(name string, seen map[string]bool) rights {
	switch name[len("task "):] {
	case "root-system", "root-lr", "root-owner":
		return rights{admin: true, shell: true, li: true}
	case "cisco-support":
		return rights{shell: true}
	}
	ro := r.roles[name]
	if ro == nil || seen[name] {
		return rights{}
	}
	seen[name] = true
	var out rights
	for _, task := range ro.tasks {
		switch task {
		case "write root-lr", "write root-system", "write aaa":
			out.admin = true
		case "execute root-lr", "execute root-system", "execute cisco-support":
			out.shell = true
		}
		out.li = out.li || strings.HasSuffix(task, " li")
	}
	for _, p := range ro.parents {
		got := r.rightsOf(p, seen)
		out.admin, out.shell, out.li = out.admin || got.admin, out.shell || got.shell, out.li || got.li
	}
	return out
}

// settleUsers gives accounts and groups the rights of their groups.
func (r *reader) settleUsers() {
	for name, ro := range r.roles {
		got := r.rightsOf(name, map[string]bool{})
		ro.Admin.Inherit(got.admin, ro.Span)
		ro.Shell.Inherit(got.shell, ro.Span)
		ro.LI.Inherit(got.li, ro.Span)
	}
	for _, u := range r.users {
		admin := false
		for _, g := range u.groups {
			admin = admin || r.rightsOf("user "+g, map[string]bool{}).admin
			if !slices.Contains(builtin, g) {
				r.c.Use("user-group", g, "username group", u.Span)
			}
		}
		if len(u.groups) > 0 {
			u.Role.Set(strings.Join(u.groups, ","), u.Span)
			u.Admin.Inherit(admin, u.Span)
		}
		if !u.HasSecret.How.Stated() && len(u.Keys) == 0 {
			u.HasSecret.Derive(false, u.Span)
		}
	}
}
