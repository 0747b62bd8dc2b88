package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// snmp is the agent in one routing table.
type snmp struct {
	*model.SNMP
	vrf string
}

func (t *tables) snmpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "snmp-server vrf *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.dev.SNMP.VRF.Set(tableName(m.Arg(0)), m.Span)
			return t.snmpVRF.In(&snmp{&r.dev.SNMP, m.Arg(0)})
		}},
		{Pattern: "snmp-server community * ...", Do: readCommunity},
		{Pattern: "snmp-server community-map * ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			typ, value := secretOf(append([]string{m.Arg(0)}, m.Rest...))
			c.Secret("snmp", "community map", typ, value, m.Span)
		}},
		{Pattern: "snmp-server group * * ...", Do: readSNMPGroup},
		{Pattern: "snmp-server user * * * ...", Do: readSNMPUser},
		{Pattern: "snmp-server view * * *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			v := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), OID: m.Arg(1)}
			v.Included.Set(m.Arg(2) == "included", m.Span)
			r.dev.SNMP.Views = append(r.dev.SNMP.Views, v)
			c.Define("snmp-view", v.Name, m.Span)
		}},
		{Pattern: "snmp-server host * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			readTrapHost(c, &snmp{SNMP: &r.dev.SNMP}, m)
		}},
		{Pattern: "snmp-server traps ...", Do: readTraps},
		{Pattern: "snmp-server enable traps ...", Do: readTraps},
		{Pattern: "no snmp-server traps ...", Do: none[*reader]},
		{Pattern: "snmp-server correlator ...", State: stmt.Unimplemented}, // holds traps back
	}
}

func snmpVRFBlock() []stmt.Entry[*snmp] {
	return []stmt.Entry[*snmp]{
		{Pattern: "host * ...", Do: readTrapHost},
	}
}

// readCommunity reads [clear|encrypted] NAME [view V] [RO|RW] [owner]
// [IPv4 LIST] [IPv6 LIST] [LIST].
func readCommunity(c *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &r.dev.SNMP
	s.Enabled.Set(true, m.Span)
	s.V1V2.Set(true, m.Span)
	com := &model.Community{Obj: model.Obj{Span: m.Span}}
	s.Communities = append(s.Communities, com)
	words := append([]string{m.Arg(0)}, m.Rest...)
	typ := "clear"
	if (words[0] == "clear" || words[0] == "encrypted") && len(words) > 1 {
		typ = secretType(words[0])
		words = words[1:]
	}
	sec := c.Secret("snmp", "community", typ, words[0], m.Span)
	com.Guessable = sec.Guessable
	com.Access.Set("ro", m.Span)
	rest := words[1:]
	for i := 0; i < len(rest); i++ {
		next := ""
		if i+1 < len(rest) {
			next = rest[i+1]
		}
		switch w := rest[i]; strings.ToLower(w) {
		case "ro", "rw":
			com.Access.Set(strings.ToLower(w), m.Span)
		case "sdrowner", "systemowner":
			// which half of the router is meant: the secure domain or all of it
		case "view":
			com.View.Set(next, m.Span)
			c.Use("snmp-view", next, "snmp-server community view", m.Span)
			i++
		case "ipv4":
			c.ApplyACL(&com.ACL, "acl", next, "snmp-server community", m.Span)
			i++
		case "ipv6":
			c.ApplyACL(&com.ACL6, "acl6", next, "snmp-server community", m.Span)
			i++
		default:
			c.ApplyACL(&com.ACL, "acl", w, "snmp-server community", m.Span)
		}
	}
}

func readSNMPGroup(c *stmt.Ctx, r *reader, m *stmt.Match) {
	g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	r.dev.SNMP.Groups = append(r.dev.SNMP.Groups, g)
	g.Version.Set(strings.TrimPrefix(m.Arg(1), "v"), m.Span)
	c.Define("snmp-group", g.Name, m.Span)
	rest := m.Rest
	if len(rest) > 0 && (rest[0] == "noauth" || rest[0] == "auth" || rest[0] == "priv") {
		g.Level.Set(rest[0], m.Span)
		rest = rest[1:]
	}
	for i := 0; i < len(rest); i++ {
		next := ""
		if i+1 < len(rest) {
			next = rest[i+1]
		}
		switch rest[i] {
		case "read":
			g.Read.Set(next, m.Span)
			c.Use("snmp-view", next, "snmp-server group read", m.Span)
		case "write":
			g.Write.Set(next, m.Span)
			c.Use("snmp-view", next, "snmp-server group write", m.Span)
		case "notify", "context":
		case "IPv4":
			c.ApplyACL(&g.ACL, "acl", next, "snmp-server group", m.Span)
		case "IPv6":
			c.Use("acl6", next, "snmp-server group", m.Span)
		default:
			c.ApplyACL(&g.ACL, "acl", rest[i], "snmp-server group", m.Span)
			continue
		}
		i++
	}
}

// readSNMPUser reads USER GROUP v1|v2c|v3 [auth md5|sha [FORM] KEY
// [priv 3des|aes BITS|des56 [FORM] KEY]] ….
func readSNMPUser(c *stmt.Ctx, r *reader, m *stmt.Match) {
	u := &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	s := &r.dev.SNMP
	s.Users = append(s.Users, u)
	u.Group.Set(m.Arg(1), m.Span)
	c.Use("snmp-group", m.Arg(1), "snmp-server user", m.Span)
	if v := m.Arg(2); v != "v3" {
		s.V1V2.Set(true, m.Span)
		return
	}
	u.Auth.Set("none", m.Span)
	u.Priv.Set("none", m.Span)
	u.Level.Set("noauth", m.Span)
	rest := m.Rest
	for i := 0; i+1 < len(rest); i++ {
		switch rest[i] {
		case "auth":
			u.Auth.Set(authAlg(rest[i+1]), m.Span)
			u.Level.Set("auth", m.Span)
			secret(c, "snmp", "user "+u.Name, rest[i+2:], m.Span)
			i += 2
		case "priv":
			alg, at := rest[i+1], i+2
			if alg == "aes" && at < len(rest) {
				alg += rest[at]
				at++
			}
			u.Priv.Set(privAlg(alg), m.Span)
			u.Level.Set("priv", m.Span)
			secret(c, "snmp", "user "+u.Name, rest[min(at, len(rest)):], m.Span)
			return
		}
	}
}

func authAlg(w string) string {
	switch w = strings.ToLower(w); w {
	case "sha":
		return "sha1"
	case "sha-224", "sha-256", "sha-384", "sha-512":
		return strings.ReplaceAll(w, "-", "")
	}
	return w
}

func privAlg(w string) string {
	switch w {
	case "des56":
		return "des"
	case "aes":
		return "aes128"
	}
	return w
}

// readTrapHost reads HOST [traps|informs] [FORM] [version 1|2c|3 LEVEL]
// COMMUNITY-OR-USER [udp-port N] [kinds].
func readTrapHost(c *stmt.Ctx, s *snmp, m *stmt.Match) {
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	s.Hosts = append(s.Hosts, h)
	h.Host.Set(m.Arg(0), m.Span)
	if s.vrf != "" {
		h.VRF.Set(tableName(s.vrf), m.Span)
	}
	h.Version.Set("1", m.Span)
	rest := m.Rest
	for len(rest) > 0 && (rest[0] == "traps" || rest[0] == "informs") {
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0] == "version" {
		h.Version.Set(rest[1], m.Span)
		rest = rest[2:]
		if h.Version.V == "3" && len(rest) > 0 {
			h.Level.Set(rest[0], m.Span)
			rest = rest[1:]
		}
	}
	if h.Version.V != "3" {
		s.V1V2.Set(true, m.Span)
		secret(c, "snmp", "trap host "+m.Arg(0), rest, m.Span)
	}
}

// readTraps reads the kinds of notifications; without a kind it is all.
func readTraps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	name := strings.Join(m.Rest, " ")
	if name == "" {
		name = "all"
	}
	fill.Add(&r.dev.SNMP.Traps, name, m.Span)
}
