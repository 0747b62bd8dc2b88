package fortios

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// community is one community with its hosts.
type community struct {
	*model.Community
	s       *scope
	enabled bool
	v1, v2  model.F[bool]
	hosts   []*snmpHost
}

type snmpHost struct {
	model.Obj
	kind   string // any, query, trap
	prefix netip.Prefix
	ok     bool
	sp     model.Span
	bad    bool
}

func snmpEntries(b *builder) []stmt.Entry[*scope] {
	host := func(_ *stmt.Ctx, c *community, _ string, sp model.Span) *snmpHost {
		h := &snmpHost{Obj: model.Obj{Span: sp}}
		c.hosts = append(c.hosts, h)
		return h
	}
	hostEntries := []stmt.Entry[*snmpHost]{
		when("ip|ipv6", func(c *stmt.Ctx, h *snmpHost, m *stmt.Match) {
			h.prefix, h.ok = prefix(m.Rest)
			h.sp, h.bad = m.Span, !h.ok
			if h.bad {
				c.Mark(m.Node, stmt.Partial)
			}
		}),
		when("host-type", func(_ *stmt.Ctx, h *snmpHost, m *stmt.Match) { h.kind = first(m.Rest) }),
	}
	return []stmt.Entry[*scope]{
		group(b, "system snmp sysinfo", same[*scope], onOff("status", func(s *scope) *model.F[bool] { return &s.SNMP.Enabled })),
		list(b, "system snmp community", openCommunity,
			when("name", func(c *stmt.Ctx, v *community, m *stmt.Match) {
				sec := c.Secret("snmp", "community", "clear", first(m.Rest), m.Span)
				v.Guessable = sec.Guessable
			}),
			when("status", func(_ *stmt.Ctx, v *community, m *stmt.Match) { v.enabled, _ = truth(first(m.Rest)) }),
			onOff("query-v1-status", func(v *community) *model.F[bool] { return &v.v1 }),
			onOff("query-v2c-status", func(v *community) *model.F[bool] { return &v.v2 }),
			words("events", func(v *community) *model.F[[]string] { return &v.s.SNMP.Traps }),
			text("mib-view", func(v *community) *model.F[string] { return &v.View }),
			list(b, "hosts", host, hostEntries...),
			list(b, "hosts6", host, hostEntries...),
		),
		list(b, "system snmp user", openSNMPUser, snmpUserEntries()...),
		list(b, "system snmp mib-view", func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *mibView { return &mibView{s, name} },
			when("include|exclude", func(c *stmt.Ctx, v *mibView, m *stmt.Match) {
				for _, oid := range m.Rest {
					x := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: v.name, OID: oid}
					x.Included.Set(c.Tree.Nodes[m.Node].Words[1] == "include", m.Span)
					v.s.SNMP.Views = append(v.s.SNMP.Views, x)
				}
			})),
	}
}

type mibView struct {
	s    *scope
	name string
}

func openCommunity(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *community {
	v := &community{Community: &model.Community{Obj: model.Obj{Span: sp}}, s: s, enabled: true}
	v.Access.Inherit("ro", sp) // the agent takes no writes
	s.SNMP.Communities = append(s.SNMP.Communities, v.Community)
	s.finally(v.finish)
	return v
}

// finish lists who may ask and who gets traps.
func (v *community) finish() {
	sp := v.Span
	if v.enabled {
		v.s.SNMP.V1V2.Inherit(true, sp)
	}
	var from []netip.Prefix
	sure := true
	for _, h := range v.hosts {
		if h.bad || len(h.Doubt) > 0 {
			sure = false
		}
		if !h.ok {
			continue
		}
		if h.kind != "trap" {
			from = append(from, h.prefix.Masked())
			sp = h.sp
		}
		if h.kind != "query" && !h.prefix.Addr().IsUnspecified() {
			t := &model.TrapHost{Obj: model.Obj{Span: h.sp}}
			t.Host.Set(h.prefix.Addr().String(), h.sp)
			t.Version.Inherit("2c", v.Span)
			v.s.SNMP.Hosts = append(v.s.SNMP.Hosts, t)
		}
	}
	switch {
	case !sure:
		v.From.Unsure(v.Span)
	case len(from) > 0:
		v.From.Set(from, sp)
	}
}

func openSNMPUser(_ *stmt.Ctx, s *scope, name string, sp model.Span) *snmpUser {
	u := &snmpUser{SNMPUser: &model.SNMPUser{Obj: model.Obj{Span: sp}, Name: name}, s: s}
	s.SNMP.Users = append(s.SNMP.Users, u.SNMPUser)
	s.finally(u.finish)
	return u
}

type snmpUser struct {
	*model.SNMPUser
	s      *scope
	notify []string
	sp     model.Span
}

func snmpUserEntries() []stmt.Entry[*snmpUser] {
	auth := map[string]string{"md5": "md5", "sha": "sha1", "sha1": "sha1", "sha224": "sha224", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}
	priv := map[string]string{"aes": "aes128", "des": "des", "aes256": "aes256", "aes256cisco": "aes256"}
	level := map[string]string{"no-auth-no-priv": "noauth", "auth-no-priv": "auth", "auth-priv": "priv"}
	pick := func(from map[string]string) func([]string) (string, bool) {
		return func(w []string) (string, bool) { v, ok := from[first(w)]; return v, ok }
	}
	return []stmt.Entry[*snmpUser]{
		fact("security-level", func(u *snmpUser) *model.F[string] { return &u.Level }, pick(level)),
		fact("auth-proto", func(u *snmpUser) *model.F[string] { return &u.Auth }, pick(auth)),
		fact("priv-proto", func(u *snmpUser) *model.F[string] { return &u.Priv }, pick(priv)),
		words("events", func(u *snmpUser) *model.F[[]string] { return &u.s.SNMP.Traps }),
		onOff("queries", func(u *snmpUser) *model.F[bool] { return &u.Queries }),
		when("auth-pwd|priv-pwd", func(*stmt.Ctx, *snmpUser, *stmt.Match) {}),
		when("notify-hosts|notify-hosts6", func(_ *stmt.Ctx, u *snmpUser, m *stmt.Match) { u.notify, u.sp = append(u.notify, m.Rest...), m.Span }),
	}
}

// finish adds the hosts that the user's notifications go to.
func (u *snmpUser) finish() {
	switch {
	case u.Level.V == "noauth" && u.Level.How.Stated():
		u.Auth.Inherit("none", u.Level.Span)
		u.Priv.Inherit("none", u.Level.Span)
	case u.Level.V == "auth":
		u.Priv.Inherit("none", u.Level.Span)
	}
	for _, h := range u.notify {
		if h == "0.0.0.0" || h == "::" {
			continue
		}
		t := &model.TrapHost{Obj: model.Obj{Span: u.sp}}
		t.Host.Set(h, u.sp)
		t.Version.Set("3", u.sp)
		if u.Level.How.Stated() {
			t.Level.Inherit(u.Level.V, u.Level.Span)
		}
		u.s.SNMP.Hosts = append(u.s.SNMP.Hosts, t)
	}
}
