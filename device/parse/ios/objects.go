package ios

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// objectGroup is a named set of addresses or services. It is collected before
// the tables run, as lists may come first.
type objectGroup struct {
	kind  string
	lines [][]string
	// What it resolves to, once asked for; shared by all its uses.
	nets    []netip.Prefix
	matches []model.Match
	ports   []model.PortRange
	done    bool
	known   bool
}

// maxNested bounds groups in groups, maxMembers what one resolves to.
const (
	maxNested  = 8
	maxMembers = 4096
)

func (r *reader) collectGroups() {
	t := r.c.Tree
	for k := range t.Kids(0) {
		n := &t.Nodes[k]
		if n.Neg || len(n.Words) < 3 || n.Words[0] != "object-group" || r.cut(n) {
			continue
		}
		kind, name := n.Words[1], n.Words[2]
		if kind == "ip" && len(n.Words) > 3 {
			kind, name = n.Words[2], n.Words[3]
		}
		g := r.groups[name]
		if g == nil {
			g = &objectGroup{kind: kind}
			r.groups[name] = g
		}
		for j := range t.Kids(k) {
			if m := &t.Nodes[j]; !m.Neg && !r.cut(m) {
				g.lines = append(g.lines, m.Words)
			}
		}
	}
}

func (r *reader) cut(n *lex.Node) bool { return r.c.CutAt != 0 && n.End >= r.c.CutAt }

// nets resolves an address group; it reports false where any part is unknown.
func (r *reader) nets(name string, sp model.Span) ([]netip.Prefix, bool) {
	r.c.Use("object-group", name, "access list", sp)
	g := r.groups[name]
	if g == nil {
		return nil, false
	}
	if !g.done {
		out := []netip.Prefix{}
		g.done, g.known = true, r.addNets(name, 0, &out)
		g.nets = out
	}
	return g.nets, g.known
}

func (r *reader) addNets(name string, depth int, out *[]netip.Prefix) bool {
	g := r.groups[name]
	if g == nil || depth > maxNested || g.kind != "network" && g.kind != "v4-network" && g.kind != "v6-network" && g.kind != "address" {
		return false
	}
	for _, w := range g.lines {
		if len(*out) > maxMembers {
			return false
		}
		switch {
		case len(w) == 0, w[0] == "description":
		case w[0] == "group-object" && len(w) == 2:
			if !r.addNets(w[1], depth+1, out) {
				return false
			}
		default:
			list, ok := member(w)
			if !ok {
				return false
			}
			*out = append(*out, list...)
		}
	}
	return true
}

// member reads one address of a group: a host, a net with its mask, a range.
// Older releases write a number in front of it.
func member(w []string) ([]netip.Prefix, bool) {
	if _, isNumber := number(w[0]); isNumber && len(w) > 1 {
		w = w[1:]
	}
	if w[0] == "network-object" && len(w) > 1 {
		w = w[1:]
	}
	switch {
	case w[0] == "any":
		return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}, true
	case w[0] == "host" && len(w) == 2:
		a, err := netip.ParseAddr(w[1])
		return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, err == nil
	case w[0] == "range" && len(w) == 3:
		return span(w[1], w[2])
	case len(w) == 1:
		if p, err := netip.ParsePrefix(w[0]); err == nil {
			return []netip.Prefix{p.Masked()}, true
		}
		a, err := netip.ParseAddr(w[0])
		return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, err == nil
	case len(w) == 2:
		a, err1 := netip.ParseAddr(w[0])
		mask, err2 := netip.ParseAddr(w[1])
		if err1 != nil || err2 != nil {
			return nil, false
		}
		p, ok := ciscoacl.Netmask(a, mask)
		if !ok {
			return nil, false
		}
		return []netip.Prefix{p.Masked()}, true
	}
	return nil, false
}

// span cuts an address range into the fewest prefixes.
func span(from, to string) ([]netip.Prefix, bool) {
	a, err1 := netip.ParseAddr(from)
	b, err2 := netip.ParseAddr(to)
	if err1 != nil || err2 != nil || a.BitLen() != b.BitLen() || b.Less(a) {
		return nil, false
	}
	var out []netip.Prefix
	for len(out) < maxMembers {
		bits := a.BitLen()
		for bits > 0 {
			p := netip.PrefixFrom(a, bits-1)
			if p.Masked().Addr() != a || b.Less(last(p)) {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(a, bits)
		out = append(out, p)
		end := last(p)
		if end == b {
			return out, true
		}
		a = end.Next()
	}
	return nil, false
}

// last is the highest address of p.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// services resolves a service group to alternatives.
func (r *reader) services(name string, depth int) ([]model.Match, bool) {
	g := r.groups[name]
	if g == nil || depth > maxNested || g.kind != "service" && g.kind != "protocol" {
		return nil, false
	}
	if !g.done {
		g.done = true // a group that holds itself resolves to nothing
		g.matches, g.known = r.members(g, depth)
	}
	return g.matches, g.known
}

func (r *reader) members(g *objectGroup, depth int) ([]model.Match, bool) {
	var out []model.Match
	for _, w := range g.lines {
		switch {
		case len(w) == 0, w[0] == "description":
		case len(out) > maxMembers:
			return nil, false
		case w[0] == "group-object" && len(w) == 2:
			inner, ok := r.services(w[1], depth+1)
			if !ok {
				return nil, false
			}
			out = append(out, inner...)
		default:
			ms, ok := service(w)
			if !ok {
				return nil, false
			}
			out = append(out, ms...)
		}
	}
	return out, true
}

// service reads "tcp eq 22", "tcp source range 1 5 eq 6", "icmp echo", "tcp-udp eq 53".
func service(w []string) ([]model.Match, bool) {
	if w[0] == "protocol-object" && len(w) > 1 {
		w = w[1:]
	}
	if w[0] == "tcp-udp" {
		a, ok1 := service(append([]string{"tcp"}, w[1:]...))
		b, ok2 := service(append([]string{"udp"}, w[1:]...))
		return append(a, b...), ok1 && ok2
	}
	text := []string{w[0], "any"}
	rest := w[1:]
	if len(rest) > 0 && rest[0] == "source" {
		n := min(len(rest), 3)
		if len(rest) > 1 && rest[1] == "range" {
			n = min(len(rest), 4)
		}
		text = append(text, rest[1:n]...)
		rest = rest[n:]
	}
	text = append(text, "any")
	if len(rest) == 1 && w[0] != "icmp" && rest[0] != "eq" {
		text = append(text, "eq") // "tcp 443" is "tcp eq 443"
	}
	rule := &model.Rule{}
	if !(ciscoacl.Dialect{}).Extended(rule, append(text, rest...), model.Span{Line: 1, End: 1}) || rule.Opaque != "" {
		return nil, false
	}
	if rule.ServiceAny.V {
		return []model.Match{{Proto: -1, ICMPType: -1, ICMPCode: -1}}, true
	}
	return rule.Match, true
}

// portGroup resolves a group of ports as "object-group ip port" writes it.
func (r *reader) portGroup(name string, sp model.Span) ([]model.PortRange, bool) {
	r.c.Use("object-group", name, "access list", sp)
	g := r.groups[name]
	if g == nil || g.kind != "port" {
		return nil, false
	}
	if !g.done {
		g.done = true
		g.ports, g.known = g.portList()
	}
	return g.ports, g.known
}

func (g *objectGroup) portList() ([]model.PortRange, bool) {
	var out []model.PortRange
	for _, w := range g.lines {
		if len(w) < 2 {
			return nil, false
		}
		first, ok1 := ciscoacl.Port(w[1], 6)
		last := first
		if len(w) > 2 {
			l, ok := ciscoacl.Port(w[2], 6)
			last, ok1 = l, ok1 && ok
		}
		if !ok1 {
			return nil, false
		}
		out = append(out, ciscoacl.Ports(w[0], first, last)...)
	}
	return out, true
}

// objectEntries only check that the members are of a known form; their meaning
// was collected before.
func objectEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "group-object *", Do: use[*reader]("object-group", "object-group", 1)},
		{Pattern: "host|any|range|tcp|udp|tcp-udp|icmp|ip|network-object|protocol-object|eq|neq|gt|lt ...", Do: none[*reader]},
		{Pattern: "* ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) {
			w := words(c, m)
			if _, ok := member(w); ok {
				return
			}
			if _, ok := service(w); !ok {
				c.Mark(m.Node, stmt.Partial)
			}
		}},
	}
}
