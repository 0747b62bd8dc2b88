package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// policy is one rule with the names that it uses, resolved once all objects
// of its virtual domain are known.
type policy struct {
	*model.Rule
	s        *scope
	src, dst []string
	src6     []string
	dst6     []string
	services []string
	svcNot   bool
	nat      model.F[bool]
}

// unfinished reports that the file stops inside the block at sp.
func (r *reader) unfinished(sp model.Span) bool { return r.cut != 0 && sp.End >= r.cut }

func policyEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		rules(b, "firewall policy", "policy", "policy", "any"),
		rules(b, "firewall policy6", "policy6", "policy", "ipv6"),
		rules(b, "firewall policy46", "policy46", "policy", "ipv4"),
		rules(b, "firewall policy64", "policy64", "policy", "ipv6"),
		rules(b, "firewall consolidated policy", "consolidated policy", "policy", "any"),
		rules(b, "firewall security-policy", "security-policy", "policy", "any"),
		rules(b, "firewall proxy-policy", "proxy-policy", "policy", "any"),
		rules(b, "firewall local-in-policy", "local-in-policy", "local-in", "ipv4"),
		rules(b, "firewall local-in-policy6", "local-in-policy6", "local-in", "ipv6"),
	}
}

// rules is a block of policies. All are read alike; what is special to one
// kind is named as irrelevant in its list.
func rules(b *builder, block, name, kind, family string) stmt.Entry[*scope] {
	return list(b, block, func(c *stmt.Ctx, s *scope, id string, sp model.Span) *policy {
		rs := s.ruleset(c, name, kind, family, sp)
		return s.rule(rs, id, sp)
	}, ruleEntries()...)
}

// ruleset returns the ruleset of that name in the virtual domain.
func (s *scope) ruleset(c *stmt.Ctx, name, kind, family string, sp model.Span) *model.Ruleset {
	if s.policies == nil {
		s.policies = map[string]*model.Ruleset{}
	}
	rs := s.policies[name]
	if rs != nil {
		rs.Span.End = max(rs.Span.End, sp.End)
		return rs
	}
	rs = &model.Ruleset{Obj: model.Obj{Span: sp}, Name: s.title(name), Kind: kind, Family: family}
	s.policies[name] = rs
	s.Rulesets = append(s.Rulesets, rs)
	rs.Applied.Inherit(true, sp) // every policy of these blocks is in force
	rs.Default.Inherit("deny", sp)
	if kind == "local-in" {
		// What no local-in policy decides is admitted where an interface's
		// allowaccess admits it.
		rs.Default.Inherit("permit", sp)
		c.Define("acl", rs.Name, sp)
		s.r.localIn = append(s.r.localIn, localIn{rs, s.vdom})
	}
	return rs
}

// rule returns the policy with that number, which may be edited repeatedly.
func (s *scope) rule(rs *model.Ruleset, id string, sp model.Span) *policy {
	key := rs.Name + "\x00" + id
	if p := s.byID[key]; p != nil && id != "0" {
		return p
	}
	p := &policy{Rule: &model.Rule{Obj: model.Obj{Span: sp}}, s: s}
	p.Seq, _ = integer(id)
	if s.byID == nil {
		s.byID = map[string]*policy{}
	}
	s.byID[key] = p
	rs.Rules = append(rs.Rules, p.Rule)
	s.finally(func() { p.settle(rs) })
	return p
}

func ruleEntries() []stmt.Entry[*policy] {
	names := func(name, kind string, at func(*policy) *[]string) stmt.Entry[*policy] {
		return stmt.Entry[*policy]{Pattern: "no? set|append|select " + name + " ...", Do: func(c *stmt.Ctx, p *policy, m *stmt.Match) {
			*at(p) = appended(c, *at(p), m)
			for _, n := range m.Rest {
				if kind == "service" {
					useService(c, n, "policy", m.Span)
				} else {
					useObject(c, n, "policy", m.Span)
				}
			}
		}}
	}
	opaque := func(names, why string) stmt.Entry[*policy] {
		return when(names, func(_ *stmt.Ctx, p *policy, m *stmt.Match) {
			if w := first(m.Rest); w != "disable" && w != "" {
				p.Opaque = why + " " + strings.Join(m.Rest, " ")
			}
		})
	}
	negate := func(name string, at func(*policy) *bool) stmt.Entry[*policy] {
		return when(name, func(_ *stmt.Ctx, p *policy, m *stmt.Match) { *at(p), _ = truth(first(m.Rest)) })
	}
	return []stmt.Entry[*policy]{
		when("name", func(_ *stmt.Ctx, p *policy, m *stmt.Match) { p.Name = first(m.Rest) }),
		fact("action", func(p *policy) *model.F[string] { return &p.Action }, func(w []string) (string, bool) {
			v, ok := map[string]string{"accept": "permit", "ipsec": "permit", "ssl-vpn": "permit", "deny": "deny", "redirect": "deny", "isolate": "deny"}[first(w)]
			return v, ok
		}),
		onOff("status", func(p *policy) *model.F[bool] { return &p.Enabled }),
		fact("logtraffic", func(p *policy) *model.F[bool] { return &p.Log }, func(w []string) (bool, bool) {
			v, ok := map[string]bool{"all": true, "enable": true, "utm": false, "disable": false}[first(w)]
			return v, ok
		}),
		when("capture-packet", func(_ *stmt.Ctx, p *policy, m *stmt.Match) {
			if on, _ := truth(first(m.Rest)); on {
				k := &model.Capture{Obj: model.Obj{Span: m.Span}, Name: p.Name}
				k.Active.Set(true, m.Span)
				p.s.Captures = append(p.s.Captures, k)
			}
		}),
		words("srcintf|intf", func(p *policy) *model.F[[]string] { return &p.FromZone }),
		words("dstintf", func(p *policy) *model.F[[]string] { return &p.ToZone }),
		names("srcaddr", "object", func(p *policy) *[]string { return &p.src }),
		names("dstaddr", "object", func(p *policy) *[]string { return &p.dst }),
		names("srcaddr6", "object", func(p *policy) *[]string { return &p.src6 }),
		names("dstaddr6", "object", func(p *policy) *[]string { return &p.dst6 }),
		names("service", "service", func(p *policy) *[]string { return &p.services }),
		negate("srcaddr-negate|srcaddr6-negate", func(p *policy) *bool { return &p.SrcNot }),
		negate("dstaddr-negate|dstaddr6-negate", func(p *policy) *bool { return &p.DstNot }),
		negate("service-negate", func(p *policy) *bool { return &p.svcNot }),
		when("schedule", func(_ *stmt.Ctx, p *policy, m *stmt.Match) {
			if w := first(m.Rest); w != "always" {
				p.Opaque = "schedule " + w
			}
		}),
		when("decrypted-traffic-mirror|ssl-mirror|ssl-mirror-intf", func(c *stmt.Ctx, _ *policy, m *stmt.Match) {
			if w := first(m.Rest); w != "disable" && w != "" {
				c.Mark(m.Node, stmt.Unimplemented)
				c.Dev.Doubtful("mirrors", m.Span.Line)
			}
		}),
		opaque("internet-service|internet-service-src|internet-service6|internet-service6-src", "internet service"),
		opaque("internet-service-negate|internet-service-src-negate|network-service-dynamic|reputation-minimum|geoip-match|match-vip-only|rtp-nat|ztna-ems-tag|ztna-geo-tag|ztna-status|learning-mode|url-category|app-category|app-group|proxy|access-proxy",
			"condition that is known only at run time"),
		words("internet-service-name|internet-service-id|internet-service-group|internet-service-custom|internet-service-src-name|internet-service-src-id|internet-service-src-group|internet-service-src-custom|application",
			func(p *policy) *model.F[[]string] { return &p.Apps }),
		words("users|fsso-groups", func(p *policy) *model.F[[]string] { return &p.Users }),
		stmt.Entry[*policy]{Pattern: "no? set|append|select groups ...", Do: func(c *stmt.Ctx, p *policy, m *stmt.Match) {
			p.Users.Set(appended(c, p.Users.V, m), m.Span)
			for _, n := range m.Rest {
				c.Use("server-group", n, "policy", m.Span)
			}
		}},
		profileEntry(),
		onOff("nat", func(p *policy) *model.F[bool] { return &p.nat }),
	}
}

// profileEntry reads the names of inspection profiles.
func profileEntry() stmt.Entry[*policy] {
	return when("av-profile|webfilter-profile|dnsfilter-profile|emailfilter-profile|dlp-sensor|dlp-profile|file-filter-profile|ips-sensor|application-list|voip-profile|sctp-filter-profile|icap-profile|videofilter-profile|casb-profile|waf-profile|ssl-ssh-profile|profile-group|virtual-patch-profile|diameter-filter-profile",
		func(c *stmt.Ctx, p *policy, m *stmt.Match) {
			name := c.Tree.Nodes[m.Node].Words[1]
			p.Profiles.Set(append(p.Profiles.V[:len(p.Profiles.V):len(p.Profiles.V)], name+" "+first(m.Rest)), m.Span)
		})
}

// settle resolves the rule's names.
func (p *policy) settle(rs *model.Ruleset) {
	r := p.s.r
	src := p.s.resolve(r, append(p.src, p.src6...))
	dst := p.s.resolve(r, append(p.dst, p.dst6...))
	svc := p.s.services(r, p.services)
	if len(p.src)+len(p.src6) > 0 && src.opaque == "" || src.any {
		p.SrcAny.Set(src.any && !p.SrcNot, p.Span)
		if !src.any {
			p.Src.Set(src.list, p.Span)
		}
	}
	if len(p.dst)+len(p.dst6) > 0 && dst.opaque == "" || dst.any {
		p.DstAny.Set(dst.any && !p.DstNot, p.Span)
		if !dst.any {
			p.Dst.Set(dst.list, p.Span)
		}
	}
	if len(p.services) > 0 && svc.opaque == "" || svc.any {
		p.ServiceAny.Set(svc.any && !p.svcNot, p.Span)
		if !svc.any {
			p.Match = svc.list
		}
		if !svc.any && !p.svcNot {
			p.ServiceAny = model.EveryPort(svc.list, p.Span)
		}
	}
	for _, z := range append(p.FromZone.V[:len(p.FromZone.V):len(p.FromZone.V)], p.ToZone.V...) {
		if r.zoned[z] {
			r.c.Use("zone", z, "policy", p.Span)
		}
	}
	p.Opaque = reason(p.Opaque, src.opaque, dst.opaque, svc.opaque)
	switch {
	case p.Opaque != "":
	case r.unfinished(p.Span):
		p.Opaque = "the file ends inside the rule"
	case len(p.Doubt) > 0:
		p.Opaque = "a line of the rule is not understood"
	case p.svcNot:
		p.Opaque = "negated services"
	case len(p.Apps.V) > 0:
		p.Opaque = "internet service"
	case len(p.Users.V) > 0:
		p.Opaque = "users"
	}
	if p.Action.How == model.NotRead && !r.unfinished(p.Span) && len(p.Doubt) == 0 {
		p.Action.Inherit("deny", p.Span) // the default that no file prints
	}
	if p.nat.How.Stated() && p.nat.V && p.Action.V == "permit" {
		nat := &model.NAT{Obj: model.Obj{Span: p.Span}}
		nat.Kind.Set("source", p.nat.Span)
		p.s.NATs = append(p.s.NATs, nat)
	}
}

// reason returns the first that is not empty.
func reason(why ...string) string {
	for _, w := range why {
		if w != "" {
			return w
		}
	}
	return ""
}
