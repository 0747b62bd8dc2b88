package eos

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// process is one `router ospf|ospfv3|isis|rip` with what it says for all of
// its links.
type process struct {
	r        *run
	proto    string
	name     string
	passive  model.F[bool]
	active   map[string]model.Span // interfaces taken out of the default
	quiet    map[string]model.Span // interfaces named as passive
	auth     model.F[string]
	networks []netip.Prefix
}

// igpLink is one protocol on one interface.
type igpLink struct{ *model.IGP }

func (t *tables) igpEntries() []stmt.Entry[*run] {
	open := func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
		p := &process{r: r, proto: c.Tree.Nodes[m.Node].Words[1], name: m.Arg(0), active: map[string]model.Span{}, quiet: map[string]model.Span{}}
		if v, ok := m.After("vrf"); ok {
			useVRF(c, v, "router vrf", m.Span)
		}
		r.processes = append(r.processes, p)
		return t.igp.In(p)
	}
	return []stmt.Entry[*run]{
		{Pattern: "router ospf|ospfv3|isis|rip|eigrp * ...", Sub: open},
		{Pattern: "router ospfv3|rip", Sub: open},
		{Pattern: "no router ospf|ospfv3|isis|rip ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "mpls ldp", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.ldp.In(r) }},
		{Pattern: "router msdp **", State: stmt.Unimplemented},
	}
}

func ldpBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "password|neighbor ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			rest := m.Rest
			for i, w := range rest {
				if w == "password" {
					rest = rest[i+1:]
					break
				}
			}
			if typ, v := fill.CiscoKey(rest); v != "" {
				c.Secret("igp", "ldp", typ, v, m.Span)
				r.ldpAuth.Set("md5", m.Span)
			}
		}},
	}
}

func (t *tables) processBlock() []stmt.Entry[*process] {
	use := func(c *stmt.Ctx, p *process, m *stmt.Match) {
		if v, ok := m.After("route-map"); ok {
			c.Use("route-map", v, "router "+p.proto, m.Span)
		}
	}
	return []stmt.Entry[*process]{
		{Pattern: "vrf *", Sub: func(c *stmt.Ctx, p *process, m *stmt.Match) stmt.Block {
			useVRF(c, m.Arg(0), "router "+p.proto+" vrf", m.Span)
			return t.igp.In(p)
		}},
		{Pattern: "address-family ...", Sub: func(_ *stmt.Ctx, p *process, _ *stmt.Match) stmt.Block { return t.igp.In(p) }},
		{Pattern: "no? passive-interface default", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.passive.Set(!m.Neg, m.Span) }},
		{Pattern: "passive-interface *", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.quiet[m.Arg(0)] = m.Span }},
		{Pattern: "no passive-interface *", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.active[m.Arg(0)] = m.Span }},
		{Pattern: "network * area *", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) {
			if n, err := netip.ParsePrefix(m.Arg(0)); err == nil && len(p.networks) < 4096 {
				p.networks = append(p.networks, n.Masked())
			}
		}},
		{Pattern: "network * * area *", Do: func(*stmt.Ctx, *process, *stmt.Match) {}},
		{Pattern: "authentication mode * ...", Do: func(_ *stmt.Ctx, p *process, m *stmt.Match) { p.auth.Set(authWord(m.Arg(0)), m.Span) }},
		{Pattern: "authentication key ...", Do: func(c *stmt.Ctx, p *process, m *stmt.Match) {
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("igp", p.proto+" "+p.name, typ, v, m.Span)
			}
		}},
		{Pattern: "redistribute ...", Do: use},
		{Pattern: "default-information originate ...", Do: use},
		{Pattern: "distribute-list ...", Do: use},
		{Pattern: "no redistribute|default-information|distribute-list|authentication ...", Do: func(*stmt.Ctx, *process, *stmt.Match) {}},
	}
}

func authWord(w string) string {
	switch w {
	case "text", "simple":
		return "clear"
	case "sha", "shared-secret":
		return "sha1"
	case "sha256", "sha384", "sha512", "sha224":
		return "sha2"
	}
	return w
}

// link finds or adds a protocol on an interface.
func (i iface) link(proto, instance string, sp model.Span) *igpLink {
	for _, l := range i.r.links[i.Name] {
		if l.Proto == proto && (proto != "pim" || l.Instance == instance) { // PIM is one per family
			if l.Instance == "" {
				l.Instance = instance
			}
			return l
		}
	}
	l := &igpLink{IGP: &model.IGP{Obj: model.Obj{Span: sp}, Proto: proto, Instance: instance, Interface: i.Name}}
	i.r.links[i.Name] = append(i.r.links[i.Name], l)
	i.r.igps = append(i.r.igps, l)
	i.r.IGPs = append(i.r.IGPs, l.IGP)
	return l
}

func ifaceRouting() []stmt.Entry[iface] {
	key := func(proto, auth string, at int) func(*stmt.Ctx, iface, *stmt.Match) {
		return func(c *stmt.Ctx, i iface, m *stmt.Match) {
			l := i.link(proto, "", m.Span)
			if auth != "" && l.Auth.How == model.NotRead {
				l.Auth.Set(auth, m.Span)
			}
			if typ, v := fill.CiscoKey(m.Rest[min(at, len(m.Rest)):]); v != "" {
				c.Secret("igp", proto+" "+i.Name, typ, v, m.Span)
			}
		}
	}
	return append([]stmt.Entry[iface]{
		{Pattern: "ip ospf area *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospf", "", m.Span) }},
		{Pattern: "ip ospf authentication", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospf", "", m.Span).Auth.Set("clear", m.Span) }},
		{Pattern: "ip ospf authentication message-digest", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			if l := i.link("ospf", "", m.Span); l.Auth.V != "sha2" && l.Auth.V != "sha1" {
				l.Auth.Set("md5", m.Span)
			}
		}},
		{Pattern: "ip ospf authentication-key ...", Do: key("ospf", "", 0)},
		{Pattern: "ip ospf message-digest-key * * ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			l := i.link("ospf", "", m.Span)
			alg := m.Arg(1)
			if alg == "sha1" || alg == "md5" {
				l.Auth.Set(alg, m.Span)
			} else {
				l.Auth.Set(authWord(alg), m.Span)
			}
			if typ, v := fill.CiscoKey(m.Rest); v != "" {
				c.Secret("igp", "ospf "+i.Name, typ, v, m.Span)
			}
		}},
		{Pattern: "no ip ospf authentication|authentication-key|message-digest-key ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
		{Pattern: "ospfv3 ipv4|ipv6 area *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospfv3", "", m.Span) }},
		{Pattern: "ipv6 ospf * area *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospfv3", m.Arg(0), m.Span) }},
		{Pattern: "no? ospfv3 passive-interface", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ospfv3", "", m.Span).Passive.Set(!m.Neg, m.Span) }},
		{Pattern: "ospfv3 authentication|encryption ipsec ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("ospfv3", "", m.Span).Auth.Set("ipsec", m.Span)
			if n := len(m.Rest); n > 0 {
				typ := "clear"
				if fill.Word(m.Rest, n-2) == "7" {
					typ = "cisco7"
				}
				c.Secret("igp", "ospfv3 "+i.Name, typ, m.Rest[n-1], m.Span)
			}
		}},
		{Pattern: "isis enable *", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("isis", m.Arg(0), m.Span) }},
		{Pattern: "no? isis passive ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("isis", "", m.Span).Passive.Set(!m.Neg, m.Span) }},
		{Pattern: "isis authentication mode * ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) {
			i.link("isis", "", m.Span).Auth.Set(authWord(m.Arg(0)), m.Span)
		}},
		{Pattern: "isis authentication key ...", Do: key("isis", "", 0)},
	}, ifaceRedundancy()...)
}

// ifaceRedundancy reads multicast, labels and shared addresses.
func ifaceRedundancy() []stmt.Entry[iface] {
	vrrp := func(i iface, id string, sp model.Span) *model.IGP {
		for _, l := range i.r.links[i.Name] {
			if l.Proto == "vrrp" && l.Instance == id {
				return l.IGP
			}
		}
		l := &igpLink{IGP: &model.IGP{Obj: model.Obj{Span: sp}, Proto: "vrrp", Instance: id, Interface: i.Name}}
		i.r.links[i.Name] = append(i.r.links[i.Name], l)
		i.r.IGPs = append(i.r.IGPs, l.IGP)
		return l.IGP
	}
	return []stmt.Entry[iface]{
		{Pattern: "ip pim sparse-mode", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("pim", "ipv4", m.Span) }},
		{Pattern: "pim ipv4 sparse-mode", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("pim", "ipv4", m.Span) }},
		{Pattern: "pim ipv6 sparse-mode", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("pim", "ipv6", m.Span) }},
		{Pattern: "ip pim neighbor-filter *", Do: pimFilter("acl", "ipv4")},
		{Pattern: "pim ipv4 neighbor-filter *", Do: pimFilter("acl", "ipv4")},
		{Pattern: "pim ipv6 neighbor-filter *", Do: pimFilter("acl6", "ipv6")},
		{Pattern: "mpls ldp interface", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { i.link("ldp", "", m.Span) }},
		{Pattern: "vrrp * ipv4|ipv6|ip ...", Do: func(_ *stmt.Ctx, i iface, m *stmt.Match) { vrrp(i, m.Arg(0), m.Span) }},
		{Pattern: "vrrp * peer authentication ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) { readVRRPAuth(c, vrrp(i, m.Arg(0), m.Span), i, m) }},
		{Pattern: "vrrp * authentication ...", Do: func(c *stmt.Ctx, i iface, m *stmt.Match) { readVRRPAuth(c, vrrp(i, m.Arg(0), m.Span), i, m) }},
		{Pattern: "no vrrp ...", Do: func(*stmt.Ctx, iface, *stmt.Match) {}},
	}
}

// readVRRPAuth reads "text X" and "ietf-md5 key-string 7 X".
func readVRRPAuth(c *stmt.Ctx, g *model.IGP, i iface, m *stmt.Match) {
	rest := m.Rest
	switch fill.Word(rest, 0) {
	case "ietf-md5":
		g.Auth.Set("md5", m.Span)
		rest = rest[min(2, len(rest)):]
	case "text":
		g.Auth.Set("clear", m.Span)
		rest = rest[1:]
	default:
		g.Auth.Set("clear", m.Span)
	}
	if typ, v := fill.CiscoKey(rest); v != "" {
		c.Secret("igp", "vrrp "+i.Name, typ, v, m.Span)
	}
}

// pimFilter reads which neighbours PIM of one family takes on an interface.
func pimFilter(kind, family string) func(*stmt.Ctx, iface, *stmt.Match) {
	return func(c *stmt.Ctx, i iface, m *stmt.Match) {
		c.Use(kind, m.Arg(0), "interface pim neighbor-filter", m.Span)
		i.r.pimFilter[i.Name+" "+family] = model.Ref{Kind: kind, Name: m.Arg(0), Span: m.Span}
	}
}

// finishIGPs adds the links that a process takes by their addresses, and
// gives links what their process says for all of them.
func (r *run) finishIGPs() {
	for _, p := range r.processes {
		r.linkNetworks(p)
		for _, l := range r.igps {
			if l.Proto != p.proto || l.Instance != "" && l.Instance != p.name && p.name != "" {
				continue
			}
			if sp, ok := p.quiet[l.Interface]; ok && l.Passive.How == model.NotRead {
				l.Passive.Inherit(true, sp)
			}
			if sp, ok := p.active[l.Interface]; ok && l.Passive.How == model.NotRead {
				l.Passive.Inherit(false, sp)
			}
			fill.Inherit(&l.Passive, &p.passive)
			fill.Inherit(&l.Auth, &p.auth)
		}
	}
	for _, l := range r.igps {
		if l.Proto == "ldp" {
			fill.Inherit(&l.Auth, &r.ldpAuth)
		}
		if l.Proto == "pim" {
			l.Filter = r.pimFilter[l.Interface+" "+l.Instance]
		}
	}
}

// linkNetworks adds OSPF to the interfaces whose addresses a process names.
func (r *run) linkNetworks(p *process) {
	if len(p.networks) == 0 || len(p.networks)*len(r.Interfaces) > 1<<22 {
		return
	}
	for _, i := range r.Interfaces {
		for _, a := range i.Addresses.V {
			for _, n := range p.networks {
				if n.Contains(a.Addr()) {
					iface{i, r}.link(p.proto, p.name, i.Span)
				}
			}
		}
	}
}
