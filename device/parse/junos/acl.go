package junos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// prefixList is a named list of prefixes.
type prefixList struct {
	prefixes []netip.Prefix
	sp       model.Span
	unknown  bool // a part of it cannot be resolved
	byFamily map[string][]netip.Prefix
}

// filter is a firewall filter on its way to a ruleset.
type filter struct {
	*model.Ruleset
	terms     []*term
	own, lent int // terms written here, terms inherited
	policed   bool
}

// term is one term of a filter.
type term struct {
	model.Rule
	src, dst, any cond // any matches source or destination
	protos        []ref
	notProtos     bool
	sport, dport  []model.PortRange
	port          []model.PortRange
	types, codes  []int16
	established   bool
	fragments     bool
	flags         string
	policer       string
	six           bool // of an IPv6 filter
	apps          []ref
	route         *model.PolicyRoute
}

// cond collects the addresses of one direction.
type cond struct {
	in, except []netip.Prefix
	lists      []listRef
	set        bool
	unknown    string
}

type listRef struct {
	name   string
	except bool
}

func firewallEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("family inet filter *", openFilter("ipv4")),
		sub("family inet6 filter *", openFilter("ipv6")),
		sub("family any filter *", openFilter("any")),
		sub("filter *", openFilter("ipv4")),
		sub("family inet simple-filter *", openFilter("ipv4")),
		do("policer * ...", definePolicer),
		do("three-color-policer|hierarchical-policer * ...", definePolicer),
		// Filters of frames are told apart from those of packets, and not read.
		do("family ethernet-switching|bridge|vpls|ccc|evpn filter * ...", define("filter-l2")),
	}, notRead[*model.Device]("family inet service-filter * ...", "family inet6 service-filter * ...")...)
}

func definePolicer(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	c.Define("policer", a.name(m.Arg(0)), m.Span)
}

func openFilter(family string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		f := &filter{Ruleset: &model.Ruleset{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.name(last(m)), Kind: "filter", Family: family}}
		f.Default.Inherit("deny", f.Span)
		f.DefaultLog.Inherit(false, f.Span)
		kind := "acl"
		if family == "ipv6" {
			kind = "acl6"
		}
		c.Define(kind, f.Name, m.Span)
		a.v.Rulesets = append(a.v.Rulesets, f.Ruleset)
		a.r.filters = append(a.r.filters, f)
		if key := family + " " + f.Name; a.r.byFilter[key] == nil {
			a.r.byFilter[key] = f
		}
		return a.r.t.filter.In(in(a, f))
	}
}

func filterEntries(t *tables) []entry[*filter] {
	return []entry[*filter]{
		sub("term *", openTerm),
		sub("from", func(c *stmt.Ctx, a at[*filter], m *stmt.Match) stmt.Block {
			return a.r.t.from.In(in(a, a.v.unnamed(c, m)))
		}),
		sub("then", func(c *stmt.Ctx, a at[*filter], m *stmt.Match) stmt.Block {
			return a.r.t.then.In(in(a, a.v.unnamed(c, m)))
		}),
		do[*filter]("match-direction ...", nothing),
		do[*filter]("interface-specific|physical-interface-filter|accounting-profile|enhanced-mode|enhanced-mode-override|instance-shared|fast-filter-lookup|"+
			"interface-shared|promote|no-prefix-list-optimization ...", nothing),
	}
}

func openTerm(c *stmt.Ctx, a at[*filter], m *stmt.Match) stmt.Block {
	return a.r.t.term.In(in(a, a.v.add(c, last(m), m)))
}

// unnamed returns the only term of a filter that is written without one.
func (f *filter) unnamed(c *stmt.Ctx, m *stmt.Match) *term {
	for _, t := range f.terms {
		if t.Name == "" {
			return t
		}
	}
	return f.add(c, "", m)
}

func (f *filter) add(c *stmt.Ctx, name string, m *stmt.Match) *term {
	t := &term{Rule: model.Rule{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}, six: f.Family == "ipv6"}
	t.Enabled.Inherit(true, t.Span)
	if m.Inherited {
		f.lent++
	} else {
		f.own++
	}
	f.terms = append(f.terms, t)
	return t
}

func termEntries(t *tables) []entry[*term] {
	return []entry[*term]{
		sub("from", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) stmt.Block { return a.r.t.from.In(a) }),
		sub("then", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) stmt.Block { return a.r.t.then.In(a) }),
		do("filter *", func(c *stmt.Ctx, a at[*term], m *stmt.Match) {
			a.v.opaque("another filter")
			c.Use("acl", a.name(last(m)), "filter term", m.Span)
		}),
	}
}

// opaque notes a condition that the model cannot hold.
func (t *term) opaque(why string) {
	if t.Opaque == "" {
		t.Opaque = why
	}
}

func fromEntries() []entry[*term] {
	side := func(pattern string, which func(*term) *cond) []entry[*term] {
		return []entry[*term]{
			do(pattern+"-address * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) { which(a.v).add(c, m) }),
			do(pattern+"-prefix-list * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) { which(a.v).list(c, a, m) }),
		}
	}
	out := append(side("source", func(t *term) *cond { return &t.src }), side("destination", func(t *term) *cond { return &t.dst })...)
	out = append(out,
		do("address * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) { a.v.any.add(c, m) }),
		do("prefix-list * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) { a.v.any.list(c, a, m) }),
		do("protocol|next-header|payload-protocol *", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { a.v.protos = append(a.v.protos, ref{last(m), m.Span}) }),
		do("protocol-except|next-header-except *", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) { a.v.notProtos = true; a.v.opaque("protocol-except") }),
		do("source-port *", portList(func(t *term) *[]model.PortRange { return &t.sport })),
		do("destination-port *", portList(func(t *term) *[]model.PortRange { return &t.dport })),
		do("port *", portList(func(t *term) *[]model.PortRange { return &t.port })),
		do("icmp-type *", icmpList(true, func(t *term) *[]int16 { return &t.types })),
		do("icmp-code *", icmpList(false, func(t *term) *[]int16 { return &t.codes })),
		do("tcp-established", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) { a.v.established = true }),
		do("tcp-initial", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) { a.v.flags = "syn & !ack" }),
		do("tcp-flags *", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { a.v.flags = last(m) }),
		do("applications|application-sets *", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) {
			a.v.apps = append(a.v.apps, ref{a.name(last(m)), m.Span})
		}),
		do("is-fragment", func(_ *stmt.Ctx, a at[*term], _ *stmt.Match) { a.v.fragments = true }),
	)
	return append(out, conditions(extraConditions)...)
}

// extraConditions narrow a term by what the model does not hold.
const extraConditions = "interface interface-group interface-group-except interface-set first-fragment last-fragment fragment-flags fragment-offset fragment-offset-except " +
	"ip-options ip-options-except ttl ttl-except hop-limit hop-limit-except packet-length packet-length-except dscp dscp-except precedence precedence-except traffic-class " +
	"traffic-class-except forwarding-class forwarding-class-except loss-priority loss-priority-except source-port-except destination-port-except port-except icmp-type-except " +
	"icmp-code-except esp-spi esp-spi-except ah-spi ah-spi-except service-filter-hit flexible-match-mask flexible-match-range source-class source-class-except destination-class " +
	"destination-class-except rat-type gre-key gre-key-except redirect-reason policy-map policy-map-except traffic-type extension-header is-first-fragment user-vlan-id vlan " +
	"learn-vlan-id ether-type source-mac-address destination-mac-address route-type load-pull exp exp-except source-port-range-optimize " +
	"destination-port-range-optimize ip-version ip-protocol family vxlan vlan-ether-type interface-group-list routing-instance"

func conditions(list string) []entry[*term] {
	var out []entry[*term]
	for _, w := range strings.Fields(list) {
		why := w
		out = append(out, do(w+" ...", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) {
			a.v.opaque("condition on " + strings.Join(append([]string{why}, m.Rest...), " "))
		}))
	}
	return out
}

// add adds one address of a condition.
func (d *cond) add(c *stmt.Ctx, m *stmt.Match) {
	d.set = true
	p, ok := prefix(m.Arg(0))
	switch {
	case m.Arg(0) == "any" || m.Arg(0) == "any-unicast":
		d.in = append(d.in, netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0))
	case m.Arg(0) == "any-ipv4":
		d.in = append(d.in, netip.PrefixFrom(netip.IPv4Unspecified(), 0))
	case m.Arg(0) == "any-ipv6":
		d.in = append(d.in, netip.PrefixFrom(netip.IPv6Unspecified(), 0))
	case !ok:
		d.unknown = "address with a mask"
		c.Mark(m.Node, stmt.Partial)
	case m.Has("except"):
		d.except = append(d.except, p)
	default:
		d.in = append(d.in, p)
	}
}

func (d *cond) list(c *stmt.Ctx, a at[*term], m *stmt.Match) {
	d.set = true
	d.lists = append(d.lists, listRef{a.name(m.Arg(0)), m.Has("except")})
	c.Use("prefix-list", a.name(m.Arg(0)), "firewall filter", m.Span)
}

func portList(list func(*term) *[]model.PortRange) func(*stmt.Ctx, at[*term], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*term], m *stmt.Match) {
		p, ok := portRange(last(m))
		if !ok {
			a.v.opaque("port " + last(m))
			c.Mark(m.Node, stmt.Partial)
			return
		}
		*list(a.v) = append(*list(a.v), p)
	}
}

func icmpList(types bool, list func(*term) *[]int16) func(*stmt.Ctx, at[*term], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*term], m *stmt.Match) {
		names := icmpCodes
		switch {
		case types && a.v.six:
			names = icmp6Types
		case types:
			names = icmpTypes
		}
		lo, hi, ok := icmpRange(names, last(m))
		if !ok {
			a.v.opaque("icmp " + last(m))
			c.Mark(m.Node, stmt.Partial)
			return
		}
		for n := lo; n <= hi; n++ {
			*list(a.v) = append(*list(a.v), n)
		}
	}
}

func thenEntries() []entry[*term] {
	act := func(pattern, action string) entry[*term] {
		return do(pattern, func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { a.v.act(action, m) })
	}
	return append([]entry[*term]{
		// A group of next hops receives copies; its members are not read.
		do("next-hop-group *", func(c *stmt.Ctx, _ at[*term], m *stmt.Match) { c.Dev.Doubtful("mirrors", m.Span.Line) }),
		act("accept", "permit"),
		act("discard ...", "deny"),
		act("reject ...", "reject"),
		act("next ...", "next"),
		do("log|syslog", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { put(&a.v.Log, true, m) }),
		do("policer|three-color-policer * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) {
			a.v.policer = m.Arg(0)
			c.Use("policer", a.name(m.Arg(0)), "firewall filter", m.Span)
		}),
		do("logical-system * ...", redirectTable),
		do("routing-instance * ...", func(c *stmt.Ctx, a at[*term], m *stmt.Match) {
			redirectTable(c, a, m)
			if m.Arg(0) != "default" && m.Arg(0) != "master" {
				c.Use("vrf", a.name(m.Arg(0)), "firewall filter", m.Span)
			}
		}),
		do("next-ip|next-ip6 * ...", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { push(&a.v.redirect(a.r, m).NextHop, m.Arg(0), m) }),
		do("next-interface * ...", func(_ *stmt.Ctx, a at[*term], m *stmt.Match) { put(&a.v.redirect(a.r, m).Interface, m.Arg(0), m) }),
		do("port-mirror", filterMirror), do("port-mirror-instance * ...", filterMirror),
		do("analyzer *", filterMirror), do("l2-mirror", filterMirror),
		do[*term]("sample", nothing),
	}, notRead[*term]("encapsulate ...", "decapsulate ...", "flow-tap ...")...)
}

func redirectTable(_ *stmt.Ctx, a at[*term], m *stmt.Match) {
	put(&a.v.redirect(a.r, m).SetVRF, m.Arg(0), m)
}

// act states the action of a term; the first that ends it counts, and what is
// inherited does not replace what is written.
func (t *term) act(action string, m *stmt.Match) {
	put(&t.Action, action, m)
}

// redirect returns the policy route of a term.
func (t *term) redirect(r *reader, m *stmt.Match) *model.PolicyRoute {
	if !t.Action.How.Stated() {
		t.Action.Inherit("permit", m.Span)
	}
	if t.route != nil {
		return t.route
	}
	p := &model.PolicyRoute{Obj: model.Obj{Span: m.Span}, Name: t.Name}
	r.dev.PBRs = append(r.dev.PBRs, p)
	t.route = p
	return p
}
