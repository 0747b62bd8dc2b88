package asa

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// Bounds of what one group may stand for.
const (
	maxNets    = 8192
	maxMatches = 2048
)

// netGroup is a network object or group: what it holds and what it includes.
type netGroup struct {
	r    *reader
	nets []netip.Prefix
	subs []string
	why  string // why it cannot be resolved, "" if it can
	done bool
}

// service is a service object or group. kind is "service" (protocols with
// ports), "port" (ports of the protocol that the entry names), "protocol" or
// "icmp".
type service struct {
	r       *reader
	kind    string
	matches []model.Match
	ports   []model.PortRange
	subs    []string
	why     string
	done    bool
}

// object is one object statement: a network or a service.
type object struct {
	*netGroup
	svc *service
}

func (t *tables) objectEntries() []stmt.Entry[*reader] {
	type R = *reader
	group := func(kind string) func(*stmt.Ctx, R, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			k := kind
			if k == "service" && len(m.Rest) > 0 {
				k = "port"
			}
			c.Define("object-group", m.Arg(0), m.Span)
			return t.service.In(r.svc(m.Arg(0), k))
		}
	}
	return []stmt.Entry[R]{
		{Pattern: "name * * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			a, err := netip.ParseAddr(m.Arg(0))
			if err != nil {
				c.Mark(m.Node, stmt.Unknown)
				return
			}
			r.names[m.Arg(1)] = a
		}},
		{Pattern: "object network *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("object", m.Arg(0), m.Span)
			return t.object.In(&object{netGroup: r.net(m.Arg(0))})
		}},
		{Pattern: "object service *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("object", m.Arg(0), m.Span)
			return t.object.In(&object{netGroup: &netGroup{r: r}, svc: r.svc(m.Arg(0), "service")})
		}},
		{Pattern: "object-group network *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("object-group", m.Arg(0), m.Span)
			return t.netGroup.In(r.net(m.Arg(0)))
		}},
		{Pattern: "object-group service * ...", Sub: group("service")},
		{Pattern: "object-group protocol *", Sub: group("protocol")},
		{Pattern: "object-group icmp-type *", Sub: group("icmp")},
		{Pattern: "object-group group service * ...", Sub: group("service")},
		{Pattern: "object-group group icmp-type * ...", Sub: group("icmp")},
		{Pattern: "object-group user|security|network-service *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("object-group", m.Arg(0), m.Span)
			g := r.net(m.Arg(0))
			g.why = "group of identities"
			return t.netGroup.In(g)
		}},
	}
}

func (r *reader) net(name string) *netGroup {
	g := r.nets[name]
	if g == nil {
		g = &netGroup{r: r}
		r.nets[name] = g
	}
	return g
}

func (r *reader) svc(name, kind string) *service {
	s := r.services[name]
	if s == nil {
		s = &service{r: r, kind: kind}
		r.services[name] = s
	}
	return s
}

func objectBlock() []stmt.Entry[*object] {
	type O = *object
	return []stmt.Entry[O]{
		{Pattern: "host *", Do: func(c *stmt.Ctx, o O, m *stmt.Match) { o.add(c, m, m.Args) }},
		{Pattern: "subnet * ...", Do: func(c *stmt.Ctx, o O, m *stmt.Match) { o.add(c, m, all(m)) }},
		{Pattern: "range * *", Do: func(c *stmt.Ctx, o O, m *stmt.Match) { o.between(c, m, m.Arg(0), m.Arg(1)) }},
		{Pattern: "fqdn ...", Do: func(_ *stmt.Ctx, o O, m *stmt.Match) { o.why = "domain name " + strings.Join(m.Rest, " ") }},
		{Pattern: "nat ...", Do: func(c *stmt.Ctx, o O, m *stmt.Match) { readNAT(c, o.r, m) }},
		{Pattern: "service * ...", Do: func(c *stmt.Ctx, o O, m *stmt.Match) {
			if o.svc != nil {
				o.svc.add(c, m, all(m))
			}
		}},
	}
}

func (g *netGroup) add(c *stmt.Ctx, m *stmt.Match, words []string) {
	p, ok := g.r.subnet(words)
	if !ok {
		g.why = "address not understood"
		c.Mark(m.Node, stmt.Partial)
		return
	}
	g.nets = append(g.nets, p.Masked())
}

func (g *netGroup) between(c *stmt.Ctx, m *stmt.Match, lo, hi string) {
	a, ok1 := g.r.address(lo)
	b, ok2 := g.r.address(hi)
	list := ciscoacl.Between(a, b)
	if !ok1 || !ok2 || list == nil {
		g.why = "range not understood"
		c.Mark(m.Node, stmt.Partial)
		return
	}
	g.nets = append(g.nets, list...)
}

func netGroupBlock() []stmt.Entry[*netGroup] {
	type G = *netGroup
	sub := func(kind string) func(*stmt.Ctx, G, *stmt.Match) {
		return func(c *stmt.Ctx, g G, m *stmt.Match) {
			g.subs = append(g.subs, m.Arg(0))
			c.Use(kind, m.Arg(0), "object-group network", m.Span)
		}
	}
	return []stmt.Entry[G]{
		{Pattern: "network-object host *", Do: func(c *stmt.Ctx, g G, m *stmt.Match) { g.add(c, m, m.Args) }},
		{Pattern: "network-object object *", Do: sub("object")},
		{Pattern: "network-object * ...", Do: func(c *stmt.Ctx, g G, m *stmt.Match) { g.add(c, m, all(m)) }},
		{Pattern: "group-object *", Do: sub("object-group")},
		{Pattern: "user|user-group|security-group|network-service-member ...", Do: none[G]},
	}
}

func serviceBlock() []stmt.Entry[*service] {
	type S = *service
	sub := func(kind string) func(*stmt.Ctx, S, *stmt.Match) {
		return func(c *stmt.Ctx, s S, m *stmt.Match) {
			if _, _, known := protoWord(m.Arg(0)); known && kind == "object" || icmpType(m.Arg(0)) >= 0 && kind == "object" {
				s.add(c, m, []string{m.Arg(0)})
				return
			}
			s.subs = append(s.subs, m.Arg(0))
			c.Use(kind, m.Arg(0), "object-group service", m.Span)
		}
	}
	port := func(c *stmt.Ctx, s S, m *stmt.Match) {
		list, rest, ok := portWords(m.Rest, 6)
		if !ok || len(rest) > 0 || len(list) == 0 {
			s.why = "port not understood"
			c.Mark(m.Node, stmt.Partial)
			return
		}
		s.ports = append(s.ports, list...)
	}
	return []stmt.Entry[S]{
		{Pattern: "service-object object *", Do: sub("object")},
		{Pattern: "service-object * ...", Do: func(c *stmt.Ctx, s S, m *stmt.Match) { s.add(c, m, all(m)) }},
		{Pattern: "port-object ...", Do: port},
		{Pattern: "group-object *", Do: sub("object-group")},
		{Pattern: "protocol-object *", Do: func(c *stmt.Ctx, s S, m *stmt.Match) { s.add(c, m, m.Args) }},
		{Pattern: "icmp-object *", Do: func(c *stmt.Ctx, s S, m *stmt.Match) { s.add(c, m, []string{"icmp", m.Arg(0)}) }},
	}
}

// add reads PROTOCOL [source OP PORT…] [[destination] OP PORT…] or icmp TYPE [CODE].
func (s *service) add(c *stmt.Ctx, m *stmt.Match, words []string) {
	for i, w := range words {
		if w[0] == '!' { // a remark behind a statement
			words = words[:i]
			break
		}
	}
	list, ok := readService(words)
	if !ok {
		s.why = "service not understood"
		c.Mark(m.Node, stmt.Partial)
		return
	}
	s.matches = append(s.matches, list...)
}

// readService turns one service into matches.
func readService(words []string) ([]model.Match, bool) {
	protos, icmp, ok := protoWord(arg(words, 0))
	if !ok {
		if t := icmpType(arg(words, 0)); t >= 0 { // a message alone, as "icmp-echo"
			return []model.Match{{Proto: 1, ICMPType: t, ICMPCode: -1}}, len(words) == 1
		}
		return nil, false
	}
	words = words[1:]
	base := model.Match{ICMPType: -1, ICMPCode: -1}
	if icmp && len(words) > 0 {
		if base.ICMPType = icmpType(words[0]); base.ICMPType < 0 {
			return nil, false
		}
		if n, err := strconv.ParseUint(arg(words, 1), 10, 8); err == nil {
			base.ICMPCode = int16(n)
		}
		words = nil
	}
	for len(words) > 0 {
		source := words[0] == "source"
		if source || words[0] == "destination" {
			words = words[1:]
		}
		list, rest, ok := portWords(words, protos[0])
		if !ok || len(list) == 0 {
			return nil, false
		}
		if source {
			base.SrcPorts = append(base.SrcPorts, list...)
		} else {
			base.DstPorts = append(base.DstPorts, list...)
		}
		words = rest
	}
	out := make([]model.Match, 0, len(protos))
	for _, p := range protos {
		base.Proto = p
		out = append(out, base)
	}
	return out, true
}
