package asa

import (
	"slices"
	"strconv"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) userEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "username * attributes", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.user.In(r.user(m)) }},
		{Pattern: "username * ...", Do: readUser},
		{Pattern: "no username * ...", Do: none[R]},
		{Pattern: "enable password * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			level, typ := int64(15), "clear"
			for i, w := range m.Rest {
				switch {
				case w == "level" && i+1 < len(m.Rest):
					if n, err := strconv.ParseInt(m.Rest[i+1], 10, 8); err == nil {
						level = n
					}
				case hashType(w) != "clear":
					typ = hashType(w)
				}
			}
			c.Secret("enable", "enable", typ, m.Arg(0), m.Span).Level = level
		}},
		{Pattern: "passwd|password * ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			typ := "clear"
			for _, w := range m.Rest {
				typ = hashType(w)
			}
			c.Secret("line", "telnet", typ, m.Arg(0), m.Span)
		}},
	}
}

// user finds or makes the account that m names.
func (r *reader) user(m *stmt.Match) *model.User {
	u := r.users[m.Arg(0)]
	if u == nil {
		u = &model.User{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
		r.users[u.Name] = u
		r.dev.Users = append(r.dev.Users, u)
	}
	u.Span = span(u.Span, r.c.Span(m.Node))
	return u
}

// readUser reads password HASH FORM | nopassword, [privilege N].
func readUser(c *stmt.Ctx, r *reader, m *stmt.Match) {
	u := r.user(m)
	for i := 0; i < len(m.Rest); i++ {
		w := m.Rest[i]
		switch {
		case w == "nopassword":
			u.NoPassword.Set(true, m.Span)
			u.HasSecret.Set(false, m.Span)
		case w == "password" && i+1 < len(m.Rest):
			u.HasSecret.Set(true, m.Span)
			s := c.Secret("user", u.Name, hashType(arg(m.Rest, i+2)), m.Rest[i+1], m.Span)
			if p, ok := m.After("privilege"); ok {
				if n, err := strconv.ParseInt(p, 10, 8); err == nil {
					s.Level = n
				}
			}
			i++
		case w == "privilege" && i+1 < len(m.Rest):
			fill.Number(c, &u.Privilege, 1, m.Rest[i+1], m)
			i++
		case hashType(w) != "clear":
		default:
			c.Mark(m.Node, stmt.Partial)
			u.AddDoubt(m.Span.Line)
		}
	}
}

func userBlock() []stmt.Entry[*model.User] {
	type U = *model.User
	return []stmt.Entry[U]{
		{Pattern: "service-type *", Do: func(_ *stmt.Ctx, u U, m *stmt.Match) {
			u.Services.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "ssh authentication publickey * ...", Do: func(_ *stmt.Ctx, u U, m *stmt.Match) {
			k := &model.SSHKey{Obj: model.Obj{Span: m.Span}, User: u.Name, Type: "ssh-rsa", Fingerprint: m.Arg(0)}
			if !m.Has("hashed") {
				k = sshkey.Parse(u.Name, "ssh-rsa "+m.Arg(0), m.Span)
			}
			u.Keys = append(u.Keys, k)
		}},
		{Pattern: "ssh authentication pkf * ...", Do: func(_ *stmt.Ctx, u U, m *stmt.Match) {
			u.Keys = append(u.Keys, &model.SSHKey{Obj: model.Obj{Span: m.Span}, User: u.Name, Fingerprint: m.Arg(0)})
		}},
		{Pattern: "vpn-filter value *", Do: fill.Use[U]("acl", "username vpn-filter")},
		{Pattern: "vpn-group-policy *", Do: fill.Use[U]("group-policy", "username")},
		{Pattern: "group-lock value *", Do: none[U]},
	}
}

func pubkeyBlock() []stmt.Entry[*reader] { return nil }

// settleUsers says who can change everything: level 15, unless the account is
// only for remote access. An account without a level has 2.
func (r *reader) settleUsers() {
	for _, u := range r.dev.Users {
		sp := u.Span
		admin := u.Privilege.V == 15 && u.Privilege.How.Stated() && !slices.Contains(u.Services.V, "remote-access")
		switch {
		case u.Privilege.How.Stated():
			u.Admin.Inherit(admin, u.Privilege.Span)
		case u.Privilege.How == model.NotRead:
			u.Admin.Derive(false, sp)
		default:
			u.Admin.Unsure(sp)
		}
	}
}
