package routeros

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/sshkey"
)

var userMenus = []menu{
	{path: "user", do: (*reader).user, keys: "name group address disabled password inactivity-timeout inactivity-policy expired last-logged-in"},
	{path: "user group", do: (*reader).userGroup, keys: "name policy skin"},
	{path: "user settings", do: (*reader).userSettings, keys: "minimum-password-length minimum-categories"},
	{path: "user aaa", do: (*reader).userAAA, keys: "use-radius accounting interim-update default-group exclude-groups"},
	{path: "user ssh-keys", do: (*reader).userKey, keys: "user key key-owner key-type bits info"},
	{path: "radius", do: (*reader).radius, keys: "service address secret disabled authentication-port accounting-port timeout src-address protocol certificate called-id domain accounting-backup realm require-message-auth"},
	{path: "radius incoming", do: func(r *reader, a *args) { a.flag(&r.dev.AAA.CoA, "accept") }, keys: "accept port vrf"},
}

// user reads an account. Accounts do not stand in an export; scripts that set
// a device up hold them.
func (r *reader) user(a *args) {
	name := a.item()
	if a.verb == "remove" || name == "" {
		return
	}
	var u *model.User
	for _, old := range r.dev.Users {
		if old.Name == name {
			u = old
		}
	}
	if u == nil {
		u = &model.User{Obj: model.Obj{Span: a.sp}, Name: name}
		r.dev.Users = append(r.dev.Users, u)
		if a.verb == "add" {
			u.Enabled.Inherit(true, a.sp)
		}
	}
	if v, ok := a.get("name"); ok && a.verb == "set" && v != "" {
		u.Name = v
	}
	a.enabled(&u.Enabled)
	a.text(&u.Role, "group")
	switch v, ok := a.get("password"); {
	case ok && v == "":
		u.NoPassword.Set(true, a.sp)
		u.HasSecret.Set(false, a.sp)
	case ok:
		u.HasSecret.Set(true, a.sp)
		u.NoPassword.Set(false, a.sp)
	}
	if v, ok := a.get("address"); ok {
		admitted(&u.From, v, a.sp)
	} else if a.verb == "add" {
		u.From.Inherit(anywhere(), a.sp)
	}
	a.seconds(&r.dev.CLI.IdleTimeout, "inactivity-timeout")
}

// userGroup reads a set of policies; a policy with ! is withheld.
func (r *reader) userGroup(a *args) {
	name := a.item()
	if name == "" || a.verb == "remove" {
		return
	}
	g := r.groups[name]
	if g == nil {
		g = &model.Role{Obj: model.Obj{Span: a.sp}, Name: name}
		r.groups[name] = g
		r.dev.Roles = append(r.dev.Roles, g)
	}
	if v, ok := a.get("policy"); ok {
		p := granted(v)
		g.Admin.Set(slices.Contains(p, "policy") && slices.Contains(p, "write"), a.sp)
		r.policies(name, p, a.sp)
	}
}

func granted(v string) []string {
	out := []string{}
	for _, p := range list(v) {
		if !strings.HasPrefix(p, "!") {
			out = append(out, p)
		}
	}
	return out
}

// policies remembers what a group grants until all accounts are read.
func (r *reader) policies(group string, p []string, sp model.Span) {
	r.late = append(r.late, func() {
		for _, u := range r.dev.Users {
			if u.Role.V == group {
				u.Services.Inherit(p, sp)
				u.Admin.Inherit(slices.Contains(p, "policy") && slices.Contains(p, "write"), sp)
			}
		}
	})
}

// finishUsers gives accounts of the three groups that the system comes with
// their rights.
func (r *reader) finishUsers() {
	for _, u := range r.dev.Users {
		if u.Admin.How != model.NotRead || !u.Role.How.Stated() {
			continue
		}
		switch u.Role.V {
		case "full":
			u.Admin.Inherit(true, u.Role.Span)
		case "read", "write":
			// write lacks the policies ftp and policy: it cannot change accounts.
			u.Admin.Inherit(false, u.Role.Span)
		default:
			u.Admin.Unsure(u.Role.Span)
		}
	}
	r.finishAAA()
}

func (r *reader) userSettings(a *args) {
	aaa := &r.dev.AAA
	a.number(&aaa.PasswordMinLength, "minimum-password-length")
	if aaa.PasswordMinLength.How == model.Explicit {
		aaa.PasswordPolicy.Set(aaa.PasswordMinLength.V > 0, a.sp)
	}
	var categories model.F[int64]
	a.number(&categories, "minimum-categories")
	if categories.How == model.Explicit {
		aaa.PasswordComplexity.Set(categories.V >= 3, a.sp)
	}
}

func (r *reader) userAAA(a *args) {
	r.dev.AAA.Span = a.sp
	a.flag(&r.useRad, "use-radius")
	a.flag(&r.acct, "accounting")
}

// finishAAA: RouterOS asks its own accounts first and RADIUS for names that
// they do not hold.
func (r *reader) finishAAA() {
	if !r.useRad.How.Stated() {
		return
	}
	r.dev.AAA.Enabled.Set(r.useRad.V, r.useRad.Span)
	l := &model.MethodList{Obj: model.Obj{Span: r.useRad.Span}, Kind: "authentication", Service: "login", Level: -1, Name: "default"}
	methods := []string{"local"}
	if r.useRad.V {
		methods = append(methods, "radius")
	}
	l.Methods.Inherit(methods, r.useRad.Span)
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
	if r.useRad.V && (!r.acct.How.Stated() || r.acct.V) {
		sp := r.useRad.Span
		if r.acct.How.Stated() {
			sp = r.acct.Span
		}
		acct := &model.MethodList{Obj: model.Obj{Span: sp}, Kind: "accounting", Service: "login", Level: -1, Name: "default"}
		acct.Methods.Inherit([]string{"radius"}, sp)
		acct.Mode.Inherit("start-stop", sp)
		r.dev.AAA.Lists = append(r.dev.AAA.Lists, acct)
	}
}

func (r *reader) userKey(a *args) {
	user := a.val("user")
	k := sshkey.Parse(user, a.val("key"), a.sp)
	for _, u := range r.dev.Users {
		if u.Name == user {
			u.Keys = append(u.Keys, k)
			return
		}
	}
	u := &model.User{Obj: model.Obj{Span: a.sp}, Name: user, Keys: []*model.SSHKey{k}}
	r.dev.Users = append(r.dev.Users, u)
}

// radius reads one server. Only one whose service names login decides who may
// administer the device.
func (r *reader) radius(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	services := list(a.val("service"))
	s := &model.AAAServer{Obj: model.Obj{Span: a.sp}, Proto: "radius", Name: a.val("address")}
	s.Host.Set(a.val("address"), a.sp)
	a.number(&s.Port, "authentication-port")
	a.text(&s.Source, "src-address")
	v, ok := a.get("secret")
	s.HasKey.Set(ok && v != "", a.sp)
	s.TLS.Inherit(false, a.sp)
	if v, ok := a.get("protocol"); ok {
		s.TLS.Set(v == "radsec", a.sp)
	}
	if slices.Contains(services, "login") {
		s.Purposes.Set([]string{"authentication", "accounting"}, a.sp)
	} else {
		s.Purposes.Set([]string{}, a.sp)
		s.Proto = "radius-" + strings.Join(services, "+")
		if len(services) == 0 {
			s.Proto = "radius-unused"
		}
	}
	r.dev.AAA.Servers = append(r.dev.AAA.Servers, s)
}
