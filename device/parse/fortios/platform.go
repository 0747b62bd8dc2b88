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
		group(b, "system central-management", once("central-management", openManager),
			fact("type", func(m *manager) *model.F[bool] { return &m.s.Services.CallHome.Enabled }, func(w []string) (bool, bool) { return first(w) != "none", len(w) > 0 }),
			words("fmg", func(m *manager) *model.F[[]string] { return &m.hosts }),
			list(b, "server-list", openUpdate,
				text("server-address", func(u *updates) *model.F[string] { return &u.v4 }),
				text("server-address6", func(u *updates) *model.F[string] { return &u.v6 }),
				text("fqdn", func(u *updates) *model.F[string] { return &u.name }))),
		group(b, "system csf", once("csf", openFabric),
			onOff("status", func(m *manager) *model.F[bool] { return &m.on }),
			words("upstream|upstream-ip", func(m *manager) *model.F[[]string] { return &m.hosts }),
			list(b, "trusted-list", same[*manager]),
			list(b, "fabric-device", same[*manager]),
			list(b, "fabric-connector", same[*manager])),
		group(b, "system fortiguard", same[*scope],
			text("update-server-location|fortiguard-anycast-source", func(s *scope) *model.F[string] { return &s.Platforms.UpdateChannel }),
			onOff("ddns-server-status", func(s *scope) *model.F[bool] { return &s.Services.Cloud.Enabled })),
		list(b, "system ddns", func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *scope {
			s.Services.Cloud.Enabled.Set(true, sp)
			return s
		}, when("ddns-password", func(*stmt.Ctx, *scope, *stmt.Match) {})),
		group(b, "system netflow", once("netflow", openFlow),
			text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }),
			list(b, "collectors", openCollector("netflow"), text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
			list(b, "exclusion-filters", same[*flow])),
		group(b, "system sflow", once("sflow", openFlow),
			text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }),
			list(b, "collectors", openCollector("sflow"), text("collector-ip", func(t *flow) *model.F[string] { return &t.Host }))),
		group(b, "system vdom-netflow", once("vdom-netflow", openFlow), text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
		group(b, "system vdom-sflow", once("vdom-sflow", openFlow), text("collector-ip", func(t *flow) *model.F[string] { return &t.Host })),
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

// openCollector opens an entry of a list of collectors, which stands in the
// block of its protocol only.
func openCollector(protocol string) opener[*flow, *flow] {
	open := once(protocol+" collectors", openFlow)
	return func(c *stmt.Ctx, t *flow, name string, sp model.Span) *flow { return open(c, t.s, name, sp) }
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

// manager is a system that gives the device its orders, while it is read.
type manager struct {
	s     *scope
	on    model.F[bool]
	hosts model.F[[]string]
}

func openManager(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *manager {
	m := &manager{s: s}
	s.finally(func() {
		on := s.Services.CallHome.Enabled
		if m.hosts.How.Stated() {
			s.Services.CallHome.URL.Set(strings.Join(m.hosts.V, " "), m.hosts.Span)
		}
		if !on.How.Stated() || on.V {
			m.orders()
		}
	})
	return m
}

func openFabric(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *manager {
	m := &manager{s: s}
	s.finally(func() {
		if m.on.How.Stated() && m.on.V {
			m.orders()
		}
	})
	return m
}

// updates is one entry of the list of servers that updates come from.
type updates struct{ v4, v6, name model.F[string] }

func openUpdate(c *stmt.Ctx, m *manager, name string, sp model.Span) *updates {
	return once("server-list", func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *updates {
		u := &updates{}
		s.finally(func() {
			for _, f := range []model.F[string]{u.v4, u.v6, u.name} {
				s.order("update", f.V, f.Span)
			}
		})
		return u
	})(c, m.s, name, sp)
}

// orders records the hosts that were read.
func (m *manager) orders() {
	for _, h := range m.hosts.V {
		m.s.order("manager", h, m.hosts.Span)
	}
}

func (s *scope) order(kind, host string, sp model.Span) {
	if host == "" || host == "0.0.0.0" || host == "::" {
		return
	}
	x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	x.Proto.Inherit("", sp)
	x.Host.Set(host, sp)
	s.Transfers = append(s.Transfers, x)
}
