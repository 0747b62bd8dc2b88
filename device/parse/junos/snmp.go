package junos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// snmpTarget is a place that notifications of version 3 go to.
type snmpTarget struct {
	*model.TrapHost
	params string
}

// snmpParams is what such a place is told by.
type snmpParams struct {
	version, level string
	sp             model.Span
}

func snmpTop(t *tables) []entry[*model.Device] {
	return []entry[*model.Device]{sub("snmp", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		s := &a.v.SNMP
		s.Span = c.Span(m.Node)
		return a.r.t.snmp.In(in(a, s))
	})}
}

func snmpEntries(t *tables) []entry[*model.SNMP] {
	return append([]entry[*model.SNMP]{
		sub("community *", openCommunity),
		do("client-list * * ...", snmpClient),
		do[*model.SNMP]("trap-group * version *", nothing), // read with the targets
		do("trap-group * categories * ...", func(_ *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) { push(&a.v.Traps, m.Arg(1), m) }),
		do("trap-group * targets *", trapTarget),
		do[*model.SNMP]("trap-group * destination-port|routing-instance|logical-system *", nothing),
		do("view * oid * ...", snmpView),
		sub("v3 usm local-engine user *", openUSM),
		sub("v3 usm remote-engine * user *", openRemoteUSM),
		do("v3 vacm security-to-group security-model * security-name * group *", securityGroup),
		do("v3 vacm access group * ...", vacmAccess),
		do("v3 snmp-community * ...", v3Community),
		do("v3 target-address * ...", v3Target),
		do("v3 target-parameters * ...", v3Params),
		do[*model.SNMP]("v3 notify|notify-filter * ...", nothing),
		do[*model.SNMP]("routing-instance-access ...", nothing),
		do[*model.SNMP]("proxy * ...", nothing),
	}, notRead[*model.SNMP]()...)
}

func openCommunity(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) stmt.Block {
	v := &model.Community{Obj: model.Obj{Span: c.Span(m.Node)}}
	s := a.r.secret("snmp", "community", last(m), m)
	v.Guessable = s.Guessable
	a.v.Communities = append(a.v.Communities, v)
	put(&a.v.Enabled, true, m)
	put(&a.v.V1V2, true, m)
	return a.r.t.comm.In(in(a, v))
}

func communityEntries() []entry[*model.Community] {
	return []entry[*model.Community]{
		do("authorization *", func(c *stmt.Ctx, a at[*model.Community], m *stmt.Match) {
			switch last(m) {
			case "read-only":
				put(&a.v.Access, "ro", m)
			case "read-write":
				put(&a.v.Access, "rw", m)
			default:
				a.v.Access.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
			}
		}),
		text("view *", func(v *model.Community) *model.F[string] { return &v.View }),
		do("clients * ...", func(c *stmt.Ctx, a at[*model.Community], m *stmt.Match) {
			if !m.Has("restrict") {
				pushPrefix(c, &a.v.From, m.Arg(0), m)
			} else if !a.v.From.How.Stated() {
				put(&a.v.From, []netip.Prefix{}, m)
			}
		}),
		do("client-list-name *", communityClients),
		do[*model.Community]("routing-instance|logical-system * ...", nothing),
	}
}

// communityClients admits a named list of clients.
func communityClients(c *stmt.Ctx, a at[*model.Community], m *stmt.Match) {
	name, v, copied := last(m), a.v, *m
	a.r.after(func() {
		list, ok := a.r.clients[name]
		kind := "snmp-client-list"
		if p := a.r.lists[name]; !ok && p != nil { // a prefix list serves as well
			list, ok, kind = p.prefixes, !p.unknown, "prefix-list"
		}
		c.Use(kind, name, "snmp community client-list-name", copied.Span)
		if !ok {
			v.From.Unsure(copied.Span)
			return
		}
		put(&v.From, append(v.From.V, list...), &copied)
	})
}

func snmpClient(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	if _, ok := a.r.clients[m.Arg(0)]; !ok {
		a.r.clients[m.Arg(0)] = []netip.Prefix{}
		c.Define("snmp-client-list", m.Arg(0), m.Span)
	}
	p, ok := prefix(m.Arg(1))
	if !ok {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	if !m.Has("restrict") {
		a.r.clients[m.Arg(0)] = append(a.r.clients[m.Arg(0)], p)
	}
}

// trapTarget reads one receiver of version 1 or 2c notifications.
func trapTarget(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	put(&h.Host, m.Arg(1), m)
	put(&h.Version, "2c", m)
	group := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Parent
	if v, sp, ok := a.r.direct(group, "version"); ok {
		switch v {
		case "v1":
			put(&h.Version, "1", a.r.stands(group, sp))
		case "v2":
			put(&h.Version, "2c", a.r.stands(group, sp))
		}
	}
	if vrf, sp, ok := a.r.direct(group, "routing-instance"); ok {
		put(&h.VRF, vrf, a.r.stands(group, sp))
	}
	a.v.Hosts = append(a.v.Hosts, h)
	put(&a.v.V1V2, true, m)
}

func snmpView(_ *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	v := &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), OID: m.Arg(1)}
	put(&v.Included, !m.Has("exclude"), m)
	a.v.Views = append(a.v.Views, v)
}

func openUSM(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) stmt.Block {
	u := &model.SNMPUser{Obj: model.Obj{Span: c.Span(m.Node)}, Name: last(m)}
	a.v.Users = append(a.v.Users, u)
	put(&a.v.Enabled, true, m)
	return a.r.t.usmUser.In(in(a, u))
}

// openRemoteUSM reads a user of another engine, who signs notifications to it.
func openRemoteUSM(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) stmt.Block {
	return openUSM(c, a, m)
}

func usmEntries() []entry[*model.SNMPUser] {
	return []entry[*model.SNMPUser]{
		do("authentication-md5|authentication-sha|authentication-sha224|authentication-sha256|authentication-sha384|authentication-sha512 ...", usmAuth),
		do("authentication-none", func(_ *stmt.Ctx, a at[*model.SNMPUser], m *stmt.Match) { put(&a.v.Auth, "none", m) }),
		do("privacy-des|privacy-3des|privacy-aes128|privacy-aes192|privacy-aes256 ...", usmPriv),
		do("privacy-none", func(_ *stmt.Ctx, a at[*model.SNMPUser], m *stmt.Match) { put(&a.v.Priv, "none", m) }),
	}
}

func usmAuth(c *stmt.Ctx, a at[*model.SNMPUser], m *stmt.Match) {
	alg := strings.TrimPrefix(c.Tree.Nodes[m.Node].Words[0], "authentication-")
	if alg == "sha" {
		alg = "sha1"
	}
	put(&a.v.Auth, alg, m)
	usmKeys(a, m, "authentication-key", "authentication-password")
}

func usmPriv(c *stmt.Ctx, a at[*model.SNMPUser], m *stmt.Match) {
	put(&a.v.Priv, strings.TrimPrefix(c.Tree.Nodes[m.Node].Words[0], "privacy-"), m)
	usmKeys(a, m, "privacy-key", "privacy-password")
}

func usmKeys(a at[*model.SNMPUser], m *stmt.Match, keys ...string) {
	for _, k := range keys {
		if v, sp, ok := a.r.value(m.Node, k); ok {
			a.r.secret("snmp", a.v.Name, v, a.r.stands(m.Node, sp))
		}
	}
}

func securityGroup(_ *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	if a.r.snmpGroups == nil {
		a.r.snmpGroups = map[string]stmt.Match{}
	}
	copied := *m
	a.r.snmpGroups[m.Arg(1)] = copied
}

// vacmAccess reads what one group may see, by model and level.
func vacmAccess(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	var walk func(i int32, version, level string)
	walk = func(i int32, version, level string) {
		for k := range c.Tree.Kids(i) {
			w := c.Tree.Nodes[k].Words[0]
			switch parent := c.Tree.Nodes[i].Words[0]; parent {
			case "security-model":
				walk(k, versionOf(w), level)
			case "security-level":
				a.r.accessGroup(m.Arg(0), version, levelOf(w), k)
			default:
				walk(k, version, level)
			}
		}
	}
	walk(m.Node, "", "")
}

func (r *reader) accessGroup(name, version, level string, i int32) {
	n := &r.c.Tree.Nodes[i]
	g := &model.SNMPGroup{Obj: model.Obj{Span: r.c.Span(i)}, Name: name}
	m := r.stands(i, model.Span{Line: n.Line, End: n.End})
	put(&g.Version, version, m)
	put(&g.Level, level, m)
	if v, sp, ok := r.value(i, "read-view"); ok {
		put(&g.Read, v, r.stands(i, sp))
	}
	if v, sp, ok := r.value(i, "write-view"); ok {
		put(&g.Write, v, r.stands(i, sp))
	}
	r.dev.SNMP.Groups = append(r.dev.SNMP.Groups, g)
}

func versionOf(w string) string {
	switch w {
	case "v1":
		return "1"
	case "v2c":
		return "2c"
	case "usm", "v3":
		return "3"
	}
	return w
}

func levelOf(w string) string {
	switch w {
	case "none":
		return "noauth"
	case "authentication":
		return "auth"
	case "privacy":
		return "priv"
	}
	return w
}

// v3Community reads a community that is mapped to a version 3 name.
func v3Community(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	v := &model.Community{Obj: model.Obj{Span: c.Span(m.Node)}}
	value, sp, ok := a.r.value(m.Node, "community-name")
	if !ok {
		value, sp = m.Arg(0), m.Span
	}
	v.Guessable = a.r.secret("snmp", "community", value, a.r.stands(m.Node, sp)).Guessable
	v.Access.Unsure(m.Span) // its group decides
	a.v.Communities = append(a.v.Communities, v)
	put(&a.v.Enabled, true, m)
	put(&a.v.V1V2, true, m)
}

func v3Target(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	h := &snmpTarget{TrapHost: &model.TrapHost{Obj: model.Obj{Span: c.Span(m.Node)}}}
	if v, sp, ok := a.r.value(m.Node, "address"); ok {
		put(&h.Host, v, a.r.stands(m.Node, sp))
	}
	if v, sp, ok := a.r.value(m.Node, "routing-instance"); ok {
		put(&h.VRF, v, a.r.stands(m.Node, sp))
	}
	h.params, _, _ = a.r.value(m.Node, "target-parameters")
	a.r.targets = append(a.r.targets, h)
	a.v.Hosts = append(a.v.Hosts, h.TrapHost)
}

func v3Params(c *stmt.Ctx, a at[*model.SNMP], m *stmt.Match) {
	p := &snmpParams{sp: c.Span(m.Node)}
	if v, _, ok := a.r.value(m.Node, "security-model"); ok {
		p.version = versionOf(v)
	}
	if v, _, ok := a.r.value(m.Node, "security-level"); ok {
		p.level = levelOf(v)
	}
	a.r.params[m.Arg(0)] = p
}

// finishSNMP links targets to their parameters and judges users.
func (r *reader) finishSNMP() {
	s := &r.dev.SNMP
	for _, t := range r.targets {
		p := r.params[t.params]
		if p == nil {
			continue
		}
		if p.version != "" {
			t.Version.Inherit(p.version, p.sp)
		}
		if p.level != "" {
			t.Level.Inherit(p.level, p.sp)
		}
	}
	for _, u := range s.Users {
		if m, ok := r.snmpGroups[u.Name]; ok {
			put(&u.Group, m.Arg(2), &m)
		}
		switch {
		case u.Priv.How.Stated() && u.Priv.V != "none":
			u.Level.Inherit("priv", u.Span)
		case u.Auth.How.Stated() && u.Auth.V != "none":
			rests(r, &u.Level, "auth", u.Span)
		default:
			rests(r, &u.Level, "noauth", u.Span)
		}
	}
}
