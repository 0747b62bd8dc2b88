package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func routeEntries(b *builder) []stmt.Entry[*scope] {
	prefixList := func(kind string) opener[*scope, *scope] {
		return func(c *stmt.Ctx, s *scope, name string, sp model.Span) *scope {
			c.Define(kind, name, sp)
			return s
		}
	}
	return []stmt.Entry[*scope]{
		list(b, "router static", openRoute("0.0.0.0/0"), staticEntries()...),
		list(b, "router static6", openRoute("::/0"), staticEntries()...),
		list(b, "router policy", openPBR, pbrEntries()...),
		list(b, "router policy6", openPBR, pbrEntries()...),
		list(b, "router prefix-list", prefixList("prefix-list"), list(b, "rule", same[*scope])),
		list(b, "router prefix-list6", prefixList("prefix-list6"), list(b, "rule", same[*scope])),
		list(b, "router access-list", openAccessList("prefix-list"), accessRules(b)),
		list(b, "router access-list6", openAccessList("prefix-list6"), accessRules(b)),
		list(b, "router aspath-list", prefixList("as-path"), list(b, "rule", same[*scope])),
		list(b, "router community-list", prefixList("community-list"), list(b, "rule", same[*scope])),
		list(b, "router extcommunity-list", prefixList("community-list"), list(b, "rule", same[*scope])),
		list(b, "router key-chain", openKeychain,
			list(b, "key", same[*model.Keychain],
				when("algorithm", func(_ *stmt.Ctx, k *model.Keychain, m *stmt.Match) {
					k.Algs.Set(append(k.Algs.V[:len(k.Algs.V):len(k.Algs.V)], first(m.Rest)), m.Span)
				}),
				when("key-string", func(*stmt.Ctx, *model.Keychain, *stmt.Match) {}))),
		list(b, "router route-map", prefixList("route-map"), list(b, "rule", same[*scope],
			use("match-ip-address|match-ip-nexthop", "prefix-list", "route-map"),
			use("match-ip6-address|match-ip6-nexthop", "prefix-list6", "route-map"),
			use("match-as-path", "as-path", "route-map"),
			use("match-community|match-extcommunity", "community-list", "route-map"))),
	}
}

// use records the use of a name.
func use(name, kind, ctx string) stmt.Entry[*scope] {
	return when(name, func(c *stmt.Ctx, _ *scope, m *stmt.Match) {
		for _, n := range m.Rest {
			c.Use(kind, n, ctx, m.Span)
		}
	})
}

func openKeychain(c *stmt.Ctx, s *scope, name string, sp model.Span) *model.Keychain {
	k := &model.Keychain{Obj: model.Obj{Span: sp}, Name: name}
	s.Keychain = append(s.Keychain, k)
	c.Define("keychain", name, sp)
	return k
}

// route is a static route; the destination that no line names is everything.
type route struct {
	*model.Route
	enabled model.F[bool]
}

func openRoute(all string) opener[*scope, *route] {
	return func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *route {
		r := &route{Route: &model.Route{Obj: model.Obj{Span: sp}}}
		s.finally(func() {
			if r.enabled.How.Stated() && !r.enabled.V {
				return
			}
			if r.Prefix.How == model.NotRead && !s.r.unfinished(sp) && len(r.Doubt) == 0 {
				r.Prefix.Inherit(all, sp)
			}
			s.Routes = append(s.Routes, r.Route)
		})
		return r
	}
}

func staticEntries() []stmt.Entry[*route] {
	return []stmt.Entry[*route]{
		fact("dst", func(r *route) *model.F[string] { return &r.Prefix }, func(w []string) (string, bool) {
			p, ok := prefix(w)
			return p.Masked().String(), ok
		}),
		text("dstaddr|internet-service|internet-service-custom", func(r *route) *model.F[string] { return &r.Prefix }),
		text("gateway", func(r *route) *model.F[string] { return &r.NextHop }),
		text("device|sdwan-zone", func(r *route) *model.F[string] { return &r.Interface }),
		text("vrf", func(r *route) *model.F[string] { return &r.VRF }),
		text("tag", func(r *route) *model.F[string] { return &r.Tag }),
		onOff("blackhole", func(r *route) *model.F[bool] { return &r.Discard }),
		onOff("status", func(r *route) *model.F[bool] { return &r.enabled }),
	}
}

type pbr struct {
	*model.PolicyRoute
	off bool
}

func openPBR(_ *stmt.Ctx, s *scope, name string, sp model.Span) *pbr {
	p := &pbr{PolicyRoute: &model.PolicyRoute{Obj: model.Obj{Span: sp}, Name: s.title("policy " + name)}}
	s.finally(func() {
		if !p.off {
			s.PBRs = append(s.PBRs, p.PolicyRoute)
		}
	})
	return p
}

func pbrEntries() []stmt.Entry[*pbr] {
	return []stmt.Entry[*pbr]{
		fact("gateway", func(p *pbr) *model.F[[]string] { return &p.NextHop }, func(w []string) ([]string, bool) { return append([]string{}, w...), len(w) > 0 }),
		text("output-device", func(p *pbr) *model.F[string] { return &p.Interface }),
		when("status", func(_ *stmt.Ctx, p *pbr, m *stmt.Match) { p.off = strings.EqualFold(first(m.Rest), "disable") }),
	}
}
