package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) platformEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "hostname *", Do: fill.Text(func(r *run) *model.F[string] { return &r.Hostname })},
		{Pattern: "no hostname ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "boot system * ...", Do: readBoot},
		{Pattern: "boot secret ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			if typ, v := secretForm(m.Rest); v != "" {
				c.Secret("other", "boot", typ, v, m.Span)
				r.Platforms.PassRecovery.Inherit(false, m.Span)
			}
		}},
		{Pattern: "zerotouch enable", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Services.ZTP.Enabled.Set(true, m.Span) }},
		{Pattern: "zerotouch cancel|disable", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Services.ZTP.Enabled.Set(false, m.Span) }},
		{Pattern: "clock timezone ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.Platforms.TimeZone.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "no clock timezone ...", Do: func(_ *stmt.Ctx, r *run, _ *stmt.Match) { r.Platforms.TimeZone = model.F[string]{} }},
		{Pattern: "service unsupported-transceiver * *", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			c.Secret("other", "transceiver licence", "clear", m.Arg(1), m.Span)
		}},
		{Pattern: "no service unsupported-transceiver ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "email", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.email.In(r) }},
		{Pattern: "end", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip ftp|tftp ...", State: stmt.Unimplemented},
	}
}

func emailBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "authentication username * password ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("other", "email", typ, v, m.Span)
			}
		}},
	}
}

// readBoot notes an image; one that is not on a local store is remote.
func readBoot(_ *stmt.Ctx, r *run, m *stmt.Match) {
	image := fill.BareURL(m.Arg(0))
	if len(m.Rest) > 0 {
		image += ":" + fill.BareURL(m.Rest[0])
	}
	fill.Add(&r.Platforms.Boot, image, m.Span)
	scheme, _, _ := strings.Cut(image, ":")
	switch scheme {
	case "tftp", "ftp", "http", "https", "scp", "sftp":
		r.Platforms.BootRemote.Set(true, m.Span)
	default:
		r.Platforms.BootRemote.Inherit(r.Platforms.BootRemote.V, m.Span)
	}
}
