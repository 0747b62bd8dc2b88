package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// systemEntries: name, services, sessions, banners.
func (t *tables) systemEntries() []conf {
	return join(
		[]conf{
			{Pattern: "system name *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.Hostname })},
			{Pattern: "system time zone * ...", Do: zone},
			{Pattern: "system time zone standard name *", Do: zone},
			{Pattern: "system time zone non-standard name *", Do: zone},
			{Pattern: "no? system login-control idle-timeout *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) { minutes(c, &r.CLI.IdleTimeout, m) }},
			{Pattern: "system login-control ssh inbound-max-sessions *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.SSH.Service.SessionLimit })},
			{Pattern: "system login-control telnet inbound-max-sessions *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.Services.Telnet.SessionLimit })},
			{Pattern: "system login-control ftp inbound-max-sessions *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.Services.FTP.SessionLimit })},
			{Pattern: "system login-control ssh outbound-max-sessions *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.SSH.Outbound.Set(m.Arg(0) != "0", m.Span) }},
			{Pattern: "system login-control telnet outbound-max-sessions *", Do: telnetOut},
			{Pattern: "system login-control pre-login-message ...", Do: banner("login", true)},
			{Pattern: "no system login-control pre-login-message ...", Do: nothing[*reader]},
			{Pattern: "system login-control motd ...", Do: banner("motd", false)},
			{Pattern: "no system login-control motd ...", Do: nothing[*reader]},
			{Pattern: "system grpc tls-server-profile *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
				r.Services.GRPC.TLS.Set(true, m.Span)
				r.Services.GRPC.Trustpoint.Set(m.Arg(0), m.Span)
			}},
			{Pattern: "system management-interface netconf port *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Services.Netconf.Ports.Set(m.Args, m.Span) }},
			{Pattern: "system netconf port *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Services.Netconf.Ports.Set(m.Args, m.Span) }},
			{Pattern: "system grpc tcp-port *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Services.GRPC.Ports.Set(m.Args, m.Span) }},
			{Pattern: "system security tls server-tls-profile * tls-re-negotiate-timer *", Do: nothing[*reader]},
			{Pattern: "system security tls server-tls-profile * protocol-version *", Do: tlsVersion},
		},
		pair("system grpc allow-unsecure-connection", off(func(r *reader) *model.F[bool] { return &r.Services.GRPC.TLS })),
		admin("system grpc", func(r *reader) *model.F[bool] { return &r.Services.GRPC.Enabled }),
		admin("system netconf", func(r *reader) *model.F[bool] { return &r.Services.Netconf.Enabled }),
		admin("system management-interface netconf", func(r *reader) *model.F[bool] { return &r.Services.Netconf.Enabled }),
		admin("system management-interface netconf listen", func(r *reader) *model.F[bool] { return &r.Services.Netconf.Enabled }),
		pair("system security telnet-server", on(func(r *reader) *model.F[bool] { return &r.Services.Telnet.Enabled })),
		pair("system security telnet6-server", also(func(r *reader) *model.F[bool] { return &r.Services.Telnet.Enabled })),
		pair("system security ftp-server", on(func(r *reader) *model.F[bool] { return &r.Services.FTP.Enabled })),
		pair("system lldp", nothing[*reader])[:1],
		admin("system lldp", func(r *reader) *model.F[bool] { return &r.L2.LLDP }),
		pair("system login-control login-banner", nothing[*reader]),
	)
}

// also switches a service on where another line has not; off says nothing of
// the other protocol family.
func also(fact func(*reader) *model.F[bool]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		var f model.F[bool]
		state(c, &f, m, true)
		if f.V {
			*fact(r) = f
		}
	}
}

func zone(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	name := m.Arg(0)
	if name == "standard" || name == "non-standard" {
		return
	}
	r.Platforms.TimeZone.Set(name, m.Span)
	r.Logging.Zone.Set(true, m.Span)
}

// telnetOut: sessions that people may open from the device.
func telnetOut(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Arg(0) != "0" {
		r.SSH.Outbound.Set(true, m.Span)
	} else if !r.SSH.Outbound.How.Stated() {
		r.SSH.Outbound.Set(false, m.Span)
	}
}

// banner keeps the length of a message.
func banner(kind string, pre bool) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		n := 0
		for _, w := range m.Rest {
			if w != "message" && w != "text" && w != "name" && w != "true" && w != "false" && w != "url" {
				n += len(w)
			}
		}
		b := &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, PreLogin: pre, Bytes: int64(n)}
		for _, old := range r.Banners {
			if old.Kind == kind {
				old.Bytes += b.Bytes
				return
			}
		}
		r.Banners = append(r.Banners, b)
	}
}

func tlsVersion(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	v := strings.TrimPrefix(strings.TrimPrefix(m.Arg(1), "tls-version"), "tls")
	v = strings.TrimPrefix(v, "-")
	switch v {
	case "12", "1.2":
		r.Services.GRPC.TLSVersions.Set([]string{"1.2"}, m.Span)
	case "13", "1.3":
		r.Services.GRPC.TLSVersions.Set([]string{"1.3"}, m.Span)
	case "all", "-all":
		r.Services.GRPC.TLSVersions.Set([]string{"1.2", "1.3"}, m.Span)
	default:
		r.Services.GRPC.TLSVersions.Unsure(m.Span)
	}
}

// sshEntries: the secure shell server.
func (t *tables) sshEntries() []conf {
	list := func(fact func(*model.SSH) *model.F[[]string]) func(*stmt.Ctx, *reader, *stmt.Match) {
		return func(_ *stmt.Ctx, r *reader, m *stmt.Match) { addOnce(fact(&r.SSH), lastArg(m), m.Span) }
	}
	kex := list(func(s *model.SSH) *model.F[[]string] { return &s.KEX })
	cipher := list(func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })
	mac := list(func(s *model.SSH) *model.F[[]string] { return &s.MACs })
	host := list(func(s *model.SSH) *model.F[[]string] { return &s.HostKeyAlgs })
	return join([]conf{
		{Pattern: "system security ssh server-cipher-list protocol-version 2 cipher * *", Do: cipher},
		{Pattern: "system security ssh server-cipher-list protocol-version 2 cipher * name *", Do: cipher},
		{Pattern: "system security ssh server-cipher-list-v2 cipher * name *", Do: cipher},
		{Pattern: "system security ssh server-cipher-list protocol-version 1 **", Do: nothing[*reader]},
		{Pattern: "system security ssh server-mac-list mac * *", Do: mac},
		{Pattern: "system security ssh server-mac-list mac * name *", Do: mac},
		{Pattern: "system security ssh server-mac-list-v2 mac * name *", Do: mac},
		{Pattern: "system security ssh server-kex-list kex * *", Do: kex},
		{Pattern: "system security ssh server-kex-list kex * name *", Do: kex},
		{Pattern: "system security ssh server-kex-list-v2 kex * name *", Do: kex},
		{Pattern: "system security ssh server-host-key-list-v2 host-key * name *", Do: host},
		{Pattern: "system security ssh server-host-key-list host-key * *", Do: host},
		{Pattern: "system security ssh version *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			switch m.Arg(0) {
			case "2":
				r.SSH.Versions.Set([]string{"2"}, m.Span)
			case "1":
				r.SSH.Versions.Set([]string{"1"}, m.Span)
			case "1-2":
				r.SSH.Versions.Set([]string{"1", "2"}, m.Span)
			default:
				r.SSH.Versions.Unsure(m.Span)
			}
		}},
		{Pattern: "no? system security ssh server-shutdown", Do: off(func(r *reader) *model.F[bool] { return &r.SSH.Service.Enabled })},
		{Pattern: "system security ssh server-admin-state *", Do: on(func(r *reader) *model.F[bool] { return &r.SSH.Service.Enabled })},
		{Pattern: "system security ssh server-port *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.SSH.Service.Ports.Set(m.Args, m.Span) }},
		{Pattern: "system security ssh authentication-method server public-key-only *", Do: off(func(r *reader) *model.F[bool] { return &r.SSH.PasswordAuth })},
		{Pattern: "system security ssh authentication-method server public-key-only", Do: off(func(r *reader) *model.F[bool] { return &r.SSH.PasswordAuth })},
	})
}
