package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func platformEntries(b *builder) []stmt.Entry[*scope] {
	out := []stmt.Entry[*scope]{
		group(b, "system auto-install", same[*scope],
			onOff("auto-install-config", func(s *scope) *model.F[bool] { return &s.Platforms.USBInstall }),
			when("auto-install-image", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
				if on, ok := truth(first(m.Rest)); ok && (on || s.Platforms.USBInstall.How == model.NotRead) {
					s.Platforms.USBInstall.Set(on, m.Span)
				}
			})),
		group(b, "system fips-cc", same[*scope], onOff("status", func(s *scope) *model.F[bool] { return &s.Platforms.FIPS })),
		group(b, "system ha", same[*scope],
			fact("mode", func(s *scope) *model.F[bool] { return &s.Platforms.HA }, func(w []string) (bool, bool) { return first(w) != "standalone", len(w) > 0 }),
			when("password", func(_ *stmt.Ctx, s *scope, m *stmt.Match) { s.Platforms.HASecret.Set(true, m.Span) }),
			when("authentication|encryption", func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
				if on, _ := truth(first(m.Rest)); on {
					s.Platforms.HASecret.Set(true, m.Span)
				}
			}),
			list(b, "ha-mgmt-interfaces", same[*scope]),
			list(b, "unicast-peers", same[*scope]),
			list(b, "secondary-vcluster", same[*scope]),
			list(b, "vcluster", same[*scope])),
		group(b, "system central-management", same[*scope],
			fact("type", func(s *scope) *model.F[bool] { return &s.Services.CallHome.Enabled }, func(w []string) (bool, bool) { return first(w) != "none", len(w) > 0 }),
			fact("fmg", func(s *scope) *model.F[string] { return &s.Services.CallHome.URL }, func(w []string) (string, bool) { return strings.Join(w, " "), true }),
			list(b, "server-list", same[*scope])),
		group(b, "system fortiguard", same[*scope],
			text("update-server-location|fortiguard-anycast-source", func(s *scope) *model.F[string] { return &s.Platforms.UpdateChannel }),
			onOff("ddns-server-status", func(s *scope) *model.F[bool] { return &s.Services.Cloud.Enabled })),
		list(b, "system ddns", func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *scope {
			s.Services.Cloud.Enabled.Set(true, sp)
			return s
		}, when("ddns-password", func(*stmt.Ctx, *scope, *stmt.Match) {})),
		group(b, "system netflow", openFlow,
			text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }),
			list(b, "collectors", openCollector, text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
			list(b, "exclusion-filters", same[*flow])),
		group(b, "system sflow", openFlow,
			text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }),
			list(b, "collectors", openCollector, text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }))),
		group(b, "system vdom-netflow", openFlow, text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
		group(b, "system vdom-sflow", openFlow, text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
	}
	return append(out, bannerEntries(b)...)
}

// flow is one collector of flow records.
type flow struct {
	*model.FlowTarget
	s *scope
}

func openFlow(_ *stmt.Ctx, s *scope, name string, sp model.Span) *flow {
	t := &flow{&model.FlowTarget{Obj: model.Obj{Span: sp}, Name: name}, s}
	s.finally(func() {
		if !t.Host.How.Stated() || t.Host.V == "0.0.0.0" || t.Host.V == "" {
			return
		}
		s.Flow.Collectors = append(s.Flow.Collectors, t.FlowTarget)
		s.Flow.Enabled.Inherit(true, t.Host.Span)
	})
	return t
}

func openCollector(c *stmt.Ctx, t *flow, name string, sp model.Span) *flow {
	return openFlow(c, t.s, name, sp)
}

// bannerEntries read the size of the texts that are shown to administrators.
func bannerEntries(b *builder) []stmt.Entry[*scope] {
	t := compile(b, "replacemsg", []stmt.Entry[*banner]{
		when("buffer", func(_ *stmt.Ctx, v *banner, m *stmt.Match) { v.s.r.texts[v.name] = int64(len(first(m.Rest))) }),
	})
	return []stmt.Entry[*scope]{{Pattern: "config system replacemsg admin *", Sub: func(_ *stmt.Ctx, s *scope, m *stmt.Match) stmt.Block {
		return t.In(&banner{s, m.Arg(0)})
	}}}
}

type banner struct {
	s    *scope
	name string
}

// finishBanners lists the banners that are switched on.
func (r *reader) finishBanners() {
	add := func(on model.F[bool], kind, text string, pre bool) {
		if on.How.Stated() && on.V {
			r.dev.Banners = append(r.dev.Banners, &model.Banner{Obj: model.Obj{Span: on.Span}, Kind: kind, PreLogin: pre, Bytes: r.texts[text]})
		}
	}
	add(r.preLogin, "login", "pre_admin-disclaimer-text", true)
	add(r.postLogin, "exec", "post_admin-disclaimer-text", false)
}
