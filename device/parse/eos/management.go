package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// rpc is the block of one programmatic service, or one transport of it.
type rpc struct {
	*model.Service
	r    *run
	auto bool // the service is on as soon as a transport is written
}

func (t *tables) managementEntries() []stmt.Entry[*run] {
	open := func(service func(*run) *model.Service) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			s := service(r)
			s.Span = c.Span(m.Node)
			return t.rpc.In(rpc{s, r, true})
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "management ssh", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.SSH.Span = c.Span(m.Node)
			r.line("vty", "ssh").Span = c.Span(m.Node)
			return t.ssh.In(r)
		}},
		{Pattern: "management telnet", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.Services.Telnet.Span = c.Span(m.Node)
			r.line("vty", "telnet").Span = c.Span(m.Node)
			return t.telnet.In(r)
		}},
		{Pattern: "management console", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.line("console", "console").Span = c.Span(m.Node)
			return t.console.In(r)
		}},
		{Pattern: "management api http-commands", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.Services.API.Span = c.Span(m.Node)
			return t.http.In(r)
		}},
		{Pattern: "management api gnmi", Sub: open(func(r *run) *model.Service { return &r.Services.GRPC })},
		{Pattern: "management api gnsi|gribi|p4-runtime", Sub: open(func(r *run) *model.Service { return &r.Services.GRPC })},
		{Pattern: "management api netconf", Sub: open(func(r *run) *model.Service { return &r.Services.Netconf })},
		{Pattern: "management api restconf", Sub: open(func(r *run) *model.Service { return &r.Services.Restconf })},
		{Pattern: "management security", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.security.In(r) }},
		{Pattern: "management xmpp|http-server **", State: stmt.Unimplemented},
		{Pattern: "no management ssh|telnet|console|security", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no management api http-commands|gnmi|netconf|restconf", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip ssh client source-interface ...", Do: fill.Text(func(r *run) *model.F[string] { return &r.SSH.SourceIf })},
		{Pattern: "no? ip ssh client vrf * source-interface *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				r.SSH.SourceIf.Set(m.Arg(1), m.Span)
			}
		}},
	}
}

// line finds or adds one of the ways into the command line.
func (r *run) line(kind, name string) *model.Line {
	for _, l := range r.Lines {
		if l.Name == name {
			return l
		}
	}
	l := &model.Line{Kind: kind, Name: name}
	r.Lines = append(r.Lines, l)
	return l
}

func (t *tables) sshBlock() []stmt.Entry[*run] {
	algs := func(fact func(*run) *model.F[[]string]) func(*stmt.Ctx, *run, *stmt.Match) {
		return func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				*fact(r) = model.F[[]string]{}
				return
			}
			out := []string{}
			for _, w := range m.Rest {
				out = append(out, strings.ToLower(w))
			}
			fact(r).Set(out, m.Span)
		}
	}
	ssh := func(r *run) *model.Line { return r.line("vty", "ssh") }
	return append(fenceEntries(ownTable(sshTables), "management ssh access-group"), []stmt.Entry[*run]{
		own(sshTables),
		{Pattern: "authentication empty-passwords permit", State: stmt.Unimplemented},
		{Pattern: "tunnel **", State: stmt.Unimplemented}, // a forwarding to another host
		{Pattern: "no? idle-timeout ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			fill.Number(c, &r.SSH.Service.IdleTimeout, 60, fill.First(m), m)
			fill.Number(c, &ssh(r).IdleTimeout, 60, fill.First(m), m)
		}},
		{Pattern: "no? login timeout ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.SSH.LoginGrace })},
		{Pattern: "no? cipher ...", Do: algs(func(r *run) *model.F[[]string] { return &r.SSH.EncAlgs })},
		{Pattern: "no? key-exchange ...", Do: algs(func(r *run) *model.F[[]string] { return &r.SSH.KEX })},
		{Pattern: "no? mac ...", Do: algs(func(r *run) *model.F[[]string] { return &r.SSH.MACs })},
		{Pattern: "no? hostkey server ...", Do: readHostKeys},
		{Pattern: "no? server-port *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				r.SSH.Service.Ports = model.F[[]string]{}
				return
			}
			r.SSH.Service.Ports.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "authentication mode *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.sshAuth([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "authentication protocol ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.sshAuth(m.Rest, m.Span) }},
		{Pattern: "no authentication mode|protocol ...", Do: func(_ *stmt.Ctx, r *run, _ *stmt.Match) {
			r.SSH.PasswordAuth, r.SSH.PubkeyAuth = model.F[bool]{}, model.F[bool]{}
		}},
		{Pattern: "no? connection limit ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.SSH.Service.SessionLimit })},
		{Pattern: "no? fips restrictions", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.SSH.StrongCrypto.Set(!m.Neg, m.Span) }},
		{Pattern: "vrf *", Sub: openTable(sshTables, func() *stmt.Table[inTable] { return t.sshVRF }, "management ssh vrf")},
	}...)
}

func readHostKeys(_ *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		r.SSH.HostKeyAlgs = model.F[[]string]{}
		return
	}
	var out []string
	for _, w := range m.Rest {
		switch w {
		case "rsa":
			out = append(out, "ssh-rsa")
		case "dsa":
			out = append(out, "ssh-dss")
		case "ed25519":
			out = append(out, "ssh-ed25519")
		case "ecdsa-nistp256", "ecdsa-nistp384", "ecdsa-nistp521":
			out = append(out, "ecdsa-sha2"+w[5:])
		default:
			out = append(out, strings.ToLower(w))
		}
	}
	r.SSH.HostKeyAlgs.Set(out, m.Span)
	kind, _, _ := strings.Cut(fill.Word(m.Rest, 0), "-")
	r.SSH.HostKeyType.Set(kind, m.Span)
}

func (r *run) sshAuth(words []string, sp model.Span) {
	password, key := false, false
	for _, w := range words {
		switch w {
		case "password", "keyboard-interactive":
			password = true
		case "public-key":
			key = true
		}
	}
	r.SSH.PasswordAuth.Set(password, sp)
	r.SSH.PubkeyAuth.Set(key, sp)
}

func sshTables(r *run) *presence { return &r.ssh }

func sshVRFBlock() []stmt.Entry[inTable] {
	return append(fenceEntries(ofTable, "management ssh access-group"), shutdownEntry())
}

func telnetTables(r *run) *presence { return &r.telnet }

func (t *tables) telnetBlock() []stmt.Entry[*run] {
	return append(fenceEntries(ownTable(telnetTables), "management telnet access-group"), []stmt.Entry[*run]{
		own(telnetTables),
		{Pattern: "no? idle-timeout ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			fill.Number(c, &r.Services.Telnet.IdleTimeout, 60, fill.First(m), m)
			fill.Number(c, &r.line("vty", "telnet").IdleTimeout, 60, fill.First(m), m)
		}},
		{Pattern: "no? connection limit ...", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.Services.Telnet.SessionLimit })},
		{Pattern: "vrf *", Sub: openTable(telnetTables, func() *stmt.Table[inTable] { return t.telnetVRF }, "management telnet vrf")},
	}...)
}

func telnetVRFBlock() []stmt.Entry[inTable] {
	return append(fenceEntries(ofTable, "management telnet access-group"), shutdownEntry())
}

func consoleBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? idle-timeout ...", Do: fill.Num(60, func(r *run) *model.F[int64] { return &r.line("console", "console").IdleTimeout })},
	}
}

// finishManagement adds the ways in that every device has and settles what
// several blocks say together.
func (r *run) finishManagement() {
	r.ssh.settle(&r.SSH.Service, true)
	r.telnet.settle(&r.Services.Telnet, false)
	r.api.vague = true
	r.api.settle(&r.Services.API, false)
	r.snmp.before(&r.SNMP.ACL, r.snmp.fence.acl, true)
	r.snmp.before(&r.SNMP.ACL6, r.snmp.fence.acl6, true)
	r.line("console", "console")
	ssh := r.line("vty", "ssh")
	transport := []string{"ssh"}
	sp := ssh.Span
	if on := r.SSH.Service.Enabled; on.How.Stated() {
		sp = on.Span
		if !on.V {
			transport = []string{}
		}
	}
	ssh.TransportIn.Inherit(transport, sp)
	ssh.ACLIn.Name, ssh.ACL6In.Name = r.SSH.Service.ACL.Name, r.SSH.Service.ACL6.Name
	if on := r.Services.Telnet.Enabled; on.How == model.Explicit {
		transport = []string{}
		if on.V {
			transport = append(transport, "telnet")
		}
		telnet := r.line("vty", "telnet")
		telnet.TransportIn.Inherit(transport, on.Span)
		telnet.ACLIn.Name, telnet.ACL6In.Name = r.Services.Telnet.ACL.Name, r.Services.Telnet.ACL6.Name
	}
	for _, u := range r.tlsUsers {
		if v := r.profiles[u.profile]; v != nil && v.How == model.Explicit {
			u.service.TLSVersions.Inherit(v.V, v.Span)
		}
	}
	r.finishAPI()
}
