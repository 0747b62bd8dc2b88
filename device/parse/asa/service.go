package asa

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) serviceEntries() []stmt.Entry[*reader] {
	type R = *reader
	telnet := func(r R) *model.Service { return &r.dev.Services.Telnet }
	https := func(r R) *model.Service { return &r.dev.Services.HTTPS }
	admit := func(name string, s func(R) *model.Service) func(*stmt.Ctx, R, *stmt.Match) {
		return func(c *stmt.Ctx, r R, m *stmt.Match) { r.admit(c, name, s(r), m) }
	}
	return []stmt.Entry[R]{
		{Pattern: "telnet * * *", Do: admit("telnet", telnet)},
		{Pattern: "telnet * *", Do: admit("telnet", telnet)},
		{Pattern: "telnet timeout *", Do: fill.Num(60, func(r R) *model.F[int64] { return &telnet(r).IdleTimeout })},
		{Pattern: "http * * *", Do: admit("https", https)},
		{Pattern: "http * *", Do: admit("https", https)},
		{Pattern: "no? http server enable", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			https(r).Enabled.Set(!m.Neg, m.Span)
			https(r).TLS.Inherit(true, m.Span)
		}},
		{Pattern: "http server enable *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			https(r).Enabled.Set(true, m.Span)
			https(r).TLS.Inherit(true, m.Span)
			https(r).Ports.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "http server idle-timeout *", Do: fill.Num(60, func(r R) *model.F[int64] { return &https(r).IdleTimeout })},
		{Pattern: "http server session-timeout *", Do: fill.Num(60, func(r R) *model.F[int64] { return &https(r).MaxLifetime })},
		{Pattern: "http redirect * ...", Do: none[R]},
		{Pattern: "http authentication-certificate *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			https(r).Auth.Set(append(append([]string{}, https(r).Auth.V...), "certificate"), m.Span)
		}},
		{Pattern: "ssl server-version * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			list := tlsFrom(m.Arg(0))
			https(r).TLSVersions.Set(list, m.Span)
			r.dev.Services.SSLVPN.TLSVersions.Set(list, m.Span)
			r.dev.Platforms.TLSMin.Set(list[0], m.Span)
		}},
		{Pattern: "ssl trust-point * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			https(r).Trustpoint.Set(m.Arg(0), m.Span)
			r.dev.Services.SSLVPN.Trustpoint.Set(m.Arg(0), m.Span)
			c.Use("trustpoint", m.Arg(0), "ssl trust-point", m.Span)
		}},
		{Pattern: "ssl cipher * ...", Do: sslCipher},
		{Pattern: "ssl encryption ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { https(r).Ciphers.Set(m.Rest, m.Span) }},
		{Pattern: "webvpn", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.webvpn.In(r) }},
		{Pattern: "console timeout *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			fill.Number(c, &r.consoleLine(m.Span).IdleTimeout, 60, m.Arg(0), m)
		}},
		{Pattern: "dhcpd enable *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Services.DHCP.Enabled.Set(true, m.Span)
			fill.Add(&r.dev.Services.DHCP.Interfaces, m.Arg(0), m.Span)
		}},
		{Pattern: "call-home", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "no? service call-home", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Services.CallHome.Enabled })},
		{Pattern: "rest-api agent", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.API.Enabled.Set(true, m.Span) }},
		{Pattern: "no rest-api agent", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.API.Enabled.Set(false, m.Span) }},
	}
}

// consoleLine is the console port, which the system has without a statement.
func (r *reader) consoleLine(sp model.Span) *model.Line {
	if r.console == nil {
		r.console = &model.Line{Obj: model.Obj{Span: sp}, Kind: "console", Name: "console"}
		r.dev.Lines = append(r.dev.Lines, r.console)
	}
	return r.console
}

// admit reads NET MASK INTERFACE, or PREFIX INTERFACE: who may use a service.
// Each source counts for the service as a whole; the model keeps no pairs.
func (r *reader) admit(c *stmt.Ctx, name string, s *model.Service, m *stmt.Match) {
	words := slices.Clone(all(m))
	for i, w := range words[:len(words)-1] {
		if w == "0" { // typed short
			words[i] = "0.0.0.0"
		}
	}
	p, ok := r.subnet(words[:len(words)-1])
	if !ok {
		r.unread[s] = m.Span
		c.Mark(m.Node, stmt.Unknown)
		path := "services." + name
		if name == "ssh" {
			path = "ssh"
		}
		r.dev.Doubtful(path, m.Span.Line)
		return
	}
	if name != "https" { // the web server has a switch of its own
		s.Enabled.Set(true, m.Span)
	}
	fill.AddPrefix(&s.From, p.Masked(), m.Span)
	iface := words[len(words)-1]
	if !slices.Contains(s.Interfaces.V, iface) {
		fill.Add(&s.Interfaces, iface, m.Span)
	}
	r.access = append(r.access, admitted{service: name, iface: iface, span: m.Span})
}

// settleSources leaves open who may use a service where a line of it could not
// be read, unless another one admits everybody.
func (r *reader) settleSources() {
	for s, sp := range r.unread {
		if !slices.ContainsFunc(s.From.V, func(p netip.Prefix) bool { return p.Bits() == 0 }) {
			s.From.Unsure(sp)
		}
	}
}

// tlsFrom lists the versions from the lowest admitted one up.
func tlsFrom(w string) []string {
	all := []string{"1.0", "1.1", "1.2", "1.3"}
	switch strings.TrimSuffix(w, "-only") {
	case "tlsv1.1":
		return all[1:]
	case "tlsv1.2":
		return all[2:]
	case "tlsv1.3":
		return all[3:]
	case "sslv3", "any":
		return append([]string{"ssl3"}, all...)
	}
	return all
}

// sslCipher reads ssl cipher VERSION SET | custom "a:b"; the list of the
// lowest version counts.
func sslCipher(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	list := strings.FieldsFunc(strings.Join(m.Rest, ":"), func(c rune) bool { return c == ':' || c == '"' })
	if len(list) > 0 && list[0] == "custom" {
		list = list[1:]
	}
	f := &r.dev.Services.HTTPS.Ciphers
	f.Set(append(append([]string{}, f.V...), list...), span(f.Span, m.Span))
}

func (t *tables) webvpnBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "enable * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			s := &r.dev.Services.SSLVPN
			s.Enabled.Set(true, m.Span)
			s.TLS.Inherit(true, m.Span)
			fill.Add(&s.Interfaces, m.Arg(0), m.Span)
			r.dev.VPN.RemoteAccess.Set(true, m.Span)
		}},
		{Pattern: "port *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.SSLVPN.Ports.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "default-idle-timeout *", Do: fill.Num(1, func(r R) *model.F[int64] { return &r.dev.Services.SSLVPN.IdleTimeout })},
		{Pattern: "proxy-bypass ...", Do: none[R]},
	}
}

func (t *tables) callHomeBlock() []stmt.Entry[*reader] {
	type R = *reader
	to := func(_ *stmt.Ctx, r R, m *stmt.Match) {
		x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "call-home"}
		x.Proto.Inherit("", m.Span)
		x.Host.Set(fill.URLHost(m.Arg(0)), m.Span)
		r.dev.Transfers = append(r.dev.Transfers, x)
	}
	return []stmt.Entry[R]{
		{Pattern: "profile *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "destination address http *", Do: to},
		{Pattern: "mail-server|http-proxy * ...", Do: to},
	}
}
