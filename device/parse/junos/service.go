package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// listener picks one service of the device.
type listener func(*model.Services) *model.Service

// serviceTop reads what listens, below system.
func serviceTop(t *tables) []entry[*model.Device] {
	on := func(pattern string, which listener) entry[*model.Device] {
		return sub("services "+pattern, openService(which))
	}
	return append([]entry[*model.Device]{
		sub("services ssh", openSSH),
		on("telnet", func(s *model.Services) *model.Service { return &s.Telnet }),
		on("ftp", func(s *model.Services) *model.Service { return &s.FTP }),
		on("tftp-server", func(s *model.Services) *model.Service { return &s.TFTP }),
		on("finger", func(s *model.Services) *model.Service { return &s.Finger }),
		on("rsh|rlogin", func(s *model.Services) *model.Service { return &s.RSH }),
		on("dns", func(s *model.Services) *model.Service { return &s.DNS }),
		on("dhcp|dhcp-local-server", func(s *model.Services) *model.Service { return &s.DHCP }),
		on("xnm-clear-text|xnm-ssl", func(s *model.Services) *model.Service { return &s.XMLAgent }),
		on("netconf ssh", func(s *model.Services) *model.Service { return &s.Netconf }),
		on("netconf tls", func(s *model.Services) *model.Service { return &s.Netconf }),
		on("web-management http", func(s *model.Services) *model.Service { return &s.HTTP }),
		on("web-management https", func(s *model.Services) *model.Service { return &s.HTTPS }),
		on("rest http", func(s *model.Services) *model.Service { return &s.API }),
		on("rest https", func(s *model.Services) *model.Service { return &s.API }),
		do("services web-management session idle-timeout *", webSession(60, func(s *model.Service) *model.F[int64] { return &s.IdleTimeout })),
		do("services web-management session session-limit *", webSession(1, func(s *model.Service) *model.F[int64] { return &s.SessionLimit })),
		do("services rest control allowed-sources *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			pushPrefix(c, &a.v.Services.API.From, last(m), m)
		}),
		do("services rest control connection-limit *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			count(c, &a.v.Services.API.SessionLimit, 1, last(m), m)
		}),
		do("services extension-service request-response grpc ...", grpc),
		do("services extension-service notification ...", extension),
		do("services extension-service", extension),
		do("services outbound-ssh client * ...", outbound("netconf")),
		do("services outbound-https client * ...", outbound("https")),
		do("services reverse ssh|telnet ...", reverse),
		do("services flow-tap-dtcp ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.intercept("mediation", m) }),
	}, notRead[*model.Device]("services service-deployment ...", "services tcp-encap ...", "services http ...", "services grpc-tunnel ...", "services remote-access ...")...)
}

// secureForms are the words of services that may be offered in the clear and
// encrypted, and whether they are.
var secureForms = map[string]bool{"http": false, "https": true, "xnm-clear-text": false, "xnm-ssl": true, "ssh": true, "tls": true}

// openService states that a service is on. One that is offered in the clear
// as well counts as clear.
func openService(which listener) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		s := which(&a.v.Services)
		s.Span = c.Span(m.Node)
		put(&s.Enabled, true, m)
		secure, known := secureForms[c.Tree.Nodes[m.Node].Words[0]]
		if known && (!s.TLS.How.Stated() || s.TLS.V && !secure) {
			s.TLS.Set(secure, m.Span)
		}
		return a.r.t.service.In(in(a, s))
	}
}

func serviceEntries() []entry[*model.Service] {
	return append([]entry[*model.Service]{
		do("port *", func(_ *stmt.Ctx, a at[*model.Service], m *stmt.Match) { push(&a.v.Ports, last(m), m) }),
		number("connection-limit *", 1, func(s *model.Service) *model.F[int64] { return &s.SessionLimit }),
		words("interface *", func(s *model.Service) *model.F[[]string] { return &s.Interfaces }),
		text("routing-instance *", func(s *model.Service) *model.F[string] { return &s.VRF }),
		do("system-generated-certificate", func(_ *stmt.Ctx, a at[*model.Service], m *stmt.Match) { put(&a.v.SelfSigned, true, m) }),
		do("pki-local-certificate|local-certificate|server-certificate *", func(_ *stmt.Ctx, a at[*model.Service], m *stmt.Match) {
			put(&a.v.Trustpoint, last(m), m)
		}),
		words("cipher-list *", func(s *model.Service) *model.F[[]string] { return &s.Ciphers }),
		do[*model.Service]("rate-limit|addresses|client-alive-interval|client-alive-count-max ...", nothing),
	}, notRead[*model.Service]("mutual-authentication ...", "default-certificate ...", "client-identity ...", "authentication-order ...", "local-certificate-chain ...")...)
}

// webSession sets a limit of the web interface, which holds for both forms.
func webSession(unit int64, fact func(*model.Service) *model.F[int64]) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		count(c, fact(&a.v.Services.HTTP), unit, last(m), m)
		count(c, fact(&a.v.Services.HTTPS), unit, last(m), m)
	}
}

// grpc reads the service that programs off and on the device call.
func grpc(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	extension(c, a, m)
	s := &a.v.Services.GRPC
	s.Span = c.Span(m.Node)
	put(&s.Enabled, true, m)
	clear := a.r.option(m.Node, "clear-text") != 0
	put(&s.TLS, !clear, m)
	if port, sp, ok := a.r.value(m.Node, "port"); ok {
		push(&s.Ports, port, a.r.stands(m.Node, sp))
	}
	if vrf, sp, ok := a.r.value(m.Node, "routing-instance"); ok {
		put(&s.VRF, vrf, a.r.stands(m.Node, sp))
	}
	if cert, sp, ok := a.r.value(m.Node, "local-certificate"); ok {
		put(&s.Trustpoint, cert, a.r.stands(m.Node, sp))
	}
	if n, sp, ok := a.r.value(m.Node, "max-connections"); ok {
		count(c, &s.SessionLimit, 1, n, a.r.stands(m.Node, sp))
	}
	if k := a.r.option(m.Node, "skip-authentication"); k != 0 {
		n := &c.Tree.Nodes[k]
		put(&s.Auth, []string{"none"}, a.r.stands(k, model.Span{Line: n.Line, End: n.End}))
	}
}

// extension states that programs may call the device's services.
func extension(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Hosting.OpenAPI, true, m)
	if k := a.r.option(m.Node, "allow-clients"); k != 0 {
		if list := c.Tree.Child(k, "address"); list != 0 {
			for p := range c.Tree.Kids(list) {
				n := &c.Tree.Nodes[p]
				pushPrefix(c, &a.v.Services.GRPC.From, n.Words[0], a.r.stands(p, model.Span{Line: n.Line, End: n.End}))
			}
		}
	}
}

// outbound reads a session that the device opens to a manager.
func outbound(proto string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		s := &a.v.Services.CallHome
		s.Span = c.Span(m.Node)
		put(&s.Enabled, true, m)
		for k := range c.Tree.Kids(m.Node) {
			n := &c.Tree.Nodes[k]
			switch n.Words[0] {
			case "secret":
				if n.First != 0 {
					a.r.secret("api", m.Arg(0), c.Tree.Nodes[n.First].Words[0], a.r.stands(n.First, model.Span{Line: n.Line, End: n.End}))
				}
			case "device-id", "services", "keep-alive", "reconnect-strategy", "routing-instance", "source-address", "trusted-cert", "waittime":
			default:
				if strings.ContainsAny(n.Words[0], ".:") {
					put(&s.URL, proto+"://"+n.Words[0], a.r.stands(k, model.Span{Line: n.Line, End: n.End}))
				}
			}
		}
	}
}

// reverse reads a way through the device to another's console.
func reverse(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if c.Tree.Nodes[m.Node].Words[0] == "telnet" {
		put(&a.v.Services.Telnet.Enabled, true, m)
	}
	l := a.r.port("aux")
	push(&l.TransportIn, c.Tree.Nodes[m.Node].Words[0], m)
	put(&l.Exec, true, m)
}
