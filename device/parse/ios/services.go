package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

type svc = func(*reader) *model.Service

func enabled(p string, f svc) stmt.Entry[*reader] {
	return stmt.Entry[*reader]{Pattern: p, Do: fill.Bool(func(r *reader) *model.F[bool] { return &f(r).Enabled })}
}

// started states a service as on; it has no statement that turns it off.
func started(p string, f svc) stmt.Entry[*reader] {
	return stmt.Entry[*reader]{Pattern: p, Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { f(r).Enabled.Set(true, m.Span) }}
}

func http(r *reader) *model.Service    { return &r.d.Services.HTTP }
func https(r *reader) *model.Service   { return &r.d.Services.HTTPS }
func netconf(r *reader) *model.Service { return &r.d.Services.Netconf }
func grpc(r *reader) *model.Service    { return &r.d.Services.GRPC }

func (t *tables) serviceEntries() []stmt.Entry[*reader] {
	out := []stmt.Entry[*reader]{
		enabled("no? service tcp-small-servers ...", func(r *reader) *model.Service { return &r.d.Services.TCPSmall }),
		enabled("no? service udp-small-servers ...", func(r *reader) *model.Service { return &r.d.Services.UDPSmall }),
		enabled("no? service finger", func(r *reader) *model.Service { return &r.d.Services.Finger }),
		enabled("no? ip finger ...", func(r *reader) *model.Service { return &r.d.Services.Finger }),
		enabled("no? service pad", func(r *reader) *model.Service { return &r.d.Services.PAD }),
		enabled("no? service config", func(r *reader) *model.Service { return &r.d.Services.ConfigLoad }),
		enabled("no? service call-home", func(r *reader) *model.Service { return &r.d.Services.CallHome }),
		enabled("no? ip bootp server", func(r *reader) *model.Service { return &r.d.Services.BOOTP }),
		enabled("no? ip identd", func(r *reader) *model.Service { return &r.d.Services.Identd }),
		enabled("no? ip rcmd rcp-enable", func(r *reader) *model.Service { return &r.d.Services.RCP }),
		enabled("no? ip rcmd rsh-enable", func(r *reader) *model.Service { return &r.d.Services.RSH }),
		enabled("no? ip scp server enable", func(r *reader) *model.Service { return &r.d.Services.SCP }),
		enabled("no? ftp-server enable", func(r *reader) *model.Service { return &r.d.Services.FTP }),
		enabled("no? ip dns server ...", func(r *reader) *model.Service { return &r.d.Services.DNS }),
		started("tftp-server ...", func(r *reader) *model.Service { return &r.d.Services.TFTP }),
		enabled("no? pnp enable", func(r *reader) *model.Service { return &r.d.Services.PnP }),
		{Pattern: "no service dhcp", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.Services.DHCP.Enabled.Set(false, m.Span) }},
		{Pattern: "service dhcp", Do: none[*reader]},
		{Pattern: "ip dhcp pool *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			implied(&r.d.Services.DHCP.Enabled, true, m.Span)
			return t.dhcp.In(r)
		}},
		{Pattern: "no? vstack ...", Do: smartInstall},
		{Pattern: "pnp profile *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.d.Services.PnP.Enabled.Set(true, m.Span)
			return t.pnp.In(r)
		}},
		{Pattern: "cwmp agent", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			implied(&r.d.Services.TR069.Enabled, true, m.Span)
			return t.cwmp.In(r)
		}},
		{Pattern: "call-home", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "no? wsma agent ...", Sub: t.openWSMA},
		{Pattern: "wsma profile listener *", Sub: t.openProfile},
		{Pattern: "ip rcmd remote-host|remote-username ...", Do: none[*reader]},
		{Pattern: "ip ftp|http client password ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			w := words(c, m)
			secretAt(c, w[1], w[1]+" client", m, index(w, "password")+1)
		}},
		{Pattern: "ip ftp|sftp password ...", Do: key[*reader]("ftp", "ftp client", 3)},
	}
	out = append(out, httpEntries()...)
	return append(out, apiEntries()...)
}

// httpEntries are the web server: one set of options for its clear and its
// encrypted form.
func httpEntries() []stmt.Entry[*reader] {
	both := func(p string, f func(*stmt.Ctx, *model.Service, *stmt.Match)) stmt.Entry[*reader] {
		return stmt.Entry[*reader]{Pattern: p, Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			f(c, http(r), m)
			f(c, https(r), m)
		}}
	}
	return []stmt.Entry[*reader]{
		enabled("no? ip http server", http), enabled("no? ip http secure-server", https),
		{Pattern: "ip http port *", Do: port(http)}, {Pattern: "ip http secure-port *", Do: port(https)},
		{Pattern: "no? ip http access-class *", Do: httpACL("acl")},
		{Pattern: "no? ip http access-class ipv4 *", Do: httpACL("acl")},
		{Pattern: "no? ip http access-class ipv6 *", Do: httpACL("acl6")},
		both("ip http authentication ...", httpAuth),
		{Pattern: "ip http active-session-modules ...", Do: modules(http)},
		{Pattern: "ip http secure-active-session-modules ...", Do: modules(https)},
		{Pattern: "ip http secure-trustpoint *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			https(r).Trustpoint.Set(m.Arg(0), m.Span)
			https(r).SelfSigned.Inherit(strings.HasPrefix(m.Arg(0), "TP-self-signed"), m.Span)
			c.Use("trustpoint", m.Arg(0), "ip http secure-trustpoint", m.Span)
		}},
		{Pattern: "ip http tls-version *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			tlsVersion(c, &https(r).TLSVersions, m.Arg(0), m)
		}},
		{Pattern: "ip http secure-ciphersuite ...", Do: fill.Words(func(r *reader) *model.F[[]string] { return &https(r).Ciphers })},
		both("ip http timeout-policy ...", httpTimeout),
		both("ip http session-idle-timeout *", func(c *stmt.Ctx, s *model.Service, m *stmt.Match) { fill.Number(c, &s.IdleTimeout, 1, m.Arg(0), m) }),
		both("ip http max-connections *", func(c *stmt.Ctx, s *model.Service, m *stmt.Match) { fill.Number(c, &s.SessionLimit, 1, m.Arg(0), m) }),
	}
}

// tlsVersion reads "TLSv1.2".
func tlsVersion(c *stmt.Ctx, f *model.F[[]string], word string, m *stmt.Match) {
	v := strings.TrimPrefix(strings.ToLower(word), "tlsv")
	switch v {
	case "1.0", "1.1", "1.2", "1.3":
		f.Set([]string{v}, m.Span)
		return
	}
	f.Unsure(m.Span)
	c.Mark(m.Node, stmt.Partial)
}

func port(f svc) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		p := m.Arg(len(m.Args) - 1)
		if _, ok := number(p); !ok {
			f(r).Ports.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
		f(r).Ports.Set([]string{p}, m.Span)
	}
}

// modules lists the applications that the web server offers; "none" is none
// of them, and other words than all name groups of them.
func modules(f svc) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		list := append([]string{}, m.Rest...)
		if len(list) == 1 && list[0] == "none" {
			list = list[:0]
		}
		f(r).Modules.Set(list, m.Span)
	}
}

func httpACL(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		name := m.Arg(0)
		if m.Neg {
			name = ""
		} else {
			c.Use(kind, name, "ip http access-class", m.Span)
		}
		for _, s := range []*model.Service{http(r), https(r)} {
			if kind == "acl6" {
				s.ACL6.Name.Set(name, m.Span)
			} else {
				s.ACL.Name.Set(name, m.Span)
			}
		}
	}
}

func httpAuth(c *stmt.Ctx, s *model.Service, m *stmt.Match) {
	if len(m.Rest) == 0 {
		c.Mark(m.Node, stmt.Partial)
		s.Auth.Unsure(m.Span)
		return
	}
	s.Auth.Set([]string{strings.Replace(m.Rest[0], "tacacs", "aaa", 1)}, m.Span)
	if list, ok := m.After("login-authentication"); ok && list != "default" && s == &c.Dev.Services.HTTP {
		c.Use("aaa-list", "authentication login "+list, "ip http authentication", m.Span)
	}
	if list, ok := m.After("exec-authorization"); ok && list != "default" && s == &c.Dev.Services.HTTP {
		c.Use("aaa-list", "authorization exec "+list, "ip http authentication", m.Span)
	}
}

func httpTimeout(c *stmt.Ctx, s *model.Service, m *stmt.Match) {
	if v, ok := m.After("idle"); ok {
		fill.Number(c, &s.IdleTimeout, 1, v, m)
	}
	if v, ok := m.After("life"); ok {
		fill.Number(c, &s.MaxLifetime, 1, v, m)
	}
}

// apiEntries are the ways for programs to manage the device.
func apiEntries() []stmt.Entry[*reader] {
	type re = *reader
	restconf := func(r re) *model.Service { return &r.d.Services.Restconf }
	out := []stmt.Entry[re]{
		enabled("no? restconf", restconf),
		enabled("no? netconf-yang", netconf),
		{Pattern: "netconf-yang ssh port *", Do: port(netconf)},
		{Pattern: "netconf-yang ssh local-vrf guestshell ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { r.d.Hosting.OpenAPI.Set(true, m.Span) }},
		started("netconf ssh", netconf),
		{Pattern: "netconf beep listener ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			netconf(r).Enabled.Set(true, m.Span)
			netconf(r).TLS.Set(false, m.Span)
		}},
		{Pattern: "netconf ssh acl *", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			netconf(r).Enabled.Set(true, m.Span)
			c.ApplyACL(&netconf(r).ACL, "acl", m.Arg(0), "netconf", m.Span)
		}},
		{Pattern: "no? netconf max-sessions *", Do: fill.Num(1, func(r re) *model.F[int64] { return &netconf(r).SessionLimit })},
	}
	for _, p := range []string{"netconf-yang ssh ipv4 access-list name", "restconf ipv4 access-list name", "netconf-yang ssh ipv6 access-list name", "restconf ipv6 access-list name"} {
		f, six := svc(netconf), strings.Contains(p, "ipv6")
		if strings.HasPrefix(p, "restconf") {
			f = restconf
		}
		out = append(out, stmt.Entry[re]{Pattern: p + " *", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			if six {
				c.ApplyACL(&f(r).ACL6, "acl6", m.Arg(0), p, m.Span)
				return
			}
			c.ApplyACL(&f(r).ACL, "acl", m.Arg(0), p, m.Span)
		}})
	}
	return append(out, gnxiEntries()...)
}

func gnxiEntries() []stmt.Entry[*reader] {
	type re = *reader
	server := func(tls bool) func(*stmt.Ctx, re, *stmt.Match) {
		return func(_ *stmt.Ctx, r re, m *stmt.Match) {
			s := grpc(r)
			if m.Neg {
				implied(&s.Enabled, false, m.Span)
				return
			}
			s.Enabled.Set(true, m.Span)
			switch {
			case !tls:
				s.TLS.Set(false, m.Span) // one clear listener is enough
			default:
				derived(&s.TLS, true, m.Span)
			}
		}
	}
	return []stmt.Entry[re]{
		{Pattern: "no? gnxi|gnmi-yang server", Do: server(false)},
		{Pattern: "no? gnxi|gnmi-yang secure-server", Do: server(true)},
		{Pattern: "gnxi|gnmi-yang", Do: none[re]},
		{Pattern: "no gnxi|gnmi-yang", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { grpc(r).Enabled.Set(false, m.Span) }},
		{Pattern: "gnxi|gnmi-yang port|secure-port *", Do: port(grpc)},
		{Pattern: "gnxi|gnmi-yang secure-trustpoint *", Do: func(c *stmt.Ctx, r re, m *stmt.Match) {
			grpc(r).Trustpoint.Set(m.Arg(0), m.Span)
			c.Use("trustpoint", m.Arg(0), "gnxi", m.Span)
		}},
		{Pattern: "gnxi|gnmi-yang secure-client-auth|secure-peer-verify-trustpoint ...", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			grpc(r).Auth.Set([]string{"certificate"}, m.Span)
		}},
		{Pattern: "gnxi|gnmi-yang secure-password-auth", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) { grpc(r).Auth.Set([]string{"aaa"}, m.Span) }},
		{Pattern: "no? gnxi|gnmi-yang secure-init|secure-allow-self-signed-trustpoint", Do: func(_ *stmt.Ctx, r re, m *stmt.Match) {
			if !m.Neg {
				grpc(r).SelfSigned.Set(true, m.Span)
			}
		}},
	}
}

// smartInstall reads vstack in all its forms: any but its negation is on.
func smartInstall(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &r.d.Services.SmartInstall
	if m.Neg && len(m.Rest) > 0 {
		return // takes one option back, not the client
	}
	s.Enabled.Set(!m.Neg, m.Span)
}

func dhcpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "vrf *", Do: use[*reader]("vrf", "ip dhcp pool", 1)},
	}
}

func pnpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "transport * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := &r.d.Services.PnP
			s.TLS.Set(m.Arg(0) == "https", m.Span)
			for _, k := range []string{"ipv4", "ipv6", "host"} {
				if v, ok := m.After(k); ok {
					s.URL.Set(m.Arg(0)+"://"+v, m.Span)
				}
			}
		}},
		{Pattern: "username * password ...", Do: key[*reader]("other", "pnp", 3)},
	}
}

func cwmpEntries() []stmt.Entry[*reader] {
	s := func(r *reader) *model.Service { return &r.d.Services.TR069 }
	return []stmt.Entry[*reader]{
		enabled("no? enable", s),
		{Pattern: "enable download", State: stmt.Irrelevant},
		{Pattern: "management server url *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			url := safeURL(c, m.Arg(0), m.Span)
			s(r).URL.Set(url, m.Span)
			s(r).TLS.Set(strings.HasPrefix(strings.ToLower(url), "https:"), m.Span)
		}},
		{Pattern: "management server password ...", Do: key[*reader]("other", "cwmp", 3)},
		{Pattern: "connection request password ...", Do: key[*reader]("other", "cwmp", 3)},
	}
}

// callHomeEntries are the reports to the maker.
func (t *tables) callHomeEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{

		{Pattern: "destination address http *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			url := safeURL(c, m.Arg(0), m.Span)
			r.d.Services.CallHome.URL.Set(url, m.Span)
			r.d.Services.CallHome.TLS.Set(strings.HasPrefix(url, "https:"), m.Span)
			r.transfer("call-home", "", fill.URLHost(url), m.Span)
		}},
		{Pattern: "profile *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "http-proxy|mail-server * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.transfer("call-home", "", strings.Trim(m.Arg(0), "\""), m.Span)
		}},
	}
}

// wsmaProfile is a listener of the web services agent while it is read.
type wsmaProfile struct {
	model.Obj
	r *reader
}

func (t *tables) openWSMA(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	s := &r.d.Services.WSMA
	if m.Neg {
		implied(&s.Enabled, false, m.Span)
	} else {
		s.Enabled.Set(true, m.Span)
	}
	return t.wsma.In(&wsmaProfile{r: r})
}

func (t *tables) openProfile(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	p := &wsmaProfile{r: r, Obj: model.Obj{Span: c.Span(m.Node)}}
	return t.wsma.In(p)
}

func wsmaEntries() []stmt.Entry[*wsmaProfile] {
	return []stmt.Entry[*wsmaProfile]{
		{Pattern: "transport *  ...", Do: func(_ *stmt.Ctx, p *wsmaProfile, m *stmt.Match) {
			s := &p.r.d.Services.WSMA
			if m.Arg(0) == "http" {
				s.TLS.Set(false, m.Span)
			} else {
				derived(&s.TLS, true, m.Span)
			}
		}},
		{Pattern: "profile *", Do: none[*wsmaProfile]},
		{Pattern: "acl *", Do: func(c *stmt.Ctx, p *wsmaProfile, m *stmt.Match) {
			c.ApplyACL(&p.r.d.Services.WSMA.ACL, "acl", m.Arg(0), "wsma profile", m.Span)
		}},
	}
}

// finishServices says what follows from the transport: HTTP is clear, HTTPS
// and the YANG interfaces are not.
func (r *reader) finishServices() {
	s := &r.d.Services
	for _, x := range []struct {
		s   *model.Service
		tls bool
	}{{&s.HTTP, false}, {&s.HTTPS, true}, {&s.Restconf, true}, {&s.Netconf, true}} {
		if x.s.Enabled.How.Stated() {
			implied(&x.s.TLS, x.tls, x.s.Enabled.Span)
		}
	}
}
