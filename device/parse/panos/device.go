package panos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// deviceEntries are the settings of the device itself.
func deviceEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		block(b, "system", "deviceconfig system", same[*scope], systemEntries(b)...),
		block(b, "setting", "deviceconfig setting", same[*scope], settingEntries(b)...),
		block(b, "ha", "deviceconfig high-availability", same[*scope],
			yes("enabled", func(s *scope) *model.F[bool] { return &s.Platforms.HA }),
			haSecret("interface ha1 encryption enabled"), haSecret("interface ha1-backup encryption enabled")),
		when("parent-dg", func(_ *stmt.Ctx, s *scope, v string, _ model.Span) { s.parent = s.r.scope("device-group", v) }),
	}
}

// haSecret states that a control link is encrypted: all of them, or none is.
func haSecret(path string) stmt.Entry[*scope] {
	return when(path, func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
		if f := &s.Platforms.HASecret; f.How == model.NotRead || v != "yes" {
			f.Set(v == "yes", sp)
		}
	})
}

func systemEntries(b *builder) []stmt.Entry[*scope] {
	server := func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { add(&s.DNS.Servers, v, sp) }
	out := []stmt.Entry[*scope]{
		text("hostname", func(s *scope) *model.F[string] { return &s.Hostname }),
		text("timezone", func(s *scope) *model.F[string] { return &s.Platforms.TimeZone }),
		when("update-server", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
			s.Platforms.UpdateChannel.Set(v, sp)
			s.order("update", v, sp)
		}),
		yes("server-verification", func(s *scope) *model.F[bool] { return &s.Platforms.UpdateVerify }),
		when("login-banner", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
			for _, b := range s.Banners { // one text may come in pieces
				b.Bytes += int64(len(v))
				return
			}
			s.Banners = append(s.Banners, &model.Banner{Obj: model.Obj{Span: sp}, Kind: "login", PreLogin: true, Bytes: int64(len(v))})
		}),
		when("ip-address|ipv6-address", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { s.managementPort(sp).addr(v, sp) }),
		when("netmask", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { s.managementPort(sp).mask(v, sp) }),
		block(b, "permitted-ip", "permitted-ip *", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) *scope {
			permit(&s.CLI.Admitted, v, model.Span{Line: sp.Line, End: sp.Line})
			return s
		}),
		when("dns-setting servers primary|secondary", server),
		when("dns-primary|dns-secondary", server),
		block(b, "ntp", "ntp-servers primary-ntp-server", openNTP, ntpEntries()...),
		block(b, "ntp", "ntp-servers secondary-ntp-server", openNTP, ntpEntries()...),
		when("ntp-server-1|ntp-server-2", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
			n := &model.NTPServer{Obj: model.Obj{Span: sp}}
			n.Host.Set(v, sp)
			n.Key.Inherit("", sp)
			s.NTP.Servers = append(s.NTP.Servers, n)
		}),
		block(b, "snmp", "snmp-setting", same[*scope], snmpEntries(b)...),
		when("panorama-server|panorama-server-2", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { s.panorama(v, sp) }),
		when("panorama local-panorama panorama-server|panorama-server-2", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { s.panorama(v, sp) }),
		text("ssl-tls-service-profile", func(s *scope) *model.F[string] { return &s.r.tlsName }),
		text("authentication-profile|non-ui-authentication-profile", func(s *scope) *model.F[string] { return &s.r.loginBy }),
		block(b, "ssh-profile", "ssh profiles mgmt-profiles server-profiles *", openSSHProfile, sshEntries()...),
		text("ssh mgmt server-profile", func(s *scope) *model.F[string] { return &s.r.sshName }),
		{Pattern: "ssh ciphers **", State: stmt.Unimplemented},
		{Pattern: "ssh default-hostkey mgmt key-type RSA *", Do: hostKey("rsa")},
		{Pattern: "ssh default-hostkey mgmt key-type ECDSA *", Do: hostKey("ecdsa")},
		block(b, "export", "log-export-schedule *", openExport, exportEntries()...),
		block(b, "export", "config-bundle-export-schedule *", openExport, exportEntries()...),
		{Pattern: "route service * source interface *", Do: func(_ *stmt.Ctx, s *scope, m *stmt.Match) { s.route(m.Arg(0), m.Arg(1), m.Span) }},
		{Pattern: "route service * source address *", Do: func(_ *stmt.Ctx, s *scope, m *stmt.Match) {}},
		{Pattern: "device-telemetry * yes|no", Do: func(c *stmt.Ctx, s *scope, m *stmt.Match) {
			on := c.Tree.Nodes[m.Node].Words[0] == "yes"
			if on || s.Platforms.Telemetry.How == model.NotRead {
				s.Platforms.Telemetry.Set(on, m.Span)
			}
		}},
	}
	for name, at := range map[string]func(*scope) *model.F[bool]{
		"telnet": func(s *scope) *model.F[bool] { return &s.Services.Telnet.Enabled },
		"http":   func(s *scope) *model.F[bool] { return &s.Services.HTTP.Enabled },
		"https":  func(s *scope) *model.F[bool] { return &s.Services.HTTPS.Enabled },
		"ssh":    func(s *scope) *model.F[bool] { return &s.SSH.Service.Enabled },
		"snmp":   func(s *scope) *model.F[bool] { return &s.SNMP.Enabled },
	} {
		out = append(out, not("service disable-"+name, at))
	}
	return out
}

// mgmtPort is the dedicated management interface.
type mgmtPort struct {
	*iface
	ip, length string
}

func (s *scope) managementPort(sp model.Span) *mgmtPort {
	if s.r.mgmt == nil {
		m := &mgmtPort{iface: s.iface("management", "management", sp)}
		m.Managed.Set(true, sp)
		s.r.mgmt = m
	}
	return s.r.mgmt
}

func (m *mgmtPort) addr(v string, sp model.Span) {
	if strings.Contains(v, ":") {
		if p, ok := prefix(v); ok {
			m.addrs = append(m.addrs, p)
			m.at = sp
		}
		return
	}
	m.ip = v
	m.join(sp)
}

func (m *mgmtPort) mask(v string, sp model.Span) {
	m.length = v
	m.join(sp)
}

// join adds the address once its mask is known too.
func (m *mgmtPort) join(sp model.Span) {
	a, err1 := netip.ParseAddr(m.ip)
	k, err2 := netip.ParseAddr(m.length)
	if err1 != nil || err2 != nil || !a.Is4() || !k.Is4() {
		return
	}
	bits := 0
	for _, b := range k.As4() {
		for ; b&0x80 != 0; b <<= 1 {
			bits++
		}
	}
	m.addrs = append(m.addrs, netip.PrefixFrom(a, bits))
	m.at = sp
}

func (s *scope) panorama(v string, sp model.Span) {
	s.Services.CallHome.Enabled.Set(true, sp)
	s.Services.CallHome.URL.Set(v, sp)
	s.order("manager", v, sp)
}

// order records a host that gives the device its policy or its updates.
func (s *scope) order(kind, host string, sp model.Span) {
	x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	x.Proto.Inherit("", sp)
	x.Host.Set(host, sp)
	s.Transfers = append(s.Transfers, x)
}

// route states the interface that requests of a service leave by.
func (s *scope) route(service, from string, sp model.Span) {
	switch service {
	case "syslog":
		s.Logging.SourceIf.Set(from, sp)
	case "ntp":
		s.NTP.SourceIf.Set(from, sp)
	case "tacplus", "radius", "ldap", "kerberos", "mfa":
		s.AAA.SourceIf.Set(from, sp)
	}
}

// ntpServer is a time source with its key.
type ntpServer struct {
	*model.NTPServer
	s   *scope
	key *model.NTPKey
}

func openNTP(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *ntpServer {
	n := &ntpServer{NTPServer: &model.NTPServer{Obj: model.Obj{Span: sp}}, s: s}
	s.r.finally(func() {
		if n.Host.How.Stated() {
			s.NTP.Servers = append(s.NTP.Servers, n.NTPServer)
		}
		if n.key != nil {
			s.NTP.Keys = append(s.NTP.Keys, n.key)
			if s.NTP.Authenticate.How == model.NotRead {
				s.NTP.Authenticate.Inherit(true, n.key.Span)
			}
		}
	})
	return n
}

func ntpEntries() []stmt.Entry[*ntpServer] {
	out := []stmt.Entry[*ntpServer]{
		text("ntp-server-address", func(n *ntpServer) *model.F[string] { return &n.Host }),
		when("authentication-type symmetric-key key-id", func(_ *stmt.Ctx, n *ntpServer, v string, sp model.Span) {
			n.Key.Set(v, sp)
			n.symmetric(sp).ID = v
		}),
		when("authentication-type symmetric-key algorithm", func(_ *stmt.Ctx, n *ntpServer, v string, sp model.Span) { n.alg(v, sp) }),
		{Pattern: "authentication-type none", Do: func(_ *stmt.Ctx, n *ntpServer, m *stmt.Match) { n.Key.Set("", m.Span) }},
		{Pattern: "authentication-type autokey", Do: func(_ *stmt.Ctx, n *ntpServer, m *stmt.Match) { n.Key.Set("autokey", m.Span) }},
	}
	for _, a := range []string{"md5", "sha1"} {
		out = append(out, stmt.Entry[*ntpServer]{Pattern: "authentication-type symmetric-key algorithm " + a + " authentication-key *",
			Do: func(_ *stmt.Ctx, n *ntpServer, m *stmt.Match) { n.alg(a, m.Span) }})
	}
	return out
}

func (n *ntpServer) symmetric(sp model.Span) *model.NTPKey {
	if n.key == nil {
		n.key = &model.NTPKey{Obj: model.Obj{Span: sp}}
	}
	return n.key
}

func (n *ntpServer) alg(v string, sp model.Span) { n.symmetric(sp).Alg.Set(v, sp) }

func snmpEntries(b *builder) []stmt.Entry[*scope] {
	auth := map[string]string{"MD5": "md5", "SHA": "sha1", "SHA-224": "sha224", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
	priv := map[string]string{"AES": "aes128", "AES-192": "aes192", "AES-256": "aes256", "DES": "des"}
	return []stmt.Entry[*scope]{
		when("access-setting version v2c snmp-community-string", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
			k := &model.Community{Obj: model.Obj{Span: sp}}
			k.Access.Inherit("ro", sp) // the agent takes no writes
			s.SNMP.Communities = append(s.SNMP.Communities, k)
			s.SNMP.V1V2.Set(true, sp)
		}),
		block(b, "snmp-user", "access-setting version v3 users *", func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.SNMPUser {
			for _, u := range s.SNMP.Users {
				if u.Name == name {
					return u
				}
			}
			u := &model.SNMPUser{Obj: model.Obj{Span: sp}, Name: name}
			u.Level.Inherit("priv", sp) // both secrets are always asked for
			s.SNMP.Users = append(s.SNMP.Users, u)
			if s.SNMP.V1V2.How == model.NotRead {
				s.SNMP.V1V2.Inherit(false, sp)
			}
			return u
		},
			fact("authproto", func(u *model.SNMPUser) *model.F[string] { return &u.Auth }, pick(auth)),
			fact("privproto", func(u *model.SNMPUser) *model.F[string] { return &u.Priv }, pick(priv)),
			text("view", func(u *model.SNMPUser) *model.F[string] { return &u.Group }),
			when("authpwd|privpwd", func(*stmt.Ctx, *model.SNMPUser, string, model.Span) {}),
		),
		{Pattern: "access-setting version v3 views * view * oid *", Do: func(_ *stmt.Ctx, s *scope, m *stmt.Match) { s.view(m).OID = m.Arg(2) }},
		{Pattern: "access-setting version v3 views * view * option *", Do: func(_ *stmt.Ctx, s *scope, m *stmt.Match) { s.view(m).Included.Set(m.Arg(2) == "include", m.Span) }},
	}
}

// view returns the subtree that the first two arguments name: the view, and
// its entry.
func (s *scope) view(m *stmt.Match) *model.SNMPView {
	key := strings.Join(m.Args[:2], " ")
	v := s.r.views[key]
	if v == nil {
		v = &model.SNMPView{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
		s.r.views[key] = v
		s.SNMP.Views = append(s.SNMP.Views, v)
	}
	return v
}

// settingEntries are the limits of sessions and what they log.
func settingEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		number("management idle-timeout", 60, func(s *scope) *model.F[int64] { return &s.CLI.IdleTimeout }),
		number("management max-session-time", 60, func(s *scope) *model.F[int64] { return &s.CLI.SessionLimit }),
		number("management max-session-count", 1, func(s *scope) *model.F[int64] { return &s.Services.HTTPS.SessionLimit }),
		number("management admin-lockout failed-attempts", 1, func(s *scope) *model.F[int64] { return &s.AAA.LockAttempts }),
		number("management admin-lockout lockout-time", 60, func(s *scope) *model.F[int64] { return &s.AAA.LockTime }),
		number("management api key lifetime", 60, func(s *scope) *model.F[int64] { return &s.AAA.APIKeyLifetime }),
		yes("management audit-tracking op-commands", func(s *scope) *model.F[bool] { return &s.Logging.Commands }),
		when("management audit-tracking ui-actions", func(*stmt.Ctx, *scope, string, model.Span) {}),
		when("management audit-tracking send-syslog", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) {
			s.r.matches = append(s.r.matches, &match{kind: "audit", profiles: []string{v}, sp: sp})
		}),
	}
}

// sshProfile is a set of algorithms for the management server.
type sshProfile struct {
	ciphers, kex, macs model.F[[]string]
}

func openSSHProfile(_ *stmt.Ctx, s *scope, name string, _ model.Span) *sshProfile {
	p := s.r.ssh[name]
	if p == nil {
		p = &sshProfile{}
		s.r.ssh[name] = p
	}
	return p
}

func sshEntries() []stmt.Entry[*sshProfile] {
	return []stmt.Entry[*sshProfile]{
		when("ciphers", func(_ *stmt.Ctx, p *sshProfile, v string, sp model.Span) {
			switch v {
			case "aes128-gcm", "aes256-gcm":
				v += "@openssh.com"
			}
			add(&p.ciphers, v, sp)
		}),
		list("kex", func(p *sshProfile) *model.F[[]string] { return &p.kex }),
		list("mac", func(p *sshProfile) *model.F[[]string] { return &p.macs }),
	}
}

func openExport(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.Transfer {
	t := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: "export"}
	s.Transfers = append(s.Transfers, t)
	return t
}

func exportEntries() []stmt.Entry[*model.Transfer] {
	out := []stmt.Entry[*model.Transfer]{}
	for _, p := range []string{"ftp", "scp"} {
		out = append(out, stmt.Entry[*model.Transfer]{Pattern: "protocol " + p + " hostname *", Do: func(_ *stmt.Ctx, t *model.Transfer, m *stmt.Match) {
			t.Proto.Set(p, m.Span)
			t.Host.Set(m.Arg(0), m.Span)
		}})
	}
	return out
}

// finishServices binds profiles to the services that name them.
func (r *reader) finishServices() {
	d := r.dev
	if p := r.ssh[r.sshName.V]; p != nil && r.sshName.How.Stated() {
		d.SSH.EncAlgs, d.SSH.KEX, d.SSH.MACs = p.ciphers, p.kex, p.macs
	}
	r.finishTLS()
	if d.CLI.IdleTimeout.How.Stated() {
		d.Services.HTTPS.IdleTimeout.Inherit(d.CLI.IdleTimeout.V, d.CLI.IdleTimeout.Span)
	}
	services := map[string]*model.Service{"ssh": &d.SSH.Service, "https": &d.Services.HTTPS, "http": &d.Services.HTTP, "telnet": &d.Services.Telnet}
	var inBand []string
	var at model.Span
	for _, i := range d.Interfaces {
		for _, w := range i.Management.V {
			s := services[w]
			if s == nil {
				continue
			}
			s.Interfaces.Inherit(append(s.Interfaces.V, i.Name), i.Management.Span)
			if !s.Enabled.V {
				s.Enabled.Inherit(true, i.Management.Span)
			}
			inBand, at = append(inBand, i.Name), i.Management.Span
		}
	}
	if len(inBand) > 0 {
		d.CLI.OutOfBand.Inherit(false, at)
	} else if r.mgmt != nil {
		d.CLI.OutOfBand.Derive(true, r.mgmt.Span)
	}
	from := map[string]*model.F[[]netip.Prefix]{"snmp": &d.SNMP.From}
	for name, s := range services {
		from[name] = &s.From
	}
	for _, f := range from {
		switch {
		case d.CLI.Admitted.How.Stated():
			f.Inherit(d.CLI.Admitted.V, d.CLI.Admitted.Span)
		case d.CLI.Admitted.How == model.Unknown:
			f.Unsure(d.CLI.Admitted.Span)
		}
	}
	r.fromProfiles(from)
	if w := &d.Services.HTTPS; w.Enabled.How.Stated() {
		d.Services.API.Enabled.Inherit(w.Enabled.V, w.Enabled.Span) // the XML API answers where the web pages do
		d.Services.API.From = w.From
	}
}

// fromProfiles widens the admitted sources of a service by those of in-band
// interfaces: a profile without a list admits everybody.
func (r *reader) fromProfiles(from map[string]*model.F[[]netip.Prefix]) {
	for _, i := range r.dev.Interfaces {
		x := r.ifaces[i.Name]
		if x == nil || !x.profile.How.Stated() {
			continue
		}
		p := r.profiles[x.profile.V]
		if p == nil {
			continue
		}
		for _, w := range p.on {
			if f := from[w]; f != nil {
				widen(f, p)
			}
		}
	}
}

func widen(f *model.F[[]netip.Prefix], p *mgmtProfile) {
	switch {
	case p.from.How == model.NotRead:
		*f = model.F[[]netip.Prefix]{Span: p.at, How: model.Inherited, V: []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}}
	case !f.How.Stated():
	case p.from.How == model.Explicit:
		f.Inherit(append(f.V[:len(f.V):len(f.V)], p.from.V...), p.from.Span)
	default:
		f.Unsure(p.from.Span)
	}
}

// hostKey reads the length of the key of one kind that the management port shows.
func hostKey(kind string) func(*stmt.Ctx, *scope, *stmt.Match) {
	return func(c *stmt.Ctx, s *scope, m *stmt.Match) {
		s.SSH.HostKeyType.Set(kind, m.Span)
		n, ok := integer(last(m))
		if !ok {
			s.SSH.HostKeyBits.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
		s.SSH.HostKeyBits.Set(n, m.Span)
	}
}
