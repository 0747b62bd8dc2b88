package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// igp is one interior routing process or one part of it.
type igp struct {
	*model.IGP
	r *reader
}

func igpTop(t *tables) []readerEntry {
	open := func(proto string, table func() *stmt.Table[*igp]) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: proto, Instance: fill.Word(m.Rest, 0)}
			r.IGPs = append(r.IGPs, g)
			return table().In(&igp{g, r})
		}
	}
	return []readerEntry{
		{Pattern: "ospf ...", Sub: open("ospf", func() *stmt.Table[*igp] { return t.ospf })},
		{Pattern: "ospfv3 ...", Sub: open("ospfv3", func() *stmt.Table[*igp] { return t.ospf })},
		{Pattern: "isis ...", Sub: open("isis", func() *stmt.Table[*igp] { return t.isis })},
		{Pattern: "rip ...", Sub: open("rip", func() *stmt.Table[*igp] { return t.rip })},
		{Pattern: "mpls", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.mpls.In(r) }},
		{Pattern: "mpls ldp", Sub: t.openLDP},
		{Pattern: "no? ttl propagate ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Routing.TTLPropagate })},
		{Pattern: "keychain * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			k := &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
			r.Keychain = append(r.Keychain, k)
			c.Define("keychain", k.Name, m.Span)
			r.finally(func() {
				used := false
				for _, u := range r.Refs.Uses {
					used = used || u.Kind == "keychain" && u.Name == k.Name
				}
				k.Used.Derive(used, k.Span)
			})
			return t.keychain.In(k)
		}},
	}
}

// authMode gives the model's word for a mode of authentication.
func authMode(w string) string {
	switch {
	case w == "null":
		return "none"
	case w == "simple":
		return "clear"
	case w == "md5" || w == "hmac-md5":
		return "md5"
	case w == "hmac-sha1" || w == "sha1":
		return "sha1"
	case strings.HasPrefix(w, "hmac-sha") || strings.HasPrefix(w, "hmac-sm3"):
		return "sha2"
	case w == "keychain":
		return "keychain"
	}
	return ""
}

// auth states the mode in f and records its key.
func (r *reader) auth(f *model.F[string], owner string, words []string, sp model.Span) {
	mode := authMode(fill.Word(words, 0))
	switch mode {
	case "":
		f.Unsure(sp)
		return
	case "keychain":
		r.c.Use("keychain", fill.Word(words, 1), owner, sp)
	case "none":
	default:
		if len(words) > 1 {
			r.secret("igp", owner, words, sp)
		}
	}
	f.Set(mode, sp)
}

func ospfEntries(t *tables) []stmt.Entry[*igp] {
	return []stmt.Entry[*igp]{
		{Pattern: "area *", Sub: func(c *stmt.Ctx, g *igp, m *stmt.Match) stmt.Block {
			a := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: g.Proto, Instance: strings.TrimSpace(g.Instance + " area " + m.Arg(0))}
			g.r.IGPs = append(g.r.IGPs, a)
			return t.area.In(&igp{a, g.r})
		}},
		{Pattern: "silent-interface all", Do: fill.Bool(func(g *igp) *model.F[bool] { return &g.Passive })},
		{Pattern: "no? silent-interface *", Do: silent},
	}
}

func silent(_ *stmt.Ctx, g *igp, m *stmt.Match) {
	x := &model.IGP{Obj: model.Obj{Span: m.Span}, Proto: g.Proto, Instance: g.Instance, Interface: m.Arg(0)}
	x.Passive.Set(!m.Neg, m.Span)
	g.r.IGPs = append(g.r.IGPs, x)
}

func areaEntries() []stmt.Entry[*igp] {
	return []stmt.Entry[*igp]{
		{Pattern: "authentication-mode ...", Do: func(_ *stmt.Ctx, g *igp, m *stmt.Match) {
			g.r.auth(&g.Auth, g.Proto+" "+g.Instance, m.Rest, m.Span)
		}},
	}
}

func isisEntries() []stmt.Entry[*igp] {
	mode := func(_ *stmt.Ctx, g *igp, m *stmt.Match) { g.r.auth(&g.Auth, "isis "+g.Instance, m.Rest, m.Span) }
	return []stmt.Entry[*igp]{
		{Pattern: "area-authentication-mode ...", Do: mode},
		{Pattern: "domain-authentication-mode ...", Do: mode},
	}
}

func ripEntries() []stmt.Entry[*igp] {
	return []stmt.Entry[*igp]{
		{Pattern: "silent-interface all", Do: fill.Bool(func(g *igp) *model.F[bool] { return &g.Passive })},
		{Pattern: "no? silent-interface *", Do: silent},
	}
}

// on returns what an interface says of one protocol.
func (i *iface) on(proto string, sp model.Span) *model.IGP {
	g := i.igp[proto]
	if g == nil {
		g = &model.IGP{Obj: model.Obj{Span: sp}, Proto: proto, Interface: i.Name}
		i.igp[proto] = g
		i.r.IGPs = append(i.r.IGPs, g)
	}
	g.Span.End = max(g.Span.End, sp.End)
	return g
}

func igpIfaceEntries() []ifaceEntry {
	auth := func(proto string) func(*stmt.Ctx, *iface, *stmt.Match) {
		return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.r.auth(&i.on(proto, m.Span).Auth, proto+" "+i.Name, m.Rest, m.Span)
		}
	}
	enable := func(proto string) func(*stmt.Ctx, *iface, *stmt.Match) {
		return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if !m.Neg {
				i.on(proto, m.Span)
			}
		}
	}
	return []ifaceEntry{
		{Pattern: "no? ospf enable ...", Do: enable("ospf")},
		{Pattern: "ospfv3 * area * ...", Do: enable("ospfv3")},
		{Pattern: "ospf authentication-mode ...", Do: auth("ospf")},
		{Pattern: "ospfv3 authentication-mode ...", Do: auth("ospfv3")},
		{Pattern: "no? isis enable ...", Do: enable("isis")},
		{Pattern: "no? isis ipv6 enable ...", Do: enable("isis")},
		{Pattern: "isis authentication-mode ...", Do: auth("isis")},
		{Pattern: "no? isis silent ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.on("isis", m.Span).Passive.Set(!m.Neg, m.Span) }},
		{Pattern: "rip authentication-mode ...", Do: auth("rip")},
		{Pattern: "vrrp vrid * authentication-mode ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.r.auth(&i.on("vrrp", m.Span).Auth, "vrrp "+i.Name, m.Rest, m.Span)
		}},
		{Pattern: "vrrp vrid * virtual-ip * ...", Do: enable("vrrp")},
		{Pattern: "vrrp6 vrid * virtual-ip ...", Do: enable("vrrp")},
		{Pattern: "no? mpls ldp", Do: enable("ldp")},
		{Pattern: "no? mpls rsvp-te", Do: enable("rsvp")},
		{Pattern: "mpls rsvp-te authentication ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.on("rsvp", m.Span).Auth.Set("md5", m.Span)
			i.r.secret("igp", "rsvp "+i.Name, m.Rest, m.Span)
		}},
		{Pattern: "no? pim sm|dm ...", Do: pimOn("")},
		{Pattern: "no? pim ipv6 sm|dm ...", Do: pimOn("ipv6")},
		{Pattern: "pim neighbor-policy *", Do: pimFilter("")},
		{Pattern: "pim ipv6 neighbor-policy *", Do: pimFilter("ipv6")},
	}
}

// pimOn and pimFilter read PIM of one family and which neighbours it takes, in
// either order.
func pimOn(family string) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
		if m.Neg || i.igp["pim"+family] != nil {
			return
		}
		g := &model.IGP{Obj: model.Obj{Span: m.Span}, Proto: "pim", Instance: family, Interface: i.Name, Filter: i.pim[family]}
		i.igp["pim"+family] = g
		i.r.IGPs = append(i.r.IGPs, g)
	}
}

func pimFilter(family string) func(*stmt.Ctx, *iface, *stmt.Match) {
	kind := "acl"
	if family == "ipv6" {
		kind = "acl6"
	}
	return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		c.Use(kind, m.Arg(0), "interface pim neighbor-policy", m.Span)
		i.pim[family] = model.Ref{Kind: kind, Name: m.Arg(0), Span: m.Span}
		if g := i.igp["pim"+family]; g != nil {
			g.Filter = i.pim[family]
		}
	}
}

func (t *tables) openLDP(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	g := &model.IGP{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "ldp"}
	r.IGPs = append(r.IGPs, g)
	return t.ldp.In(r)
}

// ldpOf is the LDP process that was opened last.
func (r *reader) ldpOf() *model.IGP {
	for i := len(r.IGPs) - 1; i >= 0; i-- {
		if r.IGPs[i].Proto == "ldp" && r.IGPs[i].Interface == "" {
			return r.IGPs[i]
		}
	}
	return &model.IGP{}
}

func ldpEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "md5-password ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.ldpOf().Auth.Set("md5", m.Span)
			form := shape(fill.Word(m.Rest, len(m.Rest)-1))
			if f := forms[fill.Word(m.Rest, 0)]; f != "" {
				form = f // "cipher PEER PASSWORD"
			}
			if len(m.Rest) > 0 {
				r.stored("igp", "ldp", form, m.Rest[len(m.Rest)-1:], m.Span)
			}
		}},
		{Pattern: "authentication key-chain ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			r.ldpOf().Auth.Set("keychain", m.Span)
			if v, ok := m.After("name"); ok {
				c.Use("keychain", v, "mpls ldp", m.Span)
			}
		}},
		{Pattern: "ipv4-family", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.ldp.In(r) }},
	}
}

func mplsEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "no? ttl propagate ...", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Routing.TTLPropagate })},
		{Pattern: "mpls rsvp-te authentication ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.secret("igp", "rsvp", m.Rest, m.Span) }},
	}
}

func keychainEntries(t *tables) []stmt.Entry[*model.Keychain] {
	return []stmt.Entry[*model.Keychain]{
		{Pattern: "key-id *", Sub: func(_ *stmt.Ctx, k *model.Keychain, _ *stmt.Match) stmt.Block { return t.keyID.In(k) }},
	}
}

func keyIDEntries() []stmt.Entry[*model.Keychain] {
	return []stmt.Entry[*model.Keychain]{
		{Pattern: "algorithm *", Do: func(_ *stmt.Ctx, k *model.Keychain, m *stmt.Match) { addOnce(&k.Algs, m.Arg(0), m.Span) }},
		{Pattern: "key-string ...", Do: func(c *stmt.Ctx, k *model.Keychain, m *stmt.Match) {
			r := &reader{Device: c.Dev, c: c}
			r.secret("keychain", k.Name, m.Rest, m.Span)
		}},
	}
}
