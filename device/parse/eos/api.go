package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// httpBlock reads the command API (eAPI): HTTPS unless a line says otherwise.
func (t *tables) httpBlock() []stmt.Entry[*run] {
	return append(fenceEntries(ownTable(apiTables), "management api access-group"), []stmt.Entry[*run]{
		{Pattern: "no? protocol http ...", Do: readProtocol(func(r *run) *model.Service { return &r.Services.HTTP }, "80")},
		{Pattern: "no? protocol https ...", Do: readProtocol(func(r *run) *model.Service { return &r.Services.HTTPS }, "443")},
		{Pattern: "no? protocol https ssl profile *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				return
			}
			r.useProfile(&r.Services.API, m.Arg(0), m.Span)
			r.useProfile(&r.Services.HTTPS, m.Arg(0), m.Span)
		}},
		{Pattern: "no? protocol https certificate", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Services.API.SelfSigned.Set(m.Neg, m.Span) }},
		{Pattern: "no? protocol https cipher ...", Do: fill.Words(func(r *run) *model.F[[]string] { return &r.Services.API.Ciphers })},
		{Pattern: "no? session timeout * ...", Do: fill.Num(60, func(r *run) *model.F[int64] { return &r.Services.API.IdleTimeout })},
		own(apiTables),
		{Pattern: "vrf *", Sub: openTable(apiTables, func() *stmt.Table[inTable] { return t.httpVRF }, "management api http-commands vrf")},
	}...)
}

func apiTables(r *run) *presence { return &r.api }

func httpVRFBlock() []stmt.Entry[inTable] {
	return append(fenceEntries(ofTable, "management api access-group"), shutdownEntry())
}

// readProtocol reads `protocol http port 8080` and its negation.
func readProtocol(service func(*run) *model.Service, port string) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(_ *stmt.Ctx, r *run, m *stmt.Match) {
		s := service(r)
		clear := s == &r.Services.HTTP
		s.TLS.Set(!clear, m.Span)
		if clear {
			r.httpProto = true
		}
		s.Enabled.Set(!m.Neg && !(clear && m.Has("localhost")), m.Span)
		if m.Neg {
			s.Ports.Set([]string{}, m.Span)
			return
		}
		p := port
		if v, ok := m.After("port"); ok {
			p = v
		}
		s.Ports.Set([]string{p}, m.Span)
	}
}

// finishAPI spreads what is said of eAPI over its two transports.
func (r *run) finishAPI() {
	api, http, https := &r.Services.API, &r.Services.HTTP, &r.Services.HTTPS
	if !api.Enabled.How.Stated() {
		// Transports of a service that is off do not listen.
		http.Enabled, https.Enabled = model.F[bool]{}, model.F[bool]{}
		return
	}
	sp := api.Enabled.Span
	if !api.Enabled.V {
		http.Enabled.Inherit(false, sp)
		https.Enabled.Inherit(false, sp)
		return
	}
	if https.Enabled.How == model.NotRead {
		https.Enabled.Inherit(true, sp)
		https.TLS.Inherit(true, sp)
	}
	ports := []string{}
	for _, s := range []*model.Service{http, https} {
		fill.Inherit(&s.VRF, &api.VRF)
		fill.Inherit(&s.ACL.Name, &api.ACL.Name)
		fill.Inherit(&s.ACL6.Name, &api.ACL6.Name)
		if s.Enabled.V {
			ports = append(ports, s.Ports.V...)
		}
	}
	api.TLS.Inherit(!http.Enabled.V, sp)
	if len(ports) > 0 {
		api.Ports.Inherit(ports, sp)
	}
}

func (r *run) useProfile(s *model.Service, name string, sp model.Span) {
	s.TLS.Set(true, sp)
	s.Trustpoint.Set(name, sp)
	s.SelfSigned.Set(false, sp)
	r.tlsUsers = append(r.tlsUsers, tlsUser{s, name, sp})
}

func (t *tables) rpcBlock() []stmt.Entry[rpc] {
	return append([]stmt.Entry[rpc]{
		{Pattern: "transport grpc|ssh|https|grpc-tunnel *", Sub: func(c *stmt.Ctx, s rpc, m *stmt.Match) stmt.Block {
			if s.Enabled.How == model.NotRead {
				s.Enabled.Inherit(true, m.Span)
			}
			if c.Tree.Nodes[m.Node].Words[1] == "ssh" {
				s.TLS.Inherit(true, m.Span)
			}
			return t.transport.In(s)
		}},
		{Pattern: "no transport ...", Do: func(*stmt.Ctx, rpc, *stmt.Match) {}},
	}, transportBlock()...)
}

func transportBlock() []stmt.Entry[rpc] {
	return []stmt.Entry[rpc]{
		{Pattern: "no? shutdown", Do: fill.Not(func(s rpc) *model.F[bool] { return &s.Enabled })},
		{Pattern: "no? port *", Do: func(_ *stmt.Ctx, s rpc, m *stmt.Match) {
			if !m.Neg {
				s.Ports.Set([]string{m.Arg(0)}, m.Span)
			}
		}},
		{Pattern: "no? vrf *", Do: func(c *stmt.Ctx, s rpc, m *stmt.Match) {
			if m.Neg {
				s.VRF.Set("", m.Span)
				return
			}
			s.VRF.Set(m.Arg(0), m.Span)
			useVRF(c, m.Arg(0), "management api vrf", m.Span)
		}},
		{Pattern: "no? ssl profile *", Do: func(_ *stmt.Ctx, s rpc, m *stmt.Match) {
			if m.Neg {
				s.TLS.Set(false, m.Span)
				return
			}
			s.r.useProfile(s.Service, m.Arg(0), m.Span)
		}},
		{Pattern: "no? ip access-group * ...", Do: fill.ACL("acl", "management api access-group", func(s rpc) *model.ACLRef { return &s.ACL })},
		{Pattern: "no? ipv6 access-group * ...", Do: fill.ACL("acl6", "management api access-group", func(s rpc) *model.ACLRef { return &s.ACL6 })},
	}
}
