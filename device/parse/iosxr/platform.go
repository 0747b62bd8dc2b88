package iosxr

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) platformEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		// headings that a collector puts between the parts of a capture
		{Pattern: "############ MultiConfigPart ...", State: stmt.Irrelevant},
		{Pattern: "hostname *", Do: fill.Text(func(r R) *model.F[string] { return &r.dev.Hostname })},
		{Pattern: "banner * ...", Do: readBanner},
		{Pattern: "domain lookup disable", Do: fill.Not(func(r R) *model.F[bool] { return &r.dev.DNS.Lookup })},
		{Pattern: "no domain lookup disable", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.DNS.Lookup.Set(true, m.Span) }},
		{Pattern: "domain name-server *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { fill.Add(&r.dev.DNS.Servers, m.Arg(0), m.Span) }},
		{Pattern: "domain vrf * name-server *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { fill.Add(&r.dev.DNS.Servers, m.Arg(1), m.Span) }},
		{Pattern: "alias * ...", Do: readAlias},
		{Pattern: "lawful-intercept disable", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.LI.Present.Set(false, m.Span) }},
		{Pattern: "no lawful-intercept disable", Do: intercept("tap-mib")},
		{Pattern: "lawful-intercept", Do: intercept("tap-mib")},
		{Pattern: "lawful-intercept ...", Do: intercept("mediation")},
		{Pattern: "aaa intercept ...", Do: intercept("radius")},
		{Pattern: "pce **", State: stmt.Unimplemented},
		{Pattern: "configuration commit auto-save ...", Do: autoSave},
		{Pattern: "lpts pifib hardware police ...", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.ControlPlane.Policing.Set(true, m.Span)
			r.dev.ControlPlane.Policy.Set("lpts", m.Span)
			readFlow(nil, r, m)
			return t.lpts.In(r)
		}},
		{Pattern: "event manager policy * ...", Do: readEvent},
		{Pattern: "event manager action|event-trigger|policy-map *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			s := newScript(r, c.Span(m.Node), "eem", c.Tree.Nodes[m.Node].Words[2]+" "+m.Arg(0))
			s.Enabled.Inherit(true, m.Span)
			return t.script.In(s)
		}},
		{Pattern: "script config|exec|process * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			kind := "op-script"
			if r.c.Tree.Nodes[m.Node].Words[1] == "config" {
				kind = "commit-script"
			}
			newScript(r, m.Span, kind, m.Arg(0)).Enabled.Inherit(true, m.Span)
		}},
	}
}

// carried are the flows of protocols between routers, which no session of
// management is in.
var carried = []string{"bfd", "bgp", "eigrp", "hsrp", "icmp", "igmp", "isis", "ldp", "msdp", "ospf", "pim", "rip", "rsvp", "vrrp"}

// readFlow notes a rate of zero, which refuses the flow. Which sessions are in
// it, the router decides as it runs.
func readFlow(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	flow := slices.DeleteFunc(slices.Clone(m.Rest), func(s string) bool { return s == "flow" })
	i := slices.Index(flow, "rate")
	if i < 1 || i+1 >= len(flow) || flow[i+1] != "0" || slices.Contains(carried, strings.ToLower(flow[0])) {
		return
	}
	r.dev.ControlPlane.Policies = append(r.dev.ControlPlane.Policies, &model.ClassPolicy{Obj: model.Obj{Span: m.Span}, Name: "lpts",
		Opaque: "the flow " + strings.Join(flow[:i], " ") + " has the rate 0"})
}

// readBanner notes that a banner is shown; its text is not kept.
func readBanner(c *stmt.Ctx, r *reader, m *stmt.Match) {
	kind := m.Arg(0)
	r.dev.Banners = append(r.dev.Banners, &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind,
		PreLogin: kind == "login" || kind == "motd", Bytes: int64(len(strings.TrimSpace(c.Tree.Bodies[m.Node])))})
}

func readAlias(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	p := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "alias", Name: m.Arg(0)}
	switch m.Arg(0) {
	case "show", "clear", "configure", "copy", "commit", "ping", "telnet", "ssh", "run", "admin", "reload", "monitor", "debug":
		p.Shadows.Set(true, m.Span)
	default:
		p.Shadows.Set(false, m.Span)
	}
	r.dev.PrivEdits = append(r.dev.PrivEdits, p)
}

func intercept(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		r.dev.LI.Present.Set(true, m.Span)
		fill.Add(&r.dev.LI.Kinds, kind, m.Span)
	}
}

// autoSave reads filename URL: each commit is copied there.
func autoSave(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	file, _ := m.After("filename")
	r.send("auto-save", "configuration auto-save", file, m.Span)
}

func newScript(r *reader, sp model.Span, kind, name string) *model.Script {
	s := &model.Script{Obj: model.Obj{Span: sp}, Kind: kind, Name: name}
	r.dev.Scripts = append(r.dev.Scripts, s)
	return s
}

// readEvent reads FILE username USER …; what the script does is not in the file.
func readEvent(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	newScript(r, m.Span, "eem-policy", m.Arg(0)).Enabled.Inherit(true, m.Span)
}

func scriptBlock() []stmt.Entry[*model.Script] {
	type S = *model.Script
	return []stmt.Entry[S]{
		{Pattern: "type ...", Do: none[S]},
		{Pattern: "trigger ...", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.Trigger.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "event ...", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) { s.Trigger.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "action ...", Do: none[S]},
		{Pattern: "username ...", Do: none[S]},
	}
}
