package sros

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// igp is one routing process or one interface in it.
type igp struct {
	*model.IGP
	r *reader
}

// process returns a protocol's instance, which several sections may fill.
func (r *reader) process(proto, instance string, sp model.Span) *igp {
	return r.part(proto, instance, "", sp)
}

func (r *reader) part(proto, instance, name string, sp model.Span) *igp {
	key := proto + "\x00" + instance + "\x00" + name
	g := r.igps[key]
	if g == nil {
		g = &model.IGP{Obj: model.Obj{Span: sp}, Proto: proto, Instance: instance, Interface: name}
		r.igps[key] = g
		r.IGPs = append(r.IGPs, g)
	}
	g.Span.End = max(g.Span.End, sp.End)
	return &igp{g, r}
}

func (t *tables) igpEntries() []stmt.Entry[*igp] {
	link := func(at int) func(*stmt.Ctx, *igp, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, g *igp, m *stmt.Match) stmt.Block {
			instance := g.Instance
			if at > 0 {
				instance += " area " + m.Arg(0)
			}
			return t.link.In(g.r.part(g.Proto, instance, m.Arg(at), c.Span(m.Node)))
		}
	}
	return join(linkEntries(), []stmt.Entry[*igp]{
		{Pattern: "export|import|export-policy|import-policy ...", Do: func(c *stmt.Ctx, g *igp, m *stmt.Match) {
			for _, name := range m.Rest {
				c.Use("route-map", name, g.Proto+" policy", m.Span)
			}
		}},
		{Pattern: "area * interface * ...", Sub: link(1)},
		{Pattern: "interface * ...", Sub: link(0)},
		{Pattern: "interface-parameters interface * ...", Sub: link(0)},
		{Pattern: "group * neighbor * ...", Sub: link(1)},
		{Pattern: "group * peer * ...", Sub: link(1)},
		{Pattern: "peer * ...", Sub: link(0)},
		{Pattern: "neighbor * ...", Sub: link(0)},
		{Pattern: "tcp-session-parameters peer-transport * ...", Sub: link(0)},
		{Pattern: "session-parameters peer * ...", Sub: link(0)},
	})
}

// linkEntries are what a process and an interface state of authentication.
func linkEntries() []stmt.Entry[*igp] {
	key := func(mode string) func(*stmt.Ctx, *igp, *stmt.Match) {
		return func(_ *stmt.Ctx, g *igp, m *stmt.Match) {
			if !g.Auth.How.Stated() {
				g.Auth.Set(mode, m.Span)
			}
			g.r.secret("igp", g.Proto+" "+g.Interface, m.Rest, m.Span)
		}
	}
	chain := func(c *stmt.Ctx, g *igp, m *stmt.Match) {
		g.Auth.Set("keychain", m.Span)
		c.Use("keychain", m.Arg(0), g.Proto, m.Span)
	}
	mode := func(_ *stmt.Ctx, g *igp, m *stmt.Match) {
		switch m.Arg(0) {
		case "password":
			g.Auth.Set("clear", m.Span)
		case "message-digest":
			g.Auth.Set("md5", m.Span)
		default:
			g.Auth.Unsure(m.Span)
		}
	}
	return []stmt.Entry[*igp]{
		{Pattern: "authentication-type *", Do: mode},
		{Pattern: "hello-authentication-type *", Do: mode},
		{Pattern: "level * authentication-type *", Do: nothing[*igp]},
		{Pattern: "authentication-key ...", Do: func(c *stmt.Ctx, g *igp, m *stmt.Match) {
			mode := "clear"
			if g.Proto == "ldp" || g.Proto == "rsvp" || g.Proto == "msdp" || g.Proto == "isis" {
				mode = "md5"
			}
			key(mode)(c, g, m)
		}},
		{Pattern: "hello-authentication-key ...", Do: key("md5")},
		{Pattern: "level * authentication-key ...", Do: func(c *stmt.Ctx, g *igp, m *stmt.Match) { key("md5")(c, g, m) }},
		{Pattern: "message-digest-key * md5 ...", Do: func(c *stmt.Ctx, g *igp, m *stmt.Match) { key("md5")(c, g, m) }},
		{Pattern: "auth-keychain *", Do: chain},
		{Pattern: "authentication-keychain *", Do: chain},
		{Pattern: "hello-auth-keychain *", Do: chain},
		{Pattern: "hello-authentication-keychain *", Do: chain},
		{Pattern: "no? passive", Do: on(func(g *igp) *model.F[bool] { return &g.Passive })},
		{Pattern: "passive *", Do: on(func(g *igp) *model.F[bool] { return &g.Passive })},
		{Pattern: "no? shutdown", Do: nothing[*igp]},
		{Pattern: "admin-state *", Do: nothing[*igp]},
	}
}

// finishIGPs settles which entries authenticate. OSPF and RSVP do so on each
// interface only, and LDP for each peer only; an interface of IS-IS or a
// neighbour of RIP without a key of its own has the process's.
func (r *reader) finishIGPs() {
	process, peers := map[string]*model.IGP{}, map[string]bool{}
	for _, g := range r.IGPs {
		if g.Interface == "" {
			process[g.Proto+" "+g.Instance] = g
		}
		peers[g.Instance] = peers[g.Instance] || g.Proto == "ldp" && g.Auth.How.Stated()
	}
	r.IGPs = slices.DeleteFunc(r.IGPs, func(g *model.IGP) bool {
		whole := g.Interface == ""
		switch {
		case g.Auth.How.Stated():
			return false
		case g.Proto == "ldp":
			if whole && peers[g.Instance] {
				g.Auth.Unsure(g.Span) // other peers may have a session without
			}
			return !whole
		case g.Proto == "isis" || g.Proto == "rip":
			area, _, _ := strings.Cut(g.Instance, " area ")
			if p := process[g.Proto+" "+area]; !whole && p != nil && p.Auth.How.Stated() {
				g.Auth.Inherit(p.Auth.V, p.Auth.Span)
			}
			return false
		}
		return whole && (g.Proto == "ospf" || g.Proto == "ospfv3" || g.Proto == "rsvp")
	})
}
