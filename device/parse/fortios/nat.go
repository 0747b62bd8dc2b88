package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// vip is a published address; policies name it as their destination.
type vip struct {
	*model.NAT
	addr    *address
	forward bool
}

func natEntries(b *builder) []stmt.Entry[*scope] {
	entries := func() []stmt.Entry[*vip] {
		return []stmt.Entry[*vip]{
			when("extip", func(_ *stmt.Ctx, v *vip, m *stmt.Match) { v.outside(first(m.Rest)) }),
			fact("mappedip", func(v *vip) *model.F[string] { return &v.Target }, func(w []string) (string, bool) { return strings.Join(w, " "), len(w) > 0 }),
			when("mapped-addr", func(_ *stmt.Ctx, v *vip, m *stmt.Match) { v.Target.Set(first(m.Rest), m.Span) }),
			when("portforward", func(_ *stmt.Ctx, v *vip, m *stmt.Match) { v.forward, _ = truth(first(m.Rest)) }),
			fact("mappedport", func(v *vip) *model.F[[]string] { return &v.Ports }, func(w []string) ([]string, bool) { return append([]string{}, w...), len(w) > 0 }),
			list(b, "realservers", same[*vip], when("ip", func(_ *stmt.Ctx, v *vip, m *stmt.Match) { v.Target.Set(first(m.Rest), m.Span) })),
			list(b, "ssl-cipher-suites", same[*vip]),
		}
	}
	pool := func(c *stmt.Ctx, s *scope, name string, sp model.Span) *scope { return s }
	return []stmt.Entry[*scope]{
		list(b, "firewall vip", openVIP, entries()...),
		list(b, "firewall vip6", openVIP, entries()...),
		list(b, "firewall vipgrp", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
			a := s.address(name, sp)
			a.group = true
			c.Define("object", name, sp)
			return a
		}, memberEntries()...),
		list(b, "firewall ippool", pool),
		list(b, "firewall ippool6", pool),
		list(b, "firewall central-snat-map", func(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *scope {
			n := &model.NAT{Obj: model.Obj{Span: sp}}
			n.Kind.Set("source", sp)
			s.NATs = append(s.NATs, n)
			return s
		}),
	}
}

func openVIP(c *stmt.Ctx, s *scope, name string, sp model.Span) *vip {
	v := &vip{NAT: &model.NAT{Obj: model.Obj{Span: sp}}, addr: s.address(name, sp)}
	v.Kind.Set("destination", sp)
	v.addr.stated = true
	s.NATs = append(s.NATs, v.NAT)
	c.Define("object", name, sp)
	return v
}

// outside is the address that policies see: one address or a range.
func (v *vip) outside(w string) {
	from, to, both := strings.Cut(w, "-")
	if !both {
		to = from
	}
	list, ok := span(from, to)
	v.addr.prefixes = list
	if !ok {
		v.addr.other = "published address not understood"
	}
}
