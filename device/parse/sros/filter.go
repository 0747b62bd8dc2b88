package sros

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// ruleset is one filter while it is read.
type ruleset struct {
	*model.Ruleset
	r     *reader
	on    model.F[bool]
	guard bool // management-access-filter or cpm-filter
	rules map[string]*rule
	ref   *model.ACLRef
}

// rule is one entry while it is read.
type rule struct {
	*model.Rule
	s     *ruleset
	m     model.Match
	addrs [2]side
	only  []string // what narrows it besides addresses, protocol and ports
}

type side struct {
	words []string
	sp    model.Span
}

// prefixList is a list of prefixes that filters name.
type prefixList struct {
	prefixes []netip.Prefix
	certain  bool
}

func (t *tables) filterEntries() []conf {
	open := func(prefix, kind, family string, six, guard bool, ref func(*reader) *model.ACLRef) conf {
		named := strings.HasSuffix(prefix, "*")
		pattern := prefix
		if named {
			pattern += " ..."
		}
		return conf{Pattern: pattern, Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			name := kind
			if named {
				name = m.Arg(0)
			}
			s := r.set(name, kind, family, guard, c.Span(m.Node))
			if named {
				ref := "acl"
				if six {
					ref = "acl6"
				}
				c.Define(ref, name, m.Span)
				if v, ok := m.After("name"); ok {
					c.Define(ref, v, m.Span)
				}
			}
			if ref != nil {
				s.ref = ref(r)
			}
			return t.set.In(s)
		}}
	}
	mgmt := func(r *reader) *model.ACLRef { return &r.CLI.Filter }
	mgmt6 := func(r *reader) *model.ACLRef { return &r.CLI.Filter6 }
	cpm := func(r *reader) *model.ACLRef { return &r.ControlPlane.ACL }
	cpm6 := func(r *reader) *model.ACLRef { return &r.ControlPlane.ACL6 }
	list := func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		p := r.prefixes[m.Arg(0)]
		if p == nil {
			p = &prefixList{certain: true}
			r.prefixes[m.Arg(0)] = p
		}
		r.c.Define("match-list", m.Arg(0), m.Span)
		return t.prefixes.In(p)
	}
	return []conf{
		open("filter ip-filter *", "ipacl", "ipv4", false, false, nil),
		open("filter ipv6-filter *", "ip6acl", "ipv6", true, false, nil),
		open("filter mac-filter *", "macacl", "any", false, false, nil),
		open("system security management-access-filter ip-filter", "management-access-filter", "ipv4", false, true, mgmt),
		open("system security management-access-filter ipv6-filter", "management-access-filter ipv6", "ipv6", true, true, mgmt6),
		open("system security management-access-filter mac-filter", "management-access-filter mac", "any", false, true, nil),
		open("system security cpm-filter ip-filter", "cpm-filter", "ipv4", false, true, cpm),
		open("system security cpm-filter ipv6-filter", "cpm-filter ipv6", "ipv6", true, true, cpm6),
		open("system security cpm-filter mac-filter", "cpm-filter mac", "any", false, true, nil),
		{Pattern: "system security cpm-filter default-action *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			action, sp := m.Arg(0), m.Span
			r.finally(func() {
				for name, s := range r.sets {
					if strings.HasPrefix(name, "cpm-filter") && !s.Default.How.Stated() {
						s.Default.Set(meaning(action), sp)
					}
				}
			})
		}},
		{Pattern: "filter match-list ip-prefix-list * ...", Sub: list},
		{Pattern: "filter match-list ipv6-prefix-list * ...", Sub: list},
	}
}

func prefixEntries() []stmt.Entry[*prefixList] {
	return []stmt.Entry[*prefixList]{
		{Pattern: "prefix * ...", Do: func(c *stmt.Ctx, l *prefixList, m *stmt.Match) {
			p, err := netip.ParsePrefix(m.Arg(0))
			if err != nil {
				l.certain = false
				c.Mark(m.Node, stmt.Partial)
				return
			}
			l.prefixes = append(l.prefixes, p.Masked())
		}},
		{Pattern: "apply-path ...", Do: func(_ *stmt.Ctx, l *prefixList, m *stmt.Match) { l.certain = false }},
	}
}

func (r *reader) set(name, kind, family string, guard bool, sp model.Span) *ruleset {
	key := kind + " " + name
	if guard {
		key = name
	}
	s := r.sets[key]
	if s != nil {
		s.Span.End = max(s.Span.End, sp.End)
		return s
	}
	s = &ruleset{Ruleset: &model.Ruleset{Obj: model.Obj{Span: sp}, Name: name, Kind: kind, Family: family}, r: r, guard: guard, rules: map[string]*rule{}}
	switch {
	case strings.HasPrefix(kind, "management"):
		s.Kind = "local-in"
	case strings.HasPrefix(kind, "cpm"):
		s.Kind = "control"
	}
	r.sets[key] = s
	r.allSets = append(r.allSets, s)
	r.Rulesets = append(r.Rulesets, s.Ruleset)
	return s
}

// meaning gives the model's word for an action.
func meaning(w string) string {
	switch w {
	case "accept", "forward", "permit", "queue", "forward-when":
		return "permit"
	case "drop", "deny":
		return "deny"
	case "reject", "deny-host-unreachable":
		return "reject"
	case "nat", "reassemble", "gtp-local-breakout", "http-redirect", "tcp-mss-adjust", "l2-aware-nat-bypass":
		return "next"
	}
	return ""
}

func (t *tables) setEntries() []stmt.Entry[*ruleset] {
	openEntry := func(c *stmt.Ctx, s *ruleset, m *stmt.Match) stmt.Block {
		x := s.rules[m.Arg(0)]
		if x == nil {
			x = &rule{Rule: &model.Rule{Obj: model.Obj{Span: c.Span(m.Node)}, Seq: max(fill.Int(m.Arg(0)), 0)}, s: s, m: model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}}
			x.Enabled.Inherit(true, m.Span)
			x.Log.Derive(false, x.Span)
			s.rules[m.Arg(0)] = x
		}
		x.Span.End = max(x.Span.End, c.Span(m.Node).End)
		return t.entry.In(x)
	}
	return join([]stmt.Entry[*ruleset]{
		// entries of another filter that count in this one
		{Pattern: "embed-filter|embed|chain-to-system-filter **", State: stmt.Unimplemented},
		{Pattern: "default-action *", Do: func(c *stmt.Ctx, s *ruleset, m *stmt.Match) {
			if v := meaning(m.Arg(0)); v != "" {
				s.Default.Set(v, m.Span)
				return
			}
			s.Default.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
		}},
		{Pattern: "entry * ...", Sub: openEntry},
	}, admin("", func(s *ruleset) *model.F[bool] { return &s.on }))
}

func (t *tables) entryEntries() []stmt.Entry[*rule] {
	again := func(_ *stmt.Ctx, x *rule, m *stmt.Match) stmt.Block { return t.entry.In(x) }
	proto := func(c *stmt.Ctx, x *rule, m *stmt.Match) { x.protocol(c, m.Arg(0), m) }
	addr := func(i int) func(*stmt.Ctx, *rule, *stmt.Match) {
		return func(_ *stmt.Ctx, x *rule, m *stmt.Match) {
			x.addrs[i] = side{append(x.addrs[i].words, m.Rest...), m.Span}
		}
	}
	port := func(list func(*model.Match) *[]model.PortRange) func(*stmt.Ctx, *rule, *stmt.Match) {
		return func(c *stmt.Ctx, x *rule, m *stmt.Match) { x.port(c, list(&x.m), m) }
	}
	src := port(func(m *model.Match) *[]model.PortRange { return &m.SrcPorts })
	dst := port(func(m *model.Match) *[]model.PortRange { return &m.DstPorts })
	narrow := func(_ *stmt.Ctx, x *rule, m *stmt.Match) {
		if w := strings.TrimSpace(m.Text); len(w) < 200 {
			x.only = append(x.only, w)
		} else {
			x.only = append(x.only, "further conditions")
		}
	}
	return []stmt.Entry[*rule]{
		{Pattern: "match", Sub: again},
		{Pattern: "match protocol|next-header *", Sub: func(c *stmt.Ctx, x *rule, m *stmt.Match) stmt.Block {
			x.protocol(c, m.Arg(0), m)
			return t.entry.In(x)
		}},
		{Pattern: "match frame-type *", Sub: func(_ *stmt.Ctx, x *rule, m *stmt.Match) stmt.Block {
			x.only = append(x.only, "frame type")
			return t.entry.In(x)
		}},
		{Pattern: "protocol|next-header *", Do: proto},
		{Pattern: "src-ip ...", Do: addr(0)},
		{Pattern: "dst-ip ...", Do: addr(1)},
		{Pattern: "src-port ...", Do: src},
		{Pattern: "dst-port ...", Do: dst},
		{Pattern: "port ...", Do: narrow},
		{Pattern: "icmp-type ...", Do: narrow},
		{Pattern: "icmp-code ...", Do: narrow},
		{Pattern: "icmp ...", Do: narrow},
		{Pattern: "tcp-ack|tcp-syn|tcp-fin|tcp-rst|tcp-established|tcp-flags ...", Do: narrow},
		{Pattern: "fragment ...", Do: narrow},
		{Pattern: "dscp|ip-option|option-present|multiple-option|src-route-option|hop-by-hop-opt|routing-type0|packet-length|ttl|hop-limit|flow-label|vxlan-vni|extension-header|esp-ext-hdr|ah-ext-hdr ...", Do: narrow},
		{Pattern: "router|router-instance|mgmt-port|src-mac|dst-mac|etype|cfm-opcode|ip ...", Do: narrow},
		{Pattern: "action ...", Do: func(c *stmt.Ctx, x *rule, m *stmt.Match) {
			if fill.Word(m.Rest, 0) == "ignore-match" {
				x.Enabled.Set(false, m.Span)
				x.Action.Set("deny", m.Span)
				return
			}
			v := meaning(fill.Word(m.Rest, 0))
			if v == "" && len(m.Rest) > 0 {
				x.Action.Unsure(m.Span)
				c.Mark(m.Node, stmt.Partial)
				return
			}
			if v != "" {
				x.Action.Set(v, m.Span)
			}
		}},
		{Pattern: "no? log ...", Do: func(_ *stmt.Ctx, x *rule, m *stmt.Match) { x.Log.Set(!m.Neg, m.Span) }},
		{Pattern: "log-events *", Do: on(func(x *rule) *model.F[bool] { return &x.Log })},
		{Pattern: "no? shutdown", Do: off(func(x *rule) *model.F[bool] { return &x.Enabled })},
		{Pattern: "admin-state *", Do: on(func(x *rule) *model.F[bool] { return &x.Enabled })},
	}
}

var protocolNumbers = map[string]int16{"icmp": 1, "igmp": 2, "ip": 4, "tcp": 6, "egp": 8, "igp": 9, "udp": 17, "rdp": 27, "ipv6": 41, "ipv6-route": 43, "ipv6-frag": 44,
	"idrp": 45, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58, "icmp6": 58, "ipv6-no-nxt": 59, "ipv6-opts": 60, "iso-ip": 80, "eigrp": 88, "ospf-igp": 89,
	"ospf": 89, "ether-ip": 97, "encap": 98, "pnni": 102, "pim": 103, "vrrp": 112, "l2tp": 115, "stp": 118, "ptp": 123, "isis": 124, "crtp": 126, "crudp": 127, "sctp": 132}

func (x *rule) protocol(c *stmt.Ctx, w string, m *stmt.Match) {
	if w == "none" || w == "all" {
		return
	}
	n, ok := protocolNumbers[w]
	if !ok {
		v, err := strconv.ParseUint(w, 10, 8)
		if err != nil {
			c.Mark(m.Node, stmt.Partial)
			x.Opaque = "protocol not understood"
			return
		}
		n = int16(v)
	}
	x.m.Proto = n
}

// port reads `22 65535` (value and mask), `eq 22`, `range 1 9`, `gt`, `lt`,
// `range start 1 end 9` and a named list.
func (x *rule) port(c *stmt.Ctx, list *[]model.PortRange, m *stmt.Match) {
	var n []int64
	op := ""
	for _, w := range m.Rest {
		if v, ok := number(w); ok && v <= 65535 {
			n = append(n, v)
		} else if op == "" || w == "range" {
			op = w
		}
	}
	add := func(a, b int64) { *list = append(*list, model.PortRange{From: uint16(a), To: uint16(b)}) }
	switch {
	case len(n) == 0:
		x.Opaque = "port list"
		if len(m.Rest) < 2 {
			c.Mark(m.Node, stmt.Partial)
		}
	case op == "gt" && n[0] < 65535:
		add(n[0]+1, 65535)
	case op == "lt" && n[0] > 0:
		add(0, n[0]-1)
	case op == "range" && len(n) > 1 && n[0] <= n[1]:
		add(n[0], n[1])
	case op == "mask" || op == "" && len(n) > 1, op == "port" && len(n) > 1:
		if n[1] != 65535 {
			x.Opaque = "port mask"
			return
		}
		add(n[0], n[0])
	case op == "eq" || op == "" || op == "port":
		add(n[0], n[0])
	default:
		x.Opaque = "ports not understood"
		c.Mark(m.Node, stmt.Partial)
	}
}

// address resolves one side: A/L, A MASK, `address A mask M`, a named list.
func (x *rule) address(s side) (any bool, list []netip.Prefix, why string) {
	words := s.words
	if len(words) == 0 {
		return true, nil, ""
	}
	for _, key := range []string{"ip-prefix-list", "ipv6-prefix-list"} {
		if name, ok := fill.Next(words, key); ok {
			x.s.r.c.Use("match-list", name, "filter "+x.s.Name, s.sp)
			if l := x.s.r.prefixes[name]; l != nil && l.certain {
				return false, l.prefixes, ""
			}
			return false, nil, "prefix list " + name
		}
	}
	var plain []string
	for _, w := range words {
		if w != "address" && w != "mask" {
			plain = append(plain, w)
		}
	}
	if len(plain) == 0 {
		return false, nil, "address not understood"
	}
	p, err := netip.ParsePrefix(plain[0])
	if err != nil {
		a, aerr := netip.ParseAddr(plain[0])
		if aerr != nil {
			return false, nil, "address not understood"
		}
		bits := a.BitLen()
		if len(plain) > 1 {
			var ok bool
			if bits, ok = maskBits(plain[1]); !ok {
				return false, nil, "mask with holes"
			}
		}
		if bits > a.BitLen() {
			return false, nil, "address not understood"
		}
		p = netip.PrefixFrom(a, bits)
	}
	if p.Bits() == 0 {
		return true, nil, ""
	}
	return false, []netip.Prefix{p.Masked()}, ""
}

// maskBits reads 255.255.255.0 or ffff:…:: as a length.
func maskBits(w string) (int, bool) {
	m, err := netip.ParseAddr(w)
	if err != nil {
		return 0, false
	}
	b := m.AsSlice()
	n, ended := 0, false
	for _, x := range b {
		for i := 7; i >= 0; i-- {
			bit := x&(1<<i) != 0
			if bit && ended {
				return 0, false
			}
			if bit {
				n++
			} else {
				ended = true
			}
		}
	}
	return n, true
}
