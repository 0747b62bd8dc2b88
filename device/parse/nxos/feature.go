package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// featureEntries read `feature X`, which switches X on.
func (t *tables) featureEntries() []stmt.Entry[*run] {
	service := func(name string, fact func(r *run) *model.F[bool]) stmt.Entry[*run] {
		return stmt.Entry[*run]{Pattern: "no? feature " + name, Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			f := fact(r)
			f.Set(!m.Neg, m.Span)
			r.features[name] = *f
		}}
	}
	return []stmt.Entry[*run]{
		service("telnet", func(r *run) *model.F[bool] { return &r.Services.Telnet.Enabled }),
		service("ssh", func(r *run) *model.F[bool] { return &r.SSH.Service.Enabled }),
		service("nxapi", func(r *run) *model.F[bool] { return &r.Services.API.Enabled }),
		service("netconf", func(r *run) *model.F[bool] { return &r.Services.Netconf.Enabled }),
		service("restconf", func(r *run) *model.F[bool] { return &r.Services.Restconf.Enabled }),
		service("grpc", func(r *run) *model.F[bool] { return &r.Services.GRPC.Enabled }),
		service("scp-server", func(r *run) *model.F[bool] { return &r.Services.SCP.Enabled }),
		service("sftp-server", func(r *run) *model.F[bool] { return &r.Services.SFTP.Enabled }),
		service("http-server", func(r *run) *model.F[bool] { return &r.Services.HTTP.Enabled }),
		service("lldp", func(r *run) *model.F[bool] { return &r.L2.LLDP }),
		service("ntp", func(r *run) *model.F[bool] { return &r.NTP.Enabled }),
		service("pnp", func(r *run) *model.F[bool] { return &r.Services.PnP.Enabled }),
		service("poap", func(r *run) *model.F[bool] { return &r.Services.ZTP.Enabled }),
		service("bash-shell", func(r *run) *model.F[bool] { return &r.Hosting.Bash }),
		service("container-tracker", func(r *run) *model.F[bool] { return &r.Hosting.Enabled }),
		service("docker", func(r *run) *model.F[bool] { return &r.Hosting.Enabled }),
		service("app-hosting", func(r *run) *model.F[bool] { return &r.Hosting.Enabled }),
		service("telemetry", func(r *run) *model.F[bool] { return &r.Platforms.Telemetry }),
		service("tacacs+", func(r *run) *model.F[bool] { return new(model.F[bool]) }),
		{Pattern: "no? feature password encryption aes", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Platforms.MasterKey })},
		{Pattern: "no? feature openflow|onep ...", State: stmt.Unimplemented},
	}
}

// finishServices settles what features and lines say together.
func (r *run) finishServices() {
	if bash := r.Hosting.Bash; bash.How == model.Explicit {
		r.Platforms.Shell.Inherit(bash.V, bash.Span)
	}
	if r.SSH.Service.Enabled.How == model.Explicit && !r.SSH.Service.Enabled.V {
		r.SSH.Service.Ports = model.F[[]string]{}
	}
	api := &r.Services.API
	if api.Enabled.How != model.Explicit || !api.Enabled.V {
		return
	}
	if r.Services.HTTPS.Enabled.How == model.NotRead {
		r.Services.HTTPS.Enabled.Inherit(true, api.Enabled.Span)
	}
	if !r.nxapiHTTP && r.Services.HTTP.Enabled.How == model.NotRead {
		// Early releases answer on port 80 as soon as NX-API is on.
		r.Services.HTTP.Enabled.Unsure(api.Enabled.Span)
	}
}

// apiEntries read the programmatic interfaces.
func (t *tables) apiEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? nxapi http port *", Do: readNXAPI(func(r *run) *model.Service { return &r.Services.HTTP })},
		{Pattern: "no nxapi http", Do: readNXAPI(func(r *run) *model.Service { return &r.Services.HTTP })},
		{Pattern: "no? nxapi https port *", Do: readNXAPI(func(r *run) *model.Service { return &r.Services.HTTPS })},
		{Pattern: "no nxapi https", Do: readNXAPI(func(r *run) *model.Service { return &r.Services.HTTPS })},
		{Pattern: "no? nxapi use-vrf *", Do: readAPIVRF},
		{Pattern: "no? nxapi idle-timeout *", Do: fill.Num(60, func(r *run) *model.F[int64] { return &r.Services.API.IdleTimeout })},
		{Pattern: "no? nxapi ssl protocols ...", Do: readTLSVersions},
		{Pattern: "no? nxapi ssl ciphers ...", Do: fill.Words(func(r *run) *model.F[[]string] { return &r.Services.API.Ciphers })},
		{Pattern: "no? nxapi client certificate authentication ...", State: stmt.Unimplemented},
		{Pattern: "no? nxapi certificate * ...", Do: readAPICert},
		{Pattern: "grpc port *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Services.GRPC.Ports.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "no? grpc use-vrf *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Services.GRPC.VRF })},
		{Pattern: "grpc certificate *", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.Services.GRPC.Trustpoint.Set(m.Arg(0), m.Span)
			r.Services.GRPC.TLS.Set(true, m.Span)
			c.Use("trustpoint", m.Arg(0), "grpc certificate", m.Span)
		}},
		{Pattern: "no? callhome", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.callhome.In(r) }},
	}
}

func callHomeBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? enable", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Services.CallHome.Enabled })},
		{Pattern: "destination-profile * http *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.Services.CallHome.URL.Set(fill.BareURL(m.Arg(1)), m.Span)
			r.told("call-home", "", m.Arg(1), m.Span)
		}},
		{Pattern: "transport email smtp-server|mail-server * ...", Do: callHomeHost},
		{Pattern: "transport http proxy server * ...", Do: callHomeHost},
		{Pattern: "transport http use-vrf *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Services.CallHome.VRF })},
	}
}

func callHomeHost(_ *stmt.Ctx, r *run, m *stmt.Match) { r.told("call-home", "", m.Arg(0), m.Span) }

func readNXAPI(service func(*run) *model.Service) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(_ *stmt.Ctx, r *run, m *stmt.Match) {
		s := service(r)
		s.Enabled.Set(!m.Neg, m.Span)
		if !m.Neg {
			s.Ports.Set([]string{m.Arg(0)}, m.Span)
			fill.Add(&r.Services.API.Ports, m.Arg(0), m.Span)
		}
		if s == &r.Services.HTTP {
			r.nxapiHTTP = true
			s.TLS.Set(false, m.Span)
			if !m.Neg {
				r.Services.API.TLS.Set(false, m.Span)
			}
			return
		}
		s.TLS.Set(true, m.Span)
		if !m.Neg && r.Services.API.TLS.How == model.NotRead {
			r.Services.API.TLS.Set(true, m.Span)
		}
	}
}

func readAPIVRF(_ *stmt.Ctx, r *run, m *stmt.Match) {
	v := m.Arg(0)
	if m.Neg {
		v = ""
	}
	r.Services.API.VRF.Set(v, m.Span)
	r.Services.HTTP.VRF.Inherit(v, m.Span)
	r.Services.HTTPS.VRF.Inherit(v, m.Span)
}

// readTLSVersions reads "TLSv1.1 TLSv1.2" as 1.1 and 1.2.
func readTLSVersions(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		r.Services.API.TLSVersions = model.F[[]string]{}
		return
	}
	var out []string
	for _, w := range m.Rest {
		switch w {
		case "TLSv1":
			out = append(out, "1.0")
		case "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3":
			out = append(out, w[4:])
		default:
			c.Mark(m.Node, stmt.Partial)
			r.Services.API.TLSVersions.Unsure(m.Span)
			return
		}
	}
	r.Services.API.TLSVersions.Set(out, m.Span)
	r.Services.HTTPS.TLSVersions.Inherit(out, m.Span)
}

func readAPICert(_ *stmt.Ctx, r *run, m *stmt.Match) {
	api := &r.Services.API
	switch m.Arg(0) {
	case "enable", "sudi":
		api.SelfSigned.Set(m.Neg, m.Span)
	case "httpscrt", "trustpoint":
		api.Trustpoint.Set("installed", m.Span)
		if v, ok := m.After("trustpoint"); ok {
			api.Trustpoint.Set(v, m.Span)
		}
		api.SelfSigned.Set(m.Neg, m.Span)
	}
}
