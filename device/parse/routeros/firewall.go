package routeros

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

var firewallMenus = []menu{
	{path: "ip firewall filter", do: rules("filter", false), keys: ruleKeys},
	{path: "ip firewall raw", do: rules("raw", false), keys: ruleKeys},
	{path: "ipv6 firewall filter", do: rules("filter", true), keys: ruleKeys},
	{path: "ipv6 firewall raw", do: rules("raw", true), keys: ruleKeys},
	{path: "ip firewall mangle", do: (*reader).mangle, keys: ruleKeys},
	{path: "ipv6 firewall mangle", do: (*reader).mangle, keys: ruleKeys},
	{path: "ip firewall nat", do: (*reader).nat, keys: ruleKeys},
	{path: "ipv6 firewall nat", do: (*reader).nat, keys: ruleKeys},
	{path: "ip firewall calea", do: (*reader).calea, keys: ruleKeys},
	{path: "interface bridge calea", do: (*reader).calea, keys: ruleKeys},
	{path: "ip firewall address-list", do: addresses("4 "), keys: "address list disabled timeout dynamic creation-time"},
	{path: "ipv6 firewall address-list", do: addresses("6 "), keys: "address list disabled timeout dynamic creation-time"},
}

// ruleKeys are the properties of a rule. All narrow it or say what happens to
// a packet; each that cannot be resolved makes the rule opaque.
const ruleKeys = "*"

// addrList is an address list; certain is false once an entry is no address.
type addrList struct {
	prefixes []netip.Prefix
	certain  bool
	sp       model.Span
}

// chain is one chain of one table while its rules are read.
type chain struct {
	set   *model.Ruleset
	rules []*ruleArgs
}

type ruleArgs struct {
	rule *model.Rule
	a    *args
}

func addresses(family string) func(*reader, *args) {
	return func(r *reader, a *args) {
		if a.verb != "add" || a.val("disabled") == "yes" {
			return
		}
		name := a.val("list")
		l := r.addrs[family+name]
		if l == nil {
			l = &addrList{certain: true, sp: a.sp}
			r.addrs[family+name] = l
			r.c.Define("object-group", name, a.sp)
		}
		l.sp.End = a.sp.End
		p, ok := prefixes(a.val("address"))
		if !ok {
			l.certain = false // a domain name
			return
		}
		l.prefixes = append(l.prefixes, p...)
	}
}

// rules returns the reader of one table's rules.
func rules(table string, six bool) func(*reader, *args) {
	return func(r *reader, a *args) {
		if a.verb != "add" {
			r.c.Mark(a.node, stmt.Unimplemented)
			r.dev.Doubtful("rulesets", a.sp.Line)
			return
		}
		name := table
		if six {
			name += "6"
		}
		count := name
		name += " " + a.val("chain")
		c := r.rules[name]
		if c == nil {
			c = &chain{set: &model.Ruleset{Obj: model.Obj{Span: a.sp}, Name: name, Kind: "filter", Family: map[bool]string{true: "ipv6", false: "ipv4"}[six]}}
			if table == "filter" && a.val("chain") == "input" {
				c.set.Kind = "local-in"
			}
			c.set.Default.Inherit("permit", a.sp)
			c.set.DefaultLog.Inherit(false, a.sp)
			r.rules[name] = c
			r.chains = append(r.chains, c)
			r.dev.Rulesets = append(r.dev.Rulesets, c.set)
			r.c.Define("acl", name, a.sp)
		}
		rule := &model.Rule{Obj: model.Obj{Span: a.sp}, Seq: r.counts[count], Name: a.val("comment")}
		r.counts[count]++
		c.set.Span.End = a.sp.End
		c.rules = append(c.rules, &ruleArgs{rule, a})
		if _, ok := a.get("place-before"); ok {
			rule.Opaque = "stands before another rule"
			r.c.Mark(a.node, stmt.Partial)
		}
		c.set.Rules = append(c.set.Rules, rule)
	}
}

// finishFirewall reads the rules once all address lists are known.
func (r *reader) finishFirewall() {
	for _, c := range r.chains {
		for _, x := range c.rules {
			r.rule(x.rule, x.a, c.set.Family == "ipv6")
		}
		c.summarise()
	}
	if c := r.rules["filter input"]; c != nil {
		ref(&r.dev.CLI.Filter, c.set.Name, c.set.Span)
		r.c.Use("acl", c.set.Name, "packets to the device", c.set.Span)
	}
	if c := r.rules["filter6 input"]; c != nil {
		ref(&r.dev.CLI.Filter6, c.set.Name, c.set.Span)
		r.c.Use("acl", c.set.Name, "packets to the device", c.set.Span)
	}
	for name, c := range r.rules {
		switch chain := name[strings.IndexByte(name, ' ')+1:]; chain {
		case "forward", "output", "prerouting":
			c.set.Applied.Inherit(true, c.set.Span)
		}
	}
}

// summarise states what follows from the order of rules. RouterOS accepts what
// no rule drops, and a rule may hold for some interfaces only.
func (c *chain) summarise() {
	s := c.set
	s.FinalDeny.Derive(false, s.Span)
	s.FinalDenyLogged.Derive(false, s.Span)
	closed := false // nothing falls through from at least one side
	for i := len(c.rules) - 1; i >= 0; i-- {
		rule := c.rules[i].rule
		if !rule.Enabled.V {
			continue
		}
		if denies(rule) {
			if len(rule.FromZone.V) == 0 && len(rule.ToZone.V) == 0 {
				s.FinalDeny.Derive(true, rule.Span)
				s.FinalDenyLogged.Derive(rule.Log.V, rule.Span)
			}
			closed = len(rule.ToZone.V) == 0 && (len(rule.FromZone.V) == 0 || strings.HasPrefix(rule.FromZone.V[0], "!"))
		}
		break
	}
	s.PermitsAny.Derive(!closed, s.Span)
	s.Permitted.Unsure(s.Span)
	if !closed {
		return
	}
	c.sources()
}

// sources looks at the rules that admit a source as such: not replies, not
// ICMP, not for one interface only.
func (c *chain) sources() {
	s := c.set
	var admitted []netip.Prefix
	certain := s.FinalDeny.V
	for _, x := range c.rules {
		rule := x.rule
		if !rule.Enabled.V || rule.Action.V != "permit" && rule.Action.V != "next" && rule.Action.V != "return" || replies(rule) {
			continue
		}
		switch {
		case rule.Opaque != "" || rule.Jump != "" || rule.Action.V == "return":
			certain = false
			if s.PermitsAny.How == model.Derived && !s.PermitsAny.V {
				s.PermitsAny.Unsure(rule.Span)
			}
		case rule.Action.V == "next":
		case len(rule.FromZone.V) > 0 || rule.SrcNot:
			certain = false
		case rule.SrcAny.V:
			s.PermitsAny.Inherit(true, rule.Span)
			admitted = append(admitted, anywhere()...)
		default:
			admitted = append(admitted, rule.Src.V...)
		}
	}
	if certain {
		s.Permitted.Derive(admitted, s.Span)
	}
}

// mangle reads marks for routing and copies of packets to another host.
func (r *reader) mangle(a *args) {
	if a.verb != "add" {
		return
	}
	on := a.val("disabled") != "yes"
	switch a.val("action") {
	case "sniff-tzsp", "sniff-pc":
		m := &model.Mirror{Obj: model.Obj{Span: a.sp}, Name: "mangle " + a.val("chain")}
		m.Kind.Set("sniffer", a.sp)
		m.Active.Set(on, a.sp)
		m.DestIP.Set(a.val("sniff-target"), a.sp)
		if v, ok := a.first("in-interface", "in-interface-list"); ok {
			m.Sources.Set([]string{v}, a.sp)
		}
		r.dev.Mirrors = append(r.dev.Mirrors, m)
	case "route", "mark-routing":
		if !on {
			return
		}
		p := &model.PolicyRoute{Obj: model.Obj{Span: a.sp}, Name: "mangle " + a.val("chain")}
		if v, ok := a.get("new-routing-mark"); ok {
			p.SetVRF.Set(v, a.sp)
		}
		if v, ok := a.get("route-dst"); ok {
			p.NextHop.Set([]string{v}, a.sp)
		}
		r.dev.PBRs = append(r.dev.PBRs, p)
	}
}

// calea reads RouterOS's own interception package: copies of a subscriber's
// packets for an authority. Who is concerned is not kept.
func (r *reader) calea(a *args) {
	if a.verb != "add" {
		return
	}
	li := &r.dev.LI
	if !li.Present.How.Stated() {
		li.Span = a.sp
		li.Present.Set(true, a.sp)
		li.Kinds.Set([]string{"mediation"}, a.sp)
	}
	li.Targets.Set(li.Targets.V+1, a.sp)
	if v, ok := a.get("sniff-target"); ok {
		li.Mediation.Set(append(li.Mediation.V, v), a.sp)
		m := &model.Mirror{Obj: model.Obj{Span: a.sp}, Name: "calea"}
		m.Kind.Set("sniffer", a.sp)
		m.Active.Set(a.val("disabled") != "yes", a.sp)
		m.DestIP.Set(v, a.sp)
		r.dev.Mirrors = append(r.dev.Mirrors, m)
	}
}

func (r *reader) nat(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	n := &model.NAT{Obj: model.Obj{Span: a.sp}}
	switch a.val("action") {
	case "dst-nat", "redirect":
		n.Kind.Set("destination", a.sp)
	case "netmap", "same":
		n.Kind.Set("static", a.sp)
	case "src-nat", "masquerade":
		n.Kind.Set("source", a.sp)
	default:
		return
	}
	a.text(&n.Target, "to-addresses")
	if a.val("action") == "redirect" {
		n.Target.Set("self", a.sp)
	}
	ports, ok := a.first("to-ports", "dst-port", "port")
	if ok && ports != "" {
		n.Ports.Set(list(ports), a.sp)
	}
	r.dev.NATs = append(r.dev.NATs, n)
}
