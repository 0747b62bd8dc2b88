package fortios

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// admin is an administrator with what is judged once its profile is known.
type admin struct {
	*model.User
	open  bool // one trusted host is everywhere
	group model.F[string]
	wild  bool
	peer  bool
}

// profile is an access profile: the rights of each area.
type profile struct {
	*model.Role
	rights map[string]string
	idle   model.F[int64]
	own    model.F[bool] // admintimeout-override
}

// areas are the groups of rights that together change everything.
var areas = []string{"secfabgrp", "ftviewgrp", "authgrp", "sysgrp", "netgrp", "loggrp", "fwgrp", "vpngrp", "utmgrp"}

func userEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "system admin", openAdmin(false), adminEntries(b)...),
		list(b, "system sso-admin", openAdmin(false), adminEntries(b)...),
		list(b, "system sso-forticloud-admin", openAdmin(false), adminEntries(b)...),
		list(b, "system api-user", openAdmin(true), apiUserEntries(b)...),
		list(b, "system accprofile", openProfile, profileEntries(b)...),
		group(b, "system password-policy", same[*scope], passwordPolicyEntries()...),
	}
}

func openAdmin(api bool) opener[*scope, *admin] {
	return func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *admin {
		for _, a := range s.r.admins {
			if a.Name == name && a.API.V == api {
				return a
			}
		}
		a := &admin{User: &model.User{Obj: model.Obj{Span: sp}, Name: name}}
		a.API.Set(api, sp)
		a.Enabled.Inherit(true, sp)
		s.Users = append(s.Users, a.User)
		s.r.admins = append(s.r.admins, a)
		if api {
			s.Services.API.Enabled.Set(true, sp)
			s.AAA.APIKeyLifetime.Inherit(0, sp) // keys do not expire
		}
		return a
	}
}

func adminEntries(b *builder) []stmt.Entry[*admin] {
	out := []stmt.Entry[*admin]{
		text("accprofile", func(a *admin) *model.F[string] { return &a.Role }),
		when("password", func(_ *stmt.Ctx, a *admin, m *stmt.Match) { a.HasSecret.Set(true, m.Span) }),
		fact("two-factor", func(a *admin) *model.F[bool] { return &a.MFA }, func(w []string) (bool, bool) { return first(w) != "disable", len(w) > 0 }),
		onOff("remote-auth", func(a *admin) *model.F[bool] { return &a.Remote }),
		when("remote-group", func(c *stmt.Ctx, a *admin, m *stmt.Match) {
			a.group.Set(first(m.Rest), m.Span)
			c.Use("server-group", first(m.Rest), "administrator", m.Span)
		}),
		when("wildcard", func(_ *stmt.Ctx, a *admin, m *stmt.Match) { a.wild, _ = truth(first(m.Rest)) }),
		when("peer-auth", func(_ *stmt.Ctx, a *admin, m *stmt.Match) { a.peer, _ = truth(first(m.Rest)) }),
		when("ssh-certificate", func(c *stmt.Ctx, a *admin, m *stmt.Match) {
			c.Mark(m.Node, stmt.Unimplemented)
			c.Dev.Doubtful("users", m.Span.Line) // whoever holds the certificate's key
		}),
		when("ssh-public-key1|ssh-public-key2|ssh-public-key3", func(_ *stmt.Ctx, a *admin, m *stmt.Match) {
			if key := strings.Join(m.Rest, " "); key != "" {
				a.Keys = append(a.Keys, sshkey.Parse(a.Name, key, m.Span))
			}
		}),
	}
	for _, n := range []string{"trusthost1", "trusthost2", "trusthost3", "trusthost4", "trusthost5", "trusthost6", "trusthost7", "trusthost8", "trusthost9", "trusthost10"} {
		out = append(out, when(n+"|ip6-"+n, trustHost))
	}
	return out
}

func apiUserEntries(b *builder) []stmt.Entry[*admin] {
	return []stmt.Entry[*admin]{
		text("accprofile", func(a *admin) *model.F[string] { return &a.Role }),
		when("api-key", func(_ *stmt.Ctx, a *admin, m *stmt.Match) { a.HasSecret.Set(true, m.Span) }),
		when("peer-auth", func(_ *stmt.Ctx, a *admin, m *stmt.Match) { a.peer, _ = truth(first(m.Rest)) }),
		list(b, "trusthost", same[*admin],
			when("ipv4-trusthost|ipv6-trusthost", trustHost)),
	}
}

// trustHost reads one admitted source. FortiOS's unset value is everywhere.
func trustHost(c *stmt.Ctx, a *admin, m *stmt.Match) {
	p, ok := prefix(m.Rest)
	switch {
	case !ok:
		a.From.Unsure(m.Span)
		a.open = true
		c.Mark(m.Node, stmt.Partial)
	case p.Bits() == 0 && p.Addr().Is6():
		// ::/0 is the value of every unused IPv6 entry in full listings.
	case p.Bits() == 0 && len(a.From.V) > 0:
		// so is 0.0.0.0/0, behind the entries that are used.
	case p.Bits() == 0:
		a.open = true
		a.From.Set([]netip.Prefix{p}, m.Span)
	default:
		if a.open && a.From.How == model.Explicit {
			a.open, a.From.V = false, nil
		}
		sp := m.Span
		if a.From.How == model.Explicit {
			sp.Line = min(sp.Line, a.From.Span.Line)
		}
		a.From.Set(append(a.From.V[:len(a.From.V):len(a.From.V)], p.Masked()), sp)
	}
}

func openProfile(_ *stmt.Ctx, s *scope, name string, sp model.Span) *profile {
	if p := s.r.profiles[name]; p != nil {
		return p
	}
	p := &profile{Role: &model.Role{Obj: model.Obj{Span: sp}, Name: name}, rights: map[string]string{}}
	s.Roles = append(s.Roles, p.Role)
	s.r.profiles[name] = p
	return p
}

func profileEntries(b *builder) []stmt.Entry[*profile] {
	right := func(_ *stmt.Ctx, p *profile, m *stmt.Match) { p.rights[m.Arg(0)] = first(m.Rest) }
	out := []stmt.Entry[*profile]{
		number("admintimeout", 60, func(p *profile) *model.F[int64] { return &p.idle }),
		onOff("admintimeout-override", func(p *profile) *model.F[bool] { return &p.own }),
		onOff("system-execute-ssh", func(p *profile) *model.F[bool] { return &p.Outbound }),
	}
	for _, a := range append([]string{"wifi", "wanoptgrp"}, areas...) {
		name := a
		out = append(out, when(name, func(c *stmt.Ctx, p *profile, m *stmt.Match) { m.Args = []string{name}; right(c, p, m) }))
	}
	for _, perm := range []string{"netgrp-permission", "sysgrp-permission", "fwgrp-permission", "loggrp-permission", "utmgrp-permission", "secfabgrp-permission"} {
		out = append(out, group(b, perm, same[*profile]))
	}
	return out
}

func passwordPolicyEntries() []stmt.Entry[*scope] {
	least := func(name string) stmt.Entry[*scope] {
		return when(name, func(c *stmt.Ctx, s *scope, m *stmt.Match) {
			if n, ok := integer(first(m.Rest)); ok && n > 0 {
				s.AAA.PasswordComplexity.Set(true, m.Span)
			} else if s.AAA.PasswordComplexity.How == model.NotRead {
				s.AAA.PasswordComplexity.Set(false, m.Span)
			}
		})
	}
	return []stmt.Entry[*scope]{
		onOff("status", func(s *scope) *model.F[bool] { return &s.AAA.PasswordPolicy }),
		number("minimum-length", 1, func(s *scope) *model.F[int64] { return &s.AAA.PasswordMinLength }),
		when("apply-to", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
			if slices.Contains(m.Rest, "admin-password") {
				return
			}
			sp := m.Span
			s.finally(func() { // the passwords of administrators are left out
				s.AAA.PasswordPolicy.Set(false, sp)
				s.AAA.PasswordMinLength.Unsure(sp)
				s.AAA.PasswordComplexity.Unsure(sp)
			})
		}),
		least("min-lower-case-letter"), least("min-upper-case-letter"), least("min-non-alphanumeric"), least("min-number"), least("min-change-characters"),
	}
}

// finishUsers derives what an administrator may do and how he is checked.
func (r *reader) finishUsers() {
	for _, p := range r.profiles {
		p.finish(r)
	}
	for _, a := range r.admins {
		a.finish(r)
	}
	for _, a := range r.admins {
		a.locals(r, r.userGroups)
	}
	r.methods()
	r.admitted()
	if a := &r.dev.AAA; a.PasswordPolicy.V && a.PasswordMinLength.How == model.NotRead {
		a.PasswordMinLength.Derive(8, a.PasswordPolicy.Span) // what the policy asks for if no line does
	}
}

func (p *profile) finish(r *reader) {
	switch all := &r.dev.CLI.IdleTimeout; {
	case p.own.V && p.idle.How.Stated():
		p.IdleTimeout = p.idle
	case p.own.V:
		p.IdleTimeout.Unsure(p.own.Span)
	case all.How.Stated():
		p.IdleTimeout.Inherit(all.V, all.Span)
	}
	if r.unfinished(p.Span) || len(p.Doubt) > 0 {
		return
	}
	all := true
	for _, a := range areas {
		switch v := p.rights[a]; v {
		case "read-write":
		case "custom":
			p.Admin.Unsure(p.Span)
			return
		default:
			all = false
		}
	}
	p.Admin.Inherit(all, p.Span)
}

func (a *admin) finish(r *reader) {
	whole := !r.unfinished(a.Span) && len(a.Doubt) == 0
	if whole && a.HasSecret.V && a.Remote.How == model.NotRead {
		a.Remote.Inherit(false, a.HasSecret.Span)
	}
	if a.Remote.V && a.MFA.How == model.NotRead {
		a.MFA.Unsure(a.Remote.Span) // the server may ask for a second factor
	}
	switch p := r.profiles[a.Role.V]; {
	case !a.Role.How.Stated():
	case a.Role.V == "super_admin":
		a.Admin.Inherit(true, a.Role.Span)
	case a.Role.V == "super_admin_readonly" || a.Role.V == "no_access":
		a.Admin.Inherit(false, a.Role.Span)
	case p != nil && p.Admin.How.Stated():
		a.Admin.Inherit(p.Admin.V, p.Span)
	case a.Role.V == "prof_admin":
		a.Admin.Inherit(true, a.Role.Span)
	}
	if whole && !a.API.V && !a.HasSecret.How.Stated() && !a.Remote.V && !a.wild && !a.peer {
		a.NoPassword.Derive(true, a.Span)
	} else if a.HasSecret.V || a.Remote.V || a.peer {
		a.NoPassword.Inherit(false, a.Span)
	}
}

// methods states in which order logins are checked.
func (r *reader) methods() {
	if len(r.admins) == 0 {
		return
	}
	l := &model.MethodList{Kind: "authentication", Service: "login", Level: -1, Name: "default"}
	var groups []string
	seen := map[string]bool{}
	for _, a := range r.admins {
		if a.API.V {
			continue
		}
		if l.Span.Line == 0 {
			l.Span = a.Span
		}
		if g := "group " + a.group.V; a.Remote.V && a.group.V != "" && !seen[g] {
			seen[g] = true
			groups = append(groups, g)
			l.Span = a.Span
		}
	}
	if l.Span.Line == 0 {
		return
	}
	l.Methods.Derive(append(groups, "local"), l.Span)
	r.dev.AAA.Enabled.Inherit(true, l.Span) // logins are always checked; no switch turns it off
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
}

// admitted states the sources of administration where every administrator has
// trusted hosts: then FortiOS answers nobody else.
func (r *reader) admitted() {
	var all []netip.Prefix
	var sp model.Span
	everySix := true // each administrator has trusted hosts of IPv6 too
	for _, a := range r.admins {
		if a.API.V {
			continue
		}
		if !a.From.How.Stated() || a.open {
			return
		}
		all = append(all, a.From.V...)
		sp = a.From.Span
		everySix = everySix && slices.ContainsFunc(a.From.V, func(p netip.Prefix) bool { return p.Addr().Is6() })
	}
	if len(all) == 0 {
		return
	}
	if r.speaks6() && !everySix {
		r.dev.CLI.Admitted.Unsure(sp) // whether IPv6 stays open to all is not known
		return
	}
	r.dev.CLI.Admitted.Derive(all, sp)
	for _, s := range []*model.Service{&r.dev.Services.HTTP, &r.dev.Services.HTTPS, &r.dev.SSH.Service, &r.dev.Services.Telnet} {
		s.From.Derive(all, sp)
	}
}

// speaks6 reports whether an interface has an address of IPv6 that others
// reach.
func (r *reader) speaks6() bool {
	return slices.ContainsFunc(r.dev.Interfaces, func(i *model.Interface) bool {
		return slices.ContainsFunc(i.Addresses.V, func(p netip.Prefix) bool {
			return p.Addr().Is6() && !p.Addr().IsLinkLocalUnicast() && !p.Addr().IsUnspecified()
		})
	})
}
