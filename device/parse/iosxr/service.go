package iosxr

import (
	"slices"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) serviceEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "telnet vrf * ipv4|ipv6 server ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.telnetServer(m.Arg(0), m) }},
		{Pattern: "telnet ipv4|ipv6 server ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.telnetServer("default", m) }},
		{Pattern: "no telnet vrf * ipv4|ipv6 server ...", Do: noTelnet},
		{Pattern: "no telnet ipv4|ipv6 server ...", Do: noTelnet},
		{Pattern: "tftp vrf * ipv4|ipv6 server ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Services.TFTP.Enabled.Set(true, m.Span)
			r.tftp = append(r.tftp, r.bindFamily(m.Arg(0), m, "tftp server"))
		}},
		{Pattern: "tftp ipv4|ipv6 server ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Services.TFTP.Enabled.Set(true, m.Span)
			r.tftp = append(r.tftp, r.bindFamily("default", m, "tftp server"))
		}},
		{Pattern: "no? http server ...", Do: readHTTP},
		{Pattern: "xml agent ...", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			s := &r.dev.Services.XMLAgent
			s.Enabled.Set(true, m.Span)
			s.TLS.Set(m.Has("ssl"), m.Span)
			return t.xml.In(s)
		}},
		{Pattern: "no xml agent ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.XMLAgent.Enabled.Set(false, m.Span) }},
		{Pattern: "netconf agent tty", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.Services.Netconf.Enabled.Set(true, m.Span)
			return t.netconf.In(&r.dev.Services.Netconf)
		}},
		{Pattern: "netconf-yang agent ssh ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.Netconf.Enabled.Set(true, m.Span) }},
		{Pattern: "no netconf-yang agent ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Services.Netconf.Enabled.Set(false, m.Span)
		}},
		{Pattern: "netconf-yang agent", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			return t.netconf.In(&r.dev.Services.Netconf)
		}},
		{Pattern: "grpc", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			s := &r.dev.Services.GRPC
			s.Span = c.Span(m.Node)
			s.Enabled.Set(true, m.Span)
			return t.grpc.In(s)
		}},
		{Pattern: "no grpc", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Services.GRPC.Enabled })},
		{Pattern: "call-home", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "control-plane", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.mpp.In(&mpp{r: r}) }},
		{Pattern: "dhcp ipv4|ipv6", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.dhcp.In(r) }},
		{Pattern: "ftp client password ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) { secret(c, "ftp", "ftp client", m.Rest, m.Span) }},
		{Pattern: "ftp client anonymous-password ...", Do: func(c *stmt.Ctx, _ R, m *stmt.Match) {
			secret(c, "ftp", "ftp client", m.Rest, m.Span)
		}},
		{Pattern: "ztp ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.ZTP.Enabled.Set(!m.Has("disable"), m.Span) }},
		{Pattern: "http client ...", Do: none[R]},
		{Pattern: "service ipv4|ipv6 tcp-small-servers ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.TCPSmall.Enabled.Set(true, m.Span) }},
		{Pattern: "service ipv4|ipv6 udp-small-servers ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.UDPSmall.Enabled.Set(true, m.Span) }},
	}
}

func (r *reader) telnetServer(vrf string, m *stmt.Match) {
	s := &r.dev.Services.Telnet
	s.Enabled.Set(true, m.Span)
	r.telnet = append(r.telnet, r.bindFamily(vrf, m, "telnet server"))
	if n, ok := m.After("max-servers"); ok && n != "no-limit" {
		fill.Number(r.c, &s.SessionLimit, 1, n, m)
	}
}

// bindFamily is bind for statements that name the address family before the
// word server. A statement for one family says nothing of the other.
func (r *reader) bindFamily(vrf string, m *stmt.Match, ctx string) binding {
	b := binding{vrf: vrf, family: family(r.c, m), span: m.Span}
	if name, ok := m.After("access-list"); ok {
		r.c.Use(aclKind(b.family == 6), name, ctx, m.Span)
		b.acl, b.acl6 = name, name
	}
	return b
}

func family(c *stmt.Ctx, m *stmt.Match) int {
	if slices.Contains(c.Tree.Nodes[m.Node].Words, "ipv6") {
		return 6
	}
	return 4
}

// noTelnet takes back the server of one table and family; others stay.
func noTelnet(c *stmt.Ctx, r *reader, m *stmt.Match) {
	vrf := "default"
	if len(m.Args) > 0 {
		vrf = m.Arg(0)
	}
	r.telnet = slices.DeleteFunc(r.telnet, func(b binding) bool { return b.vrf == vrf && b.family == family(c, m) })
	r.dev.Services.Telnet.Enabled.Set(false, m.Span)
}

// readHTTP reads http server [ssl] [access-group [ipv4|ipv6] LIST].
func readHTTP(c *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &r.dev.Services.HTTP
	if m.Has("ssl") {
		s = &r.dev.Services.HTTPS
		s.TLS.Set(true, m.Span)
	}
	s.Enabled.Set(!m.Neg, m.Span)
	if m.Neg {
		return
	}
	b := r.bind("", m, "http server")
	if b.acl != "" {
		s.ACL.Name.Set(b.acl, m.Span)
	}
	if b.acl6 != "" {
		s.ACL6.Name.Set(b.acl6, m.Span)
	}
	for i, w := range m.Rest {
		if w == "access-group" && b.acl == "" && b.acl6 == "" && i+1 < len(m.Rest) {
			c.Mark(m.Node, stmt.Partial)
		}
	}
}

func netconfBlock() []stmt.Entry[*model.Service] {
	type S = *model.Service
	return []stmt.Entry[S]{
		{Pattern: "ssh", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.Enabled.Set(true, m.Span) }},
		{Pattern: "session idle-timeout *", Do: fill.Num(1, func(s S) *model.F[int64] { return &s.IdleTimeout })},
		{Pattern: "session absolute-timeout *", Do: fill.Num(1, func(s S) *model.F[int64] { return &s.MaxLifetime })},
		{Pattern: "session limit *", Do: fill.Num(1, func(s S) *model.F[int64] { return &s.SessionLimit })},
		{Pattern: "rate-limit *", Do: none[S]},
	}
}

func (t *tables) xmlBlock() []stmt.Entry[*model.Service] {
	type S = *model.Service
	return []stmt.Entry[S]{
		{Pattern: "vrf * ...", Sub: func(c *stmt.Ctx, s S, m *stmt.Match) stmt.Block {
			if !s.VRF.How.Stated() || m.Arg(0) == "default" {
				s.VRF.Set(tableName(m.Arg(0)), m.Span)
			}
			return t.xmlVRF.In(s)
		}},
		{Pattern: "session timeout *", Do: func(c *stmt.Ctx, s S, m *stmt.Match) {
			fill.Number(c, &s.IdleTimeout, 1, m.Arg(0), m)
			s.IdleTimeout.V *= 60
		}},
		{Pattern: "ssl", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.TLS.Set(true, m.Span) }},
	}
}

func xmlVRFBlock() []stmt.Entry[*model.Service] {
	type S = *model.Service
	four := func(c *stmt.Ctx, s S, m *stmt.Match) { c.ApplyACL(&s.ACL, "acl", m.Arg(0), "xml agent", m.Span) }
	return []stmt.Entry[S]{
		{Pattern: "access-list *", Do: four},
		{Pattern: "ipv4 access-list *", Do: four},
		{Pattern: "ipv6 access-list *", Do: func(c *stmt.Ctx, s S, m *stmt.Match) {
			c.ApplyACL(&s.ACL6, "acl6", m.Arg(0), "xml agent", m.Span)
		}},
	}
}

func grpcBlock() []stmt.Entry[*model.Service] {
	type S = *model.Service
	return []stmt.Entry[S]{
		{Pattern: "port *", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.Ports.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "no-tls", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.TLS.Set(false, m.Span) }},
		{Pattern: "tls", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.TLS.Set(true, m.Span) }},
		{Pattern: "tls-mutual", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) {
			s.TLS.Set(true, m.Span)
			s.Auth.Set([]string{"certificate"}, m.Span)
		}},
		{Pattern: "certificate-authentication", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) {
			s.Auth.Set([]string{"certificate"}, m.Span)
		}},
		{Pattern: "tls-trustpoint|trustpoint *", Do: fill.Text(func(s S) *model.F[string] { return &s.Trustpoint })},
		{Pattern: "tls-min-version *", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) {
			s.TLSVersions.Set(tlsFrom(m.Arg(0)), m.Span)
		}},
		{Pattern: "tls-cipher ...", Do: none[S]},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.VRF.Set(tableName(m.Arg(0)), m.Span) }},
		{Pattern: "max-streams *", Do: fill.Num(1, func(s S) *model.F[int64] { return &s.SessionLimit })},
	}
}

// tlsFrom lists the versions from the lowest admitted one up.
func tlsFrom(lowest string) []string {
	all := []string{"1.0", "1.1", "1.2", "1.3"}
	for i, v := range all {
		if v == lowest {
			return all[i:]
		}
	}
	return []string{lowest}
}

func (t *tables) callHomeBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "profile *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.callHome.In(r) }},
		{Pattern: "destination address http *", Do: reports},
		{Pattern: "mail-server|http-proxy * ...", Do: reports},
		{Pattern: "no? service active", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Services.CallHome.Enabled })},
	}
}

// reports records a host that the device's own reports go to or through.
func reports(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "call-home"}
	x.Proto.Inherit("", m.Span)
	x.Host.Set(fill.URLHost(m.Arg(0)), m.Span)
	r.dev.Transfers = append(r.dev.Transfers, x)
}

func dhcpBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "profile * server **", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.DHCP.Enabled.Set(true, m.Span) }},
	}
}
