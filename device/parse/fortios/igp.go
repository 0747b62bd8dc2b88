package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// igp is one protocol of a virtual domain.
type igp struct {
	s       *scope
	proto   string
	passive map[string]model.Span
	areas   map[string]model.F[string]
	ports   []*igpPort
}

// igpPort is the protocol on one interface.
type igpPort struct {
	*model.IGP
	chain model.F[string]
}

func igpEntries(b *builder) []stmt.Entry[*scope] {
	proto := func(name string) opener[*scope, *igp] {
		return func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *igp {
			p := &igp{s: s, proto: name, passive: map[string]model.Span{}, areas: map[string]model.F[string]{}}
			s.finally(p.finish)
			return p
		}
	}
	process := func(block, name string) opener[*scope, *igp] { return once(block, proto(name)) }
	passive := stmt.Entry[*igp]{Pattern: "no? set|append|select passive-interface ...", Do: func(_ *stmt.Ctx, p *igp, m *stmt.Match) {
		for _, n := range m.Rest {
			p.passive[n] = m.Span
		}
	}}
	none := func(names ...string) []stmt.Entry[*igp] {
		var out []stmt.Entry[*igp]
		for _, n := range names {
			out = append(out, list(b, n, same[*igp]))
		}
		return out
	}
	ospf := func(port string) []stmt.Entry[*igp] {
		return append([]stmt.Entry[*igp]{
			passive,
			list(b, port, openPort, portEntries(b)...),
			list(b, "area", openArea,
				when("authentication", func(_ *stmt.Ctx, a *area, m *stmt.Match) {
					var f model.F[string]
					f.Set(authName(first(m.Rest)), m.Span)
					a.p.areas[a.name] = f
				}),
				list(b, "range", same[*area]), list(b, "virtual-link", same[*area]), list(b, "filter-list", same[*area]), list(b, "ipsec-keys", same[*area])),
			redistribute[*igp](b),
		}, none("network", "neighbor", "summary-address", "distribute-list")...)
	}
	return []stmt.Entry[*scope]{
		group(b, "router ospf", process("ospf", "ospf"), ospf("ospf-interface")...),
		group(b, "router ospf6", process("ospf6", "ospfv3"), ospf("ospf6-interface")...),
		group(b, "router rip", process("rip", "rip"), append(none("network", "neighbor", "distance", "distribute-list", "offset-list"), passive, redistribute[*igp](b),
			list(b, "interface", openPort, portEntries(b)...))...),
		group(b, "router ripng", process("ripng", "rip"), append(none("network", "neighbor", "aggregate-address", "distribute-list", "offset-list"), passive, redistribute[*igp](b), list(b, "interface", openPort))...),
		group(b, "router isis", process("isis", "isis"), append(none("isis-net", "summary-address", "summary-address6"),
			redistribute[*igp](b),
			list(b, "isis-interface", openPort, isisEntries()...))...),
		group(b, "router bfd", same[*scope], list(b, "neighbor", same[*scope]), list(b, "multihop-template", same[*scope])),
		group(b, "router bfd6", same[*scope], list(b, "neighbor", same[*scope]), list(b, "multihop-template", same[*scope])),
		group(b, "router multicast", same[*scope], group(b, "pim-sm-global", same[*scope], list(b, "rp-address", same[*scope])), list(b, "interface", openPIM, append(pimEntries("prefix-list"), group(b, "igmp", same[*pimPort]), list(b, "join-group", same[*pimPort]))...)),
		group(b, "router multicast6", same[*scope], group(b, "pim-sm-global", same[*scope], list(b, "rp-address", same[*scope])), list(b, "interface", openPIM, pimEntries("prefix-list6")...)),
	}
}

// redistribute is config redistribute "ospf" … end, which has no entries.
func redistribute[T any](b *builder) stmt.Entry[T] {
	t := compile[T](b, "redistribute", nil)
	return stmt.Entry[T]{Pattern: "config redistribute|redistribute6 *", Sub: func(_ *stmt.Ctx, p T, _ *stmt.Match) stmt.Block { return t.In(p) }}
}

type pimPort struct{ *model.IGP }

// pimEntries read an interface of PIM, whose filters are of kind.
func pimEntries(kind string) []stmt.Entry[*pimPort] {
	return []stmt.Entry[*pimPort]{
		{Pattern: "set passive enable|disable", Do: func(_ *stmt.Ctx, p *pimPort, m *stmt.Match) { p.Passive.Set(m.Has("enable"), m.Span) }},
		{Pattern: "set neighbour-filter *", Do: func(c *stmt.Ctx, p *pimPort, m *stmt.Match) {
			p.Filter = model.Ref{Kind: kind, Name: m.Arg(0), Span: m.Span}
			if m.Arg(0) != "" {
				c.Use(kind, m.Arg(0), "router multicast neighbour-filter", m.Span)
			}
		}},
	}
}

func openPIM(_ *stmt.Ctx, s *scope, name string, sp model.Span) *pimPort {
	v := &model.IGP{Obj: model.Obj{Span: sp}, Proto: "pim", Interface: name}
	v.Auth.Inherit("none", sp) // FortiOS has no authentication for it
	s.IGPs = append(s.IGPs, v)
	s.finally(func() {
		if l := s.lists[listKey(v.Filter.Kind, v.Filter.Name)]; l != nil {
			l.open(&v.AnyNeighbor, v.Filter.Span)
		}
	})
	return &pimPort{v}
}

type area struct {
	p    *igp
	name string
}

func openArea(_ *stmt.Ctx, p *igp, name string, _ model.Span) *area { return &area{p, name} }

func openPort(_ *stmt.Ctx, p *igp, name string, sp model.Span) *igpPort {
	x := &igpPort{IGP: &model.IGP{Obj: model.Obj{Span: sp}, Proto: p.proto, Instance: p.s.vdom, Interface: name}}
	p.s.IGPs = append(p.s.IGPs, x.IGP)
	p.ports = append(p.ports, x)
	return x
}

// authName maps FortiOS's words for authentication.
func authName(w string) string {
	switch w {
	case "text", "password":
		return "clear"
	case "md5", "message-digest":
		return "md5"
	case "ah", "esp":
		return "ipsec"
	}
	return w
}

func portEntries(b *builder) []stmt.Entry[*igpPort] {
	return []stmt.Entry[*igpPort]{
		when("interface", func(_ *stmt.Ctx, p *igpPort, m *stmt.Match) { p.Interface = first(m.Rest) }),
		fact("authentication", func(p *igpPort) *model.F[string] { return &p.Auth }, func(w []string) (string, bool) { return authName(first(w)), len(w) > 0 }),
		fact("auth-mode", func(p *igpPort) *model.F[string] { return &p.Auth }, func(w []string) (string, bool) { return authName(first(w)), len(w) > 0 }),
		chainEntry("keychain|auth-keychain"),
		when("authentication-key|auth-string|md5-key|md5-keys", func(*stmt.Ctx, *igpPort, *stmt.Match) {}),
		list(b, "md5-keys", same[*igpPort], when("key-string", func(*stmt.Ctx, *igpPort, *stmt.Match) {})),
		list(b, "ipsec-keys", same[*igpPort], when("auth-key|enc-key", func(*stmt.Ctx, *igpPort, *stmt.Match) {})),
		list(b, "neighbor", same[*igpPort]),
	}
}

func chainEntry(name string) stmt.Entry[*igpPort] {
	return when(name, func(c *stmt.Ctx, p *igpPort, m *stmt.Match) {
		if n := first(m.Rest); n != "" {
			p.chain.Set(n, m.Span)
			c.Use("keychain", n, p.Proto, m.Span)
		}
	})
}

func isisEntries() []stmt.Entry[*igpPort] {
	return []stmt.Entry[*igpPort]{
		fact("auth-mode-l1|auth-mode-l2", func(p *igpPort) *model.F[string] { return &p.Auth }, func(w []string) (string, bool) { return authName(first(w)), len(w) > 0 }),
		chainEntry("auth-keychain-l1|auth-keychain-l2"),
		when("auth-password-l1|auth-password-l2", func(*stmt.Ctx, *igpPort, *stmt.Match) {}),
	}
}

// finish renames what an entry stands for and gives it its area's setting.
func (p *igp) finish() {
	for _, x := range p.ports {
		if x.chain.How.Stated() && x.chain.V != "" {
			x.Auth.Inherit("keychain", x.chain.Span)
		}
		if sp, ok := p.passive[x.Interface]; ok {
			x.Passive.Set(true, sp)
		}
		if x.Auth.How == model.NotRead && len(p.areas) == 1 {
			for _, a := range p.areas {
				x.Auth.Inherit(a.V, a.Span)
			}
		}
	}
}
