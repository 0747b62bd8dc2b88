package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) snmpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? snmp-server protocol enable", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.SNMP.Enabled })},
		{Pattern: "no? snmp-server community * ...", Do: readCommunity},
		{Pattern: "no? snmp-server user * ...", Do: readSNMPUser},
		{Pattern: "no? snmp-server host * ...", Do: readTrapHost},
		{Pattern: "no? snmp-server enable traps ...", Do: readTraps},
		{Pattern: "no? snmp-server globalEnforcePriv", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.enforced })},
		{Pattern: "no? rmon event * ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if v, ok := m.After("trap"); ok { // sends notifications with a community
				c.Secret("snmp", "rmon event "+m.Arg(0), "clear", v, m.Span)
			}
		}},
		{Pattern: "no? snmp-server use-vrf *", Do: fill.Text(func(r *run) *model.F[string] { return &r.SNMP.VRF })},
	}
}

// readCommunity reads one of the lines about a community. Its name is a
// secret, also where the line is negated.
func readCommunity(c *stmt.Ctx, r *run, m *stmt.Match) {
	name := m.Arg(0)
	if m.Neg && len(m.Rest) == 0 {
		c.Mask(name, m.Span)
		return
	}
	cm := r.communities[name]
	if cm == nil {
		cm = &model.Community{Obj: model.Obj{Span: m.Span}}
		r.communities[name] = cm
		r.SNMP.Communities = append(r.SNMP.Communities, cm)
		cm.Guessable = c.Secret("snmp", "community", "clear", name, m.Span).Guessable
	}
	c.Mask(name, m.Span)
	for i := 0; i < len(m.Rest); i++ {
		switch m.Rest[i] {
		case "ro", "rw":
			cm.Access.Set(m.Rest[i], m.Span)
		case "group":
			setCommunityGroup(cm, fill.Word(m.Rest, i+1), m.Span)
			i++
		case "view":
			cm.View.Set(fill.Word(m.Rest, i+1), m.Span)
			i++
		case "use-acl", "use-ipv4acl":
			refer(c, &cm.ACL, "acl", fill.Word(m.Rest, i+1), m)
			i++
		case "use-ipv6acl":
			refer(c, &cm.ACL6, "acl6", fill.Word(m.Rest, i+1), m)
			i++
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

// refer applies a filter, or takes it back where the statement is negated.
func refer(c *stmt.Ctx, ref *model.ACLRef, kind, name string, m *stmt.Match) {
	if m.Neg {
		ref.Name.Set("", m.Span)
		return
	}
	c.ApplyACL(ref, kind, name, "snmp-server community", m.Span)
}

// setCommunityGroup states what a role lets a community do.
func setCommunityGroup(cm *model.Community, group string, sp model.Span) {
	switch group {
	case "network-admin", "vdc-admin":
		cm.Access.Set("rw", sp)
	case "network-operator", "vdc-operator":
		cm.Access.Set("ro", sp)
	default:
		cm.Access.Unsure(sp) // depends on the role's own rules
	}
}

// readSNMPUser reads one of the lines about a version 3 user. The keys may be
// in clear text or localised to the engine.
func readSNMPUser(c *stmt.Ctx, r *run, m *stmt.Match) {
	u := r.snmpUser(m.Arg(0), m)
	if u == nil {
		return
	}
	localized := m.Has("localizedkey") || m.Has("localizedV2key")
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "auth":
			u.Auth.Set(authAlg(fill.Word(m.Rest, i+1)), m.Span)
			snmpKey(c, u.Name, fill.Word(m.Rest, i+2), localized, m.Span)
			i += 2
		case "priv":
			i += readPriv(c, u, m.Rest[i+1:], localized, m.Span)
		case "enforcePriv":
			u.Level.Set("priv", m.Span)
		case "use-ipv4acl", "use-ipv6acl", "use-acl":
			kind := "acl"
			if w == "use-ipv6acl" {
				kind = "acl6"
			}
			c.Use(kind, fill.Word(m.Rest, i+1), "snmp-server user", m.Span)
			i++
		case "engineID":
			i++
		case "localizedkey", "localizedV2key":
		default:
			if i == 0 {
				u.Group.Set(w, m.Span)
				continue
			}
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

func (r *run) snmpUser(name string, m *stmt.Match) *model.SNMPUser {
	u := r.snmpUsers[name]
	if u == nil && !m.Neg {
		u = &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: name}
		r.snmpUsers[name] = u
		r.SNMP.Users = append(r.SNMP.Users, u)
	}
	if m.Neg {
		return nil
	}
	return u
}

// readPriv reads what follows "priv" and returns how many words it took. A
// key without an algorithm is one for DES.
func readPriv(c *stmt.Ctx, u *model.SNMPUser, words []string, localized bool, sp model.Span) int {
	switch alg := fill.Word(words, 0); alg {
	case "aes-128", "aes-192", "aes-256", "des":
		u.Priv.Set(strings.Replace(alg, "-", "", 1), sp)
		snmpKey(c, u.Name, fill.Word(words, 1), localized, sp)
		return 2
	default:
		u.Priv.Set("des", sp)
		snmpKey(c, u.Name, alg, localized, sp)
		return 1
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
	switch w {
	case "md5":
		return "md5"
	case "sha":
		return "sha1"
	case "sha-224", "sha-256", "sha-384", "sha-512":
		return "sha" + w[4:]
	}
	return w
}

// readTrapHost reads one of the lines about a receiver.
func readTrapHost(c *stmt.Ctx, r *run, m *stmt.Match) {
	name := m.Arg(0)
	h := r.trapHosts[name]
	if h == nil {
		if m.Neg {
			return
		}
		h = &model.TrapHost{Obj: model.Obj{Span: m.Span}}
		h.Host.Set(name, m.Span)
		r.trapHosts[name] = h
		r.SNMP.Hosts = append(r.SNMP.Hosts, h)
	}
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "traps", "informs":
		case "version":
			i += readTrapVersion(c, h, m.Rest[i+1:], m.Span)
		case "use-vrf", "filter-vrf":
			if w == "use-vrf" && !m.Neg {
				h.VRF.Set(fill.Word(m.Rest, i+1), m.Span)
				useVRF(c, h.VRF.V, "snmp-server host use-vrf", m.Span)
			}
			i++
		case "udp-port", "source-interface":
			i++
		default:
			if i == 0 { // the community stands at once behind the host: version 1
				h.Version.Set("1", m.Span)
				h.Level.Set("noauth", m.Span)
				c.Secret("snmp", "trap host "+name, "clear", w, m.Span)
			}
		}
	}
}

// readTrapVersion reads "2c community" or "3 priv user" and returns how many
// words it took.
func readTrapVersion(c *stmt.Ctx, h *model.TrapHost, words []string, sp model.Span) int {
	v := fill.Word(words, 0)
	h.Version.Set(v, sp)
	if v != "3" {
		h.Level.Set("noauth", sp)
		if s := fill.Word(words, 1); s != "" {
			c.Secret("snmp", "trap host "+h.Host.V, "clear", s, sp)
		}
		return 2
	}
	h.Level.Set(fill.Word(words, 1), sp)
	return 3
}

func readTraps(_ *stmt.Ctx, r *run, m *stmt.Match) {
	name := strings.Join(m.Rest, " ")
	if name == "" {
		name = "all"
	}
	if m.Neg {
		if r.SNMP.Traps.How == model.NotRead {
			r.SNMP.Traps.Set([]string{}, m.Span)
		}
		r.SNMP.Traps.V = fill.Without(r.SNMP.Traps.V, name)
		return
	}
	fill.Add(&r.SNMP.Traps, name, m.Span)
}

// finishSNMP states what the sum of the lines means: versions 1 and 2c are
// answered where a community exists, and a user's level is the least that the
// agent accepts of it.
func (r *run) finishSNMP() {
	if len(r.SNMP.Communities) > 0 {
		r.SNMP.V1V2.Inherit(true, r.SNMP.Communities[0].Span)
	}
	for _, u := range r.SNMP.Users {
		if u.Auth.How == model.NotRead {
			u.Auth.Inherit("none", u.Span)
		}
		if u.Priv.How == model.NotRead {
			u.Priv.Inherit("none", u.Span)
		}
		switch {
		case u.Level.How == model.Explicit:
		case u.Auth.V == "none":
			u.Level.Inherit("noauth", u.Span)
		case r.enforced.V && u.Priv.V != "none":
			u.Level.Inherit("priv", r.enforced.Span)
		default:
			u.Level.Inherit("auth", u.Span)
		}
	}
}
