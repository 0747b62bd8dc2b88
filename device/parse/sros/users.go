package sros

import (
	"slices"
	"sort"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// user is an account with the profiles that it belongs to.
type user struct {
	*model.User
	r        *reader
	profiles []string
	snmp     *model.SNMPUser
}

// profile is a set of permissions while it is read.
type profile struct {
	*model.Role
	r       *reader
	all     model.F[string] // default-action
	matches map[string]string
	actions map[string]string
	lines   map[string]model.Span
}

func (t *tables) securityEntries() []conf {
	openUser := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		return t.user.In(r.user(lastArg(m), c.Span(m.Node)))
	}
	openProfile := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		g := r.roles[lastArg(m)]
		if g == nil {
			g = &model.Role{Obj: model.Obj{Span: c.Span(m.Node)}, Name: lastArg(m)}
			r.roles[g.Name] = g
			r.Roles = append(r.Roles, g)
		}
		p := &profile{r: r, Role: g, matches: map[string]string{}, actions: map[string]string{}, lines: map[string]model.Span{}}
		r.finally(p.finish)
		return t.profile.In(p)
	}
	return []conf{
		{Pattern: "system security user * ...", Sub: openUser},
		{Pattern: "system security user-params local-user user *", Sub: openUser},
		{Pattern: "system security profile * ...", Sub: openProfile},
		{Pattern: "system security aaa local-profiles profile *", Sub: openProfile},
	}
}

func (r *reader) user(name string, sp model.Span) *user {
	u := r.users[name]
	if u == nil {
		u = &user{User: &model.User{Obj: model.Obj{Span: sp}, Name: name}, r: r}
		u.Enabled.Inherit(true, sp)
		r.users[name] = u
		r.Users = append(r.Users, u.User)
	}
	u.Span.End = max(u.Span.End, sp.End)
	return u
}

func userEntries() []stmt.Entry[*user] {
	key := func(_ *stmt.Ctx, u *user, m *stmt.Match) {
		u.Keys = append(u.Keys, sshkey.Parse(u.Name, keyText(m), m.Span))
	}
	return []stmt.Entry[*user]{
		{Pattern: "password ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {
			u.HasSecret.Set(true, m.Span)
			u.NoPassword.Set(false, m.Span)
			u.r.secret("user", u.Name, m.Rest, m.Span)
		}},
		{Pattern: "access ...", Do: access},
		{Pattern: "console member ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {
			for _, p := range m.Rest {
				if !slices.Contains(u.profiles, p) {
					u.profiles = append(u.profiles, p)
				}
			}
			u.Role.Set(strings.Join(u.profiles, ","), m.Span)
		}},
		{Pattern: "console login-exec ...", State: stmt.Unimplemented, Do: func(c *stmt.Ctx, _ *user, m *stmt.Match) {
			c.Dev.Doubtful("scripts", m.Span.Line) // a file of commands that runs at each login
		}},
		{Pattern: "no console member ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {}},
		{Pattern: "public-keys rsa rsa-key * key-value ...", Do: key},
		{Pattern: "public-keys ecdsa ecdsa-key * key-value ...", Do: key},
		{Pattern: "public-keys rsa rsa-key * create key-value ...", Do: key},
		{Pattern: "public-keys ecdsa ecdsa-key * create key-value ...", Do: key},
		{Pattern: "snmp group *", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.v3(m.Span).Group.Set(m.Arg(0), m.Span) }},
		{Pattern: "snmp authentication none", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) {
			u.v3(m.Span).Auth.Set("none", m.Span)
		}},
		{Pattern: "snmp authentication ...", Do: snmpAuth},
		{Pattern: "snmp authentication authentication-protocol *", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.v3(m.Span).Auth.Set(hash(m.Arg(0)), m.Span) }},
		{Pattern: "snmp authentication authentication-key ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.r.secret("snmp", u.Name, m.Rest, m.Span) }},
		{Pattern: "snmp authentication privacy privacy-protocol *", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.v3(m.Span).Priv.Set(privacy(m.Arg(0)), m.Span) }},
		{Pattern: "snmp authentication privacy privacy-key ...", Do: func(_ *stmt.Ctx, u *user, m *stmt.Match) { u.r.secret("snmp", u.Name, m.Rest, m.Span) }},
	}
}

// keyText is a public key without the form that may stand behind it.
func keyText(m *stmt.Match) string {
	if len(m.Rest) > 0 && strings.Contains(m.Rest[0], " ") {
		return m.Rest[0]
	}
	return strings.Join(m.Rest, " ")
}

// access reads `access console snmp` and `access console true`.
func access(_ *stmt.Ctx, u *user, m *stmt.Match) {
	for i, w := range m.Rest {
		switch w {
		case "true", "false":
		default:
			if i+1 < len(m.Rest) && m.Rest[i+1] == "false" {
				continue
			}
			addOnce(&u.Services, w, m.Span)
			if w == "snmp" {
				u.v3(m.Span)
			}
		}
	}
}

// v3 is the account as an SNMP user.
func (u *user) v3(sp model.Span) *model.SNMPUser {
	if u.snmp == nil {
		u.snmp = &model.SNMPUser{Obj: model.Obj{Span: sp}, Name: u.Name}
		u.r.SNMP.Users = append(u.r.SNMP.Users, u.snmp)
		s := u.snmp
		u.r.finally(func() {
			if v3Level(s); u.r.open(u.Span) {
				s.Level.Unsure(s.Span)
			}
		})
	}
	return u.snmp
}

// snmpAuth reads classic `authentication [hash|hash2] sha X privacy aes-128-cfb-key Y`.
func snmpAuth(_ *stmt.Ctx, u *user, m *stmt.Match) {
	s := u.v3(m.Span)
	form := ""
	words := m.Rest
	for i := 0; i < len(words); i++ {
		switch w := words[i]; w {
		case "hash", "hash2":
			form = w
		case "privacy":
			if p := fill.Word(words, i+1); p != "none" {
				s.Priv.Set(privacy(p), m.Span)
				u.stored(words, i+2, form, m.Span)
			} else {
				s.Priv.Set("none", m.Span)
			}
			i += 2
		default:
			if hash(w) != "" && !s.Auth.How.Stated() {
				s.Auth.Set(hash(w), m.Span)
				u.stored(words, i+1, form, m.Span)
				i++
			}
		}
	}
}

func (u *user) stored(words []string, i int, form string, sp model.Span) {
	if v := fill.Word(words, i); v != "" {
		u.r.secret("snmp", u.Name, []string{v, form}, sp)
	}
}

func hash(w string) string {
	switch w {
	case "md5", "hmac-md5-96":
		return "md5"
	case "sha", "hmac-sha1-96":
		return "sha1"
	case "hmac-sha2-224":
		return "sha224"
	case "hmac-sha2-256":
		return "sha256"
	case "hmac-sha2-384":
		return "sha384"
	case "hmac-sha2-512":
		return "sha512"
	}
	return ""
}

func privacy(w string) string {
	switch {
	case strings.Contains(w, "des"):
		return "des"
	case strings.Contains(w, "256"):
		return "aes256"
	case strings.Contains(w, "192"):
		return "aes192"
	case strings.Contains(w, "aes"):
		return "aes128"
	}
	return "none"
}

func v3Level(s *model.SNMPUser) {
	if !s.Auth.How.Stated() {
		s.Auth.Derive("none", s.Span)
	}
	if !s.Priv.How.Stated() {
		s.Priv.Derive("none", s.Span)
	}
	switch {
	case s.Priv.V != "none":
		s.Level.Inherit("priv", s.Priv.Span)
	case s.Auth.V != "none":
		s.Level.Inherit("auth", s.Auth.Span)
	default:
		s.Level.Derive("noauth", s.Span)
	}
}

func profileEntries() []stmt.Entry[*profile] {
	return []stmt.Entry[*profile]{
		{Pattern: "default-action *", Do: func(_ *stmt.Ctx, p *profile, m *stmt.Match) { p.all.Set(m.Arg(0), m.Span) }},
		{Pattern: "entry * match *", Do: func(_ *stmt.Ctx, p *profile, m *stmt.Match) {
			p.matches[m.Arg(0)] = m.Arg(1)
			p.lines[m.Arg(0)] = m.Span
		}},
		{Pattern: "entry * action *", Do: func(_ *stmt.Ctx, p *profile, m *stmt.Match) { p.actions[m.Arg(0)] = m.Arg(1) }},
		{Pattern: "no? li", Do: on(func(p *profile) *model.F[bool] { return &p.LI })},
		{Pattern: "li *", Do: on(func(p *profile) *model.F[bool] { return &p.LI })},
	}
}

// finish judges what a profile allows: the first entry that matches decides,
// else its default.
func (p *profile) finish() {
	if p.all.How.Stated() {
		p.Admin.Inherit(p.all.V == "permit-all", p.all.Span)
	} else if p.Name == "administrative" {
		p.Admin.Inherit(true, p.Span)
	}
	var entries []string
	for n := range p.matches {
		entries = append(entries, n)
	}
	sort.Slice(entries, func(i, j int) bool {
		a, _ := number(entries[i])
		b, _ := number(entries[j])
		return a < b || a == b && entries[i] < entries[j]
	})
	allowed := func(command string) (bool, model.Span) {
		for _, n := range entries {
			match := p.matches[n]
			if match == command || strings.HasPrefix(command, match+" ") {
				return p.actions[n] == "permit", p.lines[n]
			}
		}
		return p.all.V == "permit-all", p.Span
	}
	if v, sp := allowed("configure li"); !p.LI.How.Stated() {
		p.LI.Inherit(v, sp)
	}
	ssh, sp := allowed("ssh")
	telnet, _ := allowed("telnet")
	p.Outbound.Inherit(ssh || telnet, sp)
	if p.r.open(p.Span) {
		p.Outbound.Unsure(sp)
		p.LI.Unsure(sp)
	}
}

// finishUsers gives accounts the rights of their profiles.
func (r *reader) finishUsers() {
	for _, account := range r.Users {
		u := r.users[account.Name]
		if u == nil || !u.Role.How.Stated() {
			continue
		}
		full := false
		for _, p := range u.profiles {
			if g := r.roles[p]; g != nil && g.Admin.How.Stated() {
				full = full || g.Admin.V
			} else {
				full = full || p == "administrative"
			}
		}
		u.Admin.Inherit(full, u.Role.Span)
		if slices.Contains(u.Services.V, "li") {
			r.LI.Present.Set(true, u.Services.Span)
			addOnce(&r.LI.Kinds, "li-view", u.Services.Span)
		}
	}
}
