package ios

import (
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

type rfb = func(*reader) *model.F[bool]

// systemEntries are the device's name, its boot and its global switches.
func (t *tables) systemEntries() []stmt.Entry[*reader] {
	on := func(p string, f rfb) stmt.Entry[*reader] { return stmt.Entry[*reader]{Pattern: p, Do: fill.Bool(f)} }
	return []stmt.Entry[*reader]{
		{Pattern: "hostname *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.Hostname.Set(strings.Trim(m.Arg(0), `"`), m.Span) }},
		{Pattern: "version *", Do: version},
		{Pattern: "license udi pid * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.Model.Set(m.Arg(0), m.Span) }},
		{Pattern: "switch * provision *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.d.Platform.Set("switch", m.Span)
			r.provision.Set(m.Arg(1), m.Span)
		}},
		{Pattern: "no? spanning-tree mode *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { implied(&r.d.Platform, "switch", m.Span) }},
		{Pattern: "boot system ...", Do: bootSystem},
		{Pattern: "no? boot host|network|config|bootldr ...", Do: bootConfig},
		{Pattern: "config-register *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.d.Platforms.ConfigRegister })},
		{Pattern: "no? file verify auto", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Platforms.ImageVerify })},
		{Pattern: "no? password encryption aes", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Platforms.MasterKey })},
		{Pattern: "key config-key password-encrypt ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.d.Platforms.MasterKey.Set(true, m.Span)
			if len(m.Rest) > 0 {
				c.Secret("other", "master key", "clear", tail(m, 3), m.Span)
			}
		}},
		{Pattern: "no? clock timezone ...", Do: fill.Text(func(r *reader) *model.F[string] { return &r.d.Platforms.TimeZone })},
		{Pattern: "fips authorization-key ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.d.Platforms.FIPS.Set(true, m.Span)
			secretAt(c, "other", "fips", m, 2)
		}},

		on("no? service password-encryption", func(r *reader) *model.F[bool] { return &r.d.Platforms.Obfuscation }),
		on("no? service password-recovery ...", func(r *reader) *model.F[bool] { return &r.d.Platforms.PassRecovery }),
		on("no? service tcp-keepalives-in", func(r *reader) *model.F[bool] { return &r.d.Platforms.KeepalivesIn }),
		on("no? service tcp-keepalives-out", func(r *reader) *model.F[bool] { return &r.d.Platforms.KeepalivesOut }),
		on("no? service internal", func(r *reader) *model.F[bool] { return &r.d.Platforms.Internal }),
		on("no? service sequence-numbers", func(r *reader) *model.F[bool] { return &r.d.Logging.Sequence }),
		on("no? platform shell", func(r *reader) *model.F[bool] { return &r.d.Platforms.Shell }),
		{Pattern: "no? service timestamps log ...", Do: timestamps},
		{Pattern: "no? service timestamps", Do: timestamps},

		{Pattern: "redundancy ...", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.redundancy.In(r) }},
		{Pattern: "telemetry ietf subscription *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.d.Platforms.Telemetry.Set(true, m.Span)
			return t.telemetry.In(r)
		}},
		{Pattern: "telemetry receiver protocol *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.telemetry.In(r) }},
		{Pattern: "no? ip source-route", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Routing.SourceRoute })},
		{Pattern: "no? ipv6 source-route", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Routing.SourceRoute6 })},
		{Pattern: "no? ip routing", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.Routing.Forwarding })},
		{Pattern: "no? mpls ip propagate-ttl ...", Do: propagateTTL},
		{Pattern: "no? tag-switching ip propagate-ttl ...", Do: propagateTTL},
		{Pattern: "no? ip options drop|ignore", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			v := words(c, m)[2]
			if m.Neg {
				v = "process"
			}
			r.d.Routing.Options.Set(v, m.Span)
		}},
		{Pattern: "no? ip domain lookup", Do: lookup},
		{Pattern: "no? ip domain-lookup", Do: lookup},
		{Pattern: "ip domain lookup source-interface|vrf|nsap|recursive ...", State: stmt.Irrelevant},
		{Pattern: "ip name-server ...", Do: nameServers},
	}
}

func redundancyEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "mode *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.Platforms.HA.Set(m.Arg(0) != "none", m.Span) }},
	}
}

// telemetryEntries are a subscription that the device dials out by itself.
func telemetryEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "receiver ip|ipv6 address * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			proto, _ := m.After("protocol")
			r.transfer("telemetry", proto, m.Arg(0), m.Span)
		}},
		{Pattern: "receiver name *", Do: none[*reader]}, // telemetry receiver protocol NAME
		{Pattern: "host ip-address|name * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.transfer("telemetry", "", m.Arg(0), m.Span)
		}},
	}
}

// transfer records a place to which the device sends files or data by itself.
func (r *reader) transfer(kind, proto, host string, sp model.Span) {
	x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	x.Proto.Set(proto, sp)
	x.Host.Set(host, sp)
	r.d.Transfers = append(r.d.Transfers, x)
}

// version keeps the more exact of the file's own line and a collector's.
func version(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	old, own := model.ParseVersion(r.d.Version.V), model.ParseVersion(m.Arg(0))
	if r.d.Version.How.Stated() && len(old) >= len(own) && old[:len(own)].Compare(own) == 0 {
		return
	}
	r.d.Version.Set(m.Arg(0), m.Span)
}

// remoteProtos are the schemes that leave the device.
var remoteProtos = map[string]bool{"tftp": true, "ftp": true, "http": true, "https": true, "rcp": true, "scp": true, "sftp": true, "mop": true}

// urlParts splits URL into its scheme and host, "" where it is local. What
// stands before an @ may be a password and is left out.
func urlParts(url string) (proto, host string) {
	proto, rest, ok := strings.Cut(url, ":")
	proto = strings.ToLower(proto)
	if !ok || !remoteProtos[proto] {
		return "", ""
	}
	rest = strings.TrimLeft(rest, "/")
	host, _, _ = strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	return proto, host
}

// safeURL is url without the account that it may hold.
func safeURL(c *stmt.Ctx, url string, sp model.Span) string {
	scheme, rest, ok := strings.Cut(url, "//")
	if !ok {
		return url
	}
	host, path, slash := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@')
	if at < 0 {
		return url
	}
	if user, pw, has := strings.Cut(host[:at], ":"); has {
		c.Secret("ftp", user, "clear", pw, sp)
	}
	if url = scheme + "//" + host[at+1:]; slash {
		url += "/" + path
	}
	return url
}

// bootSystem reads "boot system flash:x", "boot system tftp x 192.0.2.1" and
// "boot system switch all flash:x".
func bootSystem(c *stmt.Ctx, r *reader, m *stmt.Match) {
	p := &r.d.Platforms
	first := fill.First(m)
	if first == "" {
		c.Mark(m.Node, stmt.Partial)
		p.Boot.Unsure(m.Span)
		return
	}
	where := safeURL(c, tail(m, 2), m.Span)
	proto, host := urlParts(first)
	if remoteProtos[first] {
		proto = first
		if n := len(m.Rest); n > 1 {
			host = m.Rest[n-1]
		}
	}
	fill.Add(&p.Boot, where, m.Span)
	r.remoteBoot(proto, host, m.Span)
}

func (r *reader) remoteBoot(proto, host string, sp model.Span) {
	p := &r.d.Platforms
	if proto == "" {
		implied(&p.BootRemote, false, sp)
		return
	}
	p.BootRemote.Set(true, sp)
	r.transfer("boot", proto, host, sp)
}

// bootConfig reads the sources of a configuration to be loaded at boot.
func bootConfig(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg || len(m.Rest) == 0 {
		return
	}
	url := safeURL(c, m.Rest[0], m.Span)
	proto, host := urlParts(url)
	if remoteProtos[m.Rest[0]] {
		proto = m.Rest[0]
		host = m.Rest[len(m.Rest)-1]
	}
	r.remoteBoot(proto, host, m.Span)
}

// timestamps reads the form of the time in log messages.
func timestamps(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	l := &r.d.Logging
	l.Timestamps.Set(!m.Neg, m.Span)
	has := func(w string) bool { return !m.Neg && m.Has(w) }
	l.Milliseconds.Set(has("msec"), m.Span)
	l.Year.Set(has("year"), m.Span)
	l.Zone.Set(has("show-timezone"), m.Span)
}

func propagateTTL(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg && (m.Has("forwarded") || m.Has("local")) && len(m.Rest) == 1 && m.Has("local") {
		return // only the device's own packets
	}
	r.d.Routing.TTLPropagate.Set(!m.Neg, m.Span)
}

func lookup(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.DNS.Lookup.Set(!m.Neg, m.Span) }

func nameServers(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	list := m.Rest
	if len(list) > 1 && list[0] == "vrf" {
		list = list[2:]
	}
	for _, s := range list {
		fill.Add(&r.d.DNS.Servers, s, m.Span)
	}
}

// timeForms are how the device writes when it was changed and saved.
var timeForms = []string{"15:04:05 MST Mon Jan 2 2006", "15:04:05.000 MST Mon Jan 2 2006"}

// unsaved compares the two times where both are given in one zone.
func (r *reader) unsaved() {
	changed, saved := &r.d.ChangedAt, &r.d.SavedAt
	if !changed.How.Stated() || !saved.How.Stated() {
		return
	}
	for _, form := range timeForms {
		a, err1 := time.Parse(form, strings.Join(strings.Fields(changed.V), " "))
		b, err2 := time.Parse(form, strings.Join(strings.Fields(saved.V), " "))
		if err1 == nil && err2 == nil {
			r.d.Unsaved.Set(a.After(b), changed.Span)
			return
		}
	}
}

// finishPlatform tells switches from routers by what only one of them has.
func (r *reader) finishPlatform() {
	r.unsaved()
	p := &r.d.Platform
	if r.provision.How.Stated() {
		derived(&r.d.Model, r.provision.V, r.provision.Span)
	}
	if r.d.Model.How.Stated() {
		kind := modelKind(r.d.Model.V)
		if kind != "" {
			p.Inherit(kind, r.d.Model.Span)
		}
	}
	r.smartInstall()
}

// smartInstall says what no line about Smart Install means: a router is no
// client, and a switch of a release before 16 is one until it is told not to be.
func (r *reader) smartInstall() {
	client := &r.d.Services.SmartInstall.Enabled
	if !r.d.Platform.How.Stated() {
		return
	}
	ver := model.ParseVersion(r.d.Version.V)
	switch {
	case r.d.Platform.V == "router":
		byDefault(client, false)
	case r.d.Platform.V == "switch" && len(ver) > 0 && ver[0] >= 12 && ver[0] < 16:
		byDefault(client, true)
	}
}

func modelKind(pid string) string {
	pid = strings.ToUpper(pid)
	for _, s := range []string{"WS-", "C9200", "C9300", "C9400", "C9500", "C9600", "C9610", "IE-", "C1000", "C2960", "C3560", "C3650", "C3750", "C3850", "CATALYST", "ESS", "CBS", "C3560CX", "IE3"} {
		if strings.HasPrefix(pid, s) {
			return "switch"
		}
	}
	for _, s := range []string{"ISR", "ASR", "CSR", "C8", "CISCO", "C11", "C8000", "IOSV", "VG", "IR", "C89", "C92", "C88", "C86", "NIM", "C-NIM"} {
		if strings.HasPrefix(pid, s) {
			return "router"
		}
	}
	return ""
}
