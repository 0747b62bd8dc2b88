package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) snmpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? snmp-server community * ...", Do: readCommunity},
		{Pattern: "snmp-server group * v1|v2c|v3 ...", Do: readGroup},
		{Pattern: "no snmp-server group|user|host|view ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "snmp-server user * * v1|v2c|v3 ...", Do: readSNMPUser},
		{Pattern: "snmp-server user * * remote * ...", Do: readRemoteUser},
		{Pattern: "snmp-server host * ...", Do: readTrapHost},
		{Pattern: "snmp-server view * * included|excluded", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.answer(m.Span)
			v := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), OID: m.Arg(1)}
			w := c.Tree.Nodes[m.Node].Words
			v.Included.Set(w[len(w)-1] == "included", m.Span)
			r.SNMP.Views = append(r.SNMP.Views, v)
		}},
		{Pattern: "no? snmp-server enable traps ...", Do: readTraps},
		{Pattern: "snmp-server extension * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			s := &model.Script{Obj: model.Obj{Span: m.Span}, Kind: "snmp-script", Name: m.Arg(0)}
			s.Enabled.Set(true, m.Span)
			verbs.Judge(s, []string{fill.Word(m.Rest, 0)}, m.Span)
			r.Scripts = append(r.Scripts, s)
		}},
		{Pattern: "no snmp-server extension ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? snmp-server ipv4 access-list * ...", Do: readSNMPACL("acl")},
		{Pattern: "no? snmp-server ipv6 access-list * ...", Do: readSNMPACL("acl6")},
		{Pattern: "no? snmp-server vrf *", Do: readSNMPVRF},
	}
}

// answer notes that the agent runs: EOS starts it with the first line that
// configures it.
func (r *run) answer(sp model.Span) {
	if r.SNMP.Enabled.How == model.NotRead {
		r.SNMP.Enabled.Inherit(true, sp)
	}
}

// readSNMPVRF reads the tables in which the agent answers.
// readSNMPACL reads the filter before the agent in one table.
func readSNMPACL(kind string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(c *stmt.Ctx, r *run, m *stmt.Match) {
		table, name := "default", model.F[string]{}
		if v, ok := m.After("vrf"); ok {
			table = v
		}
		name.Set("", m.Span)
		if !m.Neg {
			name.Set(m.Arg(0), m.Span)
			c.Use(kind, m.Arg(0), "snmp-server access-list", m.Span)
		}
		r.snmp.put(kind, table, name)
	}
}

func readSNMPVRF(_ *stmt.Ctx, r *run, m *stmt.Match) {
	inTable{p: &r.snmp, name: m.Arg(0)}.set(!m.Neg, m.Span)
	switch {
	case m.Neg && m.Arg(0) == "default":
		r.snmpNoDefault = m.Span
		if r.SNMP.VRF.How == model.NotRead {
			r.SNMP.Enabled.Set(false, m.Span)
		}
	case !m.Neg && m.Arg(0) != "default":
		r.SNMP.VRF.Set(m.Arg(0), m.Span)
		r.SNMP.Enabled.Set(true, m.Span)
	}
}

// readCommunity reads `snmp-server community X [view V] ro [acl] [ipv6 acl6]`.
func readCommunity(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		c.Mask(m.Arg(0), m.Span)
		return
	}
	r.answer(m.Span)
	r.SNMP.V1V2.Inherit(true, m.Span)
	cm := &model.Community{Obj: model.Obj{Span: m.Span}}
	r.SNMP.Communities = append(r.SNMP.Communities, cm)
	rest := m.Rest
	typ, v := "clear", m.Arg(0)
	if len(rest) > 0 && (v == "0" || v == "7" || v == "8a") && !access[rest[0]] && rest[0] != "view" {
		if v != "0" {
			typ = "cisco" + v
		}
		v, rest = rest[0], rest[1:]
	}
	cm.Guessable = c.Secret("snmp", "community", typ, v, m.Span).Guessable
	cm.Access.Inherit("ro", m.Span)
	for i := 0; i < len(rest); i++ {
		switch w := rest[i]; {
		case access[w]:
			cm.Access.Set(w, m.Span)
		case w == "view":
			cm.View.Set(fill.Word(rest, i+1), m.Span)
			i++
		case w == "ipv6":
			c.ApplyACL(&cm.ACL6, "acl6", fill.Word(rest, i+1), "snmp-server community", m.Span)
			i++
		default:
			c.ApplyACL(&cm.ACL, "acl", w, "snmp-server community", m.Span)
		}
	}
}

var access = map[string]bool{"ro": true, "rw": true}

func readGroup(c *stmt.Ctx, r *run, m *stmt.Match) {
	r.answer(m.Span)
	g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	r.SNMP.Groups = append(r.SNMP.Groups, g)
	v := c.Tree.Nodes[m.Node].Words[3][1:]
	g.Version.Set(v, m.Span)
	if v != "3" {
		g.Level.Inherit("noauth", m.Span)
		r.SNMP.V1V2.Inherit(true, m.Span)
	}
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "noauth", "auth", "priv":
			g.Level.Set(w, m.Span)
		case "read":
			g.Read.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "write":
			g.Write.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "notify", "context":
			i++
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

// readSNMPUser reads `… v3 [localized E] auth sha K [priv aes K]`.
func readSNMPUser(c *stmt.Ctx, r *run, m *stmt.Match) {
	r.answer(m.Span)
	u := &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	r.SNMP.Users = append(r.SNMP.Users, u)
	u.Group.Set(m.Arg(1), m.Span)
	u.Auth.Inherit("none", m.Span)
	u.Priv.Inherit("none", m.Span)
	level := "noauth"
	localized := m.Has("localized")
	for i := 0; i < len(m.Rest); i++ {
		switch m.Rest[i] {
		case "localized":
			i++
		case "auth":
			u.Auth.Set(authAlg(fill.Word(m.Rest, i+1)), m.Span)
			snmpKey(c, u.Name, fill.Word(m.Rest, i+2), localized, m.Span)
			level = "auth"
			i += 2
		case "priv":
			u.Priv.Set(privAlg(fill.Word(m.Rest, i+1)), m.Span)
			snmpKey(c, u.Name, fill.Word(m.Rest, i+2), localized, m.Span)
			level = "priv"
			i += 2
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
	u.Level.Inherit(level, m.Span)
}

// readRemoteUser masks the keys of a user of another engine, which opens
// nothing here.
func readRemoteUser(c *stmt.Ctx, r *run, m *stmt.Match) {
	r.answer(m.Span)
	for i, w := range m.Rest {
		if w == "auth" || w == "priv" {
			snmpKey(c, m.Arg(0), fill.Word(m.Rest, i+2), m.Has("localized"), m.Span)
		}
	}
}

func snmpKey(c *stmt.Ctx, owner, value string, localized bool, sp model.Span) {
	if value == "" {
		return
	}
	typ := "clear"
	if localized {
		typ = "localized"
	}
	c.Secret("snmp", owner, typ, value, sp)
}

func authAlg(w string) string {
	if w == "sha" {
		return "sha1"
	}
	return w
}

func privAlg(w string) string {
	if w == "aes" {
		return "aes128"
	}
	return w
}

// readTrapHost reads `snmp-server host A [vrf V] [traps] [version 2c] C`.
func readTrapHost(c *stmt.Ctx, r *run, m *stmt.Match) {
	r.answer(m.Span)
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Arg(0), m.Span)
	h.Version.Inherit("2c", m.Span)
	h.Level.Inherit("noauth", m.Span)
	r.SNMP.Hosts = append(r.SNMP.Hosts, h)
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "vrf":
			h.VRF.Set(fill.Word(m.Rest, i+1), m.Span)
			if h.VRF.V != "default" {
				useVRF(c, h.VRF.V, "snmp-server host vrf", m.Span)
			}
			i++
		case "version":
			h.Version.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "auth", "noauth", "priv":
			h.Level.Set(w, m.Span)
		case "traps", "informs":
		case "udp-port":
			i++
		default:
			if h.Version.V != "3" {
				c.Secret("snmp", "trap host "+h.Host.V, "clear", w, m.Span)
			}
		}
	}
}

func readTraps(_ *stmt.Ctx, r *run, m *stmt.Match) {
	name := strings.Join(m.Rest, " ")
	if name == "" {
		name = "all"
	}
	if m.Neg {
		r.SNMP.Traps.Set(fill.Without(r.SNMP.Traps.V, name), m.Span)
		return
	}
	fill.Add(&r.SNMP.Traps, name, m.Span)
}
