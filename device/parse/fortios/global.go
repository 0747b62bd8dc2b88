package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// globalEntries are the device-wide settings.
func globalEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		group(b, "system global", same[*scope], append(systemEntries(), sshEntries()...)...),
		group(b, "system ssh-config", same[*scope], sshEntries()...),
		group(b, "system settings", same[*scope],
			when("strict-src-check", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
				s.r.strict[s.vdom], _ = truth(first(m.Rest))
			})),
		group(b, "system console", openConsole,
			fact("login", func(l *model.Line) *model.F[bool] { return &l.Exec }, func(w []string) (bool, bool) { return truth(first(w)) })),
		group(b, "system dedicated-mgmt", same[*scope],
			onOff("status", func(s *scope) *model.F[bool] { return &s.CLI.OutOfBand })),
		list(b, "system dhcp server", same[*scope], append(dhcpEntries(b), when("interface", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
			s.Services.DHCP.Enabled.Set(true, m.Span)
		}))...),
		list(b, "system dns-server", func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *scope {
			s.Services.DNS.Enabled.Set(true, sp)
			fill.Add(&s.Services.DNS.Interfaces, name, sp)
			return s
		}),
		group(b, "web-proxy explicit", same[*scope],
			onOff("status", func(s *scope) *model.F[bool] { return &s.Services.Proxy.Enabled }),
			onOff("socks", func(s *scope) *model.F[bool] { return &s.Services.Socks.Enabled })),
		group(b, "ftp-proxy explicit", same[*scope]),
	}
}

func dhcpEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{list(b, "ip-range", same[*scope]), list(b, "reserved-address", same[*scope]), list(b, "exclude-range", same[*scope]), list(b, "options", same[*scope])}
}

func systemEntries() []stmt.Entry[*scope] {
	port := func(name, service string) stmt.Entry[*scope] {
		return when(name, func(c *stmt.Ctx, s *scope, m *stmt.Match) {
			var f model.F[string]
			f.Set(first(m.Rest), m.Span)
			s.r.ports[service] = f
		})
	}
	return []stmt.Entry[*scope]{
		text("hostname", func(s *scope) *model.F[string] { return &s.Hostname }),
		number("admintimeout", 60, func(s *scope) *model.F[int64] { return &s.CLI.IdleTimeout }),
		when("admin-console-timeout", consoleTimeout),
		number("admin-login-max", 1, func(s *scope) *model.F[int64] { return &s.Services.HTTPS.SessionLimit }),
		number("admin-lockout-threshold", 1, func(s *scope) *model.F[int64] { return &s.AAA.LockAttempts }),
		number("admin-lockout-duration", 1, func(s *scope) *model.F[int64] { return &s.AAA.LockTime }),
		port("admin-port", "http"), port("admin-sport", "https"), port("admin-ssh-port", "ssh"), port("admin-telnet-port", "telnet"),
		onOff("admin-telnet", func(s *scope) *model.F[bool] { return &s.r.telnet }),
		onOff("admin-scp", func(s *scope) *model.F[bool] { return &s.Services.SCP.Enabled }),
		onOff("admin-restrict-local", func(s *scope) *model.F[bool] { return &s.r.localLast }),
		onOff("admin-maintainer", func(s *scope) *model.F[bool] { return &s.Platforms.Maintainer }),
		onOff("private-data-encryption", func(s *scope) *model.F[bool] { return &s.r.private }),
		onOff("strong-crypto", func(s *scope) *model.F[bool] { return &s.Platforms.StrongCrypto }),
		fact("admin-https-ssl-versions", func(s *scope) *model.F[[]string] { return &s.r.tls }, tlsVersions),
		fact("ssl-min-proto-version", func(s *scope) *model.F[string] { return &s.Platforms.TLSMin }, func(w []string) (string, bool) {
			v, ok := tlsVersion(first(w))
			return v, ok
		}),
		text("admin-server-cert", func(s *scope) *model.F[string] { return &s.r.certificate }),
		onOff("pre-login-banner", func(s *scope) *model.F[bool] { return &s.r.preLogin }),
		onOff("post-login-banner", func(s *scope) *model.F[bool] { return &s.r.postLogin }),
		onOff("cli-audit-log", func(s *scope) *model.F[bool] { return &s.Logging.Commands }),
		onOff("lldp-reception|lldp-transmission", func(s *scope) *model.F[bool] { return &s.L2.LLDP }),
		onOff("fds-statistics", func(s *scope) *model.F[bool] { return &s.Platforms.Telemetry }),
		text("timezone", func(s *scope) *model.F[string] { return &s.Platforms.TimeZone }),
	}
}

// sshEntries stand in system global, and since 7.4.4 in system ssh-config.
func sshEntries() []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		fact("admin-ssh-v1", func(s *scope) *model.F[[]string] { return &s.SSH.Versions }, func(w []string) ([]string, bool) {
			on, ok := truth(first(w))
			if on {
				return []string{"1", "2"}, ok
			}
			return []string{"2"}, ok
		}),
		number("admin-ssh-grace-time", 1, func(s *scope) *model.F[int64] { return &s.SSH.LoginGrace }),
		onOff("admin-ssh-password", func(s *scope) *model.F[bool] { return &s.SSH.PasswordAuth }),
		words("ssh-kex-algo", func(s *scope) *model.F[[]string] { return &s.SSH.KEX }),
		words("ssh-enc-algo", func(s *scope) *model.F[[]string] { return &s.SSH.EncAlgs }),
		words("ssh-mac-algo", func(s *scope) *model.F[[]string] { return &s.SSH.MACs }),
		words("ssh-hostkey-algo|ssh-hsk-algo", func(s *scope) *model.F[[]string] { return &s.SSH.HostKeyAlgs }),
	}
}

// console returns the line of the serial port.
func (s *scope) console(sp model.Span) *model.Line {
	for _, l := range s.Lines {
		if l.Kind == "console" {
			return l
		}
	}
	l := &model.Line{Obj: model.Obj{Span: sp}, Kind: "console", Name: "console"}
	l.Login.Inherit("local", sp) // the console always asks for an administrator
	s.Lines = append(s.Lines, l)
	return l
}

func openConsole(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *model.Line { return s.console(sp) }

// consoleTimeout reads the console's own limit in seconds; 0 is none of its
// own, so that the limit of all administrators holds.
func consoleTimeout(c *stmt.Ctx, s *scope, m *stmt.Match) {
	l := s.console(m.Span)
	n, ok := integer(first(m.Rest))
	switch {
	case !ok:
		l.IdleTimeout.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	case n > 0:
		l.IdleTimeout.Set(n, m.Span)
	}
}

func tlsVersion(w string) (string, bool) {
	v, ok := map[string]string{"SSLv3": "ssl3", "TLSv1": "1.0", "TLSv1-1": "1.1", "TLSv1-2": "1.2", "TLSv1-3": "1.3",
		"tlsv1-0": "1.0", "tlsv1-1": "1.1", "tlsv1-2": "1.2", "tlsv1-3": "1.3", "tls1-0": "1.0", "tls1-1": "1.1", "tls1-2": "1.2", "tls1-3": "1.3", "sslv3": "ssl3"}[w]
	return v, ok
}

func tlsVersions(words []string) ([]string, bool) {
	var out []string
	for _, w := range words {
		v, ok := tlsVersion(w)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, len(out) > 0
}

// finishServices tells which management services some interface admits.
func (r *reader) finishServices() {
	d := r.dev
	r.admit("http", &d.Services.HTTP, model.F[bool]{})
	r.admit("https", &d.Services.HTTPS, model.F[bool]{})
	r.admit("ssh", &d.SSH.Service, model.F[bool]{})
	r.admit("telnet", &d.Services.Telnet, r.telnet)
	d.Platforms.MasterKey = r.private
	d.SSH.StrongCrypto = d.Platforms.StrongCrypto
	w := &d.Services.HTTPS
	w.TLSVersions = r.tls
	w.Trustpoint = r.certificate
	if r.certificate.How.Stated() {
		switch r.certificate.V {
		case "Fortinet_Factory", "Fortinet_GUI_Server", "self-sign", "Fortinet_Factory_Backup":
			w.SelfSigned.Inherit(true, r.certificate.Span)
		default:
			w.SelfSigned.Unsure(r.certificate.Span) // the issuer is inside the certificate
		}
	}
	if d.CLI.IdleTimeout.How.Stated() {
		w.IdleTimeout.Inherit(d.CLI.IdleTimeout.V, d.CLI.IdleTimeout.Span)
		for _, l := range d.Lines {
			if !l.IdleTimeout.How.Stated() && l.IdleTimeout.How != model.Unknown {
				l.IdleTimeout.Inherit(d.CLI.IdleTimeout.V, d.CLI.IdleTimeout.Span)
			}
		}
	}
	r.outOfBand()
}

// admit states a service that an interface's allowaccess names.
func (r *reader) admit(name string, s *model.Service, global model.F[bool]) {
	if p := r.ports[name]; p.How.Stated() {
		s.Ports.Set([]string{p.V}, p.Span)
	}
	if global.How.Stated() && !global.V {
		s.Enabled = global
		return
	}
	var names []string
	for _, i := range r.ifaces {
		if !contains(i.Management.V, name) {
			continue
		}
		if len(names) == 0 {
			s.Enabled.Set(true, i.Management.Span)
		}
		names = append(names, i.Name)
	}
	if len(names) > 0 {
		s.Interfaces.Set(names, s.Enabled.Span)
	}
}

// outOfBand says whether administration is bound to dedicated interfaces.
func (r *reader) outOfBand() {
	f := &r.dev.CLI.OutOfBand
	if f.How.Stated() {
		return
	}
	for _, i := range r.ifaces {
		for _, w := range i.Management.V {
			switch w {
			case "ssh", "https", "http", "telnet", "snmp":
				if !i.Managed.V {
					f.Derive(false, i.Management.Span)
					return
				}
				f.Derive(true, i.Management.Span)
			}
		}
	}
}

func contains(list []string, w string) bool {
	for _, v := range list {
		if strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}
