package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func snmpEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "snmp-agent proxy ...", State: stmt.Unimplemented}, // answers for others, by names of its own
		{Pattern: "no? snmp-agent", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.SNMP.Enabled })},
		{Pattern: "snmp-agent community read|write ...", Do: community},
		{Pattern: "snmp-agent community complexity-check disable", Do: nothing},
		{Pattern: "snmp-agent sys-info version ...", Do: snmpVersion},
		{Pattern: "no snmp-agent sys-info version ...", Do: snmpNoVersion},
		{Pattern: "snmp-agent group v3 * ...", Do: snmpGroup},
		{Pattern: "snmp-agent group v1|v2c * ...", Do: snmpOldGroup},
		{Pattern: "snmp-agent usm-user v3 * ...", Do: snmpUser},
		{Pattern: "snmp-agent local-user v3 * ...", Do: snmpUser},
		{Pattern: "snmp-agent remote-engineid * usm-user v3 * ...", Do: nothingSecret},
		{Pattern: "snmp-agent mib-view included|excluded * *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			snmpView(r, m.Arg(0), m.Arg(1), c.Tree.Nodes[m.Node].Words[2] == "included", m.Span)
		}},
		{Pattern: "snmp-agent mib-view * include|exclude *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			snmpView(r, m.Arg(0), m.Arg(1), c.Tree.Nodes[m.Node].Words[3] == "include", m.Span)
		}},
		{Pattern: "snmp-agent target-host trap address udp-domain * ...", Do: trapHost},
		{Pattern: "snmp-agent target-host inform address udp-domain * ...", Do: trapHost},
		{Pattern: "snmp-agent target-host host-name * trap address udp-domain * ...", Do: trapHost},
		{Pattern: "snmp-agent target-host trap ipv6 address udp-domain * ...", Do: trapHost},
		{Pattern: "no? snmp-agent trap enable", Do: traps},
		{Pattern: "snmp-agent trap enable feature-name * ...", Do: traps},
		{Pattern: "no snmp-agent trap enable feature-name * ...", Do: nothing},
		{Pattern: "snmp-agent trap enable * ...", Do: traps},
		{Pattern: "snmp-agent acl *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.guard(&r.SNMP.ACL, m.Arg(0), "snmp-agent", m.Span) }},
		{Pattern: "snmp-agent acl ipv6 *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.guard(&r.SNMP.ACL6, m.Arg(0), "snmp-agent", m.Span) }},
	}
}

// nothingSecret hides the keys of users at other engines.
func nothingSecret(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.cipherWords(m.Arg(1), m.Rest, m.Span) }

func snmpVersion(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	old := m.Has("v1") || m.Has("v2c") || m.Has("all")
	if old || !r.SNMP.V1V2.How.Stated() {
		r.SNMP.V1V2.Set(old, m.Span)
	}
}

// snmpNoVersion: taking versions back leaves version 3.
func snmpNoVersion(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Has("v1") && m.Has("v2c") || m.Has("all") {
		r.SNMP.V1V2.Set(false, m.Span)
	}
}

// community reads "community read cipher X mib-view V acl N".
func community(c *stmt.Ctx, r *reader, m *stmt.Match) {
	words := m.Rest
	x := &model.Community{Obj: model.Obj{Span: m.Span}}
	access := map[string]string{"read": "ro", "write": "rw"}[c.Tree.Nodes[m.Node].Words[2]]
	x.Access.Set(access, m.Span)
	form, at := "", 0
	if len(words) > 1 && forms[words[0]] != "" {
		form, at = forms[words[0]], 1
	}
	if at < len(words) {
		if form == "" {
			form = shape(words[at])
		}
		s := r.stored("snmp", "snmp-agent", form, words[at:], m.Span)
		x.Guessable = s.Guessable
	}
	rest := words[min(at+1, len(words)):]
	if v, ok := fill.Next(rest, "mib-view"); ok {
		x.View.Set(v, m.Span)
	}
	if v, ok := fill.Next(rest, "acl"); ok && v != "ipv6" {
		r.guard(&x.ACL, v, "snmp-agent community", m.Span)
	}
	if v, ok := fill.Next(rest, "ipv6"); ok {
		r.guard(&x.ACL6, v, "snmp-agent community", m.Span)
	}
	r.SNMP.Communities = append(r.SNMP.Communities, x)
}

func snmpGroup(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	g.Version.Set("3", m.Span)
	switch fill.Word(m.Rest, 0) {
	case "privacy":
		g.Level.Set("priv", m.Span)
	case "authentication":
		g.Level.Set("auth", m.Span)
	default:
		g.Level.Set("noauth", m.Span)
	}
	views(g, m)
	if v, ok := m.After("acl"); ok {
		r.guard(&g.ACL, v, "snmp-agent group", m.Span)
	}
	r.SNMP.Groups = append(r.SNMP.Groups, g)
}

func views(g *model.SNMPGroup, m *stmt.Match) {
	if v, ok := m.After("read-view"); ok {
		g.Read.Set(v, m.Span)
	}
	if v, ok := m.After("write-view"); ok {
		g.Write.Set(v, m.Span)
	}
}

func snmpOldGroup(c *stmt.Ctx, r *reader, m *stmt.Match) {
	g := &model.SNMPGroup{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
	g.Version.Set(strings.TrimPrefix(c.Tree.Nodes[m.Node].Words[2], "v"), m.Span)
	g.Level.Set("noauth", m.Span)
	views(g, m)
	r.SNMP.Groups = append(r.SNMP.Groups, g)
}

// snmpUser reads the lines of one version 3 user, old style on one line
// ("usm-user v3 U G authentication-mode sha cipher X privacy-mode …") or new
// style on several.
func snmpUser(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	name := m.Arg(0)
	u := r.snmpUser[name]
	if u == nil {
		u = &model.SNMPUser{Obj: model.Obj{Span: m.Span}, Name: name}
		r.snmpUser[name] = u
		r.SNMP.Users = append(r.SNMP.Users, u)
		r.finally(func() { snmpLevel(u) })
	}
	u.Span.End = max(u.Span.End, m.Span.End)
	words := m.Rest
	if len(words) > 0 && words[0] != "group" && words[0] != "authentication-mode" && words[0] != "privacy-mode" && words[0] != "acl" && words[0] != "cipher" {
		u.Group.Set(words[0], m.Span)
		words = words[1:]
	}
	if v, ok := fill.Next(words, "group"); ok {
		u.Group.Set(v, m.Span)
	}
	if v, ok := fill.Next(words, "authentication-mode"); ok {
		u.Auth.Set(hash(v), m.Span)
	}
	if v, ok := fill.Next(words, "privacy-mode"); ok {
		u.Priv.Set(privacy(v), m.Span)
	}
	if v, ok := fill.Next(words, "acl"); ok {
		r.c.Use("acl", v, "snmp-agent usm-user", m.Span)
		r.guards[v] = true
	}
	r.cipherWords(name, words, m.Span)
}

// cipherWords records the keys behind authentication-mode and privacy-mode.
func (r *reader) cipherWords(owner string, words []string, sp model.Span) {
	announced := ""
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "cipher", "simple", "plain":
			if i+1 < len(words) && words[i+1] != "authentication-mode" {
				r.stored("snmp", owner, forms[words[i]], words[i+1:], sp)
				i++
			} else {
				announced = words[i] // the form is given once for both keys
			}
		case "authentication-mode", "privacy-mode":
			i++ // the algorithm
			if i+1 < len(words) && forms[words[i+1]] == "" && words[i+1] != "privacy-mode" && words[i+1] != "authentication-mode" && words[i+1] != "acl" {
				form := forms[announced]
				if form == "" {
					form = shape(words[i+1])
				}
				r.stored("snmp", owner, form, words[i+1:], sp)
				i++
			}
		}
	}
}

func hash(w string) string {
	switch w {
	case "sha":
		return "sha1"
	case "sha2-224":
		return "sha224"
	case "sha2-256":
		return "sha256"
	case "sha2-384":
		return "sha384"
	case "sha2-512":
		return "sha512"
	}
	return w
}

func privacy(w string) string {
	switch w {
	case "des56":
		return "des"
	case "3des168", "3des":
		return "3des"
	}
	return w
}

// snmpLevel: a user without keys has neither.
func snmpLevel(u *model.SNMPUser) {
	if !u.Auth.How.Stated() {
		u.Auth.Inherit("none", u.Span)
	}
	if !u.Priv.How.Stated() {
		u.Priv.Inherit("none", u.Span)
	}
	switch {
	case u.Priv.V != "none":
		u.Level.Inherit("priv", u.Priv.Span)
	case u.Auth.V != "none":
		u.Level.Inherit("auth", u.Auth.Span)
	default:
		u.Level.Inherit("noauth", u.Span)
	}
}

func snmpView(r *reader, name, oid string, included bool, sp model.Span) {
	v := &model.SNMPView{Obj: model.Obj{Span: sp}, Name: name, OID: oid}
	v.Included.Set(included, sp)
	r.SNMP.Views = append(r.SNMP.Views, v)
}

func trapHost(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	h := &model.TrapHost{Obj: model.Obj{Span: m.Span}}
	h.Host.Set(m.Args[len(m.Args)-1], m.Span)
	h.Version.Set("1", m.Span)
	for i, w := range m.Rest {
		switch w {
		case "v1", "v2c", "v3":
			h.Version.Set(w[1:], m.Span)
		case "privacy":
			h.Level.Set("priv", m.Span)
		case "authentication":
			h.Level.Set("auth", m.Span)
		case "vpn-instance":
			h.VRF.Set(fill.Word(m.Rest, i+1), m.Span)
		}
	}
	if h.Version.V == "3" && !h.Level.How.Stated() {
		h.Level.Set("noauth", m.Span)
	}
	if i := index(m.Rest, "securityname"); i >= 0 && h.Version.V != "3" && i+1 < len(m.Rest) {
		words := m.Rest[i+1:]
		form := shape(words[0])
		if len(words) > 1 && forms[words[0]] != "" {
			form, words = forms[words[0]], words[1:]
		}
		r.stored("snmp", "trap "+h.Host.V, form, words, m.Span)
	}
	r.SNMP.Hosts = append(r.SNMP.Hosts, h)
}

func index(words []string, w string) int {
	for i, x := range words {
		if x == w {
			return i
		}
	}
	return -1
}

func traps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	f := &r.SNMP.Traps
	switch {
	case m.Neg:
		f.Set([]string{}, m.Span)
	case len(m.Args) == 0:
		f.Set([]string{"all"}, m.Span)
	default:
		addOnce(f, m.Arg(0), m.Span)
	}
}
