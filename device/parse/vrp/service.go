package vrp

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

type readerEntry = stmt.Entry[*reader]

// svc returns a switch of one service.
func svc(of func(*reader) *model.Service) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.turn(of(r), !m.Neg, m) }
}

// off is svc for statements that switch a service off.
func off(of func(*reader) *model.Service) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.turn(of(r), m.Neg, m) }
}

// turn switches a service on or off for the address family of the statement,
// IPv4 where it names none. It is on where it is on for either, and off where
// nothing says so but that it is off for IPv4.
func (r *reader) turn(s *model.Service, on bool, m *stmt.Match) {
	six := slices.Contains(r.c.Tree.Nodes[m.Node].Words, "ipv6")
	f := r.families[s]
	if f == nil {
		f = map[bool]bool{}
		r.families[s] = f
	}
	f[six] = on
	four, known := f[false]
	switch {
	case on:
		s.Span = m.Span
		s.Enabled.Set(true, m.Span)
	case known && !four && !f[true]:
		s.Span = m.Span
		s.Enabled.Set(false, m.Span)
	}
}

// port states the port of a service.
func port(of func(*reader) *model.Service) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		if m.Neg {
			of(r).Ports = model.F[[]string]{}
			return
		}
		of(r).Ports.Set([]string{fill.First(m)}, m.Span)
	}
}

// aclOf applies a filter to a service.
func aclOf(of func(*reader) *model.Service, ctx string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		if m.Neg {
			of(r).ACL.Name.Set("", m.Span)
			return
		}
		r.guard(&of(r).ACL, fill.First(m), ctx, m.Span)
	}
}

func acl6Of(of func(*reader) *model.Service, ctx string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		r.guard(&of(r).ACL6, fill.First(m), ctx, m.Span)
	}
}

// bind reads "server-source -i INTERFACE" and "server-source all-interface".
func bind(of func(*reader) *model.Service) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		f := &of(r).Interfaces
		switch {
		case m.Neg:
		case m.Has("all-interface"):
			f.Set([]string{"all"}, m.Span)
		default:
			if i, ok := m.After("-i"); ok {
				if len(f.V) == 1 && f.V[0] == "all" {
					f.V = nil
				}
				fill.Add(f, i, m.Span)
			} else if i, ok := m.After("-a"); ok {
				fill.Add(f, i, m.Span)
			}
		}
	}
}

func telnet(r *reader) *model.Service  { return &r.Services.Telnet }
func ftp(r *reader) *model.Service     { return &r.Services.FTP }
func tftp(r *reader) *model.Service    { return &r.Services.TFTP }
func http(r *reader) *model.Service    { return &r.Services.HTTP }
func https(r *reader) *model.Service   { return &r.Services.HTTPS }
func sftp(r *reader) *model.Service    { return &r.Services.SFTP }
func scp(r *reader) *model.Service     { return &r.Services.SCP }
func netconf(r *reader) *model.Service { return &r.Services.Netconf }
func grpc(r *reader) *model.Service    { return &r.Services.GRPC }
func ssh(r *reader) *model.Service     { return &r.SSH.Service }
func tr069(r *reader) *model.Service   { return &r.Services.TR069 }
func ztp(r *reader) *model.Service     { return &r.Services.ZTP }
func dhcp(r *reader) *model.Service    { return &r.Services.DHCP }
func dns(r *reader) *model.Service     { return &r.Services.DNS }
func finger(r *reader) *model.Service  { return &r.Services.Finger }
func pnp(r *reader) *model.Service     { return &r.Services.PnP }

func serviceEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "no? telnet server enable", Do: svc(telnet)},
		{Pattern: "no? telnet server disable", Do: off(telnet)},
		{Pattern: "no? telnet ipv6 server enable", Do: svc(telnet)},
		{Pattern: "telnet ipv6 server disable", Do: off(telnet)},
		{Pattern: "no? telnet server port *", Do: port(telnet)},
		{Pattern: "telnet server acl *", Do: aclOf(telnet, "telnet server")},
		{Pattern: "telnet ipv6 server acl *", Do: acl6Of(telnet, "telnet server")},
		{Pattern: "no? telnet server-source ...", Do: bind(telnet)},
		{Pattern: "no? telnet ipv6 server-source ...", Do: nothing},
		{Pattern: "no? ftp server enable", Do: svc(ftp)},
		{Pattern: "no ftp server", Do: svc(ftp)},
		{Pattern: "ftp server disable", Do: off(ftp)},
		{Pattern: "no? ftp ipv6 server enable", Do: svc(ftp)},
		{Pattern: "ftp ipv6 server disable", Do: off(ftp)},
		{Pattern: "ftp server port *", Do: port(ftp)},
		{Pattern: "ftp acl *", Do: aclOf(ftp, "ftp server")},
		{Pattern: "ftp server acl *", Do: aclOf(ftp, "ftp server")},
		{Pattern: "no? ftp server-source ...", Do: bind(ftp)},
		{Pattern: "no? ftp server source ...", Do: bind(ftp)},
		{Pattern: "no? ftp ipv6 server source ...", Do: nothing},
		{Pattern: "no? tftp server enable", Do: svc(tftp)},
		{Pattern: "no? tftp-server enable", Do: svc(tftp)},
		{Pattern: "tftp-server acl *", Do: aclOf(tftp, "tftp client")},
		{Pattern: "no? http server enable", Do: svc(http)},
		{Pattern: "no? http server disable", Do: off(http)},
		{Pattern: "http server port *", Do: port(http)},
		{Pattern: "no? http ipv6 server enable", Do: svc(http)},
		{Pattern: "no? http secure-server enable", Do: svc(https)},
		{Pattern: "http secure-server port *", Do: port(https)},
		{Pattern: "http secure-server ssl-policy *", Do: httpsPolicy},
		{Pattern: "http acl *", Do: httpACL},
		{Pattern: "no? http server-source ...", Do: httpBind},
		{Pattern: "http timeout *", Do: httpTimeout},
		{Pattern: "no? sftp server enable", Do: svc(sftp)},
		{Pattern: "no? sftp ipv4|ipv6 server enable", Do: svc(sftp)},
		{Pattern: "no? scp server enable", Do: svc(scp)},
		{Pattern: "no? scp ipv4|ipv6 server enable", Do: svc(scp)},
		{Pattern: "no? snetconf server enable", Do: svc(netconf)},
		{Pattern: "no? snetconf ipv4|ipv6 server enable", Do: svc(netconf)},
		{Pattern: "netconf", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.netconf.In(r) }},
		{Pattern: "grpc", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.grpc.In(r) }},
		{Pattern: "ssl policy *  ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			p := &tlsPolicy{name: m.Arg(0), r: r, sp: c.Span(m.Node)}
			r.policies[p.name] = p
			return t.ssl.In(p)
		}},
		{Pattern: "no? dhcp enable", Do: svc(dhcp)},
		{Pattern: "no? dns proxy enable", Do: svc(dns)},
		{Pattern: "no? dns relay enable", Do: svc(dns)},
		{Pattern: "no? dns resolve", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.DNS.Lookup })},
		{Pattern: "dns server *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { fill.Add(&r.DNS.Servers, m.Arg(0), m.Span) }},
		{Pattern: "dns server ipv6 * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { fill.Add(&r.DNS.Servers, m.Arg(0), m.Span) }},
		{Pattern: "no? ztp enable", Do: svc(ztp)},
		{Pattern: "no? set ztp enable", Do: svc(ztp)},
		{Pattern: "ztp disable", Do: off(ztp)},
		{Pattern: "ztp domain-type ...", Do: svc(ztp)},
		{Pattern: "no? autoconfig enable", Do: svc(ztp)},
		{Pattern: "no? easy-deploy", Do: svc(pnp)},
		{Pattern: "no? easy-operation ...", Do: svc(pnp)},
		{Pattern: "no? pnp startup-vlan ...", Do: svc(pnp)},
		{Pattern: "no? finger server enable", Do: svc(finger)},
		{Pattern: "cwmp", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.cwmp.In(r) }},
		{Pattern: "no? cwmp enable", Do: svc(tr069)},
		{Pattern: "cwmp acs url *", Do: acsURL},
		{Pattern: "cwmp acs password ...", Do: acsPassword},
	}
}

func nothing(*stmt.Ctx, *reader, *stmt.Match) {}

func httpACL(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.guard(&r.Services.HTTP.ACL, m.Arg(0), "http server", m.Span)
	r.guard(&r.Services.HTTPS.ACL, m.Arg(0), "http server", m.Span)
}

func httpBind(c *stmt.Ctx, r *reader, m *stmt.Match) {
	bind(http)(c, r, m)
	bind(https)(c, r, m)
}

func httpTimeout(c *stmt.Ctx, r *reader, m *stmt.Match) {
	fill.Number(c, &r.Services.HTTP.IdleTimeout, 60, m.Arg(0), m)
	fill.Number(c, &r.Services.HTTPS.IdleTimeout, 60, m.Arg(0), m)
}

func httpsPolicy(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	name := m.Arg(0)
	r.Services.HTTPS.Trustpoint.Set(name, m.Span)
	r.finally(func() {
		if p := r.policies[name]; p != nil {
			fill.Inherit(&r.Services.HTTPS.TLSVersions, &p.versions)
			fill.Inherit(&r.Services.HTTPS.Ciphers, &p.ciphers)
		}
	})
}

// tlsPolicy is one "ssl policy".
type tlsPolicy struct {
	name     string
	r        *reader
	sp       model.Span
	versions model.F[[]string]
	ciphers  model.F[[]string]
}

// tlsFrom lists the versions from the lowest on.
func tlsFrom(w string) []string {
	all := []string{"1.0", "1.1", "1.2", "1.3"}
	v := strings.TrimPrefix(strings.TrimPrefix(w, "tls"), "v")
	for i, x := range all {
		if x == v {
			return all[i:]
		}
	}
	return nil
}

func sslEntries() []stmt.Entry[*tlsPolicy] {
	return []stmt.Entry[*tlsPolicy]{
		{Pattern: "ssl minimum version *", Do: func(c *stmt.Ctx, p *tlsPolicy, m *stmt.Match) {
			v := tlsFrom(m.Arg(0))
			if v == nil {
				p.versions.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
				return
			}
			p.versions.Set(v, m.Span)
			f := &p.r.Platforms.TLSMin
			if !f.How.Stated() || v[0] < f.V {
				f.Set(v[0], m.Span)
			}
		}},
		{Pattern: "version ...", Do: func(_ *stmt.Ctx, p *tlsPolicy, m *stmt.Match) {
			var out []string
			for _, w := range m.Rest {
				if v := tlsFrom(w); v != nil {
					out = append(out, v[0])
				}
			}
			p.versions.Set(out, m.Span)
		}},
		{Pattern: "ciphersuite ...", Do: func(_ *stmt.Ctx, p *tlsPolicy, m *stmt.Match) { p.ciphers.Set(m.Rest, m.Span) }},
		{Pattern: "binding cipher-suite-customization *", Do: func(_ *stmt.Ctx, p *tlsPolicy, m *stmt.Match) { p.ciphers.Unsure(m.Span) }},
		{Pattern: "certificate load ...", Do: func(_ *stmt.Ctx, p *tlsPolicy, m *stmt.Match) {
			if _, ok := fill.Next(m.Rest, "auth-code"); ok {
				p.r.secret("certificate", p.name, m.Rest, m.Span)
			}
		}},
	}
}

func netconfEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "protocol inbound ssh port *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := &r.Services.Netconf
			s.Span = m.Span
			s.Enabled.Set(true, m.Span)
			s.Ports.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "no? protocol inbound ssh ipv4|ipv6 enable", Do: svc(netconf)},
		{Pattern: "source ...", Do: bind(netconf)},
		{Pattern: "idle-timeout *", Do: fill.Num(60, func(r *reader) *model.F[int64] { return &r.Services.Netconf.IdleTimeout })},
		{Pattern: "acl *", Do: aclOf(netconf, "netconf")},
	}
}

func grpcEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "grpc server", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.grpc.In(r) }},
		{Pattern: "grpc server ipv6", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.grpc.In(r) }},
		{Pattern: "no? server enable", Do: svc(grpc)},
		{Pattern: "server-port *", Do: port(grpc)},
		{Pattern: "acl *", Do: aclOf(grpc, "grpc")},
		{Pattern: "source-ip * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.Services.GRPC.Interfaces.Set([]string{m.Arg(0)}, m.Span)
			if v, ok := fill.Next(m.Rest, "vpn-instance"); ok {
				r.Services.GRPC.VRF.Set(v, m.Span)
			}
		}},
		{Pattern: "ssl-policy *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.Services.GRPC.TLS.Set(true, m.Span)
			r.Services.GRPC.Trustpoint.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "idle-timeout *", Do: fill.Num(60, func(r *reader) *model.F[int64] { return &r.Services.GRPC.IdleTimeout })},
	}
}

func cwmpEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "no? cwmp enable", Do: svc(tr069)},
		{Pattern: "cwmp acs url *", Do: acsURL},
		{Pattern: "cwmp acs password ...", Do: acsPassword},
		{Pattern: "cwmp cpe password ...", Do: acsPassword},
	}
}

func acsURL(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &r.Services.TR069
	url := bare(m.Arg(0))
	if host, _, ok := strings.Cut(fill.After(url, "://"), "@"); ok {
		r.c.Mask(host, m.Span)
	}
	s.URL.Set(fill.BareURL(url), m.Span)
	s.TLS.Set(strings.HasPrefix(url, "https:"), m.Span)
}

func acsPassword(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.secret("other", "cwmp", m.Rest, m.Span)
}
