package vrp

import (
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// user returns the account of that name, made where it is not known yet.
func (r *reader) user(name string, sp model.Span) *model.User {
	u := r.users[name]
	if u == nil {
		u = &model.User{Obj: model.Obj{Span: sp}, Name: name}
		r.users[name] = u
		r.Users = append(r.Users, u)
	}
	return u
}

// localUser reads "local-user NAME …". One line may state several things.
func localUser(c *stmt.Ctx, r *reader, m *stmt.Match) {
	name := bare(m.Arg(0))
	u := r.user(name, m.Span)
	for words := m.Rest; len(words) > 0; {
		n := r.userPart(c, u, words, m)
		if n == 0 {
			c.Mark(m.Node, stmt.Partial)
			u.AddDoubt(m.Span.Line)
			return
		}
		words = words[min(n, len(words)):]
	}
}

// userPart reads one property at the start of words and returns how many words
// it takes, 0 where it is not known.
func (r *reader) userPart(c *stmt.Ctx, u *model.User, words []string, m *stmt.Match) int {
	switch words[0] {
	case "password":
		return r.userPassword(u, words, m.Span)
	case "privilege":
		if fill.Word(words, 1) == "level" {
			level(c, u, fill.Word(words, 2), m)
			return 3
		}
	case "level":
		level(c, u, fill.Word(words, 1), m)
		return 2
	case "service-type":
		u.Services.Set(append([]string{}, words[1:]...), m.Span)
		return len(words)
	case "state":
		if fill.Word(words, 1) == "block" && len(words) > 2 {
			r.blockAfter(c, words[2:], m)
			return len(words)
		}
		u.Enabled.Set(fill.Word(words, 1) == "active", m.Span)
		return 2
	case "user-group":
		u.Role.Set(fill.Word(words, 1), m.Span)
		if fill.Word(words, 1) == "manage-ug" {
			u.Admin.Set(true, m.Span)
		}
		return 2
	case "acl-number", "acl":
		acl, sp := fill.Word(words, 1), m.Span
		c.Use("acl", acl, "local-user "+u.Name, sp)
		r.guards[acl] = true
		r.finally(func() { r.userFrom(u, acl, sp) })
		return 2
	case "access-limit", "idle-timeout", "ftp-directory", "http-directory", "expire-date", "time-range", "password-force-change", "bind", "description",
		"callback-number", "callback-nocheck", "nas-ip", "device-type", "tunnel", "access-type", "aging-time":
		return len(words)
	}
	return 0
}

func (r *reader) userPassword(u *model.User, words []string, sp model.Span) int {
	if fill.Word(words, 1) == "expire" {
		return len(words)
	}
	u.HasSecret.Set(true, sp)
	u.NoPassword.Set(false, sp)
	if s := r.secret("user", u.Name, words[1:], sp); s != nil && u.Privilege.How.Stated() {
		s.Level = u.Privilege.V
	}
	if words[min(1, len(words)-1)] == "irreversible-cipher" {
		r.AAA.PasswordFormat.Inherit("irreversible-cipher", sp)
	}
	if len(words) > 3 && !slices.Contains([]string{"privilege", "service-type", "level", "state", "access-limit"}, words[3]) {
		return len(words) // a quoted cipher with blanks
	}
	return 3
}

// level: 3 is the highest of four levels, 15 of sixteen.
func level(c *stmt.Ctx, u *model.User, w string, m *stmt.Match) {
	fill.Number(c, &u.Privilege, 1, w, m)
	if !u.Privilege.How.Stated() {
		u.Admin.Unsure(m.Span)
		return
	}
	if !u.Role.How.Stated() || !u.Admin.V {
		u.Admin.Set(u.Privilege.V >= 3, m.Span)
	}
}

// blockAfter reads "state block fail-times 3 interval 5": lock after three
// failures, for five minutes.
func (r *reader) blockAfter(c *stmt.Ctx, words []string, m *stmt.Match) {
	if v, ok := fill.Next(words, "fail-times"); ok {
		fill.Number(c, &r.AAA.LockAttempts, 1, v, m)
	}
	if v, ok := fill.Next(words, "interval"); ok {
		fill.Number(c, &r.AAA.LockTime, 60, v, m)
	}
}

// userFrom states from where an account is admitted.
func (r *reader) userFrom(u *model.User, acl string, sp model.Span) {
	l := r.lists[acl]
	if l == nil {
		u.From.Unsure(sp)
		return
	}
	var from []netip.Prefix
	for _, rule := range l.Rules {
		if rule.Action.V == "permit" {
			if rule.SrcAny.V || rule.Opaque != "" {
				u.From.Unsure(sp)
				return
			}
			from = append(from, rule.Src.V...)
		}
	}
	u.From.Set(from, sp)
}
