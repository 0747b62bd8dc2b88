package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) platformEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "hostname|switchname *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Hostname })},
		{Pattern: "version * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Version.Set(m.Arg(0), m.Span) }},
		{Pattern: "vdc * id *", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			fill.Add(&r.Contexts, m.Arg(0), m.Span)
			return t.vdc.In(r)
		}},
		{Pattern: "boot nxos|system|kickstart * ...", Do: readBoot},
		{Pattern: "no boot nxos|system|kickstart ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? boot poap ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			r.Services.ZTP.Enabled.Set(!m.Neg && !m.Has("disable"), m.Span)
		}},
		{Pattern: "no? fips mode enable", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.Platforms.FIPS })},
		{Pattern: "clock timezone * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Platforms.TimeZone.Set(m.Arg(0), m.Span) }},
		{Pattern: "no clock timezone ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Platforms.TimeZone = model.F[string]{} }},
		{Pattern: "telemetry", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			r.Platforms.Telemetry.Inherit(true, m.Span)
			return t.telem.In(r)
		}},
	}
}

// readBoot notes an image; one that is not on a local store is remote.
func readBoot(_ *stmt.Ctx, r *run, m *stmt.Match) {
	image := fill.BareURL(m.Arg(0))
	fill.Add(&r.Platforms.Boot, image, m.Span)
	scheme, _, _ := strings.Cut(image, ":")
	switch scheme {
	case "tftp", "ftp", "http", "https", "scp", "sftp":
		r.Platforms.BootRemote.Set(true, m.Span)
	default:
		if !r.Platforms.BootRemote.V {
			r.Platforms.BootRemote.Inherit(false, m.Span)
		}
	}
}

func (t *tables) telemetryBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "certificate ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "destination-group *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.receivers.In(r) }},
	}
}

func receiverBlock() []stmt.Entry[*run] {
	to := func(_ *stmt.Ctx, r *run, m *stmt.Match) {
		proto, _ := m.After("protocol")
		r.told("telemetry", strings.ToLower(proto), m.Arg(0), m.Span)
	}
	return []stmt.Entry[*run]{
		{Pattern: "ip|ipv6 address * ...", Do: to},
		{Pattern: "host * ...", Do: to},
	}
}

// told records a host that the device reports to by itself.
func (r *run) told(kind, proto, host string, sp model.Span) {
	x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	x.Proto.Set(proto, sp)
	x.Host.Set(fill.URLHost(host), sp)
	r.Transfers = append(r.Transfers, x)
}
