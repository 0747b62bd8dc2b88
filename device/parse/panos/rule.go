package panos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// rule is one security rule with the names that it uses.
type rule struct {
	*model.Rule
	s                        *scope
	src, dst, services, apps []string
	disabled                 model.F[bool]
	intrazone                bool
}

// defaultRule is intrazone-default or interzone-default.
type defaultRule struct {
	action   model.F[string]
	log      model.F[bool]
	forwards map[string]bool // those of the reader
}

func ruleEntries(b *builder) []stmt.Entry[*scope] {
	sec := securityEntries()
	into := func(path string, at func(*scope) *[]*rule) stmt.Entry[*scope] {
		return block(b, "security", path, func(c *stmt.Ctx, s *scope, name string, sp model.Span) *rule { return s.open(path, at(s), name, sp) }, sec...)
	}
	out := []stmt.Entry[*scope]{
		stmt.Entry[*scope]{Pattern: "rulebase|pre-rulebase|post-rulebase network-packet-broker **", State: stmt.Unimplemented},
		into("pre-rulebase security rules *", func(s *scope) *[]*rule { return &s.pre }),
		into("rulebase security rules *", func(s *scope) *[]*rule { return &s.local }),
		into("post-rulebase security rules *", func(s *scope) *[]*rule { return &s.post }),
	}
	for _, base := range []string{"", "pre-", "post-"} {
		base += "rulebase"
		out = append(out,
			block(b, "default-rule", base+" default-security-rules rules intrazone-default", func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *defaultRule { return s.preset(&s.intra) }, defaultEntries()...),
			block(b, "default-rule", base+" default-security-rules rules interzone-default", func(_ *stmt.Ctx, s *scope, _ string, _ model.Span) *defaultRule { return s.preset(&s.inter) }, defaultEntries()...),
			block(b, "nat", base+" nat rules *", openNAT, natEntries()...),
			block(b, "pbf", base+" pbf rules *", openPBF, pbfEntries()...),
		)
	}
	return out
}

// open returns the named rule, which set lines state piece by piece.
func (s *scope) open(path string, in *[]*rule, name string, sp model.Span) *rule {
	key := path + "\x00" + name
	if p := s.rules[key]; p != nil {
		p.Span.Line, p.Span.End = min(p.Span.Line, sp.Line), max(p.Span.End, sp.End)
		return p
	}
	p := &rule{Rule: &model.Rule{Obj: model.Obj{Span: sp}, Name: name}, s: s}
	s.rules[key] = p
	*in = append(*in, p)
	return p
}

func securityEntries() []stmt.Entry[*rule] {
	addr := func(path string, at func(*rule) *[]string) stmt.Entry[*rule] {
		return when(path, func(c *stmt.Ctx, p *rule, v string, sp model.Span) {
			*at(p) = append(*at(p), v)
			useAddress(c, v, "security rule", sp)
		})
	}
	opaque := func(path, none, why string) stmt.Entry[*rule] {
		return when(path, func(_ *stmt.Ctx, p *rule, v string, _ model.Span) {
			if v != none {
				p.Opaque = why + " " + v
			}
		})
	}
	return []stmt.Entry[*rule]{
		fact("action", func(p *rule) *model.F[string] { return &p.Action }, pick(map[string]string{"allow": "permit", "deny": "deny", "drop": "deny",
			"reset-client": "deny", "reset-server": "deny", "reset-both": "deny"})),
		yes("disabled", func(p *rule) *model.F[bool] { return &p.disabled }),
		yes("log-end", func(p *rule) *model.F[bool] { return &p.Log }),
		when("from", func(c *stmt.Ctx, p *rule, v string, sp model.Span) {
			add(&p.FromZone, v, sp)
			useZone(c, v, "security rule", sp)
		}),
		when("to", func(c *stmt.Ctx, p *rule, v string, sp model.Span) {
			add(&p.ToZone, v, sp)
			useZone(c, v, "security rule", sp)
		}),
		addr("source", func(p *rule) *[]string { return &p.src }),
		addr("destination", func(p *rule) *[]string { return &p.dst }),
		when("service", func(c *stmt.Ctx, p *rule, v string, sp model.Span) {
			p.services = append(p.services, v)
			useService(c, v, "security rule", sp)
		}),
		when("application", func(_ *stmt.Ctx, p *rule, v string, sp model.Span) {
			p.apps = append(p.apps, v)
			add(&p.Apps, v, sp)
			p.s.r.useAppGroup(v, "security rule", sp)
		}),
		when("negate-source", func(_ *stmt.Ctx, p *rule, v string, _ model.Span) { p.SrcNot = v == "yes" }),
		when("negate-destination", func(_ *stmt.Ctx, p *rule, v string, _ model.Span) { p.DstNot = v == "yes" }),
		list("source-user", func(p *rule) *model.F[[]string] { return &p.Users }),
		opaque("category", "any", "URL category"), opaque("source-hip", "any", "host profile"), opaque("destination-hip", "any", "host profile"),
		opaque("hip-profiles", "any", "host profile"), opaque("schedule", "", "schedule"), opaque("saas-user-list", "any", "user list"),
		when("rule-type", func(_ *stmt.Ctx, p *rule, v string, _ model.Span) { p.intrazone = v == "intrazone" }),
		when("profile-setting group", func(_ *stmt.Ctx, p *rule, v string, sp model.Span) { add(&p.Profiles, "group "+v, sp) }),
		{Pattern: "profile-setting profiles * *", Do: func(_ *stmt.Ctx, p *rule, m *stmt.Match) { add(&p.Profiles, m.Arg(0)+" "+m.Arg(1), m.Span) }},
		when("log-setting", func(_ *stmt.Ctx, p *rule, v string, _ model.Span) { p.s.r.forwards[v] = true }),
	}
}

func (s *scope) preset(d *defaultRule) *defaultRule {
	d.forwards = s.r.forwards
	return d
}

func defaultEntries() []stmt.Entry[*defaultRule] {
	return []stmt.Entry[*defaultRule]{
		fact("action", func(d *defaultRule) *model.F[string] { return &d.action }, pick(map[string]string{"allow": "permit", "deny": "deny", "drop": "deny",
			"reset-client": "deny", "reset-server": "deny", "reset-both": "deny"})),
		yes("log-end", func(d *defaultRule) *model.F[bool] { return &d.log }),
		when("log-setting", func(_ *stmt.Ctx, d *defaultRule, v string, _ model.Span) { d.forwards[v] = true }),
	}
}

// settle resolves the rule's names.
func (p *rule) settle() {
	r := p.s.r
	src, dst, svc := p.s.resolve(p.src), p.s.resolve(p.dst), p.s.services(p.services)
	if len(p.src) > 0 && src.opaque == "" || src.any {
		p.SrcAny.Set(src.any && !p.SrcNot, p.Span)
		if !src.any {
			p.Src.Set(src.list, p.Span)
		}
	}
	if len(p.dst) > 0 && dst.opaque == "" || dst.any {
		p.DstAny.Set(dst.any && !p.DstNot, p.Span)
		if !dst.any {
			p.Dst.Set(dst.list, p.Span)
		}
	}
	byApp := len(p.apps) > 0 && !contains(p.apps, "any")
	switch {
	case len(p.services) == 0:
	case svc.any && !byApp:
		p.ServiceAny.Set(true, p.Span)
	case svc.any || svc.opaque == "" || byApp:
		p.ServiceAny.Set(false, p.Span)
		if p.Match = svc.list; !svc.any && !byApp {
			p.ServiceAny = model.EveryPort(svc.list, p.Span)
		}
	}
	if p.disabled.How.Stated() {
		p.Enabled.Set(!p.disabled.V, p.disabled.Span)
	}
	for _, why := range []string{p.Opaque, src.opaque, dst.opaque, svc.opaque} {
		if p.Opaque == "" {
			p.Opaque = why
		}
	}
	switch {
	case p.Opaque != "":
	case r.unfinished(p.Span):
		p.Opaque = "the file ends inside the rule"
	case len(p.Doubt) > 0:
		p.Opaque = "a line of the rule is not understood"
	case byApp:
		p.Opaque = "applications"
	case len(p.Users.V) > 0 && !contains(p.Users.V, "any"):
		p.Opaque = "users"
	}
}

// finishRules makes one ruleset for each scope that has rules: those that
// Panorama puts before, the scope's own, and those put behind.
func (r *reader) finishRules() {
	shared := r.scope("shared", "")
	for _, s := range r.order {
		for _, list := range [][]*rule{s.pre, s.local, s.post} {
			for _, p := range list {
				p.settle()
			}
		}
	}
	owners := 0
	for _, s := range r.order {
		if s != shared && len(s.pre)+len(s.local)+len(s.post) > 0 {
			owners++
			r.ruleset(s, shared)
		}
	}
	if owners == 0 && len(shared.pre)+len(shared.local)+len(shared.post) > 0 {
		r.ruleset(shared, &scope{})
	}
}

// ordered lists the rules in the order of evaluation: from shared inwards
// through the device groups above, the scope's own, and back outwards.
func (s *scope) ordered(shared *scope) [][]*rule {
	out := [][]*rule{s.pre, s.local, s.post}
	for at, up := s.parent, 0; at != nil && at != shared && up < maxParents; at, up = at.parent, up+1 {
		out = append(append([][]*rule{at.pre}, out...), at.post)
	}
	return append(append([][]*rule{shared.pre}, out...), shared.post)
}

func (r *reader) ruleset(s, shared *scope) {
	rs := &model.Ruleset{Name: s.title("security"), Kind: "policy", Family: "any"}
	for _, list := range s.ordered(shared) {
		for _, p := range list {
			own := *p.Rule
			own.Seq = int64(len(rs.Rules) + 1)
			rs.Rules = append(rs.Rules, &own)
			if rs.Span.Line == 0 || own.Span.Line < rs.Span.Line {
				rs.Span.Line = own.Span.Line
			}
			rs.Span.End = max(rs.Span.End, own.Span.End)
		}
	}
	inter := s.inter
	for at, up := s.parent, 0; at != nil && up < maxParents; at, up = at.parent, up+1 {
		if inter.action.How == model.NotRead {
			inter.action = at.inter.action
		}
		if inter.log.How == model.NotRead {
			inter.log = at.inter.log
		}
	}
	rs.Default.Inherit("deny", rs.Span) // interzone-default
	if inter.action.How != model.NotRead {
		rs.Default = inter.action
	}
	rs.DefaultLog = inter.log
	r.implicitDeny(inter.log, rs.Span)
	if inter.log.How.Stated() && inter.log.V && rs.Default.V == "deny" {
		rs.FinalDeny.Inherit(true, inter.log.Span)
		rs.FinalDenyLogged.Inherit(true, inter.log.Span)
	}
	rs.Applied.Inherit(true, rs.Span) // the rulebase is always in force
	r.dev.Rulesets = append(r.dev.Rulesets, rs)
}

// implicitDeny states that what no rule admits is logged: by every rulebase.
func (r *reader) implicitDeny(log model.F[bool], sp model.Span) {
	f := &r.dev.Logging.ImplicitDeny
	if log.How == model.NotRead {
		log.Derive(false, sp) // the default
	}
	if f.How == model.NotRead || !log.V && (f.V || log.How.Stated()) {
		*f = log
	}
}

func openNAT(_ *stmt.Ctx, s *scope, name string, sp model.Span) *natRule {
	key := "nat\x00" + s.kind + s.name + "\x00" + name
	for _, n := range s.r.nats {
		if n.key == key {
			return n
		}
	}
	n := &natRule{NAT: &model.NAT{Obj: model.Obj{Span: sp}}, key: key, s: s}
	s.r.nats = append(s.r.nats, n)
	s.r.finally(n.finish)
	return n
}

// natRule is one rule; what it publishes decides its kind.
type natRule struct {
	*model.NAT
	s        *scope
	key      string
	source   model.Span
	disabled bool
}

func natEntries() []stmt.Entry[*natRule] {
	target := func(path string) stmt.Entry[*natRule] {
		return when(path, func(c *stmt.Ctx, n *natRule, v string, sp model.Span) {
			n.Target.Set(v, sp)
			useAddress(c, v, "nat rule", sp)
		})
	}
	// source is where the rule's new source address stands.
	source := func(path string) stmt.Entry[*natRule] {
		return when("source-translation "+path, func(c *stmt.Ctx, n *natRule, v string, sp model.Span) {
			n.source = sp
			useAddress(c, v, "nat rule", sp)
		})
	}
	return []stmt.Entry[*natRule]{
		source("dynamic-ip-and-port translated-address"), source("dynamic-ip translated-address"), source("static-ip translated-address"),
		source("dynamic-ip fallback translated-address"),
		when("from", func(c *stmt.Ctx, _ *natRule, v string, sp model.Span) { useZone(c, v, "nat rule", sp) }),
		when("to", func(c *stmt.Ctx, _ *natRule, v string, sp model.Span) { useZone(c, v, "nat rule", sp) }),
		target("destination-translation translated-address"), target("dynamic-destination-translation translated-address"),
		when("destination-translation translated-port", func(_ *stmt.Ctx, n *natRule, v string, sp model.Span) { add(&n.Ports, v, sp) }),
		when("dynamic-destination-translation translated-port", func(_ *stmt.Ctx, n *natRule, v string, sp model.Span) { add(&n.Ports, v, sp) }),
		{Pattern: "source-translation **", Do: translates},
		{Pattern: "source-translation dynamic-ip-and-port|dynamic-ip|static-ip **", Do: translates},
		{Pattern: "source-translation dynamic-ip fallback **", Do: translates},
		when("disabled", func(_ *stmt.Ctx, n *natRule, v string, _ model.Span) { n.disabled = v == "yes" }),
		when("source", func(c *stmt.Ctx, _ *natRule, v string, sp model.Span) { useAddress(c, v, "nat rule", sp) }),
		when("destination", func(c *stmt.Ctx, _ *natRule, v string, sp model.Span) { useAddress(c, v, "nat rule", sp) }),
		when("service", func(c *stmt.Ctx, _ *natRule, v string, sp model.Span) { useService(c, v, "nat rule", sp) }),
	}
}

func translates(_ *stmt.Ctx, n *natRule, m *stmt.Match) { n.source = m.Span }

func (n *natRule) finish() {
	switch {
	case n.disabled:
		return
	case n.Target.How.Stated():
		n.Kind.Set("destination", n.Target.Span)
	case n.source.Line > 0:
		n.Kind.Set("source", n.source)
	default:
		return // a rule that exempts from translation
	}
	n.s.NATs = append(n.s.NATs, n.NAT)
}

// pbf is one rule of policy-based forwarding.
type pbf struct {
	*model.PolicyRoute
	off bool
}

func openPBF(_ *stmt.Ctx, s *scope, name string, sp model.Span) *pbf {
	p := &pbf{PolicyRoute: &model.PolicyRoute{Obj: model.Obj{Span: sp}, Name: s.title(name)}}
	s.r.finally(func() {
		if !p.off && (p.NextHop.How.Stated() || p.Interface.How.Stated() || p.SetVRF.How.Stated()) {
			s.PBRs = append(s.PBRs, p.PolicyRoute)
		}
	})
	return p
}

func pbfEntries() []stmt.Entry[*pbf] {
	return []stmt.Entry[*pbf]{
		when("action forward nexthop ip-address", func(c *stmt.Ctx, p *pbf, v string, sp model.Span) {
			add(&p.NextHop, v, sp)
			useAddress(c, v, "pbf rule", sp)
		}),
		list("action forward nexthop fqdn", func(p *pbf) *model.F[[]string] { return &p.NextHop }),
		text("action forward egress-interface", func(p *pbf) *model.F[string] { return &p.Interface }),
		text("action forward-to-vsys", func(p *pbf) *model.F[string] { return &p.SetVRF }),
		when("disabled", func(_ *stmt.Ctx, p *pbf, v string, _ model.Span) { p.off = v == "yes" }),
		when("from zone", func(c *stmt.Ctx, _ *pbf, v string, sp model.Span) { useZone(c, v, "pbf rule", sp) }),
		when("source", func(c *stmt.Ctx, _ *pbf, v string, sp model.Span) { useAddress(c, v, "pbf rule", sp) }),
		when("destination", func(c *stmt.Ctx, _ *pbf, v string, sp model.Span) { useAddress(c, v, "pbf rule", sp) }),
		when("service", func(c *stmt.Ctx, _ *pbf, v string, sp model.Span) { useService(c, v, "pbf rule", sp) }),
	}
}
