package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// systemEntries reads the system hierarchy but for what other files read.
func systemEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		text("host-name *", func(d *model.Device) *model.F[string] { return &d.Hostname }),
		text("time-zone *", func(d *model.Device) *model.F[string] { return &d.Platforms.TimeZone }),
		do("login message *", banner("login", true)),
		do("login announcement *", banner("announcement", false)),
		number("login idle-timeout *", 60, func(d *model.Device) *model.F[int64] { return &d.CLI.IdleTimeout }),
		do("name-server * ...", nameServer),
		do("management-instance", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			put(&a.v.CLI.OutOfBand, true, m)
			put(&a.v.CLI.MgmtVRF, "mgmt_junos", m)
		}),
		no("no-redirects", func(d *model.Device) *model.F[bool] { return &d.Routing.Redirects }),
		do[*model.Device]("internet-options source-quench|no-source-quench", nothing),
		yes("fips level 1|2|3|4", func(d *model.Device) *model.F[bool] { return &d.Platforms.FIPS }),
		no("fips level 0", func(d *model.Device) *model.F[bool] { return &d.Platforms.FIPS }),
		yes("master-password", func(d *model.Device) *model.F[bool] { return &d.Platforms.MasterKey }),
		yes("master-password ...", func(d *model.Device) *model.F[bool] { return &d.Platforms.MasterKey }),
		sub("ports console", openPort("console")),
		sub("ports auxiliary", openPort("aux")),
		do("archival configuration archive-sites * ...", archiveSite),
		do[*model.Device]("archival configuration transfer-interval|transfer-on-commit ...", nothing),
		do("autoinstallation ...", autoinstall),
		do("phone-home ...", phoneHome),
		do("license autoupdate url * ...", updateURL),
		no("autoinstallation usb disable", func(d *model.Device) *model.F[bool] { return &d.Platforms.USBInstall }),
		do("ddos-protection ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			if m.Has("disable-routing-engine") {
				put(&a.v.ControlPlane.Policing, false, m)
			} else {
				rests(a.r, &a.v.ControlPlane.Policing, true, a.r.c.Span(m.Node))
			}
		}),
		do("processes event-processing disable", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.v.Logging.Enabled.Set(false, m.Span) }),
	}, notRead[*model.Device]("processes * disable", "processes * command ...", "tracing ...", "login configuration-shell ...", "root-authentication load-key-file ...")...)
}

// nothing reads a statement that states no fact of its own.
func nothing[T any](*stmt.Ctx, T, *stmt.Match) {}

// banner records a message; its text is not kept.
func banner(kind string, before bool) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		for _, b := range a.v.Banners {
			if b.Kind == kind {
				return
			}
		}
		a.v.Banners = append(a.v.Banners, &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, PreLogin: before, Bytes: int64(len(last(m)))})
	}
}

func nameServer(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	push(&a.v.DNS.Servers, m.Arg(0), m)
	put(&a.v.DNS.Lookup, true, m)
}

// openPort reads the console or auxiliary port as a line.
func openPort(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		l := a.r.port(kind)
		l.Span = c.Span(m.Node)
		if kind == "aux" && c.Tree.Find(m.Node, "disable") == 0 {
			l.Exec.Set(true, m.Span)
		}
		return a.r.t.port.In(in(a, l))
	}
}

// port returns the line of a port.
func (r *reader) port(kind string) *model.Line {
	for _, l := range r.dev.Lines {
		if l.Kind == kind {
			return l
		}
	}
	l := &model.Line{Kind: kind, Name: kind}
	r.dev.Lines = append(r.dev.Lines, l)
	return l
}

func portEntries() []entry[*model.Line] {
	return []entry[*model.Line]{
		yes("log-out-on-disconnect", func(l *model.Line) *model.F[bool] { return &l.LogoutOnDisconnect }),
		no("disable", func(l *model.Line) *model.F[bool] { return &l.Exec }),
		do("insecure", func(_ *stmt.Ctx, a at[*model.Line], m *stmt.Match) {
			if a.v.Kind == "console" {
				put(&a.r.dev.Platforms.PassRecovery, false, m)
			}
		}),
	}
}

// archiveSite reads one place that configurations are sent to.
func archiveSite(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.transfer("archive", m.Arg(0), m)
	if pass, sp, ok := a.r.value(m.Node, "password"); ok {
		a.r.secret("ftp", hostOf(m.Arg(0)), pass, &stmt.Match{Node: m.Node, Span: sp})
	}
	_ = c
}

// transfer records a place that something is sent to or taken from.
func (r *reader) transfer(kind, url string, m *stmt.Match) {
	t := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: kind}
	put(&t.Proto, protoOf(url), m)
	put(&t.Host, hostOf(url), m)
	r.dev.Transfers = append(r.dev.Transfers, t)
	if pass := urlPassword(url); pass != "" {
		r.secret("ftp", hostOf(url), pass, m)
	}
}

// protoOf returns the scheme of a URL; a name without one is a local file.
func protoOf(u string) string {
	scheme, _, found := strings.Cut(u, "://")
	switch {
	case found:
		return strings.ToLower(scheme)
	case strings.Contains(u, "@") && strings.Contains(u, ":"):
		return "scp"
	}
	return "file"
}

// hostOf returns the host of scheme://user:password@host:port/path, "" where
// it is local.
func hostOf(u string) string {
	_, rest, found := strings.Cut(u, "://")
	if !found {
		if user, host, ok := strings.Cut(u, "@"); ok && user != "" {
			host, _, _ = strings.Cut(host, ":")
			return host
		}
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if strings.HasPrefix(rest, "[") {
		rest, _, _ = strings.Cut(rest[1:], "]")
		return rest
	}
	rest, _, _ = strings.Cut(rest, ":")
	return rest
}

// bareURL drops the credentials of a URL.
func bareURL(u string) string {
	scheme, rest, found := strings.Cut(u, "://")
	if !found {
		return u
	}
	host, path, slash := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	if slash {
		host += "/" + path
	}
	return scheme + "://" + host
}

func autoinstall(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Platforms.AutoInstall, true, m)
	for _, w := range m.Rest {
		if strings.Contains(w, "://") {
			a.r.transfer("automation", w, m)
		}
	}
}

func phoneHome(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Services.PnP.Enabled, true, m)
	a.v.Services.PnP.Span = m.Span
	if u, ok := m.After("server"); ok {
		put(&a.v.Services.PnP.URL, bareURL(u), m)
	}
}

func updateURL(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Platforms.UpdateChannel, hostOf(m.Arg(0)), m)
	a.r.transfer("update", m.Arg(0), m)
}
