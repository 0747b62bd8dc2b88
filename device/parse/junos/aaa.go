package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// aaaEntries reads how people log in, below system.
func aaaEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("login user *", openUser),
		sub("login class *", openClass),
		do("root-authentication encrypted-password|plain-text-password-value *", rootPassword),
		do("root-authentication ssh-rsa|ssh-dsa|ssh-ecdsa|ssh-ed25519 * ...", rootKey),
		do[*model.Device]("root-authentication", nothing),
		do[*model.Device]("root-authentication no-public-keys", nothing),
		do("authentication-order *", authOrder),
		sub("tacplus-server *", openServer("tacacs", nil)),
		sub("radius-server *", openServer("radius", nil)),
		sub("ldap-server *", openServer("ldap", nil)),
		do("accounting events *", acctEvent),
		do("accounting destination tacplus|radius", acctDestination),
		sub("accounting destination tacplus server *", openServer("tacacs", []string{"accounting"})),
		sub("accounting destination radius server *", openServer("radius", []string{"accounting"})),
		number("login retry-options lockout-period *", 60, func(d *model.Device) *model.F[int64] { return &d.AAA.LockTime }),
		do("login retry-options tries-before-disconnect *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			count(c, &a.v.AAA.LockAttempts, 1, last(m), m)
			count(c, &a.v.SSH.AuthRetries, 1, last(m), m)
		}),
		number("login password minimum-length *", 1, func(d *model.Device) *model.F[int64] { return &d.AAA.PasswordMinLength }),
		text("login password format *", func(d *model.Device) *model.F[string] { return &d.AAA.PasswordFormat }),
		do("login password change-type *", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.v.AAA.PasswordComplexity, true, m)
			put(&a.v.AAA.PasswordPolicy, true, m)
		}),
		do("login password minimum-numerics|minimum-upper-cases|minimum-lower-cases|minimum-punctuations|minimum-changes *", complexity),
		yes("login password", func(d *model.Device) *model.F[bool] { return &d.AAA.PasswordPolicy }),
		do[*model.Device]("login password minimum-reuse|minimum-lifetime|maximum-lifetime|minimum-character-changes|maximum-length *", nothing),
	}, notRead[*model.Device]("login deny-sources ...", "tacplus-options exclude-cmd-attribute|no-cmd-attribute-value")...)
}

// complexity reads the least number of characters of one kind.
func complexity(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if last(m) != "0" {
		put(&a.v.AAA.PasswordComplexity, true, m)
	}
}

// authOrder reads the ways in which passwords are checked, in order.
func authOrder(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	l := a.r.methodList("authentication", "login", m)
	switch w := last(m); w {
	case "tacplus":
		push(&l.Methods, "tacacs", m)
	case "password":
		push(&l.Methods, "local", m)
	case "radius", "ldap", "ldaps":
		push(&l.Methods, strings.TrimSuffix(w, "s"), m)
		if w == "radius" {
			l.Methods.V[len(l.Methods.V)-1] = w
		}
	default:
		l.Methods.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

// methodList returns the list of one kind and service.
func (r *reader) methodList(kind, service string, m *stmt.Match) *model.MethodList {
	for _, l := range r.dev.AAA.Lists {
		if l.Kind == kind && l.Service == service {
			return l
		}
	}
	l := &model.MethodList{Obj: model.Obj{Span: m.Span}, Kind: kind, Service: service, Level: -1, Name: "default"}
	r.dev.AAA.Lists = append(r.dev.AAA.Lists, l)
	return l
}

func openServer(proto string, purposes []string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		s := &model.AAAServer{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: proto, Name: last(m)}
		put(&s.Host, last(m), m)
		if purposes != nil {
			put(&s.Purposes, purposes, m)
			a.r.acct.method(methodOf(proto), m)
		}
		a.v.AAA.Servers = append(a.v.AAA.Servers, s)
		return a.r.t.server.In(in(a, s))
	}
}

func methodOf(proto string) string { return proto }

func serverEntries() []entry[*model.AAAServer] {
	return []entry[*model.AAAServer]{
		number("port *", 1, func(s *model.AAAServer) *model.F[int64] { return &s.Port }),
		text("source-address *", func(s *model.AAAServer) *model.F[string] { return &s.Source }),
		text("routing-instance *", func(s *model.AAAServer) *model.F[string] { return &s.VRF }),
		yes("tls", func(s *model.AAAServer) *model.F[bool] { return &s.TLS }),
		yes("radsec ...", func(s *model.AAAServer) *model.F[bool] { return &s.TLS }),
		do("secret|preauthentication-secret *", func(_ *stmt.Ctx, a at[*model.AAAServer], m *stmt.Match) {
			put(&a.v.HasKey, true, m)
			a.r.secret("aaa", a.v.Name, last(m), m)
		}),
	}
}

// accounting collects what is recorded of people's doings and where it goes.
type accounting struct {
	events  []ref
	methods model.F[[]string]
}

func (a *accounting) method(proto string, m *stmt.Match) {
	for _, have := range a.methods.V {
		if have == proto {
			return
		}
	}
	push(&a.methods, proto, m)
}

func acctEvent(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	service := map[string]string{"login": "exec", "interactive-commands": "commands", "change-log": "config-commands"}[last(m)]
	if service == "" {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	a.r.acct.events = append(a.r.acct.events, ref{service, m.Span})
}

func acctDestination(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	proto := "radius"
	if c.Tree.Nodes[m.Node].Words[0] == "tacplus" {
		proto = "tacacs"
	}
	a.r.acct.method(proto, m)
}

// finishAAA turns accounting into one list for each kind of event.
func (r *reader) finishAAA() {
	for _, e := range r.acct.events {
		m := &stmt.Match{Span: e.sp}
		l := r.methodList("accounting", e.name, m)
		if r.acct.methods.How.Stated() {
			l.Methods = r.acct.methods
			l.Mode.Inherit("start-stop", e.sp)
		}
	}
}
