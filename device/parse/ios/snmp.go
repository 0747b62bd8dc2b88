package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) snmpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "snmp-server community * ...", Do: community},
		{Pattern: "snmp-server group * * ...", Do: snmpGroup},
		{Pattern: "snmp-server user * * ...", Do: snmpUser},
		{Pattern: "snmp-server host * ...", Do: snmpHost},
		{Pattern: "snmp-server view * * *", Do: snmpView},
		{Pattern: "snmp-server enable traps ...", Do: traps},
		{Pattern: "no snmp-server enable traps ...", Do: none[*reader]},
		{Pattern: "snmp-server enable informs ...", Do: none[*reader]},
		{Pattern: "snmp-server tftp-server-list *", Do: fill.ACL("acl", "snmp-server tftp-server-list", func(r *reader) *model.ACLRef { return &r.d.SNMP.TFTPACL })},
		{Pattern: "snmp-server file-transfer access-group * ...", Do: fill.ACL("acl", "snmp-server file-transfer", func(r *reader) *model.ACLRef { return &r.d.SNMP.TFTPACL })},
		{Pattern: "no snmp-server", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.SNMP.Enabled.Set(false, m.Span) }},
		{Pattern: "snmp-server usm cisco", Do: none[*reader]},
		{Pattern: "no? snmp-server system-shutdown", Do: none[*reader]},
		{Pattern: "snmp mib community-map * ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			c.Secret("snmp", "community-map", "clear", m.Arg(0), m.Span)
		}},
	}
}

// community reads "snmp-server community TEXT [view V] [ro|rw] [ipv6 ACL] [ACL]".
func community(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg {
		return
	}
	typ, text, rest := "clear", m.Arg(0), m.Rest
	if (text == "0" || text == "7") && len(rest) > 0 && !isAccess(rest[0]) {
		typ, text, rest = "cisco"+text, rest[0], rest[1:]
	}
	s := c.Secret("snmp", "community", typ, text, m.Span)
	com := &model.Community{Obj: model.Obj{Span: m.Span}, Guessable: s.Guessable}
	com.Access.Inherit("ro", m.Span)
	com.View.Inherit("", m.Span)
	com.ACL.Name.Inherit("", m.Span)
	com.ACL6.Name.Inherit("", m.Span)
	if text == "<configuration removed>" { // and all that stood behind it
		com.Access.Mask(m.Span)
		com.View.Mask(m.Span)
		com.ACL.Name.Mask(m.Span)
		com.ACL6.Name.Mask(m.Span)
	}
	for i := 0; i < len(rest); i++ {
		w := rest[i]
		switch {
		case w == "view" && i+1 < len(rest):
			i++
			com.View.Set(rest[i], m.Span)
			c.Use("snmp-view", rest[i], "snmp-server community", m.Span)
		case isAccess(w):
			com.Access.Set(strings.ToLower(w), m.Span)
		case w == "ipv6" && i+1 < len(rest):
			i++
			c.ApplyACL(&com.ACL6, "acl6", rest[i], "snmp-server community", m.Span)
		case i == len(rest)-1:
			c.ApplyACL(&com.ACL, "acl", w, "snmp-server community", m.Span)
		default:
			c.Mark(m.Node, stmt.Partial)
			com.AddDoubt(m.Span.Line)
		}
	}
	r.d.SNMP.Communities = append(r.d.SNMP.Communities, com)
}

func isAccess(w string) bool {
	w = strings.ToLower(w)
	return w == "ro" || w == "rw"
}

var snmpVersions = map[string]string{"v1": "1", "v2c": "2c", "v3": "3", "1": "1", "2c": "2c", "3": "3"}

// snmpGroup reads "snmp-server group NAME v3 priv [read V] [write V] [access ACL]".
func snmpGroup(c *stmt.Ctx, r *reader, m *stmt.Match) {
	g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	g.Version.Set(snmpVersions[m.Arg(1)], m.Span)
	if g.Version.V == "" {
		g.Version.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
	g.Level.Inherit("noauth", m.Span)
	g.Read.Inherit("", m.Span)
	g.Write.Inherit("", m.Span)
	g.ACL.Name.Inherit("", m.Span)
	for i := 0; i < len(m.Rest); i++ {
		arg := ""
		if i+1 < len(m.Rest) {
			arg = m.Rest[i+1]
		}
		switch w := m.Rest[i]; w {
		case "auth", "noauth", "priv":
			g.Level.Set(w, m.Span)
		case "read", "write", "notify":
			if w == "read" {
				g.Read.Set(arg, m.Span)
			} else if w == "write" {
				g.Write.Set(arg, m.Span)
			}
			c.Use("snmp-view", arg, "snmp-server group", m.Span)
			i++
		case "access":
			i += groupACL(c, g, m, m.Rest[i+1:])
		case "context":
			i++
		case "match", "exact", "prefix":
		default:
			c.Mark(m.Node, stmt.Partial)
		}
	}
	c.Define("snmp-group", g.Name, m.Span)
	r.d.SNMP.Groups = append(r.d.SNMP.Groups, g)
}

// groupACL reads what follows "access": "ipv6 ACL6 ACL" in parts.
func groupACL(c *stmt.Ctx, g *model.SNMPGroup, m *stmt.Match, rest []string) int {
	n := 0
	if len(rest) > 1 && rest[0] == "ipv6" {
		c.Use("acl6", rest[1], "snmp-server group", m.Span)
		n, rest = 2, rest[2:]
	}
	if len(rest) > 0 {
		c.ApplyACL(&g.ACL, "acl", rest[0], "snmp-server group", m.Span)
		n++
	}
	return n
}

// snmpUser reads a user where the file holds one; most releases hide them.
func snmpUser(c *stmt.Ctx, r *reader, m *stmt.Match) {
	u := &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	u.Group.Set(m.Arg(1), m.Span)
	u.Auth.Inherit("none", m.Span)
	u.Priv.Inherit("none", m.Span)
	typ := "clear"
	if m.Has("encrypted") {
		typ = "localized"
	}
	w := words(c, m)
	for i := 4; i < len(w); i++ {
		switch w[i] {
		case "auth":
			alg, n := authAlg(w, i+1)
			u.Auth.Set(alg, m.Span)
			i += n
			snmpKey(c, u, typ, w, i+1, m)
			i++
		case "priv":
			alg, n := privAlg(w, i+1)
			u.Priv.Set(alg, m.Span)
			i += n
			snmpKey(c, u, typ, w, i+1, m)
			i++
		case "access":
			rest := w[i+1:]
			if len(rest) > 1 && rest[0] == "ipv6" {
				c.Use("acl6", rest[1], "snmp-server user", m.Span)
				rest = rest[2:]
			}
			if len(rest) > 0 {
				c.Use("acl", rest[0], "snmp-server user", m.Span)
			}
			i = len(w)
		}
	}
	lvl := "noauth"
	switch {
	case u.Priv.V != "none":
		lvl = "priv"
	case u.Auth.V != "none":
		lvl = "auth"
	}
	u.Level.Inherit(lvl, m.Span)
	r.d.SNMP.Users = append(r.d.SNMP.Users, u)
}

func snmpKey(c *stmt.Ctx, u *model.SNMPUser, typ string, w []string, i int, m *stmt.Match) {
	if i < len(w) {
		c.Secret("snmp", u.Name, typ, w[i], m.Span)
	}
}

// authAlg reads "md5", "sha" or "sha-2 256" and returns the words it took.
func authAlg(w []string, i int) (string, int) {
	if i >= len(w) {
		return "none", 0
	}
	switch w[i] {
	case "sha":
		return "sha1", 1
	case "sha-2":
		if i+1 < len(w) {
			return "sha" + w[i+1], 2
		}
	}
	return strings.ToLower(w[i]), 1
}

// privAlg reads "des", "3des" or "aes 256".
func privAlg(w []string, i int) (string, int) {
	if i >= len(w) {
		return "none", 0
	}
	switch w[i] {
	case "des56", "des":
		return "des", 1
	case "aes":
		if i+1 < len(w) {
			return "aes" + w[i+1], 2
		}
	}
	return strings.ToLower(w[i]), 1
}

// snmpHost reads "snmp-server host A [vrf V] [traps|informs] [version V [level]] TEXT …".
func snmpHost(c *stmt.Ctx, r *reader, m *stmt.Match) {
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Arg(0), m.Span)
	h.Version.Inherit("1", m.Span)
	h.VRF.Inherit("", m.Span)
	h.Level.Inherit("noauth", m.Span)
	rest := m.Rest
	for done := false; len(rest) > 0 && !done; {
		switch rest[0] {
		case "vrf":
			if len(rest) > 1 {
				h.VRF.Set(rest[1], m.Span)
				c.Use("vrf", rest[1], "snmp-server host", m.Span)
				rest = rest[1:]
			}
		case "traps", "informs", "trap", "inform":
		case "version":
			if len(rest) > 1 {
				h.Version.Set(snmpVersions[rest[1]], m.Span)
				rest = rest[1:]
			}
		case "auth", "noauth", "priv":
			h.Level.Set(rest[0], m.Span)
		default:
			done = true
			continue
		}
		rest = rest[1:]
	}
	if len(rest) > 0 && h.Version.V != "3" {
		c.Secret("snmp", "trap host", "clear", rest[0], m.Span)
	}
	r.d.SNMP.Hosts = append(r.d.SNMP.Hosts, h)
}

// tapMIBs are the names and numbers of the trees by which intercepts are set.
var tapMIBs = []string{"tap2mib", "iptapmib", "ip-tap", "usertap", "802tapmib", "tapmib", "1.3.6.1.4.1.9.9.394", "1.3.6.1.4.1.9.9.399", "1.3.6.1.4.1.9.9.395", "1.3.6.1.4.1.9.9.396", "ciscomgmt.394", "ciscomgmt.399", "ciscotap", "ciscoiptap"}

func snmpView(c *stmt.Ctx, r *reader, m *stmt.Match) {
	v := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), OID: m.Arg(1)}
	v.Included.Set(m.Arg(2) == "included", m.Span)
	r.d.SNMP.Views = append(r.d.SNMP.Views, v)
	c.Define("snmp-view", m.Arg(0), m.Span)
	oid := strings.ToLower(m.Arg(1))
	for _, t := range tapMIBs {
		if v.Included.V && strings.Contains(oid, t) {
			r.li("tap-mib", m.Span)
			return
		}
	}
}

func traps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if len(m.Rest) == 0 {
		fill.Add(&r.d.SNMP.Traps, "all", m.Span)
		return
	}
	fill.Add(&r.d.SNMP.Traps, strings.Join(m.Rest, " "), m.Span)
}

// finishSNMP says that the agent runs, and with which versions, where any line
// sets it up.
func (r *reader) finishSNMP() {
	s := &r.d.SNMP
	at := model.Span{}
	for _, h := range s.Hosts {
		at = h.Span
	}
	for _, g := range s.Groups {
		at = g.Span
	}
	for _, u := range s.Users {
		at = u.Span
	}
	for _, g := range s.Groups {
		if g.Version.V == "1" || g.Version.V == "2c" {
			implied(&s.V1V2, true, g.Span)
		}
	}
	for _, com := range s.Communities {
		at = com.Span
		implied(&s.V1V2, true, com.Span)
	}
	if at.Line != 0 {
		implied(&s.Enabled, true, at)
	} else if s.Traps.How.Stated() {
		implied(&s.Enabled, true, s.Traps.Span)
	}
}
