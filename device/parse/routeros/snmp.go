package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var snmpMenus = []menu{
	{path: "snmp", do: (*reader).snmpAgent, keys: "enabled contact location engine-id engine-id-suffix trap-community trap-target trap-version trap-generators trap-interfaces src-address vrf"},
	{path: "snmp community", do: (*reader).community, keys: "name addresses security read-access write-access authentication-protocol encryption-protocol authentication-password encryption-password disabled default"},
}

// snmpState collects communities; RouterOS uses one item for a community and
// for a version 3 user of the same name.
type snmpState struct {
	items []*snmpItem
	// defaultSeen says that a line is about the community that the system
	// comes with.
	defaultSeen bool
	traps       []string
	trapSpan    model.Span
	version     model.F[string]
	community   string
}

type snmpItem struct {
	name     string
	security string
	on       bool
	a        *args
	com      *model.Community
}

func (r *reader) snmpAgent(a *args) {
	s := &r.dev.SNMP
	s.Span = a.sp
	a.flag(&s.Enabled, "enabled")
	a.text(&s.VRF, "vrf")
	if v, ok := a.get("trap-target"); ok {
		r.snmp.traps, r.snmp.trapSpan = list(v), a.sp
	}
	if v, ok := a.get("trap-version"); ok {
		r.snmp.version.Set(map[string]string{"2": "2c"}[v], a.sp)
		if v != "2" {
			r.snmp.version.Set(v, a.sp)
		}
	}
	if v, ok := a.get("trap-generators"); ok {
		s.Traps.Set(list(v), a.sp)
	}
	r.snmp.community = a.val("trap-community")
}

func (r *reader) community(a *args) {
	if a.verb == "set" && a.isDefault() {
		r.snmp.defaultSeen = true
	}
	if a.verb == "remove" {
		return
	}
	it := &snmpItem{name: a.val("name"), security: a.val("security"), on: a.val("disabled") != "yes", a: a}
	if it.name == "" && a.verb == "set" {
		it.name = a.item()
		if a.isDefault() {
			it.name = "public"
		}
	}
	if it.security == "" {
		it.security = "none"
	}
	r.snmp.items = append(r.snmp.items, it)
	if strings.HasPrefix(it.name, "*") || it.name == "" {
		it.name = ""
	}
	if it.security != "none" {
		r.snmpUser(it)
		return
	}
	c := &model.Community{Obj: model.Obj{Span: a.sp}}
	access := "ro"
	switch {
	case a.val("write-access") == "yes":
		access = "rw"
	case a.val("read-access") == "no":
		access = "none"
	}
	c.Access.Set(access, a.sp)
	if v, ok := a.get("addresses"); ok {
		admitted(&c.From, v, a.sp)
	} else {
		c.From.Inherit(anywhere(), a.sp)
	}
	sec := r.c.Secret("snmp", "snmp community", "clear", it.name, a.sp)
	c.Guessable = sec.Guessable
	it.com = c
	if it.on {
		r.dev.SNMP.Communities = append(r.dev.SNMP.Communities, c)
	}
}

// snmpUser is an item that only version 3 may use. Its protocols are MD5 and
// DES where the line names none.
func (r *reader) snmpUser(it *snmpItem) {
	if !it.on {
		return
	}
	a := it.a
	u := &model.SNMPUser{Obj: model.Obj{Span: a.sp}, Name: it.name}
	u.Level.Set(map[string]string{"authorized": "auth", "private": "priv"}[it.security], a.sp)
	u.Auth.Inherit("md5", a.sp)
	if v, ok := a.get("authentication-protocol"); ok {
		u.Auth.Set(strings.ToLower(v), a.sp)
	}
	switch strings.ToLower(u.Auth.V) {
	case "sha", "sha1":
		u.Auth.V = "sha1"
	}
	u.Priv.Inherit("none", a.sp)
	if it.security == "private" {
		u.Priv.Inherit("des", a.sp)
		if v, ok := a.get("encryption-protocol"); ok {
			u.Priv.Set(privName(v), a.sp)
		}
	}
	r.dev.SNMP.Users = append(r.dev.SNMP.Users, u)
	if a.val("write-access") == "yes" {
		g := &model.SNMPGroup{Obj: model.Obj{Span: a.sp}, Name: it.name}
		g.Version.Inherit("3", a.sp)
		g.Level.Inherit(u.Level.V, a.sp)
		g.Write.Inherit("all", a.sp)
		r.dev.SNMP.Groups = append(r.dev.SNMP.Groups, g)
		u.Group.Inherit(it.name, a.sp)
	}
}

func privName(v string) string {
	switch v = strings.ToLower(v); v {
	case "aes":
		return "aes128"
	case "aes-256", "aes256":
		return "aes256"
	}
	return v
}

// finishSNMP adds what an agent that is switched on does without a line: its
// community "public" stays in force unless a line changed it.
func (r *reader) finishSNMP() {
	s := &r.dev.SNMP
	on := s.Enabled.How.Stated() && s.Enabled.V
	if on && !r.snmp.defaultSeen {
		c := &model.Community{Obj: model.Obj{Span: s.Enabled.Span}}
		c.Access.Derive("ro", s.Enabled.Span)
		c.From.Derive(anywhere(), s.Enabled.Span)
		c.Guessable.Derive(true, s.Enabled.Span)
		s.Communities = append(s.Communities, c)
	}
	if len(s.Communities) > 0 && s.Communities[0].Access.How.Stated() {
		s.V1V2.Inherit(true, s.Communities[0].Span)
	} else if on {
		s.V1V2.Derive(len(s.Communities) > 0, s.Enabled.Span)
	}
	for _, host := range r.snmp.traps {
		if host == "0.0.0.0" || host == "::" {
			continue
		}
		h := &model.TrapHost{Obj: model.Obj{Span: r.snmp.trapSpan}}
		h.Host.Set(host, r.snmp.trapSpan)
		h.Version.Inherit("1", r.snmp.trapSpan)
		if r.snmp.version.How.Stated() {
			h.Version = r.snmp.version
		}
		if h.Version.V == "3" {
			r.trapLevel(h)
		}
		s.Hosts = append(s.Hosts, h)
	}
}

// trapLevel takes the security of the item that sends traps.
func (r *reader) trapLevel(h *model.TrapHost) {
	for _, it := range r.snmp.items {
		if it.name == r.snmp.community && it.name != "" {
			h.Level.Inherit(map[string]string{"none": "noauth", "authorized": "auth", "private": "priv"}[it.security], it.a.sp)
		}
	}
}
