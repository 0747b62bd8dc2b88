package asa

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func snmpEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "no? snmp-server enable", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.SNMP.Enabled })},
		{Pattern: "snmp-server community ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) { r.community(c, m.Rest, m.Span) }},
		{Pattern: "snmp-server host * * ...", Do: readSNMPHost},
		{Pattern: "snmp-server host-group * * ...", Do: readSNMPHost},
		{Pattern: "snmp-server group * v3 * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
			g.Version.Set("3", m.Span)
			g.Level.Set(m.Arg(1), m.Span)
			r.dev.SNMP.Groups = append(r.dev.SNMP.Groups, g)
			c.Define("snmp-group", g.Name, m.Span)
		}},
		{Pattern: "snmp-server user * * v3 ...", Do: readSNMPUser},
		{Pattern: "snmp-server user-list * username *", Do: none[R]},
		{Pattern: "snmp-server enable traps ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			name := strings.Join(m.Rest, " ")
			if name == "" {
				name = "all"
			}
			fill.Add(&r.dev.SNMP.Traps, name, m.Span)
		}},
		{Pattern: "no snmp-server enable traps ...", Do: none[R]},
		{Pattern: "ntp authenticate", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.NTP.Authenticate })},
		{Pattern: "no ntp authenticate", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.NTP.Authenticate })},
		{Pattern: "ntp authentication-key * * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
			k.Alg.Set(strings.Replace(m.Arg(1), "cmac", "aes128-cmac", 1), m.Span)
			r.dev.NTP.Keys = append(r.dev.NTP.Keys, k)
			c.Define("ntp-key", k.ID, m.Span)
			secret(c, "ntp", "key "+k.ID, m.Rest, m.Span)
		}},
		{Pattern: "ntp trusted-key *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			fill.Add(&r.dev.NTP.Trusted, m.Arg(0), m.Span)
			c.Use("ntp-key", m.Arg(0), "ntp trusted-key", m.Span)
		}},
		{Pattern: "ntp server * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			n := &r.dev.NTP
			s := &model.NTPServer{Obj: model.Obj{Span: m.Span}}
			n.Servers = append(n.Servers, s)
			n.Enabled.Inherit(true, m.Span)
			s.Host.Set(r.resolved(m.Arg(0)), m.Span)
			if key, ok := m.After("key"); ok {
				s.Key.Set(key, m.Span)
				c.Use("ntp-key", key, "ntp server key", m.Span)
			}
			if src, ok := m.After("source"); ok && !n.SourceIf.How.Stated() {
				n.SourceIf.Set(src, m.Span)
			}
		}},
		{Pattern: "clock timezone * ...", Do: fill.Text(func(r R) *model.F[string] { return &r.dev.Platforms.TimeZone })},
	}
}

// community records [0|8] COMMUNITY. Equal text makes one entry.
func (r *reader) community(c *stmt.Ctx, words []string, sp model.Span) *model.Community {
	typ := "clear"
	if len(words) > 1 && (words[0] == "0" || words[0] == "8") {
		if words[0] == "8" {
			typ = "cisco6"
		}
		words = words[1:]
	}
	text := arg(words, 0)
	s := &r.dev.SNMP
	s.V1V2.Set(true, sp)
	if com := r.communities[text]; com != nil {
		c.Mask(text, sp)
		return com
	}
	com := &model.Community{Obj: model.Obj{Span: sp}}
	r.communities[text] = com
	s.Communities = append(s.Communities, com)
	com.Access.Inherit("ro", sp) // the agent takes no settings
	com.Guessable = c.Secret("snmp", "community", typ, text, sp).Guessable
	return com
}

// readSNMPHost reads INTERFACE ADDRESS [poll|trap] [community C] [version V
// [USER]] …. Only a host that is named may ask, unless it is for traps only.
func readSNMPHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &r.dev.SNMP
	rest := m.Rest
	trap, poll := true, true
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(r.resolved(m.Arg(1)), m.Span)
	h.Version.Inherit("1", m.Span)
	var com *model.Community
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case "poll":
			trap = false
		case "trap":
			poll = false
		case "community":
			com = r.community(c, rest[i+1:], m.Span)
			i++
		case "version":
			h.Version.Set(arg(rest, i+1), m.Span)
			if arg(rest, i+1) == "3" {
				r.v3hosts = append(r.v3hosts, v3host{h, arg(rest, i+2)})
				i++
			}
			i++
		}
	}
	if h.Version.V != "3" {
		s.V1V2.Set(true, m.Span)
	}
	if trap {
		s.Hosts = append(s.Hosts, h)
	}
	a, ok := r.address(m.Arg(1))
	if !poll {
		return
	}
	if !ok {
		s.From.Unsure(m.Span)
		return
	}
	p := netip.PrefixFrom(a, a.BitLen())
	if s.From.How != model.Unknown {
		fill.AddPrefix(&s.From, p, m.Span)
	}
	if com != nil {
		fill.AddPrefix(&com.From, p, m.Span)
	}
}

// readSNMPUser reads USER GROUP v3 [engineID E] [encrypted] [auth ALG KEY
// [priv ALG [BITS] KEY]].
func readSNMPUser(c *stmt.Ctx, r *reader, m *stmt.Match) {
	u := &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	r.dev.SNMP.Users = append(r.dev.SNMP.Users, u)
	u.Group.Set(m.Arg(1), m.Span)
	c.Use("snmp-group", m.Arg(1), "snmp-server user", m.Span)
	u.Level.Set("noauth", m.Span)
	u.Auth.Set("none", m.Span)
	u.Priv.Set("none", m.Span)
	typ := "clear"
	rest := m.Rest
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case "encrypted":
			typ = "localized"
		case "auth":
			u.Level.Set("auth", m.Span)
			u.Auth.Set(strings.Replace(strings.ReplaceAll(arg(rest, i+1), "-", ""), "sha", "sha1", 1), m.Span)
			if len(u.Auth.V) > 4 {
				u.Auth.V = strings.Replace(u.Auth.V, "sha1", "sha", 1)
			}
			if key := arg(rest, i+2); key != "" {
				c.Secret("snmp", "user "+u.Name, typ, key, m.Span)
			}
			i += 2
		case "priv":
			alg, at := arg(rest, i+1), i+2
			if alg == "aes" {
				alg += arg(rest, at)
				at++
			}
			u.Level.Set("priv", m.Span)
			u.Priv.Set(alg, m.Span)
			if key := arg(rest, at); key != "" {
				c.Secret("snmp", "user "+u.Name, typ, key, m.Span)
			}
			return
		}
	}
}

// v3host is a host that is spoken to in version 3, as a user.
type v3host struct {
	host *model.TrapHost
	user string
}

// settleSNMP gives version 3 hosts the level of their user's group.
func (r *reader) settleSNMP() {
	for _, h := range r.v3hosts {
		for _, u := range r.dev.SNMP.Users {
			for _, g := range r.dev.SNMP.Groups {
				if u.Name == h.user && u.Group.V == g.Name {
					h.host.Level.Inherit(g.Level.V, g.Span)
				}
			}
		}
	}
}
