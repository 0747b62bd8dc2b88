package iosxr

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// maxGroup bounds the addresses that one group may stand for.
const maxGroup = 8192

func addrsBlock() []stmt.Entry[*addrGroup] {
	type G = *addrGroup
	return []stmt.Entry[G]{
		{Pattern: "host *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) { g.add(c, m, m.Args) }},
		{Pattern: "object-group *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.subs = append(g.subs, m.Arg(0))
			c.Use("object-group", m.Arg(0), "object-group", m.Span)
		}},
		{Pattern: "range * *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			lo, _ := netip.ParseAddr(m.Arg(0))
			hi, _ := netip.ParseAddr(m.Arg(1))
			list := ciscoacl.Between(lo, hi)
			if list == nil {
				g.bad = true
				c.Mark(m.Node, stmt.Partial)
			}
			g.nets = append(g.nets, list...)
		}},
		{Pattern: "* ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) { g.add(c, m, append([]string{m.Arg(0)}, m.Rest...)) }},
	}
}

// add reads A, A/LEN or A WILDCARD.
func (g *addrGroup) add(c *stmt.Ctx, m *stmt.Match, words []string) {
	p, ok := address(words[:1])
	if len(words) > 1 && ok {
		if mask, err := netip.ParseAddr(words[1]); err == nil && mask.Is4() && p.Addr().Is4() {
			if p, ok = ciscoacl.Wildcard(p.Addr(), mask); !ok {
				p, ok = ciscoacl.Netmask(p.Addr(), mask)
			}
		}
	}
	if !ok {
		g.bad = true
		c.Mark(m.Node, stmt.Partial)
		return
	}
	g.nets = append(g.nets, p.Masked())
}

func portsBlock() []stmt.Entry[*portGroup] {
	type G = *portGroup
	return []stmt.Entry[G]{
		{Pattern: "group-object *", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) { g.subs = append(g.subs, m.Arg(0)) }},
		{Pattern: "object-group *", Do: func(_ *stmt.Ctx, g G, m *stmt.Match) { g.subs = append(g.subs, m.Arg(0)) }},
		{Pattern: "* * ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) {
			first, ok := ciscoacl.Port(m.Arg(1), 6)
			last := first
			if m.Arg(0) == "range" && ok {
				ok = len(m.Rest) > 0
				if ok {
					last, ok = ciscoacl.Port(m.Rest[0], 6)
				}
			}
			switch m.Arg(0) {
			case "eq", "neq", "gt", "lt", "range":
			default:
				ok = false
			}
			if !ok {
				g.bad = true
				c.Mark(m.Node, stmt.Partial)
				return
			}
			g.ports = append(g.ports, ciscoacl.Ports(m.Arg(0), first, last)...)
		}},
	}
}

// netGroup resolves a group with all that it includes. It reports false where
// something is missing, circular or too large.
func (r *reader) netGroup(name string, seen map[string]bool) ([]netip.Prefix, bool) {
	g := r.addrs[name]
	if g == nil || g.bad || seen[name] {
		return nil, false
	}
	seen[name] = true
	defer delete(seen, name)
	if len(g.subs) == 0 {
		return g.nets, len(g.nets) > 0
	}
	out := append([]netip.Prefix(nil), g.nets...)
	for _, s := range g.subs {
		more, ok := r.netGroup(s, seen)
		if !ok || len(out)+len(more) > maxGroup {
			g.bad = true
			return nil, false
		}
		out = append(out, more...)
	}
	g.nets, g.subs = out, nil
	return out, len(out) > 0
}

func (r *reader) portGroup(name string, seen map[string]bool) ([]model.PortRange, bool) {
	g := r.ports[name]
	if g == nil || g.bad || seen[name] {
		return nil, false
	}
	seen[name] = true
	defer delete(seen, name)
	out := append([]model.PortRange(nil), g.ports...)
	for _, s := range g.subs {
		more, ok := r.portGroup(s, seen)
		if !ok || len(out)+len(more) > maxGroup {
			g.bad = true
			return nil, false
		}
		out = append(out, more...)
	}
	g.ports, g.subs = out, nil
	return out, len(out) > 0
}
