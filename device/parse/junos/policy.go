package junos

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// policySet are the policies between two zones, or the global ones.
type policySet struct {
	*model.Ruleset
	from, to string // "" for global
	policies []*policy
	ls       string
}

// policy is one security policy on its way to a rule.
type policy struct {
	model.Rule
	src, dst, apps []ref
	extra          []string
}

func policyTop(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("policies from-zone * to-zone * policy *", openPolicy),
		sub("policies global policy *", openPolicy),
		do("policies default-policy *", defaultPolicy),
		do[*model.Device]("policies policy-rematch|policy-stats|pre-id-default-policy|synchronize ...", nothing),
	}, notRead[*model.Device]("policies unified-policy ...", "policies stateful-firewall-rule ...")...)
}

// defaultPolicy reads what happens where no policy matches.
func defaultPolicy(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	switch last(m) {
	case "permit-all":
		put(&a.r.deflt, true, m)
	case "deny-all":
		put(&a.r.deflt, false, m)
	default:
		a.r.deflt.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

func openPolicy(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	s := a.r.policySet(a, m)
	p := &policy{Rule: model.Rule{Obj: model.Obj{Span: c.Span(m.Node)}, Name: last(m)}}
	p.Enabled.Inherit(true, p.Span)
	if s.from != "" {
		p.FromZone.Set([]string{s.from}, m.Span)
		p.ToZone.Set([]string{s.to}, m.Span)
	}
	s.policies = append(s.policies, p)
	return a.r.t.policy.In(in(a, p))
}

func (r *reader) policySet(a at[*model.Device], m *stmt.Match) *policySet {
	from, to := "", ""
	name := "global"
	if len(m.Args) == 3 {
		from, to = m.Arg(0), m.Arg(1)
		name = from + " to " + to
	}
	key := from + "\x00" + to + "\x00" + a.ls
	if s := r.byZones[key]; s != nil {
		s.Span.End = max(s.Span.End, m.Span.End)
		return s
	}
	s := &policySet{Ruleset: &model.Ruleset{Obj: model.Obj{Span: m.Span}, Name: a.name(name), Kind: "policy", Family: "any"}, from: from, to: to, ls: a.ls}
	s.Applied.Inherit(true, m.Span)
	r.policies = append(r.policies, s)
	r.byZones[key] = s
	r.dev.Rulesets = append(r.dev.Rulesets, s.Ruleset)
	for _, z := range []string{from, to} {
		if z != "" && z != "junos-host" && z != "any" {
			r.c.Use("zone", a.name(z), "security policy", m.Span)
		}
	}
	return s
}

func policyEntries() []entry[*policy] {
	act := func(pattern, action string) entry[*policy] {
		return do(pattern, func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) { put(&a.v.Action, action, m) })
	}
	keep := func(list func(*policy) *[]ref) func(*stmt.Ctx, at[*policy], *stmt.Match) {
		return func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) { *list(a.v) = append(*list(a.v), ref{last(m), m.Span}) }
	}
	return append([]entry[*policy]{
		do("match source-address *", keep(func(p *policy) *[]ref { return &p.src })),
		do("match destination-address *", keep(func(p *policy) *[]ref { return &p.dst })),
		do("match application *", keep(func(p *policy) *[]ref { return &p.apps })),
		do("match source-address-excluded", func(_ *stmt.Ctx, a at[*policy], _ *stmt.Match) { a.v.SrcNot = true }),
		do("match destination-address-excluded", func(_ *stmt.Ctx, a at[*policy], _ *stmt.Match) { a.v.DstNot = true }),
		words("match from-zone *", func(p *policy) *model.F[[]string] { return &p.FromZone }),
		words("match to-zone *", func(p *policy) *model.F[[]string] { return &p.ToZone }),
		do("match dynamic-application *", func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) {
			push(&a.v.Apps, last(m), m)
			if last(m) != "any" && last(m) != "none" {
				a.v.extra = append(a.v.extra, "application "+last(m))
			}
		}),
		do("match source-identity|source-end-user-profile|url-category *", func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) {
			push(&a.v.Users, last(m), m)
			if last(m) != "any" && last(m) != "none" {
				a.v.extra = append(a.v.extra, "user or category")
			}
		}),
		act("then permit", "permit"), act("then deny", "deny"), act("then reject", "reject"),
		do("then permit application-services ...", profiles),
		do[*policy]("then permit tunnel|firewall-authentication|destination-address|services-offload|tcp-options ...", nothing),
		do[*policy]("then reject|deny ssl-proxy|profile ...", nothing),
		yes("then log ...", func(p *policy) *model.F[bool] { return &p.Log }),
		do[*policy]("then count|dscp|trace|services-offload ...", nothing),
		do("match dscp|dscp-except *", func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) { a.v.extra = append(a.v.extra, "dscp "+last(m)) }),
		do("scheduler-name *", func(_ *stmt.Ctx, a at[*policy], m *stmt.Match) { a.v.extra = append(a.v.extra, "schedule "+last(m)) }),
		do[*policy]("description *", nothing),
	}, notRead[*policy]()...)
}

func profiles(_ *stmt.Ctx, a at[*policy], m *stmt.Match) {
	for i := 0; i < len(m.Rest); i++ {
		switch w := m.Rest[i]; w {
		case "idp", "idp-policy", "utm-policy", "ssl-proxy", "security-intelligence-policy", "advanced-anti-malware-policy", "application-firewall",
			"application-traffic-control", "uac-policy", "gprs-gtp-profile", "gprs-sctp-profile", "web-proxy", "icap-redirect", "packet-capture":
			push(&a.v.Profiles, w, m)
		}
	}
}

// finishPolicies resolves addresses and applications. Global policies come
// after those between zones.
func (r *reader) finishPolicies() {
	attached := map[string][]*book{}
	for _, name := range sortedNames(r.books) {
		for _, z := range r.books[name].attached {
			attached[z] = append(attached[z], r.books[name])
		}
	}
	if len(r.policies) == 0 && r.deflt.How.Stated() && r.deflt.V {
		s := &model.Ruleset{Obj: model.Obj{Span: r.deflt.Span}, Name: "default-policy", Kind: "policy", Family: "any"}
		s.Default.Inherit("permit", s.Span)
		s.DefaultLog.Inherit(false, s.Span)
		s.Applied.Inherit(true, s.Span)
		r.dev.Rulesets = append(r.dev.Rulesets, s)
	}
	for _, s := range r.policies {
		switch {
		case r.deflt.How.Stated() && r.deflt.V:
			s.Default.Inherit("permit", r.deflt.Span)
		case r.deflt.How.Stated():
			s.Default.Inherit("deny", r.deflt.Span)
		case r.deflt.How == model.Unknown:
			s.Default.Unsure(r.deflt.Span)
		}
		s.DefaultLog.Inherit(false, s.Span)
		src, dst := r.booksFor(s, s.from, attached), r.booksFor(s, s.to, attached)
		for i, p := range s.policies {
			p.Seq = int64(i+1) * 10
			r.settlePolicy(s, p, src, dst)
			s.Rules = append(s.Rules, &p.Rule)
		}
	}
}

func (r *reader) settlePolicy(s *policySet, p *policy, src, dst []*book) {
	if !p.Log.How.Stated() {
		rests(r, &p.Log, false, p.Span)
	}
	if p.Action.How == model.NotRead {
		p.Action.Unsure(p.Span)
	}
	if len(p.extra) > 0 {
		p.Opaque = strings.Join(p.extra, ", ")
	}
	r.policyAddress(p, p.src, src, &p.SrcAny, &p.Src)
	r.policyAddress(p, p.dst, dst, &p.DstAny, &p.Dst)
	r.policyApps(s, p)
}

// booksFor returns the address books that a zone's policies look in.
func (r *reader) booksFor(s *policySet, zoneName string, attached map[string][]*book) []*book {
	var out []*book
	if zoneName != "" {
		name := qualified(s.ls, zoneName)
		if b := r.books["zone "+name]; b != nil {
			out = append(out, b)
		}
		out = append(out, attached[name]...)
	}
	if b := r.books[qualified(s.ls, "global")]; b != nil {
		out = append(out, b)
	}
	return out
}

func (r *reader) policyAddress(p *policy, names []ref, books []*book, any *model.F[bool], list *model.F[[]netip.Prefix]) {
	any.Set(false, p.Span)
	var out []netip.Prefix
	known := len(names) > 0
	for _, n := range names {
		switch n.name {
		case "any", "any-ipv4", "any-ipv6":
			any.Set(true, n.sp)
			continue
		}
		found, why := lookup(books, n.name, 0)
		if why != "" {
			p.opaque(why)
			known = false
		} else if len(names) == 1 {
			out = found // shared: many policies may name one long set
		} else if len(out)+len(found) > maxPrefixes || !r.take(len(found)) {
			p.opaque("too many addresses")
			known = false
		} else {
			out = append(out, found...)
		}
	}
	if len(names) == 0 {
		p.opaque("no address")
	}
	switch {
	case any.V:
	case known:
		list.Set(out, p.Span)
	default:
		list.Unsure(p.Span)
	}
}

func (p *policy) opaque(why string) {
	if p.Opaque == "" {
		p.Opaque = why
	}
}

// lookup resolves an address or a set of them.
func lookup(books []*book, name string, depth int) ([]netip.Prefix, string) {
	if p, ok := prefix(name); ok && depth == 0 && strings.ContainsAny(name, "/.:") {
		return []netip.Prefix{p}, ""
	}
	if depth > 16 {
		return nil, "address sets nest too deep"
	}
	for _, b := range books {
		if list, ok := b.addresses[name]; ok {
			return list, ""
		}
		if why, ok := b.opaque[name]; ok {
			return nil, why
		}
		if _, ok := b.sets[name]; ok {
			return b.set(name, depth)
		}
	}
	return nil, "address " + name + " is not defined"
}

// set resolves a set of the book, once.
func (b *book) set(name string, depth int) (out []netip.Prefix, why string) {
	if r, ok := b.resolved[name]; ok {
		return r.list, r.why
	}
	b.resolved[name] = resolved{why: "address set " + name + " holds itself"}
	for _, e := range b.sets[name] {
		var found []netip.Prefix
		if found, why = lookup([]*book{b}, e.name, depth+1); why != "" {
			break
		}
		if out = append(out, found...); len(out) > maxPrefixes {
			why = "too many addresses"
			break
		}
	}
	if why != "" {
		out = nil
	}
	b.resolved[name] = resolved{slices.Clip(out), why}
	return out, why
}
