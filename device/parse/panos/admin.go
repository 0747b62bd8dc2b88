package panos

import (
	"encoding/base64"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// user is an administrator with what is judged once all blocks are known.
type user struct {
	*model.User
	profile model.F[string] // authentication-profile
	custom  string          // admin-role
}

func adminEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		block(b, "user", "mgt-config users *", openUser, userEntries()...),
		block(b, "password-complexity", "mgt-config password-complexity", same[*scope],
			yes("enabled", func(s *scope) *model.F[bool] { return &s.AAA.PasswordPolicy }),
			number("minimum-length", 1, func(s *scope) *model.F[int64] { return &s.AAA.PasswordMinLength }),
			when("minimum-uppercase-letters|minimum-lowercase-letters|minimum-numeric-letters|minimum-special-characters", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
				if n, ok := integer(v); ok && n > 0 {
					s.AAA.PasswordComplexity.Set(true, sp)
				}
			})),
		block(b, "admin-role", "admin-role *", openRole, roleEntries()...),
	}
}

func openUser(_ *stmt.Ctx, s *scope, name string, sp model.Span) *user {
	for _, u := range s.r.users {
		if u.Name == name {
			return u
		}
	}
	u := &user{User: &model.User{Obj: model.Obj{Span: sp}, Name: name}}
	u.Enabled.Inherit(true, sp)
	s.r.users = append(s.r.users, u)
	s.Users = append(s.Users, u.User)
	return u
}

func userEntries() []stmt.Entry[*user] {
	var out []stmt.Entry[*user]
	for name, admin := range map[string]bool{"superuser": true, "superreader": false, "panorama-admin": true} {
		out = append(out, when("permissions role-based "+name, func(_ *stmt.Ctx, u *user, v string, sp model.Span) {
			if v == "yes" {
				u.Role.Set(name, sp)
				u.Admin.Inherit(admin, sp)
			}
		}))
	}
	for _, name := range []string{"deviceadmin", "devicereader", "vsysadmin", "vsysreader"} {
		out = append(out, stmt.Entry[*user]{Pattern: "permissions role-based " + name + " ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {
			u.Role.Set(name, m.Span)
			u.Admin.Inherit(name == "deviceadmin", m.Span)
		}})
	}
	return append(out,
		when("permissions role-based custom profile", func(_ *stmt.Ctx, u *user, v string, sp model.Span) {
			u.Role.Set(v, sp)
			u.custom = v
		}),
		stmt.Entry[*user]{Pattern: "permissions role-based custom vsys ...", State: stmt.Irrelevant},
		stmt.Entry[*user]{Pattern: "permissions role-based custom dg-template-profiles **", State: stmt.Irrelevant},
		when("phash", func(_ *stmt.Ctx, u *user, v string, sp model.Span) { u.HasSecret.Set(v != "", sp) }),
		stmt.Entry[*user]{Pattern: "public-key ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {
			u.key(strings.Join(m.Rest, ""), m.Span) // show wraps it without quotes
		}},
		text("authentication-profile", func(u *user) *model.F[string] { return &u.profile }),
		when("client-certificate-only", func(*stmt.Ctx, *user, string, model.Span) {}),
	)
}

// maxKey bounds the text of a public key.
const maxKey = 32 << 10

// key reads a public key, which PAN-OS wraps in base64 once more.
func (u *user) key(v string, sp model.Span) {
	v = strings.Join(strings.Fields(v), "")
	line := v
	if len(v) <= maxKey {
		if raw, err := base64.StdEncoding.DecodeString(v); err == nil {
			line = string(raw)
		}
	}
	k := sshkey.Parse(u.Name, line, sp)
	if k.Fingerprint == "" {
		k.Type = "" // what could not be read is not shown
	}
	u.Keys = append(u.Keys, k)
}

func openRole(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.Role {
	if r := s.r.roles[name]; r != nil {
		return r
	}
	r := &model.Role{Obj: model.Obj{Span: sp}, Name: name}
	s.Roles = append(s.Roles, r)
	s.r.roles[name] = r
	return r
}

func roleEntries() []stmt.Entry[*model.Role] {
	full := map[string]bool{"superuser": true, "deviceadmin": true, "superreader": false, "devicereader": false, "vsysadmin": false, "vsysreader": false, "panorama-admin": true}
	var out []stmt.Entry[*model.Role]
	for _, where := range []string{"device", "vsys", "panorama"} {
		out = append(out, when("role "+where+" cli", func(_ *stmt.Ctx, r *model.Role, v string, sp model.Span) {
			if admin, ok := full[v]; ok {
				r.Admin.Set(admin, sp)
				r.Outbound.Inherit(true, sp) // the command line has ssh host
				return
			}
			r.Outbound.Inherit(false, sp)
		}))
		out = append(out, stmt.Entry[*model.Role]{Pattern: "role " + where + " webui device administrators enable", Do: func(_ *stmt.Ctx, r *model.Role, m *stmt.Match) {
			if r.Admin.How == model.NotRead {
				r.Admin.Inherit(true, m.Span) // may make itself whatever it likes
			}
		}})
	}
	return out
}

// finishUsers derives rights and checks of administrators.
func (r *reader) finishUsers() {
	for _, u := range r.users {
		if role := r.roles[u.custom]; role != nil && role.Admin.How.Stated() {
			u.Admin.Inherit(role.Admin.V, role.Admin.Span)
		}
		p := r.auth[u.profile.V]
		switch {
		case u.profile.How.Stated() && p != nil && p.method.How.Stated():
			u.Remote.Inherit(p.remote(), p.method.Span)
			if p.mfa.How.Stated() {
				u.MFA.Inherit(p.mfa.V, p.mfa.Span)
			} else if p.remote() {
				u.MFA.Unsure(p.method.Span) // the server may ask for one
			}
		case u.profile.How.Stated() && len(r.sequence[u.profile.V]) > 0:
			u.Remote.Inherit(true, u.profile.Span)
			u.MFA.Unsure(u.profile.Span)
		case u.profile.How.Stated():
			u.Remote.Unsure(u.profile.Span)
		}
		if u.HasSecret.V || u.profile.How.Stated() {
			u.NoPassword.Inherit(false, u.Span)
		}
	}
}
